//! Finds the key of a profile: a program, a variable, a file, the keyring; and keeps a pasted one.

use std::{
    fs, io,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
};

use url::Host;

use super::{
    ConfigError, Environment, KeyError,
    files::{create, file_name, make_private},
    key_command::printed_by,
    keyring,
};
use crate::domain::{ApiKey, KeySource, Places, Profile};

/// The name of the keyring as a source.
const KEYRING: &str = "the keyring";

/// A profile's key and where it came from.
#[derive(Debug, Clone, PartialEq)]
pub struct KeyFound {
    /// The key; none where the server takes requests without one.
    pub key: Option<ApiKey>,
    /// The source by name, for the screen: `OPENAI_API_KEY`, `pass show images`, a file's path.
    pub source: String,
}

/// The key of a profile, from the first source that has one, in the order command, variable, file, pasted key, keyring.
/// A source that is set and fails is an error; none is skipped silently. A key command may ask on the terminal, so call
/// this before raw mode.
pub fn resolve_key(
    places: &Places,
    name: &str,
    profile: &Profile,
    environment: &Environment,
) -> Result<KeyFound, KeyError> {
    match profile.key_source(name) {
        KeySource::Sandbox => return found("the sandbox takes any", "sandbox"),
        KeySource::Command(argv) => return found(&argv.join(" "), &printed_by(&argv, profile, environment)?),
        KeySource::Env(_) | KeySource::File(_) | KeySource::Keyring | KeySource::Missing => {}
    }
    if let Some(variable) = &profile.key_env
        && let Some(value) = environment.variable(variable)
    {
        let text = value.to_str().ok_or_else(|| KeyError::Empty(variable.clone()))?;
        return found(variable, text);
    }
    if let Some(file) = &profile.key_file {
        return from_file(file);
    }
    if let Some(file) = pasted_file(places, name).filter(|file| file.exists()) {
        return from_file(&file);
    }
    if profile.keyring {
        let kept = keyring::kept_for(name).map_err(|problem| KeyError::Keyring { problem })?;
        return found(KEYRING, &kept);
    }
    if needs_none(profile) {
        return Ok(KeyFound {
            key: None,
            source: "none needed".to_owned(),
        });
    }
    Err(missing(name, profile))
}

/// Where a profile's key would come from, for lists: nothing is run and no file is opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyPlace {
    /// The variable, file or command, by its name; empty where none is set.
    pub source: String,
    /// Whether there is one to be had; not known of a command that was not run, nor of a keyring that was not asked.
    pub present: Option<bool>,
}

/// Where the key of a profile would come from, by the order of [`resolve_key`].
#[must_use]
pub fn key_place(places: &Places, name: &str, profile: &Profile, environment: &Environment) -> KeyPlace {
    let place = |source: String, present: Option<bool>| KeyPlace { source, present };
    match profile.key_source(name) {
        KeySource::Sandbox => return place("none needed".to_owned(), Some(true)),
        KeySource::Command(argv) => return place(argv.join(" "), None),
        KeySource::Env(_) | KeySource::File(_) | KeySource::Keyring | KeySource::Missing => {}
    }
    let variable = profile.key_env.clone().unwrap_or_default();
    if environment.variable(&variable).is_some() {
        return place(variable, Some(true));
    }
    if let Some(file) = &profile.key_file {
        return place(file.display().to_string(), Some(file.exists()));
    }
    if let Some(file) = pasted_file(places, name).filter(|file| file.exists()) {
        return place(file.display().to_string(), Some(true));
    }
    if profile.keyring {
        return place(KEYRING.to_owned(), None);
    }
    if needs_none(profile) {
        return place("none needed".to_owned(), Some(true));
    }
    place(variable, Some(false))
}

fn missing(name: &str, profile: &Profile) -> KeyError {
    KeyError::Missing {
        profile: name.to_owned(),
        variable: profile.key_env.clone(),
    }
}

