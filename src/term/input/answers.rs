//! What terminals say when they are asked about themselves.

/// An answer of the terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// DA1: the numbers of what the terminal can do; 4 is sixel.
    DeviceAttributes(Vec<u16>),
    /// XTVERSION: name and version, such as `kitty(0.41.1)`.
    Version(String),
    /// Whether the terminal takes kitty pictures: its word on the picture of that id.
    Graphics {
        /// The id that the question gave.
        id: u32,
        /// Whether it said OK.
        accepted: bool,
    },
    /// Width and height of a cell in pixels.
    CellSize {
        /// Width in pixels.
        width: u16,
        /// Height in pixels.
        height: u16,
    },
    /// OSC 10: the colour of text.
    Foreground(Colour),
    /// OSC 11: the colour behind text.
    Background(Colour),
    /// Which flags of the kitty keyboard protocol are on.
    KeyboardFlags(u16),
    /// DECRPM: whether a private mode is known and set (1 set, 2 reset, 0 unknown, 3 and 4 for ever so).
    Mode {
        /// The mode's number, such as 2026.
        mode: u16,
        /// What the terminal says of it.
        state: u16,
    },
    /// DSR: the terminal has worked through everything that was written before the question.
    Ready,
}

/// A colour with 8 bits for red, green and blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour(pub [u8; 3]);

impl Colour {
    /// Whether bright text is read better on it than dark text.
    #[must_use]
    pub fn is_dark(self) -> bool {
        let [red, green, blue] = self.0.map(u32::from);
        2126 * red + 7152 * green + 722 * blue < 128 * 10_000
    }
}

/// An answer in CSI form, from its parameters, intermediate bytes included, and its final byte.
pub(super) fn control_answer(parameters: &str, last: u8) -> Option<Answer> {
    if let Some(private) = parameters.strip_prefix('?') {
        return match last {
            b'c' => Some(Answer::DeviceAttributes(numbers(private).collect())),
            b'u' => Some(Answer::KeyboardFlags(private.parse().ok()?)),
            b'y' => match numbers(private.strip_suffix('$')?).collect::<Vec<_>>()[..] {
                [mode, state] => Some(Answer::Mode { mode, state }),
                _ => None,
            },
            _ => None,
        };
    }
    match (last, &numbers(parameters).collect::<Vec<_>>()[..]) {
        (b't', &[6, height, width]) if height > 0 && width > 0 => Some(Answer::CellSize { width, height }),
        (b'n', [0]) => Some(Answer::Ready),
        _ => None,
    }
}

/// An answer in the form of a string: OSC (`]`), DCS (`P`) or APC (`_`).
pub(super) fn string_answer(kind: u8, text: &str) -> Option<Answer> {
    match kind {
        b']' => {
            let (number, value) = text.split_once(';')?;
            let colour = colour(value)?;
            match number {
                "10" => Some(Answer::Foreground(colour)),
                "11" => Some(Answer::Background(colour)),
                _ => None,
            }
        }
        b'P' => text.strip_prefix(">|").map(|name| Answer::Version(name.to_owned())),
        b'_' => {
            let (keys, message) = text.strip_prefix('G')?.split_once(';')?;
            let id = keys.split(',').find_map(|key| key.strip_prefix("i="))?.parse().ok()?;
            Some(Answer::Graphics {
                id,
                accepted: message == "OK",
            })
        }
        _ => None,
    }
}

fn numbers(text: &str) -> impl Iterator<Item = u16> + '_ {
    text.split(';').filter_map(|number| number.parse().ok())
}

/// `rgb:ffff/8000/0000`, with one to four digits a channel, `rgba:…` or `#ff8000`.
fn colour(text: &str) -> Option<Colour> {
    if let Some(hex) = text.strip_prefix('#').filter(|hex| hex.len() == 6 && hex.is_ascii()) {
        let channel = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).ok();
        return Some(Colour([channel(0)?, channel(2)?, channel(4)?]));
    }
    let channels = text.strip_prefix("rgb:").or_else(|| text.strip_prefix("rgba:"))?;
    let mut channels = channels.split('/').map(channel);
    Some(Colour([channels.next()??, channels.next()??, channels.next()??]))
}

fn channel(hex: &str) -> Option<u8> {
    if !(1..=4).contains(&hex.len()) {
        return None;
    }
    let most = (1_u32 << (4 * hex.len())) - 1;
    let value = u32::from_str_radix(hex, 16).ok()?;
    u8::try_from((value * 255 + most / 2) / most).ok()
}
