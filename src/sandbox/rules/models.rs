//! The models that are alive, and what tells them apart.

use serde_json::{Value, json};

/// Models that share their rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Family {
    /// `gpt-image-1.5`, `gpt-image-1-mini`, `chatgpt-image-latest`: three fixed sizes.
    One,
    /// `gpt-image-2`: free sizes.
    Two,
    /// `gpt-image-2.5-*`: two more qualities, markup.
    TwoFive,
    /// `gpt-image-2.6-*`: GIF and SVG, complexity.
    TwoSix,
}

/// One model of `images-api.md §3`.
#[derive(Debug, PartialEq, Eq)]
pub struct Model {
    /// The id that a request names.
    pub id: &'static str,
    /// What it is allowed to do.
    pub family: Family,
    /// Its release, in Unix seconds.
    created: u64,
    /// The day on which it stops, if one is announced.
    shutdown: Option<&'static str>,
}

const SEPTEMBER: u64 = 1_788_825_600;
const NOVEMBER: u64 = 1_793_750_400;
const APRIL: u64 = 1_776_729_600;
const DECEMBER_BEFORE: u64 = 1_765_843_200;
const OCTOBER_BEFORE: u64 = 1_759_708_800;
const LAST_DAY: Option<&str> = Some("2026-12-01");

/// Alive on 2026-11-20. Whatever is not here "does not exist", as for the live server.
const MODELS: &[Model] = &[
    model("gpt-image-2.6-flare", Family::TwoSix, NOVEMBER, None),
    model("gpt-image-2.6-sunburst", Family::TwoSix, NOVEMBER, None),
    model("gpt-image-2.5-flare", Family::TwoFive, SEPTEMBER, None),
    model("gpt-image-2.5-flare-2026-09-08", Family::TwoFive, SEPTEMBER, None),
    model("gpt-image-2.5-sunburst", Family::TwoFive, SEPTEMBER, None),
    model("gpt-image-2.5-sunburst-2026-09-08", Family::TwoFive, SEPTEMBER, None),
    model("gpt-image-2", Family::Two, APRIL, None),
    model("gpt-image-2-2026-04-21", Family::Two, APRIL, None),
    model("gpt-image-1.5", Family::One, DECEMBER_BEFORE, LAST_DAY),
    model("gpt-image-1.5-2025-12-16", Family::One, DECEMBER_BEFORE, LAST_DAY),
    model("chatgpt-image-latest", Family::One, DECEMBER_BEFORE, LAST_DAY),
    model("gpt-image-1-mini", Family::One, OCTOBER_BEFORE, LAST_DAY),
];

const fn model(id: &'static str, family: Family, created: u64, shutdown: Option<&'static str>) -> Model {
    Model {
        id,
        family,
        created,
        shutdown,
    }
}

impl Model {
    /// The model of this id, if it is alive.
    pub fn find(id: &str) -> Option<&'static Self> {
        MODELS.iter().find(|model| model.id == id)
    }

    /// Whether it is the small model, which knows only low input fidelity.
    pub fn is_mini(&self) -> bool {
        self.id.ends_with("-mini")
    }

    /// Whether it is the model for detailed work, which takes `auto` to mean high quality.
    pub fn is_careful(&self) -> bool {
        self.family == Family::TwoSix && self.id.ends_with("-sunburst")
    }

    fn listed(&self) -> Value {
        entry(self.id, self.created, self.shutdown)
    }
}

fn entry(id: &str, created: u64, shutdown: Option<&str>) -> Value {
    json!({"id": id, "object": "model", "created": created, "owned_by": "system", "shutdown_date": shutdown})
}

/// The model list. Like the live one it also holds a model that makes no pictures.
pub fn listed() -> Value {
    let mut data: Vec<Value> = MODELS.iter().map(Model::listed).collect();
    data.push(entry("gpt-6-luna", SEPTEMBER, None));
    json!({"object": "list", "data": data})
}

/// One entry of the model list.
pub fn find_listed(id: &str) -> Option<Value> {
    Model::find(id).map(Model::listed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retired_models_are_gone_and_the_rest_is_alive() {
        for dead in ["dall-e-2", "dall-e-3", "gpt-image-1", "gpt-image-3", ""] {
            assert!(Model::find(dead).is_none(), "{dead}");
        }
        for alive in [
            "gpt-image-1.5",
            "gpt-image-1-mini",
            "gpt-image-2",
            "gpt-image-2.6-flare",
        ] {
            assert!(Model::find(alive).is_some(), "{alive}");
        }
    }

    #[test]
    fn the_list_tells_the_last_day_of_those_that_go() {
        let of = |id| find_listed(id).map(|model| model["shutdown_date"].clone());
        assert_eq!(of("gpt-image-1.5"), Some(json!("2026-12-01")));
        assert_eq!(of("gpt-image-2"), Some(Value::Null));
    }
}
