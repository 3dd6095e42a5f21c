//! What becomes of the inputs of a request, without a server.

use std::{cell::RefCell, path::Path};

use tempfile::TempDir;

use super::*;
use crate::{
    domain::{Draft, MaskReading, ModelTable, Operation, Proposal, Remote, Treatment},
    imaging::{DynamicImage, RgbaImage},
};

/// A folder of pictures, and a request that works on them.
struct Scene {
    folder: TempDir,
    draft: Draft,
}

impl Scene {
    fn new(model: &str, downscale: Downscale) -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            draft: Draft {
                operation: Operation::Edit,
                prompt: "a hat".to_owned(),
                model: model.to_owned(),
                downscale,
                ..Draft::default()
            },
        }
    }

    fn keep(&self, name: &str, picture: impl Into<DynamicImage>) -> Input {
        let path = self.folder.path().join(name);
        picture.into().save(&path).unwrap();
        input(Role::Image, &path)
    }

    fn mask(&mut self, name: &str, picture: impl Into<DynamicImage>, treatment: Treatment) {
        let mut mask = self.keep(name, picture);
        mask.role = Role::Mask;
        mask.treatment = treatment;
        self.draft.mask = Some(mask);
    }

    fn request(&self) -> (Request, Limits) {
        let model = ModelTable::standard().unwrap().model(&self.draft.model);
        let proposal = Proposal {
            draft: &self.draft,
            model: &model,
        };
        (Request::try_from(proposal).unwrap(), Limits::of(&model))
    }

    fn files(&self) -> Result<Vec<InputFile>, Failure> {
        let (request, limits) = self.request();
        files(&request, limits, &|_| {})
    }
}

fn input(role: Role, path: &Path) -> Input {
    let facts = imaging::facts(&fs::read(path).unwrap()).unwrap();
    Input::file(role, path.to_path_buf(), Some(facts))
}

/// Without transparency.
fn opaque(picture: RgbaImage) -> DynamicImage {
    DynamicImage::from(picture).into_rgb8().into()
}

/// White on its left half, black on its right.
fn white_left() -> DynamicImage {
    let white = |x| if x < 32 { [255; 4] } else { [0, 0, 0, 255] };
    opaque(RgbaImage::from_fn(64, 64, |x, _| white(x).into()))
}

fn size(file: &InputFile) -> (u32, u32) {
    let facts = imaging::facts(&file.bytes).unwrap();
    assert_eq!(facts.format, file.format);
    (facts.width, facts.height)
}

fn read(reading: MaskReading) -> Treatment {
    Treatment {
        reading,
        ..Treatment::default()
    }
}

const MODEL: &str = "gpt-image-2.6-flare";

#[test]
fn every_picture_is_sent_at_the_size_that_was_promised() {
    for (rule, (width, height)) in [
        (Downscale::Off, (1300, 1300)),
        (Downscale::Of2025, (1536, 1024)),
        (Downscale::Of2025, (1537, 1024)),
        (Downscale::Of2025, (16_001, 111)),
        (Downscale::Current, (2049, 2048)),
    ] {
        let mut scene = Scene::new(MODEL, rule);
        let image = scene.keep("image.png", DynamicImage::new_luma8(width, height));
        let promised = image.sent_size(rule).unwrap();
        let untouched = image.goes_untouched(rule);
        scene.draft.images = vec![image];
        scene.mask(
            "mask.png",
            DynamicImage::new_luma8(width, height),
            read(MaskReading::WhiteKeeps),
        );
        let files = scene.files().unwrap();
        assert_eq!(files.iter().map(size).collect::<Vec<_>>(), [promised; 2], "{rule:?}");
        let lies = fs::read(scene.folder.path().join("image.png")).unwrap();
        assert_eq!(files[0].bytes == lies, untouched, "{rule:?} {width}x{height}");
    }
}

