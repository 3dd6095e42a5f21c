//! Which row of a list is selected, and which rows are to be seen.

use std::ops::Range;

use crate::keys::Command;

/// How many rows are kept in sight before and after the selected one, where there are as many.
const MARGIN: usize = 2;

/// The selection and the window of a list whose rows somebody else keeps.
///
/// Tell it the number of rows and the height of its area when they change; the window then follows the selection and
/// moves no more than it must.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct List {
    length: usize,
    selected: usize,
    first: usize,
    height: usize,
}

type Move = fn(&mut List) -> bool;

/// The commands that move the selection of any list.
const MOVES: &[(Command, Move)] = &[
    (Command::MoveUp, List::up),
    (Command::MoveDown, List::down),
    (Command::MovePageUp, List::page_up),
    (Command::MovePageDown, List::page_down),
    (Command::MoveFirst, List::to_first),
    (Command::MoveLast, List::to_last),
];

impl List {
    /// A list of `length` rows, the first one selected.
    #[must_use]
    pub fn of(length: usize) -> Self {
        Self {
            length,
            ..Self::default()
        }
    }

    /// How many rows there are.
    #[must_use]
    pub const fn length(&self) -> usize {
        self.length
    }

    /// The selected row, counted from 0; none in an empty list.
    #[must_use]
    pub const fn selected(&self) -> Option<usize> {
        if self.length == 0 { None } else { Some(self.selected) }
    }

    /// The rows to be seen at the height told to [`List::fit`].
    #[must_use]
    pub fn window(&self) -> Range<usize> {
        self.first..self.first.saturating_add(self.height).min(self.length)
    }

    /// The rows to be seen at another height, for a face that knows better.
    #[must_use]
    pub fn window_of(&self, height: usize) -> Range<usize> {
        let mut other = self.clone();
        other.fit(height);
        other.window()
    }

    /// Whether fewer than `rows` rows are left below the selected one, so that more are worth fetching.
    #[must_use]
    pub const fn is_near_end(&self, rows: usize) -> bool {
        self.length - self.selected <= rows
    }

    /// Tells the height of the area in rows.
    pub fn fit(&mut self, height: usize) {
        self.height = height;
        self.follow();
    }

    /// Tells how many rows there are now, the selected one being where it was as far as it exists.
    pub fn set_length(&mut self, length: usize) {
        self.length = length;
        self.select(self.selected);
    }

    /// A row came in at `index`: the same one stays selected, and the window does not jump.
    pub fn row_added(&mut self, index: usize) {
        if self.length > 0 && index <= self.selected {
            self.selected += 1;
            self.first += usize::from(self.first > 0);
        }
        self.length += 1;
        self.follow();
    }

    /// A row at `index` went: the same one stays selected, or the one that took its place.
    pub fn row_removed(&mut self, index: usize) {
        self.length = self.length.saturating_sub(1);
        self.select(if index < self.selected {
            self.selected - 1
        } else {
            self.selected
        });
    }

    /// Selects a row, or the last one if there are fewer.
    pub fn select(&mut self, index: usize) {
        self.selected = index.min(self.length.saturating_sub(1));
        self.follow();
    }

    /// One row up; says whether there was one.
    pub fn up(&mut self) -> bool {
        self.go(self.selected.saturating_sub(1))
    }

    /// One row down; says whether there was one.
    pub fn down(&mut self) -> bool {
        self.go(self.selected + 1)
    }

    /// A screenful up, but for one row that stays in sight.
    pub fn page_up(&mut self) -> bool {
        self.go(self.selected.saturating_sub(self.page()))
    }

    /// A screenful down, but for one row that stays in sight.
    pub fn page_down(&mut self) -> bool {
        self.go(self.selected + self.page())
    }

    /// To the first row.
    pub fn to_first(&mut self) -> bool {
        self.go(0)
    }

    /// To the last row.
    pub fn to_last(&mut self) -> bool {
        self.go(self.length.saturating_sub(1))
    }

    /// Moves the selection, if the command is one that does; says whether it is.
    pub fn obey(&mut self, command: Command) -> bool {
        let found = MOVES.iter().find(|(of, _)| *of == command);
        if let Some((_, go)) = found {
            go(self);
        }
        found.is_some()
    }

