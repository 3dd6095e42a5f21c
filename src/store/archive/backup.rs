//! A second data directory that is brought up to date: everything in it, verified, and nothing overwritten.

use std::{collections::HashSet, io, path::Path};

use jiff::Timestamp;

use super::{
    manifest::Manifest,
    members::{self, Member},
    shelves::{Folder, Put},
};
use crate::store::{Damage, Store, StoreError, records, sweep};

/// What a backup came to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BackupReport {
    /// How many requests are in it.
    pub requests: u64,
    /// How many files were written now.
    pub new_files: u64,
    /// How many bytes that were.
    pub new_bytes: u64,
    /// How many files were there already, byte for byte.
    pub same_files: u64,
    /// What could not be put there: damaged here, or something else is there.
    pub left_out: Vec<Damage>,
}

/// What has been put onto a shelf so far.
#[derive(Debug)]
pub(super) struct Tally {
    pub report: BackupReport,
    pub manifest: Manifest,
    done: HashSet<String>,
}

impl Tally {
    pub(super) fn new(directory: &Path, at: Timestamp) -> io::Result<Self> {
        Ok(Self {
            report: BackupReport::default(),
            manifest: Manifest::new(directory, at)?,
            done: HashSet::new(),
        })
    }

    /// Whether a file was not counted yet.
    pub(super) fn is_new(&mut self, name: &str) -> bool {
        self.done.insert(name.to_owned())
    }

    pub(super) fn count(&mut self, from: &Path, put: Put) -> io::Result<()> {
        let mut left_out = |reason: String| {
            self.report.left_out.push(Damage {
                path: from.to_path_buf(),
                reason,
            });
        };
        match put {
            Put::New(listed) => {
                self.report.new_files += 1;
                self.report.new_bytes += listed.bytes;
                self.manifest.add(&listed)?;
            }
            Put::Same(listed) => {
                self.report.same_files += 1;
                self.manifest.add(&listed)?;
            }
            Put::Other => left_out("something else is there under its name; it was not overwritten".to_owned()),
            Put::Damaged(hash) => left_out(format!("its bytes have the hash {hash}; it was not copied")),
        }
        Ok(())
    }
}

impl Store {
    /// Brings a directory up to date with every record and every picture. What is there and right is not copied
    /// again; every file that is written is read back; what is there and different is told and stays.
    pub fn backup(&self, to: &Path, at: Timestamp) -> Result<BackupReport, StoreError> {
        let places = self.places();
        if to.starts_with(&places.data) || places.data.starts_with(to) {
            return Err(StoreError::Exists(to.to_path_buf()));
        }
        let mut folder = Folder::new(to).map_err(StoreError::disk("write", to))?;
        let mut tally = Tally::new(to, at).map_err(StoreError::disk("write", to))?;
        // Records are listed before pictures, for a picture is there before its record; and they are copied after them, so
        // that whatever ends this early, no record in the backup names a picture that is not there.
        let listed = records::all(places)
            .into_iter()
            .map(|id| members::of_request(places, id));
        let requests = listed.collect::<Result<Vec<_>, _>>()?;
        let pictures = sweep::pictures(places);
        let pictures = pictures.iter().filter_map(|path| members::of_picture(path));
        for picture in pictures {
            one(self, &mut folder, &picture, &mut tally)?;
        }
        for files in requests {
            tally.report.requests += u64::from(!files.is_empty());
            for file in &files {
                one(self, &mut folder, file, &mut tally)?;
            }
        }
        folder.finish(tally.manifest).map_err(StoreError::disk("write", to))?;
        Ok(tally.report)
    }
}

fn one(store: &Store, folder: &mut Folder, member: &Member, tally: &mut Tally) -> Result<(), StoreError> {
    let places = store.places();
    let (from, name) = (member.place(places), member.name(places));
    let put = match folder.put(&name, &from, known_hash(member)) {
        // It was thrown away since it was listed.
        Err(error) if error.kind() == io::ErrorKind::NotFound && !from.exists() => return Ok(()),
        put => put,
    };
    let counted = put.and_then(|put| tally.count(&from, put));
    counted.map_err(StoreError::disk("copy", &from))
}

/// The hash that a member's bytes must have, where its name says so.
pub(super) fn known_hash(member: &Member) -> Option<&str> {
    match member {
        Member::Picture { sha256, .. } => Some(sha256),
        Member::Record { .. } => None,
    }
}
