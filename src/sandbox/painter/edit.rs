//! Changing a picture: within a mask, or all of it, with others taken up into it.

use image::{DynamicImage, Rgba, RgbaImage};
use tiny_skia::{BlendMode, FilterQuality, Mask, MaskType, Paint, Pixmap, PixmapPaint, Rect, Transform};

use super::{
    brief::{Brief, PainterError, Sources},
    canvas::{finished, painted, roughen, spread},
    scene,
    sketch::{pixels, unit},
};

/// How many times as long as wide a patch may be.
const WIDEST: u32 = 3;

/// The first picture, changed as the brief says.
pub fn changed(
    brief: &Brief,
    first: &DynamicImage,
    others: &[DynamicImage],
    sources: &Sources,
) -> Result<RgbaImage, PainterError> {
    let (width, height) = (brief.width, brief.height);
    if sources.mask.is_none() && asks_for_a_mask(brief.prompt) {
        return Ok(two_tone(width, height));
    }
    let base = spread(first, width, height)?;
    let Some(mask) = sources.mask else {
        let mut canvas = derived(brief, &base)?;
        paste(&mut canvas, others, brief);
        hint(&mut canvas, sources)?;
        return flattened(canvas, brief);
    };
    let mask = opened(mask, width, height)?;
    let mut canvas = patched(brief, &base, &mask)?;
    paste(&mut canvas, others, brief);
    let mut kept = base;
    let plain = PixmapPaint::default();
    kept.draw_pixmap(0, 0, canvas.as_ref(), &plain, Transform::identity(), Some(&mask));
    let mut picture = flattened(kept, brief)?;
    if brief.transparent && (first.width(), first.height()) == (width, height) {
        restore(&mut picture, first, &mask);
    }
    Ok(picture)
}

/// Whether a segmentation is asked for, in the words that people use for one.
fn asks_for_a_mask(prompt: &str) -> bool {
    let prompt = prompt.to_lowercase();
    prompt.contains("mask") && prompt.contains("white") && prompt.contains("black")
}

/// White where the motif of a painting mostly stands, black elsewhere: nothing here knows what a picture shows.
fn two_tone(width: u32, height: u32) -> RgbaImage {
    let place = |at: u32, of: u32| (pixels(at) + 0.5) / pixels(of) * 2.0 - 1.0;
    RgbaImage::from_fn(width, height, |x, y| {
        let (across, down) = (place(x, width) / 0.5, place(y, height) / 0.55);
        let tone = if across * across + down * down <= 1.0 {
            u8::MAX
        } else {
            0
        };
        Rgba([tone, tone, tone, u8::MAX])
    })
}

/// A new painting that fills the opening of the mask, so that nothing of it is hidden.
fn patched(brief: &Brief, base: &Pixmap, mask: &Mask) -> Result<Pixmap, PainterError> {
    let mut canvas = base.clone();
    let Some((left, top, width, height)) = opening(mask) else {
        return Ok(canvas);
    };
    // A mere slit would make a panorama of thousands of trees; what is too much lies outside and is cut off.
    let (width, height) = (width.max(height / WIDEST).max(1), height.max(width / WIDEST).max(1));
    let inside = Brief {
        width,
        height,
        ..*brief
    };
    let mut fresh = painted(&scene::compose(&inside), width, height)?;
    roughen(&mut fresh);
    let (x, y) = (left.cast_signed(), top.cast_signed());
    canvas.draw_pixmap(
        x,
        y,
        fresh.as_ref(),
        &PixmapPaint::default(),
        Transform::identity(),
        None,
    );
    Ok(canvas)
}

/// Left edge, upper edge, width and height of what a mask leaves open.
fn opening(mask: &Mask) -> Option<(u32, u32, u32, u32)> {
    let (mut left, mut right, mut top, mut bottom) = (u32::MAX, 0, None, 0);
    let rows = mask.data().chunks_exact(usize::try_from(mask.width()).ok()?);
    for (y, row) in (0u32..).zip(rows) {
        let Some(first) = row.iter().position(|open| *open > 0) else {
            continue;
        };
        let last = row.iter().rposition(|open| *open > 0).unwrap_or(first);
        left = left.min(u32::try_from(first).ok()?);
        right = right.max(u32::try_from(last).ok()?);
        top = top.or(Some(y));
        bottom = y;
    }
    let top = top?;
    Some((left, top, right - left + 1, bottom - top + 1))
}

/// Lets marks shine through faintly: they guide, they are not part of the picture.
fn hint(canvas: &mut Pixmap, sources: &Sources) -> Result<(), PainterError> {
    let Some(markup) = sources.markup else { return Ok(()) };
    let marks = spread(markup, canvas.width(), canvas.height())?;
    let paint = PixmapPaint {
        opacity: 0.25,
        ..PixmapPaint::default()
    };
    canvas.draw_pixmap(0, 0, marks.as_ref(), &paint, Transform::identity(), None);
    Ok(())
}

