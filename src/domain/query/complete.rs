//! What could stand where a person types: names of tokens, and values that the history knows.

use std::ops::Range;

use super::{
    Having, Token, folded,
    pieces::{self, Kind},
};
use crate::domain::{Operation, RequestState};

/// Names that the history has, sorted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct KnownNames {
    /// Ids of models.
    pub models: Vec<String>,
    /// Names of profiles.
    pub profiles: Vec<String>,
    /// Tags.
    pub tags: Vec<String>,
    /// Sizes that were asked for.
    pub sizes: Vec<String>,
    /// Qualities that were asked for.
    pub qualities: Vec<String>,
}

impl KnownNames {
    /// The names that a token takes a part of.
    const fn of(&self, token: Token) -> &[String] {
        match token {
            Token::Model => self.models.as_slice(),
            Token::Profile => self.profiles.as_slice(),
            Token::Tag => self.tags.as_slice(),
            Token::Size => self.sizes.as_slice(),
            Token::Quality => self.qualities.as_slice(),
            Token::State
            | Token::Operation
            | Token::Cost
            | Token::Since
            | Token::Until
            | Token::On
            | Token::Id
            | Token::Parent
            | Token::Having
            | Token::Star
            | Token::Mask => &[],
        }
    }
}

/// What could stand in the place of some bytes of the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    /// The bytes to be replaced.
    pub at: Range<usize>,
    /// What could stand there; never empty.
    pub offers: Vec<String>,
}

/// What could complete the piece that ends at a byte of the line; nothing where nothing fits or it is whole already.
#[must_use]
pub fn complete(line: &str, cursor: usize, known: &KnownNames) -> Option<Completion> {
    let piece = pieces::pieces(line).into_iter().find(|piece| piece.at.end == cursor)?;
    let (at, offers) = match piece.kind {
        Kind::Text { quoted: true, .. } => return None,
        Kind::Text { letters, quoted: false } => {
            let typed = line[letters.clone()].to_ascii_lowercase();
            let fitting = Token::ALL.iter().map(|token| token.spelled());
            let offers = fitting
                .filter(|name| name.starts_with(&typed) && *name != typed)
                .collect();
            (letters, offers)
        }
        Kind::Pair {
            name, value, quoted, ..
        } => {
            let offers = values(Token::named(&line[name])?, &line[value.clone()], known);
            (value.start - usize::from(quoted)..piece.at.end, offers)
        }
    };
    (!offers.is_empty()).then_some(Completion { at, offers })
}

/// The values of a token that fit what was typed, those first that begin with it.
fn values(token: Token, typed: &str, known: &KnownNames) -> Vec<String> {
    let typed = folded(typed);
    let mut names = fixed(token);
    names.extend(known.of(token).iter().map(String::as_str));
    let fits = |name: &&str| {
        let name = folded(name);
        name != typed && (name.starts_with(&typed) || (token.is_by_part() && name.contains(&typed)))
    };
    let mut fitting: Vec<&str> = names.into_iter().filter(fits).collect();
    fitting.sort_by_key(|name| !folded(name).starts_with(&typed));
    fitting.into_iter().map(spelled).collect()
}

/// A value as it is written: in quotes where it has spaces.
fn spelled(value: &str) -> String {
    if value.contains(char::is_whitespace) {
        format!("\"{value}\"")
    } else {
        value.to_owned()
    }
}

/// The values of tokens that take only a few words.
pub(super) fn fixed(token: Token) -> Vec<&'static str> {
    match token {
        Token::State => RequestState::ALL.iter().map(|state| state.word()).collect(),
        Token::Operation => Operation::ALL.iter().map(|operation| operation.word()).collect(),
        Token::Having => Having::ALL.iter().map(|having| having.word()).collect(),
        Token::Since | Token::Until | Token::On => {
            let near = ["today", "yesterday", "7d", "30d"];
            near.into_iter().chain(super::moment::names()).collect()
        }
        Token::Model
        | Token::Profile
        | Token::Size
        | Token::Quality
        | Token::Cost
        | Token::Tag
        | Token::Id
        | Token::Parent
        | Token::Star
        | Token::Mask => Vec::new(),
    }
}
