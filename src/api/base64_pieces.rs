//! Decodes base64 that arrives in pieces, tolerant of line breaks, the URL-safe letters and missing padding.

use std::io;

use base64_simd::{AsOut, STANDARD_NO_PAD};

/// Where decoded bytes go.
type Emit<'a> = &'a mut dyn FnMut(&[u8]) -> io::Result<()>;

/// A decoder that holds no more than it was given last.
#[derive(Debug, Default)]
pub(super) struct Base64Pieces {
    in_prefix: bool,
    /// Letters that do not make four yet.
    rest: Vec<u8>,
    padded: bool,
    broken: bool,
    decoded: Vec<u8>,
    clean: Vec<u8>,
}

impl Base64Pieces {
    /// A decoder of a `data:` URL: everything up to the comma is skipped.
    pub(super) fn of_data_url() -> Self {
        Self {
            in_prefix: true,
            ..Self::default()
        }
    }

    /// Decodes the next letters. What comes after a letter that cannot be is ignored: what is whole is kept.
    pub(super) fn feed(&mut self, mut letters: &[u8], emit: Emit<'_>) -> io::Result<()> {
        if self.in_prefix {
            let Some(comma) = memchr::memchr(b',', letters) else {
                return Ok(());
            };
            self.in_prefix = false;
            letters = &letters[comma + 1..];
        }
        if !self.rest.is_empty() {
            // Fill up the four that the last piece cut, so that the rest goes the fast way again.
            let (filling, after) = letters.split_at(letters.len().min(4 - self.rest.len()));
            self.feed_slowly(filling, emit)?;
            letters = after;
        }
        if !self.rest.is_empty() || self.padded || self.broken {
            return self.feed_slowly(letters, emit);
        }
        let (fours, after) = letters.split_at(letters.len() / 4 * 4);
        self.decoded.resize(fours.len() / 4 * 3, 0);
        let decoded = STANDARD_NO_PAD.decode(fours, self.decoded.as_mut_slice().as_out());
        match decoded {
            Ok(bytes) => {
                if !bytes.is_empty() {
                    emit(bytes)?;
                }
                self.feed_slowly(after, emit)
            }
            Err(_) => self.feed_slowly(letters, emit),
        }
    }

    fn feed_slowly(&mut self, letters: &[u8], emit: Emit<'_>) -> io::Result<()> {
        if self.broken {
            return Ok(());
        }
        self.clean.clear();
        self.clean.append(&mut self.rest);
        for letter in letters {
            match letter {
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/' if !self.padded => self.clean.push(*letter),
                b'-' if !self.padded => self.clean.push(b'+'),
                b'_' if !self.padded => self.clean.push(b'/'),
                b' ' | b'\t' | b'\r' | b'\n' => {}
                b'=' => self.padded = true,
                _ => {
                    self.broken = true;
                    break;
                }
            }
        }
        let whole = self.clean.len() / 4 * 4;
        self.rest.extend_from_slice(&self.clean[whole..]);
        if whole == 0 {
            return Ok(());
        }
        self.decoded.resize(whole / 4 * 3, 0);
        let decoded = STANDARD_NO_PAD.decode(&self.clean[..whole], self.decoded.as_mut_slice().as_out());
        // Every letter is one of the alphabet and they come in fours, so it does decode.
        decoded.map_or(Ok(()), |bytes| emit(bytes))
    }

    /// Decodes what is left, and says whether every letter made sense.
    pub(super) fn finish(mut self, emit: Emit<'_>) -> io::Result<bool> {
        let value = |letter: &u8| -> u32 {
            u32::from(match letter {
                b'A'..=b'Z' => letter - b'A',
                b'a'..=b'z' => letter - b'a' + 26,
                b'0'..=b'9' => letter - b'0' + 52,
                b'+' => 62,
                _ => 63,
            })
        };
        match self.rest.as_slice() {
            [] => {}
            [a, b] => emit(&[byte(value(a) << 2 | value(b) >> 4)])?,
            [a, b, c] => emit(&[byte(value(a) << 2 | value(b) >> 4), byte(value(b) << 4 | value(c) >> 2)])?,
            _ => self.broken = true,
        }
        Ok(!self.broken)
    }
}

/// The low eight bits.
fn byte(value: u32) -> u8 {
    value.to_le_bytes()[0]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn decoded(pieces: &[&[u8]], mut decoder: Base64Pieces) -> (Vec<u8>, bool) {
        let mut out = Vec::new();
        let mut emit = |bytes: &[u8]| {
            out.extend_from_slice(bytes);
            Ok(())
        };
        for piece in pieces {
            decoder.feed(piece, &mut emit).unwrap();
        }
        let whole = decoder.finish(&mut emit).unwrap();
        (out, whole)
    }

    #[test]
    fn every_way_of_writing_base64_is_read() {
        for (text, bytes, whole) in [
            ("aGVsbG8gd29ybGQ=", &b"hello world"[..], true),
            ("aGVsbG8gd29ybGQ", b"hello world", true),
            ("aGVs\r\nbG8g\nd29y bGQ=\n", b"hello world", true),
            ("+/+/", b"\xfb\xff\xbf", true),
            ("-_-_", b"\xfb\xff\xbf", true),
            ("", b"", true),
            ("aGVsbG8*d29ybGQ=", b"hello", false),
            ("aGVsb", b"hel", false),
            ("aGVsbG8=aGVs", b"hello", false),
        ] {
            assert_eq!(
                decoded(&[text.as_bytes()], Base64Pieces::default()),
                (bytes.to_vec(), whole),
                "{text}"
            );
        }
        let url = b"data:image/png;base64,aGVsbG8=";
        assert_eq!(decoded(&[url], Base64Pieces::of_data_url()), (b"hello".to_vec(), true));
    }

    proptest! {
        #[test]
        fn any_cutting_gives_the_same_bytes(
            bytes in proptest::collection::vec(any::<u8>(), 0..600),
            cuts in proptest::collection::vec(1_usize..70, 1..60),
            breaks in any::<bool>(),
            url_safe in any::<bool>(),
        ) {
            let coder = if url_safe { base64_simd::URL_SAFE } else { base64_simd::STANDARD };
            let mut text = coder.encode_to_string(&bytes);
            if breaks {
                text = text.as_bytes().chunks(76).map(|line| String::from_utf8_lossy(line).into_owned() + "\n").collect();
            }
            let mut pieces = Vec::new();
            let mut rest = text.as_bytes();
            for cut in cuts.iter().cycle() {
                if rest.is_empty() {
                    break;
                }
                let (piece, after) = rest.split_at((*cut).min(rest.len()));
                pieces.push(piece);
                rest = after;
            }
            prop_assert_eq!(decoded(&pieces, Base64Pieces::default()), (bytes, true));
        }
    }
}
