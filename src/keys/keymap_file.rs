//! Reads the text of a keymap and says where its first fault is.

use std::borrow::Cow;

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{Command, Context, Key, KeyCode, KeyError, Sequence};
use crate::domain::{Failure, FailureKind};

/// One line of a keymap: these keys, and no others, are the command's in that context.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) context: Context,
    pub(super) command: Command,
    pub(super) keys: Vec<Sequence>,
    /// The byte at which its list begins.
    offset: usize,
}

/// A keymap that cannot be read, with the place of its first fault.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("keymap, line {line}, column {column}: {fault}")]
pub struct KeymapError {
    /// The line, counted from 1.
    pub line: usize,
    /// The column in characters, counted from 1.
    pub column: usize,
    /// What is wrong there.
    pub fault: KeymapFault,
}

impl From<KeymapError> for Failure {
    fn from(error: KeymapError) -> Self {
        Self::new(FailureKind::Setup, error.to_string()).with_hint("mend that line of keymap.toml, or take it out")
    }
}

/// What can be wrong in a keymap.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeymapFault {
    /// It is not TOML; the text is the parser's own.
    #[error("{0}")]
    NotToml(String),
    /// A key outside every table.
    #[error("“{0}” stands outside every table; put it under one, such as [history]")]
    OutsideTables(String),
    /// A table that no place is named after.
    #[error("[{0}] is no table of the keymap; there are {known}", known = known_tables())]
    UnknownContext(String),
    /// An id that no command has.
    #[error("“{0}” is no command")]
    UnknownCommand(String),
    /// Something else where a list of keys belongs.
    #[error("“{command}” wants a list of keys such as [\"r\", \"g g\"], not this {found}")]
    NotAList {
        /// The command's id.
        command: String,
        /// What stands there, in TOML's words.
        found: &'static str,
    },
    /// A text that names no key.
    #[error(transparent)]
    NotAKey(#[from] KeyError),
    /// A key that two commands of one table claim, or that begins another's sequence.
    #[error("“{keys}” of {command} gets in the way of “{other_keys}” of {other} in the same table")]
    Taken {
        /// The later claim.
        command: Command,
        /// Its keys.
        keys: Sequence,
        /// The earlier claim.
        other: Command,
        /// Its keys.
        other_keys: Sequence,
    },
    /// A key that prints, in a table that is asked while a person types.
    #[error("“{keys}” could no longer be typed: [{table}] counts while typing, so its keys must not print", table = context.table())]
    Prints {
        /// The keys.
        keys: Sequence,
        /// The table.
        context: Context,
    },
    /// A key that many terminals cannot send, as the only one of a command.
    #[error("“{keys}” {why}: give {command} a second key beside it")]
    Unreliable {
        /// The command.
        command: Command,
        /// The keys.
        keys: Sequence,
        /// What happens to the key.
        why: &'static str,
    },
}

fn known_tables() -> String {
    let names: Vec<&str> = Context::ALL.iter().map(|context| context.table()).collect();
    names.join(", ")
}

/// A fault and the byte at which it stands.
type Located = (usize, KeymapFault);

/// Takes the shipped keymap as the build made it of its TOML: a line for a command in a table, the table, the command and
/// its keys between tabs. A test has read the TOML with all checks, so there is no one to tell of a fault.
pub(super) fn shipped(lines: &str) -> Vec<Entry> {
    let entry = |line: &str| {
        let mut parts = line.split('\t');
        Some(Entry {
            context: Context::from_table(parts.next()?)?,
            command: Command::from_id(parts.next()?)?,
            keys: parts.filter_map(|keys| keys.parse().ok()).collect(),
            offset: 0,
        })
    };
    lines.lines().filter_map(entry).collect()
}

/// Reads and checks a keymap's text.
///
/// # Errors
/// The first fault, with its line and column.
pub(super) fn read(text: &str) -> Result<Vec<Entry>, KeymapError> {
    entries(text).map_err(|(offset, fault)| {
        let before = text.get(..offset).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        KeymapError {
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            fault,
        }
    })
}

