//! Copies that the service makes.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use objects::{Error, ObjectCopy, Progress};
use s3::operation::complete_multipart_upload::{CompleteMultipartUploadInput, CompleteMultipartUploadOutput};
use s3::operation::copy_object::{CopyObjectInput, CopyObjectOutput};
use s3::operation::create_multipart_upload::{CreateMultipartUploadInput, CreateMultipartUploadOutput};
use s3::operation::get_object_tagging::{GetObjectTaggingInput, GetObjectTaggingOutput};
use s3::operation::head_object::{HeadObjectInput, HeadObjectOutput};
use s3::operation::upload_part_copy::{UploadPartCopyInput, UploadPartCopyOutput};
use s3::test_util::{CannedHttp, CannedReply};
use s3::types::{CopyObjectResult, CopyPartResult};
use s3::{Client, Config, Credentials};

use crate::store::{Fault, Object, Request, Store, etag};
use crate::{client, content, until};

const PART: usize = 64 << 10;

/// Later than whoever waits is dropped.
const LATE: Duration = Duration::from_millis(100);

/// A copy that is made in parts as soon as there is more than one.
fn copy_of(store: &Store, key: &str) -> ObjectCopy {
    ObjectCopy::new(&client(store), "photos", key).most_at_once(PART as u64).part_size(PART as u64)
}

fn copy(store: &Store) -> ObjectCopy {
    copy_of(store, "archive")
}

