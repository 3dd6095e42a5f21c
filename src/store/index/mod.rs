//! The index of all requests in SQLite: everything in it comes from the records and can be made again.

mod above;
mod amounts;
mod conditions;
mod file;
mod kin;
mod known;
mod lines;
mod names;
mod pages;
mod questions;
mod schema;
mod shared;

pub use amounts::Limit;
pub use questions::Counting;
pub(super) use shared::SharedIndex;
