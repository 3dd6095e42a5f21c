//! Requests and words by their names, as a query has them.

use super::{Found, Making, known, names};
use crate::domain::{Named, RequestName};

/// Hexadecimal digits of a whole id.
const WHOLE: usize = 32;

impl Making<'_> {
    /// The bytes of an id that a name says whole; those of no request where it is the newest one and there is none.
    pub(super) fn whole(&self, name: &RequestName) -> rusqlite::Result<Option<Vec<u8>>> {
        Ok(match name {
            RequestName::Newest(steps) => Some(match names::newest(self.connection, *steps)? {
                Found::One(id) => id.uuid().as_bytes().to_vec(),
                Found::None | Found::Many { .. } => Vec::new(),
            }),
            RequestName::Digits(digits) if digits.len() == WHOLE => {
                let number = u128::from_str_radix(digits, 16).unwrap_or_default();
                Some(number.to_be_bytes().to_vec())
            }
            RequestName::Digits(_) => None,
        })
    }

    /// Whether a column holds an id of that name.
    pub(super) fn name(&mut self, column: &str, name: &RequestName) -> rusqlite::Result<String> {
        Ok(match (self.whole(name)?, name) {
            (Some(bytes), _) => format!("{column} = {}", self.bind(bytes)),
            (None, RequestName::Digits(digits)) => {
                let digits = self.bind(digits.to_ascii_uppercase());
                names::is_part(column, &digits)
            }
            (None, RequestName::Newest(_)) => "0".to_owned(),
        })
    }

    /// The parameters of all names that are meant.
    pub(super) fn named(&mut self, table: &str, column: &str, name: &Named) -> rusqlite::Result<String> {
        let names = self.fitting(table, column, name)?;
        Ok(self.list(names))
    }

    /// All names that are meant.
    pub(super) fn fitting(&self, table: &str, column: &str, name: &Named) -> rusqlite::Result<Vec<String>> {
        let names = known::column(self.connection, table, column)?;
        Ok(names.into_iter().filter(|known| name.fits(known)).collect())
    }
}
