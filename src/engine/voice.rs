//! Says reports up the pipe without ever making the work wait for a screen that does not listen.

use std::{
    collections::VecDeque,
    io::Write,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
    time::Duration,
};

use super::wire;
use crate::domain::Report;

/// Byte counts are dropped when so many reports wait: the next one says more anyway.
const MANY: usize = 64;
/// So long the last words may take when the engine leaves.
const LAST_WORDS: Duration = Duration::from_secs(1);

#[derive(Debug, Default)]
struct Queue {
    reports: VecDeque<Report>,
    closed: bool,
    /// Nobody listens any more; the engine goes on all the same.
    mute: bool,
    silent: bool,
}

#[derive(Debug, Default)]
struct Shared {
    queue: Mutex<Queue>,
    changed: Condvar,
}

/// The engine's mouth; clones share it.
#[derive(Debug, Clone)]
pub(super) struct Voice {
    shared: Arc<Shared>,
}

impl Voice {
    /// A voice that writes on a thread of its own.
    pub(super) fn new(pipe: impl Write + Send + 'static) -> Self {
        let shared = Arc::new(Shared::default());
        let voice = Self {
            shared: Arc::clone(&shared),
        };
        thread::spawn(move || speak(&shared, pipe));
        voice
    }

    /// Says a report, in order; never waits.
    pub(super) fn say(&self, report: Report) {
        let mut queue = self.shared.lock();
        if queue.mute {
            return;
        }
        if let Report::Bytes { id, .. } = &report {
            let many = queue.reports.len() >= MANY;
            match queue.reports.iter_mut().rev().find(|other| is_of(other, *id)) {
                Some(older @ Report::Bytes { .. }) => {
                    *older = report;
                    return;
                }
                _ if many => return,
                _ => {}
            }
        }
        queue.reports.push_back(report);
        self.shared.changed.notify_all();
    }

    /// Waits until everything was said, or nobody listens, or it takes too long.
    pub(super) fn finish(&self) {
        let mut queue = self.shared.lock();
        queue.closed = true;
        self.shared.changed.notify_all();
        let waited = self
            .shared
            .changed
            .wait_timeout_while(queue, LAST_WORDS, |queue| !queue.silent);
        drop(waited);
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn is_of(report: &Report, request: crate::domain::RequestId) -> bool {
    match report {
        Report::Stage { id, .. }
        | Report::Waiting { id, .. }
        | Report::Bytes { id, .. }
        | Report::Partial { id, .. }
        | Report::NotCopied { id, .. }
        | Report::NoRoom { id, .. }
        | Report::SavedElsewhere { id, .. }
        | Report::Ended { id, .. } => *id == request,
        Report::Ready { .. }
        | Report::Picture { .. }
        | Report::Looked { .. }
        | Report::Models { .. }
        | Report::Gone => false,
    }
}

fn speak(shared: &Shared, mut pipe: impl Write) {
    loop {
        let mut queue = shared.lock();
        while queue.reports.is_empty() && !queue.closed {
            queue = shared.changed.wait(queue).unwrap_or_else(PoisonError::into_inner);
        }
        let Some(report) = queue.reports.pop_front() else {
            queue.silent = true;
            shared.changed.notify_all();
            return;
        };
        drop(queue);
        let said = wire::line(&report).map(|line| pipe.write_all(line.as_bytes()).and_then(|()| pipe.flush()));
        if matches!(said, Ok(Err(_))) {
            let mut queue = shared.lock();
            queue.mute = true;
            queue.reports.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{self, Receiver, Sender};

    use uuid::Uuid;

    use super::*;
    use crate::domain::{RequestId, Stage};

    /// A pipe that takes nothing until it is opened.
    struct Gate {
        open: Receiver<()>,
        lines: Sender<String>,
    }

    impl Write for Gate {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.open.recv().map_err(|_| std::io::ErrorKind::BrokenPipe)?;
            self.lines
                .send(String::from_utf8_lossy(bytes).into_owned())
                .map_err(|_| std::io::ErrorKind::BrokenPipe)?;
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    fn id(number: u128) -> RequestId {
        RequestId::from_uuid(Uuid::from_u128(number))
    }

    #[test]
    fn byte_counts_give_way_and_nothing_else_is_lost() {
        let (open, gate) = mpsc::channel();
        let (lines, said) = mpsc::channel();
        let voice = Voice::new(Gate { open: gate, lines });
        voice.say(Report::Ready {
            engine: String::new(),
            version: String::new(),
            pid: 1,
        });
        for n in 0..1000 {
            voice.say(Report::Bytes { id: id(1), n, of: None });
        }
        for number in 0..200 {
            voice.say(Report::Stage {
                id: id(number),
                stage: Stage::Waiting,
                wait_s: None,
            });
        }
        voice.say(Report::Bytes {
            id: id(7),
            n: 1,
            of: None,
        });
        for _ in 0..300 {
            open.send(()).unwrap();
        }
        voice.finish();
        let said: Vec<String> = said.try_iter().collect();
        let count = |word: &str| said.iter().filter(|line| line.contains(word)).count();
        assert_eq!(count("\"stage\":\"waiting\""), 200);
        assert_eq!(count("\"n\":999"), 1);
        assert!(count("\"bytes\"") <= 2, "{}", count("\"bytes\""));
    }

    #[test]
    fn a_broken_pipe_makes_it_mute_and_the_end_does_not_wait() {
        let (open, gate) = mpsc::channel::<()>();
        let (lines, _) = mpsc::channel();
        drop(open);
        let voice = Voice::new(Gate { open: gate, lines });
        voice.say(Report::Ready {
            engine: String::new(),
            version: String::new(),
            pid: 1,
        });
        voice.finish();
        voice.say(Report::Gone);
        assert!(voice.shared.lock().reports.is_empty() || !voice.shared.lock().mute);
    }
}
