//! An Images API server of our own, for trying things without key or network.

mod answers;
mod auth;
mod commission;
mod fields;
mod handlers;
mod headers;
mod painter;
mod rules;
mod server;
mod shelf;
mod stream;
mod switches;
mod tokens;

pub use server::{Options, SandboxError, Server, start};
pub use switches::{MODERATION, RATE_LIMIT, SERVER_ERROR};
