//! The result: the picture in every cell that is left over, its siblings and facts in one line beneath.

use std::path::Path;

use ratatui::{Frame, layout::Rect, style::Style};

use super::{
    cells::{columns, folded},
    glyphs::Look,
    input_shown,
    layout::{self, ResultParts},
    pen,
    picture::{self, Shape, Wanted},
    widgets::{placeholder, strip},
    words,
};
use crate::{
    app::{App, FormField, Job, Turn, is_unsettled},
    domain::{CostKind, HistoryEntry, OptionName, RequestState, Size, Stage, StoredImage},
    keys::{Command, Context},
    term::Previews,
};

/// From this width on a stage is told in a few words.
const ROOM_FOR_WORDS: u16 = 56;

/// Draws the pane; `focused` says whether it has the keys.
pub(super) fn draw(frame: &mut Frame, pane: Rect, (app, focused): (&App, bool), previews: &Previews, look: Look<'_>) {
    if pane.is_empty() {
        return;
    }
    let parts = ResultParts::of(pane);
    if let Some(looked_at) = app.looked_at() {
        return input_shown::draw(frame, &parts, (app, &looked_at), previews, look);
    }
    pen::title(frame, parts.title, "Result", focused, look);
    let result = app.result();
    let job = result
        .wanted()
        .and_then(|id| app.jobs().of(id))
        .filter(|job| job.is_live());
    match (job, result.seen(), result.seen_image()) {
        (Some(job), ..) => {
            unfinished(frame, parts.picture, job, previews, look);
            running(frame, &parts, (job, app), look);
        }
        (None, Some(entry), Some(image)) => {
            let (at, count) = result.place();
            let until = app.stand_in(entry.id).filter(|_| count == 1);
            shown(frame, &parts, (entry, image, until), previews, look);
            let place = if count > 1 {
                format!("{} of {count}", at + 1)
            } else {
                String::new()
            };
            let right = layout::columns(parts.title, 0, parts.title.width.saturating_sub(1));
            pen::right(frame, right, &place, look.theme.faint);
            let unfinished: Vec<bool> = entry.images.iter().map(|image| image.partial).collect();
            let rest = strip::siblings(frame, parts.facts, (at, &unfinished), look);
            let facts = facts((entry, image), rest.width, look);
            strip::facts(frame, rest, &facts, look);
        }
        (None, Some(entry), None) => without_picture(frame, parts.picture, (entry, app), look),
        (None, None, _) if result.wanted().is_none() && !app.history().is_narrowed() => {
            nothing_yet(frame, parts.picture, app, look);
        }
        // Nothing was found, or it is being read: a word that stands for an instant would only flicker, and so would an
        // empty place.
        (None, None, _) => {
            let ended = result.wanted().and_then(|id| app.jobs().of(id));
            if let Some(job) = ended.filter(|job| job.stand_in.is_some()) {
                unfinished(frame, parts.picture, job, previews, look);
            }
        }
    }
}

/// The picture that the pane has cells for: of the input that is looked at, of work in progress, or of a result.
pub(super) fn wanted_picture(area: Rect, app: &App) -> Option<Wanted> {
    if let Some(looked_at) = app.looked_at() {
        let input = looked_at.input;
        return picture::masked(area, &input.path, looked_at.over).filter(|_| input.remote.is_none());
    }
    let job = app
        .result()
        .wanted()
        .and_then(|id| app.jobs().of(id))
        .filter(|job| job.is_live());
    if let Some(partial) = job.and_then(|job| job.partial.as_deref()) {
        return picture::fitted(area, partial);
    }
    let image = app.result().seen_image().filter(|image| image.width > 0)?;
    picture::fitted(area, &image.path)
}

fn nothing_yet(frame: &mut Frame, area: Rect, app: &App, look: Look<'_>) {
    let keys = app
        .keymap()
        .hint(&[Context::Prompt, Context::Text, Context::All], Command::FormSend);
    let quiet = keys
        .map(|keys| format!("{keys} sends the form; its price stands beside the key"))
        .unwrap_or_default();
    placeholder::words(frame, area, "The picture appears here", &quiet, look);
}

fn shown(
    frame: &mut Frame,
    parts: &ResultParts,
    (entry, image, until): (&HistoryEntry, &StoredImage, Option<&Path>),
    previews: &Previews,
    look: Look<'_>,
) {
    if image.width == 0 {
        let quiet = format!(
            "{} came that are no picture; they are kept as they are",
            words::bytes(image.bytes)
        );
        return placeholder::words(frame, parts.picture, entry.state.label(), &quiet, look);
    }
    let words = format!("{}×{} {}", image.width, image.height, format_name(image));
    let shape = Shape {
        path: &image.path,
        over: None,
        until,
        pixels: (image.width, image.height),
        words: &words,
    };
    picture::draw(frame, parts.picture, shape, previews, look);
}

fn format_name(image: &StoredImage) -> String {
    image.format.map(|format| format.to_string()).unwrap_or_default()
}

