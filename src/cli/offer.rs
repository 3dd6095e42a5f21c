//! `--dry-run`: the request exactly as it would go out, and what it would cost.

use bytes::Bytes;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{desk::Desk, errand::Priced, output::Output, problem::Problem};
use crate::{
    api::{Endpoint, InputFile, Outgoing, OutgoingBody, OutgoingPart},
    domain::{Downscale, Estimate, ImageFormat, Input, Money, Remote, Request, Role},
};

#[derive(Serialize)]
struct Offer<'a> {
    v: u8,
    dry_run: bool,
    times: u32,
    profile: &'a str,
    request: &'a Request,
    estimate: EstimateBody,
    warnings: &'a [String],
    http: Value,
    inputs: Vec<InputBody<'a>>,
}

#[derive(Serialize)]
struct EstimateBody {
    low_usd: Option<String>,
    high_usd: Option<String>,
    about: bool,
    reason: String,
}

impl From<&Estimate> for EstimateBody {
    fn from(estimate: &Estimate) -> Self {
        let (low, high, about) = match estimate {
            Estimate::Known { low, high, about, .. } => (Some(*low), Some(*high), *about),
            Estimate::Free => (Some(Money::ZERO), Some(Money::ZERO), false),
            Estimate::Unknown { .. } => (None, None, true),
        };
        Self {
            low_usd: low.map(Money::decimal),
            high_usd: high.map(Money::decimal),
            about,
            reason: estimate.reason().to_owned(),
        }
    }
}

/// An input picture as it would be sent.
#[derive(Serialize)]
struct InputBody<'a> {
    role: Role,
    name: &'a str,
    remote: Option<&'a Remote>,
    width: Option<u32>,
    height: Option<u32>,
    format: Option<ImageFormat>,
    /// Not known of a picture that is written anew.
    bytes: Option<u64>,
}

impl<'a> InputBody<'a> {
    /// How every input of a request is sent, but a mask that becomes the transparency of its image.
    fn all(request: &'a Request) -> Vec<Self> {
        let merged = request.inputs_as(Role::Mask).any(|mask| mask.treatment.merge);
        let first = request.inputs_as(Role::Image).next();
        let sent = |input: &'a Input| {
            // What lies over a picture that is not ours to make smaller keeps its size as well.
            let follows = input.role != Role::Image && first.is_some_and(|first| first.remote.is_some());
            let rule = if follows { Downscale::Off } else { request.downscale() };
            let whole = input.goes_untouched(rule) && !(merged && input.role == Role::Image);
            // What is scaled to the first image is sent at its size.
            let measure = match input.role {
                Role::Mask if input.treatment.fit => first.unwrap_or(input),
                Role::Image | Role::Mask | Role::Markup => input,
            };
            let size = measure.sent_size(rule);
            Self {
                role: input.role,
                name: &input.name,
                remote: input.remote.as_ref(),
                width: size.map(|(width, _)| width),
                height: size.map(|(_, height)| height),
                format: input
                    .facts
                    .map(|facts| if whole { facts.format } else { ImageFormat::Png }),
                bytes: input.facts.filter(|_| whole).map(|facts| facts.bytes),
            }
        };
        let inputs = request.inputs().iter();
        inputs.filter(|input| !input.treatment.merge).map(sent).collect()
    }

    /// In words, such as `png, 2364x1772, written anew`.
    fn words(&self) -> String {
        let mut words = Vec::new();
        words.extend(self.format.map(|format| format.name().to_owned()));
        if let (Some(width), Some(height)) = (self.width, self.height) {
            words.push(format!("{width}x{height}"));
        }
        words.push(match (self.remote, self.bytes) {
            (Some(_), _) => "the server has it".to_owned(),
            (None, Some(bytes)) => format!("{bytes} bytes"),
            (None, None) => "written anew".to_owned(),
        });
        words.join(", ")
    }
}

/// The request as the profile's server would get it, with the bytes of its pictures left away.
struct Preview {
    outgoing: Outgoing,
    headers: Vec<(String, String)>,
}

