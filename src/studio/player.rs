//! Plays the picture that is looked at, if it moves, and lets it rest when nobody looks or the line is slow.

use std::{
    path::PathBuf,
    time::{Duration, Instant},
};

use crate::{
    domain::SmallFrame,
    term::{PreviewKey, Protocol},
};

/// The least time between two frames of characters, and of sharp pictures, which weigh twenty times as much.
const OF_CHARACTERS: Duration = Duration::from_millis(100);
const OF_PIXELS: Duration = Duration::from_millis(250);

/// What is being played, and whether it may.
#[derive(Debug)]
pub struct Player {
    allowed: bool,
    focused: bool,
    covered: bool,
    apart: Duration,
    playing: Option<Playing>,
}

#[derive(Debug)]
struct Playing {
    /// The place and picture that it is played in.
    of: PreviewKey,
    file: PathBuf,
    frames: Vec<SmallFrame>,
    /// How much of it was played until it was stopped last.
    played: Duration,
    /// When it went on; nothing while it rests.
    since: Option<Instant>,
    /// The frame that was asked for last.
    at: usize,
    /// When the next frame may be drawn.
    due: Instant,
    /// Whether a frame is being made, and for which of both places.
    making: Option<bool>,
    other: bool,
}

/// A frame to be made ready.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NextFrame {
    /// The name under which it is drawn; two take turns, so that the one on the screen stays until the next is ready.
    pub key: PreviewKey,
    /// The file with all frames.
    pub file: PathBuf,
    /// Where in it.
    pub frame: SmallFrame,
}

impl Player {
    /// A player that moves nothing unless it is allowed to.
    pub const fn new(allowed: bool) -> Self {
        Self {
            allowed,
            focused: true,
            covered: false,
            apart: OF_CHARACTERS,
            playing: None,
        }
    }

    /// Whether frames are worth asking for.
    pub const fn is_allowed(&self) -> bool {
        self.allowed
    }

    /// Tells how pictures are drawn, which ends what was played in another way.
    pub fn draw_by(&mut self, protocol: Protocol) {
        self.playing = None;
        self.apart = match protocol {
            Protocol::Kitty | Protocol::Iterm2 | Protocol::Sixel => OF_PIXELS,
            Protocol::Sextants | Protocol::Halfblocks | Protocol::Ascii | Protocol::Off => OF_CHARACTERS,
        };
    }

    /// What is looked at now; anything else ends. Gives back whether something ended.
    pub fn look_at(&mut self, key: Option<&PreviewKey>) -> bool {
        self.playing.take_if(|playing| Some(&playing.of) != key).is_some()
    }

    /// Whether the frames of that picture are here.
    pub fn has(&self, key: &PreviewKey) -> bool {
        self.playing.as_ref().is_some_and(|playing| playing.of == *key)
    }

    /// The terminal got or lost the focus: without it everything rests where it is.
    pub fn focus(&mut self, focused: bool, now: Instant) {
        self.focused = focused;
        self.rest_or_go_on(now);
    }

    /// Something lies on top, or went away: a picture drawn anew would show through it.
    pub fn cover(&mut self, covered: bool, now: Instant) {
        self.covered = covered;
        self.rest_or_go_on(now);
    }

    const fn is_seen(&self) -> bool {
        self.focused && !self.covered
    }

    fn rest_or_go_on(&mut self, now: Instant) {
        let seen = self.is_seen();
        if let Some(playing) = &mut self.playing {
            match (seen, playing.since) {
                (false, Some(since)) => {
                    playing.played += now.saturating_duration_since(since);
                    playing.since = None;
                }
                (true, None) => playing.since = Some(now),
                (true, Some(_)) | (false, None) => {}
            }
        }
    }

    /// Begins to play; a picture of one frame stays as it is.
    pub fn begin(&mut self, of: PreviewKey, file: PathBuf, frames: Vec<SmallFrame>, now: Instant) {
        if self.allowed && frames.len() > 1 {
            let seen = self.is_seen();
            self.playing = Some(Playing {
                of,
                file,
                frames,
                played: Duration::ZERO,
                since: seen.then_some(now),
                at: 0,
                due: now,
                making: None,
                other: false,
            });
        }
    }

