//! Brings the input pictures of a request into the form in which they are sent.

use std::{
    fmt, fs,
    sync::{Arc, Mutex, PoisonError},
};

use bytes::Bytes;

use super::{desk::Desk, program::log};
use crate::{
    api::InputFile,
    domain::{
        Downscale, Failure, FailureKind, HistoryEntry, ImageFacts, ImageFormat, Input, MASK_BYTES_MAX, Model, Request,
        Role, one_line,
    },
    imaging::{self, Frame, ImagingError},
};

/// Requests run side by side, but only one picture at a time is held as pixels.
static PIXELS: Mutex<()> = Mutex::new(());

/// What a server takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Limits {
    image_bytes_max: u64,
    mask_bytes_max: u64,
    square: bool,
}

impl Limits {
    /// Nothing is known of an unlisted model's server.
    fn of(model: &Model) -> Self {
        let known = model.is_known();
        let unless_unknown = |most| if known { most } else { u64::MAX };
        Self {
            image_bytes_max: unless_unknown(model.rules().image_bytes_max),
            mask_bytes_max: unless_unknown(MASK_BYTES_MAX),
            square: known && model.rules().square,
        }
    }
}

/// The input pictures of a request, ready to be sent, in their order.
pub(super) async fn prepared(desk: &Arc<Desk>, entry: &HistoryEntry) -> Result<Vec<InputFile>, Failure> {
    let limits = Limits::of(&desk.models.model(entry.request.model()));
    let (id, request) = (entry.id, entry.request.clone());
    let files = desk.blocking(move |_| files(&request, limits, &|told| log(&format!("{id}: {told}"))));
    files.await?
}

/// `tell` hears of every picture that does not go as it lies on disk.
fn files(request: &Request, limits: Limits, tell: &dyn Fn(&str)) -> Result<Vec<InputFile>, Failure> {
    let rule = request.downscale();
    let mask = request.inputs_as(Role::Mask).next();
    let merged = mask.filter(|mask| mask.treatment.merge);
    let mut first = None;
    let mut files = Vec::new();
    for input in request.inputs() {
        if input.role == Role::Mask && input.treatment.merge {
            // It went with the first image.
            continue;
        }
        let over = merged.filter(|_| input.role == Role::Image && first.is_none());
        if let Some(remote) = &input.remote {
            if over.is_some() {
                return Err(unmergeable(input));
            }
            first.get_or_insert(First::Remote);
            files.push(InputFile {
                role: input.role,
                remote: Some(remote.clone()),
                format: ImageFormat::Png,
                bytes: Bytes::new(),
            });
            continue;
        }
        let held = Held::read(input)?;
        let file = match (input.role, over) {
            (Role::Image, Some(mask)) => held.merged(mask, rule, limits),
            (Role::Image, None) => held.image(rule, limits),
            (Role::Markup, _) => held.markup(following(rule, first), limits),
            (Role::Mask, _) => held.mask(following(rule, first), first, limits),
        }?;
        first.get_or_insert(First::Local(held.facts));
        if let Some(size) = file.rewritten {
            tell(&held.change(size, file.bytes.len()));
        }
        files.push(InputFile {
            role: input.role,
            remote: None,
            format: file.rewritten.map_or(held.facts.format, |_| ImageFormat::Png),
            bytes: file.bytes,
        });
    }
    Ok(files)
}

/// The first image, over which mask and markup lie.
#[derive(Debug, Clone, Copy)]
enum First {
    Local(ImageFacts),
    /// The server has it, at a size that is not known here.
    Remote,
}

/// What lies over an image that is not ours to make smaller keeps its size as well.
fn following(rule: Downscale, first: Option<First>) -> Downscale {
    match first {
        Some(First::Remote) => Downscale::Off,
        Some(First::Local(_)) | None => rule,
    }
}

/// Bytes to send.
struct Outgoing {
    bytes: Bytes,
    /// The size of the new PNG; none where they go as they lie on disk.
    rewritten: Option<(u32, u32)>,
}

/// An input picture in memory, with its facts as they are now.
struct Held {
    input: Input,
    bytes: Bytes,
    facts: ImageFacts,
}

impl Held {
    fn read(input: &Input) -> Result<Self, Failure> {
        let bytes = fs::read(&input.path).map_err(|error| {
            let message = format!("{} cannot be read: {error}", Named(input));
            Failure {
                param: Some(parameter(input.role).to_owned()),
                ..Failure::new(FailureKind::Storage, message).with_hint("attach the file again")
            }
        })?;
        let looked_at = imaging::facts(&bytes).and_then(|facts| imaging::check_whole(&bytes).map(|()| facts));
        let facts = looked_at.map_err(|error| unusable(input, error))?;
        let mut input = input.clone();
        input.facts = Some(facts);
        Ok(Self {
            input,
            bytes: Bytes::from(bytes),
            facts,
        })
    }

    /// The size at which it goes.
    fn size(&self, rule: Downscale) -> (u32, u32) {
        rule.size(self.facts.width, self.facts.height)
    }

    fn image(&self, rule: Downscale, limits: Limits) -> Result<Outgoing, Failure> {
        let frame = self.frame(rule, limits.image_bytes_max);
        self.unless_untouched(rule, frame, || imaging::outgoing_image(&self.bytes, &frame))
    }

