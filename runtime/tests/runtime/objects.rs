//! Operations whose bodies are streams, with checksums before, behind and around them, over real sockets.

use std::error::Error as StdError;
use std::io;
use std::time::Duration;

use futures_util::stream;
use shapesmith_runtime::config::{Checksums, ConfigBuilder};
use shapesmith_runtime::http::hyper::HyperClient;
use shapesmith_runtime::operation::Operation;
use shapesmith_runtime::request::{presign, send};
use shapesmith_runtime::test_util::{CannedHttp, CannedReply, Fake, Recorder, Replay};
use shapesmith_runtime::{
    ByteStream, Bytes, Client, Config, Credentials, Environment, ErrorKind, Presigned, RequestConfig,
    Timestamp,
};

use crate::support::objects::{DeleteInput, GetInput, GetOutput, PutInput, PutOutput, SERVICE};
use crate::support::server::{Answer, Received, Server, reply};
use crate::support::{config, tls};

fn client(config: ConfigBuilder) -> Client {
    Client::new(&SERVICE, config.build().unwrap())
}

/// A client of the server, which may be one that speaks TLS.
fn client_of(server: &Server) -> ConfigBuilder {
    config(&server.url).http_client(HyperClient::with_tls(tls::trusting(), Duration::from_secs(20)))
}

/// A client of AWS's own endpoint, which nobody asks.
fn aws(http: &CannedHttp) -> ConfigBuilder {
    Config::builder()
        .environment(Environment::empty())
        .region("eu-central-1")
        .credentials(Credentials::new("AKIDEXAMPLE", "EXAMPLESECRET"))
        .http_client(http.clone())
}

fn once(texts: &'static [&'static str], length: Option<u64>) -> ByteStream {
    let pieces = texts.iter().map(|text| Ok::<_, io::Error>(Bytes::from_static(text.as_bytes())));
    ByteStream::stream(stream::iter(pieces), length)
}

fn again(text: &'static str) -> ByteStream {
    let pieces = move || stream::iter([Ok::<_, io::Error>(Bytes::from_static(text.as_bytes()))]);
    ByteStream::again(pieces, Some(text.len() as u64))
}

fn put(body: ByteStream) -> PutInput {
    PutInput { key: "k".to_owned(), body: Some(body), ..PutInput::default() }
}

fn get() -> GetInput {
    GetInput { key: "k".to_owned(), ..GetInput::default() }
}

fn ok() -> Answer {
    Answer::Bytes(reply("200 OK", &[], ""))
}

