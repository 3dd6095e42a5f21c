//! The menus: models with their lives and prices, values of a field, profiles, and the first start.

use super::{
    App, Menu, MenuItem, MenuPurpose, Overlay,
    compose::FormField,
    parts::{List, TextBuffer},
    served::ServedList,
};
use crate::domain::{
    CatalogRow, Draft, Model, Operation, OptionName, Prices, ShutDown, Size, Standing, estimate, one_line, thousands,
};

/// The last item of a menu whose value can also be typed.
pub(super) const ANOTHER: &str = "another";

impl Menu {
    pub(super) fn new(title: &str, items: Vec<MenuItem>, selected: usize, purpose: MenuPurpose) -> Self {
        let mut list = List::of(items.len());
        list.select(selected);
        Self {
            title: title.to_owned(),
            intro: Vec::new(),
            items,
            sought: TextBuffer::single_line(),
            all: Vec::new(),
            list,
            purpose,
            foot: None,
        }
    }

    /// The selected item.
    pub(super) fn selected(&self) -> Option<&MenuItem> {
        self.items.get(self.list.selected()?)
    }
}

impl MenuItem {
    pub(super) fn new(label: impl Into<String>, note: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            note: note.into(),
            warns: false,
        }
    }
}

impl App {
    /// Opens what a person sees who has no key yet.
    pub(super) fn open_first_run(&mut self) {
        let menu = first_run(self);
        self.open(Overlay::Menu(menu));
    }
}

/// Every model, with what it is good for, when it ends, what a square of medium quality costs, and whether the server
/// lists it.
#[must_use]
pub fn models(app: &App) -> Menu {
    let rows = app.catalog();
    let present = app.form.model().id();
    let selected = rows.iter().position(|row| row.model.id() == present);
    let told: Vec<_> = rows.iter().map(|row| (price_of(app, &row.model), life(row))).collect();
    let widest = told.iter().map(|(price, _)| price.chars().count()).max().unwrap_or(0);
    let mut items: Vec<_> = rows
        .iter()
        .zip(told)
        .map(|(row, (price, life))| MenuItem {
            label: row.model.id().to_owned(),
            note: format!("{price:>widest$}  {life}"),
            warns: row.life != ShutDown::Alive || row.standing == Standing::NotServed,
        })
        .collect();
    items.push(MenuItem::new(ANOTHER, format!("{:widest$}  type its id", "")));
    let selected = selected.unwrap_or(items.len() - 1);
    Menu {
        foot: models_foot(app),
        ..Menu::new("Model", items, selected, MenuPurpose::Model)
    }
}

/// What is known of the server's list.
fn models_foot(app: &App) -> Option<(String, bool)> {
    let server = if app.profile.sandbox {
        "the sandbox"
    } else {
        &app.profile.server
    };
    Some(match app.served.of(app.profile.name())? {
        ServedList::Asked => (format!("asking {server} for its list …"), false),
        ServedList::Listed(models) => (format!("{server} lists {} models", thousands(models.len())), false),
        ServedList::Failed(why) => (format!("the list of {server} is not known: {why}"), true),
    })
}

/// When a model ends, who lists it, and what it is good for.
fn life(row: &CatalogRow) -> String {
    let ending = match row.life {
        ShutDown::Alive => String::new(),
        ShutDown::Announced(end) => format!("ends {end}"),
        ShutDown::Past(end) => format!("shut down {end}"),
    };
    let told = [&ending, row.standing.remark(), row.model.summary()];
    let told: Vec<_> = told.into_iter().filter(|word| !word.is_empty()).collect();
    told.join(" · ")
}

/// What a square of medium quality costs.
fn price_of(app: &App, model: &Model) -> String {
    let quality = ["medium", "standard"].into_iter().find(|word| {
        let rule = model.option(OptionName::Quality);
        matches!(rule, Some(crate::domain::OptionRule::Words { words, .. }) if words.iter().any(|one| one == word))
    });
    let mut draft = Draft {
        model: model.id().to_owned(),
        size: "1024x1024".to_owned(),
        ..Draft::default()
    };
    if let Some(quality) = quality {
        draft.options.insert(OptionName::Quality, quality.to_owned());
    }
    // The words to come are not part of what a model costs.
    let prices = Prices {
        text_in: None,
        ..app.prices_of(model)
    };
    estimate(&draft, model, &prices).to_string()
}

