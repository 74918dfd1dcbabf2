//! Bodies of the crate `http-body`, which web frameworks and HTTP clients give and take.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use http_body::{Body, Frame, SizeHint};

use super::{BoxError, ByteStream, StreamError};

/// The body of a reply as that of an answer of one's own, and the other way round.
///
/// ```
/// use http_body::Body;
/// use shapesmith_runtime::ByteStream;
///
/// # async fn example(download: ByteStream) -> Result<(), Box<dyn std::error::Error>> {
/// assert_eq!(Body::size_hint(&download).exact(), download.length());
/// let answer = http::Response::new(download);
/// let upload = ByteStream::from_http_body(answer.into_body());
/// # Ok(())
/// # }
/// ```
impl Body for ByteStream {
    type Data = Bytes;
    type Error = StreamError;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, StreamError>>> {
        let came = ready!(self.get_mut().poll(context));
        Poll::Ready(came.map(|came| came.map(Frame::data)))
    }

    fn size_hint(&self) -> SizeHint {
        match self.length {
            Some(length) => SizeHint::with_exact(length.saturating_sub(self.given)),
            None => SizeHint::default(),
        }
    }
}

impl ByteStream {
    /// What a body of the crate `http-body` gives, which can be had once. Its length is known where the body tells it;
    /// trailers are left out.
    pub fn from_http_body<B>(body: B) -> Self
    where
        B: Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        let length = body.size_hint().exact();
        Self::stream(Data(Box::pin(body)), length)
    }
}

/// What is data of a body.
struct Data<B>(Pin<Box<B>>);

impl<B: Body<Data = Bytes>> Stream for Data<B> {
    type Item = Result<Bytes, B::Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            match ready!(self.0.as_mut().poll_frame(context)) {
                None => return Poll::Ready(None),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                Some(Ok(frame)) => {
                    if let Ok(data) = frame.into_data() {
                        return Poll::Ready(Some(Ok(data)));
                    }
                }
            }
        }
    }
}
