//! A chain that is being made again: how far it is is kept, and told to the next studio where this one ends before it.

use jiff::Timestamp;

use super::store_hand::StoreHand;
use crate::{
    app::{Answer, Msg},
    domain::CutChain,
    store::ChainKeeper,
};

impl StoreHand {
    /// Keeps how far a chain is that is being made again, or forgets it at its end.
    pub fn keep_chain(&self, cut: Option<Box<CutChain>>) {
        self.ask(move |shelf| {
            // Without it the chain ends with the studio, as whoever leaves is told; the person has nothing to decide here.
            match cut {
                Some(cut) => {
                    shelf.chain = shelf.chain.take().or_else(|| ChainKeeper::take(&shelf.places));
                    let _ = shelf.chain.as_ref().map(|keeper| keeper.keep(&cut));
                }
                None => {
                    let _ = shelf.chain.take().map(|keeper| keeper.forget());
                }
            }
            None
        });
    }

    /// Tells of a chain whose studio ended before it did.
    pub fn find_cut_chain(&self) {
        self.ask(|shelf| {
            let now_ms = Timestamp::now().as_millisecond();
            let (keeper, cut) = ChainKeeper::take_over(&shelf.places, now_ms)?;
            // What cannot be told now is looked for again by the next start.
            let settled = shelf.store().ok()?.settled_chain(cut).ok()?;
            let Some(cut) = settled.filter(|cut| cut.at + 1 < cut.steps) else {
                let _ = keeper.forget();
                return None;
            };
            shelf.chain = Some(keeper);
            Some(Msg::Answered(Ok(Box::new(Answer::CutChain(Box::new(cut))))))
        });
    }
}
