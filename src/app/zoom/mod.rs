//! Zoom: a picture that is looked at closely, with a cursor on a pixel where one is wanted.

mod deeds;
mod subject;
mod window;

pub(in crate::app) use deeds::{looked, lost, on_entry, on_input, run};
pub use subject::{CloseView, Earlier, Subject};
pub(in crate::app) use subject::{mask_of, overlaid};
pub use window::Window;

use crate::{
    domain::{Failure, Looked, Pixel, Question},
    keys::Command,
};

/// A move without a cursor goes so many parts of what is seen.
const STRIDE: u32 = 8;
/// A page of the cursor, in cells.
const CURSOR_PAGE: i64 = 8;

/// How far a command moves, before it is known what a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::app) enum Stride {
    Step,
    Page,
    Pixel,
}

/// What a command moves by: to the right, down, and in which strides; nothing for one that does not move.
pub(in crate::app) const fn motion(command: Command) -> Option<(i64, i64, Stride)> {
    use Command as C;
    Some(match command {
        C::MoveLeft => (-1, 0, Stride::Step),
        C::MoveRight => (1, 0, Stride::Step),
        C::MoveUp => (0, -1, Stride::Step),
        C::MoveDown => (0, 1, Stride::Step),
        C::ZoomPageLeft => (-1, 0, Stride::Page),
        C::ZoomPageRight => (1, 0, Stride::Page),
        C::MovePageUp => (0, -1, Stride::Page),
        C::MovePageDown => (0, 1, Stride::Page),
        C::ZoomPixelLeft => (-1, 0, Stride::Pixel),
        C::ZoomPixelRight => (1, 0, Stride::Pixel),
        C::ZoomPixelUp => (0, -1, Stride::Pixel),
        C::ZoomPixelDown => (0, 1, Stride::Pixel),
        _ => return None,
    })
}

impl Window {
    /// Does what a command asks of the view, if it asks anything.
    pub(in crate::app) fn obey(
        &mut self,
        command: Command,
        size: (u32, u32),
        room: (u32, u32),
        around: Option<(u32, u32)>,
    ) {
        match command {
            Command::ZoomIn => self.step(true, size, room, around),
            Command::ZoomOut => self.step(false, size, room, around),
            Command::ZoomFit => self.fit(),
            Command::ZoomPixels => self.pixels(size, room, around),
            _ => {
                let Some((right, down, stride)) = motion(command) else {
                    return;
                };
                let part = self.part(size, room);
                let by = |seen: u32| {
                    let step = (seen / STRIDE).max(1);
                    i64::from(match stride {
                        Stride::Step => step,
                        Stride::Page => seen.saturating_sub(step).max(1),
                        Stride::Pixel => 1,
                    })
                };
                self.pan((right * by(part.width), down * by(part.height)), size, room);
            }
        }
    }
}

/// A close look at a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zoom {
    pictures: Vec<Subject>,
    at: usize,
    window: Window,
    cursor: Option<(u32, u32)>,
    asked: Option<Question>,
    found: Option<Result<Pixel, Failure>>,
    earlier: Earlier,
}

impl Zoom {
    fn of(pictures: Vec<Subject>, at: usize, now_ms: i64) -> Option<Self> {
        (at < pictures.len()).then(|| Self {
            pictures,
            at,
            window: Window::default(),
            cursor: None,
            asked: None,
            found: None,
            earlier: Earlier::begun(now_ms),
        })
    }

    /// The picture that is looked at.
    #[must_use]
    pub fn subject(&self) -> Option<&Subject> {
        self.pictures.get(self.at)
    }

    /// Which of its siblings it is, from 0, and of how many.
    #[must_use]
    pub const fn place(&self) -> (usize, usize) {
        (self.at, self.pictures.len())
    }

    /// The view of it.
    #[must_use]
    pub const fn window(&self) -> &Window {
        &self.window
    }

    /// The pixel that the cursor is on.
    #[must_use]
    pub const fn cursor(&self) -> Option<(u32, u32)> {
        self.cursor
    }

    /// What that pixel is, once it is known.
    #[must_use]
    pub const fn pixel(&self) -> Option<&Result<Pixel, Failure>> {
        self.found.as_ref()
    }

