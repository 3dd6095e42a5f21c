//! Word that whoever uses the store leaves: what takes long and can be done again then ends.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

/// The word, shared by a store and whoever opened it.
#[derive(Debug, Clone, Default)]
pub struct Departure(Arc<AtomicBool>);

impl Departure {
    /// Gives the word. An index that is being made is given up, as if it had not been begun, and none is begun any more;
    /// records are written all the same, and the next start lists them.
    pub fn announce(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether the word was given.
    pub(super) fn is_announced(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
