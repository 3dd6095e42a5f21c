//! Writes changed cells with as few bytes as the terminal allows: empty stretches are erased, not filled with spaces.

use std::io::{self, Write};

use crossterm::{
    cursor::MoveTo,
    queue,
    style::{Color as TerminalColour, Print, SetForegroundColor},
};
use ratatui::{
    backend::{Backend, ClearType, CrosstermBackend, IntoCrossterm, WindowSize},
    buffer::{Cell, CellDiffOption},
    layout::{Position, Size},
    style::{Color, Modifier},
};

use super::{
    Screen,
    strokes::{Change, Strokes},
};

/// From so many empty cells on, moving there and erasing is shorter than spaces.
const EMPTY: usize = 24;
/// From so many on, repeating a placeholder is shorter than writing it.
const REPEATED: usize = 3;
/// The character that kitty draws its pictures on; the diacritics behind it tell the row and the column.
const PLACEHOLDER: char = '\u{10eeee}';

/// Room for the cells of a whole screen, in bytes.
const USUAL_CELLS: usize = 16 * 1024;

/// Room for a cell of its own, in bytes.
const A_CELL: usize = 32;

/// The usual backend, but for the stretches that it would write at length.
#[derive(Debug)]
pub struct Frugal {
    inner: CrosstermBackend<Screen>,
    screen: Screen,
    repeats: bool,
    /// Whether the cursor is seen, as far as that was said since the screen was last cleared.
    cursor: Option<bool>,
    /// Where the cursor was put, and how much had been handed to the screen by then.
    at: Option<(Position, usize)>,
}

impl Frugal {
    /// A backend that writes to the screen.
    #[must_use]
    pub fn new(screen: Screen) -> Self {
        Self {
            inner: CrosstermBackend::new(screen.clone()),
            screen,
            repeats: false,
            cursor: None,
            at: None,
        }
    }

    /// Whether the terminal repeats a placeholder when it is told to (REP); kitty does, tmux does not.
    pub const fn repeat(&mut self, repeats: bool) {
        self.repeats = repeats;
    }

    /// Forgets whether the cursor is seen: somebody else may have changed that.
    pub const fn forget_cursor(&mut self) {
        self.cursor = None;
    }

    /// Hands bytes to the screen that leave the cursor where it is.
    pub fn ask(&mut self, questions: &[u8]) -> io::Result<()> {
        let before = self.screen.given();
        self.screen.write_all(questions)?;
        if let Some((_, given)) = &mut self.at
            && *given == before
        {
            *given = self.screen.given();
        }
        Ok(())
    }

