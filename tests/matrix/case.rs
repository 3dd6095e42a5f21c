//! A row of the table taken apart into requests: as a draft, as JSON and as a form.

use std::path::PathBuf;

use pochade::domain::{Draft, Field, ImageFacts, ImageFormat, Input, Operation, OptionName, Role, Treatment};
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

use crate::table::{FAMILIES, Family, Row, When};

/// The sandbox refuses what has these words only when nothing else is wrong with it, and paints nothing.
const ALL_WELL: &str = "a kite [[moderation]]";

/// One request and what has to become of it.
pub struct Case {
    pub model: &'static str,
    pub operation: Operation,
    pub parameter: &'static str,
    pub value: &'static str,
    beside: &'static [(&'static str, &'static str)],
    pub verdict: Verdict,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Taken,
    /// Refused here, though the server takes it.
    Stricter,
    Refused {
        param: &'static str,
        code: &'static str,
    },
}

/// Every case of the table for the ids that a family is asked with.
pub fn cases(ids: impl Fn(&'static Family) -> Vec<&'static str>) -> Vec<Case> {
    let mut found = Vec::new();
    for family in FAMILIES {
        for model in ids(family) {
            for row in family.rows.iter().copied().flatten() {
                for operation in operations(family, row) {
                    found.extend(of_row(model, row, operation));
                }
            }
        }
    }
    found
}

fn operations(family: &Family, row: &Row) -> Vec<Operation> {
    [Operation::Generate, Operation::Edit]
        .into_iter()
        .filter(|operation| match (operation, row.when) {
            (Operation::Generate, When::Editing) | (Operation::Edit, When::Generating) => false,
            (Operation::Edit, _) => family.edits,
            (_, _) => true,
        })
        .collect()
}

fn of_row(model: &'static str, row: &'static Row, operation: Operation) -> Vec<Case> {
    let taken = row.taken.split_whitespace().map(|value| (value, Verdict::Taken));
    let stricter = row.stricter.split_whitespace().map(|value| (value, Verdict::Stricter));
    let refused = row.refused.iter().flat_map(|(code, values)| {
        let verdict = Verdict::Refused { param: row.param, code };
        values.split_whitespace().map(move |value| (value, verdict))
    });
    let all = taken.chain(stricter).chain(refused);
    all.map(|(value, verdict)| Case {
        model,
        operation,
        parameter: row.name,
        value,
        beside: row.beside,
        verdict,
    })
    .collect()
}

impl Case {
    /// For the message of a failure.
    pub fn named(&self) -> String {
        let Self {
            model,
            operation,
            parameter,
            value,
            beside,
            verdict,
        } = self;
        format!("{model}, {operation:?}: {parameter} = {value} beside {beside:?}, expected {verdict:?}")
    }

    /// The field that a fault has to name.
    pub fn field(&self) -> Field {
        match self.parameter {
            "prompt" => Field::Prompt,
            "n" => Field::Count,
            "size" => Field::Size,
            name => Field::Option(option(name)),
        }
    }

    fn values(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        self.beside.iter().copied().chain([(self.parameter, self.value)])
    }

    fn prompt(&self) -> String {
        match (self.parameter, self.value.parse()) {
            ("prompt", Ok(0)) => String::new(),
            ("prompt", Ok(length)) => format!("{ALL_WELL:.<length$}"),
            _ => ALL_WELL.to_owned(),
        }
    }

    /// As a person would have filled in the form.
    pub fn draft(&self) -> Draft {
        let mut draft = Draft {
            operation: self.operation,
            prompt: self.prompt(),
            model: self.model.to_owned(),
            ..Draft::default()
        };
        if self.operation == Operation::Edit {
            draft.images = vec![image(Role::Image, 64)];
        }
        for (name, value) in self.values() {
            match name {
                "prompt" => {}
                "n" => value.clone_into(&mut draft.count),
                "size" => value.clone_into(&mut draft.size),
                name => {
                    draft.options.insert(option(name), value.to_owned());
                }
            }
        }
        draft
    }

    /// As JSON; partial pictures come with a stream.
    pub fn json(&self) -> Value {
        let mut body = json!({ "model": self.model, "prompt": self.prompt() });
        if self.operation == Operation::Edit {
            let url = format!(
                "data:image/png;base64,{}",
                base64_simd::STANDARD.encode_to_string(png(64))
            );
            body["images"] = json!([{ "image_url": url }]);
        }
        for (name, value) in self.values() {
            let typed = match serde_json::from_str::<Value>(value) {
                Ok(number) if number.is_number() => number,
                _ => json!(value),
            };
            match name {
                "prompt" => {}
                "svg.model" => body["svg"]["model"] = typed,
                "svg.reasoning.effort" => body["svg"]["reasoning"]["effort"] = typed,
                name => body[name] = typed,
            }
            if name == "partial_images" && value != "0" {
                body["stream"] = json!(true);
            }
        }
        body
    }

    /// As a form, for an edit.
    pub fn form(&self) -> Form {
        let mut form = Form::new().text("model", self.model).text("prompt", self.prompt());
        for (name, value) in self.values() {
            form = match name {
                "prompt" => form,
                "svg.model" => form.text("svg[model]", value),
                "svg.reasoning.effort" => form.text("svg[reasoning][effort]", value),
                "partial_images" if value != "0" => form.text("stream", "true").text(name, value),
                name => form.text(name, value),
            };
        }
        form.part("image", file(png(64)))
    }
}

fn option(name: &str) -> OptionName {
    match name {
        "svg.model" => OptionName::SvgModel,
        "svg.reasoning.effort" => OptionName::SvgEffort,
        name => name.parse().unwrap(),
    }
}

/// A square picture with transparent parts, as every model that edits takes it.
pub fn image(role: Role, edge: u32) -> Input {
    Input {
        role,
        path: PathBuf::from("/pictures/kite.png"),
        name: "kite.png".to_owned(),
        sha256: None,
        facts: Some(ImageFacts {
            format: ImageFormat::Png,
            width: edge,
            height: edge,
            bytes: 1000,
            alpha: true,
        }),
        remote: None,
        treatment: Treatment::default(),
    }
}

/// The same as bytes.
pub fn png(edge: u32) -> Vec<u8> {
    let picture = image::RgbaImage::from_fn(edge, edge, |x, _| {
        image::Rgba([9, 80, 200, if x < 9 { 0 } else { 255 }])
    });
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

pub fn file(bytes: Vec<u8>) -> Part {
    Part::bytes(bytes).file_name("kite.png").mime_str("image/png").unwrap()
}
