//! A pressed key and a sequence of keys, read and written one way everywhere: `alt-enter`, `R`, `g g`.

use std::{fmt, str::FromStr};

/// Which key it is, without the keys held down beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum KeyCode {
    /// A key that prints; a capital stands for itself, so `R` needs no shift.
    Char(char),
    /// Return, on either side of the keyboard.
    Enter,
    /// Tab; the key that terminals call back-tab is tab with shift.
    Tab,
    /// Takes away what stands before the cursor.
    Backspace,
    /// Takes away what stands after the cursor.
    Delete,
    /// Insert.
    Insert,
    /// Escape.
    Esc,
    /// Arrow up.
    Up,
    /// Arrow down.
    Down,
    /// Arrow left.
    Left,
    /// Arrow right.
    Right,
    /// To the beginning.
    Home,
    /// To the end.
    End,
    /// A page up.
    PageUp,
    /// A page down.
    PageDown,
    /// A function key, 1 to 24.
    F(u8),
}

/// The keys that have a name of their own; what is not here prints itself or is a function key.
const NAMES: &[(KeyCode, &str)] = &[
    (KeyCode::Enter, "enter"),
    (KeyCode::Tab, "tab"),
    (KeyCode::Backspace, "backspace"),
    (KeyCode::Delete, "delete"),
    (KeyCode::Insert, "insert"),
    (KeyCode::Esc, "esc"),
    (KeyCode::Up, "up"),
    (KeyCode::Down, "down"),
    (KeyCode::Left, "left"),
    (KeyCode::Right, "right"),
    (KeyCode::Home, "home"),
    (KeyCode::End, "end"),
    (KeyCode::PageUp, "pgup"),
    (KeyCode::PageDown, "pgdn"),
    (KeyCode::Char(' '), "space"),
];

/// One key as it was pressed, with the keys held down beside it.
///
/// Two presses are the same key exactly when they are equal, which holds for normalised keys ([`Key::normalised`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    /// The key itself.
    pub code: KeyCode,
    /// Control was held.
    pub ctrl: bool,
    /// Alt (on some keyboards: option, or esc pressed just before) was held.
    pub alt: bool,
    /// Shift was held and is not told by the character already.
    pub shift: bool,
}

impl Key {
    /// The key alone.
    #[must_use]
    pub const fn new(code: KeyCode) -> Self {
        Self {
            code,
            ctrl: false,
            alt: false,
            shift: false,
        }
    }

    /// A key that prints.
    #[must_use]
    pub const fn char(c: char) -> Self {
        Self::new(KeyCode::Char(c))
    }

    /// The same key with control held.
    #[must_use]
    pub fn with_ctrl(mut self) -> Self {
        self.ctrl = true;
        self.normalised()
    }

    /// The same key with alt held.
    #[must_use]
    pub const fn with_alt(mut self) -> Self {
        self.alt = true;
        self
    }

    /// The same key with shift held.
    #[must_use]
    pub fn with_shift(mut self) -> Self {
        self.shift = true;
        self.normalised()
    }

    /// The one spelling of a key that terminals report in several ways.
    ///
    /// A character tells shift by itself (`R`), but beside control, where old terminals know no capitals, the
    /// letter is small and shift is told apart (`ctrl-shift-p`).
    #[must_use]
    pub fn normalised(mut self) -> Self {
        if let KeyCode::Char(c) = self.code {
            if self.ctrl && c.is_ascii_uppercase() {
                self.code = KeyCode::Char(c.to_ascii_lowercase());
                self.shift = true;
            } else if !self.ctrl && c != ' ' {
                self.code = KeyCode::Char(if self.shift { capital(c) } else { c });
                self.shift = false;
            }
        }
        self
    }

    /// The character that the key writes into a text, if it writes one.
    #[must_use]
    pub fn printed(self) -> Option<char> {
        match self.code {
            KeyCode::Char(c) if !self.ctrl && !self.alt && !c.is_control() => Some(c),
            _ => None,
        }
    }
}

