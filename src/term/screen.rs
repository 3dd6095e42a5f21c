//! Collects what is written to the terminal, so that a frame goes out in one write.

use std::{
    fs::File,
    io::{self, Write},
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::{
    TerminalSize,
    modes::{FRAME_BEGINS, FRAME_ENDS},
    size::size_of,
};

/// Room for a usual frame, in bytes; a larger one (a picture) takes more for as long as it is written.
const USUAL_FRAME: usize = 32 * 1024;

/// The terminal's output, shared by the one who draws and the one who sends bytes beside the frames.
#[derive(Debug, Clone)]
pub struct Screen(Arc<Mutex<Output>>);

#[derive(Debug)]
struct Output {
    terminal: File,
    buffer: Vec<u8>,
    /// A frame is being drawn: flushes in its middle wait for its end.
    held: bool,
    synchronized: bool,
    written: usize,
    given: usize,
    /// The terminal is not ours any more: what is written is forgotten.
    closed: bool,
}

impl Screen {
    /// A screen that writes to this open terminal.
    #[must_use]
    pub fn new(terminal: File) -> Self {
        let buffer = Vec::with_capacity(USUAL_FRAME);
        Self(Arc::new(Mutex::new(Output {
            terminal,
            buffer,
            held: false,
            synchronized: false,
            written: 0,
            given: 0,
            closed: false,
        })))
    }

    /// From now on flushes wait; [`Screen::release`] writes everything at once.
    pub fn hold(&self) {
        self.output().held = true;
    }

    /// Writes everything that was collected, in one write.
    pub fn release(&self) -> io::Result<()> {
        let mut output = self.output();
        output.held = false;
        let whole = output.synchronized;
        output.present(whole)
    }

    /// Writes what shows nothing, now: it needs no wrapping, unless something else waited before it.
    pub(super) fn release_unseen(&self, unseen: &[u8]) -> io::Result<()> {
        let mut output = self.output();
        output.held = false;
        let whole = output.synchronized && output.buffer.len() > unseen.len();
        output.present(whole)
    }

    /// Whether each write is wrapped so that the terminal shows it as a whole.
    pub fn synchronize(&self, on: bool) {
        self.output().synchronized = on;
    }

    /// The terminal's size now.
    pub(super) fn size(&self) -> io::Result<TerminalSize> {
        size_of(&self.output().terminal)
    }

    /// How many bytes were written so far.
    #[must_use]
    pub fn written(&self) -> usize {
        self.output().written
    }

    /// How many bytes were handed over so far, written or waiting; while it stays, the cursor is where it was.
    pub(super) fn given(&self) -> usize {
        self.output().given
    }

    /// Forgets what was not written, and everything written until [`Screen::reopen`].
    pub fn close(&self) {
        let mut output = self.output();
        output.closed = true;
        output.buffer.clear();
    }

    /// Takes bytes again.
    pub fn reopen(&self) {
        self.output().closed = false;
    }

    fn output(&self) -> MutexGuard<'_, Output> {
        // A panic while the lock was held leaves bytes, not rules, broken.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Output {
    /// Writes what was collected, wrapped where the terminal is to show it as a whole.
    fn present(&mut self, whole: bool) -> io::Result<()> {
        if self.buffer.is_empty() {
            return Ok(());
        }
        if whole {
            self.buffer.splice(0..0, FRAME_BEGINS.bytes());
            self.buffer.extend_from_slice(FRAME_ENDS.as_bytes());
        }
        let mut buffer = mem::take(&mut self.buffer);
        let written = self.terminal.write_all(&buffer);
        self.written += buffer.len();
        buffer.clear();
        buffer.shrink_to(USUAL_FRAME);
        self.buffer = buffer;
        written
    }
}

impl Write for Screen {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut output = self.output();
        if !output.closed {
            output.buffer.extend_from_slice(bytes);
            output.given += bytes.len();
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let mut output = self.output();
        let whole = output.synchronized;
        if output.held { Ok(()) } else { output.present(whole) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{io::Read, os::fd::OwnedFd, os::unix::net::UnixDatagram, time::Duration};

    /// A socket that keeps the bounds of every write.
    fn watched() -> (Screen, UnixDatagram) {
        let (ours, theirs) = UnixDatagram::pair().unwrap();
        theirs.set_read_timeout(Some(Duration::from_millis(1))).unwrap();
        (Screen::new(File::from(OwnedFd::from(ours))), theirs)
    }

    fn writes(theirs: &UnixDatagram) -> Vec<String> {
        let mut bytes = vec![0; 200_000];
        let mut all = Vec::new();
        while let Ok(count) = theirs.recv(&mut bytes) {
            all.push(String::from_utf8(bytes[..count].to_vec()).unwrap());
        }
        all
    }

    #[test]
    fn a_held_frame_is_one_write_however_often_it_is_flushed() {
        let (mut screen, theirs) = watched();
        screen.hold();
        for part in ["modes ", "cells ", "cursor"] {
            screen.write_all(part.as_bytes()).unwrap();
            screen.flush().unwrap();
        }
        assert_eq!(writes(&theirs), Vec::<String>::new());
        screen.release().unwrap();
        assert_eq!(writes(&theirs), ["modes cells cursor"]);
        screen.hold();
        screen.release().unwrap();
        assert_eq!(writes(&theirs), Vec::<String>::new());
    }

    #[test]
    fn a_synchronized_frame_is_wrapped() {
        let (mut screen, theirs) = watched();
        screen.synchronize(true);
        screen.write_all(b"x").unwrap();
        screen.flush().unwrap();
        assert_eq!(writes(&theirs), ["\x1b[?2026hx\x1b[?2026l"]);
    }

    #[test]
    fn what_shows_nothing_is_not_wrapped_unless_it_stands_behind_something() {
        let (mut screen, theirs) = watched();
        screen.synchronize(true);
        screen.hold();
        screen.write_all(b"?").unwrap();
        screen.release_unseen(b"?").unwrap();
        assert_eq!(writes(&theirs), ["?"]);
        screen.hold();
        screen.write_all(b"x?").unwrap();
        screen.release_unseen(b"?").unwrap();
        assert_eq!(writes(&theirs), ["\x1b[?2026hx?\x1b[?2026l"]);
    }

    #[test]
    fn a_closed_screen_forgets() {
        let (mut screen, theirs) = watched();
        screen.write_all(b"half a frame").unwrap();
        screen.close();
        screen.write_all(b"\x1b[?25h").unwrap();
        screen.flush().unwrap();
        assert_eq!(writes(&theirs), Vec::<String>::new());
        screen.reopen();
        screen.write_all(b"again").unwrap();
        screen.flush().unwrap();
        assert_eq!(writes(&theirs), ["again"]);
    }

    #[test]
    fn a_dead_terminal_is_an_error_and_not_a_hang() {
        let (ours, theirs) = io::pipe().unwrap();
        drop(ours);
        let mut screen = Screen::new(File::from(OwnedFd::from(theirs)));
        screen.write_all(b"x").unwrap();
        screen.flush().unwrap_err();
        let (mut read, write) = io::pipe().unwrap();
        drop(write);
        assert_eq!(read.read(&mut [0]).unwrap(), 0);
    }
}
