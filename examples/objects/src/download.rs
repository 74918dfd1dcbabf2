//! Downloads into files that are whole or not there, and that can be gone on with.

use std::path::{Path, PathBuf};

use s3::Client;
use tokio::fs::{File, OpenOptions};
use tokio::io::AsyncWriteExt;

use crate::{Error, Progress};

/// A download, before it begins.
///
/// The file is written beside its place, under its name with `.part` behind it, and gets its name when it is whole. One
/// that breaks off is resumed where it stopped; where that does not help, or the future is dropped, what is there is
/// removed, unless the download is [`resumable`](Self::resumable).
#[derive(Clone, Debug)]
#[must_use]
pub struct Download {
    client: Client,
    bucket: String,
    key: String,
    resumptions: u32,
    resumable: bool,
    progress: Progress,
}

impl Download {
    /// A download of a key of a bucket.
    pub fn new(client: &Client, bucket: impl Into<String>, key: impl Into<String>) -> Self {
        Self {
            client: client.clone(),
            bucket: bucket.into(),
            key: key.into(),
            resumptions: 5,
            resumable: false,
            progress: Progress::new(),
        }
    }

    /// How often the rest is asked for, at most, where the connection breaks: five times unless this says otherwise.
    pub fn resumptions(mut self, times: u32) -> Self {
        self.resumptions = times;
        self
    }

    /// Whether a download that fails, or is given up, can be gone on with later, also by another process: it goes on
    /// only if the object is still the same.
    pub fn resumable(mut self, yes: bool) -> Self {
        self.resumable = yes;
        self
    }

    /// Tells how far the download is.
    pub fn progress(mut self, progress: &Progress) -> Self {
        self.progress = progress.clone();
        self
    }

    /// Downloads into a file, and gives how many bytes it has.
    ///
    /// # Errors
    ///
    /// A call failed, the body broke off too often or is damaged, or the file cannot be written.
    pub async fn file(self, path: impl AsRef<Path>) -> Result<u64, Error> {
        let path = path.as_ref();
        let mut partial = Partial::of(path, self.resumable);
        let mut there = partial.there();
        let mut body = None;
        if let Some((length, etag)) = &there {
            let request = self.client.get_object(&self.bucket, &self.key);
            let request = request.range(format!("bytes={length}-")).if_match(etag);
            match request.configure(|call| call.resume(self.resumptions)).await {
                Ok(rest) => body = Some(rest.into_output()),
                // It is another object by now, or all of it is there already; either way it is had anew.
                Err(error) if matches!(error.status(), Some(412 | 416)) => there = None,
                Err(error) => return Err(Error::call(error)),
            }
        }
        let got = match body {
            Some(got) => got,
            None => {
                let request = self.client.get_object(&self.bucket, &self.key);
                let got = request.configure(|call| call.resume(self.resumptions)).await;
                got.map_err(Error::call)?.into_output()
            }
        };
        let before = there.map_or(0, |(length, _)| length);
        let rest = got.content_length.and_then(|length| u64::try_from(length).ok());
        self.progress.begin(rest.map(|rest| before.saturating_add(rest)));
        self.progress.add(before);
        let mut file = partial.open(before > 0, got.etag.as_deref()).await?;
        let mut length = before;
        let mut body = got.body.unwrap_or_default();
        while let Some(chunk) = body.next().await {
            let chunk = chunk?;
            file.write_all(&chunk).await?;
            let bytes = u64::try_from(chunk.len()).unwrap_or(u64::MAX);
            length = length.saturating_add(bytes);
            self.progress.add(bytes);
        }
        file.flush().await?;
        file.sync_all().await?;
        drop(file);
        partial.finish(path)?;
        Ok(length)
    }
}

/// The file while it is not whole, and the tag of the object that it is of.
struct Partial {
    place: PathBuf,
    tag: PathBuf,
    is_kept: bool,
    is_over: bool,
}

impl Partial {
    fn of(path: &Path, is_kept: bool) -> Self {
        let beside = |end: &str| {
            let mut name = path.as_os_str().to_owned();
            name.push(end);
            PathBuf::from(name)
        };
        Self { place: beside(".part"), tag: beside(".part.etag"), is_kept, is_over: false }
    }

    /// How much of which object is there.
    fn there(&self) -> Option<(u64, String)> {
        let length = std::fs::metadata(&self.place).ok()?.len();
        let etag = std::fs::read_to_string(&self.tag).ok()?;
        (self.is_kept && length > 0 && !etag.is_empty()).then_some((length, etag))
    }

    async fn open(&mut self, is_continued: bool, etag: Option<&str>) -> Result<File, Error> {
        let mut options = OpenOptions::new();
        let file = options.write(true).create(true).append(is_continued).truncate(!is_continued);
        let file = file.open(&self.place).await?;
        // Without a tag nobody could tell later whether it is still the same object.
        match etag {
            Some(etag) if self.is_kept => std::fs::write(&self.tag, etag)?,
            _ => drop(std::fs::remove_file(&self.tag)),
        }
        Ok(file)
    }

    fn finish(&mut self, path: &Path) -> Result<(), Error> {
        std::fs::rename(&self.place, path)?;
        drop(std::fs::remove_file(&self.tag));
        self.is_over = true;
        Ok(())
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        if !self.is_over && !self.is_kept {
            drop(std::fs::remove_file(&self.place));
            drop(std::fs::remove_file(&self.tag));
        }
    }
}
