//! How far the body of a request is on its way, since a time limit is for waiting and not for sending.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use tokio::time::Instant;

use crate::http::{Body, HttpError};

/// Bodies in memory that are larger go out in pieces of this size, in bytes: more than the buffers on the way take at once,
/// so that it can be seen how far they are.
const PIECE: usize = 64 << 10;

/// When something of a body last moved.
#[derive(Clone, Default)]
pub(super) struct Taken(Arc<Mutex<Option<Instant>>>);

impl Taken {
    /// When that was; `None` where nothing was taken yet, or the body is so small that it is nothing to wait for.
    pub(super) fn last(&self) -> Option<Instant> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The same body, which tells when something of it is taken.
    pub(super) fn watch(&self, body: Body) -> Body {
        let length = body.len();
        let rest = match body.bytes() {
            Some(bytes) if bytes.len() <= PIECE => return body,
            Some(bytes) => Rest::Bytes(bytes.clone()),
            None => Rest::Stream(body),
        };
        Body::stream(Watched { rest, taken: self.clone() }, length)
    }
}

enum Rest {
    Bytes(Bytes),
    Stream(Body),
}

/// A body on its way.
struct Watched {
    rest: Rest,
    taken: Taken,
}

impl Stream for Watched {
    type Item = Result<Bytes, HttpError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let piece = match &mut self.rest {
            Rest::Bytes(bytes) if bytes.is_empty() => None,
            Rest::Bytes(bytes) => Some(Ok(bytes.split_to(PIECE.min(bytes.len())))),
            Rest::Stream(body) => ready!(body.poll(context)),
        };
        *self.taken.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
        Poll::Ready(piece)
    }
}
