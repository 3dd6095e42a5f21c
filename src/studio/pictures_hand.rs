//! The hand that makes pictures drawable: the engine shrinks them, this thread brings them into the terminal's form.

use std::{
    collections::{HashMap, HashSet},
    fs::File,
    io::{self, Read, Seek, SeekFrom},
    path::Path,
    sync::{Arc, Mutex, PoisonError, mpsc::Sender},
    time::Instant,
};

use super::{
    engine_hand::EngineHand,
    event::Event,
    player::{NextFrame, Player},
    worker::Worker,
};
use crate::{
    app::Msg,
    domain::{Failure, FailureKind, SmallFrame, SmallPicture},
    engine::Wish,
    imaging,
    term::{Canvas, PreviewKey, Previews, Protocol, encode},
    ui::{Purpose, Wanted},
};

/// The pictures of the screen: those that can be drawn, and those on their way.
pub struct PicturesHand {
    worker: Worker<()>,
    events: Sender<Event>,
    ready: Previews,
    asked: HashMap<String, Wanted>,
    failed: HashSet<PreviewKey>,
    /// Small versions that were made ahead, by the name of their errand.
    ahead: HashSet<String>,
    /// What the screen has cells for now; work for anything else is dropped.
    on_screen: Arc<Mutex<HashSet<PreviewKey>>>,
    /// Pictures that may move.
    may_move: HashSet<PreviewKey>,
    /// Frames on their way.
    moving: HashMap<String, PreviewKey>,
    player: Player,
    canvas: Option<Canvas>,
}

/// Sides of the boxes into which small versions are fitted, in pixels: few, so that they serve windows of any size.
const BOXES: [u32; 3] = [256, 512, 1024];
/// So many small versions made ahead are remembered.
const AHEAD: usize = 4096;

/// The box of a small version for so many pixels; nothing where these are too many.
fn usual_box(width: u32, height: u32) -> Option<(u32, u32)> {
    let side = BOXES.into_iter().find(|side| width.max(height) <= *side)?;
    Some((side, side))
}

impl PicturesHand {
    /// A thread that starts with its first picture; nothing is drawn before the terminal is known.
    pub fn new(events: Sender<Event>, animate: bool) -> Self {
        Self {
            worker: Worker::new("pictures", || ()),
            events,
            ready: Previews::default(),
            asked: HashMap::new(),
            failed: HashSet::new(),
            ahead: HashSet::new(),
            on_screen: Arc::default(),
            may_move: HashSet::new(),
            moving: HashMap::new(),
            player: Player::new(animate),
            canvas: None,
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
        self.ahead.clear();
        self.may_move.clear();
        self.moving.clear();
        self.player.draw_by(canvas.protocol);
        self.ready.show_frame(None);
        self.ready.clear()
    }

    /// Asks for what the screen wants and does not have, and takes back what it wants no more.
    pub fn want(&mut self, wanted: &[Wanted], engine: &EngineHand) {
        let Some(canvas) = self.canvas else { return };
        *self.on_screen.lock().unwrap_or_else(PoisonError::into_inner) = on_screen(wanted);
        let names: HashSet<String> = wanted.iter().map(name).collect();
        let (kept, dropped): (HashMap<_, _>, HashMap<_, _>) =
            self.asked.drain().partition(|(asked, _)| names.contains(asked));
        self.asked = kept;
        if !dropped.is_empty() {
            engine.forget_pictures(dropped.into_keys().collect());
        }
        for wanted in wanted {
            let Wanted {
                key,
                path,
                over,
                purpose,
            } = wanted;
            // Without pictures a mask is still measured, for the words that tell of it.
            if canvas.protocol == Protocol::Off && over.is_none() {
                continue;
            }
            let name = name(wanted);
            let known = self.ready.contains(key) || self.asked.contains_key(&name) || self.failed.contains(key);
            if known || key.columns == 0 || key.rows == 0 || self.ahead.contains(&name) {
                continue;
            }
            let exact = canvas.cell.pixels(key.columns, key.rows);
            let (width, height) = match purpose {
                Purpose::Look => exact,
                Purpose::Tile | Purpose::Ahead => usual_box(exact.0, exact.1).unwrap_or(exact),
            };
            self.asked.insert(name.clone(), wanted.clone());
            engine.picture(
                name,
                Wish {
                    path: path.clone(),
                    width,
                    height,
                    over: over.clone(),
                },
            );
        }
    }

    /// When the picture that is looked at needs another frame; nothing at rest.
    pub fn deadline(&self) -> Option<Instant> {
        self.player.deadline()
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
        self.player.cover(covered, Instant::now());
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
            let (width, height) = canvas.cell.pixels(wanted.key.columns, wanted.key.rows);
            let wish = Wish {
                path: wanted.path.clone(),
                width,
                height,
                over: None,
            };
            engine.moving_picture(name, wish);
        }
        bytes
    }