fn entries(text: &str) -> Result<Vec<Entry>, Located> {
    let document = DeTable::parse(text).map_err(|error| {
        let offset = error.span().map_or(0, |span| span.start);
        (offset, KeymapFault::NotToml(error.message().to_owned()))
    })?;
    let mut entries = Vec::new();
    for (name, value) in in_order(document.get_ref()) {
        let offset = name.span().start;
        let Some(table) = value.get_ref().as_table() else {
            return Err((offset, KeymapFault::OutsideTables(name.get_ref().to_string())));
        };
        let context = Context::from_table(name.get_ref())
            .ok_or_else(|| (offset, KeymapFault::UnknownContext(name.get_ref().to_string())))?;
        let first = entries.len();
        read_table(context, table, "", &mut entries)?;
        check_clashes(&entries[first..])?;
    }
    Ok(entries)
}

/// The file's own order, so that the first fault told is the first one that a reader meets.
fn in_order<'a, 'i>(table: &'a DeTable<'i>) -> Vec<(&'a Spanned<Cow<'i, str>>, &'a Spanned<DeValue<'i>>)> {
    let mut pairs: Vec<_> = table.iter().collect();
    pairs.sort_by_key(|(name, _)| name.span().start);
    pairs
}

/// Reads one table; a dotted id without quotes is, to TOML, a table in the table.
fn read_table(context: Context, table: &DeTable<'_>, group: &str, entries: &mut Vec<Entry>) -> Result<(), Located> {
    for (name, value) in in_order(table) {
        let id = format!("{group}{}", name.get_ref());
        if let Some(inner) = value.get_ref().as_table() {
            read_table(context, inner, &format!("{id}."), entries)?;
            continue;
        }
        let command =
            Command::from_id(&id).ok_or_else(|| (name.span().start, KeymapFault::UnknownCommand(id.clone())))?;
        let keys = read_keys(context, command, value)?;
        entries.push(Entry {
            context,
            command,
            keys,
            offset: value.span().start,
        });
    }
    Ok(())
}

fn read_keys(context: Context, command: Command, value: &Spanned<DeValue<'_>>) -> Result<Vec<Sequence>, Located> {
    let not_a_list = |value: &Spanned<DeValue<'_>>| {
        let fault = KeymapFault::NotAList {
            command: command.id().to_owned(),
            found: value.get_ref().type_str(),
        };
        (value.span().start, fault)
    };
    let list = value.get_ref().as_array().ok_or_else(|| not_a_list(value))?;
    let mut keys: Vec<Sequence> = Vec::with_capacity(list.len());
    for item in list {
        let offset = item.span().start;
        let text = item.get_ref().as_str().ok_or_else(|| not_a_list(item))?;
        let sequence: Sequence = text.parse().map_err(|error: KeyError| (offset, error.into()))?;
        if context.is_for_typing() && sequence.begins_with_text() {
            return Err((
                offset,
                KeymapFault::Prints {
                    keys: sequence,
                    context,
                },
            ));
        }
        keys.push(sequence);
    }
    check_reliable(context, command, &keys).map_err(|fault| (value.span().start, fault))?;
    Ok(keys)
}

/// A command whose every key is garbled somewhere would be out of reach there (conventions.md, keys never to bind alone).
fn check_reliable(context: Context, command: Command, keys: &[Sequence]) -> Result<(), KeymapFault> {
    let garbled = |keys: &Sequence| keys.keys().iter().find_map(|key| why_unreliable(context, *key));
    match keys.first().map(|first| (first, garbled(first))) {
        Some((first, Some(why))) if keys.iter().all(|keys| garbled(keys).is_some()) => Err(KeymapFault::Unreliable {
            command,
            keys: first.clone(),
            why,
        }),
        _ => Ok(()),
    }
}

fn why_unreliable(context: Context, key: Key) -> Option<&'static str> {
    let KeyCode::Char(c) = key.code else {
        return None;
    };
    match c {
        _ if !key.ctrl => None,
        'm' => Some("is the same as enter on many terminals"),
        'i' => Some("is the same as tab on many terminals"),
        'h' => Some("is the same as backspace on many terminals"),
        '[' => Some("is the same as esc on many terminals"),
        's' | 'q' => Some("stops or starts the output on many terminals"),
        'a' | 'b' if !context.is_for_typing() => Some("belongs to screen or tmux"),
        _ => None,
    }
}

