//! Copies that the service makes by itself: of objects of any size, with what belongs to them.

use s3::Client;
use s3::operation::head_object::HeadObjectOutput;
use s3::types::{CompletedPart, StorageClass};

use crate::keys::encoded;
use crate::parts::{Parts, Target, wire_number};
use crate::plan::part_size;
use crate::{Error, Progress};

/// The largest object that one call copies, and the largest part.
///
/// Source: [`CopyObject`](https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html).
const MOST_AT_ONCE: u64 = 5 << 30;

/// What the parts of a copy are at least, but for the last. No bytes come by here, so they may be larger than those of
/// an upload.
const USUAL_PART: u64 = 128 << 20;

/// A copy of an object, within a bucket or to another one, before it begins.
///
/// The service copies by itself: in one call, or in parts where the object is larger than that allows. In both ways the
/// copy has the content, and keeps
///
/// - the metadata, and the headers that say what the content is: type, encoding, language, disposition, `Cache-Control` and
///   `Expires`;
/// - the tags; in parts only where whoever copies may read them, which a single call asks for, too;
/// - where a website leads from it to.
///
/// All of the content is of the object as it was when the copy began; one that changes meanwhile is [`Error::Changed`].
///
/// Not kept, in both ways, is what the service gives to each object anew: its access control list, its encryption, which
/// is that of the bucket, locks and holds, and the storage class, unless [`storage_class`](Self::storage_class) names
/// one. In parts two more things are not kept: the checksum, which the service makes anew, so that its algorithm may be
/// another one, and annotations. Objects that are encrypted with a key of the customer are refused, since whoever reads
/// them has to give that key.
///
/// Dropping the future of a copy, or one that fails, ends it, and removes the parts that the service has.
#[derive(Clone, Debug)]
#[must_use]
pub struct ObjectCopy {
    client: Client,
    bucket: String,
    key: String,
    version_id: Option<String>,
    storage_class: Option<StorageClass>,
    most_at_once: u64,
    part_size: u64,
    parallel: usize,
    progress: Progress,
}

/// What came of a copy.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Copied {
    /// The tag of the copy, which is another one than that of the object where either was made of parts.
    pub etag: String,
    /// How many bytes it has.
    pub length: u64,
    /// How many parts it was made of; zero for one that was made by a single call.
    pub parts: u64,
}

/// What is copied, as it was when the copy began.
struct Seen {
    head: HeadObjectOutput,
    length: u64,
    etag: String,
}

impl ObjectCopy {
    /// A copy of a key of a bucket, or of an access point, by its ARN.
    pub fn new(client: &Client, bucket: impl Into<String>, key: impl Into<String>) -> Self {
        Self {
            client: client.clone(),
            bucket: bucket.into(),
            key: key.into(),
            version_id: None,
            storage_class: None,
            most_at_once: MOST_AT_ONCE,
            part_size: USUAL_PART,
            parallel: 4,
            progress: Progress::new(),
        }
    }

    /// The version that is copied: the latest unless this says otherwise.
    pub fn version_id(mut self, id: impl Into<String>) -> Self {
        self.version_id = Some(id.into());
        self
    }

    /// The storage class of the copy: the service's usual one unless this says otherwise.
    pub fn storage_class(mut self, class: impl Into<StorageClass>) -> Self {
        self.storage_class = Some(class.into());
        self
    }

    /// How large an object may be to be copied by a single call: 5 GiB, the most that S3 does, unless this says less. In
    /// parts, large ones are there sooner.
    pub fn most_at_once(mut self, bytes: u64) -> Self {
        self.most_at_once = bytes.min(MOST_AT_ONCE);
        self
    }

    /// The size of the parts, in bytes: 128 MiB unless this says otherwise. S3 takes none below 5 MiB but the last, and
    /// none above 5 GiB. Objects that would have more than 10,000 of them have larger ones.
    pub fn part_size(mut self, bytes: u64) -> Self {
        self.part_size = bytes.clamp(1, MOST_AT_ONCE);
        self
    }

    /// How many parts are copied at a time: four unless this says otherwise.
    pub fn parallel(mut self, parts: usize) -> Self {
        self.parallel = parts.max(1);
        self
    }

    /// Tells how far the copy is.
    pub fn progress(mut self, progress: &Progress) -> Self {
        self.progress = progress.clone();
        self
    }

    /// Copies to a key of a bucket, and replaces what is there.
    ///
    /// # Errors
    ///
    /// There is no such object, it changed meanwhile, it has metadata that cannot be kept in parts, or a call failed.
    pub async fn to(self, bucket: impl Into<String>, key: impl Into<String>) -> Result<Copied, Error> {
        let to = Target { client: self.client.clone(), bucket: bucket.into(), key: key.into() };
        let seen = self.look().await?;
        self.progress.begin(Some(seen.length));
        match seen.length <= self.most_at_once {
            true => self.whole(&to, seen).await,
            false => self.in_parts(&to, seen).await,
        }
    }

