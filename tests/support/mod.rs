//! A real pseudo terminal with a model of its screen, and pochade in it.

use std::{
    io::{Read, Write},
    num::NonZeroU16,
    path::Path,
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// How long anything may take before a test gives up; a loaded machine is slow.
const PATIENCE: Duration = Duration::from_mins(1);

/// A folder of its own for everything that pochade keeps.
pub struct Home(pub tempfile::TempDir);

impl Home {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// The variables that keep pochade inside this folder.
    pub fn variables(&self) -> Vec<(String, String)> {
        variables(self.path())
    }
}

/// The variables that keep pochade inside a folder.
pub fn variables(root: &Path) -> Vec<(String, String)> {
    let below = |name: &str| root.join(name).display().to_string();
    vec![
        ("HOME".to_owned(), below("")),
        ("POCHADE_DATA_DIR".to_owned(), below("data")),
        ("POCHADE_STATE_DIR".to_owned(), below("state")),
        ("POCHADE_CACHE_DIR".to_owned(), below("cache")),
        ("POCHADE_CONFIG_DIR".to_owned(), below("config")),
        ("PATH".to_owned(), std::env::var("PATH").unwrap_or_default()),
        ("LANG".to_owned(), "C.UTF-8".to_owned()),
    ]
}

/// The screen as seen, and every byte that made it.
struct Seen {
    screen: vt100::Parser,
    bytes: Vec<u8>,
    closed: bool,
    /// The reader is to let go of the terminal.
    leaves: bool,
    /// The reader is to leave the bytes where they are.
    paused: bool,
}

/// pochade in a pseudo terminal.
pub struct Term {
    child: Box<dyn Child + Send + Sync>,
    master: Option<Box<dyn MasterPty + Send>>,
    writer: Option<Box<dyn Write + Send>>,
    seen: Arc<Mutex<Seen>>,
}

impl Term {
    /// Starts pochade with these arguments in a terminal that answers no question.
    pub fn start(home: &Home, arguments: &[&str], columns: u16, rows: u16) -> Self {
        Self::start_in(home, &[], arguments, columns, rows)
    }

    /// The same with more variables in the environment.
    pub fn start_in(home: &Home, more: &[(&str, &str)], arguments: &[&str], columns: u16, rows: u16) -> Self {
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_pochade"));
        command.args(arguments);
        command.env_clear();
        for (name, value) in home.variables() {
            command.env(name, value);
        }
        for (name, value) in more {
            command.env(name, value);
        }
        command.cwd(home.path());
        Self::run(command, columns, rows)
    }

    /// Starts any program in such a terminal.
    pub fn run(mut command: CommandBuilder, columns: u16, rows: u16) -> Self {
        let size = PtySize {
            rows,
            cols: columns,
            pixel_width: 0,
            pixel_height: 0,
        };
        let pair = native_pty_system().openpty(size).unwrap();
        command.env("TERM", "xterm-256color");
        command.env("COLORTERM", "truecolor");
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let seen = Seen {
            screen: vt100::Parser::new(cells(rows), cells(columns), 0),
            bytes: Vec::new(),
            closed: false,
            leaves: false,
            paused: false,
        };
        let seen = Arc::new(Mutex::new(seen));
        watch(pair.master.try_clone_reader().unwrap(), Arc::clone(&seen));
        let writer = pair.master.take_writer().unwrap();
        Self {
            child,
            master: Some(pair.master),
            writer: Some(writer),
            seen,
        }
    }

    /// Types bytes, as a keyboard would send them.
    pub fn keys(&mut self, bytes: &str) {
        let writer = self.writer.as_mut().unwrap();
        writer.write_all(bytes.as_bytes()).unwrap();
        writer.flush().unwrap();
    }

    /// The screen's text.
    pub fn screen(&self) -> String {
        self.seen.lock().unwrap().screen.screen().contents()
    }

    /// Waits until the screen shows something.
    pub fn wait_for(&self, what: &str) {
        self.wait_until(&format!("'{what}' to be seen"), |screen| screen.contains(what));
    }

    /// Waits until the screen shows something no longer.
    pub fn wait_without(&self, what: &str) {
        self.wait_until(&format!("'{what}' to be gone"), |screen| !screen.contains(what));
    }

    /// Waits until the screen is as wished.
    pub fn wait_until(&self, what: &str, is_so: impl Fn(&str) -> bool) {
        let since = Instant::now();
        while since.elapsed() < PATIENCE {
            if is_so(&self.screen()) {
                return;
            }
            thread::sleep(Duration::from_millis(15));
        }
        panic!("waited in vain for {what}; the screen:\n{}", self.screen());
    }

    /// The process in the terminal.
    pub fn process(&self) -> u32 {
        self.child.process_id().unwrap()
    }

    /// Closes the terminal, as a lost connection does.
    pub fn hang_up(&mut self) {
        self.seen.lock().unwrap().leaves = true;
        // The reader holds the terminal too, and lets go of it with the next bytes: those of a new size.
        self.resize(77, 23);
        let since = Instant::now();
        while !self.seen.lock().unwrap().closed && since.elapsed() < PATIENCE {
            thread::sleep(Duration::from_millis(5));
        }
        self.writer = None;
        self.master = None;
    }

    /// Reads nothing any more, like a person who pressed ctrl-s; what is read already still counts.
    pub fn stop_reading(&mut self) {
        self.seen.lock().unwrap().paused = true;
    }

    /// Reads on.
    pub fn read_again(&mut self) {
        self.seen.lock().unwrap().paused = false;
    }

    /// Whether the process has not ended yet.
    pub fn is_running(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    /// Changes the window's size.
    pub fn resize(&mut self, columns: u16, rows: u16) {
        self.seen
            .lock()
            .unwrap()
            .screen
            .screen_mut()
            .set_size(cells(rows), cells(columns));
        self.tell_size(columns, rows);
    }

    /// Tells of a size that the window does not have.
    pub fn tell_size(&mut self, columns: u16, rows: u16) {
        let size = PtySize {
            rows,
            cols: columns,
            pixel_width: 0,
            pixel_height: 0,
        };
        self.master.as_ref().unwrap().resize(size).unwrap();
    }

    /// Waits for the end and gives the exit code.
    pub fn exit_code(&mut self) -> u32 {
        let since = Instant::now();
        while since.elapsed() < PATIENCE {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.exit_code();
            }
            thread::sleep(Duration::from_millis(10));
        }
        panic!(
            "process {} does not end; the screen:\n{}",
            self.process(),
            self.screen()
        );
    }

    /// The terminal as it is now, with its modes.
    pub fn now(&self) -> vt100::Screen {
        self.seen.lock().unwrap().screen.screen().clone()
    }

    /// What is printed outside the studio's screen: after the end, what the person sees in the shell.
    pub fn left_behind(&self) -> vt100::Screen {
        let since = Instant::now();
        // The last bytes may still be on their way after the end of the process.
        while !self.seen.lock().unwrap().closed && since.elapsed() < Duration::from_secs(5) {
            thread::sleep(Duration::from_millis(10));
        }
        self.seen.lock().unwrap().screen.screen().clone()
    }

    /// Every byte that was written to the terminal.
    pub fn bytes(&self) -> Vec<u8> {
        self.seen.lock().unwrap().bytes.clone()
    }
}

impl Drop for Term {
    fn drop(&mut self) {
        // A failed test must not leave a studio behind; one that has ended is none.
        let _ = self.child.kill();
    }
}

fn cells(number: u16) -> NonZeroU16 {
    NonZeroU16::new(number).unwrap()
}

fn watch(mut reader: Box<dyn Read + Send>, state: Arc<Mutex<Seen>>) {
    thread::spawn(move || {
        let mut piece = [0; 8192];
        loop {
            let read = reader.read(&mut piece).unwrap_or(0);
            let mut seen = state.lock().unwrap();
            if read == 0 {
                seen.closed = true;
                return;
            }
            seen.screen.process(&piece[..read]);
            seen.bytes.extend_from_slice(&piece[..read]);
            if seen.leaves {
                drop(reader);
                seen.closed = true;
                return;
            }
            while seen.paused {
                drop(seen);
                thread::sleep(Duration::from_millis(5));
                seen = state.lock().unwrap();
            }
        }
    });
}
