//! Bodies that break off, on their way up and down.

use std::error::Error as StdError;
use std::time::Duration;

use s3::test_util::{CannedHttp, CannedReply};
use s3::{ByteStream, ErrorKind};
use shapesmith_runtime::config::Checksums;

use crate::server::{Answer, Server, reply};
use crate::wire::{Step, Wire, answer, reset};
use crate::{aws, client, config};

const TEXT: &str = "0123456789abcdefghij0123456789abcdefghij";

fn part_of(start: usize) -> Vec<u8> {
    let range = format!("bytes {start}-{}/{}", TEXT.len() - 1, TEXT.len());
    reply("206 Partial Content", &[("Content-Range", &range), ("ETag", "\"one\"")], &TEXT[start..])
}

/// The answer with the whole, of which only so much comes.
fn cut(whole: Vec<u8>, body: usize, came: usize) -> Vec<u8> {
    whole[..whole.len() - body + came].to_vec()
}

fn whole() -> Vec<u8> {
    reply("200 OK", &[("ETag", "\"one\""), ("x-amz-checksum-crc32", CRC)], TEXT)
}

/// The CRC-32 of the text, in base64.
const CRC: &str = "JAqz6A==";

#[tokio::test]
async fn a_download_that_is_reset_at_any_tenth_says_at_which_byte() {
    for tenth in 0..10 {
        let came = tenth * TEXT.len() / 10;
        let wire = Wire::play([reset(cut(whole(), TEXT.len(), came))]).await;
        let client = client(config().endpoint_url(&wire.url));
        let body = client.get_object("photos", "k").await.unwrap().into_output().body.unwrap();
        let error = body.collect().await.unwrap_err();
        assert_eq!((error.position(), error.length()), (came as u64, Some(TEXT.len() as u64)));
        assert_eq!(wire.taken().len(), 1, "nothing is asked for again by itself");
    }
}

#[tokio::test]
async fn a_download_that_is_to_be_resumed_gives_each_byte_once() {
    for tenth in 0..10 {
        let first = tenth * TEXT.len() / 10;
        let second = first + (TEXT.len() - first) / 2;
        let wire = Wire::play([
            reset(cut(whole(), TEXT.len(), first)),
            answer(reply("503 Slow Down", &[], "")),
            reset(cut(part_of(first), TEXT.len() - first, second - first)),
            answer(part_of(second)),
        ])
        .await;
        let checked = config().endpoint_url(&wire.url).response_checksums(Checksums::WhenSupported);
        let request = client(checked).get_object("photos", "k").configure(|call| call.resume(3));
        let got = request.await.unwrap().into_output();
        assert_eq!(got.body.unwrap().collect().await.unwrap(), TEXT, "broken at {first} and {second}");
        let taken = wire.taken();
        let asked: Vec<_> =
            taken.iter().map(|request| (request.header("range"), request.header("if-match"))).collect();
        let [first, second] = [first, second].map(|from| format!("bytes={from}-{}", TEXT.len() - 1));
        let one = Some("\"one\"");
        assert_eq!(asked, [(None, None), (Some(&*first), one), (Some(&*first), one), (Some(&*second), one)]);
    }
}

#[tokio::test]
async fn the_checksum_of_a_resumed_download_is_that_of_the_whole() {
    let damaged = reply(
        "206 Partial Content",
        &[("Content-Range", &format!("bytes 20-{}/{}", TEXT.len() - 1, TEXT.len())), ("ETag", "\"one\"")],
        "0123456789abcdefghiX",
    );
    let wire = Wire::play([reset(cut(whole(), TEXT.len(), 20)), answer(damaged)]).await;
    let checked = config().endpoint_url(&wire.url).response_checksums(Checksums::WhenSupported);
    let request = client(checked).get_object("photos", "k").configure(|call| call.resume(3));
    let error = request.await.unwrap().into_output().body.unwrap().collect().await.unwrap_err();
    assert!(error.source().unwrap().to_string().contains("the reply was damaged on its way"), "{error:?}");
}

