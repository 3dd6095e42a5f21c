//! What a person may type for a size, and the legal sizes that come closest.

use super::size::{Sheet, Size, SizeRule};

/// How many sizes are offered at most.
const OFFERED: usize = 4;
/// A size of exactly the wished shape goes before one that is closer when its area is off by no more than this (as a
/// logarithm).
const CLOSE_ENOUGH: f64 = 0.05;
/// Pixels of a picture of which only the shape is said, the usual ones first.
const USUAL_PIXELS: [f64; 3] = [1_572_864.0, 4_194_304.0, 8_294_400.0];

const SQUARE: Shape = Shape { width: 1, height: 1 };
const LANDSCAPE: Shape = Shape { width: 3, height: 2 };
const WIDE: Shape = Shape { width: 16, height: 9 };

/// Width to height in whole numbers without a common divisor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Shape {
    width: u32,
    height: u32,
}

impl Shape {
    /// `16:9`, `3/2`, `1.91` or `1.91:1`.
    fn read(text: &str) -> Option<Self> {
        let (width, height) = text.split_once([':', '/']).unwrap_or((text, "1"));
        let (width, height) = (thousandths(width)?, thousandths(height)?);
        let divisor = common_divisor(width, height);
        Some(Self {
            width: width / divisor,
            height: height / divisor,
        })
    }

    const fn turned(self) -> Self {
        Self {
            width: self.height,
            height: self.width,
        }
    }

    fn ratio(self) -> f64 {
        f64::from(self.width) / f64::from(self.height)
    }

    fn is_of(self, width: u32, height: u32) -> bool {
        u64::from(width) * u64::from(self.height) == u64::from(height) * u64::from(self.width)
    }
}

/// How large it is wished.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Amount {
    Pixels(f64),
    LongEdge(f64),
    ShortEdge(f64),
}

impl Amount {
    /// `2mp`, `1080p`, `4k`, `2000000` or `1024`.
    fn read(text: &str) -> Option<Self> {
        let number = |digits: &str| {
            let number: f64 = digits.replace(['_', ','], "").parse().ok()?;
            (number.is_finite() && number > 0.0).then_some(number)
        };
        let before = |unit: &str| text.strip_suffix(unit).and_then(number);
        if let Some(millions) = before("megapixels").or_else(|| before("mp")) {
            return Some(Self::Pixels(millions * 1e6));
        }
        if let Some(thousands) = before("k") {
            // 1k and 2k are powers of two; from 4k on the film's edge is meant.
            let thousand = if thousands < 4.0 { 1024.0 } else { 960.0 };
            return Some(Self::LongEdge(thousands * thousand));
        }
        if let Some(edge) = before("px").or_else(|| number(text)) {
            // Nobody has an edge so long; it is the sum of all pixels.
            let is_sum = edge >= 100_000.0;
            return Some(if is_sum {
                Self::Pixels(edge)
            } else {
                Self::LongEdge(edge)
            });
        }
        before("p").map(Self::ShortEdge)
    }

    /// Width and height of that shape.
    fn edges(self, shape: Shape) -> (f64, f64) {
        let ratio = shape.ratio();
        match self {
            Self::Pixels(pixels) => ((pixels * ratio).sqrt(), (pixels / ratio).sqrt()),
            Self::LongEdge(edge) => (edge * ratio.min(1.0), edge / ratio.max(1.0)),
            Self::ShortEdge(edge) => (edge * ratio.max(1.0), edge / ratio.min(1.0)),
        }
    }

    /// The shapes to offer where none is said.
    fn usual_shapes(self) -> [Shape; 3] {
        match self {
            Self::LongEdge(edge) if edge < 3000.0 => [SQUARE, WIDE, WIDE.turned()],
            Self::LongEdge(_) | Self::ShortEdge(_) => [WIDE, WIDE.turned(), SQUARE],
            Self::Pixels(_) => [SQUARE, LANDSCAPE, LANDSCAPE.turned()],
        }
    }
}

/// What was said of shape and amount.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct Wish {
    shape: Option<Shape>,
    amount: Option<Amount>,
}

