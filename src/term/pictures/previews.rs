//! The pictures that can be drawn at once, found by what they show and how large.

use std::collections::VecDeque;

use super::{Preview, ReadyPreview};

/// How much all ready pictures may take together, in bytes.
const MOST: usize = 16 * 1024 * 1024;

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

/// The ready pictures. Drawing takes them by reference; whatever changes them gives back bytes that the terminal is to
/// be sent before the next frame.
#[derive(Default)]
pub struct Previews {
    /// The latest one last.
    ready: VecDeque<(PreviewKey, ReadyPreview)>,
    /// The place of a moving picture, and the frame that stands there now.
    frame: Option<(PreviewKey, PreviewKey)>,
}

impl Previews {
    /// The ready picture, if it is ready.
    #[must_use]
    pub fn get(&self, key: &PreviewKey) -> Option<&dyn Preview> {
        let frame = self.frame.as_ref().filter(|(of, _)| of == key);
        let found = |key: &PreviewKey| self.ready.iter().find(|(known, _)| known == key);
        let ready = frame.and_then(|(_, frame)| found(frame)).or_else(|| found(key));
        ready.map(|(_, preview)| &**preview)
    }

    /// Draws a frame in the place of a moving picture from now on; nothing leaves that to the picture itself again.
    pub fn show_frame(&mut self, frame: Option<(PreviewKey, PreviewKey)>) {
        self.frame = frame;
    }

    /// Whether it is ready.
    #[must_use]
    pub fn contains(&self, key: &PreviewKey) -> bool {
        self.ready.iter().any(|(known, _)| known == key)
    }

    /// Takes a picture in, in place of the one with its key; the oldest ones leave when all are too heavy together.
    #[must_use = "the terminal must be sent these bytes before the next frame"]
    pub fn insert(&mut self, key: PreviewKey, preview: ReadyPreview) -> Vec<u8> {
        let mut bytes = self.retain(|known| *known != key);
        bytes.extend_from_slice(preview.transmission());
        self.ready.push_back((key, preview));
        while self.ready.len() > 1 && self.weight() > MOST {
            bytes.extend(
                self.ready
                    .pop_front()
                    .map(|(_, oldest)| oldest.farewell())
                    .unwrap_or_default(),
            );
        }
        bytes
    }

    /// Keeps only the pictures whose keys are wanted.
    #[must_use = "the terminal must be sent these bytes before the next frame"]
    pub fn retain(&mut self, wanted: impl Fn(&PreviewKey) -> bool) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.ready.retain(|(key, preview)| {
            let stays = wanted(key);
            if !stays {
                bytes.extend(preview.farewell());
            }
            stays
        });
        bytes
    }

    /// Lets all of them go: at the end, or when the terminal has become another one.
    #[must_use = "the terminal must be sent these bytes before the next frame"]
    pub fn clear(&mut self) -> Vec<u8> {
        self.retain(|_| false)
    }

    /// Everything that the terminal was ever to keep, for a terminal that may have forgotten it (after a suspend, or
    /// after an editor had the screen).
    #[must_use = "the terminal must be sent these bytes before the next frame"]
    pub fn sent_again(&self) -> Vec<u8> {
        self.ready
            .iter()
            .flat_map(|(_, preview)| preview.transmission())
            .copied()
            .collect()
    }

    /// Whether any of them leaves traces when something drawn over it goes away.
    #[must_use]
    pub fn need_clearing(&self) -> bool {
        self.ready.iter().any(|(_, preview)| preview.needs_clearing())
    }

    fn weight(&self) -> usize {
        self.ready.iter().map(|(_, preview)| preview.weight()).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::{buffer::Buffer, layout::Rect};

    struct Fake(&'static str, usize);

    impl Preview for Fake {
        fn area(&self) -> (u16, u16) {
            (1, 1)
        }

        fn render(&self, _: Rect, _: &mut Buffer) {}

        fn transmission(&self) -> &[u8] {
            self.0.as_bytes()
        }

        fn farewell(&self) -> Vec<u8> {
            format!("-{}", self.0).into_bytes()
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
        assert_eq!(previews.insert(key("a"), Box::new(Fake("a", 1))), b"a");
        assert!(previews.contains(&key("a")));
        assert!(!previews.contains(&PreviewKey {
            columns: 11,
            ..key("a")
        }));
        assert!(previews.get(&key("b")).is_none());
    }

    #[test]
    fn a_frame_stands_in_the_place_of_its_picture_until_it_is_taken_away() {
        let mut previews = Previews::default();
        let _ = previews.insert(key("a"), Box::new(Fake("a", 1)));
        let weight = |previews: &Previews| previews.get(&key("a")).map(Preview::weight);
        previews.show_frame(Some((key("a"), key("frame"))));
        assert_eq!(weight(&previews), Some(1), "it is not ready");
        let _ = previews.insert(key("frame"), Box::new(Fake("f", 2)));
        assert_eq!(weight(&previews), Some(2));
        previews.show_frame(None);
        assert_eq!(weight(&previews), Some(1));
    }

    #[test]
    fn what_leaves_is_said_farewell_to() {
        let mut previews = Previews::default();
        let mut sent = previews.insert(key("a"), Box::new(Fake("a", 1)));
        sent.extend(previews.insert(key("a"), Box::new(Fake("A", 1))));
        sent.extend(previews.insert(key("b"), Box::new(Fake("b", MOST))));
        assert_eq!(String::from_utf8(sent).unwrap(), "a-aAb-A");
        assert_eq!(previews.sent_again(), b"b");
        assert_eq!(previews.clear(), b"-b");
        assert_eq!(previews.clear(), b"");
    }
}
