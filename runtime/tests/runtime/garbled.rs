//! Replies that somebody garbled, packed, cut off or replaced on their way.

use std::io::Write;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
use shapesmith_runtime::operation::{Operation, OperationSchema};
use shapesmith_runtime::request::send;
use shapesmith_runtime::test_util::{CannedHttp, CannedReply};
use shapesmith_runtime::{Error, ErrorKind, RequestConfig, test_util};

use crate::support::server::{Answer, Server, ok, reply, status};
use crate::support::things::{
    ListThingsError, ListThingsInput, ListThingsOutput, NoSuchThing, SERVICE, Status, list,
};
use crate::support::{client, config};

type Outcome = Result<ListThingsOutput, Error<ListThingsError>>;

/// What a call gives, and how many requests it took.
async fn outcome(answers: impl IntoIterator<Item = Answer>) -> (Outcome, usize) {
    let server = Server::start(answers).await;
    let outcome = send(&client(config(&server.url)), list("blue"), &RequestConfig::new()).await;
    (outcome.map(|response| response.into_output()), server.received().len())
}

/// The name of the first thing in a reply.
async fn first_name(body: impl AsRef<[u8]>) -> String {
    let (outcome, _) = outcome([ok(&body)]).await;
    let output =
        outcome.unwrap_or_else(|error| panic!("{}: {error}", String::from_utf8_lossy(body.as_ref())));
    output.things.unwrap().remove(0).name
}

fn packed(pack: impl FnOnce(&mut Vec<u8>) -> std::io::Result<()>) -> Vec<u8> {
    let mut bytes = Vec::new();
    pack(&mut bytes).unwrap();
    bytes
}

fn gzip(body: impl AsRef<[u8]>) -> Vec<u8> {
    packed(|bytes| {
        let mut encoder = GzEncoder::new(bytes, Compression::default());
        encoder.write_all(body.as_ref())?;
        encoder.finish().map(drop)
    })
}

const ONE: &str = r#"{"Things":[{"Name":"one"}]}"#;

