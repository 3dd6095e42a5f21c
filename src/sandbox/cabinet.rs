//! Uploaded files, kept in memory until newer ones push them out.

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
};

use axum::body::Bytes;
use serde_json::{Value, json};

/// The most files that are kept.
const MOST_FILES: usize = 200;
/// All kept files together are no larger.
const MOST_BYTES: usize = 512 * 1024 * 1024;

/// An uploaded file.
#[derive(Debug, Clone)]
pub struct File {
    /// `file-…`
    pub id: String,
    /// The name that it came with.
    pub name: String,
    /// What it is for, such as `vision`.
    pub purpose: String,
    /// When it came, in Unix seconds.
    pub created: u64,
    /// The file itself.
    pub bytes: Bytes,
}

impl File {
    /// What the server says of it.
    pub fn described(&self) -> Value {
        json!({
            "id": self.id,
            "object": "file",
            "bytes": self.bytes.len(),
            "created_at": self.created,
            "expires_at": null,
            "filename": self.name,
            "purpose": self.purpose,
            "status": "processed",
            "status_details": null,
        })
    }
}

/// The files of one server. The oldest make room for new ones, so that it cannot grow for ever.
#[derive(Debug, Default)]
pub struct Cabinet {
    files: Mutex<VecDeque<File>>,
}

impl Cabinet {
    /// Keeps a file.
    pub fn put(&self, file: File) {
        let mut files = self.files();
        files.push_back(file);
        while files.len() > MOST_FILES || (files.len() > 1 && sum(&files) > MOST_BYTES) {
            files.pop_front();
        }
    }

    /// The file of that id.
    pub fn get(&self, id: &str) -> Option<File> {
        self.files().iter().find(|file| file.id == id).cloned()
    }

    /// Throws the file of that id away; false when there is none.
    pub fn remove(&self, id: &str) -> bool {
        let mut files = self.files();
        let before = files.len();
        files.retain(|file| file.id != id);
        files.len() < before
    }

    /// All files, newest first.
    pub fn all(&self) -> Vec<File> {
        self.files().iter().rev().cloned().collect()
    }

    fn files(&self) -> MutexGuard<'_, VecDeque<File>> {
        self.files.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn sum(files: &VecDeque<File>) -> usize {
    files.iter().map(|file| file.bytes.len()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(id: usize, bytes: &Bytes) -> File {
        File {
            id: format!("file-{id}"),
            name: "a.png".to_owned(),
            purpose: "vision".to_owned(),
            created: 1,
            bytes: bytes.clone(),
        }
    }

    #[test]
    fn the_oldest_files_make_room_by_number() {
        let cabinet = Cabinet::default();
        for id in 0..=MOST_FILES {
            cabinet.put(file(id, &Bytes::new()));
        }
        assert!(cabinet.get("file-0").is_none() && cabinet.get("file-1").is_some());
        assert_eq!(cabinet.all().len(), MOST_FILES);
        assert_eq!(cabinet.all()[0].id, format!("file-{MOST_FILES}"));
    }

    #[test]
    fn the_oldest_files_make_room_by_size() {
        let cabinet = Cabinet::default();
        // One buffer that all share: it is counted for each file, but is there only once.
        let third = Bytes::from(vec![0; MOST_BYTES / 3]);
        for id in 0..4 {
            cabinet.put(file(id, &third));
        }
        let kept: Vec<_> = cabinet.all().into_iter().map(|file| file.id).collect();
        assert_eq!(kept, ["file-3", "file-2", "file-1"]);
    }

    #[test]
    fn a_file_can_be_thrown_away_once() {
        let cabinet = Cabinet::default();
        cabinet.put(file(1, &Bytes::new()));
        assert!(cabinet.remove("file-1"));
        assert!(!cabinet.remove("file-1"));
    }
}
