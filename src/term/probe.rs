//! Asks the terminal what it can do, after the first frame, and makes the best of what it answers.

use std::{mem::discriminant, time::Duration};

use crate::domain::PictureProtocol;

use super::{Answer, CellSize, Colour, ColourDepth, Environment, Multiplexer, tmux::passed_through};

/// How long the terminal has for its answers; what comes later still counts, but nobody waits for it.
pub const PATIENCE: Duration = Duration::from_millis(200);

/// The id of the picture that is asked about and never shown.
const ASKED_PICTURE: u32 = 31;

/// Asks whether kitty pictures are understood, with one pixel.
const GRAPHICS: &str = "\x1b_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\";
const VERSION: &str = "\x1b[>0q";
const CELL_SIZE: &str = "\x1b[16t";
const BACKGROUND: &str = "\x1b]11;?\x1b\\";
const KEYBOARD: &str = "\x1b[?u";
const SYNCHRONIZED: &str = "\x1b[?2026$p";
const READY: &str = "\x1b[5n";
const ATTRIBUTES: &str = "\x1b[c";

/// The number of sixel among the device attributes.
const SIXEL: u16 = 4;
/// The private mode of synchronized output.
const SYNCHRONIZED_MODE: u16 = 2026;

/// How pictures are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Protocol {
    /// The kitty graphics protocol with Unicode placeholders.
    Kitty,
    /// Inline pictures as iTerm2 takes them.
    Iterm2,
    /// Sixel.
    Sixel,
    /// Characters of two by three blocks.
    Sextants,
    /// Characters of two blocks, one above the other.
    Halfblocks,
    /// Characters by brightness.
    Ascii,
    /// Not at all.
    Off,
}

/// What is known of the terminal.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a fact of its own that the terminal told"
)]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capabilities {
    /// How pictures are drawn.
    pub protocol: Protocol,
    /// A cell in pixels; [`CellSize::USUAL`] where nothing said so.
    pub cell: CellSize,
    /// What is behind text, where the terminal told.
    pub background: Option<Colour>,
    /// Whether what is behind text is dark, where anything told.
    pub dark: Option<bool>,
    /// How many colours there are.
    pub colours: ColourDepth,
    /// Keys with modifiers come in the kitty protocol's unmistakable form.
    pub keyboard: bool,
    /// Frames can be shown as a whole.
    pub synchronized: bool,
    /// The terminal takes kitty pictures in its scrollback, with or without placeholders.
    pub kitty_pictures: bool,
    /// Pictures must be wrapped, so that tmux hands them on.
    pub pass_through: bool,
    /// The terminal's own name and version.
    pub name: Option<String>,
}

/// The questions, to be written in one go after the first frame.
///
/// What a terminal is known to print instead of understanding is not asked. Inside tmux the questions about pictures
/// are handed on to the terminal behind it, and tmux answers the rest.
#[must_use]
pub fn questions(environment: &Environment) -> Vec<u8> {
    let asked: &[&str] = match (environment.term.as_str(), environment.term_program.as_str()) {
        ("dumb", _) => &[],
        ("linux", _) => &[ATTRIBUTES],
        (_, "Apple_Terminal") => &[BACKGROUND, ATTRIBUTES],
        _ if environment.is_in_tmux() => &[CELL_SIZE, BACKGROUND, KEYBOARD, ATTRIBUTES],
        _ if environment.multiplexer.is_some() => &[BACKGROUND, ATTRIBUTES],
        _ => &[
            GRAPHICS,
            VERSION,
            CELL_SIZE,
            BACKGROUND,
            KEYBOARD,
            SYNCHRONIZED,
            ATTRIBUTES,
        ],
    };
    let mut bytes = asked.concat().into_bytes();
    if environment.is_in_tmux() && environment.term != "dumb" {
        bytes.extend(passed_through([GRAPHICS, VERSION, READY].concat().as_bytes()));
    }
    bytes
}

/// Gathers the answers.
#[derive(Debug, Clone)]
pub struct Probe {
    environment: Environment,
    wanted: PictureProtocol,
    line_cell: Option<CellSize>,
    /// One answer to each question at most: the latest.
    heard: Vec<Answer>,
}

impl Probe {
    /// Begins with what is known without asking: the environment, the person's wish for pictures, and a cell's size
    /// as the terminal's line tells it.
    #[must_use]
    pub const fn new(environment: Environment, wanted: PictureProtocol, line_cell: Option<CellSize>) -> Self {
        Self {
            environment,
            wanted,
            line_cell,
            heard: Vec::new(),
        }
    }

