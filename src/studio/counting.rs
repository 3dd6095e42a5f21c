//! Counting what a search finds, and looking for what it nearly finds, in steps between which the store does what is asked of it meanwhile.

use std::sync::atomic::Ordering;

use super::store_hand::{Step, StoreHand};
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
    /// The person pressed a key: nothing is counted until they rest. False where nothing is to be counted.
    pub fn stir(&self) -> bool {
        self.steps.stir()
    }

    /// The person rests: counting goes on where it was.
    pub fn rest(&self) {
        for step in self.steps.rest() {
            self.step(step);
        }
    }

    /// Does a step in its turn, or once the person rests.
    fn step(&self, step: Step) {
        self.steps.join();
        let hand = self.clone();
        self.ask(move |shelf| hand.steps.begin(step)?(&hand, shelf));
    }

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
        self.step(Box::new(move |hand, shelf| {
            if hand.turn.load(Ordering::Relaxed) != turn {
                return None;
            }
            // As with counting.
            let near = shelf.store().ok()?.near_on(&mut nearing).ok()?;
            if near.is_none() {
                hand.near_on(turn, asked.clone(), nearing);
            }
            near.map(|near| Msg::NearLoaded { asked, near })
        }));
    }

    /// One step, and the next one behind whatever was asked meanwhile.
    fn count(&self, mut count: Count) {
        self.step(Box::new(move |hand, shelf| {
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
        }));
    }
}

#[cfg(test)]
mod tests {
    use std::{sync::mpsc, time::Duration};

    use super::*;
    use crate::{domain::Places, studio::event::Event};

    #[test]
    fn nothing_is_counted_while_keys_are_pressed_and_all_of_it_afterwards() {
        let folder = tempfile::tempdir().unwrap();
        let (events, told) = mpsc::channel();
        let hand = StoreHand::start(&Places::below(folder.path()), None, events);
        assert!(!hand.stir(), "nothing to be counted yet");

        let asked = HistoryQuery::default();
        hand.tally(asked.clone());
        for _steps in 0..3 {
            assert!(hand.settle(Duration::from_mins(1)));
        }
        assert!(told.try_recv().is_err(), "a key was pressed just before");
        assert!(hand.stir(), "it waits");

        hand.rest();
        let Event::Msg(Msg::HistoryTallied { asked: of, tally }) = told.recv_timeout(Duration::from_mins(1)).unwrap()
        else {
            panic!("something else was told");
        };
        assert_eq!((of, tally), (asked, Tally::default()));
        assert!(!hand.stir(), "it is counted");
    }
}
