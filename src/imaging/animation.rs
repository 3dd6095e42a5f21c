//! Frames of a moving picture, few enough and small enough to be played between the text.

use std::io::Cursor;

use image::{
    AnimationDecoder, DynamicImage, Frame, ImageDecoder, ImageResult, Limits, RgbaImage,
    codecs::{gif::GifDecoder, png::PngDecoder, webp::WebPDecoder},
};

use crate::domain::ImageFormat;

use super::{
    ImagingError, Sharpness,
    facts::{facts, sniffed},
    fitted,
    limits::MAX_BYTES,
    resized,
};

/// The most frames that are kept; of a longer picture they are spread over its length.
const FRAMES: usize = 64;
/// A frame stands at least so long, in milliseconds: more than ten a second are not told apart between text.
const SHORTEST: u32 = 100;
/// What browsers make of frames that claim to stand for no time, in milliseconds.
const UNSAID: u32 = 100;
/// The most pixels that are decoded of one picture, about two seconds of work; the rest of it is not played.
const PIXELS: u64 = 256_000_000;

/// A frame of a moving picture.
#[derive(Debug, Clone, PartialEq)]
pub struct MovingFrame {
    /// What it shows.
    pub picture: RgbaImage,
    /// How long it stands, in milliseconds.
    pub ms: u32,
}

/// Whether a file that begins so may hold more than one frame; it is looked at closely only by [`moving_frames`].
#[must_use]
pub fn may_move(beginning: &[u8]) -> bool {
    match sniffed(beginning) {
        Some(ImageFormat::Gif) => true,
        Some(ImageFormat::Png) => {
            let pixels = position(beginning, b"IDAT").unwrap_or(beginning.len());
            position(&beginning[..pixels], b"acTL").is_some()
        }
        // The second bit of the flags of an extended file (WebP container, VP8X).
        Some(ImageFormat::Webp) => {
            beginning.get(12..16) == Some(b"VP8X") && beginning.get(20).is_some_and(|flags| flags & 2 != 0)
        }
        Some(ImageFormat::Jpeg | ImageFormat::Svg) | None => false,
    }
}

fn position(bytes: &[u8], word: &[u8]) -> Option<usize> {
    bytes.windows(word.len()).position(|window| window == word)
}

/// The frames of a picture, fitted into a box of pixels: one for a picture that does not move, at most 64 for others,
/// none shorter than a tenth of a second. Frames behind damage are left out.
pub fn moving_frames(bytes: &[u8], within: (u32, u32)) -> Result<Vec<MovingFrame>, ImagingError> {
    let facts = facts(bytes)?;
    let (width, height) = fitted((facts.width, facts.height), within, false);
    let area = u64::from(facts.width) * u64::from(facts.height);
    let most = usize::try_from(PIXELS / area.max(1)).unwrap_or(usize::MAX);
    let mut kept = Kept::default();
    for frame in decoded(bytes, facts.format)?.take(most) {
        let Ok(frame) = frame else { break };
        let ms = shown_for(&frame);
        if !kept.joins(ms) {
            let picture = DynamicImage::ImageRgba8(frame.into_buffer());
            let picture = resized(&picture, width, height, Sharpness::Screen)?.into_rgba8();
            kept.add(MovingFrame { picture, ms });
        }
    }
    Ok(kept.frames)
}

fn shown_for(frame: &Frame) -> u32 {
    let (numerator, denominator) = frame.delay().numer_denom_ms();
    match numerator / denominator.max(1) {
        0..=10 => UNSAID,
        ms => ms,
    }
}

type Frames<'a> = Box<dyn Iterator<Item = ImageResult<Frame>> + 'a>;

/// The frames one after the other, each as a whole picture; none for formats that have no frames.
fn decoded(bytes: &[u8], format: ImageFormat) -> Result<Frames<'_>, ImagingError> {
    let broken = |error: image::ImageError| ImagingError::Broken {
        format,
        reason: error.to_string(),
    };
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(MAX_BYTES);
    let input = Cursor::new(bytes);
    Ok(match format {
        ImageFormat::Gif => {
            let mut decoder = GifDecoder::new(input).map_err(broken)?;
            decoder.set_limits(limits).map_err(broken)?;
            Box::new(decoder.into_frames())
        }
        ImageFormat::Png => {
            let decoder = PngDecoder::with_limits(input, limits).map_err(broken)?;
            Box::new(decoder.apng().map_err(broken)?.into_frames())
        }
        ImageFormat::Webp => {
            let mut decoder = WebPDecoder::new(input).map_err(broken)?;
            decoder.set_limits(limits).map_err(broken)?;
            Box::new(decoder.into_frames())
        }
        ImageFormat::Jpeg | ImageFormat::Svg => Box::new(std::iter::empty()),
    })
}

