//! Puts the original's pixels back outside the mask of an edit, as a request of its own that is made here.

use crate::{
    app::{App, Effect, Overlay, compose, zoom::Subject},
    domain::keep_original,
};

/// Asks for the picture that keeps the original outside the mask; says why where there is none.
pub(in crate::app) fn keep(app: &mut App, edit: &Subject) -> Vec<Effect> {
    let Some((entry, image)) = edit.entry.as_ref().zip(edit.image()) else {
        app.say("this is no edit with a mask, so there is no original to keep");
        return Vec::new();
    };
    let draft = match keep_original(entry, image) {
        Ok(draft) => draft,
        Err(why) => {
            app.say(why);
            return Vec::new();
        }
    };
    match app.models.checked(&draft) {
        Ok(request) => {
            if matches!(app.overlays.last(), Some(Overlay::Compare(_))) {
                app.close();
            }
            compose::make_here(app, request)
        }
        Err(faults) => {
            app.say(format!("the original cannot be kept: {faults}"));
            Vec::new()
        }
    }
}
