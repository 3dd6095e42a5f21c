//! The limits within which pictures are decoded.

/// The longest side that is decoded, in pixels (faults.md row 44).
pub(super) const MAX_SIDE: u32 = 16_384;

/// The most pixels that are decoded (faults.md row 44).
pub(super) const MAX_PIXELS: u64 = 100_000_000;

/// The most memory that one decoding takes, in bytes (faults.md row 44).
pub(super) const MAX_BYTES: u64 = 512 * 1024 * 1024;