    fn page(&self) -> usize {
        self.height.saturating_sub(1).max(1)
    }

    fn go(&mut self, index: usize) -> bool {
        let before = self.selected;
        self.select(index);
        self.selected != before
    }

    fn follow(&mut self) {
        let margin = MARGIN.min(self.height.saturating_sub(1) / 2);
        let highest = self.selected.saturating_sub(margin);
        let lowest = (self.selected + margin + 1).saturating_sub(self.height);
        let end = self.length.saturating_sub(self.height);
        self.first = self.first.clamp(lowest.min(highest), highest).min(end);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn list(length: usize, height: usize) -> List {
        let mut list = List::of(length);
        list.fit(height);
        list
    }

    #[test]
    fn the_window_moves_no_more_than_it_must() {
        let mut list = list(20, 6);
        assert_eq!(list.window(), 0..6);

        for _ in 0..3 {
            list.down();
        }
        assert_eq!((list.selected(), list.window()), (Some(3), 0..6));
        list.down();
        assert_eq!(
            (list.selected(), list.window()),
            (Some(4), 1..7),
            "two rows stay in sight below"
        );
        list.up();
        list.up();
        assert_eq!((list.selected(), list.window()), (Some(2), 0..6));
        list.to_last();
        assert_eq!((list.selected(), list.window()), (Some(19), 14..20));
        assert!(!list.down());
    }

    #[test]
    fn a_page_leaves_one_row_in_sight() {
        let mut list = list(20, 6);

        list.page_down();
        assert_eq!(list.selected(), Some(5));
        list.page_up();
        assert_eq!(list.selected(), Some(0));
        assert!(!list.page_up());
        assert!(list.to_last());
    }

    #[test]
    fn the_same_row_stays_selected_when_others_come_and_go() {
        let mut list = list(10, 4);
        list.select(5);
        let window = list.window();

        list.row_added(0);
        assert_eq!(
            (list.selected(), list.window()),
            (Some(6), window.start + 1..window.end + 1)
        );
        list.row_added(9);
        assert_eq!(list.selected(), Some(6));
        list.row_removed(2);
        assert_eq!(list.selected(), Some(5));
        list.row_removed(5);
        assert_eq!(list.selected(), Some(5), "the next row took its place");
        list.set_length(3);
        assert_eq!(list.selected(), Some(2));
        list.set_length(0);
        assert_eq!((list.selected(), list.window()), (None, 0..0));
        list.row_added(0);
        assert_eq!((list.selected(), list.window()), (Some(0), 0..1));
    }

    #[test]
    fn the_commands_that_move_are_obeyed_and_others_are_not() {
        let mut list = list(20, 6);
        for (command, selected) in [
            (Command::MoveDown, 1),
            (Command::MovePageDown, 6),
            (Command::MoveUp, 5),
            (Command::MovePageUp, 0),
            (Command::MoveLast, 19),
            (Command::MoveFirst, 0),
        ] {
            assert!(list.obey(command));
            assert_eq!(list.selected(), Some(selected), "{command}");
        }
        assert!(!list.obey(Command::MoveLeft));
    }

    #[test]
    fn more_rows_are_asked_for_before_the_end_is_reached() {
        let mut list = list(50, 10);
        assert!(!list.is_near_end(20));
        list.select(35);
        assert!(list.is_near_end(20));
    }

    proptest! {
        #[test]
        fn the_selected_row_is_always_in_sight(
            length in 0..40usize, height in 1..12usize, steps in prop::collection::vec((0..8u8, 0..50usize), 0..40),
        ) {
            let mut list = list(length, height);
            for (step, index) in steps {
                match step {
                    0 => list.select(index),
                    1 => list.row_added(index.min(list.length())),
                    2 => list.row_removed(index),
                    3 => list.set_length(index),
                    4 => list.fit(index % 12 + 1),
                    5 => { list.page_down(); }
                    6 => { list.page_up(); }
                    _ => { list.down(); }
                }
                let window = list.window();
                prop_assert!(window.end <= list.length());
                prop_assert!(list.selected().is_none_or(|selected| window.contains(&selected)), "{list:?}");
                prop_assert!(window.len() == list.length().min(list.height), "no row is left empty: {list:?}");
            }
        }
    }
}
