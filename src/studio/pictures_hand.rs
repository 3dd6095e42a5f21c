//! The hand that makes pictures drawable: the engine shrinks them, this thread brings them into the terminal's form.

use std::{
    collections::{HashMap, HashSet},
    path::{Path, PathBuf},
    sync::mpsc::Sender,
};

use super::{engine_hand::EngineHand, event::Event, worker::Worker};
use crate::{
    app::Msg,
    domain::{Failure, FailureKind, SmallPicture},
    engine::Wish,
    imaging,
    term::{Canvas, PreviewKey, Previews, Protocol, encode},
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
}

impl PicturesHand {
    /// A thread that starts with its first picture; nothing is drawn before the terminal is known.
    pub fn new(events: Sender<Event>) -> Self {
        Self {
            worker: Worker::new("pictures", || ()),
            events,
            ready: Previews::default(),
            asked: HashMap::new(),
            failed: HashSet::new(),
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
        self.ready.clear()
    }

    /// Asks for what the screen wants and does not have.
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
            if canvas.protocol == Protocol::Off && over.is_none() {
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
    pub fn shrunk(&mut self, asked: &str, answer: Result<SmallPicture, Failure>) -> Option<Msg> {
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
        let events = self.events.clone();
        self.worker.ask(move |()| {
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
        if let Ok(preview) = ready {
            return self.ready.insert(key, preview);
        }
        self.failed.insert(key);
        Vec::new()
    }

    /// Everything on its way is lost: the engine has ended.
    pub fn lost(&mut self) {
        self.asked.clear();
    }
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
