//! The pictures that can be drawn at once, found by what they show and how large.

use std::collections::VecDeque;

use ratatui::{buffer::Buffer, layout::Rect};

use super::{Preview, ReadyPreview, ids::Ids};

/// How much the pictures that are not on the screen may take here, in bytes.
const MOST_HERE: usize = 1024 * 1024;
/// How much they may take in the terminal, in bytes; terminals throw out pictures by themselves at some hundreds of MB.
const MOST_THERE: usize = 96 * 1024 * 1024;

/// What a ready picture shows, and in which room.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PreviewKey {
    /// The picture: its SHA-256 or its path.
    pub picture: String,
    /// Columns that it may cover.
    pub columns: u16,
    /// Rows that it may cover.
    pub rows: u16,
}

/// A ready picture, and how much of it the terminal was let have.
struct Ready {
    key: PreviewKey,
    preview: ReadyPreview,
    /// `None` is all of it.
    parts: Option<usize>,
}

impl Ready {
    fn farewell(&self) -> Vec<u8> {
        self.preview.farewell(self.parts.unwrap_or(usize::MAX))
    }
}

/// A picture as far as the terminal has it.
#[derive(Clone, Copy)]
pub struct Shown<'a> {
    preview: &'a dyn Preview,
    parts: Option<usize>,
}

impl Shown<'_> {
    /// Columns and rows that it covers.
    #[must_use]
    pub fn area(&self) -> (u16, u16) {
        self.preview.area()
    }

    /// Puts it, or what there is of it, into the upper left corner of an area.
    pub fn render(&self, area: Rect, buffer: &mut Buffer) {
        match self.parts {
            None => self.preview.render(area, buffer),
            Some(parts) => self.preview.render_parts(parts, area, buffer),
        }
    }

    /// How much of it there is in hundredths, where it is not all.
    #[must_use]
    pub fn progress(&self) -> Option<usize> {
        let parts = self.parts?;
        let cost = |parts: usize| (0..parts).map(|part| self.preview.cost(part)).sum::<usize>();
        Some(cost(parts) * 100 / cost(self.preview.parts()).max(1))
    }
}

/// The ready pictures. Drawing takes them by reference; whatever changes them gives back bytes that the terminal is to
/// be sent before the next frame.
#[derive(Default)]
pub struct Previews {
    /// The one that was wanted latest is the last.
    ready: VecDeque<Ready>,
    ids: Ids,
    held: bool,
    /// The place of a moving picture, and the frame that stands there now.
    frame: Option<(PreviewKey, PreviewKey)>,
}

