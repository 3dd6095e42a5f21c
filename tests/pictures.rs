//! Pictures in a pseudo terminal that answers like kitty, iTerm2 or a sixel terminal, at hand or at the end of a slow
//! line: layout, deletion, ids, bytes.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a failing test may panic")]

#[expect(dead_code, reason = "the other suites use the rest")]
mod support;

#[path = "pictures/model.rs"]
mod model;

use std::{
    sync::{Mutex, PoisonError},
    thread,
    time::{Duration, Instant},
};

use model::{Kind, Model};
use support::{Home, Term};

const ESC: &str = "\x1b";
const ALT_ENTER: &str = "\x1b\r";
const PLACEHOLDER: char = '\u{10eeee}';

/// pochade, and the terminal that it is in.
struct Scene {
    term: Term,
    model: Model,
    /// Bytes that the terminal has taken in.
    taken: usize,
    /// Bytes a second that the line carries, and the way there and back; without it everything arrives at once.
    line: Option<(u128, Duration)>,
    began: Instant,
    /// Answers on their way.
    answers: Vec<(Instant, Vec<u8>)>,
}

impl Scene {
    fn start(home: &Home, kind: Kind) -> Self {
        Self::over(home, kind, None)
    }

    fn over(home: &Home, kind: Kind, line: Option<(u128, Duration)>) -> Self {
        // A slow line comes from afar, and is known to.
        let ssh: &[_] = line.map_or(&[], |_| &[("SSH_CONNECTION", "192.0.2.1 50000 192.0.2.2 22")]);
        let term = Term::start_in(home, ssh, &["--sandbox"], 120, 40);
        Self {
            term,
            model: Model::new(kind),
            taken: 0,
            line,
            began: Instant::now(),
            answers: Vec::new(),
        }
    }

    /// The terminal takes in what has arrived, and answers.
    fn pump(&mut self) {
        let bytes = self.term.bytes();
        let arrived = match self.line {
            None => bytes.len() - self.taken,
            Some((speed, _)) => {
                let carried = self.began.elapsed().as_micros() * speed / 1_000_000;
                (bytes.len() - self.taken).min(usize::try_from(carried).unwrap())
            }
        };
        if self.taken + arrived == bytes.len() || self.line.is_some() {
            // A line at rest saves nothing up.
            self.began = Instant::now();
        }
        let said = self.model.take(&bytes[self.taken..self.taken + arrived]);
        self.taken += arrived;
        let way = self.line.map_or(Duration::ZERO, |(_, way)| way);
        if !said.is_empty() {
            self.answers.push((Instant::now() + way, said));
        }
        let due = self.answers.partition_point(|(at, _)| *at <= Instant::now());
        for (_, answer) in self.answers.drain(..due) {
            self.term.keys(&String::from_utf8(answer).unwrap());
        }
    }

    fn wait(&mut self, what: &str, is_so: impl Fn(&Model, &str) -> bool) {
        let since = Instant::now();
        while since.elapsed() < Duration::from_mins(1) {
            self.pump();
            if is_so(&self.model, &self.term.screen()) {
                return;
            }
            thread::sleep(Duration::from_millis(3));
        }
        panic!(
            "waited in vain for {what}; {:?}; the screen:\n{}",
            self.model,
            self.term.screen()
        );
    }

    /// Lets time go by.
    fn rest(&mut self, milliseconds: u64) {
        let since = Instant::now();
        while since.elapsed() < Duration::from_millis(milliseconds) {
            self.pump();
            thread::sleep(Duration::from_millis(3));
        }
    }

    fn keys(&mut self, keys: &str) {
        self.pump();
        self.term.keys(keys);
    }

    fn esc(&mut self) {
        self.keys(ESC);
        self.rest(150);
    }

    /// Writes a prompt, sends it, and waits until its picture is stored.
    fn make(&mut self, prompt: &str) {
        self.wait("the form", |_, screen| screen.contains("Compose"));
        self.keys(prompt);
        self.wait("the prompt", |_, screen| screen.contains(prompt));
        self.keys(ALT_ENTER);
        self.wait("the result", |_, screen| screen.contains("1024×1024 png"));
    }

    fn quit(mut self) -> Model {
        self.keys(ESC);
        // On a busy machine an esc and the key behind it are read as one.
        self.rest(1000);
        self.keys("q");
        assert_eq!(self.term.exit_code(), 0);
        let _ = self.term.left_behind();
        self.line = None;
        self.pump();
        self.model
    }
}

