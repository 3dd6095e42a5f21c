//! What a form asks for before anybody has asked for anything.

use crate::domain::{Downscale, Draft, ModelTable, OptionName, OptionRule, Size};

/// A new form asks for a square of medium quality where the model has that: the price is exact then, while a model left
/// to choose for itself may take forty times as much (images-api.md §4, quality).
pub(super) fn first_draft(models: &ModelTable, downscale: Downscale) -> Draft {
    let model = models.model(models.default_id());
    let mut draft = Draft {
        model: model.id().to_owned(),
        downscale,
        ..Draft::default()
    };
    let has = |rule: &OptionRule| matches!(rule, OptionRule::Words { words, .. } if words.iter().any(|word| word == "medium"));
    if model.option(OptionName::Quality).is_some_and(has) {
        draft.options.insert(OptionName::Quality, "medium".to_owned());
    }
    let square = Size::Exact {
        width: 1024,
        height: 1024,
    };
    if model.rules().size.presets().contains(&square) {
        draft.size = square.to_string();
    }
    draft
}
