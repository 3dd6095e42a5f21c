//! Takes the texts out of a picture file, whoever wrote them; any bytes are borne.

use std::io::Cursor;

use exif::{In, Tag, Value};
use image::ImageDecoder;

use super::xmp;
use crate::{
    domain::{ImageFormat, PictureText, RECIPE_KEY},
    imaging::{
        ImagingError,
        facts::{header, raster, sniffed},
    },
};

/// What the texts of a PNG may take before it is put aside, unpacked ones included.
const MOST_BYTES: usize = 32 * 1024 * 1024;
/// A longer EXIF block is not looked at; a JPEG has room for a sixteenth.
const MOST_EXIF: usize = 1024 * 1024;
/// So many texts are read.
const MOST_TEXTS: usize = 100;
/// The keyword under which a PNG has an XMP packet.
const XMP_KEYWORD: &str = "XML:com.adobe.xmp";

/// The texts of a PNG, JPEG or WebP in the order of the file; no other format has any that we know. What of them cannot
/// be read is left out. Errors tell that the bytes are no picture, or that their beginning is broken.
pub fn texts(bytes: &[u8]) -> Result<Vec<PictureText>, ImagingError> {
    // The error names the first bytes.
    let Some(format) = sniffed(bytes) else {
        return crate::imaging::facts(bytes).map(|_| Vec::new());
    };
    let mut found = match format {
        ImageFormat::Png => of_png(bytes)?,
        ImageFormat::Jpeg | ImageFormat::Webp => of_others(bytes, format)?,
        ImageFormat::Gif | ImageFormat::Svg => Vec::new(),
    };
    found.truncate(MOST_TEXTS);
    Ok(found)
}

fn text(key: &str, text: String) -> PictureText {
    PictureText {
        key: key.to_owned(),
        text,
    }
}

fn of_png(bytes: &[u8]) -> Result<Vec<PictureText>, ImagingError> {
    let limits = png::Limits { bytes: MOST_BYTES };
    let mut reader = png::Decoder::new_with_limits(Cursor::new(bytes), limits)
        .read_info()
        .map_err(|error| ImagingError::Broken {
            format: ImageFormat::Png,
            reason: error.to_string(),
        })?;
    // Texts can also come after the pixels; of a file that breaks off, what came before counts.
    let _ = reader.finish();
    let info = reader.info();
    let mut found: Vec<PictureText> = info
        .uncompressed_latin1_text
        .iter()
        .map(|chunk| text(&chunk.keyword, as_utf8(&chunk.text)))
        .collect();
    let packed = info.compressed_latin1_text.iter().take(MOST_TEXTS);
    for mut chunk in packed.cloned() {
        let room = room_beside(&found);
        let unpacked = chunk.decompress_text_with_limit(room).and_then(|()| chunk.get_text());
        found.extend(unpacked.ok().map(|unpacked| text(&chunk.keyword, as_utf8(&unpacked))));
    }
    for mut chunk in info.utf8_text.iter().take(MOST_TEXTS).cloned() {
        let room = room_beside(&found);
        let unpacked = chunk.decompress_text_with_limit(room).and_then(|()| chunk.get_text());
        let Ok(unpacked) = unpacked else { continue };
        match chunk.keyword.as_str() {
            XMP_KEYWORD => found.extend(of_packet(&unpacked)),
            keyword => found.push(text(keyword, unpacked)),
        }
    }
    found.extend(info.exif_metadata.iter().flat_map(|raw| of_exif(raw.to_vec())));
    Ok(found)
}

/// How many bytes the texts that are still to come may have.
fn room_beside(found: &[PictureText]) -> usize {
    let taken = found.iter().map(|text| text.text.len()).sum();
    MOST_BYTES.saturating_sub(taken)
}

/// The standard says Latin-1, many programs write UTF-8 all the same.
fn as_utf8(latin: &str) -> String {
    let bytes: Option<Vec<u8>> = latin.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
    let utf8 = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
    utf8.unwrap_or_else(|| latin.to_owned())
}

fn of_others(bytes: &[u8], format: ImageFormat) -> Result<Vec<PictureText>, ImagingError> {
    let Some(raster) = raster(format) else {
        return Ok(Vec::new());
    };
    let mut decoder = header(bytes, format, raster)?;
    let mut found = Vec::new();
    // What cannot be read counts as missing.
    if let Ok(Some(packet)) = decoder.xmp_metadata() {
        found.extend(of_packet(&String::from_utf8_lossy(&packet)));
    }
    if let Ok(Some(raw)) = decoder.exif_metadata() {
        found.extend(of_exif(raw));
    }
    Ok(found)
}

fn of_packet(packet: &str) -> Option<PictureText> {
    xmp::request(packet).map(|json| text(RECIPE_KEY, json))
}

/// The texts of EXIF: its comment, and every field of letters.
fn of_exif(raw: Vec<u8>) -> Vec<PictureText> {
    let raw = match raw.strip_prefix(b"Exif\0\0") {
        Some(rest) => rest.to_vec(),
        None => raw,
    };
    if raw.len() > MOST_EXIF {
        return Vec::new();
    }
    let Ok(exif) = exif::Reader::new().read_raw(raw) else {
        return Vec::new();
    };
    let comment = exif.get_field(Tag::UserComment, In::PRIMARY);
    let comment = comment.and_then(|field| match &field.value {
        Value::Undefined(bytes, _) => Some(text("UserComment", commented(bytes))),
        _ => None,
    });
    let words = exif.fields().filter_map(|field| match &field.value {
        Value::Ascii(parts) => {
            let parts: Vec<_> = parts.iter().map(|part| String::from_utf8_lossy(part)).collect();
            Some(text(&field.tag.to_string(), parts.join("\n")))
        }
        _ => None,
    });
    comment.into_iter().chain(words).take(MOST_TEXTS).collect()
}

/// The text of an EXIF comment, whose first eight bytes name its letters.
fn commented(bytes: &[u8]) -> String {
    let (name, rest) = bytes.split_at(bytes.len().min(8));
    let decoded = match name {
        b"UNICODE\0" => utf16(rest),
        _ => String::from_utf8_lossy(rest).into_owned(),
    };
    decoded.trim_matches('\0').to_owned()
}

/// UTF-16 whose order of bytes nobody tells: the one that gives more plain letters.
fn utf16(bytes: &[u8]) -> String {
    let read = |order: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| order([pair[0], pair[1]])).collect();
        let decoded = String::from_utf16_lossy(&units);
        let plain = decoded.chars().filter(char::is_ascii).count();
        (plain, decoded)
    };
    let (big, little) = (read(u16::from_be_bytes), read(u16::from_le_bytes));
    if little.0 > big.0 { little.1 } else { big.1 }
}
