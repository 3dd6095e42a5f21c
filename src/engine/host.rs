//! The engine process: takes orders from its input, says reports on its output, and leaves when its work is done.

use std::{
    fs,
    io::{self, BufRead, BufReader},
    path::Path,
    process::ExitCode,
    sync::{
        Arc,
        atomic::AtomicBool,
        mpsc::{self, Receiver, RecvTimeoutError, Sender},
    },
    thread,
    time::{Duration, Instant},
};

use rustix::process::setsid;
use signal_hook::{
    consts::{SIGHUP, SIGTERM},
    iterator::Signals,
};
use uuid::Uuid;

use super::{
    desk::{Account, Desk},
    ending::Ending,
    errands::{Errands, Task},
    line::Order,
    program::{keep_to_itself, log},
    thumbs,
    voice::Voice,
    wire::{self, Down, Hello, VERSION},
    workshop::Workshop,
};
use crate::{
    domain::{AfterHangup, Failure, Report, RequestId, RequestState},
    store::EngineLock,
};

/// How long what is about to end may take after SIGTERM (faults.md §4).
const GRACE: Duration = Duration::from_secs(10);
/// How often marks of other processes are looked for while there is work.
const MARKS_APART: Duration = Duration::from_secs(1);

/// Runs the engine until its work is done; the hidden verb `engine`, started by the launcher only.
#[must_use]
pub fn host() -> ExitCode {
    match hosted() {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            log(&why);
            ExitCode::FAILURE
        }
    }
}

fn hosted() -> Result<(), String> {
    settle().map_err(|error| format!("the engine cannot leave its caller's session: {error}"))?;
    let mut input = BufReader::new(io::stdin());
    let hello = hello(&mut input)?;
    let engine = Uuid::now_v7().to_string();
    let lock = EngineLock::take(&hello.places, &engine).map_err(|error| error.to_string())?;
    let voice = Voice::new(io::stdout());
    voice.say(Report::Ready {
        engine: engine.clone(),
        version: VERSION.to_owned(),
        pid: std::process::id(),
    });
    let (events, coming) = mpsc::channel();
    watch(input, events.clone()).map_err(|error| format!("signals cannot be watched: {error}"))?;
    let host = Host {
        hello,
        engine,
        voice: voice.clone(),
        events,
        workshop: None,
        errands: None,
        profiles: Vec::new(),
        listening: true,
        leaving: None,
    };
    host.work(&coming);
    voice.finish();
    drop(lock);
    Ok(())
}

/// Becomes independent of whoever started it.
fn settle() -> io::Result<()> {
    setsid()?;
    // Handled, not ignored, so that it does not pass to children; the flag itself is of no interest.
    signal_hook::flag::register(SIGHUP, Arc::new(AtomicBool::new(false)))?;
    std::env::set_current_dir("/")?;
    let name = Path::new("/proc/self/comm");
    if name.exists() {
        // Without it process lists show another name, no more.
        let _ = fs::write(name, "pochade-engine");
    }
    // From here on that file is root's, and the key may come.
    keep_to_itself();
    Ok(())
}

fn hello(input: &mut impl BufRead) -> Result<Hello, String> {
    let line = wire::next_line(input).map_err(|error| format!("no first line: {error}"))?;
    let line = line.ok_or("the caller left before its first line")?;
    match serde_json::from_str(&line) {
        Ok(Down::Hello(hello)) if hello.version == VERSION => Ok(hello),
        Ok(Down::Hello(hello)) => Err(format!("this engine is {VERSION}, its caller {}", hello.version)),
        Ok(_) | Err(_) => Err("the first line is no hello".to_owned()),
    }
}

/// Something for the host to do.
#[derive(Debug)]
enum Event {
    Said(Down),
    InputEnded,
    Ended(RequestId, Ending),
    Terminated,
}

/// Turns input lines and signals into events, each on a thread of its own.
fn watch(mut input: impl BufRead + Send + 'static, events: Sender<Event>) -> io::Result<()> {
    let mut signals = Signals::new([SIGTERM])?;
    let terminated = events.clone();
    thread::spawn(move || {
        for _ in signals.forever() {
            // Nobody hears it when the host has left already.
            let _ = terminated.send(Event::Terminated);
        }
    });
    thread::spawn(move || {
        while let Ok(Some(line)) = wire::next_line(&mut input) {
            match serde_json::from_str(&line) {
                Ok(down) => {
                    if events.send(Event::Said(down)).is_err() {
                        return;
                    }
                }
                // The line itself may hold a key.
                Err(error) => log(&format!("a line was not understood ({:?})", error.classify())),
            }
        }
        let _ = events.send(Event::InputEnded); // As above.
    });
    Ok(())
}

struct Host {
    hello: Hello,
    engine: String,
    voice: Voice,
    events: Sender<Event>,
    workshop: Option<Workshop>,
    errands: Option<Errands>,
    /// Profiles that came before there was a workshop.
    profiles: Vec<(String, Account)>,
    listening: bool,
    leaving: Option<Instant>,
}

