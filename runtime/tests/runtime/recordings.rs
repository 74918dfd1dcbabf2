//! Recordings of values of every kind, and of errors of every kind: a replay gives the same again.

use std::collections::HashMap;
use std::path::Path;

use shapesmith_runtime::error::{ErrorKind, Unhandled};
use shapesmith_runtime::http::HttpClient;
use shapesmith_runtime::operation::{Operation, OperationSchema, ServiceSchema};
use shapesmith_runtime::protocol::AwsJson;
use shapesmith_runtime::request::{RequestConfig, Response, send};
use shapesmith_runtime::test_util::{self, CannedHttp, CannedReply, Fake, Recorder, Replay};
use shapesmith_runtime::{Bytes, Client, Document, Error, Timestamp};

use crate::support::things::Status;

static PROTOCOL: AwsJson = AwsJson::v1_0("Any");
static SERVICE: ServiceSchema =
    ServiceSchema::new("Any", &PROTOCOL).signing_name("any").endpoint_prefix("any");

#[derive(Clone, PartialEq)]
enum Choice {
    Text(String),
    Moment(Timestamp),
    Inner(Box<Anything>),
    Unknown { name: String },
}

shapesmith_runtime::union! {
    Choice as "Choice" {
        Text: "Text" => String;
        Moment: "Moment" => Timestamp, DATE_TIME;
        Inner: "Inner" => shape::<Anything>();
    }
}

#[derive(Clone, Default, PartialEq)]
struct Anything {
    name: Option<String>,
    status: Option<Status>,
    choice: Option<Choice>,
    blob: Option<Bytes>,
    moment: Option<Timestamp>,
    day: Option<Timestamp>,
    ratio: Option<f64>,
    small: Option<f32>,
    sparse: Option<Vec<Option<String>>>,
    sparse_map: Option<HashMap<String, Option<i64>>>,
    document: Option<Document>,
    secret: Option<String>,
    token: Option<String>,
}

shapesmith_runtime::structure! {
    Anything as "Anything" {
        name: "Name" => String;
        status: "Status" => shape::<Status>();
        choice: "Choice" => shape::<Choice>();
        blob: "Blob" => Blob;
        moment: "Moment" => Timestamp;
        day: "Day" => Timestamp, HTTP_DATE;
        ratio: "Ratio" => Double;
        small: "Small" => Float;
        sparse: "Sparse" => SparseList(&each(String));
        sparse_map: "SparseMap" => SparseMap(&pair(each(String), each(Long)));
        document: "Document" => Document;
        secret: "Secret" => String, SENSITIVE;
        token: "Token" => String, IDEMPOTENCY_TOKEN;
    }
}

#[derive(Clone, PartialEq)]
struct Broken {
    message: Option<String>,
    part: Option<Box<Anything>>,
}

shapesmith_runtime::structure! {
    Broken as "Broken" {
        message: "Message" => String;
        part: "Part" => shape::<Anything>();
    }
}

shapesmith_runtime::exception! { Broken as "Broken", FAULT }

#[derive(Clone)]
enum AnythingError {
    Broken(Broken),
    Unhandled(Unhandled),
}

shapesmith_runtime::operation_error! {
    AnythingError {
        Broken(Broken);
    }
}

impl Operation for Anything {
    type Output = Self;
    type Error = AnythingError;

    const SCHEMA: &'static OperationSchema = &OperationSchema::of::<Self>(&SERVICE).name("Echo");
}

type Outcome = Result<Response<Anything>, Error<AnythingError>>;

async fn call(http: impl HttpClient, input: Anything) -> Outcome {
    let config = test_util::config(http).max_attempts(1).build().unwrap();
    send(&Client::new(&SERVICE, config), input, &RequestConfig::new()).await
}

fn named(name: &str) -> Anything {
    Anything { name: Some(name.into()), ..Anything::default() }
}

fn full() -> Anything {
    let sparse_map = HashMap::from([("a".to_owned(), None), ("b\"\n".to_owned(), Some(i64::MIN))]);
    Anything {
        status: Some("NEWER".into()),
        choice: Some(Choice::Moment(Timestamp::from_secs_and_nanos(-1, 7).unwrap())),
        blob: Some(Bytes::from_static(&[0xff, 0, b'{'])),
        moment: Timestamp::from_secs_and_nanos(253_402_300_800, 123_456_789),
        day: Timestamp::from_secs_and_nanos(1_769_860_800, 1),
        ratio: Some(f64::NEG_INFINITY),
        small: Some(0.1),
        sparse: Some(vec![None, Some(String::new()), None]),
        sparse_map: Some(sparse_map),
        ..named("full")
    }
}

/// What the service said, and what a replay says of it; and the text of the recording.
async fn twice(reply: CannedReply, input: Anything) -> (Outcome, Outcome, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("recording.json");
    let once = call(Recorder::new(CannedHttp::new([reply]), &path), input.clone()).await;
    let again = call(Replay::open(&path).unwrap(), input).await;
    (once, again, std::fs::read_to_string(&path).unwrap())
}

