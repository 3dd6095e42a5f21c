//! How the mask and the marks of the form change.

use super::Form;
use crate::domain::{Input, MaskReading, MaskUse};

impl Form {
    /// Sets or takes away the mask.
    pub fn set_mask(&mut self, mask: Option<Input>) {
        self.draft.mask = mask;
        self.reading_chosen = false;
        self.changed();
    }

    /// Sets or takes away the marks over the first image.
    pub fn set_markup(&mut self, markup: Option<Input>) {
        self.draft.markup = markup;
        self.changed();
    }

    pub(super) fn read_mask(&mut self, word: &str) {
        if let (Some(mask), Some(reading)) = (self.draft.mask.as_mut(), MaskReading::named(word)) {
            mask.treatment.reading = reading;
            self.reading_chosen = true;
        }
    }

    /// Whether the person said how the mask is read, or it came so with a whole draft.
    #[must_use]
    pub const fn is_reading_chosen(&self) -> bool {
        self.reading_chosen
    }

    /// Reads the mask by its brightness, because by its transparency it repaints nothing.
    pub fn read_mask_by_white(&mut self) {
        if let Some(mask) = self.draft.mask.as_mut() {
            mask.treatment.reading = MaskReading::WhiteReplaces;
            self.changed();
        }
    }

    /// Brings the mask to the size of the first image, or leaves it as it is again; says which, or nothing without a
    /// mask.
    pub fn scale_mask(&mut self) -> Option<bool> {
        let mask = self.draft.mask.as_mut()?;
        mask.treatment.fit = !mask.treatment.fit;
        let scaled = mask.treatment.fit;
        self.changed();
        Some(scaled)
    }

    /// Whether the model is one that has its mask in the image's own transparency.
    #[must_use]
    pub fn merges_masks(&self) -> bool {
        self.model.rules().mask == MaskUse::Needed
    }

    /// Makes the mask the transparency of the image, or a part of its own again; says which, or nothing where there
    /// is no mask or the model wants none that way.
    pub fn merge_mask(&mut self) -> Option<bool> {
        let wanted = self.merges_masks();
        let mask = self.draft.mask.as_mut().filter(|_| wanted)?;
        mask.treatment.merge = !mask.treatment.merge;
        let merged = mask.treatment.merge;
        self.changed();
        Some(merged)
    }
}
