//! Uploads in parts: of files and of whatever can be read, in parallel, in bounded memory, and without anything left
//! behind.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use s3::operation::upload_part::UploadPartError;
use s3::types::{ChecksumAlgorithm, CompletedMultipartUpload, CompletedPart};
use s3::{ByteStream, Client};
use tokio::io::AsyncRead;
use tokio::task::JoinSet;

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
    client: Client,
    bucket: String,
    key: String,
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
            client: client.clone(),
            bucket: bucket.into(),
            key: key.into(),
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
        let known = if self.resumable { Token::read(&path, &self.bucket, &self.key) } else { None };
        let found = match &known {
            Some(token) => self.parts_there(token).await?,
            None => None,
        };
        let (token, found) = match (known, found) {
            (Some(token), Some(found)) => (token, found),
            _ => {
                let token = Token {
                    bucket: self.bucket.clone(),
                    key: self.key.clone(),
                    upload_id: self.create().await?,
                    part_size: size,
                    length,
                    changed,
                };
                (token, BTreeMap::new())
            }
        };
        if self.resumable {
            token.write(&path)?;
        }
        let source = Source::File { path: path.clone(), length };
        let kept = self.resumable.then_some(path);
        Parts::new(self, token.upload_id, kept).send(source, None, token.part_size, found).await
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
                let upload_id = self.create().await?;
                let size = self.part_size;
                Parts::new(self, upload_id, None).send(source, Some(first), size, BTreeMap::new()).await
            }
            Some(first) => self.whole(first.body, first.length).await,
            None => self.whole(ByteStream::default(), 0).await,
        }
    }

    /// Uploads what is no larger than a part.
    async fn whole(self, body: ByteStream, length: u64) -> Result<Uploaded, Error> {
        let mut put = self.client.put_object(&self.bucket, &self.key).body(body);
        if self.only_if_absent {
            put = put.if_none_match("*");
        }
        let put = put.await.map_err(Error::writing)?;
        self.progress.add(length);
        Ok(Uploaded { etag: put.into_output().etag, parts: 0, resumed: 0 })
    }

    /// Begins an upload in parts. That is done by a task of its own: where nobody waits for it any more, the upload that
    /// it began is ended, since nobody else would know of it.
    async fn create(&self) -> Result<String, Error> {
        let Self { client, bucket, key, .. } = self.clone();
        let (sender, receiver) = tokio::sync::oneshot::channel();
        tokio::spawn(async move {
            let mut request = client.create_multipart_upload(&bucket, &key);
            // AWS wants to know beforehand that parts will have checksums, which they have there.
            if client.config().endpoint_url().is_none() {
                request = request.checksum_algorithm(ChecksumAlgorithm::Crc32);
            }
            let created = request.await.map_err(Error::call);
            let id = created.and_then(|created| {
                let id = created.into_output().upload_id;
                id.ok_or_else(|| Error::Other("the service gave the upload no id".to_owned()))
            });
            if let Err(Ok(id)) = sender.send(id) {
                abort(&client, &bucket, &key, &id).await;
            }
        });
        receiver.await.unwrap_or_else(|_| Err(Error::Other("the runtime is shutting down".to_owned())))
    }

    /// The parts that the service has of an upload; none where it knows nothing of it.
    async fn parts_there(&self, token: &Token) -> Result<Option<BTreeMap<u64, Sent>>, Error> {
        let mut pages = self.client.list_parts(&token.bucket, &token.key, &token.upload_id).items();
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
            // What is not as large as it has to be is sent anew.
            if number > 0 && length == token.length.saturating_sub(start).min(token.part_size) {
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

/// A part that the service has.
struct Sent {
    part: CompletedPart,
    length: u64,
}

type Task = Result<(u64, Sent), UploadPartFailure>;
type UploadPartFailure = s3::Error<UploadPartError>;

/// The parts of an upload on their way. Dropping this ends the upload, unless it is to be gone on with.
struct Parts {
    upload: Upload,
    upload_id: String,
    tasks: JoinSet<Task>,
    /// The file whose upload can be gone on with.
    kept: Option<PathBuf>,
    /// Whether there is nothing to clean up any more.
    is_over: bool,
}

impl Parts {
    fn new(upload: Upload, upload_id: String, kept: Option<PathBuf>) -> Self {
        Self { upload, upload_id, tasks: JoinSet::new(), kept, is_over: false }
    }

    /// Sends all parts and makes an object of them. Where that fails, the parts are removed before the error is given.
    async fn send(
        mut self,
        source: Source,
        first: Option<Part>,
        size: u64,
        found: BTreeMap<u64, Sent>,
    ) -> Result<Uploaded, Error> {
        match self.try_to_send(source, first, size, found).await {
            Ok(uploaded) => {
                self.is_over = true;
                if let Some(file) = &self.kept {
                    Token::remove(file);
                }
                Ok(uploaded)
            }
            Err(error) => {
                // Parts that arrive after the end of the upload would stay.
                self.tasks.shutdown().await;
                // What the service refused as a whole cannot be gone on with.
                let is_refused = matches!(error, Error::Exists | Error::Conflict);
                if let Some(file) = self.kept.take_if(|_| is_refused) {
                    Token::remove(&file);
                }
                if self.kept.is_none() {
                    let Upload { client, bucket, key, .. } = &self.upload;
                    self.is_over = abort(client, bucket, key, &self.upload_id).await;
                }
                Err(error)
            }
        }
    }

    async fn try_to_send(
        &mut self,
        mut source: Source,
        mut first: Option<Part>,
        size: u64,
        found: BTreeMap<u64, Sent>,
    ) -> Result<Uploaded, Error> {
        let resumed = u64::try_from(found.len()).unwrap_or(u64::MAX);
        self.upload.progress.add(found.values().map(|sent| sent.length).sum());
        let mut sent = found;
        let mut number = 0;
        loop {
            number += 1;
            // A file need not be read for parts that are there.
            if sent.contains_key(&number) {
                continue;
            }
            let part = match first.take() {
                Some(part) => Some(part),
                None => source.part(number, size).await?,
            };
            let Some(part) = part else { break };
            if number > MOST_PARTS {
                let advice = "an upload has 10,000 parts at most: choose a larger part_size";
                return Err(Error::Other(format!("after {} bytes: {advice}", size * MOST_PARTS)));
            }
            if self.tasks.len() >= self.upload.parallel {
                self.wait_for_one(&mut sent).await?;
            }
            self.begin(part);
        }
        while !self.tasks.is_empty() {
            self.wait_for_one(&mut sent).await?;
        }
        let Upload { client, bucket, key, only_if_absent, .. } = &self.upload;
        let parts = u64::try_from(sent.len()).unwrap_or(u64::MAX);
        let all = CompletedMultipartUpload::new().parts(sent.into_values().map(|sent| sent.part));
        let mut complete =
            client.complete_multipart_upload(bucket, key, &self.upload_id).multipart_upload(all);
        if *only_if_absent {
            complete = complete.if_none_match("*");
        }
        let done = complete.await.map_err(Error::writing)?.into_output();
        Ok(Uploaded { etag: done.etag, parts, resumed })
    }

    fn begin(&mut self, part: Part) {
        let Upload { client, bucket, key, .. } = &self.upload;
        let Part { number, body, length } = part;
        let wire_number = i32::try_from(number).unwrap_or(i32::MAX);
        let request = client.upload_part(bucket, key, wire_number, &self.upload_id).body(body);
        self.tasks.spawn(async move {
            let sent = request.await?.into_output();
            let mut part = CompletedPart::new();
            part.part_number = Some(wire_number);
            part.etag = sent.etag;
            part.checksum_crc32 = sent.checksum_crc32;
            Ok((number, Sent { part, length }))
        });
    }

    async fn wait_for_one(&mut self, sent: &mut BTreeMap<u64, Sent>) -> Result<(), Error> {
        match self.tasks.join_next().await {
            Some(Ok(Ok((number, part)))) => {
                self.upload.progress.add(part.length);
                sent.insert(number, part);
                Ok(())
            }
            Some(Ok(Err(failure))) => Err(Error::call(failure)),
            Some(Err(panicked)) => Err(Error::call(panicked)),
            None => Ok(()),
        }
    }
}

/// Whoever drops an upload does not wait for anything, so a task cleans up.
impl Drop for Parts {
    fn drop(&mut self) {
        if self.is_over || self.kept.is_some() {
            return;
        }
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        let Upload { client, bucket, key, .. } = self.upload.clone();
        let (upload_id, mut tasks) = (self.upload_id.clone(), std::mem::take(&mut self.tasks));
        runtime.spawn(async move {
            tasks.shutdown().await;
            abort(&client, &bucket, &key, &upload_id).await;
        });
    }
}

/// Ends an upload and removes its parts; gives whether there is nothing left of it. A part that was on its way may arrive
/// after the end, so it is looked once more.
async fn abort(client: &Client, bucket: &str, key: &str, upload_id: &str) -> bool {
    for _ in 0..3 {
        let aborted = client.abort_multipart_upload(bucket, key, upload_id).await;
        if aborted.is_err_and(|error| error.code() == Some("NoSuchUpload")) {
            return true;
        }
        match client.list_parts(bucket, key, upload_id).await {
            Ok(left) if left.parts_or_empty().is_empty() => return true,
            Ok(_) => {}
            Err(error) if error.code() == Some("NoSuchUpload") => return true,
            Err(_) => {}
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    false
}
