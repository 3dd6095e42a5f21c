//! A thread with something in its hands, that does one task after the other.

use std::{
    sync::{Arc, Mutex, PoisonError, mpsc},
    thread,
    time::Duration,
};

type Task<S> = Box<dyn FnOnce(&mut S) + Send>;
type Make<S> = Box<dyn FnOnce() -> S + Send>;

/// The handle of such a thread; the thread ends when the last handle is gone.
pub struct Worker<S> {
    tasks: mpsc::Sender<Task<S>>,
    asleep: Arc<Mutex<Option<Asleep<S>>>>,
}

/// A thread that is not needed yet: it costs nothing before its first task.
struct Asleep<S> {
    name: &'static str,
    make: Make<S>,
    waiting: mpsc::Receiver<Task<S>>,
}

impl<S> Clone for Worker<S> {
    fn clone(&self) -> Self {
        Self {
            tasks: self.tasks.clone(),
            asleep: Arc::clone(&self.asleep),
        }
    }
}

impl<S: 'static> Worker<S> {
    /// A thread that starts with its first task; `make` runs on it.
    pub fn new(name: &'static str, make: impl FnOnce() -> S + Send + 'static) -> Self {
        let (tasks, waiting) = mpsc::channel();
        let make = Box::new(make);
        let asleep = Asleep { name, make, waiting };
        Self {
            tasks,
            asleep: Arc::new(Mutex::new(Some(asleep))),
        }
    }

    /// Starts the thread now.
    fn wake(&self) {
        let asleep = self.asleep.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(Asleep { name, make, waiting }) = asleep {
            let work = move || {
                let mut held = make();
                for task in waiting {
                    task(&mut held);
                }
            };
            // Without a thread its tasks are dropped, like those of a thread that has panicked.
            drop(thread::Builder::new().name(name.to_owned()).spawn(work));
        }
    }

    /// Puts a task at the end of the line.
    pub fn ask(&self, task: impl FnOnce(&mut S) + Send + 'static) {
        self.wake();
        // The thread only ends by a panic, which the panic hook has told by then.
        let _ = self.tasks.send(Box::new(task));
    }

    /// Waits until every task so far is done; false when that takes longer than `most`. One that sleeps has none.
    pub fn settle(&self, most: Duration) -> bool {
        if self.asleep.lock().unwrap_or_else(PoisonError::into_inner).is_some() {
            return true;
        }
        let (tell, done) = mpsc::channel();
        self.ask(move |_| {
            // Nobody waits any more when it took too long.
            let _ = tell.send(());
        });
        done.recv_timeout(most).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_waits_for_the_tasks_finds_them_done() {
        let (go_on, word) = mpsc::channel();
        let (tell, told) = mpsc::channel();
        let worker = Worker::new("test", || ());
        assert!(worker.settle(Duration::ZERO), "it sleeps");
        worker.ask(move |()| {
            word.recv().unwrap();
            tell.send(()).unwrap();
        });
        assert!(!worker.settle(Duration::from_millis(1)), "it is at work");
        go_on.send(()).unwrap();
        assert!(worker.settle(Duration::from_mins(1)));
        told.try_recv().unwrap();
    }
}
