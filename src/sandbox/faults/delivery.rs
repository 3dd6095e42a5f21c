//! How a body arrives: whole, in small pieces, in part, or not at all.

use std::{io, time::Duration};

use axum::{
    body::{Body, Bytes},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use futures_util::{StreamExt, stream};
use tokio_util::sync::CancellationToken;

use super::super::answer::Answer;

/// How an answer arrives that is not simply sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    /// Headers, and then nothing until the server stops.
    Stalled,
    /// Its length is told and half of it comes.
    CutAtLength,
    /// Its length is not told and half of it comes.
    CutInChunks,
    /// All of it comes, in many chunks.
    SmallPieces,
}

/// About what fits in one packet of a network.
const SMALL: usize = 1_400;

/// Time for what was written to leave before the connection is lost.
pub const BREATH: Duration = Duration::from_millis(60);

/// Why a body ends before its time.
pub fn lost() -> io::Error {
    io::Error::other("the sandbox was told to lose this connection")
}

impl Delivery {
    /// The pieces in which a text of a stream is sent.
    pub fn pieces(self, text: Bytes) -> Vec<Bytes> {
        if self == Self::SmallPieces {
            small(&text)
        } else {
            vec![text]
        }
    }
}

/// Sends the answer so. Where it stalls, `closing` ends it with the server.
pub fn deliver(answer: Answer, delivery: Option<Delivery>, closing: CancellationToken) -> Response {
    let Some(delivery) = delivery else {
        return answer.into_response();
    };
    let length = answer.length();
    let pieces = answer.pieces.clone();
    match delivery {
        Delivery::Stalled => {
            let silence = stream::once(async move {
                closing.cancelled().await;
                Err::<Bytes, _>(lost())
            });
            answer.around(Body::from_stream(silence))
        }
        Delivery::CutAtLength => {
            let mut response = answer.around(cut(pieces, length / 2));
            response
                .headers_mut()
                .insert(header::CONTENT_LENGTH, HeaderValue::from(length));
            response
        }
        Delivery::CutInChunks => answer.around(cut(pieces, length / 2)),
        Delivery::SmallPieces => {
            let pieces = pieces.into_iter().flat_map(|piece| small(&piece));
            answer.around(Body::from_stream(stream::iter(pieces.map(Ok::<_, io::Error>))))
        }
    }
}

fn cut(pieces: Vec<Bytes>, length: usize) -> Body {
    let mut left = length;
    let mut sent = Vec::new();
    for piece in pieces {
        let piece = piece.slice(..piece.len().min(left));
        left -= piece.len();
        sent.push(Ok(piece));
    }
    let end = stream::once(async {
        tokio::time::sleep(BREATH).await;
        Err(lost())
    });
    Body::from_stream(stream::iter(sent).chain(end))
}

fn small(piece: &Bytes) -> Vec<Bytes> {
    let starts = (0..piece.len()).step_by(SMALL);
    starts
        .map(|start| piece.slice(start..piece.len().min(start + SMALL)))
        .collect()
}
