//! The rules of the retired DALL·E models, which live on at compatible servers (`images-api.md §4`).

use super::{
    super::{
        fields::{Fields, Form},
        refusal::Refusal,
    },
    models::{Family, Model},
    order::{Background, Carriage, Endpoint, Format, Order, Quality},
    references,
    sizes::Size,
    values::{choice, integer, prompt, text, unknown},
};

const COMMON: &[&str] = &["model", "prompt", "n", "size", "quality", "response_format", "user"];

/// Reads and checks everything but the pictures themselves, in the order of the living models.
pub fn check(endpoint: Endpoint, fields: &Fields, model: &'static Model) -> Result<Order, Refusal> {
    let is_third = model.family == Family::DallE3;
    if endpoint == Endpoint::Edits {
        check_edit(fields, model)?;
    }
    for name in fields.names() {
        check_name(endpoint, is_third, name)?;
    }
    let prompt = prompt(fields, if is_third { 4_000 } else { 1_000 })?;
    if endpoint == Endpoint::Edits {
        references::check(fields)?;
        check_one_image(fields)?;
    }
    let count = integer(fields, "n", 1, if is_third { 1 } else { 10 })?.unwrap_or(1);
    let qualities: &[&str] = if is_third { &["standard", "hd"] } else { &["standard"] };
    let quality = match choice(fields, "quality", qualities)? {
        Some(1) => Quality::High,
        _ => Quality::Medium,
    };
    let size = size(fields, is_third)?;
    let carriage = carriage(fields)?;
    choice(fields, "style", &["vivid", "natural"])?;
    text(fields, "user")?;
    Ok(Order {
        model,
        prompt: prompt.to_owned(),
        count,
        size: Some(size),
        quality: Some(quality),
        background: Background::Opaque,
        format: Format::Png,
        stream: None,
        close_look: false,
        safety_identifier: None,
        carriage,
    })
}

/// `response_format`: links unless base64 is asked for.
pub fn carriage(fields: &Fields) -> Result<Carriage, Refusal> {
    Ok(match choice(fields, "response_format", &["url", "b64_json"])? {
        Some(1) => Carriage::Base64,
        _ => Carriage::Links,
    })
}

fn check_edit(fields: &Fields, model: &Model) -> Result<(), Refusal> {
    let refuse = |message: String| Err(Refusal::order("model", "invalid_value", message));
    if model.family == Family::DallE3 {
        return refuse(format!("Invalid value: '{}'. Value must be 'dall-e-2'.", model.id));
    }
    if fields.form == Form::Json {
        return refuse(format!(
            "The model '{}' does not support application/json on /v1/images/edits.",
            model.id
        ));
    }
    Ok(())
}

fn check_name(endpoint: Endpoint, is_third: bool, name: &str) -> Result<(), Refusal> {
    let known = match name {
        "image" | "images" if endpoint == Endpoint::Edits => return references::check_name(Form::Multipart, name),
        "mask" => endpoint == Endpoint::Edits,
        "style" => is_third,
        name => COMMON.contains(&name),
    };
    if known { Ok(()) } else { Err(unknown(name)) }
}

fn check_one_image(fields: &Fields) -> Result<(), Refusal> {
    let count = fields.files("image").count();
    if count == 1 {
        return Ok(());
    }
    let message = format!(
        "Invalid 'image': array too long. Expected an array with maximum length 1, but got an array with length {count} instead."
    );
    Err(Refusal::schema("image", "array_above_max_length", message))
}

fn size(fields: &Fields, is_third: bool) -> Result<Size, Refusal> {
    let wide = [
        ("1024x1024", 1024, 1024),
        ("1792x1024", 1792, 1024),
        ("1024x1792", 1024, 1792),
    ];
    let square = [("256x256", 256, 256), ("512x512", 512, 512), ("1024x1024", 1024, 1024)];
    let sizes = if is_third { wide } else { square };
    let chosen = choice(fields, "size", &sizes.map(|(name, ..)| name))?;
    let (_, width, height) = chosen.and_then(|at| sizes.get(at)).copied().unwrap_or(("", 1024, 1024));
    Ok(Size::new(width, height))
}
