//! Asks the terminal once and waits, for commands that work without a studio.

use std::{
    fs::File,
    io::{self, Write},
    time::Duration,
};

use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    io::Errno,
};

use crate::domain::PictureProtocol;

use super::{Decoder, Environment, Input, Modes, PATIENCE, Probe, guard::Guard, questions, size::size_of};

/// How many reads the answers may come in.
const MOST_READS: usize = 64;

/// The terminal of this process after it was asked.
#[derive(Debug, Clone)]
pub struct Asked {
    /// What it answered.
    pub probe: Probe,
    /// Whether there is one at all; without it the environment alone tells.
    pub there: bool,
}

/// Asks the terminal of this process what it can do, for 200 ms at most; `since` says how long it has been asked. Where
/// there is none, or it is mute, the environment alone tells. Keys typed meanwhile are lost.
#[must_use]
pub fn ask(environment: &Environment, wanted: PictureProtocol, since: &dyn Fn() -> Duration) -> Asked {
    let mut probe = Probe::new(environment.clone(), wanted, None);
    let terminal = File::options().read(true).write(true).open("/dev/tty");
    if let Ok(terminal) = &terminal {
        if let Ok(size) = size_of(terminal) {
            probe.resized(size.cell);
        }
        // A terminal that does not take part leaves what the environment says.
        let _ = asked(terminal, environment, &mut probe, since);
    }
    Asked {
        probe,
        there: terminal.is_ok(),
    }
}

fn asked(
    terminal: &File,
    environment: &Environment,
    probe: &mut Probe,
    since: &dyn Fn() -> Duration,
) -> io::Result<()> {
    let modes = Modes {
        mouse: false,
        title: false,
    };
    let guard = Guard::new(terminal.try_clone()?.into(), modes)?;
    guard.make_raw()?;
    let heard = questioned(terminal, environment, probe, since);
    guard.end();
    heard
}

fn questioned(
    mut terminal: &File,
    environment: &Environment,
    probe: &mut Probe,
    since: &dyn Fn() -> Duration,
) -> io::Result<()> {
    let mut decoder = Decoder::default();
    let mut inputs = Vec::new();
    let mut bytes = [0; 4096];
    terminal.write_all(&questions(environment))?;
    for _ in 0..MOST_READS {
        let since = since();
        if probe.is_settled(since) {
            break;
        }
        let left = Timespec::try_from(PATIENCE.saturating_sub(since)).map_err(io::Error::other)?;
        let mut watched = [PollFd::new(terminal, PollFlags::IN)];
        match poll(&mut watched, Some(&left)) {
            Ok(0) => break,
            Ok(_) => {}
            Err(Errno::INTR) => continue,
            Err(error) => return Err(error.into()),
        }
        let count = rustix::io::read(terminal, &mut bytes)?;
        if count == 0 {
            break;
        }
        decoder.feed(&bytes[..count], &mut inputs);
        for input in inputs.drain(..) {
            if let Input::Answer(answer) = input {
                probe.heard(answer);
            }
        }
    }
    Ok(())
}
