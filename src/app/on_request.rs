//! What commands do to the request that the focus is on, on every screen that has one.

use super::{App, Effect, copying, entries, refuge, repeat, selection};
use crate::keys::Command;

/// Carries out a command on the current request, or on the marks of its list.
pub(super) fn run(app: &mut App, command: Command) -> Vec<Effect> {
    match command {
        Command::MarkToggle | Command::MarkRange | Command::MarkAll => selection::run(app, command),
        Command::RequestRepeat => repeat::repeat(app),
        Command::RequestCame if refuge::ask(app) => Vec::new(),
        command if command == Command::CopyOpen || copying::thing(command).is_some() => entries::run(app, command),
        // `request.cancel` means the same everywhere.
        command if command.id().starts_with("request.") => entries::run(app, command),
        _ => Vec::new(),
    }
}
