//! What could be searched for instead, where nothing was found, and what taking one of it does.

use super::History;
use crate::domain::{HistoryQuery, Wider, one_line};

/// A search that would find something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// Which one.
    pub way: Wider,
    /// What it is, in words.
    pub words: String,
    /// The part of the line that goes, or that comes into it.
    pub part: String,
    /// How many requests it would find.
    pub count: u64,
}

impl Offer {
    /// What it is, with its part of the line.
    #[must_use]
    pub fn label(&self) -> String {
        format!("{}{}", self.words, self.part)
    }
}

impl History {
    /// The searches that would find something where this one found nothing: first what says the same in another way or
    /// lies elsewhere, then what asks for less, of which that comes first which finds most.
    #[must_use]
    pub fn offers(&self) -> Vec<Offer> {
        let ways = self.question().ways().into_iter().zip(&self.wider);
        let mut offers: Vec<_> = ways
            .filter(|(_, count)| **count > 0)
            .map(|(way, count)| self.offer(way, *count))
            .collect();
        let asks_for_less = |offer: &Offer| matches!(offer.way, Wider::Without(_) | Wider::Everywhere);
        offers.sort_by_key(|offer| {
            let less = asks_for_less(offer);
            (less, std::cmp::Reverse(if less { offer.count } else { 0 }))
        });
        offers
    }

    fn offer(&self, way: Wider, count: u64) -> Offer {
        let (words, part) = match &way {
            Wider::Without(at) => {
                let clause = self.found_with.clauses().get(*at);
                let part = clause.and_then(|clause| self.found_line.get(clause.at.clone()));
                ("without ".to_owned(), one_line(part.unwrap_or_default()).into_owned())
            }
            Wider::Everywhere => ("in the whole history".to_owned(), String::new()),
            Wider::Trash if self.trash => ("outside the trash".to_owned(), String::new()),
            Wider::Trash => ("in the trash".to_owned(), String::new()),
            Wider::As(read) => (format!("{}: ", read.meaning()), read.spelled()),
        };
        Offer {
            way,
            words,
            part,
            count,
        }
    }

    /// Searches in another way; nothing where it is the trash, which is another list.
    pub(in crate::app) fn search_as(&mut self, way: &Wider) -> Option<HistoryQuery> {
        if *way == Wider::Everywhere {
            return Some(self.look_at(crate::domain::Scope::All));
        }
        let line = way.line(&self.question(), &self.found_line)?;
        self.search(&line)
    }
}
