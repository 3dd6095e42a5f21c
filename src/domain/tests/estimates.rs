//! Prices before sending: images-api.md §11.

use super::drafts::{draft, edit, facts, model, with};
use crate::domain::{Draft, Estimate, Money, Operation, OptionName, Prices, estimate};

use OptionName as O;

/// The price with the model's own prices.
fn price(draft: &Draft) -> Estimate {
    let model = model(&draft.model);
    estimate(draft, &model, &model.rules().prices)
}

/// The least and the most of the output alone, in micro-dollars.
fn output(draft: &Draft) -> (u64, u64) {
    let model = model(&draft.model);
    let prices = Prices {
        text_in: None,
        image_in: None,
        ..model.rules().prices.clone()
    };
    match estimate(draft, &model, &prices) {
        Estimate::Known { low, high, .. } => (low.micros(), high.micros()),
        Estimate::Free | Estimate::Unknown { .. } => panic!("{draft:?}"),
    }
}

fn picture(model: &str, quality: &str, size: &str) -> Draft {
    Draft {
        size: size.to_owned(),
        ..with(model, &[(O::Quality, quality)])
    }
}

#[test]
fn the_published_prices_per_picture_come_out() {
    let new = ["low", "medium", "high", "xhigh", "max"];
    // Micro-dollars as published, and to how many of them the publication is rounded.
    for (model, qualities, square, oblong, unit) in [
        (
            "gpt-image-2.5-flare",
            &new[..],
            &[5900, 13_200, 52_700, 93_700, 210_700][..],
            &[4700, 10_300, 41_200, 73_800, 164_600][..],
            100,
        ),
        (
            "gpt-image-2",
            &new[..3],
            &[6000, 53_000, 211_000],
            &[5000, 41_000, 165_000],
            1000,
        ),
        (
            "gpt-image-1.5",
            &new[..3],
            &[9000, 34_000, 133_000],
            &[13_000, 51_000, 200_000],
            1000,
        ),
    ] {
        for (at, quality) in qualities.iter().enumerate() {
            let rounded = |size: &str| {
                let (low, high) = output(&picture(model, quality, size));
                assert_eq!(low, high, "{model} {quality} is exact");
                (high + unit / 2) / unit * unit
            };
            assert_eq!(rounded("1024x1024"), square[at], "{model} {quality}");
            assert_eq!(rounded("1024x1536"), oblong[at], "{model} {quality} portrait");
        }
    }
}

#[test]
fn the_older_models_take_the_tokens_of_the_table() {
    // images-api.md §11.2 times the rates of §11.1.
    for (model, rate) in [("gpt-image-1.5", 32), ("chatgpt-image-latest", 32), ("gpt-image-1", 40)] {
        for (quality, tokens) in [
            ("low", [272, 408, 400]),
            ("medium", [1056, 1584, 1568]),
            ("high", [4160, 6240, 6208]),
        ] {
            for (size, tokens) in ["1024x1024", "1024x1536", "1536x1024"].into_iter().zip(tokens) {
                assert_eq!(
                    output(&picture(model, quality, size)),
                    (tokens * rate, tokens * rate),
                    "{model} {quality} {size}"
                );
            }
        }
    }
}

#[test]
fn models_with_a_price_per_picture_have_that_price() {
    for (model, quality, size, micros) in [
        ("gpt-image-1-mini", "low", "1024x1024", 5000),
        ("gpt-image-1-mini", "medium", "1024x1024", 11_000),
        ("gpt-image-1-mini", "high", "1024x1024", 36_000),
        ("gpt-image-1-mini", "low", "1536x1024", 6000),
        ("gpt-image-1-mini", "medium", "1024x1536", 15_000),
        ("gpt-image-1-mini", "high", "1536x1024", 52_000),
        ("dall-e-3", "standard", "1024x1024", 40_000),
        ("dall-e-3", "hd", "1024x1024", 80_000),
        ("dall-e-3", "", "1024x1792", 80_000),
        ("dall-e-3", "hd", "1792x1024", 120_000),
        ("dall-e-2", "", "256x256", 16_000),
        ("dall-e-2", "", "512x512", 18_000),
        ("dall-e-2", "", "", 20_000),
    ] {
        assert_eq!(
            output(&picture(model, quality, size)),
            (micros, micros),
            "{model} {quality} {size}"
        );
    }
}

