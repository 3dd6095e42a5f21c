//! Asks the terminal what it can do, after the first frame, and makes the best of what it answers.

use std::{mem::discriminant, time::Duration};

use crate::domain::PictureProtocol;

use super::{Answer, CellSize, Colour, ColourDepth, Environment, Multiplexer, questions::ASKED_PICTURE};

/// How long the terminal has for its answers; what comes later still counts, but nobody waits for it.
pub const PATIENCE: Duration = Duration::from_millis(200);

/// The number of sixel among the device attributes.
const SIXEL: u16 = 4;
/// The private mode of synchronized output.
const SYNCHRONIZED_MODE: u16 = 2026;

/// How tmux begins the numbers of its own device attributes; what it says of sixel holds for itself alone.
const OF_TMUX: &[u16] = &[1, 2];

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
    /// A placeholder of a kitty picture can be repeated by a sequence (REP).
    pub repeats: bool,
    /// The terminal's own name and version.
    pub name: Option<String>,
}

/// An answer, and whether it belongs to the latest questions.
#[derive(Debug, Clone)]
struct Heard {
    answer: Answer,
    latest: bool,
}

/// Gathers the answers.
#[derive(Debug, Clone)]
pub struct Probe {
    environment: Environment,
    wanted: PictureProtocol,
    line_cell: Option<CellSize>,
    /// One answer to each question at most: the latest.
    heard: Vec<Heard>,
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
        if !asked {
            return;
        }
        let last = self.is_last(&answer);
        self.heard.retain(|known| !is_same_question(&known.answer, &answer));
        self.heard.push(Heard { answer, latest: true });
        if last {
            // Another terminal may have taken the place of the one that gave the older answers.
            self.heard.retain(|known| known.latest);
        }
    }

    /// The questions are asked again: what was answered before holds until the last of them is answered.
    pub fn ask_again(&mut self) {
        for known in &mut self.heard {
            known.latest = false;
        }
    }

    /// What was answered, the latest to each question.
    pub fn answers(&self) -> impl Iterator<Item = &Answer> {
        self.heard.iter().map(|heard| &heard.answer)
    }

    /// Changes the person's wish for pictures.
    pub const fn want(&mut self, wanted: PictureProtocol) {
        self.wanted = wanted;
    }

    /// Takes in a cell's size as the terminal's line tells it, after a change of the window or the font.
    pub const fn resized(&mut self, line_cell: Option<CellSize>) {
        self.line_cell = line_cell;
    }

    /// Whether the terminal's line tells a cell's size, so that nobody must be asked for it.
    #[must_use]
    pub const fn line_tells_cells(&self) -> bool {
        self.line_cell.is_some()
    }

    /// Whether nothing more is to be waited for: everything was answered, or the time since the questions is up.
    #[must_use]
    pub fn is_settled(&self, since_asked: Duration) -> bool {
        let answered = self
            .heard
            .iter()
            .any(|known| known.latest && self.is_last(&known.answer));
        answered || since_asked >= PATIENCE || self.environment.term == "dumb"
    }

    /// Whether it answers the last of the questions.
    fn is_last(&self, answer: &Answer) -> bool {
        if self.environment.is_in_tmux() {
            *answer == Answer::Ready
        } else {
            matches!(answer, Answer::DeviceAttributes(_))
        }
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
            pass_through: self.environment.is_in_tmux() && !(protocol == Protocol::Sixel && self.tmux_has_sixel()),
            repeats: !self.environment.is_in_tmux() && self.is_named(&["kitty("]),
            name: self.name().map(str::to_owned),
        }
    }

    fn told<'a, T>(&'a self, what: impl Fn(&'a Answer) -> Option<T>) -> Option<T> {
        self.heard.iter().find_map(|known| what(&known.answer))
    }

    fn was_told(&self, what: impl Fn(&Answer) -> bool) -> bool {
        self.heard.iter().any(|known| what(&known.answer))
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
            // tmux claims it for terminals that have none (graphics.md), so the terminal behind it is asked, too.
            Some(Multiplexer::Tmux) => {
                (self.has_sixel() || self.is_named(&["foot", "contour", "mlterm"])) && !self.is_named(&["Konsole"])
            }
            Some(Multiplexer::Screen) => false,
        }
    }

    /// Whether the terminal itself has sixel, behind tmux or not.
    fn has_sixel(&self) -> bool {
        self.was_told(|answer| match answer {
            Answer::DeviceAttributes(numbers) => numbers.contains(&SIXEL) && !self.is_of_tmux(numbers),
            _ => false,
        })
    }

    fn tmux_has_sixel(&self) -> bool {
        self.was_told(|answer| match answer {
            Answer::DeviceAttributes(numbers) => numbers.contains(&SIXEL) && self.is_of_tmux(numbers),
            _ => false,
        })
    }

    fn is_of_tmux(&self, numbers: &[u16]) -> bool {
        self.environment.is_in_tmux() && numbers.starts_with(OF_TMUX)
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

/// Whether both answer the same question; inside tmux the device attributes are asked of it and of the terminal.
fn is_same_question(one: &Answer, other: &Answer) -> bool {
    match (one, other) {
        (Answer::DeviceAttributes(one), Answer::DeviceAttributes(other)) => {
            one.starts_with(OF_TMUX) == other.starts_with(OF_TMUX)
        }
        _ => discriminant(one) == discriminant(other),
    }
}

#[cfg(test)]
mod tests;
