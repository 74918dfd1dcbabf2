//! What there is to do, whoever does it.

use std::path::PathBuf;

use bytes::Bytes;
use clap::{Args, ValueEnum};
use futures_util::stream::{self, StreamExt, TryStreamExt};

use crate::Outcome;

/// The bucket that everything is in; the server knows no other and asks for none.
pub(crate) const BUCKET: &str = "bucket";

/// Some work.
#[derive(Clone, Debug, Args)]
pub(crate) struct Work {
    /// What to do with each object
    #[arg(value_enum)]
    pub(crate) action: Action,
    /// Where the server is
    #[arg(long)]
    pub(crate) endpoint: String,
    /// How many objects there are
    #[arg(long)]
    pub(crate) count: u64,
    /// How many bytes each has
    #[arg(long)]
    pub(crate) size: u64,
    /// How many are on their way at once
    #[arg(long, default_value_t = 1)]
    pub(crate) in_flight: usize,
    /// The file whose bytes are put; zeros in memory unless one is given
    #[arg(long)]
    pub(crate) file: Option<PathBuf>,
}

/// What is done with an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Action {
    /// It is sent.
    Put,
    /// It is received, and its bytes are counted.
    Get,
}

/// What is put.
#[derive(Clone, Debug)]
pub(crate) enum Content {
    /// Bytes in memory.
    Memory(Bytes),
    /// The bytes of a file.
    File(PathBuf),
}

impl Work {
    /// What is put into each object.
    pub(crate) fn content(&self) -> Outcome<Content> {
        Ok(match &self.file {
            Some(file) => Content::File(file.clone()),
            None => Content::Memory(vec![0; usize::try_from(self.size)?].into()),
        })
    }

    /// The key of an object, which tells the server how large it is.
    pub(crate) fn key(&self, number: u64) -> String {
        format!("{}/{number}", self.size)
    }

    /// Does the work with each object: `one` is given the key, and gives how many bytes the object had.
    pub(crate) async fn each<F: Future<Output = Outcome<u64>>>(&self, one: impl Fn(String) -> F) -> Outcome {
        let all = stream::iter((0..self.count).map(|number| one(self.key(number))));
        let bytes =
            all.buffer_unordered(self.in_flight).try_fold(0, async |sum, bytes| Ok(sum + bytes)).await?;
        if bytes != self.count * self.size {
            return Err(format!("{bytes} bytes came instead of {}", self.count * self.size).into());
        }
        Ok(())
    }
}