#[test]
fn portrait_costs_as_much_as_landscape() {
    for model in ["gpt-image-2.5-flare", "gpt-image-2"] {
        for (one, other) in [
            ("1536x864", "864x1536"),
            ("3840x2160", "2160x3840"),
            ("1024x640", "640x1024"),
        ] {
            assert_eq!(
                output(&picture(model, "high", one)),
                output(&picture(model, "high", other)),
                "{model} {one}"
            );
        }
    }
}

#[test]
fn the_newest_models_have_a_range_around_what_was_measured() {
    // Single measurements of images-api.md §11.3.
    for (quality, size, tokens) in [
        ("low", "1536x1024", 664),
        ("high", "1536x1024", 1353),
        ("high", "3840x2160", 3337),
    ] {
        let (low, high) = output(&picture("gpt-image-2.6-flare", quality, size));
        assert!(
            low < tokens * 30 && tokens * 30 < high,
            "{quality} {size}: {low} to {high}"
        );
        let old = output(&picture("gpt-image-2.5-flare", quality, size)).0;
        let times = if quality == "low" { 3 } else { 1 };
        assert!(
            low * 100 >= old * times * 94 && high <= old * times * 2,
            "{quality} {size}: not a wild guess"
        );
    }
    let shown = price(&picture("gpt-image-2.6-flare", "low", "1024x1024")).to_string();
    assert!(shown.starts_with("~$0.0176–0.02"), "{shown}");
}

#[test]
fn where_the_model_chooses_the_price_is_a_range_over_its_choices() {
    for model in ["gpt-image-2.5-flare", "gpt-image-2"] {
        let square = Draft {
            size: "1024x1024".to_owned(),
            ..draft(model)
        };
        assert_eq!(output(&square), (5880, 210_720), "{model}: from low to the highest");
        assert_eq!(output(&draft(model)), (4740, 210_720), "{model}: of both likely sizes");
        assert_eq!(price(&square).reason(), "the model chooses");
    }
}

#[test]
fn the_input_is_bounded_from_above_and_told_by_a_sign_when_it_matters() {
    for (quality, prompt, shown) in [
        ("low", 5, "~$0.0060"),
        ("max", 5, "$0.211"),
        ("medium", 400, "~$0.0153"),
        ("high", 5, "$0.0528"),
        ("high", 100, "~$0.0533"),
        ("max", 400, "$0.213"),
        ("max", 500, "~$0.213"),
    ] {
        let draft = Draft {
            prompt: "x".repeat(prompt),
            ..picture("gpt-image-2.5-flare", quality, "1024x1024")
        };
        assert_eq!(price(&draft).to_string(), shown, "{quality}, {prompt} characters");
        assert!(price(&draft).most().unwrap() >= Money::from_micros(output(&draft).1 + prompt as u64 * 5 / 4));
    }
}

#[test]
fn several_pictures_cost_several_times_but_their_words_once() {
    let one = picture("gpt-image-2.5-flare", "medium", "1536x864");
    let four = Draft {
        count: "4".to_owned(),
        ..one.clone()
    };

    assert_eq!(output(&four), (4 * 280 * 30, 4 * 280 * 30));
    assert_eq!(price(&four).reason(), "4 × 280 tokens out");
    let input = |draft: &Draft| price(draft).most().unwrap().micros() - output(draft).1;
    assert_eq!(input(&four), input(&one));
}

#[test]
fn each_partial_picture_costs_a_hundred_tokens() {
    let mut draft = picture("gpt-image-2.5-flare", "medium", "1024x1024");
    draft.options.insert(O::PartialImages, "3".to_owned());
    "2".clone_into(&mut draft.count);

    assert_eq!(output(&draft).1, 2 * (439 + 300) * 30);
}

