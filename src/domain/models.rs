//! The table of models: embedded, laid under the user's own, asked by form and check alike.

use std::{borrow::Cow, collections::BTreeMap, sync::OnceLock};

use jiff::civil::Date;
use serde::Deserialize;

use super::{
    Draft, Faults, Proposal, Request,
    model::{Family, Model},
};

/// The text of a shipped table, as the build made it of the TOML of that name.
macro_rules! shipped {
    ($name:literal) => {
        include_str!(concat!(env!("OUT_DIR"), "/", $name, ".json"))
    };
}

const EMBEDDED: &str = shipped!("domain/models");
const OTHER: &str = "other";

/// The rules of each family, in a text of its own: most are never asked for, and reading them takes longer than the
/// rest of the start.
const FAMILIES: &[(&str, &str)] = &[
    ("dall-e-2", shipped!("families/dall-e-2")),
    ("dall-e-3", shipped!("families/dall-e-3")),
    ("gpt-image-1", shipped!("families/gpt-image-1")),
    ("gpt-image-1-mini", shipped!("families/gpt-image-1-mini")),
    ("gpt-image-1.5", shipped!("families/gpt-image-1.5")),
    ("gpt-image-2", shipped!("families/gpt-image-2")),
    ("gpt-image-2.5", shipped!("families/gpt-image-2.5")),
    ("gpt-image-2.6", shipped!("families/gpt-image-2.6")),
    ("pochade", shipped!("families/pochade")),
    (OTHER, shipped!("families/other")),
];

/// Why a table of models cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ModelsError {
    /// The text is no TOML, or a value does not fit.
    #[error("{0}")]
    Unreadable(String),
    /// A model names a family that is not there.
    #[error("model '{model}' names the family '{family}', which the table does not have")]
    NoFamily {
        /// The model.
        model: String,
        /// The family it names.
        family: String,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    family: String,
    #[serde(default)]
    released: Option<Date>,
    #[serde(default)]
    shutdown: Option<Date>,
    #[serde(default)]
    replacement: Option<String>,
    #[serde(default)]
    summary: String,
}

/// A table as it is written: the shipped one without families, or the user's.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    default: String,
    model: BTreeMap<String, Entry>,
    #[serde(default)]
    family: BTreeMap<String, toml::Table>,
}

/// A family that is read when it is first asked for.
#[derive(Debug, Clone)]
struct Unread {
    text: &'static str,
    read: OnceLock<Result<Family, String>>,
}

/// Whether it was read already makes no difference.
impl PartialEq for Unread {
    fn eq(&self, other: &Self) -> bool {
        self.get() == other.get()
    }
}

impl Eq for Unread {}

impl Unread {
    fn get(&self) -> Option<&Family> {
        let read = || serde_json::from_str(self.text).map_err(|error| error.to_string());
        self.read.get_or_init(read).as_ref().ok()
    }

    /// The family with the user's words laid over it, read at once, since they may be wrong.
    fn overlaid(text: &'static str, over: toml::Table) -> Result<Self, ModelsError> {
        let mut table: toml::Table = serde_json::from_str(text)?;
        lay_over(&mut table, over);
        let read = OnceLock::from(Ok(Family::deserialize(table)?));
        Ok(Self { text, read })
    }
}

/// All models and families.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelTable {
    default: String,
    model: BTreeMap<String, Entry>,
    family: BTreeMap<String, Unread>,
    /// The rules of a server that nobody wrote down.
    other: Family,
}

impl ModelTable {
    /// The table that pochade ships.
    pub fn standard() -> Result<Self, ModelsError> {
        Self::new(serde_json::from_str(EMBEDDED)?)
    }

    /// The shipped table with the user's laid over it, table by table and key by key.
    pub fn overlaid(user: &str) -> Result<Self, ModelsError> {
        let mut base: toml::Table = serde_json::from_str(EMBEDDED)?;
        lay_over(&mut base, toml::from_str(user)?);
        Self::new(Written::deserialize(base)?)
    }

