//! Starts the engine and speaks to it.

use std::{
    fmt,
    fs::{DirBuilder, File, OpenOptions},
    io::{BufReader, Read, Write},
    os::unix::{
        fs::{DirBuilderExt, OpenOptionsExt},
        process::CommandExt,
    },
    path::PathBuf,
    process::{ChildStdin, ChildStdout, Command, Stdio},
    sync::mpsc::{self, Receiver, Sender, SyncSender},
    thread,
    time::Duration,
};

use super::{
    EngineError,
    program::{self, NAME},
    wire::{self, Down, Errand, Hello, KeyText, Spending, VERSION, Wish},
};
use crate::domain::{AfterHangup, ApiKey, Files, Places, Profile, Question, Report, RequestId};

/// So long a caller waits at most until its line is in the pipe. The engine reads at once, so this is a bound, not a wait.
const PATIENCE: Duration = Duration::from_secs(1);

/// How the engine is started.
pub struct StartOptions {
    /// The directories; absolute, because the engine works in `/`.
    pub places: Places,
    /// How many requests run at once, from 1.
    pub parallel: u32,
    /// What happens to queued requests when this process is gone.
    pub after_hangup: AfterHangup,
    /// What its requests may cost.
    pub spending: Spending,
    /// Where copies of results go, and how they are named.
    pub files: Files,
    /// Whether somebody can be asked where to save what finds no room on the disk ([`Report::NoRoom`]): it is waited
    /// for longer then.
    pub asks: bool,
    /// How long the built-in server takes for an answer, where that is not the usual second.
    pub sandbox_latency: Option<Duration>,
    /// Environment variables that hold keys; the engine must not inherit them.
    pub secret_variables: Vec<String>,
    /// The program to start; nothing is this very program.
    pub program: Option<PathBuf>,
    /// Hears everything that the engine says, on a thread of its own, and [`Report::Gone`] last.
    pub report: Box<dyn Fn(Report) + Send>,
}

impl fmt::Debug for StartOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StartOptions")
            .field("places", &self.places)
            .field("parallel", &self.parallel)
            .field("after_hangup", &self.after_hangup)
            .finish_non_exhaustive()
    }
}

struct Line {
    text: String,
    written: SyncSender<()>,
}

/// A running engine. Dropped, it only ends the engine's input: the engine finishes its work and leaves by itself.
#[derive(Debug)]
pub struct Client {
    lines: Sender<Line>,
}

impl Client {
    /// Starts an engine; takes a few milliseconds. What goes wrong later comes as [`Report::Gone`].
    pub fn start(options: StartOptions) -> Result<Self, EngineError> {
        let (stdin, stdout) = launched(&options)?;
        let (lines, to_write) = mpsc::channel();
        let report = options.report;
        thread::spawn(move || write(&to_write, stdin));
        thread::spawn(move || listen(stdout, &*report));
        let client = Self { lines };
        client.say(&Down::Hello(Hello {
            version: VERSION.to_owned(),
            places: options.places,
            parallel: options.parallel,
            after_hangup: options.after_hangup,
            spending: options.spending,
            files: options.files,
            asks: options.asks,
            sandbox_latency_ms: options
                .sandbox_latency
                .map(|latency| u64::try_from(latency.as_millis()).unwrap_or(u64::MAX)),
        }))?;
        Ok(client)
    }

    /// Tells of a profile and its key, before the first request that names it or when it has changed.
    pub fn profile(&self, name: &str, profile: &Profile, key: Option<&ApiKey>) -> Result<(), EngineError> {
        self.say(&Down::Profile {
            name: name.to_owned(),
            profile: Box::new(profile.clone()),
            key: key.map(KeyText::of),
        })
    }

    /// Sends a queued request, in the order of the calls.
    pub fn run(&self, id: RequestId) -> Result<(), EngineError> {
        self.say(&Down::Run { id })
    }

    /// Sends a request again that has ended; `after` is how many attempts the person saw when deciding so.
    pub fn retry(&self, id: RequestId, after: u32) -> Result<(), EngineError> {
        self.say(&Down::Retry { id, after })
    }

    /// Stops a request of this engine: cancelled if it was not sent yet.
    pub fn cancel(&self, id: RequestId) -> Result<(), EngineError> {
        self.say(&Down::Cancel { id })
    }

    /// Takes a request back if it has not begun: it is cancelled then; otherwise nothing happens to it.
    pub fn withdraw(&self, id: RequestId) -> Result<(), EngineError> {
        self.say(&Down::Withdraw { id })
    }

    /// Keeps a waiting request from starting by itself; the answer is a [`Report::Waiting`], or none where it has begun.
    pub fn hold(&self, id: RequestId) -> Result<(), EngineError> {
        self.say(&Down::Hold { id })
    }

    /// Lets a held request start when its turn comes, and runs a queued one that this engine was not told of.
    pub fn resume(&self, id: RequestId) -> Result<(), EngineError> {
        self.say(&Down::Resume { id })
    }

