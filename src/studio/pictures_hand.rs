//! The hand that makes pictures drawable: the engine shrinks them, a thread brings them into the terminal's form, and
//! the pace of the line says when they go there.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, PoisonError, mpsc::Sender},
    time::Instant,
};

use super::{
    bringing::{bring, bring_frame},
    engine_hand::EngineHand,
    event::Event,
    player::Player,
    wishes::{name, wish},
    worker::Worker,
};
use crate::{
    app::Msg,
    domain::{Failure, FailureKind, SmallPicture},
    term::{Canvas, Pace, PreviewKey, Previews, Protocol, ReadyPreview},
    ui::{Purpose, Wanted},
};

/// So many small versions made ahead are remembered.
const AHEAD: usize = 4096;

/// The pictures of the screen: those that can be drawn, and those on their way.
pub struct PicturesHand {
    worker: Worker<()>,
    events: Sender<Event>,
    ready: Previews,
    asked: HashMap<String, Wanted>,
    failed: HashSet<PreviewKey>,
    /// What is being brought into form now.
    forming: HashSet<PreviewKey>,
    /// Small versions that were made ahead, by the name of their errand.
    ahead: HashSet<String>,
    /// Pictures that may move.
    may_move: HashSet<PreviewKey>,
    /// Frames on their way, by the name of their errand.
    moving: HashMap<String, PreviewKey>,
    player: Player,
    canvas: Option<Canvas>,
    /// What the screen had cells for when it was last drawn, the most important first.
    wanted: Vec<PreviewKey>,
    /// The same for the thread that brings pictures into form: work for anything else is dropped.
    on_screen: Arc<Mutex<HashSet<PreviewKey>>>,
    /// The pace of the line to the terminal.
    pub pace: Pace,
}

impl PicturesHand {
    /// A thread that starts with its first picture; nothing is drawn before the terminal is known.
    /// Pictures that move are played where `animate` says so, but not over the line of a far terminal.
    pub fn new(events: Sender<Event>, remote: bool, animate: bool) -> Self {
        Self {
            worker: Worker::new("pictures", || ()),
            events,
            ready: Previews::default(),
            asked: HashMap::new(),
            failed: HashSet::new(),
            forming: HashSet::new(),
            ahead: HashSet::new(),
            may_move: HashSet::new(),
            moving: HashMap::new(),
            player: Player::new(animate && !remote),
            canvas: None,
            wanted: Vec::new(),
            on_screen: Arc::default(),
            pace: Pace::new(remote),
        }
    }

    /// The pictures that can be drawn.
    pub const fn ready(&self) -> &Previews {
        &self.ready
    }

    /// Whether pictures are drawn that way already.
    pub fn draws_on(&self, canvas: &Canvas) -> bool {
        self.canvas.as_ref() == Some(canvas)
    }

    /// Takes another way of drawing; gives the bytes that make the terminal forget the old pictures.
    pub fn draw_on(&mut self, canvas: Canvas) -> Vec<u8> {
        if self.canvas == Some(canvas) {
            return Vec::new();
        }
        self.canvas = Some(canvas);
        self.asked.clear();
        self.failed.clear();
        self.forming.clear();
        self.ahead.clear();
        self.may_move.clear();
        self.moving.clear();
        self.player.draw_by(canvas.protocol);
        self.ready.show_frame(None);
        self.ready.clear()
    }

    /// Takes in what the next frame has cells for, and lets go of the rest; gives the bytes that go before the frame.
    pub fn look_at(&mut self, wanted: &[Wanted], now: Instant) -> Vec<u8> {
        let seen = || wanted.iter().filter(|wanted| wanted.purpose != Purpose::Ahead);
        if !seen().map(|wanted| &wanted.key).eq(&self.wanted) {
            self.wanted = seen().map(|wanted| wanted.key.clone()).collect();
            *self.on_screen.lock().unwrap_or_else(PoisonError::into_inner) = self.wanted.iter().cloned().collect();
            let wanted = &self.wanted;
            self.forming.retain(|key| wanted.contains(key));
            self.pace.moved(now);
        }
        self.ready.hold(self.pace.holds(now));
        let wanted: HashSet<&PreviewKey> = self.wanted.iter().collect();
        self.ready.let_go(|key| wanted.contains(key))
    }

