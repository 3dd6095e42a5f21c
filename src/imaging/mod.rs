//! Bytes to pixels to bytes: facts, fitting, masks, encoding.

mod decode;
mod downscale;
mod encode;
mod facts;
mod failure;
mod fit;
mod mask;
mod thumbnail;
mod whole;

pub use decode::{MAX_PIXELS, MAX_SIDE, decode};
pub use downscale::downscaled;
pub use encode::{jpeg, png};
pub use facts::facts;
pub use failure::ImagingError;
pub use fit::{Sharpness, fit, fitted, flattened, resized};
pub use image::{DynamicImage, RgbaImage};
pub use mask::Mask;
pub use thumbnail::preview;
pub use whole::{TELLING_END, is_whole};
