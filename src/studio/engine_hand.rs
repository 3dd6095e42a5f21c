//! The hand that speaks to the engine: started with the first request or picture, never before.

use std::{path::PathBuf, sync::mpsc::Sender, time::Duration};

use jiff::Timestamp;

use super::{event::Event, worker::Worker};
use crate::{
    app::Msg,
    domain::{
        ApiKey, EngineSettings, Failure, Files, Places, Profile, Question, Report, RequestId, RequestState, Settings,
    },
    engine::{Client, EngineError, Spending, StartOptions, Wish},
};

/// What the thread holds.
pub struct Line {
    places: Places,
    settings: EngineSettings,
    spending: Spending,
    files: Files,
    events: Sender<Event>,
    secret_variables: Vec<String>,
    client: Option<Client>,
    told: Vec<String>,
}

/// A profile with its key, as the engine needs it.
#[derive(Clone)]
pub struct Payer {
    /// The profile's name.
    pub name: String,
    /// The profile.
    pub profile: Profile,
    /// Its key, where it needs one.
    pub key: Option<ApiKey>,
}

/// The engine's client on a thread of its own.
#[derive(Clone)]
pub struct EngineHand {
    worker: Worker<Line>,
}

impl EngineHand {
    /// A thread that starts with its first task, and the engine with it.
    pub fn new(places: &Places, settings: &Settings, secret_variables: Vec<String>, events: Sender<Event>) -> Self {
        let line = Line {
            places: places.clone(),
            settings: settings.engine,
            spending: Spending {
                caps: settings.caps,
                most: None,
            },
            files: settings.files.clone(),
            events,
            secret_variables,
            client: None,
            told: Vec::new(),
        };
        Self {
            worker: Worker::new("engine", move || line),
        }
    }

    /// Waits until the engine has been told everything; false when that takes longer than `most`.
    pub fn settle(&self, most: Duration) -> bool {
        self.worker.settle(most)
    }

    /// Runs a durable request.
    pub fn run(&self, id: RequestId, payer: Payer) {
        self.send(id, RequestState::Queued, payer, move |client| client.run(id));
    }

    /// Lets a held request go, or runs one that was left in the queue.
    pub fn resume(&self, id: RequestId, payer: Payer) {
        self.send(id, RequestState::Queued, payer, move |client| client.resume(id));
    }

    /// Tries a request again that has ended after so many attempts.
    pub fn retry(&self, id: RequestId, after: u32, payer: Payer) {
        self.send(id, RequestState::Unknown, payer, move |client| client.retry(id, after));
    }

    /// Has the engine send a request; where it cannot be told, the request ends in the state in which it was.
    fn send(
        &self,
        id: RequestId,
        state: RequestState,
        payer: Payer,
        send: impl FnOnce(&Client) -> Result<(), EngineError> + Send + 'static,
    ) {
        self.worker.ask(move |line| {
            let told = line.try_with(|client, told| {
                introduce(client, told, &payer)?;
                Ok(send(client)?)
            });
            if let Err(failure) = told {
                let failure = Some(failure);
                line.say(reported(Report::Ended { id, state, failure }));
            }
        });
    }

    /// Holds a waiting request.
    pub fn hold(&self, id: RequestId) {
        self.tell(move |client| client.hold(id));
    }

    /// Takes a request back that has not begun.
    pub fn withdraw(&self, id: RequestId) {
        self.tell(move |client| client.withdraw(id));
    }

    /// Has what finds no room written into a directory.
    pub fn save_elsewhere(&self, id: RequestId, directory: PathBuf) {
        self.tell(move |client| client.save_elsewhere(id, directory));
    }

    /// Puts waiting requests into an order.
    pub fn order(&self, ids: Vec<RequestId>) {
        self.tell(move |client| client.order(ids));
    }

    /// Says something to the engine that is of no use where none runs.
    fn tell(&self, say: impl FnOnce(&Client) -> Result<(), EngineError> + Send + 'static) {
        self.worker.ask(move |line| {
            if line.client.is_some() {
                line.with(|client, _| Ok(say(client)?));
            }
        });
    }

    /// Asks a profile's server for its models; whatever goes wrong comes as the answer.
    pub fn models(&self, payer: Payer) {
        self.worker.ask(move |line| {
            let asked = line.try_with(|client, told| {
                introduce(client, told, &payer)?;
                Ok(client.models(&payer.name)?)
            });
            if let Err(failure) = asked {
                line.say(no_models(payer.name, failure));
            }
        });
    }

