//! A mask made by the API: an edit that draws in black and white what a person names, put into the form when it ends.
#![deny(clippy::wildcard_enum_match_arm)]

use super::MaskMaking;
use crate::{
    app::{
        App, Confirm, Confirmed, Effect, Line, LinePurpose, Overlay, Submission, compose, parts::TextBuffer,
        state::Undo,
    },
    domain::{
        Draft, HistoryEntry, HistoryRow, Input, MaskReading, MaskUse, Proposal, Request, RequestState, Role, estimate,
        mask_request,
    },
};

/// Asks what the mask should cover.
pub(in crate::app) fn ask(app: &mut App) {
    if app.form.images().is_empty() {
        app.say("add the image first: a mask is made for it");
        return;
    }
    let rules = app.form.model().rules();
    if !rules.edits || rules.mask == MaskUse::Never {
        let text = format!("{} takes no mask; choose another model", app.form.model().id());
        app.say(text);
        return;
    }
    app.open(Overlay::Line(Line {
        title: "What should the mask cover?".to_owned(),
        note: "the model draws it in black and white over the first image; you see the price before it is sent"
            .to_owned(),
        buffer: TextBuffer::single_line(),
        purpose: LinePurpose::MaskSubject,
    }));
}

/// The subject was named: shows the price and asks whether to send.
pub(in crate::app) fn named(app: &mut App, subject: &str) {
    let Some(image) = app.form.images().first().cloned() else {
        return;
    };
    // The mask has the image's shape, whatever shape the edit is to have.
    let base = Draft {
        size: String::new(),
        ..app.form.draft()
    };
    let draft = mask_request(image, subject, &base, app.form.model());
    let model = app.models.model(&draft.model);
    let request = match Request::try_from(Proposal {
        draft: &draft,
        model: &model,
    }) {
        Ok(request) => request,
        Err(faults) => {
            app.say(format!("no mask can be made: {faults}"));
            return;
        }
    };
    let price = estimate(&draft, &model, &app.prices_of(&model));
    let submission = Submission {
        request,
        profile: app.profile.name().to_owned(),
        estimate: price.most(),
        billed: app.profile.is_billed(),
        chain: None,
    };
    app.open(Overlay::Confirm(Confirm {
        question: format!("Make a mask of \u{201c}{subject}\u{201d} for {price}?"),
        lines: vec![
            format!("{} · {}", model.id(), price.reason()),
            "It becomes the mask of the form when it is done; white is repainted.".to_owned(),
        ],
        then: Confirmed::MakeMask {
            submission: Box::new(submission),
            subject: subject.to_owned(),
        },
    }));
}

/// The person agreed to the price.
pub(in crate::app) fn agreed(app: &mut App, submission: Submission, subject: String) -> Vec<Effect> {
    let prompt = submission.request.prompt().to_owned();
    let effects = compose::confirmed(app, submission, 1);
    if let (Some(image), false) = (app.form.images().first().cloned(), effects.is_empty()) {
        app.making = Some(MaskMaking {
            prompt,
            subject,
            image,
            id: None,
        });
    }
    effects
}

/// A request became durable: it may be the one that draws the mask.
pub(in crate::app) fn queued(app: &mut App, row: &HistoryRow) {
    if let Some(making) = app.making.as_mut()
        && making.id.is_none()
        && !row.prompt.is_empty()
        // A row holds the beginning of a long prompt.
        && making.prompt.starts_with(&row.prompt)
    {
        making.id = Some(row.id);
    }
}

/// A request was read: where it drew the mask and has ended, its picture goes into the form.
pub(in crate::app) fn loaded(app: &mut App, entry: &HistoryEntry) {
    let ended = entry.state.is_final();
    let Some(making) = app.making.take_if(|making| ended && making.id == Some(entry.id)) else {
        return;
    };
    let stored = entry.images.first().filter(|_| entry.state == RequestState::Stored);
    let Some((image, facts)) = stored.and_then(|image| Some((image, image.facts()?))) else {
        app.say(format!("no mask: the request was {}", entry.state.label()));
        return;
    };
    if app.form.images().first().map(|first| &first.path) != Some(&making.image.path) {
        app.say("the mask is done, but the form has another first image by now: it is the newest request in History");
        return;
    }
    let mut mask = Input::file(Role::Mask, image.path.clone(), Some(facts));
    // The file is named by its bytes, which tells a person nothing.
    mask.name = making.subject;
    mask.treatment.reading = MaskReading::WhiteReplaces;
    mask.treatment.fit = true;
    // What a model paints is only nearly black and white.
    mask.treatment.level = true;
    app.did(Undo::Filled(Box::new(app.form.draft())));
    app.form.set_mask(Some(mask));
    app.say_undoable("the mask is in the form; white is repainted");
}