#[tokio::test]
async fn values_of_every_kind_are_the_same_again() {
    let inner = Choice::Inner(Box::new(full()));
    let values = [
        full(),
        Anything::default(),
        Anything { choice: Some(inner), status: Some(Status::Good), ..full() },
        Anything { choice: Some(Choice::Unknown { name: "Newer".into() }), ..Anything::default() },
        Anything { ratio: Some(f64::NAN), small: Some(f32::NAN), ..Anything::default() },
        Anything { sparse: Some(Vec::new()), blob: Some(Bytes::new()), ..Anything::default() },
    ];
    for value in values {
        // The service's answer to the same, by way of a fake.
        let body = serde_json::to_string(&value).unwrap();
        let (once, again, text) = twice(CannedReply::new(200, body), named("any")).await;
        let (once, again) = (once.unwrap().into_output(), again.unwrap().into_output());
        // `NaN` is not equal to itself.
        assert_eq!(format!("{once:?}"), format!("{value:?}"));
        assert_eq!(format!("{again:?}"), format!("{value:?}"), "{text}");
    }
}

#[tokio::test]
async fn a_value_of_any_depth_leaves_a_file_that_can_be_read() {
    for depth in 50..70 {
        let body = format!("{}{{}}{}", r#"{"Choice":{"Inner":"#.repeat(depth), "}}".repeat(depth));
        let (once, again, text) = twice(CannedReply::new(200, body), named("deep")).await;
        match (once, again) {
            (Ok(once), Ok(again)) => assert!(*once == *again && depth < 64),
            (_, Err(again)) => assert!(again.to_string().contains("was not kept") && depth > 58, "{again}"),
            (once, again) => panic!("{once:?} and then {again:?}: {text}"),
        }
    }
}

#[tokio::test]
async fn requests_of_every_kind_find_their_reply() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("recording.json");
    let with_document =
        Anything { document: Some(serde_json::json!({"any": ["thing"]})), ..named("document") };
    let inputs = [full(), with_document, Anything { ratio: Some(f64::NAN), ..named("none") }];
    let replies = inputs.iter().map(|input| {
        let name = input.name.as_deref().unwrap();
        CannedReply::new(200, format!(r#"{{"Name": "{name}"}}"#))
    });
    let recorder = std::sync::Arc::new(Recorder::new(CannedHttp::new(replies), &path));
    for input in &inputs {
        call(std::sync::Arc::clone(&recorder), input.clone()).await.unwrap();
    }
    let replay = std::sync::Arc::new(Replay::open(&path).unwrap());
    for input in inputs.into_iter().rev() {
        let name = input.name.clone();
        let secret = Some("another".to_owned());
        let error =
            call(std::sync::Arc::clone(&replay), Anything { secret, ..input.clone() }).await.unwrap_err();
        assert!(error.to_string().contains("no such request of Echo (3 others of it)"), "{error}");
        assert_eq!(call(std::sync::Arc::clone(&replay), input).await.unwrap().name, name);
    }
    assert_eq!(replay.unused(), 0);
}

#[tokio::test]
async fn a_document_is_kept_by_its_kind_alone() {
    let reply = CannedReply::new(200, r#"{"Name": "x", "Document": {"any": ["thing"]}}"#);
    let (once, again, text) = twice(reply, named("x")).await;
    assert_eq!(once.unwrap().document, Some(serde_json::json!({"any": ["thing"]})));
    assert_eq!(again.unwrap().document, Some(serde_json::json!({})), "{text}");
}

#[tokio::test]
async fn errors_of_every_kind_are_the_same_again() {
    let exception =
        r#"{"__type": "ns#Broken", "Message": "no", "Part": {"Status": "NEWER", "Sparse": [null]}}"#;
    let answers = [
        (500, exception, Some("Broken"), Some("no")),
        (400, r#"{"__type": "Broken", "errorMessage": "elsewhere"}"#, Some("Broken"), Some("elsewhere")),
        (503, r#"{"__type": "Newer", "message": "later", "More": {"a": 1}}"#, Some("Newer"), Some("later")),
        (
            400,
            r#"{"Error": {"Code": "Inside", "Message": "of another"}}"#,
            Some("Inside"),
            Some("of another"),
        ),
        (400, r#"{"message": "no code"}"#, None, Some("no code")),
        (400, "", None, None),
        (502, "<h1>Bad gateway</h1>", None, None),
        // What does not fit is not kept, and what happened is.
        (400, r#"{"__type": "Broken", "Message": "no", "Part": 7}"#, Some("Broken"), None),
    ];
    for (status, body, code, message) in answers {
        let reply = CannedReply::new(status, body).header("x-amzn-requestid", "r-1");
        let (once, again, text) = twice(reply, named("x")).await;
        let (once, again) = (once.unwrap_err(), again.unwrap_err());
        assert_eq!((again.status(), again.request_id()), (Some(status), Some("r-1")), "{text}");
        assert_eq!((once.code(), again.code(), again.message()), (code, code, message), "{text}");
        if message.is_some() {
            assert_eq!(again.into_service_error(), once.into_service_error(), "{text}");
        }
    }
}

#[tokio::test]
async fn request_ids_in_the_body_of_an_error_are_kept() {
    let body = r#"{"__type": "Newer", "RequestId": "r-2"}"#;
    let (once, again, text) = twice(CannedReply::new(400, body), named("x")).await;
    assert_eq!(once.unwrap_err().request_id(), Some("r-2"));
    assert_eq!(again.unwrap_err().request_id(), Some("r-2"), "{text}");
}

#[tokio::test]
async fn a_reply_that_does_not_fit_is_not_kept() {
    for body in [r#"{"Name": 7}"#, r#"{"Name": "x", "Sparse": {"a": 1}}"#, "[]", "Name: x", r#"{"Name": "x"#]
    {
        let (once, again, text) = twice(CannedReply::new(200, body), named("x")).await;
        assert!(matches!(once.unwrap_err().kind(), ErrorKind::Response(_)), "{body}");
        let again = again.unwrap_err().to_string();
        assert!(again.contains("was not kept"), "{again}");
        assert!(text.contains(&format!("\"withheld_bytes\": {}", body.len())), "{text}");
    }
}

#[tokio::test]
async fn a_message_of_an_answer_that_was_not_understood_is_not_kept() {
    for body in [
        r#"{"__type": "Broken", "Message": "you sent hush-hush", "Part": {"Name": 7, "Secret": "hush-hush"}}"#,
        r#"{"__type": "Newer", "Message": "you have hush-hush", "Name": 7, "Secret": "hush-hush"}"#,
        r#"{"__type": "Newer", "Message": "you have hush-hu"#,
        r#""you have hush-hush""#,
    ] {
        let (once, _, text) = twice(CannedReply::new(400, body), named("x")).await;
        assert!(once.unwrap_err().message().unwrap_or_default().contains("hush"), "{body}");
        assert!(!text.contains("hush"), "{text}");
    }
}

async fn replayed(path: &Path, exchange: &str, input: Anything) -> Outcome {
    std::fs::write(path, format!(r#"{{"version": 2, "exchanges": [{exchange}]}}"#)).unwrap();
    call(Replay::open(path).unwrap(), input).await
}

#[tokio::test]
async fn files_written_by_hand_may_hold_other_forms_and_bodies_as_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("recording.json");
    let exchange = |request: &str, status: u16, reply: &str| {
        format!(
            r#"{{"operation": "Echo", "request": {{"members": {request}}},
                "reply": {{"status": {status}, "headers": {{}}, {reply}}}}}"#
        )
    };
    let input =
        Anything { moment: Some(Timestamp::from_secs(1_769_860_800)), ratio: Some(1.0), ..named("x") };
    let request = r#"{"Ratio": 1, "Moment": "2026-01-31T13:00:00+01:00", "Name": "x", "Blob": null}"#;
    for reply in
        [r#""json": {"Name": "y"}"#, r#""text": "{\"Name\": \"y\"}""#, r#""base64": "eyJOYW1lIjogInkifQ==""#]
    {
        let answer = replayed(&path, &exchange(request, 200, reply), input.clone()).await;
        assert_eq!(answer.unwrap().name.as_deref(), Some("y"), "{reply}");
    }

    let told = [
        (200, r#""members": {"Name": 7}"#, "the recorded reply of Echo: "),
        (400, r#""error": {"code": "Broken", "members": {"Part": 7}}"#, "the recorded reply of Echo: Part: "),
        (
            400,
            r#""error": {"code": "X", "members": {}}"#,
            "members of an error that the model does not list (X)",
        ),
        (99, r#""text": """#, "invalid status code"),
    ];
    for (status, reply, complaint) in told {
        let error = replayed(&path, &exchange(request, status, reply), input.clone()).await.unwrap_err();
        assert!(error.to_string().contains(complaint), "{error}");
    }
}

#[tokio::test]
async fn a_fake_reads_what_the_client_compressed() {
    let fake = Fake::new(&SERVICE, |config| Client::new(&SERVICE, config));
    let fake = fake.on(|input: &Packed| Ok(Anything { name: input.name.clone(), ..Anything::default() }));
    let long = "long ".repeat(10_000);
    let input = Packed { name: Some(long.clone()) };
    let output = send(&fake.client(), input, &RequestConfig::new()).await.unwrap();
    assert_eq!(output.name, Some(long));
}

/// The input of an operation that takes large requests compressed.
#[derive(Clone, PartialEq)]
struct Packed {
    name: Option<String>,
}

shapesmith_runtime::structure! {
    Packed as "Packed" {
        name: "Name" => String;
    }
}

impl Operation for Packed {
    type Output = Anything;
    type Error = AnythingError;

    const SCHEMA: &'static OperationSchema = &OperationSchema::of::<Self>(&SERVICE).name("Pack").gzip();
}
