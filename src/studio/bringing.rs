//! Brings small pictures and frames into the terminal's form, on the thread that the pictures' hand keeps for that.

use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom},
    path::Path,
    sync::mpsc::Sender,
};

use super::{event::Event, player::NextFrame};
use crate::{
    domain::{Failure, FailureKind, SmallFrame},
    imaging,
    term::{Canvas, Effort, Grade, PreviewKey, Protocol, encode},
};

/// Brings a small picture into the terminal's form; where `rough_first`, blocks come at once where a sharp one takes
/// longer and the line is fast.
pub(super) fn bring(
    canvas: Canvas,
    (effort, rough_first): (Effort, bool),
    key: &PreviewKey,
    path: &Path,
    events: &Sender<Event>,
) {
    // The loop is gone only when the program ends.
    let tell = |ready| drop(events.send(Event::Picture(canvas, key.clone(), ready)));
    let area = (key.columns, key.rows);
    let picture = match read(path) {
        Ok(picture) => picture,
        Err(failure) => return tell(Err(failure)),
    };
    let is_sharp = matches!(canvas.protocol, Protocol::Kitty | Protocol::Iterm2 | Protocol::Sixel);
    if is_sharp && rough_first && effort.grade == Grade::Full {
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

/// Brings a frame of a moving picture into the terminal's form.
pub(super) fn bring_frame(canvas: Canvas, effort: Effort, next: NextFrame, events: &Sender<Event>) {
    let NextFrame { key, file, frame } = next;
    let area = (key.columns, key.rows);
    let ready = read_frame(&file, frame).and_then(|picture| Ok(encode(&canvas, effort, &picture, area)?));
    // The loop is gone only when the program ends.
    let _ = events.send(Event::Picture(canvas, key, ready));
}

fn read(path: &Path) -> Result<imaging::RgbaImage, Failure> {
    let bytes = std::fs::read(path).map_err(|error| unreadable(path, &error))?;
    decoded(path, &bytes)
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
    decoded(path, &bytes().map_err(|error| unreadable(path, &error))?)
}

fn decoded(path: &Path, bytes: &[u8]) -> Result<imaging::RgbaImage, Failure> {
    let picture = imaging::decode(bytes).map_err(|error| unreadable(path, &error))?;
    Ok(picture.into_rgba8())
}

fn unreadable(path: &Path, why: &impl ToString) -> Failure {
    let (path, why) = (path.display(), why.to_string());
    Failure::new(
        FailureKind::Storage,
        format!("the small picture {path} cannot be read: {why}"),
    )
}
