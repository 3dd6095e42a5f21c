//! The latest messages, to be read again: they go by themselves, and a long one has little room.

use super::Said;
use crate::app::{App, Overlay, details};

/// How many messages are remembered.
const MOST: usize = 50;

/// Remembers a message; one that is said again at once counts once.
pub(in crate::app) fn remember(app: &mut App, text: &str) {
    let said = &mut app.memory.said;
    said.retain(|old| old.text != text);
    let from = (said.len() + 1).saturating_sub(MOST);
    said.drain(..from);
    said.push(Said {
        at_ms: app.now_ms,
        text: text.to_owned(),
    });
}

/// Opens them to be read, the newest first.
pub(in crate::app) fn open(app: &mut App) {
    if app.memory.said.is_empty() {
        app.say("nothing was said yet");
        return;
    }
    let told = |said: &Said| (ago(app.now_ms - said.at_ms), said.text.clone());
    let told = app.memory.said.iter().rev().map(told).collect();
    let reading = details::messages(told);
    app.toast = None;
    app.open(Overlay::Reading(reading));
}

/// How long ago, in the largest unit that is at least one.
fn ago(ms: i64) -> String {
    match ms.max(0) / 1000 {
        seconds @ 0..60 => format!("{seconds} s ago"),
        seconds @ 60..3600 => format!("{} min ago", seconds / 60),
        seconds => format!("{} h ago", seconds / 3600),
    }
}
