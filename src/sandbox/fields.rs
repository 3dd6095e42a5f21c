//! A request's fields in one shape, whether they came as JSON or as multipart.

use axum::{
    body::Bytes,
    extract::{FromRequest, Multipart, Request},
    http::{StatusCode, header},
    response::IntoResponse,
};
use serde_json::{Map, Value};

use super::refusal::Refusal;

/// How a request was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// One JSON object.
    Json,
    /// `multipart/form-data`: every value is text, pictures are files.
    Multipart,
}

/// A file of a multipart request.
#[derive(Debug, Clone)]
pub struct Upload {
    /// The part's name without brackets: `image`, `mask`, `markup`.
    pub part: String,
    /// The name that the file came with.
    pub name: String,
    /// The content type that the part claims.
    pub content_type: Option<String>,
    /// The file itself.
    pub bytes: Bytes,
}

/// All fields of a request, in the order in which they came.
#[derive(Debug, Clone)]
pub struct Fields {
    /// How the request was written.
    pub form: Form,
    /// Everything that is not a file.
    pub values: Map<String, Value>,
    /// The files.
    pub files: Vec<Upload>,
}

impl Fields {
    /// Reads the body in the form that its content type names.
    pub async fn read(request: Request) -> Result<Self, Refusal> {
        let given = request
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok());
        let kind = given.unwrap_or_default().to_ascii_lowercase();
        if kind.starts_with("multipart/form-data") {
            return Self::read_multipart(request).await;
        }
        if !kind.starts_with("application/json") {
            return Err(unsupported(&kind));
        }
        let body = Bytes::from_request(request, &()).await.map_err(|rejection| {
            let status = rejection.into_response().status();
            unreadable(status, "the body could not be read")
        })?;
        Self::from_json(&body)
    }

    /// Reads a JSON body.
    pub fn from_json(body: &[u8]) -> Result<Self, Refusal> {
        match serde_json::from_slice(body) {
            Ok(Value::Object(values)) => Ok(Self {
                form: Form::Json,
                values,
                files: Vec::new(),
            }),
            Ok(_) => Err(unreadable(StatusCode::BAD_REQUEST, "the body is not an object")),
            Err(error) => Err(unreadable(StatusCode::BAD_REQUEST, &error.to_string())),
        }
    }

    async fn read_multipart(request: Request) -> Result<Self, Refusal> {
        let told = |status, why: String| unreadable(status, &why);
        let mut parts = Multipart::from_request(request, &())
            .await
            .map_err(|rejection| told(rejection.status(), rejection.body_text()))?;
        let mut fields = Self {
            form: Form::Multipart,
            values: Map::new(),
            files: Vec::new(),
        };
        let mut seen: Vec<String> = Vec::new();
        loop {
            let part = parts
                .next_field()
                .await
                .map_err(|error| told(error.status(), error.body_text()))?;
            let Some(part) = part else { return Ok(fields) };
            let name = part.name().unwrap_or_default().to_owned();
            if !name.ends_with("[]") && seen.contains(&name) {
                return Err(twice(&name));
            }
            let file_name = part.file_name().map(str::to_owned);
            let content_type = part.content_type().map(str::to_owned);
            let bytes = part
                .bytes()
                .await
                .map_err(|error| told(error.status(), error.body_text()))?;
            match file_name {
                Some(file_name) => fields.files.push(Upload {
                    part: name.strip_suffix("[]").unwrap_or(&name).to_owned(),
                    name: file_name,
                    content_type,
                    bytes,
                }),
                None => fields.put_text(&name, &String::from_utf8_lossy(&bytes)),
            }
            seen.push(name);
        }
    }

    /// Stores a text part; `svg[reasoning][effort]` becomes a nested object.
    fn put_text(&mut self, name: &str, text: &str) {
        let mut keys = name.split('[').map(|key| key.trim_end_matches(']'));
        let mut key = keys.next().unwrap_or_default();
        let mut inside = &mut self.values;
        for next in keys.filter(|key| !key.is_empty()) {
            let slot = inside.entry(key).or_insert_with(|| Value::Object(Map::new()));
            if !slot.is_object() {
                *slot = Value::Object(Map::new());
            }
            let Value::Object(deeper) = slot else { return };
            inside = deeper;
            key = next;
        }
        inside.insert(key.to_owned(), Value::String(text.to_owned()));
    }

    /// The names of all fields, for finding one that nobody knows.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let files = self.files.iter().map(|file| file.part.as_str());
        self.values.keys().map(String::as_str).chain(files)
    }

    /// A field's value. A null counts as absent.
    pub fn value(&self, name: &str) -> Option<&Value> {
        self.values.get(name).filter(|value| !value.is_null())
    }

    /// The files of one part, in order.
    pub fn files<'a>(&'a self, part: &'a str) -> impl Iterator<Item = &'a Upload> {
        self.files.iter().filter(move |file| file.part == part)
    }
}

fn twice(name: &str) -> Refusal {
    let message =
        format!("Duplicate parameter: '{name}'. Only one value is allowed. To send a list, name each part '{name}[]'.");
    Refusal::schema(name, "duplicate_parameter", message)
}

fn unreadable(status: StatusCode, why: &str) -> Refusal {
    Refusal::general(
        status,
        None,
        format!("We could not parse the body of your request: {why}."),
    )
}

fn unsupported(kind: &str) -> Refusal {
    let named = if kind.is_empty() { "none" } else { kind };
    Refusal::general(
        StatusCode::BAD_REQUEST,
        Some("unsupported_content_type"),
        format!("Unsupported content type: {named}. Use 'application/json' or, for edits, 'multipart/form-data'."),
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn bracketed_parts_become_a_nested_object() {
        let mut fields = Fields {
            form: Form::Multipart,
            values: Map::new(),
            files: Vec::new(),
        };

        fields.put_text("svg[model]", "luna");
        fields.put_text("svg[reasoning][effort]", "low");
        fields.put_text("prompt", "a fox");

        let expected = json!({"svg": {"model": "luna", "reasoning": {"effort": "low"}}, "prompt": "a fox"});
        assert_eq!(Value::Object(fields.values), expected);
    }

    #[test]
    fn a_null_counts_as_absent_but_keeps_its_name() {
        let fields = Fields::from_json(br#"{"style": null}"#).unwrap();

        assert_eq!(fields.value("style"), None);
        assert_eq!(fields.names().collect::<Vec<_>>(), ["style"]);
    }

    #[test]
    fn what_is_not_an_object_is_refused() {
        for body in ["", "[]", "{", "3"] {
            let refusal = Fields::from_json(body.as_bytes()).unwrap_err();
            assert_eq!(refusal.status, StatusCode::BAD_REQUEST, "{body}");
        }
    }
}
