//! The order that a person gave to what waits, for the next start; the records know only when each was queued.

use std::{fs, path::PathBuf};

use super::{StoreError, disk};
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
    let path = path(places);
    let lines: Vec<_> = order.iter().map(ToString::to_string).collect();
    let text = lines.join("\n");
    disk::make_directory(&places.state).map_err(StoreError::disk("make", &places.state))?;
    disk::write_over(&path, text.as_bytes()).map_err(StoreError::disk("write", &path))
}
