//! Runs errands about pictures one at a time on a thread of their own, and forgets those that newer ones have outrun.

use std::{
    collections::VecDeque,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::mpsc::{self, Receiver, RecvTimeoutError, Sender},
    thread,
    time::Duration,
};

use super::{close_looks::Loupe, desk::broke, frames, pictures::small, voice::Voice, wire::Errand};
use crate::domain::{Failure, FailureKind, Places, Question, Report};

/// So many close looks may wait: two pictures to flip between, and what is seen of both.
const CLOSE_WAITING: usize = 3;
/// Decoded pictures are let go when nobody has looked closely for so long.
const FORGET_AFTER: Duration = Duration::from_secs(20);

/// Something to do with pictures.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Task {
    /// A picture is wanted for the screen.
    Picture(Errand),
    /// A question is to be answered.
    Look(Question),
}

impl Task {
    const fn is_close(&self) -> bool {
        match self {
            Self::Picture(errand) => errand.wish.is_close(),
            Self::Look(_) => false,
        }
    }

    const fn is_of_a_pixel(&self) -> bool {
        matches!(self, Self::Look(Question::Pixel { .. }))
    }

    const fn is_of_change(&self) -> bool {
        matches!(self, Self::Look(Question::Change { .. }))
    }
}

/// A thread that runs errands in the order of their coming.
#[derive(Debug)]
pub(super) struct Errands {
    orders: Sender<Order>,
}

#[derive(Debug)]
enum Order {
    Do(Task),
    Forget(Vec<String>),
}

impl Errands {
    pub(super) fn new(places: &Places, voice: Voice) -> Self {
        let (orders, coming) = mpsc::channel();
        let places = places.clone();
        thread::spawn(move || run(&coming, &places, &voice));
        Self { orders }
    }

    pub(super) fn add(&self, task: Task) {
        // The thread lives as long as this sender.
        let _ = self.orders.send(Order::Do(task));
    }

    /// Drops the pictures of these names that were not begun.
    pub(super) fn forget(&self, asked: Vec<String>) {
        // As above.
        let _ = self.orders.send(Order::Forget(asked));
    }
}

fn run(coming: &Receiver<Order>, places: &Places, voice: &Voice) {
    let mut loupe = Loupe::new(places);
    let mut waiting = VecDeque::new();
    loop {
        if waiting.is_empty() {
            match next(coming, &mut loupe) {
                Some(order) => obey(order, &mut waiting),
                None => return,
            }
        }
        for order in coming.try_iter() {
            obey(order, &mut waiting);
        }
        for errand in outrun(&mut waiting) {
            let passed = Failure::new(FailureKind::Cancelled, "another part is looked at by now");
            voice.say(Report::Picture {
                asked: errand.asked,
                answer: Err(passed),
            });
        }
        if let Some(task) = waiting.pop_front() {
            voice.say(done(places, &mut loupe, task));
        }
    }
}

/// The next order; nothing when the engine ends.
fn next(coming: &Receiver<Order>, loupe: &mut Loupe) -> Option<Order> {
    if loupe.is_empty() {
        return coming.recv().ok();
    }
    match coming.recv_timeout(FORGET_AFTER) {
        Ok(order) => Some(order),
        Err(RecvTimeoutError::Timeout) => {
            loupe.clear();
            coming.recv().ok()
        }
        Err(RecvTimeoutError::Disconnected) => None,
    }
}

fn obey(order: Order, waiting: &mut VecDeque<Task>) {
    match order {
        Order::Do(task) => waiting.push_back(task),
        Order::Forget(asked) => {
            waiting.retain(|task| !matches!(task, Task::Picture(errand) if asked.contains(&errand.asked)));
        }
    }
}

fn done(places: &Places, loupe: &mut Loupe, task: Task) -> Report {
    match task {
        Task::Picture(Errand { asked, wish, moving }) => {
            let made = guarded(|| {
                if moving {
                    frames::small(places, &wish)
                } else if wish.is_close() {
                    loupe.picture(&wish)
                } else {
                    small(places, &wish)
                }
            });
            Report::Picture { asked, answer: made }
        }
        Task::Look(question) => {
            let answer = guarded(|| loupe.answer(&question));
            Report::Looked { question, answer }
        }
    }
}

/// A decoder that panics on a strange file must not take the requests along.
fn guarded<T>(work: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(broke("the picture could not be decoded")))
}

/// Says whether a task is of its kind.
type Kind = fn(&Task) -> bool;

/// Takes out what nobody waits for any more: all close looks but the latest few, and all questions but the latest of
/// each kind; gives back the close looks, since whoever asked keeps account of them.
fn outrun(waiting: &mut VecDeque<Task>) -> Vec<Errand> {
    let kinds: [(Kind, usize); 3] = [
        (Task::is_close, CLOSE_WAITING),
        (Task::is_of_a_pixel, 1),
        (Task::is_of_change, 1),
    ];
    let mut passed = Vec::new();
    for (kind, most) in kinds {
        let mut more = waiting.iter().filter(|task| kind(task)).count().saturating_sub(most);
        let mut kept = VecDeque::with_capacity(waiting.len());
        for task in waiting.drain(..) {
            if more == 0 || !kind(&task) {
                kept.push_back(task);
                continue;
            }
            more -= 1;
            if let Task::Picture(errand) = task {
                passed.push(errand);
            }
        }
        *waiting = kept;
    }
    passed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{domain::Part, engine::Wish};

    fn picture(name: &str, close: bool) -> Task {
        let part = close.then_some(Part::whole((9, 9)));
        Task::Picture(Errand {
            asked: name.to_owned(),
            wish: Wish {
                part,
                ..Wish::default()
            },
            moving: false,
        })
    }

    fn pixel(x: u32) -> Task {
        Task::Look(Question::Pixel {
            picture: "a".into(),
            x,
            y: 0,
            mask: None,
        })
    }

    #[test]
    fn what_was_outrun_is_taken_out_and_the_rest_keeps_its_order() {
        let mut waiting = VecDeque::from([
            picture("far", false),
            picture("1", true),
            pixel(1),
            picture("2", true),
            pixel(2),
            picture("3", true),
            picture("near", false),
            picture("4", true),
        ]);
        let passed: Vec<String> = outrun(&mut waiting).into_iter().map(|errand| errand.asked).collect();
        assert_eq!(passed, ["1"]);
        let left = [
            picture("far", false),
            picture("2", true),
            pixel(2),
            picture("3", true),
            picture("near", false),
            picture("4", true),
        ];
        assert_eq!(waiting, left);
        assert_eq!(outrun(&mut waiting), []);
    }

    #[test]
    fn what_nobody_wants_any_more_is_not_begun() {
        let mut waiting = VecDeque::new();
        for asked in ["a", "b", "c", "d"] {
            obey(Order::Do(picture(asked, false)), &mut waiting);
        }
        let gone = ["b", "c", "gone"].map(str::to_owned).to_vec();
        obey(Order::Forget(gone), &mut waiting);
        obey(Order::Do(picture("b", false)), &mut waiting);
        let left = ["a", "d", "b"].map(|asked| picture(asked, false));
        assert_eq!(waiting, left, "what is asked for again is wanted again");
    }
}
