#![allow(clippy::unwrap_used, clippy::panic)]

use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::stream::{self, StreamExt};

use super::*;
use crate::http::HttpErrorKind;

const PLENTY: Limits = Limits::new(1000);

type Chunk = Result<Bytes, io::Error>;

fn chunks(texts: &'static [&'static str]) -> impl Stream<Item = Chunk> + Send + 'static {
    stream::iter(texts.iter().map(|text| Ok(Bytes::from_static(text.as_bytes()))))
}

/// A stream that nobody may ask for anything.
fn untouched() -> impl Stream<Item = Chunk> + Send + 'static {
    stream::poll_fn(|_| panic!("the stream was read"))
}

async fn text(body: Body) -> Result<String, (HttpErrorKind, String)> {
    match body.collect(PLENTY).await {
        Ok(bytes) => Ok(String::from_utf8(bytes.to_vec()).unwrap()),
        Err(error) => Err((error.kind(), error.one_line())),
    }
}

#[test]
fn bodies_may_be_held_over_awaits_and_tell_kind_and_length_only() {
    fn assert_shared<T: Send + Sync + Unpin>(_: &T) {}

    let shown =
        [Body::from("hunter2"), Body::empty(), Body::stream(chunks(&["hunter2"]), None)].map(|body| {
            assert_shared(&body);
            format!("{body:?}")
        });
    assert_eq!(
        shown,
        [
            "Body { kind: \"bytes\", length: Some(7) }",
            "Body { kind: \"bytes\", length: Some(0) }",
            "Body { kind: \"stream\", length: None }",
        ]
    );
}

#[tokio::test]
async fn bytes_are_one_chunk_which_nobody_copies() {
    let bytes = Bytes::from(vec![b'x'; 100]);
    let place = bytes.as_ptr();
    let mut body = Body::from(bytes.clone());
    assert_eq!((body.len(), body.is_empty(), body.remaining()), (Some(100), false, Some(100)));
    assert_eq!(body.next().await.unwrap().unwrap().as_ptr(), place);
    assert!(body.next().await.is_none());
    assert_eq!((body.len(), body.remaining()), (Some(100), Some(0)));
    assert_eq!(body.bytes().map(Bytes::len), Some(100), "it is there for another attempt");
    assert_eq!(body.replay().unwrap().collect(PLENTY).await.unwrap().as_ptr(), place);

    let mut nothing = Body::default();
    assert!(nothing.is_empty() && nothing.next().await.is_none());
    let whole = Body::stream(stream::iter([Chunk::Ok(bytes)]), None);
    assert_eq!(whole.collect(PLENTY).await.unwrap().as_ptr(), place, "a chunk that is all there is");
}

#[tokio::test]
async fn streams_give_what_they_give_once_or_again_and_again() {
    let once = Body::stream(chunks(&["one ", "", "two"]), Some(7));
    assert!(once.replay().is_none() && once.bytes().is_none());
    assert_eq!(text(once).await.unwrap(), "one two");

    let made = Arc::new(AtomicUsize::new(0));
    let count = made.clone();
    let make = move || {
        count.fetch_add(1, Ordering::SeqCst);
        chunks(&["one ", "two"])
    };
    let mut first = Body::again(make, None);
    assert_eq!(first.next().await.unwrap().unwrap(), "one ");
    let second = first.replay().unwrap();
    assert_eq!(made.load(Ordering::SeqCst), 1, "none is made before it is asked for");
    assert_eq!(text(second).await.unwrap(), "one two");
    assert_eq!(text(first).await.unwrap(), "two");

    let wrapped = Body::stream(Body::from("as a stream").map(|chunk| chunk), None);
    assert_eq!(text(wrapped).await.unwrap(), "as a stream");
}

