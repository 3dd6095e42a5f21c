//! Spend: what was paid by day, model and profile, with what is sure and what is not kept apart.

use ratatui::{Frame, layout::Rect, style::Style};

use super::{
    glyphs::{DONE, Look},
    layout::{self, Skeleton},
    pen,
    widgets::{placeholder, strip},
    words,
};
use crate::{
    app::App,
    domain::{Money, SpendLine, Spent},
};

/// A sum's column.
const SUM: u16 = 9;
/// A cap's column.
const OF: u16 = 13;

/// Draws the view; gives back the line that can carry a message.
pub(super) fn draw(frame: &mut Frame, skeleton: &Skeleton, app: &App, look: Look<'_>) -> Rect {
    pen::level(frame, skeleton.rule, None, look);
    let spend = app.spend();
    if !spend.is_loaded() {
        return skeleton.rule;
    }
    let sheet = spend.sheet();
    let body = layout::columns(skeleton.body, 2, skeleton.body.width.saturating_sub(4).min(110));
    let caps = &app.settings().caps;
    total(frame, layout::rows(body, 1, 1), ("today", &sheet.today, caps.day), look);
    total(
        frame,
        layout::rows(body, 2, 1),
        ("this month", &sheet.month, caps.month),
        look,
    );
    let rows = layout::rows(body, 4, body.height.saturating_sub(4));
    if sheet.days.is_empty() {
        let quiet = "what the sandbox and free servers do is not counted";
        placeholder::words(frame, rows, "Nothing was spent yet", quiet, look);
    }
    let lines = [
        ("by day", &sheet.days),
        ("by model", &sheet.models),
        ("by profile", &sheet.profiles),
    ]
    .into_iter()
    .filter(|(_, lines)| !lines.is_empty())
    .flat_map(|(title, lines)| {
        let most = lines.iter().map(|line| line.spent.total()).max().unwrap_or_default();
        let title = [Row::Title(title)].into_iter();
        title
            .chain(lines.iter().map(move |line| Row::Line(line, most)))
            .chain([Row::Air])
    });
    for (line, row) in lines.skip(spend.scroll()).zip(rows.rows()) {
        match line {
            Row::Title(title) => heading(frame, row, title, look),
            Row::Line(line, most) => sums(frame, row, (line, most), look),
            Row::Air => {}
        }
    }
    skeleton.rule
}

