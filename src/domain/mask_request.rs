//! The request that has a model draw a mask: an edit whose answer is black and white (images-api.md §6).

use super::{Draft, Input, Operation, OptionName};

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
/// picture is asked for. The size stays that of `base`, or the model's own choice: the mask is scaled to its image
/// afterwards. An empty subject leaves the prompt empty, which the check of the draft then tells.
#[must_use]
pub fn mask_request(image: Input, subject: &str, base: &Draft) -> Draft {
    let mut draft = Draft {
        operation: Operation::Edit,
        prompt: if subject.trim().is_empty() {
            String::new()
        } else {
            mask_prompt(subject)
        },
        count: String::new(),
        images: vec![image],
        mask: None,
        markup: None,
        parent: None,
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{ModelTable, Proposal, Request, Role};

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
        let draft = mask_request(image, " the hat ", &base);
        let model = ModelTable::standard().unwrap().model(&draft.model);
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
        assert_eq!(mask_request(image, "  ", &Draft::default()).prompt, "");
    }
}
