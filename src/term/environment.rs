//! What the environment says of the terminal, and how many colours follow from it.

/// The variables that tell something of the terminal, as values.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Environment {
    /// `TERM`.
    pub term: String,
    /// `COLORTERM`.
    pub colorterm: String,
    /// `TERM_PROGRAM`.
    pub term_program: String,
    /// `LC_TERMINAL`, which survives ssh.
    pub lc_terminal: String,
    /// `COLORFGBG`, such as `15;0`.
    pub colorfgbg: String,
    /// `NO_COLOR` is set and not empty.
    pub no_color: bool,
    /// What stands between us and the terminal.
    pub multiplexer: Option<Multiplexer>,
    /// At the other end of an ssh connection.
    pub ssh: bool,
}

/// A program that shares one terminal among several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Multiplexer {
    /// tmux.
    Tmux,
    /// GNU screen.
    Screen,
}

/// How many colours may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ColourDepth {
    /// None: bold, dim and reverse must do.
    Mono,
    /// The terminal's own sixteen.
    Ansi16,
    /// The sixteen, a cube of 216 and 24 greys.
    Indexed256,
    /// Any.
    True,
}

impl Environment {
    /// Reads the variables through `variable`, which gives a variable's value.
    pub fn read(variable: impl Fn(&str) -> Option<String>) -> Self {
        let value = |name: &str| variable(name).unwrap_or_default();
        let is_set = |name: &str| variable(name).is_some_and(|value| !value.is_empty());
        let (term, term_program) = (value("TERM"), value("TERM_PROGRAM"));
        let multiplexer = if is_set("TMUX") || term_program == "tmux" || term.starts_with("tmux") {
            Some(Multiplexer::Tmux)
        } else {
            (is_set("STY") || term.starts_with("screen")).then_some(Multiplexer::Screen)
        };
        Self {
            colorterm: value("COLORTERM"),
            lc_terminal: value("LC_TERMINAL"),
            colorfgbg: value("COLORFGBG"),
            no_color: is_set("NO_COLOR"),
            multiplexer,
            ssh: is_set("SSH_TTY") || is_set("SSH_CONNECTION"),
            term,
            term_program,
        }
    }

    /// The variables of this process.
    #[must_use]
    pub fn of_process() -> Self {
        Self::read(|name| std::env::var(name).ok())
    }

    /// How many colours to use.
    #[must_use]
    pub fn colours(&self) -> ColourDepth {
        const TRUE_TERMS: &[&str] = &[
            "direct",
            "kitty",
            "alacritty",
            "foot",
            "ghostty",
            "wezterm",
            "contour",
            "iterm2",
        ];
        const TRUE_PROGRAMS: &[&str] = &[
            "iTerm.app",
            "WezTerm",
            "ghostty",
            "vscode",
            "WarpTerminal",
            "rio",
            "Hyper",
        ];
        let term = self.term.as_str();
        if self.no_color || term == "dumb" {
            ColourDepth::Mono
        } else if matches!(self.colorterm.as_str(), "truecolor" | "24bit") {
            ColourDepth::True
        } else if term == "linux" {
            ColourDepth::Ansi16
        } else if self.multiplexer.is_none()
            && (TRUE_TERMS.iter().any(|name| term.contains(name)) || TRUE_PROGRAMS.contains(&&*self.term_program))
        {
            ColourDepth::True
        } else if term.contains("256color") || self.term_program == "Apple_Terminal" || self.is_in_tmux() {
            ColourDepth::Indexed256
        } else {
            ColourDepth::Ansi16
        }
    }

    /// Whether what is behind the text is dark, where `COLORFGBG` tells.
    #[must_use]
    pub fn is_dark(&self) -> Option<bool> {
        let behind: u8 = self.colorfgbg.rsplit(';').next()?.parse().ok()?;
        Some(matches!(behind, 0..=6 | 8))
    }

    /// Whether tmux stands between us and the terminal.
    #[must_use]
    pub fn is_in_tmux(&self) -> bool {
        self.multiplexer == Some(Multiplexer::Tmux)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(crate) fn environment(variables: &[(&str, &str)]) -> Environment {
        Environment::read(|name| {
            variables
                .iter()
                .find(|(variable, _)| *variable == name)
                .map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn colours_follow_from_the_environment() {
        let cases: &[(&[(&str, &str)], ColourDepth)] = &[
            (&[], ColourDepth::Ansi16),
            (&[("TERM", "xterm")], ColourDepth::Ansi16),
            (&[("TERM", "xterm-256color")], ColourDepth::Indexed256),
            (
                &[("TERM", "xterm-256color"), ("COLORTERM", "truecolor")],
                ColourDepth::True,
            ),
            (&[("TERM", "xterm-kitty")], ColourDepth::True),
            (&[("TERM", "xterm-direct")], ColourDepth::True),
            (
                &[("TERM", "xterm-256color"), ("TERM_PROGRAM", "Apple_Terminal")],
                ColourDepth::Indexed256,
            ),
            (
                &[("TERM", "xterm-256color"), ("TERM_PROGRAM", "iTerm.app")],
                ColourDepth::True,
            ),
            (&[("TERM", "linux")], ColourDepth::Ansi16),
            (
                &[("TERM", "tmux-256color"), ("TMUX", "/tmp/x")],
                ColourDepth::Indexed256,
            ),
            (&[("TERM", "screen"), ("TMUX", "/tmp/x")], ColourDepth::Indexed256),
            (&[("TERM", "tmux-256color"), ("COLORTERM", "24bit")], ColourDepth::True),
            (&[("TERM", "dumb"), ("COLORTERM", "truecolor")], ColourDepth::Mono),
            (&[("TERM", "xterm-kitty"), ("NO_COLOR", "1")], ColourDepth::Mono),
            (&[("TERM", "xterm-kitty"), ("NO_COLOR", "")], ColourDepth::True),
        ];
        for (variables, depth) in cases {
            assert_eq!(environment(variables).colours(), *depth, "{variables:?}");
        }
    }

    #[test]
    fn multiplexers_and_ssh_are_recognised() {
        let (tmux, screen) = (Some(Multiplexer::Tmux), Some(Multiplexer::Screen));
        let cases = [
            ("TMUX", "/tmp/x", tmux, false),
            ("TERM", "tmux-256color", tmux, false),
            ("TERM_PROGRAM", "tmux", tmux, false),
            ("TERM", "screen.xterm", screen, false),
            ("STY", "1.x", screen, false),
            ("SSH_TTY", "/dev/pts/1", None, true),
            ("SSH_CONNECTION", "a b c d", None, true),
        ];
        for (name, value, multiplexer, ssh) in cases {
            let told = environment(&[(name, value)]);
            assert_eq!((told.multiplexer, told.ssh), (multiplexer, ssh), "{name}={value}");
        }
        // tmux calls its terminal screen by default.
        assert!(environment(&[("TERM", "screen-256color"), ("TMUX", "/tmp/x")]).is_in_tmux());
    }

    #[test]
    fn an_old_variable_tells_dark_from_light() {
        for (value, dark) in [
            ("15;0", Some(true)),
            ("0;15", Some(false)),
            ("0;default;15", Some(false)),
            ("", None),
        ] {
            assert_eq!(environment(&[("COLORFGBG", value)]).is_dark(), dark, "{value}");
        }
    }
}
