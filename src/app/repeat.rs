//! Doing to the current request what was done last to another one.

use super::{App, Effect, again::unread, deed::Deed, elsewhere, entries, labels, rerun, selection};
use crate::keys::Command;

/// Does to the current request what was done last.
pub(super) fn repeat(app: &mut App) -> Vec<Effect> {
    if app.current_id().is_none() {
        app.say(selection::NONE_SELECTED);
        return Vec::new();
    }
    let Some(deed) = app.memory.last.clone() else {
        app.say("nothing was done yet that could be repeated");
        return Vec::new();
    };
    if let Deed::Tags(typed) = &deed {
        return labels::tag(app, selection::targets(app), typed);
    }
    match deed {
        // It would be sent as soon as it is read, at a price that was not on the screen.
        Deed::Command(Command::RequestRerun) if app.current_entry().is_none() => return unread(app),
        Deed::Command(command) => return entries::run(app, command),
        Deed::Several(_) | Deed::Elsewhere(_) | Deed::Tags(_) => {}
    }
    let Some(entry) = app.current_entry().cloned() else {
        return unread(app);
    };
    match deed {
        Deed::Several(times) => rerun::send_several(app, &entry, times, app.hints_priced()),
        Deed::Elsewhere(label) => elsewhere::send(app, &entry, &label, app.hints_priced()),
        Deed::Command(_) | Deed::Tags(_) => Vec::new(),
    }
}