#[test]
fn a_mask_of_another_size_is_brought_to_that_of_its_image() {
    for (rule, expected) in [(Downscale::Current, (2896, 1448)), (Downscale::Off, (3000, 1500))] {
        let mut scene = Scene::new(MODEL, rule);
        scene.draft.images = vec![scene.keep("image.png", DynamicImage::new_luma8(3000, 1500))];
        let fit = Treatment {
            fit: true,
            ..read(MaskReading::WhiteReplaces)
        };
        scene.mask("mask.png", white_left(), fit);
        let files = scene.files().unwrap();
        assert_eq!(files.iter().map(size).collect::<Vec<_>>(), [expected; 2]);
        let mask = imaging::decode(&files[1].bytes).unwrap().into_rgba8();
        assert_eq!(mask.get_pixel(9, 9).0, [0, 0, 0, 0]);
        assert_eq!(mask.get_pixel(expected.0 - 9, 9).0, [0, 0, 0, 255]);
    }
}

#[test]
fn a_mask_that_a_model_painted_is_sent_levelled_alone_or_merged() {
    let painted = || {
        RgbaImage::from_fn(64, 64, |x, _| {
            if x < 32 { [246, 250, 244, 255] } else { [11, 9, 14, 255] }.into()
        })
    };
    for (model, merge) in [(MODEL, false), ("dall-e-2", true)] {
        let mut scene = Scene::new(model, Downscale::Off);
        scene.draft.images = vec![scene.keep(
            "image.png",
            opaque(RgbaImage::from_pixel(64, 64, [9, 8, 7, 255].into())),
        )];
        let treatment = Treatment {
            merge,
            level: true,
            ..read(MaskReading::WhiteReplaces)
        };
        scene.mask("mask.png", painted(), treatment);
        let files = scene.files().unwrap();
        let sent = imaging::decode(&files.last().unwrap().bytes).unwrap().into_rgba8();
        let alphas = (sent.get_pixel(3, 3).0[3], sent.get_pixel(60, 60).0[3]);
        assert_eq!(alphas, (0, 255), "{model}");
    }
}

#[test]
fn a_mask_of_another_size_that_is_not_to_be_scaled_is_refused() {
    // The form knows no rules of a foreign model, so it comes to this.
    let mut scene = Scene::new("flux-kontext-pro", Downscale::Off);
    scene.draft.images = vec![scene.keep("image.png", DynamicImage::new_rgb8(30, 30))];
    scene.mask("hat mask.png", RgbaImage::new(40, 30), Treatment::default());
    let failure = scene.files().unwrap_err();
    assert_eq!(
        (failure.kind, failure.param.as_deref()),
        (FailureKind::Request, Some("mask"))
    );
    assert_eq!(
        failure.message,
        "the mask hat mask.png cannot be sent: the mask is 40x30, the picture 30x30: they must be the same size"
    );
    assert!(failure.hint.is_some());
}

#[test]
fn a_merged_mask_is_no_file_of_its_own() {
    let mut scene = Scene::new("dall-e-2", Downscale::Off);
    scene.draft.images = vec![scene.keep(
        "image.png",
        opaque(RgbaImage::from_pixel(64, 64, [9, 8, 7, 255].into())),
    )];
    scene.mask("mask.png", white_left(), read(MaskReading::WhiteReplaces));
    let files = scene.files().unwrap();
    assert_eq!(files.iter().map(|file| file.role).collect::<Vec<_>>(), [Role::Image]);
    let sent = imaging::decode(&files[0].bytes).unwrap().into_rgba8();
    assert_eq!(
        (sent.get_pixel(0, 0).0, sent.get_pixel(60, 0).0),
        ([9, 8, 7, 0], [9, 8, 7, 255])
    );
}

#[test]
fn a_merged_image_that_stays_too_large_is_not_sent() {
    let mut scene = Scene::new("dall-e-2", Downscale::Off);
    let mut dice = fastrand::Rng::with_seed(7);
    let noise = RgbaImage::from_fn(64, 64, |_, _| [dice.u8(..), dice.u8(..), dice.u8(..), 255].into());
    scene.draft.images = vec![scene.keep("noise.png", opaque(noise))];
    scene.mask(
        "mask.png",
        DynamicImage::new_luma8(64, 64),
        read(MaskReading::WhiteKeeps),
    );
    let (request, limits) = scene.request();
    let tight = Limits {
        image_bytes_max: 9000,
        ..limits
    };
    let failure = files(&request, tight, &|_| {}).unwrap_err();
    assert!(
        failure
            .message
            .starts_with("the image noise.png cannot be sent: as a png of 64x64")
    );
    assert!(failure.hint.unwrap().contains("smaller size"));
}

