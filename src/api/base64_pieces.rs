//! Decodes base64 that arrives in pieces, tolerant of line breaks, the URL-safe letters and missing padding, and the
//! percent signs of a `data:` URL that is not base64.

use std::io;

use base64_simd::{AsOut, STANDARD_NO_PAD};

/// The beginning of a `data:` URL, such as `data:image/png;base64`, is remembered up to this length.
const LONGEST_PREFIX: usize = 256;

/// Where decoded bytes go.
type Emit<'a> = &'a mut dyn FnMut(&[u8]) -> io::Result<()>;

/// A decoder that holds no more than it was given last.
#[derive(Debug, Default)]
pub(super) struct Base64Pieces {
    /// The beginning of a `data:` URL, until its comma has come.
    prefix: Option<Vec<u8>>,
    /// Not base64 but percent signs; their letters are in `rest` until there are three.
    percent: bool,
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
            prefix: Some(Vec::new()),
            ..Self::default()
        }
    }

    /// Decodes the next letters. What comes after a letter that cannot be is ignored: what is whole is kept.
    pub(super) fn feed(&mut self, mut letters: &[u8], emit: Emit<'_>) -> io::Result<()> {
        if let Some(prefix) = &mut self.prefix {
            let comma = memchr::memchr(b',', letters);
            let before = &letters[..comma.unwrap_or(letters.len())];
            prefix.extend(before.iter().take(LONGEST_PREFIX.saturating_sub(prefix.len())));
            let Some(comma) = comma else {
                return Ok(());
            };
            let prefix = self.prefix.take().unwrap_or_default().to_ascii_lowercase();
            // Some servers forget to say that it is base64; only a vector picture is ever text.
            self.percent = !prefix.ends_with(b";base64") && memchr::memmem::find(&prefix, b"svg").is_some();
            letters = &letters[comma + 1..];
        }
        if self.percent {
            return self.feed_percent(letters, emit);
        }
        let missing = (4 - self.rest.len()) % 4;
        if self.padded || self.broken || letters.len() < missing {
            return self.feed_slowly(letters, emit);
        }
        // The four that the last piece cut are filled up, so that everything goes the fast way and on in one piece.
        let (filling, letters_after) = letters.split_at(missing);
        let (fours, after) = letters_after.split_at(letters_after.len() / 4 * 4);
        let seam = if missing == 0 { 0 } else { 3 };
        self.clean.clear();
        self.clean.extend_from_slice(&self.rest);
        self.clean.extend_from_slice(filling);
        self.decoded.resize(seam + fours.len() / 4 * 3, 0);
        let (first, others) = self.decoded.split_at_mut(seam);
        let is_sound = STANDARD_NO_PAD.decode(&self.clean, first.as_out()).is_ok()
            && STANDARD_NO_PAD.decode(fours, others.as_out()).is_ok();
        if !is_sound {
            return self.feed_slowly(letters, emit);
        }
        self.rest.clear();
        if !self.decoded.is_empty() {
            emit(&self.decoded)?;
        }
        self.feed_slowly(after, emit)
    }

    fn feed_percent(&mut self, letters: &[u8], emit: Emit<'_>) -> io::Result<()> {
        self.clean.clear();
        for letter in letters {
            if self.rest.is_empty() && *letter != b'%' {
                self.clean.push(*letter);
                continue;
            }
            self.rest.push(*letter);
            let [_, high, low] = self.rest[..] else {
                continue;
            };
            let digit = |letter: u8| char::from(letter).to_digit(16);
            match (digit(high), digit(low)) {
                (Some(high), Some(low)) => self.clean.push(byte(high << 4 | low)),
                _ => self.clean.extend_from_slice(&self.rest),
            }
            self.rest.clear();
        }
        emit(&self.clean)
    }

    /// Whether its last `=` has come.
    pub(super) const fn is_padded(&self) -> bool {
        self.padded
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
            rest if self.percent => emit(rest)?,
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
        let text = b"data:image/svg+xml;utf8,%3Csvg a='100%25'>%";
        for cut in 1..text.len() {
            let pieces: Vec<_> = text.chunks(cut).collect();
            let read = decoded(&pieces, Base64Pieces::of_data_url());
            assert_eq!(read, (b"<svg a='100%'>%".to_vec(), true));
        }
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
