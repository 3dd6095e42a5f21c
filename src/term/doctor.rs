//! What is known of the terminal, in words: what was asked and answered, what was chosen and why, what could be better.

use super::{
    Answer, Capabilities, ColourDepth, CopyWay, Environment, Multiplexer, Probe, Protocol, TerminalSize, TmuxFacts,
    copy_ways, keeps_files, questions,
};
use crate::domain::{CopyThrough, PictureProtocol, Section, one_line};

/// A terminal that was asked, with everything that is known of it.
#[derive(Debug, Clone)]
pub struct TerminalLook {
    /// What the environment says.
    pub environment: Environment,
    /// What it answered.
    pub probe: Probe,
    /// Whether there is one at all.
    pub there: bool,
    /// Its size, where it has one.
    pub size: Option<TerminalSize>,
    /// How pictures were asked to be drawn.
    pub wanted: PictureProtocol,
    /// Which way texts are asked to be copied.
    pub through: CopyThrough,
    /// What tmux says, inside tmux.
    pub tmux: Option<TmuxFacts>,
}

/// The questions, by a piece that only they have, and what they ask for.
const QUESTIONS: [(&str, &str); 7] = [
    ("_Gi=", "kitty pictures"),
    ("[>0q", "name and version"),
    ("[16t", "cell size"),
    ("]11;?", "background"),
    ("[?u", "keyboard protocol"),
    ("[?2026$p", "whole frames"),
    ("[c", "attributes"),
];

impl TerminalLook {
    /// Everything about the terminal, in the order in which it is read.
    #[must_use]
    pub fn sections(&self) -> Vec<Section> {
        let known = self.probe.capabilities();
        let mut sections = vec![
            self.terminal(&known),
            self.asked(),
            self.pictures(&known),
            self.colours(&known),
            self.keys(&known),
            self.clipboard(&known),
        ];
        sections.extend(self.tmux.as_ref().map(tmux_section));
        sections
    }

    /// Whether tmux was seen to hand wrapped sequences on.
    #[must_use]
    pub fn passes_tmux(&self) -> bool {
        self.probe.answers().any(|answer| *answer == Answer::Ready)
    }

    fn terminal(&self, known: &Capabilities) -> Section {
        let mut section = Section::new("Terminal");
        let environment = &self.environment;
        let name = known.name.as_deref().map(one_line);
        section.tell("program", name.as_deref().unwrap_or("it did not say"));
        let words = [
            ("TERM", &environment.term),
            ("COLORTERM", &environment.colorterm),
            ("TERM_PROGRAM", &environment.term_program),
            ("LC_TERMINAL", &environment.lc_terminal),
        ];
        for (label, value) in words {
            if !value.is_empty() {
                section.tell(label, one_line(value));
            }
        }
        section.tell(
            "size",
            self.size.map_or_else(
                || "none: there is no terminal".to_owned(),
                |size| format!("{}x{} cells", size.columns, size.rows),
            ),
        );
        section.tell(
            "between",
            match environment.multiplexer {
                None => "nothing",
                Some(Multiplexer::Tmux) => "tmux",
                Some(Multiplexer::Screen) => "GNU screen",
            },
        );
        section.tell("line", if environment.ssh { "SSH" } else { "this machine" });
        section
    }

    fn asked(&self) -> Section {
        let mut section = Section::new("Asked and answered");
        if !self.there {
            section.tell("nothing", "there is no terminal to ask; the environment alone tells");
            return section;
        }
        let bytes = questions(&self.environment);
        let written = String::from_utf8_lossy(&bytes);
        for (piece, label) in QUESTIONS {
            if written.contains(piece) {
                let answer = self.probe.answers().find(|answer| asked_by(answer) == Some(label));
                section.tell(label, answer.map_or_else(|| "no answer".to_owned(), told));
            } else {
                section.tell(label, "not asked of such a terminal");
            }
        }
        if self.environment.is_in_tmux() {
            let passes = self.passes_tmux();
            section.tell(
                "through tmux",
                if passes { "answered: tmux hands on" } else { "no answer" },
            );
        }
        section
    }

