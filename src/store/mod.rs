//! Keeps every request, answer and picture on disk, and finds them again.