    fn markup(&self, rule: Downscale, limits: Limits) -> Result<Outgoing, Failure> {
        let frame = self.frame(rule, limits.image_bytes_max);
        self.unless_untouched(rule, frame, || imaging::outgoing_markup(&self.bytes, &frame))
    }

    fn mask(&self, rule: Downscale, first: Option<First>, limits: Limits) -> Result<Outgoing, Failure> {
        let mut frame = self.frame(rule, limits.mask_bytes_max);
        if let Some(First::Local(image)) = first {
            self.lies_over(&image)?;
            frame.size = rule.size(image.width, image.height);
        }
        let treatment = self.input.treatment;
        self.unless_untouched(rule, frame, || imaging::outgoing_mask(&self.bytes, treatment, &frame))
    }

    /// The image with the mask as its transparency.
    fn merged(&self, mask: &Input, rule: Downscale, limits: Limits) -> Result<Outgoing, Failure> {
        if mask.remote.is_some() {
            return Err(unmergeable(mask));
        }
        let mask = Self::read(mask)?;
        mask.lies_over(&self.facts)?;
        let frame = self.frame(rule, limits.image_bytes_max);
        if limits.square && frame.size.0 != frame.size.1 {
            let (width, height) = frame.size;
            let message = format!("{} cannot be sent: it is {width}x{height}", Named(&self.input));
            return Err(Failure::new(FailureKind::Request, message).with_hint("choose a square image for this model"));
        }
        let treatment = mask.input.treatment;
        let bytes = one_at_a_time(|| imaging::outgoing_merged(&self.bytes, &mask.bytes, treatment, &frame));
        Ok(Outgoing {
            bytes: bytes.map_err(|error| unusable(&self.input, error))?.into(),
            rewritten: Some(frame.size),
        })
    }

    fn frame(&self, rule: Downscale, bytes_max: u64) -> Frame {
        Frame {
            size: self.size(rule),
            bytes_max,
        }
    }

    /// A mask has the size of its image, or is brought to it (images-api.md §6).
    fn lies_over(&self, image: &ImageFacts) -> Result<(), Failure> {
        let (mask, picture) = ((self.facts.width, self.facts.height), (image.width, image.height));
        if self.input.treatment.fit || mask == picture {
            return Ok(());
        }
        Err(unusable(&self.input, ImagingError::MaskSize { mask, picture }))
    }

    fn unless_untouched(
        &self,
        rule: Downscale,
        frame: Frame,
        rewrite: impl FnOnce() -> Result<Vec<u8>, ImagingError>,
    ) -> Result<Outgoing, Failure> {
        if self.input.goes_untouched(rule) {
            return Ok(Outgoing {
                bytes: self.bytes.clone(),
                rewritten: None,
            });
        }
        let bytes = one_at_a_time(rewrite).map_err(|error| unusable(&self.input, error))?;
        Ok(Outgoing {
            bytes: bytes.into(),
            rewritten: Some(frame.size),
        })
    }

    /// A line for the log. It names no file: those are the person's own.
    fn change(&self, (width, height): (u32, u32), length: usize) -> String {
        let facts = &self.facts;
        format!(
            "{} goes as a png of {width}x{height} with {length} bytes; it was a {} of {}x{} with {}",
            parameter(self.input.role),
            facts.format,
            facts.width,
            facts.height,
            facts.bytes
        )
    }
}

fn one_at_a_time<T>(work: impl FnOnce() -> T) -> T {
    // A decoder that panicked holds no pixels any more.
    let _alone = PIXELS.lock().unwrap_or_else(PoisonError::into_inner);
    work()
}

/// An input as a sentence names it: what it is for, and the name it had with the person.
struct Named<'a>(&'a Input);

impl fmt::Display for Named<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(input) = self;
        let path = input.path.to_string_lossy();
        let name = if input.name.is_empty() { &*path } else { &input.name };
        write!(f, "the {} {}", parameter(input.role), one_line(name))
    }
}

/// The server's word for it.
const fn parameter(role: Role) -> &'static str {
    match role {
        Role::Image => "image",
        Role::Mask => "mask",
        Role::Markup => "markup",
    }
}

fn unusable(input: &Input, error: ImagingError) -> Failure {
    let next = match (&error, input.role) {
        (ImagingError::TooManyBytes { .. }, Role::Mask) => "use a mask with hard edges, or make the image smaller",
        (ImagingError::TooManyBytes { .. }, _) => "choose a smaller size to shrink to, or make the picture smaller",
        (ImagingError::TooLarge { .. }, _) => "make the picture smaller in another program",
        _ => "open the picture in another program and save it anew as a PNG, or choose another one",
    };
    let message = format!("{} cannot be sent: {error}", Named(input));
    let failure = Failure::from(error);
    Failure {
        message,
        hint: failure.hint.or_else(|| Some(next.to_owned())),
        param: Some(parameter(input.role).to_owned()),
        ..failure
    }
}

fn unmergeable(input: &Input) -> Failure {
    let message = format!(
        "{} cannot be sent: this model takes the mask inside of the image, and both must be files for that",
        Named(input)
    );
    let failure = Failure::new(FailureKind::Request, message).with_hint("download it and attach the file");
    Failure {
        param: Some(parameter(input.role).to_owned()),
        ..failure
    }
}

#[cfg(test)]
mod tests;
