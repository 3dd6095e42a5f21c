//! Makes pictures small for the screen, one at a time, so that the screen program never holds a big one.

use std::{
    fs::{self, DirBuilder, File},
    io::{self, Read, Write},
    os::unix::{
        ffi::OsStrExt,
        fs::{DirBuilderExt, MetadataExt},
    },
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    sync::mpsc::{self, Receiver, Sender},
    thread,
};

use sha2::{Digest, Sha256};

use super::{desk::broke, voice::Voice, wire::Errand};
use crate::{
    domain::{Failure, FailureKind, ImageFacts, Places, Report, SmallPicture, one_line},
    imaging::{self, DynamicImage},
};

/// So much of a file tells its facts.
const HEADER: u64 = 256 * 1024;

/// A thread that runs errands in the order of their coming.
#[derive(Debug)]
pub(super) struct Errands {
    errands: Sender<Errand>,
}

impl Errands {
    pub(super) fn new(places: &Places, voice: Voice) -> Self {
        let (errands, coming) = mpsc::channel();
        let places = places.clone();
        thread::spawn(move || run(&coming, &places, &voice));
        Self { errands }
    }

    pub(super) fn add(&self, errand: Errand) {
        // The thread lives as long as this sender.
        let _ = self.errands.send(errand);
    }
}

fn run(coming: &Receiver<Errand>, places: &Places, voice: &Voice) {
    for errand in coming {
        // A decoder that panics on a strange file must not take the requests along.
        let answer = catch_unwind(AssertUnwindSafe(|| small(places, &errand)));
        voice.say(Report::Picture {
            asked: errand.asked,
            answer: answer.unwrap_or_else(|_| Err(broke("the picture could not be decoded"))),
        });
    }
}

fn small(places: &Places, errand: &Errand) -> Result<SmallPicture, Failure> {
    let unreadable = |error: io::Error| {
        let name = errand.wish.path.to_string_lossy();
        Failure::new(
            FailureKind::Storage,
            format!("{} cannot be read: {error}", one_line(&name)),
        )
    };
    let (start, length) = beginning(&errand.wish.path).map_err(unreadable)?;
    let place = place(places, errand).map_err(unreadable)?;
    if place.exists()
        && let Ok(facts) = imaging::facts(&start)
    {
        return Ok(SmallPicture {
            path: place,
            original: ImageFacts { bytes: length, ..facts },
            repainted: None,
        });
    }
    let bytes = fs::read(&errand.wish.path).map_err(unreadable)?;
    let original = imaging::facts(&bytes)?;
    let picture = imaging::preview(&bytes, errand.wish.width.max(1), errand.wish.height.max(1))?;
    drop(bytes);
    let png = imaging::png(&DynamicImage::ImageRgba8(picture))?;
    keep(&place, &png)
        .map_err(|error| Failure::new(FailureKind::Storage, format!("the cache cannot be written: {error}")))?;
    Ok(SmallPicture {
        path: place,
        original,
        repainted: None,
    })
}

fn beginning(path: &Path) -> io::Result<(Vec<u8>, u64)> {
    let file = File::open(path)?;
    let facts = file.metadata()?;
    if !facts.is_file() {
        return Err(io::Error::other("it is no regular file"));
    }
    let mut start = Vec::new();
    file.take(HEADER).read_to_end(&mut start)?;
    Ok((start, facts.len()))
}

/// Where the small picture lies: stored pictures are known by their hash, others by path, time and size.
fn place(places: &Places, errand: &Errand) -> io::Result<PathBuf> {
    let stem = errand.wish.path.file_stem().and_then(|stem| stem.to_str());
    let is_hash = |stem: &&str| stem.len() == 64 && stem.bytes().all(|byte| byte.is_ascii_hexdigit());
    let stored = stem.filter(|stem| is_hash(stem) && errand.wish.path.starts_with(places.data.join("blobs")));
    let name = if let Some(hash) = stored {
        hash.to_owned()
    } else {
        let facts = fs::metadata(&errand.wish.path)?;
        let mut hash = Sha256::new();
        hash.update(errand.wish.path.as_os_str().as_bytes());
        hash.update(facts.len().to_le_bytes());
        hash.update(facts.mtime().to_le_bytes());
        hash.update(facts.mtime_nsec().to_le_bytes());
        format!("{:x}", hash.finalize())
    };
    let shelf = places.cache.join("thumbs").join(&name[..2]);
    Ok(shelf.join(format!("{name}-{}x{}.png", errand.wish.width, errand.wish.height)))
}

fn keep(place: &Path, png: &[u8]) -> io::Result<()> {
    let directory = place.parent().unwrap_or(place);
    DirBuilder::new().recursive(true).mode(0o700).create(directory)?;
    let mut file = tempfile::NamedTempFile::new_in(directory)?;
    file.write_all(png)?;
    file.persist(place).map_err(|error| error.error)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::wire::Wish;
    use crate::imaging::RgbaImage;

    #[test]
    fn a_picture_is_shrunk_once_and_then_found() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let places = Places {
            data: at("data"),
            state: at("state"),
            cache: at("cache"),
            config: at("config"),
        };
        let path = at("big.png");
        let picture = RgbaImage::from_fn(400, 200, |x, _| [u8::try_from(x / 2).unwrap(), 0, 0, 255].into());
        picture.save(&path).unwrap();
        let errand = |path: PathBuf, width| Errand {
            asked: "a".to_owned(),
            wish: Wish {
                path,
                width,
                height: 100,
                over: None,
            },
        };

        let first = small(&places, &errand(path.clone(), 100)).unwrap();
        assert_eq!((first.original.width, first.original.height), (400, 200));
        let shrunk = imaging::facts(&fs::read(&first.path).unwrap()).unwrap();
        assert_eq!((shrunk.width, shrunk.height), (100, 50));
        fs::write(&first.path, b"mark").unwrap();
        assert_eq!(small(&places, &errand(path.clone(), 100)).unwrap(), first);
        assert_eq!(fs::read(&first.path).unwrap(), b"mark");
        assert_ne!(small(&places, &errand(path, 50)).unwrap().path, first.path);

        fs::write(at("no.png"), b"no picture").unwrap();
        for strange in [at("no.png"), at("absent.png"), folder.path().to_path_buf()] {
            assert!(small(&places, &errand(strange, 100)).is_err());
        }
    }
}
