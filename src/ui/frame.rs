//! One whole frame: tabs, the open view, the hints, and what floats above.

use ratatui::{Frame, layout::Rect, style::Style, widgets::Block};

use super::{
    Theme,
    cells::{columns, folded},
    compose, gallery,
    glyphs::{Look, spell},
    history,
    layout::{self, Skeleton},
    overlays, pen, queue, settings, spend,
    widgets::{
        hints, placeholder,
        tabs::{self, TabLine},
    },
    words,
};
use crate::{
    app::{App, View},
    domain::{Money, cut},
    keys::Command,
    term::Previews,
};

/// A message takes at most so many rows.
const NOTICE_ROWS: usize = 4;
/// And so many on a narrow screen, where the same words need more.
const NOTICE_ROWS_NARROW: usize = 6;
/// Fewer columns than this are a narrow screen.
const NARROW: u16 = 60;

/// Draws everything from the state as it is.
pub fn draw(frame: &mut Frame, app: &App, theme: &Theme, previews: &Previews) {
    let look = Look::new(theme, app.settings().preview.ambiguous);
    let screen = frame.area();
    // Most themes keep the terminal's own ground: thousands of cells need not be touched then.
    if theme.text != Style::default() {
        frame.buffer_mut().set_style(screen, theme.text);
    }
    match Skeleton::of(screen) {
        None => {
            let words = format!(
                "pochade needs 40×12 cells; these are {}×{}",
                screen.width, screen.height
            );
            placeholder::words(frame, screen, "a little more room, please", &words, look);
        }
        Some(skeleton) => whole(frame, &skeleton, app, previews, look),
    }
    if look.letters {
        spell(frame.buffer_mut());
    }
}

fn whole(frame: &mut Frame, skeleton: &Skeleton, app: &App, previews: &Previews, look: Look<'_>) {
    tab_line(frame, skeleton.tabs, app, look);
    // A view draws its own thin lines and says which of them can carry a message.
    let rule = match app.view() {
        View::Compose => compose::draw(frame, skeleton, app, previews, look),
        View::History => history::draw(frame, skeleton, app, previews, look),
        View::Gallery => gallery::draw(frame, skeleton, app, previews, look),
        View::Queue => queue::draw(frame, skeleton, app, previews, look),
        View::Spend => spend::draw(frame, skeleton, app, look),
        View::Settings => settings::draw(frame, skeleton, app, look),
    };
    let bordered = overlays::draw(frame, skeleton, app, previews, look);
    last_line(frame, skeleton.hints, app, bordered, look);
    // A close look has no line to spare for a message, and nothing is drawn over its picture.
    let rule = if rule.is_empty() || overlays::covers(app) {
        skeleton.hints
    } else {
        rule
    };
    notice(frame, (rule, skeleton.hints), app, look);
}

fn tab_line(frame: &mut Frame, area: Rect, app: &App, look: Look<'_>) {
    let views: Vec<_> = View::ALL.iter().map(|view| view.label()).collect();
    let active = View::ALL.iter().position(|view| *view == app.view()).unwrap_or(0);
    let profile = app.profile();
    let spent = if profile.is_billed() {
        spent_today(app)
    } else {
        vec!["nothing is billed".to_owned(), "free".to_owned()]
    };
    let keys = app.view_keys();
    let line = TabLine {
        views: &views,
        keys: &keys,
        active,
        profile: profile.name(),
        badge: profile.badge(),
        spent: &spent,
    };
    tabs::draw(frame, area, &line, look);
}

/// What was spent today, what runs, and the cap, in shorter and shorter words.
fn spent_today(app: &App) -> Vec<String> {
    let Some((today, _)) = app.spend().booked() else {
        return vec![String::new()];
    };
    let running = app.running_cost();
    let cap = match app.settings().caps.day {
        Money::ZERO => String::new(),
        cap => format!(" of {}", cap.as_sum()),
    };
    if running == Money::ZERO {
        let today = today.as_sum();
        let shorter = [format!("{today}{cap}"), today.clone()];
        let mut words = vec![format!("today {today}{cap}")];
        words.extend(shorter.into_iter().skip(usize::from(cap.is_empty())));
        return words;
    }
    let (both, sum) = (words::running(today, running), (today + running).as_sum());
    vec![
        format!("today {both}{cap}"),
        format!("{both}{cap}"),
        both,
        format!("{sum}{cap}"),
        sum,
    ]
}

