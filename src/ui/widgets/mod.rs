//! Pieces that several screens are made of; they take plain values.

pub(super) mod columns;
pub(super) mod dialog;
mod excerpt;
pub(super) mod field;
pub(super) mod hints;
pub(super) mod list;
pub(super) mod overlay;
pub(super) mod placeholder;
pub(super) mod prompt_box;
pub(super) mod request_rows;
pub(super) mod strip;
pub(super) mod tabs;
