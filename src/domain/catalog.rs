//! The models to choose from: those of the table, those that a server lists, those that a profile names.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::{Flavor, Model, ModelTable, Profile, ServedModel, ShutDown};

/// Who knows a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The server was not asked.
    Offline,
    /// The table has it, and the server lists it.
    Both,
    /// The server lists it, and the table does not have it: what is set is sent unchecked.
    ServedOnly,
    /// This server does not list it. It stays usable: lists lag behind launches (images-api.md §2.5).
    NotServed,
}

impl Standing {
    /// The words beside a model; nothing where all is usual.
    #[must_use]
    pub const fn remark(self) -> &'static str {
        match self {
            Self::Offline | Self::Both => "",
            Self::ServedOnly => "not in the table",
            Self::NotServed => "not listed by this server",
        }
    }

    /// The word in JSON.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Offline => "offline",
            Self::Both => "served",
            Self::ServedOnly => "served_only",
            Self::NotServed => "not_served",
        }
    }
}

/// One model to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogRow {
    /// The model, with the end of its life as the server says it, where it says so.
    pub model: Model,
    /// Who knows it.
    pub standing: Standing,
    /// Whether it is still served on that day.
    pub life: ShutDown,
}

/// Models of the table first, newest first, then what only the server lists, then what only the profile names.
///
/// `served` is the server's list, where it was asked. It mixes all kinds of models, so only ids that name pictures
/// count, those of the table, and those of the profile.
#[must_use]
pub fn catalog(table: &ModelTable, profile: &Profile, served: Option<&[ServedModel]>, today: Date) -> Vec<CatalogRow> {
    let of_table = table.ids();
    let listed = served.unwrap_or_default();
    let mut more: BTreeSet<&str> = listed.iter().map(|model| model.id.as_str()).collect();
    more.retain(|id| makes_pictures(id, profile));
    let ids = of_table
        .into_iter()
        .chain(more)
        .chain(profile.models.iter().map(String::as_str));
    let mut rows: Vec<CatalogRow> = Vec::new();
    for id in ids {
        if rows.iter().any(|row| row.model.id() == id) {
            continue;
        }
        let mut model = table.model(id);
        let found = listed.iter().find(|served| served.id == id);
        model.shutdown = found.and_then(|served| served.shutdown).or(model.shutdown);
        let standing = match (served, found) {
            (None, _) => Standing::Offline,
            (Some(_), None) => Standing::NotServed,
            (Some(_), Some(_)) if model.is_listed() => Standing::Both,
            (Some(_), Some(_)) => Standing::ServedOnly,
        };
        let life = model.life(today);
        rows.push(CatalogRow { model, standing, life });
    }
    rows
}

/// Whether an id of a server's list is that of an image model. OpenRouter was asked for nothing else, and names them
/// as their makers do.
#[must_use]
pub fn makes_pictures(id: &str, profile: &Profile) -> bool {
    let lower = id.to_lowercase();
    profile.flavor == Flavor::Openrouter
        || lower.contains("image")
        || lower.contains("dall-e")
        || profile.models.iter().any(|own| own == id)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn served(list: &[(&str, Option<&str>)]) -> Vec<ServedModel> {
        let model = |(id, date): &(&str, Option<&str>)| ServedModel {
            id: (*id).to_owned(),
            shutdown: date.map(|date| date.parse().unwrap()),
        };
        list.iter().map(model).collect()
    }

    fn rows(profile: &Profile, list: Option<&[ServedModel]>) -> Vec<CatalogRow> {
        let table = ModelTable::standard().unwrap();
        catalog(&table, profile, list, "2026-11-20".parse().unwrap())
    }

    fn row<'a>(rows: &'a [CatalogRow], id: &str) -> &'a CatalogRow {
        rows.iter().find(|row| row.model.id() == id).unwrap()
    }

    #[test]
    fn a_servers_list_is_laid_over_the_table() {
        let list = served(&[
            ("gpt-image-2.5-flare", Some("2027-09-09")),
            ("gpt-image-1.5", None),
            ("gpt-image-9", None),
            ("gpt-6-luna", None),
            ("flux-kontext-pro", None),
        ]);
        let profile = Profile {
            models: vec!["flux-kontext-pro".to_owned(), "flux-kontext-max".to_owned()],
            ..Profile::default()
        };
        let rows = rows(&profile, Some(&list));
        let end = |text: &str| ShutDown::Announced(text.parse().unwrap());
        for (id, standing, life) in [
            ("gpt-image-2.5-flare", Standing::Both, end("2027-09-09")),
            ("gpt-image-1.5", Standing::Both, end("2026-12-01")),
            ("gpt-image-2", Standing::NotServed, ShutDown::Alive),
            ("gpt-image-9", Standing::ServedOnly, ShutDown::Alive),
            ("flux-kontext-pro", Standing::ServedOnly, ShutDown::Alive),
            ("flux-kontext-max", Standing::NotServed, ShutDown::Alive),
        ] {
            let row = row(&rows, id);
            assert_eq!((row.standing, row.life), (standing, life), "{id}");
        }
        assert!(!rows.iter().any(|row| row.model.id() == "gpt-6-luna"));
        let mut ids: Vec<_> = rows.iter().map(|row| row.model.id()).collect();
        assert_eq!(ids[0], "gpt-image-2.6-flare");
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), rows.len());
    }

    #[test]
    fn a_server_that_was_not_asked_says_nothing() {
        let profile = Profile {
            models: vec!["flux-kontext-pro".to_owned()],
            ..Profile::default()
        };
        let rows = rows(&profile, None);
        assert!(rows.iter().all(|row| row.standing == Standing::Offline));
        assert_eq!(rows.last().unwrap().model.id(), "flux-kontext-pro");
    }

    #[test]
    fn openrouter_lists_pictures_only_whatever_their_names() {
        let profile = Profile {
            flavor: Flavor::Openrouter,
            ..Profile::default()
        };
        let rows = rows(&profile, Some(&served(&[("bytedance-seed/seedream-4.5", None)])));
        assert_eq!(row(&rows, "bytedance-seed/seedream-4.5").standing, Standing::ServedOnly);
    }
}