    fn pictures(&self, known: &Capabilities) -> Section {
        let mut section = Section::new("Pictures");
        section.tell("drawn as", known.protocol.word());
        section.tell("because", self.why(known));
        if known.protocol == Protocol::Halfblocks && known.name.as_deref().is_some_and(|name| name.starts_with("XTerm"))
        {
            section.better("xterm draws sixel pictures when it is started so", "xterm -ti vt340");
        }
        let (width, height) = (known.cell.width, known.cell.height);
        let by_line = self.size.is_some_and(|size| size.cell.is_some());
        let by_answer = self
            .probe
            .answers()
            .any(|answer| matches!(answer, Answer::CellSize { .. }));
        let guess = if by_line || by_answer { "" } else { ", a guess" };
        section.tell("cell", format!("{width}x{height} pixels{guess}"));
        section
    }

    fn why(&self, known: &Capabilities) -> &'static str {
        if self.wanted != PictureProtocol::Auto {
            return "the settings, a flag or a key say so";
        }
        match known.protocol {
            Protocol::Kitty => "it takes kitty pictures and draws them at their placeholders",
            Protocol::Iterm2 => "its name, or the environment, says iTerm2 or one of its kind",
            Protocol::Sixel => "its attributes name sixel, and the size of a cell is known",
            Protocol::Ascii => "there are no colours",
            Protocol::Sextants | Protocol::Off => "nothing better is known",
            Protocol::Halfblocks if !self.there => "there is no terminal that could say more",
            Protocol::Halfblocks if self.environment.is_in_tmux() && !self.passes_tmux() => {
                "tmux lets no question and no picture through to the terminal behind it"
            }
            Protocol::Halfblocks if self.probe.answers().next().is_none() => {
                "the terminal answered nothing within 200 ms"
            }
            Protocol::Halfblocks => "it names no way for sharper pictures that is known to work there",
        }
    }

    fn colours(&self, known: &Capabilities) -> Section {
        let mut section = Section::new("Colours");
        section.tell(
            "colours",
            match known.colours {
                ColourDepth::Mono if self.environment.no_color => "none: NO_COLOR is set",
                ColourDepth::Mono => "none",
                ColourDepth::Ansi16 => "16",
                ColourDepth::Indexed256 => "256",
                ColourDepth::True => "16 million",
            },
        );
        if matches!(known.colours, ColourDepth::Ansi16 | ColourDepth::Indexed256) && self.environment.term != "linux" {
            section.better(
                "most terminals have 16 million and need only say so",
                "export COLORTERM=truecolor",
            );
        }
        let ground = known.background.map_or_else(
            || "it did not say".to_owned(),
            |colour| {
                let [red, green, blue] = colour.0;
                format!("#{red:02x}{green:02x}{blue:02x}")
            },
        );
        section.tell(
            "background",
            match known.dark {
                Some(true) => format!("{ground}, dark"),
                Some(false) => format!("{ground}, light"),
                None => format!("{ground}; taken for dark"),
            },
        );
        section
    }

    fn keys(&self, known: &Capabilities) -> Section {
        let mut section = Section::new("Keys");
        let protocol = if known.keyboard {
            "kitty's: every key is told apart"
        } else {
            "the old one: ctrl-enter is Enter"
        };
        section.tell("protocol", protocol);
        let extended = self.tmux.as_ref().map(|facts| facts.extended_keys.as_str());
        if !known.keyboard && extended == Some("off") {
            section.better(
                "ctrl-enter sends where tmux lets it through",
                "tmux set -s extended-keys on",
            );
        }
        section
    }

    fn clipboard(&self, known: &Capabilities) -> Section {
        let mut section = Section::new("Clipboard");
        let ways = copy_ways(&self.environment, self.through, self.passes_tmux());
        let words: Vec<_> = ways.iter().map(|way| way.words()).collect();
        let words = if words.is_empty() {
            "into a file, as this terminal takes no text".to_owned()
        } else {
            words.join(", else ")
        };
        section.tell("texts go", words);
        let set_clipboard = self.tmux.as_ref().map(|facts| facts.set_clipboard.as_str());
        if ways.contains(&CopyWay::TmuxBuffer) && set_clipboard == Some("off") {
            section.better(
                "copied texts reach the terminal's clipboard",
                "tmux set -s set-clipboard external",
            );
        }
        let keeps = keeps_files(known.name.as_deref(), &self.environment);
        section.tell(
            "pictures go",
            match (self.environment.ssh, keeps) {
                (false, _) => "to the desktop's clipboard",
                (true, true) => "to the terminal's downloads (OSC 1337)",
                (true, false) => "nowhere by themselves: an scp line is copied instead",
            },
        );
        section
    }
}

