//! What can be asked of pictures that are looked at closely: a part, another one beside it, a pixel, how much changed.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::MaskReading;

/// A rectangle of a picture, in its own pixels; never empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Part {
    /// Its first column.
    pub x: u32,
    /// Its first row.
    pub y: u32,
    /// Columns.
    pub width: u32,
    /// Rows.
    pub height: u32,
}

impl Part {
    /// All of a picture of that size.
    #[must_use]
    pub const fn whole((width, height): (u32, u32)) -> Self {
        Self {
            x: 0,
            y: 0,
            width,
            height,
        }
    }

    /// What of it lies in a picture of that size, at least a pixel.
    #[must_use]
    pub fn within(self, (width, height): (u32, u32)) -> Self {
        let (x, y) = (
            self.x.min(width.saturating_sub(1)),
            self.y.min(height.saturating_sub(1)),
        );
        Self {
            x,
            y,
            width: self.width.clamp(1, (width - x).max(1)),
            height: self.height.clamp(1, (height - y).max(1)),
        }
    }
}

/// How a second picture is shown beside the first; it is brought to the first one's size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Beside {
    /// In the place of the first.
    Instead,
    /// Right of a seam, in thousandths of the shown part's width; the first one is left of it.
    Split(u16),
    /// Only where they differ, the brighter the more.
    Heat,
}

/// A second picture, and how it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Against {
    /// Its file.
    pub other: PathBuf,
    /// How.
    pub shown: Beside,
}

/// A mask that is laid over a picture to show what would be repainted.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Overlaid {
    /// The mask's file.
    pub mask: PathBuf,
    /// How it is read.
    pub reading: MaskReading,
    /// Whether what is nearly white or nearly black is taken for that.
    #[serde(default)]
    pub level: bool,
}

/// A question about the pixels of pictures; the answer carries it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Question {
    /// What a pixel is.
    Pixel {
        /// The picture.
        picture: PathBuf,
        /// Its column.
        x: u32,
        /// Its row.
        y: u32,
        /// The mask that may let it be repainted.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        mask: Option<Overlaid>,
    },
    /// How much changed from one picture to another.
    Change {
        /// The first; the other one is brought to its size.
        before: PathBuf,
        /// The other.
        after: PathBuf,
        /// The mask that tells where it may have changed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        mask: Option<Overlaid>,
    },
}

/// The answer to a [`Question`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Looked {
    /// A pixel.
    Pixel(Pixel),
    /// How much changed.
    Change(Change),
}

/// A pixel of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pixel {
    /// Red, green, blue and opacity.
    pub rgba: [u8; 4],
    /// How far its mask lets it be repainted, in percent, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repainted: Option<u8>,
}

/// How much changed between two pictures. Both parts are nothing where they hold no pixel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Where a mask keeps the picture; the whole picture where there is no mask.
    pub outside: Option<Changed>,
    /// Where the mask lets it be repainted, however little.
    pub inside: Option<Changed>,
    /// The size of the second picture, where it had to be brought to that of the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scaled_from: Option<(u32, u32)>,
}

/// How much a number of pixels changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    /// How many of them changed visibly, in thousandths; 0 only when none did, 1000 only when all did.
    pub per_mille: u16,
    /// How far they changed on average, in tenths of a level of 255.
    pub mean_tenths: u16,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_cut_to_its_picture_and_never_empty() {
        let part = |x, y, width, height| Part { x, y, width, height };
        for (asked, size, expected) in [
            (part(10, 20, 30, 40), (100, 100), part(10, 20, 30, 40)),
            (part(90, 95, 30, 40), (100, 100), part(90, 95, 10, 5)),
            (part(500, 500, 3, 3), (100, 50), part(99, 49, 1, 1)),
            (part(0, 0, 0, 0), (5, 5), part(0, 0, 1, 1)),
        ] {
            assert_eq!(asked.within(size), expected, "{asked:?} in {size:?}");
        }
    }
}
