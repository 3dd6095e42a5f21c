//! Keeps the frames of a moving picture in one file: a line that tells their times and lengths, then one PNG after the
//! other.

use std::{
    fs::File,
    io::{BufRead, BufReader, Read},
    path::Path,
};

use super::{
    desk::broke,
    pictures::{keep, place, read, unkept},
    thumbs,
    wire::Wish,
};
use crate::{
    domain::{Failure, ImageFacts, Places, SmallFrame, SmallPicture},
    imaging::{self, DynamicImage},
};

/// The most bytes of the first line: 64 frames have two thousand.
const LINE: u64 = 16 * 1024;

/// The small frames of a picture, made now or found; none for one that does not move.
pub(super) fn small(places: &Places, wish: &Wish) -> Result<SmallPicture, Failure> {
    let file = place(places, wish)?.with_extension("frames");
    let bytes = read(&wish.path)?;
    let original = imaging::facts(&bytes)?;
    if thumbs::touch(&file)
        && let Some(frames) = kept(&file)
    {
        return Ok(answer(&file, original, frames));
    }
    let frames = imaging::moving_frames(&bytes, (wish.width.max(1), wish.height.max(1)))?;
    drop(bytes);
    let mut pieces = Vec::new();
    let mut lengths = Vec::new();
    for frame in frames {
        let png = imaging::png(&DynamicImage::ImageRgba8(frame.picture))?;
        lengths.push((frame.ms, png.len() as u64));
        pieces.extend(png);
    }
    let mut whole = serde_json::to_vec(&lengths).map_err(|error| broke(&error.to_string()))?;
    whole.push(b'\n');
    let frames = placed(&lengths, whole.len() as u64);
    whole.extend(pieces);
    keep(&file, &whole, None).map_err(|error| unkept(&error))?;
    Ok(answer(&file, original, frames))
}

fn answer(file: &Path, original: ImageFacts, frames: Vec<SmallFrame>) -> SmallPicture {
    SmallPicture {
        path: file.to_owned(),
        original,
        repainted: None,
        moves: frames.len() > 1,
        frames,
    }
}

/// Where each frame lies behind a first line of that length.
fn placed(lengths: &[(u32, u64)], mut at: u64) -> Vec<SmallFrame> {
    let frames = lengths.iter().map(|(ms, bytes)| {
        let frame = SmallFrame {
            ms: *ms,
            at,
            bytes: *bytes,
        };
        at += bytes;
        frame
    });
    frames.collect()
}

/// The frames of a file that was made before; nothing where it is damaged.
fn kept(file: &Path) -> Option<Vec<SmallFrame>> {
    let file = File::open(file).ok()?;
    let length = file.metadata().ok()?.len();
    let mut line = Vec::new();
    BufReader::new(file.take(LINE)).read_until(b'\n', &mut line).ok()?;
    let lengths: Vec<(u32, u64)> = serde_json::from_slice(&line).ok()?;
    let frames = placed(&lengths, line.len() as u64);
    let end = frames.last().map_or(line.len() as u64, |last| last.at + last.bytes);
    (end == length).then_some(frames)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn frames_are_kept_in_one_file_and_found_again() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let places = Places::below(folder.path());
        let path = at("three.gif");
        fs::write(&path, imaging::moving_gif(3, 200)).unwrap();
        let wish = Wish {
            path,
            width: 20,
            height: 20,
            ..Wish::default()
        };
        let made = small(&places, &wish).unwrap();
        assert!(made.moves);
        assert_eq!((made.original.width, made.frames.len()), (40, 3));
        let whole = fs::read(&made.path).unwrap();
        let mut greys = Vec::new();
        for frame in &made.frames {
            let from = usize::try_from(frame.at).unwrap();
            let png = &whole[from..from + usize::try_from(frame.bytes).unwrap()];
            let picture = imaging::decode(png).unwrap().into_rgba8();
            assert_eq!((picture.dimensions(), frame.ms), ((20, 10), 200));
            greys.push(picture.get_pixel(5, 5).0[0]);
        }
        assert!(greys.is_sorted_by(|one, next| one < next), "{greys:?}");
        assert_eq!(small(&places, &wish).unwrap(), made, "found again");
        fs::write(&made.path, &whole[..whole.len() - 1]).unwrap();
        assert_eq!(small(&places, &wish).unwrap(), made, "made again where it was torn");
    }
}
