//! Parts of a kept request into the form: its prompt, its options, or its images.

use super::{
    App,
    again::{again, fill},
    deed::Deed,
};
use crate::{
    domain::{Draft, HistoryEntry},
    keys::Command,
};

/// Puts one part of a request into the form; everything else there stays.
pub(super) fn take_part(app: &mut App, entry: &HistoryEntry, command: Command) {
    let (from, form) = (again(app, entry), app.form.draft());
    let (draft, what) = match command {
        Command::RequestPromptOnly => (
            Draft {
                prompt: from.prompt,
                ..form
            },
            "its prompt is",
        ),
        Command::RequestOptionsOnly => (
            Draft {
                model: from.model,
                size: from.size,
                count: from.count,
                options: from.options,
                seed: from.seed,
                extra: from.extra,
                ..form
            },
            "its model, size and options are",
        ),
        _ if from.images.is_empty() => {
            app.say("it has no images");
            return;
        }
        _ => (
            Draft {
                operation: from.operation,
                images: from.images,
                mask: from.mask,
                markup: from.markup,
                downscale: from.downscale,
                parent: from.parent,
                ..form
            },
            "its images are",
        ),
    };
    app.memory.last = Some(Deed::Command(command));
    fill(app, draft);
    app.say_undoable(&format!("{what} in the form"));
}