/// What was sent of the headers that are about the body.
fn about_the_body(request: &Received) -> Vec<(String, String)> {
    const ABOUT: [&str; 7] = [
        "content-encoding",
        "content-length",
        "content-md5",
        "transfer-encoding",
        "x-amz-content-sha256",
        "x-amz-decoded-content-length",
        "x-amz-trailer",
    ];
    let is_about = |name: &str| {
        ABOUT.contains(&name) || name.starts_with("x-amz-checksum-") || name == "x-amz-sdk-checksum-algorithm"
    };
    let mut headers: Vec<_> = request.headers.iter().filter(|(name, _)| is_about(name)).cloned().collect();
    headers.sort();
    headers
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

const HASH: &str = "8ab63e29a4ba14e4e1688f9c15e5af90895421358c945b0431f85d66977bd3d2";

#[tokio::test]
async fn an_endpoint_that_somebody_named_gets_no_checksum_that_nobody_asked_for() {
    let server = Server::start([ok(), ok()]).await;
    let client = client(client_of(&server));
    send(&client, put("one two".into()), &RequestConfig::new()).await.unwrap();
    send(&client, get(), &RequestConfig::new()).await.unwrap();
    let [put, get] = &server.received()[..] else { panic!("two requests") };
    assert_eq!(about_the_body(put), pairs(&[("content-length", "7"), ("x-amz-content-sha256", HASH)]));
    assert_eq!(get.header("x-amz-checksum-mode"), None);
}

#[tokio::test]
async fn checksums_that_are_chosen_are_in_a_header_where_the_body_can_be_read_twice() {
    let chosen = |body, name: &str| PutInput { algorithm: Some(name.to_owned()), ..put(body) };
    for (input, tls, expected) in [
        (chosen("one two".into(), "CRC32"), false, ("x-amz-checksum-crc32", "zQeJLw==", HASH)),
        (chosen("one two".into(), "CRC32"), true, ("x-amz-checksum-crc32", "zQeJLw==", "UNSIGNED-PAYLOAD")),
        (chosen(again("one two"), "CRC32"), false, ("x-amz-checksum-crc32", "zQeJLw==", HASH)),
        (chosen(again("one two"), "CRC32"), true, ("x-amz-checksum-crc32", "zQeJLw==", "UNSIGNED-PAYLOAD")),
    ] {
        let server = if tls { Server::start_tls([ok()]).await } else { Server::start([ok()]).await };
        send(&client(client_of(&server)), input, &RequestConfig::new()).await.unwrap();
        let received = server.received();
        let expected = pairs(&[
            ("content-length", "7"),
            (expected.0, expected.1),
            ("x-amz-content-sha256", expected.2),
            ("x-amz-sdk-checksum-algorithm", "CRC32"),
        ]);
        assert_eq!(about_the_body(&received[0]), expected);
        assert_eq!(received[0].body, "one two");
    }
}

#[tokio::test]
async fn a_stream_that_can_be_had_once_has_its_checksum_behind_it() {
    let server = Server::start_tls([ok(), ok()]).await;
    let client = client(client_of(&server).request_checksums(Checksums::WhenSupported));
    for encoding in [None, Some("gzip".to_owned())] {
        send(&client, PutInput { encoding, ..put(once(&["one ", "two"], Some(7))) }, &RequestConfig::new())
            .await
            .unwrap();
    }
    let received = server.received();
    let framed = "7\r\none two\r\n0\r\nx-amz-checksum-crc32:zQeJLw==\r\n\r\n";
    for (request, encoding) in received.iter().zip(["aws-chunked", "gzip,aws-chunked"]) {
        let expected = pairs(&[
            ("content-encoding", encoding),
            ("content-length", &framed.len().to_string()),
            ("x-amz-content-sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER"),
            ("x-amz-decoded-content-length", "7"),
            ("x-amz-sdk-checksum-algorithm", "CRC32"),
            ("x-amz-trailer", "x-amz-checksum-crc32"),
        ]);
        assert_eq!(about_the_body(request), expected);
        assert_eq!(request.body, framed);
    }
    // It is part of the signature that nothing is added on the way.
    assert!(received[0].header("authorization").unwrap().contains("x-amz-decoded-content-length"));
}

#[tokio::test]
async fn aws_gets_checksums_unless_the_configuration_says_otherwise() {
    let http = CannedHttp::new((0..7).map(|_| CannedReply::new(200, "")));
    let header = |name: &str| {
        let requests = http.requests();
        let value = requests.last().unwrap().headers().get(name)?;
        Some(value.to_str().unwrap().to_owned())
    };
    let default = client(aws(&http));
    // As in botocore it is behind whatever the operation takes as a stream, but where there is nothing to send.
    send(&default, put("one two".into()), &RequestConfig::new()).await.unwrap();
    assert_eq!(header("x-amz-trailer").as_deref(), Some("x-amz-checksum-crc32"));
    assert_eq!(header("x-amz-sdk-checksum-algorithm").as_deref(), Some("CRC32"));
    send(&default, put("".into()), &RequestConfig::new()).await.unwrap();
    assert_eq!(
        (header("x-amz-checksum-crc32").as_deref(), header("x-amz-trailer")),
        (Some("AAAAAA=="), None)
    );
    send(&default, put(again("one two")), &RequestConfig::new()).await.unwrap();
    assert_eq!(header("x-amz-trailer").as_deref(), Some("x-amz-checksum-crc32"));
    send(&default, get(), &RequestConfig::new()).await.unwrap();
    assert_eq!(header("x-amz-checksum-mode").as_deref(), Some("ENABLED"));
    send(&client(aws(&http).aws_chunked(false)), put(again("one two")), &RequestConfig::new()).await.unwrap();
    assert_eq!(header("x-amz-checksum-crc32").as_deref(), Some("zQeJLw=="));
    let environment = Environment::empty()
        .with("AWS_REQUEST_CHECKSUM_CALCULATION", "WHEN_REQUIRED")
        .with("AWS_RESPONSE_CHECKSUM_VALIDATION", "when_required");
    let required = client(aws(&http).environment(environment));
    send(&required, put("one two".into()), &RequestConfig::new()).await.unwrap();
    assert_eq!((header("x-amz-checksum-crc32"), header("x-amz-sdk-checksum-algorithm")), (None, None));
    send(&required, get(), &RequestConfig::new()).await.unwrap();
    assert_eq!(header("x-amz-checksum-mode"), None);
    let wrong = Environment::empty().with("AWS_REQUEST_CHECKSUM_CALCULATION", "sometimes");
    let error = aws(&http).environment(wrong).build().unwrap_err().to_string();
    assert!(error.contains("AWS_REQUEST_CHECKSUM_CALCULATION") && error.contains("when_required"), "{error}");
}

#[tokio::test]
async fn a_required_checksum_is_sent_everywhere_and_as_md5_where_that_is_wanted() {
    let input = || DeleteInput { keys: Some(vec!["a".to_owned()]) };
    let server = Server::start([ok(), ok()]).await;
    send(&client(client_of(&server)), input(), &RequestConfig::new()).await.unwrap();
    send(&client(client_of(&server).content_md5(true)), input(), &RequestConfig::new()).await.unwrap();
    let received = server.received();
    assert!(received[0].header("x-amz-checksum-crc32").is_some());
    assert_eq!(received[1].header("x-amz-checksum-crc32"), None);
    assert_eq!(received[1].header("content-md5").unwrap().len(), 24);
}

#[tokio::test]
async fn a_checksum_of_the_programs_own_is_sent_as_it_is_and_another_is_not_made() {
    let server = Server::start([ok()]).await;
    let given = PutInput {
        crc32: Some("AAAAAA==".to_owned()),
        algorithm: Some("SHA256".to_owned()),
        ..put("one two".into())
    };
    send(&client(client_of(&server)), given, &RequestConfig::new()).await.unwrap();
    let received = server.received();
    assert_eq!(received[0].header("x-amz-checksum-crc32"), Some("AAAAAA=="));
    assert_eq!(received[0].header("x-amz-checksum-sha256"), None);
}

#[tokio::test]
async fn what_cannot_be_sent_is_told_before_anything_is() {
    let server = Server::start([]).await;
    let chosen = |name: &str, body| PutInput { algorithm: Some(name.to_owned()), ..put(body) };
    for (input, reason) in [
        (put(once(&["one"], None)), "its body is a stream of unknown length"),
        (chosen("XXHASH64", "one".into()), "ChecksumAlgorithm: checksums by XXHASH64 cannot be made here"),
        (chosen("CRC32", once(&["one"], Some(3))), "its checksum has to follow behind it"),
        (put(once(&["one"], Some(3))), "it can be sent to an https:// endpoint only"),
        (PutInput { length: Some(4), ..put("one".into()) }, "its body has 3 bytes, and its input says 4"),
        (PutInput { length: Some(-1), ..put("one".into()) }, "is none"),
    ] {
        let error = send(&client(client_of(&server)), input, &RequestConfig::new()).await.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Request(_)), "{error}");
        assert!(error.to_string().contains(reason), "{}", error.to_string());
    }
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn the_input_may_say_how_long_a_stream_is_and_is_held_to_it() {
    let server = Server::start_tls([ok(), ok()]).await;
    let client = client(client_of(&server).max_attempts(1));
    let input = |length, body| PutInput { length: Some(length), ..put(body) };
    send(&client, input(7, once(&["one ", "two"], None)), &RequestConfig::new()).await.unwrap();
    assert_eq!(server.received()[0].header("content-length"), Some("7"));
    let error =
        send(&client, input(9, once(&["one ", "two"], None)), &RequestConfig::new()).await.unwrap_err();
    assert!(error.one_line().contains("7 of the 9 bytes"), "{}", error.one_line());
    assert_eq!(server.received().len(), 1, "half a body never arrives as a whole one");
}

