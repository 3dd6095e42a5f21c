//! Finds the directories that pochade keeps its files in.

use std::path::PathBuf;

use directories::ProjectDirs;

use super::{ConfigError, Environment};
use crate::domain::Places;

/// Where things live: as the system has it, or as `POCHADE_DATA_DIR`, `POCHADE_STATE_DIR`, `POCHADE_CACHE_DIR` and
/// `POCHADE_CONFIG_DIR` say. Fails only where the system names no home directory for a place that is not set.
pub fn places(environment: &Environment) -> Result<Places, ConfigError> {
    places_beside(environment, ProjectDirs::from("", "", "pochade").as_ref())
}

fn places_beside(environment: &Environment, system: Option<&ProjectDirs>) -> Result<Places, ConfigError> {
    let place = |variable: &str, of_system: fn(&ProjectDirs) -> PathBuf| {
        environment
            .path(variable)
            .or_else(|| system.map(of_system))
            .filter(|path| path.is_absolute())
            .ok_or(ConfigError::NoHome)
    };
    Ok(Places {
        data: place("POCHADE_DATA_DIR", |dirs| dirs.data_dir().to_owned())?,
        state: place("POCHADE_STATE_DIR", |dirs| {
            // Only Linux has a state directory of its own.
            dirs.state_dir()
                .map_or_else(|| dirs.data_local_dir().join("state"), ToOwned::to_owned)
        })?,
        cache: place("POCHADE_CACHE_DIR", |dirs| dirs.cache_dir().to_owned())?,
        config: place("POCHADE_CONFIG_DIR", |dirs| dirs.config_dir().to_owned())?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_place_can_be_moved_and_is_absolute() {
        let environment = Environment::new(
            [
                ("POCHADE_DATA_DIR", "/srv/pictures"),
                ("POCHADE_STATE_DIR", "state"),
                ("POCHADE_CACHE_DIR", "../cache"),
                ("POCHADE_CONFIG_DIR", "/etc/pochade"),
            ],
            "/home/ada",
        );
        let places = places_beside(&environment, None).unwrap();
        assert_eq!(places.data, PathBuf::from("/srv/pictures"));
        assert_eq!(places.state, PathBuf::from("/home/ada/state"));
        assert_eq!(places.cache, PathBuf::from("/home/ada/../cache"));
        assert_eq!(places.config, PathBuf::from("/etc/pochade"));
    }

    #[test]
    fn without_a_home_the_missing_place_is_said() {
        let environment = Environment::new([("POCHADE_DATA_DIR", "/srv/pictures"), ("POCHADE_STATE_DIR", "")], "/");
        assert!(matches!(places_beside(&environment, None), Err(ConfigError::NoHome)));
    }

    #[test]
    fn the_system_decides_what_is_not_moved() {
        let environment = Environment::new([("POCHADE_DATA_DIR", "/srv/pictures")], "/");
        let system = ProjectDirs::from_path(PathBuf::from("pochade")).unwrap();
        let places = places_beside(&environment, Some(&system)).unwrap();
        assert_eq!(places.data, PathBuf::from("/srv/pictures"));
        assert_eq!(places.config, system.config_dir());
    }
}
