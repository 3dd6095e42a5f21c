//! A picture that can be looked at closely, and what it belongs to.

use std::path::PathBuf;

use crate::{
    app::LookedAt,
    domain::{Against, HistoryEntry, Input, Overlaid, Part, Role, StoredImage},
};

/// A picture that can be looked at closely.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// What it is called: the words of its request, or the name of its file.
    pub name: String,
    /// Its file.
    pub path: PathBuf,
    /// The hash of its bytes, where that is known.
    pub sha256: Option<String>,
    /// Width and height in pixels.
    pub size: (u32, u32),
    /// Its format and its size in bytes.
    pub file: (String, u64),
    /// A mask that is drawn over it.
    pub over: Option<Overlaid>,
    /// The mask by which it was made or is to be changed.
    pub mask: Option<Overlaid>,
    /// The request that it is a result of.
    pub entry: Option<Box<HistoryEntry>>,
    /// Its place among the pictures that it belongs to, from 0.
    pub place: usize,
}

impl Subject {
    /// The pictures of a request, without what is none.
    pub(in crate::app) fn results(entry: &HistoryEntry) -> Vec<Self> {
        let one = |(place, image): (usize, &StoredImage)| {
            let format = image.format?;
            (image.width > 0).then(|| Self {
                name: entry.request.prompt().to_owned(),
                path: image.path.clone(),
                sha256: Some(image.sha256.clone()),
                size: (image.width, image.height),
                file: (format.to_string(), image.bytes),
                over: None,
                mask: mask_of(entry),
                entry: Some(Box::new(entry.clone())),
                place,
            })
        };
        entry.images.iter().enumerate().filter_map(one).collect()
    }

    /// The picture of a request at that place.
    pub(in crate::app) fn result(entry: &HistoryEntry, place: usize) -> Option<Self> {
        Self::results(entry).into_iter().find(|subject| subject.place == place)
    }

    /// An input picture as it is on show, where it is a picture here.
    pub(in crate::app) fn input(looked_at: &LookedAt<'_>) -> Option<Self> {
        let over = looked_at.over.clone();
        Some(Self {
            mask: over.clone(),
            over,
            place: looked_at.place.unwrap_or(0),
            ..Self::of_input(looked_at.input)?
        })
    }

    /// An input picture by itself.
    pub(in crate::app) fn of_input(input: &Input) -> Option<Self> {
        let facts = input.facts.filter(|_| input.remote.is_none())?;
        Some(Self {
            name: input.name.clone(),
            path: input.path.clone(),
            sha256: input.sha256.clone(),
            size: (facts.width, facts.height),
            file: (facts.format.to_string(), facts.bytes),
            over: None,
            mask: None,
            entry: None,
            place: 0,
        })
    }

    /// What is kept of the picture itself, where it is a result.
    pub(in crate::app) fn image(&self) -> Option<&StoredImage> {
        self.entry.as_ref()?.images.get(self.place)
    }
}

/// The mask of an edit, where it is a file here.
pub(in crate::app) fn mask_of(entry: &HistoryEntry) -> Option<Overlaid> {
    let mask = entry.request.inputs_as(Role::Mask).next();
    mask.filter(|mask| mask.remote.is_none()).map(overlaid)
}

/// A mask as it is laid over a picture.
pub(in crate::app) fn overlaid(mask: &Input) -> Overlaid {
    Overlaid {
        mask: mask.path.clone(),
        reading: mask.treatment.reading,
        level: mask.treatment.level,
    }
}

/// What is to be seen in the cells of a close look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CloseView {
    /// The picture.
    pub path: PathBuf,
    /// The mask over it.
    pub over: Option<Overlaid>,
    /// The part of it.
    pub part: Part,
    /// Another picture beside it.
    pub against: Option<Against>,
}

/// So many views of a moment ago are remembered: the latest of them that is ready is shown until the present one is.
const REMEMBERED: usize = 6;

/// Views of a moment ago, the latest first, and since when the present one is wanted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Earlier {
    views: Vec<CloseView>,
    since_ms: i64,
}

/// So long the clock runs after a change, in milliseconds: long enough to tell that a look takes its time.
const WATCHED_MS: i64 = 2000;
/// From then on it is told, in milliseconds.
const PATIENCE_MS: i64 = 500;

impl Earlier {
    pub(in crate::app) fn begun(now_ms: i64) -> Self {
        Self {
            views: Vec::new(),
            since_ms: now_ms,
        }
    }

    /// The view has changed from this one.
    pub(in crate::app) fn left(&mut self, view: CloseView, now_ms: i64) {
        self.views.retain(|known| *known != view);
        self.views.insert(0, view);
        self.views.truncate(REMEMBERED);
        self.since_ms = now_ms;
    }

    /// The views, the latest first.
    #[must_use]
    pub fn views(&self) -> &[CloseView] {
        &self.views
    }

    /// Whether the present view has been wanted for so long that waiting is worth a word.
    #[must_use]
    pub const fn is_long(&self, now_ms: i64) -> bool {
        now_ms - self.since_ms >= PATIENCE_MS
    }

    /// Whether the time still matters.
    pub(in crate::app) const fn is_watched(&self, now_ms: i64) -> bool {
        now_ms - self.since_ms <= WATCHED_MS
    }
}
