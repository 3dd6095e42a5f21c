//! How close the words of a text are to those that were typed: letters left out, put in, changed or in each other's place.

use std::collections::HashMap;

use nucleo_matcher::{Config, Matcher, Utf32Str};

use super::{Condition, Query};

/// The score of a word that has what was typed in it.
const THERE: u16 = 1000;
/// What each letter takes from it that must be put in, taken out, changed or changed with its neighbour.
const EDIT: u16 = 200;
/// People seldom miss the first letter.
const OTHER_BEGINNING: u16 = 100;
/// More often a letter is left out than another one is typed.
const OTHER_LETTERS: u16 = 50;
/// At most what a word scores that only has the letters in their order, as `lgths` for a lighthouse.
const LETTERS: u16 = 400;
/// What is shorter is close to anything.
const LEAST: usize = 3;
/// Up to so many letters the first one must be right: else every short word is close to every other.
const SHORT: usize = 4;
/// From so many letters on two of them may be wrong.
const LONG: usize = 8;
/// So many words are remembered; those of a language that leaves no gaps between words would be without number.
const REMEMBERED: usize = 16_384;

/// Compares texts with what was typed.
#[derive(Debug, Clone)]
pub struct Nearness {
    typed: Vec<String>,
    matcher: Matcher,
    /// The scores of words that were met, for each of the typed ones: a language has few words.
    known: HashMap<String, Vec<u16>>,
}

impl Nearness {
    /// Of a search for nothing but words; nothing where tokens ask for more, or where the words are too short.
    #[must_use]
    pub fn of(query: &Query) -> Option<Self> {
        let words = query.clauses().iter().map(|clause| {
            let Condition::Text(text) = &clause.what else {
                return None;
            };
            let is_word = !clause.negated && text.chars().all(char::is_alphanumeric);
            is_word.then(|| text.clone())
        });
        let typed: Vec<String> = words.collect::<Option<_>>()?;
        let is_long = |word: &String| word.chars().count() >= LEAST;
        typed.iter().any(is_long).then(|| Self {
            typed,
            matcher: Matcher::new(Config::DEFAULT),
            known: HashMap::new(),
        })
    }

    /// How close a folded text comes to having all that was typed; nothing where a word is not even nearly there, or
    /// where all of them are there, so that the search itself has found it.
    pub fn score(&mut self, text: &str) -> Option<u32> {
        let mut best = vec![0; self.typed.len()];
        for word in text.split(|letter: char| !letter.is_alphanumeric()) {
            if word.is_empty() {
                continue;
            }
            if !self.known.contains_key(word) {
                self.remember(word);
            }
            let scores = self.known.get(word).into_iter().flatten();
            for (best, score) in best.iter_mut().zip(scores) {
                *best = (*best).max(*score);
            }
        }
        let is_near = best.iter().all(|score| *score > 0) && best.iter().any(|score| *score < THERE);
        is_near.then(|| best.iter().map(|score| u32::from(*score)).sum())
    }

    /// The words of a text that come closest to those that were typed, so that they can be marked where they stand.
    pub fn words<'a>(&mut self, text: &'a str) -> Vec<&'a str> {
        let mut best = vec![(0, ""); self.typed.len()];
        for word in text.split(|letter: char| !letter.is_alphanumeric()) {
            for (best, typed) in best.iter_mut().zip(&self.typed) {
                let score = closeness(&mut self.matcher, typed, word);
                if score > best.0 {
                    *best = (score, word);
                }
            }
        }
        best.into_iter()
            .map(|(_, word)| word)
            .filter(|word| !word.is_empty())
            .collect()
    }

    fn remember(&mut self, word: &str) {
        if self.known.len() >= REMEMBERED {
            self.known.clear();
        }
        let matcher = &mut self.matcher;
        let scores = self.typed.iter().map(|typed| closeness(matcher, typed, word)).collect();
        self.known.insert(word.to_owned(), scores);
    }
}