/// The capital of a letter, where it is a single character.
fn capital(c: char) -> char {
    let mut capitals = c.to_uppercase();
    match (capitals.next(), capitals.next()) {
        (Some(one), None) => one,
        _ => c,
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (held, name) in [(self.ctrl, "ctrl-"), (self.alt, "alt-"), (self.shift, "shift-")] {
            if held {
                f.write_str(name)?;
            }
        }
        if let Some((_, name)) = NAMES.iter().find(|(code, _)| *code == self.code) {
            return f.write_str(name);
        }
        match self.code {
            KeyCode::F(number) => write!(f, "f{number}"),
            KeyCode::Char(c) => write!(f, "{c}"),
            _ => Ok(()), // Every other key is in NAMES, as a test makes sure.
        }
    }
}

/// Why a text names no key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// No text at all.
    #[error("a key is missing: write one such as r, alt-enter or \"g g\"")]
    Empty,
    /// Neither one character nor a name that we know.
    #[error(
        "“{0}” is no key: write one character, or enter, tab, backspace, delete, insert, esc, space, up, down, left, \
         right, home, end, pgup, pgdn, f1 to f24, in small letters, with ctrl-, alt- or shift- before it"
    )]
    Unknown(String),
    /// `ctrl-ctrl-x`.
    #[error("“{0}” says the same held key twice")]
    Twice(String),
}

impl FromStr for Key {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        if text.is_empty() {
            return Err(KeyError::Empty);
        }
        let mut key = Self::new(KeyCode::Esc);
        let mut rest = text;
        loop {
            let (held, after) = if let Some(after) = rest.strip_prefix("ctrl-") {
                (&mut key.ctrl, after)
            } else if let Some(after) = rest.strip_prefix("alt-") {
                (&mut key.alt, after)
            } else if let Some(after) = rest.strip_prefix("shift-") {
                (&mut key.shift, after)
            } else {
                break;
            };
            if *held {
                return Err(KeyError::Twice(text.to_owned()));
            }
            *held = true;
            rest = after;
        }
        key.code = code(rest).ok_or_else(|| KeyError::Unknown(text.to_owned()))?;
        Ok(key.normalised())
    }
}

fn code(text: &str) -> Option<KeyCode> {
    let mut characters = text.chars();
    if let (Some(c), None) = (characters.next(), characters.next()) {
        return (!c.is_control() && !c.is_whitespace()).then_some(KeyCode::Char(c));
    }
    if let Some((code, _)) = NAMES.iter().find(|(_, name)| *name == text) {
        return Some(*code);
    }
    let number = text
        .strip_prefix('f')
        .filter(|digits| !digits.starts_with(['0', '+']))?;
    number
        .parse()
        .ok()
        .filter(|number| (1..=24).contains(number))
        .map(KeyCode::F)
}

/// Keys pressed one after the other, such as `g g` or `ctrl-x ctrl-e`; mostly a single one.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Sequence(Vec<Key>);

impl Sequence {
    /// The keys, the first one first; there is at least one.
    #[must_use]
    pub fn keys(&self) -> &[Key] {
        &self.0
    }

    /// Whether its first key would write a character where a person types.
    #[must_use]
    pub fn begins_with_text(&self) -> bool {
        self.0.first().is_some_and(|key| key.printed().is_some())
    }

    /// Whether one of the two would hide the other.
    pub(super) fn clashes_with(&self, other: &Self) -> bool {
        self.0.starts_with(&other.0) || other.0.starts_with(&self.0)
    }
}

impl From<Key> for Sequence {
    fn from(key: Key) -> Self {
        Self(vec![key])
    }
}

impl fmt::Display for Sequence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, key) in self.0.iter().enumerate() {
            let gap = if index == 0 { "" } else { " " };
            write!(f, "{gap}{key}")?;
        }
        Ok(())
    }
}

