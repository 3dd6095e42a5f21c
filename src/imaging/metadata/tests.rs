//! A note goes into a copy and comes out of it, and nothing else of the file is another.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat as Raster, Rgba, RgbaImage};
use img_parts::{jpeg::Jpeg, png::Png, webp::WebP};
use proptest::prelude::*;

use super::*;
use crate::{
    domain::{PictureText, RECIPE_KEY},
    imaging::{ImagingError, decode},
};

const JSON: &str = "{\"v\":1,\"prompt\":\"a <fox> & \\\"co\\\" \u{ffff} é\"}";

const fn note(json: &str) -> Note<'_> {
    Note {
        json,
        description: "a <fox> & \"co\"\0\u{1b} é",
    }
}

fn painted(alpha: bool) -> DynamicImage {
    let paint = |x: u32, y: u32| {
        let shade = |by: u32| u8::try_from((x * by + y * 3) % 256).unwrap();
        Rgba([shade(7), shade(11), shade(2), if alpha { shade(9) } else { 255 }])
    };
    let picture = DynamicImage::ImageRgba8(RgbaImage::from_fn(33, 20, paint));
    if alpha {
        picture
    } else {
        DynamicImage::ImageRgb8(picture.into_rgb8())
    }
}

fn encoded(format: Raster, alpha: bool) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    painted(alpha).write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn ours(bytes: &[u8]) -> Vec<String> {
    let found = texts(bytes).unwrap();
    found
        .into_iter()
        .filter(|text| text.key == RECIPE_KEY)
        .map(|text| text.text)
        .collect()
}

/// The parts of a file, by name, without those that a note brings.
fn parts(bytes: &[u8], raster: Raster) -> Vec<(Vec<u8>, Vec<u8>)> {
    let bytes = bytes::Bytes::copy_from_slice(bytes);
    match raster {
        Raster::Png => {
            let png = Png::from_bytes(bytes).unwrap();
            let kept = png.chunks().iter().filter(|chunk| chunk.kind() != *b"iTXt");
            kept.map(|chunk| (chunk.kind().to_vec(), chunk.contents().to_vec()))
                .collect()
        }
        Raster::Jpeg => {
            let jpeg = Jpeg::from_bytes(bytes).unwrap();
            let kept = jpeg
                .segments()
                .iter()
                .filter(|segment| !segment.contents().starts_with(b"http://ns.adobe.com"));
            kept.map(|segment| (vec![segment.marker()], segment.clone().encoder().bytes().to_vec()))
                .collect()
        }
        _ => {
            let webp = WebP::from_bytes(bytes).unwrap();
            let kept = webp
                .chunks()
                .iter()
                .filter(|chunk| ![*b"XMP ", *b"VP8X"].contains(&chunk.id()));
            kept.map(|chunk| (chunk.id().to_vec(), chunk.content().data().unwrap().to_vec()))
                .collect()
        }
    }
}

#[test]
fn a_note_comes_back_and_no_pixel_and_no_other_part_is_another() {
    for (format, alpha) in [
        (Raster::Png, true),
        (Raster::Png, false),
        (Raster::Jpeg, false),
        (Raster::WebP, true),
        (Raster::WebP, false),
    ] {
        let before = encoded(format, alpha);
        assert_eq!(ours(&before), [""; 0]);
        let after = with_note(&before, &note(JSON)).unwrap();
        assert_ne!(before, after);
        assert_eq!(
            ours(&after)
                .iter()
                .map(|json| serde_json::from_str(json).unwrap())
                .collect::<Vec<serde_json::Value>>(),
            [serde_json::from_str::<serde_json::Value>(JSON).unwrap()],
            "{format:?}"
        );
        assert_eq!(decode(&after).unwrap(), decode(&before).unwrap(), "{format:?} {alpha}");
        assert_eq!(parts(&after, format), parts(&before, format), "{format:?}");
        let (had, has) = (
            crate::imaging::facts(&before).unwrap(),
            crate::imaging::facts(&after).unwrap(),
        );
        assert_eq!(
            (had.width, had.height, had.alpha, had.turned),
            (has.width, has.height, has.alpha, has.turned)
        );
        assert_eq!(crate::imaging::check_whole(&after), Ok(()));
    }
}

