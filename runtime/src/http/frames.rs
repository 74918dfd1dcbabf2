//! Bodies as hyper and reqwest know them: frames, of which trailers are none of our business.

use std::convert::Infallible;
use std::error::Error as StdError;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use http::header::CONTENT_LENGTH;
use http::{HeaderValue, Method, Request};
use http_body::{Body as Frames, Frame, SizeHint};
use tokio::sync::oneshot;

use super::{Body, HttpError, HttpErrorKind};

/// Announces that there is nothing in the body, where the method would let one expect something. hyper leaves that
/// out, and then some services want to know a length (HTTP 411).
pub(super) fn announce_nothing(request: &mut Request<Body>) {
    if request.body().is_empty() && [Method::POST, Method::PUT, Method::PATCH].contains(request.method()) {
        request.headers_mut().entry(CONTENT_LENGTH).or_insert(HeaderValue::from_static("0"));
    }
}

/// The body of a request on its way out.
pub(super) struct Outgoing {
    body: Body,
    /// The last bytes of a stream of known length. They are sent when the stream has ended, since nobody asks for
    /// more after them, and a stream that is too long would pass for a whole one.
    last: Option<Bytes>,
    /// None, where there is nothing to wait for.
    wanted: Option<oneshot::Receiver<Infallible>>,
}

/// Held as long as somebody waits for the reply, or has not yet read all of it. What is left of the upload when this
/// is dropped is nobody's business any more, and hyper alone would wait for it as long as its stream waits.
pub(super) struct Wanted {
    _until: Option<oneshot::Sender<Infallible>>,
}

impl Outgoing {
    pub(super) fn new(body: Body) -> (Self, Wanted) {
        let (until, wanted) = match body.bytes() {
            Some(_) => (None, None),
            None => {
                let (until, wanted) = oneshot::channel();
                (Some(until), Some(wanted))
            }
        };
        (Self { body, last: None, wanted }, Wanted { _until: until })
    }

    fn poll_body(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, HttpError>>> {
        if let Some(wanted) = &mut self.wanted
            && Pin::new(wanted).poll(context).is_ready()
        {
            self.wanted = None;
            self.body = Body::empty();
            let reason = "nobody waits for the reply any more, or it came before the end of the request";
            return Poll::Ready(Some(Err(HttpError::because(HttpErrorKind::Io, reason))));
        }
        Pin::new(&mut self.body).poll_next(context)
    }
}

impl Frames for Outgoing {
    type Data = Bytes;
    type Error = HttpError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, HttpError>>> {
        loop {
            match ready!(self.poll_body(context)) {
                Some(Ok(chunk)) if self.body.bytes().is_none() && self.body.remaining() == Some(0) => {
                    // What comes after the last bytes can only be empty; anything else is an error.
                    self.last.get_or_insert(chunk);
                }
                Some(chunk) => return Poll::Ready(Some(chunk.map(Frame::data))),
                None => return Poll::Ready(self.last.take().map(|chunk| Ok(Frame::data(chunk)))),
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.last.is_none() && self.body.bytes().is_some() && self.body.remaining() == Some(0)
    }

    fn size_hint(&self) -> SizeHint {
        let held = self.last.as_ref().map_or(0, |last| u64::try_from(last.len()).unwrap_or(u64::MAX));
        let length = self.body.remaining().and_then(|remaining| remaining.checked_add(held));
        length.map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}

/// The body of a reply, with what its errors are taken for. When it ends or is dropped, so does the upload.
pub(super) fn incoming<B>(frames: B, wanted: Wanted, classify: fn(B::Error) -> HttpError) -> Body
where
    B: Frames<Data = Bytes> + Send + Unpin + 'static,
    B::Error: 'static,
{
    match frames.size_hint().exact() {
        Some(0) => Body::empty(),
        length => Body::stream(Incoming { frames, classify, _wanted: wanted }, length),
    }
}

struct Incoming<B: Frames> {
    frames: B,
    classify: fn(B::Error) -> HttpError,
    _wanted: Wanted,
}

impl<B: Frames<Data = Bytes> + Unpin> Stream for Incoming<B> {
    type Item = Result<Bytes, HttpError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            match ready!(Pin::new(&mut self.frames).poll_frame(context)) {
                None => return Poll::Ready(None),
                Some(Err(error)) => return Poll::Ready(Some(Err((self.classify)(error)))),
                Some(Ok(frame)) => {
                    if let Ok(chunk) = frame.into_data() {
                        return Poll::Ready(Some(Ok(chunk)));
                    }
                }
            }
        }
    }
}

/// The kind of the error that the body of a request gave, where that is why an exchange failed.
pub(super) fn kind_of_body(error: &(dyn StdError + 'static)) -> Option<HttpErrorKind> {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if let Some(error) = error.downcast_ref::<HttpError>() {
            return Some(error.kind());
        }
        cause = error.source();
    }
    None
}
