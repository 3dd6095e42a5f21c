//! The studio inside tmux under a real shell; runs with `POCHADE_TMUX=1` where tmux is installed, and says so otherwise.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a failing test may panic and must speak"
)]

use std::{
    path::Path,
    process::{Command, Output},
    time::Duration,
};

/// A tmux server of its own, with a shell in one window.
struct Tmux {
    folder: tempfile::TempDir,
}

impl Tmux {
    /// `None`, and a loud line, where the test was not asked for.
    fn start() -> Option<Self> {
        if std::env::var_os("POCHADE_TMUX").is_none() {
            eprintln!("SKIPPED: tests in tmux run with POCHADE_TMUX=1");
            return None;
        }
        let tmux = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        tmux.run(&["new-session", "-d", "-s", "test", "-x", "120", "-y", "40", "sh"]);
        for (name, below) in [
            ("DATA", "data"),
            ("STATE", "state"),
            ("CACHE", "cache"),
            ("CONFIG", "config"),
        ] {
            let path = tmux.folder.path().join(below);
            tmux.keys(&[&format!("export POCHADE_{name}_DIR='{}'", path.display()), "Enter"]);
        }
        tmux.keys(&["set -m; PS1='shell> '; clear", "Enter"]);
        tmux.wait_for("shell>");
        Some(tmux)
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let socket = self.folder.path().join("tmux.sock");
        let mut command = Command::new("tmux");
        command
            .arg("-S")
            .arg(socket)
            .args(["-f", "/dev/null"])
            .args(arguments)
            .env_remove("TMUX");
        command.output().unwrap()
    }

    fn keys(&self, keys: &[&str]) {
        let mut arguments = vec!["send-keys", "-t", "test"];
        arguments.extend(keys);
        self.run(&arguments);
    }

    fn screen(&self) -> String {
        let output = self.run(&["capture-pane", "-p", "-t", "test"]);
        String::from_utf8(output.stdout).unwrap()
    }

    fn wait_for(&self, what: &str) {
        self.wait_until(what, |screen| screen.contains(what));
    }

    fn wait_until(&self, what: &str, is_so: impl Fn(&str) -> bool) {
        for _ in 0..600 {
            if is_so(&self.screen()) {
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("waited in vain for {what}; the screen:\n{}", self.screen());
    }

    fn studio(&self) {
        let program = Path::new(env!("CARGO_BIN_EXE_pochade"));
        self.keys(&[&format!("{} --sandbox", program.display()), "Enter"]);
        self.wait_for("1 Compose");
    }
}

impl Drop for Tmux {
    fn drop(&mut self) {
        self.run(&["kill-server"]);
    }
}

#[test]
fn a_picture_is_made_by_keys_alone_and_found_again() {
    let Some(tmux) = Tmux::start() else { return };
    tmux.studio();
    tmux.keys(&["a red kite over dunes"]);
    tmux.wait_for("a red kite over dunes");
    tmux.keys(&["M-Enter"]);
    tmux.wait_for("1024×1024 png");
    tmux.wait_until("the picture in half blocks", |screen| {
        screen.contains('▀') || screen.contains('▄')
    });
    tmux.keys(&["Escape"]);
    std::thread::sleep(Duration::from_millis(700));
    tmux.keys(&["q"]);
    tmux.wait_until("the shell", |screen| !screen.contains("1 Compose"));

    tmux.studio();
    tmux.keys(&["Escape"]);
    std::thread::sleep(Duration::from_millis(700));
    tmux.keys(&["2"]);
    tmux.wait_for("a red kite over dunes");
    tmux.keys(&["r"]);
    tmux.wait_until("two requests", |screen| screen.matches("● ").count() >= 2);
    tmux.keys(&["q"]);
    tmux.wait_until("the shell", |screen| !screen.contains("1 Compose"));
}

#[test]
fn ctrl_z_suspends_and_fg_repaints() {
    let Some(tmux) = Tmux::start() else { return };
    tmux.studio();
    tmux.keys(&["half a thought"]);
    tmux.wait_for("half a thought");
    tmux.keys(&["C-z"]);
    tmux.wait_until("the shell", |screen| {
        screen.contains("shell>") && !screen.contains("1 Compose")
    });
    tmux.keys(&["fg", "Enter"]);
    tmux.wait_for("1 Compose");
    tmux.wait_for("half a thought");
    tmux.keys(&[" and more"]);
    tmux.wait_for("half a thought and more");
    let cursor = tmux.run(&["display-message", "-p", "-t", "test", "#{cursor_flag}"]);
    assert_eq!(
        String::from_utf8(cursor.stdout).unwrap().trim(),
        "1",
        "it is seen while one types"
    );
}
