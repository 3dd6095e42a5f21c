//! Pictures in base64 that are not what they should be.

/// What is wrong with the pictures of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spoiling {
    /// One is missing.
    Fewer,
    /// There are characters in it that base64 does not have.
    BadBase64,
    /// It is the base64 of a text.
    Text,
    /// It is base64 of the kind for URLs, without padding.
    UrlSafe,
    /// It comes in lines.
    LineBreaks,
}

const LINE: usize = 76;

impl Spoiling {
    /// How many pictures are left of so many.
    pub fn count(self, count: u32) -> u32 {
        match self {
            Self::Fewer => count.saturating_sub(1),
            Self::BadBase64 | Self::Text | Self::UrlSafe | Self::LineBreaks => count,
        }
    }

    /// A picture as it arrives, fit to stand between the quotes of a JSON text.
    pub fn apply(self, picture: String) -> String {
        match self {
            Self::Fewer => picture,
            Self::BadBase64 => {
                let middle = picture.len() / 2;
                let (left, right) = picture.split_at_checked(middle).unwrap_or((&picture, ""));
                format!("{left}***{right}")
            }
            Self::Text => base64_simd::STANDARD.encode_to_string("I am sorry, I cannot draw that."),
            Self::UrlSafe => picture.trim_end_matches('=').replace('+', "-").replace('/', "_"),
            Self::LineBreaks => {
                let lines = picture.as_bytes().chunks(LINE);
                let lines: Vec<_> = lines.map(String::from_utf8_lossy).collect();
                lines.join("\\n")
            }
        }
    }
}
