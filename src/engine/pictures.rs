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

use super::{
    desk::broke,
    voice::Voice,
    wire::{Errand, Wish},
};
use crate::{
    domain::{Failure, FailureKind, ImageFacts, Overlaid, Places, Report, SmallPicture, one_line},
    imaging::{self, DynamicImage, Mask, RgbaImage},
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
    let wish = &errand.wish;
    let (start, length) = beginning(&wish.path).map_err(|error| unreadable(&wish.path, &error))?;
    let place = place(places, wish)?;
    if let Some(repainted) = kept(&place, wish.over.is_some())
        && let Ok(facts) = imaging::facts(&start)
    {
        return Ok(SmallPicture {
            path: place,
            original: ImageFacts { bytes: length, ..facts },
            repainted,
        });
    }
    let bytes = read(&wish.path)?;
    let original = imaging::facts(&bytes)?;
    let mut picture = imaging::preview(&bytes, wish.width.max(1), wish.height.max(1))?;
    drop(bytes);
    let repainted = match &wish.over {
        Some(over) => Some(tinted(&mut picture, over)?),
        None => None,
    };
    let png = imaging::png(&DynamicImage::ImageRgba8(picture))?;
    keep(&place, &png, repainted)
        .map_err(|error| Failure::new(FailureKind::Storage, format!("the cache cannot be written: {error}")))?;
    Ok(SmallPicture {
        path: place,
        original,
        repainted,
    })
}

/// Shows what the mask lets be repainted; gives how much that is, in thousandths.
fn tinted(picture: &mut RgbaImage, over: &Overlaid) -> Result<u16, Failure> {
    let decoded = imaging::decode(&read(&over.mask)?).map_err(|error| {
        let name = over.mask.to_string_lossy();
        let message = format!("the mask {} cannot be shown: {error}", one_line(&name));
        Failure {
            message,
            ..Failure::from(error)
        }
    })?;
    let mask = Mask::new(decoded, over.reading);
    let repainted = mask.repainted_per_mille();
    imaging::tinted(picture, mask)?;
    Ok(repainted)
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(path).map_err(|error| unreadable(path, &error))
}

