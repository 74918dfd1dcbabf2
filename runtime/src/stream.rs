//! Bodies as programs see them: a handle on bytes that come one after the other, and how to give and take them.
//!
//! What a body is on its way over the network stands in `http/body.rs`.

mod error;
mod file;
#[cfg(feature = "http-body")]
mod http_body;
mod read;
#[cfg(test)]
mod tests;

use std::error::Error as StdError;
use std::fmt;
use std::future::poll_fn;
use std::io;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use tokio::io::AsyncRead;

pub use error::StreamError;
pub use read::ByteReader;

type BoxError = Box<dyn StdError + Send + Sync>;
type Chunks = Pin<Box<dyn Stream<Item = Result<Bytes, BoxError>> + Send>>;
type Factory = dyn Fn() -> Chunks + Send + Sync;

/// The body of a request or a reply: bytes in memory, a file or a part of it, or a stream.
///
/// It is a handle. A clone of bytes, of a file, or of what a function makes is read from the beginning, independently
/// of the others, so a call with such a body can be repeated. A stream that can be had once goes to the clone that reads
/// first; all others fail. Two are equal where they hold equal bytes, or are handles on one stream.
///
/// The length, where it is known, is checked at the end: a stream that ends early is an error that says at which byte.
/// Dropping the body of a reply before its end closes the connection that it comes over.
///
/// ```
/// use shapesmith_runtime::ByteStream;
///
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let mut body = ByteStream::from("some text");
/// assert_eq!(body.length(), Some(9));
/// while let Some(chunk) = body.next().await {
///     println!("{} bytes", chunk?.len());
/// }
///
/// let whole = ByteStream::from("some text").collect().await?;
/// assert_eq!(whole, "some text");
/// # Ok(())
/// # }
/// ```
pub struct ByteStream {
    source: Source,
    length: Option<u64>,
    reading: Reading,
    /// How many bytes this handle gave so far.
    given: u64,
    /// That of the reply whose body this is.
    request_id: Option<Arc<str>>,
}

#[derive(Clone)]
enum Source {
    Bytes(Bytes),
    Again(Arc<Factory>),
    /// Whoever reads first takes the stream out.
    Once(Arc<Mutex<Option<Chunks>>>),
}

enum Reading {
    NotYet,
    /// Streams are never used through a shared reference. The mutex says so to the compiler, and is never locked.
    Under(Mutex<Chunks>),
    Over,
}

impl ByteStream {
    /// What a stream gives, which can be had once: a call with such a body is not repeated once something of it was
    /// sent. `length` is the number of its bytes, where that is known.
    pub fn stream<E>(
        chunks: impl Stream<Item = Result<Bytes, E>> + Send + 'static,
        length: Option<u64>,
    ) -> Self
    where
        E: Into<BoxError>,
    {
        let once = Some(Box::pin(Boxed(Box::pin(chunks))) as Chunks);
        Self::of(Source::Once(Arc::new(Mutex::new(once))), length)
    }

