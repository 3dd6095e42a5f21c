//! Spending limits: what a request may cost is kept free before it is sent, in one step for all engines.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use jiff::Timestamp;

use super::{program::log, wire::Spending};
use crate::{
    domain::{CapAction, Failure, FailureKind, Money, RequestId, SpendingSince},
    store::{Limit, Store, StoreError, now},
};

/// The limits of one engine, and what it has let through.
#[derive(Debug)]
pub(super) struct Purse {
    spending: Spending,
    engine: String,
    let_through: Mutex<HashMap<RequestId, Money>>,
}

impl Purse {
    pub(super) fn new(spending: Spending, engine: String) -> Self {
        Self {
            spending,
            engine,
            let_through: Mutex::default(),
        }
    }

    /// Keeps what a request may cost free under every limit; an error says which one stands in the way. Limits that
    /// only warn were told before the request was queued; here it is only noted that the money is as good as spent.
    pub(super) fn open(&self, store: &Store, id: RequestId) -> Result<(), Failure> {
        let (is_billed, cost) = store.price(id)?;
        if !is_billed {
            return Ok(());
        }
        self.within_most(id, cost)?;
        let caps = &self.spending.caps;
        let refuses = caps.action == CapAction::Refuse;
        if let Some(cost) = cost.filter(|cost| refuses && caps.request > Money::ZERO && *cost > caps.request) {
            let cap = caps.request;
            let message = format!("a request may cost {cost}, over the cap of {cap} for one; it was not sent");
            return Err(self.refused(id, message));
        }
        let limits = if refuses { self.limits() } else { Vec::new() };
        match store.reserve(id, &self.engine, Timestamp::now(), &limits) {
            Ok(()) => Ok(()),
            Err(StoreError::OverCap { asked, spent, cap }) => {
                let message =
                    format!("{spent} are spent, and with {asked} more it is over the cap of {cap}; it was not sent");
                Err(self.refused(id, message))
            }
            Err(error) if refuses => {
                self.close(store, id);
                Err(error.into())
            }
            Err(error) => {
                log(&format!("{id}: its price is not reserved: {error}"));
                Ok(())
            }
        }
    }

    /// Gives back what was kept free for a request that was not billed.
    pub(super) fn close(&self, store: &Store, id: RequestId) {
        self.lock().remove(&id);
        if let Err(error) = store.release(id, &self.engine) {
            log(&format!(
                "{id}: its price stays reserved until this engine ends: {error}"
            ));
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<RequestId, Money>> {
        self.let_through.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The most that this call may spend in all, which no setting softens.
    fn within_most(&self, id: RequestId, cost: Option<Money>) -> Result<(), Failure> {
        let Some(most) = self.spending.most else {
            return Ok(());
        };
        let over = |why: String| Failure::new(FailureKind::Cap, why);
        let cost = cost.ok_or_else(|| {
            over(format!(
                "no price is known, so it may cost more than {most}; it was not sent"
            ))
        })?;
        let mut let_through = self.lock();
        let before = let_through.values().fold(Money::ZERO, |sum, one| sum + *one);
        if before + cost > most {
            return Err(over(format!(
                "with {cost} more this call may cost over {most}; it was not sent"
            )));
        }
        let_through.insert(id, cost);
        Ok(())
    }

    fn refused(&self, id: RequestId, message: String) -> Failure {
        self.lock().remove(&id);
        Failure::new(FailureKind::Cap, message).with_hint("raise the cap in config.toml, or set caps.action = \"warn\"")
    }

    /// The limits of today and of this month, where the person is.
    fn limits(&self) -> Vec<Limit> {
        let SpendingSince { day, month } = SpendingSince::of(&now());
        let caps = &self.spending.caps;
        [(day, caps.day), (month, caps.month)]
            .into_iter()
            .filter(|(_, cap)| *cap > Money::ZERO)
            .map(|(since, cap)| Limit { since, cap })
            .collect()
    }
}
