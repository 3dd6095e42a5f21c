//! What the files of a request come to: the entry that people see, and the line that the index lists.

use std::path::PathBuf;

use jiff::Timestamp;

use super::{
    EngineLock, layout, marks,
    record_files::{Dollars, PurgedCharge, Residue},
    records::{AttemptRecord, Record},
};
use crate::domain::{
    CostKind, HistoryEntry, HistoryRow, Input, Money, Operation, Places, Request, RequestId, RequestState, Role,
    StoredImage, folded, is_given_here,
};

/// So much of a prompt is in a row; more does not fit on a line of any screen.
const ROW_CHARS: usize = 240;

/// Everything that the index keeps of a request.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub row: HistoryRow,
    pub profile: String,
    pub trashed: bool,
    /// Only what it cost is left of it.
    pub purged: bool,
    /// When its newest attempt ended.
    pub ended: Option<Timestamp>,
    pub dismissed: bool,
    /// When it went into the trash, where it is in there.
    pub trashed_at: Option<Timestamp>,
    pub title: Option<String>,
    /// The whole prompt.
    pub prompt: String,
    /// Which picture of its parent it was made from; 0 where it names none.
    pub parent_index: u32,
    /// The number and the hash of each picture that it has.
    pub made: Vec<(u32, String)>,
    /// The hash of each input, in order.
    pub used: Vec<String>,
    /// What is searched: prompt, title, note and the names that inputs have with the person, in lower case.
    pub text: String,
    pub facets: Facets,
    /// The engine of an attempt without an end.
    pub engine: Option<String>,
    pub charges: Vec<Charge>,
}

/// What tokens of a search ask for, beside what a row shows.
#[derive(Debug, Clone, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a column that a search asks on its own"
)]
pub(super) struct Facets {
    pub tags: Vec<String>,
    pub masked: bool,
    pub noted: bool,
    pub failed: bool,
    /// It has an unfinished picture.
    pub unfinished: bool,
    pub directory: Option<PathBuf>,
}

/// What one attempt cost or may have cost.
#[derive(Debug, Clone, Copy)]
pub(super) struct Charge {
    pub number: u32,
    pub at: Timestamp,
    pub cost: Option<Money>,
    pub kind: CostKind,
    /// How many of the request's pictures it brought.
    pub pictures: u32,
}

impl PurgedCharge {
    fn charge(&self) -> Charge {
        Charge {
            number: self.number,
            at: self.at,
            cost: self.cost_usd.map(|Dollars(money)| money),
            kind: self.cost_kind,
            pictures: 0,
        }
    }
}

impl Record {
    /// The number of the newest attempt; 0 where there is none.
    pub(super) fn newest(&self) -> u32 {
        self.attempts.last().map_or(0, |attempt| attempt.number)
    }

    fn estimate(&self) -> Option<Money> {
        self.request.estimate_usd.map(|Dollars(money)| money)
    }

    /// Where the request stands: an open attempt runs as long as its engine lives.
    pub(super) fn state(&self, places: &Places) -> RequestState {
        match self.attempts.last() {
            None if marks::cancelled(self) => RequestState::Cancelled,
            None => RequestState::Queued,
            Some(attempt) => attempt_state(places, attempt),
        }
    }

    /// What the newest attempt cost, or what the request may cost.
    fn cost(&self, state: RequestState) -> (Option<Money>, CostKind) {
        match self.attempts.last() {
            Some(AttemptRecord { end: Some(end), .. }) => (end.cost, end.cost_kind),
            _ if state == RequestState::Cancelled => (None, CostKind::None),
            _ if !self.request.billed => (self.estimate(), CostKind::None),
            _ if state == RequestState::Unknown => (self.estimate(), CostKind::Unknown),
            _ => (self.estimate(), CostKind::Estimated),
        }
    }

    /// The pictures of the newest attempt that brought any.
    fn images(&self, places: &Places) -> Vec<StoredImage> {
        let ends = self.attempts.iter().rev().filter_map(|attempt| attempt.end.as_ref());
        let images = ends.map(|end| &end.images).find(|images| !images.is_empty());
        let place = |image: &StoredImage| StoredImage {
            path: layout::absolute(places, &image.path),
            ..image.clone()
        };
        images
            .map(|images| images.iter().map(place).collect())
            .unwrap_or_default()
    }

    /// The request with its inputs at the places where they lie now.
    pub(super) fn placed(&self, places: &Places) -> Request {
        let request = self.request.request.clone();
        let place = |input: &Input| match input.remote {
            Some(_) => input.clone(),
            None => Input {
                path: layout::absolute(places, &input.path),
                ..input.clone()
            },
        };
        let inputs = request.inputs().iter().map(place).collect();
        request.with_inputs(inputs)
    }

    /// The whole entry.
    pub(super) fn entry(&self, places: &Places) -> HistoryEntry {
        let state = self.state(places);
        let (cost, cost_kind) = self.cost(state);
        let end = self.attempts.last().and_then(|attempt| attempt.end.as_ref());
        HistoryEntry {
            id: self.request.id,
            created_at: self.request.created_at,
            state,
            profile: self.request.profile.clone(),
            request: self.placed(places),
            images: self.images(places),
            usage: end.and_then(|end| end.usage),
            cost,
            cost_kind,
            attempts: self.newest(),
            request_id: end.and_then(|end| end.request_id.clone()),
            timings: end.map(|end| end.timings).unwrap_or_default(),
            failure: end.and_then(|end| end.failure.clone()),
            marks: marks::sum(self),
            echoed: end.map(|end| end.echoed.clone()).unwrap_or_default(),
        }
    }

