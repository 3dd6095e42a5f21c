//! The index of all requests in SQLite: everything in it comes from the records and can be made again.

mod amounts;
mod columns;
mod conditions;
mod file;
mod fours;
mod keys;
mod kin;
mod known;
mod letters;
mod lines;
mod names;
mod near;
mod pages;
mod questions;
mod schema;
mod shared;
mod steps;
mod way;

pub use amounts::Limit;
pub use near::Nearing;
pub(super) use shared::SharedIndex;
pub use steps::{Counting, Paging};
