//! Pictures compared with each other and with what was asked for.

use image::{ImageFormat, Rgba};

use super::*;

fn brief(prompt: &str, width: u32, height: u32) -> Brief<'_> {
    Brief {
        prompt,
        width,
        height,
        detail: 0,
        transparent: false,
        seed: 7,
        moment: 0.0,
    }
}

fn fresh_picture(brief: &Brief) -> DynamicImage {
    paint(brief, &Sources::default()).unwrap()
}

/// How far apart two pictures are, 0 to 255.
fn difference(a: &DynamicImage, b: &DynamicImage) -> u64 {
    let (a, b) = (a.to_rgb8(), b.to_rgb8());
    let sum: u64 = a
        .as_raw()
        .iter()
        .zip(b.as_raw())
        .map(|(a, b)| u64::from(a.abs_diff(*b)))
        .sum();
    sum / u64::try_from(a.as_raw().len()).unwrap().max(1)
}

/// A picture to edit: a checkerboard, some of it see-through if asked.
fn original(width: u32, height: u32, alpha: u8) -> DynamicImage {
    let pixels = RgbaImage::from_fn(width, height, |x, y| {
        let light = (x / 16 + y / 16) % 2 == 0;
        if light {
            Rgba([231, 40, 77, 255])
        } else {
            Rgba([13, 200, 99, alpha])
        }
    });
    DynamicImage::ImageRgba8(pixels)
}

/// See-through in the right half.
fn half_open(width: u32, height: u32) -> DynamicImage {
    RgbaImage::from_fn(width, height, |x, _| {
        Rgba([9, 9, 9, if x < width / 2 { 255 } else { 0 }])
    })
    .into()
}

#[test]
fn the_same_brief_gives_the_same_picture_and_another_seed_or_prompt_another() {
    let kite = brief("a red kite over dunes", 320, 256);
    let first = fresh_picture(&kite);

    assert_eq!(first.as_bytes(), fresh_picture(&kite).as_bytes());
    assert!(difference(&first, &fresh_picture(&Brief { seed: 8, ..kite })) > 3);
    assert!(
        difference(
            &first,
            &fresh_picture(&Brief {
                prompt: "a city at night",
                ..kite
            })
        ) > 3
    );
}

#[test]
fn pictures_have_the_size_asked_for_whatever_is_painted() {
    let prompts = [
        "",
        "x",
        "a red kite",
        "a balloon",
        "birds",
        "a heron",
        "a fox",
        "a cat and a dog, rabbits",
        "a bear in the snow",
        "an owl",
        "a tree",
        "a lighthouse",
        "a house",
        "a boat",
        "a whale",
        "flowers in a meadow",
        "portrait",
        "mushrooms",
        "a cactus",
        "tea",
        "a robot in the city",
        "an umbrella in the rain",
        "a hat",
        "a rocket and stars",
        "autumn forest",
        "ink mountains",
        "pink dunes",
    ];
    for prompt in prompts {
        let picture = fresh_picture(&brief(prompt, 96, 64));
        assert_eq!((picture.width(), picture.height()), (96, 64), "{prompt}");
    }
}

#[test]
fn each_format_can_be_read_again_in_its_size() {
    let formats = [
        (Encoding::Png, ImageFormat::Png),
        (Encoding::Jpeg(60), ImageFormat::Jpeg),
        (Encoding::Webp, ImageFormat::WebP),
    ];
    for (encoding, format) in formats {
        let bytes = encode(fresh_picture(&brief("a fox", 80, 48)), encoding).unwrap();
        let read = image::load_from_memory_with_format(&bytes, format).unwrap();
        assert_eq!((read.width(), read.height()), (80, 48), "{encoding:?}");
    }
}

#[test]
fn a_lower_jpeg_quality_makes_a_smaller_file() {
    let picture = fresh_picture(&brief("a fox", 200, 200));
    let size = |quality| encode(picture.clone(), Encoding::Jpeg(quality)).unwrap().len();
    assert!(size(10) < size(60) && size(60) < size(100));
}

#[test]
fn a_transparent_picture_has_nothing_in_its_corners_and_something_in_its_middle() {
    let picture = fresh_picture(&Brief {
        transparent: true,
        ..brief("a fox", 96, 96)
    })
    .into_rgba8();

    assert_eq!(picture.get_pixel(0, 0).0[3], 0);
    assert_eq!(picture.get_pixel(48, 48).0[3], 255);
}

