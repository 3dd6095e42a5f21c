//! A request as another model would take it: what carries over, and what does not.

use super::{Draft, Field, Model, OptionName, OptionRule, rules};

/// Words for quality from the least work to the most, whatever a model has of them (images-api.md §4).
const QUALITIES: &[&str] = &["low", "standard", "medium", "high", "hd", "xhigh", "max"];

/// A draft brought to another model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carried {
    /// The draft, without what the model does not take.
    pub draft: Draft,
    /// What does not carry over, in words: `quality xhigh`, `size 3000x1000, 1536x1024 instead`.
    pub lost: Vec<String>,
}

/// Brings a draft to a model: options that it lacks or whose value it does not take are left out, a size and a number
/// become the nearest that it takes. What else breaks a rule stays, and the check will say so.
#[must_use]
pub fn carried(draft: &Draft, model: &Model) -> Carried {
    let mut draft = Draft {
        model: model.id().to_owned(),
        ..draft.clone()
    };
    let mut lost = Vec::new();
    // Mending one field can only take faults away, so once through is enough.
    for fault in rules::faults(&draft, model) {
        match fault.field {
            Field::Option(name) => {
                let given = draft.options.remove(&name).unwrap_or_default();
                lost.push(format!("{} {given}", name.label().to_lowercase()));
            }
            Field::Size => {
                let nearest = fault.nearest.unwrap_or_default();
                lost.push(instead("size", &draft.size, &nearest));
                draft.size = nearest;
            }
            Field::Count => {
                let nearest = fault.nearest.unwrap_or_else(|| "1".to_owned());
                lost.push(instead("count", &draft.count, &nearest));
                draft.count = nearest;
            }
            Field::Markup => {
                draft.markup = None;
                lost.push("marks".to_owned());
            }
            Field::Operation
            | Field::Prompt
            | Field::Model
            | Field::Images
            | Field::Mask
            | Field::MaskReading
            | Field::Downscale
            | Field::Seed
            | Field::Extra => {}
        }
    }
    Carried { draft, lost }
}

fn instead(what: &str, given: &str, nearest: &str) -> String {
    if nearest.is_empty() {
        format!("{what} {given}")
    } else {
        format!("{what} {given}, {nearest} instead")
    }
}

/// The quality of a final run on a model: the wanted word where the model has it, else its highest; nothing where the
/// model has no quality to choose.
#[must_use]
pub fn final_quality(model: &Model, wanted: &str) -> Option<String> {
    let Some(OptionRule::Words { words, .. }) = model.option(OptionName::Quality) else {
        return None;
    };
    let rank = |word: &&String| QUALITIES.iter().position(|known| known == word);
    let wanted = words.iter().find(|word| *word == wanted.trim());
    wanted
        .or_else(|| words.iter().filter(|word| rank(word).is_some()).max_by_key(rank))
        .cloned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ModelTable;

    fn model(id: &str) -> Model {
        ModelTable::standard().unwrap().model(id)
    }

    #[test]
    fn what_a_model_does_not_take_is_left_out_and_named() {
        let draft = Draft {
            prompt: "a fox".to_owned(),
            model: "gpt-image-2.6-flare".to_owned(),
            size: "3072x1024".to_owned(),
            count: "1".to_owned(),
            options: [
                (OptionName::Quality, "max".to_owned()),
                (OptionName::Moderation, "low".to_owned()),
            ]
            .into(),
            ..Draft::default()
        };
        let carried = carried(&draft, &model("dall-e-3"));
        assert_eq!(carried.draft.model, "dall-e-3");
        assert!(carried.draft.options.is_empty(), "{:?}", carried.draft.options);
        assert!(
            carried.lost.iter().any(|lost| lost == "quality max"),
            "{:?}",
            carried.lost
        );
        assert!(
            carried.lost.iter().any(|lost| lost.starts_with("size 3072x1024")),
            "{:?}",
            carried.lost
        );
        assert_eq!(rules::faults(&carried.draft, &model("dall-e-3")), []);
    }

    #[test]
    fn what_a_model_takes_is_carried_over_whole() {
        let draft = Draft {
            prompt: "a fox".to_owned(),
            model: "gpt-image-2".to_owned(),
            size: "1024x1024".to_owned(),
            options: [(OptionName::Quality, "high".to_owned())].into(),
            ..Draft::default()
        };
        let carried = carried(&draft, &model("gpt-image-2.5-flare"));
        assert!(carried.lost.is_empty(), "{:?}", carried.lost);
        assert_eq!(carried.draft.options, draft.options);
    }

    #[test]
    fn the_final_quality_is_the_wanted_one_or_the_highest() {
        for (id, wanted, expected) in [
            ("gpt-image-2", "", Some("high")),
            ("gpt-image-2", "medium", Some("medium")),
            ("gpt-image-2", "no such word", Some("high")),
            ("dall-e-3", "", Some("hd")),
            ("gpt-image-2.6-flare", "", Some("max")),
        ] {
            assert_eq!(final_quality(&model(id), wanted).as_deref(), expected, "{id} {wanted}");
        }
    }
}
