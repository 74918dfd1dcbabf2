//! What errors and replies tell: why a call was not repeated, what became of checksums, where a stream is from.

use std::error::Error as StdError;
use std::io::Write;
use std::path::PathBuf;
use std::sync::Mutex;
use std::time::Duration;

use s3::checksum::{ChecksumAlgorithm, ReplyChecksum};
use s3::http::{Body, BoxFuture, HttpClient, HttpError, HttpErrorKind, Limits, Request, Response, collect};
use s3::test_util::{CannedHttp, CannedReply};
use s3::{AnyError, ByteStream, ErrorKind};
use shapesmith_runtime::config::Checksums;
use shapesmith_runtime::retry::RetryBudget;

use crate::server::reply;
use crate::wire::{Step, Wire, answer, reset};
use crate::{aws, client, config};

const SLOW_DOWN: &str = "<Error><Code>SlowDown</Code><Message>Please.</Message></Error>";

fn once() -> ByteStream {
    ByteStream::reader(&b"one two"[..], Some(7))
}

#[tokio::test]
async fn an_error_that_would_have_been_repeated_says_why_it_was_not() {
    let http = CannedHttp::new([CannedReply::new(503, SLOW_DOWN)]);
    let error = client(aws(&http)).put_object("photos", "k").body(once()).await.unwrap_err();
    assert_eq!((error.code(), error.attempts()), (Some("SlowDown"), 1));
    assert_eq!(
        error.to_string(),
        "PutObject: SlowDown: Please. (HTTP 503, not repeated: its body can be read only once)"
    );

    let http = CannedHttp::new([CannedReply::new(503, SLOW_DOWN)]);
    let poor = client(aws(&http).retry_budget(RetryBudget::of(3, 0)));
    let error = poor.get_object("photos", "k").await.unwrap_err().to_string();
    assert!(error.ends_with("(HTTP 503, not repeated: the client's retry budget is used up)"), "{error}");

    // What would not have been repeated in any case says nothing of it.
    let denied = "<Error><Code>AccessDenied</Code><Message>No.</Message></Error>";
    let http = CannedHttp::new([CannedReply::new(403, denied), CannedReply::new(503, SLOW_DOWN)]);
    let client = client(aws(&http).max_attempts(1));
    for _ in 0..2 {
        let error = client.put_object("photos", "k").body(once()).await.unwrap_err().to_string();
        assert!(!error.contains("not repeated"), "{error}");
    }
}

#[tokio::test]
async fn a_budget_that_never_ends_leaves_the_number_of_attempts_alone() {
    let http = CannedHttp::new((0..200).map(|_| CannedReply::new(503, SLOW_DOWN)));
    let client = client(aws(&http).retry_budget(RetryBudget::unlimited()).max_attempts(200));
    assert_eq!(client.head_object("photos", "k").await.unwrap_err().attempts(), 200);
}

#[tokio::test]
async fn a_host_with_the_bucket_in_its_name_that_is_not_there_names_the_setting() {
    let asked = |url: &'static str, kind| async move {
        let http = CannedHttp::new([CannedReply::failure(kind)]);
        let client = client(aws(&http).endpoint_url(url).max_attempts(1));
        client.head_object("photos", "k").await.unwrap_err().to_string()
    };
    let told = asked("https://store.example.com", HttpErrorKind::Connect).await;
    assert!(told.contains("https://photos.store.example.com"), "{told}");
    assert!(told.contains("set endpoint_parameter(\"ForcePathStyle\", true)"), "{told}");
    for (url, kind) in [
        ("http://127.0.0.1:9000", HttpErrorKind::Connect),
        // Where something answered, there is such a host.
        ("https://store.example.com", HttpErrorKind::Io),
    ] {
        let told = asked(url, kind).await;
        assert!(!told.contains("ForcePathStyle"), "{told}");
    }
}

