//! What the screen asks the store about requests, and what it has it do to many at once.

use std::path::PathBuf;

use jiff::Timestamp;

use super::store_hand::{Shelf, StoreHand};
use crate::{
    app::{Answer, Inquiry, Keeping, Marking, Msg, Way, WrittenAs},
    domain::{Failure, FailureKind, RequestId},
    store::{Damage, ExportTarget, Mark, NamedPictures, NamedReport},
};

impl StoreHand {
    /// Reads the names that the history knows.
    pub fn names(&self) {
        self.ask(|shelf| {
            // Without them nothing is completed; the person has nothing to decide here.
            let known = shelf.store().ok()?.known_names().ok()?;
            Some(Msg::NamesLoaded(known))
        });
    }

    /// Answers a question.
    pub fn question(&self, question: Inquiry) {
        self.ask(move |shelf| Some(Msg::Answered(answer(shelf, question).map(Box::new))));
    }

    /// Puts tags, notes and titles on requests.
    pub fn put(&self, markings: Vec<(RequestId, Marking)>, way: Way) {
        self.ask(move |shelf| {
            let marks: Vec<_> = markings.into_iter().map(|(id, marking)| (id, mark(marking))).collect();
            let put = |shelf: &Shelf| Ok(shelf.store()?.put(&marks, Timestamp::now())?);
            let answer = put(shelf).map(|back| back.into_iter().filter_map(marking).collect());
            Some(Msg::Put { way, answer })
        });
    }

    /// Throws requests away for good; where one cannot be, those before it are gone.
    pub fn purge(&self, ids: Vec<RequestId>) {
        self.ask(move |shelf| {
            let purge = |shelf: &Shelf| {
                let store = shelf.store()?;
                for id in &ids {
                    store.purge(*id, Timestamp::now())?;
                }
                // Pictures wait for their week in any case; the next sweep finds them too.
                let _ = store.sweep(Timestamp::now());
                Ok(ids.len())
            };
            Some(Msg::Purged(purge(shelf)))
        });
    }

    /// Writes requests out.
    pub fn export(&self, ids: Vec<RequestId>, to: PathBuf, written_as: WrittenAs) {
        self.ask(move |shelf| Some(Msg::Exported(export(shelf, &ids, to, written_as))));
    }
}

fn export(shelf: &Shelf, ids: &[RequestId], to: PathBuf, written_as: WrittenAs) -> Result<(PathBuf, u64), Failure> {
    let store = shelf.store()?;
    let report = match written_as {
        WrittenAs::All => NamedReport {
            written: store.export(ids, &ExportTarget::of(&to), Timestamp::now())?,
            ..NamedReport::default()
        },
        WrittenAs::Pictures { names, metadata } => {
            let how = NamedPictures {
                folder: to.clone(),
                names,
                metadata,
            };
            store.export_pictures(ids, &how)?
        }
    };
    let failed = |words: &str, left: &Damage| {
        let message = format!("written, but without {words}{}: {}", left.path.display(), left.reason);
        Err(Failure::new(FailureKind::Storage, message))
    };
    match (report.written.left_out.first(), report.without.first()) {
        (Some(left), _) => failed("", left),
        (None, Some(left)) => failed("the prompt in ", left),
        (None, None) => Ok((to, report.written.requests)),
    }
}

fn answer(shelf: &Shelf, question: Inquiry) -> Result<Answer, Failure> {
    let store = shelf.store()?;
    Ok(match question {
        Inquiry::Lineage(id) => Answer::Lineage {
            id,
            family: store.family(id)?,
        },
        Inquiry::Chain(id) => Answer::Chain {
            id,
            steps: store.chain(id)?,
        },
        Inquiry::Raw(id) => Answer::Raw {
            id,
            files: store.raw(id)?,
        },
        Inquiry::Pair(first, second) => Answer::Pair(Box::new([store.entry(first)?, store.entry(second)?])),
        Inquiry::Tags => Answer::Tags(store.tags()?),
        Inquiry::Notes(ids) => Answer::Notes {
            notes: store.notes(&ids)?,
            ids,
        },
        Inquiry::Prompts => Answer::Prompts(store.prompts()?),
        Inquiry::LastOf(model) => Answer::LastOf {
            request: store.last_of_model(&model)?.map(Box::new),
            model,
        },
        Inquiry::Weight(ids) => {
            let (bytes, running) = store.weight(&ids)?;
            Answer::Weight { ids, bytes, running }
        }
        Inquiry::Registers(None) => Answer::Registers {
            held: store.registers()?,
            filled: None,
        },
        Inquiry::Registers(Some(Keeping { name, text, adds })) => Answer::Registers {
            held: store.keep_in_register(name, &text, adds)?,
            filled: Some(name),
        },
    })
}

fn mark(marking: Marking) -> Mark {
    match marking {
        Marking::Tag { tag, on: true } => Mark::Tag(tag),
        Marking::Tag { tag, on: false } => Mark::Untag(tag),
        Marking::Note(text) => Mark::Note(text),
        Marking::Title(text) => Mark::Title(text),
    }
}

fn marking((id, mark): (RequestId, Mark)) -> Option<(RequestId, Marking)> {
    let marking = match mark {
        Mark::Tag(tag) => Marking::Tag { tag, on: true },
        Mark::Untag(tag) => Marking::Tag { tag, on: false },
        Mark::Note(text) => Marking::Note(text),
        Mark::Title(text) => Marking::Title(text),
        // Nothing else is put this way.
        Mark::Star(_) | Mark::Trash | Mark::Restore | Mark::Cancel | Mark::Dismiss(_) => return None,
    };
    Some((id, marking))
}
