//! What is asked for before anybody has asked for anything, in the studio and on the command line alike.

use super::{Downscale, Draft, Model, OptionName, OptionRule, Size};

/// A new request to a model asks for a square of medium quality where the model has that: the price is exact then, while a
/// model left to choose for itself may take forty times as much (images-api.md §4, quality).
#[must_use]
pub fn first_draft(model: &Model, downscale: Downscale) -> Draft {
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
    if model.is_known() && model.rules().size.presets().contains(&square) {
        draft.size = square.to_string();
    }
    draft
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ModelTable;

    #[test]
    fn a_square_of_medium_quality_is_asked_for_where_the_model_has_that() {
        let table = ModelTable::standard().unwrap();
        for (id, size, quality) in [
            ("gpt-image-2", "1024x1024", "medium"),
            ("dall-e-3", "1024x1024", ""),
            ("flux-kontext-pro", "", ""),
        ] {
            let draft = first_draft(&table.model(id), Downscale::default());
            assert_eq!(
                (draft.size.as_str(), draft.option(OptionName::Quality)),
                (size, quality),
                "{id}"
            );
        }
    }
}
