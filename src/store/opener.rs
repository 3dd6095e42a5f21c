//! Whoever opened a store: their word that they leave, and their ear for how far a new index is.

use std::{
    fmt,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use crate::domain::Indexing;

/// Shared by a store and whoever opened it.
#[derive(Clone, Default)]
pub struct Opener(Arc<Shared>);

#[derive(Default)]
struct Shared {
    is_leaving: AtomicBool,
    ear: Option<Ear>,
}

struct Ear {
    every: Duration,
    /// When something was told last; nothing between two indexes.
    told: Mutex<Told>,
    hears: Box<dyn Fn(Option<Indexing>) + Send + Sync>,
}

#[derive(Default)]
struct Told {
    last: Option<Instant>,
    something: bool,
}

impl Opener {
    /// What takes longer than that is worth telling to a person, so often.
    pub const A_MOMENT: Duration = Duration::from_millis(300);

    /// One that hears every so often how far an index is that takes longer than that to make, and nothing once it is made
    /// or given up.
    #[must_use]
    pub fn hearing(every: Duration, hears: impl Fn(Option<Indexing>) + Send + Sync + 'static) -> Self {
        Self(Arc::new(Shared {
            is_leaving: AtomicBool::default(),
            ear: Some(Ear {
                every,
                told: Mutex::default(),
                hears: Box::new(hears),
            }),
        }))
    }

    /// Gives the word that they leave. An index that is being made is given up, as if it had not been begun, and none is
    /// begun any more; records are written all the same, and the next start lists them.
    pub fn leave(&self) {
        self.0.is_leaving.store(true, Ordering::Relaxed);
    }

    /// Whether the word was given.
    pub(super) fn is_leaving(&self) -> bool {
        self.0.is_leaving.load(Ordering::Relaxed)
    }

    /// Tells how far an index is, where it is time to.
    pub(super) fn tell(&self, indexing: Indexing) {
        let Some(ear) = &self.0.ear else { return };
        let mut told = ear.told.lock().unwrap_or_else(PoisonError::into_inner);
        let last = *told.last.get_or_insert_with(Instant::now);
        if last.elapsed() >= ear.every {
            *told = Told {
                last: Some(Instant::now()),
                something: true,
            };
            (ear.hears)(Some(indexing));
        }
    }

    /// Tells that it is made or given up, where something was told before.
    pub(super) fn tell_end(&self) {
        let Some(ear) = &self.0.ear else { return };
        let told = std::mem::take(&mut *ear.told.lock().unwrap_or_else(PoisonError::into_inner));
        if told.something {
            (ear.hears)(None);
        }
    }
}

impl fmt::Debug for Opener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Opener")
            .field("is_leaving", &self.is_leaving())
            .finish_non_exhaustive()
    }
}
