//! The profile in use: who pays, whether there is a key, and what is worth a badge.

use std::collections::BTreeMap;

use crate::domain::Prices;

/// A profile as the screen knows it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ProfileFacts {
    /// Its name.
    pub name: String,
    /// Where its key comes from, in words; nothing when there is none.
    pub key: Option<String>,
    /// Its server, as host and port.
    pub server: String,
    /// Whether it is the built-in server.
    pub sandbox: bool,
    /// Whether its server charges nothing.
    pub free: bool,
    /// Whether plain http to a foreign host is allowed.
    pub insecure: bool,
    /// Models offered beside those of the table.
    pub models: Vec<String>,
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