fn tmux_section(facts: &TmuxFacts) -> Section {
    let mut section = Section::new("tmux");
    let or_unknown = |text: &str| {
        if text.is_empty() {
            "not known".to_owned()
        } else {
            one_line(text).into_owned()
        }
    };
    section.tell("version", or_unknown(&facts.version));
    let nested = if facts.is_nested() {
        " (another tmux or screen: pictures do not get through both)"
    } else {
        ""
    };
    section.tell("outer terminal", format!("{}{nested}", or_unknown(&facts.outer)));
    section.tell("it believes in", or_unknown(&facts.features));
    section.tell(
        "allow-passthrough",
        match facts.allow_passthrough.as_str() {
            "" => "no such option: sharp pictures need tmux 3.3 or newer",
            other => other,
        },
    );
    if facts.allow_passthrough == "off" {
        section.better(
            "sharp pictures and copied texts reach the terminal",
            "tmux set -g allow-passthrough on",
        );
    }
    section.tell("set-clipboard", or_unknown(&facts.set_clipboard));
    section.tell("extended-keys", or_unknown(&facts.extended_keys));
    section
}

/// Which question an answer belongs to.
const fn asked_by(answer: &Answer) -> Option<&'static str> {
    match answer {
        Answer::Graphics { .. } => Some("kitty pictures"),
        Answer::Version(_) => Some("name and version"),
        Answer::CellSize { .. } => Some("cell size"),
        Answer::Background(_) => Some("background"),
        Answer::KeyboardFlags(_) => Some("keyboard protocol"),
        Answer::Mode { .. } => Some("whole frames"),
        Answer::DeviceAttributes(_) => Some("attributes"),
        _ => None,
    }
}

fn told(answer: &Answer) -> String {
    match answer {
        Answer::Graphics { accepted: true, .. } => "taken".to_owned(),
        Answer::Graphics { accepted: false, .. } => "refused".to_owned(),
        Answer::Version(name) => one_line(name).into_owned(),
        Answer::CellSize { width, height } => format!("{width}x{height} pixels"),
        Answer::KeyboardFlags(flags) => format!("kitty's, flags {flags}"),
        Answer::Mode { state: 1 | 2, .. } => "known".to_owned(),
        Answer::Mode { .. } => "not known".to_owned(),
        Answer::Background(colour) => format!("rgb {:?}", colour.0),
        Answer::DeviceAttributes(numbers) => {
            let words: Vec<_> = numbers.iter().map(ToString::to_string).collect();
            let sixel = if numbers.contains(&4) { " (4 is sixel)" } else { "" };
            format!("{}{sixel}", words.join(" "))
        }
        _ => "answered".to_owned(),
    }
}

impl Protocol {
    /// The way in a word for people.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Kitty => "kitty",
            Self::Iterm2 => "iTerm2",
            Self::Sixel => "sixel",
            Self::Sextants => "sextants",
            Self::Halfblocks => "half blocks",
            Self::Ascii => "letters",
            Self::Off => "off",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::term::{Decoder, Input, environment::tests::environment};

