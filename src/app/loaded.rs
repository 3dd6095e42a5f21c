//! A request was read: it is shown, and what waited for it is done.

use super::{App, Effect, entries, finder, mask_making, queueing, registers, replay};
use crate::domain::HistoryEntry;

/// A request was read: show it, and do what waited for it.
pub(super) fn loaded(app: &mut App, entry: Box<HistoryEntry>) -> Vec<Effect> {
    app.history.renew(&entry);
    app.gallery.learned(&entry);
    app.jobs.recorded(&entry, app.now_ms);
    queueing::follow_up(app, entry.id);
    let waiting = app.waiting.take_if(|(id, _)| *id == entry.id);
    mask_making::loaded(app, &entry);
    let mut effects = finder::recalled(app, &entry);
    effects.extend(replay::loaded(app, &entry));
    effects.extend(registers::loaded(app, &entry));
    app.result.loaded(entry);
    // Whoever has gone on to another request, or opened something, meant that one no longer.
    let current = app.current_id().filter(|_| app.overlays.is_empty());
    let shown = app.result.entry().filter(|entry| Some(entry.id) == current).cloned();
    if let (Some((id, command)), Some(entry)) = (waiting, shown)
        && entry.id == id
    {
        effects.extend(entries::act(app, &entry, command));
    }
    effects
}
