//! Files, parts of them, and readers of the standard library as streams: read by threads that may block.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
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
    /// It is open already.
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

    /// The file, held to the length that it had.
    fn opened(&self) -> io::Result<Arc<Mutex<File>>> {
        let file = match &self.place {
            Place::Path(path) => Arc::new(Mutex::new(File::open(&**path)?)),
            Place::Open(file) => Arc::clone(file),
        };
        let (before, now) = (self.whole, length(&lock(&file))?);
        match now == before {
            true => Ok(file),
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

fn lock(file: &Mutex<File>) -> MutexGuard<'_, File> {
    file.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What gives one piece after the other, and blocks the thread for it.
pub(super) trait Blocking: Send + 'static {
    /// Whether there is known to be nothing more, so that no thread need look.
    fn is_over(&self) -> bool {
        false
    }

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
    /// Others may read it as well, so each says from where.
    file: Option<Arc<Mutex<File>>>,
    given: u64,
}

impl Blocking for Reading {
    fn is_over(&self) -> bool {
        self.given >= self.part.length
    }

    fn piece(&mut self) -> io::Result<Bytes> {
        let file = match &self.file {
            Some(file) => file,
            None => self.file.insert(self.part.opened()?),
        };
        let mut file = lock(file);
        file.seek(SeekFrom::Start(self.part.start.saturating_add(self.given)))?;
        let bytes = take(&mut *file, self.part.length.saturating_sub(self.given).min(PIECE))?;
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
        let reader = pieces.reader.take().filter(|reader| !reader.is_over());
        let next = match (&mut pieces.next, reader) {
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
