//! Switches that make the server fail on purpose, or answer as another server would.

mod act;
mod delivery;
mod errors;
mod foreign_errors;
mod shapes;
mod spoiling;
mod switch;
mod table;

pub use act::{Act, StreamFault};
pub use delivery::{BREATH, Delivery, deliver, lost};
pub use errors::Case;
pub use shapes::{openrouter, openrouter_usage, xai};
pub use spoiling::Spoiling;
pub use switch::{Fault, UnknownFault, fault_help};
