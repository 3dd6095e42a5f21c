//! One look of a theme: its parts, and what of it is worn at a depth of colour.

use ratatui::style::{Modifier, Style};

use super::{colour, roles::Theme};
use crate::term::ColourDepth;

/// Which part of a theme a look stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layer {
    /// The roles of the theme itself, for terminals with colours.
    Colour,
    /// The roles of a table for one depth.
    Depth,
}

/// What a part of a look is set to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Value<'a> {
    /// A colour.
    Text(&'a str),
    /// Yes or no.
    Flag(bool),
    /// Something else.
    Other,
}

/// What can be wrong with a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PartFault {
    /// No look has such a part.
    Unknown,
    /// It wants something else, told in words.
    Wants(&'static str),
}

/// A look as far as its parts were read.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Look {
    style: Style,
    is_coloured: bool,
}

impl Look {
    /// Adds a part, brought down to what a depth can show.
    pub(super) fn add(&mut self, part: &str, value: Value<'_>, depth: ColourDepth) -> Result<(), PartFault> {
        let modifier = match part {
            "fg" | "bg" => {
                self.is_coloured = true;
                let Some(shade) = (match value {
                    Value::Text(text) => colour::read(text),
                    Value::Flag(_) | Value::Other => None,
                }) else {
                    return Err(PartFault::Wants(
                        "a colour such as \"#d8c9a3\", \"light-blue\" or \"214\"",
                    ));
                };
                self.style = match (depth, part) {
                    (ColourDepth::Mono, _) => self.style,
                    (_, "fg") => self.style.fg(colour::degraded(shade, depth)),
                    _ => self.style.bg(colour::degraded(shade, depth)),
                };
                return Ok(());
            }
            "bold" => Modifier::BOLD,
            "dim" => Modifier::DIM,
            "italic" => Modifier::ITALIC,
            "underline" | "underlined" => Modifier::UNDERLINED,
            "reversed" => Modifier::REVERSED,
            _ => return Err(PartFault::Unknown),
        };
        match value {
            Value::Flag(true) => self.style = self.style.add_modifier(modifier),
            Value::Flag(false) => {}
            Value::Text(_) | Value::Other => return Err(PartFault::Wants("true or false")),
        }
        Ok(())
    }

    /// Puts it on a role; false where there is no such role.
    pub(super) fn put_on(self, theme: &mut Theme, role: &str, (depth, layer): (ColourDepth, Layer)) -> bool {
        let Some(slot) = theme.role_mut(role) else {
            return false;
        };
        // Without its colours a look says less than its base's, which was made to do without.
        if depth != ColourDepth::Mono || layer == Layer::Depth || !self.is_coloured {
            *slot = self.style;
        }
        true
    }
}
