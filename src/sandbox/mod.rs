//! An Images API server of our own, for trying things without key or network.

mod answer;
mod asking;
mod auth;
mod azure;
mod cabinet;
mod clock;
mod commission;
mod faults;
mod fields;
mod handlers;
mod headers;
mod meter;
mod openrouter;
mod options;
mod painted;
mod painter;
mod refusal;
mod routes;
mod rules;
mod server;
mod service;
mod shelf;
mod stream;
mod tokens;
mod uploads;
mod xai;

pub use faults::{Fault, UnknownFault, fault_help};
pub use options::{Dialect, Options};
pub use server::{SandboxError, Server, start};

/// In a prompt: refused with 400 `moderation_blocked` and its `moderation_details`.
pub const MODERATION: &str = "[[moderation]]";
/// In a prompt: refused with 429 `rate_limit_exceeded` and a `retry-after` of two seconds.
pub const RATE_LIMIT: &str = "[[429]]";
/// In a prompt: fails with 500 `server_error`.
pub const SERVER_ERROR: &str = "[[500]]";
