//! How things look on this terminal: the theme, its colours, and the way pictures are drawn.

use std::time::{Duration, Instant};

use crate::{
    config,
    domain::{CopyThrough, Failure, FailureKind, PictureProtocol, Places, PreviewGround, Settings},
    term::{
        Answer, Canvas, CellSize, Environment, PATIENCE, Pane, Probe, Session, TerminalLook, TerminalSize, questions,
        ready_question,
    },
    ui::Theme,
};

/// The ways that the key for pictures goes through: sharp as the terminal can, in blocks, not at all.
const WAYS: [PictureProtocol; 3] = [PictureProtocol::Auto, PictureProtocol::Halfblocks, PictureProtocol::Off];

/// How long after a sign of another terminal it is asked: a window that is being dragged changes often.
const ASK_AFTER: Duration = Duration::from_millis(300);

/// What is known of the terminal, and what follows from it.
pub struct Looks {
    environment: Environment,
    probe: Probe,
    wanted: PictureProtocol,
    ground: PreviewGround,
    asked: Option<Instant>,
    /// The questions have been waited for long enough, once.
    settled: bool,
    /// When the terminal is asked again.
    ask_at: Option<Instant>,
    /// Our pane, where tmux told of it.
    pane: Option<Pane>,
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
            ground: settings.preview.ground,
            asked: None,
            settled: false,
            ask_at: None,
            pane: None,
            theme,
            worn,
        })
    }

    /// The questions for the terminal, the last one whether it has worked through everything; from now on answers are
    /// waited for.
    pub fn questions(&mut self, now: Instant) -> Vec<u8> {
        self.asked = Some(now);
        self.ask_at = None;
        self.probe.ask_again();
        let mut asked = questions(&self.environment);
        if !self.environment.is_in_tmux() {
            // tmux hands that question on with the others.
            asked.extend(ready_question(&self.environment));
        }
        asked
    }

    /// Asks whether everything written so far has been worked through.
    pub fn ready_question(&self) -> Vec<u8> {
        ready_question(&self.environment)
    }

    /// Another terminal may be behind tmux now, or its font another one: it is asked again soon.
    pub fn may_be_another(&mut self, now: Instant) {
        if self.settled && (self.environment.is_in_tmux() || !self.probe.line_tells_cells()) {
            self.ask_at = Some(now + ASK_AFTER);
        }
    }

    /// Whether the terminal is to be asked again now.
    pub fn is_to_be_asked(&self, now: Instant) -> bool {
        self.ask_at.is_some_and(|at| now >= at)
    }

    /// Whether the terminal is at the other end of an ssh connection.
    pub const fn is_remote(&self) -> bool {
        self.environment.ssh
    }

    /// Whether tmux is between us and the terminal.
    pub fn is_in_tmux(&self) -> bool {
        self.environment.is_in_tmux()
    }

    /// tmux told where our pane is.
    pub const fn tmux_told(&mut self, pane: Pane) {
        self.pane = Some(pane);
    }

    /// The terminal answered.
    pub fn heard(&mut self, answer: Answer) {
        self.probe.heard(answer);
    }

    /// When waiting for answers ends, or the questions are to be asked again.
    pub fn deadline(&self) -> Option<Instant> {
        let settles = self.asked.filter(|_| !self.settled).map(|asked| asked + PATIENCE);
        [settles, self.ask_at].into_iter().flatten().min()
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
        let mut canvas = Canvas::new(&self.probe.capabilities());
        if let Some(pane) = self.pane {
            canvas.origin = (pane.left, pane.top);
        }
        match self.ground {
            PreviewGround::Theme => canvas,
            PreviewGround::Checkerboard => canvas.checkered(),
        }
    }

    /// Whether the terminal can show a frame as a whole.
    pub fn is_synchronized(&self) -> bool {
        self.probe.capabilities().synchronized
    }

    /// Whether a placeholder of kitty's pictures can be repeated by a sequence.
    pub fn repeats(&self) -> bool {
        self.probe.capabilities().repeats
    }

    /// Goes to the next way of drawing pictures.
    pub fn next_way(&mut self) {
        let at = WAYS.iter().position(|way| *way == self.wanted);
        self.wanted = at.map_or(PictureProtocol::Auto, |at| WAYS[(at + 1) % WAYS.len()]);
        self.probe.want(self.wanted);
    }

    /// How pictures are drawn, in a word, and what keeps sharp ones away.
    pub fn protocol_words(&self) -> String {
        let word = self.probe.capabilities().protocol.word();
        if self.pane.is_some_and(|pane| !pane.lets_through) && self.wanted != PictureProtocol::Off {
            format!("{word} · sharp in tmux by: set -g allow-passthrough on")
        } else {
            word.to_owned()
        }
    }

    /// Everything that is known of the terminal by now.
    pub fn seen(&self, size: Option<TerminalSize>, through: CopyThrough) -> TerminalLook {
        TerminalLook {
            environment: self.environment.clone(),
            probe: self.probe.clone(),
            there: true,
            size,
            wanted: self.wanted,
            through,
            tmux: None,
        }
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