fn pairs(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// An object with everything that can belong to one.
fn object(length: usize) -> Object {
    let headers = [
        ("cache-control", "max-age=600, public"),
        ("content-disposition", "attachment; filename=\"a b.txt\""),
        ("content-encoding", "gzip"),
        ("content-language", "de, en"),
        ("content-type", "text/plain; charset=utf-8"),
        ("expires", "Thu, 01 Jan 2099 00:00:00 GMT"),
        ("x-amz-meta-owner", "Ada"),
        ("x-amz-meta-with-a-dash", "a=b&c +%20"),
        ("x-amz-website-redirect-location", "/elsewhere"),
    ];
    let tags = [("project", "äöü/x"), ("a b+c", "d=e:f@g"), ("empty", "")];
    Object { body: content(length), headers: pairs(&headers), tags: pairs(&tags) }
}

/// The requests that copy, whole or in parts.
fn copying(store: &Store) -> Vec<Request> {
    let requests = store.requests().into_iter();
    requests.filter(|request| request.headers.contains_key("x-amz-copy-source")).collect()
}

fn is_part(request: &Request, number: &str) -> bool {
    request.query.get("partNumber").is_some_and(|part| part == number)
}

#[tokio::test]
async fn a_copy_keeps_what_belongs_to_the_object_whatever_it_is_made_of() {
    for (length, parts) in [(0, 0), (1, 0), (PART, 0), (PART + 1, 2), (3 * PART, 3), (3 * PART + 7, 4)] {
        let store = Store::start().await;
        let mut original = object(length);
        store.put_object("archive", original.clone());
        let progress = Progress::new();
        let copied = copy(&store).progress(&progress).to("backup", "there").await.unwrap();
        assert_eq!((copied.length, copied.parts), (length as u64, parts));
        assert_eq!((progress.done(), progress.total()), (length as u64, Some(length as u64)));
        assert!(store.object_of("backup", "there").unwrap() == original, "{length} bytes");
        assert_eq!(store.uploads(), 0);
        let tag = etag(&original.body);
        assert!(copying(&store).iter().all(|copy| copy.headers["x-amz-copy-source-if-match"] == tag));

        // The class alone is not that of the original, but as it is wanted.
        original.headers.insert("x-amz-storage-class".to_owned(), "GLACIER_IR".to_owned());
        store.put_object("archive", original.clone());
        copy(&store).to("backup", "usual").await.unwrap();
        copy(&store).storage_class("STANDARD_IA").to("backup", "rare").await.unwrap();
        let class = |key| store.object_of("backup", key).unwrap().headers.remove("x-amz-storage-class");
        assert_eq!((class("usual"), class("rare")), (None, Some("STANDARD_IA".to_owned())));
    }
}

#[tokio::test]
async fn parts_are_equal_and_copied_in_parallel() {
    let store = Store::faulty(|request| {
        request.is("PUT", "partNumber").then_some(Fault::Late(Duration::from_millis(30)))
    })
    .await;
    store.put("archive", content(5 * PART + 5));
    copy(&store).parallel(3).to("photos", "copy").await.unwrap();
    assert_eq!(store.most_at_a_time(), 3);
    let mut ranges: Vec<String> =
        copying(&store).iter().map(|part| part.headers["x-amz-copy-source-range"].clone()).collect();
    ranges.sort();
    let mut expected: Vec<String> =
        (0..5).map(|part| format!("bytes={}-{}", part * PART, (part + 1) * PART - 1)).collect();
    expected.push(format!("bytes={}-{}", 5 * PART, 5 * PART + 4));
    expected.sort();
    assert_eq!(ranges, expected);
    assert!(store.object("copy") == store.object("archive"));
}

#[tokio::test]
async fn keys_and_versions_may_be_of_any_letters() {
    let keys =
        ["a//b", "/a", "a b", "a+b", "100%", "%41", "a?b=c&d#e", "日本語/ключ", "x?versionId=1", "~'()*!"];
    let store = Store::start().await;
    for key in keys {
        for length in [10, 2 * PART] {
            store.put(key, content(length));
            copy_of(&store, key).to("photos", format!("copy of {key}")).await.unwrap();
            assert!(store.object(&format!("copy of {key}")).unwrap() == content(length), "{key}");
        }
    }
    // A version has content and tags of its own.
    for length in [10, 2 * PART] {
        store.put("archive", "the latest");
        store.put_object("archive?versionId=3/L+4 k", object(length));
        copy(&store).version_id("3/L+4 k").to("photos", "copy").await.unwrap();
        assert!(store.object_of("photos", "copy").unwrap() == object(length));
    }
}

#[tokio::test]
async fn what_is_above_the_limit_of_the_service_is_copied_in_parts() {
    const LIMIT: i64 = 5 << 30;
    for (length, parts) in [(LIMIT, 0), (LIMIT + 1, 41)] {
        let whole = CopyObjectOutput::new().copy_object_result(CopyObjectResult::new().etag("copy"));
        let part = UploadPartCopyOutput::new().copy_part_result(CopyPartResult::new().etag("part"));
        let fake = Client::fake()
            .on(move |_: &HeadObjectInput| Ok(HeadObjectOutput::new().content_length(length).etag("seen")))
            .on(|_: &GetObjectTaggingInput| Ok(GetObjectTaggingOutput::new([])))
            .on(move |_: &CopyObjectInput| Ok(whole.clone()))
            .on(|_: &CreateMultipartUploadInput| Ok(CreateMultipartUploadOutput::new().upload_id("1")))
            .on(move |_: &UploadPartCopyInput| Ok(part.clone()))
            .on(|_: &CompleteMultipartUploadInput| Ok(CompleteMultipartUploadOutput::new().etag("copy")));
        let copied = ObjectCopy::new(&fake, "photos", "archive").to("backup", "archive").await.unwrap();
        assert_eq!((copied.parts, copied.length), (parts, length as u64));
    }
}

#[tokio::test]
async fn an_access_point_has_its_objects_below_a_path_of_its_own() {
    let http = CannedHttp::new([
        CannedReply::new(200, "").header("etag", "\"seen\"").header("content-length", "4"),
        CannedReply::new(200, "<R><ETag>\"copy\"</ETag></R>"),
    ]);
    let config = Config::builder().region("eu-central-1").http_client(http.clone());
    let config = config.credentials(Credentials::new("AKIDEXAMPLE", "EXAMPLESECRET"));
    let point = "arn:aws:s3:eu-central-1:123456789012:accesspoint/photos";
    let copy = ObjectCopy::new(&Client::new(config.build().unwrap()), point, "a b");
    copy.to("backup", "a b").await.unwrap();
    let encoded = "arn%3Aaws%3As3%3Aeu-central-1%3A123456789012%3Aaccesspoint/photos/object/a%20b";
    assert_eq!(http.requests()[1].headers()["x-amz-copy-source"], encoded);
}

#[tokio::test]
async fn tags_are_kept_even_where_a_service_does_not_say_that_there_are_some() {
    let silent = |answer: Option<Fault>| async move {
        let tag: &str = format!("ETag: {}\r\n", etag(&object(2 * PART).body)).leak();
        let body: &str = "x".repeat(2 * PART).leak();
        let store = Store::faulty(move |request| match request.method.as_str() {
            "HEAD" => Some(Fault::Answer("200 OK", tag, body)),
            "GET" if request.query.contains_key("tagging") => answer.clone(),
            _ => None,
        })
        .await;
        store.put_object("archive", object(2 * PART));
        store
    };
    let store = silent(None).await;
    copy(&store).to("photos", "copy").await.unwrap();
    assert_eq!(store.object_of("photos", "copy").unwrap().tags, object(0).tags);

    // Many servers know nothing of tags.
    let store = silent(Some(Fault::Answer("501 Not Implemented", "", ""))).await;
    copy(&store).to("photos", "copy").await.unwrap();
    assert_eq!(store.object_of("photos", "copy").unwrap().tags, BTreeMap::new());

    // One that is out of order may know some.
    let store = silent(Some(Fault::Answer("503 Slow Down", "", ""))).await;
    copy(&store).to("photos", "copy").await.unwrap_err();
    assert_eq!((store.created(), store.object("copy")), (0, None));
}

#[tokio::test]
async fn what_cannot_be_kept_is_an_error_before_anything_is_begun() {
    let denied = "<Error><Code>AccessDenied</Code><Message>No tags for you.</Message></Error>";
    let store = Store::faulty(|request| {
        request.is("GET", "tagging").then_some(Fault::Answer("403 Forbidden", "", denied))
    })
    .await;
    store.put_object("archive", object(2 * PART));
    let error = copy(&store).to("photos", "copy").await.unwrap_err();
    assert!(error.to_string().contains("AccessDenied: No tags for you."), "{error}");
    assert_eq!(store.created(), 0);

    let store = Store::start().await;
    let mut odd = object(2 * PART);
    odd.headers.insert("x-amz-missing-meta".to_owned(), "2".to_owned());
    store.put_object("archive", odd);
    let error = copy(&store).to("photos", "copy").await.unwrap_err();
    assert!(error.to_string().contains("metadata that are no headers"), "{error}");
    copy(&store).most_at_once(1 << 20).to("photos", "copy").await.unwrap();
    assert_eq!(store.created(), 0);
}

#[tokio::test]
async fn an_object_that_changes_meanwhile_is_not_copied() {
    for length in [PART, 4 * PART] {
        let itself = Arc::new(OnceLock::<Store>::new());
        let changing = itself.clone();
        let store = Store::faulty(move |request| {
            let is_last = request.headers.contains_key("x-amz-copy-source")
                && request.query.get("partNumber").is_none_or(|number| number == "3");
            if is_last {
                changing.get().unwrap().put("archive", vec![7; length]);
            }
            None
        })
        .await;
        store.put("archive", content(length));
        itself.set(store.clone()).ok().unwrap();
        let error = copy(&store).parallel(1).to("photos", "copy").await.unwrap_err();
        assert!(matches!(error, Error::Changed), "{error}");
        assert_eq!((store.uploads(), store.object("copy")), (0, None));
        assert_eq!(store.created(), usize::from(length > PART));
    }
}

#[tokio::test]
async fn a_part_that_fails_for_a_while_is_copied_again() {
    const SLOW: &str = "<Error><Code>SlowDown</Code><Message>Patience.</Message></Error>";
    for status in ["503 Slow Down", "200 OK"] {
        let mut failed = 0;
        let store = Store::faulty(move |request| {
            let fails = is_part(request, "2") && failed < 2;
            failed += usize::from(fails);
            fails.then_some(Fault::Answer(status, "", SLOW))
        })
        .await;
        store.put_object("archive", object(4 * PART));
        let progress = Progress::new();
        copy(&store).progress(&progress).to("photos", "copy").await.unwrap();
        assert!(store.object_of("photos", "copy").unwrap() == object(4 * PART), "{status}");
        assert_eq!((copying(&store).len(), progress.done()), (6, 4 * PART as u64));
    }
}

#[tokio::test]
async fn an_error_in_a_reply_of_success_is_an_error() {
    let denied = "  <Error><Code>AccessDenied</Code><Message>Not that one.</Message></Error>";
    let told = [
        (denied, "AccessDenied: Not that one."),
        ("", "ends before it says what became of the request"),
        ("<Result/>", "did not tell the tag"),
    ];
    for (body, told) in told {
        let wholes: fn(&Request) -> bool = |request| request.headers.contains_key("x-amz-copy-source");
        let parts: fn(&Request) -> bool = |request| is_part(request, "3");
        let ends: fn(&Request) -> bool = |request| request.is("POST", "uploadId");
        for (length, is_it) in [(PART, wholes), (4 * PART, parts), (4 * PART, ends)] {
            let store =
                Store::faulty(move |request| is_it(request).then_some(Fault::Answer("200 OK", "", body)))
                    .await;
            store.put("archive", content(length));
            let error = copy(&store).to("photos", "copy").await.unwrap_err();
            assert!(error.to_string().contains(told), "{error}");
            assert_eq!((store.uploads(), store.object("copy")), (0, None));
        }
    }
}

#[tokio::test]
async fn a_copy_that_fails_leaves_nothing_behind() {
    let denied = "<Error><Code>AccessDenied</Code><Message>Not that one.</Message></Error>";
    let store = Store::faulty(move |request| match request.query.get("partNumber").map(String::as_str) {
        Some("3") => Some(Fault::Answer("403 Forbidden", "", denied)),
        Some("2") => Some(Fault::Late(Duration::from_millis(100))),
        _ => None,
    })
    .await;
    store.put("archive", content(6 * PART));
    let error = copy(&store).parallel(3).to("photos", "copy").await.unwrap_err();
    assert!(error.to_string().contains("AccessDenied: Not that one."), "{error}");
    assert_eq!((store.created(), store.uploads(), store.object("copy")), (1, 0, None));
    // What is not there is not begun.
    let missing = copy_of(&store, "nothing").to("photos", "copy").await.unwrap_err();
    assert!(missing.to_string().contains("NotFound"), "{missing}");
    assert_eq!(store.created(), 1);
}

#[tokio::test]
async fn a_copy_that_is_dropped_at_any_moment_leaves_nothing_behind() {
    // Asking for the object and its tags, the beginning, six parts, the end: at each it is dropped, whether the service
    // does not answer any more, or does afterwards.
    for moment in 1..=10 {
        for (fault, is_begun) in [(Fault::Hang, moment > 3), (Fault::Late(LATE), moment > 2)] {
            let count = Arc::new(AtomicUsize::new(0));
            let counter = count.clone();
            let store = Store::faulty(move |_| {
                let is_now = counter.fetch_add(1, Ordering::SeqCst) + 1 == moment;
                is_now.then(|| fault.clone())
            })
            .await;
            store.put_object("archive", object(6 * PART));
            let task = tokio::spawn(copy(&store).parallel(2).to("photos", "copy"));
            until("it is that far", || count.load(Ordering::SeqCst) >= moment).await;
            task.abort();
            let left = || (store.created(), store.uploads());
            until("no upload is open", || left() == (usize::from(is_begun), 0)).await;
        }
    }
}
