//! Uploads in parts: of files and of whatever can be read, in parallel, in bounded memory, and without anything left
//! behind.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use s3::checksum::ChecksumAlgorithm as Algorithm;
use s3::operation::upload_part::UploadPartInput;
use s3::types::{ChecksumAlgorithm, CompletedPart};
use s3::{ByteStream, Client, Operation};
use tokio::io::AsyncRead;

use crate::parts::{Parts, Sent, Target, wire_number};
use crate::plan::{MOST_PARTS, Token, facts, part_size};
use crate::source::{Part, Source};
use crate::{Error, Progress};

/// What the parts of an upload are at least, but for the last.
const USUAL_PART: u64 = 8 << 20;

/// How often an upload of a file is begun anew where somebody else wrote the same object at the same time.
const MOST_CONFLICTS: usize = 3;

/// An upload, before it begins.
///
/// Dropping the future of an upload, or one that fails, ends it: parts on their way are given up, and then the parts that
/// the service has are removed, so that nobody is billed for them. Only an upload of a file that is
/// [`resumable`](Self::resumable) leaves them there.
#[derive(Clone, Debug)]
#[must_use]
pub struct Upload {
    to: Target,
    part_size: u64,
    parallel: usize,
    resumable: bool,
    only_if_absent: bool,
    progress: Progress,
}

/// What came of an upload.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Uploaded {
    /// The tag of the object.
    pub etag: Option<String>,
    /// How many parts it was sent in; zero for one that was sent as a whole.
    pub parts: u64,
    /// How many of them the service had already.
    pub resumed: u64,
}

impl Upload {
    /// An upload to a key of a bucket.
    pub fn new(client: &Client, bucket: impl Into<String>, key: impl Into<String>) -> Self {
        Self {
            to: Target { client: client.clone(), bucket: bucket.into(), key: key.into() },
            part_size: USUAL_PART,
            parallel: 4,
            resumable: false,
            only_if_absent: false,
            progress: Progress::new(),
        }
    }

    /// The size of the parts, in bytes: 8 MiB unless this says otherwise. S3 takes none below 5 MiB but the last. Files
    /// that would have more than 10,000 of them have larger ones; what is read from a stream cannot be foreseen, so
    /// there this times 10,000 is the most that can be uploaded.
    pub fn part_size(mut self, bytes: u64) -> Self {
        self.part_size = bytes.max(1);
        self
    }

    /// How many parts are sent at a time: four unless this says otherwise. Of a stream one more is in memory.
    pub fn parallel(mut self, parts: usize) -> Self {
        self.parallel = parts.max(1);
        self
    }

    /// Whether the upload of a file that fails, or is given up, can be gone on with later, also by another process: what
    /// is needed for that is kept beside the file, under its name with `.upload` behind it.
    pub fn resumable(mut self, yes: bool) -> Self {
        self.resumable = yes;
        self
    }

    /// Whether the object is made only where there is none yet. The service looks when the object is whole, so that of
    /// several who upload it at the same time one succeeds, and the others get [`Error::Exists`].
    pub fn only_if_absent(mut self, yes: bool) -> Self {
        self.only_if_absent = yes;
        self
    }

    /// Tells how far the upload is.
    pub fn progress(mut self, progress: &Progress) -> Self {
        self.progress = progress.clone();
        self
    }

    /// Uploads a file.
    ///
    /// # Errors
    ///
    /// The file cannot be read, has changed meanwhile, or a call failed.
    pub async fn file(self, path: impl AsRef<Path>) -> Result<Uploaded, Error> {
        for _ in 0..MOST_CONFLICTS {
            match self.clone().try_file(path.as_ref().to_owned()).await {
                Err(Error::Conflict) => {}
                outcome => return outcome,
            }
        }
        Err(Error::Conflict)
    }

    async fn try_file(self, path: PathBuf) -> Result<Uploaded, Error> {
        let (length, changed) = facts(&path)?;
        self.progress.begin(Some(length));
        let size = part_size(self.part_size, Some(length));
        if length <= size {
            return self.whole(ByteStream::file(&path)?, length).await;
        }
        let known = if self.resumable { Token::read(&path, &self.to.bucket, &self.to.key) } else { None };
        let found = match &known {
            Some(token) => self.parts_there(token, &path).await?,
            None => None,
        };
        let (token, found) = match (known, found) {
            (Some(token), Some(found)) => (token, found),
            _ => {
                let token = Token {
                    bucket: self.to.bucket.clone(),
                    key: self.to.key.clone(),
                    upload_id: self.create().await?,
                    part_size: size,
                    length,
                    changed,
                };
                (token, BTreeMap::new())
            }
        };
        let source = Source::File { path: path.clone(), length };
        let mut parts = self.parts(token.upload_id.clone()).found(found);
        // Where the token cannot be kept, the parts are not kept either.
        if self.resumable {
            token.write(&path)?;
            parts.keep(true);
        }
        let outcome = self.send(&mut parts, source, None, token.part_size).await;
        // What became an object, or was refused as a whole, cannot be gone on with.
        if self.resumable && matches!(outcome, Ok(_) | Err(Error::Exists | Error::Conflict)) {
            Token::remove(&path);
            parts.keep(false);
        }
        parts.end(outcome).await
    }

