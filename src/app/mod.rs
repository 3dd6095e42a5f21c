//! All screen state and the one pure function that changes it.
#![deny(clippy::wildcard_enum_match_arm)]

pub mod parts;
