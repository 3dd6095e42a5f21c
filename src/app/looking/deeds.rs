//! The input picture that is looked at while its field has the focus, with the mask over it.
#![deny(clippy::wildcard_enum_match_arm)]

use std::path::Path;

use super::LookedAt;
use crate::{
    app::{App, FormField, Pane, View, state::Undo, zoom::overlaid},
    domain::{MaskReading, Overlaid},
};

impl App {
    /// The input picture to show in place of the result; nothing while the focus is elsewhere.
    #[must_use]
    pub fn looked_at(&self) -> Option<LookedAt<'_>> {
        let in_form = self.view == View::Compose && self.pane == Pane::Form;
        if !in_form || self.looking.set_aside == Some(self.stand()) {
            return None;
        }
        let images = self.form.images();
        let image = |at: usize| {
            let over = if at == 0 { self.overlaid() } else { None };
            Some(LookedAt {
                input: images.get(at)?,
                place: Some(at),
                over,
            })
        };
        match self.form.field() {
            FormField::Images | FormField::Downscale => image(self.form.image()),
            FormField::Mask | FormField::MaskReading => image(0),
            FormField::Markup => match self.form.markup() {
                Some(input) => Some(LookedAt {
                    input,
                    place: None,
                    over: None,
                }),
                None => image(0),
            },
            FormField::Mode
            | FormField::Prompt
            | FormField::Model
            | FormField::Size
            | FormField::Count
            | FormField::Option(_)
            | FormField::More
            | FormField::Seed
            | FormField::Extra => None,
        }
    }

    /// The mask as it is laid over the first image; nothing where it is no file here.
    fn overlaid(&self) -> Option<Overlaid> {
        let mask = self.form.mask().filter(|mask| mask.remote.is_none())?;
        Some(overlaid(mask))
    }

    /// How much of the first image will be repainted, in thousandths, once that was measured.
    #[must_use]
    pub fn repainted(&self) -> Option<u16> {
        let (image, over, thousandths) = self.looking.measured.as_ref()?;
        let same = self.form.images().first()?.path == *image && self.overlaid().as_ref() == Some(over);
        same.then_some(*thousandths)
    }

    /// A mask was laid over an image; one that would repaint nothing is read in another way, unless the person chose how.
    pub(in crate::app) fn measured(&mut self, image: &Path, over: Overlaid, thousandths: u16) {
        let by_alpha = over.reading == MaskReading::Alpha;
        self.looking.measured = Some((image.to_owned(), over, thousandths));
        // Many programs save black and white with a channel for transparency that says nothing.
        if by_alpha && self.repainted() == Some(0) && !self.form.is_reading_chosen() {
            self.did(Undo::Filled(Box::new(self.form.draft())));
            self.form.read_mask_by_white();
            self.say_undoable("the mask is opaque everywhere, so it is read by white");
        }
    }

    /// Shows the result in place of the input until the focus or the form changes.
    pub(in crate::app) fn look_away(&mut self) {
        self.looking.set_aside = Some(self.stand());
    }

    fn stand(&self) -> (FormField, usize, u64) {
        (self.form.field(), self.form.image(), self.form.revision())
    }
}
