//! A thread with something in its hands, that does one task after the other.

use std::{sync::mpsc, thread};

type Task<S> = Box<dyn FnOnce(&mut S) + Send>;

/// The handle of such a thread; the thread ends when the last handle is gone.
pub struct Worker<S> {
    tasks: mpsc::Sender<Task<S>>,
}

impl<S> Clone for Worker<S> {
    fn clone(&self) -> Self {
        Self {
            tasks: self.tasks.clone(),
        }
    }
}

impl<S: 'static> Worker<S> {
    /// Starts the thread; `make` runs on it, so that nothing slow happens before the first frame.
    pub fn start(name: &str, make: impl FnOnce() -> S + Send + 'static) -> std::io::Result<Self> {
        let (tasks, waiting) = mpsc::channel::<Task<S>>();
        thread::Builder::new().name(name.to_owned()).spawn(move || {
            let mut held = make();
            for task in waiting {
                task(&mut held);
            }
        })?;
        Ok(Self { tasks })
    }

    /// Puts a task at the end of the line.
    pub fn ask(&self, task: impl FnOnce(&mut S) + Send + 'static) {
        // The thread only ends by a panic, which the panic hook has told by then.
        let _ = self.tasks.send(Box::new(task));
    }
}
