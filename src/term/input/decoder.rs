//! Parts the bytes of a terminal into keys, pastes, mouse reports and answers, wherever a read tears them.

use std::{mem, time::Duration};

use crate::keys::{Key, KeyCode};

use super::{
    Input,
    answers::string_answer,
    sequences::{control_key, control_sequence, single_shift},
};

/// How long a lone escape byte may stand before it is the Esc key.
const LONE_ESCAPE: Duration = Duration::from_millis(50);
/// How long `ESC [` and its like may stand alone before they are alt with that key; they are rarely typed, and an
/// answer of a slow terminal may be torn here.
const LONE_OPENING: Duration = Duration::from_millis(250);
/// How long a sequence may go on without its end before it is dropped.
const TORN_SEQUENCE: Duration = Duration::from_secs(1);
/// How long a paste may pause before what came of it is delivered.
const SILENT_PASTE: Duration = Duration::from_secs(2);
/// How much of a paste is held before a part of it is delivered, in bytes.
const LONGEST_PASTE: usize = 10 * 1024 * 1024;
/// How much of a control sequence is kept; a longer one is swallowed and means nothing.
const LONGEST_CONTROL: usize = 256;
/// How much of an answer in the form of a string is kept.
const LONGEST_STRING: usize = 4096;

const PASTE_END: &[u8] = b"\x1b[201~";
const ESC: u8 = 0x1b;

/// A state machine over the bytes that a terminal sends.
///
/// It knows no clock: whoever reads the bytes waits as long as [`Decoder::patience`] says and tells
/// [`Decoder::silence`] when nothing came. Without such a silence the result is the same however the bytes are cut.
#[derive(Debug, Default)]
pub struct Decoder {
    state: State,
    /// What silence has just made a key of; its rest may still come.
    torn: Option<u8>,
}

#[derive(Debug, Default)]
enum State {
    #[default]
    Ground,
    /// Bytes of one character, and whether alt was held.
    Character {
        bytes: Vec<u8>,
        alt: bool,
    },
    Escape,
    /// `[` or `O` alone, soon after a lone escape byte became the Esc key: a torn sequence, or that key.
    Opening(u8),
    /// After `ESC O`.
    SingleShift,
    /// After `ESC [`.
    Control(Vec<u8>),
    /// After `ESC ]`, `ESC P`, `ESC _`, `ESC ^` or `ESC X`, until ST or BEL.
    Text(Text),
    Paste(Vec<u8>),
    /// Raw bytes of an old mouse report.
    Skip(u8),
}

/// The inside of a string.
#[derive(Debug)]
struct Text {
    /// The byte after `ESC`.
    kind: u8,
    bytes: Vec<u8>,
    /// The last byte was ESC: the string ends, or breaks off.
    escaped: bool,
}

impl Text {
    /// Only its opening came so far.
    fn is_bare(&self) -> bool {
        self.bytes.is_empty() && !self.escaped
    }
}

impl Decoder {
    /// Takes bytes in and adds what they mean to `out`.
    pub fn feed(&mut self, bytes: &[u8], out: &mut Vec<Input>) {
        if let (Some(ESC), [opening @ (b'[' | b'O')]) = (self.torn, bytes) {
            // The line may be so slow that single bytes come: what follows may be no key that sends something.
            self.torn = None;
            self.state = State::Opening(*opening);
            return;
        }
        self.take_up_torn(bytes);
        let mut rest = bytes;
        while let Some((&byte, after)) = rest.split_first() {
            if matches!(self.state, State::Paste(_)) {
                rest = self.pasted(rest, out);
            } else {
                self.byte(byte, out);
                rest = after;
            }
        }
    }

    /// How long to wait for the next byte before calling [`Decoder::silence`]; `None` means for ever.
    #[must_use]
    pub fn patience(&self) -> Option<Duration> {
        match &self.state {
            State::Ground => None,
            State::Escape | State::Opening(_) => Some(LONE_ESCAPE),
            State::SingleShift | State::Character { .. } | State::Skip(_) => Some(LONE_OPENING),
            State::Control(bytes) if bytes.is_empty() => Some(LONE_OPENING),
            State::Text(text) if text.is_bare() => Some(LONE_OPENING),
            State::Control(_) | State::Text(_) => Some(TORN_SEQUENCE),
            State::Paste(_) => Some(SILENT_PASTE),
        }
    }

