//! The token counts of images-api.md §11.2 and §11.3 and the prices of §11.4, typed from there.

use pochade::domain::{Draft, Estimate, OptionName, Prices, estimate};

use crate::MODELS;

/// What one picture costs in micro-dollars, without the words of the prompt, and how that comes about.
fn picture(model: &str, quality: &str, size: &str) -> (u64, String) {
    let model = MODELS.model(model);
    let draft = Draft {
        prompt: "a kite".to_owned(),
        model: model.id().to_owned(),
        size: size.to_owned(),
        options: [(OptionName::Quality, quality.to_owned())].into(),
        ..Draft::default()
    };
    let prices = Prices {
        text_in: None,
        ..model.rules().prices.clone()
    };
    let price = estimate(&draft, &model, &prices);
    let Estimate::Known { low, high, reason, .. } = price else {
        return (0, price.to_string());
    };
    assert_eq!(low, high, "{quality} {size} is exact");
    (high.micros(), reason)
}

#[test]
fn every_published_token_count_of_the_formula_comes_out() {
    for (sizes, counts) in [
        ("1024x768 768x1024", [134, 301, 1204, 2140, 4815]),
        ("1024x1024", [196, 439, 1756, 3122, 7024]),
        ("1024x1536 1536x1024", [158, 343, 1372, 2459, 5488]),
        ("1536x864 864x1536", [120, 280, 1078, 1917, 4312]),
        ("1920x1080 1080x1920", [147, 343, 1320, 2347, 5280]),
        ("2048x2048", [397, 892, 3568, 6343, 14_272]),
        ("2048x1152 1152x2048", [157, 367, 1413, 2511, 5650]),
        ("2560x1440 1440x2560", [205, 478, 1843, 3276, 7370]),
        ("3840x2160 2160x3840", [371, 865, 3336, 5930, 13_342]),
    ] {
        let [low, later_medium, high, xhigh, most] = counts;
        for size in sizes.split_whitespace() {
            for (model, qualities) in [
                (
                    "gpt-image-2.5-flare",
                    &[
                        ("low", low),
                        ("medium", later_medium),
                        ("high", high),
                        ("xhigh", xhigh),
                        ("max", most),
                    ][..],
                ),
                (
                    "gpt-image-2.5-sunburst-2026-09-08",
                    &[("low", low), ("medium", later_medium), ("high", high)],
                ),
                ("gpt-image-2", &[("low", low), ("medium", high), ("high", most)]),
            ] {
                for (quality, tokens) in qualities {
                    let (micros, reason) = picture(model, quality, size);
                    assert_eq!(micros, tokens * 30, "{model} {quality} {size}");
                    let said = reason.replace(',', "");
                    assert_eq!(said, format!("{tokens} tokens out"), "{model} {quality} {size}");
                }
            }
        }
    }
}

#[test]
fn every_token_count_of_the_first_generation_comes_out() {
    for (quality, counts) in [
        ("low", [272, 408, 400]),
        ("medium", [1056, 1584, 1568]),
        ("high", [4160, 6240, 6208]),
    ] {
        for (size, tokens) in ["1024x1024", "1024x1536", "1536x1024"].into_iter().zip(counts) {
            for (model, rate) in [("gpt-image-1", 40), ("gpt-image-1.5", 32), ("chatgpt-image-latest", 32)] {
                assert_eq!(
                    picture(model, quality, size).0,
                    tokens * rate,
                    "{model} {quality} {size}"
                );
            }
        }
    }
}

#[test]
fn every_published_price_is_met_to_its_last_digit() {
    const OBLONG: &str = "1024x1536 1536x1024";
    for (model, qualities, sizes, published) in [
        (
            "gpt-image-2.5-flare",
            "low medium high xhigh max",
            "1024x1024",
            "0.0059 0.0132 0.0527 0.0937 0.2107",
        ),
        (
            "gpt-image-2.5-sunburst",
            "low medium high xhigh max",
            OBLONG,
            "0.0047 0.0103 0.0412 0.0738 0.1646",
        ),
        ("gpt-image-2", "low medium high", "1024x1024", "0.006 0.053 0.211"),
        ("gpt-image-2", "low medium high", OBLONG, "0.005 0.041 0.165"),
        ("gpt-image-1.5", "low medium high", "1024x1024", "0.009 0.034 0.133"),
        ("gpt-image-1.5", "low medium high", OBLONG, "0.013 0.05 0.20"),
        ("gpt-image-1", "low medium high", "1024x1024", "0.011 0.042 0.167"),
        ("gpt-image-1", "low medium high", OBLONG, "0.016 0.063 0.25"),
        ("gpt-image-1-mini", "low medium high", "1024x1024", "0.005 0.011 0.036"),
        ("gpt-image-1-mini", "low medium high", OBLONG, "0.006 0.015 0.052"),
        ("dall-e-3", "standard hd", "1024x1024", "0.04 0.08"),
        ("dall-e-3", "standard hd", "1024x1792 1792x1024", "0.08 0.12"),
        ("dall-e-2", "standard", "256x256", "0.016"),
        ("dall-e-2", "standard", "512x512", "0.018"),
        ("dall-e-2", "standard", "1024x1024", "0.020"),
    ] {
        for (quality, price) in qualities.split(' ').zip(published.split(' ')) {
            let (whole, decimals) = price.split_once('.').unwrap();
            let micros: u64 = format!("{whole}{decimals:0<6}").parse().unwrap();
            let unit = 10_u64.pow(6 - u32::try_from(decimals.len()).unwrap());
            for size in sizes.split(' ') {
                let (got, _) = picture(model, quality, size);
                assert!(
                    got.abs_diff(micros) < unit,
                    "{model} {quality} {size}: {got} for {price}"
                );
            }
        }
    }
}
