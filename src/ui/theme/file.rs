//! Reads the text of a theme, laid over its base, and says where its first fault is.

use ratatui::style::{Color, Modifier, Style};
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{built_in, colour::degraded, roles::Theme};
use crate::term::ColourDepth;

/// A theme that cannot be read, with the line of its first fault.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("theme '{theme}', line {line}: {fault}")]
pub struct ThemeError {
    /// The theme's name.
    pub theme: String,
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong there.
    pub fault: ThemeFault,
}

/// What can be wrong in a theme.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ThemeFault {
    /// No theme has that name.
    #[error("there is no theme of that name; there are {known}", known = known_themes())]
    NoTheme,
    /// It is not TOML; the text is the parser's own.
    #[error("{0}")]
    NotToml(String),
    /// A base that pochade does not bring.
    #[error("base '{0}' is none of {known}", known = known_themes())]
    UnknownBase(String),
    /// A name that no role has.
    #[error("'{0}' is no role; there are {known}", known = Theme::ROLES.join(", "))]
    UnknownRole(String),
    /// Something else where the look of a role belongs.
    #[error("role {role} wants a table such as {{ fg = \"#d8c9a3\", bold = true }}, not this {found}")]
    NotALook {
        /// The role.
        role: String,
        /// What stands there, in TOML's words.
        found: &'static str,
    },
    /// A part of a look that is none.
    #[error("role {role}: '{part}' is none of fg, bg, bold, dim, italic, underlined, reversed")]
    UnknownPart {
        /// The role.
        role: String,
        /// The part.
        part: String,
    },
    /// A value that its part cannot have.
    #[error("role {role}: {part} wants {wanted}")]
    WrongValue {
        /// The role.
        role: String,
        /// The part.
        part: String,
        /// What it could be.
        wanted: &'static str,
    },
}

impl ThemeError {
    pub(super) fn no_theme(name: &str) -> Self {
        Self {
            theme: name.to_owned(),
            line: 1,
            fault: ThemeFault::NoTheme,
        }
    }
}

fn known_themes() -> String {
    built_in::NAMES.join(", ")
}

/// A fault and the byte at which it stands.
type Located = (usize, ThemeFault);

/// How deep themes may rest on each other; pochade's own need two.
const BASES: usize = 4;

/// Reads a theme's text for a colour depth, over its base.
pub(super) fn read(name: &str, text: &str, depth: ColourDepth) -> Result<Theme, ThemeError> {
    laid_over_base(text, depth, BASES).map_err(|(offset, fault)| {
        let before = text.get(..offset).unwrap_or(text);
        ThemeError {
            theme: name.to_owned(),
            line: before.matches('\n').count() + 1,
            fault,
        }
    })
}

fn laid_over_base(text: &str, depth: ColourDepth, bases: usize) -> Result<Theme, Located> {
    let document = DeTable::parse(text).map_err(|error| {
        let offset = error.span().map_or(0, |span| span.start);
        (offset, ThemeFault::NotToml(error.message().to_owned()))
    })?;
    let document = document.get_ref();
    let mut theme = match document.iter().find(|(key, _)| key.get_ref() == "base") {
        None => Theme::default(),
        Some((_, value)) => base(value, depth, bases)?,
    };
    lay(&mut theme, document, depth, Layer::Colour)?;
    let tables = [("ansi", ColourDepth::Ansi16), ("mono", ColourDepth::Mono)];
    for (table, table_depth) in tables {
        let Some((_, value)) = document.iter().find(|(key, _)| key.get_ref() == table) else {
            continue;
        };
        let Some(looks) = value.get_ref().as_table() else {
            return Err((value.span().start, not_a_look(table, value)));
        };
        // Read at every depth, so that a fault is told wherever the theme is tried out.
        let mut elsewhere = theme;
        let target = if depth == table_depth {
            &mut theme
        } else {
            &mut elsewhere
        };
        lay(target, looks, depth, Layer::Depth)?;
    }
    Ok(theme)
}

fn base(value: &Spanned<DeValue<'_>>, depth: ColourDepth, bases: usize) -> Result<Theme, Located> {
    let name = value.get_ref().as_str().unwrap_or_default();
    let unknown = || (value.span().start, ThemeFault::UnknownBase(name.to_owned()));
    let text = built_in::text(name).filter(|_| bases > 0).ok_or_else(unknown)?;
    laid_over_base(text, depth, bases - 1).map_err(|_| unknown())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Layer {
    /// The roles of the file itself, for terminals with colours.
    Colour,
    /// The roles of a table for one depth.
    Depth,
}

fn lay(theme: &mut Theme, looks: &DeTable<'_>, depth: ColourDepth, layer: Layer) -> Result<(), Located> {
    for (name, value) in looks {
        let (role, offset) = (name.get_ref().as_ref(), name.span().start);
        if layer == Layer::Colour && matches!(role, "base" | "ansi" | "mono") {
            continue;
        }
        let Some(slot) = theme.role_mut(role) else {
            return Err((offset, ThemeFault::UnknownRole(role.to_owned())));
        };
        let Some(parts) = value.get_ref().as_table() else {
            return Err((value.span().start, not_a_look(role, value)));
        };
        let style = look(role, parts, depth)?;
        // Without its colours a look says less than its base's, which was made to do without.
        let coloured = ["fg", "bg"].iter().any(|part| parts.contains_key(*part));
        if depth != ColourDepth::Mono || layer == Layer::Depth || !coloured {
            *slot = style;
        }
    }
    Ok(())
}

fn not_a_look(role: &str, value: &Spanned<DeValue<'_>>) -> ThemeFault {
    ThemeFault::NotALook {
        role: role.to_owned(),
        found: value.get_ref().type_str(),
    }
}

fn look(role: &str, parts: &DeTable<'_>, depth: ColourDepth) -> Result<Style, Located> {
    let mut style = Style::new();
    for (name, value) in parts {
        let part = name.get_ref().as_ref();
        let wrong = |wanted: &'static str| {
            let fault = ThemeFault::WrongValue {
                role: role.to_owned(),
                part: part.to_owned(),
                wanted,
            };
            (value.span().start, fault)
        };
        let modifier = match part {
            "fg" | "bg" => {
                let colour = value.get_ref().as_str().and_then(|text| text.parse::<Color>().ok());
                let colour = colour.ok_or_else(|| wrong("a colour such as \"#d8c9a3\", \"light-blue\" or \"214\""))?;
                style = match (depth, part) {
                    (ColourDepth::Mono, _) => style,
                    (_, "fg") => style.fg(degraded(colour, depth)),
                    _ => style.bg(degraded(colour, depth)),
                };
                continue;
            }
            "bold" => Modifier::BOLD,
            "dim" => Modifier::DIM,
            "italic" => Modifier::ITALIC,
            "underline" | "underlined" => Modifier::UNDERLINED,
            "reversed" => Modifier::REVERSED,
            _ => {
                let fault = ThemeFault::UnknownPart {
                    role: role.to_owned(),
                    part: part.to_owned(),
                };
                return Err((name.span().start, fault));
            }
        };
        if value.get_ref().as_bool().ok_or_else(|| wrong("true or false"))? {
            style = style.add_modifier(modifier);
        }
    }
    Ok(style)
}
