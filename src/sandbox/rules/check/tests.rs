//! Requests good and bad, in JSON and as if from multipart.

use serde_json::json;

use super::*;

fn asked(endpoint: Endpoint, body: &Value) -> Result<Order, Refusal> {
    check(
        endpoint,
        &Fields::from_json(body.to_string().as_bytes()).unwrap(),
        false,
    )
}

fn with(model: &str, extra: &Value) -> Value {
    let mut body = json!({"model": model, "prompt": "a fox"});
    for (key, value) in extra.as_object().unwrap() {
        body[key] = value.clone();
    }
    body
}

fn told(result: &Result<Order, Refusal>) -> (&str, &str) {
    match result {
        Ok(_) => ("", ""),
        Err(refusal) => (refusal.code.unwrap_or(""), refusal.param.as_deref().unwrap_or("")),
    }
}

const OLD: &str = "gpt-image-1.5";
const TWO: &str = "gpt-image-2";
const FIVE: &str = "gpt-image-2.5-flare";
const SIX: &str = "gpt-image-2.6-sunburst";

/// Checks a generation by each model with each of these fields, against the code and the field of the refusal.
fn check_all(cases: &[(&str, Value, (&str, &str))]) {
    for (model, extra, expected) in cases {
        let got = asked(Endpoint::Generations, &with(model, extra));
        assert_eq!(told(&got), *expected, "{model} {extra}");
    }
}

#[test]
fn each_model_takes_its_own_values() {
    let taken = |model, extra| (model, extra, ("", ""));
    check_all(&[
        taken(SIX, json!({})),
        taken(
            SIX,
            json!({"quality": "max", "complexity": "low", "moderation": "low", "user": "u"}),
        ),
        taken(
            SIX,
            json!({"output_format": "gif", "frame_count": 4, "frame_duration_ms": 40, "size": "512x512"}),
        ),
        taken(
            SIX,
            json!({"output_format": "svg", "svg": {"model": "m", "reasoning": {"effort": "low"}}}),
        ),
        taken(
            SIX,
            json!({"background": "transparent", "output_format": "webp", "output_compression": 5}),
        ),
        taken(SIX, json!({"stream": true, "partial_images": 3})),
        taken(SIX, json!({"size": null, "quality": null})),
        taken(FIVE, json!({"quality": "xhigh", "size": "3840x2160"})),
        taken(TWO, json!({"output_compression": 100, "background": "transparent"})),
        taken(
            OLD,
            json!({"size": "1536x1024", "output_format": "jpeg", "output_compression": 0}),
        ),
    ]);
}

#[test]
fn no_model_takes_the_fields_of_another() {
    let unknown =
        |model: &'static str, field: &'static str| (model, json!({field: null}), ("unknown_parameter", field));
    check_all(&[
        unknown(FIVE, "complexity"),
        unknown(TWO, "frame_count"),
        unknown(OLD, "svg"),
        unknown(SIX, "response_format"),
        unknown(SIX, "style"),
        unknown(SIX, "seed"),
        unknown(SIX, "mask"),
        unknown(SIX, "images"),
        unknown(SIX, "input_fidelity"),
    ]);
}

#[test]
fn values_outside_a_models_own_are_refused() {
    let effort = json!({"svg": {"reasoning": {"effort": "huge"}}, "output_format": "svg"});
    check_all(&[
        (TWO, json!({"quality": "xhigh"}), ("invalid_value", "quality")),
        (FIVE, json!({"quality": "hd"}), ("invalid_value", "quality")),
        (
            FIVE,
            json!({"output_format": "gif"}),
            ("invalid_value", "output_format"),
        ),
        (OLD, json!({"size": "2048x2048"}), ("invalid_value", "size")),
        (SIX, json!({"size": "1000x1000"}), ("invalid_value", "size")),
        (SIX, json!({"n": 11}), ("integer_above_max_value", "n")),
        (
            SIX,
            json!({"partial_images": 4, "stream": true}),
            ("integer_above_max_value", "partial_images"),
        ),
        (SIX, json!({"stream": "yes"}), ("invalid_type", "stream")),
        (
            SIX,
            json!({"svg": {"colour": 1}, "output_format": "svg"}),
            ("unknown_parameter", "svg.colour"),
        ),
        (SIX, effort, ("invalid_value", "svg.reasoning.effort")),
    ]);
}

#[test]
fn some_values_do_not_go_together() {
    let cases = [
        (
            json!({"output_compression": 50}),
            ("invalid_png_output_compression", "output_compression"),
        ),
        (
            json!({"background": "transparent", "output_format": "jpeg"}),
            ("invalid_value", "background"),
        ),
        (
            json!({"output_format": "gif", "output_compression": 50}),
            ("invalid_value", "output_compression"),
        ),
        (
            json!({"output_format": "gif", "stream": true}),
            ("invalid_value", "stream"),
        ),
        (
            json!({"output_format": "gif", "size": "976x976"}),
            ("invalid_value", "size"),
        ),
        (json!({"output_format": "svg", "n": 2}), ("invalid_value", "n")),
        (
            json!({"output_format": "svg", "partial_images": 1}),
            ("invalid_value", "partial_images"),
        ),
        (json!({"frame_count": 3}), ("invalid_value", "frame_count")),
        (json!({"svg": {}}), ("invalid_value", "svg")),
        (json!({"partial_images": 2}), ("invalid_value", "partial_images")),
    ];
    for (extra, expected) in cases {
        let got = asked(Endpoint::Generations, &with(SIX, &extra));
        assert_eq!(told(&got), expected, "{extra}");
    }
}

