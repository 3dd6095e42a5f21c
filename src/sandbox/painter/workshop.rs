//! From a brief to a finished picture.

use image::{DynamicImage, RgbaImage};
use tiny_skia::{FillRule, Mask, Transform};

use super::{
    brief::{Brief, PainterError, Sources},
    canvas,
    dice::Dice,
    edit,
    encode::{Encoding, encode, encode_frames},
    scene, shapes,
    sketch::{Sketch, unit},
    svg,
};

/// The frames of a GIF.
#[derive(Debug, Clone, Copy)]
pub struct Animation {
    /// How many.
    pub frames: u32,
    /// How long each is shown.
    pub frame_milliseconds: u32,
}

/// Paints a new picture, or changes the first of the sources.
pub fn paint(brief: &Brief, sources: &Sources) -> Result<DynamicImage, PainterError> {
    let picture = match sources.images.split_first() {
        None => fresh(brief)?,
        Some((first, others)) => edit::changed(brief, first, others, sources)?,
    };
    // Dropping the alpha of an opaque picture makes its file a quarter smaller.
    Ok(if brief.transparent {
        picture.into()
    } else {
        DynamicImage::ImageRgba8(picture).into_rgb8().into()
    })
}

fn fresh(brief: &Brief) -> Result<RgbaImage, PainterError> {
    let mut canvas = canvas::painted(&scene::compose(brief), brief.width, brief.height)?;
    canvas::roughen(&mut canvas);
    if brief.transparent {
        cut_out(&mut canvas, brief);
    }
    canvas::finished(canvas)
}

/// Keeps a soft island of the picture and leaves nothing around it.
fn cut_out(canvas: &mut tiny_skia::Pixmap, brief: &Brief) {
    let Some(mut mask) = Mask::new(brief.width, brief.height) else {
        return;
    };
    let scale = unit(brief.width, brief.height);
    let mut dice = Dice::new(brief.seed ^ 0x0c07);
    let sketch = Sketch::new(brief.width, brief.height);
    let spots: Vec<shapes::Spot> = (0..14u16)
        .map(|corner| {
            let angle = f32::from(corner) / 14.0 * std::f32::consts::TAU;
            let reach = dice.between(0.45, 0.48);
            // Between a circle and a square, so that little of the picture is lost.
            let out = |part: f32| 0.5 + reach * part.signum() * part.abs().powf(0.62);
            (sketch.width * out(angle.cos()), sketch.height * out(angle.sin()))
        })
        .collect();
    if let Some(outline) = shapes::blob(&spots) {
        mask.fill_path(&outline, FillRule::Winding, true, Transform::from_scale(scale, scale));
    }
    canvas.apply_mask(&mask);
}

/// A coarser state of a picture, as when it is not yet finished; `step` counts from 0.
pub fn coarse(picture: &DynamicImage, step: u32) -> DynamicImage {
    let shrink = 32u32 >> (step * 2).min(4);
    let small = picture.thumbnail_exact((picture.width() / shrink).max(1), (picture.height() / shrink).max(1));
    small.resize_exact(picture.width(), picture.height(), image::imageops::FilterType::Triangle)
}

/// Whether a picture has an alpha channel that is used.
pub fn shines_through(picture: &DynamicImage) -> bool {
    match picture {
        DynamicImage::ImageRgba8(pixels) => pixels.as_raw().chunks_exact(4).any(|pixel| pixel.last() != Some(&255)),
        DynamicImage::ImageLumaA8(pixels) => pixels.as_raw().chunks_exact(2).any(|pixel| pixel.last() != Some(&255)),
        _ => false,
    }
}

/// A variation of a picture as a square PNG.
pub fn vary(picture: &DynamicImage, edge: u32, index: u32) -> Result<Vec<u8>, PainterError> {
    let bytes = picture.as_bytes();
    let stride = (bytes.len() / 4096).max(1);
    let mark = bytes
        .iter()
        .step_by(stride)
        .fold(u64::from(index), |mark, byte| mark.rotate_left(5) ^ u64::from(*byte));
    let brief = Brief {
        prompt: "",
        width: edge,
        height: edge,
        detail: 1,
        transparent: false,
        seed: mark,
        moment: 0.0,
    };
    let sources = Sources {
        images: std::slice::from_ref(picture),
        ..Sources::default()
    };
    encode(paint(&brief, &sources)?, Encoding::Png)
}

/// Paints all frames of a GIF: the same picture at moments that close into a circle.
pub fn animate(brief: &Brief, sources: &Sources, animation: Animation) -> Result<Vec<u8>, PainterError> {
    let count = u16::try_from(animation.frames.max(1)).unwrap_or(1);
    let frames = (0..count).map(|frame| {
        let moment = f32::from(frame) / f32::from(count);
        let picture = paint(&Brief { moment, ..*brief }, sources)?;
        Ok(picture.into_rgba8())
    });
    encode_frames(
        frames.collect::<Result<_, PainterError>>()?,
        animation.frame_milliseconds,
    )
}

/// Draws a picture as SVG; an edit holds the changed picture and the figures as paths above it.
pub fn draw_svg(brief: &Brief, sources: &Sources) -> Result<Vec<u8>, PainterError> {
    if sources.images.is_empty() {
        return Ok(svg::written(&scene::compose(brief), brief.width, brief.height, "").into_bytes());
    }
    let png = encode(paint(brief, sources)?, Encoding::Png)?;
    let sketch = scene::figures_alone(brief);
    let inside = format!(
        "<image width=\"{:.4}\" height=\"{:.4}\" href=\"data:image/png;base64,{}\"/>\n",
        sketch.width,
        sketch.height,
        base64_simd::STANDARD.encode_to_string(png)
    );
    Ok(svg::written(&sketch, brief.width, brief.height, &inside).into_bytes())
}

#[cfg(test)]
mod tests;
