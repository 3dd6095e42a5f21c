//! Writes settings: the first `config.toml`, and single keys of it without touching the rest.

use toml_edit::{DocumentMut, Item};

use super::{
    ConfigError, config_file,
    files::{create, make_private, optional_text, replace},
};
use crate::domain::Places;

const DEFAULT: &str = include_str!("default.toml");

/// Writes a `config.toml` with every key, its default and a comment, and says where; one that is there stays.
pub fn init(places: &Places) -> Result<std::path::PathBuf, ConfigError> {
    make_private(&places.config)?;
    let file = config_file(places);
    create(&file, DEFAULT)?;
    Ok(file)
}

/// Remembers the theme for the next start.
pub fn set_theme(places: &Places, name: &str) -> Result<(), ConfigError> {
    set(places, "theme", name)
}

/// Remembers the profile for the next start.
pub fn set_profile(places: &Places, name: &str) -> Result<(), ConfigError> {
    set(places, "profile", name)
}

fn set(places: &Places, key: &str, word: &str) -> Result<(), ConfigError> {
    let file = config_file(places);
    let text = optional_text(&file)?.unwrap_or_default();
    let mut document: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| {
        ConfigError::at(
            file.clone(),
            &text,
            error.span().map(|span| span.start),
            error.message(),
        )
    })?;
    let mut fresh = toml_edit::Value::from(word);
    match document.get_mut(key) {
        Some(Item::Value(old)) => {
            // The comments around the key and behind the value belong to the person.
            *fresh.decor_mut() = old.decor().clone();
            *old = fresh;
        }
        _ => {
            document.insert(key, Item::Value(fresh));
        }
    }
    replace(&file, &document.to_string())
}

#[cfg(test)]
mod tests {
    use std::{fs, os::unix::fs::PermissionsExt as _};

    use super::*;
    use crate::{
        config::{Environment, files::places_in, load},
        domain::Settings,
    };

    #[test]
    fn the_shipped_file_says_exactly_the_defaults() {
        let folder = tempfile::tempdir().unwrap();
        let places = places_in(folder.path());
        let file = init(&places).unwrap();
        let loaded = load(&places, &Environment::default()).unwrap();
        assert_eq!(loaded.settings, Settings::default());
        assert!(loaded.warnings.is_empty());
        assert_eq!(fs::metadata(file).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(
            fs::metadata(&places.config).unwrap().permissions().mode() & 0o777,
            0o700
        );
    }

    #[test]
    fn the_shipped_file_names_every_key() {
        let written: toml::Table = toml::from_str(DEFAULT).unwrap();
        let all = toml::Table::try_from(Settings::default()).unwrap();
        for (key, value) in &all {
            let there = written.get(key).unwrap_or_else(|| panic!("{key} is missing"));
            for inner in value.as_table().into_iter().flat_map(toml::Table::keys) {
                assert!(there.get(inner).is_some(), "{key}.{inner} is missing");
            }
        }
        let profile = toml::Table::try_from(crate::domain::Profile::default()).unwrap();
        for key in profile
            .keys()
            .map(String::as_str)
            .chain(["base_url", "key_env", "key_file", "prices", "ca_file"])
        {
            assert!(DEFAULT.contains(&format!("# {key} = ")), "{key} is missing");
        }
    }

    #[test]
    fn the_commented_profile_can_be_taken_as_it_is() {
        let start = DEFAULT.find("# [profiles.work]").unwrap();
        let lines = DEFAULT[start..].lines().take_while(|line| line.len() > 1);
        let text = lines.map(|line| &line[2..]).collect::<Vec<_>>().join("\n");
        let settings: Settings = toml::from_str(&text).unwrap();
        assert_eq!(settings.profile("work").unwrap().models, ["flux-kontext-pro"]);
    }

    #[test]
    fn a_file_that_is_there_is_never_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let places = places_in(folder.path());
        fs::create_dir_all(&places.config).unwrap();
        fs::write(config_file(&places), "theme = \"mine\"\n").unwrap();
        assert!(matches!(init(&places), Err(ConfigError::Exists { .. })));
        assert_eq!(fs::read_to_string(config_file(&places)).unwrap(), "theme = \"mine\"\n");
    }

    #[test]
    fn setting_a_key_keeps_comments_and_order() {
        let folder = tempfile::tempdir().unwrap();
        let places = places_in(folder.path());
        fs::create_dir_all(&places.config).unwrap();
        let before = "# mine\ntheme = \"auto\"   # by night\n\n[engine] # two\nparallel = 3\n";
        fs::write(config_file(&places), before).unwrap();
        set_theme(&places, "dark").unwrap();
        set_profile(&places, "sandbox").unwrap();
        let after = fs::read_to_string(config_file(&places)).unwrap();
        assert_eq!(
            after,
            "# mine\ntheme = \"dark\"   # by night\nprofile = \"sandbox\"\n\n[engine] # two\nparallel = 3\n"
        );
    }

    #[test]
    fn setting_a_key_without_a_file_makes_one() {
        let folder = tempfile::tempdir().unwrap();
        let places = places_in(folder.path());
        set_theme(&places, "dark").unwrap();
        assert_eq!(fs::read_to_string(config_file(&places)).unwrap(), "theme = \"dark\"\n");
    }

    #[test]
    fn a_broken_file_is_not_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let places = places_in(folder.path());
        fs::create_dir_all(&places.config).unwrap();
        fs::write(config_file(&places), "theme = \n").unwrap();
        assert!(matches!(
            set_theme(&places, "dark"),
            Err(ConfigError::Fault { line: 1, .. })
        ));
    }
}