    /// Takes an answer in, a late one too; ask [`Probe::capabilities`] again afterwards.
    pub fn heard(&mut self, answer: Answer) {
        let asked = match answer {
            Answer::Graphics { id, .. } => id == ASKED_PICTURE,
            Answer::Mode { mode, .. } => mode == SYNCHRONIZED_MODE,
            _ => true,
        };
        if asked {
            self.heard.retain(|known| discriminant(known) != discriminant(&answer));
            self.heard.push(answer);
        }
    }

    /// What was answered, the latest to each question.
    #[must_use]
    pub fn answers(&self) -> &[Answer] {
        &self.heard
    }

    /// Changes the person's wish for pictures.
    pub const fn want(&mut self, wanted: PictureProtocol) {
        self.wanted = wanted;
    }

    /// Takes in a cell's size as the terminal's line tells it, after a change of the window or the font.
    pub const fn resized(&mut self, line_cell: Option<CellSize>) {
        self.line_cell = line_cell;
    }

    /// Whether nothing more is to be waited for: everything was answered, or the time since the questions is up.
    #[must_use]
    pub fn is_settled(&self, since_asked: Duration) -> bool {
        let ready = !self.environment.is_in_tmux() || self.was_told(|answer| *answer == Answer::Ready);
        let answered = ready && self.was_told(|answer| matches!(answer, Answer::DeviceAttributes(_)));
        answered || since_asked >= PATIENCE || self.environment.term == "dumb"
    }

    /// What is known by now.
    #[must_use]
    pub fn capabilities(&self) -> Capabilities {
        let protocol = self.protocol();
        let background = self.told(|answer| match answer {
            Answer::Background(colour) => Some(*colour),
            _ => None,
        });
        Capabilities {
            protocol,
            cell: self.cell().unwrap_or(CellSize::USUAL),
            background,
            dark: background.map(Colour::is_dark).or_else(|| self.environment.is_dark()),
            colours: self.environment.colours(),
            keyboard: self.was_told(|answer| matches!(answer, Answer::KeyboardFlags(_))),
            synchronized: self.was_told(|answer| matches!(answer, Answer::Mode { state: 1 | 2, .. })),
            kitty_pictures: self.takes_kitty_pictures(),
            pass_through: self.environment.is_in_tmux() && !(protocol == Protocol::Sixel && self.has_sixel()),
            name: self.name().map(str::to_owned),
        }
    }

    fn told<'a, T>(&'a self, what: impl Fn(&'a Answer) -> Option<T>) -> Option<T> {
        self.heard.iter().find_map(what)
    }

    fn was_told(&self, what: impl Fn(&Answer) -> bool) -> bool {
        self.heard.iter().any(what)
    }

    fn name(&self) -> Option<&str> {
        self.told(|answer| match answer {
            Answer::Version(name) => Some(name.as_str()),
            _ => None,
        })
    }

    fn cell(&self) -> Option<CellSize> {
        self.line_cell.or_else(|| {
            self.told(|answer| match answer {
                Answer::CellSize { width, height } => CellSize::new(*width, *height),
                _ => None,
            })
        })
    }

    fn takes_kitty_pictures(&self) -> bool {
        self.was_told(|answer| matches!(answer, Answer::Graphics { accepted: true, .. }))
    }

    fn protocol(&self) -> Protocol {
        match self.wanted {
            PictureProtocol::Auto => self.best_protocol(),
            PictureProtocol::Kitty => Protocol::Kitty,
            PictureProtocol::Iterm2 => Protocol::Iterm2,
            PictureProtocol::Sixel => Protocol::Sixel,
            PictureProtocol::Sextants => Protocol::Sextants,
            PictureProtocol::Halfblocks => Protocol::Halfblocks,
            PictureProtocol::Ascii => Protocol::Ascii,
            PictureProtocol::Off => Protocol::Off,
        }
    }

    /// The order of graphics.md: kitty, iTerm2, sixel, blocks, characters.
    fn best_protocol(&self) -> Protocol {
        if self.environment.colours() == ColourDepth::Mono {
            return Protocol::Ascii;
        }
        if self.takes_kitty_pictures() && self.has_placeholders() {
            Protocol::Kitty
        } else if self.is_iterm2() {
            Protocol::Iterm2
        } else if self.cell().is_some() && self.draws_sixel() {
            Protocol::Sixel
        } else {
            Protocol::Halfblocks
        }
    }

