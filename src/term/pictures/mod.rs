//! Pictures between the text: brought into the terminal's form off the drawing thread, then drawn by reference.

mod ascii;
mod block;
mod canvas;
mod characters;
mod encode;
mod ground;
mod halfblocks;
mod ids;
mod iterm2;
mod kitty;
mod link;
mod pace;
mod palette;
mod previews;
mod print;
mod sextants;
mod sixel;
mod strips;

pub use canvas::{Canvas, Effort, Grade, size_in_cells};
pub use encode::encode;
pub use ground::Ground;
pub use pace::Pace;
pub use previews::{PreviewKey, Previews, Shown};
pub use print::print_picture;

use ratatui::{buffer::Buffer, layout::Rect};

use ids::Ids;

/// A picture in a form that one kind of terminal takes.
///
/// It reaches the terminal in parts: a slow line takes them one after the other. A part travels inside the frames
/// ([`Preview::render_parts`]) or beside them ([`Preview::transmission`]).
pub trait Preview: Send + Sync {
    /// Columns and rows that it covers.
    fn area(&self) -> (u16, u16);

    /// Puts it into the upper left corner of an area. What does not fit is left out or, where the form cannot be cut,
    /// the whole picture.
    fn render(&self, area: Rect, buffer: &mut Buffer);

    /// In how many parts it goes to the terminal, at least one.
    fn parts(&self) -> usize {
        1
    }

    /// About how many bytes a part has, counted from 0.
    fn cost(&self, _part: usize) -> usize {
        0
    }

    /// Puts as much of it into an area as the terminal was let have: the first `parts` of them, fewer than all.
    fn render_parts(&self, _parts: usize, _area: Rect, _buffer: &mut Buffer) {}

    /// Whether its traces stay when text that was drawn over it goes away; then the whole screen is to be repainted.
    fn needs_clearing(&self) -> bool {
        false
    }

    /// What the terminal must be sent for a part, beside the frames and before any frame that shows the picture.
    fn transmission(&self, _part: usize) -> &[u8] {
        &[]
    }

    /// Takes an id, where the terminal is to know it by one; gives it back to the same ids in [`Preview::id`].
    fn identify(&mut self, _ids: &mut Ids) {}

    /// The id that it was given.
    fn id(&self) -> Option<u32> {
        None
    }

    /// Lets go of what is not needed again once the terminal has all of it.
    fn was_sent(&mut self) {}

    /// What makes the terminal forget it, when it was sent so many parts.
    fn farewell(&self, _parts: usize) -> Vec<u8> {
        Vec::new()
    }

    /// About how much memory it takes here, in bytes.
    fn weight(&self) -> usize;

    /// About how much memory the terminal keeps for it, in bytes.
    fn weight_there(&self) -> usize {
        0
    }
}

/// A picture that can be drawn at once.
pub type ReadyPreview = Box<dyn Preview>;