/// A server of one's own that no key was set for.
fn needs_none(profile: &Profile) -> bool {
    let loopback = match profile.base_url.as_ref().and_then(url::Url::host) {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    profile.key_env.is_none() && (loopback || profile.free)
}

fn found(source: &str, text: &str) -> Result<KeyFound, KeyError> {
    let key = ApiKey::new(text).filter(|key| !key.reveal().contains(char::is_control));
    let key = key.ok_or_else(|| KeyError::Empty(source.to_owned()))?;
    Ok(KeyFound {
        key: Some(key),
        source: source.to_owned(),
    })
}

fn from_file(file: &Path) -> Result<KeyFound, KeyError> {
    let unreadable = |source| KeyError::Unreadable {
        file: file.to_owned(),
        source,
    };
    let facts = fs::metadata(file).map_err(unreadable)?;
    if !facts.is_file() {
        return Err(unreadable(io::Error::other("it is no file")));
    }
    let mode = facts.permissions().mode() & 0o777;
    if mode & 0o077 != 0 {
        return Err(KeyError::Loose {
            file: file.to_owned(),
            mode,
        });
    }
    let text = fs::read_to_string(file).map_err(unreadable)?;
    found(&file.display().to_string(), &text)
}

/// Where a pasted key of a profile lies; none where the name cannot be one of a file.
fn pasted_file(places: &Places, name: &str) -> Option<PathBuf> {
    let name = file_name("profile", name).ok()?;
    Some(places.config.join("keys").join(name))
}

/// Keeps a pasted key for a profile, in a file that only its owner can read; it takes the place of an older one.
pub fn store_key(places: &Places, profile: &str, key: &ApiKey) -> Result<PathBuf, ConfigError> {
    let name = file_name("profile", profile)?;
    let folder = places.config.join("keys");
    make_private(&folder)?;
    let file = folder.join(name);
    let fresh = folder.join(format!("{name}.new"));
    // What a broken attempt left behind is in the way.
    if fresh.exists() {
        fs::remove_file(&fresh).map_err(|source| write(&fresh, source))?;
    }
    create(&fresh, &format!("{}\n", key.reveal()))?;
    fs::rename(&fresh, &file).map_err(|source| write(&file, source))?;
    Ok(file)
}

fn write(file: &Path, source: io::Error) -> ConfigError {
    ConfigError::Write {
        file: file.to_owned(),
        source,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Failure, FailureKind, SANDBOX};

    fn with(change: impl FnOnce(&mut Profile)) -> Profile {
        let mut profile = Profile::openai();
        change(&mut profile);
        profile
    }

    fn private(file: &Path, text: &str, mode: u32) {
        fs::write(file, text).unwrap();
        fs::set_permissions(file, fs::Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn the_first_source_that_is_set_wins() {
        let folder = tempfile::tempdir().unwrap();
        let places = Places::below(folder.path());
        let file = folder.path().join("key");
        private(&file, "sk-of-the-file\n", 0o600);
        let full = Environment::new([("OPENAI_API_KEY", "sk-of-the-variable")], "/");
        let empty = Environment::new([("OPENAI_API_KEY", "")], "/");
        let echo = || vec!["/bin/echo".to_owned(), "sk-of-the-command".to_owned()];
        let all = with(|profile| {
            profile.key_command = echo();
            profile.key_file = Some(file.clone());
        });
        let without_command = with(|profile| profile.key_file = Some(file.clone()));
        for (profile, environment, key, source) in [
            (&all, &full, "sk-of-the-command", "/bin/echo sk-of-the-command"),
            (&without_command, &full, "sk-of-the-variable", "OPENAI_API_KEY"),
            (&without_command, &empty, "sk-of-the-file", file.to_str().unwrap()),
        ] {
            let found = resolve_key(&places, "openai", profile, environment).unwrap();
            assert_eq!((found.key.unwrap().reveal(), found.source.as_str()), (key, source));
        }
    }

    #[test]
    fn a_pasted_key_is_found_again_and_is_private() {
        let folder = tempfile::tempdir().unwrap();
        let places = Places::below(folder.path());
        for text in ["sk-first", "sk-second"] {
            let file = store_key(&places, "openai", &ApiKey::new(text).unwrap()).unwrap();
            assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
            assert_eq!(
                fs::metadata(file.parent().unwrap()).unwrap().permissions().mode() & 0o777,
                0o700
            );
            let found = resolve_key(&places, "openai", &Profile::openai(), &Environment::default()).unwrap();
            assert_eq!(found.key.unwrap().reveal(), text);
        }
        let key = ApiKey::new("sk-x").unwrap();
        assert!(store_key(&places, "../openai", &key).is_err());
    }

    #[test]
    fn a_missing_key_names_both_ways_on() {
        let folder = tempfile::tempdir().unwrap();
        let places = Places::below(folder.path());
        let error = resolve_key(&places, "openai", &Profile::openai(), &Environment::default()).unwrap_err();
        let failure = Failure::from(error);
        assert_eq!(failure.kind, FailureKind::Setup);
        assert!(
            failure.message.contains("OPENAI_API_KEY is not set"),
            "{}",
            failure.message
        );
        let hint = failure.hint.unwrap();
        assert!(
            hint.contains("--sandbox") && hint.contains("export OPENAI_API_KEY="),
            "{hint}"
        );
    }

    #[test]
    fn only_a_server_of_ones_own_needs_no_key() {
        let places = Places::below(Path::new("/nowhere"));
        for (url, free, none_needed) in [
            ("http://localhost:8080/v1", false, true),
            ("http://127.0.0.1/v1", false, true),
            ("http://[::1]:80/v1", false, true),
            ("https://images.example/v1", true, true),
            ("https://images.example/v1", false, false),
        ] {
            let profile = Profile {
                base_url: Some(url.parse().unwrap()),
                free,
                ..Profile::default()
            };
            let answer = resolve_key(&places, "own", &profile, &Environment::default());
            assert_eq!(answer.is_ok_and(|found| found.key.is_none()), none_needed, "{url}");
        }
        let sandbox = resolve_key(&places, SANDBOX, &Profile::sandbox(), &Environment::default()).unwrap();
        assert!(sandbox.key.is_some());
    }

    #[test]
    fn a_file_that_others_can_read_is_refused_with_the_cure() {
        let folder = tempfile::tempdir().unwrap();
        let places = Places::below(folder.path());
        let file = folder.path().join("it's a key");
        private(&file, "sk-secret", 0o640);
        let profile = with(|profile| profile.key_file = Some(file.clone()));
        let error = resolve_key(&places, "openai", &profile, &Environment::default()).unwrap_err();
        assert!(matches!(error, KeyError::Loose { mode: 0o640, .. }));
        let failure = Failure::from(error);
        assert!(!failure.message.contains("sk-secret"));
        assert_eq!(
            failure.hint.unwrap(),
            format!("chmod 600 '{}'", file.display().to_string().replace('\'', r"'\''"))
        );
    }

    #[test]
    fn a_source_without_a_key_is_an_error_and_not_skipped() {
        let folder = tempfile::tempdir().unwrap();
        let places = Places::below(folder.path());
        let file = folder.path().join("key");
        private(&file, " \n", 0o600);
        let profile = with(|profile| profile.key_file = Some(file));
        let error = resolve_key(&places, "openai", &profile, &Environment::default()).unwrap_err();
        assert!(matches!(error, KeyError::Empty(_)));
        let lines = Environment::new([("OPENAI_API_KEY", "sk-a\nsk-b")], "/");
        let error = resolve_key(&places, "openai", &Profile::openai(), &lines).unwrap_err();
        assert!(matches!(error, KeyError::Empty(_)), "{error}");
    }

    #[test]
    fn the_place_of_a_key_is_told_without_taking_it() {
        let folder = tempfile::tempdir().unwrap();
        let places = Places::below(folder.path());
        let full = Environment::new([("OPENAI_API_KEY", "sk-1")], "/");
        let command = with(|profile| profile.key_command = vec!["/bin/false".to_owned()]);
        let own = Profile {
            base_url: Some("http://localhost:1/v1".parse().unwrap()),
            ..Profile::default()
        };
        for (name, profile, environment, source, present) in [
            (SANDBOX, &Profile::sandbox(), &full, "none needed", Some(true)),
            ("openai", &Profile::openai(), &full, "OPENAI_API_KEY", Some(true)),
            (
                "openai",
                &Profile::openai(),
                &Environment::default(),
                "OPENAI_API_KEY",
                Some(false),
            ),
            ("openai", &command, &full, "/bin/false", None),
            ("own", &own, &full, "none needed", Some(true)),
        ] {
            let place = key_place(&places, name, profile, environment);
            assert_eq!((place.source.as_str(), place.present), (source, present));
        }
        let file = store_key(&places, "openai", &ApiKey::new("sk-2").unwrap()).unwrap();
        let place = key_place(&places, "openai", &Profile::openai(), &Environment::default());
        assert_eq!(place.source, file.display().to_string());
    }
}
