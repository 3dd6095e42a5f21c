//! Whether everything that was written is still what it was.

use std::{
    collections::HashSet,
    fs,
    path::{Path, PathBuf},
};

use super::{Store, StoreError, blobs, disk, layout, records};

/// Something that is not what was once written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    /// The file.
    pub path: PathBuf,
    /// What is wrong with it.
    pub reason: String,
}

/// What a look at every record and every picture found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CheckReport {
    /// How many requests were read.
    pub records: u64,
    /// How many picture files were hashed.
    pub blobs: u64,
    /// What is damaged or missing.
    pub damaged: Vec<Damage>,
}

/// Reads every record, hashes every picture, and lets SQLite look at its pages.
pub(super) fn check(store: &Store) -> Result<CheckReport, StoreError> {
    let mut report = CheckReport::default();
    let mut wanted = HashSet::new();
    for id in records::all(store.places()) {
        match records::read(store.places(), id) {
            Ok(record) => {
                report.damaged.extend(record.damage.iter().cloned());
                let entry = record.entry(store.places());
                let images = record.attempts.iter().filter_map(|attempt| attempt.end.as_ref());
                let images = images.flat_map(|end| &end.images);
                wanted.extend(images.map(|image| layout::absolute(store.places(), &image.path)));
                wanted.extend(entry.request.inputs().iter().map(|input| input.path.clone()));
            }
            Err(StoreError::NoSuch(_)) => continue,
            Err(StoreError::Damaged { path, reason }) => report.damaged.push(Damage { path, reason }),
            Err(error) => return Err(error),
        }
        report.records += 1;
    }
    let blobs = layout::blobs(store.places());
    for shelf in listed(&blobs).iter().filter(|path| path.is_dir()) {
        for file in listed(shelf) {
            look_at(&file, &mut report);
            wanted.remove(&file);
        }
    }
    let missing = wanted.into_iter().filter(|path| !path.exists());
    report.damaged.extend(missing.map(|path| Damage {
        path,
        reason: "it is missing".to_owned(),
    }));
    let index = store.index().faults()?.into_iter().map(|reason| Damage {
        path: store.index().path(),
        reason,
    });
    report.damaged.extend(index);
    report.damaged.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(report)
}

fn listed(directory: &Path) -> Vec<PathBuf> {
    // What cannot be listed shows as missing.
    let Ok(entries) = fs::read_dir(directory) else {
        return Vec::new();
    };
    entries.flatten().map(|entry| entry.path()).collect()
}

fn look_at(file: &Path, report: &mut CheckReport) {
    let stem = file.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    if stem.starts_with(disk::UNFINISHED) {
        return;
    }
    report.blobs += 1;
    let reason = match disk::open_regular(file).and_then(|open| blobs::hash_of(&open)) {
        Ok((hash, _)) if hash == stem => return,
        Ok((hash, bytes)) => format!("its {bytes} bytes have the hash {hash}"),
        Err(error) => error.to_string(),
    };
    report.damaged.push(Damage {
        path: file.to_path_buf(),
        reason,
    });
}
