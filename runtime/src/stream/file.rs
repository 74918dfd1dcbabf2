//! Files, parts of them, and readers of the standard library as streams: read by threads that may block.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use tokio::runtime::Handle;
use tokio::task::JoinHandle;

/// How much is read at once: enough for the way to another thread not to matter.
const PIECE: u64 = 256 << 10;

/// Where a file is.
#[derive(Clone)]
enum Place {
    /// It is opened each time it is read.
    Path(Arc<PathBuf>),
    /// It is open already. Whoever reads says from where, so that the position of the handle is nobody's.
    Open(Arc<Mutex<File>>),
}

/// A part of a file.
#[derive(Clone)]
pub(super) struct Part {
    place: Place,
    start: u64,
    length: u64,
    /// How long the whole file was when it was named.
    whole: u64,
}

impl Part {
    /// The whole file.
    ///
    /// # Errors
    ///
    /// There is none, or its length cannot be told.
    pub(super) fn whole(path: PathBuf) -> io::Result<Self> {
        let whole = length(&File::open(&path)?)?;
        Ok(Self { place: Place::Path(Arc::new(path)), start: 0, length: whole, whole })
    }

    /// The whole of a file that is open.
    ///
    /// # Errors
    ///
    /// Its length cannot be told.
    pub(super) fn open(file: File) -> io::Result<Self> {
        let whole = length(&file)?;
        Ok(Self { place: Place::Open(Arc::new(Mutex::new(file))), start: 0, length: whole, whole })
    }

    /// Some bytes of the file.
    ///
    /// # Errors
    ///
    /// As [`whole`](Self::whole), or the file ends before they do.
    pub(super) fn new(path: PathBuf, start: u64, length: u64) -> io::Result<Self> {
        let part = Self::whole(path)?;
        if start.checked_add(length).is_none_or(|end| end > part.whole) {
            let reason = format!("{length} bytes from {start} on are more than the file's {}", part.whole);
            return Err(io::Error::new(io::ErrorKind::InvalidInput, reason));
        }
        Ok(Self { start, length, ..part })
    }

    pub(super) fn length(&self) -> u64 {
        self.length
    }

    /// The bytes, from the beginning.
    pub(super) fn read(&self) -> Pieces<Reading> {
        Pieces::new(Reading { part: self.clone(), file: None, given: 0 })
    }

    /// Holds the file to the length that it had.
    fn check(&self, file: &File) -> io::Result<()> {
        let (before, now) = (self.whole, length(file)?);
        match now == before {
            true => Ok(()),
            false => {
                Err(io::Error::other(format!("the file has changed: it had {before} bytes and has {now}")))
            }
        }
    }
}

/// The length of what is a file, and not a directory or a device.
fn length(file: &File) -> io::Result<u64> {
    let about = file.metadata()?;
    match about.is_file() {
        true => Ok(about.len()),
        false => Err(io::Error::new(io::ErrorKind::InvalidInput, "this is no file with a length")),
    }
}

/// What gives one piece after the other, and blocks the thread for it.
pub(super) trait Blocking: Send + 'static {
    /// The next piece; an empty one at the end.
    ///
    /// # Errors
    ///
    /// Those of the system.
    fn piece(&mut self) -> io::Result<Bytes>;
}

/// A part of a file on its way.
pub(super) struct Reading {
    part: Part,
    file: Option<File>,
    given: u64,
}

impl Blocking for Reading {
    fn piece(&mut self) -> io::Result<Bytes> {
        let count = self.part.length.saturating_sub(self.given).min(PIECE);
        if count == 0 {
            return Ok(Bytes::new());
        }
        let start = self.part.start.saturating_add(self.given);
        let bytes = match &self.part.place {
            Place::Path(path) => {
                let file = match &mut self.file {
                    Some(file) => file,
                    None => {
                        let mut file = File::open(&**path)?;
                        self.part.check(&file)?;
                        file.seek(SeekFrom::Start(start))?;
                        self.file.insert(file)
                    }
                };
                take(file, count)?
            }
            Place::Open(file) => {
                let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
                if self.given == 0 {
                    self.part.check(&file)?;
                }
                file.seek(SeekFrom::Start(start))?;
                take(&mut *file, count)?
            }
        };
        self.given = self.given.saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        Ok(bytes)
    }
}

/// A reader of the standard library.
pub(super) struct Reader<R>(pub(super) R);

impl<R: Read + Send + 'static> Blocking for Reader<R> {
    fn piece(&mut self) -> io::Result<Bytes> {
        take(&mut self.0, PIECE)
    }
}

/// So many bytes, or those that are left.
fn take(reader: &mut impl Read, count: u64) -> io::Result<Bytes> {
    let mut bytes = Vec::with_capacity(usize::try_from(count).unwrap_or_default());
    reader.take(count).read_to_end(&mut bytes)?;
    Ok(bytes.into())
}

/// Pieces that threads get which may block.
pub(super) struct Pieces<B> {
    /// None, while a thread has it.
    reader: Option<B>,
    next: Option<JoinHandle<io::Result<(B, Bytes)>>>,
}

impl<B: Blocking> Pieces<B> {
    pub(super) fn new(reader: B) -> Self {
        Self { reader: Some(reader), next: None }
    }
}

impl<B> Unpin for Pieces<B> {}

impl<B: Blocking> Stream for Pieces<B> {
    type Item = io::Result<Bytes>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let pieces = self.get_mut();
        let next = match (&mut pieces.next, pieces.reader.take()) {
            (Some(next), _) => next,
            (next, Some(mut reader)) => {
                let runtime = Handle::try_current().map_err(io::Error::other)?;
                next.insert(runtime.spawn_blocking(move || reader.piece().map(|bytes| (reader, bytes))))
            }
            (None, None) => return Poll::Ready(None),
        };
        let came = ready!(Pin::new(next).poll(context));
        pieces.next = None;
        let (reader, bytes) = came.map_err(io::Error::other)??;
        if bytes.is_empty() {
            return Poll::Ready(None);
        }
        pieces.reader = Some(reader);
        Poll::Ready(Some(Ok(bytes)))
    }
}
