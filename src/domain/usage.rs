//! The token counts that a server reports for a request.

use serde::{Deserialize, Serialize};

use super::{counted, thousands};

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

    /// All tokens, for people: `23 in, 439 out`.
    #[must_use]
    pub fn told(&self) -> String {
        format!(
            "{} in, {} out",
            thousands(self.input_tokens),
            thousands(self.output_tokens)
        )
    }

    /// Tokens of each kind, for people: `23 text tokens in, 439 image tokens out`; nothing where the server told no kinds.
    #[must_use]
    pub fn told_by_kind(&self) -> Option<String> {
        let kinds = [
            ("text", "in", self.input_text_tokens),
            ("image", "in", self.input_image_tokens),
            ("text", "out", self.output_text_tokens),
            ("image", "out", self.output_image_tokens),
        ];
        let told = kinds.iter().filter_map(|(kind, way, count)| {
            let count = (*count).filter(|count| *count > 0)?;
            Some(format!(
                "{} {way}",
                counted(count, &format!("{kind} token"), &format!("{kind} tokens"))
            ))
        });
        let told: Vec<_> = told.collect();
        (!told.is_empty()).then(|| told.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_of_tokens_reads_as_one_of_tokens() {
        let usage = Usage {
            input_tokens: 2071,
            input_text_tokens: Some(23),
            input_image_tokens: Some(2048),
            output_tokens: 440,
            output_text_tokens: Some(1),
            output_image_tokens: Some(439),
            total_tokens: 2511,
        };
        assert_eq!(usage.told(), "2,071 in, 440 out");
        let kinds = "23 text tokens in, 2,048 image tokens in, 1 text token out, 439 image tokens out";
        assert_eq!(usage.told_by_kind().as_deref(), Some(kinds));
        let words = Usage {
            input_image_tokens: Some(0),
            output_text_tokens: None,
            ..usage
        };
        assert_eq!(
            words.told_by_kind().as_deref(),
            Some("23 text tokens in, 439 image tokens out")
        );
        assert_eq!(Usage::default().told_by_kind(), None);
    }
}
