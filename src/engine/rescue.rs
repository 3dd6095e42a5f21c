//! Saves what came where the person says, while the store has no room for it.

use std::{
    io,
    path::{Path, PathBuf},
};

use crate::{
    api::{Head, PictureSink, read_answer},
    domain::{Redactor, RequestId},
    imaging,
    store::{SpoolFile, write_aside},
};

/// A picture beyond this many bytes is written as it came, in the raw answer alone: it would have to be held in memory.
const MOST: usize = 256 * 1024 * 1024;

/// Writes every picture of an answer into a directory, one after the other, under names that no other file has. The
/// answer is where they lie; without a picture, it is where the raw answer lies.
pub(super) fn save_elsewhere(
    spool: &mut SpoolFile,
    head: &Head,
    (redactor, asked): (&Redactor, u32),
    (directory, id): (&Path, RequestId),
) -> io::Result<Vec<PathBuf>> {
    let mut basket = Basket {
        directory,
        name: format!("pochade-{}", id.short()),
        open: Vec::new(),
        saved: Vec::new(),
    };
    let answer = read_answer(spool, head, redactor, asked, &mut basket)?;
    if basket.saved.is_empty() {
        let raw = redactor.clean_bytes(answer.json.unwrap_or_default());
        let path = write_aside(&raw, directory, format!("{}-answer.json", basket.name)).map_err(io::Error::other)?;
        basket.saved.push(path);
    }
    Ok(basket.saved)
}

struct Basket<'a> {
    directory: &'a Path,
    name: String,
    open: Vec<u8>,
    saved: Vec<PathBuf>,
}

impl PictureSink for Basket<'_> {
    fn start(&mut self, _: u32) -> io::Result<()> {
        self.open.clear();
        Ok(())
    }

    fn bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        if self.open.len() + bytes.len() > MOST {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.open.extend_from_slice(bytes);
        Ok(())
    }

    fn finish(&mut self, _: bool) -> io::Result<()> {
        let ending = imaging::facts(&self.open).map_or("bin", |facts| facts.format.extension());
        let name = format!("{}-{}.{ending}", self.name, self.saved.len() + 1);
        let path = write_aside(&self.open, self.directory, &name).map_err(io::Error::other)?;
        self.saved.push(path);
        Ok(())
    }
}
