//! One turn after the other: wait, update, carry out, draw.

use std::{
    sync::mpsc::{Receiver, RecvTimeoutError, Sender},
    time::{Duration, Instant},
};

use jiff::Timestamp;
use ratatui::layout::Rect;

use super::{event::Event, hands::Hands, looks::Looks, pause::Pause, pictures_hand::PicturesHand};
use crate::{
    app::{App, Effect, Msg, update},
    config::Environment,
    domain::{Failure, FailureKind, Places, Report, RequestId, Settings},
    term::{Asleep, Input, Session},
};

/// How long a changed form may wait before it is written down.
const DRAFT_AFTER: Duration = Duration::from_secs(1);
/// How often the clock is shown, and another program's work looked at.
const TICK: Duration = Duration::from_secs(1);
/// So long a frame waits for the rows that a key asks for, to be drawn once instead of twice. Most searches are
/// answered sooner; where one is not, what was typed is shown without them, too soon for anybody to see a difference.
const PATIENCE: Duration = Duration::from_millis(2);
/// The selection rests once no key was pressed for so long: keys that are held repeat faster, and people read slower.
const AT_REST: Duration = Duration::from_millis(45);
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
    pub(super) overlays: usize,
    /// How much had been written to the terminal when the line was last measured.
    pub(super) measured: usize,
    pub(super) events: Sender<Event>,
    pub(super) draft: (u64, Option<Instant>),
    ticked: Instant,
    /// When it was last asked whether another program has changed the store.
    looked: Instant,
    asleep: Asleep,
    pub(super) pause: Pause,
    /// Until when the next frame waits for rows that are on their way.
    pub(super) patience: Option<Instant>,
    /// The request that the selection is on and that is to be read, and since when.
    pub(super) resting: Option<(RequestId, Instant)>,
}

