//! The form: a draft in the making, the field in focus, and what is wrong with it.

use std::collections::BTreeMap;

use jiff::civil::Date;

mod change;
mod mask;
mod telling;
mod told;

use super::field::{self, FormField};
use crate::{
    app::parts::TextBuffer,
    domain::{
        Downscale, Draft, Estimate, Fault, Faults, Field, Input, Model, ModelTable, Operation, OptionName, Prices,
        Profile, Proposal, Request, Warning, estimate, warnings,
    },
};

/// Where typed characters go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Typing {
    /// Nowhere: keys are commands.
    Off,
    /// Into the prompt.
    Prompt,
    /// Into the value of the focused field.
    Value(TextBuffer),
}

/// The form of Compose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// What would be sent now: the prompt as it stands, and only those options that have an effect.
    draft: Draft,
    /// Every option that was set; one without effect beside the others is kept for when it has one again.
    options: BTreeMap<OptionName, String>,
    prompt: TextBuffer,
    model: Model,
    image: usize,
    field: FormField,
    typing: Typing,
    more: bool,
    /// Whether sending was tried: only then an empty prompt is a fault worth showing.
    tried: bool,
    faults: Vec<Fault>,
    warnings: Vec<Warning>,
    prices: Prices,
    profile: Profile,
    estimate: Estimate,
    today: Date,
    revision: u64,
    told: Option<told::Told>,
    /// Whether the mask's reading is to stay as it is.
    reading_chosen: bool,
}

impl Form {
    /// A form filled with a draft; an empty model id becomes the table's default.
    #[must_use]
    pub fn new(draft: Draft, models: &ModelTable, today: Date) -> Self {
        let model = models.model(models.default_id());
        let mut form = Self {
            draft: Draft::default(),
            options: BTreeMap::new(),
            prompt: TextBuffer::new(),
            model,
            image: 0,
            field: FormField::Prompt,
            typing: Typing::Prompt,
            more: false,
            tried: false,
            faults: Vec::new(),
            warnings: Vec::new(),
            prices: Prices::default(),
            profile: Profile::default(),
            estimate: Estimate::Free,
            today,
            revision: 0,
            told: None,
            reading_chosen: false,
        };
        form.prices = form.model.rules().prices.clone();
        form.fill(draft, models);
        form
    }

    /// Puts a draft into the form, in place of all that was there; the prompt's own steps of undo begin anew.
    pub fn fill(&mut self, draft: Draft, models: &ModelTable) {
        let id = if draft.model.trim().is_empty() {
            models.default_id()
        } else {
            draft.model.trim()
        };
        self.model = models.model(id);
        self.prompt = std::mem::take(&mut self.prompt).with_text(&draft.prompt);
        self.options.clone_from(&draft.options);
        self.draft = draft;
        self.model.id().clone_into(&mut self.draft.model);
        self.image = 0;
        self.tried = false;
        self.told = None;
        self.reading_chosen = true;
        self.typing = Typing::Off;
        self.changed();
    }

    /// The draft as it stands.
    #[must_use]
    pub fn draft(&self) -> Draft {
        self.draft.clone()
    }

    /// Everything after a change: what would be sent, faults, warnings, price and focus follow.
    pub(super) fn changed(&mut self) {
        self.revision += 1;
        // A line break at either end is a slip of the finger and says nothing.
        self.prompt.text().trim_matches('\n').clone_into(&mut self.draft.prompt);
        if self.draft.prompt.is_empty() && self.draft.images.is_empty() {
            // Nothing but settings is left of the request that it came from.
            self.draft.parent = None;
        }
        self.draft.options.clone_from(&self.options);
        let format = self.draft.option(OptionName::OutputFormat).to_owned();
        let (operation, model) = (self.draft.operation, &self.model);
        self.draft
            .options
            .retain(|name, _| field::has_effect(*name, &format, operation, model));
        self.warnings = warnings(&self.draft, &self.model, self.today);
        self.faults = match Request::try_from(Proposal {
            draft: &self.draft,
            model: &self.model,
        }) {
            Ok(request) => {
                // That a seed is only a label stands beside it already.
                let remarks = self.profile.remarks(&request).into_iter();
                self.warnings
                    .extend(remarks.filter(|remark| remark.field != Field::Seed));
                self.profile.refuses(&request)
            }
            Err(Faults(faults)) => faults,
        };
        self.estimate = estimate(&self.draft, &self.model, &self.prices);
        self.image = self.image.min(self.draft.images.len().saturating_sub(1));
        if !self.fields().contains(&self.field) {
            self.field = FormField::Mode;
            self.typing = Typing::Off;
        }
    }

    /// The checked request, or nothing: then the faults are shown and the first faulty field has the focus.
    pub fn request(&mut self) -> Option<Request> {
        let checked = Request::try_from(Proposal {
            draft: &self.draft,
            model: &self.model,
        });
        let Some(request) = checked.ok().filter(|_| self.faults.is_empty()) else {
            self.tried = true;
            self.changed();
            if let Some(fault) = self.faults.first() {
                self.go_to(FormField::of(fault.field));
            }
            return None;
        };
        Some(request)
    }

