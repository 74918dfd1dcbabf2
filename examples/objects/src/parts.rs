//! Objects that are made of parts: several on their way at a time, and none left behind.

use std::collections::BTreeMap;
use std::time::Duration;

use s3::Client;
use s3::operation::complete_multipart_upload::CompleteMultipartUploadOutput;
use s3::operation::create_multipart_upload::CreateMultipartUploadRequest;
use s3::types::{CompletedMultipartUpload, CompletedPart};
use tokio::task::JoinSet;

use crate::{Error, Progress};

/// Where an object is made.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    pub(crate) client: Client,
    pub(crate) bucket: String,
    pub(crate) key: String,
}

impl Target {
    /// Begins an upload in parts, and gives its id. That is done by a task of its own: where nobody waits for it any
    /// more, the upload that it began is ended, since nobody else would know of it.
    pub(crate) async fn create(&self, request: CreateMultipartUploadRequest) -> Result<String, Error> {
        let target = self.clone();
        let (sender, receiver) = tokio::sync::oneshot::channel();
        tokio::spawn(async move {
            let created = request.await.map_err(Error::call);
            let id = created.and_then(|created| {
                let id = created.into_output().upload_id;
                id.ok_or_else(|| Error::Other("the service gave the upload no id".to_owned()))
            });
            if let Err(Ok(id)) = sender.send(id) {
                target.abort(&id).await;
            }
        });
        receiver.await.unwrap_or_else(|_| Err(Error::Other("the runtime is shutting down".to_owned())))
    }

    /// Ends an upload and removes its parts; gives whether there is nothing left of it. A part that was on its way may
    /// arrive after the end, so it is looked once more.
    async fn abort(&self, upload_id: &str) -> bool {
        let Self { client, bucket, key } = self;
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
}

/// A part that the service has.
pub(crate) struct Sent {
    pub(crate) part: CompletedPart,
    pub(crate) length: u64,
}

/// An upload in parts: those that the service has, and those on their way. Dropping this ends the upload, unless it is to
/// be gone on with.
pub(crate) struct Parts {
    target: Target,
    upload_id: String,
    parallel: usize,
    progress: Progress,
    tasks: JoinSet<Result<(u64, Sent), Error>>,
    sent: BTreeMap<u64, Sent>,
    /// Whether what the service has stays there where this fails.
    is_kept: bool,
    /// Whether there is nothing to clean up any more.
    is_over: bool,
}

impl Parts {
    /// The parts of an upload that was begun.
    pub(crate) fn new(target: &Target, upload_id: String, parallel: usize, progress: &Progress) -> Self {
        Self {
            target: target.clone(),
            upload_id,
            parallel,
            progress: progress.clone(),
            tasks: JoinSet::new(),
            sent: BTreeMap::new(),
            is_kept: false,
            is_over: false,
        }
    }

    /// Goes on with an upload of which the service has parts.
    pub(crate) fn found(mut self, found: BTreeMap<u64, Sent>) -> Self {
        self.progress.add(found.values().map(|sent| sent.length).sum());
        self.sent = found;
        self
    }

    /// Whether what the service has stays there where this fails, or is dropped.
    pub(crate) fn keep(&mut self, yes: bool) {
        self.is_kept = yes;
    }

    pub(crate) fn upload_id(&self) -> &str {
        &self.upload_id
    }

    /// How many parts the service has.
    pub(crate) fn count(&self) -> u64 {
        u64::try_from(self.sent.len()).unwrap_or(u64::MAX)
    }

    /// Whether the service has the part of a number.
    pub(crate) fn has(&self, number: u64) -> bool {
        self.sent.contains_key(&number)
    }

    /// Sends a part, once no more than may be are on their way; only the failure of another one is told here.
    pub(crate) async fn send(
        &mut self,
        number: u64,
        length: u64,
        part: impl Future<Output = Result<CompletedPart, Error>> + Send + 'static,
    ) -> Result<(), Error> {
        if self.tasks.len() >= self.parallel {
            self.wait_for_one().await?;
        }
        self.tasks.spawn(async move {
            let mut part = part.await?;
            part.part_number = Some(wire_number(number));
            Ok((number, Sent { part, length }))
        });
        Ok(())
    }

    async fn wait_for_one(&mut self) -> Result<(), Error> {
        match self.tasks.join_next().await {
            Some(Ok(Ok((number, part)))) => {
                self.progress.add(part.length);
                self.sent.insert(number, part);
                Ok(())
            }
            Some(Ok(Err(failure))) => Err(failure),
            Some(Err(panicked)) => Err(Error::call(panicked)),
            None => Ok(()),
        }
    }

    /// Waits for all parts, and makes an object of them.
    pub(crate) async fn complete(
        &mut self,
        only_if_absent: bool,
    ) -> Result<CompleteMultipartUploadOutput, Error> {
        while !self.tasks.is_empty() {
            self.wait_for_one().await?;
        }
        let Target { client, bucket, key } = &self.target;
        let all = CompletedMultipartUpload::new().parts(self.sent.values().map(|sent| sent.part.clone()));
        let mut complete =
            client.complete_multipart_upload(bucket, key, &self.upload_id).multipart_upload(all);
        if only_if_absent {
            complete = complete.if_none_match("*");
        }
        Ok(complete.await.map_err(Error::writing)?.into_output())
    }

    /// Ends what came out so. Where that is an error, the parts are removed before it is given.
    pub(crate) async fn end<T>(mut self, outcome: Result<T, Error>) -> Result<T, Error> {
        let Err(error) = outcome else {
            self.is_over = true;
            return outcome;
        };
        // Parts that arrive after the end of the upload would stay.
        self.tasks.shutdown().await;
        self.is_over = !self.is_kept && self.target.abort(&self.upload_id).await;
        Err(error.in_parts(&self.upload_id, !self.is_over))
    }
}

/// The number of a part as the service has it.
pub(crate) fn wire_number(number: u64) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

/// Whoever drops an upload does not wait for anything, so a task cleans up.
impl Drop for Parts {
    fn drop(&mut self) {
        if self.is_over || self.is_kept {
            return;
        }
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        let (target, upload_id) = (self.target.clone(), self.upload_id.clone());
        let mut tasks = std::mem::take(&mut self.tasks);
        runtime.spawn(async move {
            tasks.shutdown().await;
            target.abort(&upload_id).await;
        });
    }
}
