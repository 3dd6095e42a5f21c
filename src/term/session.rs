//! The studio's hold on the terminal: enters it, draws on it, lends it out, and gives it back.

use std::{
    fs::File,
    io::{self, Write},
    mem,
    os::fd::OwnedFd,
    sync::Arc,
};

use ratatui::{Frame, Terminal};
use rustix::{
    io::fcntl_dupfd_cloexec,
    process::{Signal, kill_current_process_group},
    stdio::{stdin, stdout},
    termios::isatty,
};

use super::{
    Input, Modes, Reader, Screen, SignalWatch, TermError, TerminalSize, backend::Frugal, guard::Guard, size::size_of,
};

/// Clears the whole screen, in the terminal's own colours.
const CLEAR: &[u8] = b"\x1b[m\x1b[2J";

/// The exit code after a hang-up: as if SIGHUP had ended the program.
const HUNG_UP: i32 = 129;

/// A terminal in the hands of the studio. Dropping it restores the terminal; so do a panic and a deadly signal.
pub struct Session {
    terminal: Terminal<Frugal>,
    screen: Screen,
    guard: Arc<Guard>,
    modes: Modes,
    keyboard: OwnedFd,
    reader: Option<Reader>,
    signals: Option<SignalWatch>,
    /// SIGCONTs that will still be told though we stopped ourselves and have repainted already.
    expected_continues: u32,
    /// Questions that go out behind the next frame.
    questions: Vec<u8>,
}

impl Session {
    /// Takes the terminal: raw mode at once; the sequences that turn our modes on wait for the first frame and go out
    /// with it in one write. From here on every panic restores the terminal before it is reported.
    pub fn enter(modes: Modes) -> Result<Self, TermError> {
        if !isatty(stdout()) {
            return Err(TermError::NoTerminal);
        }
        let output = fcntl_dupfd_cloexec(stdout(), 3).map_err(io::Error::from)?;
        let keyboard = keyboard()?;
        let guard = Guard::new(fcntl_dupfd_cloexec(&output, 3).map_err(io::Error::from)?, modes)?;
        let screen = Screen::new(File::from(output));
        let terminal = Terminal::new(Frugal::new(screen.clone()))?;
        guard.restore_on_panic();
        guard.make_raw()?;
        let mut session = Self {
            terminal,
            screen,
            guard,
            modes,
            keyboard,
            reader: None,
            signals: None,
            expected_continues: 0,
            questions: Vec::new(),
        };
        session.queue_modes()?;
        Ok(session)
    }

    /// Starts the thread that reads the terminal. After [`Input::HungUp`] the program has half a second to end.
    pub fn listen(&mut self, send: impl Fn(Input) + Send + 'static) -> Result<(), TermError> {
        let guard = Arc::clone(&self.guard);
        self.reader = Some(Reader::start(self.keyboard.try_clone()?, send, move || {
            guard.last_resort(HUNG_UP);
        })?);
        Ok(())
    }

    /// Starts the thread that hears signals; best after the first frame. After [`Input::HungUp`] and
    /// [`Input::Terminated`] the program has half a second to end.
    pub fn watch_signals(&mut self, send: impl Fn(Input) + Send + 'static) -> Result<(), TermError> {
        let guard = Arc::clone(&self.guard);
        self.signals = Some(SignalWatch::start(send, move |code| guard.last_resort(code))?);
        Ok(())
    }

    /// Draws a frame; what changed goes out in one write, together with the bytes of [`Session::queue`].
    pub fn draw(&mut self, face: impl FnOnce(&mut Frame)) -> Result<(), TermError> {
        self.screen.hold();
        self.guard.entered();
        let drawn = self.terminal.draw(face).map(|_| ());
        self.terminal.backend_mut().ask(&mem::take(&mut self.questions))?;
        self.screen.release()?;
        Ok(drawn?)
    }

    /// Puts bytes before the next frame: pictures to be kept by the terminal, or to be forgotten.
    pub fn queue(&mut self, bytes: &[u8]) -> Result<(), TermError> {
        self.screen.hold();
        Ok(self.screen.write_all(bytes)?)
    }

    /// Asks behind the next frame, in the same write; questions leave the cursor where it is.
    pub fn ask_behind(&mut self, questions: Vec<u8>) {
        self.questions = questions;
    }

