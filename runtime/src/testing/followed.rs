//! Events that reach the program as they come, and are kept once they are over.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;

use super::LIMITS;
use crate::events::Decoder;
use crate::http::{Body, HttpError};

/// What is done with all that came.
type End = dyn FnOnce(Bytes) -> Result<(), HttpError> + Send;

/// A body of events on its way to the program.
struct Followed {
    body: Body,
    came: BytesMut,
    /// None, once it was done, or will not be.
    end: Option<Box<End>>,
}

/// The same body, with something to be done once it is over: with all of it at its end, and with the messages that had
/// come as a whole where the program had enough before that. A body that breaks off was none that can be kept.
pub(super) fn followed(
    body: Body,
    end: impl FnOnce(Bytes) -> Result<(), HttpError> + Send + 'static,
) -> Body {
    let length = body.len();
    Body::stream(Followed { body, came: BytesMut::new(), end: Some(Box::new(end)) }, length)
}

impl Stream for Followed {
    type Item = Result<Bytes, HttpError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let came = match ready!(self.body.poll(context)) {
            Some(Ok(chunk)) if self.came.len().saturating_add(chunk.len()) > LIMITS.max_response_bytes => {
                Err(HttpError::too_large(LIMITS))
            }
            Some(came) => came,
            None => {
                let came = std::mem::take(&mut self.came).freeze();
                let failure = self.end.take().and_then(|end| end(came).err());
                return Poll::Ready(failure.map(Err));
            }
        };
        match &came {
            Ok(chunk) => self.came.extend_from_slice(chunk),
            Err(_) => self.end = None,
        }
        Poll::Ready(Some(came))
    }
}

impl Drop for Followed {
    fn drop(&mut self) {
        let Some(end) = self.end.take() else { return };
        let mut messages = Decoder::new(LIMITS.max_response_bytes);
        messages.push(&self.came);
        while let Ok(Some(_)) = messages.take() {}
        let whole = usize::try_from(messages.position()).unwrap_or(usize::MAX);
        self.came.truncate(whole);
        // There is nobody left whom an error could be given to.
        if let Err(error) = end(std::mem::take(&mut self.came).freeze()) {
            tracing::warn!(%error, "the events that had come could not be recorded");
        }
    }
}