    /// Whether sixel may be chosen without asking the person.
    fn draws_sixel(&self) -> bool {
        match self.environment.multiplexer {
            // Konsole's is faulty.
            None => self.has_sixel() && !self.is_named(&["Konsole"]),
            // tmux claims it for terminals that have none (graphics.md), so the terminal behind it must be known.
            Some(Multiplexer::Tmux) => self.is_named(&["foot", "contour", "mlterm"]),
            Some(Multiplexer::Screen) => false,
        }
    }

    fn has_sixel(&self) -> bool {
        self.was_told(|answer| matches!(answer, Answer::DeviceAttributes(numbers) if numbers.contains(&SIXEL)))
    }

    /// Whether the terminal draws kitty pictures at their placeholders; some take the pictures and not those.
    fn has_placeholders(&self) -> bool {
        if self.is_named(&["Konsole", "WezTerm", "iTerm2"]) {
            return false;
        }
        // kitty itself has them since 0.28.
        let version = self.name().and_then(|name| name.strip_prefix("kitty(0."));
        let minor = version
            .and_then(|rest| rest.split('.').next())
            .and_then(|minor| minor.parse::<u32>().ok());
        minor.is_none_or(|minor| minor >= 28)
    }

    fn is_iterm2(&self) -> bool {
        const PROGRAMS: &[&str] = &[
            "iTerm.app",
            "WezTerm",
            "mintty",
            "vscode",
            "Tabby",
            "Hyper",
            "rio",
            "Bobcat",
            "WarpTerminal",
        ];
        self.is_named(&["iTerm2", "WezTerm", "mintty"])
            || PROGRAMS.contains(&&*self.environment.term_program)
            || self.environment.lc_terminal.contains("iTerm")
    }

