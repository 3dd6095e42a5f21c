//! The two ways to stop a request.

use tokio_util::sync::CancellationToken;

/// What a running request watches; clones share it.
#[derive(Debug, Clone, Default)]
pub(super) struct Brakes {
    /// The person stops it: obeyed until its answer arrives, which is paid for.
    pub cancel: CancellationToken,
    /// The process must end: obeyed always.
    pub abandon: CancellationToken,
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
