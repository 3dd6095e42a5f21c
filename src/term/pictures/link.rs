//! How fast the line to the terminal is, measured from what was written and when the terminal answered behind it.

use std::{
    collections::VecDeque,
    time::{Duration, Instant},
};

/// A line that takes longer for a byte is slow, in nanoseconds: 5 Mbit/s.
const FAST: u64 = 1600;
/// How long the first answers may take before the terminal counts as mute: a first frame takes a fifth of a second over
/// 1 Mbit/s and 50 ms.
const FIRST_PATIENCE: Duration = Duration::from_millis(500);
/// How long any later answer may take.
const PATIENCE: Duration = Duration::from_secs(2);
/// So few bytes tell how long the way is, and nothing of its width.
const BARE: usize = 256;
/// A little data that took a little time proves nothing: the terminal may have been busy.
const LITTLE: (usize, Duration) = (16 * 1024, Duration::from_millis(30));
/// A way that took longer is measured twice: one answer that was held up would make a slow line look fast.
const FAR: Duration = Duration::from_millis(20);
/// What is taken where a far terminal answers nothing, in nanoseconds for a byte: 1 Mbit/s.
const ASSUMED: u64 = 8000;
/// A new measurement counts one in so many.
const WEIGHT: u64 = 3;

/// A question that stands behind so many bytes.
#[derive(Debug, Clone, Copy)]
struct Asked {
    bytes: usize,
    at: Instant,
}

/// What is known of the line.
#[derive(Debug)]
pub(super) struct Link {
    /// At the other end of an ssh connection: slow until the contrary is measured.
    remote: bool,
    /// The oldest first; those of a mute terminal stay, in case that it speaks after all.
    asked: VecDeque<Asked>,
    answered: Option<Instant>,
    /// The shortest time from a question to its answer.
    round_trip: Option<Duration>,
    /// What the way took when it was measured for the first time, until it is measured again.
    bare: Option<Duration>,
    /// What the first bytes took, until the round trip is known.
    first: Option<(usize, Duration)>,
    /// Questions were left unanswered, and none was answered since.
    silent: bool,
    /// Nanoseconds that a byte takes, a moving average. (An average of speeds would believe one lucky measurement.)
    per_byte: Option<u64>,
}

impl Link {
    pub(super) const fn new(remote: bool) -> Self {
        Self {
            remote,
            asked: VecDeque::new(),
            answered: None,
            round_trip: None,
            bare: None,
            first: None,
            silent: false,
            per_byte: None,
        }
    }

    /// A question was written behind so many bytes.
    pub(super) fn asked(&mut self, bytes: usize, now: Instant) {
        if self.is_mute(now) {
            self.silent = true;
            self.asked.clear();
        }
        self.asked.push_back(Asked { bytes, at: now });
    }

    /// The terminal answered the oldest question.
    pub(super) fn answered(&mut self, now: Instant) {
        let Some(Asked { bytes, at }) = self.asked.pop_front() else {
            return;
        };
        self.silent = false;
        let whole = now.saturating_duration_since(at);
        let before = self.answered.replace(now);
        match self.round_trip {
            // All of it counted as the bytes' own time: the line is fast, however short the way.
            None if bytes > BARE && nanoseconds_a_byte(bytes, whole) <= FAST => {
                self.round_trip = Some(whole);
                self.measured(bytes, whole);
            }
            None if bytes > BARE => self.first = Some((bytes, whole)),
            None if whole > FAR && self.bare.is_none() => self.bare = Some(whole),
            None => {
                let way = self.bare.map_or(whole, |bare| bare.min(whole));
                self.round_trip = Some(way);
                if let Some((bytes, whole)) = self.first.take() {
                    self.measured(bytes, whole.saturating_sub(way));
                }
            }
            Some(known) => {
                let way = known.min(whole);
                self.round_trip = Some(way);
                // The line was free for these bytes once the ones before them were through.
                let free = before.map_or(at + way, |before| before.max(at + way));
                self.measured(bytes, now.saturating_duration_since(free));
            }
        }
    }

