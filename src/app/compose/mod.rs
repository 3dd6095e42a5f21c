//! Compose: the form, the result beside it, and the latest requests below.

mod attach;
mod field;
mod form;
mod guard;
mod keys;
mod mending;
mod send;

pub use attach::attach;
pub use field::FormField;
pub use form::{Form, Typing};
pub use guard::Guard;
pub use keys::run_in_form;
pub use send::{confirmed, send, send_again};

pub(super) use attach::{clipboard_read, insert, inspected, pasted};
pub(super) use keys::{typed, typed_value};
pub(super) use send::{make_here, over_cap, whither};

/// A pane of Compose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Pane {
    /// The form.
    Form,
    /// The picture of the shown request.
    Result,
    /// The latest requests.
    History,
}
