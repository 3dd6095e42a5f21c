//! Switches: what each does, and how one is found by its name.

use std::{fmt, str::FromStr, time::Duration};

use super::{
    super::{
        answers::{Answer, Painted},
        refusal::Refusal,
        shelf::Shelf,
    },
    delivery::Delivery,
    errors::Case,
    spoiling::Spoiling,
    table::{Entry, GROUPS},
};

/// What a switch does, once a request has passed every rule.
#[derive(Debug, Clone, Copy)]
pub enum Act {
    /// The request is refused.
    Refuse(fn(&Case) -> Refusal),
    /// Something else is said in place of an answer.
    Say(fn() -> Answer),
    /// The answer comes this much later.
    Wait(Duration),
    /// The right answer does not arrive as it should.
    Deliver(Delivery),
    /// The pictures are not what they should be.
    Spoil(Spoiling),
    /// The pictures come in the shape of another server.
    Shape(fn(&Painted, &Shelf) -> Answer),
    /// A stream is told wrongly; what is not streamed is answered as ever.
    Tell(StreamFault),
}

/// What can be wrong with a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StreamFault {
    /// The connection is lost before the first whole picture.
    CutAfterPartial,
    /// An error comes in place of the first whole picture.
    ErrorInside,
    /// It ends as if all were well, but no whole picture ever comes.
    NoCompleted,
    /// Before each picture come partial ones with nothing in them.
    EmptyPartials,
    /// No `event:` lines, heartbeats between, `[DONE]` at the end.
    Bare,
    /// Objects of another kind, as vLLM-Omni sends them.
    Chunks,
}

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
