//! The start: only what the first frame needs is read before it.

use std::sync::mpsc;

use jiff::{Timestamp, tz::TimeZone};

use super::{
    event::Event,
    hands::{Hands, Passing},
    looks::Looks,
    turn::{Studio, Surroundings},
};
use crate::{
    app::{App, ProfileFacts, Start},
    config::{self, Environment},
    domain::{
        Failure, FailureKind, KeySource, LastSeen, ModelTable, PictureProtocol, Places, Profile, ProxyUse, SANDBOX,
        Settings,
    },
    keys::Keymap,
    store,
    term::{Modes, Session},
    ui::Theme,
};

/// How the studio is started.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where things live.
    pub places: Places,
    /// A profile in place of the one in the settings.
    pub profile: Option<String>,
    /// A theme in place of the one in the settings.
    pub theme: Option<String>,
    /// A way of drawing pictures in place of the one in the settings.
    pub protocol: Option<PictureProtocol>,
}

/// Runs the studio until the person leaves; gives back a line worth printing behind it.
pub fn run(options: Options) -> Result<Option<String>, Failure> {
    let environment = Environment::of_process();
    let places = options.places;
    let loaded = config::load(&places, &environment)?;
    let mut settings = loaded.settings;
    settings.preview.protocol = options.protocol.unwrap_or(settings.preview.protocol);
    let passing = Passing {
        profile: options.profile.is_some(),
        theme: options.theme.is_some(),
    };
    settings.theme = options.theme.unwrap_or(settings.theme);
    settings.profile = options.profile.unwrap_or(settings.profile);
    if settings.profile(&settings.profile).is_none() {
        let message = format!("there is no profile '{}'", settings.profile);
        let names = settings.profile_names().join(", ");
        return Err(Failure::new(FailureKind::Setup, message).with_hint(format!("there are: {names}")));
    }
    let seen = store::read_last_rows(&places);
    let (events, queue) = mpsc::channel::<Event>();
    let hands = Hands::start(&places, &settings, environment.clone(), seen.clone(), &events).passing(passing);
    let session = Session::enter(Modes {
        mouse: false,
        title: settings.finished.title,
    })?;
    let looks = Looks::new(&settings, &places, &session)?;
    let app = app(&places, &settings, &environment, seen)?;
    let surroundings = Surroundings {
        settings,
        places,
        environment,
    };
    let mut studio = Studio::open(app, hands, (session, looks), surroundings, events);
    studio.warn(loaded.warnings);
    studio.turn(&queue)
}

fn models(places: &Places) -> Result<ModelTable, Failure> {
    let models = match config::models_text(places)? {
        Some(text) => ModelTable::overlaid(&text),
        None => ModelTable::standard(),
    };
    models.map_err(|error| Failure::new(FailureKind::Setup, format!("models.toml: {error}")))
}

fn keymap(places: &Places) -> Result<Keymap, Failure> {
    match config::keymap_text(places)? {
        Some(text) => {
            Keymap::overlaid(&text).map_err(|error| Failure::new(FailureKind::Setup, format!("keymap.toml: {error}")))
        }
        None => Ok(Keymap::standard()),
    }
}

fn app(
    places: &Places,
    settings: &Settings,
    environment: &Environment,
    seen: Option<LastSeen>,
) -> Result<App, Failure> {
    let now = Timestamp::now();
    let models = models(places)?;
    let mut themes: Vec<String> = Theme::names().iter().map(|name| (*name).to_owned()).collect();
    themes.extend(config::user_themes(places)?);
    let draft = store::read_draft(places);
    let recents = store::read_recents(places);
    let profiles = settings
        .profile_names()
        .iter()
        .map(|name| profile_facts(name, settings, &models, places, environment))
        .collect::<Result<_, _>>()?;
    Ok(App::new(Start {
        keymap: keymap(places)?,
        models,
        profiles,
        profile: settings.profile.clone(),
        theme: settings.theme.clone(),
        themes,
        draft,
        seen,
        recents,
        searches: store::read_searches(places),
        home: environment.home(),
        directory: std::env::current_dir().unwrap_or_else(|_| places.data.clone()),
        config_file: config::config_file(places).display().to_string(),
        facts: facts(settings, places, environment),
        // The person's own time zone costs a millisecond to find; a model's last day does not need it.
        today: now.to_zoned(TimeZone::UTC).date(),
        now_ms: now.as_millisecond(),
        settings: settings.clone(),
    }))
}

/// A profile as the screen knows it.
pub fn profile_facts(
    name: &str,
    settings: &Settings,
    models: &ModelTable,
    places: &Places,
    environment: &Environment,
) -> Result<ProfileFacts, Failure> {
    let profile = settings.profile(name).unwrap_or_default();
    let overrides = config::prices(&profile)?;
    let ids = models
        .ids()
        .into_iter()
        .map(str::to_owned)
        .chain(profile.models.iter().cloned());
    let prices = match profile.prices {
        Some(_) => ids
            .filter_map(|id| Some((id.clone(), overrides.price_for(&id)?)))
            .collect(),
        None => std::collections::BTreeMap::new(),
    };
    Ok(ProfileFacts {
        name: name.to_owned(),
        key: key_source(name, &profile, places, environment),
        server: profile
            .base_url
            .as_ref()
            .and_then(|url| url.host_str().map(str::to_owned))
            .unwrap_or_default(),
        base_url: profile.base_url.as_ref().map(ToString::to_string).unwrap_or_default(),
        sandbox: name == SANDBOX,
        free: overrides.is_free(),
        insecure: profile.insecure,
        prices,
        profile,
    })
}

/// Where the key will come from, without running anything.
fn key_source(name: &str, profile: &Profile, places: &Places, environment: &Environment) -> Option<String> {
    match profile.key_source(name) {
        KeySource::Command(words) => Some(format!("`{}`", words.join(" "))),
        KeySource::Env(_) | KeySource::File(_) | KeySource::Keyring | KeySource::Sandbox | KeySource::Missing => {
            let place = config::key_place(places, name, profile, environment);
            if place.present.is_none() {
                // A keyring may ask for a password, so it is left alone until there is something to send.
                return Some(place.source);
            }
            let found = config::resolve_key(places, name, profile, environment);
            found.ok().map(|found| found.source)
        }
    }
}

fn facts(settings: &Settings, places: &Places, environment: &Environment) -> Vec<(String, String)> {
    let line = |label: &str, path: &std::path::Path| (label.to_owned(), path.display().to_string());
    let mut facts = vec![
        line("Settings", &config::config_file(places)),
        line("Keys", &places.config.join("keymap.toml")),
        line("Models", &places.config.join("models.toml")),
        line("Themes", &places.config.join("themes")),
        line("Records", &places.data),
        line("Index, log", &places.state),
        line("Thumbnails", &places.cache),
        ("Version".to_owned(), env!("CARGO_PKG_VERSION").to_owned()),
    ];
    facts.extend(
        config::proxies(environment)
            .into_iter()
            .map(|proxy| ("Proxy".to_owned(), proxy)),
    );
    let own = settings.profiles.iter();
    let without = own.filter(|(_, profile)| profile.proxy == ProxyUse::Off);
    facts.extend(without.map(|(name, _)| ("No proxy".to_owned(), format!("for profile '{name}', as it says"))));
    facts
}
