//! The themes that pochade brings along.

use super::{
    look::{Layer, Look, Value},
    roles::Theme,
};
use crate::term::ColourDepth;

macro_rules! themes {
    ($($name:literal),+ $(,)?) => {
        /// Their names, the standard one first.
        pub(super) const NAMES: &[&str] = &[$($name),+];

        /// The theme of that name, as the build made lines of its TOML.
        fn lines(name: &str) -> Option<&'static str> {
            match name {
                $($name => Some(include_str!(concat!(env!("OUT_DIR"), "/themes/", $name, ".tsv"))),)+
                _ => None,
            }
        }

        #[cfg(test)]
        pub(super) fn toml(name: &str) -> Option<&'static str> {
            match name {
                $($name => Some(include_str!(concat!("../../../themes/", $name, ".toml"))),)+
                _ => None,
            }
        }
    };
}

themes!(
    "dark",
    "light",
    "terminal",
    "high-contrast",
    "mono",
    "dusk",
    "linen",
    "moss"
);

/// The theme of that name at a depth of colour. A test has read its TOML with all checks and found the same.
///
/// A line is the name of the base, or a layer, a role and the parts of its look, between tabs.
pub(super) fn theme(name: &str, depth: ColourDepth) -> Option<Theme> {
    let mut theme = Theme::default();
    for line in lines(name)?.lines() {
        let mut words = line.split('\t');
        let layer = match (words.next()?, depth) {
            ("base", _) => {
                theme = self::theme(words.next()?, depth)?;
                continue;
            }
            ("colour", _) => Layer::Colour,
            ("ansi", ColourDepth::Ansi16) | ("mono", ColourDepth::Mono) => Layer::Depth,
            _ => continue,
        };
        let role = words.next()?;
        let mut look = Look::default();
        for part in words {
            let (part, value) = match part.split_once('=') {
                Some((part, text)) => (part, Value::Text(text)),
                None => (part, Value::Flag(true)),
            };
            look.add(part, value, depth).ok()?;
        }
        look.put_on(&mut theme, role, (depth, layer)).then_some(())?;
    }
    Some(theme)
}
