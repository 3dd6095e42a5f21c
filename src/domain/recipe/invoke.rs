//! `InvokeAI`'s JSON, in the form of its third version and later.

use serde_json::Value;

use super::{
    contents::{Maker, Recipe, plain, size_text},
    left_out::{LeftOut, MOST_LEFT, control, input_image, lora, negative, theirs},
};
use crate::domain::Draft;

/// Reads the text `invokeai_metadata` of a PNG.
pub(super) fn read(key: &str, text: &str) -> Option<Recipe> {
    if key != "invokeai_metadata" {
        return None;
    }
    let whole: Value = serde_json::from_str(text).ok()?;
    let given = |name: &str| whole.get(name).and_then(plain).unwrap_or_default();
    let draft = Draft {
        prompt: given("positive_prompt"),
        size: size_text(&given("width"), &given("height")),
        seed: given("seed"),
        ..Draft::default()
    };
    let mut left: Vec<LeftOut> = negative(&given("negative_prompt")).into_iter().collect();
    let style = given("positive_style_prompt");
    if !style.is_empty() && style != draft.prompt {
        left.push(LeftOut::new(
            "style prompt",
            style,
            "the API has one prompt; add its words there",
        ));
    }
    left.extend(
        listed(&whole, "loras").map(|one| match one.get("weight").and_then(plain) {
            Some(weight) => lora(format!("{}:{weight}", name_of(one, &["model", "lora"]))),
            None => lora(name_of(one, &["model", "lora"])),
        }),
    );
    for kind in ["controlnets", "ipAdapters", "t2iAdapters"] {
        let models = ["control_model", "ip_adapter_model", "t2i_adapter_model"];
        left.extend(listed(&whole, kind).map(|one| control(name_of(one, &models))));
    }
    for (name, value) in whole.as_object()? {
        match name.as_str() {
            "init_image" => left.extend(plain(value).map(input_image)),
            "vae" | "refiner_model" => {
                let what = if name == "vae" { "vae" } else { "refiner" };
                left.extend(
                    Some(model_name(value))
                        .filter(|name| !name.is_empty())
                        .and_then(|name| theirs(what, &name)),
                );
            }
            name => left.extend(plain(value).and_then(|value| theirs(name, &value))),
        }
    }
    Some(Recipe {
        maker: Maker::InvokeAi,
        draft,
        model: whole.get("model").map(model_name).unwrap_or_default(),
        left,
    })
}

fn listed<'a>(whole: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    whole
        .get(name)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .take(MOST_LEFT)
}

/// The name of the model under the first of these keys.
fn name_of(one: &Value, keys: &[&str]) -> String {
    let model = keys.iter().find_map(|key| one.get(key));
    model.map(model_name).unwrap_or_default()
}

/// A model is a name, or an object that has one; the key was another in the third version.
fn model_name(model: &Value) -> String {
    let name = ["name", "model_name"].iter().find_map(|key| model.get(key));
    name.unwrap_or(model).as_str().unwrap_or_default().to_owned()
}
