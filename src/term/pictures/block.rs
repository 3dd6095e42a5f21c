//! One character of a picture.

use ratatui::style::Color;

/// A character with its colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) symbol: char,
    pub(super) fore: Color,
    pub(super) back: Color,
}

impl Block {
    /// A cell of one colour.
    pub(super) const fn plain(back: Color) -> Self {
        Self {
            symbol: ' ',
            fore: Color::Reset,
            back,
        }
    }
}
