//! Uploads in parts.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use objects::{Error, Progress, Upload};
use s3::Client;
use s3::config::Checksums;
use tokio::io::{AsyncRead, ReadBuf};

use crate::store::{Fault, Store};
use crate::{client, client_of_changing_keys, content, until};

const PART: usize = 64 << 10;

fn upload(store: &Store) -> Upload {
    Upload::new(&client(store), "photos", "archive").part_size(PART as u64)
}

/// Gives pieces of odd sizes.
struct Crumbs(Vec<u8>, usize);

impl AsyncRead for Crumbs {
    fn poll_read(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        let Self(bytes, given) = &mut *self;
        let piece = (bytes.len() - *given).min(buffer.remaining()).min(1 + *given % 4097);
        buffer.put_slice(&bytes[*given..*given + piece]);
        *given += piece;
        Poll::Ready(Ok(()))
    }
}

#[tokio::test]
async fn sizes_around_a_part_arrive_as_they_are() {
    for length in [0, 1, PART - 1, PART, PART + 1, 3 * PART, 3 * PART + 7] {
        let store = Store::start().await;
        let bytes = content(length);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("archive");
        std::fs::write(&path, &bytes).unwrap();
        let progress = Progress::new();
        upload(&store).progress(&progress).file(&path).await.unwrap();
        assert!(store.object("archive").unwrap() == bytes, "{length} bytes of a file");
        assert_eq!((progress.done(), progress.total()), (length as u64, Some(length as u64)));

        let store = Store::start().await;
        upload(&store).reader(Crumbs(bytes.clone(), 0)).await.unwrap();
        assert!(store.object("archive").unwrap() == bytes, "{length} bytes of a stream");
        assert_eq!(store.uploads(), 0);
    }
}

#[tokio::test]
async fn parts_are_equal_whatever_the_pieces_are_and_sent_in_parallel() {
    let store = Store::faulty(|request| {
        request.is("PUT", "partNumber").then_some(Fault::Late(Duration::from_millis(30)))
    })
    .await;
    let bytes = content(9 * PART + 5);
    let uploaded = upload(&store).parallel(3).reader(Crumbs(bytes.clone(), 0)).await.unwrap();
    assert_eq!(uploaded.parts, 10);
    let sizes: Vec<usize> = store
        .requests()
        .iter()
        .filter(|request| request.is("PUT", "partNumber"))
        .map(|request| request.body.len())
        .collect();
    assert_eq!(sizes.iter().filter(|size| **size == PART).count(), 9);
    assert!(sizes.contains(&5) && sizes.len() == 10);
    assert_eq!(store.most_at_a_time(), 3);
    assert!(store.object("archive").unwrap() == bytes);
}

/// Counts what was read of it.
struct Counted(Arc<AtomicUsize>);

impl AsyncRead for Counted {
    fn poll_read(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        let piece = buffer.remaining().min(4096);
        buffer.put_slice(&[b'x'; 4096][..piece]);
        self.0.fetch_add(piece, Ordering::SeqCst);
        Poll::Ready(Ok(()))
    }
}

#[tokio::test]
async fn a_stream_is_read_no_further_than_its_parts_can_be_sent() {
    let store = Store::faulty(|request| request.is("PUT", "partNumber").then_some(Fault::Hang)).await;
    let read = Arc::new(AtomicUsize::new(0));
    let task = tokio::spawn(upload(&store).parallel(2).reader(Counted(read.clone())));
    until("two parts are on their way", || store.most_at_a_time() == 2).await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    let most = read.load(Ordering::SeqCst);
    assert!(most <= 4 * PART, "{most} bytes of an endless stream are in memory");
    task.abort();
    until("nothing is left", || store.uploads() == 0).await;
}

