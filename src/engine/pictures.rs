//! Makes pictures small for the screen, one at a time, so that the screen program never holds a big one.

use std::{
    fs::{self, DirBuilder, File},
    io::{self, Read, Write},
    os::unix::{
        ffi::OsStrExt,
        fs::{DirBuilderExt, MetadataExt},
    },
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};

use super::{thumbs, vectors, wire::Wish};
use crate::{
    domain::{Failure, FailureKind, ImageFacts, ImageFormat, Overlaid, Places, SmallPicture, one_line},
    imaging::{self, DynamicImage, Mask, RgbaImage},
};

/// So much of a file tells its facts.
const HEADER: u64 = 256 * 1024;

/// A small picture of a whole one; what was made once is found again.
pub(super) fn small(places: &Places, wish: &Wish) -> Result<SmallPicture, Failure> {
    let (start, length) = beginning(&wish.path).map_err(|error| unreadable(&wish.path, &error))?;
    let place = place(places, wish)?;
    let moves = imaging::may_move(&start);
    if let Ok(facts) = imaging::facts(&start)
        && let Some(kept) = kept(&place, wish, ImageFacts { bytes: length, ..facts })
    {
        return Ok(SmallPicture { moves, ..kept });
    }
    let (mut picture, original) = shrunk(wish)?;
    let repainted = match &wish.over {
        Some(over) => Some(tinted(&mut picture, over)?),
        None => None,
    };
    let png = imaging::png(&DynamicImage::ImageRgba8(picture))?;
    keep(&place, &png, repainted).map_err(|error| unkept(&error))?;
    Ok(SmallPicture {
        path: place,
        original,
        repainted,
        moves,
        frames: Vec::new(),
    })
}

/// The picture within the box of the wish, and the facts of its original.
fn shrunk(wish: &Wish) -> Result<(RgbaImage, ImageFacts), Failure> {
    let (width, height) = (wish.width.max(1), wish.height.max(1));
    let bytes = read(&wish.path)?;
    let original = imaging::facts(&bytes)?;
    let picture = if original.format == ImageFormat::Svg {
        vectors::draw_apart(&wish.path, width, height)?
    } else {
        imaging::preview(&bytes, width, height)?
    };
    Ok((picture, original))
}

/// Shows what the mask lets be repainted; gives how much that is, in thousandths.
fn tinted(picture: &mut RgbaImage, over: &Overlaid) -> Result<u16, Failure> {
    let mask = mask(over)?;
    let repainted = mask.repainted_per_mille();
    imaging::tinted(picture, mask)?;
    Ok(repainted)
}

/// A mask as it is read.
pub(super) fn mask(over: &Overlaid) -> Result<Mask, Failure> {
    let decoded = imaging::decode(&read(&over.mask)?).map_err(|error| {
        let name = over.mask.to_string_lossy();
        let message = format!("the mask {} cannot be shown: {error}", one_line(&name));
        Failure {
            message,
            ..Failure::from(error)
        }
    })?;
    Ok(Mask::treated(decoded, over.reading, over.level))
}

/// All of a file.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(path).map_err(|error| unreadable(path, &error))
}

fn unreadable(path: &Path, error: &io::Error) -> Failure {
    let name = path.to_string_lossy();
    Failure::new(
        FailureKind::Storage,
        format!("{} cannot be read: {error}", one_line(&name)),
    )
}

