//! How far a new index of the history is.

use super::thousands;

/// An index that is being made, because there is none or only one of an older version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Indexing {
    /// How many requests are listed.
    pub listed: u64,
    /// How many there are; once all are listed their words are indexed.
    pub all: u64,
}

impl Indexing {
    /// For people: `listing 34,000 of 100,000`.
    #[must_use]
    pub fn told(self) -> String {
        let all = thousands(self.all);
        if self.listed < self.all {
            format!("listing {} of {all}", thousands(self.listed))
        } else {
            format!("indexing the words of {all}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_the_requests_are_listed_and_then_their_words() {
        let told = |listed| Indexing { listed, all: 100_000 }.told();
        assert_eq!(told(34_000), "listing 34,000 of 100,000");
        assert_eq!(told(100_000), "indexing the words of 100,000");
    }
}
