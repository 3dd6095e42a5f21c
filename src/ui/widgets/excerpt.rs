//! The part of a prompt that a row has room for.

use std::borrow::Cow;

use crate::domain::{cells, cut_front, folded};

/// So many cells stand before a word that is searched for, so that it is read with what belongs to it.
const LEAD: usize = 12;

/// The text, or, where a row of `room` cells would show none of the words that are searched for, the text from shortly
/// before the first of them. The words are folded by [`folded`].
pub(super) fn excerpt<'a>(text: &'a str, words: &[&str], room: usize) -> Cow<'a, str> {
    let Some((at, end)) = first(text, words).filter(|_| text.len() > room) else {
        return Cow::Borrowed(text);
    };
    // The last cell may be that of the mark for what is cut off.
    if cells(&text[..end]) < room {
        return Cow::Borrowed(text);
    }
    let before = cut_front(&text[..at], LEAD.min(room / 3));
    Cow::Owned(format!("{before}{}", &text[at..]))
}

/// Where the first of the words begins and ends in the text, in bytes of it.
fn first(text: &str, words: &[&str]) -> Option<(usize, usize)> {
    if words.is_empty() {
        return None;
    }
    let plain = folded(text);
    let found = words.iter().filter_map(|word| Some((plain.find(word)?, word.len())));
    let (at, length) = found.min()?;
    if text.is_ascii() {
        return Some((at, at + length));
    }
    // Of each byte of the folded text: where the character begins that it comes from.
    let mut places = Vec::with_capacity(plain.len());
    for (at, letter) in text.char_indices() {
        let more: usize = letter.to_lowercase().map(char::len_utf8).sum();
        places.resize(places.len() + more, at);
    }
    let start = *places.get(at)?;
    let end = places.get(at + length).copied().unwrap_or(text.len());
    Some((start, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_would_not_be_seen_is_brought_into_view() {
        let text = "an old harbour in the rain, a red fox asleep";
        for (words, room, seen) in [
            (&[][..], 20, text),
            (&["zebra"], 20, text),
            (&["old"], 20, text),
            (&["old", "fox"], 20, text),
            (&["fox"], 80, text),
            (&["fox"], 36, "…ain, a red fox asleep"),
            (&["fox"], 20, "… red fox asleep"),
            (&["rain", "fox"], 20, "… the rain, a red fox asleep"),
            (&["fox"], 0, "fox asleep"),
        ] {
            assert_eq!(excerpt(text, words, room), seen, "{words:?} in {room}");
        }
    }

    #[test]
    fn letters_that_fold_into_others_are_found_at_their_place() {
        // The dotted I folds into two characters, and a Kanji takes two cells.
        for (text, word, seen) in [
            ("İİİİİİİİİİİİİİİİ KITE", "kite", "…İİİ KITE"),
            ("漢漢漢漢漢漢漢漢漢漢漢字", "字", "…漢漢字"),
            ("👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧 ÜBER", "über", "…👩‍👩‍👧 ÜBER"),
        ] {
            assert_eq!(excerpt(text, &[word], 15), seen, "{text}");
        }
    }
}
