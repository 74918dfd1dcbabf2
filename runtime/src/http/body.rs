//! Bodies of requests and replies: nothing, bytes, or a stream of them.

mod streamed;
#[cfg(test)]
mod tests;

use std::error::Error as StdError;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use http::Response;

use super::{HttpError, Limits};
#[cfg(feature = "stream")]
use crate::stream::ByteStream;
use streamed::Streamed;

/// The body of a request or a reply: nothing, bytes in memory, or a stream of bytes, whose length may be known.
///
/// Dropping the body of a reply before its end closes the connection that it comes over. Dropping that of a
/// request ends its stream.
///
/// ```
/// use shapesmith_runtime::http::{Body, Limits};
///
/// # async fn example() -> Result<(), shapesmith_runtime::http::HttpError> {
/// let mut body = Body::from("some text");
/// assert_eq!(body.len(), Some(9));
/// while let Some(chunk) = body.next().await {
///     println!("{} bytes", chunk?.len());
/// }
///
/// let whole = Body::from("some text").collect(Limits::new(100)).await?;
/// assert_eq!(whole, "some text");
/// # Ok(())
/// # }
/// ```
pub struct Body(Content);

/// Most bodies are bytes, and bodies are moved often, so what only streams need stands elsewhere.
enum Content {
    Bytes { bytes: Bytes, is_given: bool },
    Stream(Box<Streamed>),
}

impl Body {
    /// Nothing.
    pub fn empty() -> Self {
        Self::from(Bytes::new())
    }

    /// What a stream gives, which can be sent once. `length` is the number of its bytes, where that is known: then
    /// it is told to the receiver, and a stream that gives fewer or more of them is an error.
    ///
    /// An error of the stream is the end of the body. It is kept as it is where it is an [`HttpError`], and is of the
    /// kind [`Io`](super::HttpErrorKind::Io) else.
    ///
    /// ```
    /// # use std::{io, pin::Pin, task::{Context, Poll}};
    /// # use futures_core::Stream;
    /// use shapesmith_runtime::{Bytes, http::Body};
    ///
    /// /// Gives the same line again and again.
    /// struct Lines(usize);
    ///
    /// impl Stream for Lines {
    ///     type Item = io::Result<Bytes>;
    ///
    ///     fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
    ///         let left = self.0.checked_sub(1);
    ///         self.0 = left.unwrap_or_default();
    ///         Poll::Ready(left.map(|_| Ok(Bytes::from_static(b"one line\n"))))
    ///     }
    /// }
    ///
    /// let body = Body::stream(Lines(3), Some(27));
    /// assert!(body.replay().is_none());
    /// let body = Body::again(|| Lines(3), Some(27));
    /// assert!(body.replay().is_some());
    /// ```
    pub fn stream<E>(
        chunks: impl Stream<Item = Result<Bytes, E>> + Send + 'static,
        length: Option<u64>,
    ) -> Self
    where
        E: Into<Box<dyn StdError + Send + Sync>>,
    {
        Self(Content::Stream(Box::new(Streamed::once(Box::pin(chunks), length))))
    }

