//! The meaning of single keys and of whole control sequences.

use crate::keys::{Key, KeyCode};

use super::{Input, answers::control_answer, mouse::mouse};

/// A key that is one byte below the space, or DEL.
pub(super) fn control_key(byte: u8) -> Option<Key> {
    match byte {
        b'\r' => Some(Key::new(KeyCode::Enter)),
        b'\t' => Some(Key::new(KeyCode::Tab)),
        // Some terminals send BS for the backspace key; none lets both be told apart this way.
        0x08 | 0x7f => Some(Key::new(KeyCode::Backspace)),
        0 => Some(Key::char(' ').with_ctrl()),
        1..=26 => Some(Key::char(char::from(b'a' + byte - 1)).with_ctrl()),
        28..=31 => Some(Key::char(char::from(b'\\' + byte - 28)).with_ctrl()),
        _ => None,
    }
}

/// A key after `ESC O`.
pub(super) fn single_shift(byte: u8) -> Option<Key> {
    match byte {
        b'M' => Some(Key::new(KeyCode::Enter)),
        _ => letter_key(byte).map(Key::new),
    }
}

/// The meaning of `ESC [ parameters last`; `None` for what says nothing to us, which is dropped.
pub(super) fn control_sequence(parameters: &str, last: u8) -> Option<Input> {
    match (parameters, last) {
        ("", b'I') => return Some(Input::Focus(true)),
        ("", b'O') => return Some(Input::Focus(false)),
        (_, b'M' | b'm') => return mouse(parameters, last == b'm').map(Input::Mouse),
        _ => {}
    }
    if let Some(answer) = control_answer(parameters, last) {
        return Some(Input::Answer(answer));
    }
    key(parameters, last).map(Input::Key)
}

fn key(parameters: &str, last: u8) -> Option<Key> {
    if let Some(linux) = parameters.strip_prefix('[') {
        // The Linux console's first five function keys.
        return (linux.is_empty() && (b'A'..=b'E').contains(&last)).then(|| Key::new(KeyCode::F(last - b'A' + 1)));
    }
    let mut fields = parameters.split(';');
    let first = number(fields.next().unwrap_or_default());
    let mut held = Held::read(fields.next().unwrap_or_default())?;
    let code = match last {
        b'~' if first == Some(27) => {
            // modifyOtherKeys: 27;modifiers;character.
            return Some(held.on(coded(number(fields.next()?)?)?));
        }
        b'~' => tilde_key(first?)?,
        b'u' => coded(first?)?,
        b'Z' => {
            held.shift = true;
            KeyCode::Tab
        }
        _ => letter_key(last)?,
    };
    Some(held.on(code))
}

/// The number before an eventual `:`, which begins what we do not ask for.
fn number(field: &str) -> Option<u32> {
    field.split(':').next()?.parse().ok()
}

/// The keys held down beside another, from their number in a sequence.
struct Held {
    shift: bool,
    alt: bool,
    ctrl: bool,
}

impl Held {
    /// Reads `modifiers:event`; `None` for a key that is let go, and for keys with a modifier we never bind.
    fn read(field: &str) -> Option<Self> {
        let mut parts = field.split(':');
        let bits = parts.next()?.parse::<u32>().unwrap_or(1).saturating_sub(1);
        let (released, foreign) = (parts.next() == Some("3"), bits & 0b11_1000 != 0);
        let held = Self {
            shift: bits & 1 != 0,
            alt: bits & 2 != 0,
            ctrl: bits & 4 != 0,
        };
        (!released && !foreign).then_some(held)
    }

    fn on(&self, code: KeyCode) -> Key {
        let shift = self.shift && code != KeyCode::Char(' ');
        Key {
            code,
            ctrl: self.ctrl,
            alt: self.alt,
            shift,
        }
        .normalised()
    }
}

fn letter_key(byte: u8) -> Option<KeyCode> {
    match byte {
        b'A' => Some(KeyCode::Up),
        b'B' => Some(KeyCode::Down),
        b'C' => Some(KeyCode::Right),
        b'D' => Some(KeyCode::Left),
        b'F' => Some(KeyCode::End),
        b'H' => Some(KeyCode::Home),
        b'P'..=b'S' => Some(KeyCode::F(byte - b'P' + 1)),
        _ => None,
    }
}

fn tilde_key(number: u32) -> Option<KeyCode> {
    match number {
        1 | 7 => Some(KeyCode::Home),
        2 => Some(KeyCode::Insert),
        3 => Some(KeyCode::Delete),
        4 | 8 => Some(KeyCode::End),
        5 => Some(KeyCode::PageUp),
        6 => Some(KeyCode::PageDown),
        11..=15 => function_key(number - 10),
        17..=21 => function_key(number - 11),
        23..=26 => function_key(number - 12),
        28 | 29 => function_key(number - 13),
        31..=34 => function_key(number - 14),
        _ => None,
    }
}

fn function_key(number: u32) -> Option<KeyCode> {
    u8::try_from(number)
        .ok()
        .filter(|number| (1..=24).contains(number))
        .map(KeyCode::F)
}

/// A key by its Unicode number, with the private numbers that the kitty protocol gives to other keys.
fn coded(number: u32) -> Option<KeyCode> {
    match number {
        9 => Some(KeyCode::Tab),
        13 | 57_414 => Some(KeyCode::Enter),
        27 => Some(KeyCode::Esc),
        8 | 127 => Some(KeyCode::Backspace),
        57_376..=57_387 => function_key(number - 57_376 + 13),
        57_399..=57_408 => char::from_digit(number - 57_399, 10).map(KeyCode::Char),
        57_409..=57_413 => Some(KeyCode::Char(['.', '/', '*', '-', '+'][(number - 57_409) as usize])),
        57_415 => Some(KeyCode::Char('=')),
        57_416 => Some(KeyCode::Char(',')),
        57_417 => Some(KeyCode::Left),
        57_418 => Some(KeyCode::Right),
        57_419 => Some(KeyCode::Up),
        57_420 => Some(KeyCode::Down),
        57_421 => Some(KeyCode::PageUp),
        57_422 => Some(KeyCode::PageDown),
        57_423 => Some(KeyCode::Home),
        57_424 => Some(KeyCode::End),
        57_425 => Some(KeyCode::Insert),
        57_426 => Some(KeyCode::Delete),
        // The rest of the private numbers are lock, media and modifier keys.
        57_344..=63_743 => None,
        _ => char::from_u32(number).filter(|c| !c.is_control()).map(KeyCode::Char),
    }
}
