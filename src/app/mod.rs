//! All screen state and the one pure function that changes it.

pub mod parts;
