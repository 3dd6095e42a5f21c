//! Which files belong to a request, and which names an archive may give them.

use std::path::{Path, PathBuf};

use uuid::Uuid;

use crate::{
    domain::{Places, RequestId},
    store::{StoreError, layout, records, sweep::listed},
};

/// A file of the store, as an archive names it. Names of archives are read through this type only, so that none of
/// them leads anywhere else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Member {
    /// A file of a request.
    Record { id: RequestId, name: String },
    /// A picture.
    Picture { sha256: String, extension: String },
}

impl Member {
    /// The member of a name such as `blobs/ab/ab….png`; nothing for a name that no file of the store has.
    pub(super) fn named(name: &str) -> Option<Self> {
        let parts: Vec<&str> = name.split('/').collect();
        match parts.as_slice() {
            ["blobs", shelf, file] => {
                let picture = Self::picture(file)?;
                (file.get(..2) == Some(*shelf)).then_some(picture)
            }
            ["records", _, _, id, file] if is_record_name(file) => Some(Self::Record {
                id: id.parse().ok().filter(|parsed: &RequestId| parsed.to_string() == *id)?,
                name: (*file).to_owned(),
            }),
            _ => None,
        }
    }

    fn picture(file: &str) -> Option<Self> {
        let (sha256, extension) = file.split_once('.')?;
        let is_hash = sha256.len() == 64 && sha256.bytes().all(|c| matches!(c, b'0'..=b'9' | b'a'..=b'f'));
        let plain = (1..=8).contains(&extension.len()) && extension.bytes().all(|c| c.is_ascii_alphanumeric());
        (is_hash && plain).then(|| Self::Picture {
            sha256: sha256.to_owned(),
            extension: extension.to_owned(),
        })
    }

    /// Its place in a data directory; for a record it follows from the id alone, whatever the archive said.
    pub(super) fn place(&self, places: &Places) -> PathBuf {
        match self {
            Self::Record { id, name } => layout::record(places, *id).join(name),
            Self::Picture { sha256, extension } => layout::blobs(places).join(layout::blob_name(sha256, extension)),
        }
    }

    /// Its name in an archive.
    pub(super) fn name(&self, places: &Places) -> String {
        let place = self.place(places);
        let relative = layout::relative(places, &place);
        relative.to_string_lossy().into_owned()
    }
}

/// Whether a path of a record is the place of a picture of the store, and leads nowhere else.
pub(super) fn is_picture_path(path: &Path) -> bool {
    path.to_str()
        .and_then(Member::named)
        .is_some_and(|member| matches!(member, Member::Picture { .. }))
}

fn is_record_name(name: &str) -> bool {
    let Some(stem) = name.strip_suffix(".json") else {
        return false;
    };
    let is_number = |text: &str| (1..=6).contains(&text.len()) && text.bytes().all(|c| c.is_ascii_digit());
    if let Some(rest) = stem.strip_prefix("attempt-") {
        let number = rest
            .strip_suffix(".sent")
            .or_else(|| rest.strip_suffix(".late"))
            .unwrap_or(rest);
        return is_number(number);
    }
    match stem.split_once('-') {
        None => name == records::REQUEST,
        Some(("answer", number)) => is_number(number),
        Some(("mark", id)) => Uuid::parse_str(id).is_ok_and(|parsed| parsed.hyphenated().to_string() == id),
        Some(_) => false,
    }
}

/// The record files of a request, `request.json` last, so that a copy that was cut short is never taken for a request
/// that was not sent yet.
pub(super) fn of_request(places: &Places, id: RequestId) -> Result<Vec<Member>, StoreError> {
    let directory = layout::record(places, id);
    if !directory.is_dir() {
        return Err(StoreError::NoSuch(id.to_string()));
    }
    let names = listed(&directory);
    let names = names.iter().filter_map(|path| path.file_name()?.to_str());
    let mut names: Vec<String> = names
        .filter(|name| is_record_name(name))
        .map(ToOwned::to_owned)
        .collect();
    names.sort_by_key(|name| (name == records::REQUEST, name.clone()));
    Ok(names.into_iter().map(|name| Member::Record { id, name }).collect())
}

/// The member that a picture file is.
pub(super) fn of_picture(path: &Path) -> Option<Member> {
    Member::picture(path.file_name()?.to_str()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_the_store_are_taken() {
        let hash = "ab".repeat(32);
        let id = "0193f0a0-0000-7000-8000-000000000001";
        for (name, is_one) in [
            (format!("blobs/ab/{hash}.png"), true),
            (format!("blobs/ac/{hash}.png"), false),
            (format!("blobs/ab/../ab/{hash}.png"), false),
            (format!("/blobs/ab/{hash}.png"), false),
            (format!("blobs/ab/{hash}.png/x"), false),
            (format!("blobs/ab/{hash}.p-g"), false),
            (format!("blobs/ab/{}.png", hash.to_uppercase()), false),
            (format!("records/2026/11/{id}/request.json"), true),
            (format!("records/2026/11/{id}/attempt-1.sent.json"), true),
            (format!("records/2026/11/{id}/attempt-12.late.json"), true),
            (format!("records/2026/11/{id}/answer-1.json"), true),
            (format!("records/2026/11/{id}/mark-{id}.json"), true),
            (format!("records/2026/11/{id}/mark-x.json"), false),
            (format!("records/2026/11/{id}/attempt-..json"), false),
            (format!("records/2026/11/{id}/other.json"), false),
            (format!("records/2026/11/{id}/../request.json"), false),
            ("records/2026/11/../request.json".to_owned(), false),
            ("../../.bashrc".to_owned(), false),
            (String::new(), false),
        ] {
            assert_eq!(Member::named(&name).is_some(), is_one, "{name}");
        }
    }
}
