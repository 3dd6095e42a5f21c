//! What is known of the lists of models that servers have.
#![deny(clippy::wildcard_enum_match_arm)]

mod deeds;

use std::collections::BTreeMap;

use crate::domain::{Failure, ServedModel};

/// What is known of a server's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ServedList {
    /// It is being asked for.
    Asked,
    /// It came.
    Listed(Vec<ServedModel>),
    /// It cannot be read.
    Failed(String),
}

/// The lists of this run, by profile.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Served {
    lists: BTreeMap<String, ServedList>,
}

impl Served {
    /// What is known of the list of a profile's server; nothing while nobody asked.
    #[must_use]
    pub fn of(&self, profile: &str) -> Option<&ServedList> {
        self.lists.get(profile)
    }

    pub(super) fn keep(&mut self, profile: &str, answer: Result<Vec<ServedModel>, Failure>) {
        let list = match answer {
            Ok(models) => ServedList::Listed(models),
            Err(failure) => ServedList::Failed(failure.message),
        };
        self.lists.insert(profile.to_owned(), list);
    }

    /// The engine ended: what was asked is not answered any more, and may be asked again.
    pub(super) fn lost(&mut self) {
        self.lists.retain(|_, list| *list != ServedList::Asked);
    }

    pub(super) fn forget(&mut self, profile: &str) {
        self.lists.remove(profile);
    }
}