#[test]
fn pixels_under_the_opaque_part_of_a_mask_stay_as_they_were() {
    for (alpha, transparent) in [(255, false), (255, true), (120, true), (0, true)] {
        let (original, mask) = (original(128, 96, alpha), half_open(128, 96));
        let sources = Sources {
            images: std::slice::from_ref(&original),
            mask: Some(&mask),
            markup: None,
        };

        let changed = paint(
            &Brief {
                transparent,
                ..brief("a fox", 128, 96)
            },
            &sources,
        )
        .unwrap()
        .into_rgba8();

        let before = original.to_rgba8();
        let same = |x, y| changed.get_pixel(x, y) == before.get_pixel(x, y);
        assert!((0..64).all(|x| (0..96).all(|y| same(x, y))), "kept half, alpha {alpha}");
        assert!(
            !(64..128).all(|x| (0..96).all(|y| same(x, y))),
            "open half, alpha {alpha}"
        );
    }
}

#[test]
fn an_edit_without_a_mask_can_be_seen_to_come_from_its_picture() {
    let (one, two) = (
        original(128, 128, 255),
        fresh_picture(&brief("snowy mountains", 128, 128)),
    );
    let edit = |picture: &DynamicImage| {
        let sources = Sources {
            images: std::slice::from_ref(picture),
            ..Sources::default()
        };
        paint(&brief("autumn", 128, 128), &sources).unwrap()
    };

    assert!(difference(&edit(&one), &one) > 2, "it has changed");
    assert!(
        difference(&edit(&one), &one) < difference(&edit(&one), &two),
        "it is nearer to its own picture"
    );
}

#[test]
fn further_pictures_are_taken_up() {
    let pair = [
        original(128, 128, 255),
        RgbaImage::from_pixel(64, 64, Rgba([0, 0, 255, 255])).into(),
    ];
    let edit = |images| {
        paint(
            &brief("quiet", 128, 128),
            &Sources {
                images,
                ..Sources::default()
            },
        )
        .unwrap()
    };
    assert!(difference(&edit(&pair[..1]), &edit(&pair)) > 2);
}

#[test]
fn an_edit_fills_another_size_than_its_picture_has() {
    let (original, mask) = (original(40, 30, 255), half_open(40, 30));
    let sources = Sources {
        images: &[original],
        mask: Some(&mask),
        markup: None,
    };
    let changed = paint(&brief("a fox", 96, 64), &sources).unwrap();
    assert_eq!((changed.width(), changed.height()), (96, 64));
}

#[test]
fn a_gif_has_its_frames_and_they_move() {
    use image::AnimationDecoder;
    let animation = Animation {
        frames: 4,
        frame_milliseconds: 120,
    };

    let bytes = animate(&brief("a boat on the sea", 96, 96), &Sources::default(), animation).unwrap();

    let decoder = image::codecs::gif::GifDecoder::new(std::io::Cursor::new(bytes)).unwrap();
    let frames = decoder.into_frames().collect_frames().unwrap();
    assert_eq!(frames.len(), 4);
    assert_eq!(frames[0].delay().numer_denom_ms(), (120, 1));
    assert_ne!(frames[0].buffer(), frames[1].buffer());
}

#[test]
fn an_svg_is_one_and_names_its_size() {
    let text = String::from_utf8(draw_svg(&brief("a fox", 640, 480), &Sources::default()).unwrap()).unwrap();
    assert!(text.starts_with("<svg ") && text.ends_with("</svg>\n"));
    assert!(text.contains("width=\"640\" height=\"480\""));
    assert!(text.matches("<path ").count() > 50);
}

#[test]
fn partial_pictures_come_closer_to_the_whole() {
    let whole = fresh_picture(&brief("a fox in the autumn forest", 256, 256));
    let distances: Vec<u64> = (0..3).map(|step| difference(&coarse(&whole, step), &whole)).collect();
    assert!(
        distances[0] > distances[1] && distances[1] > distances[2],
        "{distances:?}"
    );
}

#[test]
fn variations_differ_from_each_other() {
    let picture = original(64, 64, 255);
    let read = |index| image::load_from_memory(&vary(&picture, 256, index).unwrap()).unwrap();
    assert_eq!(read(0).width(), 256);
    assert!(difference(&read(0), &read(1)) > 1);
}
