//! Compare: two pictures in the same cells, side by side at a seam, or as a map of what changed.

mod deeds;
mod keep;
mod mark;
mod mask_between;

pub(super) use deeds::run;
pub(in crate::app) use keep::keep;
pub(in crate::app) use mark::{drop_mark, mark, marked_rows, pair_came, with_original};

use super::zoom::{CloseView, Earlier, Subject, Window};
use crate::{
    domain::{
        Against, Beside, Change, Differing, Failure, Looked, Overlaid, Parent, Question, RequestId, Words,
        fields_between, words_between,
    },
    keys::Command,
};

/// A step of the seam, in thousandths of the width.
const SEAM_STEP: u16 = 25;

const SEAM_MOST: u16 = 1000;

/// What of two pictures is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shows {
    /// The first.
    A,
    /// The second.
    B,
    /// The first left of the seam, the second right of it.
    Split,
    /// Where they differ.
    Heat,
}

/// Two requests that are read for a comparison of their pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::app) enum Comparing {
    /// A picture, and the request that came from it.
    Parent(Parent, RequestId),
    /// The two marked ones of the list, the older one first.
    Marked(RequestId, RequestId),
}

/// Two pictures that are compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compare {
    /// The first one.
    pub a: Subject,
    /// The second one; it is brought to the size of the first.
    pub b: Subject,
    /// The words of their prompts that differ, where both are results.
    pub words: Vec<Words>,
    /// The other fields of their requests that differ.
    pub fields: Vec<Differing>,
    mask: Option<Overlaid>,
    shows: Shows,
    seam: u16,
    window: Window,
    change: Option<Result<Change, Failure>>,
    earlier: Earlier,
}

impl Compare {
    fn new(a: Subject, b: Subject, now_ms: i64) -> Self {
        let requests = a.entry.as_ref().zip(b.entry.as_ref());
        let requests = requests.map(|(a, b)| (&a.request, &b.request));
        Self {
            words: requests.map_or_else(Vec::new, |(a, b)| words_between(a.prompt(), b.prompt())),
            fields: requests.map_or_else(Vec::new, |(a, b)| fields_between(a, b)),
            mask: mask_between::mask_between(&a, &b),
            a,
            b,
            shows: Shows::B,
            seam: SEAM_MOST / 2,
            window: Window::default(),
            change: None,
            earlier: Earlier::begun(now_ms),
        }
    }

    /// What is shown.
    #[must_use]
    pub const fn shows(&self) -> Shows {
        self.shows
    }

    /// Where the seam is, in thousandths of the width.
    #[must_use]
    pub const fn seam(&self) -> u16 {
        self.seam
    }

    /// The view, the same of both.
    #[must_use]
    pub const fn window(&self) -> &Window {
        &self.window
    }

    /// Whether a mask tells inside from outside.
    #[must_use]
    pub const fn has_mask(&self) -> bool {
        self.mask.is_some()
    }

    /// How much changed from the first to the second, once it is known.
    #[must_use]
    pub const fn change(&self) -> Option<&Result<Change, Failure>> {
        self.change.as_ref()
    }

    /// What was seen a moment ago.
    #[must_use]
    pub const fn earlier(&self) -> &Earlier {
        &self.earlier
    }

    /// What is to be seen in a room of so many pixels, and then what the next flip would show.
    #[must_use]
    pub fn views(&self, room: (u32, u32)) -> Vec<CloseView> {
        let next = match self.shows {
            Shows::A => Some(Shows::B),
            Shows::B => Some(Shows::A),
            Shows::Split | Shows::Heat => None,
        };
        let shown = [Some(self.shows), next].into_iter().flatten();
        shown.map(|shows| self.view(shows, room)).collect()
    }

    fn view(&self, shows: Shows, room: (u32, u32)) -> CloseView {
        let beside = match shows {
            Shows::A => None,
            Shows::B => Some(Beside::Instead),
            Shows::Split => Some(Beside::Split(self.seam)),
            Shows::Heat => Some(Beside::Heat),
        };
        CloseView {
            path: self.a.path.clone(),
            over: None,
            part: self.window.part(self.a.size, room),
            against: beside.map(|shown| Against {
                other: self.b.path.clone(),
                shown,
            }),
        }
    }

    fn question(&self) -> Question {
        Question::Change {
            before: self.a.path.clone(),
            after: self.b.path.clone(),
            mask: self.mask.clone(),
        }
    }

    pub(super) fn measured(&mut self, question: &Question, answer: &Result<Looked, Failure>) {
        if *question != self.question() {
            return;
        }
        self.change = match answer {
            Ok(Looked::Change(change)) => Some(Ok(*change)),
            Ok(Looked::Pixel(_)) => None,
            Err(failure) => Some(Err(failure.clone())),
        };
    }

    pub(super) fn lost(&mut self, failure: Failure) {
        self.change.get_or_insert(Err(failure));
    }

    fn obey(&mut self, command: Command, room: (u32, u32)) {
        let shows = |wanted: Shows, back: Shows, now: Shows| if now == wanted { back } else { wanted };
        match (command, self.shows) {
            (Command::CompareFlip, now) => self.shows = shows(Shows::A, Shows::B, now),
            (Command::CompareSplit, now) => self.shows = shows(Shows::Split, Shows::B, now),
            (Command::CompareHeat, now) => self.shows = shows(Shows::Heat, Shows::B, now),
            (Command::MoveLeft, Shows::Split) => self.seam = self.seam.saturating_sub(SEAM_STEP),
            (Command::MoveRight, Shows::Split) => self.seam = (self.seam + SEAM_STEP).min(SEAM_MOST),
            (command, _) => self.window.obey(command, self.a.size, room, None),
        }
    }
}