#[test]
fn what_others_have_noted_stays() {
    let png = encoded(Raster::Png, true);
    let behind = [&png[..], b"tail"].concat();
    assert!(with_note(&behind, &note(JSON)).unwrap().ends_with(b"tail"));

    let packet = "<x:xmpmeta><rdf:RDF><rdf:Description rdf:about=\"\" dc:creator=\"ada\"/></rdf:RDF></x:xmpmeta>";
    let jpeg = encoded(Raster::Jpeg, false);
    let mut with_packet = Jpeg::from_bytes(jpeg.into()).unwrap();
    let contents = [&b"http://ns.adobe.com/xap/1.0/\0"[..], packet.as_bytes()].concat();
    let segment = img_parts::jpeg::JpegSegment::new_with_contents(0xe1, contents.into());
    with_packet.segments_mut().insert(1, segment);
    let after = with_note(&with_packet.encoder().bytes(), &note(JSON)).unwrap();
    let text = String::from_utf8_lossy(&after).into_owned();
    assert_eq!(ours(&after).len(), 1);
    assert_eq!(text.matches("http://ns.adobe.com/xap/1.0/").count(), 1, "one packet");
    assert!(text.contains("dc:creator=\"ada\"") && text.contains("</pochade:request></rdf:Description></rdf:RDF>"));
}

#[test]
fn what_has_no_place_for_a_note_says_so() {
    assert!(matches!(
        with_note(&encoded(Raster::Gif, true), &note(JSON)),
        Err(ImagingError::NoPlace(_))
    ));
    assert!(matches!(
        with_note(b"<svg/>", &note(JSON)),
        Err(ImagingError::NoPlace(_))
    ));
    assert!(matches!(
        with_note(b"words", &note(JSON)),
        Err(ImagingError::Unknown(_))
    ));
    let long = "x".repeat(70_000);
    let too_long = with_note(&encoded(Raster::Jpeg, false), &note(&long));
    assert!(matches!(too_long, Err(ImagingError::NoteTooLong(_))), "{too_long:?}");
    assert_eq!(
        ours(&with_note(&encoded(Raster::Png, true), &note(&long)).unwrap()),
        [long.as_str()]
    );
    assert_eq!(
        ours(&with_note(&encoded(Raster::WebP, true), &note(&long)).unwrap()),
        [long]
    );
}

/// A chunk of a PNG.
fn chunk(kind: [u8; 4], contents: &[u8]) -> Vec<u8> {
    img_parts::png::PngChunk::new(kind, bytes::Bytes::copy_from_slice(contents))
        .encoder()
        .bytes()
        .to_vec()
}

/// The chunk after the header, or before the end, of a PNG.
fn png_with(part: &[u8], before_the_end: bool) -> Vec<u8> {
    let png = encoded(Raster::Png, true);
    // Signature and header have 33 bytes, the end has 12.
    let at = if before_the_end { png.len() - 12 } else { 33 };
    [&png[..at], part, &png[at..]].concat()
}

fn pair(key: &str, said: &str) -> PictureText {
    PictureText {
        key: key.to_owned(),
        text: said.to_owned(),
    }
}

#[test]
fn texts_of_each_kind_are_read_from_a_png_wherever_they_stand() {
    for late in [false, true] {
        let latin = chunk(*b"tEXt", b"parameters\0caf\xe9");
        assert_eq!(texts(&png_with(&latin, late)).unwrap(), [pair("parameters", "café")]);
        let utf8 = chunk(*b"tEXt", "prompt\0漢字".as_bytes());
        assert_eq!(texts(&png_with(&utf8, late)).unwrap(), [pair("prompt", "漢字")]);
        let international = chunk(*b"iTXt", "parameters\0\0\0en\0\0漢字".as_bytes());
        assert_eq!(
            texts(&png_with(&international, late)).unwrap(),
            [pair("parameters", "漢字")]
        );
        // "a fox" as zlib writes it without packing.
        let packed = b"\x78\x01\x01\x05\x00\xfa\xff\x61\x20\x66\x6f\x78\x04\xf2\x01\xcf";
        let zipped = chunk(*b"zTXt", &[b"parameters\0\0", &packed[..]].concat());
        assert_eq!(texts(&png_with(&zipped, late)).unwrap(), [pair("parameters", "a fox")]);
    }
    let torn = png_with(&chunk(*b"tEXt", b"prompt\0a fox"), false);
    assert_eq!(texts(&torn[..torn.len() - 30]).unwrap(), [pair("prompt", "a fox")]);
}

