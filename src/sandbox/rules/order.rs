//! What is left of a request when every check has passed.

use super::{models::Model, sizes::Size};

/// The two ways to ask for pictures in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Endpoint {
    /// `/images/generations`
    Generations,
    /// `/images/edits`
    Edits,
}

/// How much care a picture gets, least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Quality {
    /// `low`
    Low,
    /// `medium`
    Medium,
    /// `high`
    High,
    /// `xhigh`
    ExtraHigh,
    /// `max`
    Max,
}

impl Quality {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::ExtraHigh => "xhigh",
            Self::Max => "max",
        }
    }
}

/// What is behind the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Background {
    /// The server decides.
    Auto,
    /// Nothing shines through.
    Opaque,
    /// Real alpha around the subject.
    Transparent,
}

/// The file format, with what belongs to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// PNG.
    Png,
    /// JPEG of this quality, 0 to 100.
    Jpeg(u8),
    /// WebP. Always lossless here, since that is the only kind that the encoder writes; the asked compression changes nothing.
    Webp,
    /// A looping GIF.
    Gif {
        /// 2 to 16.
        frames: u32,
        /// How long each is shown, a multiple of 10.
        frame_milliseconds: u32,
    },
    /// A drawing of paths.
    Svg,
}

/// A request that passed every check; what it leaves to the server is still open.
#[derive(Debug, Clone, PartialEq)]
pub struct Order {
    /// Who draws.
    pub model: &'static Model,
    /// What is asked for.
    pub prompt: String,
    /// How many pictures.
    pub count: u32,
    /// `None` for `auto`.
    pub size: Option<Size>,
    /// `None` for `auto`.
    pub quality: Option<Quality>,
    /// What is behind the picture.
    pub background: Background,
    /// The file format.
    pub format: Format,
    /// The number of partial pictures of a stream; `None` for a plain answer.
    pub stream: Option<u32>,
    /// Whether the inputs are looked at closely by a model that has the choice.
    pub close_look: bool,
    /// The caller's own mark, repeated in the answer.
    pub safety_identifier: Option<String>,
    /// How the pictures come back.
    pub carriage: Carriage,
}

/// How the pictures come back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Carriage {
    /// Inside the answer.
    Base64,
    /// As links to the server's own shelf.
    Links,
}
