//! Asks the terminal once and waits, for commands that show a picture without a studio.

use std::{
    fs::File,
    io::{self, Write},
};

use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    io::Errno,
};

use crate::domain::PictureProtocol;

use super::{
    Capabilities, Decoder, Environment, Input, Modes, PATIENCE, Probe, guard::Guard, questions, size::size_of,
};

/// How many reads the answers may come in; a terminal that talks for ever is not waited for.
const MOST_READS: usize = 64;

/// What the terminal of this process can do. Where there is none, or it is mute for 200 ms, the environment alone
/// tells. Keys typed meanwhile are lost.
#[must_use]
pub fn ask(environment: &Environment, wanted: PictureProtocol) -> Capabilities {
    let mut probe = Probe::new(environment.clone(), wanted, None);
    if let Ok(terminal) = File::options().read(true).write(true).open("/dev/tty") {
        if let Ok(size) = size_of(&terminal) {
            probe.resized(size.cell);
        }
        // A terminal that does not take part leaves what the environment says.
        let _ = asked(&terminal, environment, &mut probe);
    }
    probe.capabilities()
}

fn asked(terminal: &File, environment: &Environment, probe: &mut Probe) -> io::Result<()> {
    let modes = Modes {
        mouse: false,
        title: false,
    };
    let guard = Guard::new(terminal.try_clone()?.into(), modes)?;
    guard.make_raw()?;
    let heard = questioned(terminal, environment, probe);
    guard.end();
    heard
}

fn questioned(mut terminal: &File, environment: &Environment, probe: &mut Probe) -> io::Result<()> {
    let mut decoder = Decoder::default();
    let mut inputs = Vec::new();
    let mut bytes = [0; 4096];
    let patience = Timespec::try_from(PATIENCE).map_err(io::Error::other)?;
    terminal.write_all(&questions(environment))?;
    for _ in 0..MOST_READS {
        if probe.is_settled(std::time::Duration::ZERO) {
            break;
        }
        let mut watched = [PollFd::new(terminal, PollFlags::IN)];
        match poll(&mut watched, Some(&patience)) {
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
