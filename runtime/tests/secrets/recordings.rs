//! Recordings of replies of every kind: none holds what is sensitive, and all can be answered from.

use std::io::Write as _;
use std::path::Path;

use shapesmith_runtime::error::ErrorKind;
use shapesmith_runtime::request::{Response, send};
use shapesmith_runtime::test_util::{HyperClient, Recorder, Replay};
use shapesmith_runtime::{Client, Error, RequestConfig};

use crate::support::config;
use crate::support::server::{Answer, Server, ok, reply, status};
use crate::support::vault::{
    ListSecretsError, ListSecretsInput, ListSecretsOutput, SECRETS, SERVICE, assert_nothing_secret, list,
};

type Outcome = Result<Response<ListSecretsOutput>, Error<ListSecretsError>>;

async fn call(client: &Client, input: ListSecretsInput) -> Outcome {
    let overrides = RequestConfig::new().header("x-own", "CANARY").header("cookie", "CANARY").max_attempts(1);
    send(client, input, &overrides).await
}

fn input() -> ListSecretsInput {
    list()
}

fn plain() -> ListSecretsInput {
    ListSecretsInput { secrets: None, ..list() }
}

/// Records the answer to a call.
async fn record(path: &Path, answer: Answer, input: ListSecretsInput) -> (Outcome, String) {
    let server = Server::start([answer]).await;
    let http = HyperClient::new(std::time::Duration::from_secs(5)).unwrap();
    let config = config(&server.url).http_client(Recorder::new(http, path));
    let outcome = call(&Client::new(&SERVICE, config.build().unwrap()), input).await;
    assert_eq!(server.received().len(), 1, "the call was made");
    (outcome, std::fs::read_to_string(path).unwrap())
}

async fn replay(path: &Path, input: ListSecretsInput) -> Outcome {
    let config = config("http://elsewhere").http_client(Replay::open(path).unwrap());
    call(&Client::new(&SERVICE, config.build().unwrap()), input).await
}

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