#[test]
fn a_remote_picture_has_no_bytes_and_what_lies_over_it_keeps_its_size() {
    let remote = Remote::Url("https://a.example/x.png".to_owned());
    let mut scene = Scene::new(MODEL, Downscale::Current);
    let second = scene.keep("second.png", DynamicImage::new_luma8(3000, 1500));
    scene.draft.images = vec![Input::remote(Role::Image, remote.clone()), second];
    scene.mask(
        "mask.png",
        DynamicImage::new_luma8(3000, 1500),
        read(MaskReading::WhiteKeeps),
    );
    let sent = scene.files().unwrap();
    assert_eq!((sent[0].remote.as_ref(), sent[0].bytes.len()), (Some(&remote), 0));
    assert_eq!((size(&sent[1]), size(&sent[2])), ((2896, 1448), (3000, 1500)));

    // Inside of a picture that is elsewhere there is no place for a mask.
    let mut request = scene.request().0;
    let mut inputs = request.inputs().to_vec();
    inputs[2].treatment.merge = true;
    request = request.with_inputs(inputs);
    let failure = files(&request, scene.request().1, &|_| {}).unwrap_err();
    assert!(failure.message.contains("https://a.example/x.png"));
}

#[test]
fn markup_is_scaled_with_its_image() {
    let mut scene = Scene::new(MODEL, Downscale::Of2025);
    scene.draft.images = vec![scene.keep("image.png", DynamicImage::new_luma8(3000, 1500))];
    let mut markup = scene.keep("marks.png", RgbaImage::new(3000, 1500));
    markup.role = Role::Markup;
    scene.draft.markup = Some(markup);
    let files = scene.files().unwrap();
    assert_eq!(size(&files[0]), size(&files[1]));
    assert!(imaging::facts(&files[1].bytes).unwrap().alpha);
}

#[test]
fn what_is_changed_is_told_without_names() {
    let mut scene = Scene::new(MODEL, Downscale::Current);
    let small = scene.keep("small.png", DynamicImage::new_luma8(30, 10));
    scene.draft.images = vec![scene.keep("secret.png", DynamicImage::new_luma8(3000, 1500)), small];
    let (request, limits) = scene.request();
    let told = RefCell::new(Vec::new());
    files(&request, limits, &|line| told.borrow_mut().push(line.to_owned())).unwrap();
    let told = told.into_inner();
    assert_eq!(told.len(), 1);
    assert!(
        told[0].starts_with("image goes as a png of 2896x1448 with "),
        "{told:?}"
    );
    assert!(told[0].contains("; it was a png of 3000x1500 with ") && !told[0].contains("secret"));
}

#[test]
fn what_cannot_be_read_is_told_with_the_file_the_reason_and_the_next_step() {
    let mut scene = Scene::new(MODEL, Downscale::Current);
    let image = scene.keep("hat.png", DynamicImage::new_luma8(3000, 1500));
    scene.draft.images = vec![image.clone()];
    let whole = fs::read(&image.path).unwrap();
    let mut damaged = whole.clone();
    let middle = damaged.len() / 2;
    damaged[middle] ^= 0x55;
    for (bytes, kind, reason) in [
        (&whole[..whole.len() / 2], FailureKind::Request, "cut short"),
        (
            b"no picture".as_slice(),
            FailureKind::Request,
            "begins with “no picture”",
        ),
        (damaged.as_slice(), FailureKind::Request, "this png cannot be read"),
    ] {
        fs::write(&image.path, bytes).unwrap();
        let failure = scene.files().unwrap_err();
        assert_eq!((failure.kind, failure.param.as_deref()), (kind, Some("image")));
        assert!(failure.message.starts_with("the image hat.png cannot be sent: "));
        assert!(failure.message.contains(reason), "{}", failure.message);
        assert!(failure.hint.is_some());
    }
    fs::remove_file(&image.path).unwrap();
    let failure = scene.files().unwrap_err();
    assert_eq!(failure.kind, FailureKind::Storage);
    assert!(failure.message.contains("hat.png") && failure.hint.is_some());
}
