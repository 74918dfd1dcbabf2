//! Files, and parts of them, as streams: read by threads that may block.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use tokio::runtime::Handle;
use tokio::task::JoinHandle;

/// How much is read at once: enough for the way to another thread not to matter.
const PIECE: u64 = 256 << 10;

/// A part of a file.
#[derive(Clone)]
pub(super) struct Part {
    path: Arc<PathBuf>,
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
        Ok(Self { path: Arc::new(path), start: 0, length: whole, whole })
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
    pub(super) fn read(&self) -> Pieces {
        Pieces { part: self.clone(), file: None, left: self.length, next: None }
    }

    fn open(&self) -> io::Result<File> {
        let mut file = File::open(&*self.path)?;
        let now = length(&file)?;
        if now != self.whole {
            let before = self.whole;
            return Err(io::Error::other(format!(
                "the file has changed: it had {before} bytes and has {now}"
            )));
        }
        file.seek(SeekFrom::Start(self.start))?;
        Ok(file)
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

/// A part of a file on its way.
pub(super) struct Pieces {
    part: Part,
    file: Option<File>,
    left: u64,
    next: Option<JoinHandle<io::Result<(File, Bytes)>>>,
}

impl Stream for Pieces {
    type Item = io::Result<Bytes>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let pieces = self.get_mut();
        if pieces.next.is_none() {
            if pieces.left == 0 {
                return Poll::Ready(None);
            }
            let runtime = Handle::try_current().map_err(io::Error::other)?;
            let (file, part, count) = (pieces.file.take(), pieces.part.clone(), pieces.left.min(PIECE));
            pieces.next = Some(runtime.spawn_blocking(move || piece(file, &part, count)));
        }
        let Some(next) = &mut pieces.next else { return Poll::Ready(None) };
        let came = ready!(Pin::new(next).poll(context));
        pieces.next = None;
        let (file, bytes) = came.map_err(io::Error::other)??;
        pieces.file = Some(file);
        pieces.left = pieces.left.saturating_sub(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        Poll::Ready((!bytes.is_empty()).then_some(Ok(bytes)))
    }
}

/// The next bytes of a file, which is opened now unless it is already.
fn piece(file: Option<File>, part: &Part, count: u64) -> io::Result<(File, Bytes)> {
    let mut file = match file {
        Some(file) => file,
        None => part.open()?,
    };
    let mut bytes = Vec::with_capacity(usize::try_from(count).unwrap_or_default());
    (&mut file).take(count).read_to_end(&mut bytes)?;
    Ok((file, bytes.into()))
}
