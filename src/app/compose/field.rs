//! The fields of the form: which ones there are for a model, and how their values change by key.

use crate::domain::{Downscale, Draft, Field, Input, MaskReading, Model, Operation, OptionName, OptionRule, Size};

/// A field of the form, as the focus walks through it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FormField {
    /// Generate, edit or variation.
    Mode,
    /// The words.
    Prompt,
    /// The model.
    Model,
    /// Width and height.
    Size,
    /// How many pictures.
    Count,
    /// One of the model's options.
    Option(OptionName),
    /// Shows or hides the rarely used options.
    More,
    /// The input images.
    Images,
    /// The mask.
    Mask,
    /// What says where the mask repaints.
    MaskReading,
    /// The marks over the first image.
    Markup,
    /// How input pictures are made smaller.
    Downscale,
    /// The seed.
    Seed,
    /// JSON that is merged into the request.
    Extra,
}

impl FormField {
    /// The label beside it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Mode => "Mode",
            Self::Prompt => "Prompt",
            Self::Model => "Model",
            Self::Size => "Size",
            Self::Count => "Count",
            Self::Option(name) => name.label(),
            Self::More => "More",
            Self::Images => "Images",
            Self::Mask => "Mask",
            Self::MaskReading => Field::MaskReading.label(),
            Self::Markup => Field::Markup.label(),
            Self::Downscale => Field::Downscale.label(),
            Self::Seed => Field::Seed.label(),
            Self::Extra => Field::Extra.label(),
        }
    }

    /// The field of a fault.
    #[must_use]
    pub const fn of(field: Field) -> Self {
        match field {
            Field::Operation => Self::Mode,
            Field::Prompt => Self::Prompt,
            Field::Model => Self::Model,
            Field::Size => Self::Size,
            Field::Count => Self::Count,
            Field::Option(name) => Self::Option(name),
            Field::Images => Self::Images,
            Field::Mask => Self::Mask,
            Field::MaskReading => Self::MaskReading,
            Field::Markup => Self::Markup,
            Field::Downscale => Self::Downscale,
            Field::Seed => Self::Seed,
            Field::Extra => Self::Extra,
        }
    }
}

/// Options that few people set; they hide behind `More` until one of them is set.
const RARE: &[OptionName] = &[
    OptionName::Moderation,
    OptionName::InputFidelity,
    OptionName::Complexity,
    OptionName::PartialImages,
    OptionName::ResponseFormat,
    OptionName::SafetyIdentifier,
    OptionName::User,
];

fn is_rare(name: OptionName, model: &Model) -> bool {
    // A server that nobody wrote down: every option is a guess.
    !model.is_known() || RARE.contains(&name)
}

/// Whether an option has any effect with that output format in that operation; a server that nobody wrote down gets
/// whatever is set.
#[must_use]
pub fn has_effect(name: OptionName, format: &str, operation: Operation, model: &Model) -> bool {
    if !model.is_known() {
        return true;
    }
    if operation == Operation::Variation {
        return matches!(name, OptionName::ResponseFormat | OptionName::User);
    }
    match name {
        OptionName::OutputCompression => matches!(format, "jpeg" | "webp"),
        OptionName::FrameCount | OptionName::FrameDurationMs => format == "gif",
        OptionName::SvgModel | OptionName::SvgEffort => format == "svg",
        OptionName::PartialImages => !matches!(format, "gif" | "svg"),
        OptionName::InputFidelity => operation == Operation::Edit,
        OptionName::Quality
        | OptionName::OutputFormat
        | OptionName::Background
        | OptionName::Moderation
        | OptionName::Complexity
        | OptionName::Style
        | OptionName::ResponseFormat
        | OptionName::SafetyIdentifier
        | OptionName::User => true,
    }
}

