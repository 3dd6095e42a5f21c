//! Writes settings: the first `config.toml`, and single keys of it without touching the rest.

use std::path::{Path, PathBuf};

use toml_edit::{DocumentMut, Item, Table};

use super::{
    ConfigError, config_file,
    files::{create, file_name, make_private, optional_text, replace},
    settings,
};
use crate::domain::{Places, Profile, SANDBOX};

const DEFAULT: &str = include_str!("default.toml");

/// Writes a `config.toml` with every key, its default and a comment, and says where; one that is there stays.
pub fn init(places: &Places) -> Result<PathBuf, ConfigError> {
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

/// Adds a profile at the end of `config.toml` and says where that is. Only what differs from a plain profile is written;
/// the rest of the file stays as it is. The new text is read back before it takes the place of the old one.
///
/// A name that is taken, or that cannot be one, is refused.
pub fn add_profile(places: &Places, name: &str, profile: &Profile) -> Result<PathBuf, ConfigError> {
    file_name("profile", name)?;
    let taken = || ConfigError::Taken { name: name.to_owned() };
    if name == SANDBOX {
        return Err(taken());
    }
    let file = config_file(places);
    let text = optional_text(&file)?.unwrap_or_default();
    let mut document = parsed(&file, &text)?;
    let profiles = document.entry("profiles").or_insert_with(|| {
        let mut table = Table::new();
        table.set_implicit(true);
        Item::Table(table)
    });
    let unfit = |message: &str| ConfigError::at(file.clone(), &text, None, message);
    let profiles = profiles
        .as_table_like_mut()
        .ok_or_else(|| unfit("'profiles' is no table"))?;
    if profiles.contains_key(name) {
        return Err(taken());
    }
    let mut fresh = table_of(profile).map_err(|error| unfit(&error))?;
    // What stands at the end, such as the commented example, stays above.
    let end = document.trailing().as_str().unwrap_or_default().to_owned();
    let gap = if text.is_empty() { "" } else { "\n" };
    fresh.decor_mut().set_prefix(format!("{end}{gap}"));
    document.set_trailing("");
    if let Some(profiles) = document["profiles"].as_table_like_mut() {
        profiles.insert(name, Item::Table(fresh));
    }
    let text = document.to_string();
    let read = settings::read(&file, &text)?;
    if read.settings.profiles.get(name) != Some(profile) {
        return Err(ConfigError::at(
            file,
            &text,
            None,
            "the new profile would not be read as it is meant",
        ));
    }
    replace(&file, &text)?;
    Ok(file)
}

/// Changes where a profile of `config.toml` is and where its key comes from; everything else in its table stays. One
/// that is not there is added.
pub fn change_profile(places: &Places, name: &str, profile: &Profile) -> Result<PathBuf, ConfigError> {
    let file = config_file(places);
    let text = optional_text(&file)?.unwrap_or_default();
    let mut document = parsed(&file, &text)?;
    let own = document
        .get_mut("profiles")
        .and_then(|profiles| profiles.get_mut(name))
        .and_then(Item::as_table_like_mut);
    let Some(own) = own else {
        return add_profile(places, name, profile);
    };
    let mut fresh =
        table_of(profile).map_err(|message| ConfigError::at(file.clone(), &text, None, message.as_str()))?;
    for key in [
        "base_url",
        "flavor",
        "key_command",
        "key_env",
        "key_file",
        "keyring",
        "free",
    ] {
        match fresh.remove(key) {
            Some(value) => {
                own.insert(key, value);
            }
            None => {
                own.remove(key);
            }
        }
    }
    let text = document.to_string();
    settings::read(&file, &text)?;
    replace(&file, &text)?;
    Ok(file)
}

/// A profile as a table of what differs from a plain one.
fn table_of(profile: &Profile) -> Result<Table, String> {
    let mut table = toml::Table::try_from(profile).map_err(|error| error.to_string())?;
    let plain = toml::Table::try_from(Profile::default()).map_err(|error| error.to_string())?;
    table.retain(|key, value| plain.get(key) != Some(value));
    let text = toml::to_string(&table).map_err(|error| error.to_string())?;
    let document: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| error.to_string())?;
    let mut fresh = Table::new();
    for (key, item) in document.iter() {
        let mut item = item.clone();
        // A table of its own would be written at the place that it had in the text above.
        item.make_value();
        fresh.insert(key, item);
    }
    Ok(fresh)
}

fn parsed(file: &Path, text: &str) -> Result<DocumentMut, ConfigError> {
    text.parse().map_err(|error: toml_edit::TomlError| {
        let byte = error.span().map(|span| span.start);
        ConfigError::at(file.to_owned(), text, byte, error.message())
    })
}

