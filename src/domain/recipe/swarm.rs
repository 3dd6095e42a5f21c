//! `SwarmUI`'s JSON: everything that was set, under `sui_image_params`.

use serde_json::{Map, Value};

use super::{
    contents::{Maker, Recipe, plain, size_text},
    left_out::{LeftOut, MOST_LEFT, control, input_image, lora, negative, theirs},
};
use crate::domain::Draft;

/// Reads the JSON of a PNG's `parameters`, or of the comment that JPEG and WebP files carry.
pub(super) fn read(_key: &str, text: &str) -> Option<Recipe> {
    if !text.contains("sui_image_params") {
        return None;
    }
    let whole: Value = serde_json::from_str(text.trim_end_matches('\0')).ok()?;
    let params = whole.get("sui_image_params")?.as_object()?;
    let given = |name: &str| params.get(name).and_then(plain).unwrap_or_default();
    let draft = Draft {
        prompt: given("prompt"),
        size: size_text(&given("width"), &given("height")),
        seed: given("seed"),
        ..Draft::default()
    };
    let mut left: Vec<LeftOut> = negative(&given("negativeprompt")).into_iter().collect();
    left.extend(loras(params));
    for (name, value) in params {
        let Some(value) = plain(value) else { continue };
        match name.as_str() {
            "initimage" => left.push(input_image("a picture that was changed")),
            "initimagecreativity" => left.push(input_image(format!("changed with strength {value}"))),
            "controlnetmodel" => left.push(control(value)),
            name => left.extend(theirs(name, &value)),
        }
    }
    Some(Recipe {
        maker: Maker::SwarmUi,
        draft,
        model: given("model"),
        left,
    })
}

/// The names stand in one list, or in one text between commas, and their weights in another.
fn loras(params: &Map<String, Value>) -> Vec<LeftOut> {
    let list = |name: &str| -> Vec<String> {
        match params.get(name) {
            Some(Value::Array(items)) => items.iter().filter_map(plain).take(MOST_LEFT).collect(),
            Some(value) => {
                let text = plain(value).unwrap_or_default();
                text.split(',')
                    .map(|item| item.trim().to_owned())
                    .filter(|item| !item.is_empty())
                    .take(MOST_LEFT)
                    .collect()
            }
            None => Vec::new(),
        }
    };
    let weights = list("loraweights");
    let names = list("loras").into_iter().enumerate();
    names
        .map(|(at, name)| match weights.get(at) {
            Some(weight) => lora(format!("{name}:{weight}")),
            None => lora(name),
        })
        .collect()
}
