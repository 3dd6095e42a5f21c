//! Reading single values, with the live server's sentences for those that are missing or wrong.

use serde_json::Value;

use super::super::{
    fields::{Fields, Form},
    refusal::Refusal,
};

/// The refusal of a request that lacks a field.
pub fn missing(param: &str) -> Refusal {
    Refusal::schema(
        param,
        "missing_required_parameter",
        format!("Missing required parameter: '{param}'."),
    )
}

/// The refusal of a value of the wrong type; `expected` is worded as in "a string".
pub fn wrong_type(param: &str, expected: &str, got: &Value) -> Refusal {
    let message = format!(
        "Invalid type for '{param}': expected {expected}, but got {} instead.",
        described(got)
    );
    Refusal::schema(param, "invalid_type", message)
}

/// The refusal of a field that nobody knows.
pub fn unknown(param: &str) -> Refusal {
    Refusal::schema(param, "unknown_parameter", format!("Unknown parameter: '{param}'."))
}

/// The refusal of a value that is not in a list.
pub fn not_one_of(param: &str, got: &str, allowed: &[&str]) -> Refusal {
    let message = format!("Invalid value: '{got}'. Supported values are: {}.", enumerated(allowed));
    Refusal::schema(param, "invalid_value", message)
}

/// The prompt, which must be there and no longer than so many characters. White space alone is taken, as by the live server.
pub fn prompt(fields: &Fields, most: usize) -> Result<&str, Refusal> {
    let prompt = match fields.values.get("prompt") {
        Some(Value::Null) => return Err(wrong_type("prompt", "a string", &Value::Null)),
        _ => text(fields, "prompt")?.ok_or_else(|| missing("prompt"))?,
    };
    if prompt.is_empty() {
        let message =
            "Invalid 'prompt': empty string. Expected a string with minimum length 1, but got an empty string instead.";
        return Err(Refusal::schema("prompt", "empty_string", message));
    }
    let characters = prompt.chars().count();
    if characters > most {
        let message = format!(
            "Invalid 'prompt': string too long. Expected a string with maximum length {most}, \
             but got a string with length {characters} instead."
        );
        return Err(Refusal::schema("prompt", "string_above_max_length", message));
    }
    Ok(prompt)
}

fn described(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(number) if number.is_f64() => "a decimal number",
        Value::Number(_) => "an integer",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

fn enumerated(values: &[&str]) -> String {
    let quoted: Vec<String> = values.iter().map(|value| format!("'{value}'")).collect();
    match quoted.as_slice() {
        [] => String::new(),
        [only] => only.clone(),
        [first, second] => format!("{first} and {second}"),
        [most @ .., last] => format!("{}, and {last}", most.join(", ")),
    }
}

/// A field that must be text, if it is there.
pub fn text<'a>(fields: &'a Fields, param: &str) -> Result<Option<&'a str>, Refusal> {
    match fields.value(param) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(other) => Err(wrong_type(param, "a string", other)),
    }
}

/// A field whose text must be in a list; answers the position in that list.
pub fn choice(fields: &Fields, param: &str, allowed: &[&str]) -> Result<Option<usize>, Refusal> {
    let Some(given) = text(fields, param)? else {
        return Ok(None);
    };
    let found = allowed.iter().position(|value| *value == given);
    found.map(Some).ok_or_else(|| not_one_of(param, given, allowed))
}

/// A whole number from `least` to `most`, if it is there.
pub fn integer(fields: &Fields, param: &str, least: u32, most: u32) -> Result<Option<u32>, Refusal> {
    let Some(given) = fields.value(param) else {
        return Ok(None);
    };
    let number = match given {
        Value::String(text) if fields.form == Form::Multipart => {
            let number = serde_json::from_str(text.trim()).ok().filter(Value::is_number);
            number.unwrap_or_else(|| given.clone())
        }
        other => other.clone(),
    };
    let Some(value) = number.as_i64() else {
        return Err(wrong_type(param, "an integer", &number));
    };
    if value < i64::from(least) {
        let message = format!(
            "Invalid '{param}': integer below minimum value. Expected a value >= {least}, but got {value} instead."
        );
        return Err(Refusal::schema(param, "integer_below_min_value", message));
    }
    match u32::try_from(value) {
        Ok(value) if value <= most => Ok(Some(value)),
        _ => {
            let message = format!(
                "Invalid '{param}': integer above maximum value. Expected a value <= {most}, but got {value} instead."
            );
            Err(Refusal::schema(param, "integer_above_max_value", message))
        }
    }
}

/// A yes or no, if it is there.
pub fn flag(fields: &Fields, param: &str) -> Result<Option<bool>, Refusal> {
    match (fields.value(param), fields.form) {
        (None, _) => Ok(None),
        (Some(Value::Bool(flag)), _) => Ok(Some(*flag)),
        (Some(Value::String(text)), Form::Multipart) if text == "true" => Ok(Some(true)),
        (Some(Value::String(text)), Form::Multipart) if text == "false" => Ok(Some(false)),
        (Some(other), _) => Err(wrong_type(param, "a boolean", other)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(form: Form, json: &str) -> Fields {
        Fields {
            form,
            ..Fields::from_json(json.as_bytes()).unwrap()
        }
    }

    #[test]
    fn numbers_are_whole_and_within_their_range() {
        let cases = [
            (Form::Json, "3", Ok(Some(3))),
            (Form::Json, "null", Ok(None)),
            (Form::Json, "0", Err("integer_below_min_value")),
            (Form::Json, "-4", Err("integer_below_min_value")),
            (Form::Json, "11", Err("integer_above_max_value")),
            (Form::Json, "99999999999", Err("integer_above_max_value")),
            (Form::Json, "1.5", Err("invalid_type")),
            (Form::Json, "\"3\"", Err("invalid_type")),
            (Form::Multipart, "\"3\"", Ok(Some(3))),
            (Form::Multipart, "\"three\"", Err("invalid_type")),
            (Form::Multipart, "\"1.5\"", Err("invalid_type")),
        ];
        for (form, value, expected) in cases {
            let got = integer(&fields(form, &format!("{{\"n\":{value}}}")), "n", 1, 10);
            let got = got.map_err(|refusal| refusal.code.unwrap());
            assert_eq!(got, expected, "{form:?} {value}");
        }
    }

    #[test]
    fn a_decimal_number_is_called_by_its_name() {
        let refusal = integer(&fields(Form::Json, r#"{"n":1.5}"#), "n", 1, 10).unwrap_err();
        assert_eq!(
            refusal.message,
            "Invalid type for 'n': expected an integer, but got a decimal number instead."
        );
    }

    #[test]
    fn the_list_of_values_reads_like_a_sentence() {
        assert_eq!(enumerated(&["auto"]), "'auto'");
        assert_eq!(enumerated(&["low", "high"]), "'low' and 'high'");
        assert_eq!(enumerated(&["low", "medium", "high"]), "'low', 'medium', and 'high'");
    }

    #[test]
    fn a_boolean_is_text_only_in_multipart() {
        let json = r#"{"stream":"true"}"#;
        assert_eq!(flag(&fields(Form::Multipart, json), "stream"), Ok(Some(true)));
        assert!(flag(&fields(Form::Json, json), "stream").is_err());
    }
}
