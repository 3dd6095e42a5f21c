//! The loop of the terminal program: wait, update, carry out, draw.

use crate::domain::{Failure, FailureKind, PictureProtocol, Places};

/// What the studio is opened with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Where files live.
    pub places: Places,
    /// The profile that was asked for; otherwise that of the settings.
    pub profile: Option<String>,
    /// The theme that was asked for; otherwise that of the settings.
    pub theme: Option<String>,
    /// How pictures are drawn, where that was said; otherwise as the settings have it.
    pub protocol: Option<PictureProtocol>,
}

/// Opens the studio and returns when the person leaves it.
pub fn run(_options: Options) -> Result<(), Failure> {
    Err(Failure::new(FailureKind::Internal, "this build has no studio"))
}
