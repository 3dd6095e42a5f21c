//! Carries effects out; every one returns at once, its answer comes as a message.

use std::sync::mpsc::Sender;

use super::{
    copy_hand::CopyHand,
    engine_hand::{EngineHand, Payer},
    event::Event,
    files_hand::FilesHand,
    outside,
    store_hand::StoreHand,
};
use crate::{
    app::{Effect, Msg, NewProfile, PastedKey},
    config::{self, Environment},
    domain::{ApiKey, Failure, FailureKind, KeySource, LastSeen, Places, Profile, Redactor, SavedSearch, Settings},
    store::{self, Mark},
};

/// Everything that works for the loop.
pub struct Hands {
    /// The store.
    pub store: StoreHand,
    /// Files.
    pub files: FilesHand,
    /// The engine.
    pub engine: EngineHand,
    /// The clipboard.
    pub copies: CopyHand,
    places: Places,
    settings: Settings,
    environment: Environment,
    payer: Option<Payer>,
    passing: Passing,
}

/// What was chosen on the command line holds for this run alone, and so does what is chosen over it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Passing {
    /// The profile.
    pub profile: bool,
    /// The theme.
    pub theme: bool,
}

impl Hands {
    /// Starts the threads; nothing slow happens here.
    pub fn start(
        places: &Places,
        settings: &Settings,
        environment: Environment,
        seen: Option<LastSeen>,
        events: &Sender<Event>,
    ) -> Self {
        Self {
            store: StoreHand::start(places, seen, events.clone()),
            files: FilesHand::new(places, events.clone()),
            engine: EngineHand::new(places, settings, hidden_variables(settings), events.clone()),
            copies: CopyHand::new(events.clone()),
            places: places.clone(),
            settings: settings.clone(),
            environment,
            payer: None,
            passing: Passing::default(),
        }
    }

    /// Keeps no choice that the command line made for this run alone.
    #[must_use]
    pub const fn passing(mut self, passing: Passing) -> Self {
        self.passing = passing;
        self
    }

    /// Variables that no child may see, because they hold keys.
    pub fn hidden_variables(&self) -> Vec<String> {
        hidden_variables(&self.settings)
    }

    /// What the engine must know of a profile, the key with it. A key command may ask on the terminal.
    pub fn payer(&mut self, name: &str) -> Result<Payer, Failure> {
        if let Some(payer) = self.payer.as_ref().filter(|payer| payer.name == name) {
            return Ok(payer.clone());
        }
        let profile = self.profile(name)?;
        let key = config::resolve_key(&self.places, name, &profile, &self.environment)?.key;
        let payer = Payer {
            name: name.to_owned(),
            profile,
            key,
        };
        self.payer = Some(payer.clone());
        Ok(payer)
    }

    /// Takes every key that is in memory or in the surroundings out of texts.
    pub fn redactor(&self) -> Redactor {
        let names = hidden_variables(&self.settings);
        let held = self.payer.iter().filter_map(|payer| payer.key.clone());
        let set = names
            .iter()
            .filter_map(|name| ApiKey::new(self.environment.text(name)?));
        Redactor::new(held.chain(set).collect())
    }

    /// The server that the profile's key went to so far and the one it would go to now, where they differ.
    pub fn changed_origin(&self, name: &str) -> Result<Option<(String, String)>, Failure> {
        if self.payer.as_ref().is_some_and(|payer| payer.name == name) {
            // Its server was looked at before the key was taken.
            return Ok(None);
        }
        match config::check_origin(&self.places, name, &self.profile(name)?)? {
            config::Origin::Changed { before, now } => Ok(Some((before, now))),
            config::Origin::Known => Ok(None),
        }
    }

    /// Whether the profile's key comes from a program that may ask on the terminal, and was not asked for yet.
    pub fn asks_on_terminal(&self, name: &str) -> bool {
        let known = self.payer.as_ref().is_some_and(|payer| payer.name == name);
        !known
            && self
                .profile(name)
                .is_ok_and(|profile| matches!(profile.key_source(name), KeySource::Command(_)))
    }

    fn profile(&self, name: &str) -> Result<Profile, Failure> {
        self.settings
            .profile(name)
            .ok_or_else(|| Failure::new(FailureKind::Setup, format!("there is no profile '{name}'")))
    }

    /// Does what was put off until the person paused.
    pub fn catch_up(&mut self, effects: Vec<Effect>) {
        self.store.rest();
        for effect in effects {
            // None of them needs the terminal or the loop.
            let _ = self.carry_out(effect);
        }
    }

