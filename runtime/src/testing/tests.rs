//! Record and replay with a protocol that nobody speaks: names in a header, members in the body with every byte turned
//! over, errors by their status alone. Whatever is kept comes from its two halves.

#![allow(clippy::unwrap_used)]

use bytes::Bytes;
use http::{HeaderValue, Request, Response, StatusCode};

use super::anything::Anything;
use super::{CannedHttp, CannedReply, HttpClient, Recorder, Replay, config, stored};
use crate::client::Client;
use crate::client::overrides::RequestConfig;
use crate::codec::json::read::{self, Notes, Unknown, Unreadable};
use crate::error::{Failure, RequestError};
use crate::protocol::server::{Complaint, Server};
use crate::protocol::{OperationSchema, Protocol, Refusal, Sealed, ServiceSchema};
use crate::schema::{ErrorSchema, Fact, Member, StructureSchema, Target, TimestampFormat, Traits};
use crate::shape::{Slot, Structure};

#[derive(Debug)]
struct TurnedOver;

static MEMBERS: [Member; 3] = [
    Member::new("name", "Name", Target::String),
    Member::new("secret", "Secret", Target::String).set(Fact::Trait(Traits::SENSITIVE)),
    Member::new("at", "At", Target::Timestamp).set(Fact::Timestamp(TimestampFormat::HttpDate)),
];
static SHAPE: StructureSchema = StructureSchema::new("Shape", &MEMBERS);
static SERVICE: ServiceSchema = ServiceSchema::new("Turned", &TurnedOver);
static ERRORS: [ErrorSchema; 1] = [ErrorSchema {
    code: "Gone",
    shape: Target::Structure(&SHAPE),
    retryable: false,
    throttling: false,
    fault: false,
}];
static OPERATION: OperationSchema =
    OperationSchema::new(&SERVICE, Target::Structure(&SHAPE), Target::Structure(&SHAPE), &ERRORS)
        .name("Turn");

fn turned(bytes: &[u8]) -> Bytes {
    bytes.iter().map(|byte| !byte).collect()
}

fn written(value: &dyn Structure) -> Bytes {
    turned(stored::write(value).unwrap().to_string().as_bytes())
}

fn fill(body: &[u8], value: &mut dyn Structure) -> Result<(), String> {
    let json: serde_json::Value = serde_json::from_slice(&turned(body)).map_err(|error| error.to_string())?;
    read::read(Slot::Structure(value), &Notes::default(), json).map_err(|error| error.to_string())
}

fn unreadable(reason: String) -> Unreadable {
    Unreadable { path: None, reason }
}

impl Sealed for TurnedOver {}

impl Protocol for TurnedOver {
    fn id(&self) -> &'static str {
        "turned over"
    }

    fn request(
        &self,
        operation: &'static OperationSchema,
        input: &dyn Structure,
    ) -> Result<Request<Bytes>, RequestError> {
        let mut request = Request::new(written(input));
        request.headers_mut().insert("x-name", HeaderValue::from_static(operation.name));
        Ok(request)
    }

    fn output(
        &self,
        _: &'static OperationSchema,
        reply: &Response<Bytes>,
        output: &mut dyn Structure,
    ) -> Result<Vec<Unknown>, Unreadable> {
        fill(reply.body(), output).map(|()| Vec::new()).map_err(unreadable)
    }

    fn refusal(&self, _: &'static OperationSchema, reply: &Response<Bytes>) -> Refusal {
        let mut refusal = Refusal::default();
        if reply.status() == StatusCode::GONE {
            refusal.code = Some("Gone".to_owned());
        }
        refusal
    }

    fn exception(
        &self,
        _: &'static ErrorSchema,
        reply: &Response<Bytes>,
        exception: &mut dyn Structure,
    ) -> Result<(), Unreadable> {
        fill(reply.body(), exception).map_err(unreadable)
    }

    fn server(&self) -> &dyn Server {
        self
    }
}

impl Server for TurnedOver {
    fn operation_name(&self, _: &ServiceSchema, request: &Request<Bytes>) -> Result<String, String> {
        let name = request.headers().get("x-name").and_then(|name| name.to_str().ok());
        name.map(str::to_owned).ok_or_else(|| "no name".to_owned())
    }

    fn read_input(
        &self,
        _: &'static OperationSchema,
        request: &Request<Bytes>,
        input: &mut dyn Structure,
    ) -> Result<(), String> {
        fill(request.body(), input)
    }

    fn write_output(
        &self,
        _: &'static OperationSchema,
        output: &dyn Structure,
    ) -> Result<Response<Bytes>, String> {
        Ok(Response::new(written(output)))
    }

    fn write_error(
        &self,
        _: &'static OperationSchema,
        complaint: &Complaint<'_>,
    ) -> Result<Response<Bytes>, String> {
        let body = complaint.exception.map(written).unwrap_or_default();
        let mut answer = Response::new(body);
        *answer.status_mut() = StatusCode::GONE;
        Ok(answer)
    }
}

fn value(json: &str) -> Anything {
    stored::read(Target::Structure(&SHAPE), &serde_json::from_str(json).unwrap()).unwrap()
}

/// The output that a call gives, as text.
async fn call(client: &Client, input: &str) -> Result<String, Failure> {
    let (mut input, mut output) = (value(input), Anything::of(&SHAPE));
    client.call(&OPERATION, &mut input, &mut output, &RequestConfig::new()).await?;
    Ok(shown(&output))
}

fn client(http: impl HttpClient) -> Client {
    Client::new(&SERVICE, config(http).max_attempts(1).build().unwrap())
}

fn shown(value: &dyn Structure) -> String {
    stored::write(value).unwrap().to_string()
}

fn answer(status: u16, json: &str) -> CannedReply {
    CannedReply::new(status, written(&value(json)))
}

#[tokio::test]
async fn a_protocol_is_recorded_and_replayed_by_its_two_halves() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("recording.json");
    let service = CannedHttp::new([
        answer(200, r#"{"Name": "of hush-hush", "Secret": "quiet", "At": 0.5}"#),
        answer(410, r#"{"Name": "not quiet-quiet", "Secret": "quiet-quiet"}"#),
        CannedReply::new(200, "hush"),
    ]);
    let recording = client(Recorder::new(service, &path));
    for _ in 0..3 {
        let _ = call(&recording, r#"{"Name": "x", "Secret": "hush-hush"}"#).await;
    }
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(!text.contains("hush") && !text.contains("quiet"), "{text}");

    let replay = client(Replay::open(&path).unwrap());
    let other = r#"{"Secret": "another", "Name": "x"}"#;
    let expected =
        value(r#"{"Name": "of <redacted>", "Secret": "<redacted>", "At": "1970-01-01T00:00:00.5Z"}"#);
    assert_eq!(call(&replay, other).await.unwrap(), shown(&expected));

    let gone = call(&replay, other).await.unwrap_err();
    assert_eq!((gone.code(), gone.status()), (Some("Gone"), Some(410)));
    let mut exception = Anything::of(&SHAPE);
    (gone.facts().answer.as_ref().unwrap().read)(&mut exception);
    let expected = value(r#"{"Name": "not <redacted>", "Secret": "<redacted>"}"#);
    assert_eq!(shown(&exception), shown(&expected));

    let withheld = call(&replay, other).await.unwrap_err().to_string();
    assert!(withheld.contains("was not kept") && withheld.contains("4 bytes"), "{withheld}");
}