#[tokio::test]
async fn an_attempt_that_fails_is_repeated_with_the_whole_body_and_its_checksum() {
    let busy = || Answer::Bytes(reply("503 Slow Down", &[], ""));
    for framing in [true, false] {
        let server = Server::start_tls([busy(), Answer::Cut(Vec::new()), ok()]).await;
        let config = client_of(&server).request_checksums(Checksums::WhenSupported).aws_chunked(framing);
        send(&client(config), put(again("one two")), &RequestConfig::new()).await.unwrap();
        let received = server.received();
        assert_eq!(received.len(), 3);
        for request in &received {
            assert_eq!(request.header("x-amz-checksum-crc32"), Some("zQeJLw=="));
            assert_eq!(request.body, "one two");
        }
    }
    // One that is gone is not sent half: the first failure stays the error.
    let server = Server::start_tls([busy(), ok()]).await;
    let error = send(&client(client_of(&server)), put(once(&["one two"], Some(7))), &RequestConfig::new())
        .await
        .unwrap_err();
    assert_eq!((error.status(), server.received().len()), (Some(503), 1));
}

async fn got(server: &Server, config: impl FnOnce(ConfigBuilder) -> ConfigBuilder) -> GetOutput {
    send(&client(config(client_of(server))), get(), &RequestConfig::new()).await.unwrap().into_output()
}