#[test]
fn images_of_an_edit_are_counted_by_patches_up_to_their_limit() {
    for (width, height, tokens) in [
        (1024, 1024, 1024),
        (512, 512, 256),
        (33, 32, 2),
        (1536, 1024, 1536),
        (4000, 3000, 1536),
    ] {
        let mut draft = edit("gpt-image-2.5-flare", 2);
        draft.options = [(O::Quality, "low".to_owned())].into();
        "1024x1024".clone_into(&mut draft.size);
        let without = Draft {
            operation: Operation::Generate,
            ..draft.clone()
        };
        for image in &mut draft.images {
            image.facts = Some(facts(width, height));
        }
        let more = price(&draft).most().unwrap().micros() - price(&without).most().unwrap().micros();
        assert_eq!(more, 2 * tokens * 8, "{width}x{height}");
    }
}

#[test]
fn an_image_that_nobody_looked_at_counts_in_full() {
    let mut draft = edit("gpt-image-2.5-flare", 1);
    let measured = price(&draft).most();
    draft.images[0].facts = None;

    assert!(price(&draft).most() > measured);
}

#[test]
fn a_gif_is_charged_for_the_sheet_of_its_frames() {
    for (frames, size, sheet) in [
        ("", "512x512", "1536x1536"),
        ("2", "960x960", "2880x2880"),
        ("9", "512x288", "1536x864"),
        ("12", "640x640", "2560x1920"),
        ("16", "512x512", "2048x2048"),
    ] {
        let mut gif = picture("gpt-image-2.6-flare", "high", size);
        gif.options.insert(O::OutputFormat, "gif".to_owned());
        gif.options.insert(O::FrameCount, frames.to_owned());
        let whole = picture("gpt-image-2.6-flare", "high", sheet);
        assert_eq!(output(&gif), output(&whole), "{frames} frames of {size}");
    }
    let gif = with("gpt-image-2.6-flare", &[(O::OutputFormat, "gif"), (O::Quality, "high")]);
    let largest = picture("gpt-image-2.6-flare", "high", "2880x2880");
    assert_eq!(output(&gif).1, output(&largest).1, "left to the model");
}

#[test]
fn what_is_not_known_is_not_guessed() {
    for draft in [
        draft("flux-kontext-pro"),
        with("gpt-image-2", &[(O::OutputFormat, "svg")]),
        with("gpt-image-2.6-flare", &[(O::OutputFormat, "svg")]),
        picture("gpt-image-2", "ultra", "1024x1024"),
        picture("gpt-image-2", "low", "bogus"),
        picture("gpt-image-1.5", "low", "2048x2048"),
        Draft {
            count: "many".to_owned(),
            ..draft("gpt-image-2")
        },
        Draft {
            count: "0".to_owned(),
            ..draft("gpt-image-2")
        },
    ] {
        let price = price(&draft);
        assert_eq!((price.to_string().as_str(), price.most()), ("$?", None), "{draft:?}");
        assert!(!price.reason().is_empty());
    }
}

#[test]
fn a_server_that_charges_nothing_is_free_whatever_is_asked() {
    let free = Prices {
        free: true,
        ..Prices::default()
    };
    for model_id in ["gpt-image-2.5-flare", "flux-kontext-pro"] {
        let price = estimate(&draft(model_id), &model(model_id), &free);
        assert_eq!((price.to_string().as_str(), price.most()), ("free", Some(Money::ZERO)));
    }
}

#[test]
fn the_profiles_own_prices_count() {
    let own: Prices = toml::from_str("pictures = [{ usd = \"0.03\" }]").unwrap();

    let price = estimate(&draft("flux-kontext-pro"), &model("flux-kontext-pro"), &own);

    assert_eq!((price.to_string().as_str(), price.reason()), ("$0.0300", "per picture"));
}

#[test]
fn every_listed_model_says_when_its_prices_were_read() {
    let table = crate::domain::ModelTable::standard().unwrap();
    for id in table.ids() {
        let model = table.model(id);
        let prices = &model.rules().prices;
        assert!(!prices.date.is_empty() && !prices.source.is_empty(), "{id}");
    }
}
