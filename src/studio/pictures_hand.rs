//! The hand that makes pictures drawable: the engine shrinks them, a thread brings them into the terminal's form, and
//! the pace of the line says when they go there.

use std::{
    collections::{HashMap, HashSet},
    path::{Path, PathBuf},
    sync::mpsc::Sender,
    time::Instant,
};

use super::{engine_hand::EngineHand, event::Event, worker::Worker};
use crate::{
    app::Msg,
    domain::{Failure, FailureKind, SmallPicture},
    engine::Wish,
    imaging,
    term::{Canvas, Effort, Grade, Pace, PreviewKey, Previews, Protocol, ReadyPreview, encode},
    ui::Wanted,
};

/// The pictures of the screen: those that can be drawn, and those on their way.
pub struct PicturesHand {
    worker: Worker<()>,
    events: Sender<Event>,
    ready: Previews,
    asked: HashMap<String, Wanted>,
    failed: HashSet<PreviewKey>,
    canvas: Option<Canvas>,
    /// What the screen had cells for when it was last drawn, the most important first.
    wanted: Vec<PreviewKey>,
    /// The pace of the line to the terminal.
    pub pace: Pace,
}

impl PicturesHand {
    /// A thread that starts with its first picture; nothing is drawn before the terminal is known.
    pub fn new(events: Sender<Event>, remote: bool) -> Self {
        Self {
            worker: Worker::new("pictures", || ()),
            events,
            ready: Previews::default(),
            asked: HashMap::new(),
            failed: HashSet::new(),
            canvas: None,
            wanted: Vec::new(),
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
        self.ready.clear()
    }

    /// Takes in what the next frame has cells for, and lets go of the rest; gives the bytes that go before the frame.
    pub fn look_at(&mut self, wanted: &[Wanted], now: Instant) -> Vec<u8> {
        if !wanted.iter().map(|wanted| &wanted.key).eq(&self.wanted) {
            self.wanted = wanted.iter().map(|wanted| wanted.key.clone()).collect();
            self.pace.moved(now);
        }
        self.ready.hold(self.pace.holds(now));
        let wanted: HashSet<&PreviewKey> = self.wanted.iter().collect();
        self.ready.let_go(|key| wanted.contains(key))
    }

    /// Asks for what the screen wants and does not have; over a slow line not before the selection rests.
    pub fn want(&mut self, wanted: &[Wanted], engine: &EngineHand) {
        let Some(canvas) = self.canvas else { return };
        for wanted in wanted {
            let Wanted {
                key,
                path,
                over,
                part,
                against,
            } = wanted;
            // Without pictures a mask is still measured, for the words that tell of it.
            if over.is_none() && (canvas.protocol == Protocol::Off || self.ready.is_held()) {
                continue;
            }
            let name = format!("{}x{} {}", key.columns, key.rows, key.picture);
            let known = self.ready.contains(key) || self.asked.contains_key(&name) || self.failed.contains(key);
            if known || key.columns == 0 || key.rows == 0 {
                continue;
            }
            let (width, height) = canvas.cell.pixels(key.columns, key.rows);
            self.asked.insert(name.clone(), wanted.clone());
            engine.picture(
                name,
                Wish {
                    path: path.clone(),
                    width,
                    height,
                    over: over.clone(),
                    part: *part,
                    against: against.clone(),
                },
            );
        }
    }

    /// The engine made a picture small, or could not; says how much a mask lets be repainted, where it had one.
    pub fn shrunk(&mut self, asked: &str, answer: Result<SmallPicture, Failure>, now: Instant) -> Option<Msg> {
        let Wanted { key, path, over, .. } = self.asked.remove(asked)?;
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
        let events = self.events.clone();
        let effort = self.pace.effort(now);
        self.worker
            .ask(move |()| bring(canvas, effort, &key, &small.path, &events));
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

    /// When to look again whether a picture may go on.
    pub fn deadline(&self, now: Instant) -> Option<Instant> {
        let waits = self.ready.is_held() || self.on_its_way().is_some();
        waits.then(|| self.pace.deadline(now)).flatten()
    }

    /// Lets all pictures go: the terminal may have forgotten them, or is to forget them.
    pub fn forget(&mut self) -> Vec<u8> {
        self.ready.clear()
    }

    /// Everything on its way is lost: the engine has ended.
    pub fn lost(&mut self) {
        self.asked.clear();
    }
}

/// Brings a small picture into the terminal's form: blocks at once where a sharp one takes longer and the line is fast.
fn bring(canvas: Canvas, effort: Effort, key: &PreviewKey, path: &Path, events: &Sender<Event>) {
    // The loop is gone only when the program ends.
    let tell = |ready| drop(events.send(Event::Picture(canvas, key.clone(), ready)));
    let area = (key.columns, key.rows);
    let picture = match read(path) {
        Ok(picture) => picture,
        Err(failure) => return tell(Err(failure)),
    };
    let is_sharp = matches!(canvas.protocol, Protocol::Kitty | Protocol::Iterm2 | Protocol::Sixel);
    if is_sharp && effort.grade == Grade::Full {
        let blocks = Canvas {
            protocol: Protocol::Halfblocks,
            ..canvas
        };
        if let Ok(rough) = encode(&blocks, effort, &picture, area) {
            tell(Ok(rough));
        }
    }
    tell(encode(&canvas, effort, &picture, area).map_err(Failure::from));
}

fn read(path: &Path) -> Result<imaging::RgbaImage, Failure> {
    let unreadable = |why: String| {
        Failure::new(
            FailureKind::Storage,
            format!("the small picture {} cannot be read: {why}", path.display()),
        )
    };
    let bytes = std::fs::read(PathBuf::from(path)).map_err(|error| unreadable(error.to_string()))?;
    let picture = imaging::decode(&bytes).map_err(|error| unreadable(error.to_string()))?;
    Ok(picture.into_rgba8())
}
