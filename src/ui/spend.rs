//! Spend: what was paid by day, week, model or profile, with what is sure and what is not kept apart.

use jiff::{ToSpan as _, civil::Date};
use ratatui::{Frame, layout::Rect, style::Style};

use super::{
    cells,
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
/// The longest bar, and the shortest that still says something.
const MOST_BAR: u16 = 24;
const LEAST_BAR: u16 = 6;

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
    let totals = [("today", today, caps.day), ("this month", month, caps.month)];
    // What is not sure is said whole before a bar says how much of the cap is gone; both bars are of one length.
    let beside = totals.iter().map(|(_, spent, _)| width(&beside(spent, running, look)));
    let bar = bar_width(body.width, beside.max().unwrap_or(0));
    for (row, (label, spent, cap)) in (1..).zip(totals) {
        let area = layout::rows(body, row, 1);
        total(frame, area, (label, spent, cap), (running, bar), look);
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
        pen::left(frame, layout::rows(top, 0, 1), &most.as_sum(), theme.faint);
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
fn total(
    frame: &mut Frame,
    row: Rect,
    (label, spent, cap): (&str, &Spent, Money),
    (running, bar): (Money, u16),
    look: Look<'_>,
) {
    let theme = look.theme;
    pen::right(frame, layout::columns(row, 0, 10), label, theme.field_label);
    let total = spent.booked().as_sum();
    pen::right(frame, layout::columns(row, 12, SUM), &total, theme.strong);
    let mut rest = layout::columns(row, 12 + SUM + 1, row.width);
    if cap > Money::ZERO {
        let of = layout::columns(rest, 0, OF);
        pen::left(frame, of, &format!("of {}", cap.as_sum()), theme.faint);
        rest = layout::columns(rest, OF + 1, rest.width);
        if bar > 0 {
            let area = layout::columns(rest, 0, bar);
            strip::bar(frame, area, (spent.booked() + running).micros(), cap.micros(), look);
            rest = layout::columns(rest, bar + 2, rest.width);
        }
    }
    let pieces = beside(spent, running, look);
    let pieces: Vec<_> = pieces.iter().map(|(text, style)| (text.as_str(), *style)).collect();
    pen::pieces(frame, rest, &pieces);
}

/// The columns of a bar in a row that also says so much; none where hardly any are left for it.
fn bar_width(row: u16, beside: u16) -> u16 {
    let left = row.saturating_sub(12 + SUM + 1 + OF + 1);
    let free = if beside == 0 {
        left
    } else {
        left.saturating_sub(beside + 2)
    };
    if free < LEAST_BAR { 0 } else { free.min(MOST_BAR) }
}

fn width(pieces: &[(String, Style)]) -> u16 {
    pieces.iter().map(|(text, _)| cells::columns(text)).sum()
}

/// What is to be known beside a sum, what nobody knows first.
fn beside(spent: &Spent, running: Money, look: Look<'_>) -> Vec<(String, Style)> {
    let theme = look.theme;
    let (estimated, unknown) = doubts(spent);
    let runs = match running {
        Money::ZERO => String::new(),
        running => format!("+ {} running", running.as_sum()),
    };
    let told = [
        (unknown, theme.unknown),
        (runs, theme.running),
        (estimated, theme.faint),
    ];
    let mut pieces = Vec::new();
    for (text, style) in told {
        if !text.is_empty() {
            if !pieces.is_empty() {
                pieces.push((" · ".to_owned(), theme.faint));
            }
            pieces.push((text, style));
        }
    }
    pieces
}

/// What of a sum is not sure: estimated, and not known at all.
fn doubts(spent: &Spent) -> (String, String) {
    let part = |money: Money, what: &str| format!("{} {what}", money.as_sum());
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
            money.as_sum()
        }
    };
    let spent = &line.spent;
    let quiet = |amount: Money, style: Style| if amount == Money::ZERO { theme.faint } else { style };
    let values = [
        (words::thousands(line.requests), theme.faint),
        (money(spent.paid), quiet(spent.paid, theme.text)),
        (money(spent.estimated), quiet(spent.estimated, theme.text)),
        (money(spent.unknown), quiet(spent.unknown, theme.unknown)),
        (
            line.per_kept().map_or_else(|| "·".to_owned(), Money::as_sum),
            theme.text,
        ),
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
    fn a_bar_gives_way_to_what_is_not_sure() {
        assert_eq!(bar_width(110, 0), 24);
        assert_eq!(bar_width(76, 0), 24);
        assert_eq!(bar_width(76, 20), 18);
        assert_eq!(
            bar_width(76, 35),
            0,
            "`$0.0084 estimated · $0.0410 unknown` is whole at 80 columns"
        );
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
