//! What the live server accepts, written down anew from its reference: a request goes in, an order or a refusal comes out.

mod combinations;
mod models;
mod order;
mod pictures;
mod sizes;
mod values;
mod variations;
mod vector;

pub use models::{Family, find_listed, listed};
pub use order::{Background, Endpoint, Format, Order, Quality, check};
pub use pictures::{Inputs, open};
pub use sizes::Size;
pub use variations::{VariationAnswer, VariationOrder, check_variation};
