//! Reading pages of the history in steps, as long as somebody waits for them.

use std::sync::{PoisonError, atomic::Ordering};

use super::store_hand::StoreHand;
use crate::{app::Msg, domain::HistoryQuery, store::Paging};

impl StoreHand {
    /// These pages are waited for, and no others any longer.
    pub fn await_only(&self, awaited: Vec<HistoryQuery>) {
        *self.awaited.lock().unwrap_or_else(PoisonError::into_inner) = awaited;
    }

    /// Reads a page; the newest one is kept for the next start.
    pub fn history(&self, asked: HistoryQuery) {
        self.turn.fetch_add(1, Ordering::Relaxed);
        self.page(asked, None);
    }

    /// One step, and the next one behind whatever was asked meanwhile. A page that nobody waits for any more, because
    /// another letter was typed, is not read to its end.
    fn page(&self, asked: HistoryQuery, begun: Option<Paging>) {
        let hand = self.clone();
        self.ask(move |shelf| {
            let awaited = hand
                .awaited
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .contains(&asked);
            if !awaited {
                return None;
            }
            if shelf.changes.is_none() {
                // Taken before the page is read, so that nothing that comes meanwhile is missed.
                shelf.changes = shelf.store().ok().and_then(|store| store.changes().ok());
            }
            let mut paging = begun.unwrap_or_else(|| Paging::of(&asked));
            let answer = match shelf.store().and_then(|store| Ok(store.page_on(&mut paging)?)) {
                Ok(None) => {
                    hand.page(asked, Some(paging));
                    return None;
                }
                Ok(Some(page)) => Ok(page),
                Err(failure) => Err(failure),
            };
            if let (Ok(page), None, true) = (
                &answer,
                asked.before,
                asked.is_of_all() && !asked.trashed && !asked.oldest,
            ) {
                shelf.keep_rows(page);
            }
            Some(Msg::HistoryLoaded { asked, answer })
        });
    }
}
