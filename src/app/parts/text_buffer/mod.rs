//! The one text box of the program: a prompt of many lines or a single line, edited by what a person sees as characters.

mod buffer;
mod clusters;
mod edit;
mod pasted;
mod rows;
mod undo;
mod words;

#[cfg(test)]
mod tests;

pub use buffer::TextBuffer;
pub use edit::{Edit, Edited, Motion, TEXT_KEYS, edit_for};
pub use rows::{Row, Rows};
