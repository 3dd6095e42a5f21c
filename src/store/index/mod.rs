//! The index of all requests in SQLite: everything in it comes from the records and can be made again.

mod amounts;
mod file;
mod kin;
mod lines;
mod names;
mod pages;
mod questions;
mod schema;
mod shared;

pub use amounts::Limit;
pub use pages::COUNTED;
pub(super) use pages::folded;
pub(super) use shared::SharedIndex;
