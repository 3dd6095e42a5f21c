//! Which command a key means, depending on where the focus is.

use std::collections::BTreeMap;

use super::{Command, Context, Key, KeymapError, Sequence, keymap_file};

/// The table `keymap.toml` beside this file, as the build made it of that.
const STANDARD: &str = include_str!(concat!(env!("OUT_DIR"), "/keymap.tsv"));

/// What the pressed keys mean so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// They are a command.
    Command(Command),
    /// They begin a sequence such as `g g`: keep them and wait for the next key.
    Prefix,
    /// They mean nothing here: drop what was kept, and let the text have the key if someone types.
    Nothing,
}

type Table = BTreeMap<Command, Vec<Sequence>>;

/// The keys of every command in every context.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Keymap {
    tables: BTreeMap<Context, Table>,
}

impl Keymap {
    /// The keymap that pochade comes with.
    #[must_use]
    pub fn standard() -> Self {
        let mut keymap = Self::default();
        keymap.lay(keymap_file::shipped(STANDARD));
        keymap
    }

    /// The standard keymap with a person's own `keymap.toml` laid over it.
    ///
    /// A list replaces the default of that table, an empty one unbinds, and a key given to one command is taken from
    /// the command that had it in the same table.
    ///
    /// # Errors
    /// The first fault of the text, with its line and column.
    pub fn overlaid(text: &str) -> Result<Self, KeymapError> {
        let mut keymap = Self::standard();
        keymap.lay(keymap_file::read(text)?);
        Ok(keymap)
    }

    fn lay(&mut self, entries: Vec<keymap_file::Entry>) {
        let mut laid: BTreeMap<Context, Table> = BTreeMap::new();
        for entry in entries {
            laid.entry(entry.context).or_default().insert(entry.command, entry.keys);
        }
        for (context, mut own) in laid {
            let table = self.tables.entry(context).or_default();
            for (command, keys) in &mut *table {
                if !own.contains_key(command) {
                    keys.retain(|key| !own.values().flatten().any(|taken| key.clashes_with(taken)));
                }
            }
            table.append(&mut own);
        }
    }

    /// What the keys pressed so far mean in these contexts, the nearest first.
    #[must_use]
    pub fn look_up(&self, contexts: &[Context], pressed: &[Key]) -> Found {
        contexts
            .iter()
            .map(|context| self.look_up_in(*context, pressed))
            .find(|found| *found != Found::Nothing)
            .unwrap_or(Found::Nothing)
    }

    fn look_up_in(&self, context: Context, pressed: &[Key]) -> Found {
        if pressed.is_empty() {
            return Found::Nothing;
        }
        let bound = self.tables.get(&context).into_iter().flatten();
        bound
            .flat_map(|(command, keys)| keys.iter().map(move |sequence| (*command, sequence.keys())))
            .find(|(_, keys)| keys.starts_with(pressed))
            .map_or(Found::Nothing, |(command, keys)| {
                if keys.len() == pressed.len() {
                    Found::Command(command)
                } else {
                    Found::Prefix
                }
            })
    }

    /// Every key of a command in one context; empty when it has none.
    #[must_use]
    pub fn keys_for(&self, context: Context, command: Command) -> &[Sequence] {
        self.tables
            .get(&context)
            .and_then(|table| table.get(&command))
            .map_or(&[], Vec::as_slice)
    }

    /// The key to print beside a command in a hint: the first one that really means it in these contexts.
    #[must_use]
    pub fn hint(&self, contexts: &[Context], command: Command) -> Option<&Sequence> {
        contexts
            .iter()
            .flat_map(|context| self.keys_for(*context, command))
            .find(|keys| self.look_up(contexts, keys.keys()) == Found::Command(command))
    }

    /// Every sequence that goes on with the keys pressed so far in these contexts, with its command.
    #[must_use]
    pub fn going_on(&self, contexts: &[Context], pressed: &[Key]) -> Vec<(Command, &Sequence)> {
        let mut found: Vec<(Command, &Sequence)> = Vec::new();
        for command in Command::ALL {
            let mut all = contexts.iter().flat_map(|context| self.keys_for(*context, *command));
            let goes_on = |keys: &&Sequence| {
                keys.keys().len() > pressed.len()
                    && keys.keys().starts_with(pressed)
                    && self.look_up(contexts, keys.keys()) == Found::Command(*command)
            };
            found.extend(all.find(goes_on).map(|keys| (*command, keys)));
        }
        found
    }

