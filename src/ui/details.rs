//! What is known of a request: the most telling of it in two columns, and all of it as lines to read.

use jiff::tz::Offset;
use ratatui::{Frame, layout::Rect};

use super::{
    cells::{columns, folded},
    fields,
    glyphs::Look,
    layout, pen, words,
};
use crate::{
    app::{App, Relatives},
    domain::{Difference, Downscale, HistoryEntry, Input, OptionName, Request, Role, StoredImage, differences},
};

/// What is known of a request, in two columns.
pub(super) fn draw(frame: &mut Frame, area: Rect, (entry, app): (&HistoryEntry, &App), look: Look<'_>) {
    let now_ms = app.now_ms();
    let theme = look.theme;
    let inner = layout::columns(area, 1, area.width.saturating_sub(2));
    let mut lines = inner.rows();
    let (sign, style) = look.state(entry.state);
    let age = now_ms - entry.created_at.as_millisecond();
    let took = entry
        .timings
        .total
        .map(|total| format!(" · {}", words::took(total)))
        .unwrap_or_default();
    let when = format!(" {} · {}{took}", entry.state.label(), words::ago(age));
    if let Some(line) = lines.next() {
        pen::pieces(frame, line, &[(sign, style), (&when, theme.text)]);
    }
    let labels = columns("tokens") + 2;
    let room = usize::from(inner.width.saturating_sub(labels));
    for ((label, value), line) in beside(entry, app.relatives_of(entry).made, room).into_iter().zip(lines) {
        pen::left(frame, line, label, theme.field_label);
        pen::left(frame, layout::columns(line, labels, line.width), &value, theme.text);
    }
}

/// What stands beside the picture: the words of a note and of the prompt in full, as far as there are rows.
fn beside(entry: &HistoryEntry, made: u64, room: usize) -> Vec<(&'static str, String)> {
    let mut lines = told(entry, made);
    lines.push(("prompt", entry.request.prompt().to_owned()));
    let fold = |(label, value): (&'static str, String)| match label {
        "note" | "prompt" => {
            let rows = folded(&value, room.max(1)).into_iter().enumerate();
            let rows = rows.map(|(at, row)| (if at == 0 { label } else { "" }, row));
            rows.collect::<Vec<_>>()
        }
        _ => vec![(label, value)],
    };
    lines.into_iter().flat_map(fold).collect()
}

fn told(entry: &HistoryEntry, made: u64) -> Vec<(&'static str, String)> {
    let request = &entry.request;
    let mut told = Vec::new();
    let mut tell = |label, value: String| {
        if !value.is_empty() {
            told.push((label, value));
        }
    };
    tell("model", format!("{} · {}", request.model(), entry.profile));
    tell("asked", asked(request));
    let differing: Vec<_> = differences(entry).iter().map(differing).collect();
    tell("but", differing.join(", "));
    let unfinished = entry.images.iter().filter(|image| image.partial).count();
    if unfinished == 0 && differing.is_empty() && !entry.images.is_empty() {
        tell("got", "the same".to_owned());
    }
    if unfinished > 0 {
        let counted = words::counted(entry.images.len() as u64, "picture", "pictures");
        tell("got", format!("{counted}, {unfinished} of them unfinished"));
    }
    if let Some(failure) = entry.failure.as_ref().filter(|_| !entry.images.is_empty()) {
        tell("why", failure.message.clone());
        tell("do", failure.hint.clone().unwrap_or_default());
        tell("page", failure.link.as_deref().unwrap_or_default().to_owned());
    }
    let kind = entry.cost_kind.word();
    let cost = words::cost(entry.state, entry.cost, entry.cost_kind);
    tell("tokens", entry.usage.map(|usage| usage.told()).unwrap_or_default());
    tell(
        "cost",
        if entry.cost.is_some() {
            format!("{cost} {kind}")
        } else {
            cost
        },
    );
    let from = request.inputs().iter().map(|input| match input.role {
        Role::Image => input_words(input, request.downscale()),
        Role::Mask => format!("mask {} by {}", input.name, input.treatment.reading.word()),
        Role::Markup => format!("marks {}", input.name),
    });
    tell("from", from.collect::<Vec<_>>().join(", "));
    tell("extra", extra(request));
    tell("seed", request.seed().map(|seed| seed.to_string()).unwrap_or_default());
    if made > 0 {
        tell(
            "made",
            format!("{} from it", words::counted(made, "request", "requests")),
        );
    }
    tell("tags", entry.marks.tags.join(", "));
    tell("note", entry.marks.note.clone().unwrap_or_default());
    told
}

