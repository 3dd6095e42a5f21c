//! What a running request is told from outside: the two ways to stop it, and where to save what finds no room.

use std::{path::PathBuf, sync::Arc};

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// What a running request watches; clones share it.
#[derive(Debug, Clone, Default)]
pub(super) struct Brakes {
    /// The person stops it: obeyed until its answer arrives, which is paid for.
    pub cancel: CancellationToken,
    /// The process must end: obeyed always.
    pub abandon: CancellationToken,
    /// The directory that the person named last for what finds no room.
    pub refuge: Arc<watch::Sender<PathBuf>>,
}

impl Brakes {
    /// Waits until either is pulled.
    pub(super) async fn pulled(&self) {
        tokio::select! {
            () = self.cancel.cancelled() => {}
            () = self.abandon.cancelled() => {}
        }
    }
}
