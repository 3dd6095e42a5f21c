//! What can be done to a text, and the keys of the shell that do it.

use crate::keys::{Key, KeyCode};

/// One thing done to a text or to the cursor in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// Writes at the cursor, as typed; control characters are left out.
    Insert(String),
    /// Writes at the cursor what came from outside, cleaned and as one step of undo.
    Paste(String),
    /// Begins a new line, in a buffer that has several.
    Newline,
    /// Takes away what the cursor would pass.
    Erase(Motion),
    /// Takes away what the cursor would pass and keeps it for yank.
    Cut(Motion),
    /// Writes what was cut last.
    Yank,
    /// Moves the cursor.
    Move(Motion),
    /// Takes back the last step.
    Undo,
    /// Does again what was taken back.
    Redo,
}

/// A way for the cursor to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Motion {
    /// One cluster to the left.
    Left,
    /// One cluster to the right.
    Right,
    /// To the beginning of the word before.
    WordLeft,
    /// To the end of the word after.
    WordRight,
    /// To the row above, in the same column as far as there is one.
    Up,
    /// To the row below.
    Down,
    /// To the beginning of the row as folded.
    RowStart,
    /// To the end of the row as folded.
    RowEnd,
    /// To the beginning of the line.
    LineStart,
    /// To the end of the line.
    LineEnd,
    /// To the beginning of the text.
    TextStart,
    /// To the end of the text.
    TextEnd,
}

/// What became of an edit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edited {
    /// The text changed.
    Text,
    /// Only the cursor moved.
    Cursor,
    /// Nothing: the cursor was at the edge, there was nothing to undo, or a single line was asked for a second.
    Nothing,
    /// Nothing was written, because the text would have grown beyond this many bytes.
    TooLong {
        /// The limit in bytes.
        limit: usize,
    },
}

/// The keys of a text box, as the shell has them, for the help screen; `edit_for` knows a few more spellings.
pub const TEXT_KEYS: &[(&str, &str)] = &[
    ("ctrl-j", "new line"),
    ("left", "one to the left"),
    ("right", "one to the right"),
    ("up", "one row up"),
    ("down", "one row down"),
    ("alt-b", "a word to the left"),
    ("alt-f", "a word to the right"),
    ("home", "beginning of the row"),
    ("end", "end of the row"),
    ("ctrl-a", "beginning of the line"),
    ("ctrl-e", "end of the line"),
    ("ctrl-home", "beginning of the text"),
    ("ctrl-end", "end of the text"),
    ("backspace", "take away before the cursor"),
    ("ctrl-d", "take away after the cursor"),
    ("ctrl-w", "cut the word before the cursor"),
    ("alt-d", "cut the word after the cursor"),
    ("ctrl-u", "cut to the beginning of the line"),
    ("ctrl-k", "cut to the end of the line"),
    ("ctrl-y", "put back what was cut"),
    ("ctrl-_", "undo"),
    ("alt-_", "redo"),
];

/// The edit that a key asks for in a text box; none for a key that no text box uses.
#[must_use]
pub fn edit_for(key: Key) -> Option<Edit> {
    match (key.code, key.ctrl, key.alt) {
        (KeyCode::Char(_), false, false) => key.printed().map(|c| Edit::Insert(c.to_string())),
        (KeyCode::Char(c), true, false) => edit_for_ctrl(c),
        (KeyCode::Char(c), false, true) => edit_for_alt(c),
        (KeyCode::Enter, false, false) => Some(Edit::Newline),
        (KeyCode::Backspace, false, false) => Some(Edit::Erase(Motion::Left)),
        (KeyCode::Backspace, _, _) => Some(Edit::Cut(Motion::WordLeft)),
        (KeyCode::Delete, false, false) => Some(Edit::Erase(Motion::Right)),
        (KeyCode::Delete, _, _) => Some(Edit::Cut(Motion::WordRight)),
        (KeyCode::Left, false, false) => Some(Edit::Move(Motion::Left)),
        (KeyCode::Right, false, false) => Some(Edit::Move(Motion::Right)),
        (KeyCode::Left, _, _) => Some(Edit::Move(Motion::WordLeft)),
        (KeyCode::Right, _, _) => Some(Edit::Move(Motion::WordRight)),
        (KeyCode::Up, false, false) => Some(Edit::Move(Motion::Up)),
        (KeyCode::Down, false, false) => Some(Edit::Move(Motion::Down)),
        (KeyCode::Home, false, false) => Some(Edit::Move(Motion::RowStart)),
        (KeyCode::End, false, false) => Some(Edit::Move(Motion::RowEnd)),
        (KeyCode::Home, true, false) => Some(Edit::Move(Motion::TextStart)),
        (KeyCode::End, true, false) => Some(Edit::Move(Motion::TextEnd)),
        _ => None,
    }
}

fn edit_for_ctrl(c: char) -> Option<Edit> {
    match c {
        'a' => Some(Edit::Move(Motion::LineStart)),
        'b' => Some(Edit::Move(Motion::Left)),
        'd' => Some(Edit::Erase(Motion::Right)),
        'e' => Some(Edit::Move(Motion::LineEnd)),
        'f' => Some(Edit::Move(Motion::Right)),
        'h' => Some(Edit::Erase(Motion::Left)),
        'j' => Some(Edit::Newline),
        'k' => Some(Edit::Cut(Motion::LineEnd)),
        'u' => Some(Edit::Cut(Motion::LineStart)),
        'w' => Some(Edit::Cut(Motion::WordLeft)),
        'y' => Some(Edit::Yank),
        // One byte, which terminals and decoders name in three ways.
        '_' | '/' | '7' => Some(Edit::Undo),
        _ => None,
    }
}

fn edit_for_alt(c: char) -> Option<Edit> {
    match c {
        'b' => Some(Edit::Move(Motion::WordLeft)),
        'd' => Some(Edit::Cut(Motion::WordRight)),
        'f' => Some(Edit::Move(Motion::WordRight)),
        '_' => Some(Edit::Redo),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::{Context, Found, Keymap};

    fn key(text: &str) -> Key {
        text.parse().unwrap()
    }

    #[test]
    fn every_key_of_the_help_edits() {
        for (text, what) in TEXT_KEYS {
            assert!(edit_for(key(text)).is_some(), "{text}: {what}");
        }
    }

    #[test]
    fn what_prints_is_written_and_other_keys_are_left_alone() {
        assert_eq!(edit_for(key("R")), Some(Edit::Insert("R".to_owned())));
        assert_eq!(edit_for(key("space")), Some(Edit::Insert(" ".to_owned())));
        for other in [
            "alt-x",
            "ctrl-x",
            "ctrl-c",
            "ctrl-alt-a",
            "tab",
            "esc",
            "f5",
            "alt-enter",
            "pgup",
            "ctrl-enter",
        ] {
            assert_eq!(edit_for(key(other)), None, "{other}");
        }
    }

    #[test]
    fn the_keymap_takes_no_editing_key_from_the_prompt() {
        let keymap = Keymap::standard();
        let while_typing = [Context::Prompt, Context::Text, Context::All];
        for (text, what) in TEXT_KEYS.iter().chain(&[("enter", "new line")]) {
            assert_eq!(
                keymap.look_up(&while_typing, &[key(text)]),
                Found::Nothing,
                "{text}: {what}"
            );
        }
    }
}
