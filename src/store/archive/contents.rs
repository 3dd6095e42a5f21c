//! Everything that is kept in one hash, so that two stores can be compared at a glance.

use sha2::{Digest as _, Sha256};

use super::members;
use crate::{
    domain::{Places, RequestId},
    store::{blobs, disk, records::Record, sweep},
};

/// The files of requests, gathered.
#[derive(Debug, Default)]
pub(in crate::store) struct Contents {
    lines: Vec<String>,
}

impl Contents {
    /// Takes in a request: the bytes of its record, and the names of its pictures, which are hashes themselves.
    pub(in crate::store) fn add(&mut self, places: &Places, id: RequestId, record: &Record) {
        for member in members::of_request(places, id).unwrap_or_default() {
            let hash = disk::open_regular(&member.place(places)).and_then(|file| blobs::hash_of(&file));
            // What cannot be read is told as damage.
            let hash = hash.map(|(hash, _)| hash).unwrap_or_default();
            self.lines.push(format!("{} {hash}", member.name(places)));
        }
        self.lines
            .extend(sweep::pictures_of(record).map(|path| path.to_string_lossy().into_owned()));
    }

    /// The hash of it all, in hexadecimal: the same for the same requests, wherever they lie and however they came there.
    pub(in crate::store) fn digest(mut self) -> String {
        self.lines.sort_unstable();
        self.lines.dedup();
        let mut hash = Sha256::new();
        for line in &self.lines {
            hash.update(line.as_bytes());
            hash.update(b"\n");
        }
        blobs::hexadecimal(&hash.finalize())
    }
}
