//! An order with everything settled that it left to the server, ready to be painted.

use sha2::{Digest, Sha256};

use super::{
    meter::Demand,
    painted::{Echo, Painted},
    painter::{self, Animation, Brief, Encoding, Sources},
    refusal::Refusal,
    rules::{Background, Family, Format, Inputs, Order, Quality, Size},
    tokens::{self, Usage},
};

/// What is painted, and of what.
#[derive(Debug)]
pub struct Commission {
    order: Order,
    inputs: Inputs,
    size: Size,
    quality: Quality,
    transparent: bool,
    fingerprint: Sha256,
}

/// The sizes that `auto` chooses from.
const SQUARE: Size = Size::new(1024, 1024);
const PORTRAIT: Size = Size::new(1024, 1536);
const LANDSCAPE: Size = Size::new(1536, 1024);
const GIF_FRAME: Size = Size::new(512, 512);

impl Commission {
    /// Settles what is still `auto`. Slow for large inputs, since it takes their fingerprint.
    pub fn new(order: Order, inputs: Inputs) -> Self {
        let size = order.size.unwrap_or_else(|| chosen_size(&order, &inputs));
        let quality = order.quality.unwrap_or_else(|| chosen_quality(&order));
        let transparent = is_transparent(&order, &inputs);
        let mut fingerprint = Sha256::new();
        let words = format!(
            "{}\n{size}\n{}\n{transparent}\n{}",
            order.model.id,
            quality.name(),
            order.prompt
        );
        fingerprint.update(words);
        for picture in inputs.images.iter().chain(&inputs.mask).chain(&inputs.markup) {
            fingerprint.update(picture.as_bytes());
        }
        Self {
            order,
            inputs,
            size,
            quality,
            transparent,
            fingerprint,
        }
    }

    /// How many pictures are wanted.
    pub fn count(&self) -> u32 {
        self.order.count
    }

    /// How many partial pictures of each; `None` when nothing is streamed.
    pub fn stream(&self) -> Option<u32> {
        self.order.stream
    }

