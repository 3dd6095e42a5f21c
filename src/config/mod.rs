//! Where files live, and reading and writing of settings, profiles and keys.
