//! Draws the screen state; decides and changes nothing.

mod cells;
mod compose;
mod details;
mod fields;
mod form;
mod frame;
mod gallery;
mod glyphs;
mod history;
mod input_shown;
pub mod layout;
mod overlays;
mod panes;
mod pen;
mod picture;
mod queue;
mod result;
mod room;
mod search;
mod settings;
mod spend;
#[cfg(test)]
mod test_frame;
mod theme;
mod wanted;
mod widgets;
mod words;

pub use frame::draw;
pub use picture::{Purpose, Wanted};
pub use room::fit;
pub use theme::{Theme, ThemeError, ThemeFault};
pub use wanted::wanted;