#[test]
fn kitty_gets_each_picture_once_by_an_id_and_is_told_to_forget_it() {
    let home = Home::new();
    let mut scene = Scene::start(&home, Kind::Kitty);
    scene.make("a red kite over dunes");
    scene.wait("the picture", |model, _| {
        model.pictures.len() == 1 && model.placeholders > 0
    });
    let (sent, bytes) = (scene.model.sent, scene.model.bytes);
    assert_eq!(sent, 1);

    // What lies on top takes nothing away for good, and sends nothing again.
    scene.esc();
    scene.keys("?");
    scene.wait("the help", |_, screen| screen.contains("Keys"));
    let shown = scene.model.placeholders;
    scene.esc();
    scene.wait("the picture again", |model, _| model.placeholders > shown);
    scene.rest(300);
    assert_eq!(scene.model.sent, 1, "it was sent again");
    assert!(
        scene.model.bytes - bytes < 16_000,
        "{} bytes for a popup",
        scene.model.bytes - bytes
    );

    // Off, in blocks, and sharp again: kitty forgets and gets it anew.
    scene.keys("p");
    scene.wait("blocks", |model, screen| {
        model.pictures.is_empty() && screen.contains('▀')
    });
    scene.keys("p");
    scene.wait("nothing", |_, screen| !screen.contains('▀'));
    scene.keys("p");
    scene.wait("the picture", |model, _| model.pictures.len() == 1);

    let model = scene.quit();
    assert!(model.pictures.is_empty(), "{:?}", model.pictures);
    assert_eq!((model.broken, model.loud), (0, 0), "{model:?}");
    assert_eq!(model.sixels + model.inline.len(), 0);
}

#[test]
fn kitty_keeps_what_it_was_sent_and_shows_it_again_for_a_few_bytes() {
    let home = Home::new();
    let mut scene = Scene::start(&home, Kind::Kitty);
    scene.make("a red kite over dunes");
    scene.wait("the first", |model, _| model.pictures.len() == 1);
    scene.make(" and a lighthouse");
    scene.wait("the second", |model, _| model.pictures.len() == 2);
    scene.esc();
    scene.keys("2");
    scene.wait("the history", |_, screen| screen.contains("every request ever made"));
    for key in ["j", "k"] {
        scene.keys(key);
        scene.rest(1500);
    }
    let (sent, bytes) = (scene.model.sent, scene.model.bytes);
    assert!(sent <= 4, "{:?}", scene.model);
    for key in ["j", "k", "j", "k"] {
        scene.keys(key);
        scene.rest(400);
    }
    assert_eq!(scene.model.sent, sent, "what kitty has is not sent again");
    let each = (scene.model.bytes - bytes) / 4;
    // Three kilobytes for the placeholders (graphics.md), and the words beside them.
    assert!(each < 4000, "{each} bytes for another picture");
    let model = scene.quit();
    assert!(model.pictures.is_empty() && model.broken == 0, "{model:?}");
}

#[test]
fn a_sixel_under_something_on_top_is_drawn_again() {
    let home = Home::new();
    let mut scene = Scene::start(&home, Kind::Sixel);
    scene.make("a red kite over dunes");
    scene.wait("the picture", |model, _| model.sixels > 0);
    scene.rest(300);
    let before = scene.model.sixels;
    scene.esc();
    scene.keys("?");
    scene.wait("the help", |_, screen| screen.contains("Keys"));
    scene.esc();
    scene.wait("the picture again", |model, _| model.sixels > before);
    let model = scene.quit();
    assert_eq!((model.sent, model.inline.len()), (0, 0), "{model:?}");
}

#[test]
fn iterm2_is_known_by_its_name_alone_and_gets_a_jpeg() {
    let home = Home::new();
    let mut scene = Scene::start(&home, Kind::Iterm2);
    scene.make("a red kite over dunes");
    scene.wait("the picture", |model, _| !model.inline.is_empty());
    let model = scene.quit();
    assert!(model.inline.iter().all(|bytes| *bytes < 100_000), "{model:?}");
    assert!(model.jpegs == model.inline.len() && model.sixels == 0, "{model:?}");
}

