//! Binds a profile's key to the server it was first used with.

use std::collections::BTreeMap;

use super::{
    ConfigError,
    files::{make_private, optional_text, replace},
};
use crate::domain::{Places, Profile};

/// What is known of the server that a profile's key goes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// The same as ever, the first one, or none at all.
    Known,
    /// Another one than the key was used with so far: the person must agree.
    Changed {
        /// The server so far.
        before: String,
        /// The server of the base URL as it is now.
        now: String,
    },
}

fn file(places: &Places) -> std::path::PathBuf {
    places.state.join("origins.json")
}

fn remembered(places: &Places) -> Result<BTreeMap<String, String>, ConfigError> {
    let file = file(places);
    let Some(text) = optional_text(&file)? else {
        return Ok(BTreeMap::new());
    };
    serde_json::from_str(&text).map_err(|error| ConfigError::Read {
        file,
        source: error.into(),
    })
}

fn origin(profile: &Profile) -> Option<String> {
    profile.base_url.as_ref().map(|url| url.origin().ascii_serialization())
}

/// Says whether a profile's key would go where it always went; the first server is remembered.
pub fn check_origin(places: &Places, name: &str, profile: &Profile) -> Result<Origin, ConfigError> {
    let Some(now) = origin(profile) else {
        return Ok(Origin::Known);
    };
    match remembered(places)?.remove(name) {
        Some(before) if before == now => Ok(Origin::Known),
        Some(before) => Ok(Origin::Changed { before, now }),
        None => remember_origin(places, name, profile).map(|()| Origin::Known),
    }
}

/// Lets a profile's key go to the server of its base URL from now on.
pub fn remember_origin(places: &Places, name: &str, profile: &Profile) -> Result<(), ConfigError> {
    let Some(now) = origin(profile) else {
        return Ok(());
    };
    let mut all = remembered(places)?;
    all.insert(name.to_owned(), now);
    make_private(&places.state)?;
    let file = file(places);
    let text = serde_json::to_string_pretty(&all).map_err(|error| ConfigError::Write {
        file: file.clone(),
        source: error.into(),
    })?;
    replace(&file, &text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn profile(url: &str) -> Profile {
        Profile {
            base_url: Some(url.parse().unwrap()),
            ..Profile::default()
        }
    }

    #[test]
    fn another_server_asks_and_another_path_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let places = Places::below(folder.path());
        let check = |url: &str| check_origin(&places, "work", &profile(url)).unwrap();
        assert_eq!(check("https://images.example/v1"), Origin::Known);
        assert_eq!(check("https://images.example/v2"), Origin::Known);
        let changed = Origin::Changed {
            before: "https://images.example".to_owned(),
            now: "https://images.example:8443".to_owned(),
        };
        assert_eq!(check("https://images.example:8443/v1"), changed);
        assert_eq!(
            check("https://images.example:8443/v1"),
            changed,
            "asking is not agreeing"
        );
        remember_origin(&places, "work", &profile("https://images.example:8443/v1")).unwrap();
        assert_eq!(check("https://images.example:8443/v1"), Origin::Known);
        assert_eq!(
            check_origin(&places, "other", &profile("https://else.example")).unwrap(),
            Origin::Known
        );
    }

    #[test]
    fn a_torn_file_is_a_fault_and_not_a_first_use() {
        let folder = tempfile::tempdir().unwrap();
        let places = Places::below(folder.path());
        make_private(&places.state).unwrap();
        std::fs::write(file(&places), "{").unwrap();
        assert!(check_origin(&places, "work", &profile("https://images.example")).is_err());
    }
}