    /// Uploads what a reader gives, whose length need not be known.
    ///
    /// # Errors
    ///
    /// The reader fails, gives more than 10,000 parts, or a call failed.
    pub async fn reader(self, reader: impl AsyncRead + Send + 'static) -> Result<Uploaded, Error> {
        self.progress.begin(None);
        let mut source = Source::Reader(Box::pin(reader));
        match source.part(1, self.part_size).await? {
            Some(first) if first.length == self.part_size => {
                let mut parts = self.parts(self.create().await?);
                let outcome = self.send(&mut parts, source, Some(first), self.part_size).await;
                parts.end(outcome).await
            }
            Some(first) => self.whole(first.body, first.length).await,
            None => self.whole(ByteStream::default(), 0).await,
        }
    }

    /// Uploads what is no larger than a part.
    async fn whole(self, body: ByteStream, length: u64) -> Result<Uploaded, Error> {
        let mut put = self.to.client.put_object(&self.to.bucket, &self.to.key).body(body);
        if self.only_if_absent {
            put = put.if_none_match("*");
        }
        let put = put.await.map_err(Error::writing)?;
        self.progress.add(length);
        Ok(Uploaded { etag: put.into_output().etag, parts: 0, resumed: 0 })
    }

    /// Begins an upload in parts.
    async fn create(&self) -> Result<String, Error> {
        let Target { client, bucket, key } = &self.to;
        let mut request = client.create_multipart_upload(bucket, key);
        // AWS wants to know beforehand that parts will have checksums.
        if client.config().adds_checksum(UploadPartInput::SCHEMA).map_err(Error::call)? {
            request = request.checksum_algorithm(ChecksumAlgorithm::Crc32);
        }
        self.to.create(request).await
    }

    fn parts(&self, upload_id: String) -> Parts {
        Parts::new(&self.to, upload_id, self.parallel, &self.progress)
    }

    /// Sends all parts that are not there, and makes an object of them.
    async fn send(
        &self,
        parts: &mut Parts,
        mut source: Source,
        mut first: Option<Part>,
        size: u64,
    ) -> Result<Uploaded, Error> {
        let resumed = parts.count();
        let mut number = 0;
        loop {
            number += 1;
            // A file need not be read for parts that are there.
            if parts.has(number) {
                continue;
            }
            let part = match first.take() {
                Some(part) => Some(part),
                None => source.part(number, size).await?,
            };
            let Some(Part { body, length }) = part else { break };
            if number > MOST_PARTS {
                let advice = "an upload has 10,000 parts at most: choose a larger part_size";
                return Err(Error::Other(format!("after {} bytes: {advice}", size * MOST_PARTS)));
            }
            let Target { client, bucket, key } = &self.to;
            let request = client.upload_part(bucket, key, wire_number(number), parts.upload_id()).body(body);
            let part = async {
                let sent = request.await.map_err(Error::call)?.into_output();
                let mut part = CompletedPart::new();
                part.etag = sent.etag;
                part.checksum_crc32 = sent.checksum_crc32;
                Ok(part)
            };
            parts.send(number, length, part).await?;
        }
        let done = parts.complete(self.only_if_absent).await?;
        Ok(Uploaded { etag: done.etag, parts: parts.count(), resumed })
    }

    /// The parts that the service has of an upload; none where it knows nothing of it. Where it tells their checksums, the
    /// file is held to them: length and time do not tell everything.
    async fn parts_there(&self, token: &Token, path: &Path) -> Result<Option<BTreeMap<u64, Sent>>, Error> {
        let mut pages = self.to.client.list_parts(&token.bucket, &token.key, &token.upload_id).items();
        let mut found = BTreeMap::new();
        while let Some(part) = pages.next().await {
            let part = match part {
                Ok(part) => part,
                Err(error) if error.code() == Some("NoSuchUpload") => return Ok(None),
                Err(error) => return Err(Error::call(error)),
            };
            let number = part.part_number.and_then(|number| u64::try_from(number).ok()).unwrap_or_default();
            let length = part.size.and_then(|size| u64::try_from(size).ok()).unwrap_or_default();
            let start = number.saturating_sub(1).saturating_mul(token.part_size);
            // What is not as large as it has to be, or holds something else, is sent anew.
            if number > 0
                && length == token.length.saturating_sub(start).min(token.part_size)
                && is_same(path, start, length, part.checksum_crc32.as_deref()).await?
            {
                let mut completed = CompletedPart::new();
                completed.part_number = part.part_number;
                completed.etag = part.etag;
                completed.checksum_crc32 = part.checksum_crc32;
                found.insert(number, Sent { part: completed, length });
            }
        }
        Ok(Some(found))
    }
}

/// Whether a part of a file has the checksum that is told of it, if one is told.
async fn is_same(path: &Path, start: u64, length: u64, told: Option<&str>) -> Result<bool, Error> {
    let Some(told) = told else { return Ok(true) };
    let part = ByteStream::file_part(path, start, length)?.collect().await?;
    Ok(Algorithm::Crc32.of(&part) == told)
}