    /// Nothing came for as long as [`Decoder::patience`] said.
    pub fn silence(&mut self, out: &mut Vec<Input>) {
        self.torn = None;
        match mem::take(&mut self.state) {
            State::Escape => {
                out.push(Input::Key(Key::new(KeyCode::Esc)));
                self.torn = Some(ESC);
            }
            State::Opening(byte) => out.push(Input::Key(Key::char(char::from(byte)))),
            State::SingleShift => self.opening_alone(b'O', out),
            State::Control(bytes) if bytes.is_empty() => self.opening_alone(b'[', out),
            State::Text(text) if text.is_bare() => self.opening_alone(text.kind, out),
            State::Paste(bytes) => deliver(&bytes, out),
            State::Ground | State::Character { .. } | State::Control(_) | State::Text(_) | State::Skip(_) => {}
        }
    }

    fn opening_alone(&mut self, opening: u8, out: &mut Vec<Input>) {
        out.push(Input::Key(Key::char(char::from(opening)).with_alt().normalised()));
        self.torn = Some(opening);
    }

    /// Goes on with a sequence that a slow line tore behind its beginning, so that its rest is not taken for text.
    fn take_up_torn(&mut self, bytes: &[u8]) {
        let Some(torn) = self.torn.take() else { return };
        let continues = match (torn, bytes) {
            // Nobody types two keys within one read; a sequence or an answer comes that way.
            (ESC, [b'[', _, ..]) | (b'[', [b'0'..=b'9' | b'?' | b'<' | b'>', _, ..]) => true,
            (ESC, [b'O', last]) => single_shift(*last).is_some(),
            (ESC, [b']', rest @ ..]) => begins_answer(b']', rest),
            (ESC, [kind @ (b'P' | b'_'), rest @ ..]) => begins_answer(*kind, rest),
            (kind, rest) => begins_answer(kind, rest),
        };
        if continues {
            self.state = if torn == ESC { State::Escape } else { opened(torn) };
        }
    }

    fn byte(&mut self, byte: u8, out: &mut Vec<Input>) {
        match mem::take(&mut self.state) {
            State::Ground | State::Paste(_) => self.ground(byte, false, out),
            State::Character { bytes, alt } => self.character(bytes, alt, byte, out),
            State::Escape => self.escape(byte, out),
            State::Opening(opening) => {
                self.state = opened(opening);
                self.byte(byte, out);
            }
            State::SingleShift if byte == ESC => self.state = State::Escape,
            State::SingleShift => out.extend(single_shift(byte).map(Input::Key)),
            State::Control(bytes) => self.control(bytes, byte, out),
            State::Text(text) => self.text(text, byte, out),
            State::Skip(left) if left > 1 => self.state = State::Skip(left - 1),
            State::Skip(_) => {}
        }
    }

    fn ground(&mut self, byte: u8, alt: bool, out: &mut Vec<Input>) {
        let key = match byte {
            ESC => {
                self.state = State::Escape;
                None
            }
            0x20..=0x7e => Some(Key::char(char::from(byte))),
            0xc2..=0xf4 => {
                self.state = State::Character { bytes: vec![byte], alt };
                None
            }
            _ => control_key(byte),
        };
        out.extend(key.map(|key| Input::Key(if alt { key.with_alt() } else { key })));
    }

    fn character(&mut self, mut bytes: Vec<u8>, alt: bool, byte: u8, out: &mut Vec<Input>) {
        if !(0x80..=0xbf).contains(&byte) {
            // The character was torn for good; the byte begins something else.
            return self.ground(byte, false, out);
        }
        bytes.push(byte);
        match std::str::from_utf8(&bytes) {
            Ok(text) => out.extend(text.chars().filter(|c| !c.is_control()).map(|c| {
                let key = Key::char(c);
                Input::Key(if alt { key.with_alt() } else { key })
            })),
            Err(error) if error.error_len().is_none() => self.state = State::Character { bytes, alt },
            Err(_) => {}
        }
    }

    fn escape(&mut self, byte: u8, out: &mut Vec<Input>) {
        match byte {
            ESC => {
                // Esc was pressed, and something else follows: a second Esc, or an answer.
                out.push(Input::Key(Key::new(KeyCode::Esc)));
                self.state = State::Escape;
            }
            b'[' | b'O' | b']' | b'P' | b'_' | b'^' | b'X' => self.state = opened(byte),
            _ => self.ground(byte, true, out),
        }
    }

