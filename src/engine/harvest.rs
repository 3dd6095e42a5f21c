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
    /// Where it was in the answer; empty for one that was fetched.
    pub place: String,
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

/// Reads the spool from its start; may be called again when the disk was full. `asked` is how many pictures were
/// asked for.
pub(super) fn harvest(
    store: &Store,
    spool: &mut SpoolFile,
    head: &Head,
    redactor: &Redactor,
    asked: u32,
) -> io::Result<Harvest> {
    let mut shelf = Shelf {
        store,
        open: None,
        kept: Vec::new(),
    };
    let mut answer = read_answer(spool, head, redactor, asked, &mut shelf)?;
    without_keys(&mut answer, redactor);
    let mut kept = shelf.kept;
    for (kept, picture) in kept.iter_mut().zip(&mut answer.pictures) {
        kept.image.revised_prompt = picture.revised_prompt.take();
        kept.image.partial = picture.partial;
        kept.place = std::mem::take(&mut picture.place);
    }
    let kept = once_each(kept, asked);
    let raw = if let Some(json) = answer.json.take() {
        json
    } else {
        let mut raw = Vec::new();
        spool.seek(SeekFrom::Start(0))?;
        spool.take(MOST_RAW).read_to_end(&mut raw)?;
        raw
    };
    // A server may say the key again, and the record outlives it.
    let raw = redactor.clean_bytes(raw);
    Ok(Harvest { answer, kept, raw })
}

/// Takes the key out of the words of an answer that go into the record and onto the screen.
fn without_keys(answer: &mut Answer, redactor: &Redactor) {
    let pictures = answer.pictures.iter_mut().map(|picture| &mut picture.revised_prompt);
    let links = answer.links.iter_mut().map(|link| &mut link.revised_prompt);
    for prompt in pictures.chain(links).flatten() {
        *prompt = redactor.clean(prompt);
    }
    for (_, value) in &mut answer.echoed {
        *value = redactor.clean(value);
    }
}

/// Pictures that an answer says twice are kept once: equal bytes in two lists or twice in one item, or more than once
/// when more came than were asked for. Equal pictures that were asked for stay.
pub(super) fn once_each(all: Vec<Kept>, asked: u32) -> Vec<Kept> {
    let asked = usize::try_from(asked).unwrap_or(usize::MAX);
    let mut more = all.len().saturating_sub(asked);
    let mut kept: Vec<Kept> = Vec::new();
    for mut one in all {
        let equal = kept.iter().find(|other| other.image.sha256 == one.image.sha256);
        if equal.is_some_and(|other| more > 0 || is_said_again(&other.place, &one.place)) {
            more = more.saturating_sub(1);
            continue;
        }
        one.image.index = u32::try_from(kept.len()).unwrap_or(u32::MAX);
        kept.push(one);
    }
    kept
}

/// Whether two places are the same item, or items of different lists.
fn is_said_again(one: &str, other: &str) -> bool {
    let (list, item) = item_of(one);
    let (other_list, other_item) = item_of(other);
    list != other_list || item == other_item
}

/// The list of a place, with its numbers left out, and the numbers.
fn item_of(place: &str) -> (Vec<&str>, Vec<&str>) {
    let is_number = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let parts: Vec<&str> = place.split('/').collect();
    let last = parts.iter().rposition(is_number).map_or(0, |at| at + 1);
    parts[..last].iter().partition(|part| !is_number(part))
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
            // All at once: growing step by step would take twice as much.
            start: Vec::with_capacity(HEADER),
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
            place: String::new(),
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

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(place: &str, sha256: &str) -> Kept {
        Kept {
            image: StoredImage {
                index: 0,
                path: "x".into(),
                sha256: sha256.to_owned(),
                bytes: 1,
                width: 1,
                height: 1,
                format: None,
                revised_prompt: None,
                partial: false,
                alpha: None,
            },
            whole: true,
            place: place.to_owned(),
        }
    }

    #[test]
    fn a_picture_that_is_said_twice_is_kept_once() {
        for (asked, all, left) in [
            (1, vec![("/data/0/b64_json", "a"), ("/data/0/image", "a")], 1),
            (2, vec![("/data/0/b64_json", "a"), ("/data/0/image", "a")], 1),
            (2, vec![("/data/0/b64_json", "a"), ("/images/0", "a")], 1),
            (2, vec![("/data/0/b64_json", "a"), ("/data/1/b64_json", "a")], 2),
            (1, vec![("/data/0/b64_json", "a"), ("/data/1/b64_json", "a")], 1),
            (1, vec![("/data/0/b64_json", "a"), ("/data/1/b64_json", "b")], 2),
            (2, vec![("/3/b64_json", "a"), ("/5/b64_json", "a")], 2),
            (1, vec![("/3/b64_json", "a"), ("/5/b64_json", "a")], 1),
            (
                2,
                vec![("/3/item/result", "a"), ("/5/response/output/0/result", "a")],
                1,
            ),
            (2, vec![("/data/0/b64_json", "a"), ("/data/0/image", "b")], 2),
        ] {
            let came = all.iter().map(|(place, sha256)| kept(place, sha256)).collect();
            let after = once_each(came, asked);
            assert_eq!(after.len(), left, "{asked} {all:?}");
            assert!(after.iter().zip(0..).all(|(one, number)| one.image.index == number));
        }
    }
}
