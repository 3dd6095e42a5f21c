//! One turn after the other: wait, update, carry out, draw.

use std::{
    sync::mpsc::{Receiver, RecvTimeoutError, Sender},
    time::{Duration, Instant},
};

use jiff::Timestamp;
use ratatui::layout::Rect;

use super::{event::Event, hands::Hands, looks::Looks, pictures_hand::PicturesHand};
use crate::{
    app::{App, Effect, Msg, View, update},
    config::Environment,
    domain::{Failure, FailureKind, Places, Report, Settings},
    term::{Input, Modes, Session},
    ui,
};

/// How long a changed form may wait before it is written down.
const DRAFT_AFTER: Duration = Duration::from_secs(1);
/// How often the clock is shown, and another program's work looked at.
const TICK: Duration = Duration::from_secs(1);
/// So many events are taken in before the screen is drawn again.
const BATCH: usize = 256;

/// What the studio was started with.
pub struct Surroundings {
    /// The settings.
    pub settings: Settings,
    /// Where things live.
    pub places: Places,
    /// The variables and the directory.
    pub environment: Environment,
}

/// The running studio.
pub struct Studio {
    pub(super) app: App,
    pub(super) hands: Hands,
    pub(super) session: Session,
    pub(super) pictures: PicturesHand,
    pub(super) looks: Looks,
    pub(super) settings: Settings,
    pub(super) places: Places,
    pub(super) environment: Environment,
    pub(super) area: Rect,
    pub(super) dirty: bool,
    pub(super) leaving: bool,
    overlays: usize,
    events: Sender<Event>,
    pub(super) draft: (u64, Option<Instant>),
    ticked: Instant,
}

impl Studio {
    /// Takes the terminal.
    pub fn open(app: App, hands: Hands, from: Surroundings, events: Sender<Event>) -> Result<Self, Failure> {
        let Surroundings {
            settings,
            places,
            environment,
        } = from;
        let session = Session::enter(Modes {
            mouse: false,
            title: settings.finished.title,
        })?;
        let looks = Looks::new(&settings, &places, &session)?;
        let pictures = PicturesHand::new(events.clone(), settings.preview.animate && !looks.is_remote());
        let revision = app.form().revision();
        Ok(Self {
            area: Rect::default(),
            dirty: true,
            leaving: false,
            overlays: app.overlays().len(),
            draft: (revision, None),
            ticked: Instant::now(),
            app,
            hands,
            session,
            pictures,
            looks,
            settings,
            places,
            environment,
            events,
        })
    }

    /// Shows sentences about the settings.
    pub fn warn(&mut self, warnings: Vec<String>) {
        if let Some(first) = warnings.into_iter().next() {
            self.take(Msg::Failed(Failure::new(FailureKind::Setup, first)));
        }
    }

    /// Turns until the person leaves, and leaves in good order whatever ended it.
    pub fn turn(mut self, queue: &Receiver<Event>) -> Result<Option<String>, Failure> {
        let ended = self.turns(queue);
        let farewell = self.farewell();
        ended.map(|()| farewell)
    }

