//! Reads the text of a theme, laid over its base, and says where its first fault is.

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{
    built_in,
    look::{Layer, Look, PartFault, Value},
    roles::Theme,
};
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

/// Reads a theme's text for a colour depth, over its base, which is one that pochade brings.
pub(super) fn read(name: &str, text: &str, depth: ColourDepth) -> Result<Theme, ThemeError> {
    laid_over_base(text, depth).map_err(|(offset, fault)| {
        let before = text.get(..offset).unwrap_or(text);
        ThemeError {
            theme: name.to_owned(),
            line: before.matches('\n').count() + 1,
            fault,
        }
    })
}

fn laid_over_base(text: &str, depth: ColourDepth) -> Result<Theme, Located> {
    let document = DeTable::parse(text).map_err(|error| {
        let offset = error.span().map_or(0, |span| span.start);
        (offset, ThemeFault::NotToml(error.message().to_owned()))
    })?;
    let document = document.get_ref();
    let mut theme = match document.iter().find(|(key, _)| key.get_ref() == "base") {
        None => Theme::default(),
        Some((_, value)) => base(value, depth)?,
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

fn base(value: &Spanned<DeValue<'_>>, depth: ColourDepth) -> Result<Theme, Located> {
    let name = value.get_ref().as_str().unwrap_or_default();
    let unknown = || (value.span().start, ThemeFault::UnknownBase(name.to_owned()));
    built_in::theme(name, depth).ok_or_else(unknown)
}

fn lay(theme: &mut Theme, looks: &DeTable<'_>, depth: ColourDepth, layer: Layer) -> Result<(), Located> {
    for (name, value) in looks {
        let (role, offset) = (name.get_ref().as_ref(), name.span().start);
        if layer == Layer::Colour && matches!(role, "base" | "ansi" | "mono") {
            continue;
        }
        if theme.role(role).is_none() {
            return Err((offset, ThemeFault::UnknownRole(role.to_owned())));
        }
        let Some(parts) = value.get_ref().as_table() else {
            return Err((value.span().start, not_a_look(role, value)));
        };
        look(role, parts, depth)?.put_on(theme, role, (depth, layer));
    }
    Ok(())
}

fn not_a_look(role: &str, value: &Spanned<DeValue<'_>>) -> ThemeFault {
    ThemeFault::NotALook {
        role: role.to_owned(),
        found: value.get_ref().type_str(),
    }
}

fn look(role: &str, parts: &DeTable<'_>, depth: ColourDepth) -> Result<Look, Located> {
    let mut look = Look::default();
    for (name, value) in parts {
        let part = name.get_ref().as_ref();
        let set = match value.get_ref() {
            DeValue::String(text) => Value::Text(text),
            DeValue::Boolean(flag) => Value::Flag(*flag),
            _ => Value::Other,
        };
        look.add(part, set, depth).map_err(|fault| {
            let (role, part) = (role.to_owned(), part.to_owned());
            match fault {
                PartFault::Unknown => (name.span().start, ThemeFault::UnknownPart { role, part }),
                PartFault::Wants(wanted) => (value.span().start, ThemeFault::WrongValue { role, part, wanted }),
            }
        })?;
    }
    Ok(look)
}