fn set(places: &Places, key: &str, word: &str) -> Result<(), ConfigError> {
    let file = config_file(places);
    let text = optional_text(&file)?.unwrap_or_default();
    let mut document = parsed(&file, &text)?;
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
        config::{Environment, load},
        domain::Settings,
    };

    #[test]
    fn the_shipped_file_says_exactly_the_defaults() {
        let folder = tempfile::tempdir().unwrap();
        let places = Places::below(folder.path());
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
        let places = Places::below(folder.path());
        fs::create_dir_all(&places.config).unwrap();
        fs::write(config_file(&places), "theme = \"mine\"\n").unwrap();
        assert!(matches!(init(&places), Err(ConfigError::Exists { .. })));
        assert_eq!(fs::read_to_string(config_file(&places)).unwrap(), "theme = \"mine\"\n");
    }

    #[test]
    fn setting_a_key_keeps_comments_and_order() {
        let folder = tempfile::tempdir().unwrap();
        let places = Places::below(folder.path());
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
    fn a_profile_gets_another_key_source_and_keeps_the_rest() {
        let folder = tempfile::tempdir().unwrap();
        let places = Places::below(folder.path());
        fs::create_dir_all(&places.config).unwrap();
        let before =
            "[profiles.work] # mine\nbase_url = \"https://a.example/v1\"\nkey_command = [\"pass\"]\nseed = true\n";
        fs::write(config_file(&places), before).unwrap();
        let profile = Profile {
            base_url: Some("https://a.example/v1".parse().unwrap()),
            key_env: Some("WORK_KEY".to_owned()),
            ..Profile::default()
        };
        change_profile(&places, "work", &profile).unwrap();
        change_profile(&places, "home", &profile).unwrap();
        let settings = load(&places, &Environment::default()).unwrap().settings;
        assert_eq!(settings.profile("home"), Some(profile.clone()));
        assert_eq!(settings.profile("work"), Some(Profile { seed: true, ..profile }));
        let text = fs::read_to_string(config_file(&places)).unwrap();
        assert!(text.starts_with("[profiles.work] # mine\n"), "{text}");
    }

    #[test]
    fn setting_a_key_without_a_file_makes_one() {
        let folder = tempfile::tempdir().unwrap();
        let places = Places::below(folder.path());
        set_theme(&places, "dark").unwrap();
        assert_eq!(fs::read_to_string(config_file(&places)).unwrap(), "theme = \"dark\"\n");
    }

    #[test]
    fn a_broken_file_is_not_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let places = Places::below(folder.path());
        fs::create_dir_all(&places.config).unwrap();
        fs::write(config_file(&places), "theme = \n").unwrap();
        assert!(matches!(
            set_theme(&places, "dark"),
            Err(ConfigError::Fault { line: 1, .. })
        ));
    }

    fn work() -> Profile {
        Profile {
            base_url: Some("https://images.example/v1".parse().unwrap()),
            key_env: Some("WORK_KEY".to_owned()),
            headers: [("X-Team".to_owned(), "art".to_owned())].into(),
            models: vec!["flux-kontext-pro".to_owned()],
            ..Profile::default()
        }
    }

    #[test]
    fn a_profile_is_added_below_everything_that_is_there() {
        let folder = tempfile::tempdir().unwrap();
        let places = Places::below(folder.path());
        for before in [
            "",
            "theme = \"auto\" # mine\n",
            DEFAULT,
            "[profiles.old]\nfree = true\n# end\n",
            "profiles = { old = { free = true } }\n",
        ] {
            fs::create_dir_all(&places.config).unwrap();
            fs::write(config_file(&places), before).unwrap();
            let file = add_profile(&places, "work", &work()).unwrap();
            let after = fs::read_to_string(file).unwrap();
            assert!(before.contains("profiles = {") || after.starts_with(before), "{after}");
            let loaded = load(&places, &Environment::default()).unwrap();
            assert_eq!(loaded.settings.profile("work"), Some(work()), "{after}");
            assert!(loaded.warnings.is_empty());
            assert!(!after.contains("insecure = false\nextra"), "{after}");
            assert!(matches!(
                add_profile(&places, "work", &work()),
                Err(ConfigError::Taken { .. })
            ));
        }
    }

    #[test]
    fn a_profile_without_a_file_makes_one_and_says_only_what_it_must() {
        let folder = tempfile::tempdir().unwrap();
        let places = Places::below(folder.path());
        add_profile(&places, "work", &work()).unwrap();
        let text = fs::read_to_string(config_file(&places)).unwrap();
        assert!(
            text.starts_with("[profiles.work]\nbase_url = \"https://images.example/v1\"\n"),
            "{text}"
        );
        assert!(!text.contains("free") && !text.contains("organization"), "{text}");
        for name in [SANDBOX, "a/b", "", "a b"] {
            assert!(add_profile(&places, name, &work()).is_err(), "{name}");
        }
        assert_eq!(fs::read_to_string(config_file(&places)).unwrap(), text);
    }
}
