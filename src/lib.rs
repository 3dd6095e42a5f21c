//! pochade: a keyboard-driven studio for image models in one terminal window.

pub mod api;
pub mod app;
pub mod cli;
pub mod config;
pub mod domain;
pub mod engine;
pub mod imaging;
pub mod keys;
pub mod sandbox;
pub mod store;
pub mod studio;
pub mod term;
pub mod ui;
