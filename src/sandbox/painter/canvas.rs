//! The pixels between a sketch and a picture: grain, alpha, size.

use std::sync::OnceLock;

use fast_image_resize::{
    FilterType, MulDiv, PixelType, ResizeAlg, ResizeOptions, Resizer,
    images::{Image, ImageRef},
};
use image::{DynamicImage, RgbaImage};
use tiny_skia::{FilterQuality, IntSize, Paint, Pattern, Pixmap, Rect, SpreadMode, Transform};

use super::{
    brief::PainterError,
    dice::Dice,
    sketch::{Sketch, pixels, unit},
};

const GRAIN_EDGE: u32 = 256;

/// Paints a sketch on pixels of this size.
pub fn painted(sketch: &Sketch, width: u32, height: u32) -> Result<Pixmap, PainterError> {
    let mut canvas = Pixmap::new(width, height).ok_or(PainterError::Size { width, height })?;
    sketch.paint_on(&mut canvas);
    Ok(canvas)
}

/// Lays the grain of paper over a canvas.
pub fn roughen(canvas: &mut Pixmap) {
    let Some(grain) = grain() else { return };
    // A speck is a pixel, so on a small picture it must be fainter.
    let strength = (unit(canvas.width(), canvas.height()) / 1024.0).clamp(0.35, 1.0);
    let (mode, quality) = (SpreadMode::Repeat, FilterQuality::Nearest);
    let shader = Pattern::new(grain.as_ref(), mode, quality, strength, Transform::identity());
    let paint = Paint {
        shader,
        ..Paint::default()
    };
    let (width, height) = (pixels(canvas.width()), pixels(canvas.height()));
    if let Some(all) = Rect::from_xywh(0.0, 0.0, width, height) {
        canvas.fill_rect(all, &paint, Transform::identity(), None);
    }
}

/// Faint specks of light and dark, made once.
fn grain() -> Option<&'static Pixmap> {
    static GRAIN: OnceLock<Option<Pixmap>> = OnceLock::new();
    let made = GRAIN.get_or_init(|| {
        let mut dice = Dice::new(0x9a17);
        let mut bytes = Vec::new();
        for _ in 0..GRAIN_EDGE * GRAIN_EDGE {
            // Premultiplied: white of this alpha, or black of it.
            // Most are nothing: grain is what makes a PNG large.
            let speck = if dice.chance(0.3) {
                u8::try_from(dice.count(3, 8)).unwrap_or(0)
            } else {
                0
            };
            let tone = if dice.chance(0.5) { speck } else { 0 };
            bytes.extend([tone, tone, tone, speck]);
        }
        Pixmap::from_vec(bytes, IntSize::from_wh(GRAIN_EDGE, GRAIN_EDGE)?)
    });
    made.as_ref()
}

/// The canvas as a picture with straight alpha.
pub fn finished(canvas: Pixmap) -> Result<RgbaImage, PainterError> {
    let (width, height) = (canvas.width(), canvas.height());
    let mut bytes = canvas.take();
    let mut view = Image::from_slice_u8(width, height, &mut bytes, PixelType::U8x4)?;
    MulDiv::new().divide_alpha_inplace(&mut view)?;
    RgbaImage::from_raw(width, height, bytes).ok_or(PainterError::Size { width, height })
}

/// A picture as a canvas, brought to this size.
pub fn spread(picture: &DynamicImage, width: u32, height: u32) -> Result<Pixmap, PainterError> {
    let picture = picture.to_rgba8();
    let size = (picture.width(), picture.height());
    let mut bytes = picture.into_raw();
    {
        let mut view = Image::from_slice_u8(size.0, size.1, &mut bytes, PixelType::U8x4)?;
        MulDiv::new().multiply_alpha_inplace(&mut view)?;
    }
    let bytes = if size == (width, height) {
        bytes
    } else {
        resized(&bytes, size, (width, height), PixelType::U8x4)?
    };
    let size = IntSize::from_wh(width, height).ok_or(PainterError::Size { width, height })?;
    Pixmap::from_vec(bytes, size).ok_or(PainterError::Size { width, height })
}

/// Pixels of one size brought to another. The alpha, if any, must be premultiplied.
pub fn resized(bytes: &[u8], from: (u32, u32), to: (u32, u32), kind: PixelType) -> Result<Vec<u8>, PainterError> {
    let source = ImageRef::new(from.0, from.1, bytes, kind)?;
    let mut target = Image::new(to.0, to.1, kind);
    let options = ResizeOptions::new()
        .resize_alg(ResizeAlg::Convolution(FilterType::CatmullRom))
        .use_alpha(false);
    Resizer::new().resize(&source, &mut target, &options)?;
    Ok(target.into_vec())
}
