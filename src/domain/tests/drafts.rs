//! Drafts to begin with.

use std::{path::PathBuf, sync::LazyLock};

use crate::domain::{
    Draft, Fault, Field, ImageFacts, ImageFormat, Input, Model, ModelTable, Operation, OptionName, Role, faults,
};

pub const FAMILIES: &[&str] = &[
    "gpt-image-2.6-flare",
    "gpt-image-2.5-flare",
    "gpt-image-2",
    "gpt-image-1.5",
    "gpt-image-1-mini",
    "gpt-image-1",
    "dall-e-3",
    "dall-e-2",
];

static TABLE: LazyLock<ModelTable> = LazyLock::new(|| ModelTable::standard().unwrap());

pub fn model(id: &str) -> Model {
    TABLE.model(id)
}

pub fn draft(model: &str) -> Draft {
    Draft {
        prompt: "a fox".to_owned(),
        model: model.to_owned(),
        ..Draft::default()
    }
}

pub fn with(model: &str, options: &[(OptionName, &str)]) -> Draft {
    let options = options.iter().map(|(name, value)| (*name, (*value).to_owned()));
    Draft {
        options: options.collect(),
        ..draft(model)
    }
}

pub fn facts(width: u32, height: u32) -> ImageFacts {
    ImageFacts {
        format: ImageFormat::Png,
        width,
        height,
        bytes: 1000,
        alpha: true,
        turned: false,
    }
}

pub fn input(role: Role, facts: ImageFacts) -> Input {
    Input {
        role,
        path: PathBuf::from("/pictures/cat.png"),
        name: "cat.png".to_owned(),
        sha256: None,
        facts: Some(facts),
        remote: None,
        treatment: crate::domain::Treatment::default(),
    }
}

/// An edit of that many square images.
pub fn edit(model: &str, images: usize) -> Draft {
    Draft {
        operation: Operation::Edit,
        images: vec![input(Role::Image, facts(1024, 1024)); images],
        ..draft(model)
    }
}

pub fn found(draft: &Draft) -> Vec<Fault> {
    faults(draft, &model(&draft.model))
}

/// The fields that a draft is faulty in.
pub fn faulty(draft: &Draft) -> Vec<Field> {
    found(draft).iter().map(|fault| fault.field).collect()
}

/// The one fault of a draft.
pub fn only_fault(draft: &Draft) -> Fault {
    let mut found = found(draft);
    assert_eq!(found.len(), 1, "{found:?}");
    found.remove(0)
}