    /// When there is something to do; nothing at rest, and nothing while a frame is being made.
    pub fn deadline(&self) -> Option<Instant> {
        let playing = self.playing.as_ref().filter(|playing| playing.making.is_none())?;
        Some(playing.next_change()?.max(playing.due))
    }

    /// The frame to make ready, if it is time for another one.
    pub fn turn(&mut self, now: Instant) -> Option<NextFrame> {
        if self.deadline().is_none_or(|deadline| now < deadline) {
            return None;
        }
        let apart = self.apart;
        let playing = self.playing.as_mut()?;
        let (at, _) = playing.frame_at(playing.elapsed(now)?)?;
        playing.due = now + apart;
        if at == playing.at {
            return None;
        }
        playing.at = at;
        playing.making = Some(!playing.other);
        Some(NextFrame {
            key: playing.key(!playing.other),
            file: playing.file.clone(),
            frame: playing.frames[at],
        })
    }

    /// A frame was made, or could not be: where it is the one that was asked for, and is still seen, it is to be shown
    /// from now on in this place.
    pub fn made(&mut self, key: &PreviewKey) -> Option<PreviewKey> {
        let playing = self.playing.as_mut()?;
        let other = playing.making.filter(|other| playing.key(*other) == *key)?;
        playing.making = None;
        playing.since?;
        playing.other = other;
        Some(playing.of.clone())
    }

    /// Whether a picture of that name is a frame.
    pub fn is_frame(key: &PreviewKey) -> bool {
        key.picture.ends_with(FRAME[0]) || key.picture.ends_with(FRAME[1])
    }
}

/// What tells both places of a frame apart from each other, and from the file of a picture.
const FRAME: [&str; 2] = ["\nframe 1", "\nframe 2"];

impl Playing {
    fn key(&self, other: bool) -> PreviewKey {
        PreviewKey {
            picture: format!("{}{}", self.of.picture, FRAME[usize::from(other)]),
            ..self.of
        }
    }

    fn length(&self) -> Duration {
        let ms = self.frames.iter().map(|frame| u64::from(frame.ms)).sum::<u64>();
        Duration::from_millis(ms.max(1))
    }

    fn elapsed(&self, now: Instant) -> Option<Duration> {
        Some(self.played + now.saturating_duration_since(self.since?))
    }

    /// The frame that stands so long after the beginning, round and round, and how long after the beginning it ends.
    fn frame_at(&self, elapsed: Duration) -> Option<(usize, Duration)> {
        let length = self.length().as_millis();
        let round = elapsed.as_millis() / length;
        let inside = elapsed.as_millis() % length;
        let mut end = 0;
        let at = self.frames.iter().position(|frame| {
            end += u128::from(frame.ms);
            inside < end
        })?;
        let end = u64::try_from(round * length + end).ok()?;
        Some((at, Duration::from_millis(end)))
    }

