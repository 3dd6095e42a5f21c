//! The order that a person gave to what waits, for the next start; the records know only when each was queued.

use std::{fs, path::PathBuf};

use super::{StoreError, kept_file};
use crate::domain::{Places, RequestId};

fn path(places: &Places) -> PathBuf {
    places.state.join("queue-order")
}

/// The order as it was left, the next one first; empty where nobody gave one or it cannot be read.
pub(super) fn read(places: &Places) -> Vec<RequestId> {
    let text = fs::read_to_string(path(places)).unwrap_or_default();
    text.lines().filter_map(|line| line.trim().parse().ok()).collect()
}

/// Keeps the order.
pub fn write_queue_order(places: &Places, order: &[RequestId]) -> Result<(), StoreError> {
    let lines: Vec<_> = order.iter().map(ToString::to_string).collect();
    kept_file::write(&path(places), lines.join("\n").as_bytes())
}