/// The values of a field; `own` lets the person type another one.
#[must_use]
pub fn values(app: &App, field: FormField, own: bool) -> Menu {
    let present = app.form.value(field);
    let choices = app.form.choices(field);
    let selected = choices
        .iter()
        .position(|choice| *choice == present)
        .unwrap_or(if own { choices.len() } else { 0 });
    let mut items: Vec<_> = choices.iter().map(|choice| value_item(app, field, choice)).collect();
    if own {
        items.push(MenuItem::new(ANOTHER, "type it: 1200x800, 16:9, 16:9 2mp"));
    }
    Menu::new(field.label(), items, selected, MenuPurpose::Value(field, own))
}

/// A value with the price that the form would have with it.
fn value_item(app: &App, field: FormField, choice: &str) -> MenuItem {
    let mut draft = app.form.draft();
    let label = match field {
        FormField::Size => {
            choice.clone_into(&mut draft.size);
            choice.replace('x', "×")
        }
        FormField::Option(name @ OptionName::Quality) => {
            draft.options.insert(name, choice.to_owned());
            choice.to_owned()
        }
        _ => return MenuItem::new(choice, ""),
    };
    let price = estimate(&draft, app.form.model(), &app.prices_of(app.form.model()));
    MenuItem::new(label, price.to_string())
}

/// The legal sizes that come closest to what was typed.
#[must_use]
pub fn sizes(app: &App, typed: &str, sizes: &[Size]) -> Menu {
    let items = sizes
        .iter()
        .map(|size| value_item(app, FormField::Size, &size.to_string()));
    let intro = vec![format!(
        "The nearest to {} that {} takes:",
        one_line(typed),
        app.form.model().id()
    )];
    Menu {
        intro,
        ..Menu::new("Size", items.collect(), 0, MenuPurpose::Sizes)
    }
}

/// Every profile.
#[must_use]
pub fn profiles(app: &App) -> Menu {
    let note = |facts: &super::ProfileFacts| match &facts.key {
        _ if facts.sandbox => "free, offline, the built-in server".to_owned(),
        Some(source) => format!("{} · key from {source}", facts.server),
        None => format!("{} · no key", facts.server),
    };
    let items = app.profiles.iter().map(|facts| MenuItem {
        label: facts.name.clone(),
        note: note(facts),
        warns: !facts.has_key(),
    });
    let selected = app
        .profiles
        .iter()
        .position(|facts| facts.name == app.profile.name)
        .unwrap_or(0);
    let intro = vec!["It decides which server is asked and who pays.".to_owned()];
    Menu {
        intro,
        ..Menu::new("Profile", items.collect(), selected, MenuPurpose::Profile)
    }
}

const FIRST_RUN: [(&str, &str); 3] = [
    ("Try it in the sandbox", "free, offline, the whole studio"),
    ("Use my key", "from a variable, command, file, or pasted"),
    ("Another server", "its address, its key, a name"),
];

/// What a person sees who has no key yet.
#[must_use]
pub fn first_run(app: &App) -> Menu {
    let items = FIRST_RUN
        .iter()
        .map(|(label, note)| MenuItem::new(*label, *note))
        .collect();
    let intro = vec![
        format!(
            "No key yet for {}. Two ways on: the sandbox, or your key.",
            app.profile.name()
        ),
        String::new(),
    ];
    Menu {
        intro,
        ..Menu::new("pictures from words, in your terminal", items, 0, MenuPurpose::FirstRun)
    }
}

/// The label of an operation's price hint.
#[must_use]
pub const fn send_verb(operation: Operation) -> &'static str {
    match operation {
        Operation::Generate => "generate",
        Operation::Edit => "edit",
        Operation::Variation => "vary",
    }
}