#[tokio::test]
async fn a_part_of_an_object_is_resumed_within_it() {
    let range = |from: usize| {
        let told = format!("bytes {from}-29/{}", TEXT.len());
        reply("206 Partial Content", &[("Content-Range", &told), ("ETag", "\"one\"")], &TEXT[from..30])
    };
    let wire = Wire::play([reset(cut(range(10), 20, 5)), answer(range(15))]).await;
    let request = client(config().endpoint_url(&wire.url)).get_object("photos", "k").range("bytes=10-29");
    let got = request.configure(|call| call.resume(1)).await.unwrap().into_output();
    assert_eq!(got.body.unwrap().collect().await.unwrap(), &TEXT[10..30]);
    assert_eq!(wire.taken()[1].header("range"), Some("bytes=15-29"));
}

#[tokio::test]
async fn what_is_another_object_by_then_is_not_put_behind_the_first_half() {
    let changed = "<Error><Code>PreconditionFailed</Code><Message>It is another one.</Message></Error>";
    for (second, told) in [
        (reply("412 Precondition Failed", &[], changed), "It is another one."),
        // A server that takes no notice of ranges, and one that gives another part.
        (whole(), "is not the rest from byte 20 on"),
        (part_of(10), "is not the rest from byte 20 on"),
    ] {
        let wire =
            Wire::play([reset(cut(whole(), TEXT.len(), 20)), answer(second), answer(part_of(20))]).await;
        let request = client(config().endpoint_url(&wire.url)).get_object("photos", "k");
        let got = request.configure(|call| call.resume(9)).await.unwrap().into_output();
        let error = got.body.unwrap().collect().await.unwrap_err();
        let cause = error.source().unwrap().to_string();
        assert!(error.position() == 20 && cause.contains(told) && cause.contains("before that"), "{cause}");
        assert_eq!(wire.taken().len(), 2);
    }
}

#[tokio::test]
async fn resuming_ends_and_is_refused_where_it_makes_no_sense() {
    let broken = || reset(cut(part_of(20), 20, 0));
    let wire =
        Wire::play([reset(cut(whole(), TEXT.len(), 20)), broken(), broken(), answer(part_of(20))]).await;
    let client = client(config().endpoint_url(&wire.url));
    let got = client.get_object("photos", "k").configure(|call| call.resume(2)).await.unwrap().into_output();
    assert_eq!(got.body.unwrap().collect().await.unwrap_err().position(), 20);
    assert_eq!(wire.taken().len(), 3, "once, and twice more");
    // What does not tell what it is of cannot be continued.
    for etag in [&[][..], &[("ETag", "W/\"one\"")]] {
        let wire = Wire::play([reset(cut(reply("200 OK", etag, TEXT), TEXT.len(), 20))]).await;
        let request = crate::client(config().endpoint_url(&wire.url)).get_object("photos", "k");
        let got = request.configure(|call| call.resume(2)).await.unwrap().into_output();
        assert!(got.body.unwrap().collect().await.is_err());
        assert_eq!(wire.taken().len(), 1);
    }
    let error = client.put_object("photos", "k").configure(|call| call.resume(1)).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Request(_)), "{error}");
    assert!(error.to_string().contains("cannot be resumed"), "{error}");
}

#[tokio::test]
async fn a_stream_that_is_too_slow_is_given_up_where_that_is_wanted() {
    let dripping = || async {
        let mut bytes = reply("200 OK", &[], "x".repeat(400));
        let body = bytes.split_off(bytes.len() - 400);
        let server = Server::start([Answer::Late(bytes, Duration::ZERO), Answer::Stall]).await;
        (server, body)
    };
    // The head comes, and then nothing: within the read limit, and far below the least.
    let (server, _) = dripping().await;
    let slow = config().endpoint_url(&server.url).least_throughput(100, Duration::from_millis(100));
    let body = client(slow).get_object("photos", "k").await.unwrap().into_output().body.unwrap();
    let error = body.collect().await.unwrap_err();
    let cause = error.source().unwrap().to_string();
    assert_eq!(cause, "the connection timed out: 0 bytes came in 100ms, and 100 are the least");
    // One that is fast enough may take its time.
    let whole = reply("200 OK", &[], "x".repeat(400));
    let server = Server::start([Answer::Drip(whole, Duration::from_millis(1))]).await;
    let fast = config().endpoint_url(&server.url).least_throughput(1, Duration::from_millis(500));
    let body = client(fast).get_object("photos", "k").await.unwrap().into_output().body.unwrap();
    assert_eq!(body.collect().await.unwrap().len(), 400);
}

