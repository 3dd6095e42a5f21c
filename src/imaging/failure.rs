//! What can go wrong between bytes and pixels, in words for a person.

use crate::domain::{Failure, FailureKind, ImageFormat};

use super::limits::{MAX_PIXELS, MAX_SIDE};

/// Why bytes did not become pixels, or pixels not bytes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImagingError {
    /// The first bytes belong to no picture format that we know.
    #[error("this is no PNG, JPEG, WebP, GIF or SVG: it begins with {0}")]
    Unknown(String),
    /// The format is known, but the bytes do not keep to it.
    #[error("this {format} cannot be read: {reason}")]
    Broken {
        /// The format, by magic bytes.
        format: ImageFormat,
        /// What the decoder found.
        reason: String,
    },
    /// More pixels than we decode.
    #[error(
        "the picture is {width}x{height}; pochade reads up to {MAX_SIDE} pixels a side and {} million in all",
        MAX_PIXELS / 1_000_000
    )]
    TooLarge {
        /// Its width in pixels.
        width: u32,
        /// Its height in pixels.
        height: u32,
    },
    /// Vectors: there are no pixels to take out.
    #[error("an {0} holds vectors, not pixels")]
    NoPixels(ImageFormat),
    /// A mask must lie exactly over its picture (images-api.md §6).
    #[error(
        "the mask is {}x{}, the picture {}x{}: they must be the same size",
        mask.0, mask.1, picture.0, picture.1
    )]
    MaskSize {
        /// Width and height of the mask.
        mask: (u32, u32),
        /// Width and height of the picture.
        picture: (u32, u32),
    },
    /// The format has no place for texts that we know.
    #[error("a {0} has no place for metadata")]
    NoPlace(ImageFormat),
    /// A JPEG takes no part that is longer.
    #[error("the metadata has {0} bytes, and a jpeg takes 65533")]
    NoteTooLong(usize),
    /// The file stops before its picture does.
    #[error("this {0} is cut short: its end is missing")]
    CutShort(ImageFormat),
    /// Packed as well as it goes, it is larger than the server takes.
    #[error(
        "as a png of {}x{} it has {bytes} bytes, and at most {bytes_max} are taken",
        size.0, size.1
    )]
    TooManyBytes {
        /// Width and height in pixels.
        size: (u32, u32),
        /// How many bytes it has.
        bytes: u64,
        /// The most that it may have.
        bytes_max: u64,
    },
    /// An edited picture does not lie over its original.
    #[error(
        "the edit has {}x{} pixels and its original {}x{}: with other proportions they do not lie over each other",
        edited.0, edited.1, original.0, original.1
    )]
    Proportions {
        /// Width and height of the original in pixels.
        original: (u32, u32),
        /// Those of the edited picture.
        edited: (u32, u32),
    },
    /// A picture could not be resized.
    #[error("the picture cannot be brought to {width}x{height}: {reason}")]
    Resize {
        /// The width asked for.
        width: u32,
        /// The height asked for.
        height: u32,
        /// What the resizer said.
        reason: String,
    },
    /// A picture could not be written in a format.
    #[error("the picture cannot be written as {format}: {reason}")]
    Encode {
        /// The format asked for.
        format: ImageFormat,
        /// What the encoder said.
        reason: String,
    },
}

impl From<ImagingError> for Failure {
    fn from(error: ImagingError) -> Self {
        let message = error.to_string();
        match error {
            ImagingError::MaskSize { .. } => {
                Self::new(FailureKind::Request, message).with_hint("scale the mask to the size of the first picture")
            }
            ImagingError::Unknown(_)
            | ImagingError::Broken { .. }
            | ImagingError::TooLarge { .. }
            | ImagingError::TooManyBytes { .. }
            | ImagingError::CutShort(_)
            | ImagingError::NoPlace(_)
            | ImagingError::NoteTooLong(_)
            | ImagingError::Proportions { .. }
            | ImagingError::NoPixels(_) => Self::new(FailureKind::Request, message),
            ImagingError::Resize { .. } | ImagingError::Encode { .. } => Self::new(FailureKind::Internal, message),
        }
    }
}
