//! A home, a server that follows scripts, pochade between them, and what must be true of them after every fault.

use std::{
    collections::BTreeMap,
    fs,
    os::unix::fs::{MetadataExt, OpenOptionsExt},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::mpsc::{self, Receiver, RecvTimeoutError},
    thread,
    time::{Duration, Instant},
};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use image::{ImageFormat, RgbaImage};
use jiff::Timestamp;
use pochade::{
    domain::{
        AfterHangup, ApiKey, Draft, Files, HistoryEntry, ModelTable, OptionName, Places, Profile, Report, RequestId,
        RequestState, Stage,
    },
    engine::{Client, Spending, StartOptions},
    store::{NewRequest, Store},
};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use tempfile::TempDir;
use url::Url;
use uuid::Uuid;

pub use crate::eventually::eventually;
use crate::{
    fake_api::{Act, FakeApi, json},
    support,
};

/// The program under test.
pub const POCHADE: &str = env!("CARGO_BIN_EXE_pochade");
/// The key that every request of this suite is sent with.
pub const KEY: &str = "sk-canary-fedcba9876543210";
/// How long anything may take before a test gives up; a loaded machine is slow.
pub const PATIENCE: Duration = Duration::from_secs(90);

/// A place for everything that pochade keeps.
pub struct Home {
    root: PathBuf,
    _folder: Option<TempDir>,
}

/// How a call of the command line went.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub errors: String,
}

impl Ran {
    /// The lines of standard output, which must be JSON.
    pub fn json(&self) -> Vec<Value> {
        let line = |line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}\n{self:?}"));
        self.out.lines().map(line).collect()
    }
}

impl Home {
    /// A home in memory where there is room for one, for speed; nothing of this suite asks what a power cut leaves of it.
    pub fn new() -> Self {
        const ROOM: u64 = 1 << 30;
        let memory = Path::new("/dev/shm");
        let room = rustix::fs::statvfs(memory).map_or(0, |facts| facts.f_bavail * facts.f_frsize);
        let folder = if room > ROOM {
            tempfile::tempdir_in(memory)
        } else {
            tempfile::tempdir()
        }
        .unwrap();
        Self {
            root: folder.path().to_path_buf(),
            _folder: Some(folder),
        }
    }

