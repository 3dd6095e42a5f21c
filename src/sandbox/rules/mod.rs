//! What the live server accepts, written down anew from its reference: a request goes in, an order or a refusal comes out.

mod check;
mod combinations;
mod dalle;
mod models;
mod order;
mod pictures;
mod references;
mod sizes;
mod values;
mod variations;
mod vector;

pub use check::{check, not_there};
pub use models::{Family, find_listed, listed};
pub use order::{Background, Carriage, Endpoint, Format, Order, Quality};
pub use pictures::{Inputs, open};
pub use sizes::Size;
pub use values::{choice, missing, text, unknown, wrong_type};
pub use variations::{VariationOrder, check_variation};
