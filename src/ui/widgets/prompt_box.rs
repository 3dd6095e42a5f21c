//! The prompt: a bar, its rows, the cursor, and how long it is.

use ratatui::{Frame, layout::Rect};

use crate::{
    app::parts::TextBuffer,
    ui::{
        glyphs::{Look, PROMPT_BAR},
        layout, pen, words,
    },
};

/// The bar, a space, and the cell for a cursor behind a full row.
const AROUND: u16 = 3;
/// From this length on the number of characters is rounded down while a person types: a number that changes with
/// every letter is restless, and costs bytes on a slow line.
const EXACT: usize = 100;

/// The columns of the text in a box of that width.
pub(in crate::ui) fn text_width(width: u16) -> usize {
    usize::from(width.saturating_sub(AROUND + 1).max(1))
}

/// What is drawn around the text.
#[derive(Debug, Clone, Copy)]
pub(in crate::ui) struct PromptBox<'a> {
    /// The text.
    pub(in crate::ui) buffer: &'a TextBuffer,
    /// Whether the field has the focus.
    pub(in crate::ui) focused: bool,
    /// Whether typed characters go here.
    pub(in crate::ui) typing: bool,
    /// Whether they do as soon as nothing lies on top.
    pub(in crate::ui) open: bool,
    /// What is wrong with it.
    pub(in crate::ui) fault: Option<&'a str>,
}

/// Draws label, number of characters, and as many rows as the area has.
pub(in crate::ui) fn draw(frame: &mut Frame, area: Rect, prompt: &PromptBox<'_>, look: Look<'_>) {
    let theme = look.theme;
    let label = layout::rows(area, 0, 1);
    let (arrow, style) = if prompt.focused {
        ("▸", theme.strong)
    } else {
        (" ", theme.field_label)
    };
    let after = pen::pieces(frame, label, &[(arrow, theme.focus_bar), ("Prompt", style)]);
    let right = layout::columns(after, 0, after.width.saturating_sub(1));
    match prompt.fault {
        Some(fault) => {
            pen::pieces(frame, right, &[(" ! ", theme.problem), (fault, theme.problem)]);
        }
        None => pen::right(frame, right, &length(prompt), theme.faint),
    }
    let rows = layout::rows(area, 1, area.height);
    bar(frame, rows, prompt, look);
    text(frame, layout::columns(rows, 3, rows.width), prompt, area.width, look);
}

fn length(prompt: &PromptBox<'_>) -> String {
    let characters = prompt.buffer.text().chars().count();
    match characters {
        0 => String::new(),
        _ if prompt.typing && characters >= EXACT => {
            format!(
                "{}+",
                words::thousands(u64::try_from(characters / 10 * 10).unwrap_or(u64::MAX))
            )
        }
        _ => words::thousands(u64::try_from(characters).unwrap_or(u64::MAX)),
    }
}

fn bar(frame: &mut Frame, rows: Rect, prompt: &PromptBox<'_>, look: Look<'_>) {
    let style = if prompt.focused {
        look.theme.focus_bar
    } else {
        look.theme.prompt_bar
    };
    pen::fill(frame, layout::columns(rows, 1, 1), PROMPT_BAR, style);
}

fn text(frame: &mut Frame, area: Rect, prompt: &PromptBox<'_>, box_width: u16, look: Look<'_>) {
    let theme = look.theme;
    let rows = prompt.buffer.rows(text_width(box_width));
    let (cursor_row, cursor_column) = rows.position(prompt.buffer.cursor());
    let height = usize::from(area.height);
    let first = first_row(cursor_row, rows.count(), height);
    if prompt.buffer.is_empty() {
        let words = if prompt.open {
            "what the picture shows"
        } else {
            "enter to write what the picture shows"
        };
        pen::left(frame, area, words, theme.faint);
    }
    for (row, line) in area.rows().zip(rows.window(first, height)) {
        pen::left(frame, row, line.text, theme.text);
    }
    let bar = layout::columns(area, 0, area.width);
    let mark = |frame: &mut Frame, row: u16, sign: &str| {
        let at = Rect {
            x: bar.x.saturating_sub(2),
            y: bar.y + row,
            width: 1,
            height: 1,
        };
        pen::left(frame, at, sign, theme.faint);
    };
    if first > 0 {
        mark(frame, 0, "↑");
    }
    if first + height < rows.count() {
        mark(frame, area.height.saturating_sub(1), "↓");
    }
    if prompt.typing {
        let row = u16::try_from(cursor_row - first).unwrap_or(0);
        pen::cursor(frame, area, u16::try_from(cursor_column).unwrap_or(0), row);
    }
}

/// The first row that is seen, so that the cursor's row is, a row before it too, and no room is wasted.
fn first_row(cursor: usize, count: usize, height: usize) -> usize {
    let least = (cursor + 1).saturating_sub(height);
    let most = count.saturating_sub(height);
    cursor
        .saturating_sub(height.saturating_sub(1).max(1) - 1)
        .clamp(least, most.max(least))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::{Theme, test_frame::drawn};

    fn shown(text: &str, height: u16, typing: bool) -> Vec<String> {
        let theme = Theme::default();
        let mut buffer = TextBuffer::new().with_text(text);
        buffer.fit(text_width(24));
        let prompt = PromptBox {
            buffer: &buffer,
            focused: typing,
            typing,
            open: typing,
            fault: None,
        };
        drawn(24, height, |frame| {
            draw(
                frame,
                frame.area(),
                &prompt,
                Look {
                    theme: &theme,
                    letters: false,
                },
            );
        })
    }

    #[test]
    fn the_rows_stand_beside_a_bar() {
        assert_eq!(
            shown("A heron in morning fog, 雪の朝", 4, false),
            [
                " Prompt              27",
                " ┃ A heron in morning",
                " ┃ fog, 雪の朝",
                " ┃"
            ]
        );
        assert_eq!(shown("", 2, true), ["▸Prompt", " ┃ what the picture sho…"]);
    }

    #[test]
    fn a_long_text_shows_the_cursor_and_that_there_is_more() {
        let lines = shown("one\ntwo\nthree\nfour\nfive", 4, true);
        assert_eq!(lines, ["▸Prompt              23", " ↑ three", " ┃ four", " ┃ five"]);
    }

    #[test]
    fn the_length_rests_while_a_person_types() {
        assert!(shown(&"ab ".repeat(71), 3, true)[0].ends_with(" 210+"));
        assert!(shown(&"ab ".repeat(71), 3, false)[0].ends_with(" 213"));
    }
}
