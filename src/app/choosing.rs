//! Lists that narrow while a person types: models, sizes and other values, profiles, snippets.

use super::{
    App, Menu, MenuItem, MenuPurpose, Overlay, elsewhere,
    menus::ANOTHER,
    parts::{Edit, TextBuffer, fitting},
};
use crate::{
    domain::one_line,
    keys::{Context, Key},
};

impl Menu {
    /// Whether typing finds an item of it, so that no letter does anything else.
    #[must_use]
    pub const fn is_searched(&self) -> bool {
        matches!(
            self.purpose,
            MenuPurpose::Model
                | MenuPurpose::Value(..)
                | MenuPurpose::Sizes
                | MenuPurpose::Profile
                | MenuPurpose::Snippets
                | MenuPurpose::Elsewhere
        )
    }

    /// The table of its keys: with something typed, every key that prints is a letter.
    pub(super) const fn table(&self) -> Context {
        if self.sought.is_empty() {
            Context::Choice
        } else {
            Context::Palette
        }
    }

    /// How many items there are, whether they fit or not.
    #[must_use]
    pub fn length(&self) -> usize {
        self.items.len().max(self.all.len())
    }

    /// Every item there is, whether it fits or not.
    pub fn everything(&self) -> impl Iterator<Item = &MenuItem> {
        self.items.iter().chain(&self.all)
    }

    /// Leaves what fits what is typed; what could be meant as a value of its own stays last.
    fn narrow(&mut self) {
        if self.all.is_empty() {
            self.all.clone_from(&self.items);
        }
        let sought = self.sought.text().trim();
        if sought.is_empty() {
            self.items = std::mem::take(&mut self.all);
        } else {
            let own = self.all.last().filter(|item| item.label == ANOTHER);
            let listed = &self.all[..self.all.len() - usize::from(own.is_some())];
            // A person writes sizes with the letter x.
            let exact = matches!(self.purpose, MenuPurpose::Value(..) | MenuPurpose::Sizes);
            let labels = listed.iter().map(|item| item.label.as_str());
            let found = fitting(&sought.replace('x', "×"), labels.clone(), exact);
            let found = if found.is_empty() {
                fitting(sought, labels, exact)
            } else {
                found
            };
            let mut items: Vec<_> = found.into_iter().map(|at| listed[at].clone()).collect();
            items.extend(own.map(|_| MenuItem::new(ANOTHER, format!("take {}", one_line(sought)))));
            self.items = items;
        }
        self.list.set_length(self.items.len());
        self.list.to_first();
    }

    /// What is said where nothing fits what is typed.
    #[must_use]
    pub fn nothing_fits(&self) -> String {
        format!("nothing here is called {}", one_line(self.sought.text()))
    }

    /// The list came anew while something was sought in the old one, and an item was selected there.
    pub(super) fn go_on_from(&mut self, old: &Self) {
        self.sought = old.sought.clone();
        if !self.sought.is_empty() {
            self.narrow();
        }
        let at = old
            .selected()
            .and_then(|old| self.items.iter().position(|item| item.label == old.label));
        if let Some(at) = at {
            self.list.select(at);
        }
    }
}

/// A key that is no command in such a list.
pub(super) fn typed(app: &mut App, key: Key) {
    change(app, |sought| _ = sought.press(key));
}

/// A text was pasted into such a list.
pub(super) fn pasted(app: &mut App, text: &str) {
    change(app, |sought| _ = sought.edit(Edit::Paste(text.to_owned())));
}

fn change(app: &mut App, by: impl FnOnce(&mut TextBuffer)) {
    let Some(Overlay::Menu(menu)) = app.overlays.last_mut() else {
        return;
    };
    let before = menu.sought.revision();
    by(&mut menu.sought);
    if menu.sought.revision() != before {
        menu.narrow();
        app.fit_lists();
        elsewhere::moved(app);
    }
}

/// Enter where nothing fits what is typed: the list stays.
pub(super) fn nothing_fits(app: &mut App, menu: &Menu) {
    app.say(menu.nothing_fits());
    app.open(Overlay::Menu(menu.clone()));
}
