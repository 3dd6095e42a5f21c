//! Counting what a search finds, and looking for what it nearly finds, in steps between which the store does what is asked of it meanwhile.

use std::sync::atomic::Ordering;

use super::store_hand::StoreHand;
use crate::{
    app::Msg,
    domain::{HistoryQuery, Tally},
    store::{Counting, Nearing},
};

/// Something that is counted step by step, and what is told in the end.
struct Count {
    turn: u64,
    countings: Vec<Counting>,
    tell: Box<dyn FnOnce(Vec<Tally>) -> Msg + Send>,
}

impl StoreHand {
    /// Counts what a search finds. What is asked meanwhile is done between two steps, and another search ends it.
    pub fn tally(&self, asked: HistoryQuery) {
        let counting = vec![Counting::of(&asked)];
        self.count(Count {
            turn: self.turn.load(Ordering::Relaxed),
            countings: counting,
            tell: Box::new(move |tallies| Msg::HistoryTallied {
                asked,
                tally: tallies.first().copied().unwrap_or_default(),
            }),
        });
    }

    /// Counts what each wider search would find, in the same way.
    pub fn widen(&self, asked: HistoryQuery) {
        self.count(Count {
            turn: self.turn.load(Ordering::Relaxed),
            countings: asked.widened().iter().map(Counting::of).collect(),
            tell: Box::new(move |tallies| Msg::HistoryWidened {
                asked,
                counts: tallies.iter().map(|tally| tally.count).collect(),
            }),
        });
    }

    /// Looks for what a search nearly finds, in the same way.
    pub fn near(&self, asked: HistoryQuery) {
        if let Some(nearing) = Nearing::of(&asked) {
            self.near_on(self.turn.load(Ordering::Relaxed), asked, nearing);
        }
    }

    fn near_on(&self, turn: u64, asked: HistoryQuery, mut nearing: Nearing) {
        let hand = self.clone();
        self.ask(move |shelf| {
            if hand.turn.load(Ordering::Relaxed) != turn {
                return None;
            }
            // As with counting.
            let near = shelf.store().ok()?.near_on(&mut nearing).ok()?;
            if near.is_none() {
                hand.near_on(turn, asked.clone(), nearing);
            }
            near.map(|near| Msg::NearLoaded { asked, near })
        });
    }

    /// One step, and the next one behind whatever was asked meanwhile.
    fn count(&self, mut count: Count) {
        let hand = self.clone();
        self.ask(move |shelf| {
            if hand.turn.load(Ordering::Relaxed) != count.turn {
                return None;
            }
            let Some(counting) = count.countings.iter_mut().find(|counting| counting.result().is_none()) else {
                let tallies = count.countings.iter().filter_map(Counting::result).collect();
                return Some((count.tell)(tallies));
            };
            // What keeps the index from counting keeps it from answering too, and that is told.
            shelf.store().ok()?.count_on(counting).ok()?;
            hand.count(count);
            None
        });
    }
}