    /// What each attempt cost: all of them count, not only the newest.
    pub(super) fn charges(&self, places: &Places) -> Vec<Charge> {
        let brought = |attempt: &AttemptRecord| attempt.end.as_ref().map_or(0, |end| end.images.len());
        let newest = self.attempts.iter().rev().find(|attempt| brought(attempt) > 0);
        let newest = newest.map(|attempt| attempt.number);
        let charge = |attempt: &AttemptRecord| {
            let (cost, kind) = match (&attempt.end, attempt_state(places, attempt)) {
                (Some(end), _) => (end.cost, end.cost_kind),
                (None, _) if !self.request.billed => (None, CostKind::None),
                (None, RequestState::Running) => (self.estimate(), CostKind::Estimated),
                (None, _) => (self.estimate(), CostKind::Unknown),
            };
            let sent = attempt.sent.as_ref().map(|sent| sent.at);
            let ended = attempt.end.as_ref().map(|end| end.at);
            Charge {
                number: attempt.number,
                at: sent.or(ended).unwrap_or(self.request.created_at),
                cost,
                kind,
                pictures: if newest == Some(attempt.number) {
                    u32::try_from(brought(attempt)).unwrap_or(u32::MAX)
                } else {
                    0
                },
            }
        };
        self.attempts.iter().map(charge).collect()
    }

    fn facets(&self, entry: &HistoryEntry) -> Facets {
        Facets {
            tags: entry.marks.tags.clone(),
            masked: entry.request.inputs().iter().any(|input| input.role == Role::Mask),
            noted: entry.marks.note.is_some(),
            failed: entry.failure.is_some(),
            unfinished: entry.state == RequestState::Partial || entry.images.iter().any(|image| image.partial),
            directory: self.request.directory.clone(),
        }
    }

    /// The line of the index.
    pub(super) fn line(&self, places: &Places) -> Line {
        let entry = self.entry(places);
        let request = &entry.request;
        let mut row = entry.row();
        row.prompt = row.prompt.chars().take(ROW_CHARS).collect();
        let words = [
            Some(request.prompt()),
            entry.marks.title.as_deref(),
            entry.marks.note.as_deref(),
        ];
        // A name that pochade gave says nothing that the person knows, and holds words of another prompt.
        let parent = request.parent().map(|parent| parent.id);
        let names = request.inputs().iter().map(|input| input.name.as_str());
        let names = names.filter(|name| !is_given_here(name, parent));
        let words: Vec<&str> = words.into_iter().flatten().chain(names).collect();
        let open = self.attempts.last().filter(|attempt| attempt.end.is_none());
        Line {
            row,
            profile: entry.profile.clone(),
            trashed: entry.marks.trashed,
            purged: false,
            ended: self.attempts.last().and_then(|attempt| Some(attempt.end.as_ref()?.at)),
            dismissed: marks::dismissed(self),
            trashed_at: marks::trashed_at(self),
            title: entry.marks.title.clone(),
            prompt: request.prompt().to_owned(),
            parent_index: request.parent().map_or(0, |parent| parent.index),
            made: entry
                .images
                .iter()
                .map(|image| (image.index, image.sha256.clone()))
                .collect(),
            used: request
                .inputs()
                .iter()
                .filter_map(|input| input.sha256.clone())
                .collect(),
            text: folded(&words.join("\n")),
            facets: self.facets(&entry),
            engine: open.map(|attempt| {
                attempt
                    .sent
                    .as_ref()
                    .map(|sent| sent.engine.clone())
                    .unwrap_or_default()
            }),
            charges: self.charges(places),
        }
    }
}

impl Line {
    /// A line for a request that was purged: it is in no list, and what it cost still counts.
    pub(super) fn purged(id: RequestId, residue: &Residue) -> Self {
        let mut line = Self::damaged(id, "");
        line.row.state = RequestState::Cancelled;
        line.row.operation = residue.operation;
        line.row.prompt = String::new();
        line.row.model.clone_from(&residue.model);
        Self {
            profile: residue.profile.clone(),
            purged: true,
            prompt: String::new(),
            charges: residue.charges.iter().map(PurgedCharge::charge).collect(),
            ..line
        }
    }

    /// A line for a request whose record cannot be read: it is listed, so that the person learns of it.
    pub(super) fn damaged(id: RequestId, reason: &str) -> Self {
        let told = format!("damaged record: {reason}");
        Self {
            row: HistoryRow {
                id,
                created_ms: layout::named_at(id),
                state: RequestState::Unknown,
                operation: Operation::Generate,
                prompt: told.clone(),
                model: String::new(),
                size: String::new(),
                count: 0,
                quality: String::new(),
                cost: None,
                cost_kind: CostKind::Unknown,
                starred: false,
                picture: None,
                pictures: 0,
                parent: None,
            },
            profile: String::new(),
            trashed: false,
            purged: false,
            ended: None,
            // There is nothing that a person could do about its end.
            dismissed: true,
            trashed_at: None,
            title: None,
            prompt: told,
            parent_index: 0,
            made: Vec::new(),
            used: Vec::new(),
            text: String::new(),
            facets: Facets::default(),
            engine: None,
            charges: Vec::new(),
        }
    }
}

fn attempt_state(places: &Places, attempt: &AttemptRecord) -> RequestState {
    match (&attempt.end, &attempt.sent) {
        (Some(end), _) => end.state,
        (None, Some(sent)) if EngineLock::is_held(places, &sent.engine) => RequestState::Running,
        (None, _) => RequestState::Unknown,
    }
}
