//! What is to be painted, what it starts from, and why it may fail.

use image::DynamicImage;

/// What is to be painted.
#[derive(Debug, Clone, Copy)]
pub struct Brief<'a> {
    /// In words.
    pub prompt: &'a str,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// How much is spent on small things, 0 to 3.
    pub detail: u8,
    /// Whether nothing is painted around the motif.
    pub transparent: bool,
    /// The same seed gives the same picture.
    pub seed: u64,
    /// The moment of an animation, from 0 around to 1; still pictures show 0.
    pub moment: f32,
}

/// The pictures that an edit starts from; none for a new picture.
#[derive(Debug, Clone, Copy, Default)]
pub struct Sources<'a> {
    /// The one to change, and others to take up into it.
    pub images: &'a [DynamicImage],
    /// Alpha 0 where the first is to be repainted.
    pub mask: Option<&'a DynamicImage>,
    /// Marks upon the first.
    pub markup: Option<&'a DynamicImage>,
}

/// Why there is no picture.
#[derive(Debug, thiserror::Error)]
pub enum PainterError {
    /// A canvas that cannot be made.
    #[error("no canvas of {width}x{height} pixels")]
    Size {
        /// In pixels.
        width: u32,
        /// In pixels.
        height: u32,
    },
    /// The encoder failed.
    #[error("the picture cannot be encoded: {0}")]
    Encode(#[from] image::ImageError),
    /// A buffer has the wrong size.
    #[error("the picture cannot be resized: {0}")]
    Buffer(#[from] fast_image_resize::ImageBufferError),
    /// Resizing failed.
    #[error("the picture cannot be resized: {0}")]
    Resize(#[from] fast_image_resize::ResizeError),
    /// Premultiplying failed.
    #[error("the picture's alpha cannot be worked in: {0}")]
    Alpha(#[from] fast_image_resize::ImageError),
}
