//! Decides when a picture may go to the terminal, how good it is and how much of it goes at once, from bytes, answers
//! and times that come in as numbers.

use std::time::{Duration, Instant};

use super::{Effort, Grade, link::Link};

/// How long the selection must rest before a picture goes over a slow line.
const REST: Duration = Duration::from_millis(250);
/// What a picture should take on a slow line, where its form allows it.
const WANTED: Duration = Duration::from_secs(1);
/// What a key may have to wait behind, and its bounds in bytes.
const SLICE: Duration = Duration::from_millis(30);
const SLICE_BYTES: (usize, usize) = (2048, 16 * 1024);
/// A write of so many bytes is worth a measurement on a fast line.
const WORTH_MEASURING: usize = 16 * 1024;

/// The pace of pictures on this terminal's line.
#[derive(Debug)]
pub struct Pace {
    link: Link,
    /// When the selection moved last.
    moved: Option<Instant>,
    /// When the line will be through with what was written, as far as its speed is known.
    free: Option<Instant>,
}

impl Pace {
    /// Nothing is known yet; a far terminal's line counts as slow until it is measured.
    #[must_use]
    pub const fn new(remote: bool) -> Self {
        Self {
            link: Link::new(remote),
            moved: None,
            free: None,
        }
    }

    /// A question was written behind so many bytes.
    pub fn asked(&mut self, bytes: usize, now: Instant) {
        self.link.asked(bytes, now);
    }

    /// The terminal answered a question.
    pub fn answered(&mut self, now: Instant) {
        self.link.answered(now);
    }

    /// Other pictures are wanted than before.
    pub const fn moved(&mut self, now: Instant) {
        self.moved = Some(now);
    }

    /// Whether the line is slow, so that pictures go in slices.
    #[must_use]
    pub fn is_slow(&self, now: Instant) -> bool {
        self.link.is_slow(now)
    }

    /// Whether no picture may go now: the line is slow, and the selection does not rest or the speed is being measured.
    #[must_use]
    pub fn holds(&self, now: Instant) -> bool {
        self.is_slow(now) && (self.moves(now) || self.link.wants_bare())
    }

    fn moves(&self, now: Instant) -> bool {
        self.moved.is_some_and(|moved| now < moved + REST)
    }

    /// When something changes without anybody's doing, if a picture waits for that.
    #[must_use]
    pub fn deadline(&self, now: Instant) -> Option<Instant> {
        if !self.is_slow(now) {
            return None;
        }
        let rested = self.moved.map(|moved| moved + REST);
        let answered = self.link.waits_until();
        [rested, answered, self.free]
            .into_iter()
            .flatten()
            .filter(|at| *at > now)
            .min()
    }

    /// How good pictures are to be now.
    #[must_use]
    pub fn effort(&self, now: Instant) -> Effort {
        if !self.is_slow(now) {
            return Effort::FULL;
        }
        Effort {
            grade: Grade::Fast,
            most: self.link.bytes_in(WANTED),
        }
    }

    /// How many of these parts, told by their bytes, may be written now. Afterwards [`Pace::wrote`] is to be called.
    ///
    /// The next slice goes when the line is through with the one before, so that it never runs dry and a key never waits
    /// behind more than a slice. Should the line be slower than believed, no more is on the way than it carries between
    /// a question and its answer, and one slice.
    #[must_use]
    pub fn parts(&self, costs: impl Iterator<Item = usize>, now: Instant) -> usize {
        if !self.is_slow(now) {
            return costs.count();
        }
        if self.holds(now) || self.free.is_some_and(|free| now < free) {
            return 0;
        }
        let slice = self.link.bytes_in(SLICE).clamp(SLICE_BYTES.0, SLICE_BYTES.1);
        let carried = self.link.bytes_in(self.link.round_trip());
        if !self.link.is_mute(now) && self.link.under_way() > carried + slice {
            return 0;
        }
        let (mut parts, mut taken) = (0, 0);
        for cost in costs {
            if taken >= slice {
                break;
            }
            (parts, taken) = (parts + 1, taken + cost);
        }
        parts
    }

    /// So many bytes were written; says whether a question is to follow them, to be told by [`Pace::asked`].
    pub fn wrote(&mut self, bytes: usize, now: Instant) -> bool {
        let slow = self.is_slow(now);
        self.free = slow.then(|| now + self.link.time_for(bytes));
        !self.link.is_mute(now) && (slow || (bytes >= WORTH_MEASURING && !self.link.is_waiting(now)))
    }

    /// Whether a question has no answer yet.
    #[must_use]
    pub fn is_asked(&self) -> bool {
        self.link.is_asked()
    }

