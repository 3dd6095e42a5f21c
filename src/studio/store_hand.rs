//! The hand that keeps the store: history, records, marks, sums, drafts.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, atomic::AtomicU64, mpsc::Sender},
    time::Duration,
};

use jiff::Timestamp;
use uuid::Uuid;

use super::{event::Event, steps::Steps, worker::Worker};
use crate::{
    app::{Answer, Msg, Relatives, Submission},
    domain::{
        CostKind, Draft, Failure, HistoryPage, HistoryQuery, HistoryRow, LastSeen, Places, RequestId, RequestState,
        SpendBy, SpendSheet, SpendingSince, Unfinished,
    },
    store::{self, ChainKeeper, Mark, NewRequest, Opener, Store},
};

/// What the thread holds.
pub struct Shelf {
    pub(super) places: Places,
    store: Result<Store, Failure>,
    /// What the next start will show first, as it was last written.
    kept: Option<LastSeen>,
    /// The number that the store had when it was read first, or asked last.
    pub(super) changes: Option<i64>,
    /// The name of this studio's engine.
    own: Option<String>,
    /// What was told last of requests that are not at rest.
    unfinished: Option<Unfinished>,
    /// Where this studio keeps the chain that it makes again.
    pub(super) chain: Option<ChainKeeper>,
}

/// A part of what is counted.
pub(super) type Step = Box<dyn FnOnce(&StoreHand, &mut Shelf) -> Option<Msg> + Send>;

/// The store on a thread of its own.
#[derive(Clone)]
pub struct StoreHand {
    worker: Worker<Shelf>,
    events: Sender<Event>,
    /// Goes up with every page that is asked for: what is counted for an older one is of no use any more.
    pub(super) turn: Arc<AtomicU64>,
    /// What is counted.
    pub(super) steps: Steps<Step>,
    /// The pages that somebody still waits for.
    pub(super) awaited: Arc<Mutex<Vec<HistoryQuery>>>,
    opener: Opener,
}

impl StoreHand {
    /// A hand whose thread starts, and opens the store, with the first thing that is asked.
    pub fn start(places: &Places, kept: Option<LastSeen>, events: Sender<Event>) -> Self {
        let places = places.clone();
        let told = events.clone();
        let opener = Opener::hearing(Opener::A_MOMENT, move |indexing| {
            // The loop is gone only when the program ends.
            let _ = told.send(Event::Msg(Msg::Indexing(indexing)));
        });
        let own = opener.clone();
        let worker = Worker::new("store", move || {
            let store = Store::open_until(&places, own).map_err(Failure::from);
            Shelf {
                places,
                store,
                kept,
                changes: None,
                own: None,
                unfinished: None,
                chain: None,
            }
        });
        Self {
            worker,
            events,
            turn: Arc::default(),
            steps: Steps::default(),
            awaited: Arc::default(),
            opener,
        }
    }

    /// What takes long and can be done again by the next start, such as making the index, is given up.
    pub fn leave(&self) {
        self.opener.leave();
    }

    /// Waits until everything asked for is done; false when that takes longer than `most`.
    pub fn settle(&self, most: Duration) -> bool {
        self.worker.settle(most)
    }

    pub(super) fn ask(&self, task: impl FnOnce(&mut Shelf) -> Option<Msg> + Send + 'static) {
        let events = self.events.clone();
        self.worker.ask(move |shelf| {
            if let Some(msg) = task(shelf) {
                // The loop is gone only when the program ends.
                let _ = events.send(Event::Msg(msg));
            }
        });
    }

    /// Reads one request whole.
    pub fn entry(&self, id: RequestId) {
        let events = self.events.clone();
        self.ask(move |shelf| {
            let answer = shelf.store().and_then(|store| Ok(Box::new(store.entry(id)?)));
            // The loop is gone only when the program ends.
            let _ = events.send(Event::Msg(Msg::EntryLoaded { id, answer }));
            // Its relatives may come a moment later; without them only the parent is told that it names itself.
            let store = shelf.store().ok()?;
            let relatives = Relatives {
                parents: store.parents(id).ok()?,
                made: store.made_from(id).ok()?,
            };
            let answer = (relatives != Relatives::default()).then_some(Answer::Relatives { id, relatives })?;
            Some(Msg::Answered(Ok(Box::new(answer))))
        });
    }