fn unreadable(path: &Path, error: &io::Error) -> Failure {
    let name = path.to_string_lossy();
    Failure::new(
        FailureKind::Storage,
        format!("{} cannot be read: {error}", one_line(&name)),
    )
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

/// Where the small picture lies, with the mask that is shown on it.
fn place(places: &Places, wish: &Wish) -> Result<PathBuf, Failure> {
    let mut name = identity(places, &wish.path)?;
    let shelf = places.cache.join("thumbs").join(&name[..2]);
    if let Some(Overlaid { mask, reading }) = &wish.over {
        name = format!("{name}-{}-{}", identity(places, mask)?, reading.word());
    }
    Ok(shelf.join(format!("{name}-{}x{}.png", wish.width, wish.height)))
}

/// A name for the bytes of a file: stored pictures are known by their hash, others by path, time and size.
fn identity(places: &Places, path: &Path) -> Result<String, Failure> {
    let stem = path.file_stem().and_then(|stem| stem.to_str());
    let is_hash = |stem: &&str| stem.len() == 64 && stem.bytes().all(|byte| byte.is_ascii_hexdigit());
    let stored = stem.filter(|stem| is_hash(stem) && path.starts_with(places.data.join("blobs")));
    if let Some(hash) = stored {
        return Ok(hash.to_owned());
    }
    let facts = fs::metadata(path).map_err(|error| unreadable(path, &error))?;
    let mut hash = Sha256::new();
    hash.update(path.as_os_str().as_bytes());
    hash.update(facts.len().to_le_bytes());
    hash.update(facts.mtime().to_le_bytes());
    hash.update(facts.mtime_nsec().to_le_bytes());
    Ok(format!("{:x}", hash.finalize()))
}

/// What is known of a small picture that is there already; nothing where it has to be made.
fn kept(place: &Path, masked: bool) -> Option<Option<u16>> {
    if !place.exists() {
        return None;
    }
    if !masked {
        return Some(None);
    }
    let share = fs::read_to_string(share_beside(place)).ok()?;
    Some(Some(share.trim().parse().ok()?))
}

/// Where the share that a mask repaints lies, beside the picture that shows it.
fn share_beside(place: &Path) -> PathBuf {
    place.with_extension("repainted")
}

fn keep(place: &Path, png: &[u8], repainted: Option<u16>) -> io::Result<()> {
    let directory = place.parent().unwrap_or(place);
    DirBuilder::new().recursive(true).mode(0o700).create(directory)?;
    if let Some(share) = repainted {
        fs::write(share_beside(place), share.to_string())?;
    }
    let mut file = tempfile::NamedTempFile::new_in(directory)?;
    file.write_all(png)?;
    file.persist(place).map_err(|error| error.error)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::MaskReading;

    fn places(folder: &Path) -> Places {
        let at = |name: &str| folder.join(name);
        Places {
            data: at("data"),
            state: at("state"),
            cache: at("cache"),
            config: at("config"),
        }
    }

    #[test]
    fn a_picture_is_shrunk_once_and_then_found() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let places = places(folder.path());
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

    #[test]
    fn a_mask_is_shown_over_its_picture_and_its_share_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let places = places(folder.path());
        RgbaImage::from_pixel(400, 200, [0, 90, 0, 255].into())
            .save(at("image.png"))
            .unwrap();
        // Of another size, white in its left quarter.
        let mask = RgbaImage::from_fn(40, 40, |x, _| if x < 10 { [255; 4] } else { [0, 0, 0, 255] }.into());
        mask.save(at("mask.png")).unwrap();
        let shown = |path: &str, over: Option<(&str, MaskReading)>| {
            let errand = Errand {
                asked: "a".to_owned(),
                wish: Wish {
                    path: at(path),
                    width: 100,
                    height: 100,
                    over: over.map(|(mask, reading)| Overlaid {
                        mask: at(mask),
                        reading,
                    }),
                },
            };
            small(&places, &errand)
        };
        let plain = shown("image.png", None).unwrap();
        assert_eq!(plain.repainted, None);
        let mut seen = vec![plain.path];
        for (path, reading, share) in [
            ("image.png", MaskReading::WhiteReplaces, 250),
            ("image.png", MaskReading::WhiteKeeps, 750),
            ("image.png", MaskReading::Alpha, 0),
            ("mask.png", MaskReading::WhiteReplaces, 250),
        ] {
            let small = shown(path, Some(("mask.png", reading))).unwrap();
            assert_eq!(small.repainted, Some(share));
            assert!(!seen.contains(&small.path));
            seen.push(small.path.clone());
            let (left, right) = match reading {
                MaskReading::WhiteReplaces => (true, false),
                MaskReading::WhiteKeeps => (false, true),
                MaskReading::Alpha => (false, false),
            };
            if path == "image.png" {
                let picture = imaging::decode(&fs::read(&small.path).unwrap()).unwrap().into_rgba8();
                assert_eq!(picture.dimensions(), (100, 50));
                for (x, hatched) in [(5, left), (90, right)] {
                    assert_eq!(
                        picture.get_pixel(x, 20).0 != [0, 90, 0, 255],
                        hatched,
                        "{reading:?} {x}"
                    );
                }
            }
            fs::write(&small.path, b"mark").unwrap();
            assert_eq!(shown(path, Some(("mask.png", reading))).unwrap(), small);
            assert_eq!(fs::read(&small.path).unwrap(), b"mark");
        }
        fs::write(at("no.png"), b"no picture").unwrap();
        for strange in ["no.png", "absent.png"] {
            let told = shown("image.png", Some((strange, MaskReading::Alpha))).unwrap_err();
            assert!(told.message.contains(strange), "{}", told.message);
        }
    }
}
