//! The menus: models with their lives and prices, values of a field, profiles, and the first start.

use super::{
    App, Effect, Menu, MenuItem, MenuPurpose, Overlay,
    compose::FormField,
    overlay::{Line, LinePurpose, Message},
    parts::{List, TextBuffer},
};
use crate::domain::{Draft, Operation, OptionName, Prices, SANDBOX, ShutDown, estimate};

impl Menu {
    fn new(title: &str, items: Vec<MenuItem>, selected: usize, purpose: MenuPurpose) -> Self {
        let mut list = List::of(items.len());
        list.select(selected);
        Self {
            title: title.to_owned(),
            intro: Vec::new(),
            items,
            list,
            purpose,
        }
    }
}

impl MenuItem {
    fn new(label: impl Into<String>, note: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            note: note.into(),
            warns: false,
        }
    }
}

/// Every model, with what it is good for, when it ends, and what a square of medium quality costs.
#[must_use]
pub fn models(app: &App) -> Menu {
    let ids = app.model_ids();
    let selected = ids.iter().position(|id| id == app.form.model().id()).unwrap_or(0);
    let items = ids.iter().map(|id| model_item(app, id)).collect();
    Menu::new("Model", items, selected, MenuPurpose::Model)
}

fn model_item(app: &App, id: &str) -> MenuItem {
    let model = app.models.model(id);
    let (life, warns) = match model.life(app.today) {
        ShutDown::Alive => (model.summary().to_owned(), false),
        ShutDown::Announced(end) => (format!("{} · ends {end}", model.summary()), true),
        ShutDown::Past(end) => (format!("shut down {end} · {}", model.summary()), true),
    };
    let quality = ["medium", "standard"].into_iter().find(|word| {
        let rule = model.option(OptionName::Quality);
        matches!(rule, Some(crate::domain::OptionRule::Words { words, .. }) if words.iter().any(|one| one == word))
    });
    let mut draft = Draft {
        model: id.to_owned(),
        size: "1024x1024".to_owned(),
        ..Draft::default()
    };
    if let Some(quality) = quality {
        draft.options.insert(OptionName::Quality, quality.to_owned());
    }
    // The words to come are not part of what a model costs.
    let prices = Prices {
        text_in: None,
        ..app.prices_of(&model)
    };
    let price = estimate(&draft, &model, &prices);
    MenuItem {
        label: id.to_owned(),
        note: format!("{price}  {life}"),
        warns,
    }
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
        items.push(MenuItem::new("another", "type it, such as 1200x800"));
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
    ("Paste a key", "stored in a file that only you can read"),
    ("Use a variable, a command or a file", "how to say so in config.toml"),
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

/// The person chose an item.
pub fn chosen(app: &mut App, menu: &Menu) -> Vec<Effect> {
    let Some(selected) = menu.list.selected() else {
        return Vec::new();
    };
    match menu.purpose {
        MenuPurpose::Model => {
            if let Some(item) = menu.items.get(selected) {
                app.choose_model(&item.label);
            }
            Vec::new()
        }
        MenuPurpose::Value(field, own) => {
            let choices = app.form.choices(field);
            match choices.get(selected) {
                Some(choice) => app.form.set(field, choice),
                None if own => {
                    app.form.start_typing();
                }
                None => {}
            }
            Vec::new()
        }
        MenuPurpose::Profile => match menu.items.get(selected) {
            Some(item) => app.choose_profile(&item.label.clone()),
            None => Vec::new(),
        },
        MenuPurpose::FirstRun => first_step(app, selected),
    }
}

fn first_step(app: &mut App, choice: usize) -> Vec<Effect> {
    match choice {
        0 => app.choose_profile(SANDBOX),
        1 => {
            app.open(Overlay::Line(Line {
                title: format!("Key for {}", app.profile.name()),
                note: "paste it and press enter; it is not shown".to_owned(),
                buffer: TextBuffer::single_line(),
                purpose: LinePurpose::PasteKey,
            }));
            Vec::new()
        }
        _ => {
            let name = app.profile.name().to_owned();
            let lines = vec![
                format!("In {}:", app.config_file),
                String::new(),
                format!("[profiles.{name}]"),
                "base_url    = \"https://api.openai.com/v1\"".to_owned(),
                "key_env     = \"OPENAI_API_KEY\"".to_owned(),
                "# or:  key_command = [\"pass\", \"show\", \"images\"]".to_owned(),
                "# or:  key_file = \"/a/file/that/only/you/can/read\"".to_owned(),
                String::new(),
                "Then start pochade again. `pochade config init` writes the whole file.".to_owned(),
            ];
            app.open(Overlay::Message(Message {
                title: "Your key".to_owned(),
                lines,
                problem: false,
            }));
            Vec::new()
        }
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