/// The fields that the form shows, in order; `more` shows the rare ones too, and the one in focus stays.
#[must_use]
pub fn fields(draft: &Draft, model: &Model, more: bool, focus: FormField) -> Vec<FormField> {
    let mut fields = vec![FormField::Mode];
    if draft.operation != Operation::Variation {
        fields.push(FormField::Prompt);
    }
    fields.extend([FormField::Model, FormField::Size]);
    let format = draft.option(OptionName::OutputFormat);
    let offered = |name: &OptionName| match model.option(*name) {
        Some(_) => has_effect(*name, format, draft.operation, model),
        // A value that the model does not take has to be seen to be mended.
        None => !draft.option(*name).is_empty(),
    };
    let options: Vec<_> = OptionName::ALL.iter().copied().filter(offered).collect();
    let (rare, usual): (Vec<_>, Vec<_>) = options.into_iter().partition(|name| is_rare(*name, model));
    let quality = |name: &OptionName| *name == OptionName::Quality;
    fields.extend(usual.iter().copied().filter(quality).map(FormField::Option));
    if model.rules().count_max > 1 || !matches!(draft.count.trim(), "" | "1") {
        fields.push(FormField::Count);
    }
    fields.extend(
        usual
            .iter()
            .copied()
            .filter(|name| !quality(name))
            .map(FormField::Option),
    );
    let set = |name: &OptionName| more || FormField::Option(*name) == focus || !draft.option(*name).is_empty();
    fields.extend(rare.iter().copied().filter(set).map(FormField::Option));
    for (field, text) in [(FormField::Seed, &draft.seed), (FormField::Extra, &draft.extra)] {
        if more || field == focus || !text.trim().is_empty() {
            fields.push(field);
        }
    }
    fields.push(FormField::More);
    if model.rules().edits || model.rules().variations || !draft.images.is_empty() {
        fields.push(FormField::Images);
        let masked = draft.operation == Operation::Edit && !draft.images.is_empty();
        if masked || draft.mask.is_some() {
            fields.push(FormField::Mask);
        }
        if draft.mask.is_some() {
            fields.push(FormField::MaskReading);
        }
        if (masked && model.rules().markup && more) || draft.markup.is_some() {
            fields.push(FormField::Markup);
        }
        let shrinks = |image: &Input| image.sent_size(Downscale::Current) != image.sent_size(Downscale::Off);
        if draft.images.iter().any(shrinks) {
            fields.push(FormField::Downscale);
        }
    }
    fields
}

/// The values that a field steps through, the way the form lists them; empty for fields without a list.
#[must_use]
pub fn choices(field: FormField, model: &Model) -> Vec<String> {
    match field {
        FormField::Mode => Operation::ALL
            .iter()
            .map(|operation| operation.label().to_owned())
            .collect(),
        FormField::Size => model.rules().size.presets().iter().map(Size::to_string).collect(),
        FormField::Option(name) => match model.option(name) {
            Some(OptionRule::Words { words, .. }) => words.clone(),
            Some(OptionRule::Range { .. } | OptionRule::Text { .. }) | None => Vec::new(),
        },
        FormField::MaskReading => MaskReading::ALL
            .iter()
            .map(|reading| reading.word().to_owned())
            .collect(),
        FormField::Downscale => Downscale::ALL.iter().map(|rule| rule.word().to_owned()).collect(),
        FormField::Prompt
        | FormField::Model
        | FormField::Count
        | FormField::More
        | FormField::Images
        | FormField::Mask
        | FormField::Markup
        | FormField::Seed
        | FormField::Extra => Vec::new(),
    }
}

/// What the server does when the field is left alone, as the form shows it.
#[must_use]
pub fn default_text(field: FormField, model: &Model) -> String {
    match field {
        FormField::Size => model.rules().size.default_size().to_string(),
        FormField::Count => "1".to_owned(),
        FormField::Option(name) => model.option(name).map(OptionRule::default_text).unwrap_or_default(),
        FormField::Mode
        | FormField::Prompt
        | FormField::Model
        | FormField::More
        | FormField::Images
        | FormField::Mask
        | FormField::MaskReading
        | FormField::Markup
        | FormField::Downscale
        | FormField::Seed
        | FormField::Extra => String::new(),
    }
}

/// The value one step on (or back) from the present one; `None` where the field does not step.
#[must_use]
pub fn stepped(field: FormField, present: &str, forward: bool, model: &Model) -> Option<String> {
    let range = match field {
        FormField::Count => Some((1, model.rules().count_max, 1)),
        FormField::Option(name) => match model.option(name) {
            Some(OptionRule::Range { min, max, step, .. }) => Some((*min, *max, *step)),
            Some(OptionRule::Words { .. } | OptionRule::Text { .. }) | None => None,
        },
        _ => None,
    };
    let shown = if present.is_empty() {
        default_text(field, model)
    } else {
        present.to_owned()
    };
    if let Some((min, max, step)) = range {
        let number = shown.parse::<u64>().unwrap_or(min);
        let next = if forward {
            number.saturating_add(step)
        } else {
            number.saturating_sub(step)
        };
        return Some(next.clamp(min, max).to_string());
    }
    let mut choices = choices(field, model);
    if choices.is_empty() {
        return None;
    }
    if matches!(field, FormField::Option(_)) && default_text(field, model).is_empty() {
        // No word stands for the model's own choice, so leaving it to the model is a step of its own.
        choices.insert(0, String::new());
    }
    let place = choices.iter().position(|choice| *choice == shown);
    let count = choices.len();
    let next = match (place, forward) {
        (Some(at), true) => (at + 1) % count,
        (Some(at), false) => (at + count - 1) % count,
        (None, true) => 0,
        (None, false) => count - 1,
    };
    choices.into_iter().nth(next)
}
