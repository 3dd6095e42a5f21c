//! Something longer to read, in pages.

use jiff::tz::Offset;

use super::Relatives;
use crate::{domain::HistoryEntry, keys::Command};

/// Something longer to read, in pages.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// What it is about.
    pub title: String,
    /// The pages, at least one.
    pub pages: Vec<Page>,
    /// Which page is open.
    pub page: usize,
    /// The first row that is shown.
    pub scroll: usize,
}

/// A page to read.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// Its name, beside those of the others.
    pub name: String,
    /// What is on it.
    pub body: Body,
}

/// What is on a page.
#[derive(Debug, Clone, PartialEq)]
pub enum Body {
    /// Everything that is known of a request.
    Entry {
        /// The request.
        entry: Box<HistoryEntry>,
        /// What it was made from, and how much from it.
        relatives: Relatives,
        /// The person's distance from UTC.
        offset: Offset,
    },
    /// Lines, each with how it is meant.
    Text(Vec<(Tone, String)>),
}

/// How a line is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Ordinary words.
    Plain,
    /// A heading.
    Heading,
    /// Less important words.
    Faint,
}

impl Reading {
    pub(super) fn new(title: String, pages: Vec<Page>) -> Self {
        Self {
            title,
            pages,
            page: 0,
            scroll: 0,
        }
    }

    /// Scrolls, as far as to the row `furthest`, or goes to another page; says whether the command is one that does.
    pub(super) fn obey(&mut self, command: Command, furthest: usize) -> bool {
        let count = self.pages.len().max(1);
        match command {
            Command::MoveDown => self.scroll += 1,
            Command::MoveUp => self.scroll = self.scroll.saturating_sub(1),
            Command::MovePageDown => self.scroll += 10,
            Command::MovePageUp => self.scroll = self.scroll.saturating_sub(10),
            Command::MoveFirst => self.scroll = 0,
            Command::MoveLast => self.scroll = furthest,
            Command::MoveRight | Command::FocusNext => {
                self.page = (self.page + 1) % count;
                self.scroll = 0;
            }
            Command::MoveLeft | Command::FocusPrevious => {
                self.page = (self.page + count - 1) % count;
                self.scroll = 0;
            }
            _ => return false,
        }
        self.scroll = self.scroll.min(furthest);
        true
    }
}
