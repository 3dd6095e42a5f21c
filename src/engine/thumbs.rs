//! Keeps the folder of small pictures within bounds: those that were used least lately go.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use crate::domain::Places;

/// So much the small pictures may take together, in bytes: some five thousand tiles with a thousand large previews.
pub(super) const MOST: u64 = 512 * 1024 * 1024;
/// A use is noted at most so often, so that looking at pictures writes next to nothing.
const NOTED: Duration = Duration::from_hours(24);

/// Where small pictures lie.
pub(super) fn folder(places: &Places) -> PathBuf {
    places.cache.join("thumbs")
}

/// Whether the file is there; if so, its use is noted.
pub(super) fn touch(path: &Path) -> bool {
    let Ok(facts) = fs::metadata(path) else {
        return false;
    };
    let now = SystemTime::now();
    let noted = facts
        .modified()
        .is_ok_and(|then| now.duration_since(then).is_ok_and(|age| age < NOTED));
    if !noted {
        // Without the note it goes a little early and is made again.
        let _ = File::options()
            .append(true)
            .open(path)
            .and_then(|file| file.set_modified(now));
    }
    true
}

struct Small {
    path: PathBuf,
    bytes: u64,
    used: SystemTime,
}

/// Removes what was used least lately until `most` bytes remain. Whatever fails is left for the next time: everything
/// here can be made again, and another engine may be sweeping too.
pub(super) fn sweep(places: &Places, most: u64) {
    let shelves = fs::read_dir(folder(places)).into_iter().flatten().flatten();
    let files = shelves.flat_map(|shelf| fs::read_dir(shelf.path()).into_iter().flatten().flatten());
    let small = files.filter_map(|file| {
        let facts = file.metadata().ok().filter(fs::Metadata::is_file)?;
        Some(Small {
            path: file.path(),
            bytes: facts.len(),
            used: facts.modified().ok()?,
        })
    });
    let mut small: Vec<Small> = small.collect();
    let mut total: u64 = small.iter().map(|small| small.bytes).sum();
    if total <= most {
        return;
    }
    small.sort_by_key(|small| small.used);
    // A little more than need be, so that the next engine has nothing to do.
    let goal = most / 10 * 9;
    for small in small {
        if total <= goal {
            break;
        }
        if fs::remove_file(&small.path).is_ok() {
            total = total.saturating_sub(small.bytes);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_used_least_lately_goes_first() {
        let cache = tempfile::tempdir().unwrap();
        let places = Places::below(cache.path());
        sweep(&places, 0);
        let now = SystemTime::now();
        let days = |count: u64| Duration::from_hours(24 * count);
        for (name, age) in [("aa/old", 9), ("bb/older", 10), ("aa/new", 1), ("bb/used", 30)] {
            let path = folder(&places).join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, [0; 100]).unwrap();
            let file = File::options().append(true).open(&path).unwrap();
            file.set_modified(now - days(age)).unwrap();
        }
        assert!(touch(&folder(&places).join("bb/used")));
        assert!(!touch(&folder(&places).join("bb/absent")));
        let left = || {
            let all = ["aa/old", "bb/older", "aa/new", "bb/used"].into_iter();
            all.filter(|name| folder(&places).join(name).exists())
                .collect::<Vec<_>>()
        };
        sweep(&places, 400);
        assert_eq!(left().len(), 4, "there is room for all");
        sweep(&places, 250);
        assert_eq!(left(), ["aa/new", "bb/used"]);
    }
}
