//! Streams for programs without an async runtime: as readers that block the thread.

use std::future::poll_fn;
use std::io::{self, Read};
use std::pin::Pin;

use tokio::io::{AsyncRead, ReadBuf};

use super::wait_for;
use crate::stream::{ByteReader, ByteStream};

/// A [`ByteStream`] as a reader that blocks the thread.
///
/// An error of the stream is one of the reader, never an early end. Inside an async runtime, where blocking would hold up
/// everything else, every read is an error that says so.
#[derive(Debug)]
pub struct BlockingReader(ByteReader);

impl ByteStream {
    /// The body as a reader of the standard library's, which blocks the thread.
    ///
    /// ```
    /// use std::io::Read;
    /// use shapesmith_runtime::ByteStream;
    ///
    /// let mut text = String::new();
    /// ByteStream::from("some text").into_read().read_to_string(&mut text)?;
    /// assert_eq!(text, "some text");
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn into_read(self) -> BlockingReader {
        BlockingReader(self.into_async_read())
    }
}

impl Read for BlockingReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut buffer = ReadBuf::new(buffer);
        let read = poll_fn(|context| Pin::new(&mut self.0).poll_read(context, &mut buffer));
        wait_for(read).map_err(io::Error::other)??;
        Ok(buffer.filled().len())
    }
}
