//! What pochade makes by itself, without a server: the model that stands for it, and the check of its drafts.

use super::{Draft, Fault, Field, Operation, fault::fault};

/// The model of a request that keeps an original: no server is asked. Records and JSON lines carry it, so it never
/// changes.
pub const KEEP_ORIGINAL: &str = "pochade/keep-original";

/// The beginning of the ids of all that is made here.
pub(super) const PREFIX: &str = "pochade/";

/// What is wrong with a draft that is made here.
pub(super) fn faults(draft: &Draft) -> Vec<Fault> {
    if !draft.model.trim().starts_with(PREFIX) {
        return Vec::new();
    }
    let mut found = Vec::new();
    if draft.model.trim() != KEEP_ORIGINAL {
        found.push(fault(
            Field::Model,
            &draft.model,
            format!("pochade itself makes only {KEEP_ORIGINAL}"),
        ));
    }
    if draft.operation != Operation::Edit {
        found.push(fault(Field::Operation, draft.operation.word(), "it is an edit"));
        return found;
    }
    if draft.images.len() < 2 {
        found.push(fault(
            Field::Images,
            "",
            "it takes the original first, then the edited picture",
        ));
    }
    if draft.mask.is_none() {
        found.push(fault(
            Field::Mask,
            "",
            "it needs the mask outside of which the original is kept",
        ));
    }
    if draft
        .images
        .iter()
        .chain(&draft.mask)
        .any(|input| input.remote.is_some())
    {
        found.push(fault(Field::Images, "", "all of its pictures must be files here"));
    }
    found
}
