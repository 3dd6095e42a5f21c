//! The rows of a form: labels on the left, values beside them, and below what is wrong with a value.

use ratatui::{Frame, layout::Rect, style::Style};

use crate::{
    domain::cells,
    ui::{
        cells::{columns, folded},
        glyphs::{ARROW, CHANGED, Look},
        layout, pen,
    },
};

/// The value of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::ui) enum Value<'a> {
    /// Words to be read.
    Text(String),
    /// Words of which one is chosen.
    Words {
        /// All of them.
        words: Vec<String>,
        /// The chosen one.
        chosen: usize,
    },
    /// A text that is being typed: the part that is seen, and the cursor's column in it.
    Typed(&'a str, usize),
}

/// One row of the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::ui) struct FieldRow<'a> {
    /// The label.
    pub(in crate::ui) label: &'a str,
    /// The value.
    pub(in crate::ui) value: Value<'a>,
    /// Whether keys change it.
    pub(in crate::ui) focused: bool,
    /// Whether it differs from what the model does by itself.
    pub(in crate::ui) changed: bool,
    /// A few faint words at the right.
    pub(in crate::ui) note: String,
    /// What is wrong with it, or worth knowing.
    pub(in crate::ui) remark: Option<Remark>,
}

/// What is said below a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::ui) struct Remark {
    /// The sentence.
    pub(in crate::ui) text: String,
    /// How it is meant.
    pub(in crate::ui) tone: Tone,
}

/// How something said below a value is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ui) enum Tone {
    /// It keeps the form from being sent.
    Fault,
    /// It is worth thinking about.
    Warning,
    /// It is good to know.
    Fact,
}

/// Where labels end and values begin, in columns from the left of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ui) struct Columns {
    label: u16,
}

/// Columns that a value keeps, whatever stands beside it.
const LEAST_WORDS: u16 = 10;
/// Rows that a remark may take.
const REMARK_ROWS: usize = 3;
/// The arrow before a label, and the gap with the fault's mark after it.
const ARROW_CELLS: u16 = 1;
const GAP: u16 = 3;

impl Columns {
    /// Columns for these labels.
    pub(in crate::ui) fn for_labels<'a>(labels: impl Iterator<Item = &'a str>) -> Self {
        Self {
            label: labels.map(columns).max().unwrap_or(0),
        }
    }

    const fn value(self) -> u16 {
        ARROW_CELLS + self.label + GAP
    }

    /// Where values stand in an area; the last column stays free.
    pub(in crate::ui) fn value_area(self, area: Rect) -> Rect {
        let start = self.value();
        layout::columns(area, start, area.width.saturating_sub(start + 1))
    }
}

/// How many rows of the screen the field takes.
pub(in crate::ui) fn height(row: &FieldRow<'_>, area: Rect, columns: Columns) -> u16 {
    let lines = remark_lines(row, columns.value_area(area).width).len();
    1 + u16::try_from(lines).unwrap_or(0)
}

fn remark_lines(row: &FieldRow<'_>, room: u16) -> Vec<String> {
    let Some(remark) = &row.remark else { return Vec::new() };
    let mut lines = folded(&remark.text, usize::from(room));
    lines.truncate(REMARK_ROWS);
    lines
}

/// Draws one field.
pub(in crate::ui) fn draw(frame: &mut Frame, area: Rect, row: &FieldRow<'_>, columns: Columns, look: Look<'_>) {
    let theme = look.theme;
    if row.focused {
        pen::left(frame, layout::columns(area, 0, 1), ARROW, theme.focus_bar);
    }
    let label_style = if row.focused { theme.strong } else { theme.field_label };
    pen::right(
        frame,
        layout::columns(area, ARROW_CELLS, columns.label),
        row.label,
        label_style,
    );
    let values = columns.value_area(area);
    if row.remark.as_ref().is_some_and(|remark| remark.tone == Tone::Fault) {
        pen::left(frame, layout::columns(area, columns.value() - 2, 1), "!", theme.problem);
    }
    let rest = value(frame, values, row, look);
    if rest.width > crate::ui::cells::columns(&row.note) {
        pen::right(frame, rest, &row.note, theme.faint);
    }
    let style = match row.remark.as_ref().map(|remark| remark.tone) {
        Some(Tone::Fault) => theme.problem,
        Some(Tone::Fact) => theme.faint,
        Some(Tone::Warning) | None => theme.warning,
    };
    let below = layout::rows(values, 1, area.height.saturating_sub(1));
    pen::lines(frame, below, &remark_lines(row, values.width), style);
}