    /// What each stream that `make` makes gives, which can be sent again and again: every attempt of a call asks
    /// for a stream of its own. Else as [`Body::stream`].
    pub fn again<S, E>(make: impl Fn() -> S + Send + Sync + 'static, length: Option<u64>) -> Self
    where
        S: Stream<Item = Result<Bytes, E>> + Send + 'static,
        E: Into<Box<dyn StdError + Send + Sync>>,
    {
        Self(Content::Stream(Box::new(Streamed::again(Arc::new(move || Box::pin(make())), length))))
    }

    /// The same body with a limit for how long each chunk of a stream may take to come: one that takes longer is an
    /// error of the kind [`Timeout`](super::HttpErrorKind::Timeout), after which nothing more comes. The time in which
    /// nobody asks for a chunk does not count.
    #[must_use]
    pub fn with_idle_limit(mut self, limit: Duration) -> Self {
        if let Content::Stream(stream) = &mut self.0 {
            stream.idle_limit = Some(limit);
        }
        self
    }

    /// The same body with another length: that of a stream of which somebody knows how many bytes it gives. Bytes in
    /// memory have theirs.
    #[must_use]
    pub(crate) fn with_length(mut self, length: u64) -> Self {
        if let Content::Stream(stream) = &mut self.0 {
            stream.length = Some(length);
        }
        self
    }

    /// The number of bytes of the whole body, however much of it was read; `None` where it is not known.
    pub fn len(&self) -> Option<u64> {
        match &self.0 {
            Content::Bytes { bytes, .. } => Some(u64::try_from(bytes.len()).unwrap_or(u64::MAX)),
            Content::Stream(stream) => stream.length,
        }
    }

    /// Whether it is known that there are no bytes.
    pub fn is_empty(&self) -> bool {
        self.len() == Some(0)
    }

    /// The whole body, where it is in memory, however much of it was read.
    pub fn bytes(&self) -> Option<&Bytes> {
        match &self.0 {
            Content::Bytes { bytes, .. } => Some(bytes),
            Content::Stream(_) => None,
        }
    }

    /// A body that sends the same again, from the beginning and independently of this one; `None` for a stream that
    /// can be sent only once.
    pub fn replay(&self) -> Option<Self> {
        match &self.0 {
            Content::Bytes { bytes, .. } => Some(Self::from(bytes.clone())),
            Content::Stream(stream) => stream.replay().map(|stream| Self(Content::Stream(Box::new(stream)))),
        }
    }

    /// The next bytes; `None` at the end, and after an error. A body in memory comes as a whole.
    ///
    /// A future that is dropped loses nothing.
    ///
    /// # Errors
    ///
    /// The stream failed, took longer than allowed, or gave fewer or more bytes than was said.
    pub async fn next(&mut self) -> Option<Result<Bytes, HttpError>> {
        poll_fn(|context| self.poll(context)).await
    }

    /// The whole rest of the body. Bytes in memory are given as they are, without a copy.
    ///
    /// A future that is dropped takes the body with it.
    ///
    /// # Errors
    ///
    /// There are more bytes than allowed, which is found before any is read where the length is known; or as
    /// [`next`](Self::next).
    pub async fn collect(mut self, limits: Limits) -> Result<Bytes, HttpError> {
        let is_allowed =
            |length: u64| usize::try_from(length).is_ok_and(|length| length <= limits.max_response_bytes);
        if !self.remaining().is_none_or(is_allowed) {
            return Err(HttpError::too_large(limits));
        }
        let mut first = Bytes::new();
        let mut rest = BytesMut::new();
        while let Some(chunk) = self.next().await {
            let chunk = chunk?;
            let length = first.len().saturating_add(rest.len()).saturating_add(chunk.len());
            if length > limits.max_response_bytes {
                return Err(HttpError::too_large(limits));
            }
            if length == chunk.len() {
                first = chunk;
                continue;
            }
            rest.extend_from_slice(&std::mem::take(&mut first));
            rest.extend_from_slice(&chunk);
        }
        Ok(if rest.is_empty() { first } else { rest.freeze() })
    }

    /// How many bytes are still to come, where that is known.
    pub(super) fn remaining(&self) -> Option<u64> {
        match &self.0 {
            Content::Bytes { is_given: true, .. } => Some(0),
            Content::Bytes { .. } => self.len(),
            Content::Stream(stream) => stream.remaining(),
        }
    }

    pub(crate) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, HttpError>>> {
        match &mut self.0 {
            Content::Bytes { bytes, is_given } => {
                let is_over = std::mem::replace(is_given, true) || bytes.is_empty();
                Poll::Ready((!is_over).then(|| Ok(bytes.clone())))
            }
            Content::Stream(stream) => stream.poll(context),
        }
    }
}

impl Default for Body {
    fn default() -> Self {
        Self::empty()
    }
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        Self(Content::Bytes { bytes, is_given: false })
    }
}

/// Streams that can be had again are had again by each attempt.
#[cfg(feature = "stream")]
impl From<ByteStream> for Body {
    fn from(stream: ByteStream) -> Self {
        let length = stream.length();
        match stream.bytes() {
            Some(bytes) => Self::from(bytes.clone()),
            None if stream.can_be_repeated() => Self::again(move || stream.clone(), length),
            None => Self::stream(stream, length),
        }
    }
}

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        Self::from(Bytes::from(bytes))
    }
}

impl From<String> for Body {
    fn from(text: String) -> Self {
        Self::from(Bytes::from(text))
    }
}

impl From<&'static str> for Body {
    fn from(text: &'static str) -> Self {
        Self::from(Bytes::from_static(text.as_bytes()))
    }
}

/// The same as [`Body::next`], for combinators.
impl Stream for Body {
    type Item = Result<Bytes, HttpError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll(context)
    }
}

/// Kind and length, since what is in it may be secret.
impl fmt::Debug for Body {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match &self.0 {
            Content::Bytes { .. } => "bytes",
            Content::Stream(_) => "stream",
        };
        formatter.debug_struct("Body").field("kind", &kind).field("length", &self.len()).finish()
    }
}

/// The reply with its whole body in memory.
///
/// # Errors
///
/// As [`Body::collect`].
pub async fn collect(reply: Response<Body>, limits: Limits) -> Result<Response<Bytes>, HttpError> {
    let (head, body) = reply.into_parts();
    Ok(Response::from_parts(head, body.collect(limits).await?))
}
