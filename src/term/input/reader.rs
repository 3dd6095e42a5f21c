//! The thread that reads the terminal.

use std::{
    io::{self, PipeReader, PipeWriter, Read, Write},
    os::fd::{AsFd, OwnedFd},
    sync::mpsc,
    thread::{self, JoinHandle},
    time::Duration,
};

use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    io::Errno,
};

use super::{Decoder, Input};

const PAUSE: u8 = b'p';
const RESUME: u8 = b'r';
const STOP: u8 = b's';

/// Reads a terminal on a thread of its own, and sends on what it says; at rest it sleeps in the kernel.
#[derive(Debug)]
pub struct Reader {
    orders: PipeWriter,
    paused: mpsc::Receiver<()>,
    thread: Option<JoinHandle<()>>,
}

impl Reader {
    /// Starts reading; `gone` is called after [`Input::HungUp`] was sent, as the thread's last deed.
    pub fn start(
        tty: OwnedFd,
        send: impl Fn(Input) + Send + 'static,
        gone: impl FnOnce() + Send + 'static,
    ) -> io::Result<Self> {
        let (wake, orders) = io::pipe()?;
        let (acknowledge, paused) = mpsc::channel();
        let thread = thread::Builder::new().name("input".to_owned()).spawn(move || {
            let mut reading = Reading {
                tty,
                wake,
                acknowledge,
                is_paused: false,
            };
            if reading.until_the_end(&send) == End::HungUp {
                send(Input::HungUp);
                gone();
            }
        })?;
        Ok(Self {
            orders,
            paused,
            thread: Some(thread),
        })
    }

    /// Leaves the terminal's bytes alone, so that an editor gets them; returns once no read is under way.
    pub fn pause(&mut self) {
        if self.orders.write_all(&[PAUSE]).is_ok() {
            // A thread that has ended reads nothing either.
            let _ = self.paused.recv();
        }
    }

    /// Reads again.
    pub fn resume(&mut self) {
        // A thread that has ended has said why.
        let _ = self.orders.write_all(&[RESUME]);
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        // A thread that has ended needs no order.
        let _ = self.orders.write_all(&[STOP]);
        if let Some(thread) = self.thread.take().filter(JoinHandle::is_finished) {
            // A panic there was told by the panic hook.
            let _ = thread.join();
        }
    }
}

#[derive(Debug, PartialEq, Eq)]
enum End {
    Stopped,
    HungUp,
}

enum Woken {
    Bytes(usize),
    Order(u8),
    Silence,
    HungUp,
}

struct Reading {
    tty: OwnedFd,
    wake: PipeReader,
    acknowledge: mpsc::Sender<()>,
    is_paused: bool,
}

impl Reading {
    fn until_the_end(&mut self, send: &impl Fn(Input)) -> End {
        let mut decoder = Decoder::default();
        let mut buffer = vec![0; 16 * 1024];
        let mut out = Vec::new();
        loop {
            match self.next(decoder.patience(), &mut buffer) {
                Woken::Bytes(count) => decoder.feed(&buffer[..count], &mut out),
                Woken::Silence => decoder.silence(&mut out),
                Woken::Order(PAUSE) => {
                    self.is_paused = true;
                    // Whoever asked for the pause may be gone by now.
                    let _ = self.acknowledge.send(());
                }
                Woken::Order(RESUME) => {
                    self.is_paused = false;
                    decoder = Decoder::default();
                }
                Woken::Order(_) => return End::Stopped,
                Woken::HungUp => return End::HungUp,
            }
            out.drain(..).for_each(send);
        }
    }

    fn next(&mut self, patience: Option<Duration>, buffer: &mut [u8]) -> Woken {
        loop {
            let wanted = if self.is_paused {
                PollFlags::empty()
            } else {
                PollFlags::IN
            };
            let mut watched = [
                PollFd::from_borrowed_fd(self.tty.as_fd(), wanted),
                PollFd::new(&self.wake, PollFlags::IN),
            ];
            let timeout = patience
                .filter(|_| !self.is_paused)
                .and_then(|time| Timespec::try_from(time).ok());
            match poll(&mut watched, timeout.as_ref()) {
                Ok(0) => return Woken::Silence,
                Ok(_) => {}
                Err(Errno::INTR) => continue,
                Err(_) => return Woken::HungUp,
            }
            let [terminal, order] = watched.map(|fd| fd.revents());
            if !order.is_empty() {
                let mut byte = [STOP];
                return match self.wake.read(&mut byte) {
                    Ok(1..) => Woken::Order(byte[0]),
                    // The other end is closed: nobody wants to hear any more.
                    Ok(0) | Err(_) => Woken::Order(STOP),
                };
            }
            if terminal.intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL) {
                return Woken::HungUp;
            }
            match rustix::io::read(&self.tty, &mut *buffer) {
                Ok(0) => return Woken::HungUp,
                Ok(count) => return Woken::Bytes(count),
                Err(Errno::INTR | Errno::AGAIN) => {}
                Err(_) => return Woken::HungUp,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::{Receiver, channel};

    /// A pseudo-terminal in raw mode: our side of the line, and the terminal's.
    fn line() -> (OwnedFd, OwnedFd) {
        let (ours, theirs) = std::os::unix::net::UnixStream::pair().unwrap();
        (ours.into(), theirs.into())
    }

    fn started(tty: OwnedFd) -> (Reader, Receiver<Input>) {
        let (sender, inputs) = channel();
        let reader = Reader::start(tty, move |input| drop(sender.send(input)), || {}).unwrap();
        (reader, inputs)
    }

    #[test]
    fn bytes_become_inputs_and_the_end_of_the_line_is_told_once() {
        let (ours, theirs) = line();
        let (_reader, inputs) = started(ours);
        rustix::io::write(&theirs, b"q\x1b").unwrap();
        assert_eq!(inputs.recv().unwrap(), Input::Key("q".parse().unwrap()));
        assert_eq!(inputs.recv().unwrap(), Input::Key("esc".parse().unwrap()));
        drop(theirs);
        assert_eq!(inputs.recv().unwrap(), Input::HungUp);
        inputs.recv().unwrap_err();
    }

    #[test]
    fn a_paused_reader_leaves_the_bytes_to_others() {
        let (ours, theirs) = line();
        let editor = ours.try_clone().unwrap();
        let (mut reader, inputs) = started(ours);
        reader.pause();
        rustix::io::write(&theirs, b"for the editor").unwrap();
        let mut bytes = [0; 32];
        assert_eq!(rustix::io::read(&editor, &mut bytes).unwrap(), 14);
        reader.resume();
        rustix::io::write(&theirs, b"x").unwrap();
        assert_eq!(inputs.recv().unwrap(), Input::Key("x".parse().unwrap()));
    }

    #[test]
    fn a_dropped_reader_ends_its_thread() {
        let (ours, _theirs) = line();
        let (reader, inputs) = started(ours);
        drop(reader);
        inputs.recv().unwrap_err();
    }
}
