//! Whether everything that was written is still what it was.

use std::{
    collections::HashSet,
    io,
    path::{Path, PathBuf},
};

use super::{
    Damage, Store, StoreError,
    archive::Contents,
    blobs, disk, layout, purge,
    records::{self, Found, Record},
    repair, sweep,
};
use crate::domain::{RequestId, thousands};

/// What a look at every record and every picture found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CheckReport {
    /// How many requests were read.
    pub records: u64,
    /// How many picture files were hashed.
    pub blobs: u64,
    /// How many requests were thrown away for good.
    pub purged: u64,
    /// The hash of every request that is kept and of the names of its pictures, in hexadecimal: two stores with the same
    /// one hold the same.
    pub digest: String,
    /// What is damaged or missing.
    pub damaged: Vec<Damage>,
    /// What is in disorder without anything being lost, and what a repair puts right; sentences for a person.
    pub disorder: Vec<String>,
}

impl Store {
    /// Reads every record, hashes every picture, compares the index with the records, and lets SQLite look at its
    /// pages. Nothing is changed.
    pub fn check(&self) -> Result<CheckReport, StoreError> {
        let mut look = Look {
            store: self,
            report: CheckReport::default(),
            wanted: HashSet::new(),
            contents: Contents::default(),
            lines: 0,
            unlike: 0,
        };
        for id in records::all(self.places()) {
            look.at_record(id)?;
        }
        look.at_pictures();
        look.at_index()?;
        look.at_disorder();
        let mut report = look.report;
        report.digest = look.contents.digest();
        report.damaged.sort_by(|one, other| one.path.cmp(&other.path));
        Ok(report)
    }
}

struct Look<'a> {
    store: &'a Store,
    report: CheckReport,
    /// Pictures that records name.
    wanted: HashSet<PathBuf>,
    contents: Contents,
    /// How many lines the index should have.
    lines: u64,
    /// How many of them say something else than the records.
    unlike: u64,
}

impl Look<'_> {
    fn at_record(&mut self, id: RequestId) -> Result<(), StoreError> {
        let places = self.store.places();
        match records::look(places, id) {
            Ok(Found::Kept(record)) => self.at_kept(id, &record),
            Ok(Found::Purged(_)) => {
                self.report.purged += 1;
                let rests = purge::rests(places, id).len();
                if rests > 0 {
                    let short = id.short();
                    let line = format!("{rests} files are left of request {short}, which was purged");
                    self.report.disorder.push(line);
                }
            }
            Err(StoreError::NoSuch(_)) => return Ok(()),
            Err(StoreError::Damaged { path, reason }) => {
                self.report.records += 1;
                self.report.damaged.push(Damage { path, reason });
            }
            Err(error) => return Err(error),
        }
        self.lines += 1;
        Ok(())
    }

    fn at_kept(&mut self, id: RequestId, record: &Record) {
        let places = self.store.places();
        self.report.records += 1;
        self.report.damaged.extend(record.damage.iter().cloned());
        self.at_answers(id, record);
        self.contents.add(places, id, record);
        self.wanted
            .extend(sweep::pictures_of(record).map(|path| layout::absolute(places, &path)));
        // What the index itself has to complain of is told once, below.
        if let Ok(listed) = self.store.index().listed(id)
            && listed.as_ref() != Some(&record.line(places).row)
        {
            self.unlike += 1;
        }
    }

    /// Raw answers whose records say what they were.
    fn at_answers(&mut self, id: RequestId, record: &Record) {
        for attempt in &record.attempts {
            let Some(answer) = &attempt.answer else {
                continue;
            };
            let path = layout::answer(self.store.places(), id, attempt.number);
            let reason = match disk::open_regular(&path).and_then(|open| blobs::hash_of(&open)) {
                Ok((hash, _)) if hash == answer.sha256 => continue,
                Ok((hash, bytes)) => format!("its {bytes} bytes have the hash {hash}, not {}", answer.sha256),
                Err(error) if error.kind() == io::ErrorKind::NotFound => "it is missing".to_owned(),
                Err(error) => error.to_string(),
            };
            self.report.damaged.push(Damage { path, reason });
        }
    }

    fn at_pictures(&mut self) {
        for file in sweep::pictures(self.store.places()) {
            self.at_picture(&file);
            self.wanted.remove(&file);
        }
        let missing = self.wanted.drain().filter(|path| !path.exists());
        self.report.damaged.extend(missing.map(|path| Damage {
            path,
            reason: "it is missing".to_owned(),
        }));
    }

    fn at_picture(&mut self, file: &Path) {
        let stem = file.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        self.report.blobs += 1;
        let reason = match disk::open_regular(file).and_then(|open| blobs::hash_of(&open)) {
            Ok((hash, _)) if hash == stem => return,
            Ok((hash, bytes)) => format!("its {bytes} bytes have the hash {hash}"),
            Err(error) => error.to_string(),
        };
        self.report.damaged.push(Damage {
            path: file.to_path_buf(),
            reason,
        });
    }

    fn at_index(&mut self) -> Result<(), StoreError> {
        let index = self.store.index();
        let mut reasons = index.faults()?;
        if self.unlike > 0 {
            reasons.push(format!("{} requests are not listed as their records say", self.unlike));
        }
        let listed = index.lines()?;
        if listed > self.lines {
            reasons.push(format!(
                "{} requests are listed that have no record",
                listed - self.lines
            ));
        }
        let path = index.path();
        self.report.damaged.extend(reasons.into_iter().map(|reason| Damage {
            path: path.clone(),
            reason,
        }));
        Ok(())
    }

    fn at_disorder(&mut self) {
        let places = self.store.places();
        let counted = [
            (self.store.leftovers().len(), "answers were received and never read"),
            (
                repair::abandoned(places).len(),
                "unfinished files have no writer any more",
            ),
            (
                repair::torn_thumbnails(places).len(),
                "small pictures in the cache are torn",
            ),
        ];
        for (count, what) in counted.into_iter().filter(|(count, _)| *count > 0) {
            self.report.disorder.push(format!("{} {what}", thousands(count)));
        }
    }
}