impl Studio {
    /// Puts together what the loop turns on, with the terminal in its hands.
    pub fn open(
        app: App,
        hands: Hands,
        (session, looks): (Session, Looks),
        from: Surroundings,
        events: Sender<Event>,
    ) -> Self {
        let Surroundings {
            settings,
            places,
            environment,
        } = from;
        let pictures = PicturesHand::new(events.clone(), looks.is_remote(), settings.preview.animate);
        let revision = app.form().revision();
        Self {
            area: Rect::default(),
            dirty: true,
            leaving: false,
            overlays: app.overlays().len(),
            measured: 0,
            draft: (revision, None),
            ticked: Instant::now(),
            looked: Instant::now(),
            asleep: Asleep::from_now(),
            pause: Pause::default(),
            patience: None,
            resting: None,
            app,
            hands,
            session,
            pictures,
            looks,
            settings,
            places,
            environment,
            events,
        }
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
        self.resized()?;
        self.first_frame()?;
        // The store's thread takes memory and locks of the kernel that the first frame would have to wait for.
        for effect in self.app.first_effects() {
            self.carry_out(effect)?;
        }
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
                if self.is_to_be_drawn(Instant::now()) {
                    self.draw()?;
                }
            }
        }
        Ok(())
    }

    fn wait(&self, queue: &Receiver<Event>) -> Result<Event, RecvTimeoutError> {
        let now = Instant::now();
        let draft = self.draft.1.map(|since| since + DRAFT_AFTER);
        let tick = self.wants_ticks().then(|| self.ticked + TICK);
        let pictures = self.pictures.deadline(now);
        let rest = self.resting.map(|(_, since)| since + AT_REST);
        let frame = self.patience.filter(|_| self.dirty);
        let pause = self.pause.deadline();
        match [frame, draft, tick, rest, pause, self.looks.deadline(), pictures]
            .into_iter()
            .flatten()
            .min()
        {
            Some(deadline) => queue.recv_timeout(deadline.saturating_duration_since(now)),
            None => queue.recv().map_err(|_| RecvTimeoutError::Disconnected),
        }
    }

    fn wants_ticks(&self) -> bool {
        self.app.wants_ticks() || self.app.watches_others()
    }

    fn on_time(&mut self) -> Result<(), Failure> {
        let now = Instant::now();
        if self.wants_ticks() && now >= self.ticked + TICK {
            self.ticked = now;
            let now_ms = Timestamp::now().as_millisecond();
            self.take(Msg::Ticked { now_ms });
            if let Some(slept) = self.asleep.look() {
                self.take(Msg::Slept(u64::try_from(slept.as_millis()).unwrap_or(u64::MAX)));
            }
            if self.app.watches_others() {
                self.look_around(true);
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
        if let Some((id, _)) = self.resting.take_if(|(_, since)| now >= *since + AT_REST) {
            self.hands.store.entry(id);
        }
        if let Some(effects) = self.pause.over(now) {
            self.hands.catch_up(effects);
        }
        self.pictures.turn(now);
        if self.looks.settle(now) {
            self.look_again()?;
        }
        self.carry_on(now)
    }

    fn take_in(&mut self, event: Event) -> Result<(), Failure> {
        match event {
            Event::Input(input) => self.heard(input),
            Event::Picture(canvas, key, ready) => {
                let bytes = self.pictures.encoded(canvas, key, ready, Instant::now());
                self.dirty = true;
                Ok(self.session.queue(&bytes)?)
            }
            Event::ForTerminal(bytes, done) => {
                self.session.send(&bytes)?;
                // Whoever made them may have given up; then nobody waits.
                let _ = done.map(|done| done.send(()));
                Ok(())
            }
            Event::Tmux(pane) => {
                self.looks.tmux_told(pane);
                self.tell_pictures();
                if self.looks.is_settled() {
                    self.look_again()
                } else {
                    Ok(())
                }
            }
            Event::Msg(Msg::Reported {
                report: Report::Picture { asked, answer },
                ..
            }) => {
                if let Some(msg) = self.pictures.shrunk(&asked, answer, Instant::now()) {
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
        } else if let Report::Ready { engine, .. } = report {
            self.hands.store.own_engine(engine.clone());
        } else if matches!(report, Report::Ended { .. }) {
            self.hands.store.note_look();
        }
    }

    fn heard(&mut self, input: Input) -> Result<(), Failure> {
        let now_ms = Timestamp::now().as_millisecond();
        match input {
            Input::Key(key) => {
                let view = self.app.view();
                let now = Instant::now();
                self.pause.stir(self.hands.store.stir(), now);
                self.resting = self.resting.map(|(id, _)| (id, now));
                self.take(Msg::Pressed { key, now_ms });
                self.look_around(self.app.view() != view);
            }
            Input::Paste(text) => self.take(Msg::Pasted { text, now_ms }),
            Input::Answer(answer) => self.answered(answer)?,
            Input::Resized => {
                self.looks.may_be_another(Instant::now());
                self.ask_tmux();
                self.resized()?;
            }
            Input::Continued => {
                self.session.continued()?;
                self.again()?;
                // Others may have worked while this program stood still.
                self.take(Msg::StoreChanged);
            }
            Input::Terminated | Input::HungUp => self.leaving = true,
            Input::Focus(focused) => {
                self.pictures.focus(focused);
                if focused {
                    self.look_around(true);
                    self.looks.may_be_another(Instant::now());
                }
            }
            Input::Mouse(_) => {}
        }
        Ok(())
    }

    /// Asks whether another program has changed the store: now, or where that was not asked just before. Nobody asks while
    /// the person rests, so that at rest nothing is done at all.
    pub(super) fn look_around(&mut self, now: bool) {
        if now || self.looked.elapsed() >= TICK {
            self.looked = Instant::now();
            self.hands.store.poll();
        }
    }

    /// Lets a message change the state, and carries out what follows.
    pub(super) fn take(&mut self, msg: Msg) {
        let same = self.is_shown(&msg);
        if let Msg::HistoryLoaded { .. } = &msg {
            self.patience = None;
        }
        let is_key = matches!(msg, Msg::Pressed { .. });
        let effects = update(&mut self.app, msg);
        if is_key {
            // It may have ended a search that is under way.
            self.hands.store.await_only(self.app.awaited());
        }
        self.dirty |= !same || !effects.is_empty();
        for effect in effects {
            if let Err(failure) = self.carry_out(effect) {
                self.take(Msg::Failed(failure));
            }
        }
    }

    pub(super) fn carry_out(&mut self, effect: Effect) -> Result<(), Failure> {
        let now = Instant::now();
        let Some(effect) = self.pause.put(effect, now) else {
            return Ok(());
        };
        if let Effect::LoadHistory(_) = &effect {
            self.hands.store.await_only(self.app.awaited());
            self.patience = Some(now + PATIENCE);
        }
        match self.hands.carry_out(effect) {
            Some(effect) => self.do_here(effect),
            None => Ok(()),
        }
    }
}