    async fn look(&self) -> Result<Seen, Error> {
        let mut request = self.client.head_object(&self.bucket, &self.key);
        request.input.version_id = self.version_id.clone();
        let head = request.await.map_err(Error::call)?.into_output();
        let length = head.content_length.and_then(|length| u64::try_from(length).ok());
        match (length, head.etag.clone()) {
            (Some(length), Some(etag)) => Ok(Seen { head, length, etag }),
            _ => Err(Error::Other("the service told no length or no tag of the object".to_owned())),
        }
    }

    /// Copies what is no larger than a call allows. The service keeps by itself what can be kept, but for the website's
    /// redirect.
    async fn whole(&self, to: &Target, seen: Seen) -> Result<Copied, Error> {
        let mut request = to.client.copy_object(&to.bucket, self.source(), &to.key);
        request = request.copy_source_if_match(seen.etag);
        request.input.storage_class = self.storage_class.clone();
        request.input.website_redirect_location = seen.head.website_redirect_location;
        let copied = request.await.map_err(Error::copying)?.into_output();
        let etag = told(copied.copy_object_result.and_then(|result| result.etag))?;
        self.progress.add(seen.length);
        Ok(Copied { etag, length: seen.length, parts: 0 })
    }

    /// Copies in parts. What the service would keep in a single call has to be given to it then.
    async fn in_parts(&self, to: &Target, seen: Seen) -> Result<Copied, Error> {
        let Seen { head, length, etag } = seen;
        if head.missing_meta.is_some_and(|count| count > 0) {
            let problem = "the object has metadata that are no headers, which would be lost in parts";
            return Err(Error::Other(problem.to_owned()));
        }
        let mut request = to.client.create_multipart_upload(&to.bucket, &to.key);
        request.input.tagging = self.tagging(head.tag_count.is_some_and(|count| count > 0)).await?;
        request.input.storage_class = self.storage_class.clone();
        request.input.metadata = head.metadata;
        request.input.cache_control = head.cache_control;
        request.input.content_disposition = head.content_disposition;
        request.input.content_encoding = head.content_encoding;
        request.input.content_language = head.content_language;
        request.input.content_type = head.content_type;
        request.input.expires = head.expires;
        request.input.website_redirect_location = head.website_redirect_location;
        let upload_id = to.create(request).await?;
        let mut parts = Parts::new(to, upload_id, self.parallel, &self.progress);
        let outcome = self.copy_parts(&mut parts, to, length, &etag).await;
        parts.end(outcome).await
    }

    async fn copy_parts(
        &self,
        parts: &mut Parts,
        to: &Target,
        length: u64,
        etag: &str,
    ) -> Result<Copied, Error> {
        let size = part_size(self.part_size, Some(length));
        let (mut start, mut number) = (0, 0);
        while start < length {
            let end = start.saturating_add(size).min(length);
            number += 1;
            let Target { client, bucket, key } = to;
            let (wire_number, source) = (wire_number(number), self.source());
            let request = client.upload_part_copy(bucket, source, key, wire_number, parts.upload_id());
            let request = request.copy_source_if_match(etag);
            let request = request.copy_source_range(format!("bytes={start}-{}", end - 1));
            let part = async {
                let copied = request.await.map_err(Error::copying)?.into_output();
                let etag = told(copied.copy_part_result.and_then(|result| result.etag))?;
                Ok(CompletedPart::new().etag(etag))
            };
            parts.send(number, end - start, part).await?;
            start = end;
        }
        let done = parts.complete(false).await?;
        Ok(Copied { etag: told(done.etag)?, length, parts: parts.count() })
    }

    /// The tags, as the header has them. Services say on their own whether there are some, but not all do, so all are
    /// asked. One that said nothing of tags and refuses to tell them has none, or none for whoever asks.
    async fn tagging(&self, are_told: bool) -> Result<Option<String>, Error> {
        let mut request = self.client.get_object_tagging(&self.bucket, &self.key);
        request.input.version_id = self.version_id.clone();
        let tags = match request.await {
            Ok(tags) => tags.into_output().tag_set,
            Err(error) if !are_told && is_refusal(&error) => return Ok(None),
            Err(error) => return Err(Error::call(error)),
        };
        let pairs = tags.iter().map(|tag| format!("{}={}", encoded(&tag.key, ""), encoded(&tag.value, "")));
        let pairs: Vec<String> = pairs.collect();
        Ok((!pairs.is_empty()).then(|| pairs.join("&")))
    }

    /// What is copied, as the header has it.
    fn source(&self) -> String {
        // An access point has its objects below another path than a bucket.
        let between = if self.bucket.starts_with("arn:") { "/object/" } else { "/" };
        let mut source = encoded(&format!("{}{between}{}", self.bucket, self.key), "/");
        if let Some(id) = &self.version_id {
            source.push_str("?versionId=");
            source.push_str(&encoded(id, ""));
        }
        source
    }
}

/// The tag in a reply. One without was cut off, so that nobody knows whether there is a copy.
fn told(etag: Option<String>) -> Result<String, Error> {
    etag.ok_or_else(|| Error::Other("the service did not tell the tag of what it copied".to_owned()))
}

/// Whether a service can or will not do something, and will not later either.
fn is_refusal<E: std::error::Error>(error: &s3::Error<E>) -> bool {
    !error.is_retryable() && matches!(error.status(), Some(400..=499 | 501))
}
