//! What is uploaded: a file, or whatever can be read.

use std::path::PathBuf;
use std::pin::Pin;

use bytes::BytesMut;
use s3::ByteStream;
use tokio::io::{AsyncRead, AsyncReadExt};

use crate::Error;

/// What is uploaded.
pub(crate) enum Source {
    /// A file, of which each part is read when it is sent.
    File { path: PathBuf, length: u64 },
    /// A stream, of which each part is read into memory.
    Reader(Pin<Box<dyn AsyncRead + Send>>),
}

/// A part of it.
pub(crate) struct Part {
    pub(crate) body: ByteStream,
    pub(crate) length: u64,
}

impl Source {
    /// The part of a number, counted from one; none after the last. The first may be empty.
    pub(crate) async fn part(&mut self, number: u64, size: u64) -> Result<Option<Part>, Error> {
        let start = (number - 1).saturating_mul(size);
        let (body, length) = match self {
            Self::File { path, length } => {
                let length = length.saturating_sub(start).min(size);
                if length == 0 && number > 1 {
                    return Ok(None);
                }
                (ByteStream::file_part(path.as_path(), start, length)?, length)
            }
            Self::Reader(reader) => {
                let mut bytes = BytesMut::new();
                let mut rest = reader.take(size);
                while rest.read_buf(&mut bytes).await? > 0 {}
                let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
                if length == 0 && number > 1 {
                    return Ok(None);
                }
                (ByteStream::from(bytes.freeze()), length)
            }
        };
        Ok(Some(Part { body, length }))
    }
}