    /// Asks for what the screen wants and does not have, and takes back what it wants no more; over a slow line not
    /// before the selection rests.
    pub fn want(&mut self, wanted: &[Wanted], engine: &EngineHand) {
        let Some(canvas) = self.canvas else { return };
        let names: HashSet<String> = wanted.iter().map(name).collect();
        let dropped: Vec<String> = self
            .asked
            .extract_if(|asked, _| !names.contains(asked))
            .map(|(asked, _)| asked)
            .collect();
        if !dropped.is_empty() {
            engine.forget_pictures(dropped);
        }
        for wanted in wanted {
            // Without pictures a mask is still measured, for the words that tell of it.
            if wanted.over.is_none() && (canvas.protocol == Protocol::Off || self.ready.is_held()) {
                continue;
            }
            let (key, name) = (&wanted.key, name(wanted));
            let here = self.ready.contains(key) || self.forming.contains(key) || self.failed.contains(key);
            if here || self.asked.contains_key(&name) || key.columns == 0 || key.rows == 0 || self.ahead.contains(&name)
            {
                continue;
            }
            self.asked.insert(name.clone(), wanted.clone());
            engine.picture(name, wish(wanted, &canvas));
        }
    }

    /// The terminal got or lost the focus.
    pub fn focus(&mut self, focused: bool) {
        self.player.focus(focused, Instant::now());
    }

    /// Sees to the picture that is looked at: asks for its frames if it may move, and takes the last frame of another
    /// one away. Gives the bytes that make the terminal forget that. `covered`: something lies on top.
    pub fn play(&mut self, wanted: &[Wanted], covered: bool, engine: &EngineHand) -> Vec<u8> {
        let looked_at = wanted.iter().find(|wanted| wanted.purpose == Purpose::Look);
        let key = looked_at.map(|wanted| &wanted.key);
        let now = Instant::now();
        self.player.cover(covered || self.pace.is_slow(now), now);
        let mut bytes = Vec::new();
        if self.player.look_at(key) {
            self.ready.show_frame(None);
            bytes = self.ready.retain(|key| !Player::is_frame(key));
        }
        let gone: Vec<String> = self
            .moving
            .extract_if(|_, of| Some(&*of) != key)
            .map(|(name, _)| name)
            .collect();
        if !gone.is_empty() {
            engine.forget_pictures(gone);
        }
        let (Some(wanted), Some(canvas)) = (looked_at, self.canvas) else {
            return bytes;
        };
        let asked = self.player.has(&wanted.key) || !self.moving.is_empty();
        if self.player.is_allowed() && !asked && self.may_move.contains(&wanted.key) {
            let name = format!("frames {}", name(wanted));
            self.moving.insert(name.clone(), wanted.key.clone());
            engine.moving_picture(name, wish(wanted, &canvas));
        }
        bytes
    }

    /// Has the next frame made when its time has come.
    pub fn turn(&mut self, now: Instant) {
        if let (Some(next), Some(canvas)) = (self.player.turn(now), self.canvas) {
            let (events, effort) = (self.events.clone(), self.pace.effort(now));
            self.worker.ask(move |()| bring_frame(canvas, effort, next, &events));
        }
    }

