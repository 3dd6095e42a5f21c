//! Scales a picture down before it is sent, by the rules that ComfyUI uses (images-api.md §12).

use image::DynamicImage;

use super::{ImagingError, Sharpness, resized};

/// Which of the two published rules to follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Downscale {
    /// The present one: at most 2048x2048 pixels, both edges rounded down to an even number.
    #[default]
    Current,
    /// The one of 2025, which old workflows expect: at most 1536x1024 pixels, edges rounded to the nearest.
    Of2025,
}

impl Downscale {
    /// The most pixels that a picture may have without being scaled.
    #[must_use]
    pub const fn limit(self) -> u64 {
        match self {
            Self::Current => 2048 * 2048,
            Self::Of2025 => 1536 * 1024,
        }
    }

    /// The size at which a picture is sent; the same size when it is small enough.
    ///
    /// The edge is `w * sqrt(limit / (w * h))`, which is `sqrt(w * limit / h)`: whole numbers all the way.
    #[must_use]
    pub fn size(self, width: u32, height: u32) -> (u32, u32) {
        if width == 0 || height == 0 || u64::from(width) * u64::from(height) <= self.limit() {
            return (width, height);
        }
        (self.edge(width, height), self.edge(height, width))
    }

    fn edge(self, along: u32, across: u32) -> u32 {
        let (along, across) = (u64::from(along), u64::from(across));
        let edge = match self {
            Self::Current => {
                let edge = (along * self.limit() / across).isqrt().max(2);
                edge - edge % 2
            }
            // Half a pixel more and then down is rounding; doubled, so that nothing is lost before the root.
            Self::Of2025 => (4 * along * self.limit() / across).isqrt().div_ceil(2).max(1),
        };
        u32::try_from(edge).unwrap_or(u32::MAX)
    }
}

/// The picture as it is sent; `None` when it is small enough to go as it is.
pub fn downscaled(picture: &DynamicImage, rule: Downscale) -> Result<Option<DynamicImage>, ImagingError> {
    let (width, height) = rule.size(picture.width(), picture.height());
    if (width, height) == (picture.width(), picture.height()) {
        return Ok(None);
    }
    resized(picture, width, height, Sharpness::Sending).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_follow_the_rule_asked_for() {
        let cases = [
            (Downscale::Current, (4000, 3000), (2364, 1772)),
            (Downscale::Of2025, (4000, 3000), (1448, 1086)),
            (Downscale::Current, (2048, 2048), (2048, 2048)),
            (Downscale::Current, (2049, 2048), (2048, 2046)),
            (Downscale::Of2025, (1536, 1024), (1536, 1024)),
            (Downscale::Of2025, (1024, 1024), (1024, 1024)),
            (Downscale::Of2025, (3072, 2048), (1536, 1024)),
            (Downscale::Current, (100_000, 100), (64_762, 64)),
            (Downscale::Current, (3, 1), (3, 1)),
        ];
        for (rule, (width, height), expected) in cases {
            assert_eq!(rule.size(width, height), expected, "{rule:?} {width}x{height}");
        }
    }

    #[test]
    fn only_what_is_too_large_is_touched() {
        assert_eq!(
            downscaled(&DynamicImage::new_rgb8(800, 600), Downscale::Of2025),
            Ok(None)
        );
        let smaller = downscaled(&DynamicImage::new_rgb8(2000, 1000), Downscale::Of2025)
            .unwrap()
            .unwrap();
        assert_eq!((smaller.width(), smaller.height()), (1774, 887));
    }
}