    fn control(&mut self, mut bytes: Vec<u8>, byte: u8, out: &mut Vec<Input>) {
        let linux_console = bytes.is_empty() && byte == b'[';
        match byte {
            ESC => self.state = State::Escape,
            0x20..=0x3f | b'[' if linux_console || byte < 0x40 => {
                if bytes.len() < LONGEST_CONTROL {
                    bytes.push(byte);
                }
                self.state = State::Control(bytes);
            }
            0x40..=0x7e if bytes.len() < LONGEST_CONTROL => self.ended(&bytes, byte, out),
            0x18 | 0x1a | 0x40..=0x7e => {}
            0x80.. => self.ground(byte, false, out),
            _ => self.state = State::Control(bytes),
        }
    }

    fn ended(&mut self, bytes: &[u8], last: u8, out: &mut Vec<Input>) {
        match (bytes, last) {
            (b"200", b'~') => self.state = State::Paste(Vec::new()),
            (b"", b'M') => self.state = State::Skip(3),
            _ => {
                // Only bytes below 0x40 were let in.
                let parameters = std::str::from_utf8(bytes).unwrap_or_default();
                out.extend(control_sequence(parameters, last));
            }
        }
    }

    fn text(&mut self, mut text: Text, byte: u8, out: &mut Vec<Input>) {
        match byte {
            b'\\' if text.escaped => out.extend(answered(&text)),
            // The string broke off; this begins something new.
            _ if text.escaped => self.escape(byte, out),
            0x07 => out.extend(answered(&text)),
            0x18 | 0x1a => {}
            _ => {
                text.escaped = byte == ESC;
                if !text.escaped && text.bytes.len() < LONGEST_STRING {
                    text.bytes.push(byte);
                }
                self.state = State::Text(text);
            }
        }
    }

    /// Takes in bytes of a paste, and gives back those behind its end.
    fn pasted<'a>(&mut self, new: &'a [u8], out: &mut Vec<Input>) -> &'a [u8] {
        let State::Paste(mut held) = mem::take(&mut self.state) else {
            return new;
        };
        let before = held.len();
        held.extend_from_slice(new);
        let from = before.saturating_sub(PASTE_END.len() - 1);
        let end = held[from..]
            .windows(PASTE_END.len())
            .position(|window| window == PASTE_END);
        if let Some(end) = end.map(|end| end + from) {
            deliver(&held[..end], out);
            return &new[end + PASTE_END.len() - before..];
        }
        if held.len() > LONGEST_PASTE {
            let mut cut = held.len() - PASTE_END.len();
            while cut > 0 && held[cut] & 0xc0 == 0x80 {
                cut -= 1;
            }
            deliver(&held[..cut], out);
            held.drain(..cut);
        }
        self.state = State::Paste(held);
        &[]
    }
}

/// The state after `ESC` and this byte.
fn opened(byte: u8) -> State {
    match byte {
        b'[' => State::Control(Vec::new()),
        b'O' => State::SingleShift,
        kind => State::Text(Text {
            kind,
            bytes: Vec::new(),
            escaped: false,
        }),
    }
}

/// Whether a string of that kind would begin so in an answer.
fn begins_answer(kind: u8, rest: &[u8]) -> bool {
    match kind {
        b']' => matches!(rest, [b'1' | b'4', b'0'..=b'9' | b';', ..]),
        b'P' => matches!(rest, [b'>', b'|', ..] | [b'0' | b'1', b'$' | b'+', ..]),
        b'_' => matches!(rest, [b'G', _, ..]),
        _ => false,
    }
}

fn answered(text: &Text) -> Option<Input> {
    let whole = text.bytes.len() < LONGEST_STRING;
    let inside = std::str::from_utf8(&text.bytes).ok().filter(|_| whole)?;
    string_answer(text.kind, inside).map(Input::Answer)
}

fn deliver(bytes: &[u8], out: &mut Vec<Input>) {
    if !bytes.is_empty() {
        let text = String::from_utf8_lossy(bytes).replace("\r\n", "\n").replace('\r', "\n");
        out.push(Input::Paste(text));
    }
}

#[cfg(test)]
mod tests;
