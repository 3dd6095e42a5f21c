//! What the studio does, told as scenes: keys in, effects out.

mod attaching;
mod compare;
mod copying;
mod every_command;
mod families;
mod fields;
mod finding;
mod focus;
mod history;
mod jobs;
mod ladder;
mod lists_on_top;
mod masks;
mod mending;
mod picture_recipe;
mod profiles;
mod prompt;
mod queueing;
mod refuge;
mod requests;
mod scenes;
mod sending;
mod served;
mod starting;
mod unsettled;
mod zoom;