    /// What each stream that `make` makes gives, from the beginning each time.
    pub fn again<S, E>(make: impl Fn() -> S + Send + Sync + 'static, length: Option<u64>) -> Self
    where
        S: Stream<Item = Result<Bytes, E>> + Send + 'static,
        E: Into<BoxError>,
    {
        Self::of(Source::Again(Arc::new(move || Box::pin(Boxed(Box::pin(make()))))), length)
    }

    /// What a reader gives, which can be had once. `length` is the number of its bytes, where that is known.
    pub fn reader(reader: impl AsyncRead + Send + 'static, length: Option<u64>) -> Self {
        Self::stream(read::Pieces::new(reader), length)
    }

    /// A file, which is opened anew each time it is read. It must not change until then: another length is an error.
    ///
    /// The file is read by threads that may block, so this needs a Tokio runtime when it is read.
    ///
    /// # Errors
    ///
    /// There is no such file, or its length cannot be told.
    ///
    /// ```no_run
    /// use shapesmith_runtime::ByteStream;
    ///
    /// let whole = ByteStream::file("archive.tar")?;
    /// let part = ByteStream::file_part("archive.tar", 0, 8 << 20)?;
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn file(path: impl Into<PathBuf>) -> io::Result<Self> {
        file::Part::whole(path.into()).map(Self::of_file)
    }

    /// A part of a file: `length` bytes from the byte `start` on. Else as [`file`](Self::file).
    ///
    /// # Errors
    ///
    /// As [`file`](Self::file), or the file ends before the part does.
    pub fn file_part(path: impl Into<PathBuf>, start: u64, length: u64) -> io::Result<Self> {
        file::Part::new(path.into(), start, length).map(Self::of_file)
    }

    /// A file that is open already, such as one without a name: all of it, wherever its position is. It is read again from
    /// the beginning where a call is repeated. Else as [`file`](Self::file).
    ///
    /// # Errors
    ///
    /// Its length cannot be told, as that of a pipe; such are for [`blocking_reader`](Self::blocking_reader).
    pub fn open_file(file: std::fs::File) -> io::Result<Self> {
        file::Part::open(file).map(Self::of_file)
    }

    /// What a reader of the standard library gives, which can be had once: a pipe, what unpacks an archive, standard input.
    /// `length` is the number of its bytes, where that is known. It is read in pieces of 256 KiB by threads that may block, so
    /// this needs a Tokio runtime when it is read, as calls have, the blocking ones as well.
    ///
    /// ```
    /// # use shapesmith_runtime::ByteStream;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use std::io::Read;
    ///
    /// let twice = "one two".as_bytes().chain("three".as_bytes());
    /// assert_eq!(ByteStream::blocking_reader(twice, None).collect().await?, "one twothree");
    /// # Ok(())
    /// # }
    /// ```
    pub fn blocking_reader(reader: impl io::Read + Send + 'static, length: Option<u64>) -> Self {
        Self::stream(file::Pieces::new(file::Reader(reader)), length)
    }

    fn of_file(file: file::Part) -> Self {
        let length = Some(file.length());
        Self::again(move || file.read(), length)
    }

    fn of(source: Source, length: Option<u64>) -> Self {
        Self { source, length, reading: Reading::NotYet, given: 0, request_id: None }
    }

    /// The same stream as the body of a reply with an id.
    pub(crate) fn of_reply(self, request_id: Option<&str>) -> Self {
        Self { request_id: request_id.map(Arc::from), ..self }
    }

    /// The number of bytes of the whole body, however much of it was read; `None` where it is not known.
    pub fn length(&self) -> Option<u64> {
        self.length
    }

    /// The whole body, where it is in memory.
    pub fn bytes(&self) -> Option<&Bytes> {
        match &self.source {
            Source::Bytes(bytes) => Some(bytes),
            _ => None,
        }
    }

    /// Whether the body can be had again from the beginning, so that a call which sends it may be repeated.
    pub fn can_be_repeated(&self) -> bool {
        !matches!(self.source, Source::Once(_))
    }

    /// The next bytes; `None` at the end, and after an error.
    ///
    /// A future that is dropped loses nothing.
    ///
    /// # Errors
    ///
    /// The stream broke off, took longer than allowed, or is not what was announced.
    pub async fn next(&mut self) -> Option<Result<Bytes, StreamError>> {
        poll_fn(|context| self.poll(context)).await
    }

    /// The whole rest of the body, however long it is. Bytes in memory are given as they are, without a copy.
    ///
    /// # Errors
    ///
    /// As [`next`](Self::next).
    pub async fn collect(mut self) -> Result<Bytes, StreamError> {
        let Some(first) = self.next().await else { return Ok(Bytes::new()) };
        let first = first?;
        let Some(second) = self.next().await else { return Ok(first) };
        let mut whole = BytesMut::from(first);
        whole.extend_from_slice(&second?);
        while let Some(chunk) = self.next().await {
            whole.extend_from_slice(&chunk?);
        }
        Ok(whole.freeze())
    }

    /// The body as a reader of Tokio's. An error of the stream is one of the reader, never an early end.
    pub fn into_async_read(self) -> ByteReader {
        ByteReader::new(self)
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, StreamError>>> {
        let came = ready!(self.poll_chunk(context));
        if !matches!(came, Some(Ok(_))) {
            // Nothing more comes, and what it would have come from is let go.
            self.reading = Reading::Over;
        }
        Poll::Ready(came)
    }

    fn poll_chunk(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, StreamError>>> {
        if let (Reading::NotYet, Source::Bytes(bytes)) = (&self.reading, &self.source) {
            let bytes = bytes.clone();
            self.reading = Reading::Over;
            self.given = self.length.unwrap_or_default();
            return Poll::Ready((!bytes.is_empty()).then_some(Ok(bytes)));
        }
        if matches!(self.reading, Reading::NotYet) {
            match self.source.begin() {
                Some(chunks) => self.reading = Reading::Under(Mutex::new(chunks)),
                None => return Poll::Ready(Some(Err(self.broken("another handle has read the stream")))),
            }
        }
        let Reading::Under(chunks) = &mut self.reading else { return Poll::Ready(None) };
        let chunks = chunks.get_mut().unwrap_or_else(PoisonError::into_inner);
        match (ready!(chunks.as_mut().poll_next(context)), self.length) {
            (Some(Ok(chunk)), length) => {
                let given = self.given.saturating_add(u64::try_from(chunk.len()).unwrap_or(u64::MAX));
                if length.is_some_and(|length| given > length) {
                    return Poll::Ready(Some(Err(self.broken("there is more of it than that"))));
                }
                self.given = given;
                Poll::Ready(Some(Ok(chunk)))
            }
            (Some(Err(reason)), _) => Poll::Ready(Some(Err(self.broken(reason)))),
            (None, Some(length)) if self.given < length => {
                Poll::Ready(Some(Err(self.broken("it ended there"))))
            }
            (None, _) => Poll::Ready(None),
        }
    }

    fn broken(&self, reason: impl Into<BoxError>) -> StreamError {
        StreamError::new(self.given, self.length, self.request_id.clone(), reason.into())
    }
}

impl Source {
    fn begin(&self) -> Option<Chunks> {
        match self {
            Self::Bytes(_) => None,
            Self::Again(make) => Some(make()),
            Self::Once(stream) => stream.lock().unwrap_or_else(PoisonError::into_inner).take(),
        }
    }
}

impl Default for ByteStream {
    fn default() -> Self {
        Self::from(Bytes::new())
    }
}

impl Clone for ByteStream {
    fn clone(&self) -> Self {
        Self { request_id: self.request_id.clone(), ..Self::of(self.source.clone(), self.length) }
    }
}

impl PartialEq for ByteStream {
    fn eq(&self, other: &Self) -> bool {
        match (&self.source, &other.source) {
            (Source::Bytes(one), Source::Bytes(other)) => one == other,
            (Source::Again(one), Source::Again(other)) => Arc::ptr_eq(one, other),
            (Source::Once(one), Source::Once(other)) => Arc::ptr_eq(one, other),
            _ => false,
        }
    }
}

/// The length alone, since what is in it may be secret.
impl fmt::Debug for ByteStream {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.length {
            Some(length) => write!(formatter, "<{length} bytes>"),
            None => formatter.write_str("<a stream of bytes>"),
        }
    }
}

/// The same as [`ByteStream::next`], for combinators.
impl Stream for ByteStream {
    type Item = Result<Bytes, StreamError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll(context)
    }
}

impl From<Bytes> for ByteStream {
    fn from(bytes: Bytes) -> Self {
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        Self::of(Source::Bytes(bytes), Some(length))
    }
}

impl From<Vec<u8>> for ByteStream {
    fn from(bytes: Vec<u8>) -> Self {
        Self::from(Bytes::from(bytes))
    }
}

impl From<String> for ByteStream {
    fn from(text: String) -> Self {
        Self::from(Bytes::from(text))
    }
}

impl From<&'static str> for ByteStream {
    fn from(text: &'static str) -> Self {
        Self::from(Bytes::from_static(text.as_bytes()))
    }
}

impl From<&'static [u8]> for ByteStream {
    fn from(bytes: &'static [u8]) -> Self {
        Self::from(Bytes::from_static(bytes))
    }
}

/// A stream whose errors may be of any type.
struct Boxed<S>(Pin<Box<S>>);

impl<S, E> Stream for Boxed<S>
where
    S: Stream<Item = Result<Bytes, E>> + Send,
    E: Into<BoxError>,
{
    type Item = Result<Bytes, BoxError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().0.as_mut().poll_next(context).map_err(Into::into)
    }
}