#[tokio::test]
async fn an_upload_that_is_reset_at_any_tenth_is_sent_again_as_a_whole_or_fails() {
    let content: Vec<u8> = (0..400_000_u32).map(|index| (index % 251) as u8).collect();
    for tenth in 0..10 {
        let broken = || Step { take: tenth * content.len() / 10, answer: Vec::new(), reset: true };
        let wire = Wire::play([broken(), answer(reply("200 OK", &[], ""))]).await;
        let client = client(config().endpoint_url(&wire.url));
        client.put_object("photos", "k").body(content.clone()).await.unwrap();
        assert!(wire.taken()[1].body == content, "all of it, after {tenth} tenths");
    }
    // What can be had once is not sent half.
    let server = Server::start_tls([Answer::Cut(Vec::new()), Answer::Bytes(reply("200 OK", &[], ""))]).await;
    let tls = shapesmith_runtime::http::hyper::HyperClient::with_tls(
        crate::tls::trusting(),
        Duration::from_secs(20),
    );
    let client = client(config().endpoint_url(&server.url).http_client(tls));
    let once = ByteStream::reader(&b"one two"[..], Some(7));
    let error = client.put_object("photos", "k").body(once).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Connection(_)) && error.attempts() == 1, "{error}");
    assert_eq!(server.received().len(), 1);
}

#[tokio::test]
async fn who_is_refused_in_the_middle_of_an_upload_is_told_why() {
    let denied = "<Error><Code>AccessDenied</Code><Message>Not you.</Message></Error>";
    let wire =
        Wire::play([Step { take: 10, answer: reply("403 Forbidden", &[], denied), reset: false }]).await;
    let client = client(config().endpoint_url(&wire.url));
    let error = client.put_object("photos", "k").body(vec![0; 4 << 20]).await.unwrap_err();
    assert_eq!((error.code(), error.status()), (Some("AccessDenied"), Some(403)));
}

#[tokio::test]
async fn dropping_a_body_ends_its_exchange() {
    let large = reply("200 OK", &[], vec![b'x'; 8 << 20]);
    let wire = Wire::play((0..20).map(|_| answer(large.clone()))).await;
    let client = client(config().endpoint_url(&wire.url));
    let mut bodies = Vec::new();
    for _ in 0..20 {
        let mut body = client.get_object("photos", "k").await.unwrap().into_output().body.unwrap();
        body.next().await.unwrap().unwrap();
        bodies.push(body);
    }
    assert_eq!(wire.open(), 20);
    drop(bodies);
    for _ in 0..200 {
        if wire.open() == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{} connections are still open", wire.open());
}

#[tokio::test]
async fn an_empty_object_has_a_length_and_no_frames() {
    let file = std::env::temp_dir().join(format!("shapesmith-empty-{}", std::process::id()));
    std::fs::write(&file, "").unwrap();
    let bodies =
        || [ByteStream::from(""), ByteStream::reader(&b""[..], Some(0)), ByteStream::file(&file).unwrap()];
    for body in bodies() {
        let server = Server::start([Answer::Bytes(reply("200 OK", &[], ""))]).await;
        let config = config().endpoint_url(&server.url).request_checksums(Checksums::WhenSupported);
        client(config).put_object("photos", "k").body(body).await.unwrap();
        let put = &server.received()[0];
        assert_eq!((put.header("content-length"), put.header("content-encoding")), (Some("0"), None));
    }
    // The same where the frames would be, which is towards AWS.
    for body in bodies() {
        let http = CannedHttp::new([CannedReply::new(200, "")]);
        client(aws(&http)).put_object("photos", "k").body(body).await.unwrap();
        let put = &http.requests()[0];
        assert!(put.body().is_empty() && put.headers().get("content-encoding").is_none(), "{put:?}");
        assert_eq!(put.headers()["x-amz-checksum-crc32"], "AAAAAA==");
    }
    std::fs::remove_file(&file).unwrap();
}
