//! Spend: what was paid by day, week, model or profile, with what is sure and what is not kept apart.

use jiff::{ToSpan as _, civil::Date};
use ratatui::{Frame, layout::Rect, style::Style};

use super::{
    glyphs::{DONE, Look},
    layout::{self, Skeleton},
    pen,
    widgets::{columns, placeholder, strip},
    words,
};
use crate::{
    app::App,
    domain::{Money, SpendBy, SpendLine, Spent},
};

/// A sum's column.
const SUM: u16 = 9;
/// Rows of the chart.
const CHART: u16 = 4;
/// Columns of one day or week in the chart, the gap with it.
const COLUMN: u16 = 3;
/// The highest sum behind the chart, and the gap before it.
const PEAK: u16 = 11;
/// A cap's column.
const OF: u16 = 13;

/// Draws the view; gives back the line that can carry a message.
pub(super) fn draw(frame: &mut Frame, skeleton: &Skeleton, app: &App, look: Look<'_>) -> Rect {
    pen::level(frame, skeleton.rule, None, look);
    let spend = app.spend();
    let Some((today, month)) = spend.sums() else {
        return skeleton.rule;
    };
    let body = inner(skeleton.body);
    let caps = &app.settings().caps;
    let running = app.running_cost();
    for (row, (label, spent, cap)) in [("today", today, caps.day), ("this month", month, caps.month)]
        .into_iter()
        .enumerate()
    {
        let area = layout::rows(body, 1 + u16::try_from(row).unwrap_or(0), 1);
        total(frame, area, (label, spent, cap), running, look);
    }
    choice(frame, layout::rows(body, 4, 1), spend.by(), look);
    let rest = below(body);
    match spend.lines() {
        None => pen::left(frame, rest, "adding up …", look.theme.faint),
        Some([]) => {
            let quiet = "what the sandbox and free servers do is not counted";
            placeholder::words(frame, rest, "Nothing was spent yet", quiet, look);
        }
        Some(lines) => {
            let rest = chart(frame, rest, app, lines, look);
            table(frame, rest, (spend.by(), lines, spend.scroll()), look);
        }
    }
    skeleton.rule
}

fn inner(body: Rect) -> Rect {
    layout::columns(body, 2, body.width.saturating_sub(4).min(110))
}

/// Chart and table, below the sums.
fn below(inner: Rect) -> Rect {
    layout::rows(inner, 6, inner.height.saturating_sub(6))
}

/// The rows that the table has for lines.
pub(super) fn table_rows(body: Rect, app: &App) -> u16 {
    let area = below(inner(body));
    let letters = Look::are_letters(app.settings().preview.ambiguous);
    let chart = app
        .spend()
        .lines()
        .and_then(|lines| charted(area, (app, letters), lines));
    let above = if chart.is_some() { CHART + 2 } else { 0 };
    area.height.saturating_sub(above + 1)
}

/// What the lines can be, with what they are marked in words of another weight and brackets.
fn choice(frame: &mut Frame, row: Rect, by: SpendBy, look: Look<'_>) {
    let theme = look.theme;
    let pieces: Vec<(String, Style)> = SpendBy::ALL
        .iter()
        .map(|other| {
            if *other == by {
                (format!("[by {}]  ", other.word()), theme.strong)
            } else {
                (format!(" by {}   ", other.word()), theme.faint)
            }
        })
        .collect();
    let pieces: Vec<(&str, Style)> = pieces.iter().map(|(text, style)| (text.as_str(), *style)).collect();
    pen::pieces(frame, row, &pieces);
}

/// The last days or weeks with their sums, where there is room for a column of each.
fn charted(area: Rect, (app, letters): (&App, bool), lines: &[SpendLine]) -> Option<Vec<(Date, Money)>> {
    let step = app.spend().by().days()?;
    if letters || area.height < CHART + 8 {
        return None;
    }
    // The highest sum stands behind the columns.
    let count = (area.width.saturating_sub(PEAK) / COLUMN).min(30);
    let today = app.today();
    let last = if step == 7 {
        let since_monday = i32::from(today.weekday().to_monday_zero_offset());
        today.saturating_sub(since_monday.days())
    } else {
        today
    };
    let sums: Vec<(Date, Money)> = (0..i32::from(count))
        .rev()
        .map(|back| {
            let day = last.saturating_sub((back * step).days());
            let name = day.to_string();
            let line = lines.iter().find(|line| line.label == name);
            (day, line.map(|line| line.spent.total()).unwrap_or_default())
        })
        .collect();
    sums.iter().any(|(_, sum)| *sum > Money::ZERO).then_some(sums)
}