/// In one table every key has one meaning, and none begins another's sequence.
fn check_clashes(entries: &[Entry]) -> Result<(), Located> {
    let claims: Vec<(&Entry, &Sequence)> = entries
        .iter()
        .flat_map(|entry| entry.keys.iter().map(move |keys| (entry, keys)))
        .collect();
    for (index, (entry, keys)) in claims.iter().enumerate() {
        if let Some((other, other_keys)) = claims[..index].iter().find(|(_, earlier)| keys.clashes_with(earlier)) {
            let fault = KeymapFault::Taken {
                command: entry.command,
                keys: (*keys).clone(),
                other: other.command,
                other_keys: (*other_keys).clone(),
            };
            return Err((entry.offset, fault));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A keymap's text, the line and column of its fault, and words of the message.
    const FAULTS: &[(&str, usize, usize, &str)] = &[
        (
            "[history]\n\"request.rerum\" = [\"r\"]",
            2,
            1,
            "“request.rerum” is no command",
        ),
        ("\n[kitchen]\n", 2, 2, "[kitchen] is no table of the keymap"),
        ("\"request.rerun\" = [\"r\"]", 1, 1, "stands outside every table"),
        ("[history]\nrequest.star = [\"Hyper-x\"]", 2, 17, "“Hyper-x” is no key"),
        ("[history]\nrequest.star = [\"r\", \"\"]", 2, 22, "a key is missing"),
        (
            "[history]\nrequest.star = \"s\"",
            2,
            16,
            "wants a list of keys such as [\"r\", \"g g\"], not this string",
        ),
        ("[history]\nrequest.star = [1]", 2, 17, "not this integer"),
        (
            "[all]\n\"app.quit\" = [\"q\"]",
            2,
            15,
            "“q” could no longer be typed: [all]",
        ),
        (
            "[text]\nprompt.editor = [\"é e\"]",
            2,
            18,
            "“é e” could no longer be typed",
        ),
        (
            "[screen]\napp.quit = [\"ctrl-q\"]",
            2,
            12,
            "“ctrl-q” stops or starts the output",
        ),
        ("[all]\napp.quit = [\"ctrl-x ctrl-m\"]", 2, 12, "is the same as enter"),
        ("[screen]\napp.quit = [\"ctrl-b\"]", 2, 12, "belongs to screen or tmux"),
        (
            "[history]\nrequest.star = [\"s\"]\nrequest.rerun = [\"é\", \"s\"]",
            3,
            17,
            "“s” of request.rerun gets in the way of “s” of request.star",
        ),
        (
            "[screen]\nmove.last = [\"g\", \"g x\"]",
            2,
            13,
            "“g x” of move.last gets in the way of “g”",
        ),
        ("[history]\nrequest.star = [\"s\"", 2, 20, ""),
    ];

    #[test]
    fn a_fault_is_told_with_its_place_and_its_words() {
        for &(text, line, column, words) in FAULTS {
            let error = read(text).unwrap_err();
            assert_eq!((error.line, error.column), (line, column), "{text}: {error}");
            assert!(error.to_string().contains(words), "{text}: {error}");
            assert!(
                error
                    .to_string()
                    .starts_with(&format!("keymap, line {line}, column {column}: ")),
                "{error}"
            );
        }
    }

    #[test]
    fn the_first_fault_of_the_file_is_told() {
        let error = read("[screen]\napp.quit = [\"??\"]\n[all]\nnonsense = []").unwrap_err();

        assert_eq!(error.line, 2);
    }

    #[test]
    fn a_garbled_key_may_stand_beside_another() {
        let entries = read("[screen]\napp.quit = [\"ctrl-q\", \"Q\"]\n[text]\nprompt.editor = [\"ctrl-b\"]").unwrap();

        assert_eq!(entries.len(), 2);
        assert_eq!(entries[0].keys.len(), 2);
    }

    #[test]
    fn an_id_may_stand_in_quotes_or_not() {
        let quoted = read("[history]\n\"request.star\" = [\"s\"]").unwrap();
        let bare = read("[history]\nrequest.star = [\"s\"]").unwrap();

        assert_eq!((quoted[0].command, &quoted[0].keys), (bare[0].command, &bare[0].keys));
    }
}