fn checking(config: ConfigBuilder) -> ConfigBuilder {
    config.response_checksums(Checksums::WhenSupported)
}

#[tokio::test]
async fn a_reply_is_held_to_its_checksum_at_its_end() {
    for (status, header, value, fits) in [
        ("200 OK", "x-amz-checksum-crc32", "zQeJLw==", true),
        ("200 OK", "x-amz-checksum-crc32", "AAAAAA==", false),
        // A checksum of the checksums of parts, one by an algorithm that nobody knows, and that of the whole object.
        ("200 OK", "x-amz-checksum-crc32", "AAAAAA==-3", true),
        ("200 OK", "x-amz-checksum-xxhash64", "AAAAAA==", true),
        ("206 Partial Content", "x-amz-checksum-crc32", "AAAAAA==", true),
    ] {
        let server = Server::start([Answer::Bytes(reply(status, &[(header, value)], "one two"))]).await;
        let collected = got(&server, checking).await.body.unwrap().collect().await;
        assert_eq!(server.received()[0].header("x-amz-checksum-mode"), Some("ENABLED"));
        match collected {
            Ok(body) => assert!(fits && body == "one two", "{value}"),
            Err(error) => {
                assert!(!fits, "{value}: {error}");
                let reason = error.source().unwrap().to_string();
                assert!(reason.contains("its CRC32 checksum is zQeJLw=="), "{reason}");
            }
        }
    }
    // Who did not ask does not look.
    let wrong = reply("200 OK", &[("x-amz-checksum-crc32", "AAAAAA==")], "one two");
    let server = Server::start([Answer::Bytes(wrong)]).await;
    assert_eq!(got(&server, |config| config).await.body.unwrap().collect().await.unwrap(), "one two");
}

#[tokio::test]
async fn a_reply_that_breaks_off_says_at_which_byte() {
    let whole = reply("200 OK", &[], "0123456789");
    let head = whole.len() - 10;
    for came in 0..10 {
        let server = Server::start([Answer::Cut(whole[..head + came].to_vec())]).await;
        let output = got(&server, |config| config).await;
        assert_eq!(output.length, Some(10));
        let error = output.body.unwrap().collect().await.unwrap_err();
        assert_eq!(error.to_string(), format!("the stream broke off at byte {came} of 10"));
        assert_eq!(server.received().len(), 1, "what was given is not asked for again");
    }
    // Chunks, of which one is cut short, and the last of which never comes.
    for cut in ["5\r\n012", "5\r\n01234\r\n", "zz\r\n01234\r\n0\r\n\r\n"] {
        let text = format!("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{cut}");
        let server = Server::start([Answer::Cut(text.into_bytes())]).await;
        assert!(got(&server, |config| config).await.body.unwrap().collect().await.is_err(), "{cut}");
    }
}

