//! Texts that picture files carry beside their pixels: read from any, and written into copies of ours.

mod note;
mod read;
mod write;
mod xmp;

pub use note::Note;
pub use read::texts;
pub use write::with_note;

#[cfg(test)]
mod tests;
