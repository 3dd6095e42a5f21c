//! The doctor's sheet: what the terminal can do, where everything is, and what could be better.

use super::{App, Effect, Overlay};
use crate::domain::Diagnosis;

/// The sheet, which is read by scrolling.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DoctorSheet {
    /// What was found; nothing while it is still looked for.
    pub diagnosis: Option<Diagnosis>,
    /// The first line that is shown.
    pub scroll: usize,
}

impl App {
    /// Opens the sheet and has everything looked at.
    pub(super) fn open_doctor(&mut self) -> Vec<Effect> {
        self.open(Overlay::Doctor(DoctorSheet::default()));
        vec![Effect::Diagnose]
    }

    /// Everything was looked at; whoever has closed the sheet did not want to know.
    pub(super) fn diagnosed(&mut self, diagnosis: Diagnosis) {
        let sheet = self.overlays.iter_mut().find_map(|overlay| match overlay {
            Overlay::Doctor(sheet) => Some(sheet),
            _ => None,
        });
        if let Some(sheet) = sheet {
            sheet.diagnosis = Some(diagnosis);
        }
    }
}
