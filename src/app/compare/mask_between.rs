//! The mask of two pictures that are compared.

use crate::{
    app::zoom::{Subject, mask_of, overlaid},
    domain::{HistoryEntry, Overlaid, Role},
};

/// The mask that tells where the second picture may differ from the first: that of the edit that made one of the other,
/// or one that both were made with.
pub(super) fn mask_between(a: &Subject, b: &Subject) -> Option<Overlaid> {
    let (of_a, of_b) = (a.entry.as_deref(), b.entry.as_deref());
    if let Some(edit) = of_b.filter(|edit| is_made_of(edit, a)) {
        return mask_of(edit);
    }
    if let Some(edit) = of_a.filter(|edit| is_made_of(edit, b)) {
        return mask_of(edit);
    }
    let mask = |entry: &HistoryEntry| entry.request.inputs_as(Role::Mask).next().cloned();
    let (one, other) = (mask(of_a?)?, mask(of_b?)?);
    let same = one.sha256.is_some() && one.sha256 == other.sha256 && one.treatment == other.treatment;
    (same && one.remote.is_none()).then(|| overlaid(&one))
}

fn is_made_of(edit: &HistoryEntry, picture: &Subject) -> bool {
    let first = edit.request.inputs_as(Role::Image).next();
    let same_file = first
        .is_some_and(|input| input.path == picture.path || (input.sha256.is_some() && input.sha256 == picture.sha256));
    let parent = edit.request.parent();
    let child = picture.entry.as_ref().zip(parent).is_some_and(|(entry, parent)| {
        entry.id == parent.id && picture.image().is_some_and(|image| image.index == parent.index)
    });
    same_file || child
}
