//! The check of a request, in the order in which the live server checks (`images-api.md §9.1`).

use serde_json::Value;

use super::{
    super::{
        answers::Refusal,
        fields::{Fields, Form},
    },
    combinations,
    models::{Family, Model},
    sizes::{self, Size},
    values::{choice, flag, integer, missing, not_one_of, text, unknown, wrong_type},
    vector,
};

/// The two ways to ask for pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Endpoint {
    /// `/images/generations`
    Generations,
    /// `/images/edits`
    Edits,
}

/// How much care a picture gets, least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Quality {
    /// `low`
    Low,
    /// `medium`
    Medium,
    /// `high`
    High,
    /// `xhigh`
    ExtraHigh,
    /// `max`
    Max,
}

impl Quality {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::ExtraHigh => "xhigh",
            Self::Max => "max",
        }
    }
}

/// What is behind the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Background {
    /// The server decides.
    Auto,
    /// Nothing shines through.
    Opaque,
    /// Real alpha around the subject.
    Transparent,
}

/// The file format, with what belongs to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// PNG.
    Png,
    /// JPEG of this quality, 0 to 100.
    Jpeg(u8),
    /// WebP. Always lossless here, since that is the only kind that the encoder writes; the asked compression changes nothing.
    Webp,
    /// A looping GIF.
    Gif {
        /// 2 to 16.
        frames: u32,
        /// How long each is shown, a multiple of 10.
        frame_milliseconds: u32,
    },
    /// A drawing of paths.
    Svg,
}

/// A request that passed every check; what it leaves to the server is still open.
#[derive(Debug, Clone, PartialEq)]
pub struct Order {
    /// Who draws.
    pub model: &'static Model,
    /// What is asked for.
    pub prompt: String,
    /// How many pictures.
    pub count: u32,
    /// `None` for `auto`.
    pub size: Option<Size>,
    /// `None` for `auto`.
    pub quality: Option<Quality>,
    /// What is behind the picture.
    pub background: Background,
    /// The file format.
    pub format: Format,
    /// The number of partial pictures of a stream; `None` for a plain answer.
    pub stream: Option<u32>,
    /// Whether the inputs are looked at closely by a model that has the choice.
    pub close_look: bool,
    /// The caller's own mark, repeated in the answer.
    pub safety_identifier: Option<String>,
}

const COMMON: &[&str] = &[
    "model",
    "prompt",
    "n",
    "size",
    "quality",
    "background",
    "moderation",
    "output_format",
    "output_compression",
    "stream",
    "partial_images",
    "user",
    "safety_identifier",
];
const NEWEST: &[&str] = &["complexity", "frame_count", "frame_duration_ms", "svg"];
const FORMATS: &[&str] = &["png", "jpeg", "webp", "gif", "svg"];
const MOST_PROMPT_CHARACTERS: usize = 32_000;

/// Reads and checks everything but the pictures themselves.
pub fn check(endpoint: Endpoint, fields: &Fields) -> Result<Order, Refusal> {
    let model = model(fields)?;
    for name in fields.names() {
        check_name(endpoint, fields.form, model.family, name)?;
    }
    let prompt = prompt(fields)?;
    if endpoint == Endpoint::Edits {
        check_images(fields)?;
    }
    let count = integer(fields, "n", 1, 10)?.unwrap_or(1);
    let quality = quality(fields, model)?;
    let compression = integer(fields, "output_compression", 0, 100)?;
    let asked_size = text(fields, "size")?.map_or(Ok(None), |size| sizes::parse(size, model.family))?;
    let background = background(fields)?;
    choice(fields, "moderation", &["auto", "low"])?;
    let format = format(fields, model, compression)?;
    check_free_size(model, asked_size, format)?;
    vector::check(fields)?;
    choice(fields, "complexity", &["low", "medium", "high"])?;
    let order = Order {
        model,
        prompt: prompt.to_owned(),
        count,
        size: asked_size,
        quality,
        background,
        format,
        stream: stream(fields)?,
        close_look: close_look(fields, model)?,
        safety_identifier: safety_identifier(fields)?,
    };
    combinations::check(&order, fields, compression)?;
    Ok(order)
}

fn model(fields: &Fields) -> Result<&'static Model, Refusal> {
    let id = match fields.values.get("model") {
        None => return Err(missing("model")),
        Some(Value::String(id)) => id,
        Some(other) => return Err(wrong_type("model", "a string", other)),
    };
    let missing = || Refusal::order("model", "invalid_value", format!("The model '{id}' does not exist."));
    Model::find(id).ok_or_else(missing)
}

fn check_name(endpoint: Endpoint, form: Form, family: Family, name: &str) -> Result<(), Refusal> {
    let edits = endpoint == Endpoint::Edits;
    let known = match (name, form) {
        ("image", Form::Json) if edits => return Err(other_form("image", "application/json", "'images' (array)")),
        ("images", Form::Multipart) if edits => {
            return Err(other_form("images", "multipart/form-data", "'image' (file)"));
        }
        ("image", Form::Multipart) | ("images", Form::Json) | ("mask" | "input_fidelity", _) => edits,
        ("markup", _) => edits && family >= Family::TwoFive,
        (name, _) => COMMON.contains(&name) || (NEWEST.contains(&name) && family == Family::TwoSix),
    };
    if known { Ok(()) } else { Err(unknown(name)) }
}

fn other_form(name: &str, form: &str, instead: &str) -> Refusal {
    let message = format!("Unknown parameter: '{name}'. For {form} on /v1/images/edits, use {instead}.");
    Refusal::schema(name, "invalid_value", message)
}

