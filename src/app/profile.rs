//! A profile as the screen knows it: who pays, whether there is a key, and what is worth a badge.

mod deeds;

use std::collections::BTreeMap;

use crate::domain::{Model, Prices, Profile};

/// A profile as the screen knows it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ProfileFacts {
    /// Its name.
    pub name: String,
    /// Where its key comes from, in words; nothing when there is none.
    pub key: Option<String>,
    /// Its server, as host and port.
    pub server: String,
    /// The address that requests go to, as it is set.
    pub base_url: String,
    /// How requests go to its server: what they may hold, and which models are offered beside those of the table.
    pub profile: Profile,
    /// Whether it is the built-in server.
    pub sandbox: bool,
    /// Whether its server charges nothing.
    pub free: bool,
    /// Whether plain http to a foreign host is allowed.
    pub insecure: bool,
    /// Prices over those of the table, by model id.
    pub prices: BTreeMap<String, Prices>,
}

impl ProfileFacts {
    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether requests can be sent.
    #[must_use]
    pub const fn has_key(&self) -> bool {
        self.key.is_some()
    }

    /// Whether anybody pays.
    #[must_use]
    pub const fn is_billed(&self) -> bool {
        !self.sandbox && !self.free
    }

    /// The prices of a model: its own where it has some, else those of the table.
    #[must_use]
    pub fn prices_of(&self, model: &Model) -> Prices {
        if self.free {
            return Prices {
                free: true,
                ..Prices::default()
            };
        }
        self.prices.get(model.id()).unwrap_or(&model.rules().prices).clone()
    }

    /// A word that must always be seen beside the name.
    #[must_use]
    pub const fn badge(&self) -> Option<&'static str> {
        match (self.sandbox, self.insecure) {
            (true, _) => Some("sandbox"),
            (false, true) => Some("insecure"),
            (false, false) => None,
        }
    }
}
