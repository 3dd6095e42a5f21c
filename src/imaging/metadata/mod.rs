//! Texts that picture files carry beside their pixels: read from any, and written into copies of ours.

mod read;
mod write;
mod xmp;

pub use read::texts;
pub use write::{Note, with_note};

#[cfg(test)]
mod tests;