/// Hints, unless what floats carries them in its border, and what is under way.
fn last_line(frame: &mut Frame, area: Rect, app: &App, bordered: bool, look: Look<'_>) {
    let hints = if bordered { Vec::new() } else { app.hints() };
    if !app.pending().is_empty() && !hints.is_empty() {
        return hints::grown(frame, area, (&begun(app), &hints), look);
    }
    let (words, style) = status(app, look);
    hints::draw(frame, area, &hints, (&words, style), look);
}

/// The keys of a sequence that is not finished.
fn begun(app: &App) -> String {
    let keys: Vec<_> = app.pending().iter().map(ToString::to_string).collect();
    format!("{} …", keys.join(" "))
}

/// What is under way, in longer and shorter words.
fn status(app: &App, look: Look<'_>) -> (Vec<String>, Style) {
    if !app.pending().is_empty() {
        return (vec![begun(app)], look.theme.hint_key);
    }
    let jobs = app.jobs();
    let counts = [
        (jobs.live() - jobs.in_line(), "◐", "running"),
        (jobs.in_line(), "○", "waiting"),
        (jobs.held(), "○", "held"),
        (jobs.unknown(), "?", "unknown"),
    ];
    let there: Vec<_> = counts.iter().filter(|(count, ..)| *count > 0).collect();
    let long: Vec<_> = there
        .iter()
        .map(|(count, sign, word)| format!("{sign} {} {word}", words::thousands(count)))
        .collect();
    let short: Vec<_> = there
        .iter()
        .map(|(count, sign, _)| format!("{sign} {}", words::thousands(count)))
        .collect();
    let words = if there.is_empty() {
        Vec::new()
    } else {
        vec![long.join("  "), short.join(" ")]
    };
    (words, look.theme.running)
}

/// A message stands in a thin line where there is one, so that it covers nothing; a long one grows upwards.
fn notice(frame: &mut Frame, (rule, hints): (Rect, Rect), app: &App, look: Look<'_>) {
    let Some(toast) = app.toast() else { return };
    let style = if toast.problem {
        look.theme.problem
    } else {
        look.theme.strong
    };
    let room = usize::from(rule.width.saturating_sub(6));
    let mut lines = folded(&crate::domain::one_line(&toast.text), room.max(1));
    let most = if rule.width < NARROW {
        NOTICE_ROWS_NARROW
    } else {
        NOTICE_ROWS
    };
    if lines.len() > most {
        lines.truncate(most);
        let key = app.keymap().hint(&app.contexts(), Command::MessagesOpen);
        let more = key.map_or_else(|| "…".to_owned(), |key| format!("… {key}"));
        if let Some(last) = lines.last_mut() {
            let kept = cut(last, room.saturating_sub(usize::from(columns(&more)) + 1));
            *last = format!("{} {more}", kept.trim_end_matches('…'));
        }
    }
    let height = u16::try_from(lines.len()).unwrap_or(1);
    let width = lines.iter().map(|line| super::cells::columns(line)).max().unwrap_or(0) + 2;
    let top = rule.y.saturating_sub(height - 1);
    let across = layout::columns(rule, rule.width.saturating_sub(width + 2), width);
    let area = Rect {
        y: top,
        height,
        ..across
    }
    .intersection(frame.area());
    // Half a hint beside a message would be read as one sentence.
    let cleared = if rule == hints { rule.union(area) } else { area };
    pen::clear(frame, cleared);
    frame.render_widget(Block::new().style(look.theme.text), area);
    pen::lines(frame, layout::columns(area, 1, width), &lines, style);
}
