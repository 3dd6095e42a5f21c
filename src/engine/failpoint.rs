//! Panics where a test asks for it, so that what a defect of ours does can be seen; not there in release builds.

use crate::domain::{Places, Stage};

/// Panics if a file in the state directory is named after this stage: `panic-at-storing`.
#[cfg(debug_assertions)]
pub(super) fn passed(places: &Places, stage: Stage) {
    let asked_for = places.state.join(format!("panic-at-{}", stage.label())).exists();
    assert!(!asked_for, "a panic that was asked for");
}

/// Does nothing.
#[cfg(not(debug_assertions))]
pub(super) fn passed(_: &Places, _: Stage) {}
