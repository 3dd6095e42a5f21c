//! The only place that prints: safe text, JSON lines, progress and questions.

use std::{
    io::{self, BufRead as _, BufWriter, IsTerminal as _, Stdout, Write},
    path::Path,
};

use serde::Serialize;
use url::Url;

use super::{
    error_line::{ErrorLine, NOT_SENT},
    globals::{Colour, Globals},
    problem::Problem,
};
use crate::{
    domain::{Failure, FailureKind, json_shown, shown},
    store::Opener,
    term::{Environment, file_address, linked, shows_links},
};

/// What a piece of a line means; the colour follows from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    /// Plain text.
    Plain,
    /// It went well.
    Good,
    /// It went wrong.
    Bad,
    /// Worth a look.
    Doubt,
    /// Of less weight.
    Quiet,
}

impl Tone {
    const fn style(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Good => "\x1b[32m",
            Self::Bad => "\x1b[1;31m",
            Self::Doubt => "\x1b[33m",
            Self::Quiet => "\x1b[2m",
        }
    }
}

/// Standard output and standard error, with what the person wants to see there.
pub(super) struct Output {
    out: BufWriter<Stdout>,
    json: bool,
    quiet: bool,
    coloured: OnEach,
    linked: OnEach,
    progress_drawn: bool,
}

/// What is done on standard output and on standard error.
struct OnEach {
    out: bool,
    errors: bool,
}

impl Output {
    /// An output as the flags say; `plain` is what `NO_COLOR` and a dumb terminal ask for.
    pub(super) fn new(globals: &Globals, plain: bool) -> Self {
        let coloured = |terminal: bool| match globals.color {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => terminal && !plain,
        };
        // Whoever wants no colours at all wants no other sequences either.
        let links = globals.color != Colour::Never && shows_links(&Environment::of_process());
        Self {
            out: BufWriter::new(io::stdout()),
            json: globals.json,
            quiet: globals.quiet,
            coloured: OnEach {
                out: coloured(io::stdout().is_terminal()),
                errors: coloured(io::stderr().is_terminal()),
            },
            linked: OnEach {
                out: links && io::stdout().is_terminal(),
                errors: links && io::stderr().is_terminal(),
            },
            progress_drawn: false,
        }
    }

    /// Whether a program reads our output, one JSON object a line.
    pub(super) const fn is_json(&self) -> bool {
        self.json
    }

    /// Whether the person wants results and faults only.
    pub(super) const fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// Whether a person reads our output on a terminal.
    pub(super) fn is_terminal() -> bool {
        io::stdout().is_terminal()
    }

    /// Whether a person can be asked.
    pub(super) fn can_ask() -> bool {
        io::stdin().is_terminal() && io::stderr().is_terminal()
    }

    /// A line of pieces on standard output; foreign text in it cannot steer the terminal.
    pub(super) fn pieces(&mut self, pieces: &[(Tone, &str)]) -> Result<(), Problem> {
        let line = rendered(pieces, self.coloured.out);
        writeln!(self.out, "{line}").map_err(|error| unwritten(&error))
    }

    /// A plain line on standard output.
    pub(super) fn line(&mut self, text: &str) -> Result<(), Problem> {
        self.pieces(&[(Tone::Plain, text)])
    }

    /// A path after a quiet label, with a link to the file where the terminal opens such.
    pub(super) fn path(&mut self, label: &str, path: &Path) -> Result<(), Problem> {
        let text = path.display().to_string();
        match file_address(path).filter(|_| self.linked.out) {
            Some(address) => {
                let label = rendered(&[(Tone::Quiet, label)], self.coloured.out);
                writeln!(self.out, "{label}{}", linked(&text, &address)).map_err(|error| unwritten(&error))
            }
            None => self.pieces(&[(Tone::Quiet, label), (Tone::Plain, &text)]),
        }
    }

    /// A line whose tabs part its columns; other foreign text in it cannot steer the terminal.
    pub(super) fn columns(&mut self, text: &str) -> Result<(), Problem> {
        let columns: Vec<_> = text.split('\t').map(shown).collect();
        writeln!(self.out, "{}", columns.join("\t")).map_err(|error| unwritten(&error))
    }

    /// One JSON object on a line of its own.
    pub(super) fn json(&mut self, value: &impl Serialize) -> Result<(), Problem> {
        let text = serde_json::to_string(value)
            .map_err(|error| Failure::new(FailureKind::Internal, format!("a JSON line cannot be made: {error}")))?;
        writeln!(self.out, "{}", json_shown(&text)).map_err(|error| unwritten(&error))
    }

    /// Bytes of a picture, as they are.
    pub(super) fn bytes(&mut self, bytes: &[u8]) -> Result<(), Problem> {
        self.out.write_all(bytes).map_err(|error| unwritten(&error))
    }

    /// Standard output itself, for a picture that was made for this very terminal.
    pub(super) const fn writer(&mut self) -> &mut impl Write {
        &mut self.out
    }

    /// Lets everything so far out, before a wait and at the end.
    pub(super) fn flush(&mut self) -> Result<(), Problem> {
        self.out.flush().map_err(|error| unwritten(&error))
    }

    /// A word on the side, on standard error; nothing when quiet.
    pub(super) fn note(&mut self, text: &str) {
        if !self.quiet {
            self.aside(&[(Tone::Plain, text)]);
        }
    }

    /// A word that must be said whatever the flags, on standard error.
    pub(super) fn say(&mut self, text: &str) {
        self.aside(&[(Tone::Plain, text)]);
    }