/// The cache could not be written to.
pub(super) fn unkept(error: &io::Error) -> Failure {
    Failure::new(FailureKind::Storage, format!("the cache cannot be written: {error}"))
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
pub(super) fn place(places: &Places, wish: &Wish) -> Result<PathBuf, Failure> {
    let mut name = identity(places, &wish.path)?;
    let shelf = thumbs::folder(places).join(&name[..2]);
    if let Some(Overlaid { mask, reading, level }) = &wish.over {
        let level = if *level { "-levelled" } else { "" };
        name = format!("{name}-{}-{}{level}", identity(places, mask)?, reading.word());
    }
    Ok(shelf.join(format!("{name}-{}x{}.png", wish.width, wish.height)))
}

/// A name for the bytes of a file: stored pictures are known by their hash, others by path, time and size.
pub(super) fn identity(places: &Places, path: &Path) -> Result<String, Failure> {
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

/// The small picture, if it was made before.
fn kept(place: &Path, wish: &Wish, original: ImageFacts) -> Option<SmallPicture> {
    let repainted = match wish.over {
        Some(_) => Some(fs::read_to_string(share_beside(place)).ok()?.parse().ok()?),
        None => None,
    };
    thumbs::touch(place).then(|| SmallPicture {
        path: place.to_path_buf(),
        original,
        repainted,
        moves: false,
        frames: Vec::new(),
    })
}

/// Where the share that a mask repaints lies, beside the picture that shows it.
fn share_beside(place: &Path) -> PathBuf {
    place.with_extension("repainted")
}

pub(super) fn keep(place: &Path, png: &[u8], repainted: Option<u16>) -> io::Result<()> {
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

    #[test]
    fn a_picture_is_shrunk_once_and_then_found() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let places = Places::below(folder.path());
        let path = at("big.png");
        let picture = RgbaImage::from_fn(400, 200, |x, _| [u8::try_from(x / 2).unwrap(), 0, 0, 255].into());
        picture.save(&path).unwrap();
        let errand = |path: PathBuf, width| Wish {
            path,
            width,
            height: 100,
            ..Wish::default()
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

    /// A green picture, and a mask of another size that is white in its left quarter.
    fn drawn(folder: &Path) {
        let plain = RgbaImage::from_pixel(400, 200, [0, 90, 0, 255].into());
        plain.save(folder.join("image.png")).unwrap();
        let mask = RgbaImage::from_fn(40, 40, |x, _| if x < 10 { [255; 4] } else { [0, 0, 0, 255] }.into());
        mask.save(folder.join("mask.png")).unwrap();
    }

    fn over(folder: &Path, path: &str, mask: &str, reading: MaskReading) -> Result<SmallPicture, Failure> {
        laid_over(folder, (path, mask), reading, false)
    }

    fn laid_over(
        folder: &Path,
        (path, mask): (&str, &str),
        reading: MaskReading,
        level: bool,
    ) -> Result<SmallPicture, Failure> {
        let wish = Wish {
            path: folder.join(path),
            width: 100,
            height: 100,
            over: Some(Overlaid {
                mask: folder.join(mask),
                reading,
                level,
            }),
            ..Wish::default()
        };
        small(&Places::below(folder), &wish)
    }

    #[test]
    fn a_mask_is_shown_over_its_picture_and_its_share_is_told() {
        let folder = tempfile::tempdir().unwrap();
        drawn(folder.path());
        for (reading, share, left, right) in [
            (MaskReading::WhiteReplaces, 250, true, false),
            (MaskReading::WhiteKeeps, 750, false, true),
            (MaskReading::Alpha, 0, false, false),
        ] {
            let small = over(folder.path(), "image.png", "mask.png", reading).unwrap();
            assert_eq!(small.repainted, Some(share));
            let picture = imaging::decode(&fs::read(&small.path).unwrap()).unwrap().into_rgba8();
            assert_eq!(picture.dimensions(), (100, 50));
            for (x, hatched) in [(5, left), (90, right)] {
                let is_hatched = picture.get_pixel(x, 20).0 != [0, 90, 0, 255];
                assert_eq!(is_hatched, hatched, "{reading:?} {x}");
            }
        }
        fs::write(folder.path().join("no.png"), b"no picture").unwrap();
        for strange in ["no.png", "absent.png"] {
            let told = over(folder.path(), "image.png", strange, MaskReading::Alpha).unwrap_err();
            assert!(told.message.contains(strange), "{}", told.message);
        }
    }

    #[test]
    fn a_mask_that_a_model_painted_is_shown_levelled() {
        let folder = tempfile::tempdir().unwrap();
        drawn(folder.path());
        let painted = RgbaImage::from_fn(40, 40, |x, _| {
            if x < 10 { [247, 249, 246, 255] } else { [9, 8, 12, 255] }.into()
        });
        painted.save(folder.path().join("painted.png")).unwrap();
        let share = |level| {
            let small = laid_over(
                folder.path(),
                ("image.png", "painted.png"),
                MaskReading::WhiteReplaces,
                level,
            );
            small.unwrap().repainted.unwrap()
        };
        assert!(share(false) > 260, "{}", share(false));
        assert_eq!(share(true), 250);
    }

    #[test]
    fn every_mask_and_reading_has_a_small_picture_of_its_own_that_is_made_once() {
        let folder = tempfile::tempdir().unwrap();
        drawn(folder.path());
        let mut seen = Vec::new();
        for (path, reading) in [
            ("image.png", MaskReading::WhiteReplaces),
            ("image.png", MaskReading::WhiteKeeps),
            ("mask.png", MaskReading::WhiteReplaces),
        ] {
            let small = over(folder.path(), path, "mask.png", reading).unwrap();
            assert!(!seen.contains(&small.path));
            fs::write(&small.path, b"mark").unwrap();
            assert_eq!(over(folder.path(), path, "mask.png", reading).unwrap(), small);
            assert_eq!(fs::read(&small.path).unwrap(), b"mark");
            seen.push(small.path);
        }
    }
}
