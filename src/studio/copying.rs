//! Makes what is copied of a request: lines for scp and curl need this machine and the profile's server.

use std::path::{Path, PathBuf};

use url::Url;

use super::{
    copy_hand::{Reach, Text},
    doctor,
    turn::Studio,
};
use crate::{
    api::{self, CurlLine},
    app::{CopyWish, Msg},
    config,
    domain::{CopiedThing, Failure, FailureKind, HistoryEntry, SANDBOX, ScpPlace},
    term::{TerminalLook, TmuxFacts, host_name},
};

/// Where the built-in server is in a line that is run later: at the port that the remark names.
const SANDBOX_BASE: &str = "http://127.0.0.1:8080/v1";

impl Studio {
    /// Copies something of a request; the answer comes as a message.
    pub(super) fn copy(&mut self, wish: CopyWish) -> Result<(), Failure> {
        let reach = Reach {
            look: self.look(),
            redactor: self.hands.redactor(),
            folder: self.folder_of_copies(),
        };
        let text = match wish {
            CopyWish::Text { thing, text } => Text {
                thing,
                text,
                remarks: Vec::new(),
            },
            CopyWish::Scp(path) => Text {
                thing: CopiedThing::Scp,
                text: self.scp_line(&path),
                remarks: Vec::new(),
            },
            CopyWish::Curl(entry) => {
                let CurlLine { line, remarks } = self.curl_line(&entry)?;
                Text {
                    thing: CopiedThing::Curl,
                    text: line,
                    remarks,
                }
            }
            CopyWish::Picture(path) => {
                let line = self.scp_line(&path);
                self.hands.copies.picture(path, line, reach);
                return Ok(());
            }
        };
        self.hands.copies.text(text, reach);
        Ok(())
    }

    /// Has everything looked at, away from the drawing thread.
    pub(super) fn diagnose(&self) {
        let mut look = self.look();
        let environment = self.environment.clone();
        self.hands.files.ask(move |_| {
            look.tmux = look.environment.is_in_tmux().then(TmuxFacts::ask);
            Some(Msg::Diagnosed(Box::new(doctor::diagnose(&look, &environment))))
        });
    }

    fn look(&self) -> TerminalLook {
        self.looks.seen(self.session.size().ok(), self.settings.copy.through)
    }

    /// The runtime folder goes with the session, as what is copied may; where there is none, the state folder.
    fn folder_of_copies(&self) -> PathBuf {
        let runtime = self
            .environment
            .path("XDG_RUNTIME_DIR")
            .map(|folder| folder.join("pochade"));
        runtime.unwrap_or_else(|| self.places.state.clone())
    }

    fn scp_line(&self, path: &Path) -> String {
        let variable = |name: &str| self.environment.text(name).map(str::to_owned);
        ScpPlace::of(&self.settings.copy.host, variable, &host_name()).line(path)
    }

    fn curl_line(&self, entry: &HistoryEntry) -> Result<CurlLine, Failure> {
        let name = &entry.profile;
        let setup = |message: String| Failure::new(FailureKind::Setup, message);
        let gone = || setup(format!("the profile '{name}' that it was made with is gone"));
        let profile = self.settings.profile(name).ok_or_else(gone)?;
        let is_sandbox = name == SANDBOX;
        let base = match &profile.base_url {
            _ if is_sandbox => Url::parse(SANDBOX_BASE).ok(),
            base => base.clone(),
        };
        let base = base.ok_or_else(|| setup(format!("the profile '{name}' has no base_url")))?;
        let place = config::key_place(&self.places, name, &profile, &self.environment);
        let keyed = place.source != "none needed";
        let mut told = api::curl(&profile, &base, keyed, &entry.request)?;
        if is_sandbox {
            told.remarks.push("pochade sandbox --port 8080 answers it".to_owned());
        }
        Ok(told)
    }
}
