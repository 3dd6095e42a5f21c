//! Panics where a test asks for it, so that what a defect of ours does can be seen; not there in release builds.

use crate::domain::Places;

/// Panics if a file in the state directory is named after this point: `panic-at-storing`, `panic-at-drawing`.
///
/// # Panics
///
/// Where that file is there.
#[cfg(debug_assertions)]
pub fn passed(places: &Places, point: &str) {
    let asked_for = places.state.join(format!("panic-at-{point}")).exists();
    assert!(!asked_for, "a panic that was asked for");
}

/// Does nothing.
#[cfg(not(debug_assertions))]
pub fn passed(_: &Places, _: &str) {}
