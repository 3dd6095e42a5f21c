//! What the reference says, typed from there, against what the rules and the table of models do.

pub(super) mod drafts;
mod estimates;
mod file_names;
mod history_line;
mod inputs;
mod matrix;
mod round_trips;
mod sent_values;
mod settings;
mod verdicts;
