//! An input picture on show, and what is known of looking at it.
#![deny(clippy::wildcard_enum_match_arm)]

mod deeds;

use std::path::PathBuf;

use super::FormField;
use crate::domain::{Input, Overlaid};

/// An input picture on show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LookedAt<'a> {
    /// The picture.
    pub input: &'a Input,
    /// Which of the images it is, from 0; nothing for marks.
    pub place: Option<usize>,
    /// The mask to lay over it.
    pub over: Option<Overlaid>,
}

/// What is known of looking at input pictures.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Looking {
    /// Where the form stood when it was sent: until it changes, the result is shown and not the input.
    set_aside: Option<(FormField, usize, u64)>,
    /// How much of an image a mask lets be repainted, in thousandths.
    measured: Option<(PathBuf, Overlaid, u16)>,
}
