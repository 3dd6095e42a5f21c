//! Runs requests in a process of its own that outlives the screen, and is spoken to over two pipes.
#![deny(clippy::wildcard_enum_match_arm)]

mod beginning;
mod bill;
mod brakes;
mod client;
mod close_looks;
mod copies;
mod desk;
mod ending;
mod errands;
mod error;
mod failpoint;
mod frames;
mod harvest;
mod host;
mod inputs;
mod launcher;
mod line;
mod made_here;
mod outcome;
mod partials;
mod pictures;
mod program;
mod purse;
mod rescue;
mod retry;
mod room;
mod run;
mod salvage;
mod thumbs;
mod tries;
mod vectors;
mod voice;
mod wire;
mod workshop;

pub use client::{Client, StartOptions};
pub use error::EngineError;
pub use failpoint::passed as passed_failpoint;
pub use host::host;
pub use launcher::launch;
pub use program::{keep_to_itself, leave_no_core};
pub use salvage::{PriceOf, Salvage, Salvaged, salvage};
pub use vectors::{draw_apart, draw_vector};
pub use wire::{Spending, Wish};