    fn measured(&mut self, bytes: usize, took: Duration) {
        let now = nanoseconds_a_byte(bytes, took);
        let proves_little = bytes < LITTLE.0 && took < LITTLE.1 && now > FAST;
        if bytes <= BARE || proves_little {
            return;
        }
        let before = self.per_byte.unwrap_or(now);
        self.per_byte = Some(before.saturating_mul(WEIGHT - 1).saturating_add(now) / WEIGHT);
    }

    /// Whether the way there and back is still to be measured, by a question behind nothing.
    pub(super) fn wants_bare(&self) -> bool {
        self.round_trip.is_none() && self.first.is_some() && self.asked.is_empty()
    }

    /// Until when an answer is waited for.
    pub(super) fn waits_until(&self) -> Option<Instant> {
        let patience = if self.answered.is_none() {
            FIRST_PATIENCE
        } else {
            PATIENCE
        };
        self.asked
            .back()
            .filter(|_| !self.silent)
            .map(|asked| asked.at + patience)
    }

    /// Whether a question has no answer yet, however long ago it was asked.
    pub(super) fn is_asked(&self) -> bool {
        !self.asked.is_empty()
    }

    /// Whether an answer is waited for.
    pub(super) fn is_waiting(&self, now: Instant) -> bool {
        self.waits_until().is_some_and(|until| now < until)
    }

    /// Whether the terminal leaves questions unanswered.
    pub(super) fn is_mute(&self, now: Instant) -> bool {
        self.silent || self.waits_until().is_some_and(|until| now >= until)
    }

    /// Whether pictures would hold up the text. Before the first measurement that is not known, and waited for.
    pub(super) fn is_slow(&self, now: Instant) -> bool {
        match self.per_byte {
            Some(nanoseconds) => nanoseconds > FAST,
            None => self.remote || self.first.is_some() || (self.answered.is_none() && self.is_waiting(now)),
        }
    }

    /// Bytes that go through in that time.
    pub(super) fn bytes_in(&self, time: Duration) -> usize {
        let bytes = time.as_nanos() / u128::from(self.per_byte.unwrap_or(ASSUMED).max(1));
        usize::try_from(bytes).unwrap_or(usize::MAX)
    }

    /// How long so many bytes take.
    pub(super) fn time_for(&self, bytes: usize) -> Duration {
        Duration::from_nanos(self.per_byte.unwrap_or(ASSUMED).saturating_mul(bytes as u64))
    }

    /// Bytes that were written and not answered yet.
    pub(super) fn under_way(&self) -> usize {
        self.asked.iter().map(|asked| asked.bytes).sum()
    }

    /// The time there and back.
    pub(super) fn round_trip(&self) -> Duration {
        self.round_trip.unwrap_or_default()
    }
}