    /// When the frame that was asked for last gives way to the next one.
    fn next_change(&self) -> Option<Instant> {
        let since = self.since?;
        let elapsed = self.elapsed(self.due.max(since))?;
        let (at, end) = self.frame_at(elapsed)?;
        let wait = if at == self.at {
            end.saturating_sub(elapsed)
        } else {
            Duration::ZERO
        };
        Some(self.due.max(since) + wait)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(picture: &str) -> PreviewKey {
        PreviewKey {
            picture: picture.to_owned(),
            columns: 10,
            rows: 5,
        }
    }

    fn frames(count: u64, ms: u32) -> Vec<SmallFrame> {
        let frame = |at| SmallFrame { ms, at, bytes: 1 };
        (0..count).map(frame).collect()
    }

    const fn ms(count: u64) -> Duration {
        Duration::from_millis(count)
    }

    fn playing(protocol: Protocol, frames: Vec<SmallFrame>) -> (Player, Instant) {
        let now = Instant::now();
        let mut player = Player::new(true);
        player.draw_by(protocol);
        player.begin(key("a.gif"), "/cache/a.frames".into(), frames, now);
        (player, now)
    }

    /// Obeys every deadline for so long, each frame being ready at once; gives the frames and when they came.
    fn played(player: &mut Player, from: Instant, lasting: Duration) -> Vec<(u64, Duration)> {
        let mut shown = Vec::new();
        while let Some(deadline) = player.deadline().filter(|deadline| *deadline < from + lasting) {
            if let Some(next) = player.turn(deadline) {
                shown.push((next.frame.at, deadline - from));
                assert_eq!(player.made(&next.key), Some(key("a.gif")));
            }
            assert!(shown.len() < 1000 && player.deadline() > Some(deadline), "it gets on");
        }
        shown
    }

    #[test]
    fn frames_come_round_and_round_when_they_are_due() {
        let (mut player, now) = playing(Protocol::Halfblocks, frames(3, 200));
        let shown = played(&mut player, now, ms(1300));
        let expected = [(1, 200), (2, 400), (0, 600), (1, 800), (2, 1000), (0, 1200)];
        assert_eq!(shown, expected.map(|(at, after)| (at, ms(after))));
    }

    #[test]
    fn sharp_pictures_leave_frames_out_and_keep_time() {
        let (mut player, now) = playing(Protocol::Kitty, frames(10, 100));
        let shown = played(&mut player, now, ms(10_000));
        assert!(
            (30..=40).contains(&shown.len()),
            "at most four a second: {}",
            shown.len()
        );
        for (at, after) in shown {
            assert_eq!(u128::from(at), after.as_millis() / 100 % 10);
        }
    }

    #[test]
    fn it_rests_without_the_focus_and_goes_on_where_it_was() {
        let (mut player, now) = playing(Protocol::Halfblocks, frames(3, 200));
        assert_eq!(played(&mut player, now, ms(300)), [(1, ms(200))]);
        player.focus(false, now + ms(300));
        assert_eq!((player.deadline(), player.turn(now + ms(9000))), (None, None));
        player.focus(true, now + ms(10_000));
        assert_eq!(played(&mut player, now, ms(10_200)), [(2, ms(10_100))]);

        player.cover(true, now + ms(10_200));
        assert_eq!(player.deadline(), None, "something lies on top");
        player.cover(false, now + ms(10_200));
        let next = player.turn(now + ms(10_400)).unwrap();
        player.focus(false, now + ms(10_400));
        assert_eq!(player.made(&next.key), None, "it came too late to be seen");

        let mut elsewhere = Player::new(true);
        elsewhere.focus(false, now);
        elsewhere.begin(key("a.gif"), "/f".into(), frames(3, 200), now);
        assert_eq!(elsewhere.deadline(), None);
    }

    #[test]
    fn it_ends_when_something_else_is_looked_at() {
        let (mut player, now) = playing(Protocol::Halfblocks, frames(3, 200));
        assert!(!player.look_at(Some(&key("a.gif"))));
        let next = player.turn(now + ms(250)).unwrap();
        assert_eq!(player.deadline(), None, "one frame is made at a time");
        assert!(Player::is_frame(&next.key) && !Player::is_frame(&key("a.gif")));
        assert!(player.look_at(Some(&key("b.gif"))));
        assert_eq!((player.made(&next.key), player.deadline()), (None, None));

        let (mut player, now) = playing(Protocol::Halfblocks, frames(3, 200));
        assert!(player.look_at(None));
        assert_eq!(player.turn(now + ms(9000)), None);
    }

    #[test]
    fn what_may_not_or_does_not_move_stays() {
        let now = Instant::now();
        let (still, _) = playing(Protocol::Kitty, frames(1, 200));
        assert_eq!(still.deadline(), None);
        let mut forbidden = Player::new(false);
        forbidden.begin(key("a.gif"), "/f".into(), frames(3, 200), now);
        assert_eq!(forbidden.deadline(), None);
    }
}
