//! What one should know who works over SSH: asked of the system off the drawing thread, told once on each host.

use std::{
    io::Read,
    process::{Command, Stdio},
    sync::mpsc::Sender,
    thread,
    time::{Duration, Instant},
};

use super::event::Event;
use crate::{
    app::{Msg, OverSsh},
    config::Environment,
    domain::Places,
    store,
};

/// So long logind may take for both of its answers.
const PATIENCE: Duration = Duration::from_millis(500);
/// How often it is looked whether it has answered.
const APART: Duration = Duration::from_millis(10);

/// Looks on a thread of its own, where this is an SSH login at all.
pub fn look(places: &Places, environment: &Environment, hidden: Vec<String>, events: &Sender<Event>) {
    if environment.text("SSH_CONNECTION").is_none() {
        return;
    }
    let alone = environment.text("TMUX").is_none() && environment.text("STY").is_none();
    let (places, events) = (places.clone(), events.clone());
    let user = environment.text("USER").or_else(|| environment.text("LOGNAME"));
    let user = user.unwrap_or_default().to_owned();
    thread::spawn(move || {
        let is_news = |hint: &OverSsh| !store::is_told(&places, word(*hint));
        let mut hints = Vec::new();
        if is_news(&OverSsh::LogoutKills) && logout_kills(&user, &hidden) {
            hints.push(OverSsh::LogoutKills);
        }
        hints.extend(Some(OverSsh::NoMultiplexer).filter(|_| alone).filter(is_news));
        for hint in hints {
            // Without the note it is said again; the person has nothing to decide here.
            let _ = store::note_told(&places, word(hint));
            // The loop is gone only when the program ends.
            let _ = events.send(Event::Msg(Msg::OverSsh(hint)));
        }
    });
}

const fn word(hint: OverSsh) -> &'static str {
    match hint {
        OverSsh::NoMultiplexer => "no-multiplexer",
        OverSsh::LogoutKills => "logout-kills",
    }
}

/// Whether logind ends this user's processes at logout; no where it cannot be asked in time.
fn logout_kills(user: &str, hidden: &[String]) -> bool {
    let deadline = Instant::now() + PATIENCE;
    let kills = asked(&["show-session", "--property=KillUserProcesses"], hidden, deadline);
    if kills.as_deref() != Some("KillUserProcesses=yes") {
        return false;
    }
    let lingers = asked(&["show-user", user, "--property=Linger"], hidden, deadline);
    lingers.as_deref() != Some("Linger=yes")
}

/// What `loginctl` answers in its first line.
fn asked(arguments: &[&str], hidden: &[String], deadline: Instant) -> Option<String> {
    let mut command = Command::new("loginctl");
    command
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    for variable in hidden {
        command.env_remove(variable);
    }
    let mut child = command.spawn().ok()?;
    // The answers are shorter than any pipe holds.
    while child.try_wait().ok()?.is_none() {
        if Instant::now() >= deadline {
            // It may have ended just now.
            let _ = child.kill();
            let _ = child.wait();
            return None;
        }
        thread::sleep(APART);
    }
    let mut text = String::new();
    child.stdout.take()?.take(4096).read_to_string(&mut text).ok()?;
    text.lines().next().map(str::to_owned)
}