    /// Whether the way to the terminal is to be measured now, by a question behind nothing.
    #[must_use]
    pub fn wants_bare(&self) -> bool {
        self.link.wants_bare()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::term::pictures::link::tests::Line;

    fn ms(time: u64) -> Duration {
        Duration::from_millis(time)
    }

    /// A pace that has measured the line.
    fn started(line: &mut Line) -> (Pace, Instant) {
        let mut pace = Pace::new(false);
        let mut now = Instant::now();
        let mut bytes = 8000;
        while bytes > 4 || pace.wants_bare() {
            pace.asked(bytes, now);
            now = line.answer(bytes, now);
            pace.answered(now);
            bytes = 4;
        }
        (pace, now)
    }

    /// Sends parts of so many bytes; gives when the last answer came, and the longest that a key would have waited.
    fn carried(pace: &mut Pace, line: &mut Line, part: usize, count: usize, mut now: Instant) -> (Instant, Duration) {
        let mut left = count;
        let mut answers = std::collections::VecDeque::new();
        let mut longest = Duration::ZERO;
        while left > 0 || !answers.is_empty() {
            let parts = pace.parts(std::iter::repeat_n(part, left), now);
            if parts > 0 {
                left -= parts;
                assert!(pace.wrote(parts * part, now), "a slice is answered");
                pace.asked(parts * part, now);
                let answer = line.answer(parts * part, now);
                longest = longest.max(answer.saturating_duration_since(now + line.round_trip));
                answers.push_back(answer);
                continue;
            }
            let free = pace.deadline(now).filter(|_| left > 0);
            match (answers.front().copied(), free) {
                (Some(answer), free) if free.is_none_or(|free| answer <= free) => {
                    now = answer;
                    answers.pop_front();
                    pace.answered(now);
                }
                (_, Some(free)) => now = free,
                (_, None) => panic!("nothing is under way, and nothing may go"),
            }
        }
        (now, longest)
    }

    #[test]
    fn on_a_slow_line_nothing_goes_before_the_selection_has_rested() {
        let (mut pace, now) = started(&mut Line::new(125_000, 100));
        pace.moved(now);
        assert!(pace.holds(now + ms(249)));
        assert_eq!(pace.deadline(now), Some(now + ms(250)));
        assert_eq!(pace.parts([4000; 9].into_iter(), now + ms(249)), 0);
        assert!(!pace.holds(now + ms(250)));
        assert!(pace.parts([4000; 9].into_iter(), now + ms(250)) > 0);
        pace.moved(now + ms(300));
        assert!(pace.holds(now + ms(549)) && !pace.holds(now + ms(550)));
    }

    #[test]
    fn on_a_fast_line_everything_goes_at_once_in_the_full_grade() {
        let (mut pace, now) = started(&mut Line::new(50_000_000, 1));
        pace.moved(now);
        assert!(!pace.holds(now) && pace.deadline(now).is_none());
        assert_eq!(pace.effort(now), Effort::FULL);
        assert_eq!(pace.parts([1_000_000; 9].into_iter(), now), 9);
        assert!(pace.wrote(1_000_000, now), "a large write is worth a measurement");
        assert!(!pace.wrote(1000, now));
    }

    #[test]
    fn a_picture_fills_the_line_and_a_key_waits_behind_one_slice_at_most() {
        for (speed, round_trip) in [(125_000, 100), (125_000, 10), (40_000, 300), (250_000, 50)] {
            let mut line = Line::new(speed, round_trip);
            let (mut pace, now) = started(&mut line);
            let (end, waited) = carried(&mut pace, &mut line, 4100, 30, now);
            let least = ms(30 * 4100 * 1000 / speed) + ms(round_trip);
            let took = end.duration_since(now);
            assert!(took < least * 13 / 10, "{took:?} instead of {least:?} at {speed}");
            // What is on the way at once holds a part or two more than the line carries.
            let slice = ms((speed * 30 / 1000).max(2 * 4100) * 1000 / speed);
            assert!(waited < slice * 2, "{waited:?} behind a slice of {slice:?} at {speed}");
        }
    }

    #[test]
    fn a_picture_is_made_to_take_about_a_second() {
        let (pace, now) = started(&mut Line::new(125_000, 100));
        let effort = pace.effort(now);
        assert_eq!(effort.grade, Grade::Fast);
        assert!((110_000..140_000).contains(&effort.most), "{}", effort.most);
    }

    #[test]
    fn a_far_terminal_that_answers_nothing_gets_slices_by_the_clock() {
        let begin = Instant::now();
        let mut pace = Pace::new(true);
        pace.asked(8000, begin);
        assert_eq!(pace.deadline(begin), Some(begin + ms(500)));
        let now = begin + ms(600);
        let parts = pace.parts([4000; 9].into_iter(), now);
        assert_eq!(parts, 1);
        assert!(!pace.wrote(4000, now), "nobody would answer");
        assert_eq!(pace.parts([4000; 8].into_iter(), now), 0);
        assert_eq!(pace.deadline(now), Some(now + ms(32)));
        assert_eq!(pace.parts([4000; 8].into_iter(), now + ms(32)), 1);
    }

    #[test]
    fn at_rest_there_is_nothing_to_wait_for() {
        let (mut pace, now) = started(&mut Line::new(125_000, 100));
        pace.moved(now);
        assert_eq!(pace.deadline(now + ms(251)), None);
    }
}