enum Row<'a> {
    Title(&'static str),
    Line(&'a SpendLine, Money),
    Air,
}

/// A sum beside its cap, and how much of the cap it is.
fn total(frame: &mut Frame, row: Rect, (label, spent, cap): (&str, &Spent, Money), look: Look<'_>) {
    let theme = look.theme;
    pen::right(frame, layout::columns(row, 0, 10), label, theme.field_label);
    let total = words::sum(spent.total());
    pen::right(frame, layout::columns(row, 12, SUM), &total, theme.strong);
    let mut rest = layout::columns(row, 12 + SUM + 1, row.width);
    if cap > Money::ZERO {
        let of = layout::columns(rest, 0, OF);
        pen::left(frame, of, &format!("of {}", words::sum(cap)), theme.faint);
        rest = layout::columns(rest, OF + 1, rest.width);
        let width = rest.width.min(24);
        strip::bar(
            frame,
            layout::columns(rest, 0, width),
            spent.total().micros(),
            cap.micros(),
            look,
        );
        rest = layout::columns(rest, width + 2, rest.width);
    }
    let (estimated, unknown) = doubts(spent);
    let between = if estimated.is_empty() || unknown.is_empty() {
        ""
    } else {
        " · "
    };
    let pieces = [
        (estimated.as_str(), theme.faint),
        (between, theme.faint),
        (unknown.as_str(), theme.unknown),
    ];
    pen::pieces(frame, rest, &pieces);
}

/// What of a sum is not sure: estimated, and not known at all.
fn doubts(spent: &Spent) -> (String, String) {
    let part = |money: Money, what: &str| format!("{} {what}", words::sum(money));
    let estimated = if spent.estimated > Money::ZERO {
        part(spent.estimated, "estimated")
    } else {
        String::new()
    };
    let unknown = match (spent.unknown > Money::ZERO, spent.unknown_count) {
        (true, _) => part(spent.unknown, "unknown"),
        (false, 0) => String::new(),
        (false, count) => format!("{} of unknown price", words::counted(count, "request", "requests")),
    };
    (estimated, unknown)
}

fn heading(frame: &mut Frame, row: Rect, title: &str, look: Look<'_>) {
    let faint = look.theme.faint;
    pen::left(frame, row, title, look.theme.title_focused);
    for (text, column) in heads(row) {
        pen::right(frame, column, text, faint);
    }
}

/// The columns of numbers, as far as there is room, and their names.
fn heads(row: Rect) -> Vec<(&'static str, Rect)> {
    let names = ["requests", "paid", "estimated", "unknown"];
    let label = label_width(row);
    let wide = [SUM, SUM + 1, SUM + 2, SUM + 1];
    let mut at = label;
    let mut heads = Vec::new();
    for (name, width) in names.into_iter().zip(wide) {
        if at + width <= row.width {
            heads.push((name, layout::columns(row, at, width)));
        }
        at += width;
    }
    heads
}

const fn label_width(row: Rect) -> u16 {
    if row.width >= 90 { 34 } else { 24 }
}

fn sums(frame: &mut Frame, row: Rect, (line, most): (&SpendLine, Money), look: Look<'_>) {
    let theme = look.theme;
    let label = label_width(row).saturating_sub(1);
    pen::left(frame, layout::columns(row, 0, label), &line.label, theme.text);
    let money = |money: Money| {
        if money == Money::ZERO {
            "·".to_owned()
        } else {
            words::sum(money)
        }
    };
    let spent = &line.spent;
    let quiet = |amount: Money, style: Style| if amount == Money::ZERO { theme.faint } else { style };
    let values = [
        (words::thousands(line.requests), theme.faint),
        (money(spent.paid), quiet(spent.paid, theme.text)),
        (money(spent.estimated), quiet(spent.estimated, theme.text)),
        (money(spent.unknown), quiet(spent.unknown, theme.unknown)),
    ];
    let mut used = label + 1;
    for ((_, column), (text, style)) in heads(row).into_iter().zip(&values) {
        pen::right(frame, column, text, *style);
        used = (column.x - row.x) + column.width;
    }
    let room = layout::columns(row, used + 2, row.width.saturating_sub(used + 2).min(20));
    let share = u64::from(room.width) * spent.total().micros() / most.micros().max(1);
    let bar = layout::columns(room, 0, u16::try_from(share).unwrap_or(0));
    pen::fill(frame, bar, DONE, theme.focus_bar);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_sure_is_said_apart() {
        let spent = Spent {
            paid: Money::from_micros(1_000_000),
            ..Spent::default()
        };
        assert_eq!(doubts(&spent), (String::new(), String::new()));
        let spent = Spent {
            estimated: Money::from_micros(8_400),
            unknown: Money::from_micros(41_000),
            ..spent
        };
        assert_eq!(
            doubts(&spent),
            ("$0.0084 estimated".to_owned(), "$0.0410 unknown".to_owned())
        );
        let spent = Spent {
            unknown: Money::ZERO,
            unknown_count: 2,
            ..spent
        };
        assert_eq!(doubts(&spent).1, "2 requests of unknown price");
    }

    #[test]
    fn columns_that_do_not_fit_are_left_out_from_the_right() {
        let names = |width| {
            heads(Rect::new(0, 0, width, 1))
                .into_iter()
                .map(|(name, _)| name)
                .collect::<Vec<_>>()
        };
        assert_eq!(names(106).len(), 4);
        assert_eq!(names(76), ["requests", "paid", "estimated", "unknown"]);
        assert_eq!(names(40), ["requests"]);
    }
}