#[tokio::test]
async fn only_silence_ends_a_reply_that_goes_on_for_longer_than_an_attempt_may_take() {
    let text = b"HTTP/1.1 200 OK\r\ncontent-length: 8\r\n\r\n".to_vec();
    let head = text.len();
    let whole = [text, b"01234567".to_vec()].concat();
    let server = Server::start([Answer::Drip(whole.clone(), Duration::from_millis(10))]).await;
    let brief = |config: ConfigBuilder| {
        config
            .attempt_timeout(Duration::from_millis(10 * head as u64 + 400))
            .read_timeout(Duration::from_secs(20))
    };
    assert_eq!(got(&server, brief).await.body.unwrap().collect().await.unwrap(), "01234567");

    let server =
        Server::start([Answer::Late(whole[..head + 3].to_vec(), Duration::ZERO), Answer::Stall]).await;
    let idle = |config: ConfigBuilder| config.read_timeout(Duration::from_millis(200));
    let mut body = got(&server, idle).await.body.unwrap();
    assert_eq!(body.next().await.unwrap().unwrap(), "012");
    let error = body.next().await.unwrap().unwrap_err();
    assert_eq!(error.position(), 3);
    assert_eq!(error.source().unwrap().to_string(), "the connection timed out: nothing came for 200ms");
}

#[tokio::test]
async fn what_was_stored_compressed_comes_as_it_was_stored() {
    let packed = [0x1f, 0x8b, 0x08, 0, 0];
    let server =
        Server::start([Answer::Bytes(reply("200 OK", &[("content-encoding", "gzip")], packed))]).await;
    assert_eq!(got(&server, |config| config).await.body.unwrap().collect().await.unwrap(), &packed[..]);
}

#[tokio::test]
async fn an_error_is_an_error_and_no_body() {
    let error = "<Error><Code>NoSuchKey</Code><Message>It is gone.</Message></Error>";
    let server = Server::start([Answer::Bytes(reply("404 Not Found", &[], error))]).await;
    let error = send(&client(client_of(&server)), get(), &RequestConfig::new()).await.unwrap_err();
    assert_eq!((error.code(), error.message()), (Some("NoSuchKey"), Some("It is gone.")));
}

#[tokio::test]
async fn bodies_that_nobody_reads_do_not_starve_the_client() {
    let large = "x".repeat(1 << 20);
    let answers = (0..20).map(|_| Answer::Bytes(reply("200 OK", &[], &large)));
    let server = Server::start(answers).await;
    let client = client(client_of(&server));
    for _ in 0..20 {
        drop(send(&client, get(), &RequestConfig::new()).await.unwrap());
    }
    assert_eq!(server.received().len(), 20);
}

/// Signs in a URL, and gives what anybody who has it would send.
async fn presigned<I: Operation>(input: I, credentials: Credentials) -> Result<Presigned, String> {
    let client = client(aws(&CannedHttp::new([])).credentials(credentials));
    let (mut input, config) = (input, RequestConfig::new());
    let signed = presign(&client, &mut input, &config, Duration::from_secs(60)).await;
    signed.map_err(|error| error.to_string())
}

fn keys() -> Credentials {
    Credentials::new("AKIDEXAMPLE", "EXAMPLESECRET")
}

#[tokio::test]
async fn a_presigned_request_tells_all_that_has_to_be_sent_and_until_when() {
    let before = Timestamp::now();
    let upload = presigned(PutInput { key: "a b".to_owned(), ..PutInput::default() }, keys()).await.unwrap();
    assert_eq!(upload.method(), "PUT");
    assert!(
        upload.url().starts_with("https://objects.eu-central-1.amazonaws.com/a%20b?X-Amz-Algorithm=AWS4")
    );
    assert!(
        upload.url().contains("&X-Amz-SignedHeaders=host&"),
        "no checksum, no type, no program: {}",
        upload.url()
    );
    assert_eq!(upload.headers().count(), 0);
    let left = upload.valid_until().secs() - before.secs();
    assert!((60..=80).contains(&left), "{left}");

    let pinned = PutInput {
        crc32: Some("AAAAAA==".to_owned()),
        encoding: Some("gzip".to_owned()),
        ..PutInput { key: "k".to_owned(), ..PutInput::default() }
    };
    let pinned = presigned(pinned, keys()).await.unwrap();
    let headers: Vec<_> = pinned.headers().collect();
    assert_eq!(headers, [("content-encoding", "gzip"), ("x-amz-checksum-crc32", "AAAAAA==")]);
    assert!(pinned.url().contains("SignedHeaders=content-encoding%3Bhost%3Bx-amz-checksum-crc32"));

    let download = presigned(get(), keys()).await.unwrap();
    assert!(!download.url().contains("checksum") && download.headers().count() == 0);
}

