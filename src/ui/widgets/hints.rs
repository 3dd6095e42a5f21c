//! The last line: the few keys that work where the focus is, and what is under way.

use ratatui::{Frame, layout::Rect, style::Style};

use crate::{
    app::Hint,
    domain::one_line,
    ui::{cells::columns, glyphs::Look, layout, pen},
};

/// Between two hints.
const GAP: &str = "   ";

/// Draws the hints that fit whole, the first ones first, and at the right what is under way, in the longest of its
/// words that leaves room for the first hint and for those with a price: the keys that spend are never pushed out.
pub(in crate::ui) fn draw(
    frame: &mut Frame,
    area: Rect,
    hints: &[Hint],
    (status, style): (&[String], Style),
    look: Look<'_>,
) {
    let mut rest = layout::columns(area, 1, area.width.saturating_sub(2));
    let first = hints.first().map_or(0, width);
    let priced = priced(hints).max(first);
    let beside = |spared: u16| {
        status
            .iter()
            .find(move |words| columns(words) + 2 + spared <= rest.width)
    };
    let fitting = if priced <= rest.width {
        beside(priced)
    } else {
        beside(first)
    };
    if let Some(words) = fitting {
        pen::right(frame, rest, words, style);
        rest.width = rest.width.saturating_sub(columns(words) + 2);
    }
    row(frame, rest, hints, look);
}

/// Draws all of the hints behind the keys that they go on with, upwards in as many rows as they take.
pub(in crate::ui) fn grown(frame: &mut Frame, last: Rect, (begun, hints): (&str, &[Hint]), look: Look<'_>) {
    let indent = columns(begun) + 3;
    let room = last.width.saturating_sub(indent + 1);
    let mut rows: Vec<&[Hint]> = Vec::new();
    let mut rest = hints;
    while !rest.is_empty() {
        let mut used = 0;
        let fits = |hint: &&Hint| {
            used += width(hint) + if used == 0 { 0 } else { columns(GAP) };
            used <= room
        };
        let count = rest.iter().take_while(fits).count().max(1);
        let (row, more) = rest.split_at(count);
        rows.push(row);
        rest = more;
    }
    let mut line = last;
    line.y = last
        .y
        .saturating_sub(u16::try_from(rows.len()).unwrap_or(1).saturating_sub(1));
    let top = line;
    for hints in rows {
        pen::clear(frame, line);
        row(frame, layout::columns(line, indent, room), hints, look);
        line.y += 1;
    }
    pen::left(frame, layout::columns(top, 1, top.width), begun, look.theme.hint_key);
}

/// How wide the hints with a price are, which stand first.
fn priced(hints: &[Hint]) -> u16 {
    let priced: Vec<_> = hints.iter().filter(|hint| !hint.price.is_empty()).map(width).collect();
    let gaps = u16::try_from(priced.len()).unwrap_or(u16::MAX).saturating_sub(1);
    priced
        .iter()
        .fold(gaps.saturating_mul(columns(GAP)), |sum, one| sum.saturating_add(*one))
}

/// Whether a line of that width shows every hint with a price.
pub(in crate::ui) fn has_room(line: u16, hints: &[Hint]) -> bool {
    priced(hints) <= line.saturating_sub(2)
}

/// How wide a hint is.
fn width(hint: &Hint) -> u16 {
    let price = if hint.price.is_empty() {
        0
    } else {
        columns(&hint.price) + 1
    };
    columns(&one_line(&hint.keys)) + 1 + columns(&hint.verb) + price
}

/// Draws hints in a row, as many as fit whole; gives back the columns used.
pub(in crate::ui) fn row(frame: &mut Frame, area: Rect, hints: &[Hint], look: Look<'_>) -> u16 {
    let theme = look.theme;
    let mut rest = area;
    for hint in hints {
        let gap = if rest.width == area.width { "" } else { GAP };
        // A hint that does not fit is left out whole, and shorter ones after it still have their chance.
        if columns(gap) + width(hint) > rest.width {
            continue;
        }
        let before_price = if hint.price.is_empty() { "" } else { " " };
        let pieces = [
            (gap, theme.text),
            (hint.keys.as_str(), theme.hint_key),
            (" ", theme.text),
            (hint.verb.as_str(), theme.hint_text),
            (before_price, theme.text),
            (hint.price.as_str(), theme.price),
        ];
        rest = pen::pieces(frame, rest, &pieces);
    }
    area.width - rest.width
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::{Theme, test_frame::drawn};

    fn hint(keys: &str, verb: &str, price: &str) -> Hint {
        Hint {
            keys: keys.to_owned(),
            verb: verb.to_owned(),
            price: price.to_owned(),
        }
    }

    #[test]
    fn only_whole_hints_are_shown_and_the_status_stays() {
        let theme = Theme::default();
        let look = Look {
            theme: &theme,
            letters: false,
        };
        let hints = [
            hint("alt-enter", "generate", "~$0.034"),
            hint("tab", "next", ""),
            hint("ctrl-p", "commands", ""),
        ];
        let status = ["◐ 1 running".to_owned(), "◐ 1".to_owned()];
        let line = |width| {
            drawn(width, 1, |frame| {
                draw(frame, frame.area(), &hints, (&status, theme.running), look);
            })
            .remove(0)
        };
        assert_eq!(
            line(80),
            " alt-enter generate ~$0.034   tab next   ctrl-p commands            ◐ 1 running"
        );
        assert_eq!(line(56), " alt-enter generate ~$0.034   tab next      ◐ 1 running");
        assert_eq!(line(42), " alt-enter generate ~$0.034   ◐ 1 running");
        assert_eq!(line(40), " alt-enter generate ~$0.034         ◐ 1");
        assert_eq!(line(30), " alt-enter generate ~$0.034");
        assert_eq!(line(20), " tab next");
    }
}
