//! Readers out of streams, and streams out of readers.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Buf, Bytes, BytesMut};
use futures_core::Stream;
use tokio::io::{AsyncBufRead, AsyncRead, ReadBuf};

use super::ByteStream;

/// How much is asked of a reader at once.
pub(super) const PIECE: usize = 64 << 10;

/// A [`ByteStream`] as a reader of Tokio's.
///
/// An error of the stream is an [`io::Error`] around the [`StreamError`](super::StreamError).
#[derive(Debug)]
pub struct ByteReader {
    stream: ByteStream,
    /// What came, and nobody has read yet.
    rest: Bytes,
}

impl ByteReader {
    pub(super) fn new(stream: ByteStream) -> Self {
        Self { stream, rest: Bytes::new() }
    }

    fn fill(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        while self.rest.is_empty() {
            match ready!(self.stream.poll(context)) {
                Some(Ok(chunk)) => self.rest = chunk,
                Some(Err(error)) => return Poll::Ready(Err(io::Error::other(error))),
                None => break,
            }
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncRead for ByteReader {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let reader = self.get_mut();
        ready!(reader.fill(context))?;
        let count = reader.rest.len().min(buffer.remaining());
        buffer.put_slice(&reader.rest.split_to(count));
        Poll::Ready(Ok(()))
    }
}

impl AsyncBufRead for ByteReader {
    fn poll_fill_buf(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<&[u8]>> {
        let reader = self.get_mut();
        ready!(reader.fill(context))?;
        Poll::Ready(Ok(&reader.rest))
    }

    fn consume(self: Pin<&mut Self>, count: usize) {
        let reader = self.get_mut();
        // More than there is would be the caller's mistake, and no reason to panic.
        reader.rest.advance(count.min(reader.rest.len()));
    }
}

/// What a reader gives, piece by piece.
pub(super) struct Pieces<R> {
    reader: Pin<Box<R>>,
    buffer: BytesMut,
}

impl<R: AsyncRead> Pieces<R> {
    pub(super) fn new(reader: R) -> Self {
        Self { reader: Box::pin(reader), buffer: BytesMut::new() }
    }
}

impl<R: AsyncRead> Stream for Pieces<R> {
    type Item = io::Result<Bytes>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let pieces = self.get_mut();
        // Small pieces share a buffer until it is used up.
        if pieces.buffer.is_empty() {
            pieces.buffer.resize(PIECE, 0);
        }
        let mut buffer = ReadBuf::new(&mut pieces.buffer);
        ready!(pieces.reader.as_mut().poll_read(context, &mut buffer))?;
        let count = buffer.filled().len();
        Poll::Ready((count > 0).then(|| Ok(pieces.buffer.split_to(count).freeze())))
    }
}