    /// What was seen a moment ago.
    #[must_use]
    pub const fn earlier(&self) -> &Earlier {
        &self.earlier
    }

    /// What is to be seen in a room of so many pixels.
    #[must_use]
    pub fn view(&self, room: (u32, u32)) -> Option<CloseView> {
        let subject = self.subject()?;
        Some(CloseView {
            path: subject.path.clone(),
            over: subject.over.clone(),
            part: self.window.part(subject.size, room),
            against: None,
        })
    }

    fn size(&self) -> (u32, u32) {
        self.subject().map_or((1, 1), |subject| subject.size)
    }

    /// Does what a command asks; a view that it left is remembered, and a question that it raises is given back.
    fn follow(&mut self, command: Command, (room, cell): ((u32, u32), (u16, u16)), now_ms: i64) -> Option<Question> {
        let before = self.view(room);
        self.obey(command, room, cell);
        if let Some(before) = before.filter(|before| Some(before) != self.view(room).as_ref()) {
            self.earlier.left(before, now_ms);
        }
        self.question()
    }

    fn obey(&mut self, command: Command, room: (u32, u32), cell: (u16, u16)) {
        let size = self.size();
        match (command, self.cursor) {
            (Command::PreviewNext, _) => self.turn(true),
            (Command::PreviewPrevious, _) => self.turn(false),
            (Command::ZoomCursor, Some(_)) => self.cursor = None,
            (Command::ZoomCursor, None) => {
                let part = self.window.part(size, room);
                self.cursor = Some((part.x + part.width / 2, part.y + part.height / 2));
            }
            (command, Some(at)) if motion(command).is_some() => self.point(command, at, room, cell),
            (command, cursor) => self.window.obey(command, size, room, cursor),
        }
    }

    /// Moves the cursor, and the view with it where it would leave it. A step is a cell of the screen.
    fn point(&mut self, command: Command, (x, y): (u32, u32), room: (u32, u32), cell: (u16, u16)) {
        let Some((right, down, stride)) = motion(command) else {
            return;
        };
        let size = self.size();
        let per_mille = u64::from(self.window.per_mille(size, room).max(1));
        let step = |cell: u16| {
            let pixels = i64::try_from(u64::from(cell) * 1000 / per_mille).unwrap_or(1).max(1);
            match stride {
                Stride::Step => pixels,
                Stride::Page => pixels * CURSOR_PAGE,
                Stride::Pixel => 1,
            }
        };
        let moved = |at: u32, by: i64, side: u32| {
            let last = i64::from(side.max(1)) - 1;
            u32::try_from((i64::from(at) + by).clamp(0, last)).unwrap_or(0)
        };
        let at = (
            moved(x, right * step(cell.0), size.0),
            moved(y, down * step(cell.1), size.1),
        );
        self.cursor = Some(at);
        self.window.reveal(at, size, room);
    }

    /// Goes to a sibling, at the same place.
    fn turn(&mut self, forward: bool) {
        let (count, before) = (self.pictures.len(), self.size());
        let by = if forward { 1 } else { count - 1 };
        self.at = (self.at + by) % count;
        let size = self.size();
        self.window.over(before, size);
        self.cursor = self
            .cursor
            .map(|(x, y)| (window::scaled(x, before.0, size.0), window::scaled(y, before.1, size.1)));
    }

    /// A question was answered; only the last one that was asked counts.
    fn answered(&mut self, question: &Question, answer: &Result<Looked, Failure>) {
        if self.asked.as_ref() != Some(question) {
            return;
        }
        self.found = match answer {
            Ok(Looked::Pixel(pixel)) => Some(Ok(*pixel)),
            Ok(Looked::Change(_)) => None,
            Err(failure) => Some(Err(failure.clone())),
        };
    }

    /// Nobody answers any more: the next step asks again.
    fn lost(&mut self) {
        self.asked = None;
    }

    /// What is to be asked about the pixel under the cursor, where that is not known or asked yet.
    fn question(&mut self) -> Option<Question> {
        let question = self
            .cursor
            .zip(self.subject())
            .map(|((x, y), subject)| Question::Pixel {
                picture: subject.path.clone(),
                x,
                y,
                mask: subject.mask.clone(),
            });
        if question == self.asked {
            return None;
        }
        self.found = None;
        self.asked.clone_from(&question);
        question
    }
}
