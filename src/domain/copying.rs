//! What can be copied of a request, by which way, and the line that fetches a picture from this machine.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::shell_word;

/// What was copied of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CopiedThing {
    /// Its words.
    Prompt,
    /// Its own id, which commands take.
    Id,
    /// The path of its picture.
    Path,
    /// A line that fetches its picture from this machine.
    Scp,
    /// Its history line.
    Json,
    /// A line that sends it by curl.
    Curl,
    /// Its picture.
    Picture,
    /// The page that helps with its failure.
    Link,
    /// The server's name for it.
    RequestId,
}

impl CopiedThing {
    /// What it is called in a sentence.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Prompt => "the prompt",
            Self::Id => "the id",
            Self::Path => "the path",
            Self::Scp => "an scp line",
            Self::Json => "the record as JSON",
            Self::Curl => "a curl line",
            Self::Picture => "the picture",
            Self::Link => "the link",
            Self::RequestId => "the server's id",
        }
    }
}

/// The proof that something was copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied {
    /// What.
    pub thing: CopiedThing,
    /// How much of it, such as `214 characters`.
    pub amount: String,
    /// By which way, as the rest of the sentence, such as `through OSC 52 (tmux passthrough)`.
    pub how: String,
    /// What else is to be known of it; often empty.
    pub remarks: Vec<String>,
}

impl Copied {
    /// The sentence for the screen.
    #[must_use]
    pub fn sentence(&self) -> String {
        let head = format!("copied {}: {} {}", self.thing.label(), self.amount, self.how);
        let parts: Vec<_> = std::iter::once(head).chain(self.remarks.iter().cloned()).collect();
        parts.join("; ")
    }
}

/// Which way texts are copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CopyThrough {
    /// Over SSH the terminal, otherwise the desktop.
    #[default]
    Auto,
    /// The terminal, by OSC 52.
    Terminal,
    /// The desktop's own clipboard.
    Desktop,
}

/// The settings of copying.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct CopySettings {
    /// This machine as the person's own reaches it by scp, such as `studio` or `ada@studio.example`; empty: as the
    /// present SSH line reached it, or its own name.
    pub host: String,
    /// Which way texts go.
    pub through: CopyThrough,
}

/// This machine, as another one reaches it by scp.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScpPlace {
    /// `user@host`, or a host alone.
    at: String,
    /// The port, where it is not the usual one.
    port: Option<u16>,
}

impl ScpPlace {
    /// The place that the setting names; else the address that the present SSH line reached (`SSH_CONNECTION`: client,
    /// its port, server, its port); else `name`, which is the machine's own. `variable` gives a variable's value.
    pub fn of(setting: &str, variable: impl Fn(&str) -> Option<String>, name: &str) -> Self {
        let user = ["USER", "LOGNAME"]
            .into_iter()
            .find_map(&variable)
            .filter(|user| !user.is_empty());
        let with_user = |host: &str| match &user {
            Some(user) if !host.contains('@') => format!("{user}@{host}"),
            _ => host.to_owned(),
        };
        if !setting.is_empty() {
            return Self {
                at: with_user(setting),
                port: None,
            };
        }
        let line = variable("SSH_CONNECTION").unwrap_or_default();
        let parts: Vec<_> = line.split_ascii_whitespace().collect();
        match parts[..] {
            [_, _, address, port] => Self {
                at: with_user(&bracketed(address)),
                port: port.parse().ok().filter(|port| *port != 22),
            },
            _ => Self {
                at: with_user(name),
                port: None,
            },
        }
    }

    /// The line that brings a file of this machine to where it is typed.
    #[must_use]
    pub fn line(&self, path: &Path) -> String {
        let port = self.port.map(|port| format!("-P {port} ")).unwrap_or_default();
        let from = format!("{}:{}", self.at, path.display());
        format!("scp {port}{} .", shell_word(&from))
    }
}

/// scp tells an address of IPv6 from a path by its brackets.
fn bracketed(address: &str) -> String {
    if address.contains(':') {
        format!("[{address}]")
    } else {
        address.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(setting: &str, variables: &[(&str, &str)], path: &str) -> String {
        let variable = |name: &str| {
            let found = variables.iter().find(|(one, _)| *one == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        ScpPlace::of(setting, variable, "studio").line(Path::new(path))
    }

    #[test]
    fn the_line_names_this_machine_as_it_was_reached() {
        type Case<'a> = (&'a str, &'a [(&'a str, &'a str)], &'a str);

        let ada = ("USER", "ada");
        let cases: &[Case<'_>] = &[
            ("", &[ada], "scp ada@studio:/d/a.png ."),
            ("", &[], "scp studio:/d/a.png ."),
            (
                "",
                &[ada, ("SSH_CONNECTION", "9.9.9.9 5000 10.0.0.7 22")],
                "scp ada@10.0.0.7:/d/a.png .",
            ),
            (
                "",
                &[("LOGNAME", "bo"), ("SSH_CONNECTION", "::2 5000 fe80::1 2222")],
                "scp -P 2222 'bo@[fe80::1]:/d/a.png' .",
            ),
            (
                "box",
                &[ada, ("SSH_CONNECTION", "9.9.9.9 5000 10.0.0.7 22")],
                "scp ada@box:/d/a.png .",
            ),
            ("bo@box", &[ada], "scp bo@box:/d/a.png ."),
            ("", &[("SSH_CONNECTION", "torn"), ada], "scp ada@studio:/d/a.png ."),
        ];
        for (setting, variables, expected) in cases {
            assert_eq!(
                line(setting, variables, "/d/a.png"),
                *expected,
                "{setting} {variables:?}"
            );
        }
        assert_eq!(line("box", &[], "/my d/it's.png"), r"scp 'box:/my d/it'\''s.png' .");
    }

    #[test]
    fn the_proof_says_what_how_much_and_how() {
        let copied = Copied {
            thing: CopiedThing::Prompt,
            amount: "214 characters".to_owned(),
            how: "through OSC 52 (tmux passthrough)".to_owned(),
            remarks: vec!["one key was taken out".to_owned()],
        };
        assert_eq!(
            copied.sentence(),
            "copied the prompt: 214 characters through OSC 52 (tmux passthrough); one key was taken out"
        );
    }
}
