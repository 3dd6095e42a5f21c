//! What keeps a draft from being sent, and what is worth saying of it.

use std::fmt;

use super::Field;

/// Something that keeps a draft from being sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The field to mend.
    pub field: Field,
    /// What was given.
    pub given: String,
    /// What is allowed, as the rest of a sentence that starts with the field.
    pub rule: String,
    /// A value that would do, such as the nearest legal size.
    pub nearest: Option<String>,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.field)?;
        if !self.given.is_empty() {
            write!(f, " '{}'", self.given)?;
        }
        write!(f, ": {}", self.rule)?;
        match &self.nearest {
            Some(nearest) => write!(f, "; nearest: {nearest}"),
            None => Ok(()),
        }
    }
}

/// Everything that keeps a draft from being sent, in the order of the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Faults(pub Vec<Fault>);

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<_> = self.0.iter().map(ToString::to_string).collect();
        f.write_str(&lines.join("\n"))
    }
}

impl std::error::Error for Faults {}

/// Something worth saying that does not keep a draft from being sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// The field it is about.
    pub field: Field,
    /// The sentence.
    pub text: String,
}

/// A fault without a value that would do.
pub(super) fn fault(field: Field, given: impl Into<String>, rule: impl Into<String>) -> Fault {
    Fault {
        field,
        given: given.into(),
        rule: rule.into(),
        nearest: None,
    }
}