    /// Puts waiting requests into an order, which also holds for those that come later.
    pub fn order(&self, ids: Vec<RequestId>) -> Result<(), EngineError> {
        self.say(&Down::Order { ids })
    }

    /// Has what came of a request, and finds no room in the store, written into a directory; the answer is a
    /// [`Report::SavedElsewhere`]. Nothing happens where it has found room meanwhile.
    pub fn save_elsewhere(&self, id: RequestId, directory: PathBuf) -> Result<(), EngineError> {
        self.say(&Down::SaveElsewhere { id, directory })
    }

    /// Has the answers read that dead engines have left behind; each comes as a [`Report::Ended`].
    pub fn salvage(&self) -> Result<(), EngineError> {
        self.say(&Down::Salvage)
    }

    /// Asks for a small picture; the answer is a [`Report::Picture`] with the same `asked`.
    pub fn picture(&self, asked: &str, wish: Wish) -> Result<(), EngineError> {
        self.say(&Down::Picture(Errand {
            asked: asked.to_owned(),
            wish,
            moving: false,
        }))
    }

    /// Asks what the pixels of pictures are; the answer is a [`Report::Looked`] with the same question, unless another
    /// question of its kind has outrun it.
    pub fn look(&self, question: Question) -> Result<(), EngineError> {
        self.say(&Down::Look { question })
    }

    /// Asks for the small frames of a picture that may move; answered as for [`Client::picture`].
    pub fn moving_picture(&self, asked: &str, wish: Wish) -> Result<(), EngineError> {
        self.say(&Down::Picture(Errand {
            asked: asked.to_owned(),
            wish,
            moving: true,
        }))
    }

    /// Takes back what was asked by these names: what was not begun is not done and not answered.
    pub fn forget_pictures(&self, asked: Vec<String>) -> Result<(), EngineError> {
        self.say(&Down::ForgetPictures { asked })
    }

    /// Asks the server of a profile that was told of for its models: bills nothing. The answer is a
    /// [`Report::Models`] with the same `profile`.
    pub fn models(&self, profile: &str) -> Result<(), EngineError> {
        self.say(&Down::Models {
            profile: profile.to_owned(),
        })
    }

    fn say(&self, down: &Down) -> Result<(), EngineError> {
        let text = wire::line(down).map_err(|_| EngineError::Gone)?;
        let (written, done) = mpsc::sync_channel(1);
        self.lines.send(Line { text, written }).map_err(|_| EngineError::Gone)?;
        match done.recv_timeout(PATIENCE) {
            Ok(()) | Err(mpsc::RecvTimeoutError::Timeout) => Ok(()),
            Err(mpsc::RecvTimeoutError::Disconnected) => Err(EngineError::Gone),
        }
    }
}

/// Starts launcher and engine; the launcher has left when this returns.
fn launched(options: &StartOptions) -> Result<(ChildStdin, ChildStdout), EngineError> {
    let program = match &options.program {
        Some(program) => program.clone(),
        None => program::this().map_err(EngineError::start("finding this program"))?,
    };
    // Where no log can be had, as on a full disk, the work goes on without.
    let log = log_file(&options.places).map_or_else(|_| Stdio::null(), Stdio::from);
    let mut launcher = Command::new(program)
        .arg0(NAME)
        .arg("launch")
        .env_clear()
        .envs(program::environment(std::env::vars_os(), &options.secret_variables))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(log)
        .process_group(0)
        .spawn()
        .map_err(EngineError::start("starting the launcher"))?;
    // Taken before the wait, which would close the engine's input.
    let pipes = launcher.stdin.take().zip(launcher.stdout.take());
    let status = launcher
        .wait()
        .map_err(EngineError::start("waiting for the launcher"))?;
    match pipes {
        Some(pipes) if status.success() => Ok(pipes),
        Some(_) | None => Err(EngineError::Launch(status)),
    }
}

fn log_file(places: &Places) -> std::io::Result<File> {
    let directory = places.state.join("log");
    DirBuilder::new().recursive(true).mode(0o700).create(&directory)?;
    OpenOptions::new()
        .create(true)
        .append(true)
        .mode(0o600)
        .open(directory.join("engine.log"))
}

fn write(lines: &Receiver<Line>, mut pipe: ChildStdin) {
    for line in lines {
        if pipe.write_all(line.text.as_bytes()).is_err() {
            return;
        }
        // A caller that is tired of waiting has dropped its end.
        let _ = line.written.send(());
    }
}

fn listen(pipe: impl Read, report: &dyn Fn(Report)) {
    let mut input = BufReader::new(pipe);
    while let Ok(Some(line)) = wire::next_line(&mut input) {
        if let Ok(said) = serde_json::from_str(&line) {
            report(said);
        }
    }
    report(Report::Gone);
}
