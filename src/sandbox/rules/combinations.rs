//! Values of a request that are fine alone but not beside each other (`images-api.md §4`).

use super::{
    super::{fields::Fields, refusal::Refusal},
    order::{Background, Format, Order},
    values::integer,
};

/// Checks a request whose single values are all in order.
pub fn check(order: &Order, fields: &Fields, compression: Option<u32>) -> Result<(), Refusal> {
    let compressed = compression.is_some_and(|given| given < 100);
    if compressed && order.format == Format::Png {
        let message = "Compression less than 100 is not supported for PNG output format";
        return Err(Refusal::order(
            "output_compression",
            "invalid_png_output_compression",
            message,
        ));
    }
    if order.background == Background::Transparent && !matches!(order.format, Format::Png | Format::Webp) {
        return refuse(
            "background",
            "Transparent background is only supported for the PNG and WebP output formats.",
        );
    }
    check_new_formats(order, fields, compressed)?;
    if order.stream.is_none() && integer(fields, "partial_images", 0, 3)?.is_some_and(|partials| partials > 0) {
        return refuse(
            "partial_images",
            "Partial images are only supported when 'stream' is true.",
        );
    }
    if has(fields, "mask") && has(fields, "markup") {
        return refuse("markup", "Only one of 'mask' and 'markup' can be used.");
    }
    Ok(())
}

/// What GIF and SVG rule out, and what only they allow.
fn check_new_formats(order: &Order, fields: &Fields, compressed: bool) -> Result<(), Refusal> {
    let is_gif = matches!(order.format, Format::Gif { .. });
    let is_svg = order.format == Format::Svg;
    if (is_gif || is_svg) && compressed {
        return refuse(
            "output_compression",
            "Compression is only supported for the JPEG and WebP output formats.",
        );
    }
    let streams = order.stream.is_some();
    if (is_gif || is_svg) && (streams || integer(fields, "partial_images", 0, 3)?.is_some_and(|given| given > 0)) {
        return refuse(
            if streams { "stream" } else { "partial_images" },
            "Streaming and partial images are not supported for the GIF and SVG output formats.",
        );
    }
    if is_gif && has(fields, "mask") {
        return refuse("mask", "Masks are not supported for the GIF output format.");
    }
    let frames = ["frame_count", "frame_duration_ms"];
    if let Some(given) = frames.iter().find(|name| !is_gif && has(fields, name)) {
        return refuse(given, "Frames are only supported for the GIF output format.");
    }
    if is_svg && order.count != 1 {
        return refuse("n", "Only one image at a time is supported for the SVG output format.");
    }
    if !is_svg && has(fields, "svg") {
        return refuse(
            "svg",
            "The 'svg' parameter is only supported for the SVG output format.",
        );
    }
    Ok(())
}

fn has(fields: &Fields, name: &str) -> bool {
    fields.value(name).is_some() || fields.files(name).next().is_some()
}

fn refuse(param: &str, message: &str) -> Result<(), Refusal> {
    Err(Refusal::order(param, "invalid_value", message))
}
