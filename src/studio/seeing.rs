//! What the person sees: frames, the terminal's answers, and pictures on their way over the line.

use std::{thread, time::Instant};

use ratatui::layout::Rect;

use super::{event::Event, turn::Studio};
use crate::{
    app::{Msg, View},
    domain::Failure,
    engine,
    term::{Answer, pane},
    ui,
};

impl Studio {
    /// The window has another size, or is seen for the first time.
    pub(super) fn resized(&mut self) -> Result<(), Failure> {
        let size = self.session.size()?;
        self.area = Rect::new(0, 0, size.columns, size.rows);
        if self.looks.resized(size.cell) {
            self.look_again()?;
        }
        self.dirty = true;
        Ok(())
    }

    /// Whether something has changed, and nothing that is on its way is worth a moment's wait.
    pub(super) fn is_to_be_drawn(&self, now: Instant) -> bool {
        self.dirty && self.patience.is_none_or(|until| now >= until)
    }

    /// Whether a message only says what is shown already: the rows of the last run's copy, the same sums.
    pub(super) fn is_shown(&self, msg: &Msg) -> bool {
        match msg {
            Msg::HistoryLoaded { answer: Ok(page), .. } => {
                page.rows == self.app.history().rows() && page.total == self.app.history().total()
            }
            Msg::SpendLoaded(Ok(sheet)) => self.app.spend().says(sheet),
            _ => false,
        }
    }

    /// Draws what has changed, and asks for the pictures that are missing.
    pub(super) fn draw(&mut self) -> Result<(), Failure> {
        self.dirty = false;
        self.patience = None;
        let fit = ui::fit(&self.app, self.area);
        if fit != self.app.fit() {
            self.take(Msg::LaidOut(fit));
            self.dirty = false;
        }
        let _ = self.looks.follow(self.app.theme(), &self.places);
        let overlays = self.app.overlays().len();
        if overlays < self.overlays && self.pictures.ready().need_clearing() {
            self.session.repaint()?;
        }
        self.overlays = overlays;
        let wanted = ui::wanted(&self.app, self.area);
        let bytes = self.pictures.look_at(&wanted, Instant::now());
        if !bytes.is_empty() {
            self.session.queue(&bytes)?;
        }
        let (before, began) = (self.session.written(), Instant::now());
        let (app, theme, previews) = (&self.app, self.looks.theme(), self.pictures.ready());
        self.session.draw(|frame| {
            engine::passed_failpoint(&self.places, "drawing");
            ui::draw(frame, app, theme, previews);
        })?;
        if self.looks.is_settled() {
            self.pictures.want(&wanted, &self.hands.engine);
            let bytes = self.pictures.play(&wanted, overlays > 0, &self.hands.engine);
            if !bytes.is_empty() {
                self.session.queue(&bytes)?;
            }
        }
        if self.pictures.pace.is_slow(began) {
            return Ok(());
        }
        // A write that the terminal holds up is part of the time that it takes.
        self.measure(self.session.written() - before, began)
    }

    /// Lets pictures go on their way, as far as the line allows.
    pub(super) fn carry_on(&mut self, now: Instant) -> Result<(), Failure> {
        if self.looks.is_to_be_asked(now) {
            self.ask_terminal()?;
        }
        if self.pictures.may_show(now) {
            self.dirty = true;
        }
        if self.is_to_be_drawn(now) {
            self.draw()?;
        }
        let Some(bytes) = self.pictures.carry(now) else {
            return Ok(());
        };
        let before = self.session.written();
        self.session.queue(&bytes)?;
        self.draw()?;
        if self.pictures.pace.is_slow(now) {
            self.measure(self.session.written() - before, now)?;
        }
        Ok(())
    }

    /// So many bytes were written; the terminal is asked behind them, where their time tells something.
    fn measure(&mut self, bytes: usize, now: Instant) -> Result<(), Failure> {
        if self.pictures.pace.wrote(bytes, now) {
            self.ask_ready(bytes, now)?;
        }
        Ok(())
    }

