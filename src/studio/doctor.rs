//! Looks at everything that pochade stands on, and says what could be better.

use std::path::Path;

use crate::{
    config::{self, Environment},
    domain::{Diagnosis, Failure, HistoryQuery, KeySource, Places, ScpPlace, Section, Settings, one_line, thousands},
    store::{self, Store},
    term::{TerminalLook, host_name},
};

/// Below this, a few large pictures fill the disk (in bytes).
const LITTLE_ROOM: u64 = 1_000_000_000;

/// Everything that was found; it reads files and asks the disk, so it is not for the drawing thread. What is broken is
/// told and stops nothing.
#[must_use]
pub fn diagnose(look: &TerminalLook, environment: &Environment) -> Diagnosis {
    let mut sections = look.sections();
    let places = config::places(environment);
    let loaded = places.as_ref().map(|places| config::load(places, environment));
    let settings = loaded.as_ref().ok().and_then(|loaded| loaded.as_ref().ok());
    let settings = settings.map(|loaded| loaded.settings.clone()).unwrap_or_default();
    sections.push(machine(look, environment, &settings));
    match &places {
        Ok(places) => {
            sections.push(paths(places));
            sections.push(index(places));
            sections.push(set_up(places, environment));
            sections.push(profiles(places, environment, &settings));
        }
        Err(error) => {
            let mut section = Section::new("Places");
            section.tell("none", error.to_string());
            section.better("pochade needs a place for its files", "export HOME=/home/you");
            sections.push(section);
        }
    }
    Diagnosis { sections }
}

fn machine(look: &TerminalLook, environment: &Environment, settings: &Settings) -> Section {
    let mut section = Section::new("Machine");
    section.tell("pochade", env!("CARGO_PKG_VERSION"));
    section.tell("name", one_line(&host_name()));
    let variables = ["LC_ALL", "LC_CTYPE", "LANG"];
    let locale = variables
        .into_iter()
        .find_map(|name| Some((name, environment.text(name)?)));
    match locale {
        Some((name, value)) if is_utf8(value) => section.tell("locale", format!("{} ({name})", one_line(value))),
        Some((name, value)) => section.tell("locale", format!("{} ({name}), which is not UTF-8", one_line(value))),
        None => section.tell("locale", "none is set"),
    }
    if !locale.is_some_and(|(_, value)| is_utf8(value)) {
        section.better(
            "other programs, and tmux, then know that text is UTF-8",
            "export LANG=C.UTF-8",
        );
    }
    let variable = |name: &str| environment.text(name).map(str::to_owned);
    let place = ScpPlace::of(&settings.copy.host, variable, &host_name());
    section.tell("scp line", one_line(&place.line(Path::new("/…"))));
    if look.environment.ssh && settings.copy.host.is_empty() && environment.text("SSH_CONNECTION").is_none() {
        section.better(
            "the line can name this machine as yours knows it",
            "[copy] host = \"name\" in config.toml",
        );
    }
    section
}

fn is_utf8(locale: &str) -> bool {
    let locale = locale.to_ascii_lowercase();
    locale.contains("utf-8") || locale.contains("utf8")
}

fn paths(places: &Places) -> Section {
    let mut section = Section::new("Places");
    for (label, path) in [
        ("records", &places.data),
        ("index, log", &places.state),
        ("thumbnails", &places.cache),
        ("settings", &places.config),
    ] {
        let free = free(path);
        section.tell(label, format!("{} · {}", one_line(&path.to_string_lossy()), room(free)));
        if label == "records" && free < LITTLE_ROOM {
            section.better(
                "pictures need room; what is in the trash can go",
                "pochade purge --trash",
            );
        }
    }
    section
}

/// Of a folder that is not there yet, the one that it will be made in tells.
fn free(path: &Path) -> u64 {
    path.ancestors()
        .find(|folder| folder.exists())
        .map_or(0, store::free_bytes)
}

fn room(bytes: u64) -> String {
    let tenths = bytes / 100_000_000;
    format!("{}.{} GB free", tenths / 10, tenths % 10)
}

fn index(places: &Places) -> Section {
    let mut section = Section::new("Index");
    let one = HistoryQuery {
        limit: 1,
        ..HistoryQuery::default()
    };
    let opened = Store::open(places).and_then(|store| store.history(&one).map(|page| (store, page.total)));
    match opened {
        Ok((store, total)) => {
            section.tell(
                "state",
                format!("it lists {} requests outside the trash", thousands(total)),
            );
            for notice in store.notices() {
                section.tell("notice", notice);
            }
            if let Some(why) = store.read_only() {
                section.tell("closed", format!("nothing can be written: {why}"));
            }
        }
        Err(error) => {
            section.tell("state", Failure::from(error).message);
            section.better("it is made again from the records", "pochade check --repair");
        }
    }
    section
}

fn set_up(places: &Places, environment: &Environment) -> Section {
    let mut section = Section::new("Set-up");
    let file = config::config_file(places);
    match config::load(places, environment) {
        Ok(loaded) if loaded.warnings.is_empty() => {
            let there = if file.exists() {
                "read"
            } else {
                "none: the defaults hold"
            };
            section.tell("config.toml", there);
        }
        Ok(loaded) => section.tell("config.toml", loaded.warnings.join("; ")),
        Err(error) => section.tell("config.toml", Failure::from(error).message),
    }
    let keymap = config::keymap_text(places)
        .map_err(Failure::from)
        .and_then(|text| match text {
            Some(text) => Ok(Some(crate::keys::Keymap::overlaid(&text)?)),
            None => Ok(None),
        });
    match keymap {
        Ok(None) => section.tell("keymap.toml", "none: the standard keys hold"),
        Ok(Some(keymap)) => {
            let conflicts = keymap.conflicts().len();
            section.tell("keymap.toml", format!("read; {conflicts} keys get in another's way"));
            if conflicts > 0 {
                section.better("it says which", "pochade keys");
            }
        }
        Err(failure) => section.tell("keymap.toml", failure.message),
    }
    let proxies = config::proxies(environment);
    section.tell(
        "proxy",
        if proxies.is_empty() {
            "none".to_owned()
        } else {
            proxies.join(", ")
        },
    );
    section
}

/// Each profile with the name of what its key comes from, and never the key.
fn profiles(places: &Places, environment: &Environment, settings: &Settings) -> Section {
    let mut section = Section::new("Profiles");
    for name in settings.profile_names() {
        let profile = settings.profile(&name).unwrap_or_default();
        let place = config::key_place(places, &name, &profile, environment);
        let source = match (place.source.as_str(), place.present) {
            ("", _) => "no key is set".to_owned(),
            ("none needed", _) => "no key needed".to_owned(),
            (source, Some(true)) => format!("key from {}", one_line(source)),
            (source, Some(false)) => format!("no key: {} is not there", one_line(source)),
            (source, None) => format!("key from `{}`, which was not run", one_line(source)),
        };
        let server = profile.base_url.as_ref().and_then(|url| url.host_str());
        let server = server
            .map(|server| format!("{} · ", one_line(server)))
            .unwrap_or_default();
        section.tell(&one_line(&name), format!("{server}{source}"));
        if let (KeySource::Env(variable), Some(false)) = (profile.key_source(&name), place.present) {
            section.better("requests of this profile can be sent", format!("export {variable}=…"));
        }
    }
    section
}