/// What is told of a picture, the most telling first.
fn facts((entry, image): (&HistoryEntry, &StoredImage), room: u16, look: Look<'_>) -> Vec<(String, Style)> {
    let theme = look.theme;
    let faint = |text: String| (text, theme.faint);
    let got = format!("{}×{}", image.width, image.height);
    let mut facts = Vec::new();
    if image.partial {
        facts.push(("unfinished".to_owned(), theme.warning));
    }
    if entry.state != RequestState::Stored {
        let (sign, style) = look.state(entry.state);
        facts.push((format!("{sign} {}", entry.state.label()), style));
    }
    let file = format!("{} {}", format_name(image), words::bytes(image.bytes));
    let told: u16 = facts.iter().map(|(text, _)| columns(text) + 3).sum();
    let told = told + columns(&got) + 3;
    let differing = words::differing(entry, usize::from(room.saturating_sub(told)));
    if differing.is_empty() {
        facts.push(faint(format!("{got} {file}")));
    } else {
        facts.extend([faint(got), (differing, theme.warning), faint(file)]);
    }
    facts.push(faint(entry.request.option(OptionName::Quality)));
    facts.push(faint(words::cost(entry.state, entry.cost, entry.cost_kind)));
    facts.push(faint(entry.timings.total.map(words::took).unwrap_or_default()));
    if entry.marks.starred {
        facts.push((look.star().to_owned(), theme.changed));
    }
    facts
}

/// The three ways on from an end that nobody can vouch for, by their keys.
pub(super) fn unsettled_ways(app: &App, entry: &HistoryEntry, contexts: &[Context]) -> Vec<String> {
    if !is_unsettled(entry) {
        return Vec::new();
    }
    let price = if entry.cost_kind == CostKind::None {
        "free".to_owned()
    } else {
        let price = app.price_again().map(|price| price.to_string());
        format!("may bill again, {}", price.unwrap_or_else(|| "$?".to_owned()))
    };
    let ways = [
        (Command::RequestCame, "shows what came".to_owned()),
        (Command::RequestRetry, format!("tries it again ({price})")),
        (Command::RequestDismiss, "dismisses it".to_owned()),
    ];
    let told = |(command, what): (Command, String)| Some(format!("{} {what}", app.keymap().hint(contexts, command)?));
    ways.into_iter().filter_map(told).collect()
}

/// What can be done about a failure, by the keys that do it.
fn ways_on(app: &App, entry: &HistoryEntry) -> Vec<String> {
    let contexts = [Context::Preview, Context::History, Context::Screen];
    let key = |command| app.keymap().hint(&contexts, command).map(ToString::to_string);
    let mut ways = Vec::new();
    let field = entry.failure.as_ref().and_then(FormField::of_failure);
    if let (Some(field), Some(load)) = (field, key(Command::RequestLoad)) {
        ways.push(format!("{load} goes to {} in the form", field.label().to_lowercase()));
        let model = app.models().model(entry.request.model());
        let replace = app.keymap().hint(&[Context::Form], Command::ModelReplace);
        if let (FormField::Model, Some(id), Some(replace)) = (field, model.replacement(), replace) {
            ways.push(format!("there {replace} takes {id} in its place"));
        }
    }
    ways.extend(unsettled_ways(app, entry, &contexts));
    if let (Some(link), Some(open)) = (entry.link(), key(Command::RequestOpenOutside)) {
        ways.push(format!("{open} opens {link}"));
    }
    ways
}

/// What came and what to do as far as there are rows for both, below the heading: what came is cut first, for the next
/// step must be seen, and then a line says how all of it is read.
fn fitted(
    (mut message, mut hint): (Vec<String>, Vec<String>),
    all: Option<String>,
    height: u16,
) -> (Vec<String>, Vec<String>) {
    let free = usize::from(height.saturating_sub(3));
    if message.len() + hint.len() <= free {
        return (message, hint);
    }
    hint.extend(all);
    message.truncate(free.saturating_sub(hint.len()).max(usize::from(free > 1)));
    if let Some(last) = message.last_mut() {
        last.push('…');
    }
    hint.truncate(free.saturating_sub(message.len()));
    (message, hint)
}

fn without_picture(frame: &mut Frame, area: Rect, (entry, app): (&HistoryEntry, &App), look: Look<'_>) {
    let theme = look.theme;
    let (sign, style) = look.state(entry.state);
    let heading = format!("{sign} {}", entry.state.label());
    let Some(failure) = &entry.failure else {
        return placeholder::words(frame, area, &heading, "", look);
    };
    let room = area.width.min(60);
    let message = folded(&failure.message, usize::from(room));
    let hint: Vec<String> = failure
        .hint
        .clone()
        .into_iter()
        .chain(ways_on(app, entry))
        .flat_map(|line| folded(&line, usize::from(room)))
        .collect();
    let key = |command| app.keymap().hint(&[Context::History, Context::Preview], command);
    let all = key(Command::RequestDetails).map(|keys| format!("{keys} reads all"));
    let (message, hint) = fitted((message, hint), all, area.height);
    let rows = |lines: &[String]| u16::try_from(lines.len()).unwrap_or(u16::MAX);
    let height = rows(&message).saturating_add(rows(&hint)).saturating_add(3);
    let block = layout::columns(area, area.width.saturating_sub(room) / 2, room);
    let block = layout::rows(block, area.height.saturating_sub(height) * 2 / 5, area.height);
    pen::left(frame, block, &heading, style);
    pen::lines(frame, layout::rows(block, 2, block.height), &message, theme.text);
    pen::lines(
        frame,
        layout::rows(block, 3 + rows(&message), block.height),
        &hint,
        theme.faint,
    );
}

