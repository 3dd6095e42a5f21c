//! The pictures that a request brings: found, checked and decoded.

use std::io::Cursor;

use image::{ColorType, DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};

use super::{
    super::{
        cabinet::Cabinet,
        fields::{Fields, Form, Upload},
        painter::shines_through,
        refusal::Refusal,
    },
    models::Family,
    references,
    sizes::Size,
    values::missing,
};

const MOST_IMAGE_BYTES: usize = 50 * 1024 * 1024;
/// Of a picture for a retired model or a variation, in bytes.
pub(super) const MOST_SQUARE_BYTES: usize = 4 * 1024 * 1024;
const MOST_MASK_BYTES: usize = 4 * 1024 * 1024;
/// Pictures beyond the first are only pasted in, so they are kept no larger than this.
const PASTED_EDGE: u32 = 1024;
/// A small file can hold a picture too large for any machine.
const LONGEST_EDGE: u32 = 16_384;
const MOST_DECODED_BYTES: u64 = 512 * 1024 * 1024;

/// The pictures of a request, decoded and turned upright.
#[derive(Debug, Default)]
pub struct Inputs {
    /// In order; all but the first are made smaller.
    pub images: Vec<DynamicImage>,
    /// The sizes in which they came.
    pub sizes: Vec<Size>,
    /// Alpha 0 where the first picture is to be repainted.
    pub mask: Option<DynamicImage>,
    /// Marks drawn over the first picture.
    pub markup: Option<DynamicImage>,
}

/// Opens all pictures of an edit by a model of this family. Slow: it decodes them.
pub fn open(fields: &Fields, family: Family, cabinet: &Cabinet) -> Result<Inputs, Refusal> {
    let name = match fields.form {
        Form::Multipart => "image",
        Form::Json => "images",
    };
    let files = references::files(fields, name, cabinet)?;
    if family.is_dalle() {
        return open_square(fields, &files, cabinet);
    }
    let mut inputs = Inputs::default();
    for (at, file) in files.iter().enumerate() {
        check_file(name, file, MOST_IMAGE_BYTES)?;
        let image = decoded(&file.bytes).ok_or_else(|| unreadable(name, at + 1))?;
        inputs.sizes.push(size_of(&image));
        let whole = at == 0 || image.width().max(image.height()) <= PASTED_EDGE;
        inputs.images.push(if whole {
            image
        } else {
            image.thumbnail(PASTED_EDGE, PASTED_EDGE)
        });
    }
    let first = inputs.sizes.first().copied().ok_or_else(|| missing(name))?;
    inputs.mask = overlay(fields, "mask", first, cabinet)?;
    inputs.markup = overlay(fields, "markup", first, cabinet)?;
    if inputs.markup.as_ref().is_some_and(|markup| !shines_through(markup)) {
        return Err(unfit("markup", "it must contain transparent pixels."));
    }
    Ok(inputs)
}

/// The one picture of an edit by DALL·E 2: where it shines through is repainted, unless a mask says otherwise.
fn open_square(fields: &Fields, files: &[Upload], cabinet: &Cabinet) -> Result<Inputs, Refusal> {
    let file = files.first().ok_or_else(|| missing("image"))?;
    check_file("image", file, MOST_SQUARE_BYTES)?;
    let image = check_square_png(file)?;
    let size = size_of(&image);
    let mask = match overlay(fields, "mask", size, cabinet)? {
        None if !image.color().has_alpha() => {
            return Err(unfit("image", "without a mask it must have an alpha channel."));
        }
        None => image.clone(),
        Some(mask) => mask,
    };
    Ok(Inputs {
        images: vec![image],
        sizes: vec![size],
        mask: Some(mask),
        markup: None,
    })
}

/// A picture for DALL·E 2: a square PNG.
pub(super) fn check_square_png(file: &Upload) -> Result<DynamicImage, Refusal> {
    let image = decoded(&file.bytes).filter(|image| is_png(file) && image.width() == image.height());
    image.ok_or_else(|| Refusal::order("image", "invalid_image_file", "Uploaded image must be a square PNG."))
}

/// Decodes a PNG, JPEG or WebP of 8 bits a channel and applies its orientation.
pub fn decoded(bytes: &[u8]) -> Option<DynamicImage> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(LONGEST_EDGE);
    limits.max_image_height = Some(LONGEST_EDGE);
    limits.max_alloc = Some(MOST_DECODED_BYTES);
    reader.limits(limits);
    if !matches!(
        reader.format()?,
        ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::WebP
    ) {
        return None;
    }
    let mut decoder = reader.into_decoder().ok()?;
    if !matches!(
        decoder.color_type(),
        ColorType::L8 | ColorType::La8 | ColorType::Rgb8 | ColorType::Rgba8
    ) {
        return None;
    }
    let orientation = decoder.orientation().ok()?;
    let mut image = DynamicImage::from_decoder(decoder).ok()?;
    image.apply_orientation(orientation);
    Some(image)
}

pub(super) fn size_of(image: &DynamicImage) -> Size {
    Size::new(image.width(), image.height())
}

/// Refuses a file that is too large or does not name a picture's type.
pub(super) fn check_file(param: &str, file: &Upload, most: usize) -> Result<(), Refusal> {
    let kind = file.content_type.as_deref().unwrap_or("application/octet-stream");
    if !matches!(kind, "image/png" | "image/jpeg" | "image/jpg" | "image/webp") {
        let message = format!(
            "Invalid file '{param}': unsupported mimetype ('{kind}'). Supported file formats are 'image/jpeg', 'image/png', and 'image/webp'."
        );
        return Err(Refusal::schema(param, "unsupported_file_mimetype", message));
    }
    if file.bytes.len() >= most {
        let message = format!(
            "Invalid file '{param}': file too large. Expected less than {} MB, but got {} bytes instead.",
            most / (1024 * 1024),
            file.bytes.len()
        );
        return Err(Refusal::order(param, "image_too_large", message));
    }
    Ok(())
}

fn overlay(fields: &Fields, param: &str, first: Size, cabinet: &Cabinet) -> Result<Option<DynamicImage>, Refusal> {
    let files = references::files(fields, param, cabinet)?;
    let Some(file) = files.first() else { return Ok(None) };
    let most = if param == "mask" {
        MOST_MASK_BYTES
    } else {
        MOST_IMAGE_BYTES
    };
    check_file(param, file, most)?;
    let Some(image) = decoded(&file.bytes).filter(|_| is_png(file)) else {
        return Err(unfit(param, "it must be a PNG that can be read."));
    };
    if !image.color().has_alpha() {
        return Err(unfit(param, "it must have an alpha channel."));
    }
    let size = size_of(&image);
    if size != first {
        let why = format!("its size {size} does not match the size {first} of the image.");
        return Err(unfit(param, &why));
    }
    Ok(Some(image))
}

fn is_png(file: &Upload) -> bool {
    image::guess_format(&file.bytes).is_ok_and(|format| format == ImageFormat::Png)
}

fn unfit(param: &str, why: &str) -> Refusal {
    Refusal::order(param, "invalid_image_file", format!("Invalid {param} image: {why}"))
}

fn unreadable(param: &str, position: usize) -> Refusal {
    let message = format!("Invalid image file or mode for image {position}, please check your image file.");
    Refusal::order(param, "invalid_image_file", message)
}

#[cfg(test)]
mod tests;