#[tokio::test]
async fn a_presigned_request_ends_with_its_credentials_and_is_a_secret() {
    let end = Timestamp::from_secs(Timestamp::now().secs() + 30);
    let credentials = keys().with_session_token("token").with_expiry(end);
    let download = presigned(get(), credentials).await.unwrap();
    assert_eq!(download.valid_until(), end);
    assert!(download.url().contains("&X-Amz-Security-Token=token&X-Amz-Signature="));
    let shown = format!("{download:?} {download:#?}");
    assert!(!shown.contains("Signature") && !shown.contains("token"), "{shown}");
}

#[tokio::test]
async fn a_time_that_no_url_is_good_for_is_refused() {
    let client = client(aws(&CannedHttp::new([])));
    for seconds in [0, 7 * 24 * 60 * 60 + 1] {
        let (mut input, config) = (get(), RequestConfig::new());
        let error = presign(&client, &mut input, &config, Duration::from_secs(seconds)).await.unwrap_err();
        assert!(error.to_string().contains("seven days at most"), "{error}");
    }
}

#[tokio::test]
async fn a_redirect_names_the_region_to_ask() {
    let body = "<Error><Code>PermanentRedirect</Code><Message>Not here.</Message></Error>";
    for (status, body, expected) in [
        ("301 Moved Permanently", body, "Not here. What was asked for is in the region eu-west-1"),
        ("301 Moved Permanently", "", "What was asked for is in the region eu-west-1"),
        ("400 Bad Request", "", "What was asked for is in the region eu-west-1"),
    ] {
        let answer = Answer::Bytes(reply(status, &[("x-amz-bucket-region", "eu-west-1")], body));
        let server = Server::start([answer]).await;
        let error = send(&client(client_of(&server)), get(), &RequestConfig::new()).await.unwrap_err();
        assert!(error.message().unwrap().starts_with(expected), "{error}");
    }
}

#[tokio::test]
async fn fakes_take_and_give_streams_as_bytes() {
    let fake = Fake::new(&SERVICE, |config| Client::new(&SERVICE, config))
        .on(|input: &PutInput| {
            assert_eq!(input.body.as_ref().and_then(ByteStream::bytes), Some(&Bytes::from("one two")));
            assert_eq!(input.encoding.as_deref(), Some("gzip"));
            Ok(PutOutput {})
        })
        .on(|_: &GetInput| Ok(GetOutput { body: Some("one two".into()), length: None }));
    let bodies: [fn() -> ByteStream; 3] =
        [|| "one two".into(), || again("one two"), || once(&["one ", "two"], Some(7))];
    for body in bodies {
        for algorithm in [None, Some("SHA256".to_owned())] {
            let encoding = Some("gzip".to_owned());
            let input = PutInput { algorithm, encoding, ..put(body()) };
            send(&fake, input, &RequestConfig::new()).await.unwrap();
        }
    }
    let got = send(&fake, get(), &RequestConfig::new()).await.unwrap().into_output();
    assert_eq!(got.body.unwrap().collect().await.unwrap(), "one two");
}

#[tokio::test]
async fn a_recording_keeps_streams_as_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("objects.json");
    let replies = CannedHttp::new([CannedReply::new(200, ""), CannedReply::new(200, "one two")]);
    let recording = client(aws(&CannedHttp::new([])).http_client(Recorder::new(replies, &path)));
    let calls = |client: Client| async move {
        send(&client, put(once(&["one ", "two"], Some(7))), &RequestConfig::new()).await.unwrap();
        let got = send(&client, get(), &RequestConfig::new()).await.unwrap().into_output();
        got.body.unwrap().collect().await.unwrap()
    };
    assert_eq!(calls(recording).await, "one two");
    let text = std::fs::read_to_string(&path).unwrap();
    assert_eq!(text.matches("b25lIHR3bw==").count(), 2, "{text}");
    let replay = client(aws(&CannedHttp::new([])).http_client(Replay::open(&path).unwrap()));
    assert_eq!(calls(replay).await, "one two");
}
