//! The ladder of running again: the same, several times, on another model, at the final quality, or by way of the form.

use super::{
    App, Effect, FormField, Menu, MenuItem, MenuPurpose, Overlay, Pane, ProfileFacts, View, compose, entries, marks,
    state::Undo,
};
use crate::{
    domain::{
        Carried, Draft, Estimate, HistoryEntry, Model, OptionName, Parent, ShutDown, carried, estimate, final_quality,
        one_line,
    },
    keys::{Command, Key},
};

/// Between a model and the profile that it is to run on.
const ON: &str = " on ";

/// Something that was done to a request and can be done to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Deed {
    /// A command that needs nothing else.
    Command(Command),
    /// It was sent so many times.
    Several(u8),
    /// It was sent to another model or profile, as the menu names it.
    Elsewhere(String),
    /// Its tags were changed, as typed.
    Tags(String),
}

/// A request as it would go to another model or profile.
struct Elsewhere {
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

    fn price(&self) -> Estimate {
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

impl App {
    /// The current request, once it is read.
    pub(super) fn current_entry(&self) -> Option<&HistoryEntry> {
        let current = self.current_id();
        self.result.entry().filter(|entry| Some(entry.id) == current)
    }

    /// What running the current request once more would cost; nothing until that very request is read.
    #[must_use]
    pub fn price_again(&self) -> Option<Estimate> {
        self.current_entry().map(|entry| price(self, &again(self, entry)))
    }

    /// What the current request costs at the final quality; nothing where it has that already, or there is none.
    #[must_use]
    pub fn price_final(&self) -> Option<Estimate> {
        let draft = at_final_quality(self, self.current_entry()?).ok()?;
        Some(price(self, &draft))
    }

    /// What repeating would do to the current request, and its price where it spends.
    #[must_use]
    pub(super) fn repeat_hint(&self) -> Option<(String, String)> {
        let deed = self.memory.last.as_ref()?;
        let told = |words: &str, price: Estimate| (format!("repeat {words}"), price.to_string());
        match deed {
            Deed::Command(Command::RequestRerun) => Some(told("run", self.price_again()?)),
            Deed::Command(Command::RequestFinal) => Some(told("final", self.price_final()?)),
            Deed::Command(command) => Some((format!("repeat {}", command.verb()), String::new())),
            Deed::Several(times) => Some(told(&format!("×{times}"), self.price_again()?.times(*times))),
            Deed::Elsewhere(label) => {
                let there = elsewhere_named(self, self.current_entry()?, label)?;
                Some(told(&format!("on {label}"), there.price()))
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
                let there = elsewhere_named(self, self.current_entry()?, &item.label)?;
                Some(("run there".to_owned(), there.price().to_string()))
            }
            MenuPurpose::Actions => Some(("run again".to_owned(), self.price_again()?.to_string())),
            MenuPurpose::Replay => Some(("replay".to_owned(), item.note.clone())),
            _ => None,
        }
    }
}

fn price(app: &App, draft: &Draft) -> Estimate {
    let model = app.models.model(&draft.model);
    estimate(draft, &model, &app.prices_of(&model))
}

/// The draft of a request that goes again: what has pictures becomes its parent, as on the command line.
pub(super) fn again(app: &App, entry: &HistoryEntry) -> Draft {
    let mut draft = entry.request.to_draft();
    if !entry.images.is_empty() {
        let shown = app.result.entry().filter(|shown| shown.id == entry.id);
        let index = shown.and_then(|_| app.result.image()).map_or(0, |image| image.index);
        draft.parent = Some(Parent { id: entry.id, index });
    }
    draft
}

/// A verb of the ladder on a request that is read.
pub(super) fn act(app: &mut App, entry: &HistoryEntry, command: Command) -> Vec<Effect> {
    match command {
        Command::RequestRerun => {
            app.memory.last = Some(Deed::Command(command));
            let draft = again(app, entry);
            compose::send_again(app, &draft, &app.profile.clone(), 1)
        }
        Command::RequestSeveral => {
            let menu = several(app, entry);
            app.open(Overlay::Menu(menu));
            Vec::new()
        }
        Command::RequestElsewhere => {
            let menu = elsewhere_menu(app, entry);
            app.open(Overlay::Menu(menu));
            moved(app);
            Vec::new()
        }
        Command::RequestFinal => match at_final_quality(app, entry) {
            Ok(draft) => {
                app.memory.last = Some(Deed::Command(command));
                compose::send_again(app, &draft, &app.profile.clone(), 1)
            }
            Err(why) => {
                app.say(why);
                Vec::new()
            }
        },
        Command::RequestEditor => {
            entries::load(app, entry);
            vec![Effect::EditText(app.form.prompt().text().to_owned())]
        }
        Command::RequestPromptOnly | Command::RequestOptionsOnly | Command::RequestImagesOnly => {
            app.memory.last = Some(Deed::Command(command));
            take_part(app, entry, command);
            Vec::new()
        }
        _ => Vec::new(),
    }
}

/// Does to the current request what was done last.
pub(super) fn repeat(app: &mut App) -> Vec<Effect> {
    let Some(deed) = app.memory.last.clone() else {
        app.say("nothing was done yet that could be repeated");
        return Vec::new();
    };
    if let Deed::Tags(typed) = &deed {
        return marks::tag(app, marks::targets(app), typed);
    }
    if let Deed::Command(command) = deed {
        return entries::run(app, command);
    }
    let Some(entry) = app.current_entry().cloned() else {
        return unread(app);
    };
    match deed {
        Deed::Several(times) => send_several(app, &entry, times),
        Deed::Elsewhere(label) => send_elsewhere(app, &entry, &label),
        Deed::Command(_) | Deed::Tags(_) => Vec::new(),
    }
}

/// Nothing that spends is done to a request whose price could not be shown yet.
pub(super) fn unread(app: &mut App) -> Vec<Effect> {
    app.say("its price was not known yet: press the key again");
    let mut effects = app.show_current();
    if effects.is_empty() {
        effects.extend(app.current_id().map(Effect::LoadEntry));
    }
    effects
}

fn several(app: &App, entry: &HistoryEntry) -> Menu {
    let price = price(app, &again(app, entry));
    let items = (1..=9).map(|times| MenuItem::new(times.to_string(), price.times(times).to_string()));
    let intro = match entry.request.seed() {
        Some(seed) if app.profile.profile.seed => format!("Each is a request of its own, with the seed {seed}."),
        _ => "Each is a request of its own. The API has no seed: every one comes out anew.".to_owned(),
    };
    Menu {
        intro: vec![intro],
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
    app.overlays.pop();
    let Some(entry) = app.current_entry().cloned() else {
        return unread(app);
    };
    app.memory.last = Some(Deed::Several(times));
    send_several(app, &entry, times)
}

fn send_several(app: &mut App, entry: &HistoryEntry, times: u8) -> Vec<Effect> {
    let draft = again(app, entry);
    compose::send_again(app, &draft, &app.profile.clone(), times)
}

/// Every other model of the present profile, then the same model on every other profile that has a key.
fn elsewhere(app: &App, entry: &HistoryEntry) -> Vec<Elsewhere> {
    let draft = again(app, entry);
    let here = app
        .catalog()
        .into_iter()
        .filter(|row| row.model.id() != entry.request.model());
    let mut found: Vec<_> = here
        .map(|row| Elsewhere::new(app, &draft, (row.model, row.life), app.profile.clone()))
        .collect();
    let others = app
        .profiles
        .iter()
        .filter(|facts| facts.name != app.profile.name && facts.has_key());
    for facts in others {
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

fn elsewhere_named(app: &App, entry: &HistoryEntry, label: &str) -> Option<Elsewhere> {
    elsewhere(app, entry)
        .into_iter()
        .find(|there| there.label(app) == label)
}

fn elsewhere_menu(app: &App, entry: &HistoryEntry) -> Menu {
    let all = elsewhere(app, entry);
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
        let remarks: Vec<_> = [life, lost].into_iter().filter(|word| !word.is_empty()).collect();
        MenuItem {
            label: there.label(app),
            note: format!("{price:<widest$}  {}", remarks.join(" · "))
                .trim_end()
                .to_owned(),
            warns: matches!(there.life, ShutDown::Past(_)),
        }
    });
    Menu::new("Run it elsewhere", items.collect(), 0, MenuPurpose::Elsewhere)
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
        .and_then(|(item, entry)| elsewhere_named(app, entry, &item.label));
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
    let label = menu
        .list
        .selected()
        .and_then(|at| menu.items.get(at))
        .map(|item| item.label.clone());
    app.overlays.pop();
    match (label, app.current_entry().cloned()) {
        (Some(label), Some(entry)) => {
            app.memory.last = Some(Deed::Elsewhere(label.clone()));
            send_elsewhere(app, &entry, &label)
        }
        _ => unread(app),
    }
}

fn send_elsewhere(app: &mut App, entry: &HistoryEntry, label: &str) -> Vec<Effect> {
    let Some(there) = elsewhere_named(app, entry, label) else {
        app.say(format!("{} is what it ran on", one_line(label)));
        return Vec::new();
    };
    compose::send_again(app, &there.carried.draft, &there.facts, 1)
}

/// The chosen item of that menu goes into the form; nothing is sent.
pub(super) fn load_there(app: &mut App, label: &str) -> Vec<Effect> {
    let Some(entry) = app.current_entry().cloned() else {
        return unread(app);
    };
    let Some(there) = elsewhere_named(app, &entry, label) else {
        return Vec::new();
    };
    let (words, warns) = there.warning();
    fill(app, there.carried.draft);
    app.say(if warns {
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

/// Puts a draft into the form, so that undo brings back what was there.
pub(super) fn fill(app: &mut App, draft: Draft) {
    app.did(Undo::Filled(Box::new(app.form.draft())));
    app.form.fill(draft, &app.models);
    app.price_form();
    app.view = View::Compose;
    app.pane = Pane::Form;
    app.fullscreen = false;
    app.form.go_to(FormField::Prompt);
    app.form.stop_typing();
}

fn take_part(app: &mut App, entry: &HistoryEntry, command: Command) {
    let (from, form) = (again(app, entry), app.form.draft());
    let (draft, what) = match command {
        Command::RequestPromptOnly => (
            Draft {
                prompt: from.prompt,
                ..form
            },
            "its prompt is",
        ),
        Command::RequestOptionsOnly => (
            Draft {
                model: from.model,
                size: from.size,
                count: from.count,
                options: from.options,
                seed: from.seed,
                extra: from.extra,
                ..form
            },
            "its model, size and options are",
        ),
        _ if from.images.is_empty() => {
            app.say("it has no images");
            return;
        }
        _ => (
            Draft {
                operation: from.operation,
                images: from.images,
                mask: from.mask,
                markup: from.markup,
                downscale: from.downscale,
                parent: from.parent,
                ..form
            },
            "its images are",
        ),
    };
    fill(app, draft);
    app.say(format!("{what} in the form; u brings the old ones back"));
}
