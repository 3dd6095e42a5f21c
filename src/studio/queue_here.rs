//! Requests that are let go or tried again: their profile's key first, then the engine.

use super::turn::Studio;
use crate::{app::Effect, domain::Failure};

impl Studio {
    /// Lets a held request go, or tries an unknown one again; other effects are not for here.
    pub(super) fn send_kept(&mut self, effect: &Effect) -> Result<(), Failure> {
        match effect {
            Effect::Resume { id, profile } => {
                if let Some(payer) = self.payer(profile)? {
                    self.hands.engine.resume(*id, payer);
                }
            }
            Effect::Retry(retry) => {
                if let Some(payer) = self.payer(&retry.profile)? {
                    self.hands.engine.retry(retry.id, retry.after, payer);
                }
            }
            _ => {}
        }
        Ok(())
    }
}