#[tokio::test]
async fn a_garbled_text_costs_no_more_than_its_own_characters() {
    let cases: [(&[u8], &str); 12] = [
        (br#"{"Things":[{"Name":"done \ud83d"}]}"#, "done \u{fffd}"),
        (br#"{"Things":[{"Name":"\ude00\ud83d"}]}"#, "\u{fffd}\u{fffd}"),
        (br#"{"Things":[{"Name":"a"},{"Name":"\udc00"}]}"#, "a"),
        (b"{\"Things\":[{\"Name\":\"a\nb\tc\0\"}]}", "a\nb\tc\0"),
        (b"{\"Things\":[{\"Name\":\"no \xff\"}]}", "no \u{fffd}"),
        (br#"{"New":{"\udc00":["\ud83d",NaN]},"Things":[{"Name":"a","Score":-Infinity}]}"#, "a"),
        (b"{\"New\":\"\xff\x01\",\"Things\":[{\"Name\":\"a\"}]}", "a"),
        (b"\xef\xbb\xbf{\"Things\":[{\"Name\":\"a\"}]}\0\0", "a"),
        (br#"{"Things":[{"Name":"a","Status":"\ud83d"}]}"#, "a"),
        (br#"{"Things":[{"Name":"a","\ud83d":"x"}]}"#, "a"),
        (br#"{"Things":[{"Name":"\ud83d\ude00"}],"NextToken":"\ud83d"}"#, "😀"),
        (br#"{"Things":[{"Name":"C:\Users"}]}"#, "C:\\Users"),
    ];
    for (body, expected) in cases {
        assert_eq!(first_name(body).await, expected, "{}", String::from_utf8_lossy(body));
    }
    let (output, _) = outcome([ok(br#"{"Things":[{"Name":"a","Status":"\ud83d"}]}"#)]).await;
    assert_eq!(output.unwrap().things.unwrap()[0].status, Some(Status::from("\u{fffd}")));
}

#[tokio::test]
async fn a_garbled_error_keeps_its_code_and_is_repeated_if_that_says_so() {
    for body in [
        br#"{"__type":"ThrottlingException","message":"Rate exceeded \ud83d"}"#.as_slice(),
        b"{\"__type\":\"ThrottlingException\",\"message\":\"Rate\nexceeded \xff\"}",
        b"\xef\xbb\xbf{\"__type\":\"ThrottlingException\"}",
        br#"{"__type":"ThrottlingException","message":"Rate exc"#,
        br#"{"__type":"ThrottlingException","Rate":NaN}"#,
        b"<ErrorResponse><Error><Code>ThrottlingException</Code></Error></ErrorResponse>",
    ] {
        let (outcome, requests) =
            outcome([Answer::Bytes(reply("400 Bad Request", &[], body)), ok(ONE)]).await;
        let name = String::from_utf8_lossy(body);
        assert!(outcome.is_ok(), "{name}: {outcome:?}");
        assert_eq!(requests, 2, "{name}");
    }
}

#[tokio::test]
async fn a_garbled_exception_has_its_members() {
    for (body, message) in [
        (br#"{"__type":"NoSuchThing","Thing":{"Name":"7"},"Message":"no \ud83d"}"#.as_slice(), "no \u{fffd}"),
        (br#"{"__type":"NoSuchThing","Thing":{"Name":"7"},"Message":"no su"#, "no su…"),
        (br#"{"Error":{"Code":"NoSuchThing","Message":"no"},"Thing":{"Name":"7"}}"#, "no"),
    ] {
        let (outcome, _) = outcome([Answer::Bytes(reply("400 Bad Request", &[], body))]).await;
        let error = outcome.unwrap_err();
        assert_eq!(error.message(), Some(message));
        let Some(ListThingsError::NoSuchThing(NoSuchThing { message: member, thing })) =
            error.as_service_error()
        else {
            panic!("{error:?}")
        };
        assert_eq!(member.as_deref(), Some(message));
        assert_eq!(thing.as_ref().unwrap().name, "7");
    }
}

#[tokio::test]
async fn a_reply_that_is_not_all_there_is_still_an_error() {
    for body in [r#"{"Things":[{"Name":"done \ud83d"#, r#"{"Things":[{"Name":"a\ud83d"}]}{}"#] {
        let (outcome, _) = outcome([ok(body)]).await;
        assert!(matches!(outcome.unwrap_err().kind(), ErrorKind::Response(_)), "{body}");
    }
}

#[tokio::test]
async fn what_was_compressed_unasked_is_unpacked() {
    let zlib = packed(|bytes| ZlibEncoder::new(bytes, Compression::default()).write_all(ONE.as_bytes()));
    let raw = packed(|bytes| DeflateEncoder::new(bytes, Compression::default()).write_all(ONE.as_bytes()));
    for (encoding, body) in [
        ("gzip", gzip(ONE)),
        ("X-GZIP", gzip(ONE)),
        ("identity", gzip(ONE)),
        ("deflate", zlib),
        ("deflate", raw),
        ("gzip, gzip", gzip(gzip(ONE))),
        ("gzip", ONE.into()),
        ("gzip", [gzip(&ONE[..9]), gzip(&ONE[9..])].concat()),
    ] {
        let answer = Answer::Bytes(reply("200 OK", &[("Content-Encoding", encoding)], body));
        let (outcome, _) = outcome([answer]).await;
        assert_eq!(outcome.unwrap().things.unwrap()[0].name, "one", "{encoding}");
    }
    let refusal = gzip(r#"{"__type":"ThrottlingException","message":"Rate exceeded"}"#);
    let refusal = Answer::Bytes(reply("400 Bad Request", &[("Content-Encoding", "gzip")], refusal));
    let (outcome, requests) = outcome([refusal, ok(ONE)]).await;
    assert!(outcome.is_ok());
    assert_eq!(requests, 2);
}

#[tokio::test]
async fn what_cannot_be_unpacked_is_named_and_never_grows_beyond_the_limit() {
    let (outcome, _) =
        outcome([Answer::Bytes(reply("200 OK", &[("Content-Encoding", "br")], "\x01\x02"))]).await;
    let text = outcome.unwrap_err().to_string();
    assert!(text.contains("compressed with br"), "{text}");

    let bomb = Answer::Bytes(reply("200 OK", &[("Content-Encoding", "gzip")], gzip(vec![b' '; 1_000_000])));
    let server = Server::start([bomb]).await;
    let client = client(config(&server.url).max_response_bytes(100_000).max_attempts(1));
    let error = send(&client, list("blue"), &RequestConfig::new()).await.unwrap_err();
    assert!(error.to_string().contains("more than 100000 bytes"), "{error}");
}

#[tokio::test]
async fn a_reply_that_does_not_match_its_checksum_is_asked_for_again() {
    let with =
        |checksum: &str, body: &[u8]| Answer::Bytes(reply("200 OK", &[("x-amz-crc32", checksum)], body));
    // `zlib.crc32` of Python gave the numbers.
    let (right, requests) = outcome([with("1507983229", ONE.as_bytes())]).await;
    assert_eq!((right.unwrap().things.unwrap().len(), requests), (1, 1));
    let (repeated, requests) = outcome([with("1", ONE.as_bytes()), with("1507983229", ONE.as_bytes())]).await;
    assert_eq!((repeated.unwrap().things.unwrap().len(), requests), (1, 2));
    let (wrong, requests) = outcome((0..3).map(|_| with("1", ONE.as_bytes()))).await;
    let wrong = wrong.unwrap_err();
    assert!(wrong.to_string().contains("CRC-32") && wrong.is_retryable(), "{wrong}");
    assert_eq!(requests, 3);
    let (odd, _) = outcome([with("", ONE.as_bytes())]).await;
    assert!(odd.is_ok(), "a header that says nothing");
}

#[tokio::test]
async fn somebody_elses_answer_is_told_with_its_markup() {
    let page = "<html><body>Please log in\x1b[31m to the guest network</body></html>";
    let (portal, _) = outcome([ok(page)]).await;
    let text = portal.unwrap_err().to_string();
    assert!(text.contains("<html><body>Please log in [31m to the guest network</body></html>"), "{text}");

    let long = format!(
        "<!DOCTYPE html><html><head><style>{}</style></head><body>Please log in</body></html>",
        "a{}".repeat(200)
    );
    let (portal, _) = outcome([ok(long)]).await;
    let text = portal.unwrap_err().to_string();
    assert!(text.contains("<!DOCTYPE html>") && text.contains("Please log in"), "{text}");

    let (plain, _) = outcome([status("403 Forbidden", &[], "blocked by policy 7 < 8")]).await;
    assert_eq!(plain.unwrap_err().to_string(), "ListThings: Forbidden: blocked by policy 7 < 8 (HTTP 403)");
}

#[tokio::test]
async fn what_may_be_secret_is_not_told() {
    // The operation has sensitive members, and nobody knows what these texts are.
    let thing = r#"{"Things":[{"Name":"x","Secret":"hunter2"#;
    for answer in [
        ok(thing),
        ok(format!("\u{feff}[{thing}")),
        ok(format!(")]}}',\n{thing}")),
        status("500 Internal Server Error", &[], thing),
        status("400 Bad Request", &[], &format!("[{thing}\"}}]}}]")),
    ] {
        let server = Server::start([answer]).await;
        let client = client(config(&server.url).max_attempts(1));
        let error = send(&client, list("blue"), &RequestConfig::new()).await.unwrap_err();
        for text in [error.to_string(), format!("{error:?}")] {
            assert!(!text.contains("hunter2"), "{text}");
        }
    }
}

#[tokio::test]
async fn an_empty_header_hides_no_full_one() {
    let headers = [("x-amzn-RequestId", ""), ("x-amz-request-id", "r-1"), ("x-amz-id-2", "extended")];
    let (outcome_, _) = outcome([status("400 Bad Request", &headers, r#"{"__type":"NoSuchThing"}"#)]).await;
    assert_eq!(outcome_.unwrap_err().request_id(), Some("r-1"));
    let (extended, _) = outcome([status("400 Bad Request", &[("x-amz-id-2", "extended")], "{}")]).await;
    assert_eq!(extended.unwrap_err().request_id(), None);
}

#[tokio::test]
async fn a_sensitive_message_is_not_shown_where_the_operation_is_known_by_its_schema_alone() {
    let body = r#"{"__type":"Former.WrongPassword","message":"hunter2 is wrong"}"#;
    let http = CannedHttp::new([CannedReply::new(400, body)]);
    let client = shapesmith_runtime::Client::new(&SERVICE, test_util::config(http).build().unwrap());
    let schema: &'static OperationSchema = ListThingsInput::SCHEMA;
    let mut output = ListThingsOutput { things: None, next_token: None };
    let overrides = RequestConfig::new();
    let failure = client.call(schema, &mut list("blue"), &mut output, &overrides).await.unwrap_err();
    assert_eq!(failure.message(), Some("hunter2 is wrong"));
    assert_eq!(failure.code(), Some("Former.WrongPassword"));
    let service = failure.as_service_error().unwrap();
    for text in [failure.to_string(), format!("{failure:?}"), service.to_string(), format!("{service:?}")] {
        assert!(!text.contains("hunter2"), "{text}");
    }
}