    /// Makes the engine ask for the profile's key again, as after a new one was stored.
    pub fn forget(&self, profile: String) {
        self.worker.ask(move |line| line.told.retain(|told| *told != profile));
    }

    /// The engine has ended: the next task starts another one.
    pub fn gone(&self) {
        self.worker.ask(|line| {
            line.client = None;
            line.told.clear();
        });
    }

    /// Stops a request of this engine.
    pub fn cancel(&self, id: RequestId) {
        self.tell(move |client| client.cancel(id));
    }

    /// Has the answers read that dead engines have left behind.
    pub fn salvage(&self) {
        self.worker.ask(|line| line.with(|client, _| Ok(client.salvage()?)));
    }

    /// Carries out a durable request that is made here: nobody pays, so no profile is told of.
    pub fn run_here(&self, id: RequestId) {
        self.worker.ask(move |line| line.with(|client, _| Ok(client.run(id)?)));
    }

    /// Asks what the pixels of pictures are; whatever goes wrong comes as the answer.
    pub fn look(&self, question: Question) {
        self.worker.ask(move |line| {
            let asked = line.try_with(|client, _| Ok(client.look(question.clone())?));
            if let Err(failure) = asked {
                line.say(Msg::Reported {
                    report: Report::Looked {
                        question,
                        answer: Err(failure),
                    },
                    now_ms: Timestamp::now().as_millisecond(),
                });
            }
        });
    }

    /// Asks for the small frames of a picture that may move.
    pub fn moving_picture(&self, asked: String, wish: Wish) {
        self.worker
            .ask(move |line| line.with(|client, _| Ok(client.moving_picture(&asked, wish)?)));
    }

    /// Takes back what was asked for pictures and is not wanted any more.
    pub fn forget_pictures(&self, asked: Vec<String>) {
        self.worker
            .ask(move |line| line.with(|client, _| Ok(client.forget_pictures(asked)?)));
    }

    /// Asks for a small version of a picture.
    pub fn picture(&self, asked: String, wish: Wish) {
        self.worker
            .ask(move |line| line.with(|client, _| Ok(client.picture(&asked, wish)?)));
    }
}

/// The answer to a question for models that could not even be asked.
pub fn no_models(profile: String, failure: Failure) -> Msg {
    reported(Report::Models {
        profile,
        answer: Err(failure),
    })
}

fn reported(report: Report) -> Msg {
    let now_ms = Timestamp::now().as_millisecond();
    Msg::Reported { report, now_ms }
}

/// Tells the engine of a profile and its key, once.
fn introduce(client: &Client, told: &mut Vec<String>, payer: &Payer) -> Result<(), Failure> {
    if !told.contains(&payer.name) {
        client.profile(&payer.name, &payer.profile, payer.key.as_ref())?;
        told.push(payer.name.clone());
    }
    Ok(())
}

impl Line {
    /// Does something with the engine, starting it where it does not run.
    fn with(&mut self, act: impl FnOnce(&Client, &mut Vec<String>) -> Result<(), Failure>) {
        if let Err(failure) = self.try_with(act) {
            self.say(Msg::Failed(failure));
        }
    }

    fn try_with(&mut self, act: impl FnOnce(&Client, &mut Vec<String>) -> Result<(), Failure>) -> Result<(), Failure> {
        let done = self.start().and_then(|()| match &self.client {
            Some(client) => act(client, &mut self.told),
            None => Ok(()),
        });
        if done.is_err() {
            // An engine that cannot be spoken to is started anew with the next task.
            self.client = None;
            self.told.clear();
        }
        done
    }

    fn say(&self, msg: Msg) {
        // The loop is gone only when the program ends.
        let _ = self.events.send(Event::Msg(msg));
    }

    fn start(&mut self) -> Result<(), Failure> {
        if self.client.is_some() {
            return Ok(());
        }
        let events = self.events.clone();
        let report = move |report: Report| {
            // The loop is gone only when the program ends.
            let _ = events.send(Event::Msg(reported(report)));
        };
        self.client = Some(Client::start(StartOptions {
            places: self.places.clone(),
            parallel: self.settings.parallel,
            after_hangup: self.settings.after_hangup,
            spending: self.spending,
            files: self.files.clone(),
            asks: true,
            sandbox_latency: None,
            secret_variables: self.secret_variables.clone(),
            program: None,
            report: Box::new(report),
        })?);
        Ok(())
    }
}
