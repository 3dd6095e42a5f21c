//! Pictures between the text: brought into the terminal's form off the drawing thread, then drawn by reference.

mod blocks;
mod canvas;
mod iterm2;
mod kitty;
mod palette;
mod previews;
mod print;
mod sixel;
mod whole;

pub use canvas::{Canvas, encode, size_in_cells};
pub use previews::{PreviewKey, Previews};
pub use print::print_picture;

use ratatui::{buffer::Buffer, layout::Rect};

/// A picture in a form that one kind of terminal takes.
pub trait Preview: Send + Sync {
    /// Columns and rows that it covers.
    fn area(&self) -> (u16, u16);

    /// Puts it into the upper left corner of an area. What does not fit is left out or, where the form cannot be cut,
    /// the whole picture.
    fn render(&self, area: Rect, buffer: &mut Buffer);

    /// Whether its traces stay when text that was drawn over it goes away; then the whole screen is to be repainted.
    fn needs_clearing(&self) -> bool {
        false
    }

    /// What the terminal must have been sent before it can draw it.
    fn transmission(&self) -> &[u8] {
        &[]
    }

    /// What makes the terminal forget it.
    fn farewell(&self) -> Vec<u8> {
        Vec::new()
    }

    /// About how much memory it takes, in bytes.
    fn weight(&self) -> usize;
}

/// A picture that can be drawn at once.
pub type ReadyPreview = Box<dyn Preview>;
