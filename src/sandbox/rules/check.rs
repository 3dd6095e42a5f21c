//! The check of a request, in the order in which the live server checks (`images-api.md §9.1`).

use serde_json::Value;

use super::{
    super::{
        fields::{Fields, Form},
        refusal::Refusal,
    },
    combinations, dalle,
    models::{Family, Model},
    order::{Background, Carriage, Endpoint, Format, Order, Quality},
    references,
    sizes::{self, Size},
    values::{choice, flag, integer, missing, not_one_of, prompt, text, unknown, wrong_type},
    vector,
};

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

/// Reads and checks everything but the pictures themselves. Retired models are there only if `retired` says so.
pub fn check(endpoint: Endpoint, fields: &Fields, retired: bool) -> Result<Order, Refusal> {
    let model = model(fields, retired)?;
    if model.family.is_dalle() {
        return dalle::check(endpoint, fields, model);
    }
    for name in fields.names() {
        check_name(endpoint, fields.form, model.family, name)?;
    }
    let prompt = prompt(fields, MOST_PROMPT_CHARACTERS)?;
    if endpoint == Endpoint::Edits {
        references::check(fields)?;
    }
    let count = integer(fields, "n", 1, 10)?.unwrap_or(1);
    let quality = quality(fields, model)?;
    let compression = integer(fields, "output_compression", 0, 100)?;
    let size = size(fields, model)?;
    let background = background(fields)?;
    choice(fields, "moderation", &["auto", "low"])?;
    let format = format(fields, model, compression)?;
    if let (Some(size), Format::Gif { frames, .. }) = (size, format) {
        sizes::check_free(size, size.sheet(frames))?;
    }
    vector::check(fields)?;
    choice(fields, "complexity", &["low", "medium", "high"])?;
    let order = Order {
        model,
        prompt: prompt.to_owned(),
        count,
        size,
        quality,
        background,
        format,
        stream: stream(fields)?,
        close_look: close_look(fields, model)?,
        safety_identifier: safety_identifier(fields)?,
        carriage: Carriage::Base64,
    };
    combinations::check(&order, fields, compression)?;
    Ok(order)
}

fn model(fields: &Fields, retired: bool) -> Result<&'static Model, Refusal> {
    let id = match fields.values.get("model") {
        None => return Err(missing("model")),
        Some(Value::String(id)) => id,
        Some(other) => return Err(wrong_type("model", "a string", other)),
    };
    Model::find(id, retired).ok_or_else(|| not_there(id))
}

/// The refusal of a model that nobody has, or nobody has any more.
pub fn not_there(id: &str) -> Refusal {
    Refusal::order("model", "invalid_value", format!("The model '{id}' does not exist."))
}

fn check_name(endpoint: Endpoint, form: Form, family: Family, name: &str) -> Result<(), Refusal> {
    let edits = endpoint == Endpoint::Edits;
    let known = match (name, form) {
        ("image" | "images", _) if edits => return references::check_name(form, name),
        ("mask" | "input_fidelity", _) => edits,
        ("markup", _) => edits && family >= Family::TwoFive,
        (name, _) => COMMON.contains(&name) || (NEWEST.contains(&name) && family == Family::TwoSix),
    };
    if known { Ok(()) } else { Err(unknown(name)) }
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

/// The size asked for. The sheet of a GIF is measured later, when the number of its frames is known.
fn size(fields: &Fields, model: &Model) -> Result<Option<Size>, Refusal> {
    let Some(size) = text(fields, "size")?.map_or(Ok(None), |size| sizes::parse(size, model.family))? else {
        return Ok(None);
    };
    let has_sheet = model.family == Family::TwoSix && fields.value("output_format").is_some_and(|given| given == "gif");
    if model.family != Family::One && !has_sheet {
        sizes::check_free(size, size)?;
    }
    Ok(Some(size))
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