/// An EXIF block with one field of the main list, and a comment in the list that it leads to; little-endian.
fn exif(tag: u16, words: &[u8], comment: &[u8]) -> Vec<u8> {
    let length = |bytes: &[u8]| u32::try_from(bytes.len()).unwrap();
    let field = |tag: u16, kind: u16, count: u32, value: u32| {
        [
            &tag.to_le_bytes()[..],
            &kind.to_le_bytes(),
            &count.to_le_bytes(),
            &value.to_le_bytes(),
        ]
        .concat()
    };
    let (second, data) = (8 + 2 + 24 + 4, 8 + 2 + 24 + 4 + 2 + 12 + 4);
    [
        &b"II*\0\x08\0\0\0\x02\0"[..],
        &field(tag, 2, length(words), data),
        &field(0x8769, 4, 1, second),
        &[0; 4],
        &[1, 0],
        &field(0x9286, 7, length(comment), data + length(words)),
        &[0; 4],
        words,
        comment,
    ]
    .concat()
}

#[test]
fn the_comment_of_a_jpeg_is_read_in_either_order_of_bytes() {
    let jpeg = encoded(Raster::Jpeg, false);
    let said = "a fox é漢\nSteps: 20";
    let wide = |order: fn(u16) -> [u8; 2]| said.encode_utf16().flat_map(order).collect::<Vec<u8>>();
    for letters in [
        [&b"UNICODE\0"[..], &wide(u16::to_be_bytes)].concat(),
        [&b"UNICODE\0"[..], &wide(u16::to_le_bytes)].concat(),
        [&b"ASCII\0\0\0"[..], said.as_bytes()].concat(),
    ] {
        let block = [&b"Exif\0\0"[..], &exif(0x010f, b"prompt:{}\0", &letters)].concat();
        let segment = img_parts::jpeg::JpegSegment::new_with_contents(0xe1, block.into());
        let mut with = Jpeg::from_bytes(jpeg.clone().into()).unwrap();
        with.segments_mut().insert(1, segment);
        let found = texts(&with.encoder().bytes()).unwrap();
        assert_eq!(found, [pair("UserComment", said), pair("Make", "prompt:{}")]);
    }
}

proptest! {
    #[test]
    fn no_bytes_are_too_strange(
        format in prop::sample::select(vec![Raster::Png, Raster::Jpeg, Raster::WebP]),
        strange in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..12),
        cut in any::<prop::sample::Index>(),
        tail in prop::collection::vec(any::<u8>(), 0..64),
    ) {
        let mut bytes = with_note(&encoded(format, true_of(format)), &note(JSON)).unwrap();
        for (at, byte) in strange {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let _ = texts(&bytes);
        let _ = with_note(&bytes, &note(JSON));
        bytes.truncate(cut.index(bytes.len()));
        bytes.extend(tail);
        let _ = texts(&bytes);
        let _ = with_note(&bytes, &note(JSON));
    }

    #[test]
    fn no_exif_is_too_strange(block in prop::collection::vec(any::<u8>(), 0..200), comment in prop::collection::vec(any::<u8>(), 0..80)) {
        for block in [block, exif(0x010e, b"words", &comment)] {
            let found = chunk(*b"eXIf", &block);
            let _ = texts(&png_with(&found, false));
        }
    }
}

fn true_of(format: Raster) -> bool {
    format != Raster::Jpeg
}
