//! Images and masks: images-api.md §4 and §6.

use super::drafts::{FAMILIES, edit, facts, faulty, input, only_fault};
use crate::domain::{Draft, Field, ImageFacts, ImageFormat, Input, MaskReading, Operation, OptionName, Role};

fn with_image(model: &str, facts: ImageFacts) -> Draft {
    Draft {
        images: vec![input(Role::Image, facts)],
        ..edit(model, 1)
    }
}

fn with_mask(model: &str, mask: ImageFacts) -> Draft {
    Draft {
        mask: Some(input(Role::Mask, mask)),
        ..edit(model, 1)
    }
}

#[test]
fn an_edit_takes_up_to_sixteen_images_and_dall_e_two_one() {
    for model in FAMILIES {
        if *model == "dall-e-3" {
            continue;
        }
        let most = if *model == "dall-e-2" { 1 } else { 16 };
        assert_eq!(faulty(&edit(model, 0)), [Field::Images], "{model}");
        assert_eq!(faulty(&edit(model, 1)), [], "{model}");
        assert_eq!(faulty(&edit(model, most)), [], "{model}");
        assert_eq!(faulty(&edit(model, most + 1)), [Field::Images], "{model}");
    }
}

#[test]
fn images_are_of_the_kinds_and_bytes_that_the_model_takes() {
    for (model, format, bytes, legal) in [
        ("gpt-image-2.5-flare", ImageFormat::Png, 1, true),
        ("gpt-image-2.5-flare", ImageFormat::Jpeg, 1, true),
        ("gpt-image-1", ImageFormat::Webp, 50 * 1024 * 1024 - 1, true),
        ("gpt-image-1", ImageFormat::Webp, 50 * 1024 * 1024, false),
        ("gpt-image-2.6-flare", ImageFormat::Gif, 1, false),
        ("gpt-image-2.6-flare", ImageFormat::Svg, 1, false),
        ("dall-e-2", ImageFormat::Png, 4 * 1024 * 1024 - 1, true),
        ("dall-e-2", ImageFormat::Png, 4 * 1024 * 1024, false),
        ("dall-e-2", ImageFormat::Jpeg, 1, false),
    ] {
        let facts = ImageFacts {
            format,
            bytes,
            ..facts(512, 512)
        };
        let expected = if legal { vec![] } else { vec![Field::Images] };
        assert_eq!(
            faulty(&with_image(model, facts)),
            expected,
            "{model}: {format}, {bytes}"
        );
    }
}

#[test]
fn dall_e_two_takes_squares_only() {
    assert_eq!(faulty(&with_image("dall-e-2", facts(512, 512))), []);
    assert_eq!(faulty(&with_image("dall-e-2", facts(512, 256))), [Field::Images]);
    assert_eq!(faulty(&with_image("gpt-image-2", facts(512, 256))), []);
}

#[test]
fn a_faulty_image_is_named() {
    let mut draft = edit("gpt-image-2", 2);
    "anim.gif".clone_into(&mut draft.images[1].name);
    draft.images[1].facts = Some(ImageFacts {
        format: ImageFormat::Gif,
        ..facts(8, 8)
    });

    let fault = only_fault(&draft);

    assert_eq!(
        fault.to_string(),
        "image 'anim.gif': it is a gif; gpt-image-2 takes png, jpeg, webp"
    );
}

#[test]
fn a_mask_has_the_first_images_size_and_says_where_to_repaint() {
    let good = facts(1024, 1024);
    for (mask, legal) in [
        (good, true),
        (facts(1024, 1023), false),
        (facts(512, 512), false),
        (
            ImageFacts {
                format: ImageFormat::Webp,
                ..good
            },
            true,
        ),
        (
            ImageFacts {
                format: ImageFormat::Gif,
                ..good
            },
            false,
        ),
        (
            ImageFacts {
                bytes: 4 * 1024 * 1024 - 1,
                ..good
            },
            true,
        ),
        (
            ImageFacts {
                bytes: 4 * 1024 * 1024,
                ..good
            },
            false,
        ),
    ] {
        let expected = if legal { vec![] } else { vec![Field::Mask] };
        assert_eq!(faulty(&with_mask("gpt-image-2.5-flare", mask)), expected, "{mask:?}");
    }
}

