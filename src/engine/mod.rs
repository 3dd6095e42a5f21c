//! Runs requests in a process of its own, and speaks to it.
