//! Scales a picture down before it is sent, by the rules that ComfyUI uses (images-api.md §12).

use image::DynamicImage;

use super::{ImagingError, Sharpness, resized};
use crate::domain::Downscale;

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
