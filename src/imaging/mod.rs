//! Bytes to pixels to bytes: facts, fitting, masks, encoding.

mod animation;
mod closer;
mod decode;
mod difference;
mod encode;
mod facts;
mod failure;
mod fit;
mod limits;
mod mask;
mod metadata;
mod original_kept;
mod outgoing;
mod overlay;
mod seam;
mod thumbnail;
mod vector;
mod wholeness;

#[cfg(test)]
pub(crate) use animation::moving_gif;
pub use animation::{MovingFrame, may_move, moving_frames};
pub use closer::closer;
pub use decode::decode;
pub use difference::{VISIBLE, change, distance, heat, split};
pub use encode::{jpeg, png};
pub use facts::facts;
pub use failure::ImagingError;
pub use fit::{Sharpness, fit, fitted, flattened, laid_on, resized};
pub use image::{DynamicImage, RgbaImage};
pub use mask::Mask;
pub use metadata::{Note, texts, with_note};
pub use original_kept::{Edited, original_kept};
pub use outgoing::{Frame, outgoing_image, outgoing_markup, outgoing_mask, outgoing_merged};
pub use overlay::tinted;
pub use thumbnail::preview;
pub use wholeness::{TELLING_END, check_whole, is_whole};
