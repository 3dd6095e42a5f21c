//! Opening the doctor's sheet, and what it is told.

use super::DoctorSheet;
use crate::{
    app::{App, Effect, Overlay},
    domain::Diagnosis,
};

impl App {
    /// Opens the sheet and has everything looked at.
    pub(in crate::app) fn open_doctor(&mut self) -> Vec<Effect> {
        self.open(Overlay::Doctor(DoctorSheet::default()));
        vec![Effect::Diagnose]
    }

    /// Everything was looked at; whoever has closed the sheet did not want to know.
    pub(in crate::app) fn diagnosed(&mut self, diagnosis: Diagnosis) {
        let sheet = self.overlays.iter_mut().find_map(|overlay| match overlay {
            Overlay::Doctor(sheet) => Some(sheet),
            _ => None,
        });
        if let Some(sheet) = sheet {
            sheet.diagnosis = Some(diagnosis);
        }
    }
}