    /// Has the next frame made when its time has come.
    pub fn turn(&mut self, now: Instant) {
        if let (Some(next), Some(canvas)) = (self.player.turn(now), self.canvas) {
            let events = self.events.clone();
            self.worker.ask(move |()| {
                let NextFrame { key, file, frame } = next;
                let picture = read_frame(&file, frame);
                let ready = picture.and_then(|picture| Ok(encode(&canvas, &picture, key.columns, key.rows)?));
                // The loop is gone only when the program ends.
                let _ = events.send(Event::Picture(canvas, key, ready));
            });
        }
    }

    /// The engine made a picture small, or could not; says how much a mask lets be repainted, where it had one.
    pub fn shrunk(&mut self, asked: &str, answer: Result<SmallPicture, Failure>) -> Option<Msg> {
        if let Some(key) = self.moving.remove(asked) {
            match answer {
                Ok(SmallPicture { path, frames, .. }) if frames.len() > 1 => {
                    self.player.begin(key, path, frames, Instant::now());
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
        } = self.asked.remove(asked)?;
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
        let events = self.events.clone();
        let on_screen = Arc::clone(&self.on_screen);
        self.worker.ask(move |()| {
            if !on_screen.lock().unwrap_or_else(PoisonError::into_inner).contains(&key) {
                return;
            }
            let ready = read(&small.path).and_then(|picture| Ok(encode(&canvas, &picture, key.columns, key.rows)?));
            // The loop is gone only when the program ends.
            let _ = events.send(Event::Picture(canvas, key, ready));
        });
        measured
    }

    /// A picture can be drawn, or cannot; gives the bytes that the terminal must have before it is.
    pub fn encoded(
        &mut self,
        canvas: Canvas,
        key: PreviewKey,
        ready: Result<crate::term::ReadyPreview, Failure>,
    ) -> Vec<u8> {
        if self.canvas != Some(canvas) {
            return Vec::new();
        }
        if Player::is_frame(&key) {
            let of = self.player.made(&key);
            let (Some(of), Ok(preview)) = (of, ready) else {
                return Vec::new();
            };
            let bytes = self.ready.insert(key.clone(), preview);
            self.ready.show_frame(Some((of, key)));
            return bytes;
        }
        if let Ok(preview) = ready {
            return self.ready.insert(key, preview);
        }
        self.failed.insert(key);
        Vec::new()
    }

    /// Everything on its way is lost: the engine has ended.
    pub fn lost(&mut self) {
        self.asked.clear();
        self.moving.clear();
    }
}

/// The name of the errand that a wanted picture asks for.
fn name(wanted: &Wanted) -> String {
    let key = &wanted.key;
    let ahead = if wanted.purpose == Purpose::Ahead { "ahead " } else { "" };
    format!("{ahead}{}x{} {}", key.columns, key.rows, key.picture)
}

fn on_screen(wanted: &[Wanted]) -> HashSet<PreviewKey> {
    let seen = wanted.iter().filter(|wanted| wanted.purpose != Purpose::Ahead);
    seen.map(|wanted| wanted.key.clone()).collect()
}

fn read(path: &Path) -> Result<imaging::RgbaImage, Failure> {
    let bytes = std::fs::read(path).map_err(|error| unreadable(path, &error))?;
    let picture = imaging::decode(&bytes).map_err(|error| unreadable(path, &error))?;
    Ok(picture.into_rgba8())
}

/// A frame of a file of frames, which is never read whole.
fn read_frame(path: &Path, frame: SmallFrame) -> Result<imaging::RgbaImage, Failure> {
    let bytes = || -> io::Result<Vec<u8>> {
        let mut file = File::open(path)?;
        file.seek(SeekFrom::Start(frame.at))?;
        let mut bytes = Vec::new();
        file.take(frame.bytes).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    let bytes = bytes().map_err(|error| unreadable(path, &error))?;
    let picture = imaging::decode(&bytes).map_err(|error| unreadable(path, &error))?;
    Ok(picture.into_rgba8())
}

fn unreadable(path: &Path, why: &impl ToString) -> Failure {
    Failure::new(
        FailureKind::Storage,
        format!(
            "the small picture {} cannot be read: {}",
            path.display(),
            why.to_string()
        ),
    )
}