#[tokio::test]
async fn an_answer_that_asks_for_patience_in_the_middle_is_obeyed_and_progress_stays_true() {
    let mut failed = 0;
    let store = Store::faulty(move |request| {
        let fails = request.is("PUT", "partNumber") && request.query["partNumber"] == "2" && failed < 2;
        failed += usize::from(fails);
        fails.then_some(Fault::Answer("503 Slow Down", "Retry-After: 1\r\n", ""))
    })
    .await;
    let bytes = content(4 * PART);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("archive");
    std::fs::write(&path, &bytes).unwrap();
    let progress = Progress::new();
    let (watched, total) = (progress.clone(), bytes.len() as u64);
    let watcher = tokio::spawn(async move {
        let mut last = 0;
        loop {
            let done = watched.done();
            assert!(done >= last && done <= total, "{last}, {done} of {total}");
            last = done;
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    });
    upload(&store).progress(&progress).file(&path).await.unwrap();
    assert!(!watcher.is_finished(), "progress went back, or beyond the total");
    watcher.abort();
    assert!(store.object("archive").unwrap() == bytes);
    let tries = store.requests().iter().filter(|request| request.is("PUT", "partNumber")).count();
    assert_eq!((tries, progress.done()), (6, total));
}

#[tokio::test]
async fn keys_that_expire_between_parts_are_replaced() {
    let mut parts = 0;
    let store = Store::faulty(move |request| {
        parts += usize::from(request.is("PUT", "partNumber"));
        let expired = "<Error><Code>ExpiredToken</Code><Message>Too late.</Message></Error>";
        let is_old = request.headers["authorization"].contains("AKID1/") && parts > 2;
        is_old.then_some(Fault::Answer("400 Bad Request", "", expired))
    })
    .await;
    let bytes = content(5 * PART);
    let upload = Upload::new(&client_of_changing_keys(&store), "photos", "archive").part_size(PART as u64);
    upload.parallel(1).reader(Crumbs(bytes.clone(), 0)).await.unwrap();
    assert!(store.object("archive").unwrap() == bytes);
}

#[tokio::test]
async fn an_upload_that_fails_leaves_nothing_behind() {
    let denied = "<Error><Code>AccessDenied</Code><Message>Not that one.</Message></Error>";
    let store = Store::faulty(move |request| match request.query.get("partNumber").map(String::as_str) {
        Some("3") => Some(Fault::Answer("403 Forbidden", "", denied)),
        Some("2") => Some(Fault::Late(Duration::from_millis(100))),
        _ => None,
    })
    .await;
    let error = upload(&store).parallel(3).reader(Crumbs(content(6 * PART), 0)).await.unwrap_err();
    let told = error.to_string();
    assert!(told.contains("AccessDenied: Not that one.") && told.ends_with("(upload upload-1)"), "{told}");
    assert_eq!((store.created(), store.uploads(), store.object("archive")), (1, 0, None));
    // Nor does one whose source fails.
    struct Broken(usize);
    impl AsyncRead for Broken {
        fn poll_read(
            mut self: Pin<&mut Self>,
            _: &mut Context<'_>,
            buffer: &mut ReadBuf<'_>,
        ) -> Poll<std::io::Result<()>> {
            let piece = self.0.min(1024).min(buffer.remaining());
            if piece == 0 {
                return Poll::Ready(Err(std::io::Error::other("the tape is torn")));
            }
            self.0 -= piece;
            buffer.put_slice(&[0; 1024][..piece]);
            Poll::Ready(Ok(()))
        }
    }
    let error = upload(&store).reader(Broken(2 * PART + 1024)).await.unwrap_err();
    assert_eq!(error.to_string(), "the tape is torn (upload upload-2)");
    assert_eq!((store.created(), store.uploads()), (2, 0));
}

#[tokio::test]
async fn an_upload_that_is_dropped_at_any_moment_leaves_nothing_behind() {
    let store = Store::faulty(|_| Some(Fault::Late(Duration::from_millis(3)))).await;
    let bytes = content(6 * PART);
    for moment in 0..40 {
        let task = tokio::spawn(upload(&store).parallel(2).reader(Crumbs(bytes.clone(), 0)));
        tokio::time::sleep(Duration::from_millis(moment)).await;
        task.abort();
        drop(task.await);
    }
    until("no upload is open", || store.uploads() == 0).await;
    until("no connection is busy", || store.connections() <= 6).await;
    assert!(store.created() > 10, "only {} uploads had begun", store.created());
}

#[tokio::test]
async fn an_upload_goes_on_after_a_restart_with_the_parts_that_are_there() {
    let mut stopped = false;
    let store = Store::faulty(move |request| {
        let stops = !stopped && request.query.get("partNumber").is_some_and(|number| number == "4");
        stopped |= stops;
        let denied = "<Error><Code>AccessDenied</Code><Message>Out of office.</Message></Error>";
        stops.then_some(Fault::Answer("403 Forbidden", "", denied))
    })
    .await;
    let bytes = content(5 * PART + 9);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("archive");
    std::fs::write(&path, &bytes).unwrap();
    let error = upload(&store).parallel(1).resumable(true).file(&path).await.unwrap_err();
    assert_eq!(store.parts().len(), 3, "what is there stays there");
    assert!(error.to_string().ends_with("(upload upload-1, of which parts are left)"), "{error}");
    // Another process knows nothing but the file, and what stands beside it.
    let progress = Progress::new();
    let uploaded = upload(&store).resumable(true).progress(&progress).file(&path).await.unwrap();
    assert_eq!((uploaded.parts, uploaded.resumed, store.created()), (6, 3, 1));
    assert!(store.object("archive").unwrap() == bytes);
    assert_eq!((progress.done(), progress.total()), (bytes.len() as u64, Some(bytes.len() as u64)));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside the file");
}

#[tokio::test]
async fn another_file_is_another_upload() {
    let mut failures = 0;
    let store = Store::faulty(move |request| {
        let stops = request.query.get("partNumber").is_some_and(|number| number == "2") && failures == 0;
        failures += usize::from(stops);
        stops.then_some(Fault::Answer("403 Forbidden", "", ""))
    })
    .await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("archive");
    std::fs::write(&path, content(3 * PART)).unwrap();
    upload(&store).resumable(true).file(&path).await.unwrap_err();
    let changed = vec![7; 3 * PART + 1];
    std::fs::write(&path, &changed).unwrap();
    let uploaded = upload(&store).resumable(true).file(&path).await.unwrap();
    assert_eq!((uploaded.resumed, store.created()), (0, 2));
    assert!(store.object("archive").unwrap() == changed);
}

#[tokio::test]
async fn an_object_that_is_there_is_not_replaced_whatever_it_is_uploaded_in() {
    for length in [PART / 2, 3 * PART] {
        let store = Store::start().await;
        store.put("archive", "first");
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("archive");
        std::fs::write(&path, content(length)).unwrap();
        for resumable in [false, true] {
            let refused = upload(&store).only_if_absent(true).resumable(resumable).file(&path).await;
            assert!(matches!(refused, Err(Error::Exists)), "{refused:?}");
        }
        assert_eq!(store.object("archive").unwrap(), b"first");
        assert_eq!(store.uploads(), 0);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside the file");
        upload(&store).file(&path).await.unwrap();
        assert_eq!(store.object("archive").unwrap().len(), length);
    }
}

#[tokio::test]
async fn an_upload_that_met_another_one_is_begun_anew() {
    let mut conflicts = 2;
    let store = Store::faulty(move |request| {
        let is_last = request.is("POST", "uploadId") && conflicts > 0;
        conflicts -= usize::from(is_last);
        let conflict = "<Error><Code>ConditionalRequestConflict</Code><Message>Again.</Message></Error>";
        is_last.then_some(Fault::Answer("409 Conflict", "", conflict))
    })
    .await;
    let bytes = content(3 * PART);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("archive");
    std::fs::write(&path, &bytes).unwrap();
    let progress = Progress::new();
    let begun = upload(&store).only_if_absent(true).resumable(true).progress(&progress);
    let uploaded = begun.file(&path).await.unwrap();
    assert_eq!((uploaded.parts, uploaded.resumed, store.created(), store.uploads()), (3, 0, 3, 0));
    assert!(store.object("archive").unwrap() == bytes);
    assert_eq!((progress.done(), progress.total()), (bytes.len() as u64, Some(bytes.len() as u64)));
}

#[tokio::test]
async fn an_upload_that_cannot_be_remembered_leaves_nothing_behind() {
    let store = Store::start().await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("archive");
    std::fs::write(&path, content(3 * PART)).unwrap();
    // A folder stands where the file beside it would.
    std::fs::create_dir(folder.path().join("archive.upload")).unwrap();
    let error = upload(&store).resumable(true).file(&path).await.unwrap_err();
    assert!(matches!(error, Error::Io(_)), "{error}");
    assert_eq!(store.created(), 1);
    until("no upload is open", || store.uploads() == 0).await;
}

/// An upload to a server that checksums are made for, as they are for AWS.
fn checked(store: &Store) -> Upload {
    let config = client(store).config().to_builder().request_checksums(Checksums::WhenSupported);
    Upload::new(&Client::new(config.build().unwrap()), "photos", "archive").part_size(PART as u64)
}

#[tokio::test]
async fn checksums_of_parts_are_announced_and_listed_at_the_end() {
    let store = Store::start().await;
    let bytes = content(3 * PART + 7);
    checked(&store).reader(Crumbs(bytes.clone(), 0)).await.unwrap();
    assert!(store.object("archive").unwrap() == bytes);
    let requests = store.requests();
    let parts = requests.iter().filter(|request| request.is("PUT", "partNumber"));
    assert!(
        parts.clone().count() == 4
            && parts.clone().all(|part| part.headers.contains_key("x-amz-checksum-crc32"))
    );
}

#[tokio::test]
async fn a_file_that_holds_something_else_is_sent_anew_however_much_it_looks_the_same() {
    let mut stopped = false;
    let store = Store::faulty(move |request| {
        let stops = !stopped && request.query.get("partNumber").is_some_and(|number| number == "4");
        stopped |= stops;
        stops.then_some(Fault::Answer("403 Forbidden", "", ""))
    })
    .await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("archive");
    let mut bytes = content(5 * PART);
    std::fs::write(&path, &bytes).unwrap();
    let changed = std::fs::metadata(&path).unwrap().modified().unwrap();
    checked(&store).parallel(1).resumable(true).file(&path).await.unwrap_err();
    assert_eq!(store.parts().len(), 3);
    bytes[PART + 5] ^= 1;
    std::fs::write(&path, &bytes).unwrap();
    std::fs::OpenOptions::new().write(true).open(&path).unwrap().set_modified(changed).unwrap();
    let uploaded = checked(&store).resumable(true).file(&path).await.unwrap();
    assert_eq!((uploaded.resumed, store.created()), (2, 1));
    assert!(store.object("archive").unwrap() == bytes);
}

#[tokio::test]
async fn a_stream_that_is_longer_than_its_parts_allow_ends_with_advice_and_leaves_nothing() {
    let store = Store::start().await;
    let error = upload(&store).part_size(1).reader(Crumbs(content(10_001), 0)).await.unwrap_err();
    assert!(
        error.to_string().starts_with("after 10000 bytes: an upload has 10,000 parts at most"),
        "{error}"
    );
    assert_eq!((store.created(), store.uploads()), (1, 0));
}