    /// Makes a request durable and says so, then lets `go` hand it to the engine.
    pub fn submit(&self, mut submission: Submission, go: impl FnOnce(RequestId) + Send + 'static) {
        let events = self.events.clone();
        self.ask(move |shelf| {
            let id = RequestId::from_uuid(Uuid::now_v7());
            let unkept = submission.chain.take().and_then(|cut| shelf.keep_chain(*cut, id));
            let answer = shelf.enqueue(id, submission).map(Box::new);
            let durable = answer.is_ok();
            // The loop is gone only when the program ends; what is durable is run all the same.
            let _ = events.send(Event::Msg(Msg::Submitted { id, answer }));
            if durable {
                go(id);
            }
            unkept
        });
    }

    /// Writes a mark down.
    pub fn mark(&self, id: RequestId, mark: Mark) {
        self.ask(move |shelf| {
            let now = Timestamp::now();
            let answer = shelf.store().and_then(|store| Ok(store.mark(id, &mark, now)?));
            Some(Msg::Marked { id, answer })
        });
    }

    /// Reads the sums, and the lines of the spend sheet where they are seen.
    pub fn spend(&self, by: Option<SpendBy>) {
        self.ask(move |shelf| Some(Msg::SpendLoaded(shelf.spend(by))));
    }

    /// Keeps the order of what waits for the next start; without it that has the order of its age.
    pub fn keep_order(&self, order: Vec<RequestId>) {
        self.ask(move |shelf| {
            let written = store::write_queue_order(&shelf.places, &order);
            written.err().map(|error| Msg::Failed(error.into()))
        });
    }

    /// Writes the form down.
    pub fn keep_draft(&self, draft: Draft) {
        self.ask(move |shelf| {
            // It is written again with the next change; the person has nothing to decide here.
            let _ = store::write_draft(&shelf.places, &draft);
            None
        });
    }

    /// Settles what a dead engine left behind; `salvage` is called where it left an answer that is to be read.
    pub fn recover(&self, salvage: impl FnOnce() + Send + 'static) {
        self.ask(move |shelf| {
            let found = shelf.store().and_then(|store| Ok(store.recover(Timestamp::now())?));
            if shelf.store().is_ok_and(|store| !store.leftovers().is_empty()) {
                salvage();
            }
            found.is_ok_and(|ids| !ids.is_empty()).then_some(Msg::StoreChanged)
        });
    }

    /// Tells what has ended since somebody looked, where anything has, and notes that somebody looks now.
    pub fn greet(&self) {
        self.ask(|shelf| {
            let store = shelf.store().ok()?;
            let since = store.last_look();
            // Without the note the next greeting tells the same again; the person has nothing to decide here.
            let _ = store.note_look(Timestamp::now());
            let left = store.since_left(since?).ok()?;
            (!left.is_empty()).then_some(Msg::Greeted(left))
        });
    }

    /// Notes that an end was shown.
    pub fn note_look(&self) {
        self.ask(|shelf| {
            // As above.
            let _ = shelf.store().map(|store| store.note_look(Timestamp::now()));
            None
        });
    }

    /// Tells which requests are not at rest, where that is news.
    pub fn unfinished(&self) {
        self.ask(Shelf::unfinished);
    }

    /// Notes the name of this studio's own engine, so that it is not taken for another's.
    pub fn own_engine(&self, name: String) {
        self.ask(move |shelf| {
            shelf.own = Some(name);
            shelf.unfinished()
        });
    }

    /// Looks what came of a request besides its pictures.
    pub fn came(&self, id: RequestId) {
        self.ask(move |shelf| {
            let answer = shelf.store().and_then(|store| Ok(store.came(id)?));
            Some(Msg::CameRead { id, answer })
        });
    }

