//! Puts cases through the runtime: a question on each line of standard input, an answer on each line
//! of standard output. Nothing is judged here.

mod services;

use std::io::Write;
use std::sync::{Arc, Mutex};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};
use shapesmith_runtime::dynamic::{self, DynamicOperation};
use shapesmith_runtime::http::{Body, BoxFuture, HttpClient, HttpError};
use shapesmith_runtime::shape::{Current, Structure, View};
use shapesmith_runtime::events::{HeaderValue, Message};
use shapesmith_runtime::{Bytes, Client, Config, Credentials, Environment, RequestConfig, Timestamp};

type Error = Box<dyn std::error::Error>;

fn main() -> Result<(), Error> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
    for line in std::io::stdin().lines() {
        let question: Value = serde_json::from_str(&line?)?;
        let mut answer = match runtime.block_on(answer(&question)) {
            Ok(answer) => answer,
            Err(error) => json!({ "failed": error.to_string() }),
        };
        answer["number"] = question["number"].clone();
        writeln!(std::io::stdout(), "{answer}")?;
    }
    Ok(())
}

async fn answer(question: &Value) -> Result<Value, Error> {
    let text = |key: &str| question[key].as_str().unwrap_or_default();
    let service = services::SERVICES.iter().find(|(name, _)| *name == text("service"));
    let (_, operations) = service.ok_or("no such service")?;
    let operation = dynamic::find(operations, text("operation"))?;
    let mut input = operation.empty_input();
    if let params @ Value::Object(_) = &question["params"] {
        dynamic::read_input(&mut *input, &params.to_string())?;
        let taker = Taker::default();
        let client = client(operation, text("endpoint_url"), taker.clone())?;
        let mut output = operation.empty_output();
        // What the empty answer is taken for does not matter, unless nothing was sent.
        let outcome = client.call(operation.schema, &mut *input, &mut *output, &RequestConfig::new()).await;
        return match (taker.take(), outcome) {
            (Some(request), _) => Ok(json!({ "request": written(&request) })),
            (None, Err(failure)) => Err(failure.into()),
            (None, Ok(_)) => Err("nothing was sent".into()),
        };
    }
    if let labels @ Value::Object(_) = &question["labels"] {
        dynamic::read_input(&mut *input, &labels.to_string())?;
    }
    let client = client(operation, text("endpoint_url"), Reply::of(&question["response"], question["binary"] == true)?)?;
    let mut output = operation.empty_output();
    let outcome = client.call(operation.schema, &mut *input, &mut *output, &RequestConfig::new()).await;
    let failure = match outcome {
        Ok(_) if question["events"] == true => return events(&mut *output).await,
        Ok(_) => return Ok(json!({ "output": with_streams(&*output).await? })),
        Err(failure) if failure.as_service_error().is_some() => failure,
        Err(failure) => return Err(failure.into()),
    };
    let exception = operation.exception(&failure);
    let read = exception.as_ref().and_then(|exception| exception.structure());
    Ok(json!({
        "error": {
            "code": failure.code(),
            "message": failure.message(),
            "shape": read.map(|read| read.schema().name),
            "members": read.map_or_else(|| json!({}), structure),
        }
    }))
}

/// The events of an output, and what ended them before their time.
async fn events(output: &mut dyn Structure) -> Result<Value, Error> {
    let mut stream = dynamic::take_output_events(output).ok_or("the output has no events")?;
    let mut answer = json!({ "output": structure(output) });
    let mut read = Vec::new();
    while let Some(event) = stream.next().await {
        match event {
            Ok(event) => read.push(event),
            Err(failure) if failure.as_service_error().is_some() => {
                answer["error"] = json!({ "code": failure.code(), "message": failure.message() });
            }
            Err(failure) => answer["failed"] = failure.to_string().into(),
        }
    }
    answer["events"] = read.into();
    Ok(answer)
}

fn client(operation: &DynamicOperation, endpoint_url: &str, http: impl HttpClient + 'static) -> Result<Client, Error> {
    let config = Config::builder()
        .environment(Environment::empty())
        .region("us-east-1")
        .credentials(Credentials::new("AKIDEXAMPLE", "secret"))
        .endpoint_url(endpoint_url)
        // Suites want the checksum of before there was a choice of others.
        .content_md5(true)
        .max_attempts(1)
        .http_client(http)
        .build()?;
    Ok(Client::new(operation.schema.service, config))
}

/// A request as it goes out.
fn written(request: &http::Request<Bytes>) -> Value {
    let mut headers = Map::new();
    // HTTP clients add it on their own, from the body that they are given.
    let has_length = !request.body().is_empty() || !matches!(request.method().as_str(), "GET" | "HEAD");
    if has_length {
        headers.insert("content-length".to_owned(), request.body().len().to_string().into());
    }
    for name in request.headers().keys() {
        let values = request.headers().get_all(name).iter();
        let values: Vec<_> = values.map(|value| String::from_utf8_lossy(value.as_bytes())).collect();
        headers.insert(name.to_string(), values.join(",").into());
    }
    json!({
        "method": request.method().as_str(),
        "url": request.uri().to_string(),
        "headers": headers,
        "body": std::str::from_utf8(request.body()).ok(),
        "body_base64": STANDARD.encode(request.body()),
    })
}

/// A server that keeps the request, and says nothing.
#[derive(Clone, Default)]
struct Taker(Arc<Mutex<Option<http::Request<Bytes>>>>);

impl Taker {
    fn take(&self) -> Option<http::Request<Bytes>> {
        self.0.lock().ok()?.take()
    }
}

