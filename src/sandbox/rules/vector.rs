//! The object that says how an SVG is written (`images-api.md §4`).

use serde_json::{Map, Value};

use super::{
    super::{fields::Fields, refusal::Refusal},
    values::{not_one_of, unknown, wrong_type},
};

const EFFORTS: &[&str] = &["none", "minimal", "low", "medium", "high", "xhigh", "max"];

/// Checks the `svg` object, if there is one.
pub fn check(fields: &Fields) -> Result<(), Refusal> {
    let svg = match fields.value("svg") {
        None => return Ok(()),
        Some(Value::Object(svg)) => svg,
        Some(other) => return Err(wrong_type("svg", "an object", other)),
    };
    for (name, value) in svg {
        match (name.as_str(), value) {
            ("model", Value::String(_)) | ("model" | "reasoning", Value::Null) => {}
            ("model", other) => return Err(wrong_type("svg.model", "a string", other)),
            ("reasoning", Value::Object(reasoning)) => check_reasoning(reasoning)?,
            ("reasoning", other) => return Err(wrong_type("svg.reasoning", "an object", other)),
            (other, _) => return Err(unknown(&format!("svg.{other}"))),
        }
    }
    Ok(())
}

fn check_reasoning(reasoning: &Map<String, Value>) -> Result<(), Refusal> {
    if let Some(name) = reasoning.keys().find(|name| *name != "effort") {
        return Err(unknown(&format!("svg.reasoning.{name}")));
    }
    check_effort(reasoning.get("effort"))
}

fn check_effort(effort: Option<&Value>) -> Result<(), Refusal> {
    match effort {
        None | Some(Value::Null) => Ok(()),
        Some(Value::String(effort)) if EFFORTS.contains(&effort.as_str()) => Ok(()),
        Some(Value::String(effort)) => Err(not_one_of("svg.reasoning.effort", effort, EFFORTS)),
        Some(other) => Err(wrong_type("svg.reasoning.effort", "a string", other)),
    }
}