    fn new(written: Written) -> Result<Self, ModelsError> {
        let shipped = FAMILIES.iter().map(|(name, text)| {
            let read = OnceLock::new();
            ((*name).to_owned(), Unread { text, read })
        });
        let mut family: BTreeMap<_, _> = shipped.collect();
        for (name, over) in written.family {
            let text = family.get(&name).map_or("{}", |family| family.text);
            family.insert(name, Unread::overlaid(text, over)?);
        }
        let lost = written
            .model
            .iter()
            .find(|(_, entry)| !family.contains_key(&entry.family));
        if let Some((model, entry)) = lost {
            return Err(ModelsError::NoFamily {
                model: model.clone(),
                family: entry.family.clone(),
            });
        }
        let other = family.get(OTHER).and_then(Unread::get).cloned();
        let other = other.ok_or_else(|| ModelsError::NoFamily {
            model: "any other".to_owned(),
            family: OTHER.to_owned(),
        })?;
        Ok(Self {
            default: written.default,
            model: written.model,
            family,
            other,
        })
    }

    /// The id of the model that a new form starts with.
    #[must_use]
    pub fn default_id(&self) -> &str {
        &self.default
    }

    /// Every listed id, newest first, those of one day by name.
    #[must_use]
    pub fn ids(&self) -> Vec<&str> {
        let mut ids: Vec<_> = self.model.keys().map(String::as_str).collect();
        ids.sort_by_key(|id| (std::cmp::Reverse(self.model[*id].released), *id));
        ids
    }

    /// The model of that id; an unlisted one gets the rules of its family by prefix, or those of an unknown server.
    #[must_use]
    pub fn model(&self, id: &str) -> Model {
        let listed = self.model.get(id);
        // A snapshot lives and dies with the model that it was taken of.
        let life = listed.or_else(|| self.model.get(without_date(id)?));
        let family: Cow<'_, str> = match listed {
            Some(entry) => Cow::Borrowed(&entry.family),
            None => Cow::Borrowed(self.family_by_prefix(id)),
        };
        // Every family that is named is there, and a test has read all that are shipped.
        let rules = self.family.get(family.as_ref()).and_then(Unread::get);
        Model {
            id: id.to_owned(),
            family: rules.unwrap_or(&self.other).clone(),
            released: life.and_then(|entry| entry.released),
            shutdown: life.and_then(|entry| entry.shutdown),
            replacement: life.and_then(|entry| entry.replacement.clone()),
            summary: listed.map(|entry| entry.summary.clone()).unwrap_or_default(),
            listed: listed.is_some(),
            known: family != OTHER,
        }
    }

    /// The request that a draft comes to by the rules of the model that it names, or everything that keeps it from
    /// being sent.
    pub fn checked(&self, draft: &Draft) -> Result<Request, Faults> {
        let model = &self.model(&draft.model);
        Request::try_from(Proposal { draft, model })
    }

    fn family_by_prefix(&self, id: &str) -> &str {
        let matches = |(name, family): (&'_ String, &'_ Unread)| {
            let longest = family
                .get()?
                .prefixes
                .iter()
                .filter(|prefix| id.starts_with(prefix.as_str()))
                .map(String::len)
                .max();
            longest.map(|length| (length, name.clone()))
        };
        let best = self.family.iter().filter_map(matches).max();
        best.and_then(|(_, name)| self.family.get_key_value(&name))
            .map_or(OTHER, |(name, _)| name.as_str())
    }
}

impl From<serde_json::Error> for ModelsError {
    fn from(error: serde_json::Error) -> Self {
        Self::Unreadable(error.to_string())
    }
}

impl From<toml::de::Error> for ModelsError {
    fn from(error: toml::de::Error) -> Self {
        Self::Unreadable(error.to_string())
    }
}

/// The id of the model that a dated snapshot was taken of, as in `gpt-image-2-2026-04-21`.
fn without_date(id: &str) -> Option<&str> {
    let (name, date) = id.split_at_checked(id.len().checked_sub("-2026-04-21".len())?)?;
    date.strip_prefix('-')?.parse::<Date>().ok()?;
    Some(name)
}

