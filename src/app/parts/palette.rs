//! A list that narrows while a person types: commands, and anything else that has a title.

use super::{List, TextBuffer, fuzzy::ranked, text_buffer::Edit};
use crate::keys::{Command, Key};

/// One thing to be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaletteItem {
    /// What it is, in words.
    pub title: String,
    /// The key that does the same, if there is one; shown beside the title, not searched.
    pub keys: String,
    /// What the caller knows it by; searched too.
    pub id: String,
}

/// What a person types, what fits, and which of it is selected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Palette {
    items: Vec<PaletteItem>,
    query: TextBuffer,
    fitting: Vec<usize>,
    list: List,
}

impl Palette {
    /// All these items, in their own order, and no query yet.
    #[must_use]
    pub fn of(items: Vec<PaletteItem>) -> Self {
        let fitting: Vec<usize> = (0..items.len()).collect();
        let list = List::of(fitting.len());
        Self {
            items,
            query: TextBuffer::single_line(),
            fitting,
            list,
        }
    }

    /// What was typed.
    #[must_use]
    pub const fn query(&self) -> &TextBuffer {
        &self.query
    }

    /// What fits, the best first.
    #[must_use]
    pub fn rows(&self) -> impl ExactSizeIterator<Item = &PaletteItem> {
        self.fitting.iter().map(|index| &self.items[*index])
    }

    /// The selection among [`Palette::rows`].
    #[must_use]
    pub const fn list(&self) -> &List {
        &self.list
    }

    /// The selected item; none when nothing fits.
    #[must_use]
    pub fn selected(&self) -> Option<&PaletteItem> {
        let index = self.fitting.get(self.list.selected()?)?;
        self.items.get(*index)
    }

    /// Tells the height of the list in rows.
    pub fn fit(&mut self, height: usize) {
        self.list.fit(height);
    }

    /// Moves the selection, if the command is one that does; says whether it is.
    pub fn obey(&mut self, command: Command) -> bool {
        self.list.obey(command)
    }

    /// Takes a key that is no command here into the query; says whether it was of use.
    pub fn press(&mut self, key: Key) -> bool {
        let before = self.query.revision();
        let used = self.query.press(key).is_some();
        self.narrow(before);
        used
    }

    /// Takes a paste into the query.
    pub fn paste(&mut self, text: &str) {
        let before = self.query.revision();
        self.query.edit(Edit::Paste(text.to_owned()));
        self.narrow(before);
    }

    fn narrow(&mut self, revision_before: u64) {
        if self.query.revision() != revision_before {
            self.fitting = ranked(
                self.query.text(),
                self.items.iter().map(|item| [item.title.as_str(), &item.id]),
            );
            self.list.set_length(self.fitting.len());
            self.list.to_first();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn palette() -> Palette {
        let item = |title: &str, id: &str| PaletteItem {
            title: title.to_owned(),
            keys: String::new(),
            id: id.to_owned(),
        };
        Palette::of(vec![
            item("run again", "request.rerun"),
            item("star", "request.star"),
            item("go to Spend", "view.spend"),
            item("quit", "app.quit"),
        ])
    }

    fn type_text(palette: &mut Palette, text: &str) {
        for c in text.chars() {
            palette.press(Key::char(c));
        }
    }

    fn ids(palette: &Palette) -> Vec<&str> {
        palette.rows().map(|item| item.id.as_str()).collect()
    }

    #[test]
    fn it_narrows_while_a_person_types_and_widens_again() {
        let mut palette = palette();
        assert_eq!(
            ids(&palette),
            ["request.rerun", "request.star", "view.spend", "app.quit"]
        );

        type_text(&mut palette, "spe");
        assert_eq!(ids(&palette), ["view.spend"]);
        palette.press("ctrl-u".parse().unwrap());
        assert_eq!(
            ids(&palette),
            ["request.rerun", "request.star", "view.spend", "app.quit"]
        );
    }

    #[test]
    fn an_item_is_found_by_its_id_too() {
        let mut palette = palette();
        palette.paste("app.quit\n");
        assert_eq!(palette.selected().map(|item| item.title.as_str()), Some("quit"));
    }

    #[test]
    fn the_selection_moves_and_begins_anew_with_each_letter() {
        let mut palette = palette();
        palette.fit(3);

        assert!(palette.obey(Command::MoveDown));
        assert_eq!(palette.selected().map(|item| item.id.as_str()), Some("request.star"));
        type_text(&mut palette, "r");
        assert_eq!(palette.list().selected(), Some(0));
        assert!(!palette.obey(Command::AppQuit));
        type_text(&mut palette, "zzz");
        assert_eq!(palette.selected(), None);
    }

    #[test]
    fn a_key_of_no_use_is_left_to_others() {
        let mut palette = palette();
        assert!(!palette.press("f5".parse().unwrap()));
        assert!(palette.press("x".parse().unwrap()));
    }
}