#[tokio::test]
async fn what_became_of_a_checksum_is_told_with_the_reply() {
    let reply = |status, checksum: Option<(&'static str, &'static str)>| {
        let reply = CannedReply::new(status, "one two");
        match checksum {
            Some((name, value)) => reply.header(name, value),
            None => reply,
        }
    };
    let crc = "x-amz-checksum-crc32";
    for (reply, outcome) in [
        (reply(200, Some((crc, "zQeJLw=="))), ReplyChecksum::Held(ChecksumAlgorithm::Crc32)),
        (reply(200, Some((crc, "zQeJLw==-3"))), ReplyChecksum::OfParts),
        (reply(206, Some((crc, "AAAAAA=="))), ReplyChecksum::OfMore),
        (reply(200, Some(("x-amz-checksum-crc128", "AAAAAA=="))), ReplyChecksum::Untold),
        (reply(200, None), ReplyChecksum::Untold),
    ] {
        let http = CannedHttp::new([reply]);
        let got = client(aws(&http)).get_object("photos", "k").await.unwrap();
        assert_eq!(got.metadata().checksum, outcome);
        assert_eq!(got.into_output().body.unwrap().collect().await.unwrap(), "one two");
    }
    let http = CannedHttp::new([reply(200, Some((crc, "AAAAAA==")))]);
    let unasked = client(aws(&http).response_checksums(Checksums::WhenRequired));
    let got = unasked.get_object("photos", "k").await.unwrap();
    assert_eq!(got.metadata().checksum, ReplyChecksum::Unasked);
}

#[tokio::test]
async fn a_checksum_of_ones_own_is_made_of_bytes_or_digits_and_sent_as_it_is() {
    let sha = ChecksumAlgorithm::Sha256;
    let digits = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    assert_eq!(sha.from_hex(digits).unwrap(), sha.of(b""));
    assert_eq!(sha.from_hex(&digits.to_uppercase()).unwrap(), sha.of(b""));
    for wrong in ["", "e3", "e", "zz", &digits[1..], &format!("{digits}00"), "ü3b0"] {
        assert!(sha.from_hex(wrong).is_err(), "{wrong}");
    }
    assert!(sha.from_digest(&[0; 31]).unwrap_err().to_string().contains("has 32 bytes, and this has 31"));
    let http = CannedHttp::new([CannedReply::new(200, "")]);
    let put = client(aws(&http)).put_object("photos", "k").body("text");
    put.checksum_sha256(sha.of(b"other")).await.unwrap();
    let sent = &http.requests()[0];
    assert_eq!(sent.headers()["x-amz-checksum-sha256"], sha.of(b"other").as_str());
    assert!(sent.headers().get("x-amz-checksum-crc32").is_none() && sent.body() == "text");
}

#[tokio::test]
async fn a_body_that_breaks_off_tells_the_request() {
    let whole = reply("200 OK", &[("x-amz-request-id", "r-7")], "0123456789");
    let wire = Wire::play([reset(&whole[..whole.len() - 4])]).await;
    let got = client(config().endpoint_url(&wire.url)).get_object("photos", "k").await.unwrap();
    let error = got.into_output().body.unwrap().clone().collect().await.unwrap_err();
    assert_eq!(error.to_string(), "the stream broke off at byte 6 of 10 (request id r-7)");
    assert_eq!(error.request_id(), Some("r-7"));
    assert_eq!(AnyError::from(error).request_id(), Some("r-7"));
}

#[tokio::test]
async fn a_connection_that_was_closed_while_it_was_idle_costs_no_attempt() {
    let done = || answer(reply("200 OK", &[], ""));
    // Nothing is left to repeat an attempt with.
    let poor = |wire: &Wire| config().endpoint_url(&wire.url).retry_budget(RetryBudget::of(0, 0));
    let wire = Wire::play([done(), reset(""), done()]).await;
    let client_of = |wire: &Wire| client(poor(wire));
    let client = client_of(&wire);
    client.put_object("photos", "k").body("one").await.unwrap();
    assert_eq!(client.put_object("photos", "k").body("two").await.unwrap().attempts(), 2);
    assert_eq!(
        wire.taken().iter().map(|taken| taken.body.clone()).collect::<Vec<_>>(),
        [b"one", b"two", b"two"]
    );
    // A new connection that ends so is another matter.
    let wire = Wire::play([reset(""), done()]).await;
    let error = client_of(&wire).put_object("photos", "k").body("one").await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Connection(_)) && error.attempts() == 1, "{error}");
    // So is a call that is to be sent once.
    let wire = Wire::play([done(), reset(""), done()]).await;
    let client = s3::Client::new(poor(&wire).max_attempts(1).build().unwrap());
    client.head_object("photos", "k").await.unwrap();
    assert!(client.head_object("photos", "k").await.is_err());
}