fn nanoseconds_a_byte(bytes: usize, took: Duration) -> u64 {
    u64::try_from(took.as_nanos()).unwrap_or(u64::MAX) / bytes.max(1) as u64
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A line of that speed and that way there and back, as numbers.
    pub(in super::super) struct Line {
        pub(in super::super) bytes_per_second: u64,
        pub(in super::super) round_trip: Duration,
        free: Option<Instant>,
    }

    impl Line {
        pub(in super::super) fn new(bytes_per_second: u64, round_trip_ms: u64) -> Self {
            Self {
                bytes_per_second,
                round_trip: Duration::from_millis(round_trip_ms),
                free: None,
            }
        }

        /// When the answer behind so many bytes comes.
        pub(in super::super) fn answer(&mut self, bytes: usize, now: Instant) -> Instant {
            let took = Duration::from_nanos(bytes as u64 * 1_000_000_000 / self.bytes_per_second);
            let through = self.free.map_or(now, |free| free.max(now)) + took;
            self.free = Some(through);
            through + self.round_trip
        }
    }

    /// A link that has measured its start over that line: the first frame of 8 kB, then the bare way.
    fn started(mut wire: Line) -> (Link, Instant) {
        let mut link = Link::new(false);
        let mut now = Instant::now();
        link.asked(8000, now);
        now = wire.answer(8000, now);
        link.answered(now);
        while link.wants_bare() {
            link.asked(4, now);
            now = wire.answer(4, now);
            link.answered(now);
        }
        (link, now)
    }

    #[test]
    fn one_answer_that_was_held_up_does_not_make_a_slow_line_look_fast() {
        let mut wire = Line::new(40_000, 200);
        let mut link = Link::new(true);
        let mut now = Instant::now();
        link.asked(8000, now);
        now = wire.answer(8000, now);
        link.answered(now);
        for held_up in [195, 0] {
            assert!(link.wants_bare());
            link.asked(4, now);
            now = wire.answer(4, now) + Duration::from_millis(held_up);
            link.answered(now);
        }
        assert!(!link.wants_bare() && link.is_slow(now), "{link:?}");
    }

    #[test]
    fn a_first_frame_that_was_answered_soon_proves_the_line_and_nothing_more_is_asked() {
        for (answered, more) in [(Duration::from_millis(12), false), (Duration::from_millis(14), true)] {
            let begin = Instant::now();
            let mut link = Link::new(true);
            link.asked(8000, begin);
            link.answered(begin + answered);
            assert_eq!(
                (link.wants_bare(), link.is_slow(begin + answered)),
                (more, more),
                "{answered:?}"
            );
        }
    }

    #[test]
    fn the_first_frame_and_a_bare_question_tell_slow_from_fast() {
        let cases = [
            (125_000, 100, true),
            (125_000, 4, true),
            (12_000, 300, true),
            (1_250_000, 100, false),
            (50_000_000, 1, false),
            (50_000_000, 400, false),
        ];
        for (speed, round_trip, slow) in cases {
            let (link, now) = started(Line::new(speed, round_trip));
            assert_eq!(link.is_slow(now), slow, "{speed} bytes/s, {round_trip} ms");
            // What the four bytes of the question take comes on top.
            let more = link
                .round_trip()
                .checked_sub(Duration::from_millis(round_trip))
                .unwrap();
            assert!(more < Duration::from_millis(1), "{more:?}");
        }
    }

    #[test]
    fn the_speed_is_measured_behind_bytes_that_overlap() {
        let mut wire = Line::new(125_000, 100);
        let (mut link, mut now) = started(Line::new(125_000, 100));
        for _ in 0..10 {
            let answers: Vec<Instant> = (0..4)
                .map(|_| {
                    link.asked(4000, now);
                    wire.answer(4000, now)
                })
                .collect();
            for answer in answers {
                link.answered(answer);
                now = answer;
            }
        }
        let speed = link.bytes_in(Duration::from_secs(1));
        assert!((120_000..130_000).contains(&speed), "{speed}");
    }

    #[test]
    fn a_busy_terminal_at_hand_is_not_taken_for_a_slow_line_for_long() {
        let (mut link, mut now) = started(Line::new(50_000, 1));
        assert!(link.is_slow(now));
        let mut wire = Line::new(40_000_000, 1);
        for _ in 0..12 {
            link.asked(4000, now);
            now = wire.answer(4000, now);
            link.answered(now);
        }
        assert!(!link.is_slow(now), "{:?}", link.per_byte);
    }

    #[test]
    fn a_mute_terminal_is_waited_for_once_and_counts_when_it_speaks() {
        let begin = Instant::now();
        for remote in [false, true] {
            let mut link = Link::new(remote);
            link.asked(8000, begin);
            assert!(link.is_slow(begin) && link.is_waiting(begin));
            let later = begin + FIRST_PATIENCE;
            assert_eq!((link.is_slow(later), link.is_mute(later)), (remote, true));
            let late = begin + Duration::from_millis(900);
            link.answered(late);
            assert!(link.is_slow(late) && link.wants_bare());
            link.asked(4, late);
            link.answered(late + Duration::from_millis(100));
            assert!(link.is_slow(late + Duration::from_millis(100)));
        }
    }

    #[test]
    fn a_terminal_that_stays_mute_is_not_waited_for_again() {
        let begin = Instant::now();
        let mut link = Link::new(false);
        link.asked(8000, begin);
        let later = begin + PATIENCE;
        link.asked(100, later);
        assert!(!link.is_slow(later) && link.is_mute(later) && link.waits_until().is_none());
        link.answered(later);
        assert!(!link.is_mute(later));
    }

    #[test]
    fn an_answer_that_nobody_asked_for_tells_nothing() {
        let mut link = Link::new(false);
        link.answered(Instant::now());
        assert!(!link.is_slow(Instant::now()) && link.per_byte.is_none());
    }
}
