//! A list that narrows while a person types: commands, found by their names before all else.

use std::cmp::Reverse;

use super::{List, TextBuffer, fuzzy::scores, text_buffer::Edit};
use crate::keys::{Command, Key};

/// One thing to be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaletteItem {
    /// What it is called, in one to three words.
    pub name: String,
    /// What it does, in a sentence.
    pub help: String,
    /// The key that does the same, if there is one; shown, not searched.
    pub keys: String,
    /// What the caller knows it by.
    pub id: String,
}

impl PaletteItem {
    /// Whether every word of the query begins a word of the help or of the id.
    fn tells(&self, query: &str) -> bool {
        let text = format!("{} {}", self.help.to_lowercase(), self.id);
        let begins = |typed: &str| {
            let words = text.split(|c: char| !c.is_alphanumeric());
            text.split(' ').chain(words).any(|word| word.starts_with(typed))
        };
        query.split_whitespace().all(begins)
    }
}

/// The indices of the items that fit: those whose name does, the best first, then those whose help tells of it.
fn fitting(query: &str, items: &[PaletteItem]) -> Vec<usize> {
    let query = query.to_lowercase();
    let named = scores(&query, items.iter().map(|item| [item.name.as_str()]));
    let rank = |(item, score): (&PaletteItem, Option<u32>)| {
        let is_called_so = item.name.to_lowercase() == query.trim();
        score
            .map(|score| (is_called_so, true, score))
            .or_else(|| item.tells(&query).then_some((false, false, 0)))
    };
    let ranks = items.iter().zip(named).map(rank);
    let mut found: Vec<_> = ranks.enumerate().filter_map(|(at, rank)| Some((at, rank?))).collect();
    found.sort_by_key(|(_, rank)| Reverse(*rank));
    found.into_iter().map(|(at, _)| at).collect()
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

    /// All there is, whatever was typed.
    #[must_use]
    pub fn items(&self) -> &[PaletteItem] {
        &self.items
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
            self.fitting = fitting(self.query.text(), &self.items);
            self.list.set_length(self.fitting.len());
            self.list.to_first();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn palette() -> Palette {
        let item = |name: &str, help: &str, id: &str| PaletteItem {
            name: name.to_owned(),
            help: help.to_owned(),
            keys: String::new(),
            id: id.to_owned(),
        };
        Palette::of(vec![
            item("new", "Empty the form; undo brings it back", "form.new"),
            item("run again", "Send the same once more", "request.rerun"),
            item("star", "Star it, or take the star away", "request.star"),
            item("spend", "Go to Spend", "view.spend"),
            item("undo", "Take back the last change", "edit.undo"),
            item("quit", "Leave at once; what runs goes on", "app.quit"),
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
        let all = ids(&palette).join(" ");
        assert_eq!(palette.rows().len(), 6);

        type_text(&mut palette, "spe");
        assert_eq!(ids(&palette), ["view.spend"]);
        palette.press("ctrl-u".parse().unwrap());
        assert_eq!(ids(&palette).join(" "), all);
    }

    #[test]
    fn names_come_before_what_is_only_told_and_scattered_letters_of_a_sentence_are_no_match() {
        for (query, expected) in [
            ("undo", &["edit.undo", "form.new"][..]),
            ("Undo", &["edit.undo", "form.new"]),
            ("ra", &["request.rerun"]),
            ("once", &["request.rerun", "app.quit"]),
            ("last change", &["edit.undo"]),
            ("sth", &[]),
        ] {
            let mut palette = palette();
            palette.paste(query);
            assert_eq!(ids(&palette), expected, "{query}");
        }
    }

    #[test]
    fn an_item_is_found_by_its_id_too() {
        let mut palette = palette();
        palette.paste("app.quit\n");
        assert_eq!(palette.selected().map(|item| item.name.as_str()), Some("quit"));
    }

    #[test]
    fn the_selection_moves_and_begins_anew_with_each_letter() {
        let mut palette = palette();
        palette.fit(3);

        assert!(palette.obey(Command::MoveDown));
        assert_eq!(palette.selected().map(|item| item.id.as_str()), Some("request.rerun"));
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
