//! The fault suite: what must not be lost, paid twice or let in, whatever breaks. `rows` holds the table of faults.
//!
//! Plain `cargo test` runs what every machine can do at once; `POCHADE_FAULTS=1` adds the parts that need minutes,
//! programs or rights, within a budget; `POCHADE_FAULTS=long` runs all of it. `POCHADE_FAULTS=table` prints the table.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a failing test may panic")]

#[path = "../support/eventually.rs"]
mod eventually;
#[expect(dead_code, reason = "the tests of the client use the rest")]
#[path = "../support/fake_api.rs"]
mod fake_api;
#[expect(dead_code, reason = "the tests of the terminal use the rest")]
#[path = "../support/mod.rs"]
mod support;

mod answers;
mod canary;
mod crowds;
mod disks;
mod grades;
mod kept;
mod lost_lines;
mod parsers;
mod pictures;
mod power;
mod rows;
mod scene;
mod secrets;
mod surroundings;
mod sweeps;
mod terminals;
