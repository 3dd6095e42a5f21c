//! Takes an answer in: every piece goes to the spool as it arrives, within limits of size and silence.

use std::{
    io::{self, Write},
    ops::Range,
    time::Duration,
};

use tokio::{select, time::timeout};
use tokio_util::sync::CancellationToken;

use super::{
    ApiError, Head,
    events::{Finish, Splitter},
    reading::is_stream,
    transport::cause,
};
use crate::domain::Stage;

/// How long a server may be silent, and how much it may say (faults.md §3, §5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// From the last byte sent to the first byte of the answer: giving up costs money, so this is long.
    pub first_byte: Duration,
    /// Between two pieces of a plain body.
    pub between_bytes: Duration,
    /// Between two pieces of an event stream, whose first picture comes minutes after its headers.
    pub between_events: Duration,
    /// The most bytes of an answer.
    pub answer_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            first_byte: Duration::from_mins(15),
            between_bytes: Duration::from_mins(1),
            between_events: Duration::from_mins(5),
            answer_bytes: 256 * 1024 * 1024,
        }
    }
}

/// How far a request has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress {
    /// It entered a stage.
    Stage(Stage),
    /// It took so long to come to a connection of its own.
    Connected(Duration),
    /// Bytes of the answer have arrived.
    Bytes {
        /// How many so far.
        n: u64,
        /// How many in all, where the server said.
        of: Option<u64>,
    },
    /// A whole event of a stream lies in this part of the spool.
    Event(Range<u64>),
}

/// What a request gets from its owner while it runs.
pub struct Hands<'a> {
    /// Where the answer goes as it arrives.
    pub spool: &'a mut (dyn Write + Send),
    /// Hears how far it is.
    pub report: &'a mut (dyn FnMut(Progress) + Send),
    /// The person stops it: obeyed until a plain answer begins to arrive, because by then it is paid for.
    pub cancel: &'a CancellationToken,
    /// The process must end: obeyed always.
    pub abandon: &'a CancellationToken,
}

/// An answer that lies in the spool.
#[derive(Debug, Clone)]
pub struct Received {
    /// Status and headers.
    pub head: Head,
    /// How many bytes came.
    pub bytes: u64,
    /// Why it broke off, when it did; what came is worth reading all the same.
    pub cut: Option<ApiError>,
}

/// A stream that has said everything is left after so long, because some servers keep the line open.
const AFTER_THE_LAST: Duration = Duration::from_secs(1);

/// Small pieces of a stream are gathered for no longer than this before they are written.
const GATHERED_FOR: Duration = Duration::from_millis(20);
/// And no more than so many bytes.
const GATHERED: usize = 64 * 1024;

/// A stream on its way: where its events end, and whether all that was asked for has come.
struct Stream {
    splitter: Splitter,
    finish: Finish,
    /// What has come and is not written yet.
    gathered: Vec<u8>,
}

impl Stream {
    fn of(wanted: u32) -> Self {
        Self {
            splitter: Splitter::default(),
            finish: Finish::after(wanted),
            gathered: Vec::new(),
        }
    }

    /// Takes in the next bytes and tells of every event that ends in them, once it is in the spool.
    fn feed(&mut self, piece: &[u8], hands: &mut Hands<'_>) -> io::Result<()> {
        self.gathered.extend_from_slice(piece);
        self.finish.feed(piece);
        let mut ended = Vec::new();
        self.splitter.feed(piece, &mut |range| ended.push(range));
        if !ended.is_empty() || self.gathered.len() >= GATHERED {
            self.write(hands)?;
        }
        for range in ended {
            self.finish.ended(&range);
            (hands.report)(Progress::Event(range));
        }
        Ok(())
    }

    fn write(&mut self, hands: &mut Hands<'_>) -> io::Result<()> {
        hands.spool.write_all(&self.gathered)?;
        self.gathered.clear();
        Ok(())
    }
}