#[tokio::test]
async fn a_page_of_a_network_to_log_in_to_is_no_empty_listing() {
    let page = "<html><head><title>Log in</title></head><body><p>Your ticket, please.</p></body></html>";
    let http = CannedHttp::new([CannedReply::new(200, page)]);
    let error = client(aws(&http)).list_objects_v2("photos").await.unwrap_err();
    let told = error.to_string();
    assert!(matches!(error.kind(), ErrorKind::Response(_)), "{told}");
    assert!(told.contains("a page of HTML") && told.contains("Your ticket, please."), "{told}");
}

/// Answers the first request with trouble, and changes the file that it is of.
struct Meddler {
    file: PathBuf,
    content: &'static str,
    sent: Mutex<Vec<Result<(), String>>>,
}

impl HttpClient for Meddler {
    fn send(&self, request: Request<Body>) -> BoxFuture<'_, Result<Response<Body>, HttpError>> {
        Box::pin(async move {
            let (head, body) = request.into_parts();
            let outcome = collect(Response::new(body), Limits::new(1 << 20)).await;
            drop(head);
            self.sent.lock().unwrap().push(outcome.as_ref().map(drop).map_err(HttpError::one_line));
            outcome?;
            std::fs::File::create(&self.file).unwrap().write_all(self.content.as_bytes()).unwrap();
            let mut answer = Response::new(Body::from(SLOW_DOWN));
            *answer.status_mut() = s3::http::StatusCode::SERVICE_UNAVAILABLE;
            Ok(answer)
        })
    }
}

#[tokio::test]
async fn a_file_that_changes_between_two_attempts_is_not_sent_as_another_one() {
    let folder = tempfile::tempdir().unwrap();
    for (content, told) in [
        ("two one", "its body is not what it was in the attempt before"),
        ("three", "the file has changed: it had 7 bytes and has 5"),
    ] {
        let file = folder.path().join("file");
        std::fs::write(&file, "one two").unwrap();
        let http = std::sync::Arc::new(Meddler { file: file.clone(), content, sent: Mutex::default() });
        let client = client(config().http_client(http.clone()));
        let put = client.put_object("photos", "k").body(ByteStream::file(&file).unwrap());
        let error = put.await.unwrap_err();
        let sent = http.sent.lock().unwrap().clone();
        assert!(sent[0].is_ok() && sent[1].as_ref().unwrap_err().contains(told), "{sent:?}");
        let told_all = error.one_line();
        assert!(told_all.contains(told), "{told_all}: {:?}", error.source());
    }
}

/// A service that begins its answer, and says that it is still at it some times before it ends it.
async fn hesitant(times: u32, is_to_end: bool) -> (String, tokio::task::JoinHandle<()>) {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let end = "<CompleteMultipartUploadResult><ETag>\"one\"</ETag></CompleteMultipartUploadResult>";
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let task = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.set_nodelay(true).unwrap();
        let mut request = [0; 4096];
        assert!(stream.read(&mut request).await.unwrap() > 0);
        let length = times as usize + end.len();
        let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n");
        stream.write_all(head.as_bytes()).await.unwrap();
        for _ in 0..times {
            tokio::time::sleep(Duration::from_millis(100)).await;
            stream.write_all(b" ").await.unwrap();
        }
        if !is_to_end {
            std::future::pending::<()>().await;
        }
        stream.write_all(end.as_bytes()).await.unwrap();
    });
    (url, task)
}

