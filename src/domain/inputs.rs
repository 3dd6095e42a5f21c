//! The check of input pictures: how many, of which kind, and whether the mask fits (images-api.md §4, §6).

use super::{Draft, Fault, Field, ImageFormat, Input, MaskReading, MaskUse, Model, Operation, fault::fault};

/// A mask is of no more than this many bytes, when it is sent (images-api.md §6).
pub const MASK_BYTES_MAX: u64 = 4 * 1024 * 1024 - 1;

/// What is wrong with the images.
pub(super) fn images(draft: &Draft, model: &Model) -> Vec<Fault> {
    let rules = model.rules();
    if draft.images.is_empty() {
        let rule = if draft.mask.is_some() {
            "a mask needs an image"
        } else {
            "add the image to work on"
        };
        return vec![fault(Field::Images, "", rule)];
    }
    if !model.is_known() {
        return Vec::new();
    }
    let mut found = Vec::new();
    let most = if draft.operation == Operation::Variation {
        1
    } else {
        rules.images_max
    };
    if draft.images.len() > most {
        let given = format!("{} images", draft.images.len());
        found.push(fault(
            Field::Images,
            given,
            format!("{} takes at most {most}", model.id()),
        ));
    }
    for image in &draft.images {
        found.extend(image_fault(image, draft, model));
    }
    found
}

fn image_fault(image: &Input, draft: &Draft, model: &Model) -> Option<Fault> {
    let rules = model.rules();
    let facts = image.facts?;
    if !rules.image_formats.contains(&facts.format) {
        let names: Vec<_> = rules.image_formats.iter().map(|format| format.name()).collect();
        let rule = format!("it is a {}; {} takes {}", facts.format, model.id(), names.join(", "));
        return Some(fault(Field::Images, &image.name, rule));
    }
    // What is made smaller or turned is written anew, and is small enough then.
    if image.goes_untouched(draft.downscale) && facts.bytes > rules.image_bytes_max {
        let megabytes = (rules.image_bytes_max + 1) / (1024 * 1024);
        return Some(fault(
            Field::Images,
            &image.name,
            format!("it must be smaller than {megabytes} MB"),
        ));
    }
    let lopsided = rules.square && facts.width != facts.height;
    lopsided.then(|| fault(Field::Images, &image.name, "it must be square"))
}

/// What is wrong with the mask, or with its absence.
pub(super) fn mask(draft: &Draft, model: &Model) -> Option<Fault> {
    if !model.is_known() {
        return None;
    }
    let Some(mask) = draft.mask.as_ref() else {
        return missing_mask(draft, model);
    };
    if model.rules().mask == MaskUse::Never {
        return Some(fault(Field::Mask, &mask.name, format!("{} takes no mask", model.id())));
    }
    let facts = mask.facts?;
    let wrong = |rule: String| Some(fault(Field::Mask, &mask.name, rule));
    if matches!(facts.format, ImageFormat::Gif | ImageFormat::Svg) {
        return wrong(format!("it is a {}; a mask is a PNG, JPEG or WebP", facts.format));
    }
    if mask.treatment.reading == MaskReading::Alpha && !facts.alpha {
        return Some(fault(
            Field::MaskReading,
            MaskReading::Alpha.word(),
            "the mask has no transparent pixels; read it by white",
        ));
    }
    if mask.goes_untouched(draft.downscale) && facts.bytes > MASK_BYTES_MAX {
        return wrong("it must be smaller than 4 MB".to_owned());
    }
    if draft.markup.is_some() {
        return wrong("an edit takes a mask or a markup, not both".to_owned());
    }
    let first = draft.images.first().and_then(|image| image.facts)?;
    let fits = mask.treatment.fit || (first.width, first.height) == (facts.width, facts.height);
    (!fits).then(|| {
        let rule = format!(
            "it must have the size of the first image, {}x{}, or be scaled to it",
            first.width, first.height
        );
        fault(Field::Mask, format!("{}x{}", facts.width, facts.height), rule)
    })
}

/// What is wrong with the marks over the first image (images-api.md §6).
pub(super) fn markup(draft: &Draft, model: &Model) -> Option<Fault> {
    let markup = draft.markup.as_ref().filter(|_| model.is_known())?;
    let wrong = |rule: String| Some(fault(Field::Markup, &markup.name, rule));
    if !model.rules().markup {
        return wrong(format!("{} takes no markup", model.id()));
    }
    let facts = markup.facts?;
    if facts.format != ImageFormat::Png || !facts.alpha {
        return wrong("it must be a PNG with transparent pixels".to_owned());
    }
    let first = draft.images.first().and_then(|image| image.facts)?;
    let same = (first.width, first.height) == (facts.width, facts.height);
    (!same).then(|| {
        let rule = format!(
            "it must have the size of the first image, {}x{}",
            first.width, first.height
        );
        fault(Field::Markup, format!("{}x{}", facts.width, facts.height), rule)
    })
}

/// Where no mask is given, the transparent parts of the image are the mask of a model that needs one
/// (images-api.md §6).
fn missing_mask(draft: &Draft, model: &Model) -> Option<Fault> {
    let opaque = draft.images.first()?.facts.is_some_and(|facts| !facts.alpha);
    let missing = opaque && model.rules().mask == MaskUse::Needed;
    missing.then(|| {
        let rule = format!("{} needs a mask, or an image with transparent parts", model.id());
        fault(Field::Mask, "", rule)
    })
}