    /// The engine made a picture small, or could not; says how much a mask lets be repainted, where it had one.
    pub fn shrunk(&mut self, asked: &str, answer: Result<SmallPicture, Failure>, now: Instant) -> Option<Msg> {
        if let Some(key) = self.moving.remove(asked) {
            match answer {
                Ok(SmallPicture { path, frames, .. }) if frames.len() > 1 => {
                    self.player.begin(key, path, frames, now);
                }
                // It stays as it is, and is not asked about again.
                Ok(_) | Err(_) => self.may_move.retain(|known| *known != key),
            }
            return None;
        }
        let Wanted {
            key,
            path,
            over,
            purpose,
            ..
        } = self.asked.remove(asked)?;
        // What was outrun by other looks is no failure: it may be wanted again.
        if answer
            .as_ref()
            .is_err_and(|failure| failure.kind == FailureKind::Cancelled)
        {
            return None;
        }
        let (Ok(small), Some(canvas)) = (answer, self.canvas) else {
            self.failed.insert(key);
            return None;
        };
        if purpose == Purpose::Ahead {
            if self.ahead.len() >= AHEAD {
                self.ahead.clear();
            }
            self.ahead.insert(asked.to_owned());
            return None;
        }
        if small.moves && over.is_none() && purpose == Purpose::Look {
            self.may_move.insert(key.clone());
        }
        let measured = over.zip(small.repainted).map(|(over, thousandths)| Msg::MaskMeasured {
            image: path,
            over,
            thousandths,
        });
        if canvas.protocol == Protocol::Off {
            // Nothing is drawn; asking once is enough.
            self.failed.insert(key);
            return measured;
        }
        if !self.wanted.contains(&key) {
            // The person has moved on; it is asked for again when it is looked at again, and found in the cache.
            return measured;
        }
        let (events, effort) = (self.events.clone(), self.pace.effort(now));
        let on_screen = Arc::clone(&self.on_screen);
        self.forming.insert(key.clone());
        // Of many the sharp form comes soon enough, and twice as many frames would only flicker.
        let rough_first = purpose == Purpose::Look;
        self.worker.ask(move |()| {
            if on_screen.lock().unwrap_or_else(PoisonError::into_inner).contains(&key) {
                bring(canvas, (effort, rough_first), &key, &small.path, &events);
            }
        });
        measured
    }

    /// A picture can be drawn, or cannot; gives the bytes that the terminal must have before it is.
    pub fn encoded(
        &mut self,
        canvas: Canvas,
        key: PreviewKey,
        ready: Result<ReadyPreview, Failure>,
        now: Instant,
    ) -> Vec<u8> {
        if self.canvas != Some(canvas) {
            return Vec::new();
        }
        if Player::is_frame(&key) {
            let of = self.player.made(&key);
            let (Some(of), Ok(preview)) = (of, ready) else {
                return Vec::new();
            };
            let bytes = self.ready.insert(&key, preview);
            self.ready.show_frame(Some((of, key)));
            return bytes;
        }
        self.forming.remove(&key);
        match ready {
            Ok(preview) if self.pace.is_slow(now) => self.ready.insert_in_parts(key, preview),
            Ok(preview) => self.ready.insert(&key, preview),
            Err(_) => {
                self.failed.insert(key);
                Vec::new()
            }
        }
    }

    /// Lets the terminal have more of the picture that is on its way, if it may go on now; gives the bytes that go
    /// before the next frame.
    pub fn carry(&mut self, now: Instant) -> Option<Vec<u8>> {
        let key = self.on_its_way()?.clone();
        let parts = self.pace.parts(self.ready.missing(&key)?, now);
        (parts > 0).then(|| self.ready.let_have(&key, parts))
    }

    fn on_its_way(&self) -> Option<&PreviewKey> {
        let keys = || self.wanted.iter().filter(|key| self.ready.missing(key).is_some());
        keys().next().filter(|_| !self.ready.is_held())
    }

    /// Whether the pictures that were held back may be shown now.
    pub fn may_show(&self, now: Instant) -> bool {
        self.ready.is_held() && !self.pace.holds(now)
    }

    /// When to look again whether a picture may go on, or needs another frame; nothing at rest.
    pub fn deadline(&self, now: Instant) -> Option<Instant> {
        let waits = self.ready.is_held() || self.on_its_way().is_some();
        let pace = waits.then(|| self.pace.deadline(now)).flatten();
        [pace, self.player.deadline()].into_iter().flatten().min()
    }

    /// Lets all pictures go: the terminal may have forgotten them, or is to forget them.
    pub fn forget(&mut self) -> Vec<u8> {
        self.ready.clear()
    }

    /// Everything on its way is lost: the engine has ended.
    pub fn lost(&mut self) {
        self.asked.clear();
        self.moving.clear();
    }
}
