//! A request on another model or profile: the menu with prices, what does not carry over, and sending it there.

use super::{App, Effect, Menu, MenuItem, MenuPurpose, Overlay, ProfileFacts, again, compose, deed::Deed};
use crate::domain::{Carried, Draft, Estimate, HistoryEntry, Model, ShutDown, carried, estimate, one_line};

/// Between a model and the profile that it is to run on.
const ON: &str = " on ";
/// Before the name of a profile whose models are another menu.
const MORE: &str = "another model on ";

/// A request as it would go to another model or profile.
pub(super) struct Elsewhere {
    carried: Carried,
    model: Model,
    life: ShutDown,
    facts: ProfileFacts,
}

impl Elsewhere {
    fn new(app: &App, draft: &Draft, (model, life): (Model, ShutDown), facts: ProfileFacts) -> Self {
        let same = facts.name == app.profile.name;
        let life = if same { life } else { model.life(app.today) };
        Self {
            carried: carried(draft, &model),
            model,
            life,
            facts,
        }
    }

    fn label(&self, app: &App) -> String {
        if self.facts.name == app.profile.name {
            self.model.id().to_owned()
        } else {
            format!("{}{ON}{}", self.model.id(), self.facts.name)
        }
    }

    /// What it costs there.
    pub(super) fn price(&self) -> Estimate {
        estimate(&self.carried.draft, &self.model, &self.facts.prices_of(&self.model))
    }

    /// What one should know before it is sent.
    fn warning(&self) -> (String, bool) {
        let mut told = Vec::new();
        match self.life {
            ShutDown::Past(end) => told.push(format!("its maker shut it down on {end}")),
            ShutDown::Announced(end) => told.push(format!("it ends on {end}")),
            ShutDown::Alive => {}
        }
        if !self.carried.lost.is_empty() {
            told.push(format!("does not carry over: {}", self.carried.lost.join("; ")));
        }
        if told.is_empty() {
            ("everything carries over".to_owned(), false)
        } else {
            (told.join(" · "), true)
        }
    }
}

/// The other profiles that have a key.
fn others(app: &App) -> impl Iterator<Item = &ProfileFacts> {
    let others = app.profiles.iter();
    others.filter(|facts| facts.name != app.profile.name && facts.has_key())
}

/// Every model of a profile.
fn of_profile(app: &App, entry: &HistoryEntry, facts: &ProfileFacts) -> Vec<Elsewhere> {
    let draft = again::again(app, entry);
    let rows = app.catalog_of(facts).into_iter();
    rows.map(|row| Elsewhere::new(app, &draft, (row.model, row.life), facts.clone()))
        .collect()
}

/// The profile whose models are meant by an item.
fn more<'a>(app: &'a App, label: &str) -> Option<&'a ProfileFacts> {
    let name = label.strip_prefix(MORE)?;
    others(app).find(|facts| facts.name == name)
}

/// Opens the menu of a profile's models, where an item stands for it.
fn open_more(app: &mut App, label: &str) -> bool {
    let Some((facts, entry)) = more(app, label).zip(app.current_entry()) else {
        return false;
    };
    let title = format!("Run it on {}", one_line(&facts.name));
    let menu = Menu::new(
        &title,
        items(app, &of_profile(app, entry, facts)),
        0,
        MenuPurpose::Elsewhere,
    );
    app.open(Overlay::Menu(menu));
    moved(app);
    true
}

/// Every other model of the present profile, then the same model on every other profile that has a key.
fn all(app: &App, entry: &HistoryEntry) -> Vec<Elsewhere> {
    let draft = again::again(app, entry);
    let here = app
        .catalog()
        .into_iter()
        .filter(|row| row.model.id() != entry.request.model());
    let mut found: Vec<_> = here
        .map(|row| Elsewhere::new(app, &draft, (row.model, row.life), app.profile.clone()))
        .collect();
    for facts in others(app) {
        let same = entry.request.model();
        let own = facts.profile.models.iter().map(String::as_str).filter(|id| *id != same);
        for id in std::iter::once(same).chain(own) {
            let model = app.models.model(id);
            let life = model.life(app.today);
            found.push(Elsewhere::new(app, &draft, (model, life), facts.clone()));
        }
    }
    found
}

