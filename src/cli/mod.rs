//! The command line: arguments, one file a verb, text or JSON out, exit codes.

mod args;
mod backup;
mod check;
mod completions;
mod configure;
mod desk;
mod draft_args;
mod edit;
mod errand;
mod error_line;
mod exit;
mod export;
mod gates;
mod generate;
mod history;
mod import;
mod inputs;
mod marks;
mod mask;
mod mask_args;
mod models;
mod offer;
mod output;
mod problem;
mod profile_args;
mod profiles;
mod purge;
mod rerun;
mod results;
mod sandbox;
mod show;
mod start;
mod template;
mod vary;
mod waiting;

pub use start::run;
