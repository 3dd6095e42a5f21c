//! Which options are sent, and how.

use super::drafts::{draft, with};
use crate::domain::{Draft, ModelTable, OptionName, OptionValue, Size};

use OptionName as O;

fn sent(draft: &Draft) -> Vec<(&'static str, OptionValue)> {
    let request = ModelTable::standard().unwrap().checked(draft).unwrap();
    request
        .options()
        .iter()
        .map(|(name, value)| (name.wire(), value.clone()))
        .collect()
}

fn word(text: &str) -> OptionValue {
    OptionValue::Word(text.to_owned())
}

#[test]
fn what_is_left_alone_is_not_sent() {
    assert_eq!(sent(&draft("gpt-image-2.6-flare")), []);
    assert_eq!(sent(&with("gpt-image-2", &[(O::Background, "  "), (O::User, "")])), []);
}

#[test]
fn the_servers_own_choice_is_not_spelled_out_but_for_quality() {
    let draft = with(
        "gpt-image-2.6-flare",
        &[
            (O::Quality, "auto"),
            (O::Background, "auto"),
            (O::Moderation, "auto"),
            (O::OutputFormat, "png"),
            (O::OutputCompression, "100"),
            (O::PartialImages, "0"),
        ],
    );

    assert_eq!(sent(&draft), [("quality", word("auto"))]);
}

#[test]
fn words_stay_words_and_numbers_become_numbers() {
    let draft = with(
        "gpt-image-2.6-flare",
        &[
            (O::Quality, " low "),
            (O::OutputFormat, "gif"),
            (O::FrameCount, "12"),
            (O::FrameDurationMs, "50"),
            (O::Complexity, "high"),
            (O::User, "12345"),
        ],
    );

    assert_eq!(
        sent(&draft),
        [
            ("quality", word("low")),
            ("output_format", word("gif")),
            ("complexity", word("high")),
            ("frame_count", OptionValue::Number(12)),
            ("frame_duration_ms", OptionValue::Number(50)),
            ("user", word("12345")),
        ]
    );
}

#[test]
fn an_unknown_server_gets_every_value_that_is_set() {
    let draft = with(
        "flux-kontext-pro",
        &[(O::Quality, "best"), (O::OutputCompression, "55"), (O::Style, "oil")],
    );

    assert_eq!(
        sent(&draft),
        [
            ("quality", word("best")),
            ("output_compression", word("55")),
            ("style", word("oil"))
        ]
    );
}

#[test]
fn the_prompt_is_kept_byte_for_byte() {
    let prompt = "  a fox\r\n\tin snow \u{200b}é ";
    let draft = Draft {
        prompt: prompt.to_owned(),
        size: " 1536×1024 ".to_owned(),
        count: " 3 ".to_owned(),
        ..draft("gpt-image-2")
    };

    let request = ModelTable::standard().unwrap().checked(&draft).unwrap();

    assert_eq!((request.prompt(), request.count()), (prompt, 3));
    let landscape = Size::Exact {
        width: 1536,
        height: 1024,
    };
    assert_eq!(*request.size(), landscape);
}