#[tokio::test]
async fn lengths_that_are_wrong_are_told_at_the_end() {
    let wrong = |length| text(Body::stream(chunks(&["one", "two"]), Some(length)));
    assert_eq!(wrong(6).await.unwrap(), "onetwo");
    let told = |what: &str| Err((HttpErrorKind::Io, format!("the connection broke: the body has {what}")));
    assert_eq!(wrong(7).await, told("6 of the 7 bytes that were announced"));
    assert_eq!(wrong(5).await, told("more than the 5 bytes that were announced"));
    assert_eq!(wrong(3).await, told("more than the 3 bytes that were announced"));
}

#[tokio::test]
async fn errors_are_the_end_and_keep_their_kind() {
    let failing =
        |error: HttpError| stream::iter([Ok(Bytes::from_static(b"one")), Err(error)]).chain(untouched_http());
    let mut body = Body::stream(failing(HttpError::new(HttpErrorKind::Connect, "nobody there")), None);
    assert_eq!(body.next().await.unwrap().unwrap(), "one");
    assert_eq!(body.next().await.unwrap().unwrap_err().kind(), HttpErrorKind::Connect);
    assert!(body.next().await.is_none());

    let other = Body::stream(stream::iter([Chunk::Err(io::Error::other("the disk is on fire"))]), None);
    let told = (HttpErrorKind::Io, "the connection broke: the disk is on fire".to_owned());
    assert_eq!(text(other).await, Err(told));
}

fn untouched_http() -> impl Stream<Item = Result<Bytes, HttpError>> {
    stream::poll_fn(|_| panic!("the stream was read after its end"))
}

#[tokio::test]
async fn what_is_too_large_is_refused_before_it_is_read_where_that_is_known() {
    let limits = Limits::new(5);
    for body in [
        Body::from("onetwo"),
        Body::stream(untouched(), Some(6)),
        Body::stream(chunks(&["one", "two"]), None),
    ] {
        let error = body.collect(limits).await.unwrap_err();
        assert_eq!(error.kind(), HttpErrorKind::TooLarge);
    }
    assert_eq!(Body::from("onetw").collect(limits).await.unwrap(), "onetw");
}

#[tokio::test(start_paused = true)]
async fn silence_is_an_error_after_a_while_and_slowness_is_none() {
    let second = Duration::from_secs(1);
    let slow = stream::iter([1, 2, 3]).then(move |seconds| async move {
        tokio::time::sleep(seconds * second).await;
        Chunk::Ok(Bytes::from_static(b"x"))
    });
    let mut body = Body::stream(slow, None).with_idle_limit(second * 5 / 2);
    assert_eq!(body.next().await.unwrap().unwrap(), "x");
    // Time in which nobody asks does not count.
    tokio::time::sleep(10 * second).await;
    assert_eq!(body.next().await.unwrap().unwrap(), "x");
    let error = body.next().await.unwrap().unwrap_err();
    assert_eq!(error.to_string(), "the connection timed out: nothing came for 2.5s");
    assert!(error.is_timeout() && error.is_transient());
    assert!(body.next().await.is_none());

    // Nor does it after somebody gave up to ask.
    let mut body = Body::stream(stream::pending::<Chunk>(), None).with_idle_limit(second);
    assert!(tokio::time::timeout(second / 2, body.next()).await.is_err());
    tokio::time::sleep(10 * second).await;
    assert!(tokio::time::timeout(second / 2, body.next()).await.is_err());
    assert!(body.next().await.unwrap().unwrap_err().is_timeout());

    let silent = Body::again(stream::pending::<Chunk>, None).with_idle_limit(second);
    let replay = silent.replay().unwrap();
    assert_eq!(replay.collect(PLENTY).await.unwrap_err().kind(), HttpErrorKind::Timeout);
}

#[test]
fn a_limit_without_a_runtime_is_an_error_and_no_panic() {
    let mut body = Body::stream(stream::pending::<Chunk>(), None).with_idle_limit(Duration::from_secs(1));
    let next = std::pin::pin!(body.next());
    let Poll::Ready(Some(Err(error))) = next.poll(&mut Context::from_waker(std::task::Waker::noop())) else {
        panic!("it waits")
    };
    assert_eq!(error.kind(), HttpErrorKind::Other);
}
