//! Shows on a picture what a mask lets be repainted.

use image::{Rgba, RgbaImage};

use super::{ImagingError, Mask};

/// How much of the tint covers what is repainted, of 255.
const COVER: u32 = 150;

/// The two stripes of the hatching: far apart in brightness, so that they are seen without colours too.
const STRIPES: [[u8; 3]; 2] = [[255, 90, 170], [70, 0, 45]];

/// So many stripes of each kind go along the longer side; coarse enough for half blocks.
const ALONG: u32 = 16;

/// Hatches what is repainted; what is kept stays as it is. The mask is brought to the picture's size.
pub fn tinted(picture: &mut RgbaImage, mask: Mask) -> Result<(), ImagingError> {
    let mask = mask.scaled(picture.width(), picture.height())?;
    let stripe = (picture.width().max(picture.height()) / (2 * ALONG)).max(1);
    let pixels = picture.enumerate_pixels_mut().zip(mask.pixels().pixels());
    for ((x, y, pixel), kept) in pixels {
        let open = u32::from(u8::MAX - kept.0[3]);
        let tint = STRIPES[((x + y) / stripe % 2) as usize];
        *pixel = over(*pixel, tint, COVER * open / 255);
    }
    Ok(())
}

/// A colour laid over a pixel; what was clear becomes as opaque as the colour is.
fn over(below: Rgba<u8>, tint: [u8; 3], cover: u32) -> Rgba<u8> {
    let [red, green, blue, alpha] = below.0;
    let under = u32::from(alpha) * (255 - cover) / 255;
    let sum = cover + under;
    let mix = |tint: u8, colour: u8| {
        let mixed = (u32::from(tint) * cover + u32::from(colour) * under + sum / 2).checked_div(sum);
        mixed.and_then(|mixed| u8::try_from(mixed).ok()).unwrap_or(colour)
    };
    Rgba([
        mix(tint[0], red),
        mix(tint[1], green),
        mix(tint[2], blue),
        u8::try_from(sum).unwrap_or(u8::MAX),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::MaskReading;
    use image::{DynamicImage, GrayImage, Luma};

    fn left_half(width: u32, height: u32) -> Mask {
        let grey = GrayImage::from_fn(width, height, |x, _| Luma([if x < width / 2 { 255 } else { 0 }]));
        Mask::new(DynamicImage::from(grey), MaskReading::WhiteReplaces)
    }

    #[test]
    fn what_is_kept_stays_and_what_is_repainted_is_hatched() {
        for colour in [[0, 0, 0], [255, 255, 255], [200, 30, 60]] {
            let [red, green, blue] = colour;
            let plain = RgbaImage::from_pixel(128, 64, Rgba([red, green, blue, 255]));
            let mut shown = plain.clone();
            // A mask of another size is brought to that of the view.
            tinted(&mut shown, left_half(1280, 640)).unwrap();
            let mut lights = Vec::new();
            for (x, y, pixel) in shown.enumerate_pixels() {
                match x {
                    0..62 => {
                        lights.push(DynamicImage::from(RgbaImage::from_pixel(1, 1, *pixel)).to_luma8()[(0, 0)].0[0])
                    }
                    66.. => assert_eq!(pixel, plain.get_pixel(x, y)),
                    _ => {}
                }
                assert_eq!(pixel.0[3], 255);
            }
            let (dark, light) = (lights.iter().min().unwrap(), lights.iter().max().unwrap());
            assert!(light - dark > 60, "{colour:?}: {dark} to {light}");
        }
    }

    #[test]
    fn hatching_is_seen_where_the_picture_is_clear() {
        let mut shown = RgbaImage::new(32, 32);
        tinted(&mut shown, left_half(32, 32)).unwrap();
        assert_eq!(shown.get_pixel(2, 2).0[3], 150);
        assert_eq!(shown.get_pixel(30, 2).0, [0; 4]);
    }
}
