//! The ladder of running again: the same, several times, on another model, at the final quality, or by way of the form.

use super::{
    App, Effect, Menu, MenuItem, MenuPurpose, Overlay,
    again::{again, unread},
    compose,
    deed::Deed,
    elsewhere, take_part,
};
use crate::{
    domain::{Draft, Estimate, HistoryEntry, OptionName, ShutDown, estimate, final_quality, one_line},
    keys::{Command, Key},
};

impl App {
    /// Whether the price of every command that spends at once stands in the last line.
    pub(super) fn hints_priced(&self) -> bool {
        self.fit.hints_priced && !self.is_culling()
    }

    /// A price as its hint shows it. Until the selected request is read, dots keep the place of the price of the one that
    /// is still seen, so that the line does not go to and fro while a person moves through a list.
    /// `names` says whether the profile that pays is told: the hint beside it may have done that.
    pub(super) fn price_shown(
        &self,
        names: bool,
        price: fn(&Self, &HistoryEntry) -> Option<Estimate>,
    ) -> Option<String> {
        let told = |entry: &HistoryEntry| {
            let price = price(self, entry)?;
            let told = self.price_told(entry, &price);
            let short = price.to_string();
            Some(if !names && told.starts_with(&short) {
                short
            } else {
                told
            })
        };
        if let Some(entry) = self.current_entry() {
            return told(entry);
        }
        let seen = self.result.seen().filter(|_| self.current_id().is_some())?;
        let room = told(seen)?.chars().count();
        Some(format!("{:<room$}", "…"))
    }

    /// A price of running a request again, with the profile that pays where the request was made on another one. What
    /// nobody serves any more has no price.
    fn price_told(&self, entry: &HistoryEntry, price: &Estimate) -> String {
        if let ShutDown::Past(_) = self.models.model(entry.request.model()).life(self.today) {
            return "shut down".to_owned();
        }
        match self.goes_to(entry) {
            Some(profile) => format!("{price} on {profile}"),
            None => price.to_string(),
        }
    }

    /// The profile in use, where a request was made on another one.
    fn goes_to(&self, entry: &HistoryEntry) -> Option<String> {
        let name = self.profile.name();
        (entry.profile != name).then(|| one_line(name).into_owned())
    }

    /// What running the current request once more would cost; nothing until that very request is read.
    #[must_use]
    pub fn price_again(&self) -> Option<Estimate> {
        self.current_entry().map(|entry| self.price_again_of(entry))
    }

    pub(super) fn price_again_of(&self, entry: &HistoryEntry) -> Estimate {
        price(self, &again(self, entry))
    }

    /// What the current request costs at the final quality; nothing where it has that already, or there is none.
    #[must_use]
    pub fn price_final(&self) -> Option<Estimate> {
        self.price_final_of(self.current_entry()?)
    }

    pub(super) fn price_final_of(&self, entry: &HistoryEntry) -> Option<Estimate> {
        let draft = at_final_quality(self, entry).ok()?;
        Some(price(self, &draft))
    }

    /// What repeating would do to the current request, and its price where it spends.
    #[must_use]
    pub(super) fn repeat_hint(&self) -> Option<(String, String)> {
        let deed = self.memory.last.as_ref()?;
        let told = |words: &str, price: &Estimate| {
            let price = self.price_told(self.current_entry()?, price);
            Some((format!("repeat {words}"), price))
        };
        match deed {
            Deed::Command(Command::RequestRerun) => told("run", &self.price_again()?),
            Deed::Command(Command::RequestFinal) => told("final", &self.price_final()?),
            Deed::Command(command) => Some((format!("repeat {}", self.verb_here(*command)), String::new())),
            Deed::Several(times) => told(&format!("×{times}"), &self.price_again()?.times(*times)),
            Deed::Elsewhere(label) => {
                let there = elsewhere::named(self, self.current_entry()?, label)?;
                Some((format!("repeat on {label}"), there.price().to_string()))
            }
            Deed::Tags(_) => Some(("repeat tags".to_owned(), String::new())),
        }
    }

    /// What the send key of the open menu costs, for its selected item.
    pub(super) fn menu_price(&self) -> Option<(String, String)> {
        let Some(Overlay::Menu(menu)) = self.overlays.last() else {
            return None;
        };
        let item = menu.items.get(menu.list.selected()?)?;
        match menu.purpose {
            MenuPurpose::Elsewhere => {
                let there = elsewhere::named(self, self.current_entry()?, &item.label)?;
                Some(("run there".to_owned(), there.price().to_string()))
            }
            MenuPurpose::Actions => {
                let price = self.price_told(self.current_entry()?, &self.price_again()?);
                Some(("run again".to_owned(), price))
            }
            MenuPurpose::Replay => (!item.note.is_empty()).then(|| ("replay".to_owned(), item.note.clone())),
            _ => None,
        }
    }
}