    fn is_named(&self, names: &[&str]) -> bool {
        self.name()
            .is_some_and(|name| names.iter().any(|known| name.starts_with(known)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::term::{Decoder, Input, environment::tests::environment};

    type Variables = &'static [(&'static str, &'static str)];

    /// What a terminal with those variables and answers comes to.
    fn capabilities(variables: Variables, answers: &str, wanted: PictureProtocol) -> Capabilities {
        probe(variables, answers, wanted).capabilities()
    }

    fn probe(variables: Variables, answers: &str, wanted: PictureProtocol) -> Probe {
        let mut probe = Probe::new(environment(variables), wanted, None);
        let mut inputs = Vec::new();
        Decoder::default().feed(answers.as_bytes(), &mut inputs);
        for input in inputs {
            match input {
                Input::Answer(answer) => probe.heard(answer),
                other => panic!("{other:?}"),
            }
        }
        probe
    }

    const XTERM: Variables = &[("TERM", "xterm-256color"), ("COLORTERM", "truecolor")];
    const TMUX: Variables = &[
        ("TERM", "tmux-256color"),
        ("TMUX", "/tmp/x"),
        ("COLORTERM", "truecolor"),
    ];
    const KITTY_OK: &str = "\x1b_Gi=31;OK\x1b\\";
    const CELLS: &str = "\x1b[6;18;9t";

    #[test]
    fn the_best_protocol_follows_from_the_answers() {
        let iterm: Variables = &[("TERM", "xterm-256color"), ("LC_TERMINAL", "iTerm2")];
        let dumb: Variables = &[("TERM", "dumb")];
        let cases: &[(Variables, &[&str], Protocol)] = &[
            (XTERM, &[], Protocol::Halfblocks),
            (XTERM, &["\x1b[?62;22c"], Protocol::Halfblocks),
            (XTERM, &[CELLS, "\x1b[?62;4;22c"], Protocol::Sixel),
            (XTERM, &["\x1b[?62;4;22c"], Protocol::Halfblocks),
            (
                XTERM,
                &[KITTY_OK, "\x1bP>|kitty(0.41.1)\x1b\\", CELLS, "\x1b[?62c"],
                Protocol::Kitty,
            ),
            (
                XTERM,
                &[KITTY_OK, "\x1bP>|ghostty 1.2\x1b\\", "\x1b[?62;22c"],
                Protocol::Kitty,
            ),
            (
                XTERM,
                &[KITTY_OK, "\x1bP>|kitty(0.26.5)\x1b\\", "\x1b[?62c"],
                Protocol::Halfblocks,
            ),
            (
                XTERM,
                &[KITTY_OK, "\x1bP>|WezTerm 20240203\x1b\\", CELLS, "\x1b[?65;4c"],
                Protocol::Iterm2,
            ),
            (
                XTERM,
                &[KITTY_OK, "\x1bP>|Konsole 22.12.3\x1b\\", CELLS, "\x1b[?62;4c"],
                Protocol::Halfblocks,
            ),
            (XTERM, &["\x1b_Gi=31;EINVAL\x1b\\", "\x1b[?62c"], Protocol::Halfblocks),
            (iterm, &["\x1b[?62;4c"], Protocol::Iterm2),
            (TMUX, &[CELLS, "\x1b[?1;2;4c"], Protocol::Halfblocks),
            (
                TMUX,
                &[CELLS, "\x1bP>|foot(1.13.1)\x1b\\", "\x1b[?1;2c", "\x1b[0n"],
                Protocol::Sixel,
            ),
            (TMUX, &["\x1b[?1;2;4c", KITTY_OK, "\x1b[0n"], Protocol::Kitty),
            (dumb, &[], Protocol::Ascii),
        ];
        for (variables, answers, protocol) in cases {
            let known = capabilities(variables, &answers.concat(), PictureProtocol::Auto);
            assert_eq!(known.protocol, *protocol, "{variables:?} {answers:?}");
        }
    }

    #[test]
    fn a_wish_wins_over_every_answer() {
        let cases = [
            (PictureProtocol::Off, Protocol::Off),
            (PictureProtocol::Ascii, Protocol::Ascii),
            (PictureProtocol::Sextants, Protocol::Sextants),
            (PictureProtocol::Sixel, Protocol::Sixel),
            (PictureProtocol::Iterm2, Protocol::Iterm2),
        ];
        for (wanted, protocol) in cases {
            assert_eq!(capabilities(XTERM, KITTY_OK, wanted).protocol, protocol);
        }
    }

    #[test]
    fn everything_else_that_was_answered_is_kept() {
        let answers =
            "\x1bP>|foot(1.13.1)\x1b\\\x1b[6;18;9t\x1b]11;rgb:1010/1010/1010\x1b\\\x1b[?0u\x1b[?2026;2$y\x1b[?62;4c";
        let known = capabilities(XTERM, answers, PictureProtocol::Auto);
        assert_eq!(known.cell, CellSize { width: 9, height: 18 });
        assert_eq!((known.background, known.dark), (Some(Colour([16, 16, 16])), Some(true)));
        assert!(known.keyboard && known.synchronized && !known.pass_through);
        assert_eq!(
            (known.name.as_deref(), known.colours),
            (Some("foot(1.13.1)"), ColourDepth::True)
        );

        let mute = capabilities(XTERM, "", PictureProtocol::Auto);
        assert_eq!((mute.cell, mute.dark, mute.keyboard), (CellSize::USUAL, None, false));
    }

    #[test]
    fn sixel_goes_through_tmux_only_where_tmux_has_none_itself() {
        assert!(!capabilities(TMUX, "\x1b[?1;2;4c", PictureProtocol::Sixel).pass_through);
        assert!(capabilities(TMUX, "\x1b[?1;2c", PictureProtocol::Sixel).pass_through);
        assert!(capabilities(TMUX, "\x1b[?1;2;4c", PictureProtocol::Kitty).pass_through);
        assert!(!capabilities(XTERM, "", PictureProtocol::Kitty).pass_through);
    }

    #[test]
    fn nobody_waits_longer_than_the_last_answer_or_the_patience() {
        let cases = [
            (XTERM, "", 0, false),
            (XTERM, KITTY_OK, 199, false),
            (XTERM, KITTY_OK, 200, true),
            (XTERM, "\x1b[?62c", 0, true),
            (TMUX, "\x1b[?62c", 0, false),
            (TMUX, "\x1b[?62c\x1b[0n", 0, true),
        ];
        for (variables, answers, since, settled) in cases {
            let probe = probe(variables, answers, PictureProtocol::Auto);
            assert_eq!(
                probe.is_settled(Duration::from_millis(since)),
                settled,
                "{answers:?} after {since} ms"
            );
        }
    }

    #[test]
    fn questions_suit_the_terminal_and_end_with_the_one_that_all_answer() {
        let asked = |variables: &[(&str, &str)]| String::from_utf8(questions(&environment(variables))).unwrap();
        assert!(asked(XTERM).starts_with(GRAPHICS) && asked(XTERM).ends_with(ATTRIBUTES));
        assert_eq!(asked(&[("TERM", "dumb")]), "");
        assert_eq!(asked(&[("TERM", "linux")]), ATTRIBUTES);
        // tmux takes a bare APC for a title.
        let tmux = asked(TMUX);
        let (direct, wrapped) = tmux.split_once("\x1bPtmux;").unwrap();
        assert!(!direct.contains('_') && wrapped.contains("\x1b\x1b_G") && wrapped.contains("\x1b\x1b[5n"));
    }
}
