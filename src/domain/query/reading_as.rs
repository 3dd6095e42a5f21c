//! Words of a search that could be meant as the value of a token: `tuesday` as a day, `flare` as a part of a model's name.

use super::{Condition, Query, Token};

/// The tokens that people leave away, the likeliest first.
const LEFT_AWAY: &[Token] = &[
    Token::On,
    Token::State,
    Token::Operation,
    Token::Model,
    Token::Tag,
    Token::Profile,
];
/// The words of a line that are looked at: each reading is a search of its own.
const WORDS: usize = 6;
/// Shorter ones are in the name of nearly everything.
const LEAST: usize = 3;

/// A word of a search as the value of a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadAs {
    /// Which clause of the search it is.
    pub at: usize,
    /// The token.
    pub token: Token,
    /// The word, folded.
    pub word: String,
    /// What it asks for then.
    pub what: Condition,
}

impl ReadAs {
    /// How it is read, for people: `tuesday as a day`.
    #[must_use]
    pub fn meaning(&self) -> String {
        let noun = self.token.noun();
        let article = if noun.starts_with(['a', 'e', 'i', 'o', 'u']) {
            "an"
        } else {
            "a"
        };
        format!("{} as {article} {noun}", self.word)
    }

    /// As it is written: `on:tuesday`.
    #[must_use]
    pub fn spelled(&self) -> String {
        format!("{}{}", self.token.spelled(), self.word)
    }
}

impl Query {
    /// Each way in which one of its words could be the value of a token; whether anything is like that, nobody asked.
    #[must_use]
    pub fn read_as(&self) -> Vec<ReadAs> {
        let words = self.clauses.iter().enumerate().filter_map(|(at, clause)| {
            let Condition::Text(text) = &clause.what else {
                return None;
            };
            (!clause.negated && is_word(text)).then_some((at, text.as_str()))
        });
        words.take(WORDS).flat_map(|(at, word)| ways(at, word)).collect()
    }

    /// The same with another condition in the place of one of its clauses.
    #[must_use]
    pub fn with(&self, at: usize, what: Condition) -> Self {
        let mut clauses = self.clauses.clone();
        if let Some(clause) = clauses.get_mut(at) {
            clause.what = what;
        }
        Self { clauses }
    }
}

fn is_word(text: &str) -> bool {
    let sign = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    text.chars().count() >= LEAST && text.chars().all(sign)
}

fn ways(at: usize, word: &str) -> impl Iterator<Item = ReadAs> {
    LEFT_AWAY.iter().filter_map(move |token| {
        let read = Query::read(&format!("{}{word}", token.spelled())).ok()?;
        let clause = read.clauses.into_iter().next()?;
        Some(ReadAs {
            at,
            token: *token,
            word: word.to_owned(),
            what: clause.what,
        })
    })
}
