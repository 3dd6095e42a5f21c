//! Reads `config.toml`, and tells faults by line and column.

use std::path::{Path, PathBuf};

use toml::de::{DeTable, DeValue};

use super::{ConfigError, Environment, config_file, error::line_of, files::optional_text};
use crate::domain::{Places, Settings};

/// Settings, and what is odd about the file they come from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Loaded {
    /// The settings; defaults for what the file does not say.
    pub settings: Settings,
    /// Sentences for the person, such as a key that nobody knows.
    pub warnings: Vec<String>,
}

/// Reads the settings; without a file they are the defaults. Paths in profiles become absolute.
pub fn load(places: &Places, environment: &Environment) -> Result<Loaded, ConfigError> {
    let file = config_file(places);
    let Some(text) = optional_text(&file)? else {
        return Ok(Loaded::default());
    };
    let mut loaded = read(&file, &text)?;
    let resolve = |path: &Path| absolute(path, &places.config, environment);
    for profile in loaded.settings.profiles.values_mut() {
        for path in [&mut profile.key_file, &mut profile.prices, &mut profile.ca_file] {
            *path = path.as_deref().map(resolve);
        }
    }
    let copies = &mut loaded.settings.files.copies;
    if !copies.as_os_str().is_empty() {
        *copies = resolve(copies);
    }
    Ok(loaded)
}

/// A path that may start with `~/`, or at the directory of the settings.
pub(super) fn absolute(path: &Path, folder: &Path, environment: &Environment) -> PathBuf {
    match (path.strip_prefix("~"), environment.home()) {
        (Ok(below), Some(home)) => home.join(below),
        _ => folder.join(path),
    }
}

/// The settings that a text says, with its faults by line and column.
pub(super) fn read(file: &Path, text: &str) -> Result<Loaded, ConfigError> {
    let wrong = |error: &toml::de::Error| {
        ConfigError::at(
            file.to_owned(),
            text,
            error.span().map(|span| span.start),
            error.message(),
        )
    };
    let deserializer = toml::Deserializer::parse(text).map_err(|error| wrong(&error))?;
    let mut unknown = Vec::new();
    let settings: Settings = serde_ignored::deserialize(deserializer, |path| unknown.push(keys_of(&path)))
        .map_err(|error: toml::de::Error| wrong(&error))?;
    if settings.engine.parallel == 0 {
        let keys = ["engine", "parallel"].map(str::to_owned);
        let message = "at least one request must be able to run at once";
        return Err(ConfigError::at(file.to_owned(), text, byte_of(text, &keys), message));
    }
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let warnings = unknown
        .iter()
        .map(|keys| {
            let line = line_of(text, byte_of(text, keys).unwrap_or(0));
            format!("{name}, line {line}: nobody knows the key '{}'", keys.join("."))
        })
        .collect();
    Ok(Loaded { settings, warnings })
}

fn keys_of(path: &serde_ignored::Path<'_>) -> Vec<String> {
    use serde_ignored::Path as Ignored;
    match path {
        Ignored::Root => Vec::new(),
        Ignored::Map { parent, key } => {
            let mut keys = keys_of(parent);
            keys.push(key.clone());
            keys
        }
        Ignored::Seq { parent, .. }
        | Ignored::Some { parent }
        | Ignored::NewtypeStruct { parent }
        | Ignored::NewtypeVariant { parent } => keys_of(parent),
    }
}

/// Where a key stands in the text.
fn byte_of(text: &str, keys: &[String]) -> Option<usize> {
    let table = DeTable::parse(text).ok()?;
    let mut table = table.get_ref();
    let (last, above) = keys.split_last()?;
    for key in above {
        table = match table.get(key.as_str()).map(toml::Spanned::get_ref) {
            Some(DeValue::Table(below)) => below,
            _ => return None,
        };
    }
    let found = table.iter().find(|(key, _)| key.get_ref() == last.as_str());
    found.map(|(key, _)| key.span().start)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::domain::CapAction;

    fn load_text(text: &str) -> Result<Loaded, ConfigError> {
        let folder = tempfile::tempdir().unwrap();
        let places = Places::below(folder.path());
        fs::create_dir_all(&places.config).unwrap();
        fs::write(config_file(&places), text).unwrap();
        load(&places, &Environment::new([("HOME", "/home/ada")], "/"))
    }

    #[test]
    fn without_a_file_everything_is_as_shipped() {
        let folder = tempfile::tempdir().unwrap();
        let loaded = load(&Places::below(folder.path()), &Environment::default()).unwrap();
        assert_eq!(loaded, Loaded::default());
    }

    #[test]
    fn what_the_file_says_is_laid_over_the_defaults() {
        let loaded = load_text("[caps]\nday = 2\naction = \"refuse\"\n[profiles.work]\nfree = true\n").unwrap();
        assert!(loaded.warnings.is_empty());
        assert_eq!(loaded.settings.caps.day.micros(), 2_000_000);
        assert_eq!(loaded.settings.caps.action, CapAction::Refuse);
        assert_eq!(loaded.settings.engine.parallel, 2);
        assert!(loaded.settings.profile("work").unwrap().free);
    }

    #[test]
    fn a_fault_is_told_with_line_column_and_text() {
        for (text, line, column, line_text, word) in [
            (
                "theme = \"auto\"\n[engine]\n  parallel = \"two\"\n",
                3,
                14,
                "  parallel = \"two\"",
                "invalid type",
            ),
            ("profile = openai\n", 1, 11, "profile = openai", ""),
            (
                "[preview]\nprotocol = \"holo\"\n",
                2,
                12,
                "protocol = \"holo\"",
                "unknown variant",
            ),
            ("[engine]\nparallel = 0", 2, 1, "parallel = 0", "at least one"),
            ("# é\n[caps]\nday = -1\n", 3, 7, "day = -1", "not an amount"),
        ] {
            let error = load_text(text).unwrap_err();
            let ConfigError::Fault {
                line: l,
                column: c,
                text: t,
                message,
                ..
            } = &error
            else {
                panic!("{text}: {error}");
            };
            assert_eq!((*l, *c, t.as_str()), (line, column, line_text), "{text}");
            assert!(message.contains(word), "{message}");
        }
    }

    #[test]
    fn unknown_keys_warn_with_their_line_and_do_not_block() {
        let loaded =
            load_text("thema = \"dark\"\n\n[profiles.work]\nbase_ur = \"x\"\nextra = { a = 1 }\n[zoom]\n").unwrap();
        assert_eq!(
            loaded.warnings,
            [
                "config.toml, line 4: nobody knows the key 'profiles.work.base_ur'",
                "config.toml, line 1: nobody knows the key 'thema'",
                "config.toml, line 6: nobody knows the key 'zoom'",
            ]
        );
    }

    #[test]
    fn paths_start_at_the_settings_or_at_home() {
        let text =
            "[files]\ncopies = \"~/Pictures\"\n[profiles.work]\nkey_file = \"work.key\"\nca_file = \"/etc/ca\"\n";
        let settings = load_text(text).unwrap().settings;
        let work = settings.profile("work").unwrap();
        assert_eq!(settings.files.copies, Path::new("/home/ada/Pictures"));
        assert!(work.key_file.unwrap().ends_with("config/work.key"));
        assert_eq!(work.ca_file.unwrap(), Path::new("/etc/ca"));
    }
}
