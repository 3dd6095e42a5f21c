//! The dialogue that tells of a server: its address, how it speaks, its key, a name; tested before it is kept.
#![deny(clippy::wildcard_enum_match_arm)]

use super::{
    App, Effect, Overlay, PastedKey, ProfileFacts, entries, lines,
    parts::{Edit, TextBuffer},
};
use crate::{
    domain::{Failure, Flavor, Profile, SANDBOX, ServedModel},
    keys::{Command, Key, KeyCode},
};

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
        let is_openai = facts.is_some_and(|facts| facts.flavor == Flavor::Openai);
        Self {
            server: text(server),
            flavor: facts.map_or(Flavor::Compatible, |facts| facts.flavor),
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

/// Opens the dialogue: for a profile that lacks its key, or for a server that nobody told of yet.
pub(super) fn open(app: &mut App, name: Option<&str>) {
    let facts = name.and_then(|name| app.profiles.iter().find(|facts| facts.name == name));
    let form = ProfileForm::for_profile(facts);
    app.open(Overlay::Profile(Box::new(form)));
}

fn form(app: &mut App) -> Option<&mut ProfileForm> {
    match app.overlays.last_mut() {
        Some(Overlay::Profile(form)) => Some(form),
        _ => None,
    }
}

/// A command in the dialogue.
pub(super) fn run(app: &mut App, command: Command) -> Vec<Effect> {
    let Some(form) = form(app) else { return Vec::new() };
    match command {
        Command::MoveUp => form.walk(false),
        Command::MoveDown => form.walk(true),
        Command::MoveLeft | Command::MoveRight => {
            let forward = command == Command::MoveRight;
            match form.text_mut() {
                Some(buffer) => {
                    let key = if forward { KeyCode::Right } else { KeyCode::Left };
                    buffer.press(Key::new(key));
                }
                None => form.step(forward),
            }
        }
        Command::DialogAccept => match form.field {
            ProfileField::Test => return checked(app, true),
            ProfileField::Save => return checked(app, false),
            ProfileField::Server
            | ProfileField::Speaks
            | ProfileField::KeyFrom
            | ProfileField::Key
            | ProfileField::Name => form.walk(true),
        },
        _ => {}
    }
    Vec::new()
}

/// A key that is no command in the dialogue.
pub(super) fn typed(app: &mut App, key: Key) {
    let Some(form) = form(app) else { return };
    match form.text_mut() {
        Some(buffer) => {
            buffer.press(key);
            form.changed();
        }
        None if key == Key::char(' ') => form.step(true),
        None => {}
    }
}

/// A text was pasted into the dialogue.
pub(super) fn pasted(app: &mut App, text: &str) {
    let Some(form) = form(app) else { return };
    if let Some(buffer) = form.text_mut() {
        buffer.edit(Edit::Paste(text.trim().to_owned()));
        form.changed();
    }
}

/// Checks what was typed; a fault is told in place, and nothing typed is lost.
fn checked(app: &mut App, test: bool) -> Vec<Effect> {
    let Some(Overlay::Profile(given)) = app.overlays.last() else {
        return Vec::new();
    };
    let read = read(app, given);
    let Some(form) = form(app) else { return Vec::new() };
    match read {
        Ok(new) if test => {
            form.problem = None;
            form.asking = Some(Box::new(new.clone()));
            vec![Effect::TestProfile(Box::new(new))]
        }
        Ok(new) => vec![Effect::SaveProfile(Box::new(new))],
        Err((field, problem)) => {
            form.fault(field, problem);
            Vec::new()
        }
    }
}

type Wrong = (ProfileField, String);

fn read(app: &App, form: &ProfileForm) -> Result<NewProfile, Wrong> {
    let mut profile = Profile {
        flavor: form.flavor,
        ..Profile::default()
    };
    server(form, &mut profile)?;
    let key = key(app, form, &mut profile)?;
    Ok(NewProfile {
        name: name(app, form)?,
        profile,
        key,
    })
}

fn server(form: &ProfileForm, profile: &mut Profile) -> Result<(), Wrong> {
    let wrong = |problem: &str| Err((ProfileField::Server, problem.to_owned()));
    profile.base_url = form.server.text().trim().parse().ok();
    let Some(url) = profile.base_url.as_ref() else {
        return wrong("that is no address; it looks like https://images.example/v1");
    };
    let Some(host) = url.host_str() else {
        return wrong("the address names no server; it looks like https://images.example/v1");
    };
    if !url.username().is_empty() || url.password().is_some() {
        return wrong("the key does not belong into the address, which is shown and kept openly");
    }
    let here = ["localhost", "127.0.0.1", "[::1]"].contains(&host);
    match url.scheme() {
        "https" => Ok(()),
        "http" if here => Ok(()),
        "http" => wrong("plain http would show the key to everybody on the way; use https"),
        _ => wrong("the address begins with https://"),
    }
}

fn key(app: &App, form: &ProfileForm, profile: &mut Profile) -> Result<Option<PastedKey>, Wrong> {
    let text = form.key.text().trim();
    let wrong = |problem: &str| Err((ProfileField::Key, problem.to_owned()));
    match form.key_from {
        KeyFrom::Nowhere => {
            profile.free = true;
            return Ok(None);
        }
        _ if text.is_empty() => return wrong("this is still missing"),
        KeyFrom::Variable => {
            let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
            if !text.chars().all(plain) || text.starts_with(|c: char| c.is_ascii_digit()) {
                return wrong("a variable is one word such as OPENAI_API_KEY; a key itself is 'pasted'");
            }
            profile.key_env = Some(text.to_owned());
        }
        KeyFrom::Command => profile.key_command = text.split_whitespace().map(str::to_owned).collect(),
        KeyFrom::File => profile.key_file = Some(entries::typed_path(app, text)),
        KeyFrom::Pasted if !lines::is_like_a_key(text) => {
            return wrong("a key is one word of at least eight letters, digits and signs");
        }
        KeyFrom::Pasted => return Ok(Some(PastedKey(text.to_owned()))),
    }
    Ok(None)
}

fn name(app: &App, form: &ProfileForm) -> Result<String, Wrong> {
    let typed = form.name.text().trim();
    let name = if typed.is_empty() {
        form.proposed_name()
    } else {
        typed.to_owned()
    };
    let wrong = |problem: String| Err((ProfileField::Name, problem));
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if name.is_empty() || !name.chars().all(plain) {
        return wrong("a name is one word of letters, digits, - and _".to_owned());
    }
    let taken = form.known.as_deref() != Some(&name) && app.profiles.iter().any(|facts| facts.name == name);
    if name == SANDBOX || taken {
        return wrong(format!("there is a profile '{name}' already; choose another name"));
    }
    Ok(name)
}

/// The server that is tested answered, or did not; says whether this was about the dialogue.
pub(super) fn tested(app: &mut App, profile: &str, answer: &Result<Vec<ServedModel>, Failure>) -> Option<Vec<Effect>> {
    let form = form(app)?;
    let new = form.asking.take_if(|new| new.name == profile)?;
    match answer {
        Ok(_) => Some(vec![Effect::SaveProfile(new)]),
        Err(failure) => {
            let hint = failure
                .hint
                .as_ref()
                .map(|hint| format!(" · {hint}"))
                .unwrap_or_default();
            form.fault(ProfileField::Test, format!("{}{hint}", failure.message));
            Some(Vec::new())
        }
    }
}

/// The engine ended while it asked.
pub(super) fn lost(app: &mut App) {
    if let Some(form) = form(app)
        && form.asking.take().is_some()
    {
        form.fault(ProfileField::Test, "the engine has ended; test again".to_owned());
    }
}

/// The profile was written down, or not.
pub(super) fn saved(app: &mut App, answer: Result<Box<ProfileFacts>, Failure>) -> Vec<Effect> {
    let facts = match answer {
        Ok(facts) => *facts,
        Err(failure) => {
            match form(app) {
                Some(form) => form.fault(ProfileField::Save, failure.message),
                None => app.fail(failure),
            }
            return Vec::new();
        }
    };
    if form(app).is_some() {
        app.close();
    }
    let name = facts.name.clone();
    app.served.forget(&name);
    match app.profiles.iter_mut().find(|known| known.name == name) {
        Some(known) => *known = facts,
        None => app.profiles.push(facts),
    }
    let effects = app.choose_profile(&name);
    let kept = format!("profile {name}, kept in {}", app.config_file);
    app.say(kept);
    effects
}
