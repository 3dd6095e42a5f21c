//! The token counts that a server reports for a request.

use serde::{Deserialize, Serialize};

/// Tokens of one request (images-api.md §7.1); missing details stay `None`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Usage {
    /// All input tokens.
    pub input_tokens: u64,
    /// Input tokens of text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub input_text_tokens: Option<u64>,
    /// Input tokens of images.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub input_image_tokens: Option<u64>,
    /// All output tokens.
    pub output_tokens: u64,
    /// Output tokens of text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output_text_tokens: Option<u64>,
    /// Output tokens of images.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output_image_tokens: Option<u64>,
    /// Input and output together, as reported.
    pub total_tokens: u64,
}

impl Usage {
    /// Whether the report says nothing, as some compatible servers do.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.input_tokens == 0 && self.output_tokens == 0
    }
}
