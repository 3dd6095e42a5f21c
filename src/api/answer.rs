//! What an answer holds beside the bytes of its pictures.

use super::{ApiError, Link, tokens::SvgUsage};
use crate::domain::{Money, Usage};

/// What an answer says of a picture that it held.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Picture {
    /// It came whole.
    pub whole: bool,
    /// It is an unfinished picture of a stream whose finished one never came.
    pub partial: bool,
    /// The prompt as the server rewrote it, byte for byte.
    pub revised_prompt: Option<String>,
    /// Where it was: the number of its event in a stream, then a JSON pointer.
    pub place: String,
}

/// An answer without its pictures.
#[derive(Debug, Clone, Default)]
pub struct Answer {
    /// The pictures that went to the sink, in order.
    pub pictures: Vec<Picture>,
    /// Pictures still to be fetched.
    pub links: Vec<Link>,
    /// The tokens reported.
    pub usage: Option<Usage>,
    /// The tokens of the text model that wrote an SVG.
    pub svg_usage: Option<SvgUsage>,
    /// What the server says it has taken for it, where it says so (`usage.cost`).
    pub cost: Option<Money>,
    /// What the server says it did: `size`, `quality`, `output_format`, `background`; safe to show.
    pub echoed: Vec<(String, String)>,
    /// When it was made, in seconds since 1970, where it says so.
    pub created: Option<i64>,
    /// The JSON with its pictures taken out; nothing when the answer could not be read and is best kept as it came.
    pub json: Option<Vec<u8>>,
    /// What is wrong with it, if anything; pictures can have come all the same.
    pub fault: Option<ApiError>,
}
