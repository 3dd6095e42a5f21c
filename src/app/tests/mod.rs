//! What the studio does, told as scenes: keys in, effects out.

mod attaching;
mod compare;
mod copying;
mod every_command;
mod fields;
mod finding;
mod focus;
mod gallery;
mod history;
mod jobs;
mod lists_on_top;
mod masks;
mod mending;
mod profiles;
mod prompt;
mod queueing;
mod recalling;
mod refuge;
mod requests;
mod scenes;
mod sending;
mod served;
mod starting;
mod unsettled;
mod zoom;