/// Size, the options that matter most, and how many.
fn asked(request: &Request) -> String {
    let options =
        [OptionName::Quality, OptionName::OutputFormat, OptionName::Background].map(|name| request.option(name));
    let asked = [words::size(&request.size().to_string())]
        .into_iter()
        .chain(options)
        .filter(|word| !word.is_empty());
    let times = if request.count() > 1 {
        format!(" ×{}", request.count())
    } else {
        String::new()
    };
    format!("{}{times}", asked.collect::<Vec<_>>().join(" "))
}

fn differing(difference: &Difference) -> String {
    let spelled = |text: &str| match difference.what {
        "size" => words::size(text),
        _ => text.to_owned(),
    };
    let (asked, got) = (spelled(&difference.asked), spelled(&difference.got));
    format!("{} {got}, not {asked}", difference.what)
}

/// The name of an image, and the sizes where it was made smaller.
fn input_words(input: &Input, rule: Downscale) -> String {
    let size = fields::sent_size(input, rule);
    if size.contains('→') {
        format!("{} {size}", input.name)
    } else {
        input.name.clone()
    }
}

/// The JSON that was merged into the request, as it was sent.
fn extra(request: &Request) -> String {
    if request.extra().is_empty() {
        return String::new();
    }
    serde_json::to_string(request.extra()).unwrap_or_default()
}

/// Everything that is known of a request, label by label; a label that is empty goes on with the one before.
pub(super) fn whole(entry: &HistoryEntry, (relatives, offset): (&Relatives, Offset)) -> Vec<(&'static str, String)> {
    let mut lines = vec![
        ("id", entry.id.to_string()),
        ("sent", words::moment(entry.created_at, offset)),
        ("state", entry.state.label().to_owned()),
        ("title", entry.marks.title.clone().unwrap_or_default()),
        ("prompt", entry.request.prompt().to_owned()),
    ];
    lines.extend(told(entry, relatives.made));
    let options = entry.request.options().iter();
    lines.extend(options.map(|(name, value)| ("option", format!("{} {value}", name.label().to_lowercase()))));
    lines.extend(
        entry
            .echoed
            .iter()
            .map(|(name, value)| ("said", format!("{name} {value}"))),
    );
    for image in &entry.images {
        lines.push(("picture", picture(image)));
        lines.push(("", image.path.to_string_lossy().into_owned()));
        lines.extend(image.revised_prompt.clone().map(|text| ("revised", text)));
    }
    for input in entry.request.inputs().iter().filter(|input| input.remote.is_none()) {
        lines.push(("input", input.path.to_string_lossy().into_owned()));
    }
    let kinds = entry.usage.and_then(|usage| usage.told_by_kind());
    lines.extend(kinds.map(|kinds| ("tokens", kinds)));
    lines.extend(times(entry).map(|times| ("times", times)));
    lines.push(("tries", entry.attempts.to_string()));
    lines.push(("server", entry.request_id.clone().unwrap_or_default()));
    lines.extend(
        relatives
            .parents
            .iter()
            .map(|parent| ("parent", format!("{}, picture {}", parent.id, parent.index + 1))),
    );
    lines.extend(
        entry
            .failure
            .iter()
            .filter(|_| entry.images.is_empty())
            .flat_map(|failure| {
                let hint = failure.hint.clone().unwrap_or_default();
                [("why", failure.message.clone()), ("do", hint)]
            }),
    );
    lines.retain(|(_, text)| !text.is_empty());
    lines
}

fn picture(image: &StoredImage) -> String {
    let format = image.format.map(|format| format.to_string()).unwrap_or_default();
    let unfinished = if image.partial { ", unfinished" } else { "" };
    let size = words::bytes(image.bytes);
    format!(
        "{}  {}×{} {format} {size}{unfinished}",
        image.index + 1,
        image.width,
        image.height
    )
}

/// How long the parts of a request took.
fn times(entry: &HistoryEntry) -> Option<String> {
    let told = entry.timings.told();
    (!told.is_empty()).then(|| told.join(" · "))
}
