//! The request that has a model draw a mask: an edit whose answer is black and white (images-api.md §6).

use super::{Draft, Input, Model, Operation, OptionName, Size};

/// What the model is told; white stands for the subject, so the answer is read as "white is replaced".
#[must_use]
pub fn mask_prompt(subject: &str) -> String {
    let subject = subject.trim();
    format!(
        "Draw a segmentation mask of this picture. Fill {subject} completely with pure white, and everything else \
         completely with pure black. Keep the framing, the positions and the outlines exactly as they are in the \
         picture. Use no grey, no texture, no shading, no text and no border: a flat, opaque, two-tone picture with \
         hard edges and nothing else."
    )
}

/// An edit of `image` that asks for a mask of `subject`, with the model and the options of `base`.
///
/// What would get in the way of a plain picture is taken away: masks, markup, transparency, other formats than PNG. One
/// picture is asked for, at the size of `base`, or else at the legal size nearest to the image, so that the framing can
/// stay; it is scaled to the image afterwards. An empty subject leaves the prompt empty, which the check of the draft
/// then tells. It comes from where `base` comes from, so that it is found among what was made from a picture.
#[must_use]
pub fn mask_request(image: Input, subject: &str, base: &Draft, model: &Model) -> Draft {
    let size = if base.size.trim().is_empty() {
        nearest(&image, base, model)
    } else {
        base.size.clone()
    };
    let mut draft = Draft {
        operation: Operation::Edit,
        prompt: if subject.trim().is_empty() {
            String::new()
        } else {
            mask_prompt(subject)
        },
        size,
        count: String::new(),
        images: vec![image],
        mask: None,
        markup: None,
        ..base.clone()
    };
    for name in [
        OptionName::Background,
        OptionName::OutputFormat,
        OptionName::OutputCompression,
        OptionName::PartialImages,
        OptionName::FrameCount,
        OptionName::FrameDurationMs,
        OptionName::SvgModel,
        OptionName::SvgEffort,
        OptionName::Style,
    ] {
        draft.options.remove(&name);
    }
    draft
}

/// The legal size nearest to that at which the image is sent; empty where nothing is known of image or model.
fn nearest(image: &Input, base: &Draft, model: &Model) -> String {
    let Some((width, height)) = image.sent_size(base.downscale).filter(|_| model.is_known()) else {
        return String::new();
    };
    let size = Size::Exact { width, height };
    match model.rules().size.check(&size) {
        Ok(()) => size.to_string(),
        Err(fault) => fault.nearest.map(|nearest| nearest.to_string()).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{ImageFacts, ImageFormat, ModelTable, Proposal, Request, Role};

    #[test]
    fn a_mask_is_asked_for_as_a_plain_edit_of_one_image() {
        let image = Input::file(Role::Image, "/fox.png".into(), None);
        let mut base = Draft {
            model: "gpt-image-2.6-flare".to_owned(),
            count: "3".to_owned(),
            mask: Some(Input::file(Role::Mask, "/mask.png".into(), None)),
            ..Draft::default()
        };
        for (name, value) in [
            (OptionName::Quality, "low"),
            (OptionName::OutputFormat, "svg"),
            (OptionName::SvgEffort, "low"),
        ] {
            base.options.insert(name, value.to_owned());
        }
        let model = ModelTable::standard().unwrap().model(&base.model);
        let draft = mask_request(image, " the hat ", &base, &model);
        let request = Request::try_from(Proposal {
            draft: &draft,
            model: &model,
        })
        .unwrap();
        assert_eq!((request.count(), request.inputs().len()), (1, 1));
        assert!(request.prompt().contains("Fill the hat completely with pure white"));
        assert_eq!(request.option(OptionName::Quality), "low");
        assert_eq!(request.options().len(), 1);
    }

    #[test]
    fn without_a_subject_there_is_nothing_to_ask_for() {
        let image = Input::file(Role::Image, "/fox.png".into(), None);
        let model = ModelTable::standard().unwrap().model("m");
        assert_eq!(mask_request(image, "  ", &Draft::default(), &model).prompt, "");
    }

    #[test]
    fn the_mask_is_asked_for_at_a_size_like_that_of_its_image() {
        let table = ModelTable::standard().unwrap();
        for (id, set, (width, height), size) in [
            ("gpt-image-2", "", (1024, 1024), "1024x1024"),
            ("gpt-image-2", "", (1920, 1080), "1920x1088"),
            ("gpt-image-2", "auto", (1024, 1024), "auto"),
            ("gpt-image-1", "", (3000, 2000), "1536x1024"),
            ("flux-kontext-pro", "", (1024, 1024), ""),
        ] {
            let facts = ImageFacts {
                format: ImageFormat::Png,
                width,
                height,
                bytes: 9,
                alpha: false,
                turned: false,
            };
            let image = Input::file(Role::Image, "/fox.png".into(), Some(facts));
            let base = Draft {
                size: set.to_owned(),
                ..Draft::default()
            };
            assert_eq!(
                mask_request(image, "it", &base, &table.model(id)).size,
                size,
                "{id} {width}x{height}"
            );
        }
    }
}