#[test]
fn a_late_answer_sharpens_the_picture_and_is_never_typed() {
    let home = Home::new();
    let mut scene = Scene::start(&home, Kind::Mute);
    scene.make("a red kite over dunes");
    scene.wait("blocks", |_, screen| screen.contains('▀'));
    scene.model.kind = Kind::Kitty;
    scene.keys("\x1b_Gi=31;OK\x1b\\\x1bP>|kitty(0.41.1)\x1b\\\x1b[6;18;9t\x1b[?62;c");
    scene.wait("the picture", |model, screen| {
        model.pictures.len() == 1 && !screen.contains('▀')
    });
    assert!(!scene.term.screen().contains("Gi="), "{}", scene.term.screen());
    assert!(scene.quit().pictures.is_empty());
}

#[test]
fn ctrl_l_asks_the_terminal_again_and_another_one_gets_its_own_form() {
    let home = Home::new();
    let mut scene = Scene::start(&home, Kind::Kitty);
    scene.make("a red kite over dunes");
    scene.wait("the picture", |model, _| model.pictures.len() == 1);
    scene.model.kind = Kind::Sixel;
    scene.keys("\x0c");
    scene.wait("the picture as sixel", |model, _| model.sixels > 0);
    assert!(scene.quit().pictures.is_empty());
}

/// 320 kbit/s, and 200 ms there and back: far more than a machine with much to do holds an answer up.
const SLOW: Option<(u128, Duration)> = Some((40_000, Duration::from_millis(200)));
/// Two of them beside each other would hold each other up.
static LINE: Mutex<()> = Mutex::new(());

fn two_pictures(home: &Home) {
    let mut scene = Scene::start(home, Kind::Mute);
    scene.make("a red kite over dunes");
    scene.make(" and a lighthouse");
    scene.wait("both", |_, screen| screen.matches("a red kite over dunes").count() >= 3);
    scene.rest(4000);
    scene.quit();
}

#[test]
fn over_a_slow_line_nothing_but_text_moves_until_the_selection_rests() {
    let _alone = LINE.lock().unwrap_or_else(PoisonError::into_inner);
    let home = Home::new();
    two_pictures(&home);
    for kind in [Kind::Kitty, Kind::Sixel, Kind::Iterm2] {
        let mut scene = Scene::over(&home, kind, SLOW);
        scene.wait("the form", |_, screen| screen.contains("a red kite"));
        scene.esc();
        scene.keys("2");
        scene.rest(60);
        scene.keys("j");
        scene.rest(60);
        let before = scene.term.bytes().len();
        for key in ["j", "k", "j", "k", "j", "k", "j", "k"] {
            scene.keys(key);
            scene.rest(60);
        }
        let written = scene.term.bytes().split_off(before);
        let each = written.len() / 8;
        assert!(each < 2500, "{kind:?}: {each} bytes a key");
        let mut seen = Model::new(kind);
        seen.take(&written);
        assert_eq!(seen.graphics(), 0, "{kind:?}: {seen:?}");
        scene.wait("the picture", |model, _| model.graphics() > 0);
        let model = scene.quit();
        assert!(model.pictures.is_empty() && model.broken == 0, "{model:?}");
    }
}

#[test]
fn over_a_slow_line_a_picture_comes_in_slices_and_ends_when_the_person_moves_on() {
    let _alone = LINE.lock().unwrap_or_else(PoisonError::into_inner);
    let home = Home::new();
    two_pictures(&home);
    let mut scene = Scene::over(&home, Kind::Kitty, SLOW);
    scene.wait("the form", |_, screen| screen.contains("a red kite"));
    scene.esc();
    scene.keys("2");
    scene.wait("the first slices", |model, _| model.loading);
    // What is written and has not arrived is never much more than the line holds.
    let waiting = scene.term.bytes().len() - scene.taken;
    assert!(waiting < 24_000, "{waiting} bytes are queued");
    scene.keys("j");
    scene.rest(500);
    assert_eq!(scene.model.broken, 0, "{:?}", scene.model);
    scene.wait("the other one, whole", |model, _| {
        model.pictures.len() == 1 && !model.loading
    });
    scene.wait("its placeholders", |model, _| model.placeholders > 0);
    let model = scene.quit();
    assert!(model.pictures.is_empty() && model.broken == 0, "{model:?}");
    assert!(model.cut_off >= 1, "{model:?}");
}
