//! A chain that is being made again: how far it is is kept, and told to the next studio where this one ends before it.

use jiff::Timestamp;

use super::store_hand::{Shelf, StoreHand};
use crate::{
    app::{Answer, Msg},
    domain::{CutChain, RequestId},
    store::ChainKeeper,
};

impl Shelf {
    /// Keeps a step with the name that its request will have; says so where that is not possible.
    pub(super) fn keep_chain(&mut self, mut cut: CutChain, id: RequestId) -> Option<Msg> {
        cut.sent = Some(id);
        self.chain = self.chain.take().or_else(|| ChainKeeper::take(&self.places));
        let kept = self.chain.as_ref().is_some_and(|keeper| keeper.keep(&cut).is_ok());
        if !kept {
            // What was kept of an earlier step would have this one sent again.
            let _ = self.chain.as_ref().map(ChainKeeper::forget);
        }
        (!kept).then(|| Msg::Answered(Ok(Box::new(Answer::ChainUnkept))))
    }
}

impl StoreHand {
    /// The chain has come to its end.
    pub fn forget_chain(&self) {
        self.ask(move |shelf| {
            // A file that stays is forgotten once its steps are looked at.
            let _ = shelf.chain.take().map(|keeper| keeper.forget());
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