    fn erase(&mut self, empty: &[&[Change<'_>]]) -> io::Result<()> {
        for run in empty {
            if let [(x, y, _), ..] = run {
                queue!(self.inner, MoveTo(*x, *y), Print(format_args!("\x1b[{}X", run.len())))?;
            }
        }
        Ok(())
    }

    fn place(&mut self, placed: &[&[Change<'_>]]) -> io::Result<()> {
        let mut colour = Color::Reset;
        for run in placed {
            if let [(x, y, first), ..] = run {
                queue!(self.inner, MoveTo(*x, *y))?;
                if first.fg != colour {
                    colour = first.fg;
                    queue!(self.inner, SetForegroundColor(colour.into_crossterm()))?;
                }
            }
            for bare in run.chunk_by(|one, other| one.2.symbol() == other.2.symbol()) {
                let Some((_, _, cell)) = bare.first() else { continue };
                if bare.len() > REPEATED && cell.symbol().chars().eq([PLACEHOLDER]) {
                    let more = bare.len() - 1;
                    queue!(self.inner, Print(cell.symbol()), Print(format_args!("\x1b[{more}b")))?;
                } else {
                    for (_, _, cell) in bare {
                        queue!(self.inner, Print(cell.symbol()))?;
                    }
                }
            }
        }
        if colour != Color::Reset {
            queue!(self.inner, SetForegroundColor(TerminalColour::Reset))?;
        }
        Ok(())
    }
}

fn is_empty(cell: &Cell) -> bool {
    cell.symbol() == " "
        && cell.bg == Color::Reset
        && cell.modifier == Modifier::empty()
        && cell.diff_option == CellDiffOption::None
}

fn is_placeholder(cell: &Cell) -> bool {
    cell.symbol().starts_with(PLACEHOLDER) && cell.bg == Color::Reset && cell.modifier == Modifier::empty()
}

/// Whether a cell stands right of another one, and is of its kind.
fn goes_on(one: &Change<'_>, other: &Change<'_>) -> bool {
    let kind = |cell: &Cell| (is_empty(cell), is_placeholder(cell).then_some(cell.fg));
    one.1 == other.1 && one.0 + 1 == other.0 && kind(one.2) == kind(other.2)
}

impl Backend for Frugal {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = Change<'a>>,
    {
        let cells: Vec<Change<'a>> = content.collect();
        let (mut empty, mut placed) = (Vec::new(), Vec::new());
        let mut strokes = Strokes::with_room(USUAL_CELLS.min(cells.len() * A_CELL));
        for run in cells.chunk_by(goes_on) {
            match run.first() {
                Some((_, _, cell)) if run.len() >= EMPTY && is_empty(cell) => empty.push(run),
                Some((_, _, cell)) if self.repeats && is_placeholder(cell) => placed.push(run),
                _ => run
                    .iter()
                    .try_for_each(|change| strokes.cell(*change))
                    .map_err(io::Error::other)?,
            }
        }
        self.screen
            .write_all(strokes.end().map_err(io::Error::other)?.as_bytes())?;
        self.erase(&empty)?;
        self.place(&placed)
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        if self.cursor.replace(false) == Some(false) {
            return Ok(());
        }
        self.inner.hide_cursor()
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        if self.cursor.replace(true) == Some(true) {
            return Ok(());
        }
        self.inner.show_cursor()
    }

    fn get_cursor_position(&mut self) -> io::Result<Position> {
        self.inner.get_cursor_position()
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        let position = position.into();
        if self.at == Some((position, self.screen.given())) {
            return Ok(());
        }
        self.inner.set_cursor_position(position)?;
        self.at = Some((position, self.screen.given()));
        Ok(())
    }

    fn clear(&mut self) -> io::Result<()> {
        self.cursor = None;
        self.inner.clear()
    }

    fn clear_region(&mut self, region: ClearType) -> io::Result<()> {
        self.cursor = None;
        self.inner.clear_region(region)
    }

    fn size(&self) -> io::Result<Size> {
        // The usual way opens the terminal anew for every frame.
        match self.screen.size() {
            Ok(size) => Ok(Size::new(size.columns, size.rows)),
            Err(_) => self.inner.size(),
        }
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        self.inner.window_size()
    }

    fn flush(&mut self) -> io::Result<()> {
        Backend::flush(&mut self.inner)
    }
}

#[cfg(test)]
mod tests {
    use std::{fs::File, io::Read, os::fd::OwnedFd, os::unix::net::UnixStream};

    use ratatui::{Terminal, TerminalOptions, Viewport, buffer::Buffer, layout::Rect};

    use super::*;

    /// What going from one text to another writes, on a screen of 60 columns and 2 rows.
    fn written(repeats: bool, frames: &[&dyn Fn(&mut Buffer)]) -> Vec<String> {
        let (ours, mut theirs) = UnixStream::pair().unwrap();
        let screen = Screen::new(File::from(OwnedFd::from(ours)));
        let mut backend = Frugal::new(screen.clone());
        backend.repeat(repeats);
        let viewport = Viewport::Fixed(Rect::new(0, 0, 60, 2));
        let mut terminal = Terminal::with_options(backend, TerminalOptions { viewport }).unwrap();
        let mut bytes = [0; 16384];
        let mut frame = |face: &dyn Fn(&mut Buffer)| {
            screen.hold();
            terminal.draw(|frame| face(frame.buffer_mut())).unwrap();
            screen.release().unwrap();
            let count = theirs.read(&mut bytes).unwrap();
            String::from_utf8(bytes[..count].to_vec()).unwrap()
        };
        frames.iter().map(|face| frame(face)).collect()
    }

    #[test]
    fn an_empty_stretch_is_erased_and_the_screen_is_the_same() {
        let full = |buffer: &mut Buffer| {
            for y in 0..2 {
                buffer.set_string(0, y, "x".repeat(60), ratatui::style::Style::new());
            }
        };
        let part = |buffer: &mut Buffer| {
            buffer.set_string(5, 0, "y", ratatui::style::Style::new());
        };
        let frames = written(false, &[&full, &part]);
        assert!(
            frames[1].contains("\x1b[54X") && frames[1].contains("\x1b[60X"),
            "{}",
            frames[1].escape_debug()
        );
        let rows = |text: &str| {
            let size = |cells| std::num::NonZeroU16::new(cells).unwrap();
            let mut screen = vt100::Parser::new(size(2), size(60), 0);
            screen.process(text.as_bytes());
            screen.screen().rows(0, 60).collect::<Vec<_>>()
        };
        assert_eq!(rows(&frames.concat()), ["     y", ""]);
        assert!(frames[1].len() < 90);
    }

    #[test]
    fn a_cursor_that_stays_is_not_put_again() {
        let (ours, mut theirs) = UnixStream::pair().unwrap();
        theirs.set_nonblocking(true).unwrap();
        let screen = Screen::new(File::from(OwnedFd::from(ours)));
        let mut backend = Frugal::new(screen.clone());
        let mut sent = |backend: &mut Frugal, work: &dyn Fn(&mut Frugal)| {
            work(backend);
            Backend::flush(backend).unwrap();
            let mut bytes = [0; 100];
            theirs.read(&mut bytes).map_or(0, |count| count)
        };
        let put = |backend: &mut Frugal| backend.set_cursor_position((3, 1)).unwrap();
        assert_eq!(sent(&mut backend, &put), b"\x1b[2;4H".len());
        assert_eq!(sent(&mut backend, &put), 0);
        assert_eq!(sent(&mut backend, &|backend| backend.ask(b"\x1b[c").unwrap()), 3);
        assert_eq!(sent(&mut backend, &put), 0);
        assert_eq!(
            sent(&mut backend, &|backend| backend.set_cursor_position((4, 1)).unwrap()),
            6
        );
        // Anything else may have moved it.
        screen.clone().write_all(b"x").unwrap();
        assert_eq!(sent(&mut backend, &put), 1 + 6);
    }

    #[test]
    fn placeholders_are_repeated_only_where_the_terminal_can() {
        let placed = |buffer: &mut Buffer| {
            for (x, symbol) in
                (10..40).zip(std::iter::once("\u{10eeee}\u{305}\u{305}").chain(std::iter::repeat("\u{10eeee}")))
            {
                buffer[(x, 0)].set_symbol(symbol).set_fg(Color::Rgb(1, 2, 3));
            }
        };
        let long = written(false, &[&placed]).concat();
        assert_eq!(long.matches(PLACEHOLDER).count(), 30);
        let short = written(true, &[&placed]).concat();
        assert_eq!(short.matches(PLACEHOLDER).count(), 2);
        assert!(short.contains("\u{10eeee}\u{305}\u{305}\u{10eeee}\x1b[28b") && short.contains("38;2;1;2;3"));
    }
}
