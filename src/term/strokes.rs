//! Writes cells with few bytes: a change of look is one sequence, and a step to the right is not a place on the screen.

use std::fmt::{self, Write};

use crossterm::style::Colored;
use ratatui::{
    backend::IntoCrossterm,
    buffer::Cell,
    style::{Color, Modifier},
};

/// A cell and where it stands, as column and row.
pub(super) type Change<'a> = (u16, u16, &'a Cell);

/// Each attribute, what turns it on, and what turns it off (ECMA-48, SGR); two share the end of another.
const ATTRIBUTES: [(Modifier, u8, u8); 9] = [
    (Modifier::BOLD, 1, 22),
    (Modifier::DIM, 2, 22),
    (Modifier::ITALIC, 3, 23),
    (Modifier::UNDERLINED, 4, 24),
    (Modifier::SLOW_BLINK, 5, 25),
    (Modifier::RAPID_BLINK, 6, 25),
    (Modifier::REVERSED, 7, 27),
    (Modifier::HIDDEN, 8, 28),
    (Modifier::CROSSED_OUT, 9, 29),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Look {
    fg: Color,
    bg: Color,
    modifier: Modifier,
}

/// The look of a cell that nobody has dressed.
const PLAIN: Look = Look {
    fg: Color::Reset,
    bg: Color::Reset,
    modifier: Modifier::empty(),
};

/// What has been written, where that left the cursor, and how it would write on.
#[derive(Debug)]
pub(super) struct Strokes {
    written: String,
    /// Where the cursor is; nothing before the first cell.
    at: Option<(u16, u16)>,
    /// Whether the terminal may put the cursor elsewhere in its row, because it takes a character for wider than we do.
    may_drift: bool,
    look: Look,
}

impl Strokes {
    /// Nothing yet, with room for so many bytes; the terminal writes plainly when it gets them.
    pub(super) fn with_room(bytes: usize) -> Self {
        Self {
            written: String::with_capacity(bytes),
            at: None,
            may_drift: false,
            look: PLAIN,
        }
    }

    /// Writes a cell.
    pub(super) fn cell(&mut self, (x, y, cell): Change<'_>) -> fmt::Result {
        self.go(x, y)?;
        let look = Look {
            fg: cell.fg,
            bg: cell.bg,
            modifier: cell.modifier,
        };
        if look != self.look {
            self.dress(look)?;
        }
        self.may_drift |= !cell.symbol().is_ascii();
        self.at = x.checked_add(1).map(|x| (x, y));
        self.written.write_str(cell.symbol())
    }

    /// Everything, with the look that the terminal began with.
    pub(super) fn end(mut self) -> Result<String, fmt::Error> {
        if self.look != PLAIN {
            self.dress(PLAIN)?;
        }
        Ok(self.written)
    }

    fn go(&mut self, x: u16, y: u16) -> fmt::Result {
        let (line, column) = (u32::from(y) + 1, u32::from(x) + 1);
        match self.at {
            Some(at) if at == (x, y) => return Ok(()),
            Some((from, row)) if row == y && from < x && !self.may_drift => match x - from {
                1 => return self.written.write_str("\x1b[C"),
                steps => return write!(self.written, "\x1b[{steps}C"),
            },
            Some((_, row)) if row == y => write!(self.written, "\x1b[{column}G")?,
            _ => write!(self.written, "\x1b[{line};{column}H")?,
        }
        self.may_drift = false;
        Ok(())
    }

    fn dress(&mut self, look: Look) -> fmt::Result {
        let before = std::mem::replace(&mut self.look, look);
        if look == PLAIN {
            return self.written.write_str("\x1b[m");
        }
        let begin = self.written.len();
        let removed = before.modifier.difference(look.modifier);
        let mut kept = before.modifier.intersection(look.modifier);
        let mut ended = None;
        for (attribute, _, off) in ATTRIBUTES {
            if removed.contains(attribute) && ended != Some(off) {
                write!(self.written, ";{off}")?;
                ended = Some(off);
                let others = ATTRIBUTES.iter().filter(|(.., other)| *other == off);
                others.for_each(|(other, ..)| kept.remove(*other));
            }
        }
        for (attribute, on, _) in ATTRIBUTES {
            if look.modifier.difference(kept).contains(attribute) {
                write!(self.written, ";{on}")?;
            }
        }
        if look.fg != before.fg {
            write!(self.written, ";{}", Colored::ForegroundColor(look.fg.into_crossterm()))?;
        }
        if look.bg != before.bg {
            write!(self.written, ";{}", Colored::BackgroundColor(look.bg.into_crossterm()))?;
        }
        self.written.replace_range(begin..=begin, "\x1b[");
        self.written.write_str("m")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use ratatui::style::Style;

    use super::*;

    fn written(cells: &[(u16, u16, &str, Style)]) -> String {
        let mut strokes = Strokes::with_room(100);
        for (x, y, symbol, style) in cells {
            let mut cell = Cell::default();
            cell.set_symbol(symbol).set_style(*style);
            strokes.cell((*x, *y, &cell)).unwrap();
        }
        strokes.end().unwrap()
    }

    #[test]
    fn cells_side_by_side_need_no_place_and_a_gap_is_a_step() {
        let plain = Style::new();
        let text = written(&[
            (4, 1, "a", plain),
            (5, 1, "b", plain),
            (7, 1, "c", plain),
            (20, 1, "d", plain),
            (2, 1, "e", plain),
            (3, 9, "f", plain),
        ]);
        assert_eq!(text, "\x1b[2;5Hab\x1b[Cc\x1b[12Cd\x1b[3Ge\x1b[10;4Hf");
    }

    #[test]
    fn behind_a_character_that_may_be_wider_the_column_is_told() {
        let plain = Style::new();
        let text = written(&[
            (0, 0, "×", plain),
            (1, 0, "b", plain),
            (3, 0, "c", plain),
            (5, 0, "d", plain),
            (6, 0, "狐", plain),
            (8, 0, "e", plain),
        ]);
        assert_eq!(text, "\x1b[1;1H×b\x1b[4Gc\x1b[Cd狐\x1b[9Ge");
    }

    #[test]
    fn a_change_of_look_is_one_sequence_of_what_changes() {
        let grey = Style::new().fg(Color::Indexed(246));
        let text = written(&[
            (0, 0, "a", grey),
            (1, 0, "b", grey.add_modifier(Modifier::BOLD | Modifier::DIM)),
            (2, 0, "c", grey.add_modifier(Modifier::DIM).bg(Color::Rgb(1, 2, 3))),
            (3, 0, "d", Style::new()),
            (4, 0, "e", Style::new().add_modifier(Modifier::UNDERLINED)),
            (5, 0, "f", Style::new().fg(Color::Red)),
        ]);
        let parts = [
            "\x1b[1;1H\x1b[38;5;246ma",
            "\x1b[1;2mb",
            "\x1b[22;2;48;2;1;2;3mc",
            "\x1b[md",
            "\x1b[4me",
            "\x1b[24;38;5;1mf",
            "\x1b[m",
        ];
        assert_eq!(text, parts.concat());
    }

    fn cell() -> impl Strategy<Value = (u16, u16, &'static str, Style)> {
        let colour = || prop::sample::select(vec![Color::Reset, Color::Red, Color::Indexed(200), Color::Rgb(9, 8, 7)]);
        // The terminal of the test knows no letter that is bold and dim at once.
        let modifier = (prop::bool::ANY, any::<u16>()).prop_map(|(bold, bits)| {
            let weight = if bold { Modifier::BOLD } else { Modifier::DIM };
            Modifier::from_bits_truncate(bits) & (weight | Modifier::ITALIC | Modifier::UNDERLINED | Modifier::REVERSED)
        });
        let symbol = prop::sample::select(vec!["a", "b", "é", "狐"]);
        (0..18u16, 0..4u16, symbol, colour(), colour(), modifier).prop_map(|(x, y, symbol, fg, bg, modifier)| {
            (x, y, symbol, Style::new().fg(fg).bg(bg).add_modifier(modifier))
        })
    }

    proptest! {
        /// A terminal shows the same as after the long way, place and look of each cell told in full.
        #[test]
        fn a_terminal_shows_what_was_meant(cells in prop::collection::vec(cell(), 1..40)) {
            let mut cells = cells;
            cells.sort_by_key(|(x, y, ..)| (*y, *x));
            // Nothing stands in the second half of a wide character.
            cells.dedup_by(|next, (x, y, symbol, _)| {
                next.1 == *y && next.0 < *x + if *symbol == "狐" { 2 } else { 1 }
            });
            let at_length: String = cells
                .iter()
                .map(|(x, y, symbol, style)| written(&[(*x, *y, symbol, *style)]))
                .collect();
            let screen = |text: &str| {
                let size = |cells| std::num::NonZeroU16::new(cells).unwrap();
                let mut parser = vt100::Parser::new(size(4), size(20), 0);
                parser.process(text.as_bytes());
                parser.screen().contents_formatted()
            };
            prop_assert_eq!(screen(&written(&cells)), screen(&at_length));
        }
    }
}
