//! Measures how much of the disk is taken and left.

use std::{fs, path::PathBuf};

use super::free_bytes;
use crate::domain::{DiskUse, Places};

/// Adds up every file that is ours; with many pictures that takes a while.
#[must_use]
pub fn disk_use(places: &Places) -> DiskUse {
    let mut open: Vec<PathBuf> = [&places.data, &places.state, &places.cache].map(Clone::clone).into();
    // One of them may lie in another.
    open.sort();
    open.dedup_by(|inner, outer| inner.starts_with(outer));
    let mut used = 0;
    while let Some(folder) = open.pop() {
        // What vanishes meanwhile, or may not be read, takes nothing that could be counted.
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            match entry.metadata() {
                Ok(facts) if facts.is_dir() => open.push(entry.path()),
                Ok(facts) => used += facts.len(),
                Err(_) => {}
            }
        }
    }
    DiskUse {
        used,
        free: free_bytes(&places.data),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_counts_once() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let places = Places {
            data: at("data"),
            state: at("data/state"),
            cache: at("cache"),
            config: at("config"),
        };
        for (file, length) in [
            ("data/a/b", 10),
            ("data/state/c", 200),
            ("cache/d", 3000),
            ("config/e", 40_000),
        ] {
            fs::create_dir_all(at(file).parent().unwrap()).unwrap();
            fs::write(at(file), vec![0; length]).unwrap();
        }
        let disk = disk_use(&places);
        assert_eq!(disk.used, 3210);
        assert!(disk.free > 0);
    }
}
