//! A picture of sequences that the terminal draws where they stand: one below the other, each of a few rows, so that a
//! slow line takes them one by one with text in between, and tmux never meets one that is too long.

use ratatui::{
    buffer::Buffer,
    layout::{Rect, Size},
    widgets::Widget,
};
use ratatui_image::{
    Image,
    protocol::{Protocol, sixel::Sixel},
};

use crate::term::tmux::passed_through;

use super::{Preview, ReadyPreview};

/// Rows from a top row on, and the sequence that draws them.
struct Strip {
    top: u16,
    protocol: Protocol,
    bytes: usize,
}

/// All strips of a picture.
pub(super) struct Strips {
    area: (u16, u16),
    strips: Vec<Strip>,
}

impl Strips {
    /// A picture of those columns that has no strip yet.
    pub(super) const fn new(columns: u16) -> Self {
        Self {
            area: (columns, 0),
            strips: Vec::new(),
        }
    }

    /// Adds a strip of so many rows below the others; `sequence` draws it from the cursor on.
    pub(super) fn add(&mut self, rows: u16, sequence: &str, pass_through: bool) {
        let mut data = erased((self.area.0, rows));
        data.push_str(sequence);
        if pass_through {
            // The library doubles only the first ESC; tmux then ends the string at the one that closes the picture.
            data = String::from_utf8_lossy(&passed_through(data.as_bytes())).into_owned();
        }
        self.strips.push(Strip {
            top: self.area.1,
            bytes: data.len(),
            // The library is told nothing of tmux: the data is wrapped already. It draws any sequence in this way.
            protocol: Protocol::Sixel(Sixel {
                data,
                size: Size::new(self.area.0, rows),
                is_tmux: false,
            }),
        });
        self.area.1 += rows;
    }

    /// The longest sequence, in bytes.
    pub(super) fn longest(&self) -> usize {
        self.strips.iter().map(|strip| strip.bytes).max().unwrap_or(0)
    }

    pub(super) fn ready(self) -> ReadyPreview {
        Box::new(self)
    }
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
        self.strips.get(part).map_or(0, |strip| strip.bytes)
    }

    fn render_parts(&self, parts: usize, area: Rect, buffer: &mut Buffer) {
        if area.width < self.area.0 || area.height < self.area.1 {
            return;
        }
        for strip in self.strips.iter().take(parts) {
            let place = Rect {
                y: area.y + strip.top,
                height: strip.protocol.size().height,
                ..area
            };
            Image::new(&strip.protocol).render(place, buffer);
        }
    }

    fn needs_clearing(&self) -> bool {
        true
    }

    fn weight(&self) -> usize {
        self.strips.iter().map(|strip| strip.bytes).sum()
    }
}
