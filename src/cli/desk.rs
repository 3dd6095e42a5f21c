//! What every verb works with, built once: places, settings, models, profile, prices.

use jiff::{Timestamp, civil::Date};
use url::Url;

use super::{output::Output, problem::Problem};
use crate::{
    config::{self, Environment, KeyFound, KeyPlace, Origin, PriceOverrides},
    domain::{Failure, FailureKind, Flavor, Model, ModelTable, Places, Prices, Profile, SANDBOX, Settings},
    engine,
    store::{Store, now},
};

/// What every verb works with.
pub(super) struct Desk {
    /// Where files live.
    pub(super) places: Places,
    /// What the person set.
    pub(super) settings: Settings,
    /// The models that are known.
    pub(super) models: ModelTable,
    /// The profile's name.
    pub(super) profile_name: String,
    profile: Profile,
    prices: PriceOverrides,
    environment: Environment,
}

impl Desk {
    /// Reads settings, models and prices; a profile that is asked for overrules the one of the settings.
    pub(super) fn set_up(
        environment: &Environment,
        profile: Option<&str>,
        output: &mut Output,
    ) -> Result<Self, Problem> {
        let places = config::places(environment)?;
        let loaded = config::load(&places, environment)?;
        for warning in &loaded.warnings {
            output.warn(warning);
        }
        let models = match config::models_text(&places)? {
            None => ModelTable::standard(),
            Some(text) => ModelTable::overlaid(&text),
        };
        let models = models.map_err(|error| {
            let file = places.config.join("models.toml");
            Failure::new(FailureKind::Setup, format!("{}: {error}", file.display()))
        })?;
        let name = profile.unwrap_or(&loaded.settings.profile).to_owned();
        let mut desk = Self {
            places,
            settings: loaded.settings,
            models,
            profile_name: String::new(),
            profile: Profile::default(),
            prices: PriceOverrides::default(),
            environment: environment.clone(),
        };
        desk.use_profile(&name)?;
        Ok(desk)
    }

    /// Changes to another profile.
    pub(super) fn use_profile(&mut self, name: &str) -> Result<(), Problem> {
        let Some(profile) = self.settings.profile(name) else {
            let names = self.settings.profile_names().join(", ");
            let failure = Failure::new(FailureKind::Setup, format!("there is no profile '{name}'"));
            return Err(failure.with_hint(format!("one of these: {names}")).into());
        };
        self.prices = config::prices(&profile)?;
        name.clone_into(&mut self.profile_name);
        self.profile = profile;
        Ok(())
    }

    /// The profile in use.
    pub(super) const fn profile(&self) -> &Profile {
        &self.profile
    }

    /// Where the profile's server is. The built-in one has a port only while it runs.
    pub(super) fn base_url(&self) -> Result<Url, Problem> {
        let base = match &self.profile.base_url {
            _ if self.profile_name == SANDBOX => Url::parse("http://127.0.0.1/v1").ok(),
            base => base.clone(),
        };
        base.ok_or_else(|| {
            let message = format!("profile '{}' has no base_url", self.profile_name);
            Failure::new(FailureKind::Setup, message).into()
        })
    }

    /// The header that the key travels in, where the profile has one.
    pub(super) fn key_header(&self) -> Option<&'static str> {
        let place = self.key_place();
        let header = match self.profile.flavor {
            Flavor::Azure => "api-key",
            Flavor::Openai | Flavor::Openrouter | Flavor::Xai | Flavor::Compatible => "authorization",
        };
        (place.source != "none needed").then_some(header)
    }

    /// Where the profile's key would come from; it is not taken.
    pub(super) fn key_place(&self) -> KeyPlace {
        config::key_place(&self.places, &self.profile_name, &self.profile, &self.environment)
    }

    /// Whether requests of this profile cost anything.
    pub(super) fn is_billed(&self) -> bool {
        self.profile_name != SANDBOX && !self.profile.free
    }

    /// What a model costs with this profile.
    pub(super) fn prices_of(&self, model: &Model) -> Prices {
        self.prices.of(model)
    }

    /// The store, with requests that a dead engine left open brought to their end.
    pub(super) fn store(&self, output: &mut Output) -> Result<Store, Problem> {
        let store = Store::open_until(&self.places, output.opener())?;
        if let Some(why) = store.read_only() {
            output.warn(&format!("nothing can be written: {why}"));
        } else {
            store.recover(Timestamp::now())?;
            self.salvage(&store, output);
        }
        for notice in store.notices() {
            output.warn(&notice);
        }
        Ok(store)
    }

    /// Reads the answers that dead engines have left behind; there hardly ever are any.
    fn salvage(&self, store: &Store, output: &mut Output) {
        let price_of = |name: &str, model: &Model| {
            let profile = self.settings.profile(name)?;
            config::prices(&profile).ok().map(|prices| prices.of(model))
        };
        let salvage = engine::salvage(store, &self.models, &price_of);
        for one in &salvage.ended {
            output.note(&format!("{}: {}", one.id.short(), one.failure.message));
        }
        for (id, error) in &salvage.left {
            output.warn(&format!("{}: its answer stays in the spool: {error}", id.short()));
        }
    }

    /// The profile's key; a server that the key was not used with before asks first.
    pub(super) fn key(&self, agreed: bool, output: &mut Output) -> Result<KeyFound, Problem> {
        let (name, profile) = (&self.profile_name, &self.profile);
        let found = config::resolve_key(&self.places, name, profile, &self.environment)?;
        if found.key.is_none() {
            return Ok(found);
        }
        if let Origin::Changed { before, now } = config::check_origin(&self.places, name, profile)? {
            let question = format!("The key of '{name}' went to {before} so far. Send it to {now}?");
            let go_on = agreed || (Output::can_ask() && output.ask(&question));
            if !go_on {
                let message = format!("the key of '{name}' went to {before} so far, and the base URL is now {now}");
                let failure = Failure::new(FailureKind::Setup, message);
                return Err(failure
                    .with_hint("mend base_url in config.toml, or agree with --yes")
                    .into());
            }
            config::remember_origin(&self.places, name, profile)?;
        }
        Ok(found)
    }
}

/// Today where the person is.
pub(super) fn today() -> Date {
    now().date()
}
