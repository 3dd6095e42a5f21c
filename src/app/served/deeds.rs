//! The models that servers list, laid beside those of the table.
#![deny(clippy::wildcard_enum_match_arm)]

use super::ServedList;
use crate::{
    app::{App, Effect, MenuPurpose, Overlay, ProfileFacts, menus},
    domain::{CatalogRow, Failure, ServedModel, catalog},
};

impl App {
    /// Every model that the picker offers: those that the profile names first, then the table's, then what else the
    /// server lists and looks as if it made pictures.
    pub(in crate::app) fn catalog(&self) -> Vec<CatalogRow> {
        self.catalog_of(&self.profile)
    }

    /// The same for any profile.
    pub(in crate::app) fn catalog_of(&self, facts: &ProfileFacts) -> Vec<CatalogRow> {
        let profile = &facts.profile;
        let mut rows = catalog(&self.models, profile, self.served_models(facts.name()), self.today);
        let own = |id: &str| profile.models.iter().position(|own| own == id);
        rows.sort_by_key(|row| own(row.model.id()).unwrap_or(usize::MAX));
        rows
    }

    /// The list of a profile's server, once it came.
    fn served_models(&self, profile: &str) -> Option<&[ServedModel]> {
        match self.served.of(profile)? {
            ServedList::Listed(models) => Some(models),
            ServedList::Asked | ServedList::Failed(_) => None,
        }
    }

    /// Opens the model picker; the server of a profile with a key is asked for its list once in a run.
    pub(in crate::app) fn open_models(&mut self) -> Vec<Effect> {
        let profile = self.profile.name().to_owned();
        let ask = self.profile.has_key() && self.served.of(&profile).is_none();
        if ask {
            self.served.lists.insert(profile.clone(), ServedList::Asked);
        }
        let menu = menus::models(self);
        self.open(Overlay::Menu(menu));
        if ask {
            vec![Effect::AskModels(profile)]
        } else {
            Vec::new()
        }
    }

    /// A server's list came, or did not; the open picker shows it at once, its selection stays.
    pub(in crate::app) fn models_listed(&mut self, profile: &str, answer: Result<Vec<ServedModel>, Failure>) {
        self.served.keep(profile, answer);
        if profile != self.profile.name() {
            return;
        }
        let mut fresh = menus::models(self);
        for overlay in &mut self.overlays {
            if let Overlay::Menu(menu) = overlay
                && menu.purpose == MenuPurpose::Model
            {
                fresh.go_on_from(menu);
                *menu = fresh.clone();
            }
        }
        self.fit_lists();
    }
}