/// Frames that are kept so far, thinned out when they become too many.
struct Kept {
    frames: Vec<MovingFrame>,
    /// The least time that each of them stands.
    least: u32,
}

impl Default for Kept {
    fn default() -> Self {
        Self {
            frames: Vec::new(),
            least: SHORTEST,
        }
    }
}

impl Kept {
    /// Gives the time of a frame to the one before it, where that did not stand long enough yet; says whether it did.
    fn joins(&mut self, ms: u32) -> bool {
        let Some(last) = self.frames.last_mut().filter(|last| last.ms < self.least) else {
            return false;
        };
        last.ms += ms;
        true
    }

    fn add(&mut self, frame: MovingFrame) {
        self.frames.push(frame);
        if self.frames.len() <= FRAMES {
            return;
        }
        self.least = self.least.saturating_mul(2);
        for frame in std::mem::take(&mut self.frames) {
            if !self.joins(frame.ms) {
                self.frames.push(frame);
            }
        }
    }
}

/// A picture of 40x20 pixels with so many frames of one grey each, from dark to light.
#[cfg(test)]
pub(crate) fn moving_gif(count: u32, ms: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = image::codecs::gif::GifEncoder::new(&mut bytes);
    for number in 0..count {
        let grey = (number * 200 / count).to_le_bytes()[0];
        let picture = RgbaImage::from_pixel(40, 20, image::Rgba([grey, grey, grey, 255]));
        let delay = image::Delay::from_numer_denom_ms(ms, 1);
        encoder.encode_frame(Frame::from_parts(picture, 0, 0, delay)).unwrap();
    }
    drop(encoder);
    bytes
}

#[cfg(test)]
mod tests {
    use super::{moving_gif as gif, *};

    fn length(frames: &[MovingFrame]) -> u32 {
        frames.iter().map(|frame| frame.ms).sum()
    }

    #[test]
    fn a_short_picture_keeps_its_frames_and_times() {
        let frames = moving_frames(&gif(5, 200), (20, 20)).unwrap();
        assert_eq!((frames.len(), length(&frames)), (5, 1000));
        assert!(frames.iter().all(|frame| frame.picture.dimensions() == (20, 10)));
        let greys: Vec<_> = frames.iter().map(|frame| frame.picture.get_pixel(9, 5).0[0]).collect();
        assert!(greys.is_sorted_by(|one, next| one < next), "{greys:?}");
    }

    #[test]
    fn quick_and_many_frames_are_thinned_and_take_as_long_as_before() {
        let quick = moving_frames(&gif(30, 20), (20, 20)).unwrap();
        assert_eq!((quick.len(), length(&quick)), (6, 600));
        let many = moving_frames(&gif(200, 150), (20, 20)).unwrap();
        assert!((33..=FRAMES).contains(&many.len()), "{}", many.len());
        assert_eq!(length(&many), 30_000);
        let unsaid = moving_frames(&gif(3, 0), (20, 20)).unwrap();
        assert_eq!(length(&unsaid), 300);
    }

    #[test]
    fn damage_ends_the_picture_early_and_other_formats_have_no_frames() {
        let whole = gif(8, 200);
        let torn = moving_frames(&whole[..whole.len() * 2 / 3], (20, 20)).unwrap();
        assert!((1..8).contains(&torn.len()), "{}", torn.len());
        let mut jpeg = Cursor::new(Vec::new());
        DynamicImage::new_rgb8(9, 9)
            .write_to(&mut jpeg, image::ImageFormat::Jpeg)
            .unwrap();
        assert_eq!(moving_frames(&jpeg.into_inner(), (9, 9)), Ok(Vec::new()));
    }

    #[test]
    fn what_may_move_is_told_from_its_beginning() {
        let mut png = Cursor::new(Vec::new());
        DynamicImage::new_rgb8(9, 9)
            .write_to(&mut png, image::ImageFormat::Png)
            .unwrap();
        let png = png.into_inner();
        let pixels = position(&png, b"IDAT").unwrap();
        let control = |at: usize| [&png[..at], b"....acTL", &png[at..]].concat();
        let webp = |flags: u8| [b"RIFF....WEBPVP8X....".as_slice(), &[flags, 0, 0, 0]].concat();
        for (bytes, moves) in [
            (gif(2, 100), true),
            (png.clone(), false),
            (control(pixels - 4), true),
            (control(png.len() - 1), false),
            (webp(2), true),
            (webp(16), false),
            (b"<svg>".to_vec(), false),
            (Vec::new(), false),
        ] {
            assert_eq!(may_move(&bytes), moves, "{:?}", &bytes[..bytes.len().min(16)]);
        }
    }
}