/// Draws the value; gives back the room beside it.
fn value(frame: &mut Frame, area: Rect, row: &FieldRow<'_>, look: Look<'_>) -> Rect {
    let theme = look.theme;
    let mark = if row.changed { CHANGED } else { "" };
    // What is told of the value stands below, in a look of its own.
    let area = layout::rows(area, 0, 1);
    // What stands beside a value is seen however long the value is.
    let beside = columns(&row.note).saturating_add(2);
    let kept = if row.note.is_empty() || area.width < beside.saturating_add(LEAST_WORDS) {
        0
    } else {
        beside
    };
    match &row.value {
        Value::Text(text) => {
            let style = if row.focused {
                theme.field_focused
            } else {
                theme.field_value
            };
            let taken = kept + 2 * u16::from(row.changed);
            let room = layout::columns(area, 0, area.width.saturating_sub(taken));
            let used = columns(text).min(room.width);
            pen::left(frame, room, text, style);
            if row.focused {
                ground(frame, layout::columns(room, 0, used), style);
            }
            let rest = layout::columns(area, used, area.width);
            pen::pieces(frame, rest, &[(" ", theme.text), (mark, theme.changed)])
        }
        Value::Typed(seen, column) => {
            pen::left(frame, area, seen, theme.field_value);
            pen::cursor(frame, area, u16::try_from(*column).unwrap_or(0), 0);
            layout::columns(area, area.width, 0)
        }
        Value::Words { words, chosen } => {
            let style = if row.focused { theme.field_focused } else { theme.chosen };
            let rest = choice(
                frame,
                layout::columns(area, 0, area.width - kept),
                &Choice {
                    words,
                    chosen: *chosen,
                    style,
                    mark,
                    focused: row.focused,
                },
                look,
            );
            Rect {
                width: rest.width + kept,
                ..rest
            }
        }
    }
}

struct Choice<'a> {
    words: &'a [String],
    chosen: usize,
    style: Style,
    mark: &'a str,
    focused: bool,
}

/// Widens the look of a value by a cell on either side, so that a single digit is seen too; both cells are always free.
fn ground(frame: &mut Frame, value: Rect, style: Style) {
    let wide = Rect {
        x: value.x.saturating_sub(1),
        width: value.width + 2,
        ..value
    }
    .intersection(frame.area());
    frame.buffer_mut().set_style(wide, style);
}

/// Draws a row of words with the chosen one; where there is no room for all, those around it.
fn choice(frame: &mut Frame, area: Rect, choice: &Choice<'_>, look: Look<'_>) -> Rect {
    let theme = look.theme;
    let room = usize::from(area.width);
    let marked = |at: usize| usize::from(at == choice.chosen && !choice.mark.is_empty()) * 2;
    let cells: Vec<usize> = choice
        .words
        .iter()
        .enumerate()
        .map(|(at, word)| cells(word) + marked(at))
        .collect();
    let gap = if total(&cells, 2) <= room { 2 } else { 1 };
    let (first, last) = window(&cells, choice.chosen, gap, room);
    let shown = total(&cells[first..last], gap);
    let cut = |is_cut: bool| is_cut && shown + 4 <= room;
    let mut before = 0;
    let mut pieces: Vec<(String, Style)> = Vec::new();
    if cut(first > 0) {
        pieces.push(("… ".to_owned(), theme.faint));
    }
    for (at, word) in choice.words.iter().enumerate().take(last).skip(first) {
        if at > first {
            pieces.push((" ".repeat(gap), theme.text));
        }
        if at == choice.chosen {
            before = pieces.iter().map(|(text, _)| columns(text)).sum();
            pieces.push((word.clone(), choice.style));
            if !choice.mark.is_empty() {
                pieces.push((format!(" {}", choice.mark), theme.changed));
            }
        } else {
            pieces.push((word.clone(), theme.faint));
        }
    }
    if cut(last < choice.words.len()) {
        pieces.push((" …".to_owned(), theme.faint));
    }
    let borrowed: Vec<_> = pieces.iter().map(|(text, style)| (text.as_str(), *style)).collect();
    let rest = pen::pieces(frame, area, &borrowed);
    if let Some(word) = choice.words.get(choice.chosen).filter(|_| choice.focused) {
        ground(frame, layout::columns(area, before, columns(word)), choice.style);
    }
    rest
}

fn total(cells: &[usize], gap: usize) -> usize {
    cells.iter().sum::<usize>() + gap * cells.len().saturating_sub(1)
}