    /// Uses other prices, and the ways of another profile's server.
    pub fn set_terms(&mut self, prices: Prices, profile: &Profile) {
        self.prices = prices;
        self.profile = profile.clone();
        self.changed();
    }

    /// A number that grows with every change, so that the draft is kept when it has to be.
    #[must_use]
    pub const fn revision(&self) -> u64 {
        self.revision
    }

    /// The model.
    #[must_use]
    pub const fn model(&self) -> &Model {
        &self.model
    }

    /// Generate, edit or variation.
    #[must_use]
    pub const fn operation(&self) -> Operation {
        self.draft.operation
    }

    /// The prompt's text.
    #[must_use]
    pub const fn prompt(&self) -> &TextBuffer {
        &self.prompt
    }

    pub(super) const fn prompt_mut(&mut self) -> &mut TextBuffer {
        &mut self.prompt
    }

    /// The input images, in order.
    #[must_use]
    pub fn images(&self) -> &[Input] {
        &self.draft.images
    }

    /// Which of the images is selected.
    #[must_use]
    pub const fn image(&self) -> usize {
        self.image
    }

    /// The mask.
    #[must_use]
    pub const fn mask(&self) -> Option<&Input> {
        self.draft.mask.as_ref()
    }

    /// The marks over the first image.
    #[must_use]
    pub const fn markup(&self) -> Option<&Input> {
        self.draft.markup.as_ref()
    }

    /// How input pictures are made smaller.
    #[must_use]
    pub const fn downscale(&self) -> Downscale {
        self.draft.downscale
    }

    /// The field in focus.
    #[must_use]
    pub const fn field(&self) -> FormField {
        self.field
    }

    /// Where typed characters go.
    #[must_use]
    pub const fn typing(&self) -> &Typing {
        &self.typing
    }

    pub(super) const fn typing_mut(&mut self) -> &mut Typing {
        &mut self.typing
    }

    /// Whether the rare options are shown.
    #[must_use]
    pub const fn shows_more(&self) -> bool {
        self.more
    }

    /// What it will cost.
    #[must_use]
    pub const fn estimate(&self) -> &Estimate {
        &self.estimate
    }

    /// What is worth saying.
    #[must_use]
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }

    /// The fault of a field that is worth showing now: what is merely empty waits until sending was tried.
    #[must_use]
    pub fn fault(&self, field: FormField) -> Option<&Fault> {
        let mut of_field = self.faults.iter().filter(|fault| FormField::of(fault.field) == field);
        of_field.find(|fault| self.tried || !fault.given.is_empty())
    }

    /// The first field whose fault is shown; sending is of no use before it is mended.
    #[must_use]
    pub fn shown_fault(&self) -> Option<FormField> {
        self.fields().into_iter().find(|field| self.fault(*field).is_some())
    }

    /// The fields that are shown, in order.
    #[must_use]
    pub fn fields(&self) -> Vec<FormField> {
        field::fields(&self.draft, &self.model, self.more, self.field)
    }

    /// The value of a field as set; empty when it is left to the model.
    #[must_use]
    pub fn set_value(&self, field: FormField) -> String {
        match field {
            FormField::Mode => self.draft.operation.label().to_owned(),
            FormField::Prompt => self.prompt.text().to_owned(),
            FormField::Model => self.model.id().to_owned(),
            FormField::Size => self.draft.size.trim().to_owned(),
            FormField::Count => self.draft.count.trim().to_owned(),
            FormField::Option(name) => self
                .options
                .get(&name)
                .map(|text| text.trim().to_owned())
                .unwrap_or_default(),
            FormField::MaskReading => {
                let mask = self.draft.mask.as_ref();
                mask.map(|mask| mask.treatment.reading.word().to_owned())
                    .unwrap_or_default()
            }
            FormField::Downscale => self.draft.downscale.word().to_owned(),
            FormField::Seed => self.draft.seed.trim().to_owned(),
            FormField::Extra => self.draft.extra.trim().to_owned(),
            FormField::More | FormField::Images | FormField::Mask | FormField::Markup => String::new(),
        }
    }

    /// The value of a field as shown: the model's own choice where nothing is set.
    #[must_use]
    pub fn value(&self, field: FormField) -> String {
        let set = self.set_value(field);
        if set.is_empty() {
            field::default_text(field, &self.model)
        } else {
            set
        }
    }

    /// Whether a field differs from what the model does by itself.
    #[must_use]
    pub fn differs(&self, field: FormField) -> bool {
        let set = self.set_value(field);
        match field {
            FormField::Size | FormField::Count | FormField::Option(_) => {
                !set.is_empty() && set != field::default_text(field, &self.model)
            }
            FormField::Seed | FormField::Extra => !set.is_empty(),
            FormField::Mode
            | FormField::Prompt
            | FormField::Model
            | FormField::More
            | FormField::Images
            | FormField::Mask
            | FormField::MaskReading
            | FormField::Markup
            | FormField::Downscale => false,
        }
    }

    /// The values that a field lists.
    #[must_use]
    pub fn choices(&self, field: FormField) -> Vec<String> {
        field::choices(field, &self.model)
    }
}
