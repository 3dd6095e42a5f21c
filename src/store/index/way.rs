//! The way through the keys of a question, in strides that grow where little is in the way.

use std::time::{Duration, Instant};

use rusqlite::Connection;

use super::letters::{Stretch, Wanted};
use crate::domain::HistoryQuery;

/// So many keys are gone through first: about two thousand requests, a millisecond or two where every text is looked at.
const STRIDE: i64 = 32_768;
/// After a short one the next stride is so many times as long: what is rare but well indexed is found in a few of them.
const LONGER: i64 = 4;
/// So long a step goes on; then whoever waits for something else has a turn.
const STEP: Duration = Duration::from_millis(2);
/// A stride that takes less is a short one.
const SHORT: Duration = Duration::from_micros(500);

/// What of the way is still to be gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Left {
    /// The keys that are still to be looked at.
    pub keys: Stretch,
    stride: i64,
}

impl Left {
    /// The whole way through these keys.
    pub(super) const fn of(keys: Stretch) -> Self {
        Self { keys, stride: STRIDE }
    }

    /// The same within other bounds.
    pub(super) fn within(self, (lowest, before): Stretch) -> Self {
        Self {
            keys: (self.keys.0.max(lowest), self.keys.1.min(before)),
            ..self
        }
    }
}

/// One step of the way, from the newest of the keys that are left or from the oldest.
pub(super) struct Way {
    wanted: Wanted,
    rises: bool,
    /// When the step began, and the last stride.
    began: Option<(Instant, Instant)>,
    left: Left,
}

impl Way {
    /// The next step of what is left.
    pub(super) fn of(query: &HistoryQuery, left: Left) -> Self {
        Self {
            wanted: Wanted::of(&query.sought),
            rises: query.oldest,
            began: None,
            left,
        }
    }

    /// What is still to be gone; nothing at the end of the way.
    pub(super) fn left(&self) -> Option<Left> {
        let (lowest, before) = self.left.keys;
        (lowest < before).then_some(self.left)
    }

    /// What is looked through next; nothing at the end of the way, or once the step has taken its time.
    pub(super) fn next(&mut self, connection: &Connection) -> rusqlite::Result<Option<Vec<Stretch>>> {
        let now = Instant::now();
        let Some(Left {
            keys: (lowest, before),
            stride,
        }) = self.left()
        else {
            return Ok(None);
        };
        let mut stride = stride;
        if let Some((step, last)) = self.began {
            if now.duration_since(step) >= STEP {
                return Ok(None);
            }
            if now.duration_since(last) < SHORT {
                stride = stride.saturating_mul(LONGER);
            }
        }
        self.began = Some((self.began.map_or(now, |(step, _)| step), now));
        let (stretches, keys) = if !self.wanted.is_nothing() {
            self.wanted
                .stretches(connection, (lowest, before), stride, self.rises)?
        } else if self.rises {
            let end = lowest.saturating_add(stride).min(before);
            (vec![(lowest, end)], (end, before))
        } else {
            let from = before.saturating_sub(stride).max(lowest);
            (vec![(from, before)], (lowest, from))
        };
        self.left = Left { keys, stride };
        Ok(Some(stretches))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn way(oldest: bool, keys: Stretch) -> Way {
        let query = HistoryQuery {
            oldest,
            ..HistoryQuery::default()
        };
        Way::of(&query, Left::of(keys))
    }

    fn gone(oldest: bool, keys: Stretch) -> Vec<Vec<Stretch>> {
        let connection = Connection::open_in_memory().unwrap();
        let mut way = way(oldest, keys);
        let mut gone = Vec::new();
        while way.left().is_some() {
            // As if no time passed.
            way.began = way.began.map(|_| (Instant::now(), Instant::now()));
            gone.extend(way.next(&connection).unwrap());
        }
        assert_eq!(way.next(&connection).unwrap(), None);
        gone
    }

    #[test]
    fn every_key_is_passed_once_in_longer_and_longer_strides() {
        let (first, second) = (STRIDE, STRIDE * LONGER);
        assert_eq!(
            gone(true, (10, 20 + first + second)),
            [
                vec![(10, 10 + first)],
                vec![(10 + first, 10 + first + second)],
                vec![(10 + first + second, 20 + first + second)]
            ]
        );
        assert_eq!(
            gone(false, (-second, first)),
            [vec![(0, first)], vec![(-second, 0)]],
            "from the newest"
        );
        assert_eq!(gone(false, (5, 5)), [] as [Vec<Stretch>; 0]);
    }

    #[test]
    fn a_step_ends_when_its_time_is_over_and_the_next_goes_on_as_fast() {
        let connection = Connection::open_in_memory().unwrap();
        let mut first = way(false, (0, STRIDE * 9));
        let in_time = first.next(&connection).unwrap();
        assert_eq!(in_time, Some(vec![(STRIDE * 8, STRIDE * 9)]), "however late it is");
        let now = Instant::now();
        // The one before took long, so that this one is no longer.
        first.began = now.checked_sub(SHORT).map(|last| (now, last));
        assert_eq!(first.next(&connection).unwrap(), Some(vec![(STRIDE * 7, STRIDE * 8)]));
        first.began = now.checked_sub(STEP).map(|step| (step, Instant::now()));
        assert_eq!(first.next(&connection).unwrap(), None);

        let left = first.left().unwrap();
        assert_eq!(left, Left::of((0, STRIDE * 7)));
        assert_eq!(left.within((STRIDE, STRIDE * 99)).keys, (STRIDE, STRIDE * 7));
    }
}