fn prompt(fields: &Fields) -> Result<&str, Refusal> {
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
    if characters > MOST_PROMPT_CHARACTERS {
        let message = format!(
            "Invalid 'prompt': string too long. Expected a string with maximum length {MOST_PROMPT_CHARACTERS}, \
             but got a string with length {characters} instead."
        );
        return Err(Refusal::schema("prompt", "string_above_max_length", message));
    }
    Ok(prompt)
}

/// Whether there are pictures in a shape that can be opened; opening them comes later.
fn check_images(fields: &Fields) -> Result<(), Refusal> {
    if fields.form == Form::Multipart {
        let image = fields.values.get("image").or_else(|| fields.values.get("mask"));
        return match image {
            Some(value) => Err(wrong_type("image", "a file", value)),
            None if fields.files("image").next().is_none() => Err(missing("image")),
            None => Ok(()),
        };
    }
    let images = match fields.values.get("images") {
        None => return Err(missing("images")),
        Some(Value::Array(images)) => images,
        Some(other) => return Err(wrong_type("images", "an array of objects", other)),
    };
    if images.is_empty() {
        let message =
            "Invalid 'images': empty array. Expected an array with minimum length 1, but got an empty array instead.";
        return Err(Refusal::schema("images", "empty_array", message));
    }
    let odd = images.iter().enumerate().find(|(_, image)| !image.is_object());
    odd.map_or(Ok(()), |(at, image)| {
        Err(wrong_type(&format!("images[{at}]"), "an object", image))
    })
}

fn quality(fields: &Fields, model: &Model) -> Result<Option<Quality>, Refusal> {
    let has_more = model.family >= Family::TwoFive;
    let older = ["low", "medium", "high", "auto"];
    let newer = ["low", "medium", "high", "xhigh", "max", "auto"];
    match text(fields, "quality")? {
        None | Some("auto") => Ok(None),
        Some("low") => Ok(Some(Quality::Low)),
        Some("medium") => Ok(Some(Quality::Medium)),
        Some("high") => Ok(Some(Quality::High)),
        Some("xhigh") if has_more => Ok(Some(Quality::ExtraHigh)),
        Some("max") if has_more => Ok(Some(Quality::Max)),
        Some(given @ ("xhigh" | "max")) => {
            let message = format!("The model '{}' does not support quality '{given}'", model.id);
            Err(Refusal::order("quality", "invalid_value", message))
        }
        Some(given) => Err(not_one_of("quality", given, if has_more { &newer } else { &older })),
    }
}

fn background(fields: &Fields) -> Result<Background, Refusal> {
    Ok(
        match choice(fields, "background", &["transparent", "opaque", "auto"])? {
            Some(0) => Background::Transparent,
            Some(1) => Background::Opaque,
            _ => Background::Auto,
        },
    )
}

fn format(fields: &Fields, model: &Model, compression: Option<u32>) -> Result<Format, Refusal> {
    let count = if model.family == Family::TwoSix {
        FORMATS.len()
    } else {
        3
    };
    let allowed = FORMATS.get(..count).unwrap_or(FORMATS);
    let chosen = choice(fields, "output_format", allowed)?.unwrap_or(0);
    let frames = integer(fields, "frame_count", 2, 16)?.unwrap_or(9);
    let duration = integer(fields, "frame_duration_ms", 1, u32::MAX)?.unwrap_or(200);
    Ok(match chosen {
        0 => Format::Png,
        1 => Format::Jpeg(compression.and_then(|given| u8::try_from(given).ok()).unwrap_or(100)),
        2 => Format::Webp,
        3 => Format::Gif {
            frames,
            frame_milliseconds: rounded_duration(duration),
        },
        _ => Format::Svg,
    })
}

/// Rounded to 10 ms and capped, since a GIF counts in hundredths of a second.
fn rounded_duration(milliseconds: u32) -> u32 {
    (milliseconds.saturating_add(5) / 10 * 10).clamp(10, 655_350)
}

fn check_free_size(model: &Model, size: Option<Size>, format: Format) -> Result<(), Refusal> {
    let Some(size) = size.filter(|_| model.family != Family::One) else {
        return Ok(());
    };
    let drawn = match format {
        Format::Gif { frames, .. } => size.sheet(frames),
        Format::Png | Format::Jpeg(_) | Format::Webp | Format::Svg => size,
    };
    sizes::check_free(size, drawn)
}

fn stream(fields: &Fields) -> Result<Option<u32>, Refusal> {
    let partials = integer(fields, "partial_images", 0, 3)?.unwrap_or(0);
    let streams = flag(fields, "stream")?.unwrap_or(false);
    Ok(streams.then_some(partials))
}

fn close_look(fields: &Fields, model: &Model) -> Result<bool, Refusal> {
    let high = choice(fields, "input_fidelity", &["high", "low"])? == Some(0);
    let refused = model.family != Family::One || (high && model.is_mini());
    if fields.value("input_fidelity").is_some() && refused {
        let message = format!(
            "The model '{}' does not support the 'input_fidelity' parameter.",
            model.id
        );
        return Err(Refusal::order(
            "input_fidelity",
            "invalid_input_fidelity_model",
            message,
        ));
    }
    Ok(high)
}

fn safety_identifier(fields: &Fields) -> Result<Option<String>, Refusal> {
    text(fields, "user")?;
    let given = text(fields, "safety_identifier")?;
    Ok(given.filter(|given| !given.is_empty()).map(str::to_owned))
}

#[cfg(test)]
mod tests;