/// The picture in the colours of a new painting, with the prompt's figures in it.
fn derived(brief: &Brief, base: &Pixmap) -> Result<Pixmap, PainterError> {
    let mut canvas = base.clone();
    let colours = painted(&scene::backdrop(brief), brief.width, brief.height)?;
    for (blend_mode, opacity) in [(BlendMode::Color, 0.6), (BlendMode::SoftLight, 0.35)] {
        let paint = PixmapPaint {
            opacity,
            blend_mode,
            quality: FilterQuality::Nearest,
        };
        canvas.draw_pixmap(0, 0, colours.as_ref(), &paint, Transform::identity(), None);
    }
    scene::figures_alone(brief).paint_on(&mut canvas);
    roughen(&mut canvas);
    // What was see-through stays so.
    let alpha = Mask::from_pixmap(base.as_ref(), MaskType::Alpha);
    canvas.apply_mask(&alpha);
    Ok(canvas)
}

/// Puts the other pictures in as small framed prints along the lower edge.
fn paste(canvas: &mut Pixmap, others: &[DynamicImage], brief: &Brief) {
    let unit = unit(brief.width, brief.height);
    let count = f32::from(u16::try_from(others.len()).unwrap_or(1)).max(1.0);
    let room = pixels(brief.width) / count;
    let edge = (room * 0.8).min(unit * 0.34);
    let mut at = 0.0;
    for other in others {
        at += 1.0;
        let middle = (room * (at - 0.5), pixels(brief.height) - edge * 0.62);
        let tilt = if at % 2.0 == 0.0 { 5.0 } else { -6.0 };
        print(canvas, other, middle, (edge, tilt));
    }
}

/// A print with a white border and a shadow, its longer side `edge` pixels long.
fn print(canvas: &mut Pixmap, picture: &DynamicImage, middle: (f32, f32), (edge, degrees): (f32, f32)) {
    let small = picture.thumbnail(whole(edge), whole(edge));
    let Ok(small) = spread(&small, small.width(), small.height()) else {
        return;
    };
    let (width, height) = (pixels(small.width()), pixels(small.height()));
    let border = edge * 0.05;
    let turn = Transform::from_translate(-width / 2.0, -height / 2.0)
        .post_concat(Transform::from_rotate(degrees))
        .post_translate(middle.0, middle.1);
    let sheet = Rect::from_xywh(-border, -border, width + border * 2.0, height + border * 2.0);
    let Some(sheet) = sheet else { return };
    let mut paint = Paint::default();
    paint.set_color_rgba8(20, 18, 30, 70);
    canvas.fill_rect(sheet, &paint, turn.post_translate(border * 0.6, border * 0.9), None);
    paint.set_color_rgba8(250, 248, 242, 255);
    canvas.fill_rect(sheet, &paint, turn, None);
    let smooth = PixmapPaint {
        quality: FilterQuality::Bilinear,
        ..PixmapPaint::default()
    };
    canvas.draw_pixmap(0, 0, small.as_ref(), &smooth, turn, None);
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a positive edge of at most a few thousand pixels"
)]
fn whole(edge: f32) -> u32 {
    edge.max(1.0) as u32
}

/// Where paint may go: open where the given mask is see-through.
fn opened(mask: &DynamicImage, width: u32, height: u32) -> Result<Mask, PainterError> {
    let pixmap = spread(mask, width, height)?;
    let mut mask = Mask::from_pixmap(pixmap.as_ref(), MaskType::Alpha);
    mask.invert();
    Ok(mask)
}

/// On white, unless the picture may be see-through.
fn flattened(canvas: Pixmap, brief: &Brief) -> Result<RgbaImage, PainterError> {
    let mut canvas = canvas;
    if !brief.transparent {
        let (width, height) = (pixels(brief.width), pixels(brief.height));
        let mut paint = Paint {
            blend_mode: BlendMode::DestinationOver,
            ..Paint::default()
        };
        paint.set_color_rgba8(255, 255, 255, 255);
        if let Some(all) = Rect::from_xywh(0.0, 0.0, width, height) {
            canvas.fill_rect(all, &paint, Transform::identity(), None);
        }
    }
    finished(canvas)
}

/// Takes untouched pixels from the original: multiplying by alpha and dividing again loses a little of them.
fn restore(picture: &mut RgbaImage, original: &DynamicImage, mask: &Mask) {
    let original = original.to_rgba8();
    let (pixels, kept) = (picture.as_flat_samples_mut().samples, original.as_raw());
    for ((pixel, kept), open) in pixels.chunks_exact_mut(4).zip(kept.chunks_exact(4)).zip(mask.data()) {
        if *open == 0 {
            pixel.copy_from_slice(kept);
        }
    }
}
