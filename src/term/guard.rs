//! Puts the terminal back as it was: at the end, on an error, in a panic, on a signal; once, and in bounded time.

use std::{
    fs::File,
    io::{self, Write},
    os::fd::{AsFd, OwnedFd},
    panic, process,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
    thread,
    time::Duration,
};

use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    termios::{OptionalActions, QueueSelector, Termios, tcflush, tcgetattr, tcsetattr},
};

use super::Modes;

/// How long restoring may take on a terminal that reads nothing (engine.md §3, point 7).
const RESTORED_WITHIN: Duration = Duration::from_millis(150);

/// How long the program may take to end by itself after a hang-up or a deadly signal.
const GRACE: Duration = Duration::from_millis(500);

/// The exit code of a panic.
const PANICKED: i32 = 101;

/// Keeps what the terminal was like before us.
#[derive(Debug)]
pub(super) struct Guard {
    terminal: OwnedFd,
    before: Termios,
    raw: Termios,
    leave: String,
    /// The terminal's line is in raw mode.
    is_raw: AtomicBool,
    /// The sequences that turn our modes on have been written.
    is_entered: AtomicBool,
    /// The session has ended in good order: nobody needs to end the program for it.
    is_over: AtomicBool,
}

impl Guard {
    /// Remembers the terminal as it is, and changes nothing yet.
    pub(super) fn new(terminal: OwnedFd, modes: Modes) -> io::Result<Arc<Self>> {
        let before = tcgetattr(&terminal)?;
        let mut raw = before.clone();
        raw.make_raw();
        Ok(Arc::new(Self {
            terminal,
            before,
            raw,
            leave: modes.leave(),
            is_raw: AtomicBool::new(false),
            is_entered: AtomicBool::new(false),
            is_over: AtomicBool::new(false),
        }))
    }

    /// Raw mode: keys come one by one, unechoed.
    pub(super) fn make_raw(&self) -> io::Result<()> {
        self.is_raw.store(true, Ordering::SeqCst);
        Ok(tcsetattr(&self.terminal, OptionalActions::Now, &self.raw)?)
    }

    /// From now on the modes are to be left, too: they are about to be written.
    pub(super) fn entered(&self) {
        self.is_entered.store(true, Ordering::SeqCst);
    }

    /// Restores the terminal for good.
    pub(super) fn end(self: &Arc<Self>) {
        self.is_over.store(true, Ordering::SeqCst);
        self.restore();
    }

    /// Restores the terminal unless it is restored already or gone. Comes back after 150 ms whatever the terminal
    /// does.
    pub(super) fn restore(self: &Arc<Self>) {
        if !self.is_raw.swap(false, Ordering::SeqCst) || self.is_hung_up() {
            return;
        }
        let guard = Arc::clone(self);
        let (done, restored) = mpsc::channel();
        let work = thread::Builder::new().name("restore".to_owned()).spawn(move || {
            guard.restore_now();
            // Nobody waits any more when it took too long.
            let _ = done.send(());
        });
        if work.is_ok() {
            // Over time or done, there is nothing more to do.
            let _ = restored.recv_timeout(RESTORED_WITHIN);
        }
    }

    fn restore_now(&self) {
        // The line first: it cannot block, while a write to a stuck terminal can.
        let line = tcsetattr(&self.terminal, OptionalActions::Now, &self.before);
        let modes = self.is_entered.swap(false, Ordering::SeqCst);
        if modes && line.is_ok() {
            let written = self
                .terminal
                .try_clone()
                .map(File::from)
                .and_then(|mut to| to.write_all(self.leave.as_bytes()));
            if written.is_ok() {
                // A late answer must not become a command of the shell. A terminal that cannot forget it may keep it.
                let _ = tcflush(&self.terminal, QueueSelector::IFlush);
            }
        }
    }

    /// Whether the terminal is gone; then nothing may be written to it.
    pub(super) fn is_hung_up(&self) -> bool {
        let mut watched = [PollFd::from_borrowed_fd(self.terminal.as_fd(), PollFlags::empty())];
        let at_once = Timespec { tv_sec: 0, tv_nsec: 0 };
        poll(&mut watched, Some(&at_once)).is_ok() && watched[0].revents().contains(PollFlags::HUP)
    }

    /// Makes every panic, in whatever thread, restore the terminal, be reported as it was to be, and end the program:
    /// without one of its threads it would only be half alive (engine.md §3, point 6).
    pub(super) fn restore_on_panic(self: &Arc<Self>) {
        let guard = Arc::clone(self);
        let report = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            let ours = guard.is_raw.load(Ordering::SeqCst);
            guard.restore();
            report(panic);
            if ours {
                process::exit(PANICKED);
            }
        }));
    }

    /// Ends the program when it did not end by itself after it was told to: it may be stuck writing to a terminal
    /// that reads nothing.
    pub(super) fn last_resort(self: &Arc<Self>, code: i32) {
        thread::sleep(GRACE);
        if !self.is_over.load(Ordering::SeqCst) {
            self.restore();
            process::exit(code);
        }
    }
}
