//! The dialogue that tells of a server: its address, how it speaks, its key, a name; tested before it is kept.

mod checks;
mod deeds;

use super::{ProfileFacts, parts::TextBuffer};
use crate::domain::{Flavor, Profile};

pub(super) use deeds::{lost, open, pasted, run, saved, tested, typed};

/// A line of the dialogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProfileField {
    /// Where it is.
    Server,
    /// How it speaks.
    Speaks,
    /// Where its key comes from.
    KeyFrom,
    /// The variable, the program, the file or the key itself.
    Key,
    /// What it is called.
    Name,
    /// Asks the server for its models, and keeps the profile when it answers.
    Test,
    /// Keeps the profile without asking.
    Save,
}

impl ProfileField {
    /// Every line, from above.
    pub const ALL: &[Self] = &[
        Self::Server,
        Self::Speaks,
        Self::KeyFrom,
        Self::Key,
        Self::Name,
        Self::Test,
        Self::Save,
    ];
}

/// Where the key of a new profile comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyFrom {
    /// An environment variable.
    Variable,
    /// The output of a program.
    Command,
    /// A file that only its owner can read.
    File,
    /// Pasted here, and kept in such a file.
    Pasted,
    /// The server wants none.
    Nowhere,
}

impl KeyFrom {
    /// Every source, in the order of the dialogue.
    pub const ALL: &[Self] = &[Self::Variable, Self::Command, Self::File, Self::Pasted, Self::Nowhere];

    /// Its word in the dialogue.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Variable => "variable",
            Self::Command => "command",
            Self::File => "file",
            Self::Pasted => "pasted",
            Self::Nowhere => "none",
        }
    }
}

const FLAVORS: &[(Flavor, &str)] = &[
    (Flavor::Openai, "openai"),
    (Flavor::Azure, "azure"),
    (Flavor::Openrouter, "openrouter"),
    (Flavor::Xai, "xai"),
    (Flavor::Compatible, "compatible"),
];

/// A profile that was told of, and its key where that was pasted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewProfile {
    /// Its name.
    pub name: String,
    /// The profile.
    pub profile: Profile,
    /// The pasted key.
    pub key: Option<PastedKey>,
}

/// The dialogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileForm {
    server: TextBuffer,
    flavor: Flavor,
    key_from: KeyFrom,
    key: TextBuffer,
    name: TextBuffer,
    field: ProfileField,
    /// The profile that it is for, when it is there already and only lacks a key.
    known: Option<String>,
    /// The profile that is being tested.
    asking: Option<Box<NewProfile>>,
    problem: Option<String>,
}

impl ProfileForm {
    fn for_profile(facts: Option<&ProfileFacts>) -> Self {
        let text = |text: &str| TextBuffer::single_line().with_text(text);
        let server = facts.map(|facts| facts.base_url.as_str()).unwrap_or_default();
        let is_openai = facts.is_some_and(|facts| facts.profile.flavor == Flavor::Openai);
        Self {
            server: text(server),
            flavor: facts.map_or(Flavor::Compatible, |facts| facts.profile.flavor),
            key_from: KeyFrom::Variable,
            key: text(if is_openai { "OPENAI_API_KEY" } else { "" }),
            name: text(facts.map(ProfileFacts::name).unwrap_or_default()),
            field: if server.is_empty() {
                ProfileField::Server
            } else {
                ProfileField::KeyFrom
            },
            known: facts.map(|facts| facts.name.clone()),
            asking: None,
            problem: None,
        }
    }

    /// The line with the keys.
    #[must_use]
    pub const fn field(&self) -> ProfileField {
        self.field
    }

    /// The text of a line, where it has one.
    #[must_use]
    pub const fn text(&self, field: ProfileField) -> Option<&TextBuffer> {
        match field {
            ProfileField::Server => Some(&self.server),
            ProfileField::Key => Some(&self.key),
            ProfileField::Name => Some(&self.name),
            ProfileField::Speaks | ProfileField::KeyFrom | ProfileField::Test | ProfileField::Save => None,
        }
    }

