//! Tells by their first bytes what an answer or a string of it holds.

/// The first letters of PNG, WebP, GIF and SVG in base64; JPEG has several beginnings.
const IN_BASE64: [&[u8]; 5] = [b"iVBORw0K", b"UklGR", b"R0lGOD", b"PHN2Z", b"PD94bWw"];

/// Whether bytes begin as a picture does (images-api.md §7.2).
pub(super) fn is_picture(start: &[u8]) -> bool {
    matches!(
        start,
        [0x89, b'P', b'N', b'G', ..]
            | [0xff, 0xd8, 0xff, ..]
            | [b'G', b'I', b'F', b'8', ..]
            | [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..]
    ) || is_vector(start)
}

/// Whether bytes begin as an SVG does: at once, or after what XML allows before its first element.
fn is_vector(start: &[u8]) -> bool {
    let text = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start).trim_ascii_start();
    text.starts_with(b"<svg")
        || text.starts_with(b"<?xml")
        || text.starts_with(b"<!DOCTYPE svg")
        || (text.starts_with(b"<!--") && memchr::memmem::find(text, b"<svg").is_some())
}

/// Whether letters begin as the base64 of a picture does; eight of them tell.
pub(super) fn is_picture_in_base64(letters: &[u8]) -> bool {
    let is_jpeg = letters.starts_with(b"/9j/") && matches!(letters.get(4), Some(b'2' | b'4' | b'7'));
    is_jpeg || IN_BASE64.iter().any(|magic| letters.starts_with(magic))
}

/// Whether these letters begin a `data:` URL.
pub(super) fn is_data_url(letters: &[u8]) -> bool {
    begins(letters, b"data:")
}

/// Whether letters begin with a word, in upper or lower case.
pub(super) fn begins(letters: &[u8], word: &[u8]) -> bool {
    letters
        .get(..word.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(word))
}

/// Whether a letter can be one of base64, in its standard or its URL-safe form.
pub(super) const fn is_base64(letter: u8) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, b'+' | b'/' | b'-' | b'_' | b'=')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_known_by_their_first_bytes() {
        for (bytes, known) in [
            (&b"\x89PNG\r\n\x1a\n"[..], true),
            (b"\xff\xd8\xff\xe0", true),
            (b"GIF89a", true),
            (b"RIFF\x10\0\0\0WEBPVP8 ", true),
            (b"RIFF\x10\0\0\0WAVEfmt ", false),
            (b" <svg xmlns=\"x\">", true),
            (b"<!-- by hand --><svg>", true),
            (b"<!-- by hand --><html>", false),
            (b"<html><svg>", false),
            (b"{}", false),
            (b"", false),
        ] {
            assert_eq!(is_picture(bytes), known, "{bytes:?}");
        }
    }
}
