//! Tells how much of a request's body has been handed to the connection.

use std::{
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    task::{Context, Poll},
};

use bytes::Bytes;
use http_body::{Body as _, Frame, SizeHint};
use reqwest::{Body, header::CONTENT_LENGTH};
use tokio::sync::Notify;

/// The state of a body on its way.
#[derive(Debug, Default)]
pub(super) struct Meter {
    begun: AtomicBool,
    bytes: AtomicU64,
    all: AtomicBool,
    changed: Notify,
}

impl Meter {
    /// Wraps the body of a request, so that what is taken from it is counted.
    pub(super) fn over(request: &mut reqwest::Request) -> Arc<Self> {
        let meter = Arc::new(Self::default());
        let named = request.headers().get(CONTENT_LENGTH);
        let named = named.and_then(|value| value.to_str().ok()?.parse().ok());
        if let Some(inner) = request.body_mut().take() {
            let length = named.or_else(|| inner.size_hint().exact());
            let metered = Metered {
                inner,
                length,
                meter: Arc::clone(&meter),
            };
            *request.body_mut() = Some(Body::wrap(metered));
        }
        meter
    }

    /// Whether the connection has asked for the body: from then on bytes may have left.
    pub(super) fn has_begun(&self) -> bool {
        self.begun.load(Ordering::Acquire)
    }

    /// Bytes taken so far.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Acquire)
    }

    /// Waits until the whole body has been taken.
    pub(super) async fn all_sent(&self) {
        loop {
            let changed = self.changed.notified();
            if self.all.load(Ordering::Acquire) {
                return;
            }
            changed.await;
        }
    }
}

struct Metered {
    inner: Body,
    length: Option<u64>,
    meter: Arc<Meter>,
}

impl http_body::Body for Metered {
    type Data = Bytes;
    type Error = reqwest::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, reqwest::Error>>> {
        self.meter.begun.store(true, Ordering::Release);
        let polled = Pin::new(&mut self.inner).poll_frame(context);
        let ended = match &polled {
            Poll::Ready(Some(Ok(frame))) => {
                let bytes = frame.data_ref().map_or(0, Bytes::len) as u64;
                let so_far = self.meter.bytes.fetch_add(bytes, Ordering::AcqRel) + bytes;
                self.length.is_some_and(|length| so_far >= length)
            }
            Poll::Ready(None) => true,
            Poll::Ready(Some(Err(_))) | Poll::Pending => false,
        };
        if ended && !self.meter.all.swap(true, Ordering::AcqRel) {
            self.meter.changed.notify_one();
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}
