//! The fields of a request as the API names them: only what was set (images-api.md §2.1, §4).

use serde_json::{Map, Value, json};

use super::Endpoint;
use crate::domain::{Flavor, Operation, OptionName, OptionValue, Request, Size, aspect};

/// Every field but the pictures, in the order of the form: what was set, then what the profile adds beside it, then the
/// person's own JSON, which wins over both; a `null` in it takes a field away.
pub(super) fn fields(request: &Request, endpoint: &Endpoint) -> Map<String, Value> {
    let (profile, flavor) = (endpoint.profile(), endpoint.profile().flavor);
    let mut fields = Map::new();
    if !endpoint.model_is_in_address() {
        fields.insert("model".to_owned(), request.model().into());
    }
    if request.operation() != Operation::Variation {
        fields.insert("prompt".to_owned(), request.prompt().into());
    }
    if request.count() > 1 {
        fields.insert("n".to_owned(), request.count().into());
    }
    put_size(&mut fields, request.size(), flavor);
    if flavor == Flavor::Xai {
        // Its links die soon, and bytes in the answer need no second request (images-api.md §13.2).
        fields.insert("response_format".to_owned(), "b64_json".into());
    }
    for (name, value) in request.options() {
        put(&mut fields, *name, value, flavor);
    }
    if let Some(seed) = request.seed().filter(|_| profile.seed) {
        fields.insert("seed".to_owned(), seed.into());
    }
    for (name, value) in &profile.extra {
        fields.entry(name.clone()).or_insert_with(|| value.clone());
    }
    for (name, value) in request.extra() {
        if value.is_null() {
            fields.remove(name);
        } else {
            fields.insert(name.clone(), value.clone());
        }
    }
    fields
}

fn put_size(fields: &mut Map<String, Value>, size: &Size, flavor: Flavor) {
    if flavor == Flavor::Xai {
        // What has no shape there was refused before.
        if let Ok(Some(shape)) = aspect(size) {
            fields.insert("aspect_ratio".to_owned(), shape.ratio.into());
            fields.extend(shape.resolution.map(|word| ("resolution".to_owned(), word.into())));
        }
    } else if *size != Size::Auto {
        fields.insert("size".to_owned(), size.to_string().into());
    }
}

fn put(fields: &mut Map<String, Value>, name: OptionName, value: &OptionValue, flavor: Flavor) {
    let plain = match value {
        OptionValue::Number(number) => json!(number),
        OptionValue::Word(word) => json!(word),
    };
    match name {
        // Partial pictures come in a stream only; none asked for means an ordinary answer.
        OptionName::PartialImages if value.to_string() == "0" => {}
        OptionName::PartialImages => {
            fields.insert("stream".to_owned(), true.into());
            if flavor != Flavor::Openrouter {
                fields.insert(name.wire().to_owned(), count(value).unwrap_or(plain));
            }
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

/// A number as one, also for models that nobody knows the options of.
fn count(value: &OptionValue) -> Option<Value> {
    value.to_string().parse::<u64>().ok().map(Value::from)
}

fn svg(fields: &mut Map<String, Value>) -> &mut Value {
    fields.entry("svg").or_insert_with(|| json!({}))
}

/// The fields as parts of a form: numbers as digits, and what is nested as JSON text, but for `svg`, which has its own
/// notation (images-api.md §2.2).
pub(super) fn flat(fields: &Map<String, Value>) -> Vec<(String, String)> {
    let mut parts = Vec::new();
    for (name, value) in fields {
        match value {
            Value::Null => {}
            Value::Object(_) if name == "svg" => bracketed(name, value, &mut parts),
            _ => parts.push((name.clone(), text(value))),
        }
    }
    parts
}

fn bracketed(name: &str, value: &Value, parts: &mut Vec<(String, String)>) {
    match value {
        Value::Object(object) => {
            for (inner, one) in object {
                bracketed(&format!("{name}[{inner}]"), one, parts);
            }
        }
        _ => parts.push((name.to_owned(), text(value))),
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        _ => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Draft, ModelTable, Profile};

    fn endpoint(profile: &Profile) -> Endpoint {
        Endpoint::new(profile, &"https://a.example".parse().unwrap(), None, None).unwrap()
    }

    fn request(size: &str, count: &str, options: &[(OptionName, &str)]) -> Request {
        with(|draft| {
            size.clone_into(&mut draft.size);
            count.clone_into(&mut draft.count);
            draft.options = options.iter().map(|(name, text)| (*name, (*text).to_owned())).collect();
        })
    }

    fn with(change: impl FnOnce(&mut Draft)) -> Request {
        let mut draft = Draft {
            prompt: " a kite ".to_owned(),
            model: "gpt-image-2.6-flare".to_owned(),
            ..Draft::default()
        };
        change(&mut draft);
        ModelTable::standard().unwrap().checked(&draft).unwrap()
    }

    #[test]
    fn only_what_was_set_is_sent() {
        let plain = endpoint(&Profile::default());
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
            assert_eq!(Value::Object(fields(&request, &plain)), expected);
        }
    }

    #[test]
    fn a_profile_adds_fields_and_a_persons_own_json_wins() {
        let extra = |value: Value| value.as_object().unwrap().clone();
        let profile = Profile {
            extra: extra(json!({"quality": "max", "steps": 7, "deep": {"a": [1, true]}})),
            ..Profile::default()
        };
        let set = || request("auto", "1", &[(OptionName::Quality, "low")]);
        let fields = fields(&set(), &endpoint(&profile));
        assert_eq!((&fields["quality"], &fields["steps"]), (&json!("low"), &json!(7)));
        let parts = flat(&fields);
        assert!(parts.contains(&("steps".to_owned(), "7".to_owned())), "{parts:?}");
        assert!(
            parts.contains(&("deep".to_owned(), "{\"a\":[1,true]}".to_owned())),
            "{parts:?}"
        );
        let own = with(|draft| draft.extra = r#"{"steps":9,"quality":"best","deep":null,"model":"m"}"#.to_owned());
        let fields = super::fields(&own, &endpoint(&profile));
        let expected = json!({"model": "m", "prompt": " a kite ", "quality": "best", "steps": 9});
        assert_eq!(Value::Object(fields), expected);
    }

    #[test]
    fn a_seed_goes_only_where_it_is_taken() {
        let seeded = with(|draft| draft.seed = "7".to_owned());
        let taken = Profile {
            seed: true,
            ..Profile::default()
        };
        assert_eq!(fields(&seeded, &endpoint(&taken))["seed"], 7);
        assert!(!fields(&seeded, &endpoint(&Profile::default())).contains_key("seed"));
    }

    #[test]
    fn an_svgs_author_is_in_brackets_in_a_form() {
        let all = json!({"svg": {"model": "m", "reasoning": {"effort": "low"}}, "stream": true, "x": null});
        let text = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(
            flat(all.as_object().unwrap()),
            [
                text("svg[model]", "m"),
                text("svg[reasoning][effort]", "low"),
                text("stream", "true")
            ]
        );
    }
}
