//! What can go wrong between the screen and its engine.

use std::io;

use crate::domain::{Failure, FailureKind};

/// Why there is no engine to speak to.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// Its program cannot be started.
    #[error("the engine cannot be started: {doing}: {source}")]
    Start {
        /// What was tried.
        doing: &'static str,
        /// What the system says.
        source: io::Error,
    },
    /// The launcher came back with a failure; the log says more.
    #[error("the engine did not start ({0}); see engine.log in the state directory")]
    Launch(std::process::ExitStatus),
    /// It ended, or its pipe broke; what it had sent is in the store.
    #[error("the engine has ended")]
    Gone,
}

impl EngineError {
    pub(super) fn start(doing: &'static str) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Start { doing, source }
    }
}

impl From<EngineError> for Failure {
    fn from(error: EngineError) -> Self {
        let kind = match &error {
            // Too many open files, no memory: nothing was sent, and nothing of ours is broken.
            EngineError::Start { .. } | EngineError::Launch(_) => FailureKind::NotSent,
            EngineError::Gone => FailureKind::Internal,
        };
        Self::new(kind, error.to_string())
            .with_hint("what was queued is kept and can be sent again; engine.log says more")
    }
}
