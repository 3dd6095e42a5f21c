//! The loop of the terminal program: wait, update, carry out, draw.

mod editor;
mod engine_hand;
mod event;
mod files_hand;
mod hands;
mod here;
mod leaving;
mod looks;
mod outside;
mod pictures_hand;
mod player;
mod recents;
mod start;
mod store_hand;
mod turn;
mod worker;

pub use start::{Options, run};