    fn look(variables: &[(&str, &str)], answers: &str, tmux: Option<TmuxFacts>) -> TerminalLook {
        let environment = environment(variables);
        let mut probe = Probe::new(environment.clone(), PictureProtocol::Auto, None);
        let mut inputs = Vec::new();
        Decoder::default().feed(answers.as_bytes(), &mut inputs);
        for input in inputs {
            if let Input::Answer(answer) = input {
                probe.heard(answer);
            }
        }
        TerminalLook {
            environment,
            probe,
            there: true,
            size: None,
            wanted: PictureProtocol::Auto,
            through: CopyThrough::Auto,
            tmux,
        }
    }

    fn value(look: &TerminalLook, title: &str, label: &str) -> String {
        let sections = look.sections();
        let section = sections.iter().find(|section| section.title == title).unwrap();
        section
            .facts
            .iter()
            .find(|fact| fact.label == label)
            .unwrap()
            .value
            .clone()
    }

    fn cures(look: &TerminalLook) -> Vec<String> {
        let sections = look.sections();
        let facts = sections.iter().flat_map(|section| &section.facts);
        facts
            .filter_map(|fact| Some(fact.better.as_ref()?.line.clone()))
            .collect()
    }

    const XTERM: &[(&str, &str)] = &[("TERM", "xterm-256color"), ("COLORTERM", "truecolor")];

    #[test]
    fn every_question_that_is_asked_is_told_with_its_answer() {
        let answers = "\x1b_Gi=31;OK\x1b\\\x1bP>|kitty(0.41.1)\x1b\\\x1b[6;18;9t\x1b[?62;4;22c";
        let look = look(XTERM, answers, None);
        for (label, expected) in [
            ("kitty pictures", "taken"),
            ("name and version", "kitty(0.41.1)"),
            ("cell size", "9x18 pixels"),
            ("background", "no answer"),
            ("attributes", "62 4 22 (4 is sixel)"),
        ] {
            assert_eq!(value(&look, "Asked and answered", label), expected, "{label}");
        }
        assert_eq!(value(&look, "Pictures", "drawn as"), "kitty");
        assert_eq!(value(&look, "Pictures", "cell"), "9x18 pixels");
        let asked = String::from_utf8(questions(&look.environment)).unwrap();
        assert!(QUESTIONS.iter().all(|(piece, _)| asked.contains(piece)), "{asked:?}");
        assert_eq!(cures(&look), [""; 0]);
    }

    #[test]
    fn what_tmux_keeps_back_is_told_with_the_lines_that_change_it() {
        let facts = TmuxFacts {
            version: "tmux 3.3a".to_owned(),
            outer: "xterm-kitty".to_owned(),
            allow_passthrough: "off".to_owned(),
            set_clipboard: "off".to_owned(),
            extended_keys: "off".to_owned(),
            features: "256".to_owned(),
        };
        let variables = [("TERM", "tmux-256color"), ("TMUX", "x"), ("SSH_TTY", "y")];
        let look = look(&variables, "\x1b[?1;2;4c", Some(facts));
        assert_eq!(
            cures(&look),
            [
                "export COLORTERM=truecolor",
                "tmux set -s extended-keys on",
                "tmux set -s set-clipboard external",
                "tmux set -g allow-passthrough on"
            ]
        );
        assert!(value(&look, "Pictures", "because").starts_with("tmux lets no question"));
        assert!(value(&look, "Clipboard", "texts go").starts_with("through tmux (load-buffer -w), else"));
    }

    #[test]
    fn a_mute_terminal_and_none_at_all_are_told_apart() {
        let mut mute = look(XTERM, "", None);
        assert!(value(&mute, "Pictures", "because").contains("answered nothing within 200 ms"));
        assert!(value(&mute, "Pictures", "cell").ends_with("a guess"));
        mute.there = false;
        assert!(value(&mute, "Asked and answered", "nothing").starts_with("there is no terminal"));
    }

    #[test]
    fn a_hostile_name_steers_nothing() {
        let look = look(XTERM, "\x1bP>|x\u{202e}y\x1b\\\x1b[?62c", None);
        assert!(!value(&look, "Terminal", "program").contains('\u{202e}'));
    }
}
