//! What was asked beside what came, so that no difference goes unsaid (images-api.md §13.1).

use super::{HistoryEntry, OptionName, Request, RequestState, Size, StoredImage};

/// One thing that came otherwise than it was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// What it is about: `count`, `size`, `format`, `background`, `quality`.
    pub what: &'static str,
    /// What was asked.
    pub asked: String,
    /// What came.
    pub got: String,
}

impl Difference {
    /// The difference in words.
    #[must_use]
    pub fn sentence(&self) -> String {
        format!("asked for {} {}, got {}", self.what, self.asked, self.got)
    }
}

/// Everything that came otherwise than it was asked; nothing while nothing has come.
#[must_use]
pub fn differences(entry: &HistoryEntry) -> Vec<Difference> {
    let (request, images) = (&entry.request, entry.images.as_slice());
    if images.is_empty() || !matches!(entry.state, RequestState::Stored | RequestState::Partial) {
        return Vec::new();
    }
    let mut found = Vec::new();
    found.extend(count(request, images));
    found.extend(size(request, images));
    found.extend(format(request, images));
    found.extend(background(request, images));
    found.extend(echoed(entry, OptionName::Quality));
    found.extend(echoed(entry, OptionName::Background));
    found
}

fn count(request: &Request, images: &[StoredImage]) -> Option<Difference> {
    let (asked, got) = (request.count() as usize, images.len());
    (asked != got).then(|| Difference {
        what: "count",
        asked: asked.to_string(),
        got: got.to_string(),
    })
}

fn size(request: &Request, images: &[StoredImage]) -> Option<Difference> {
    let Size::Exact { width, height } = *request.size() else {
        return None;
    };
    // A vector has no pixels of its own, and what is no picture has no size.
    let sized = |image: &&StoredImage| image.width > 0 && image.format != Some(super::ImageFormat::Svg);
    let other = images
        .iter()
        .filter(sized)
        .find(|image| (image.width, image.height) != (width, height))?;
    Some(Difference {
        what: "size",
        asked: request.size().to_string(),
        got: format!("{}x{}", other.width, other.height),
    })
}

fn format(request: &Request, images: &[StoredImage]) -> Option<Difference> {
    let asked = request.option(OptionName::OutputFormat);
    let wanted = super::ImageFormat::named(&asked)?;
    let other = images.iter().find(|image| image.format != Some(wanted))?;
    Some(Difference {
        what: "format",
        asked,
        got: other.format.map_or("no picture", super::ImageFormat::name).to_owned(),
    })
}

fn background(request: &Request, images: &[StoredImage]) -> Option<Difference> {
    let wanted = request.option(OptionName::Background) == "transparent";
    let opaque = images.iter().any(|image| image.alpha == Some(false));
    (wanted && opaque).then(|| Difference {
        what: "background",
        asked: "transparent".to_owned(),
        got: "an opaque picture".to_owned(),
    })
}

/// What the server says it did, where that is not what it was told; `auto` may become anything.
fn echoed(entry: &HistoryEntry, name: OptionName) -> Option<Difference> {
    let asked = entry.request.option(name);
    let (_, got) = entry.echoed.iter().find(|(field, _)| field == name.wire())?;
    let open = ["", "auto"];
    let differs = !open.contains(&asked.as_str()) && !open.contains(&got.as_str()) && *got != asked;
    let what = if name == OptionName::Quality {
        "quality"
    } else {
        "background"
    };
    differs.then(|| Difference {
        what,
        asked,
        got: got.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Draft, ImageFormat, tests::drafts};

    fn entry(draft: &Draft, images: Vec<StoredImage>, echoed: &[(&str, &str)]) -> HistoryEntry {
        HistoryEntry {
            state: RequestState::Stored,
            images,
            echoed: echoed.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect(),
            ..drafts::entry(draft)
        }
    }

    fn image(format: Option<ImageFormat>, width: u32, height: u32, alpha: bool) -> StoredImage {
        StoredImage {
            index: 0,
            path: "a".into(),
            sha256: String::new(),
            bytes: 1,
            width,
            height,
            format,
            revised_prompt: None,
            partial: false,
            alpha: format.map(|_| alpha),
        }
    }

    fn asked() -> Draft {
        let mut draft = Draft {
            prompt: "a kite".to_owned(),
            model: "gpt-image-2.5-flare".to_owned(),
            size: "1024x1024".to_owned(),
            count: "2".to_owned(),
            ..Draft::default()
        };
        for (name, value) in [
            (OptionName::Quality, "low"),
            (OptionName::OutputFormat, "webp"),
            (OptionName::Background, "transparent"),
        ] {
            draft.options.insert(name, value.to_owned());
        }
        draft
    }

    #[test]
    fn what_came_as_asked_is_not_mentioned() {
        let good = image(Some(ImageFormat::Webp), 1024, 1024, true);
        let told = entry(
            &asked(),
            vec![good.clone(), good],
            &[("quality", "low"), ("background", "auto")],
        );
        assert_eq!(differences(&told), []);
    }

    #[test]
    fn every_difference_is_told_once() {
        let told = entry(
            &asked(),
            vec![image(Some(ImageFormat::Png), 1024, 768, false)],
            &[("quality", "high")],
        );
        let sentences: Vec<_> = differences(&told).iter().map(Difference::sentence).collect();
        assert_eq!(
            sentences,
            [
                "asked for count 2, got 1",
                "asked for size 1024x1024, got 1024x768",
                "asked for format webp, got png",
                "asked for background transparent, got an opaque picture",
                "asked for quality low, got high",
            ]
        );
    }

    #[test]
    fn nothing_is_compared_where_nothing_came() {
        assert_eq!(differences(&entry(&asked(), Vec::new(), &[])), []);
    }
}
