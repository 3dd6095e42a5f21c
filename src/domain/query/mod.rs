//! What is searched for in the history: a line of words and tokens, each of which narrows the list.

mod clause;
mod complete;
mod fault;
mod moment;
mod near;
mod pieces;
mod reading;
mod saved;
mod token;

use jiff::Zoned;

pub use clause::{Clause, Comparison, Condition, Having, Named, RequestName, TimeWord, folded, steps_back};
pub use complete::{Completion, KnownNames, complete};
pub use fault::QueryFault;
pub use moment::Moment;
pub use near::Nearness;
pub use saved::SavedSearch;
pub use token::Token;

/// More parts than this are no search that a person types, and SQL has limits on how deep a condition goes.
const MOST_PARTS: usize = 64;

/// Clauses that a request must all meet; none at all is every request.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query {
    clauses: Vec<Clause>,
}

impl Query {
    /// The query of a line.
    ///
    /// # Errors
    /// The first token that says nothing that can be looked for, with its place.
    pub fn read(line: &str) -> Result<Self, QueryFault> {
        match Self::understood(line) {
            (query, None) => Ok(query),
            (_, Some(fault)) => Err(fault),
        }
    }

    /// What of a line says something that can be looked for, and the first token that does not, with its place.
    #[must_use]
    pub fn understood(line: &str) -> (Self, Option<QueryFault>) {
        let mut clauses = Vec::new();
        let mut first = None;
        for piece in pieces::pieces(line) {
            match reading::clause(line, &piece) {
                Ok(clause) => clauses.extend(clause),
                Err(fault) => first = first.or(Some(fault)),
            }
            if clauses.len() > MOST_PARTS {
                clauses.truncate(MOST_PARTS);
                let message = format!("at most {MOST_PARTS} words and tokens can be looked for at once");
                first = first.or_else(|| Some(QueryFault::new(piece.at, message, "put a sentence in quotes")));
                break;
            }
        }
        (Self { clauses }, first)
    }

    /// What a request must meet, in the order of the line.
    #[must_use]
    pub fn clauses(&self) -> &[Clause] {
        &self.clauses
    }

    /// Whether every request meets it.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.clauses.is_empty()
    }

    /// The words and phrases that are looked for, folded, so that they can be marked where they stand.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.clauses.iter().filter_map(|clause| {
            let Condition::Text(text) = &clause.what else {
                return None;
            };
            (!clause.negated).then_some(text.as_str())
        })
    }

    /// The same without one of its clauses.
    #[must_use]
    pub fn without(&self, at: usize) -> Self {
        let mut clauses = self.clauses.clone();
        if at < clauses.len() {
            clauses.remove(at);
        }
        Self { clauses }
    }

    /// Whether it means another stretch of time from day to day, so that a clock must be asked.
    #[must_use]
    pub fn is_timed(&self) -> bool {
        self.clauses
            .iter()
            .any(|clause| matches!(&clause.what, Condition::Time(_, moment) if !moment.is_settled()))
    }

    /// The same with every `tue` and `3d` turned into the stretch of time that it means now.
    #[must_use]
    pub fn settled(&self, now: &Zoned) -> Self {
        let settled = |clause: &Clause| {
            let mut clause = clause.clone();
            if let Condition::Time(_, moment) = &mut clause.what {
                *moment = moment.settled(now);
            }
            clause
        };
        Self {
            clauses: self.clauses.iter().map(settled).collect(),
        }
    }
}

#[cfg(test)]
mod tests;
