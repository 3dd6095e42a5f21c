//! Finished pictures, what is said of them, and the answer that carries both.

use serde::Serialize;
use serde_json::{Value, json};

use super::{
    answer::{Answer, JSON},
    rules::Carriage,
    shelf::Shelf,
    tokens::Usage,
};

/// The values that an answer repeats, as they were in the end (`auto` is settled).
#[derive(Debug, Clone, Serialize)]
pub struct Echo {
    /// `transparent` or `opaque`.
    pub background: &'static str,
    /// `png`, `jpeg`, `webp`, `gif` or `svg`.
    pub output_format: &'static str,
    /// The quality that was used.
    pub quality: &'static str,
    /// `WIDTHxHEIGHT` of the pictures.
    pub size: String,
    /// The caller's own mark, when one was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub safety_identifier: Option<String>,
}

impl Echo {
    /// The type of the pictures.
    pub fn media_type(&self) -> &'static str {
        match self.output_format {
            "jpeg" => "image/jpeg",
            "webp" => "image/webp",
            "gif" => "image/gif",
            "svg" => "image/svg+xml",
            _ => "image/png",
        }
    }
}

#[derive(Serialize)]
struct Tail<'a> {
    #[serde(flatten)]
    echo: &'a Echo,
    usage: &'a Usage,
    #[serde(skip_serializing_if = "Option::is_none")]
    svg_usage: Option<Value>,
}

/// Finished pictures and what is said of them.
#[derive(Debug, Clone)]
pub struct Painted {
    /// Each in base64.
    pub pictures: Vec<String>,
    /// The type of the pictures.
    pub media_type: &'static str,
    /// How they come back.
    pub carriage: Carriage,
    /// The model that was asked for.
    pub model: &'static str,
    /// What the model made of the prompt; only DALL·E 3 says it.
    pub revised_prompt: Option<String>,
    /// What GPT Image models say besides the pictures.
    pub facts: Option<(Echo, Usage)>,
    /// When, in Unix seconds.
    pub created: u64,
}

impl Painted {
    /// Every picture as a link to the shelf.
    pub fn links(&self, on: &Shelf) -> Vec<String> {
        let link = |picture: &String| on.put_base64(picture, self.media_type);
        self.pictures.iter().map(link).collect()
    }

    /// What was used, as numbers; nothing for models that do not say it.
    pub fn tokens(&self) -> (u64, u64) {
        let facts = self.facts.as_ref();
        facts.map_or((0, 0), |(_, usage)| (usage.input_tokens, usage.output_tokens))
    }

    /// The answer of the live server.
    pub fn plain(&self, on: &Shelf) -> Answer {
        self.clone().into_plain(on)
    }

    /// The same, without a second copy of the pictures.
    pub fn into_plain(self, on: &Shelf) -> Answer {
        let also = |mut item: Value| {
            if let Some(prompt) = &self.revised_prompt {
                item["revised_prompt"] = json!(prompt);
            }
            item
        };
        if self.carriage == Carriage::Links {
            let links = self.links(on).into_iter();
            let items: Vec<Value> = links.map(|url| also(json!({ "url": url }))).collect();
            return Answer::json(&json!({"created": self.created, "data": items}));
        }
        let end = match &self.revised_prompt {
            Some(prompt) => format!(",\"revised_prompt\":{}}}", json!(prompt)),
            None => "}".to_owned(),
        };
        let tail = self
            .facts
            .as_ref()
            .map_or_else(|| "}".to_owned(), |(echo, usage)| format!(",{}", tail(echo, usage)));
        let mut answer = Answer::new(JSON, format!("{{\"created\":{},\"data\":[", self.created));
        for (at, picture) in self.pictures.into_iter().enumerate() {
            let comma = if at == 0 { "" } else { "," };
            answer.pieces.push(format!("{comma}{{\"b64_json\":\"").into());
            answer.pieces.push(picture.into());
            answer.pieces.push(format!("\"{end}").into());
        }
        answer.pieces.push(format!("]{tail}").into());
        answer
    }
}

/// The fields after the pictures, up to and with the closing brace.
///
/// The base64 never passes through the JSON writer: it needs no escaping, and there are megabytes of it.
pub fn tail(echo: &Echo, usage: &Usage) -> String {
    let svg_usage = (echo.output_format == "svg").then(|| {
        json!({"model": "gpt-6-luna", "input_tokens": 1190, "output_tokens": 5230, "reasoning_tokens": 900, "total_tokens": 6420})
    });
    let tail = serde_json::to_string(&Tail { echo, usage, svg_usage }).unwrap_or_default();
    tail.strip_prefix('{').map(str::to_owned).unwrap_or(tail)
}