fn output() -> String {
    format!(r#"{{"Secrets": {SECRETS}}}"#)
}

#[tokio::test]
async fn an_ordinary_reply_is_answered_again_without_what_is_sensitive() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("recording.json");
    let headers = [
        ("x-amzn-RequestId", "r-1"),
        ("Set-Cookie", "CANARY"),
        ("x-amz-meta", "CANARY"),
        ("Location", "https://me:CANARY@host/?key=CANARY"),
    ];
    let body = format!(r#"{{"Secrets": {SECRETS}, "NextToken": "CANARY", "New": ["CANARY"]}}"#);
    let (outcome, text) = record(&path, Answer::Bytes(reply("200 OK", &headers, body)), input()).await;
    assert_eq!(outcome.unwrap().secrets.as_ref().unwrap().text.as_deref(), Some("CANARY-text"));
    assert_nothing_secret(&text);
    for kept in ["somebody", "r-1", "\"blue\"", "https://…@host/?…"] {
        assert!(text.contains(kept), "{kept} is missing in {text}");
    }
    assert!(!text.contains("New"), "what the model does not know is not kept: {text}");

    // The same request, whatever is sensitive in it.
    let other = ListSecretsInput { next_token: Some("another".into()), ..input() };
    let replayed = replay(&path, other).await.unwrap();
    assert_eq!(replayed.request_id(), Some("r-1"));
    let secrets = replayed.secrets.as_ref().unwrap();
    assert_eq!(secrets.owner.as_deref(), Some("somebody"));
    assert_eq!(secrets.text.as_deref(), Some("<redacted>"));
    assert_eq!((secrets.number, secrets.open), (Some(0), Some(false)), "what was there is there");
    assert_eq!(secrets.by_name.as_ref().unwrap()["name"], "<redacted>");
    assert_eq!(secrets.inner.as_ref().unwrap().text.as_deref(), Some("<redacted>"));
    assert!(replay(&path, ListSecretsInput { vault: Some("red".into()), ..input() }).await.is_err());
}

#[tokio::test]
async fn successful_replies_of_any_form_are_kept_without_what_is_sensitive() {
    let folder = tempfile::tempdir().unwrap();
    let json = |value: &str| ok(format!(r#"{{"Secrets": {value}}}"#));
    let answers = vec![
        ok(output().get(..60).unwrap()),
        ok(format!("[{}]", output())),
        ok(format!("\"{}\"", output().replace('"', "\\\""))),
        ok(format!("\u{feff}{}", output())),
        ok(output().replace("somebody", "\\ud83d")),
        ok(output().replace("somebody", "some\u{1}body")),
        ok(format!("{} CANARY", output())),
        ok("CANARY"),
        ok("<Secrets><Text>CANARY</Text></Secrets>"),
        ok([&b"CANARY"[..], &[0xff, 0xfe, 0]].concat()),
        ok(gzip(&output())),
        Answer::Bytes(reply("200 OK", &[("content-encoding", "gzip")], gzip(&output()))),
        Answer::Bytes(reply("200 OK", &[("content-encoding", "br")], "CANARY")),
        json(r#"["CANARY"]"#),
        json(r#""CANARY""#),
        json("770077"),
        json(&format!("{SECRETS}, \"Secrets\": {SECRETS}")),
        json(r#"{"Text": "CANARY-1", "Text": "CANARY-2"}"#),
        json(r#"{"Text": {"CANARY": "CANARY"}, "Long": "CANARY", "Moment": "CANARY", "Blob": ["CANARY"]}"#),
        json(r#"{"Owner": {"CANARY": "CANARY"}}"#),
        json(r#"{"Owner": ["CANARY"]}"#),
        json(r#"{"Owner": "{\"Text\": \"CANARY\"}"}"#),
        json(r#"{"Owner": "[{\"Inner\": \"{\\\"Text\\\": \\\"CANARY\\\"}\"}]"}"#),
        json(
            r#"{"Texts": "CANARY", "Cards": {"Number": "CANARY"}, "ByName": ["CANARY"], "Inner": "CANARY"}"#,
        ),
        json(r#"{"Tags": {"a": "CANARY"}, "Nested": {"b": "CANARY", "c": [["CANARY"], {"CANARY": 1}]}}"#),
        json(
            r#"{"Way": ["CANARY"], "Door": "CANARY", "Card": "CANARY", "ByRank": {"CANARY": {"CANARY": 1}}}"#,
        ),
        json(
            r#"{"Way": {"Name": {"Way.Password": "CANARY"}, "Email": "CANARY", "Phone": {"CANARY": 770077}}}"#,
        ),
        json(
            r#"{"NewMember": "CANARY", "NewToo": {"CANARY": ["CANARY"]}, "Number": 770077, "__type": "CANARY"}"#,
        ),
        json(r#"{"Note": {"CANARY": "CANARY"}}"#),
        json(r#"{"Note": "CANARY"}"#),
        json(
            r#"{"Long": 770077, "Owner": "number 770077", "Tags": {"of 770077": 1}, "Way": {"New770077": 1}}"#,
        ),
        json(r#"{"Moment": 3393000000, "Owner": "at 3393000000", "Way": {"Name": "2077-07-08T20:00:00Z"}}"#),
        json(r#"{"Blob": "Q0FOQVJZ", "Owner": "CANARY", "Way": {"Name": "Q0FOQVJZ"}}"#),
        json(r#"{"Anything": {"a": ["CANARY"]}, "Owner": "CANARY", "ByName": {"a CANARY": "x"}}"#),
        json(r#"{"Cards": [{"CANARY": 1}], "Inner": {"Inner": {"Inner": {"ByKey": {"CANARY": "CANARY"}}}}}"#),
        ok(r#"{"Text": "CANARY", "Parameter": {"Text": "CANARY"}}"#),
        ok(
            r#"{"Secrets": {"Text": "CANARY"}, "Items": [{"Owner": "quoted CANARY"}, {"Owner": "x", "Tags": {"CANARY": 1}}]}"#,
        ),
    ];
    for (number, answer) in answers.into_iter().enumerate() {
        let path = folder.path().join(format!("{number}.json"));
        let (outcome, text) = record(&path, answer, plain()).await;
        assert_nothing_secret(&text);
        // What could be read can be read again; what could not cannot, and that is told.
        match (outcome, replay(&path, plain()).await) {
            (Ok(_), Ok(_)) => {}
            (Err(_), Err(error)) => {
                let told = error.to_string();
                let known = told.contains("was not kept") || matches!(error.kind(), ErrorKind::Response(_));
                assert!(known, "{number}: {told}");
                assert_nothing_secret(&format!("{error:?} {error}"));
            }
            (once, again) => panic!("{number}: {once:?} and then {again:?}: {text}"),
        }
    }
}

#[tokio::test]
async fn error_answers_of_any_form_are_kept_without_what_is_sensitive() {
    let folder = tempfile::tempdir().unwrap();
    let bad = |body: &str| status("400 Bad Request", &[], body);
    let answers = vec![
        (bad(&format!(r#"{{"__type": "Absent", "Message": "gone", "Secrets": {SECRETS}}}"#)), Some("Absent")),
        (bad(r#"{"__type": "Refused", "Message": "CANARY", "message": "CANARY"}"#), Some("Refused")),
        (
            bad(r#"{"__type": "Absent", "Message": "you sent CANARY-token", "Text": "CANARY"}"#),
            Some("Absent"),
        ),
        (bad(r#"{"__type": "Absent", "Secrets": "CANARY", "message": "\"Text\": CANARY"}"#), Some("Absent")),
        (
            bad(&format!(r#"{{"__type": "ns#Newer:http://x", "Message": "CANARY", "Secrets": {SECRETS}}}"#)),
            Some("Newer"),
        ),
        (bad(r#"{"__type": "Newer", "Text": "CANARY", "Anything": {"Text": "CANARY"}}"#), Some("Newer")),
        (bad(r#"{"Error": {"Code": "Newer", "Message": "CANARY"}}"#), Some("Newer")),
        (bad(r#"{"__type": "CANARY is no code", "code": ["CANARY"]}"#), None),
        (bad(r#"{"__type": "Absent", "Secrets": {"Text": "CANARY"#), None),
        (bad(&format!("[{}]", output())), None),
        (bad("CANARY"), None),
        (bad("<html><body>CANARY</body></html>"), None),
        (status("500 Internal Server Error", &[], &output()), None),
        (status("500 Internal Server Error", &[], &format!("\u{feff}{}", output())), None),
        (status("500 Internal Server Error", &[], ""), None),
        (
            status(
                "400 Bad Request",
                &[("x-amzn-errortype", "Absent:http://x"), ("x-amzn-query-error", "CANARY no")],
                "CANARY",
            ),
            Some("Absent"),
        ),
    ];
    for (number, (answer, code)) in answers.into_iter().enumerate() {
        let path = folder.path().join(format!("{number}.json"));
        let (outcome, text) = record(&path, answer, input()).await;
        assert_nothing_secret(&text);
        let (once, again) = (outcome.unwrap_err(), replay(&path, input()).await.unwrap_err());
        assert_eq!(once.status(), again.status(), "{number}: {text}");
        assert_nothing_secret(&format!("{again:?} {again}"));
        if code.is_some() {
            assert_eq!((once.code(), again.code()), (code, code), "{number}: {text}");
        }
    }
}

#[tokio::test]
async fn messages_that_may_be_shown_are_kept() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("recording.json");
    let answer =
        status("400 Bad Request", &[], r#"{"__type": "Absent", "Message": "no CANARY-token in blue"}"#);
    let (_, text) = record(&path, answer, input()).await;
    assert_nothing_secret(&text);
    let error = replay(&path, input()).await.unwrap_err();
    assert_eq!(error.message(), Some("no <redacted> in blue"));
}

#[tokio::test]
async fn a_recording_of_what_was_not_kept_says_how_much_there_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("recording.json");
    let (_, text) = record(&path, ok("CANARY CANARY"), input()).await;
    assert!(text.contains("\"withheld_bytes\": 13"), "{text}");
    let error = replay(&path, input()).await.unwrap_err().to_string();
    assert!(
        error.contains("the reply to this request of ListSecrets was not kept") && error.contains("13 bytes"),
        "{error}"
    );

    let (outcome, text) = record(&path, ok(" \n"), input()).await;
    assert!(outcome.is_ok() && text.contains("\"members\": {}"), "{text}");
    assert!(replay(&path, input()).await.is_ok(), "a body without anything in it is the same one again");
}
