//! As what requests are written out.

use crate::domain::NameTemplate;

/// As what requests are written out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WrittenAs {
    /// Everything that is kept of them, in the form that the ending of the name says.
    All,
    /// Only the pictures, in a folder.
    Pictures {
        /// How they are called.
        names: NameTemplate,
        /// Whether prompt, model, options, id and price go into the files.
        metadata: bool,
    },
}