    /// A home in a directory that somebody else takes away.
    pub fn at(root: &Path) -> Self {
        Self {
            root: root.to_path_buf(),
            _folder: None,
        }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    pub fn places(&self) -> Places {
        Places::below(&self.root)
    }

    pub fn store(&self) -> Store {
        Store::open(&self.places()).unwrap()
    }

    /// Makes a server the one that profile `own` sends to.
    pub fn use_server(&self, server: &FakeApi) {
        let config = self.path("config");
        fs::create_dir_all(&config).unwrap();
        let text = format!(
            "profile = \"own\"\n[profiles.own]\nbase_url = \"{}\"\nkey_file = \"key\"\ninsecure = true\n",
            server.base
        );
        fs::write(config.join("config.toml"), text).unwrap();
        let mut key = fs::File::options();
        key.write(true).create(true).truncate(true).mode(0o600);
        std::io::Write::write_all(&mut key.open(config.join("key")).unwrap(), KEY.as_bytes()).unwrap();
    }

    /// The variables that keep pochade inside.
    pub fn variables(&self) -> Vec<(String, String)> {
        support::variables(&self.root)
    }

    /// A program with these arguments in this home, perhaps behind others: `["strace", …, POCHADE]`.
    pub fn command_of(&self, program: &[&str], arguments: &[&str]) -> Command {
        let mut command = Command::new(program[0]);
        command
            .args(&program[1..])
            .args(arguments)
            .current_dir(&self.root)
            .env_clear()
            .envs(self.variables())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Ran {
        finished(self.command_of(&[POCHADE], arguments).spawn().unwrap())
    }

    /// Sends one small request and waits for its end.
    pub fn generate(&self, prompt: &str) -> Ran {
        self.run(&generate(prompt))
    }

    pub fn history(&self) -> Vec<Value> {
        let ran = self.run(&["history", "--json"]);
        assert_eq!(ran.code, 0, "{ran:?}");
        ran.json()
    }

    /// Puts a request into the queue.
    pub fn enqueue(&self, prompt: &str) -> RequestId {
        enqueue(&self.store(), prompt)
    }

    /// The processes that have something of this home open: engines, first of all.
    pub fn processes(&self) -> Vec<u32> {
        let Ok(processes) = fs::read_dir("/proc") else {
            return Vec::new();
        };
        let pid = |entry: fs::DirEntry| entry.file_name().to_str()?.parse::<u32>().ok();
        let mut found: Vec<u32> = processes.flatten().filter_map(pid).collect();
        let lock_holders = self.lock_holders();
        found.retain(|pid| *pid != std::process::id() && (has_open(*pid, &self.root) || lock_holders.contains(pid)));
        found
    }

    /// Whoever holds a lock of an engine here: all may know that, also of a process that keeps its open files to itself.
    fn lock_holders(&self) -> Vec<u32> {
        let files = fs::read_dir(self.path("state/locks"));
        let inodes: Vec<String> = files
            .into_iter()
            .flatten()
            .flatten()
            .filter_map(|file| Some(format!(":{}", file.metadata().ok()?.ino())))
            .collect();
        let locks = fs::read_to_string("/proc/locks").unwrap_or_default();
        let holder = |line: &str| {
            let words: Vec<&str> = line.split_whitespace().collect();
            let place = words.iter().find(|word| word.matches(':').count() == 2)?;
            let is_here = inodes.iter().any(|inode| place.ends_with(inode));
            is_here.then(|| words[4].parse().ok()).flatten()
        };
        locks.lines().filter_map(holder).collect()
    }

    /// The engines at work here, by the locks that they hold open.
    pub fn engines(&self) -> Vec<u32> {
        let locks = self.path("state/locks");
        let lock_holders = self.lock_holders();
        let mut found = self.processes();
        found.retain(|pid| has_open(*pid, &locks) || lock_holders.contains(pid));
        found
    }

    /// Waits until no process has anything of this home open.
    pub fn is_quiet(&self) {
        eventually("all processes leave", || self.processes().is_empty().then_some(()));
    }

    /// What must be true after any fault: nothing open is left behind by the dead, the program's own check finds
    /// nothing, every stored request has its picture, and nothing was sent that has no attempt. The answer is the
    /// history.
    pub fn is_sound(&self, server: &FakeApi) -> Vec<Value> {
        let history = self.history();
        let check = self.run(&["check", "--json"]);
        assert_eq!(check.code, 0, "{check:?}");
        assert_eq!(check.json()[0]["damaged"], Value::Array(Vec::new()), "{check:?}");
        let mut attempts: BTreeMap<String, u64> = BTreeMap::new();
        for entry in &history {
            let state = entry["state"].as_str().unwrap();
            let images = entry["images"].as_array().unwrap();
            assert!(state != "stored" || !images.is_empty(), "{entry}");
            *attempts
                .entry(entry["prompt"].as_str().unwrap().to_owned())
                .or_default() += entry["attempts"].as_u64().unwrap();
        }
        for (prompt, posts) in posts(server) {
            let known = attempts.get(&prompt).copied().unwrap_or(0);
            assert!(posts <= known, "'{prompt}' was sent {posts} times in {known} attempts");
        }
        history
    }
}

/// The arguments that send one small request.
pub fn generate(prompt: &str) -> [&str; 6] {
    ["generate", prompt, "--quality", "low", "--json", "--quiet"]
}

fn has_open(pid: u32, below: &Path) -> bool {
    let Ok(files) = fs::read_dir(format!("/proc/{pid}/fd")) else {
        return false;
    };
    files
        .flatten()
        .any(|file| fs::read_link(file.path()).is_ok_and(|target| target.starts_with(below)))
}

pub fn finished(child: Child) -> Ran {
    let output = child.wait_with_output().unwrap();
    Ran {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        errors: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// How often each prompt was sent.
pub fn posts(server: &FakeApi) -> BTreeMap<String, u64> {
    let mut posts = BTreeMap::new();
    for heard in server.heard().iter().filter(|heard| heard.line.starts_with("POST")) {
        let body: Value = serde_json::from_slice(&heard.body).unwrap();
        *posts.entry(body["prompt"].as_str().unwrap().to_owned()).or_default() += 1;
    }
    posts
}

/// A small picture that no other number gives, in base64.
pub fn picture(number: u32) -> String {
    BASE64_STANDARD.encode(png(number))
}

/// The same as bytes.
pub fn png(number: u32) -> Vec<u8> {
    let [red, green, blue, _] = number.to_le_bytes();
    let mut bytes = std::io::Cursor::new(Vec::new());
    let image = RgbaImage::from_pixel(3, 2, image::Rgba([red, green, blue, 255]));
    image.write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// The body of an answer with these pictures.
pub fn body(pictures: &[u32]) -> String {
    let data: Vec<String> = pictures
        .iter()
        .map(|number| format!("{{\"b64_json\":\"{}\"}}", picture(*number)))
        .collect();
    format!(
        "{{\"data\":[{}],\"usage\":{{\"input_tokens\":10,\"output_tokens\":196,\"total_tokens\":206}}}}",
        data.join(",")
    )
}

/// A good answer with a picture of its own.
pub fn good(number: u32) -> Vec<Act> {
    vec![Act::Say(json("200 OK", &body(&[number])))]
}

/// A server that answers every request at once with a picture of its own.
pub fn ready_server() -> FakeApi {
    FakeApi::start((0..).map(good))
}

/// Waits so long in a script.
pub fn pause(time: Duration) -> Act {
    Act::Do(Box::new(move |_| thread::sleep(time)))
}

pub fn enqueue(store: &Store, prompt: &str) -> RequestId {
    enqueue_many(store, prompt, 1)
}

/// The same with a wish for several pictures.
pub fn enqueue_many(store: &Store, prompt: &str, count: u32) -> RequestId {
    let draft = Draft {
        prompt: prompt.to_owned(),
        model: "gpt-image-2.5-flare".to_owned(),
        size: "1024x1024".to_owned(),
        count: count.to_string(),
        options: BTreeMap::from([(OptionName::Quality, "low".to_owned())]),
        ..Draft::default()
    };
    let id = RequestId::from_uuid(Uuid::now_v7());
    store
        .enqueue(NewRequest {
            id,
            created_at: Timestamp::now(),
            profile: "own".to_owned(),
            request: ModelTable::standard().unwrap().checked(&draft).unwrap(),
            estimate: "0.01".parse().ok(),
            billed: true,
            directory: None,
        })
        .unwrap();
    id
}

/// An engine that this process has started and listens to.
pub struct Engine {
    pub client: Client,
    reports: Receiver<Report>,
}

impl Engine {
    pub fn start(home: &Home, server: &FakeApi) -> Self {
        Self::behind(home, server, None).unwrap()
    }

    /// An engine that another program starts; nothing when it cannot be started.
    pub fn behind(home: &Home, server: &FakeApi, program: Option<PathBuf>) -> Option<Self> {
        let (tell, reports) = mpsc::channel();
        let client = Client::start(StartOptions {
            places: home.places(),
            parallel: 1,
            after_hangup: AfterHangup::FinishQueue,
            spending: Spending::default(),
            files: Files::default(),
            asks: false,
            sandbox_latency: Some(Duration::ZERO),
            secret_variables: Vec::new(),
            program: Some(program.unwrap_or_else(|| PathBuf::from(POCHADE))),
            // A test that has seen enough has dropped its end.
            report: Box::new(move |report| drop(tell.send(report))),
        });
        let client = client.ok()?;
        let profile = Profile {
            base_url: Url::parse(&server.base).ok(),
            ..Profile::openai()
        };
        client.profile("own", &profile, ApiKey::new(KEY).as_ref()).ok()?;
        Some(Self { client, reports })
    }

    /// The next report that this picks; nothing when the engine ends or says nothing more.
    pub fn picked<T>(&self, patience: Duration, pick: impl Fn(&Report) -> Option<T>) -> Option<T> {
        let deadline = Instant::now() + patience;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            match self.reports.recv_timeout(left) {
                Ok(Report::Gone) | Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return None,
                Ok(report) => {
                    if let Some(found) = pick(&report) {
                        return Some(found);
                    }
                }
            }
        }
    }

    /// Waits until a request has come to a stage; tells how long it is to wait there.
    pub fn stage(&self, id: RequestId, stage: Stage) -> Option<u64> {
        self.picked(PATIENCE, |report| match report {
            Report::Stage {
                id: of,
                stage: at,
                wait_s,
            } if *of == id && *at == stage => Some(*wait_s),
            _ => None,
        })
        .unwrap()
    }

    /// Waits for a request's end.
    pub fn end_of(&self, id: RequestId) -> RequestState {
        self.picked(PATIENCE, |report| ended(report, id)).unwrap()
    }

    /// Sends one request and gives what is kept of it at its end.
    pub fn sends(&self, home: &Home, prompt: &str) -> HistoryEntry {
        let id = home.enqueue(prompt);
        self.client.run(id).unwrap();
        let state = self.end_of(id);
        let entry = home.store().entry(id).unwrap();
        assert_eq!(entry.state, state, "{prompt}");
        entry
    }
}

/// The state that a report tells as a request's end.
pub fn ended(report: &Report, of: RequestId) -> Option<RequestState> {
    match report {
        Report::Ended { id, state, .. } if *id == of => Some(*state),
        _ => None,
    }
}

/// Sends a signal to a process that may have gone already.
pub fn signal(pid: u32, signal: Signal) {
    let pid = Pid::from_raw(i32::try_from(pid).unwrap()).unwrap();
    // It may have ended meanwhile.
    let _ = kill_process(pid, signal);
}