impl Preview {
    fn of(desk: &Desk, request: &Request, inputs: &[InputBody<'_>]) -> Result<Self, Problem> {
        let endpoint = Endpoint::new(desk.profile(), &desk.base_url()?, None, None)?;
        let files: Vec<InputFile> = inputs
            .iter()
            .map(|input| InputFile {
                role: input.role,
                remote: input.remote.cloned(),
                format: input.format.unwrap_or(ImageFormat::Png),
                bytes: Bytes::new(),
            })
            .collect();
        let outgoing = endpoint.outgoing(request, &files)?;
        let mut headers = endpoint.shown_headers(&outgoing)?;
        headers.extend(desk.key_header().map(|name| (name.to_owned(), "[hidden]".to_owned())));
        Ok(Self { outgoing, headers })
    }

    fn json(&self, inputs: &[InputBody<'_>]) -> Value {
        let headers: Map<String, Value> = self
            .headers
            .iter()
            .map(|(name, value)| (name.clone(), value.clone().into()))
            .collect();
        let (body, parts) = match &self.outgoing.body {
            OutgoingBody::Json(fields) => (without_pictures(&Value::Object(fields.clone())), Value::Null),
            OutgoingBody::Form(parts) => {
                let mut files = inputs.iter();
                let parts = parts.iter().map(|part| part_json(part, &mut files));
                (Value::Null, parts.collect())
            }
        };
        json!({
            "method": "POST",
            "url": self.outgoing.url,
            "headers": headers,
            "body": body,
            "parts": parts,
        })
    }

    fn lines(&self, inputs: &[InputBody<'_>]) -> Vec<String> {
        let mut lines = vec![format!("request    POST {}", self.outgoing.url)];
        for (name, value) in &self.headers {
            lines.push(format!("header     {name}: {value}"));
        }
        match &self.outgoing.body {
            OutgoingBody::Json(fields) => {
                let body = without_pictures(&Value::Object(fields.clone()));
                lines.push(format!("body       {body}"));
            }
            OutgoingBody::Form(parts) => {
                let mut files = inputs.iter();
                for part in parts {
                    lines.push(match &part.file {
                        Some((file, kind)) => {
                            let words = files.next().map(InputBody::words).unwrap_or_default();
                            format!("part       {}: {file}, {kind} ({words})", part.name)
                        }
                        None => format!(
                            "part       {} = {} ({} bytes)",
                            part.name,
                            String::from_utf8_lossy(&part.content),
                            part.content.len()
                        ),
                    });
                }
            }
        }
        lines
    }
}

fn part_json<'a, 'b: 'a>(part: &OutgoingPart, files: &mut impl Iterator<Item = &'a InputBody<'b>>) -> Value {
    match &part.file {
        Some((file, kind)) => {
            let input = files.next();
            json!({
                "name": part.name,
                "filename": file,
                "content_type": kind,
                "bytes": input.and_then(|input| input.bytes),
            })
        }
        None => json!({
            "name": part.name,
            "text": String::from_utf8_lossy(&part.content),
            "bytes": part.content.len(),
        }),
    }
}

/// The same JSON with a mark where the bytes of a picture of ours belong.
fn without_pictures(value: &Value) -> Value {
    match value {
        Value::String(text) if text.starts_with("data:") && text.ends_with(";base64,") => format!("{text}…").into(),
        Value::Array(all) => all.iter().map(without_pictures).collect(),
        Value::Object(object) => object
            .iter()
            .map(|(name, value)| (name.clone(), without_pictures(value)))
            .collect(),
        Value::String(_) | Value::Number(_) | Value::Bool(_) | Value::Null => value.clone(),
    }
}

/// Says what would be sent, and what it would cost.
pub(super) fn tell(desk: &Desk, output: &mut Output, priced: &Priced, times: u32) -> Result<(), Problem> {
    let inputs = InputBody::all(&priced.request);
    let preview = Preview::of(desk, &priced.request, &inputs)?;
    if !output.is_json() {
        return tell_person(desk, output, priced, times, &(preview, inputs));
    }
    output.json(&Offer {
        v: 1,
        dry_run: true,
        times,
        profile: &desk.profile_name,
        request: &priced.request,
        estimate: (&priced.estimate).into(),
        warnings: &priced.warnings,
        http: preview.json(&inputs),
        inputs,
    })
}

fn tell_person(
    desk: &Desk,
    output: &mut Output,
    priced: &Priced,
    times: u32,
    (preview, inputs): &(Preview, Vec<InputBody<'_>>),
) -> Result<(), Problem> {
    let Priced { request, estimate, .. } = priced;
    output.line(&format!("operation  {}", request.operation().word()))?;
    output.line(&format!("profile    {}", desk.profile_name))?;
    output.line(&format!("model      {}", request.model()))?;
    output.line(&format!("size       {}", request.size()))?;
    output.line(&format!("count      {}", request.count()))?;
    for (name, value) in request.options() {
        output.line(&format!("{:<10} {value}", name.wire()))?;
    }
    if let Some(seed) = request.seed() {
        output.line(&format!("seed       {seed}"))?;
    }
    for input in inputs {
        output.line(&format!("input      {} ({})", input.name, input.words()))?;
    }
    output.line(&format!("prompt     {}", request.prompt()))?;
    for line in preview.lines(inputs) {
        output.line(&line)?;
    }
    let each = if times > 1 {
        format!(" each, {times} times")
    } else {
        String::new()
    };
    let reason = match estimate.reason() {
        "" => String::new(),
        reason => format!(" ({reason})"),
    };
    output.line(&format!("price      {estimate}{each}{reason}"))?;
    output.note("nothing was sent");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Draft, ImageFacts, ModelTable, Operation, Treatment};

    fn input(role: Role, format: ImageFormat, (width, height): (u32, u32)) -> Input {
        let facts = ImageFacts {
            format,
            width,
            height,
            bytes: 99,
            alpha: format == ImageFormat::Png,
            turned: false,
        };
        Input::file(role, "/a".into(), Some(facts))
    }

    #[test]
    fn inputs_are_told_as_they_are_sent() {
        let mut mask = input(Role::Mask, ImageFormat::Png, (400, 300));
        mask.treatment = Treatment {
            fit: true,
            ..Treatment::default()
        };
        let draft = Draft {
            operation: Operation::Edit,
            prompt: "x".to_owned(),
            model: "gpt-image-2".to_owned(),
            images: vec![
                input(Role::Image, ImageFormat::Jpeg, (4000, 3000)),
                input(Role::Image, ImageFormat::Webp, (64, 64)),
            ],
            mask: Some(mask),
            ..Draft::default()
        };
        let request = ModelTable::standard().unwrap().checked(&draft).unwrap();
        let words: Vec<_> = InputBody::all(&request).iter().map(InputBody::words).collect();
        assert_eq!(
            words,
            [
                "png, 2364x1772, written anew",
                "webp, 64x64, 99 bytes",
                "png, 2364x1772, written anew"
            ]
        );
    }

    #[test]
    fn the_bytes_of_pictures_are_left_away_and_nothing_else() {
        let body = json!({"images": [{"image_url": "data:image/png;base64,"}], "prompt": "data:x", "n": 2});
        assert_eq!(
            without_pictures(&body),
            json!({"images": [{"image_url": "data:image/png;base64,…"}], "prompt": "data:x", "n": 2})
        );
    }
}
