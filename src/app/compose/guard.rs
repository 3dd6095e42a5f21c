//! What keeps a key that was meant for something else from sending.

mod deeds;

pub(super) use deeds::REPEAT_MS;

/// What was pressed and closed a moment ago, in milliseconds since 1970; a key pressed right then may have been meant for
/// that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Guard {
    /// When esc was pressed last.
    esc_ms: i64,
    /// When something that lay on top was closed last, or typing left.
    closed_ms: i64,
    /// Whether the key that is pressed may have been meant for something else.
    in_doubt: bool,
}