/// Takes in an answer for a request of `wanted` pictures.
pub(super) async fn receive(
    mut response: reqwest::Response,
    head: Head,
    limits: &Limits,
    wanted: u32,
    hands: &mut Hands<'_>,
) -> Received {
    (hands.report)(Progress::Stage(Stage::Receiving));
    let of = response.content_length();
    let mut events = (head.content_type == "text/event-stream").then(|| Stream::of(wanted));
    let mut bytes = 0;
    let cut = loop {
        let is_over = events.as_ref().is_some_and(|stream| stream.finish.is_reached());
        let silence = match &events {
            Some(stream) if !stream.gathered.is_empty() => GATHERED_FOR,
            Some(_) if is_over => AFTER_THE_LAST.min(limits.between_events),
            Some(_) => limits.between_events,
            None => limits.between_bytes,
        };
        let piece = select! {
            biased;
            () = hands.abandon.cancelled() => break Some(ApiError::Lost("stopped while the answer arrived".to_owned())),
            () = hands.cancel.cancelled(), if events.is_some() => {
                break Some(ApiError::Lost("stopped while the pictures were made".to_owned()));
            }
            piece = timeout(silence, response.chunk()) => piece,
        };
        let unwritten = events.as_mut().filter(|stream| !stream.gathered.is_empty());
        let piece = match (piece, unwritten) {
            (Ok(Ok(Some(piece))), _) => piece,
            (Err(_), Some(stream)) => match stream.write(hands) {
                Ok(()) => continue,
                Err(error) => break Some(error.into()),
            },
            (Ok(Ok(None)), _) => break None,
            (Ok(Err(_)) | Err(_), _) if is_over => break None,
            (Ok(Err(error)), _) => break Some(broken(bytes, &cause(&error))),
            (Err(_), None) => break Some(silent(bytes, silence)),
        };
        bytes += piece.len() as u64;
        (hands.report)(Progress::Bytes { n: bytes, of });
        if bytes == piece.len() as u64 && is_stream(&piece) {
            // Content types lie.
            events.get_or_insert_with(|| Stream::of(wanted));
        }
        // The spool is a local file: a write ends in memory at once, so no thread of its own is needed.
        let kept = match &mut events {
            Some(stream) => stream.feed(&piece, hands),
            None => hands.spool.write_all(&piece),
        };
        if let Err(error) = kept {
            break Some(error.into());
        }
        if bytes > limits.answer_bytes {
            let most = limits.answer_bytes / (1024 * 1024);
            break Some(ApiError::Lost(format!("the answer is larger than {most} MiB")));
        }
    };
    let last = events.map_or(Ok(()), |mut stream| stream.write(hands));
    let last = last.and_then(|()| hands.spool.flush());
    let cut = cut.or_else(|| last.err().map(ApiError::from));
    Received { head, bytes, cut }
}

fn broken(bytes: u64, cause: &str) -> ApiError {
    ApiError::Lost(format!("the answer broke off after {bytes} bytes ({cause})"))
}

fn silent(bytes: u64, silence: Duration) -> ApiError {
    let seconds = silence.as_secs();
    ApiError::Lost(format!("the answer stood still for {seconds} s after {bytes} bytes"))
}

/// The body of a refusal, up to a mebibyte; what is missing of it does not matter.
pub(super) async fn refusal(response: reqwest::Response, limits: &Limits) -> Vec<u8> {
    const MOST: usize = 1024 * 1024;
    body(response, limits, MOST).await
}

/// A body in memory, up to `most` bytes.
pub(super) async fn body(mut response: reqwest::Response, limits: &Limits, most: usize) -> Vec<u8> {
    let mut body = Vec::new();
    while let Ok(Ok(Some(piece))) = timeout(limits.between_bytes, response.chunk()).await {
        body.extend_from_slice(&piece);
        if body.len() >= most {
            body.truncate(most);
            break;
        }
    }
    body
}