#[test]
fn a_mask_without_transparency_is_read_by_white_and_one_of_another_size_can_be_scaled() {
    let plain = ImageFacts {
        alpha: false,
        ..facts(1024, 1024)
    };
    let mut draft = with_mask("gpt-image-2.5-flare", plain);
    assert_eq!(faulty(&draft), [Field::MaskReading]);
    for reading in [MaskReading::WhiteReplaces, MaskReading::WhiteKeeps] {
        draft.mask.as_mut().unwrap().treatment.reading = reading;
        assert_eq!(faulty(&draft), []);
    }
    draft = with_mask("gpt-image-2.5-flare", facts(512, 300));
    assert_eq!(faulty(&draft), [Field::Mask]);
    draft.mask.as_mut().unwrap().treatment.fit = true;
    assert_eq!(faulty(&draft), []);
}

#[test]
fn marks_lie_over_the_first_image_of_a_model_that_reads_them() {
    let marks = input(Role::Markup, facts(1024, 1024));
    let of = |model: &str, markup: Input| Draft {
        mask: None,
        markup: Some(markup),
        ..with_mask(model, facts(1024, 1024))
    };
    assert_eq!(faulty(&of("gpt-image-2.5-flare", marks.clone())), []);
    assert_eq!(faulty(&of("gpt-image-2.6-sunburst", marks.clone())), []);
    assert_eq!(faulty(&of("gpt-image-2", marks.clone())), [Field::Markup]);
    let small = input(Role::Markup, facts(64, 64));
    assert_eq!(faulty(&of("gpt-image-2.5-flare", small)), [Field::Markup]);
    let both = Draft {
        markup: Some(marks),
        ..with_mask("gpt-image-2.5-flare", facts(1024, 1024))
    };
    assert_eq!(faulty(&both), [Field::Mask]);
}

#[test]
fn with_several_images_the_mask_belongs_to_the_first() {
    let mut draft = with_mask("gpt-image-2", facts(64, 32));
    draft.images = vec![input(Role::Image, facts(64, 32)), input(Role::Image, facts(100, 100))];
    assert_eq!(faulty(&draft), []);

    draft.images.swap(0, 1);
    assert_eq!(faulty(&draft), [Field::Mask]);
}

#[test]
fn a_mask_needs_an_image() {
    let draft = Draft {
        images: Vec::new(),
        ..with_mask("gpt-image-2", facts(64, 64))
    };

    let fault = only_fault(&draft);

    assert_eq!(
        (fault.field, fault.rule.as_str()),
        (Field::Images, "a mask needs an image")
    );
}

#[test]
fn a_gif_takes_no_mask() {
    let mut draft = with_mask("gpt-image-2.6-flare", facts(1024, 1024));
    draft.options = [(OptionName::OutputFormat, "gif".to_owned())].into();

    assert_eq!(faulty(&draft), [Field::Mask]);
}

#[test]
fn dall_e_two_needs_a_mask_or_transparent_parts() {
    let opaque = ImageFacts {
        alpha: false,
        ..facts(512, 512)
    };
    assert_eq!(faulty(&with_image("dall-e-2", opaque)), [Field::Mask]);
    assert_eq!(faulty(&with_image("gpt-image-2", opaque)), []);

    let masked = Draft {
        mask: Some(input(Role::Mask, facts(512, 512))),
        ..with_image("dall-e-2", opaque)
    };
    assert_eq!(faulty(&masked), []);
}

#[test]
fn what_is_not_sent_is_not_judged() {
    let mut draft = with_mask("gpt-image-2", facts(3, 3));
    draft.images = vec![
        input(
            Role::Image,
            ImageFacts {
                format: ImageFormat::Svg,
                ..facts(8, 8)
            }
        );
        20
    ];
    draft.operation = Operation::Generate;

    assert_eq!(faulty(&draft), []);
}

#[test]
fn files_that_nobody_looked_at_yet_are_trusted() {
    let mut draft = with_mask("gpt-image-2", facts(3, 3));
    draft.images[0].facts = None;
    assert_eq!(faulty(&draft), []);
    draft.mask.as_mut().unwrap().facts = None;
    assert_eq!(faulty(&draft), []);
}