impl Wish {
    /// `None` where a word is not understood or nothing is said.
    fn read(text: &str) -> Option<Self> {
        let mut wish = Self::default();
        let mut orientation = None;
        let lower = text.to_lowercase();
        for word in lower.split(|c: char| c.is_whitespace() || c == '@') {
            match word {
                "" | "at" => {}
                "square" => wish.shape = Some(SQUARE),
                "landscape" | "portrait" => orientation = Some(word == "landscape"),
                _ => match (word.contains([':', '/']) || is_ratio(word), Amount::read(word)) {
                    (false, Some(amount)) => wish.amount = Some(amount),
                    (true, _) => wish.shape = Some(Shape::read(word)?),
                    (false, None) => return None,
                },
            }
        }
        if let Some(lies) = orientation {
            let shape = wish.shape.unwrap_or(LANDSCAPE);
            let right = (shape.width > shape.height) == lies || shape == SQUARE;
            wish.shape = Some(if right { shape } else { shape.turned() });
        }
        (wish != Self::default()).then_some(wish)
    }
}

impl SizeRule {
    /// The legal sizes closest to what a person typed, the best first: `16:9`, `16:9 2mp`, `portrait 1080p`, `square`,
    /// `4k`, `1.91`, `1920x1080`. Nothing where the text is not understood; the size itself where it is legal.
    #[must_use]
    pub fn suggest(&self, text: &str) -> Vec<Size> {
        self.suggest_on(text, Sheet::SINGLE)
    }

    /// The same for pictures that share a sheet, such as the frames of a GIF.
    #[must_use]
    pub fn suggest_on(&self, text: &str, sheet: Sheet) -> Vec<Size> {
        let mut found = match Size::from(text.to_owned()) {
            Size::Auto => vec![self.default_size()],
            size @ Size::Exact { .. } if self.check_on(&size, sheet).is_ok() => vec![size],
            Size::Exact { width, height } => self.around(width, height, sheet),
            Size::Other(text) => Wish::read(&text).map_or_else(Vec::new, |wish| self.granting(wish, sheet)),
        };
        found.retain(|size| self.check_on(size, sheet).is_ok());
        let mut offered = Vec::new();
        for size in found {
            if !offered.contains(&size) {
                offered.push(size);
            }
        }
        offered.truncate(OFFERED);
        offered
    }

    /// Legal sizes around one that is not, in its shape as far as that goes.
    pub(super) fn around(&self, width: u32, height: u32, sheet: Sheet) -> Vec<Size> {
        let divisor = common_divisor(width, height).max(1);
        let shape = Shape {
            width: width / divisor,
            height: height / divisor,
        };
        self.close_to(shape, (f64::from(width), f64::from(height)), sheet)
    }

    /// The size closest to these edges, and those of exactly their shape.
    fn close_to(&self, shape: Shape, (width, height): (f64, f64), sheet: Sheet) -> Vec<Size> {
        let (width, height) = self.within(width, height, sheet);
        let mut found = self.of_shape(shape, width * height, sheet);
        let at = usize::from(found.first().is_some_and(|(off, _)| *off < CLOSE_ENOUGH));
        if let Some(nearest) = self.nearest(width, height, sheet) {
            found.insert(at, (0.0, nearest));
        }
        found.into_iter().map(|(_, size)| size).collect()
    }

    fn granting(&self, wish: Wish, sheet: Sheet) -> Vec<Size> {
        let close = |shape: Shape, amount: Amount| {
            let (width, height) = amount.edges(shape);
            self.nearest(width, height, sheet)
        };
        match (wish.shape, wish.amount) {
            (None, None) => Vec::new(),
            (None, Some(amount)) => {
                let shapes = amount.usual_shapes().into_iter();
                shapes.filter_map(|shape| close(shape, amount)).collect()
            }
            (Some(shape), Some(amount)) => self.close_to(shape, amount.edges(shape), sheet),
            (Some(shape), None) => {
                let is_so = |size: &Size| matches!(size, Size::Exact { width, height } if shape.is_of(*width, *height));
                let presets = self.presets().iter().filter(|size| is_so(size)).cloned();
                let usual = USUAL_PIXELS.map(Amount::Pixels).into_iter();
                presets.chain(usual.filter_map(|amount| close(shape, amount))).collect()
            }
        }
    }

