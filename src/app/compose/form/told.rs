//! What a server said of one field: it stands there until the field changes.

use crate::app::FormField;

/// A sentence at a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    pub(super) field: FormField,
    pub(super) text: String,
    /// What the field held when it was said.
    pub(super) value: String,
}
