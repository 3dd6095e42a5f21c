//! What is worth its time only once a person pauses: counts, and what is close to a search.

use std::time::{Duration, Instant};

use crate::app::Effect;

/// The pause. Whoever types a word presses the next key sooner, and would wait for a step of what nobody has read yet.
pub const REST: Duration = Duration::from_millis(150);

/// What waits for a pause.
#[derive(Debug, Default)]
pub struct Pause {
    waiting: Vec<Effect>,
    since: Option<Instant>,
}

impl Pause {
    /// Takes an effect in; gives back one that does not wait. Another page that is asked for ends the waiting: what was
    /// to be told of the one before is asked anew, or not wanted any more.
    pub fn put(&mut self, effect: Effect, now: Instant) -> Option<Effect> {
        match effect {
            Effect::TallyHistory(_) | Effect::WidenHistory(_) | Effect::LoadNear(_) => {
                self.waiting.push(effect);
                self.since = Some(now);
                None
            }
            Effect::LoadHistory(_) => {
                self.waiting.clear();
                self.since = None;
                Some(effect)
            }
            effect => Some(effect),
        }
    }

    /// A key was pressed: what waits, or is under way already, waits for a new pause.
    pub fn stir(&mut self, is_under_way: bool, now: Instant) {
        if is_under_way || !self.waiting.is_empty() {
            self.since = Some(now);
        }
    }

    /// When the pause is long enough.
    pub fn deadline(&self) -> Option<Instant> {
        self.since.map(|since| since + REST)
    }

    /// What has waited long enough; nothing where the pause is not over.
    pub fn over(&mut self, now: Instant) -> Option<Vec<Effect>> {
        self.since.take_if(|since| now >= *since + REST)?;
        Some(std::mem::take(&mut self.waiting))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::HistoryQuery;

    #[test]
    fn a_count_waits_for_a_pause_and_the_next_letter_takes_it_back() {
        let (mut pause, start) = (Pause::default(), Instant::now());
        let count = || Effect::TallyHistory(HistoryQuery::default());
        let page = || Effect::LoadHistory(HistoryQuery::default());
        assert_eq!(pause.put(count(), start), None);
        assert_eq!(pause.over(start + REST / 2), None);
        assert_eq!(pause.put(page(), start + REST / 2), Some(page()));
        assert_eq!((pause.deadline(), pause.over(start + 2 * REST)), (None, None));

        assert_eq!(pause.put(count(), start), None);
        assert_eq!(
            pause.put(Effect::LoadNames, start),
            Some(Effect::LoadNames),
            "that hurries"
        );
        assert_eq!(pause.over(start + REST), Some(vec![count()]));
        assert_eq!(pause.over(start + 2 * REST), None, "once");
    }

    #[test]
    fn any_key_puts_off_what_waits_or_is_under_way() {
        let (mut pause, start) = (Pause::default(), Instant::now());
        pause.stir(false, start);
        assert_eq!(pause.deadline(), None, "nothing to put off, nothing to wake for");

        let count = || Effect::TallyHistory(HistoryQuery::default());
        assert_eq!(pause.put(count(), start), None);
        pause.stir(false, start + REST / 2);
        assert_eq!(pause.over(start + REST), None);
        assert_eq!(pause.over(start + 2 * REST), Some(vec![count()]));

        pause.stir(true, start + 3 * REST);
        assert_eq!(pause.over(start + 4 * REST), Some(vec![]), "what was under way goes on");
    }
}
