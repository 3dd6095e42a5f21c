//! Unfinished pictures of a stream, laid where the screen can read them.

use std::{
    fs::{self, DirBuilder, File},
    io::{self, Write},
    ops::Range,
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
};

use crate::{
    api::{PictureSink, read_partial},
    domain::{Places, RequestId},
    imaging,
};

/// Takes the event at this place of the spool; an unfinished picture becomes a file whose place is the answer.
pub(super) fn keep(
    places: &Places,
    id: RequestId,
    spool: &Path,
    event: &Range<u64>,
) -> io::Result<Option<(u32, PathBuf)>> {
    let mut picture = Whole(Vec::new());
    let Some(number) = read_partial(&mut File::open(spool)?, event, &mut picture)? else {
        return Ok(None);
    };
    let Ok(facts) = imaging::facts(&picture.0) else {
        return Ok(None);
    };
    let directory = directory(places);
    DirBuilder::new().recursive(true).mode(0o700).create(&directory)?;
    let path = directory.join(format!("{id}-{number}.{}", facts.format.extension()));
    let mut file = tempfile::NamedTempFile::new_in(&directory)?;
    file.write_all(&picture.0)?;
    file.persist(&path).map_err(|error| error.error)?;
    Ok(Some((number, path)))
}

/// Throws the unfinished pictures of a request away, once it has ended.
pub(super) fn clear(places: &Places, id: RequestId) {
    let mine = |path: &PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str());
        name.is_some_and(|name| name.starts_with(&id.to_string()))
    };
    let Ok(entries) = fs::read_dir(directory(places)) else {
        return;
    };
    for path in entries.flatten().map(|entry| entry.path()).filter(mine) {
        // It is only a cache: what stays does no harm.
        let _ = fs::remove_file(path);
    }
}

fn directory(places: &Places) -> PathBuf {
    places.cache.join("partials")
}

/// An unfinished picture is a few megabytes and there is one at a time.
struct Whole(Vec<u8>);

impl PictureSink for Whole {
    fn start(&mut self, _: u32) -> io::Result<()> {
        self.0.clear();
        Ok(())
    }
    fn bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.extend_from_slice(bytes);
        Ok(())
    }
    fn finish(&mut self, _: bool) -> io::Result<()> {
        Ok(())
    }
}