    fn turns(&mut self, queue: &Receiver<Event>) -> Result<(), Failure> {
        for effect in self.app.first_effects() {
            self.carry_out(effect)?;
        }
        self.resized()?;
        self.draw()?;
        self.listen()?;
        while !self.leaving {
            match self.wait(queue) {
                Ok(event) => self.take_in(event)?,
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
            for event in queue.try_iter().take(BATCH) {
                self.take_in(event)?;
                if self.leaving {
                    break;
                }
            }
            if !self.leaving {
                self.on_time()?;
                if self.dirty {
                    self.draw()?;
                }
            }
        }
        Ok(())
    }

    /// After the first frame: keys, signals, and questions to the terminal.
    fn listen(&mut self) -> Result<(), Failure> {
        // The receiver lives as long as the loop; an input after that has nobody left to go to.
        let (keys, signals) = (self.events.clone(), self.events.clone());
        self.session.listen(move |input| drop(keys.send(Event::Input(input))))?;
        self.session
            .watch_signals(move |input| drop(signals.send(Event::Input(input))))?;
        let questions = self.looks.questions();
        self.session.send(&questions)?;
        let engine = self.hands.engine.clone();
        self.hands.store.recover(move || engine.salvage());
        // What was settled just now is part of it.
        self.hands.store.greet();
        Ok(())
    }

    fn wait(&self, queue: &Receiver<Event>) -> Result<Event, RecvTimeoutError> {
        let now = Instant::now();
        let draft = self.draft.1.map(|since| since + DRAFT_AFTER);
        let tick = self.wants_ticks().then(|| self.ticked + TICK);
        match [draft, tick, self.looks.deadline(), self.pictures.deadline()]
            .into_iter()
            .flatten()
            .min()
        {
            Some(deadline) => queue.recv_timeout(deadline.saturating_duration_since(now)),
            None => queue.recv().map_err(|_| RecvTimeoutError::Disconnected),
        }
    }

    fn wants_ticks(&self) -> bool {
        self.app.wants_ticks() || self.watches_others()
    }

    /// Whether a request is under way that another program runs.
    fn watches_others(&self) -> bool {
        let foreign = |row: &crate::domain::HistoryRow| !row.state.is_final() && self.app.jobs().of(row.id).is_none();
        self.app.history().rows().iter().any(foreign)
    }

    fn on_time(&mut self) -> Result<(), Failure> {
        let now = Instant::now();
        if self.wants_ticks() && now >= self.ticked + TICK {
            self.ticked = now;
            let now_ms = Timestamp::now().as_millisecond();
            self.take(Msg::Ticked { now_ms });
            if self.watches_others() {
                self.hands.store.poll();
            }
        }
        let revision = self.app.form().revision();
        if revision != self.draft.0 {
            self.draft = (revision, self.draft.1.or(Some(now)));
        }
        if self.draft.1.is_some_and(|since| now >= since + DRAFT_AFTER) {
            self.draft.1 = None;
            self.hands.store.keep_draft(self.app.form().draft());
        }
        self.pictures.turn(now);
        if self.looks.settle(now) {
            self.look_again()?;
        }
        Ok(())
    }

    fn take_in(&mut self, event: Event) -> Result<(), Failure> {
        match event {
            Event::Input(input) => self.heard(input),
            Event::Picture(canvas, key, ready) => {
                let bytes = self.pictures.encoded(canvas, key, ready);
                self.dirty = true;
                Ok(self.session.queue(&bytes)?)
            }
            Event::Msg(Msg::Reported {
                report: Report::Picture { asked, answer },
                ..
            }) => {
                if let Some(msg) = self.pictures.shrunk(&asked, answer) {
                    self.take(msg);
                }
                Ok(())
            }
            Event::Msg(msg) => {
                if let Msg::Reported { report, .. } = &msg {
                    self.followed_up(report);
                }
                self.take(msg);
                Ok(())
            }
        }
    }

    fn followed_up(&mut self, report: &Report) {
        if *report == Report::Gone {
            self.pictures.lost();
            self.hands.engine.gone();
        } else if matches!(report, Report::Ended { .. }) {
            self.hands.store.note_look();
        }
    }

    fn heard(&mut self, input: Input) -> Result<(), Failure> {
        let now_ms = Timestamp::now().as_millisecond();
        match input {
            Input::Key(key) => self.take(Msg::Pressed { key, now_ms }),
            Input::Paste(text) => self.take(Msg::Pasted { text, now_ms }),
            Input::Answer(answer) => {
                self.looks.heard(answer);
                // A late answer counts too.
                if self.looks.settle(Instant::now()) || self.looks.is_settled() {
                    self.look_again()?;
                }
            }
            Input::Resized => self.resized()?,
            Input::Continued => {
                self.session.continued()?;
                self.again()?;
            }
            Input::Terminated | Input::HungUp => self.leaving = true,
            Input::Focus(focused) => self.pictures.focus(focused),
            Input::Mouse(_) => {}
        }
        Ok(())
    }

    /// Lets a message change the state, and carries out what follows.
    pub(super) fn take(&mut self, msg: Msg) {
        let same = self.is_shown(&msg);
        let effects = update(&mut self.app, msg);
        self.dirty |= !same || !effects.is_empty();
        for effect in effects {
            if let Err(failure) = self.carry_out(effect) {
                self.take(Msg::Failed(failure));
            }
        }
    }

    /// Whether a message only says what is shown already: the rows of the last run's copy, the same sums.
    fn is_shown(&self, msg: &Msg) -> bool {
        match msg {
            Msg::HistoryLoaded { answer: Ok(page), .. } => {
                page.rows == self.app.history().rows() && page.total == self.app.history().total()
            }
            Msg::SpendLoaded(Ok(sheet)) => self.app.view() != View::Spend && sheet == self.app.spend().sheet(),
            _ => false,
        }
    }

    fn carry_out(&mut self, effect: Effect) -> Result<(), Failure> {
        match self.hands.carry_out(effect) {
            Some(effect) => self.do_here(effect),
            None => Ok(()),
        }
    }

    /// The window has another size, or is seen for the first time.
    fn resized(&mut self) -> Result<(), Failure> {
        let size = self.session.size()?;
        self.area = Rect::new(0, 0, size.columns, size.rows);
        if self.looks.resized(size.cell) {
            self.look_again()?;
        }
        self.dirty = true;
        Ok(())
    }

    fn draw(&mut self) -> Result<(), Failure> {
        self.dirty = false;
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
        let (app, theme, previews) = (&self.app, self.looks.theme(), self.pictures.ready());
        self.session.draw(|frame| ui::draw(frame, app, theme, previews))?;
        if self.looks.is_settled() {
            let wanted = ui::wanted(&self.app, self.area);
            self.pictures.want(&wanted, &self.hands.engine);
            let bytes = self.pictures.play(&wanted, overlays > 0, &self.hands.engine);
            self.session.queue(&bytes)?;
        }
        Ok(())
    }

    /// Everything anew, after somebody else had the terminal.
    pub(super) fn again(&mut self) -> Result<(), Failure> {
        self.resized()?;
        self.session.repaint()?;
        let pictures = self.pictures.ready().sent_again();
        self.session.queue(&pictures)?;
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
        self.app.set_pictures(self.looks.protocol_word());
        let wants_none = ui::wanted(&self.app, self.area).is_empty() && self.app.view() != View::Settings;
        self.dirty |= changed || !wants_none;
        Ok(())
    }
}