fn lay_over(base: &mut toml::Table, over: toml::Table) {
    for (key, value) in over {
        match (base.get_mut(&key), value) {
            (Some(toml::Value::Table(below)), toml::Value::Table(above)) => lay_over(below, above),
            (_, value) => {
                base.insert(key, value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{OptionName, ShutDown};

    #[test]
    fn every_shipped_family_can_be_read() {
        for (name, unread) in ModelTable::standard().unwrap().family {
            assert!(unread.get().is_some(), "{name}: {:?}", unread.read);
        }
    }

    #[test]
    fn the_user_may_bring_a_family_of_his_own_and_a_wrong_one_is_told_at_once() {
        let own = "[model.x]\nfamily = \"mine\"\n[family.mine]\nedits = false\nprompt_longest = 9\ncount_max = 1\n\
                   images_max = 0\nimage_bytes_max = 0\nimage_formats = []\nprefixes = [\"x-\"]\n\
                   size = { rule = \"any\", presets = [] }";
        let table = ModelTable::overlaid(own).unwrap();
        assert_eq!(table.model("x-2").rules().prompt_longest, 9);
        for wrong in [
            "[family.\"gpt-image-2\"]\ncount_max = \"many\"",
            "[family.\"dall-e-2\"]\nno_such_key = 1",
            "[family.mine]\nedits = true",
        ] {
            assert!(
                matches!(ModelTable::overlaid(wrong), Err(ModelsError::Unreadable(_))),
                "{wrong}"
            );
        }
    }

    #[test]
    fn unlisted_ids_fall_to_the_family_with_the_longest_prefix() {
        let table = ModelTable::standard().unwrap();
        for (id, option, known) in [
            ("gpt-image-2.6-flare-2026-12-24", Some(OptionName::Complexity), true),
            ("gpt-image-2-2026-04-21", Some(OptionName::Quality), true),
            ("gpt-image-1-all", Some(OptionName::InputFidelity), true),
            ("gpt-image-1-mini-x", Some(OptionName::Quality), true),
            ("dall-e-3-hd", Some(OptionName::Style), true),
            ("flux-kontext-pro", None, false),
        ] {
            let model = table.model(id);
            assert_eq!(model.is_known(), known, "{id}");
            assert!(!model.is_listed(), "{id}");
            assert!(option.is_none_or(|name| model.option(name).is_some()), "{id}");
        }
        assert!(
            table
                .model("gpt-image-1-mini-x")
                .option(OptionName::InputFidelity)
                .is_none()
        );
    }

    #[test]
    fn the_default_model_outlives_december_2026() {
        let table = ModelTable::standard().unwrap();
        assert_eq!(
            table.model(table.default_id()).life("2026-12-02".parse().unwrap()),
            ShutDown::Alive
        );
    }

    #[test]
    fn the_life_of_a_model_depends_on_the_day() {
        let table = ModelTable::standard().unwrap();
        let (before, after) = ("2026-11-30".parse().unwrap(), "2026-12-01".parse().unwrap());
        assert_eq!(table.model("gpt-image-1.5").life(before), ShutDown::Announced(after));
        assert_eq!(table.model("gpt-image-1.5").life(after), ShutDown::Past(after));
        assert_eq!(
            table.model("gpt-image-1.5-2025-12-16").life(after),
            ShutDown::Past(after)
        );
        assert_eq!(table.model("gpt-image-2-2026-04-21").life(after), ShutDown::Alive);
    }

    #[test]
    fn the_users_table_is_laid_over_key_by_key() {
        let table = ModelTable::overlaid(
            "default = \"my-model\"\n[model.my-model]\nfamily = \"gpt-image-2\"\n[family.\"gpt-image-2\"]\ncount_max = 4\n",
        )
        .unwrap();
        assert_eq!(table.default_id(), "my-model");
        assert_eq!(table.model("my-model").rules().count_max, 4);
        assert_eq!(table.model("my-model").rules().prompt_longest, 32_000);
        assert!(matches!(
            ModelTable::overlaid("[model.x]\nfamily = \"nope\""),
            Err(ModelsError::NoFamily { .. })
        ));
        assert!(matches!(
            ModelTable::overlaid("[model.x]\nfamly = 1"),
            Err(ModelsError::Unreadable(_))
        ));
    }

    #[test]
    fn newest_models_come_first() {
        let table = ModelTable::standard().unwrap();
        assert_eq!(
            table.ids()[..3],
            ["gpt-image-2.6-flare", "gpt-image-2.6-sunburst", "gpt-image-2.5-flare"]
        );
        assert_eq!(table.ids().last(), Some(&"dall-e-2"));
    }
}
