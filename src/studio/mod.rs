//! The loop of the terminal program: wait, update, carry out, draw.

mod asking;
mod bringing;
mod chain_hand;
mod copy_hand;
mod copying;
mod counting;
mod doctor;
mod editor;
mod engine_hand;
mod event;
mod files_hand;
mod hands;
mod here;
mod leaving;
mod listening;
mod looks;
mod outside;
mod over_ssh;
mod paging;
mod pause;
mod pictures_hand;
mod player;
mod queue_here;
mod seeing;
mod start;
mod steps;
mod store_hand;
mod turn;
mod wishes;
mod worker;

pub use doctor::diagnose;
pub use start::{Options, run};