    /// The model that was asked for.
    pub fn model(&self) -> &'static str {
        self.order.model.id
    }

    /// What is asked for.
    pub fn prompt(&self) -> &str {
        &self.order.prompt
    }

    /// What counts against the limits of a minute.
    pub fn demand(&self) -> Demand {
        let brought = u32::try_from(self.inputs.images.len()).unwrap_or(u32::MAX);
        Demand {
            images: self.order.count.saturating_add(brought),
            tokens: self.usage().total_tokens,
        }
    }

    /// The finished pictures, each in base64, with what is said of them.
    pub fn finished(&self, pictures: Vec<String>, created: u64) -> Painted {
        let family = self.order.model.family;
        let echo = self.echo();
        Painted {
            pictures,
            media_type: echo.media_type(),
            carriage: self.order.carriage,
            model: self.order.model.id,
            revised_prompt: (family == Family::DallE3)
                .then(|| format!("{}, painted with care and in soft light", self.order.prompt)),
            facts: (!family.is_dalle()).then(|| (echo, self.usage())),
            created,
        }
    }

    /// The values that the answer repeats.
    pub fn echo(&self) -> Echo {
        Echo {
            background: if self.transparent { "transparent" } else { "opaque" },
            output_format: match self.order.format {
                Format::Png => "png",
                Format::Jpeg(_) => "jpeg",
                Format::Webp => "webp",
                Format::Gif { .. } => "gif",
                Format::Svg => "svg",
            },
            quality: self.quality.name(),
            size: self.size.to_string(),
            safety_identifier: self.order.safety_identifier.clone(),
        }
    }

    /// What the whole request uses.
    pub fn usage(&self) -> Usage {
        let input = tokens::read(&self.order, &self.inputs.sizes);
        Usage::of(input, self.picture_tokens() * u64::from(self.order.count))
    }

    /// What one picture of a stream uses. The reading is counted once, with the first.
    pub fn usage_of_one(&self, index: u32) -> Usage {
        let mut input = tokens::read(&self.order, &self.inputs.sizes);
        if index > 0 {
            input.image_tokens = 0;
            input.text_tokens = 0;
        }
        Usage::of(input, self.picture_tokens())
    }

    fn picture_tokens(&self) -> u64 {
        let drawn = match self.order.format {
            Format::Gif { frames, .. } => self.size.sheet(frames),
            Format::Png | Format::Jpeg(_) | Format::Webp | Format::Svg => self.size,
        };
        tokens::picture(
            self.order.model.family,
            drawn,
            self.quality,
            self.order.stream.unwrap_or(0),
        )
    }

    /// Paints one of the pictures and says it in base64. Slow.
    pub fn picture(&self, index: u32) -> Result<String, Refusal> {
        let bytes = match self.order.format {
            Format::Gif {
                frames,
                frame_milliseconds,
            } => {
                let animation = Animation {
                    frames,
                    frame_milliseconds,
                };
                painter::animate(&self.brief(index), &self.sources(), animation)
            }
            Format::Svg => painter::draw_svg(&self.brief(index), &self.sources()),
            Format::Png | Format::Jpeg(_) | Format::Webp => painter::paint(&self.brief(index), &self.sources())
                .and_then(|image| painter::encode(image, self.encoding())),
        };
        said(bytes)
    }

    /// Paints one picture and its partial pictures, coarse ones first, the whole one last. Slow.
    pub fn picture_in_steps(&self, index: u32, partials: u32) -> Result<Vec<String>, Refusal> {
        let image = painter::paint(&self.brief(index), &self.sources()).map_err(|_| Refusal::broken())?;
        let mut steps = Vec::new();
        for step in 0..partials {
            steps.push(said(painter::encode(painter::coarse(&image, step), self.encoding()))?);
        }
        steps.push(said(painter::encode(image, self.encoding()))?);
        Ok(steps)
    }

    fn encoding(&self) -> Encoding {
        match self.order.format {
            Format::Jpeg(quality) => Encoding::Jpeg(quality),
            Format::Webp => Encoding::Webp,
            Format::Png | Format::Gif { .. } | Format::Svg => Encoding::Png,
        }
    }

    fn brief(&self, index: u32) -> Brief<'_> {
        Brief {
            prompt: &self.order.prompt,
            width: self.size.width,
            height: self.size.height,
            detail: match self.quality {
                Quality::Low => 0,
                Quality::Medium => 1,
                Quality::High => 2,
                Quality::ExtraHigh | Quality::Max => 3,
            },
            transparent: self.transparent,
            seed: self.seed(index),
            moment: 0.0,
        }
    }

    fn sources(&self) -> Sources<'_> {
        Sources {
            images: &self.inputs.images,
            mask: self.inputs.mask.as_ref(),
            markup: self.inputs.markup.as_ref(),
        }
    }

    /// The same for the same request, another for each picture of it.
    fn seed(&self, index: u32) -> u64 {
        let digest = self.fingerprint.clone().chain_update(index.to_le_bytes()).finalize();
        digest.iter().take(8).fold(0, |seed, byte| seed << 8 | u64::from(*byte))
    }
}

fn said(bytes: Result<Vec<u8>, painter::PainterError>) -> Result<String, Refusal> {
    bytes
        .map(|bytes| base64_simd::STANDARD.encode_to_string(bytes))
        .map_err(|_| Refusal::broken())
}

fn chosen_size(order: &Order, inputs: &Inputs) -> Size {
    if matches!(order.format, Format::Gif { .. }) {
        return GIF_FRAME;
    }
    if let Some(first) = inputs.sizes.first() {
        return nearest(*first);
    }
    let words = order.prompt.to_lowercase();
    let says = |list: &[&str]| list.iter().any(|word| words.contains(word));
    if says(&["portrait", "poster", "tall "]) {
        PORTRAIT
    } else if says(&["landscape", "panorama", "wide "]) {
        LANDSCAPE
    } else {
        SQUARE
    }
}

fn nearest(size: Size) -> Size {
    if size.width * 5 > size.height * 6 {
        LANDSCAPE
    } else if size.height * 5 > size.width * 6 {
        PORTRAIT
    } else {
        SQUARE
    }
}

fn chosen_quality(order: &Order) -> Quality {
    if order.model.is_careful() {
        Quality::High
    } else {
        Quality::Medium
    }
}

fn is_transparent(order: &Order, inputs: &Inputs) -> bool {
    match order.background {
        Background::Transparent => true,
        Background::Opaque => false,
        Background::Auto => {
            let can = matches!(order.format, Format::Png | Format::Webp) && order.model.family != Family::Two;
            let wanted = order.prompt.to_lowercase().contains("transparent");
            can && (wanted || inputs.images.first().is_some_and(painter::shines_through))
        }
    }
}