    fn ask_ready(&mut self, bytes: usize, now: Instant) -> Result<(), Failure> {
        let question = self.looks.ready_question();
        if question.is_empty() {
            return Ok(());
        }
        self.session.ask(&question)?;
        self.measured = self.session.written();
        self.pictures.pace.asked(bytes + question.len(), now);
        Ok(())
    }

    /// Draws for the first time; what the terminal can do is asked in the same write, and nothing waits for its answer.
    pub(super) fn first_frame(&mut self) -> Result<(), Failure> {
        let now = Instant::now();
        let questions = self.looks.questions(now);
        let asked = !questions.is_empty();
        self.session.ask_behind(questions);
        self.draw()?;
        if asked {
            self.asked(now);
        }
        Ok(())
    }

    /// Asks the terminal again what it can do.
    pub(super) fn ask_terminal(&mut self) -> Result<(), Failure> {
        let now = Instant::now();
        let questions = self.looks.questions(now);
        if !questions.is_empty() {
            self.session.ask(&questions)?;
            self.asked(now);
        }
        Ok(())
    }

    /// The terminal was asked, behind everything that was written so far.
    fn asked(&mut self, now: Instant) {
        let written = self.session.written();
        // The first frame is the first thing that can be measured.
        self.pictures.pace.asked(written - self.measured, now);
        self.measured = written;
    }

    /// Asks tmux where our pane is and whether it hands sequences on, on a thread of its own.
    pub(super) fn ask_tmux(&self) {
        if !self.looks.is_in_tmux() {
            return;
        }
        let events = self.events.clone();
        let ask = move || {
            if let Some(told) = pane() {
                // The loop is gone only when the program ends.
                let _ = events.send(Event::Tmux(told));
            }
        };
        // Without a thread nothing is explained; pictures are as they are.
        drop(thread::Builder::new().name("tmux".to_owned()).spawn(ask));
    }

    /// The terminal answered, at once or late.
    pub(super) fn answered(&mut self, answer: Answer) -> Result<(), Failure> {
        let now = Instant::now();
        if answer == Answer::Ready {
            self.pictures.pace.answered(now);
            if self.pictures.pace.wants_bare() {
                self.ask_ready(0, now)?;
            } else if self.pictures.pace.is_asked() {
                // It stood behind a picture; the one behind the questions is still to come.
                return Ok(());
            }
        }
        self.looks.heard(answer);
        // A late answer counts too.
        if self.looks.settle(now) || self.looks.is_settled() {
            self.look_again()?;
        }
        Ok(())
    }

    /// Everything anew, after somebody else had the terminal.
    pub(super) fn again(&mut self) -> Result<(), Failure> {
        self.resized()?;
        self.session.repaint()?;
        // The terminal may have forgotten its pictures; they are made and sent anew.
        let forgotten = self.pictures.forget();
        self.session.queue(&forgotten)?;
        self.dirty = true;
        Ok(())
    }

    /// The terminal said something new of itself: theme, colours and pictures follow.
    pub(super) fn look_again(&mut self) -> Result<(), Failure> {
        let changed = self.looks.follow(self.app.theme(), &self.places);
        if self.pictures.draws_on(&self.looks.canvas()) && !changed {
            return Ok(());
        }
        let bytes = self.pictures.draw_on(self.looks.canvas());
        self.session.queue(&bytes)?;
        self.session.synchronize(self.looks.is_synchronized());
        self.session.repeat(self.looks.repeats());
        let cell = self.looks.canvas().cell;
        self.app.set_cell((cell.width, cell.height));
        let wants_none = ui::wanted(&self.app, self.area).is_empty();
        self.dirty |= changed || !wants_none;
        self.tell_pictures();
        Ok(())
    }

    /// The settings say how pictures are drawn.
    pub(super) fn tell_pictures(&mut self) {
        self.app.set_pictures(&self.looks.protocol_words());
        self.dirty |= self.app.view() == View::Settings;
    }
}