    /// A warning on standard error; nothing when quiet.
    pub(super) fn warn(&mut self, text: &str) {
        if !self.quiet {
            self.aside(&[(Tone::Doubt, "warning: "), (Tone::Plain, text)]);
        }
    }

    /// What went wrong with one of several things, on standard error.
    pub(super) fn failure(&mut self, failure: &Failure) {
        self.aside(&[(Tone::Bad, "error: "), (Tone::Plain, &failure.message)]);
        if let Some(hint) = &failure.hint {
            self.aside(&[(Tone::Quiet, "  hint: "), (Tone::Plain, hint)]);
        }
        // Whatever else a server sends there is nobody's page.
        if let Some(link) = failure.link.as_deref().filter(|link| link.starts_with("https://")) {
            self.page(link);
        }
    }

    /// Why a verb ended early: for a person on standard error, for a program also on standard output.
    pub(super) fn problem(&mut self, problem: &Problem) {
        match problem {
            Problem::Unread => return,
            Problem::Failure(failure) => self.failure(failure),
            Problem::Faults(faults) => {
                self.aside(&[(Tone::Bad, "error: "), (Tone::Plain, NOT_SENT)]);
                for fault in faults {
                    self.aside(&[(Tone::Plain, &format!("  {fault}"))]);
                }
            }
        }
        self.error_line(problem);
    }

    /// The line that tells a program why a verb ended early.
    pub(super) fn error_line(&mut self, problem: &Problem) {
        if self.json && *problem != Problem::Unread {
            // The exit code tells the rest where even this line cannot be written.
            let _ = self.json(&ErrorLine::of(problem)).and_then(|()| self.flush());
        }
    }

    /// A page that helps, on standard error, to be opened with a click where the terminal does that.
    fn page(&mut self, link: &str) {
        match Url::parse(link).ok().filter(|_| self.linked.errors) {
            Some(address) => {
                self.end_progress();
                let label = rendered(&[(Tone::Quiet, "  page: ")], self.coloured.errors);
                // Where standard error is closed there is nobody to tell.
                let _ = writeln!(io::stderr(), "{label}{}", linked(link, &address));
            }
            None => self.aside(&[(Tone::Quiet, "  page: "), (Tone::Plain, link)]),
        }
    }

    fn aside(&mut self, pieces: &[(Tone, &str)]) {
        self.end_progress();
        let line = rendered(pieces, self.coloured.errors);
        // Where standard error is closed there is nobody to tell.
        let _ = writeln!(io::stderr(), "{line}");
    }

    /// Whether progress is shown: to a person, on a terminal.
    pub(super) fn shows_progress(&self) -> bool {
        !self.quiet && io::stderr().is_terminal()
    }

    /// Draws the progress line over the one before.
    pub(super) fn progress(&mut self, text: &str) {
        if self.shows_progress() {
            self.progress_drawn = true;
            let text = rendered(&[(Tone::Quiet, text)], self.coloured.errors);
            let mut errors = io::stderr();
            // A terminal that has gone needs no progress.
            let _ = write!(errors, "\r{text}\x1b[K").and_then(|()| errors.flush());
        }
    }

    /// Opens a store, and shows how far its index is where that takes long.
    pub(super) fn opener(&self) -> Opener {
        if !self.shows_progress() {
            return Opener::default();
        }
        Opener::hearing(Opener::A_MOMENT, |indexing| {
            let line = indexing.map_or_else(String::new, |indexing| indexing.told() + " requests");
            let mut errors = io::stderr();
            // A terminal that has gone needs no progress.
            let _ = write!(errors, "\r{line}\x1b[K").and_then(|()| errors.flush());
        })
    }

    /// Takes the progress line away.
    pub(super) fn end_progress(&mut self) {
        if std::mem::take(&mut self.progress_drawn) {
            // As above.
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    }

    /// Asks a question on the terminal; anything but yes is no.
    pub(super) fn ask(&mut self, question: &str) -> bool {
        self.end_progress();
        let text = rendered(&[(Tone::Doubt, question)], self.coloured.errors);
        let mut errors = io::stderr();
        let asked = write!(errors, "{text} [y/N] ").and_then(|()| errors.flush());
        let mut answer = String::new();
        let read = asked.and_then(|()| io::stdin().lock().read_line(&mut answer));
        read.is_ok() && matches!(answer.trim().to_lowercase().as_str(), "y" | "yes")
    }
}

fn unwritten(error: &io::Error) -> Problem {
    if error.kind() == io::ErrorKind::BrokenPipe {
        return Problem::Unread;
    }
    let message = format!("standard output cannot be written: {error}");
    Problem::Failure(Failure::new(FailureKind::Storage, message))
}

fn rendered(pieces: &[(Tone, &str)], coloured: bool) -> String {
    let mut line = String::new();
    for (tone, text) in pieces {
        let style = if coloured { tone.style() } else { "" };
        line.push_str(style);
        line.push_str(&shown(text));
        if !style.is_empty() {
            line.push_str("\x1b[0m");
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_text_cannot_steer_the_terminal() {
        let pieces = [(Tone::Bad, "no: "), (Tone::Plain, "\x1b[2Jgone\u{9b}")];
        assert_eq!(rendered(&pieces, false), "no: ␛[2Jgone�");
        assert_eq!(rendered(&pieces, true), "\x1b[1;31mno: \x1b[0m␛[2Jgone�");
    }

    #[test]
    fn a_closed_pipe_ends_quietly_and_a_full_disk_does_not() {
        assert_eq!(unwritten(&io::ErrorKind::BrokenPipe.into()), Problem::Unread);
        assert!(matches!(
            unwritten(&io::ErrorKind::StorageFull.into()),
            Problem::Failure(_)
        ));
    }
}