pub(super) fn named(app: &App, entry: &HistoryEntry, label: &str) -> Option<Elsewhere> {
    let is_meant = |there: &Elsewhere| there.label(app) == label;
    all(app, entry).into_iter().find(is_meant).or_else(|| {
        let (_, profile) = label.rsplit_once(ON)?;
        let facts = others(app).find(|facts| facts.name == profile)?;
        of_profile(app, entry, facts).into_iter().find(is_meant)
    })
}

pub(super) fn menu(app: &App, entry: &HistoryEntry) -> Menu {
    let mut items = items(app, &all(app, entry));
    items.extend(others(app).map(|facts| MenuItem::new(format!("{MORE}{}", facts.name), "…")));
    Menu::new("Run it elsewhere", items, 0, MenuPurpose::Elsewhere)
}

fn items(app: &App, all: &[Elsewhere]) -> Vec<MenuItem> {
    let told: Vec<_> = all.iter().map(|there| there.price().to_string()).collect();
    let widest = told.iter().map(|price| price.chars().count()).max().unwrap_or(0);
    let items = all.iter().zip(&told).map(|(there, price)| {
        let lost = match there.carried.lost.len() {
            0 => String::new(),
            1 => "loses 1 setting".to_owned(),
            count => format!("loses {count} settings"),
        };
        let life = match there.life {
            ShutDown::Past(end) => format!("shut down {end}"),
            ShutDown::Announced(end) => format!("ends {end}"),
            ShutDown::Alive => String::new(),
        };
        let pays = match (there.facts.is_billed(), app.profile.is_billed()) {
            (false, true) => "nobody pays",
            _ => "",
        };
        let remarks: Vec<_> = [life, lost, pays.to_owned()]
            .into_iter()
            .filter(|word| !word.is_empty())
            .collect();
        MenuItem {
            label: there.label(app),
            note: format!("{price:>widest$}  {}", remarks.join(" · "))
                .trim_end()
                .to_owned(),
            warns: matches!(there.life, ShutDown::Past(_)),
        }
    });
    items.collect()
}

/// The selection of a menu moved: what is told below it follows.
pub(super) fn moved(app: &mut App) {
    let Some(Overlay::Menu(menu)) = app.overlays.last() else {
        return;
    };
    if menu.purpose != MenuPurpose::Elsewhere {
        return;
    }
    let selected = menu.list.selected().and_then(|at| menu.items.get(at));
    let there = selected
        .zip(app.current_entry())
        .and_then(|(item, entry)| named(app, entry, &item.label));
    let foot = there.map(|there| there.warning());
    if let Some(Overlay::Menu(menu)) = app.overlays.last_mut() {
        menu.foot = foot;
    }
}

/// The send key in the menu of other models and profiles.
pub(super) fn send_there(app: &mut App) -> Vec<Effect> {
    let Some(Overlay::Menu(menu)) = app.overlays.last() else {
        return Vec::new();
    };
    let Some(label) = menu.selected().map(|item| item.label.clone()) else {
        let sentence = menu.nothing_fits();
        app.say(sentence);
        return Vec::new();
    };
    app.overlays.pop();
    if open_more(app, &label) {
        return Vec::new();
    }
    match app.current_entry().cloned() {
        Some(entry) => send(app, &entry, &label, true),
        None => again::unread(app),
    }
}

pub(super) fn send(app: &mut App, entry: &HistoryEntry, label: &str, seen: bool) -> Vec<Effect> {
    let Some(there) = named(app, entry, label) else {
        app.say(format!("{} is what it ran on", one_line(label)));
        return Vec::new();
    };
    app.memory.goes_to = None;
    app.memory.doing = Some(Deed::Elsewhere(label.to_owned()));
    compose::send_again(app, &there.carried.draft, &there.facts, (1, seen))
}

/// The chosen item of that menu goes into the form; nothing is sent.
pub(super) fn load_there(app: &mut App, label: &str) -> Vec<Effect> {
    if open_more(app, label) {
        return Vec::new();
    }
    let Some(entry) = app.current_entry().cloned() else {
        return again::unread(app);
    };
    let Some(there) = named(app, &entry, label) else {
        return Vec::new();
    };
    let (words, warns) = there.warning();
    again::fill(app, there.carried.draft);
    app.say_undoable(&if warns {
        format!("in the form · {words}")
    } else {
        "in the form; everything carries over".to_owned()
    });
    if there.facts.name == app.profile.name {
        Vec::new()
    } else {
        app.choose_profile(&there.facts.name)
    }
}