    /// Every command that a key reaches in these contexts, with that key: what help shows.
    #[must_use]
    pub fn reachable(&self, contexts: &[Context]) -> Vec<(Command, &Sequence)> {
        Command::ALL
            .iter()
            .filter_map(|command| self.hint(contexts, *command).map(|keys| (*command, keys)))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const IN_HISTORY: &[Context] = &[Context::History, Context::Compose, Context::Screen, Context::All];
    const IN_PROMPT: &[Context] = &[Context::Prompt, Context::Text, Context::All];

    fn pressed(text: &str) -> Vec<Key> {
        text.parse::<Sequence>().unwrap().keys().to_vec()
    }

    fn found(keymap: &Keymap, contexts: &[Context], keys: &str) -> Found {
        keymap.look_up(contexts, &pressed(keys))
    }

    fn every_binding(keymap: &Keymap) -> impl Iterator<Item = (Context, Command, &Sequence)> {
        keymap.tables.iter().flat_map(|(context, table)| {
            table
                .iter()
                .flat_map(|(command, keys)| keys.iter().map(|sequence| (*context, *command, sequence)))
        })
    }

    #[test]
    fn the_embedded_keymap_is_without_fault_and_has_every_table() {
        let mut read = Keymap::default();
        read.lay(keymap_file::read(include_str!("keymap.toml")).unwrap());
        assert_eq!(read, Keymap::standard());
        assert!(!read.tables.is_empty());
        let keymap = Keymap::standard();
        for &context in Context::ALL {
            assert!(keymap.tables.contains_key(&context), "[{}] is missing", context.table());
            assert_eq!(Context::from_table(context.table()), Some(context));
        }
    }

    #[test]
    fn every_command_is_bound_or_meant_for_the_palette() {
        let keymap = Keymap::standard();
        for &command in Command::ALL {
            let bound = every_binding(&keymap).any(|(_, of, _)| of == command);
            assert_ne!(bound, Command::PALETTE_ONLY.contains(&command), "{command}");
        }
    }

    #[test]
    fn where_a_person_types_no_key_that_prints_is_bound() {
        for (context, command, keys) in every_binding(&Keymap::standard()) {
            let table = context.table();
            assert!(
                !context.is_for_typing() || !keys.begins_with_text(),
                "[{table}] {command} = {keys}"
            );
        }
    }

    #[test]
    fn the_standard_keymap_does_without_the_keys_that_terminals_garble() {
        for (context, command, keys) in every_binding(&Keymap::standard()) {
            for key in keys.keys() {
                let never = [
                    "ctrl-m", "ctrl-i", "ctrl-h", "ctrl-[", "ctrl-s", "ctrl-q", "ctrl-a", "ctrl-b",
                ];
                assert!(
                    !never.contains(&key.to_string().as_str()),
                    "[{}] {command} = {keys}",
                    context.table()
                );
            }
        }
    }

    #[test]
    fn keys_mean_what_the_nearest_context_says() {
        let keymap = Keymap::standard();
        let in_form = &[Context::Form, Context::Compose, Context::Screen, Context::All];
        let in_picker = &[Context::Picker, Context::All];
        let cases: &[(&[Context], &str, Found)] = &[
            (IN_HISTORY, "r", Found::Command(Command::RequestRerun)),
            (IN_HISTORY, "enter", Found::Command(Command::RequestLoad)),
            (IN_HISTORY, "j", Found::Command(Command::MoveDown)),
            (IN_HISTORY, "1", Found::Command(Command::ViewCompose)),
            (IN_HISTORY, "tab", Found::Command(Command::FocusNext)),
            (IN_HISTORY, "alt-enter", Found::Command(Command::FormSend)),
            (IN_HISTORY, "u", Found::Command(Command::EditUndo)),
            (IN_HISTORY, "x", Found::Command(Command::RequestActions)),
            (IN_HISTORY, "g", Found::Prefix),
            (IN_HISTORY, "g g", Found::Command(Command::MoveFirst)),
            (IN_HISTORY, "f10", Found::Nothing),
            (in_form, "enter", Found::Command(Command::FormOpen)),
            (in_form, "space", Found::Command(Command::FormNextValue)),
            (in_form, "j", Found::Command(Command::MoveDown)),
            (IN_PROMPT, "alt-enter", Found::Command(Command::FormSend)),
            (IN_PROMPT, "f5", Found::Command(Command::FormSend)),
            (IN_PROMPT, "esc", Found::Command(Command::FocusLeave)),
            (IN_PROMPT, "alt-2", Found::Command(Command::ViewHistory)),
            (IN_PROMPT, "f1", Found::Command(Command::HelpOpen)),
            (in_picker, "ctrl-r", Found::Command(Command::PickerRecents)),
            (in_picker, "tab", Found::Command(Command::PickerMark)),
            (in_picker, "ctrl-z", Found::Command(Command::AppSuspend)),
        ];
        for (contexts, keys, expected) in cases {
            assert_eq!(found(&keymap, contexts, keys), *expected, "{keys} in {contexts:?}");
        }
        assert_eq!(keymap.look_up(IN_HISTORY, &[]), Found::Nothing);
    }

    #[test]
    fn what_prints_reaches_the_text_while_a_person_types() {
        let keymap = Keymap::standard();
        for contexts in [
            IN_PROMPT,
            &[Context::Line, Context::Text, Context::All],
            &[Context::Picker, Context::All],
        ] {
            for c in ' '..='~' {
                assert_eq!(
                    keymap.look_up(contexts, &[Key::char(c)]),
                    Found::Nothing,
                    "{c} in {contexts:?}"
                );
            }
        }
    }

    #[test]
    fn nothing_that_lies_on_top_can_send() {
        let keymap = Keymap::standard();
        for overlay in [
            Context::Picker,
            Context::Palette,
            Context::Help,
            Context::Menu,
            Context::Choice,
            Context::Dialog,
        ] {
            for keys in ["alt-enter", "ctrl-enter", "f5"] {
                assert_eq!(
                    found(&keymap, &[overlay, Context::All], keys),
                    Found::Nothing,
                    "{keys} in {overlay:?}"
                );
            }
        }
        assert_eq!(
            found(&keymap, &[Context::Dialog, Context::All], "enter"),
            Found::Nothing
        );
    }

    #[test]
    fn a_sequence_waits_for_its_last_key() {
        let keymap = Keymap::standard();

        assert_eq!(found(&keymap, IN_HISTORY, "g"), Found::Prefix);
        assert_eq!(found(&keymap, IN_HISTORY, "g g"), Found::Command(Command::MoveFirst));
        assert_eq!(found(&keymap, IN_HISTORY, "g x"), Found::Nothing);
        assert_eq!(found(&keymap, IN_PROMPT, "ctrl-x"), Found::Prefix);
        assert_eq!(
            found(&keymap, IN_PROMPT, "ctrl-x ctrl-e"),
            Found::Command(Command::PromptEditor)
        );
    }

    #[test]
    fn a_persons_list_replaces_the_default_and_an_empty_one_unbinds() {
        let keymap = Keymap::overlaid("[history]\n\"request.rerun\" = [\"f9\"]\n\"request.trash\" = []\n").unwrap();

        assert_eq!(found(&keymap, IN_HISTORY, "f9"), Found::Command(Command::RequestRerun));
        assert_eq!(found(&keymap, IN_HISTORY, "r"), Found::Nothing);
        assert_eq!(found(&keymap, IN_HISTORY, "d"), Found::Nothing);
        assert_eq!(keymap.keys_for(Context::History, Command::RequestTrash), []);
        assert_eq!(
            found(&keymap, IN_HISTORY, "w"),
            Found::Command(Command::RequestWrite),
            "the rest stays"
        );
        let preview = [Context::Preview, Context::Screen];
        assert_eq!(
            found(&keymap, &preview, "d"),
            Found::Command(Command::RequestTrash),
            "other tables stay"
        );
    }

    #[test]
    fn a_key_given_to_one_command_is_taken_from_another() {
        let keymap = Keymap::overlaid("[history]\n\"request.star\" = [\"r\"]\n[screen]\nmove.last = [\"g\"]").unwrap();

        assert_eq!(found(&keymap, IN_HISTORY, "r"), Found::Command(Command::RequestStar));
        assert_eq!(keymap.keys_for(Context::History, Command::RequestRerun), []);
        // The nearer table of the history has sequences of its own that begin so.
        assert_eq!(
            found(&keymap, &[Context::Screen], "g"),
            Found::Command(Command::MoveLast)
        );
        assert_eq!(
            keymap
                .hint(IN_HISTORY, Command::MoveFirst)
                .map(ToString::to_string)
                .as_deref(),
            Some("home")
        );
    }

    #[test]
    fn an_empty_file_changes_nothing() {
        assert_eq!(Keymap::overlaid("# mine\n"), Ok(Keymap::standard()));
    }

    #[test]
    fn a_hint_names_the_first_key_that_works() {
        let keymap = Keymap::standard();
        let hint = |contexts, command| keymap.hint(contexts, command).map(ToString::to_string);

        assert_eq!(hint(IN_PROMPT, Command::FormSend).as_deref(), Some("alt-enter"));
        assert_eq!(hint(IN_HISTORY, Command::MoveFirst).as_deref(), Some("g g"));
        assert_eq!(
            hint(IN_PROMPT, Command::HelpOpen).as_deref(),
            Some("f1"),
            "? is text here"
        );
        assert_eq!(hint(IN_HISTORY, Command::HelpOpen).as_deref(), Some("?"));
        assert_eq!(hint(IN_PROMPT, Command::AppQuit), None);
        let in_images = &[Context::Images, Context::Form, Context::Compose, Context::Screen];
        assert_eq!(
            hint(in_images, Command::FormPreviousValue).as_deref(),
            Some("-"),
            "left selects a picture here"
        );
    }

    #[test]
    fn help_lists_what_can_be_reached_and_nothing_else() {
        let keymap = Keymap::standard();

        let listed = keymap.reachable(IN_PROMPT);

        assert!(listed.iter().any(|(command, _)| *command == Command::PromptEditor));
        assert!(listed.iter().all(|(command, _)| *command != Command::RequestRerun));
        for (command, keys) in listed {
            assert_eq!(keymap.look_up(IN_PROMPT, keys.keys()), Found::Command(command));
        }
    }
}
