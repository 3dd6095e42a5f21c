//! One thing that a request must have, or must not have.

use std::ops::Range;

use super::Moment;
use crate::domain::{Money, Operation, RequestState};

/// A condition, where it stands in the line, and whether it is turned round by a minus.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// Its bytes in the line.
    pub at: Range<usize>,
    /// Requests that meet the condition are left out.
    pub negated: bool,
    /// The condition.
    pub what: Condition,
}

/// What can be asked of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// Its prompt, title, note or the name of one of its inputs has this text; folded by [`folded`].
    Text(String),
    /// The model's id.
    Model(Named),
    /// Where it stands.
    State(RequestState),
    /// What was asked of the server.
    Operation(Operation),
    /// The profile's name.
    Profile(Named),
    /// The beginning of the size that was asked for, in small ASCII letters: `1536x864`, `1536`, `auto`.
    Size(String),
    /// The beginning of the quality that was asked for, in small ASCII letters.
    Quality(String),
    /// What it cost or may cost: nothing where nobody bills it; an amount that is not known meets none of these.
    Cost(Comparison, Money),
    /// When it was queued.
    Time(TimeWord, Moment),
    /// It has a star.
    Starred,
    /// It was sent with a mask.
    Masked,
    /// One of its tags.
    Tag(Named),
    /// Its name.
    Id(RequestName),
    /// The name of a request that it came from.
    Parent(RequestName),
    /// It has something.
    Having(Having),
}

/// The name of something, or a part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Its letters, folded by [`folded`].
    pub letters: String,
    /// They are the whole name, not a part of it.
    pub whole: bool,
}

impl Named {
    /// Whether something of that name is meant.
    #[must_use]
    pub fn fits(&self, name: &str) -> bool {
        let name = folded(name);
        if self.whole {
            name == self.letters
        } else {
            name.contains(&self.letters)
        }
    }
}

/// A request as people name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RequestName {
    /// The beginning or the end of its id, as hexadecimal digits in small letters; 32 of them are the whole id.
    Digits(String),
    /// So many before the newest outside the trash, which is 0.
    Newest(u32),
}

impl RequestName {
    /// Reads small letters: a part of an id, `@`, `@~2`.
    #[must_use]
    pub fn read(word: &str) -> Option<Self> {
        if let Some(back) = word.strip_prefix('@') {
            return steps_back(back).map(Self::Newest);
        }
        let digits = word.replace('-', "");
        let is_part = !digits.is_empty() && digits.len() <= 32 && digits.chars().all(|c| c.is_ascii_hexdigit());
        is_part.then_some(Self::Digits(digits))
    }
}

/// How many requests are passed over by what stands behind an `@`: nothing by nothing, one by `~`, two by `~2`.
#[must_use]
pub fn steps_back(text: &str) -> Option<u32> {
    match text {
        "" => Some(0),
        "~" => Some(1),
        _ => text.strip_prefix('~')?.parse().ok(),
    }
}

/// How an amount is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Comparison {
    /// Less than.
    Less,
    /// At most.
    AtMost,
    /// Just so much.
    Equal,
    /// At least.
    AtLeast,
    /// More than.
    More,
}

impl Comparison {
    /// All of them as they are written, the longer signs first.
    pub const ALL: &[(&'static str, Self)] = &[
        ("<=", Self::AtMost),
        (">=", Self::AtLeast),
        ("<", Self::Less),
        (">", Self::More),
        ("=", Self::Equal),
        (":", Self::Equal),
    ];

    /// The sign, which SQL writes in the same way.
    #[must_use]
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::Equal => "=",
            Self::AtLeast => ">=",
            Self::More => ">",
        }
    }
}

/// Which side of a moment is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TimeWord {
    /// From its beginning on.
    Since,
    /// Up to its end.
    Until,
    /// From its beginning to its end.
    On,
}

/// What a request may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Having {
    /// At least one picture.
    Image,
    /// A failure.
    Failure,
    /// A note.
    Note,
    /// A tag.
    Tag,
    /// An unfinished picture.
    Partial,
}

impl Having {
    /// All of them.
    pub const ALL: &[Self] = &[Self::Image, Self::Failure, Self::Note, Self::Tag, Self::Partial];

    /// The word in a search.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::Failure => "failure",
            Self::Note => "note",
            Self::Tag => "tag",
            Self::Partial => "partial",
        }
    }
}

/// Text as it is compared: letter by letter in lower case, so that a part of a word folds like the whole.
#[must_use]
pub fn folded(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.chars().flat_map(char::to_lowercase).collect()
}
