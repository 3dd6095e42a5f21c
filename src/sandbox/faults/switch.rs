//! Switches, and how one is found by its name.

use std::{fmt, str::FromStr};

use super::{
    act::Act,
    table::{Entry, GROUPS},
};

/// One switch: `--fault NAME`, or `[[NAME]]` in a prompt.
#[derive(Clone, Copy)]
pub struct Fault(&'static Entry);

impl Fault {
    /// All switches, in the order of the help.
    pub fn all() -> impl Iterator<Item = Self> {
        GROUPS.iter().flat_map(|(_, entries)| entries.iter()).map(Self)
    }

    /// The switch that a text asks for with `[[NAME]]`; the first, if there are several.
    #[must_use]
    pub fn in_words(text: &str) -> Option<Self> {
        let mut words = text.split("[[").skip(1).filter_map(|rest| rest.split_once("]]"));
        words.find_map(|(name, _)| name.parse().ok())
    }

    /// The word for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.0.name
    }

    /// What it does, in a few words.
    #[must_use]
    pub fn about(self) -> &'static str {
        self.0.about
    }

    /// What it does.
    pub(in super::super) fn act(self) -> Act {
        self.0.act
    }
}

impl fmt::Debug for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fault({})", self.0.name)
    }
}

/// A name that no switch has.
#[derive(Debug, thiserror::Error)]
#[error("there is no fault of the name '{0}'; 'pochade sandbox --help' lists them all")]
pub struct UnknownFault(String);

impl FromStr for Fault {
    type Err = UnknownFault;

    fn from_str(name: &str) -> Result<Self, UnknownFault> {
        let unknown = || UnknownFault(name.to_owned());
        Self::all().find(|fault| fault.name() == name).ok_or_else(unknown)
    }
}

/// The table as text, for the help.
#[must_use]
pub fn fault_help() -> String {
    let width = Fault::all().map(|fault| fault.name().len()).max().unwrap_or(0);
    let group = |(heading, entries): &(&str, &[Entry])| {
        let rows = entries.iter();
        let rows = rows.map(|entry| format!("  {:width$}  {}", entry.name, entry.about));
        let heading = format!("\n{heading}:");
        std::iter::once(heading).chain(rows).collect::<Vec<_>>().join("\n")
    };
    let groups = GROUPS.iter().map(group).collect::<Vec<_>>().join("\n");
    format!(
        "Faults: --fault NAME for every request, or [[NAME]] in a prompt (for variations in 'user') for that one.\n\
         They come when a request has passed every rule.\n{groups}\n"
    )
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_switch_has_its_own_name_and_stands_in_the_help() {
        let names: BTreeSet<_> = Fault::all().map(Fault::name).collect();
        assert_eq!(names.len(), Fault::all().count());
        let help = fault_help();
        for fault in Fault::all() {
            assert!(help.contains(&format!("  {} ", fault.name())), "{}", fault.name());
            assert!(!fault.about().is_empty());
        }
    }

    #[test]
    fn a_switch_is_found_among_other_words() {
        let cases = [
            ("a red kite", None),
            ("a [[moderation]] kite", Some("moderation")),
            ("[[unheard]] of [[429]][[500]]", Some("429")),
            ("[[500", None),
            ("[[[[500]]", Some("500")),
        ];
        for (text, expected) in cases {
            assert_eq!(Fault::in_words(text).map(Fault::name), expected, "{text}");
        }
        assert!("nonsense".parse::<Fault>().is_err());
    }
}
