//! The note that is put into a copy of a picture.

/// What is put into a file.
#[derive(Debug, Clone, Copy)]
pub struct Note<'a> {
    /// How the picture was made, as JSON.
    pub json: &'a str,
    /// What it shows, in words that other programs find.
    pub description: &'a str,
}
