//! The fields of a request as the API names them: only what was set (images-api.md §2.1, §4).

use serde_json::{Map, Value, json};

use crate::domain::{Operation, OptionName, OptionValue, Request, Size};

/// Every field but the pictures, in the order of the form, with the profile's own laid under them.
pub(super) fn fields(request: &Request, extra: &Map<String, Value>) -> Map<String, Value> {
    let mut fields = Map::new();
    fields.insert("model".to_owned(), request.model().into());
    if request.operation() != Operation::Variation {
        fields.insert("prompt".to_owned(), request.prompt().into());
    }
    if request.count() > 1 {
        fields.insert("n".to_owned(), request.count().into());
    }
    if *request.size() != Size::Auto {
        fields.insert("size".to_owned(), request.size().to_string().into());
    }
    for (name, value) in request.options() {
        put(&mut fields, *name, value);
    }
    for (name, value) in extra {
        fields.entry(name.clone()).or_insert_with(|| value.clone());
    }
    fields
}

fn put(fields: &mut Map<String, Value>, name: OptionName, value: &OptionValue) {
    let plain = match value {
        OptionValue::Number(number) => json!(number),
        OptionValue::Word(word) => json!(word),
    };
    match name {
        // Partial pictures come in a stream only; none asked for means an ordinary answer.
        OptionName::PartialImages if *value == OptionValue::Number(0) => {}
        OptionName::PartialImages => {
            fields.insert("stream".to_owned(), true.into());
            fields.insert(name.wire().to_owned(), plain);
        }
        OptionName::SvgModel => svg(fields)["model"] = plain,
        OptionName::SvgEffort => svg(fields)["reasoning"] = json!({ "effort": plain }),
        OptionName::Quality
        | OptionName::OutputFormat
        | OptionName::OutputCompression
        | OptionName::Background
        | OptionName::Moderation
        | OptionName::InputFidelity
        | OptionName::Complexity
        | OptionName::FrameCount
        | OptionName::FrameDurationMs
        | OptionName::Style
        | OptionName::ResponseFormat
        | OptionName::SafetyIdentifier
        | OptionName::User => {
            fields.insert(name.wire().to_owned(), plain);
        }
    }
}

fn svg(fields: &mut Map<String, Value>) -> &mut Value {
    fields.entry("svg").or_insert_with(|| json!({}))
}

/// The fields as parts of a form: numbers as digits, nested ones in bracket notation (images-api.md §2.2).
pub(super) fn flat(fields: &Map<String, Value>) -> Vec<(String, String)> {
    let mut parts = Vec::new();
    for (name, value) in fields {
        flatten(name, value, &mut parts);
    }
    parts
}

fn flatten(name: &str, value: &Value, parts: &mut Vec<(String, String)>) {
    match value {
        Value::Null => {}
        Value::String(text) => parts.push((name.to_owned(), text.clone())),
        Value::Bool(_) | Value::Number(_) => parts.push((name.to_owned(), value.to_string())),
        Value::Array(all) => {
            for one in all {
                flatten(&format!("{name}[]"), one, parts);
            }
        }
        Value::Object(object) => {
            for (inner, one) in object {
                flatten(&format!("{name}[{inner}]"), one, parts);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Draft, ModelTable, Proposal};

    fn request(size: &str, count: &str, options: &[(OptionName, &str)]) -> Request {
        let draft = Draft {
            prompt: " a kite ".to_owned(),
            model: "gpt-image-2.6-flare".to_owned(),
            size: size.to_owned(),
            count: count.to_owned(),
            options: options.iter().map(|(name, text)| (*name, (*text).to_owned())).collect(),
            ..Draft::default()
        };
        let model = ModelTable::standard().unwrap().model(&draft.model);
        Request::try_from(Proposal {
            draft: &draft,
            model: &model,
        })
        .unwrap()
    }

    #[test]
    fn only_what_was_set_is_sent() {
        let none = Map::new();
        for (request, sent) in [
            (request("auto", "1", &[]), json!({})),
            (request("1536x1024", "2", &[]), json!({"n": 2, "size": "1536x1024"})),
            (
                request(
                    "auto",
                    "1",
                    &[
                        (OptionName::Quality, "low"),
                        (OptionName::OutputFormat, "webp"),
                        (OptionName::OutputCompression, "80"),
                    ],
                ),
                json!({"quality": "low", "output_format": "webp", "output_compression": 80}),
            ),
            (
                request(
                    "auto",
                    "1",
                    &[
                        (OptionName::OutputFormat, "svg"),
                        (OptionName::SvgModel, "m"),
                        (OptionName::SvgEffort, "low"),
                    ],
                ),
                json!({"output_format": "svg", "svg": {"model": "m", "reasoning": {"effort": "low"}}}),
            ),
            (
                request("auto", "1", &[(OptionName::PartialImages, "2")]),
                json!({"stream": true, "partial_images": 2}),
            ),
            (request("auto", "1", &[(OptionName::PartialImages, "0")]), json!({})),
        ] {
            let mut expected = json!({"model": "gpt-image-2.6-flare", "prompt": " a kite "});
            expected
                .as_object_mut()
                .unwrap()
                .extend(sent.as_object().unwrap().clone());
            assert_eq!(Value::Object(fields(&request, &none)), expected);
        }
    }

    #[test]
    fn a_profile_adds_fields_but_never_changes_what_was_set() {
        let extra = json!({"quality": "max", "seed": 7, "deep": {"a": [1, true]}});
        let fields = fields(
            &request("auto", "1", &[(OptionName::Quality, "low")]),
            extra.as_object().unwrap(),
        );
        assert_eq!((&fields["quality"], &fields["seed"]), (&json!("low"), &json!(7)));
        let parts = flat(&fields);
        let part = |name: &str| {
            parts
                .iter()
                .filter(|(n, _)| n == name)
                .map(|(_, v)| v.as_str())
                .collect::<Vec<_>>()
        };
        assert_eq!(part("seed"), ["7"]);
        assert_eq!(part("deep[a][]"), ["1", "true"]);
    }
}