/// The newest unfinished picture, or an empty frame of the right shape.
fn unfinished(frame: &mut Frame, area: Rect, job: &Job, previews: &Previews, look: Look<'_>) {
    let pixels = match Size::from(job.row.size.clone()) {
        Size::Exact { width, height } => (width, height),
        Size::Auto | Size::Other(_) => (1, 1),
    };
    let words = words::size(&job.row.size);
    match job.partial.as_ref().or(job.stand_in.as_ref()) {
        Some(path) => picture::draw(
            frame,
            area,
            Shape {
                path,
                over: None,
                until: job.stand_in.as_deref(),
                pixels,
                words: &words,
            },
            previews,
            look,
        ),
        None => placeholder::frame_of(frame, area, pixels, &words, look),
    }
}

fn running(frame: &mut Frame, parts: &ResultParts, (job, app): (&Job, &App), look: Look<'_>) {
    let theme = look.theme;
    let (sign, style) = look.state(job.row.state);
    let long = parts.facts.width >= ROOM_FOR_WORDS;
    let mut facts = vec![(format!("{sign} {}", doing(job, long)), style)];
    facts.extend(progress(job, app.now_ms()).into_iter().map(|text| (text, theme.faint)));
    let keys = app.keymap().hint(
        &[Context::Preview, Context::Screen, Context::All],
        Command::RequestCancel,
    );
    if let Some(keys) = keys.filter(|_| !job.cancelling) {
        let billed = if job.row.state == RequestState::Queued || job.row.cost_kind == CostKind::None {
            ""
        } else {
            " (billed anyway)"
        };
        facts.push((format!("{keys} cancels{billed}"), theme.faint));
    }
    let mut rest = parts.facts;
    if let (Some(Stage::Receiving), Some(all)) = (job.stage, job.of) {
        let width = (rest.width / 4).min(16);
        strip::bar(frame, layout::columns(rest, 0, width), job.bytes, all, look);
        rest = layout::columns(rest, width + 2, rest.width);
    }
    strip::facts(frame, rest, &facts, look);
}

/// What a request is doing, in a word or in a few.
pub(super) fn doing(job: &Job, long: bool) -> String {
    match (job.cancelling, job.stage) {
        (true, _) => "cancelling".to_owned(),
        (false, _) if job.no_room && long => "cannot be stored yet".to_owned(),
        (false, _) if job.no_room => "no room".to_owned(),
        (false, None) if job.held().is_some() => "held".to_owned(),
        (false, None) if job.turn == Turn::Elsewhere && long => format!("{} elsewhere", job.row.state.label()),
        (false, None) => job.row.state.label().to_owned(),
        (false, Some(Stage::Waiting)) if long => "waiting for the first byte".to_owned(),
        (false, Some(Stage::Holding)) => match job.wait_s {
            Some(seconds) if long => format!("holding, {seconds} s as the server asked"),
            Some(seconds) => format!("holding {seconds} s"),
            None => "holding".to_owned(),
        },
        (false, Some(stage)) => stage.label().to_owned(),
    }
}

/// How far it is: the time, and the bytes once there are some.
pub(super) fn progress(job: &Job, now_ms: i64) -> Vec<String> {
    let mut told = Vec::new();
    if let Some(elapsed) = job.elapsed_ms(now_ms).filter(|_| job.held().is_none()) {
        told.push(words::elapsed(u64::try_from(elapsed).unwrap_or(0)));
    }
    if job.slept_ms > 0 && job.is_live() {
        told.push(format!("suspended {}", words::elapsed(job.slept_ms)));
    }
    match (job.bytes, job.of) {
        (0, _) => {}
        (bytes, Some(all)) => told.push(format!("{} of {}", words::bytes(bytes), words::bytes(all))),
        (bytes, None) => told.push(words::bytes(bytes)),
    }
    if job.partials > 0 && job.is_live() {
        told.push(words::counted(u64::from(job.partials), "partial", "partials"));
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_gives_way_to_what_to_do() {
        let lines = |count: usize, word: &str| (0..count).map(|at| format!("{word} {at}")).collect::<Vec<_>>();
        let all = || Some("I reads all".to_owned());
        let (message, hint) = fitted((lines(3, "came"), lines(1, "do")), all(), 7);
        assert_eq!((message.len(), hint), (3, lines(1, "do")), "there is room");
        let (message, hint) = fitted((lines(9, "came"), lines(1, "do")), all(), 7);
        assert_eq!(message, ["came 0", "came 1…"]);
        assert_eq!(hint, ["do 0", "I reads all"]);
        let (message, hint) = fitted((lines(9, "came"), lines(2, "do")), all(), 4);
        assert_eq!((message, hint), (Vec::new(), lines(1, "do")));
    }
}
