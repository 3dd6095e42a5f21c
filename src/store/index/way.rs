//! The way through the keys of a question, in strides that grow where little is in the way.

use std::time::{Duration, Instant};

use rusqlite::Connection;

use super::letters::{self, Stretch};
use crate::domain::HistoryQuery;

/// So many keys are gone through first: about two thousand requests, a millisecond or two where every text is looked at.
const STRIDE: i64 = 32_768;
/// Each next stride is so many times as long: what is rare but well indexed is found in a few of them.
const LONGER: i64 = 4;
/// So long a step goes on; then whoever waits for something else has a turn.
const STEP: Duration = Duration::from_millis(2);

/// One step of the way, from the newest of the keys that are left or from the oldest.
pub(super) struct Way {
    wanted: Vec<u64>,
    rises: bool,
    stride: i64,
    until: Option<Instant>,
    /// The keys that are still to be looked at; nothing at the end.
    pub left: Option<Stretch>,
}

impl Way {
    /// The way through these keys.
    pub(super) fn of(query: &HistoryQuery, keys: Stretch) -> Self {
        Self {
            wanted: letters::wanted(&query.sought),
            rises: query.oldest,
            stride: STRIDE,
            until: None,
            left: some(keys),
        }
    }

    /// What is looked through next; nothing at the end of the way, or once the step has taken its time.
    pub(super) fn next(&mut self, connection: &Connection) -> rusqlite::Result<Option<Vec<Stretch>>> {
        let is_over = self.until.is_some_and(|until| Instant::now() >= until);
        let Some((lowest, before)) = self.left.filter(|_| !is_over) else {
            return Ok(None);
        };
        self.until.get_or_insert_with(|| Instant::now() + STEP);
        let (stretches, left) = if !self.wanted.is_empty() {
            letters::stretches(connection, &self.wanted, (lowest, before), self.rises)?
        } else if self.rises {
            let end = lowest.saturating_add(self.stride).min(before);
            (vec![(lowest, end)], (end, before))
        } else {
            let from = before.saturating_sub(self.stride).max(lowest);
            (vec![(from, before)], (lowest, from))
        };
        self.stride = self.stride.saturating_mul(LONGER);
        self.left = some(left);
        Ok(Some(stretches))
    }
}

/// The keys, where there are any.
fn some(keys: Stretch) -> Option<Stretch> {
    (keys.0 < keys.1).then_some(keys)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gone(oldest: bool, keys: Stretch) -> Vec<Vec<Stretch>> {
        let connection = Connection::open_in_memory().unwrap();
        let query = HistoryQuery {
            oldest,
            ..HistoryQuery::default()
        };
        let mut way = Way::of(&query, keys);
        let mut gone = Vec::new();
        while way.left.is_some() {
            // As the next step does, whatever this one took.
            way.until = None;
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
    fn a_step_ends_when_its_time_is_over_and_says_what_is_left() {
        let connection = Connection::open_in_memory().unwrap();
        let mut way = Way::of(&HistoryQuery::default(), (0, STRIDE * 9));
        assert!(
            way.next(&connection).unwrap().is_some(),
            "however late it is, the first is done"
        );
        way.until = Some(Instant::now());
        assert_eq!(way.next(&connection).unwrap(), None);
        assert_eq!(way.left, Some((0, STRIDE * 8)));
    }
}
