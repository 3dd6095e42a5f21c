//! The models that are alive, and what tells them apart.

use serde_json::{Value, json};

/// Models that share their rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Family {
    /// `dall-e-2`: squares, links, a mask for every edit.
    DallE2,
    /// `dall-e-3`: one picture from words, with a style.
    DallE3,
    /// `gpt-image-1`, `gpt-image-1.5`, `gpt-image-1-mini`, `chatgpt-image-latest`: three fixed sizes.
    One,
    /// `gpt-image-2`: free sizes.
    Two,
    /// `gpt-image-2.5-*`: two more qualities, markup.
    TwoFive,
    /// `gpt-image-2.6-*`: GIF and SVG, complexity.
    TwoSix,
}

impl Family {
    /// Whether it draws by the rules of before GPT Image.
    pub fn is_dalle(self) -> bool {
        matches!(self, Self::DallE2 | Self::DallE3)
    }
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
const APRIL_BEFORE: u64 = 1_745_366_400;
const NOVEMBER_2023: u64 = 1_698_796_800;
const NOVEMBER_2022: u64 = 1_667_433_600;
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

/// Stopped before 2026-11-20; other servers still have them.
const RETIRED: &[Model] = &[
    model("gpt-image-1", Family::One, APRIL_BEFORE, Some("2026-10-23")),
    model("dall-e-3", Family::DallE3, NOVEMBER_2023, Some("2026-05-12")),
    model("dall-e-2", Family::DallE2, NOVEMBER_2022, Some("2026-05-12")),
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
    /// The model of this id, if it is alive, or retired ones are served as well.
    pub fn find(id: &str, retired: bool) -> Option<&'static Self> {
        served(retired).find(|model| model.id == id)
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

fn served(retired: bool) -> impl Iterator<Item = &'static Model> {
    MODELS.iter().chain(RETIRED.iter().filter(move |_| retired))
}

fn entry(id: &str, created: u64, shutdown: Option<&str>) -> Value {
    json!({"id": id, "object": "model", "created": created, "owned_by": "system", "shutdown_date": shutdown})
}

/// The model list. Like the live one it also holds a model that makes no pictures.
pub fn listed(retired: bool) -> Value {
    let mut data: Vec<Value> = served(retired).map(Model::listed).collect();
    data.push(entry("gpt-6-luna", SEPTEMBER, None));
    json!({"object": "list", "data": data})
}

/// One entry of the model list.
pub fn find_listed(id: &str, retired: bool) -> Option<Value> {
    Model::find(id, retired).map(Model::listed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retired_models_are_gone_and_the_rest_is_alive() {
        for dead in ["dall-e-2", "dall-e-3", "gpt-image-1", "gpt-image-3", ""] {
            assert!(Model::find(dead, false).is_none(), "{dead}");
        }
        for alive in [
            "gpt-image-1.5",
            "gpt-image-1-mini",
            "gpt-image-2",
            "gpt-image-2.6-flare",
        ] {
            assert!(Model::find(alive, false).is_some(), "{alive}");
        }
    }

    #[test]
    fn the_list_tells_the_last_day_of_those_that_go() {
        let of = |id| find_listed(id, true).map(|model| model["shutdown_date"].clone());
        assert_eq!(of("gpt-image-1.5"), Some(json!("2026-12-01")));
        assert_eq!(of("gpt-image-2"), Some(Value::Null));
        assert_eq!(of("dall-e-2"), Some(json!("2026-05-12")));
        assert_eq!(find_listed("dall-e-2", false), None);
    }
}