/// Draws the last days or weeks as columns where there is room for them; gives back what is left.
fn chart(frame: &mut Frame, area: Rect, app: &App, lines: &[SpendLine], look: Look<'_>) -> Rect {
    let Some(sums) = charted(area, (app, look.letters), lines) else {
        return area;
    };
    let most = sums.iter().map(|(_, sum)| *sum).max().unwrap_or_default();
    let theme = look.theme;
    for (place, (_, sum)) in (0_u16..).zip(&sums) {
        let column = layout::columns(area, place * COLUMN, COLUMN - 1);
        columns::draw(frame, layout::rows(column, 0, CHART), sum.micros(), most.micros(), look);
    }
    let under = layout::rows(area, CHART, 1);
    if let (Some((first, _)), Some((last, _))) = (sums.first(), sums.last()) {
        pen::left(frame, under, &first.to_string(), theme.faint);
        let width = u16::try_from(sums.len()).unwrap_or(0) * COLUMN - 1;
        pen::right(frame, layout::columns(under, 0, width), &last.to_string(), theme.faint);
        let top = layout::columns(area, width + 2, PEAK);
        pen::left(frame, layout::rows(top, 0, 1), &words::sum(most), theme.faint);
    }
    layout::rows(area, CHART + 2, area.height)
}

fn table(frame: &mut Frame, area: Rect, (by, lines, scroll): (SpendBy, &[SpendLine], usize), look: Look<'_>) {
    let most = lines.iter().map(|line| line.spent.total()).max().unwrap_or_default();
    heading(frame, layout::rows(area, 0, 1), by.word(), look);
    for (line, row) in lines.iter().skip(scroll).zip(area.rows().skip(1)) {
        sums(frame, row, (line, most), look);
    }
}

/// A sum beside its cap, and how much of the cap it is.
fn total(frame: &mut Frame, row: Rect, (label, spent, cap): (&str, &Spent, Money), running: Money, look: Look<'_>) {
    let theme = look.theme;
    pen::right(frame, layout::columns(row, 0, 10), label, theme.field_label);
    let total = words::sum(spent.booked());
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
            (spent.booked() + running).micros(),
            cap.micros(),
            look,
        );
        rest = layout::columns(rest, width + 2, rest.width);
    }
    let (estimated, unknown) = doubts(spent);
    let runs = match running {
        Money::ZERO => String::new(),
        running => format!("+ {} running", words::sum(running)),
    };
    let mut pieces = Vec::new();
    for (text, style) in [
        (&runs, theme.running),
        (&estimated, theme.faint),
        (&unknown, theme.unknown),
    ] {
        if !text.is_empty() {
            if !pieces.is_empty() {
                pieces.push((" · ", theme.faint));
            }
            pieces.push((text.as_str(), style));
        }
    }
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
    let names = [
        "requests",
        "paid",
        "estimated",
        "unknown",
        "per kept",
        "kept",
        "pictures",
    ];
    let label = label_width(row);
    let wide = [SUM, SUM + 1, SUM + 2, SUM + 1, SUM + 1, SUM - 2, SUM + 1];
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
    if row.width >= 100 { 30 } else { 22 }
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
        (line.per_kept().map_or_else(|| "·".to_owned(), words::sum), theme.text),
        (words::thousands(line.kept), theme.faint),
        (words::thousands(line.pictures), theme.faint),
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
        assert_eq!(names(106).len(), 7);
        assert_eq!(names(76), ["requests", "paid", "estimated", "unknown", "per kept"]);
        assert_eq!(names(40), ["requests"]);
    }
}