impl HttpClient for Taker {
    fn send(&self, request: http::Request<Body>) -> BoxFuture<'_, Result<http::Response<Body>, HttpError>> {
        Box::pin(async move {
            let (head, mut body) = request.into_parts();
            let mut bytes = Vec::new();
            while let Some(chunk) = body.next().await {
                bytes.extend_from_slice(&chunk?);
            }
            if let Ok(mut taken) = self.0.lock() {
                *taken = Some(http::Request::from_parts(head, bytes.into()));
            }
            Ok(http::Response::new(Body::empty()))
        })
    }
}

/// A server that gives the same reply to everything.
#[derive(Default)]
struct Reply(http::Response<Bytes>);

impl Reply {
    fn of(response: &Value, is_binary: bool) -> Result<Self, Error> {
        let status = response["status_code"].as_u64().unwrap_or(200);
        let mut reply = http::Response::builder().status(u16::try_from(status)?);
        for (name, value) in response["headers"].as_object().into_iter().flatten() {
            reply = reply.header(name, value.as_str().unwrap_or_default());
        }
        let text = |value: &Value| -> Result<Vec<u8>, Error> {
            let text = value.as_str().unwrap_or_default();
            Ok(if is_binary { STANDARD.decode(text)? } else { text.as_bytes().to_vec() })
        };
        let mut body = text(&response["body"])?;
        for event in response["messages"].as_array().into_iter().flatten() {
            body.extend(match event["bytes"].as_str() {
                Some(whole) => STANDARD.decode(whole)?,
                None => message(event, text(&event["body"])?)?.encode()?.to_vec(),
            });
        }
        Ok(Self(reply.body(body.into())?))
    }
}

/// A message as a suite describes it: each header is an object whose one key says the type of its value.
fn message(event: &Value, payload: Vec<u8>) -> Result<Message, Error> {
    let mut message = Message::new(payload);
    for (name, value) in event["headers"].as_object().into_iter().flatten() {
        let (kind, value) = value.as_object().and_then(|typed| typed.iter().next()).ok_or("a header without type")?;
        let number = || value.as_i64().ok_or("a header that is no number");
        let words = || value.as_str().unwrap_or_default();
        message = message.header(name, match kind.as_str() {
            "boolean" => HeaderValue::Boolean(*value == true),
            "byte" => HeaderValue::Byte(number()?.try_into()?),
            "short" => HeaderValue::Short(number()?.try_into()?),
            "integer" => HeaderValue::Integer(number()?.try_into()?),
            "long" => HeaderValue::Long(number()?),
            "blob" => HeaderValue::Bytes(words().to_owned().into()),
            "string" => HeaderValue::String(words().into()),
            "timestamp" if value.is_string() => HeaderValue::Timestamp(words().parse()?),
            "timestamp" => HeaderValue::Timestamp(Timestamp::from_secs(number()?)),
            _ => return Err(format!("a header of the type {kind}").into()),
        });
    }
    Ok(message)
}

impl HttpClient for Reply {
    fn send(&self, _: http::Request<Body>) -> BoxFuture<'_, Result<http::Response<Body>, HttpError>> {
        let reply = self.0.clone();
        Box::pin(async move { Ok(reply.map(Body::from)) })
    }
}

/// An output with what its stream holds; nothing where that is empty.
async fn with_streams(output: &dyn Structure) -> Result<Value, Error> {
    let mut read = structure(output);
    for (index, member) in output.schema().members.iter().enumerate() {
        if let View::Stream(stream) = output.view(index) {
            let bytes = stream.clone().collect().await?;
            read[member.name] = match bytes.is_empty() {
                true => Value::Null,
                false => String::from_utf8_lossy(&bytes).into(),
            };
        }
    }
    Ok(read)
}

fn structure(value: &dyn Structure) -> Value {
    plain(View::Structure(value))
}

/// A value as suites write results: timestamps as epoch seconds, blobs as text. It is made from what
/// shapes show of themselves, not by the runtime's own writing.
fn plain(view: View<'_>) -> Value {
    match view {
        View::Boolean(value) => value.into(),
        View::Integer(value) => value.into(),
        View::Long(value) => value.into(),
        View::Float(value) => number(value.into()),
        View::Double(value) => number(value),
        View::String(value) | View::Enum(value) => value.into(),
        View::Blob(value) => String::from_utf8_lossy(value).into(),
        View::Timestamp(value) => match value.subsec_nanos() {
            0 => value.secs().into(),
            _ => value.as_secs_f64().into(),
        },
        View::Document(value) => value.clone(),
        View::Structure(value) => {
            let members = value.schema().members.iter().enumerate();
            let present = members.filter(|(index, _)| !value.view(*index).is_null());
            Value::Object(
                present.map(|(index, member)| (member.name.to_owned(), plain(value.view(index)))).collect(),
            )
        }
        View::Union(value) => match value.current() {
            Current::Member(index, view) => match value.schema().members.get(index) {
                Some(member) => json!({ member.name: plain(view) }),
                None => Value::Null,
            },
            Current::Unknown("") => json!({}),
            Current::Unknown(name) => json!({ "SDK_UNKNOWN_MEMBER": { "name": name } }),
        },
        View::List(value) => (0..value.len()).map(|index| plain(value.get(index))).collect(),
        View::Map(value) => Value::Object(
            value.entries().into_iter().map(|(key, view)| (key.to_owned(), plain(view))).collect(),
        ),
        _ => Value::Null,
    }
}

fn number(value: f64) -> Value {
    if value.is_nan() {
        "NaN".into()
    } else if value.is_infinite() {
        (if value > 0.0 { "Infinity" } else { "-Infinity" }).into()
    } else {
        value.into()
    }
}
