//! Puts our note into a copy of a picture, and leaves every pixel and every other part of the file as it is.

use bytes::Bytes;
use img_parts::{
    jpeg::{Jpeg, JpegSegment, markers},
    png::{Png, PngChunk},
    riff::{RiffChunk, RiffContent},
    webp::{CHUNK_VP8X, CHUNK_XMP, WebP},
};

use super::{note::Note, xmp};
use crate::{
    domain::{ImageFormat, RECIPE_KEY},
    imaging::{ImagingError, facts, facts::sniffed},
};

/// The keyword that the PNG standard has for what a picture shows.
const DESCRIPTION: &str = "Description";
/// How an XMP segment of a JPEG begins (XMP specification, part 3).
const JPEG_XMP: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";
/// How an EXIF segment of a JPEG begins.
const JPEG_EXIF: &[u8] = b"Exif\0\0";
/// A segment's length is told in two bytes, which count themselves.
const JPEG_SEGMENT: usize = 65_533;
/// The bit of a WebP's header that tells of XMP, and the one that tells of transparency.
const WEBP_XMP: u8 = 0b0000_0100;
const WEBP_ALPHA: u8 = 0b0001_0000;

/// The same picture file with the note in it: as iTXt in a PNG, as XMP in a JPEG or WebP. Errors where the format has no
/// place for it, where the file does not keep to its format, or where the note is longer than a JPEG takes (64 KiB).
pub fn with_note(bytes: &[u8], note: &Note<'_>) -> Result<Vec<u8>, ImagingError> {
    let Some(format) = sniffed(bytes) else {
        return facts(bytes).map(|_| bytes.to_vec());
    };
    match format {
        ImageFormat::Png => into_png(bytes, note),
        ImageFormat::Jpeg => into_jpeg(bytes, note),
        ImageFormat::Webp => into_webp(bytes, note),
        ImageFormat::Gif | ImageFormat::Svg => Err(ImagingError::NoPlace(format)),
    }
}

fn broken(format: ImageFormat) -> impl FnOnce(img_parts::Error) -> ImagingError {
    move |error| ImagingError::Broken {
        format,
        reason: error.to_string(),
    }
}

fn into_png(bytes: &[u8], note: &Note<'_>) -> Result<Vec<u8>, ImagingError> {
    let mut png = Png::from_bytes(Bytes::copy_from_slice(bytes)).map_err(broken(ImageFormat::Png))?;
    // What some programs put behind the end is no part of the picture, and stays.
    let behind = bytes.get(png.len()..).unwrap_or_default();
    let text = |keyword: &str, text: &str| {
        // Not packed, and in no language.
        let contents = [keyword.as_bytes(), &[0, 0, 0, 0, 0], text.replace('\0', " ").as_bytes()].concat();
        PngChunk::new(*b"iTXt", contents.into())
    };
    // The header is always the first.
    let at = png.chunks().len().min(1);
    let ours = [text(RECIPE_KEY, note.json), text(DESCRIPTION, note.description)];
    png.chunks_mut().splice(at..at, ours);
    Ok([&png.encoder().bytes(), behind].concat())
}

fn into_jpeg(bytes: &[u8], note: &Note<'_>) -> Result<Vec<u8>, ImagingError> {
    let mut jpeg = Jpeg::from_bytes(Bytes::copy_from_slice(bytes)).map_err(broken(ImageFormat::Jpeg))?;
    let is = |segment: &JpegSegment, begins: &[u8]| {
        segment.marker() == markers::APP1 && segment.contents().starts_with(begins)
    };
    let there = jpeg.segments().iter().position(|segment| is(segment, JPEG_XMP));
    let packet =
        there.and_then(|at| std::str::from_utf8(jpeg.segments().get(at)?.contents().get(JPEG_XMP.len()..)?).ok());
    let contents = [JPEG_XMP, xmp::packet(note, packet).as_bytes()].concat();
    if contents.len() > JPEG_SEGMENT {
        return Err(ImagingError::NoteTooLong(contents.len()));
    }
    let ours = JpegSegment::new_with_contents(markers::APP1, contents.into());
    let segments = jpeg.segments_mut();
    if let Some(segment) = there.and_then(|at| segments.get_mut(at)) {
        *segment = ours;
    } else {
        let first = segments
            .iter()
            .take_while(|segment| segment.marker() == markers::APP0 || is(segment, JPEG_EXIF));
        let at = first.count();
        segments.insert(at, ours);
    }
    Ok(jpeg.encoder().bytes().to_vec())
}

fn into_webp(bytes: &[u8], note: &Note<'_>) -> Result<Vec<u8>, ImagingError> {
    let mut webp = WebP::from_bytes(Bytes::copy_from_slice(bytes)).map_err(broken(ImageFormat::Webp))?;
    let behind = bytes
        .get(usize::try_from(webp.len()).unwrap_or(usize::MAX)..)
        .unwrap_or_default()
        .to_vec();
    let there = webp.chunk_by_id(CHUNK_XMP).and_then(|chunk| chunk.content().data());
    let packet = there.and_then(|packet| std::str::from_utf8(packet).ok());
    let mut packet = xmp::packet(note, packet);
    if packet.len() % 2 == 1 {
        // The byte that fills it up would be taken for a part of the packet by some readers, and a space may end one.
        packet.push(' ');
    }
    let packet = Bytes::from(packet);
    let header = webp.chunk_by_id(CHUNK_VP8X).and_then(|chunk| chunk.content().data());
    let header = match header {
        Some(header) => {
            let mut header = header.to_vec();
            if let Some(flags) = header.first_mut() {
                *flags |= WEBP_XMP;
            }
            header
        }
        None => webp_header(bytes)?,
    };
    webp.remove_chunks_by_id(CHUNK_VP8X);
    webp.remove_chunks_by_id(CHUNK_XMP);
    let chunk = |id, data| RiffChunk::new(id, RiffContent::Data(data));
    webp.chunks_mut().insert(0, chunk(CHUNK_VP8X, header.into()));
    webp.chunks_mut().push(chunk(CHUNK_XMP, packet));
    Ok([&webp.encoder().bytes()[..], &behind].concat())
}

/// The header that a WebP needs as soon as it has more than pixels: flags, and its size less one in three bytes each.
fn webp_header(bytes: &[u8]) -> Result<Vec<u8>, ImagingError> {
    let facts = facts(bytes)?;
    let alpha = if facts.alpha { WEBP_ALPHA } else { 0 };
    let mut header = vec![WEBP_XMP | alpha, 0, 0, 0];
    for edge in [facts.width, facts.height] {
        header.extend(edge.saturating_sub(1).to_le_bytes().iter().take(3));
    }
    Ok(header)
}
