//! A picture's recipe as a draft of ours, with everything that had to be changed for the model told.

use super::{LeftOut, Maker, Recipe};
use crate::domain::{Draft, Fault, Field, KEEP_ORIGINAL, Model, ModelTable, faults, first_draft};

/// The draft that a picture's metadata comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recalled {
    /// Who wrote the metadata.
    pub maker: Maker,
    /// The draft; its model takes what it asks for, as far as that could be mended.
    pub draft: Draft,
    /// What did not come along, or not as it was.
    pub left: Vec<LeftOut>,
}

/// Makes a draft of a recipe. Only our own metadata can name a model, and only one that `models` knows; otherwise it is
/// for the model `other`. `seen` is the size of the picture itself, in pixels, for metadata that names none.
#[must_use]
pub fn recall(recipe: Recipe, other: &str, seen: Option<(u32, u32)>, models: &ModelTable) -> Recalled {
    let Recipe {
        maker,
        mut draft,
        model: theirs,
        left: others,
    } = recipe;
    let ours = maker == Maker::Pochade && theirs != KEEP_ORIGINAL && models.model(&theirs).is_known();
    let model = models.model(if ours { &theirs } else { other });
    model.id().clone_into(&mut draft.model);
    let mut left = Vec::new();
    if !ours && !theirs.is_empty() {
        let why = format!("not in the table of models; {} is asked instead", model.id());
        left.push(LeftOut::new("model", theirs, why));
    }
    if let Some((width, height)) = seen.filter(|_| draft.size.is_empty() && maker != Maker::Pochade) {
        draft.size = format!("{width}x{height}");
    }
    if maker != Maker::Pochade {
        // What no other program can say is asked for as in a new form, where the price is known.
        let usual = first_draft(&model, draft.downscale).options;
        draft.options = usual.into_iter().chain(draft.options).collect();
    }
    keep_seed(&mut draft, &mut left);
    mend(&mut draft, &model, &mut left);
    left.extend(others);
    Recalled { maker, draft, left }
}

impl Recalled {
    /// Asks another model than the picture names.
    pub fn insist(&mut self, model: &str, models: &ModelTable) {
        let model = models.model(model);
        let why = format!("{} is asked instead", model.id());
        let before = std::mem::replace(&mut self.draft.model, model.id().to_owned());
        self.left.push(LeftOut::new("model", before, why));
        mend(&mut self.draft, &model, &mut self.left);
    }
}

/// Others have seeds of twice our length, and with them the same picture again; we have a label.
fn keep_seed(draft: &mut Draft, left: &mut Vec<LeftOut>) {
    if draft.seed.is_empty() {
        return;
    }
    let why = if draft.seed.parse::<u32>().is_ok() {
        "it stays as a label, for the API has no seed"
    } else {
        "the API has no seed, and this one is too long for a label"
    };
    left.push(LeftOut::new("seed", &draft.seed, why));
    if draft.seed.parse::<u32>().is_err() {
        draft.seed.clear();
    }
}

/// Takes the nearest value where the model does not take the given one, and none where there is none.
fn mend(draft: &mut Draft, model: &Model, left: &mut Vec<LeftOut>) {
    for fault in faults(draft, model) {
        let Fault {
            field,
            given,
            rule,
            nearest,
        } = fault;
        let became = match &nearest {
            Some(nearest) => format!("{rule}; {nearest} is asked instead"),
            None => format!("{rule}; it is left to the model"),
        };
        match field {
            Field::Size => draft.size = nearest.unwrap_or_default(),
            Field::Option(name) => {
                match nearest {
                    Some(nearest) => draft.options.insert(name, nearest),
                    None => draft.options.remove(&name),
                };
            }
            // These are for the person: the form shows what is wrong with them.
            Field::Operation
            | Field::Prompt
            | Field::Model
            | Field::Count
            | Field::Images
            | Field::Mask
            | Field::MaskReading
            | Field::Markup
            | Field::Downscale
            | Field::Seed
            | Field::Extra => continue,
        }
        left.push(LeftOut::new(field.label().to_lowercase(), given, became));
    }
}
