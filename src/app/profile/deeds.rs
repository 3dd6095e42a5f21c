//! Changing the profile in use.

use super::ProfileFacts;
use crate::app::{App, Confirm, Confirmed, Effect, Overlay};

impl App {
    /// Uses another profile; one that bills in place of one that does not asks first.
    pub(in crate::app) fn choose_profile(&mut self, name: &str) -> Vec<Effect> {
        let Some(facts) = self.profiles.iter().find(|facts| facts.name == name).cloned() else {
            return Vec::new();
        };
        if facts.is_billed() && !self.profile.is_billed() && self.profile.has_key() {
            self.open(Overlay::Confirm(Confirm {
                question: format!("Leave {}?", self.profile.name()),
                lines: vec![format!(
                    "Requests go to {} then, and {name} pays for them.",
                    facts.server
                )],
                then: Confirmed::Pay(name.to_owned()),
            }));
            return Vec::new();
        }
        self.wear(facts)
    }

    /// Uses a profile from now on.
    pub(in crate::app) fn wear(&mut self, facts: ProfileFacts) -> Vec<Effect> {
        let name = facts.name.clone();
        self.profile = facts;
        self.price_form();
        self.say(format!("profile {name}"));
        if self.profile.has_key() {
            return vec![Effect::KeepProfile(name)];
        }
        self.open_first_run();
        Vec::new()
    }
}