    /// The two sizes of exactly this shape that come closest to so many pixels, and how far they are off.
    fn of_shape(&self, shape: Shape, pixels: f64, sheet: Sheet) -> Vec<(f64, Size)> {
        let Self::Free { multiple, edge_max, .. } = self else {
            return Vec::new();
        };
        let unit = |edge: u32| u64::from(edge) * u64::from(*multiple);
        let steps = u64::from(*edge_max) / unit(shape.width.max(shape.height)).max(1);
        let mut exact: Vec<(f64, Size)> = (1..=steps)
            .filter_map(|step| {
                let width = u32::try_from(unit(shape.width) * step).ok()?;
                let height = u32::try_from(unit(shape.height) * step).ok()?;
                let off = (f64::from(width) * f64::from(height) / pixels).ln().abs();
                let legal = self.broken(width, height, sheet).is_none();
                legal.then_some((off, Size::Exact { width, height }))
            })
            .collect();
        exact.sort_by(|one, other| one.0.total_cmp(&other.0));
        exact.truncate(2);
        exact
    }
}

/// A number too small for an edge: `1.91`, `2`.
fn is_ratio(word: &str) -> bool {
    word.parse::<f64>().is_ok_and(|number| number < 10.0)
}

/// A number with up to three decimals, above zero and below ten thousand.
fn thousandths(text: &str) -> Option<u32> {
    let (whole, decimals) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    let plain = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
    if !plain(whole) || !plain(decimals) || whole.len() > 4 || decimals.len() > 3 {
        return None;
    }
    let number: u32 = format!("{whole}{decimals:0<3}").parse().ok()?;
    (number > 0).then_some(number)
}

