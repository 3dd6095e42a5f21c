//! The client of the Images API: sends requests, spools answers, and reads pictures out of them.

mod address;
mod answer;
mod base64_pieces;
mod client;
mod download;
mod endpoint;
mod errors;
mod events;
mod fields;
mod form;
mod headers;
mod links;
mod meter;
mod models;
mod outgoing;
mod partial;
mod place;
mod receive;
mod refusal;
mod scanner;
mod sink;
mod transport;

pub use answer::{Answer, Picture, read_answer};
pub use client::{Client, InputFile};
pub use endpoint::Endpoint;
pub use errors::{ApiError, Said, Verdict};
pub use headers::Head;
pub use links::Link;
pub use outgoing::{Outgoing, OutgoingBody, OutgoingPart};
pub use partial::read_partial;
pub use receive::{Hands, Limits, Progress, Received};
pub use sink::PictureSink;
