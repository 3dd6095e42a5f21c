//! Drafts to begin with.

use std::{path::PathBuf, sync::LazyLock};

use crate::domain::{
    CostKind, Draft, Fault, Field, HistoryEntry, ImageFacts, ImageFormat, Input, Marks, Model, ModelTable, Operation,
    OptionName, RequestId, RequestState, Role, Timings, faults,
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

/// What is kept of a draft that was queued.
pub fn entry(draft: &Draft) -> HistoryEntry {
    HistoryEntry {
        id: RequestId::from_uuid(uuid::Uuid::from_u128(0x0193_0000_0000_7000_8000_0000_0000_0001)),
        created_at: "2026-11-20T20:15:03.25Z".parse().unwrap(),
        state: RequestState::Queued,
        profile: "openai".to_owned(),
        request: TABLE.checked(draft).unwrap(),
        images: Vec::new(),
        usage: None,
        cost: None,
        cost_kind: CostKind::Unknown,
        attempts: 0,
        request_id: None,
        timings: Timings::default(),
        failure: None,
        marks: Marks::default(),
        echoed: Vec::new(),
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