impl FromStr for Sequence {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let keys: Vec<Key> = text.split_whitespace().map(str::parse).collect::<Result<_, _>>()?;
        if keys.is_empty() {
            Err(KeyError::Empty)
        } else {
            Ok(Self(keys))
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn key(text: &str) -> Key {
        text.parse().unwrap()
    }

    #[test]
    fn keys_are_read_as_they_are_written() {
        let plain = Key::new;
        let cases = [
            ("alt-enter", plain(KeyCode::Enter).with_alt()),
            ("ctrl-p", Key::char('p').with_ctrl()),
            ("shift-tab", plain(KeyCode::Tab).with_shift()),
            ("space", Key::char(' ')),
            ("ctrl-space", Key::char(' ').with_ctrl()),
            ("f5", plain(KeyCode::F(5))),
            ("f24", plain(KeyCode::F(24))),
            ("?", Key::char('?')),
            ("R", Key::char('R')),
            ("-", Key::char('-')),
            ("ctrl--", Key::char('-').with_ctrl()),
            ("alt-.", Key::char('.').with_alt()),
            ("ctrl-_", Key::char('_').with_ctrl()),
            ("é", Key::char('é')),
            ("pgdn", plain(KeyCode::PageDown)),
        ];
        for (text, expected) in cases {
            assert_eq!(text.parse(), Ok(expected), "{text}");
            assert_eq!(expected.to_string(), text);
        }
    }

    #[test]
    fn one_key_has_one_spelling() {
        assert_eq!(key("shift-r"), key("R"));
        assert_eq!(key("alt-ctrl-x").to_string(), "ctrl-alt-x");
        assert_eq!(key("ctrl-P").to_string(), "ctrl-shift-p");
        assert_eq!(
            Key::char('ß').with_shift(),
            Key::char('ß'),
            "its capital is two characters"
        );
        assert_eq!(Key::char('R').with_ctrl(), key("ctrl-shift-r"));
    }

    #[test]
    fn what_is_no_key_is_told_by_its_name() {
        for text in [
            "Enter",
            "f0",
            "f25",
            "f+5",
            "f05",
            "meta-x",
            "ctrl-",
            "alt-ctrl-",
            "pageup",
            "\u{7}",
        ] {
            let error = text.parse::<Key>().unwrap_err();
            assert_eq!(error, KeyError::Unknown(text.to_owned()));
            assert!(error.to_string().contains(text));
        }
        assert_eq!("".parse::<Key>(), Err(KeyError::Empty));
        assert_eq!("  ".parse::<Sequence>(), Err(KeyError::Empty));
        assert_eq!(
            "ctrl-ctrl-x".parse::<Key>(),
            Err(KeyError::Twice("ctrl-ctrl-x".to_owned()))
        );
    }

    #[test]
    fn a_sequence_keeps_the_order_of_its_keys() {
        let sequence: Sequence = "ctrl-x ctrl-e".parse().unwrap();

        assert_eq!(sequence.keys(), [key("ctrl-x"), key("ctrl-e")]);
        assert_eq!(sequence.to_string(), "ctrl-x ctrl-e");
        assert!(!sequence.begins_with_text());
        assert!("g g".parse::<Sequence>().unwrap().begins_with_text());
    }

    #[test]
    fn only_plain_characters_print() {
        for (text, printed) in [
            ("a", Some('a')),
            ("A", Some('A')),
            ("space", Some(' ')),
            ("alt-a", None),
            ("ctrl-a", None),
            ("enter", None),
        ] {
            assert_eq!(key(text).printed(), printed, "{text}");
        }
        assert_eq!(Key::char('\u{1b}').printed(), None);
    }

    fn any_code() -> impl Strategy<Value = KeyCode> {
        prop_oneof![
            (0..NAMES.len()).prop_map(|index| NAMES[index].0),
            (1..=24u8).prop_map(KeyCode::F),
            proptest::char::any()
                .prop_filter("a key prints", |c| !c.is_control() && !c.is_whitespace())
                .prop_map(KeyCode::Char),
            prop::char::range('!', '~').prop_map(KeyCode::Char),
        ]
    }

    fn any_key() -> impl Strategy<Value = Key> {
        (any_code(), any::<bool>(), any::<bool>(), any::<bool>())
            .prop_map(|(code, ctrl, alt, shift)| Key { code, ctrl, alt, shift }.normalised())
    }

    proptest! {
        #[test]
        fn every_key_is_written_and_read_back(key in any_key()) {
            let text = key.to_string();
            prop_assert_eq!(text.parse::<Key>(), Ok(key), "{}", text);
        }

        #[test]
        fn every_sequence_is_written_and_read_back(keys in prop::collection::vec(any_key(), 1..4)) {
            let sequence = Sequence(keys);
            prop_assert_eq!(sequence.to_string().parse::<Sequence>(), Ok(sequence));
        }

        #[test]
        fn normalising_twice_changes_nothing_more(code in any_code(), ctrl: bool, alt: bool, shift: bool) {
            let once = Key { code, ctrl, alt, shift }.normalised();
            prop_assert_eq!(once.normalised(), once);
        }
    }
}
