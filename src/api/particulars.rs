//! Takes out of a refusal's words what can be acted on: limits, lists of values, the position of a picture, links.

use super::wording::Words;

/// What a refusal says that can be acted on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Particulars {
    /// Moderation stopped it.
    pub moderation: Option<Moderation>,
    /// The limit that was met.
    pub rate: Option<Rate>,
    /// The values that would have been right, in the server's order.
    pub supported: Vec<String>,
    /// Which input picture it is about, from 1.
    pub image: Option<u32>,
}

/// Where moderation stopped a request, and why (images-api.md §9).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Moderation {
    /// `input`, `output`, `unknown`, or nothing where the server does not say.
    pub stage: Option<String>,
    /// An open list, such as `violence`.
    pub categories: Vec<String>,
}

/// A rate limit in the server's words: `on input-images per min: Limit 5, Used 5, Requested 1`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rate {
    /// What is limited, such as `input-images per min`.
    pub of: String,
    /// How much is allowed.
    pub limit: Option<u64>,
    /// How much was used already.
    pub used: Option<u64>,
    /// How much this request needs.
    pub requested: Option<u64>,
}

impl Rate {
    /// No waiting makes that fit.
    pub(super) fn is_too_small(&self) -> bool {
        matches!((self.limit, self.requested), (Some(limit), Some(asked)) if asked > limit)
    }
}

impl Particulars {
    pub(super) fn of(words: &Words, is_moderation: bool, safe: impl Fn(&str) -> String) -> Self {
        let moderation = is_moderation.then(|| Moderation {
            stage: words.stage.as_deref().map(&safe),
            categories: words.categories.iter().map(|name| safe(name)).collect(),
        });
        let rate = rate(&words.message).map(|rate| Rate {
            of: safe(&rate.of),
            ..rate
        });
        Self {
            moderation,
            rate,
            supported: supported(&words.message).iter().map(|value| safe(value)).collect(),
            image: image(words),
        }
    }
}

fn rate(message: &str) -> Option<Rate> {
    // Only ASCII is lowered, so places in one text are places in the other.
    let lower = message.to_ascii_lowercase();
    let number = |word: &str| {
        lower.match_indices(word).find_map(|(at, _)| {
            let rest = message[at + word.len()..].trim_start_matches([':', ' ']);
            let digits: String = rest.chars().take_while(|c| c.is_ascii_digit() || *c == ',').collect();
            digits.replace(',', "").parse::<u64>().ok()
        })
    };
    let rate = Rate {
        of: message
            .split_once(": Limit")
            .and_then(|(before, _)| Some(before.rsplit_once(" on ")?.1.to_owned()))
            .unwrap_or_default(),
        limit: number("limit"),
        used: number("used"),
        requested: number("requested"),
    };
    (rate.limit.is_some() && rate.requested.or(rate.used).is_some()).then_some(rate)
}

/// `Supported values are: 'low', 'medium', and 'auto'.` is a list of three (images-api.md §9.1).
fn supported(message: &str) -> Vec<String> {
    const MOST: usize = 40;
    let beginnings = [
        "upported values are",
        "upported sizes are",
        "llowed values are",
        "alid values are",
        "ust be one of",
        "xpected one of",
        "nput should be",
    ];
    let Some((_, list)) = beginnings.iter().find_map(|words| message.split_once(words)) else {
        return Vec::new();
    };
    let list = list.trim_start_matches([':', ' ']);
    let end = list.find(". ").or_else(|| list.find(['\n', ';'])).unwrap_or(list.len());
    let list = list[..end]
        .trim_end_matches('.')
        .replace(" and ", ", ")
        .replace(" or ", ", ");
    let bare = |value: &str| {
        value
            .trim()
            .trim_matches(['\'', '"', '`', '[', ']', '(', ')'])
            .to_owned()
    };
    let values = list
        .split(',')
        .map(bare)
        .filter(|value| !value.is_empty() && !value.contains(' '));
    values.take(MOST).collect()
}

/// `Invalid image file or mode for image 3`, or a field such as `images[2].image_url`.
fn image(words: &Words) -> Option<u32> {
    let digits = |text: &str| {
        let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        text[..end].parse::<u32>().ok()
    };
    let by_field = words.param.as_deref().and_then(|param| {
        let (name, rest) = param.split_once('[')?;
        digits(rest).filter(|_| name.starts_with("image"))?.checked_add(1)
    });
    let in_words = || digits(words.message.split_once("for image ")?.1).filter(|number| *number > 0);
    by_field.or_else(in_words)
}

/// The field that a sentence names: `Unknown parameter: 'style'.`
pub(super) fn field_in(message: &str) -> Option<&str> {
    let beginnings = [
        "nknown parameter: '",
        "issing required parameter: '",
        "nvalid type for '",
        "nvalid value for '",
    ];
    let rest = beginnings.iter().find_map(|words| message.split_once(words))?.1;
    rest.split_once('\'')
        .map(|(field, _)| field)
        .filter(|field| !field.is_empty())
}

/// The first web address in a text.
pub(super) fn link_in(text: &str) -> Option<&str> {
    let at = text.find("https://").or_else(|| text.find("http://"))?;
    let rest = &text[at..];
    let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ')' | '>' | '<' | ']' | '`'));
    let link = rest[..end.unwrap_or(rest.len())].trim_end_matches(['.', ',', ';', ':']);
    url::Url::parse(link).is_ok().then_some(link)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_values_are_taken_apart() {
        for (message, values) in [
            (
                "Invalid value: 'ultra'. Supported values are: 'low', 'medium', 'high', and 'auto'.",
                vec!["low", "medium", "high", "auto"],
            ),
            (
                "Invalid size '123x456'. Supported sizes are 1024x1024, 1024x1536, and auto.",
                vec!["1024x1024", "1024x1536", "auto"],
            ),
            ("size: Input should be 'a', 'b' or 'c'", vec!["a", "b", "c"]),
            ("n: Input should be less than 4", vec![]),
            (
                "Supported values are: 'png' and 'webp'. See the guide.",
                vec!["png", "webp"],
            ),
            ("Invalid value.", vec![]),
        ] {
            assert_eq!(supported(message), values, "{message}");
        }
    }

    #[test]
    fn limits_are_read_from_the_sentence() {
        let message = "Rate limit reached for m in organization o on input-images per min: Limit 5, Used 4, \
                       Requested 2. Please try again in 12s.";
        let read = rate(message).unwrap();
        assert_eq!(read.of, "input-images per min");
        assert_eq!((read.limit, read.used, read.requested), (Some(5), Some(4), Some(2)));
        assert!(!read.is_too_small());
        assert!(rate("Limit 5, Used 0, Requested 9.").unwrap().is_too_small());
        assert_eq!(rate("Limit: 250,000 / min. Used 1").unwrap().limit, Some(250_000));
        assert_eq!(rate("You are over the limit of your plan"), None);
    }

    #[test]
    fn links_are_found_without_the_sentence_around_them() {
        for (text, link) in [
            ("see https://a.example/x?y=1.", Some("https://a.example/x?y=1")),
            ("(http://a.example/x)", Some("http://a.example/x")),
            ("help.example.com", None),
            ("https://", None),
        ] {
            assert_eq!(link_in(text), link, "{text}");
        }
    }
}