    /// Carries out an effect that needs neither the terminal nor the loop; gives others back.
    pub fn carry_out(&mut self, effect: Effect) -> Option<Effect> {
        match effect {
            Effect::LoadHistory(query) => self.store.history(query),
            Effect::TallyHistory(query) => self.store.tally(query),
            Effect::WidenHistory(query) => self.store.widen(query),
            Effect::LoadNear(query) => self.store.near(query),
            Effect::LoadNames => self.store.names(),
            Effect::KeepSearches(searches) => self.keep_searches(searches),
            Effect::ForgetChain => self.store.forget_chain(),
            Effect::LoadEntry(id) => self.store.entry(id),
            Effect::Star { id, on } => self.store.mark(id, Mark::Star(on)),
            Effect::Trash { id, on } => self.store.mark(id, if on { Mark::Trash } else { Mark::Restore }),
            Effect::Put { markings, way } => self.store.put(markings, way),
            Effect::Purge(ids) => self.store.purge(ids),
            Effect::Export { ids, to, written_as } => self.store.export(ids, to, written_as),
            Effect::Ask(question) => self.store.question(question),
            Effect::List(directory) => self.files.list(directory),
            Effect::Inspect { path, purpose } => self.files.inspect(path, purpose),
            Effect::ReadRecipe(path) => self.files.read_recipe(path),
            Effect::KeepRecents(paths) => self.files.ask(move |places| {
                // The list is a convenience: without it the picker still works.
                let _ = store::write_recents(places, &paths);
                None
            }),
            Effect::ReadClipboard => self.files.clipboard(),
            Effect::WriteCopy { from, to } => self.store.copy_out(from, to),
            Effect::WriteText { to, text } => self.store.write_out(text, to),
            Effect::OpenOutside(path) => {
                let hidden = self.hidden_variables();
                self.files
                    .ask(move |_| Some(Msg::OpenedOutside(outside::open(&path, &hidden))));
            }
            Effect::OpenLink(link) => {
                let hidden = self.hidden_variables();
                self.files
                    .ask(move |_| Some(Msg::OpenedOutside(outside::open_link(&link, &hidden))));
            }
            Effect::LoadSpend(by) => self.store.spend(by),
            Effect::MeasureDisk => self.files.measure_disk(),
            Effect::Look(question) => self.engine.look(question),
            Effect::KeepTheme(_) if self.passing.theme => {}
            Effect::KeepProfile(_) if self.passing.profile => {}
            Effect::KeepTheme(name) => self.files.ask(move |places| {
                Some(Msg::SettingKept(
                    config::set_theme(places, &name).map_err(Failure::from),
                ))
            }),
            Effect::KeepProfile(name) => self.files.ask(move |places| {
                Some(Msg::SettingKept(
                    config::set_profile(places, &name).map_err(Failure::from),
                ))
            }),
            Effect::TrustOrigin(name) => self.trust(name),
            // What is about the queue, the terminal or the loop.
            effect => return self.queue(effect),
        }
        None
    }

    /// Does what is about requests on their way, or about their unknown ends; gives other effects back.
    fn queue(&self, effect: Effect) -> Option<Effect> {
        match effect {
            Effect::Cancel(id) => {
                self.store.mark(id, Mark::Cancel);
                self.engine.cancel(id);
            }
            Effect::Withdraw(id) => self.engine.withdraw(id),
            Effect::SaveElsewhere { id, directory } => self.engine.save_elsewhere(id, directory),
            Effect::Hold(id) => self.engine.hold(id),
            Effect::Reorder(ids) => {
                self.store.keep_order(ids.clone());
                self.engine.order(ids);
            }
            Effect::Dismiss { id, on } => self.store.mark(id, Mark::Dismiss(on)),
            Effect::ReadCame(id) => self.store.came(id),
            effect => return Some(effect),
        }
        None
    }

    /// Lets a profile's key go to the server of its base URL from now on.
    fn trust(&self, name: String) {
        let profile = self.profile(&name);
        self.files.ask(move |places| {
            let trusted = profile.and_then(|profile| Ok(config::remember_origin(places, &name, &profile)?));
            Some(Msg::SettingKept(trusted))
        });
    }

    fn keep_searches(&self, searches: Vec<SavedSearch>) {
        self.files.ask(move |places| {
            let kept = store::write_searches(places, &searches);
            Some(Msg::SettingKept(kept.map_err(Failure::from)))
        });
    }

    /// What the engine must know of a profile that was only told of: a pasted key is not kept yet.
    pub fn tried(&self, new: &NewProfile) -> Result<Payer, Failure> {
        let key = match &new.key {
            Some(PastedKey(text)) => ApiKey::new(text),
            None => config::resolve_key(&self.places, &new.name, &new.profile, &self.environment)?.key,
        };
        Ok(Payer {
            name: new.name.clone(),
            profile: new.profile.clone(),
            key,
        })
    }

    /// Writes a profile and its pasted key down; gives back all profiles as they are now.
    pub fn keep_profile(&mut self, new: &NewProfile) -> Result<Settings, Failure> {
        if let Some(key) = new.key.as_ref().and_then(|PastedKey(text)| ApiKey::new(text)) {
            config::store_key(&self.places, &new.name, &key)?;
        }
        let same = |known: Profile| known.base_url == new.profile.base_url && known.flavor == new.profile.flavor;
        let only_key = new.key.is_some() && self.settings.profile(&new.name).is_some_and(same);
        if !only_key {
            config::change_profile(&self.places, &new.name, &new.profile)?;
        }
        config::remember_origin(&self.places, &new.name, &new.profile)?;
        self.settings.profiles = config::load(&self.places, &self.environment)?.settings.profiles;
        self.payer = None;
        self.engine.forget(new.name.clone());
        Ok(self.settings.clone())
    }
}

fn hidden_variables(settings: &Settings) -> Vec<String> {
    let names = settings.profile_names();
    let own = names.iter().filter_map(|name| settings.profile(name)?.key_env);
    // Other programs of the person's know this one, whatever the profiles say.
    own.chain(["OPENAI_API_KEY".to_owned()]).collect()
}