    /// Looks whether another program changed the store, or whether its engine has gone.
    pub fn poll(&self) {
        self.unfinished();
        self.ask(|shelf| {
            let now = shelf.store().and_then(|store| Ok(store.changes()?)).ok()?;
            let changed = shelf.changes != Some(now);
            shelf.changes = Some(now);
            changed.then_some(Msg::StoreChanged)
        });
    }

    /// Writes a text into a new file.
    pub fn write_out(&self, text: String, to: PathBuf) {
        self.ask(move |_| {
            Some(Msg::CopyWritten(
                store::write_out(text.as_bytes(), &to).map_err(Failure::from),
            ))
        });
    }

    /// Writes a copy of a picture.
    pub fn copy_out(&self, from: PathBuf, to: PathBuf) {
        self.ask(move |_| {
            let name = from
                .file_name()
                .map(|name| name.to_string_lossy().into_owned())
                .unwrap_or_default();
            Some(Msg::CopyWritten(
                store::copy_out(&from, &to, Path::new(&name)).map_err(Failure::from),
            ))
        });
    }
}

impl Shelf {
    pub(super) fn store(&self) -> Result<&Store, Failure> {
        self.store.as_ref().map_err(Clone::clone)
    }

    fn unfinished(&mut self) -> Option<Msg> {
        let found = self.store().ok()?.unfinished(self.own.as_deref()).ok()?;
        if self.unfinished.as_ref() == Some(&found) {
            return None;
        }
        self.unfinished = Some(found.clone());
        if let Some(kept) = &self.kept {
            self.keep_rows(&kept.page.clone());
        }
        let now_ms = Timestamp::now().as_millisecond();
        Some(Msg::Unfinished { found, now_ms })
    }

    /// Keeps the newest rows, and how many ends are unknown, for the next start.
    pub(super) fn keep_rows(&mut self, page: &HistoryPage) {
        let unknown = match (&self.unfinished, &self.kept) {
            (Some(found), _) => found.unknown(),
            (None, Some(kept)) => kept.unknown,
            (None, None) => 0,
        };
        let seen = LastSeen {
            page: page.clone(),
            unknown,
        };
        if self.kept.as_ref() != Some(&seen) {
            // Only a copy that makes the next start quicker.
            let _ = store::write_last_rows(&self.places, &seen);
            self.kept = Some(seen);
        }
    }

    fn enqueue(&self, id: RequestId, submission: Submission) -> Result<HistoryRow, Failure> {
        let now = Timestamp::now();
        let estimate = submission.estimate;
        let request = self.store()?.enqueue(NewRequest {
            id,
            created_at: now,
            profile: submission.profile,
            request: submission.request,
            estimate,
            billed: submission.billed,
            directory: std::env::current_dir().ok(),
        })?;
        Ok(HistoryRow {
            id,
            created_ms: now.as_millisecond(),
            state: RequestState::Queued,
            operation: request.operation(),
            prompt: request.prompt().chars().take(200).collect(),
            model: request.model().to_owned(),
            size: request.size().to_string(),
            count: request.count(),
            quality: request.option(crate::domain::OptionName::Quality),
            cost: estimate,
            cost_kind: if submission.billed {
                CostKind::Estimated
            } else {
                CostKind::None
            },
            starred: false,
            picture: None,
            pictures: 0,
            parent: request.parent().map(|parent| parent.id),
        })
    }

    /// The sums since midnight and since the first of the month, where the person is.
    fn spend(&self, by: Option<SpendBy>) -> Result<SpendSheet, Failure> {
        let store = self.store()?;
        let now = store::now();
        let since = SpendingSince::of(&now);
        let lines = match by {
            Some(by) => Some((by, store.spend_by(by, Timestamp::UNIX_EPOCH, now.offset().seconds())?)),
            None => None,
        };
        Ok(SpendSheet {
            offset_s: now.offset().seconds(),
            today: store.spent(since.day)?,
            month: store.spent(since.month)?,
            lines,
        })
    }
}
