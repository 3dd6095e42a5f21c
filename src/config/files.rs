//! Reads the person's own files: keymap, models and themes, all of them optional.

use std::{
    fs, io,
    io::Write as _,
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
};

use super::ConfigError;
use crate::domain::Places;

/// The file of the settings.
#[must_use]
pub fn config_file(places: &Places) -> PathBuf {
    places.config.join("config.toml")
}

/// The person's `keymap.toml`, where there is one.
pub fn keymap_text(places: &Places) -> Result<Option<String>, ConfigError> {
    optional_text(&places.config.join("keymap.toml"))
}

/// The person's `models.toml`, where there is one.
pub fn models_text(places: &Places) -> Result<Option<String>, ConfigError> {
    optional_text(&places.config.join("models.toml"))
}

/// The person's theme of that name, where there is one.
pub fn theme_text(places: &Places, name: &str) -> Result<Option<String>, ConfigError> {
    let name = file_name("theme", name)?;
    optional_text(&places.config.join("themes").join(format!("{name}.toml")))
}

/// The names of the person's own themes, sorted.
pub fn user_themes(places: &Places) -> Result<Vec<String>, ConfigError> {
    let folder = places.config.join("themes");
    let read = |source| ConfigError::Read {
        file: folder.clone(),
        source,
    };
    let entries = match fs::read_dir(&folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(read(error)),
    };
    let mut names = Vec::new();
    for entry in entries {
        let path = entry.map_err(read)?.path();
        if path.extension().is_some_and(|ending| ending == "toml") {
            let name = path.file_stem().and_then(|stem| stem.to_str());
            names.extend(name.filter(|name| file_name("theme", name).is_ok()).map(str::to_owned));
        }
    }
    names.sort();
    Ok(names)
}

/// The text of a file, or nothing where there is no such file.
pub(super) fn optional_text(file: &Path) -> Result<Option<String>, ConfigError> {
    match fs::read_to_string(file) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(ConfigError::Read {
            file: file.to_owned(),
            source,
        }),
    }
}

/// The name itself where it can safely be the name of a file.
pub(super) fn file_name<'a>(what: &'static str, name: &'a str) -> Result<&'a str, ConfigError> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    if name.is_empty() || name.starts_with('.') || !name.chars().all(plain) {
        return Err(ConfigError::Name {
            what,
            name: name.to_owned(),
        });
    }
    Ok(name)
}

/// Makes a directory and those above it for the owner alone.
pub(super) fn make_private(folder: &Path) -> Result<(), ConfigError> {
    let made = fs::DirBuilder::new().recursive(true).mode(0o700).create(folder);
    made.map_err(|source| ConfigError::Write {
        file: folder.to_owned(),
        source,
    })
}

/// Puts a text in the place of a file in one step, for the owner alone; a link to a file stays a link.
pub(super) fn replace(file: &Path, text: &str) -> Result<(), ConfigError> {
    let write = |source| ConfigError::Write {
        file: file.to_owned(),
        source,
    };
    // People keep their settings in another folder and link to them.
    let target = fs::canonicalize(file).unwrap_or_else(|_| file.to_owned());
    let folder = target.parent().unwrap_or(Path::new("/"));
    make_private(folder)?;
    // A file of that kind is 0600 from the start; one that was there keeps its own mode.
    let mut fresh = tempfile::NamedTempFile::new_in(folder).map_err(write)?;
    if let Ok(facts) = fs::metadata(&target) {
        fresh
            .as_file()
            .set_permissions(fs::Permissions::from_mode(facts.permissions().mode() & 0o777))
            .map_err(write)?;
    }
    fresh.write_all(text.as_bytes()).map_err(write)?;
    fresh.as_file().sync_all().map_err(write)?;
    fresh.persist(&target).map_err(|error| write(error.error))?;
    Ok(())
}

/// Writes a file that must not be there yet, for the owner alone.
pub(super) fn create(file: &Path, text: &str) -> Result<(), ConfigError> {
    let opened = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(file);
    let written = opened.and_then(|mut opened| {
        opened.write_all(text.as_bytes())?;
        opened.sync_all()
    });
    written.map_err(|source| match source.kind() {
        io::ErrorKind::AlreadyExists => ConfigError::Exists { file: file.to_owned() },
        _ => ConfigError::Write {
            file: file.to_owned(),
            source,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_there_is_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let places = Places::below(folder.path());
        assert_eq!(keymap_text(&places).unwrap(), None);
        assert_eq!(models_text(&places).unwrap(), None);
        assert_eq!(theme_text(&places, "dusk").unwrap(), None);
        assert!(user_themes(&places).unwrap().is_empty());
    }

    #[test]
    fn own_themes_are_found_by_name() {
        let folder = tempfile::tempdir().unwrap();
        let places = Places::below(folder.path());
        let themes = places.config.join("themes");
        fs::create_dir_all(&themes).unwrap();
        for name in ["dusk.toml", "bright.toml", "notes.txt", ".hidden.toml"] {
            fs::write(themes.join(name), "base = \"dark\"\n").unwrap();
        }
        assert_eq!(user_themes(&places).unwrap(), ["bright", "dusk"]);
        assert_eq!(theme_text(&places, "dusk").unwrap().unwrap(), "base = \"dark\"\n");
    }

    #[test]
    fn a_name_never_leads_out_of_its_folder() {
        let places = Places::below(Path::new("/nowhere"));
        for name in ["", "../config", "a/b", ".x", "a\nb"] {
            assert!(
                matches!(theme_text(&places, name), Err(ConfigError::Name { .. })),
                "{name:?}"
            );
        }
    }

    #[test]
    fn replacing_writes_through_a_link_and_keeps_the_mode() {
        let folder = tempfile::tempdir().unwrap();
        let (real, link) = (folder.path().join("real.toml"), folder.path().join("link.toml"));
        fs::write(&real, "old").unwrap();
        fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
        std::os::unix::fs::symlink(&real, &link).unwrap();
        replace(&link, "new").unwrap();
        assert!(link.is_symlink());
        assert_eq!(fs::read_to_string(&real).unwrap(), "new");
        assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o640);
    }
}