/// From 0 for nothing alike to [`THERE`].
fn closeness(matcher: &mut Matcher, typed: &str, word: &str) -> u16 {
    if word.contains(typed) {
        return THERE;
    }
    let letters = typed.chars().count();
    let length = word.chars().count();
    if letters < LEAST || length > 3 * letters {
        return 0;
    }
    // A word may not be typed to its end yet.
    let beginning: String = word.chars().take(letters).collect();
    let edits = strsim::osa_distance(typed, word).min(strsim::osa_distance(typed, &beginning));
    let same_start = typed.chars().next() == word.chars().next();
    let in_order = in_order(matcher, typed, word);
    let most = if letters >= LONG { 2 } else { 1 };
    if edits <= most && (same_start || letters > SHORT) {
        let edits = u16::try_from(edits).unwrap_or(u16::MAX);
        let start = if same_start { 0 } else { OTHER_BEGINNING };
        let left_out = if in_order.is_some() { 0 } else { OTHER_LETTERS };
        return THERE.saturating_sub(EDIT * edits + start + left_out);
    }
    let is_shortened = letters > LEAST && same_start && length <= 2 * letters;
    in_order.filter(|_| is_shortened).map_or(0, |score| score.min(LETTERS))
}

/// How well the letters stand together in a word that has them in their order.
fn in_order(matcher: &mut Matcher, typed: &str, word: &str) -> Option<u16> {
    let (mut long, mut short) = (Vec::new(), Vec::new());
    matcher.fuzzy_match(Utf32Str::new(word, &mut long), Utf32Str::new(typed, &mut short))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Those of the texts that are close, the closest first.
    fn near<'a>(line: &str, texts: &[&'a str]) -> Vec<&'a str> {
        let Some(mut nearness) = Nearness::of(&Query::read(line).unwrap()) else {
            return Vec::new();
        };
        let mut found: Vec<_> = texts
            .iter()
            .filter_map(|text| Some((nearness.score(text)?, *text)))
            .collect();
        found.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
        found.into_iter().map(|(_, text)| text).collect()
    }

    #[test]
    fn a_slip_of_the_fingers_finds_the_word_that_was_meant() {
        let texts = ["a lighthouse at night", "a light house", "a kite", "lights, housed"];
        for typed in [
            "lighthose",
            "lihgthouse",
            "lighthousse",
            "ligththouse",
            "lightouse",
            "lighthiu",
            "kighthouse",
        ] {
            assert_eq!(near(typed, &texts), ["a lighthouse at night"], "{typed}");
        }
        assert_eq!(
            near("lgthse", &texts),
            ["a lighthouse at night"],
            "letters may be left out"
        );
    }

    #[test]
    fn every_word_must_be_near_and_the_nearest_comes_first() {
        let texts = [
            "a hero in fog",
            "a heron in fog",
            "a heron in rain",
            "a hen, no fog",
            "a hen on a log",
        ];
        assert_eq!(
            near("hern fog", &texts),
            ["a heron in fog", "a hero in fog", "a hen, no fog"]
        );
        assert_eq!(near("heron fgo", &texts), ["a heron in fog", "a hero in fog"]);
        assert_eq!(
            near("heron fog", &["a heron in fog"]),
            [""; 0],
            "the search itself finds that"
        );
    }

    #[test]
    fn the_words_that_are_meant_are_told() {
        let mut nearness = Nearness::of(&Query::read("hern fog").unwrap()).unwrap();
        assert_eq!(nearness.words("a hero, no: a heron in fog"), ["heron", "fog"]);
    }

    #[test]
    fn what_is_not_of_words_alone_or_too_short_is_close_to_nothing() {
        for line in ["", "fo", "hern -fog", "hern model:x", "\"hern fog\"", "star"] {
            assert_eq!(near(line, &["a heron in fog", "fog"]), [""; 0], "{line}");
        }
        assert_eq!(near("hern in", &["a heron in fog"]), ["a heron in fog"]);
        assert_eq!(near("zebra", &["a heron in fog", "brazen", "zen"]), [""; 0]);
    }
}
