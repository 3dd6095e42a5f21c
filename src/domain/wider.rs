//! What a search that finds nothing could ask for instead: one thing less, another place, a word as a token.

use super::{HistoryQuery, ReadAs, Scope};

/// Another search than the one that found nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wider {
    /// Without the clause at that place.
    Without(usize),
    /// In the whole history instead of a part of a person's work.
    Everywhere,
    /// In the trash; where that is shown, outside of it.
    Trash,
    /// With a word as the value of a token.
    As(ReadAs),
}

impl Wider {
    /// The line of the search that it is, made of the line that found nothing and what that asked for; nothing where the
    /// line stays as it is.
    #[must_use]
    pub fn line(&self, asked: &HistoryQuery, line: &str) -> Option<String> {
        let (at, written) = match self {
            Self::Without(at) => (*at, String::new()),
            Self::As(read) => (read.at, read.spelled()),
            Self::Everywhere | Self::Trash => return None,
        };
        let place = asked.sought.clauses().get(at)?.at.clone();
        let (before, after) = (line.get(..place.start)?.trim_end(), line.get(place.end..)?.trim_start());
        let parts = [before, &written, after].into_iter().filter(|part| !part.is_empty());
        Some(parts.collect::<Vec<_>>().join(" "))
    }
}

impl HistoryQuery {
    /// The ways to find more: without each of the clauses, in their order; where only a part of a person's work is looked
    /// at, in all of it; in the trash, or outside of it; and with a word as the value of a token.
    #[must_use]
    pub fn ways(&self) -> Vec<Wider> {
        let without = (0..self.sought.clauses().len()).map(Wider::Without);
        let everywhere = (self.scope != Scope::All).then_some(Wider::Everywhere);
        let read_as = self.sought.read_as().into_iter().map(Wider::As);
        without.chain(everywhere).chain([Wider::Trash]).chain(read_as).collect()
    }

    /// The searches of [`HistoryQuery::ways`], in their order.
    #[must_use]
    pub fn widened(&self) -> Vec<Self> {
        self.ways().into_iter().map(|way| self.along(way)).collect()
    }

    fn along(&self, way: Wider) -> Self {
        let mut wider = self.clone();
        match way {
            Wider::Without(at) => wider.sought = self.sought.without(at),
            Wider::Everywhere => wider.scope = Scope::All,
            Wider::Trash => wider.trashed = !self.trashed,
            Wider::As(read) => wider.sought = self.sought.with(read.at, read.what),
        }
        wider
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Query;

    fn asked(line: &str) -> HistoryQuery {
        HistoryQuery {
            sought: Query::read(line).unwrap(),
            ..HistoryQuery::default()
        }
    }

    #[test]
    fn a_word_that_is_a_day_a_state_or_a_name_can_be_read_as_one() {
        let lines = |line: &str| -> Vec<String> {
            let asked = asked(line);
            let ways = asked.ways();
            ways.iter().filter_map(|way| way.line(&asked, line)).collect()
        };
        assert_eq!(
            lines("fox tuesday"),
            [
                "tuesday",
                "fox",
                "model:fox tuesday",
                "tag:fox tuesday",
                "profile:fox tuesday",
                "fox on:tuesday",
                "fox model:tuesday",
                "fox tag:tuesday",
                "fox profile:tuesday"
            ]
        );
        assert!(lines("yesterday").contains(&"on:yesterday".to_owned()));
        assert!(lines("refused fox").contains(&"state:refused fox".to_owned()));
        assert!(lines("edit fox").contains(&"op:edit fox".to_owned()));
        for line in ["-tuesday", "fo", "\"two words\"", "state:refused"] {
            assert_eq!(lines(line), [""], "{line}");
        }
    }

    #[test]
    fn every_way_is_a_search_and_leads_where_its_line_says() {
        let line = "fox tuesday star";
        let asked = asked(line);
        for (way, wider) in asked.ways().iter().zip(asked.widened()) {
            let same = |a: &Query, b: &Query| {
                let whats = |query: &Query| {
                    query
                        .clauses()
                        .iter()
                        .map(|clause| clause.what.clone())
                        .collect::<Vec<_>>()
                };
                whats(a) == whats(b)
            };
            match way.line(&asked, line) {
                Some(line) => assert!(same(&wider.sought, &Query::read(&line).unwrap()), "{line}"),
                None => assert!(wider.trashed && wider.sought == asked.sought, "{way:?}"),
            }
        }
    }
}
