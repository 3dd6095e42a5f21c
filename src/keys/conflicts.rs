//! Keys that get in each other's way since a person's own keymap was laid over the standard one.

use std::fmt;

use super::{Command, Context, Keymap, Sequence};

/// A key that no longer does what it did, because another command has it in the same table or in a nearer one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// The keys.
    pub keys: Sequence,
    /// Where they meant the command that lost them.
    pub context: Context,
    /// The command that lost them.
    pub command: Command,
    /// Where the command that has them now is bound.
    pub taken_in: Context,
    /// The command that has them now.
    pub taken_by: Command,
    /// Whether no other key reaches the command there.
    pub unreachable: bool,
}

impl fmt::Display for Conflict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (lost, now) = (self.context.table(), self.taken_in.table());
        write!(
            f,
            "“{}” is {} in [{now}], so it is no longer {} of [{lost}]",
            self.keys, self.taken_by, self.command
        )?;
        if self.unreachable {
            write!(f, ", which no key reaches there now")?;
        }
        Ok(())
    }
}

/// The tables that are asked after a table, the nearest first, wherever it is asked.
const fn asked_after(context: Context) -> &'static [Context] {
    use Context as C;
    match context {
        C::All => &[],
        C::Images => &[C::Form, C::Compose, C::Screen, C::All],
        C::Form | C::Preview | C::History => &[C::Compose, C::Screen, C::All],
        C::Gallery => &[C::History, C::Screen, C::All],
        C::Compose | C::Queue | C::Spend | C::Settings => &[C::Screen, C::All],
        C::Prompt => &[C::Text, C::All],
        C::Search => &[C::Line, C::All],
        C::Elsewhere => &[C::Choice, C::All],
        C::Screen
        | C::Text
        | C::Line
        | C::Finder
        | C::Profile
        | C::Picker
        | C::Palette
        | C::Menu
        | C::Choice
        | C::Copy
        | C::Zoom
        | C::Compare
        | C::Help
        | C::Dialog => &[C::All],
    }
}

impl Keymap {
    /// Every key of the standard keymap that means something else now without having been taken away by name, and every
    /// key of one's own that hides, or is hidden by, another table's key where the standard keymap hides nothing.
    #[must_use]
    pub fn conflicts(&self) -> Vec<Conflict> {
        let standard = Self::standard();
        let mut found = self.taken(&standard);
        let known: Vec<_> = standard.hidden().iter().map(Conflict::pair).collect();
        found.extend(self.hidden().into_iter().filter(|one| !known.contains(&one.pair())));
        found
    }

    /// Keys that a command lost to another one of the same table.
    fn taken(&self, standard: &Self) -> Vec<Conflict> {
        let mut found = Vec::new();
        for (context, command) in every() {
            let kept = self.keys_for(context, command);
            for keys in standard.keys_for(context, command) {
                if kept.contains(keys) {
                    continue;
                }
                let taker = Command::ALL.iter().copied().find(|other| {
                    *other != command
                        && self
                            .keys_for(context, *other)
                            .iter()
                            .any(|taken| taken.clashes_with(keys))
                });
                found.extend(taker.map(|taken_by| Conflict {
                    keys: keys.clone(),
                    context,
                    command,
                    taken_in: context,
                    taken_by,
                    unreachable: kept.is_empty(),
                }));
            }
        }
        found
    }

    /// Keys of a table that a nearer table gives to another command.
    fn hidden(&self) -> Vec<Conflict> {
        let mut found = Vec::new();
        for (near, taken_by) in every() {
            for keys in self.keys_for(near, taken_by) {
                for far in asked_after(near) {
                    let lost = Command::ALL.iter().copied().filter(|command| {
                        *command != taken_by
                            && self
                                .keys_for(*far, *command)
                                .iter()
                                .any(|other| other.clashes_with(keys))
                    });
                    found.extend(lost.map(|command| Conflict {
                        keys: keys.clone(),
                        context: *far,
                        command,
                        taken_in: near,
                        taken_by,
                        unreachable: self.is_unreachable(near, command),
                    }));
                }
            }
        }
        found
    }

    /// Whether a command of the tables asked after this one has no key left there.
    fn is_unreachable(&self, near: Context, command: Command) -> bool {
        let contexts = [&[near], asked_after(near)].concat();
        self.hint(&contexts, command).is_none()
    }
}

impl Conflict {
    fn pair(&self) -> (Sequence, Context, Command, Context, Command) {
        let keys = self.keys.clone();
        (keys, self.context, self.command, self.taken_in, self.taken_by)
    }
}

fn every() -> impl Iterator<Item = (Context, Command)> {
    Context::ALL
        .iter()
        .flat_map(|context| Command::ALL.iter().map(|command| (*context, *command)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(own: &str) -> Vec<String> {
        let conflicts = Keymap::overlaid(own).unwrap().conflicts();
        conflicts.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_standard_keymap_has_no_conflicts() {
        assert_eq!(told(""), [""; 0]);
    }

    #[test]
    fn a_key_taken_in_the_same_table_is_told_with_what_is_left() {
        assert_eq!(
            told("[history]\n\"request.write\" = [\"d\"]\n"),
            [
                "“d” is request.write in [history], so it is no longer request.trash of [history], which no key reaches \
              there now"
            ]
        );
        assert_eq!(
            told("[screen]\n\"app.quit\" = [\"j\"]\n"),
            ["“j” is app.quit in [screen], so it is no longer move.down of [screen]"]
        );
    }

    #[test]
    fn a_key_that_hides_one_of_a_farther_table_is_told() {
        let told = told("[queue]\n\"request.star\" = [\"q\"]\n");
        assert_eq!(
            told,
            ["“q” is request.star in [queue], so it is no longer app.quit of [screen], which no key reaches there now"]
        );
    }

    #[test]
    fn what_was_taken_away_by_name_is_no_conflict() {
        assert_eq!(told("[history]\n\"request.trash\" = []\n"), [""; 0]);
    }
}
