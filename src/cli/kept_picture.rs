//! A picture that is kept already, named by its request: `@`, `1a2b3c4d`, `@~2#3` for the third picture of that one.

use super::{desk::Desk, problem::Problem};
use crate::{
    domain::{Failure, FailureKind, HistoryEntry, Parent, StoredImage},
    store::{Store, StoreError, zone},
};

/// A picture of a request.
pub(super) struct Kept {
    /// Which one it is.
    pub(super) parent: Parent,
    /// The picture.
    pub(super) image: StoredImage,
    /// What it is called among the inputs: the name that a copy of it would get.
    pub(super) name: String,
}

/// Whether a name can be one of a request: those are `@…`, or hexadecimal digits with dashes between them.
pub(super) fn can_be_request(name: &str) -> bool {
    name.starts_with('@') || name.chars().all(|c| c.is_ascii_hexdigit() || c == '-')
}

/// The request and the number of the picture, from 1, that a text names; nothing where it can name none.
fn split(text: &str) -> Option<(&str, u32)> {
    let (name, number) = match text.rsplit_once('#') {
        Some((name, number)) => (name, number.parse().ok().filter(|number| *number > 0)?),
        None => (text, 1),
    };
    (!name.is_empty() && can_be_request(name)).then_some((name, number))
}

/// The kept picture of that name; nothing for a text that can only be the name of a file.
pub(super) fn kept(desk: &Desk, text: &str) -> Result<Option<Kept>, Problem> {
    let Some((name, number)) = split(text) else {
        return Ok(None);
    };
    let store = Store::open(&desk.places)?;
    let id = store.find(name).map_err(|error| match error {
        StoreError::NoSuch(_) => {
            let message = format!("there is neither a file nor a request '{text}'");
            let hint = "`pochade history` lists the requests";
            Problem::Failure(Failure::new(FailureKind::Request, message).with_hint(hint))
        }
        other => other.into(),
    })?;
    let entry = store.entry(id)?;
    let Some(image) = entry.images.get(number as usize - 1).cloned() else {
        return Err(without(&entry, number));
    };
    let named = desk
        .settings
        .files
        .name
        .path(&entry, &image, zone().to_offset(entry.created_at));
    let name = named
        .file_name()
        .unwrap_or(named.as_os_str())
        .to_string_lossy()
        .into_owned();
    Ok(Some(Kept {
        parent: Parent { id, index: image.index },
        image,
        name,
    }))
}

fn without(entry: &HistoryEntry, number: u32) -> Problem {
    let message = match entry.images.len() {
        0 => format!("request {} has no picture", entry.id.short()),
        1 => format!("request {} has one picture, and no picture {number}", entry.id.short()),
        many => format!(
            "request {} has {many} pictures, and no picture {number}",
            entry.id.short()
        ),
    };
    Problem::Failure(Failure::new(FailureKind::Request, message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_names_a_request_and_perhaps_one_of_its_pictures() {
        for (text, meant) in [
            ("@", Some(("@", 1))),
            ("@~2", Some(("@~2", 1))),
            ("@#2", Some(("@", 2))),
            ("019a-77#3", Some(("019a-77", 3))),
            ("1a2b3c4d", Some(("1a2b3c4d", 1))),
            ("@#0", None),
            ("@#x", None),
            ("#2", None),
            ("", None),
            ("fox.png", None),
            ("./1a2b3c4d", None),
        ] {
            assert_eq!(split(text), meant, "{text}");
        }
    }
}
