//! A picture's own prompt in the form, and what did not come along.

use std::path::Path;

use super::{App, Effect, Overlay, again, details};
use crate::domain::{Failure, ImageFacts, LeftOut, Recipe, cut, one_line, recall};

/// So much of what did not come along is shown of each, in characters; `pochade import` prints more.
const SHOWN: usize = 40;

/// So many reasons are shown, which is what a small screen holds.
const REASONS: usize = 8;

/// What a picture says was read: it takes the place of what is in the form, which undo brings back.
pub(super) fn read(app: &mut App, path: &Path, answer: Result<Box<(ImageFacts, Recipe)>, Failure>) -> Vec<Effect> {
    let (facts, recipe) = match answer {
        Ok(came) => *came,
        Err(failure) => {
            app.fail(failure);
            return Vec::new();
        }
    };
    let before = app.form.draft();
    let mut recalled = recall(recipe, &before.model, Some((facts.width, facts.height)), &app.models);
    recalled.draft.downscale = app.settings.inputs.downscale;
    app.replacing = None;
    again::fill(app, recalled.draft);
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let said = format!("the prompt of {} ({}) is in the form", one_line(&name), recalled.maker);
    app.say_undoable(&said);
    if !recalled.left.is_empty() && app.overlays.is_empty() {
        // It stands among the lines, where it is seen.
        let said = app.toast.take().map_or(said, |toast| toast.text);
        let mut lines = lines(&recalled.left);
        lines.extend([String::new(), said]);
        let title = format!("Not as in {}", one_line(&name));
        app.open(Overlay::Reading(details::sentences(&title, lines)));
    }
    app.remember(path);
    vec![Effect::KeepRecents(app.recents.clone())]
}

/// What has the same reason stands on one line.
fn lines(left: &[LeftOut]) -> Vec<String> {
    let mut reasons: Vec<(&str, Vec<String>)> = Vec::new();
    for one in left {
        match reasons.iter_mut().find(|(why, _)| *why == one.why) {
            Some((_, things)) => things.push(thing(one)),
            None => reasons.push((&one.why, vec![thing(one)])),
        }
    }
    let line = |(why, things): (&str, Vec<String>)| format!("{}: {why}", things.join(", "));
    let more = reasons.len().saturating_sub(REASONS);
    let mut lines: Vec<String> = reasons.into_iter().take(REASONS).map(line).collect();
    if more > 0 {
        lines.push(format!("{more} more: pochade import lists them all"));
    }
    lines
}

fn thing(one: &LeftOut) -> String {
    let given = one_line(&one.given);
    format!("{} {}", one.what, cut(&given, SHOWN)).trim_end().to_owned()
}