#[tokio::test]
async fn a_service_that_says_that_it_is_still_at_it_has_its_time() {
    let limit = Duration::from_millis(600);
    let asked = |url: String| {
        let client = client(config().endpoint_url(url).attempt_timeout(limit).max_attempts(1));
        async move { client.complete_multipart_upload("photos", "k", "id").await }
    };
    let (url, server) = hesitant(12, true).await;
    assert_eq!(asked(url).await.unwrap().etag.as_deref(), Some("\"one\""), "it took twice the limit");
    server.await.unwrap();
    let (url, server) = hesitant(1, false).await;
    assert!(asked(url).await.unwrap_err().is_timeout());
    server.abort();
}

#[tokio::test]
async fn sizes_around_a_frame_arrive_over_every_way() {
    let tls = || s3::http::hyper::HyperClient::with_tls(crate::tls::trusting(), Duration::from_secs(20));
    let folder = tempfile::tempdir().unwrap();
    for size in [65_535, 65_536, 65_537, 1 << 20] {
        let content: Vec<u8> = (0..size).map(|index| b' ' + (index % 91) as u8).collect();
        let file = folder.path().join("file");
        std::fs::write(&file, &content).unwrap();
        // The same connection twice: what one upload leaves on it would be in the way of the next.
        let wire = Wire::play([answer(reply("200 OK", &[], "")), answer(reply("200 OK", &[], ""))]).await;
        let plain = client(config().endpoint_url(&wire.url));
        for _ in 0..2 {
            plain.put_object("photos", "k").body(ByteStream::file(&file).unwrap()).await.unwrap();
        }
        assert!(wire.taken().iter().all(|taken| taken.body == content), "{size} bytes");
        let server = crate::server::Server::start_tls(
            [(); 2].map(|()| crate::server::Answer::Bytes(reply("200 OK", &[], ""))),
        )
        .await;
        let framed = config().endpoint_url(&server.url).request_checksums(Checksums::WhenSupported);
        let framed = client(framed.http_client(tls()));
        for _ in 0..2 {
            // What can be read once goes in frames.
            let body = ByteStream::blocking_reader(std::fs::File::open(&file).unwrap(), Some(size as u64));
            framed.put_object("photos", "k").body(body).await.unwrap();
        }
        let received = server.received();
        assert_eq!((received.len(), server.connections()), (2, 1), "{size} bytes");
        let length = size.to_string();
        assert!(received.iter().all(|put| put.header("x-amz-decoded-content-length") == Some(&length)
            && put.header("content-encoding") == Some("aws-chunked")));
    }
}

#[tokio::test]
async fn a_thousand_bodies_that_nobody_reads_leave_the_client_as_it_was() {
    let large = reply("200 OK", &[], vec![b'x'; 100_000]);
    let wire = Wire::play((0..1001).map(|_| answer(large.clone()))).await;
    let client = client(config().endpoint_url(&wire.url));
    for _ in 0..1000 {
        drop(client.get_object("photos", "k").await.unwrap());
    }
    let got = client.get_object("photos", "k").await.unwrap().into_output();
    assert_eq!(got.body.unwrap().collect().await.unwrap().len(), 100_000);
    for _ in 0..200 {
        if wire.open() <= 1 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{} connections are still open", wire.open());
}

#[test]
fn bodies_and_receivers_can_be_sent_and_shared_between_threads() {
    fn both<T: Send + Sync>() {}
    both::<ByteStream>();
    both::<s3::EventReceiver<s3::types::SelectObjectContentEventStream>>();
    // What a body is made of need not be shared.
    let unshared = std::cell::Cell::new(0);
    let reader = std::io::Read::chain(&b"one"[..], std::io::empty());
    let _ = ByteStream::blocking_reader(Unshared(unshared, reader), None);
}

struct Unshared<R>(std::cell::Cell<u32>, R);

impl<R: std::io::Read> std::io::Read for Unshared<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        self.0.set(self.0.get() + 1);
        self.1.read(buffer)
    }
}

#[tokio::test]
async fn nobody_is_asked_whether_a_body_may_come() {
    let wire = Wire::play([Step { take: usize::MAX, answer: reply("200 OK", &[], ""), reset: false }]).await;
    let client = client(config().endpoint_url(&wire.url));
    client.put_object("photos", "k").body(vec![0; 4 << 20]).await.unwrap();
    assert_eq!(wire.taken()[0].header("expect"), None);
}