/// The words that fit around the chosen one: from the first up to, and not with, the second number.
fn window(cells: &[usize], chosen: usize, gap: usize, room: usize) -> (usize, usize) {
    let chosen = chosen.min(cells.len().saturating_sub(1));
    let (mut first, mut last) = (chosen, (chosen + 1).min(cells.len()));
    let fits = |first: usize, last: usize| {
        let marks = 2 * (usize::from(first > 0) + usize::from(last < cells.len()));
        total(&cells[first..last], gap) + marks <= room
    };
    loop {
        if first > 0 && fits(first - 1, last) {
            first -= 1;
        } else if last < cells.len() && fits(first, last + 1) {
            last += 1;
        } else {
            return (first, last);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        term::ColourDepth,
        ui::{Theme, test_frame},
    };

    fn row(label: &'static str, value: Value<'static>) -> FieldRow<'static> {
        FieldRow {
            label,
            value,
            focused: false,
            changed: false,
            note: String::new(),
            remark: None,
        }
    }

    fn words(list: &str, chosen: usize) -> Value<'static> {
        Value::Words {
            words: list.split(' ').map(str::to_owned).collect(),
            chosen,
        }
    }

    fn form(width: u16, rows: &[FieldRow<'_>]) -> Vec<String> {
        let theme = Theme::default();
        let look = Look {
            theme: &theme,
            letters: false,
        };
        let columns = Columns::for_labels(rows.iter().map(|row| row.label));
        test_frame::drawn(width, 8, |frame| {
            let mut rest = frame.area();
            for row in rows {
                let used = height(row, rest, columns);
                draw(frame, layout::rows(rest, 0, used), row, columns, look);
                rest = layout::rows(rest, used, rest.height);
            }
        })
    }

    #[test]
    fn a_form_is_two_columns_with_marks() {
        let rows = [
            row("Model", Value::Text("gpt-image-2.5-flare".to_owned())),
            FieldRow {
                focused: true,
                changed: true,
                note: "16:9".to_owned(),
                ..row("Size", Value::Text("1536×864".to_owned()))
            },
            FieldRow {
                changed: true,
                ..row("Quality", words("low medium high xhigh max", 1))
            },
            FieldRow {
                remark: Some(Remark {
                    text: "it must be a whole number from 1 to 10".to_owned(),
                    tone: Tone::Fault,
                }),
                ..row("Count", Value::Text("40".to_owned()))
            },
            row("Background", words("auto opaque transparent", 0)),
        ];
        assert_eq!(
            form(44, &rows),
            [
                "      Model   gpt-image-2.5-flare",
                "▸      Size   1536×864 •               16:9",
                "    Quality   low medium • high xhigh max",
                "      Count ! 40",
                "              it must be a whole number",
                "              from 1 to 10",
                " Background   auto  opaque  transparent",
                ""
            ]
        );
    }

    #[test]
    fn the_chosen_word_is_seen_however_narrow_it_gets() {
        let cases = [
            (40, 2, "Quality   low  medium  high  xhigh  max"),
            (38, 2, "Quality   low medium high xhigh max"),
            (30, 0, "Quality   low medium high …"),
            (30, 4, "Quality   … high xhigh max"),
            (26, 2, "Quality   … medium high …"),
            (14, 2, "Quality   hi…"),
        ];
        for (width, chosen, expected) in cases {
            let lines = form(width + 1, &[row("Quality", words("low medium high xhigh max", chosen))]);
            assert_eq!(lines[0].trim_start(), expected, "{width}");
        }
    }

    #[test]
    fn the_focused_value_looks_different_even_without_colours() {
        let theme = Theme::load("dark", None, ColourDepth::Mono).unwrap();
        let look = Look {
            theme: &theme,
            letters: false,
        };
        let focused = FieldRow {
            focused: true,
            ..row("Size", Value::Text("auto".to_owned()))
        };
        let columns = Columns::for_labels(["Size"].into_iter());
        let buffer = test_frame::buffer(20, 1, |frame| draw(frame, frame.area(), &focused, columns, look));
        assert_eq!(buffer[(0, 0)].symbol(), ARROW);
        assert_eq!(buffer[(8, 0)].modifier, theme.field_focused.add_modifier);
    }

    #[test]
    fn the_look_of_a_focused_value_ends_above_what_is_told_of_it() {
        let theme = Theme::load("mono", None, ColourDepth::Mono).unwrap();
        let look = Look {
            theme: &theme,
            letters: false,
        };
        let told = FieldRow {
            focused: true,
            remark: Some(Remark {
                text: "it stops on a day".to_owned(),
                tone: Tone::Warning,
            }),
            ..row("Size", Value::Text("a long value".to_owned()))
        };
        let columns = Columns::for_labels(["Size"].into_iter());
        let buffer = test_frame::buffer(40, 2, |frame| draw(frame, frame.area(), &told, columns, look));
        let reversed = |y: u16| (0..40).any(|x| buffer[(x, y)].modifier.contains(ratatui::style::Modifier::REVERSED));
        assert!(reversed(0));
        assert!(!reversed(1));
    }
}