/// The largest number that divides both; 0 only for two zeros.
const fn common_divisor(mut one: u32, mut other: u32) -> u32 {
    while other != 0 {
        (one, other) = (other, one % other);
    }
    one
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ModelTable;

    fn rule(model: &str) -> SizeRule {
        ModelTable::standard().unwrap().model(model).rules().size.clone()
    }

    fn shown(sizes: &[Size]) -> String {
        let names: Vec<_> = sizes.iter().map(ToString::to_string).collect();
        names.join(" ")
    }

    #[test]
    fn what_people_type_becomes_sizes_the_best_first() {
        let rule = rule("gpt-image-2");
        for (text, first) in [
            ("16:9", "1536x864 2048x1152 3840x2160"),
            ("9:16", "864x1536 1152x2048 2160x3840"),
            ("16:9 2mp", "1888x1056 1792x1008 2048x1152"),
            ("16/9 @ 2mp", "1888x1056"),
            ("16:9@4k", "3840x2160"),
            ("3:2", "1536x1024"),
            ("square", "1024x1024 2048x2048"),
            ("SQUARE 4mp", "2000x2000"),
            ("portrait", "1024x1536"),
            ("landscape", "1536x1024"),
            ("16:9 portrait", "864x1536"),
            ("portrait 1080p", "1088x1632"),
            ("1080p", "1920x1088 1088x1920"),
            ("9:16 1080p", "1088x1920"),
            ("1k", "1024x1024"),
            ("2k", "2048x2048 2048x1152 1152x2048"),
            ("4k", "3840x2160 2160x3840 2880x2880"),
            ("4k square", "2880x2880"),
            ("2000000", "1408x1408"),
            ("2,000,000px 2:1", "2016x1008 2000x1008"),
            ("1024", "1024x1024"),
            ("1.91:1 1.5mp", "1696x880"),
            ("1920x1080", "1920x1088"),
            ("1536x864", "1536x864"),
            ("", "auto"),
            ("auto", "auto"),
            ("a fox", ""),
            ("16:", ""),
            ("0:4", ""),
            ("-3:2", ""),
            ("16:9 fox", ""),
            ("0mp", ""),
            ("inf", ""),
        ] {
            let found = shown(&rule.suggest(text));
            let as_expected = if first.is_empty() {
                found.is_empty()
            } else {
                found.starts_with(first)
            };
            assert!(as_expected, "{text}: {found}");
        }
    }

    #[test]
    fn every_offer_is_legal_and_close() {
        let mut asked = 0;
        for model in [
            "gpt-image-2",
            "gpt-image-2.6-flare",
            "gpt-image-1.5",
            "dall-e-3",
            "dall-e-2",
        ] {
            let rule = rule(model);
            for ratio in [
                "1:3", "9:21", "9:16", "2:3", "4:5", "1:1", "1.91", "5:4", "16:9", "2.39:1", "3:1",
            ] {
                for amount in [
                    "", "0.1mp", "0.7mp", "1mp", "3.3mp", "8mp", "50mp", "480p", "1440p", "1k", "2k", "8k",
                ] {
                    let text = format!("{ratio} {amount}");
                    let offers = rule.suggest(&text);
                    assert!(!offers.is_empty(), "{model}: {text}");
                    assert!(offers.len() <= OFFERED);
                    for offer in &offers {
                        assert_eq!(rule.check(offer), Ok(()), "{model}: {text} -> {offer}");
                    }
                    if model.starts_with("gpt-image-2") {
                        let wished = Wish::read(&text).unwrap().shape.unwrap().ratio();
                        let Size::Exact { width, height } = offers[0] else {
                            panic!("{text}")
                        };
                        let off = (f64::from(width) / f64::from(height) / wished).ln().abs();
                        assert!(off < 0.025, "{model}: {text} -> {width}x{height}");
                    }
                    asked += 1;
                }
            }
        }
        assert_eq!(asked, 5 * 11 * 12);
    }

    #[test]
    fn wished_pixels_are_met_where_they_are_legal() {
        let rule = rule("gpt-image-2");
        for ratio in ["1:1", "3:2", "16:9", "1.91", "9:21"] {
            for millions in ["0.8", "1", "1.7", "2.5", "4"] {
                let text = format!("{ratio} {millions}mp");
                let Size::Exact { width, height } = rule.suggest(&text)[0] else {
                    panic!("{text}")
                };
                let pixels = f64::from(width) * f64::from(height) / 1e6;
                let off = (pixels / millions.parse::<f64>().unwrap()).ln().abs();
                assert!(off < CLOSE_ENOUGH, "{text} -> {width}x{height}");
            }
        }
    }

    #[test]
    fn a_short_list_gives_its_nearest() {
        for (model, text, size) in [
            ("gpt-image-1.5", "16:9", "1536x1024"),
            ("gpt-image-1.5", "9:16 4k", "1024x1536"),
            ("gpt-image-1-mini", "square", "1024x1024"),
            ("gpt-image-1", "1920x1080", "1536x1024"),
            ("dall-e-3", "landscape", "1792x1024"),
            ("dall-e-3", "1080p", "1792x1024"),
            ("dall-e-2", "500x500", "512x512"),
            ("dall-e-2", "256px", "256x256"),
            ("dall-e-2", "4k", "1024x1024"),
        ] {
            assert_eq!(rule(model).suggest(text)[0].to_string(), size, "{model}: {text}");
        }
    }

    #[test]
    fn an_unknown_server_is_offered_even_edges() {
        let rule = rule("flux-kontext-pro");
        assert_eq!(shown(&rule.suggest("16:9 1k")), "1024x576");
        assert_eq!(shown(&rule.suggest("1000x10")), "1000x10", "what is typed is sent");
    }

    #[test]
    fn frames_are_offered_so_that_their_sheet_fits() {
        let rule = rule("gpt-image-2.6-flare");
        for (frames, largest) in [(9, "960x960"), (12, "816x816"), (16, "720x720")] {
            let sheet = Sheet::of_frames(frames);
            let first = &rule.suggest_on("square 4k", sheet)[0];
            assert_eq!(first.to_string(), largest, "{frames} frames");
            for text in ["16:9", "9:16 1080p", "300x200", "5mp"] {
                for offer in rule.suggest_on(text, sheet) {
                    assert_eq!(rule.check_on(&offer, sheet), Ok(()), "{text} -> {offer}");
                }
            }
        }
    }
}