fn price(app: &App, draft: &Draft) -> Estimate {
    let model = app.models.model(&draft.model);
    estimate(draft, &model, &app.prices_of(&model))
}

/// A verb of the ladder on a request that is read.
pub(super) fn act(app: &mut App, entry: &HistoryEntry, command: Command) -> Vec<Effect> {
    match command {
        Command::RequestRerun => {
            let draft = again(app, entry);
            send_here(app, entry, &draft, (1, true), Deed::Command(command))
        }
        Command::RequestSeveral => {
            let menu = several(app, entry);
            app.open(Overlay::Menu(menu));
            Vec::new()
        }
        Command::RequestElsewhere => {
            let menu = elsewhere::menu(app, entry);
            app.open(Overlay::Menu(menu));
            elsewhere::moved(app);
            Vec::new()
        }
        Command::RequestFinal => match at_final_quality(app, entry) {
            Ok(draft) => {
                let seen = app.hints_priced();
                send_here(app, entry, &draft, (1, seen), Deed::Command(command))
            }
            Err(why) => {
                app.say(why);
                Vec::new()
            }
        },
        Command::RequestEditor => {
            // The form stays as it is until the editor gives a text back.
            app.memory.editing = Some(Box::new(entry.clone()));
            vec![Effect::EditText(entry.request.prompt().to_owned())]
        }
        Command::RequestPromptOnly | Command::RequestOptionsOnly | Command::RequestImagesOnly => {
            take_part::take_part(app, entry, command);
            Vec::new()
        }
        _ => Vec::new(),
    }
}

fn several(app: &App, entry: &HistoryEntry) -> Menu {
    let price = price(app, &again(app, entry));
    let items = (1..=9).map(|times| MenuItem::new(times.to_string(), price.times(times).to_string()));
    let intro = match entry.request.seed() {
        Some(seed) if app.profile.profile.seed => format!("Each is a request of its own, with the seed {seed}."),
        _ => "Each is a request of its own. The API has no seed: every one comes out anew.".to_owned(),
    };
    let goes = match app.goes_to(entry) {
        Some(name) => {
            let made = one_line(&entry.profile);
            format!("They go to {name}, the profile in use; it was made on {made}.")
        }
        None if app.profile.is_billed() => format!("The profile '{}' pays.", one_line(app.profile.name())),
        None => "Nobody pays.".to_owned(),
    };
    Menu {
        intro: vec![intro, goes],
        foot: Some(("a digit sends that many".to_owned(), false)),
        ..Menu::new("Run it again: how often?", items.collect(), 0, MenuPurpose::Several)
    }
}

/// A digit in the menu that asks how often.
pub(super) fn digit(app: &mut App, key: Key) -> Vec<Effect> {
    let times = key.printed().and_then(|c| c.to_digit(10));
    let Some(times) = times
        .and_then(|times| u8::try_from(times).ok())
        .filter(|times| *times > 0)
    else {
        return Vec::new();
    };
    let seen = match app.overlays.pop() {
        Some(Overlay::Menu(menu)) => menu
            .list
            .window_of(app.fit.overlay_rows)
            .contains(&(usize::from(times) - 1)),
        _ => false,
    };
    let Some(entry) = app.current_entry().cloned() else {
        return unread(app);
    };
    send_several(app, &entry, times, seen)
}

pub(super) fn send_several(app: &mut App, entry: &HistoryEntry, times: u8, seen: bool) -> Vec<Effect> {
    let draft = again(app, entry);
    send_here(app, entry, &draft, (times, seen), Deed::Several(times))
}

/// Sends a request again with the profile in use.
fn send_here(app: &mut App, entry: &HistoryEntry, draft: &Draft, how: (u8, bool), deed: Deed) -> Vec<Effect> {
    let facts = app.profile.clone();
    app.memory.goes_to = app.goes_to(entry);
    // It is remembered once it is done: a guard may refuse it.
    app.memory.doing = Some(deed);
    compose::send_again(app, draft, &facts, how)
}

fn at_final_quality(app: &App, entry: &HistoryEntry) -> Result<Draft, &'static str> {
    let mut draft = again(app, entry);
    let model = app.models.model(&draft.model);
    let wanted = &app.settings.rerun.final_quality;
    let quality = final_quality(&model, wanted).ok_or("this model has no quality to choose; r runs it again")?;
    if draft.option(OptionName::Quality) == quality {
        return Err("it has the final quality already; r runs it again");
    }
    draft.options.insert(OptionName::Quality, quality);
    Ok(draft)
}