    /// Asks now.
    pub fn ask(&mut self, questions: &[u8]) -> Result<(), TermError> {
        self.guard.entered();
        self.screen.hold();
        self.terminal.backend_mut().ask(questions)?;
        Ok(self.screen.release_unseen(questions)?)
    }

    /// Writes bytes now: a bell, a title, a text for the clipboard.
    pub fn send(&mut self, bytes: &[u8]) -> Result<(), TermError> {
        self.guard.entered();
        self.screen.write_all(bytes)?;
        Ok(self.screen.release()?)
    }

    /// Makes the next frame draw every cell anew, for ctrl-l, and where something was drawn over our cells. (ratatui's
    /// own way asks the terminal where its cursor is and waits for an answer that our reader would take.)
    pub fn repaint(&mut self) -> Result<(), TermError> {
        self.queue(CLEAR)?;
        self.terminal.backend_mut().forget_cursor();
        self.terminal.current_buffer_mut().reset();
        self.terminal.swap_buffers();
        Ok(())
    }

    /// Stops the program as ctrl-z does, and comes back when the shell lets it go on; then draw again, and send the
    /// pictures that the terminal was to keep.
    pub fn suspend(&mut self) -> Result<(), TermError> {
        let listens = self.signals.is_some();
        self.while_outside(|| kill_current_process_group(Signal::TSTP))?
            .map_err(io::Error::from)?;
        if listens {
            self.expected_continues += 1;
        }
        Ok(())
    }

    /// Takes the terminal again after [`Input::Continued`], when somebody else stopped the program; then draw again.
    pub fn continued(&mut self) -> Result<(), TermError> {
        if self.expected_continues > 0 {
            self.expected_continues -= 1;
            return Ok(());
        }
        self.take_again()
    }

    /// Gives the terminal to somebody else (an editor, a command that asks for a password) for as long as `work`
    /// runs; no key of theirs reaches us. Then draw again, and send the pictures that the terminal was to keep.
    pub fn while_outside<T>(&mut self, work: impl FnOnce() -> T) -> Result<T, TermError> {
        if let Some(reader) = &mut self.reader {
            reader.pause();
        }
        self.guard.restore();
        self.screen.close();
        let result = work();
        self.screen.reopen();
        self.take_again()?;
        if let Some(reader) = &mut self.reader {
            reader.resume();
        }
        Ok(result)
    }

    /// Catches or releases the mouse.
    pub fn catch_mouse(&mut self, on: bool) -> Result<(), TermError> {
        self.modes.mouse = on;
        self.send(Modes::mouse(on).as_bytes())
    }

    /// Lets the terminal show each frame as a whole; for terminals that said they know how (mode 2026).
    pub fn synchronize(&mut self, on: bool) {
        self.screen.synchronize(on);
    }

    /// Lets a placeholder of kitty's pictures be repeated by a sequence, for terminals that do that.
    pub fn repeat(&mut self, on: bool) {
        self.terminal.backend_mut().repeat(on);
    }

    /// How many bytes were written to the terminal so far.
    #[must_use]
    pub fn written(&self) -> usize {
        self.screen.written()
    }

    /// The terminal's size now.
    pub fn size(&self) -> Result<TerminalSize, TermError> {
        Ok(size_of(&self.keyboard)?)
    }

    /// Whether the terminal is gone.
    #[must_use]
    pub fn is_hung_up(&self) -> bool {
        self.guard.is_hung_up()
    }

    fn take_again(&mut self) -> Result<(), TermError> {
        self.guard.make_raw()?;
        self.queue_modes()?;
        self.repaint()
    }

    fn queue_modes(&mut self) -> Result<(), TermError> {
        let modes = self.modes.enter();
        self.queue(modes.as_bytes())
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // No thread may read or end the program any more once the terminal is given back.
        self.reader = None;
        self.signals = None;
        self.screen.close();
        self.guard.end();
    }
}

/// The terminal's side that is read: standard input, or the terminal itself when input comes from elsewhere.
fn keyboard() -> io::Result<OwnedFd> {
    if isatty(stdin()) {
        return Ok(fcntl_dupfd_cloexec(stdin(), 3)?);
    }
    Ok(File::options().read(true).write(true).open("/dev/tty")?.into())
}

#[cfg(test)]
mod tests;
