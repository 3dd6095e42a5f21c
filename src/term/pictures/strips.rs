//! A picture of sequences that the terminal draws where they stand: one below the other, each of a few rows, so that a
//! slow line takes them one by one with text in between, and tmux never meets one that is too long.

use std::num::NonZeroU16;

use ratatui::{
    buffer::{Buffer, CellDiffOption},
    layout::Rect,
};

use crate::term::tmux::passed_through;

use super::{Canvas, Preview, ReadyPreview};

/// To the diff a sequence is as wide as one character.
const ONE_CELL: CellDiffOption = CellDiffOption::ForcedWidth(NonZeroU16::MIN);

/// Rows from a top row on, and the sequence that draws them.
struct Strip {
    top: u16,
    rows: u16,
    data: String,
}

/// All strips of a picture.
#[expect(clippy::struct_field_names, reason = "they are what the name says")]
pub(super) struct Strips {
    area: (u16, u16),
    strips: Vec<Strip>,
    /// Inside tmux, where the pane begins.
    through_tmux: Option<(u16, u16)>,
}

impl Strips {
    /// A picture of those columns that has no strip yet.
    pub(super) fn new(canvas: &Canvas, columns: u16) -> Self {
        Self {
            area: (columns, 0),
            strips: Vec::new(),
            through_tmux: canvas.pass_through.then_some(canvas.origin),
        }
    }

    /// Adds a strip of so many rows below the others; `sequence` draws it from the cursor on.
    pub(super) fn add(&mut self, rows: u16, sequence: &str) {
        let mut data = erased((self.area.0, rows));
        data.push_str(sequence);
        if self.through_tmux.is_some() {
            // Every ESC is doubled; otherwise tmux ends the string at the one that closes the picture.
            data = wrapped(&data);
        }
        self.strips.push(Strip {
            top: self.area.1,
            rows,
            data,
        });
        self.area.1 += rows;
    }

    /// The longest sequence, in bytes.
    pub(super) fn longest(&self) -> usize {
        self.strips.iter().map(|strip| strip.data.len()).max().unwrap_or(0)
    }

    pub(super) fn ready(self) -> ReadyPreview {
        Box::new(self)
    }

    /// What draws a strip at a place. tmux hands sequences on before the text that came with them, and so before it
    /// moves the terminal's cursor: the place travels along.
    fn drawn_at(&self, strip: &Strip, place: Rect) -> String {
        let Some((left, top)) = self.through_tmux else {
            return strip.data.clone();
        };
        let (row, column) = (top + place.y + 1, left + place.x + 1);
        wrapped(&format!("\x1b[{row};{column}H")) + &strip.data
    }
}

fn wrapped(text: &str) -> String {
    String::from_utf8_lossy(&passed_through(text.as_bytes())).into_owned()
}

/// Takes away the text under a picture; the cursor ends where it began.
fn erased((columns, rows): (u16, u16)) -> String {
    format!("\x1b[{columns}X\x1b[1B").repeat(usize::from(rows)) + &format!("\x1b[{rows}A")
}

impl Preview for Strips {
    fn area(&self) -> (u16, u16) {
        self.area
    }

    fn render(&self, area: Rect, buffer: &mut Buffer) {
        self.render_parts(self.strips.len(), area, buffer);
    }

    fn parts(&self) -> usize {
        self.strips.len().max(1)
    }

    fn cost(&self, part: usize) -> usize {
        self.strips.get(part).map_or(0, |strip| strip.data.len())
    }

    fn render_parts(&self, parts: usize, area: Rect, buffer: &mut Buffer) {
        if area.width < self.area.0 || area.height < self.area.1 {
            return;
        }
        for strip in self.strips.iter().take(parts) {
            let place = Rect {
                x: area.x,
                y: area.y + strip.top,
                width: self.area.0,
                height: strip.rows,
            };
            let mut cells = place.intersection(*buffer.area()).positions();
            if let Some(cell) = cells.next().and_then(|first| buffer.cell_mut(first)) {
                cell.reset();
                cell.set_symbol(&self.drawn_at(strip, place)).set_diff_option(ONE_CELL);
            }
            for position in cells {
                if let Some(cell) = buffer.cell_mut(position) {
                    cell.reset();
                    cell.set_diff_option(CellDiffOption::Skip);
                }
            }
        }
    }

    fn needs_clearing(&self) -> bool {
        true
    }

    fn weight(&self) -> usize {
        self.strips.iter().map(|strip| strip.data.len()).sum()
    }
}