#[test]
fn of_several_faults_the_first_in_the_servers_order_is_told() {
    let cases = [
        (json!({"style": 1}), ("missing_required_parameter", "model")),
        (json!({"model": null, "style": 1}), ("invalid_type", "model")),
        (json!({"model": "dall-e-3", "style": 1}), ("invalid_value", "model")),
        (
            json!({"model": TWO, "style": 1, "n": 0}),
            ("unknown_parameter", "style"),
        ),
        (
            json!({"model": TWO, "n": 0, "quality": "ultra"}),
            ("missing_required_parameter", "prompt"),
        ),
        (json!({"model": TWO, "n": 0, "prompt": 4}), ("invalid_type", "prompt")),
        (json!({"model": TWO, "n": 0, "prompt": ""}), ("empty_string", "prompt")),
        (
            json!({"model": TWO, "prompt": "x", "n": 0, "quality": "ultra"}),
            ("integer_below_min_value", "n"),
        ),
        (
            json!({"model": TWO, "prompt": "x", "quality": "ultra", "output_compression": 101}),
            ("invalid_value", "quality"),
        ),
        (
            json!({"model": TWO, "prompt": "x", "output_compression": 101, "size": "1x1"}),
            ("integer_above_max_value", "output_compression"),
        ),
        (
            json!({"model": TWO, "prompt": "x", "output_compression": 50, "size": "1x1"}),
            ("invalid_value", "size"),
        ),
    ];
    for (body, expected) in cases {
        let got = asked(Endpoint::Generations, &body);
        assert_eq!(told(&got), expected, "{body}");
    }
}

#[test]
fn an_edit_names_its_pictures_as_its_form_does() {
    let cases = [
        (json!({}), ("missing_required_parameter", "images")),
        (json!({"images": "x"}), ("invalid_type", "images")),
        (json!({"images": []}), ("empty_array", "images")),
        (json!({"images": [{}, 3]}), ("invalid_type", "images[1]")),
        (json!({"image": {}}), ("invalid_value", "image")),
        (json!({"images": [{}]}), ("", "")),
        (json!({"images": [{}], "markup": {}}), ("unknown_parameter", "markup")),
        (
            json!({"images": [{}], "input_fidelity": "high"}),
            ("invalid_input_fidelity_model", "input_fidelity"),
        ),
    ];
    for (extra, expected) in cases {
        let got = asked(Endpoint::Edits, &with(TWO, &extra));
        assert_eq!(told(&got), expected, "{extra}");
    }
}

#[test]
fn only_the_models_of_before_have_a_choice_of_input_fidelity() {
    let cases = [
        (OLD, "high", true),
        (OLD, "low", true),
        ("gpt-image-1-mini", "low", true),
        ("gpt-image-1-mini", "high", false),
        (SIX, "low", false),
    ];
    for (model, fidelity, fine) in cases {
        let body = with(model, &json!({"images": [{}], "input_fidelity": fidelity}));
        assert_eq!(asked(Endpoint::Edits, &body).is_ok(), fine, "{model} {fidelity}");
    }
}

#[test]
fn the_sentences_are_the_live_servers() {
    let cases = [
        (json!({"prompt": "x"}), "Missing required parameter: 'model'."),
        (
            json!({"model": null}),
            "Invalid type for 'model': expected a string, but got null instead.",
        ),
        (json!({"model": "dall-e-3"}), "The model 'dall-e-3' does not exist."),
        (json!({"model": TWO, "style": "vivid"}), "Unknown parameter: 'style'."),
        (
            json!({"model": TWO, "prompt": "x", "quality": "xhigh"}),
            "The model 'gpt-image-2' does not support quality 'xhigh'",
        ),
        (
            json!({"model": TWO, "prompt": "x", "quality": "ultra"}),
            "Invalid value: 'ultra'. Supported values are: 'low', 'medium', 'high', and 'auto'.",
        ),
    ];
    for (body, expected) in cases {
        assert_eq!(asked(Endpoint::Generations, &body).unwrap_err().message, expected);
    }
}

#[test]
fn a_prompt_is_measured_in_characters() {
    let body = |count| json!({"model": TWO, "prompt": "ß".repeat(count)});
    assert!(asked(Endpoint::Generations, &body(32_000)).is_ok());
    assert_eq!(
        told(&asked(Endpoint::Generations, &body(32_001))).0,
        "string_above_max_length"
    );
}

#[test]
fn frame_durations_are_rounded_to_hundredths_of_a_second() {
    let cases = [(1, 10), (44, 40), (45, 50), (200, 200), (9_999_999, 655_350)];
    for (given, expected) in cases {
        assert_eq!(rounded_duration(given), expected);
    }
}
