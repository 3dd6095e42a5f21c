//! The doctor's sheet: what the terminal can do, where everything is, and what could be better.

mod deeds;

use crate::domain::Diagnosis;

/// The sheet, which is read by scrolling.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DoctorSheet {
    /// What was found; nothing while it is still looked for.
    pub diagnosis: Option<Diagnosis>,
    /// The first line that is shown.
    pub scroll: usize,
}
