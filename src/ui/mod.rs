//! Draws the screen state; decides and changes nothing.

mod cells;
mod glyphs;
pub mod layout;
mod pen;
#[cfg(test)]
mod test_frame;
mod theme;
mod widgets;
mod words;

pub use theme::{ColourDepth, Theme, ThemeError, ThemeFault};
