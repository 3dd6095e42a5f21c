//! The hand that reads directories and picture headers, and the clipboard.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::mpsc::Sender,
};

use super::{event::Event, worker::Worker};
use crate::{
    app::{
        Inspection, Msg,
        parts::{DirectoryEntry, EntryKind, Listing, has_image_extension},
    },
    domain::{Failure, FailureKind, ImageFacts, Places, Recipe, no_recipe, one_line, recipe},
    store::{disk_use, picture_facts, picture_texts},
    term::Clipboard,
};

/// Files on a thread of its own.
#[derive(Clone)]
pub struct FilesHand {
    worker: Worker<Places>,
    events: Sender<Event>,
}

impl FilesHand {
    /// A thread that starts with its first task.
    pub fn new(places: &Places, events: Sender<Event>) -> Self {
        let places = places.clone();
        Self {
            worker: Worker::new("files", move || places),
            events,
        }
    }

    /// Lets the thread make a message.
    pub fn ask(&self, task: impl FnOnce(&Places) -> Option<Msg> + Send + 'static) {
        let events = self.events.clone();
        self.worker.ask(move |places| {
            if let Some(msg) = task(places) {
                // The loop is gone only when the program ends.
                let _ = events.send(Event::Msg(msg));
            }
        });
    }

    /// Measures the disk.
    pub fn measure_disk(&self) {
        self.ask(|places| Some(Msg::DiskMeasured(disk_use(places))));
    }

    /// Reads a directory.
    pub fn list(&self, directory: PathBuf) {
        self.ask(move |_| {
            let entries = entries(&directory).map_err(|error| error.to_string());
            Some(Msg::Listed(Listing { directory, entries }))
        });
    }

    /// Reads the header of a picture.
    pub fn inspect(&self, path: PathBuf, purpose: Inspection) {
        self.ask(move |_| {
            let answer = facts(&path);
            Some(Msg::Inspected { path, purpose, answer })
        });
    }

    /// Reads the prompt that a picture carries.
    pub fn read_recipe(&self, path: PathBuf) {
        self.ask(move |_| {
            let answer = recipe_of(&path).map(Box::new);
            Some(Msg::RecipeRead { path, answer })
        });
    }

    /// Reads a picture from the clipboard and keeps it as a file.
    pub fn clipboard(&self) {
        self.ask(|places| Some(Msg::ClipboardRead(clipboard_picture(places))));
    }
}

fn entries(directory: &Path) -> io::Result<Vec<DirectoryEntry>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        // A name that vanished or may not be looked at is still listed, without facts.
        let facts = fs::metadata(entry.path()).ok();
        let name = entry.file_name();
        let kind = match &facts {
            Some(facts) if facts.is_dir() => EntryKind::Directory,
            Some(facts) if !facts.is_file() => continue,
            _ if has_image_extension(Path::new(&name)) => EntryKind::Picture,
            _ => EntryKind::Other,
        };
        let modified = facts.as_ref().and_then(|facts| facts.modified().ok());
        found.push(DirectoryEntry {
            shown: one_line(&name.to_string_lossy()).into_owned(),
            name,
            kind,
            bytes: facts.map_or(0, |facts| facts.len()),
            modified: modified.and_then(|time| jiff::Timestamp::try_from(time).ok()),
        });
    }
    Ok(found)
}

/// The facts of a picture file, or whose fault it is that there are none.
fn facts(path: &Path) -> Result<ImageFacts, Failure> {
    let shown = one_line(&path.to_string_lossy()).into_owned();
    picture_facts(path).map_err(|rule| Failure::new(FailureKind::Request, format!("{shown}: {rule}")))
}

fn recipe_of(path: &Path) -> Result<(ImageFacts, Recipe), Failure> {
    let shown = one_line(&path.to_string_lossy()).into_owned();
    let (facts, texts) =
        picture_texts(path).map_err(|rule| Failure::new(FailureKind::Request, format!("{shown}: {rule}")))?;
    let recipe = recipe(&texts).ok_or_else(|| no_recipe(path))?;
    Ok((facts, recipe))
}

fn clipboard_picture(places: &Places) -> Result<(PathBuf, ImageFacts), Failure> {
    let png = Clipboard::open()?.picture()?;
    let folder = places.state.join("drafts");
    let unwritable = |error: io::Error| {
        Failure::new(
            FailureKind::Storage,
            format!("the clipboard's picture cannot be kept: {error}"),
        )
    };
    fs::create_dir_all(&folder).map_err(unwritable)?;
    let file = tempfile::Builder::new()
        .prefix("clipboard-")
        .suffix(".png")
        .tempfile_in(&folder)
        .map_err(unwritable)?;
    fs::write(file.path(), &png).map_err(unwritable)?;
    let (_, path) = file.keep().map_err(|error| unwritable(error.error))?;
    let facts = facts(&path)?;
    Ok((path, facts))
}
