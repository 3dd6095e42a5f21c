//! Looks at pixels: keeps the pictures that are looked at decoded, and shows parts, differences and single pixels.

use std::{
    collections::VecDeque,
    fs::{self, DirBuilder},
    io::{self, Write},
    os::unix::fs::DirBuilderExt,
    path::PathBuf,
    process,
    rc::Rc,
    time::{Duration, SystemTime},
};

use super::{
    pictures::{identity, mask, read, unkept},
    vectors,
    wire::Wish,
};
use crate::{
    domain::{
        Against, Beside, Change, Failure, FailureKind, ImageFacts, ImageFormat, Looked, Overlaid, Part, Pixel, Places,
        Question, SmallPicture,
    },
    imaging::{self, DynamicImage, Mask, RgbaImage, Sharpness},
};

/// A picture at a wished size, and the size that it had where that was another.
type AtSize = (Rc<RgbaImage>, Option<(u32, u32)>);

/// How much decoded pictures and masks may take together, in bytes; what is at work may take more.
const MOST: usize = 192 * 1024 * 1024;
/// So many shown parts lie on disk at a time; the screen reads each one once.
const SLOTS: u32 = 32;
/// Parts that an engine of another day left behind are removed.
const STALE: Duration = Duration::from_hours(1);

/// What is decoded.
#[derive(Debug, Clone)]
enum Decoded {
    Picture(Rc<RgbaImage>, ImageFacts),
    /// A mask at its picture's size, and how much it lets be repainted, in thousandths.
    Mask(Rc<Mask>, u16),
}

impl Decoded {
    fn weight(&self) -> usize {
        match self {
            Self::Picture(pixels, _) => pixels.as_raw().len(),
            Self::Mask(mask, _) => mask.pixels().as_raw().len(),
        }
    }
}

/// The pictures under the glass.
#[derive(Debug)]
pub(super) struct Loupe {
    places: Places,
    /// The one looked at last is the last.
    decoded: VecDeque<(String, Decoded)>,
    slot: u32,
}

