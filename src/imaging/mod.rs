//! Bytes to pixels to bytes: facts, fitting, masks, encoding.
