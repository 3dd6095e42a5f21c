//! The tokens of a search: names before a colon, and the few words that stand alone.

/// Behind the token of a name, and before all of it.
pub(super) const WHOLE: &str = ":=";

/// What stands before the colon, or alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Token {
    /// The model's id, or a part of it.
    Model,
    /// Where the request stands.
    State,
    /// Generate, edit or variation.
    Operation,
    /// The profile's name, or a part of it.
    Profile,
    /// The size that was asked for.
    Size,
    /// The quality that was asked for.
    Quality,
    /// What it cost.
    Cost,
    /// Not before.
    Since,
    /// Not after.
    Until,
    /// On that day.
    On,
    /// A tag, or a part of one.
    Tag,
    /// Its own name.
    Id,
    /// The request that it came from.
    Parent,
    /// What it has.
    Having,
    /// Starred; it stands alone.
    Star,
    /// Sent with a mask; it stands alone.
    Mask,
}

impl Token {
    /// Every token, in the order in which they are offered.
    pub const ALL: &[Self] = &[
        Self::Model,
        Self::State,
        Self::Operation,
        Self::Profile,
        Self::Size,
        Self::Quality,
        Self::Cost,
        Self::Since,
        Self::Until,
        Self::On,
        Self::Star,
        Self::Tag,
        Self::Mask,
        Self::Id,
        Self::Parent,
        Self::Having,
    ];

    /// The name, without its colon.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Model => "model",
            Self::State => "state",
            Self::Operation => "op",
            Self::Profile => "profile",
            Self::Size => "size",
            Self::Quality => "quality",
            Self::Cost => "cost",
            Self::Since => "since",
            Self::Until => "until",
            Self::On => "on",
            Self::Tag => "tag",
            Self::Id => "id",
            Self::Parent => "parent",
            Self::Having => "has",
            Self::Star => "star",
            Self::Mask => "mask",
        }
    }

    /// Whether it stands alone, without a value.
    #[must_use]
    pub const fn is_alone(self) -> bool {
        matches!(self, Self::Star | Self::Mask)
    }

    /// Whether a part of a name is looked for, so that `:=` asks for the whole of it.
    #[must_use]
    pub const fn is_by_part(self) -> bool {
        matches!(self, Self::Model | Self::Profile | Self::Tag)
    }

    /// As it is written as far as it is always the same: `model:`, `cost>`, `star`.
    #[must_use]
    pub fn spelled(self) -> String {
        let sign = match self {
            Self::Star | Self::Mask => "",
            Self::Cost => ">",
            Self::Model
            | Self::State
            | Self::Operation
            | Self::Profile
            | Self::Size
            | Self::Quality
            | Self::Since
            | Self::Until
            | Self::On
            | Self::Tag
            | Self::Id
            | Self::Parent
            | Self::Having => ":",
        };
        format!("{}{sign}", self.name())
    }

    /// What may follow, for people.
    #[must_use]
    pub const fn values(self) -> &'static str {
        match self {
            Self::Model => "a part of a model's name, as in model:flare, or all of it, as in model:=gpt-image-2",
            Self::State => "queued, running, stored, partial, refused, not_sent, cancelled or unknown",
            Self::Operation => "generate, edit or variation",
            Self::Profile => "a part of a profile's name, as in profile:work, or all of it, as in profile:=work",
            Self::Size => "the beginning of a size, as in size:1536x864 or size:1536",
            Self::Quality => "the beginning of a quality, as in quality:high",
            Self::Cost => "an amount in dollars or cents, as in cost>0.10, cost<=1 or cost=16c",
            Self::Since | Self::Until => "a day, as in tue, yesterday, 2026-11-17, 3d, 2w, nov, or hours, as in 2h",
            Self::On => "a day or more, as in tue, yesterday, 2026-11-17, nov, 2026",
            Self::Tag => "a part of a tag, as in tag:kite, or all of it, as in tag:=kites",
            Self::Id | Self::Parent => "the beginning or the end of a request's id, @ for the newest, or @~2",
            Self::Having => "image, failure, note, tag or partial (an unfinished picture, or not all of them)",
            Self::Star => "it stands alone; \"star\" in quotes is the word",
            Self::Mask => "it stands alone; \"mask\" in quotes is the word",
        }
    }

    /// What a value of it is.
    #[must_use]
    pub const fn noun(self) -> &'static str {
        match self {
            Self::Model => "model",
            Self::State => "state",
            Self::Operation => "operation",
            Self::Profile => "profile",
            Self::Size => "size",
            Self::Quality => "quality",
            Self::Cost => "amount",
            Self::Since | Self::Until | Self::On => "day",
            Self::Tag => "tag",
            Self::Id | Self::Parent => "part of an id",
            Self::Having => "thing that a request can have",
            Self::Star | Self::Mask => "value",
        }
    }

    /// The token of a name, in whatever case it is written.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|token| token.name().eq_ignore_ascii_case(name))
    }

    /// The token that a name was perhaps meant for.
    pub(super) fn near(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        let distance = |token: &Self| strsim::levenshtein(token.name(), &name);
        let nearest = Self::ALL.iter().copied().min_by_key(distance)?;
        // A short one is near to anything.
        let far = nearest.name().len().min(3);
        (distance(&nearest) < far && name.len() > 2).then_some(nearest)
    }
}
