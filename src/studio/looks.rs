//! How things look on this terminal: the theme, its colours, and the way pictures are drawn.

use std::time::Instant;

use crate::{
    config,
    domain::{Failure, FailureKind, PictureProtocol, Places, Settings},
    term::{Answer, Canvas, CellSize, Environment, PATIENCE, Probe, Protocol, Session, questions},
    ui::Theme,
};

/// The ways that the key for pictures goes through: sharp as the terminal can, in blocks, not at all.
const WAYS: [PictureProtocol; 3] = [PictureProtocol::Auto, PictureProtocol::Halfblocks, PictureProtocol::Off];

/// What is known of the terminal, and what follows from it.
pub struct Looks {
    environment: Environment,
    probe: Probe,
    wanted: PictureProtocol,
    asked: Option<Instant>,
    settled: bool,
    theme: Theme,
    worn: (String, bool),
}

impl Looks {
    /// What can be known without asking.
    pub fn new(settings: &Settings, places: &Places, session: &Session) -> Result<Self, Failure> {
        let environment = Environment::of_process();
        let cell = session.size()?.cell;
        let wanted = settings.preview.protocol;
        let probe = Probe::new(environment.clone(), wanted, cell);
        let dark = probe.capabilities().dark.unwrap_or(true);
        let theme = load(&settings.theme, dark, places, &environment)?;
        let worn = (settings.theme.clone(), dark);
        Ok(Self {
            environment,
            probe,
            wanted,
            asked: None,
            settled: false,
            theme,
            worn,
        })
    }

    /// The questions for the terminal; from now on answers are waited for.
    pub fn questions(&mut self) -> Vec<u8> {
        self.asked = Some(Instant::now());
        questions(&self.environment)
    }

    /// The terminal answered.
    pub fn heard(&mut self, answer: Answer) {
        self.probe.heard(answer);
    }

    /// When waiting for answers ends.
    pub fn deadline(&self) -> Option<Instant> {
        self.asked.filter(|_| !self.settled).map(|asked| asked + PATIENCE)
    }

    /// Says once that waiting for answers is over.
    pub fn settle(&mut self, now: Instant) -> bool {
        let waits = !self.settled;
        if let (true, Some(asked)) = (waits, self.asked) {
            self.settled = self.probe.is_settled(now.saturating_duration_since(asked));
        }
        waits && self.settled
    }

    /// Whether the terminal is known well enough for pictures.
    pub const fn is_settled(&self) -> bool {
        self.settled
    }

    /// The window changed; says whether pictures must be made anew.
    pub fn resized(&mut self, cell: Option<CellSize>) -> bool {
        let before = self.canvas();
        self.probe.resized(cell);
        self.settled && self.canvas() != before
    }

    /// What pictures are drawn on.
    pub fn canvas(&self) -> Canvas {
        Canvas::new(&self.probe.capabilities())
    }

    /// Whether the terminal can show a frame as a whole.
    pub fn is_synchronized(&self) -> bool {
        self.probe.capabilities().synchronized
    }

    /// Goes to the next way of drawing pictures.
    pub fn next_way(&mut self) {
        let at = WAYS.iter().position(|way| *way == self.wanted);
        self.wanted = at.map_or(PictureProtocol::Auto, |at| WAYS[(at + 1) % WAYS.len()]);
        self.probe.want(self.wanted);
    }

    /// How pictures are drawn, in a word.
    pub fn protocol_word(&self) -> &'static str {
        match self.probe.capabilities().protocol {
            Protocol::Kitty => "kitty",
            Protocol::Iterm2 => "iTerm2",
            Protocol::Sixel => "sixel",
            Protocol::Sextants => "sextants",
            Protocol::Halfblocks => "half blocks",
            Protocol::Ascii => "letters",
            Protocol::Off => "off",
        }
    }

    /// Whether the terminal is at the other end of an ssh connection.
    pub const fn is_remote(&self) -> bool {
        self.environment.ssh
    }

    /// The theme.
    pub const fn theme(&self) -> &Theme {
        &self.theme
    }

    /// Puts on the theme of that name, and says whether that changed anything; one that cannot be read leaves the old
    /// one on.
    pub fn follow(&mut self, name: &str, places: &Places) -> bool {
        let dark = self.probe.capabilities().dark.unwrap_or(true);
        if self.worn.0 == name && (self.worn.1 == dark || name != "auto") {
            return false;
        }
        if let Ok(theme) = load(name, dark, places, &self.environment) {
            self.theme = theme;
        }
        self.worn = (name.to_owned(), dark);
        true
    }
}

fn load(name: &str, dark: bool, places: &Places, environment: &Environment) -> Result<Theme, Failure> {
    let name = match (name, dark) {
        ("auto", true) => "dark",
        ("auto", false) => "light",
        (name, _) => name,
    };
    let own = if Theme::names().contains(&name) {
        None
    } else {
        config::theme_text(places, name)?
    };
    Theme::load(name, own.as_deref(), environment.colours()).map_err(|error| {
        let names = Theme::names().join(", ");
        Failure::new(FailureKind::Setup, error.to_string()).with_hint(format!("themes: {names}"))
    })
}
