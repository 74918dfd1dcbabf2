//! Replies whose bodies are streams, on their way to the program.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use tokio::time::{Instant, Sleep};

use crate::http::{Body, HttpError, HttpErrorKind, drivers};
use crate::shape::{Structure, put_stream};
use crate::stream::ByteStream;
#[cfg(feature = "checksum")]
use {
    super::checksum,
    crate::checksum::{Checksum, ChecksumAlgorithm, ReplyChecksum},
    crate::protocol::OperationSchema,
    http::Response,
};

/// Puts the body of a reply into the member of the output that is a stream.
pub(super) fn hand_over(body: Body, request_id: Option<&str>, output: &mut dyn Structure) {
    let length = body.len();
    let stream = match body.bytes() {
        Some(bytes) => ByteStream::from(bytes.clone()),
        None => ByteStream::stream(body, length).of_reply(request_id),
    };
    // An output without a place for it is none of a stream.
    drop(put_stream(output, stream));
}

/// The body of a reply, held to the checksum that the reply tells of it, where that is what becomes of it: one that does
/// not fit is an error at the end.
#[cfg(feature = "checksum")]
pub(super) fn checked(
    operation: &OperationSchema,
    becomes: ReplyChecksum,
    reply: &Response<Bytes>,
    body: Body,
) -> Body {
    let ReplyChecksum::Held(algorithm) = becomes else { return body };
    let told = checksum::told(operation, reply).1.to_owned();
    let length = body.len();
    Body::stream(Checked { body, checksum: Some(Checksum::new(algorithm)), algorithm, told }, length)
}

#[cfg(feature = "checksum")]
struct Checked {
    body: Body,
    /// None, once it was compared.
    checksum: Option<Checksum>,
    algorithm: ChecksumAlgorithm,
    told: String,
}

#[cfg(feature = "checksum")]
impl Stream for Checked {
    type Item = Result<Bytes, HttpError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let checked = self.get_mut();
        let came = ready!(Pin::new(&mut checked.body).poll_next(context));
        Poll::Ready(match (came, checked.checksum.take()) {
            (Some(Ok(chunk)), Some(mut checksum)) => {
                checksum.update(&chunk);
                checked.checksum = Some(checksum);
                Some(Ok(chunk))
            }
            (None, Some(checksum)) => {
                let made = checksum.finish();
                checksum::compare(checked.algorithm, &checked.told, &made).err().map(Err)
            }
            (came, _) => came,
        })
    }
}

/// The body of a reply, of which so many bytes at least have to come in so much time, where that is said.
pub(super) fn paced(body: Body, least: Option<(u64, Duration)>) -> Body {
    let Some((bytes, within)) = least else { return body };
    let length = body.len();
    let paced = Paced { body, bytes, within, came: 0, waited: Duration::ZERO, waiting: None };
    Body::stream(paced, length)
}

struct Paced {
    body: Body,
    /// How many bytes have to come.
    bytes: u64,
    /// In how much time of waiting.
    within: Duration,
    /// How many came since somebody last looked.
    came: u64,
    /// How long they were waited for.
    waited: Duration,
    /// Since when something is waited for, and the end of the time.
    waiting: Option<(Instant, Pin<Box<Sleep>>)>,
}

impl Paced {
    /// Looks at what came in the time, and begins anew.
    fn judge(&mut self) -> Option<HttpError> {
        let came = std::mem::take(&mut self.came);
        self.waited = Duration::ZERO;
        (came < self.bytes).then(|| {
            let reason = format!("{came} bytes came in {:?}, and {} are the least", self.within, self.bytes);
            HttpError::because(HttpErrorKind::Timeout, reason)
        })
    }
}

impl Stream for Paced {
    type Item = Result<Bytes, HttpError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let paced = self.get_mut();
        loop {
            if let Poll::Ready(came) = Pin::new(&mut paced.body).poll_next(context) {
                if let Some((since, timer)) = paced.waiting.take()
                    && !drivers::was_abandoned(&timer)
                {
                    paced.waited = paced.waited.saturating_add(since.elapsed());
                }
                if let Some(Ok(chunk)) = &came {
                    paced.came = paced.came.saturating_add(u64::try_from(chunk.len()).unwrap_or(u64::MAX));
                    if paced.waited >= paced.within
                        && let Some(error) = paced.judge()
                    {
                        return Poll::Ready(Some(Err(error)));
                    }
                }
                return Poll::Ready(came);
            }
            let left = paced.within.saturating_sub(paced.waited);
            let begin = || (Instant::now(), Box::pin(tokio::time::sleep(left)));
            let (_, timer) = paced.waiting.get_or_insert_with(begin);
            ready!(timer.as_mut().poll(context));
            let is_abandoned = drivers::was_abandoned(timer);
            paced.waiting = None;
            if !is_abandoned && let Some(error) = paced.judge() {
                return Poll::Ready(Some(Err(error)));
            }
        }
    }
}