impl Loupe {
    pub(super) fn new(places: &Places) -> Self {
        Self {
            places: places.clone(),
            decoded: VecDeque::new(),
            slot: 0,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.decoded.is_empty()
    }

    pub(super) fn clear(&mut self) {
        self.decoded.clear();
    }

    /// A part of a picture, or of two, as a file for the screen.
    pub(super) fn picture(&mut self, wish: &Wish) -> Result<SmallPicture, Failure> {
        let (picture, original) = self.decoded(&wish.path)?;
        let size = picture.dimensions();
        let part = wish.part.unwrap_or(Part::whole(size)).within(size);
        let within = (wish.width.max(1), wish.height.max(1));
        let mut shown = match &wish.against {
            None => imaging::closer(&picture, part, within)?,
            Some(Against { other, shown }) => {
                let (other, _) = self.sized(other, size)?;
                match shown {
                    Beside::Instead => imaging::closer(&other, part, within)?,
                    Beside::Split(at) => imaging::split((&picture, &other), part, within, *at)?,
                    Beside::Heat => imaging::heat(&picture, &other, part, within)?,
                }
            }
        };
        let mut repainted = None;
        if let Some(over) = &wish.over {
            let (mask, share) = self.mask(over, size)?;
            imaging::tinted(&mut shown, mask.closer(part, within)?)?;
            repainted = Some(share);
        }
        let png = imaging::png(&DynamicImage::ImageRgba8(shown))?;
        let path = self.kept(&png).map_err(|error| unkept(&error))?;
        Ok(SmallPicture {
            path,
            original,
            repainted,
            moves: false,
            frames: Vec::new(),
        })
    }

    /// Answers a question about pixels.
    pub(super) fn answer(&mut self, question: &Question) -> Result<Looked, Failure> {
        match question {
            Question::Pixel { picture, x, y, mask } => {
                let (pixels, _) = self.decoded(picture)?;
                let size = pixels.dimensions();
                let rgba = pixels.get_pixel_checked(*x, *y).ok_or_else(|| past(*x, *y, size))?.0;
                let repainted = match mask {
                    Some(over) => Some(share_of(&self.mask(over, size)?.0, *x, *y)),
                    None => None,
                };
                Ok(Looked::Pixel(Pixel { rgba, repainted }))
            }
            Question::Change { before, after, mask } => {
                let (first, _) = self.decoded(before)?;
                let size = first.dimensions();
                let (second, scaled_from) = self.sized(after, size)?;
                let mask = match mask {
                    Some(over) => Some(self.mask(over, size)?.0),
                    None => None,
                };
                Ok(Looked::Change(Change {
                    scaled_from,
                    ..imaging::change(&first, &second, mask.as_deref())
                }))
            }
        }
    }

    fn decoded(&mut self, path: &std::path::Path) -> Result<(Rc<RgbaImage>, ImageFacts), Failure> {
        let name = identity(&self.places, path)?;
        if let Some(Decoded::Picture(pixels, facts)) = self.found(&name) {
            return Ok((pixels, facts));
        }
        let bytes = read(path)?;
        let facts = imaging::facts(&bytes)?;
        let pixels = if facts.format == ImageFormat::Svg {
            vectors::draw_apart(path, facts.width, facts.height)?
        } else {
            imaging::decode(&bytes)?.into_rgba8()
        };
        let pixels = Rc::new(pixels);
        self.remember(name, Decoded::Picture(Rc::clone(&pixels), facts));
        Ok((pixels, facts))
    }

    /// A picture brought to the size of another one, and the size that it had where that was another.
    fn sized(&mut self, path: &std::path::Path, size: (u32, u32)) -> Result<AtSize, Failure> {
        let (own, facts) = self.decoded(path)?;
        if own.dimensions() == size {
            return Ok((own, None));
        }
        let had = Some(own.dimensions());
        let name = format!("{} {}x{}", identity(&self.places, path)?, size.0, size.1);
        if let Some(Decoded::Picture(pixels, _)) = self.found(&name) {
            return Ok((pixels, had));
        }
        let own = DynamicImage::ImageRgba8(RgbaImage::clone(&own));
        let pixels = Rc::new(imaging::resized(&own, size.0, size.1, Sharpness::Sending)?.into_rgba8());
        self.remember(name, Decoded::Picture(Rc::clone(&pixels), facts));
        Ok((pixels, had))
    }

    fn mask(&mut self, over: &Overlaid, size: (u32, u32)) -> Result<(Rc<Mask>, u16), Failure> {
        let name = format!(
            "mask {} {} {} {}x{}",
            identity(&self.places, &over.mask)?,
            over.reading.word(),
            over.level,
            size.0,
            size.1
        );
        if let Some(Decoded::Mask(mask, share)) = self.found(&name) {
            return Ok((mask, share));
        }
        let own = mask(over)?;
        let share = own.repainted_per_mille();
        let mask = Rc::new(own.scaled(size.0, size.1)?);
        self.remember(name, Decoded::Mask(Rc::clone(&mask), share));
        Ok((mask, share))
    }

    fn found(&mut self, name: &str) -> Option<Decoded> {
        let at = self.decoded.iter().position(|(known, _)| known == name)?;
        let found = self.decoded.remove(at)?;
        let decoded = found.1.clone();
        self.decoded.push_back(found);
        Some(decoded)
    }

    fn remember(&mut self, name: String, decoded: Decoded) {
        self.decoded.push_back((name, decoded));
        let weight = |all: &VecDeque<(String, Decoded)>| all.iter().map(|(_, one)| one.weight()).sum::<usize>();
        while self.decoded.len() > 1 && weight(&self.decoded) > MOST {
            self.decoded.pop_front();
        }
    }

    /// Writes what is shown into the next slot of this engine.
    fn kept(&mut self, png: &[u8]) -> io::Result<PathBuf> {
        let folder = self.places.cache.join("close");
        if self.slot == 0 {
            DirBuilder::new().recursive(true).mode(0o700).create(&folder)?;
            tidied(&folder);
        }
        let path = folder.join(format!("{}-{}.png", process::id(), self.slot % SLOTS));
        self.slot = self.slot.wrapping_add(1);
        let mut file = tempfile::NamedTempFile::new_in(&folder)?;
        file.write_all(png)?;
        file.persist(&path).map_err(|error| error.error)?;
        Ok(path)
    }
}

/// Removes what engines of another day left; what cannot be removed only takes room.
fn tidied(shelf: &std::path::Path) {
    let Ok(listing) = fs::read_dir(shelf) else { return };
    let now = SystemTime::now();
    for entry in listing.flatten() {
        let changed = entry.metadata().and_then(|facts| facts.modified());
        let stale = changed.is_ok_and(|at| now.duration_since(at).is_ok_and(|age| age > STALE));
        if stale {
            let _ = fs::remove_file(entry.path()); // As above.
        }
    }
}

/// How far a mask lets a pixel be repainted, in percent: 0 only when not at all, 100 only when in full.
fn share_of(mask: &Mask, x: u32, y: u32) -> u8 {
    let open = mask
        .pixels()
        .get_pixel_checked(x, y)
        .map_or(0, |pixel| u8::MAX - pixel.0[3]);
    match open {
        0 => 0,
        u8::MAX => 100,
        some => u8::try_from((u32::from(some) * 100 + 127) / 255).map_or(99, |share| share.clamp(1, 99)),
    }
}

fn past(x: u32, y: u32, size: (u32, u32)) -> Failure {
    let message = format!("there is no pixel {x},{y} in a picture of {}x{}", size.0, size.1);
    Failure::new(FailureKind::Internal, message)
}