impl Host {
    fn work(mut self, coming: &Receiver<Event>) {
        let mut looked = Instant::now();
        while self.goes_on() {
            match self.next(coming) {
                Ok(event) => self.take(event),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
            if self.leaving.is_some_and(|deadline| Instant::now() >= deadline)
                && let Some(workshop) = &self.workshop
            {
                workshop.abandon();
            }
            if looked.elapsed() >= MARKS_APART {
                looked = Instant::now();
                if let Some(workshop) = &mut self.workshop {
                    workshop.obey_marks();
                }
            }
            self.start();
        }
        if let Some(workshop) = self.workshop {
            workshop.close();
        }
        if self.errands.is_some() {
            thumbs::sweep(&self.hello.places, thumbs::MOST);
        }
    }

    fn goes_on(&self) -> bool {
        let busy = self.workshop.as_ref().is_some_and(Workshop::is_busy);
        busy || (self.listening && self.leaving.is_none())
    }

    /// The next event. With work under way, marks and deadlines are looked at in between; without, nothing wakes.
    fn next(&self, coming: &Receiver<Event>) -> Result<Event, RecvTimeoutError> {
        if self.workshop.as_ref().is_some_and(Workshop::is_busy) {
            coming.recv_timeout(MARKS_APART)
        } else {
            coming.recv().map_err(|_| RecvTimeoutError::Disconnected)
        }
    }

    fn start(&mut self) {
        let events = self.events.clone();
        if let Some(workshop) = &mut self.workshop {
            workshop.start(&move |id, ending| {
                // Nobody hears it when the host has left already.
                let _ = events.send(Event::Ended(id, ending));
            });
        }
    }

    fn take(&mut self, event: Event) {
        match event {
            Event::Said(down) => self.obey(down),
            Event::Ended(id, ending) => {
                if let Some(workshop) = &mut self.workshop {
                    workshop.ended(id, ending);
                }
            }
            Event::InputEnded => {
                self.listening = false;
                // Held requests stay queued in the store: nobody is left to let them go.
                if self.hello.after_hangup == AfterHangup::FinishSent {
                    self.forget_waiting();
                }
            }
            Event::Terminated => {
                self.leaving.get_or_insert_with(|| Instant::now() + GRACE);
                self.forget_waiting();
            }
        }
    }

    fn forget_waiting(&mut self) {
        if let Some(workshop) = &mut self.workshop {
            workshop.forget_waiting();
        }
    }

    fn obey(&mut self, down: Down) {
        match down {
            Down::Hello(_) => log("a second hello was not understood"),
            Down::Profile { name, profile, key } => {
                let key = key.and_then(|key| key.key());
                let account = Account { profile: *profile, key };
                match &self.workshop {
                    Some(workshop) => workshop.know(name, account),
                    None => self.profiles.push((name, account)),
                }
            }
            Down::Run { id } => self.add(Order { id, after: 0 }),
            Down::Retry { id, after } => self.add(Order { id, after }),
            Down::Cancel { id } => {
                if let Some(workshop) = &mut self.workshop {
                    workshop.cancel(id);
                }
            }
            Down::SaveElsewhere { id, directory } => {
                if let Some(workshop) = &self.workshop {
                    workshop.save_elsewhere(id, directory);
                }
            }
            Down::Withdraw { .. } | Down::Hold { .. } | Down::Resume { .. } | Down::Order { .. } => self.queue(down),
            Down::Salvage => {
                // It is salvaged when the workshop opens.
                if let Err(failure) = self.open_workshop() {
                    log(&format!("nothing can be salvaged: {}", failure.message));
                }
            }
            Down::Picture(errand) => self.errand(Task::Picture(errand)),
            Down::Look { question } => self.errand(Task::Look(question)),
            Down::ForgetPictures { asked } => {
                if let Some(errands) = &self.errands {
                    errands.forget(asked);
                }
            }
            Down::Models { profile } => match self.open_workshop() {
                Ok(workshop) => workshop.list_models(profile),
                Err(failure) => self.voice.say(Report::Models {
                    profile,
                    answer: Err(failure),
                }),
            },
        }
    }

    /// What is only about waiting requests.
    fn queue(&mut self, down: Down) {
        match (down, &mut self.workshop) {
            (Down::Withdraw { id }, Some(workshop)) => workshop.withdraw(id),
            (Down::Hold { id }, Some(workshop)) => workshop.hold(id),
            (Down::Resume { id }, Some(workshop)) if workshop.knows(id) => workshop.let_go(id),
            (Down::Resume { id }, _) => self.add(Order { id, after: 0 }),
            (Down::Order { ids }, Some(workshop)) => workshop.put_in_order(ids),
            // Nothing waits here.
            (_, None) => {}
            (_, Some(_)) => log("an order about the queue was not understood"),
        }
    }

    fn errand(&mut self, task: Task) {
        let new = || Errands::new(&self.hello.places, self.voice.clone());
        self.errands.get_or_insert_with(new).add(task);
    }

    fn add(&mut self, order: Order) {
        // Told to leave, it starts nothing more: the request stays queued.
        if self.leaving.is_some() {
            return;
        }
        match self.open_workshop() {
            Ok(workshop) => workshop.add(order),
            Err(failure) => self.voice.say(Report::Ended {
                id: order.id,
                state: RequestState::Queued,
                failure: Some(failure),
            }),
        }
    }

    fn open_workshop(&mut self) -> Result<&mut Workshop, Failure> {
        if self.workshop.is_none() {
            let desk = Desk::new(&self.hello, self.engine.clone(), self.voice.clone())?;
            let workshop =
                Workshop::new(desk, self.hello.parallel).map_err(|error| super::desk::broke(&error.to_string()))?;
            for (name, account) in self.profiles.drain(..) {
                workshop.know(name, account);
            }
            workshop.recover();
            self.workshop = Some(workshop);
        }
        self.workshop.as_mut().ok_or_else(|| super::desk::broke("no workshop"))
    }
}
