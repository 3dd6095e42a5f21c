//! Draws the screen state; decides and changes nothing.

mod theme;

pub use theme::{ColourDepth, Theme, ThemeError, ThemeFault};
