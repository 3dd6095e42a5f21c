//! `pochade models`: what can be asked, until when, in which sizes, at which price.

use serde_json::{Map, Value, json};

use super::{
    desk::{Desk, today},
    exit::Code,
    output::{Output, Tone},
    problem::Problem,
    profile_args::ModelsArgs,
    table,
    waiting::Work,
};
use crate::domain::{
    CatalogRow, Draft, Estimate, Model, Money, OptionName, OptionRule, ShutDown, Size, SizeRule, Standing, catalog,
    estimate, one_line,
};

/// From so many columns on, sizes are told.
const WIDE: usize = 100;
/// The column that is cut where a line would be too long.
const SUMMARY: usize = 4;

/// Lists the models of the table, newest first, then those that only the server lists, then those of the profile.
pub(super) fn run(desk: &Desk, output: &mut Output, args: &ModelsArgs) -> Result<Code, Problem> {
    let served = if args.served {
        let key = desk.key(false, output)?;
        let (served, _) = Work::start(desk, &key, None)?.models(&desk.profile_name)?;
        Some(served)
    } else {
        None
    };
    let rows = catalog(&desk.models, desk.profile(), served.as_deref(), today());
    if output.is_json() {
        for row in &rows {
            output.json(&described(desk, row))?;
        }
        return Ok(Code::DONE);
    }
    let columns = table::columns();
    let has_sizes = columns.is_none_or(|columns| columns >= WIDE);
    let mut tones = vec![Tone::Quiet];
    let mut cells = vec![["MODEL", "LIFE", "SIZES", "1024 MEDIUM", ""].map(str::to_owned)];
    for row in &rows {
        let (tone, row) = line(desk, row);
        tones.push(tone);
        cells.push(row);
    }
    if !has_sizes {
        for [_, _, sizes, ..] in &mut cells {
            sizes.clear();
        }
    }
    let lines = table::lines(&cells, [false, false, false, true, false], SUMMARY, columns);
    for (tone, line) in tones.into_iter().zip(&lines) {
        output.pieces(&[(tone, line)])?;
    }
    Ok(Code::DONE)
}

fn line(desk: &Desk, listed: &CatalogRow) -> (Tone, [String; 5]) {
    let model = &listed.model;
    let (life, tone) = match (listed.life, listed.standing) {
        (ShutDown::Past(end), _) => (format!("shut {end}"), Tone::Quiet),
        (ShutDown::Announced(end), _) => (format!("ends {end}"), Tone::Doubt),
        (ShutDown::Alive, Standing::NotServed) => (String::new(), Tone::Quiet),
        (ShutDown::Alive, Standing::Offline | Standing::Both | Standing::ServedOnly) => (String::new(), Tone::Plain),
    };
    let default = if model.id() == desk.models.default_id() {
        "default"
    } else {
        ""
    };
    let words = [default, &one_line(model.summary()), listed.standing.remark()];
    let words: Vec<_> = words.into_iter().filter(|word| !word.is_empty()).collect();
    let price = medium(desk, model).to_string();
    let id = one_line(model.id()).into_owned();
    (tone, [id, life, sizes(model), price, words.join("; ")])
}

fn sizes(model: &Model) -> String {
    match &model.rules().size {
        SizeRule::Free { multiple, edge_max, .. } => format!("multiples of {multiple} to {edge_max}"),
        SizeRule::Any { .. } => "any".to_owned(),
        rule @ SizeRule::Fixed { .. } => {
            let exact = rule.presets().iter().filter(|size| **size != Size::Auto);
            exact.map(ToString::to_string).collect::<Vec<_>>().join(" ")
        }
    }
}

/// The price of one square picture of 1024 pixels in medium quality, or in the only quality that there is.
fn medium(desk: &Desk, model: &Model) -> Estimate {
    let mut draft = Draft {
        model: model.id().to_owned(),
        size: "1024x1024".to_owned(),
        ..Draft::default()
    };
    let has_medium = match model.option(OptionName::Quality) {
        Some(OptionRule::Words { words, .. }) => words.iter().any(|word| word == "medium"),
        Some(OptionRule::Range { .. } | OptionRule::Text { .. }) | None => false,
    };
    if has_medium {
        draft.options.insert(OptionName::Quality, "medium".to_owned());
    }
    estimate(&draft, model, &desk.prices_of(model))
}

fn described(desk: &Desk, row: &CatalogRow) -> Value {
    let model = &row.model;
    let rules = model.rules();
    let (life, shutdown) = match row.life {
        ShutDown::Alive => ("alive", None),
        ShutDown::Announced(end) => ("announced", Some(end)),
        ShutDown::Past(end) => ("past", Some(end)),
    };
    let (low, high) = match medium(desk, model) {
        Estimate::Known { low, high, .. } => (Some(low), Some(high)),
        Estimate::Free => (Some(Money::ZERO), Some(Money::ZERO)),
        Estimate::Unknown { .. } => (None, None),
    };
    let options: Map<String, Value> = rules
        .options
        .iter()
        .map(|(name, rule)| (name.wire().to_owned(), option(rule)))
        .collect();
    json!({
        "v": 1,
        "id": model.id(),
        "default": model.id() == desk.models.default_id(),
        "listed": model.is_listed(),
        "standing": row.standing.word(),
        "summary": model.summary(),
        "released": model.released(),
        "life": life,
        "shutdown": shutdown,
        "replacement": model.replacement(),
        "edits": rules.edits,
        "variations": rules.variations,
        "count_max": rules.count_max,
        "images_max": rules.images_max,
        "size": size(&rules.size),
        "options": options,
        "medium_1024_usd": { "low": low.map(Money::decimal), "high": high.map(Money::decimal) },
    })
}

fn option(rule: &OptionRule) -> Value {
    match rule {
        OptionRule::Words { words, default, .. } => json!({ "words": words, "default": default }),
        OptionRule::Range { min, max, default, .. } => json!({ "min": min, "max": max, "default": default }),
        OptionRule::Text { longest } => json!({ "longest": longest }),
    }
}

fn size(rule: &SizeRule) -> Value {
    let name = match rule {
        SizeRule::Free { .. } => "free",
        SizeRule::Fixed { .. } => "fixed",
        SizeRule::Any { .. } => "any",
    };
    let mut described = json!({ "rule": name, "default": rule.default_size(), "presets": rule.presets() });
    if let (
        SizeRule::Free {
            multiple,
            edge_max,
            ratio_max,
            pixels_min,
            pixels_max,
            ..
        },
        Some(fields),
    ) = (rule, described.as_object_mut())
    {
        for (name, number) in [
            ("multiple", u64::from(*multiple)),
            ("edge_max", u64::from(*edge_max)),
            ("ratio_max", u64::from(*ratio_max)),
            ("pixels_min", *pixels_min),
            ("pixels_max", *pixels_max),
        ] {
            fields.insert(name.to_owned(), number.into());
        }
    }
    described
}