    fn text_mut(&mut self) -> Option<&mut TextBuffer> {
        match self.field {
            ProfileField::Server => Some(&mut self.server),
            ProfileField::Key => Some(&mut self.key),
            ProfileField::Name => Some(&mut self.name),
            ProfileField::Speaks | ProfileField::KeyFrom | ProfileField::Test | ProfileField::Save => None,
        }
    }

    /// The words that a line offers and which of them is chosen, where it has some.
    #[must_use]
    pub fn words(&self, field: ProfileField) -> Option<(Vec<&'static str>, usize)> {
        match field {
            ProfileField::Speaks => {
                let at = FLAVORS.iter().position(|(flavor, _)| *flavor == self.flavor);
                Some((FLAVORS.iter().map(|(_, word)| *word).collect(), at.unwrap_or(0)))
            }
            ProfileField::KeyFrom => {
                let at = KeyFrom::ALL.iter().position(|from| *from == self.key_from);
                Some((KeyFrom::ALL.iter().map(|from| from.word()).collect(), at.unwrap_or(0)))
            }
            ProfileField::Server | ProfileField::Key | ProfileField::Name | ProfileField::Test | ProfileField::Save => {
                None
            }
        }
    }

    /// The lines that are shown: a server without a key has no line for one.
    #[must_use]
    pub fn fields(&self) -> Vec<ProfileField> {
        let mut fields = ProfileField::ALL.to_vec();
        fields.retain(|field| *field != ProfileField::Key || self.key_from != KeyFrom::Nowhere);
        fields
    }

    /// The name of the profile that it is for, when that is there already and only lacks a key.
    #[must_use]
    pub fn known(&self) -> Option<&str> {
        self.known.as_deref()
    }

    /// Where the key comes from.
    #[must_use]
    pub const fn key_from(&self) -> KeyFrom {
        self.key_from
    }

    /// The server that is being asked, while it is.
    #[must_use]
    pub fn asking(&self) -> Option<&str> {
        let url = self.asking.as_ref()?.profile.base_url.as_ref()?;
        url.host_str()
    }

    /// What is wrong.
    #[must_use]
    pub fn problem(&self) -> Option<&str> {
        self.problem.as_deref()
    }

    /// What the name will be where none is typed: the most telling part of the server's.
    #[must_use]
    pub fn proposed_name(&self) -> String {
        let profile = Profile {
            base_url: self.server.text().trim().parse().ok(),
            ..Profile::default()
        };
        let host = profile
            .base_url
            .as_ref()
            .and_then(|url| url.host_str())
            .unwrap_or_default();
        let numeric = host.chars().all(|c| c.is_ascii_digit() || ".:[]".contains(c));
        let mut labels: Vec<&str> = host.split('.').collect();
        if labels.len() > 1 {
            labels.pop();
        }
        match labels.iter().rev().find(|label| label.len() > 2) {
            Some(label) if !numeric => (*label).to_owned(),
            _ if host.is_empty() => String::new(),
            _ => "local".to_owned(),
        }
    }

    fn walk(&mut self, forward: bool) {
        let fields = self.fields();
        let at = fields.iter().position(|field| *field == self.field).unwrap_or(0);
        let next = if forward {
            (at + 1).min(fields.len() - 1)
        } else {
            at.saturating_sub(1)
        };
        self.field = fields[next];
    }

    fn step(&mut self, forward: bool) {
        let Some((words, at)) = self.words(self.field) else {
            return;
        };
        let count = words.len();
        let next = if forward { at + 1 } else { at + count - 1 } % count;
        match self.field {
            ProfileField::Speaks => self.flavor = FLAVORS[next].0,
            ProfileField::KeyFrom => {
                self.key_from = KeyFrom::ALL[next];
                // A key that was pasted must not stand where it is shown.
                self.key.replace("");
            }
            ProfileField::Server | ProfileField::Key | ProfileField::Name | ProfileField::Test | ProfileField::Save => {
            }
        }
        self.changed();
    }

    fn changed(&mut self) {
        self.problem = None;
        self.asking = None;
    }

    fn fault(&mut self, field: ProfileField, problem: String) {
        self.field = field;
        self.problem = Some(problem);
    }
}

/// A key on its way to its file; it prints nothing of itself.
#[derive(Clone, PartialEq, Eq)]
pub struct PastedKey(pub String);

impl std::fmt::Debug for PastedKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PastedKey(…)")
    }
}
