//! Brings the pictures of a spooled answer into the store, untouched and one piece at a time.

use std::{
    fs,
    io::{self, Read, Seek, SeekFrom, Write},
};

use crate::{
    api::{Answer, Head, PictureSink, read_answer},
    domain::{ImageFacts, Redactor, StoredImage},
    imaging,
    store::{BlobWriter, SpoolFile, Store, StoredBlob},
};

/// So much of a picture tells its facts; the few with longer headers are read again.
const HEADER: usize = 256 * 1024;
/// An answer that is no JSON is kept as it came, up to this many bytes.
const MOST_RAW: u64 = 32 * 1024 * 1024;

/// A picture that is durable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Kept {
    /// Its record; the number and the revised prompt are filled in by whoever knows them.
    pub image: StoredImage,
    /// It came whole.
    pub whole: bool,
}

impl Kept {
    /// Whether its bytes are a picture at all.
    pub(super) const fn is_picture(&self) -> bool {
        self.image.format.is_some()
    }
}

/// What came of an answer.
#[derive(Debug)]
pub(super) struct Harvest {
    pub answer: Answer,
    pub kept: Vec<Kept>,
    /// The answer for the record, its pictures taken out.
    pub raw: Vec<u8>,
}

/// Reads the spool from its start; may be called again when the disk was full.
pub(super) fn harvest(store: &Store, spool: &mut SpoolFile, head: &Head, redactor: &Redactor) -> io::Result<Harvest> {
    let mut shelf = Shelf {
        store,
        open: None,
        kept: Vec::new(),
    };
    let mut answer = read_answer(spool, head, redactor, &mut shelf)?;
    let mut kept = shelf.kept;
    for ((number, kept), picture) in (0..).zip(&mut kept).zip(&mut answer.pictures) {
        kept.image.index = number;
        kept.image.revised_prompt = picture.revised_prompt.take();
    }
    let raw = if let Some(json) = answer.json.take() {
        json
    } else {
        let mut raw = Vec::new();
        spool.seek(SeekFrom::Start(0))?;
        spool.take(MOST_RAW).read_to_end(&mut raw)?;
        raw
    };
    Ok(Harvest { answer, kept, raw })
}

/// A picture on its way into the store.
#[derive(Debug)]
pub(super) struct PictureFile {
    blob: BlobWriter,
    start: Vec<u8>,
    bytes: u64,
}

impl PictureFile {
    pub(super) fn new(store: &Store) -> io::Result<Self> {
        Ok(Self {
            blob: store.blob().map_err(io::Error::other)?,
            start: Vec::new(),
            bytes: 0,
        })
    }

    /// Makes it durable under its hash, with the ending of what it really is.
    pub(super) fn finish(self, whole: bool) -> io::Result<Kept> {
        let facts = imaging::facts(&self.start).ok();
        let stored = self
            .blob
            .finish(facts.map_or("bin", |facts| facts.format.extension()))
            .map_err(io::Error::other)?;
        let facts = match facts {
            None if self.bytes > self.start.len() as u64 => imaging::facts(&fs::read(&stored.path)?).ok(),
            facts => facts,
        };
        let whole = whole && facts.is_none_or(|facts| reaches_its_end(&self.start, &facts, &stored));
        let size = |side: fn(&ImageFacts) -> u32| facts.as_ref().map_or(0, side);
        Ok(Kept {
            image: StoredImage {
                index: 0,
                width: size(|facts| facts.width),
                height: size(|facts| facts.height),
                format: facts.map(|facts| facts.format),
                path: stored.path,
                sha256: stored.sha256,
                bytes: stored.bytes,
                revised_prompt: None,
                partial: false,
                alpha: facts.map(|facts| facts.alpha),
            },
            whole,
        })
    }
}

/// Whether a picture is as long as it should be: a server that broke off may have closed its base64 properly. An end
/// that cannot be read is told by the check, not here.
fn reaches_its_end(start: &[u8], facts: &ImageFacts, stored: &StoredBlob) -> bool {
    let last = || -> io::Result<Vec<u8>> {
        let mut file = fs::File::open(&stored.path)?;
        file.seek(SeekFrom::Start(stored.bytes.saturating_sub(imaging::TELLING_END)))?;
        let mut last = Vec::new();
        file.read_to_end(&mut last)?;
        Ok(last)
    };
    last().map_or(true, |last| imaging::is_whole(facts.format, start, &last, stored.bytes))
}

impl Write for PictureFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.blob.write(bytes)?;
        let room = HEADER.saturating_sub(self.start.len()).min(written);
        self.start.extend_from_slice(&bytes[..room]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.blob.flush()
    }
}

struct Shelf<'a> {
    store: &'a Store,
    open: Option<PictureFile>,
    kept: Vec<Kept>,
}

impl PictureSink for Shelf<'_> {
    fn start(&mut self, _: u32) -> io::Result<()> {
        self.open = Some(PictureFile::new(self.store)?);
        Ok(())
    }

    fn bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.open.as_mut().map_or(Ok(()), |file| file.write_all(bytes))
    }

    fn finish(&mut self, whole: bool) -> io::Result<()> {
        if let Some(file) = self.open.take() {
            self.kept.push(file.finish(whole)?);
        }
        Ok(())
    }
}