impl Previews {
    /// The ready picture, if it is ready and pictures are shown now.
    #[must_use]
    pub fn get(&self, key: &PreviewKey) -> Option<Shown<'_>> {
        let frame = self.frame.as_ref().filter(|(of, _)| of == key);
        let found = |key: &PreviewKey| self.ready.iter().find(|ready| ready.key == *key && !self.held);
        let ready = frame.and_then(|(_, frame)| found(frame)).or_else(|| found(key))?;
        Some(Shown {
            preview: &*ready.preview,
            parts: ready.parts,
        })
    }

    /// Draws a frame in the place of a moving picture from now on; nothing leaves that to the picture itself again.
    pub fn show_frame(&mut self, frame: Option<(PreviewKey, PreviewKey)>) {
        self.frame = frame;
    }

    /// Whether it is ready.
    #[must_use]
    pub fn contains(&self, key: &PreviewKey) -> bool {
        self.ready.iter().any(|ready| ready.key == *key)
    }

    /// Shows no picture, and nothing in its place, for as long as only text may move.
    pub const fn hold(&mut self, held: bool) {
        self.held = held;
    }

    /// Whether only text may move now.
    #[must_use]
    pub const fn is_held(&self) -> bool {
        self.held
    }

    /// Takes a picture in, in place of the one with its key, and lets the terminal have all of it.
    #[must_use = "the terminal must be sent these bytes before the next frame"]
    pub fn insert(&mut self, key: &PreviewKey, preview: ReadyPreview) -> Vec<u8> {
        let mut bytes = self.insert_in_parts(key.clone(), preview);
        bytes.extend(self.let_have(key, usize::MAX));
        bytes
    }

    /// Takes a picture in, in place of the one with its key; the terminal has nothing of it yet.
    #[must_use = "the terminal must be sent these bytes before the next frame"]
    pub fn insert_in_parts(&mut self, key: PreviewKey, mut preview: ReadyPreview) -> Vec<u8> {
        let bytes = self.retain(|known| *known != key);
        preview.identify(&mut self.ids);
        self.ready.push_back(Ready {
            key,
            preview,
            parts: Some(0),
        });
        bytes
    }

    /// What the parts cost that the terminal does not have yet; nothing when it has all of them.
    #[must_use]
    pub fn missing(&self, key: &PreviewKey) -> Option<impl Iterator<Item = usize>> {
        let ready = self.ready.iter().find(|ready| ready.key == *key)?;
        let parts = ready.parts?;
        Some((parts..ready.preview.parts()).map(|part| ready.preview.cost(part)))
    }

    /// Lets the terminal have so many parts more.
    #[must_use = "the terminal must be sent these bytes before the next frame"]
    pub fn let_have(&mut self, key: &PreviewKey, more: usize) -> Vec<u8> {
        let mut bytes = Vec::new();
        let ready = self.ready.iter_mut().find(|ready| ready.key == *key);
        if let Some(Ready {
            preview,
            parts: parts @ Some(_),
            ..
        }) = ready
        {
            let (from, all) = (parts.unwrap_or(0), preview.parts());
            let upto = from.saturating_add(more).min(all);
            for part in from..upto {
                bytes.extend_from_slice(preview.transmission(part));
            }
            *parts = (upto < all).then_some(upto);
            if upto == all {
                preview.was_sent();
            }
        }
        bytes
    }

    /// Lets go of what is not on the screen: at once where it was to go in parts and has not all gone, and otherwise
    /// the oldest first when it becomes too much.
    #[must_use = "the terminal must be sent these bytes before the next frame"]
    pub fn let_go(&mut self, wanted: impl Fn(&PreviewKey) -> bool) -> Vec<u8> {
        let stands = self.frame.as_ref().filter(|(of, _)| wanted(of)).map(|(_, frame)| frame);
        let wanted = |key: &PreviewKey| wanted(key) || Some(key) == stands;
        let all: Vec<Ready> = self.ready.drain(..).collect();
        let (shown, others): (Vec<Ready>, Vec<Ready>) = all.into_iter().partition(|ready| wanted(&ready.key));
        let (mut here, mut there) = (0, 0);
        let mut bytes = Vec::new();
        for other in others.into_iter().rev() {
            here += other.preview.weight();
            there += other.preview.weight_there();
            if other.parts.is_none() && here <= MOST_HERE && there <= MOST_THERE {
                self.ready.push_front(other);
            } else {
                bytes.extend(other.farewell());
                if let Some(id) = other.preview.id() {
                    self.ids.give_back(id);
                }
            }
        }
        self.ready.extend(shown);
        bytes
    }

    /// Keeps only the pictures whose keys are wanted.
    #[must_use = "the terminal must be sent these bytes before the next frame"]
    pub fn retain(&mut self, wanted: impl Fn(&PreviewKey) -> bool) -> Vec<u8> {
        let mut bytes = Vec::new();
        let ids = &mut self.ids;
        self.ready.retain(|ready| {
            let stays = wanted(&ready.key);
            if !stays {
                bytes.extend(ready.farewell());
                if let Some(id) = ready.preview.id() {
                    ids.give_back(id);
                }
            }
            stays
        });
        bytes
    }

    /// Lets all of them go: at the end, or when the terminal has become another one or may have forgotten them.
    #[must_use = "the terminal must be sent these bytes before the next frame"]
    pub fn clear(&mut self) -> Vec<u8> {
        self.retain(|_| false)
    }

    /// Whether any of them leaves traces when something drawn over it goes away.
    #[must_use]
    pub fn need_clearing(&self) -> bool {
        self.ready.iter().any(|ready| ready.preview.needs_clearing())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Fake(&'static str, usize);

    impl Preview for Fake {
        fn area(&self) -> (u16, u16) {
            (1, 1)
        }

        fn render(&self, _: Rect, _: &mut Buffer) {}

        fn parts(&self) -> usize {
            self.0.len()
        }

        fn cost(&self, _: usize) -> usize {
            1
        }

        fn transmission(&self, part: usize) -> &[u8] {
            &self.0.as_bytes()[part..=part]
        }

        fn farewell(&self, parts: usize) -> Vec<u8> {
            format!("-{}", &self.0[..parts.min(self.0.len())]).into_bytes()
        }

        fn weight(&self) -> usize {
            self.1
        }
    }

    fn key(picture: &str) -> PreviewKey {
        PreviewKey {
            picture: picture.to_owned(),
            columns: 10,
            rows: 5,
        }
    }

    #[test]
    fn a_picture_is_found_by_its_content_and_its_room() {
        let mut previews = Previews::default();
        assert_eq!(previews.insert(&key("a"), Box::new(Fake("a", 1))), b"a");
        assert!(previews.contains(&key("a")));
        assert!(!previews.contains(&PreviewKey {
            columns: 11,
            ..key("a")
        }));
        assert!(previews.get(&key("b")).is_none());
        previews.hold(true);
        assert!(previews.get(&key("a")).is_none() && previews.contains(&key("a")));
    }

    #[test]
    fn a_frame_stands_in_the_place_of_its_picture_until_it_is_taken_away() {
        let mut previews = Previews::default();
        let _ = previews.insert(&key("a"), Box::new(Fake("a", 1)));
        let weight = |previews: &Previews| previews.get(&key("a")).map(|shown| shown.preview.weight());
        previews.show_frame(Some((key("a"), key("frame"))));
        assert_eq!(weight(&previews), Some(1), "it is not ready");
        let _ = previews.insert(&key("frame"), Box::new(Fake("f", 2 * MOST_HERE)));
        assert_eq!(weight(&previews), Some(2 * MOST_HERE));
        assert!(previews.let_go(|wanted| *wanted == key("a")).is_empty());
        assert_eq!(weight(&previews), Some(2 * MOST_HERE), "it is seen, whatever it weighs");
        previews.show_frame(None);
        assert_eq!(weight(&previews), Some(1));
    }

    #[test]
    fn what_leaves_is_said_farewell_to() {
        let mut previews = Previews::default();
        let mut sent = previews.insert(&key("a"), Box::new(Fake("a", 1)));
        sent.extend(previews.insert(&key("a"), Box::new(Fake("A", 1))));
        sent.extend(previews.insert(&key("b"), Box::new(Fake("b", MOST_HERE))));
        assert!(previews.let_go(|_| true).is_empty(), "what is on the screen stays");
        sent.extend(previews.let_go(|_| false));
        assert_eq!(String::from_utf8(sent).unwrap(), "a-aAb-A");
        assert_eq!(previews.clear(), b"-b");
        assert_eq!(previews.clear(), b"");
    }

    #[test]
    fn a_picture_goes_in_parts_and_is_dropped_when_nobody_wants_it_any_more() {
        let mut previews = Previews::default();
        assert!(previews.insert_in_parts(key("a"), Box::new(Fake("abcd", 1))).is_empty());
        assert_eq!(previews.missing(&key("a")).unwrap().count(), 4);
        assert_eq!(previews.let_have(&key("a"), 1), b"a");
        assert_eq!(previews.get(&key("a")).unwrap().progress(), Some(25));
        assert_eq!(previews.let_go(|_| false), b"-a");
        assert!(!previews.contains(&key("a")));

        assert!(previews.insert_in_parts(key("b"), Box::new(Fake("xyz", 1))).is_empty());
        assert_eq!(previews.let_have(&key("b"), 2), b"xy");
        assert_eq!(previews.let_have(&key("b"), 9), b"z");
        assert!(previews.missing(&key("b")).is_none());
        assert_eq!(previews.get(&key("b")).unwrap().progress(), None);
        assert!(previews.let_go(|_| false).is_empty(), "it is whole and light");
    }
}
