//! Puts calls through generated crates, for `botocore_peer.py`: a question on each line of standard input, an answer on
//! each line of standard output. Replies are part of the questions, and nothing is judged here.

mod pages;
mod services;

use std::collections::VecDeque;
use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::Deserialize;
use serde_json::{Value, json};
use shapesmith_runtime::credentials::BearerToken;
use shapesmith_runtime::dynamic::{self, DynamicOperation, DynamicPages};
use shapesmith_runtime::error::Failure;
use shapesmith_runtime::http::{Body, BoxFuture, HttpClient, HttpError, HttpErrorKind, Limits, collect};
use shapesmith_runtime::request::dry_run;
use shapesmith_runtime::shape::{Structure, View};
use shapesmith_runtime::{Bytes, Client, Config, Credentials, Environment, RequestConfig};

type Error = Box<dyn std::error::Error + Send + Sync>;

/// What is asked. Without replies the request alone is shown.
#[derive(Deserialize)]
struct Question {
    service: String,
    operation: String,
    endpoint_url: String,
    input: Value,
    #[serde(default)]
    replies: VecDeque<Reply>,
    /// Whether the replies are pages, to be joined.
    #[serde(default)]
    all_pages: bool,
    max_items: Option<usize>,
    starting_token: Option<String>,
}

/// A reply, with its body in base64.
#[derive(Deserialize)]
struct Reply {
    status: u16,
    headers: Vec<(String, String)>,
    body: String,
}

fn main() -> Result<(), Error> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
    for line in std::io::stdin().lines() {
        let question: Question = serde_json::from_str(&line?)?;
        let answer = match runtime.block_on(answer(question)) {
            Ok(answer) => answer,
            Err(error) => json!({ "failed": error.to_string() }),
        };
        writeln!(std::io::stdout(), "{answer}")?;
    }
    Ok(())
}

async fn answer(question: Question) -> Result<Value, Error> {
    let service = services::SERVICES.iter().find(|(name, _)| *name == question.service);
    let (_, operations) = service.ok_or("no such service")?;
    let operation = dynamic::find(operations, &question.operation)?;
    let mut input = operation.empty_input();
    dynamic::read_input(&mut *input, &question.input.to_string())?;
    let service = Canned::default();
    let client = client(operation, &question.endpoint_url, service.clone())?;
    let config = RequestConfig::new();
    if question.replies.is_empty() {
        let request = dry_run(&client, operation.schema, &mut *input, &config)?;
        return Ok(json!({ "request": written(&request) }));
    }
    service.lock().replies = question.replies;
    if question.all_pages {
        let pages = DynamicPages::new(client, operation, input, config).ok_or("no paginator")?;
        let pages = match &question.starting_token {
            Some(token) => pages.starting_token(token),
            None => pages,
        };
        let output = pages::join(json_of, pages, question.max_items).await?;
        return Ok(json!({ "output": output, "requests": service.lock().requests }));
    }
    let mut output = operation.empty_output();
    match client.call(operation.schema, &mut *input, &mut *output, &config).await {
        Ok(_) => Ok(json!({ "output": json_of(&*output)? })),
        Err(failure) if failure.as_service_error().is_some() => error(operation, &failure),
        Err(failure) => Err(failure.into()),
    }
}

/// An error of the service, and the exception of the model that it is.
fn error(operation: &DynamicOperation, failure: &Failure) -> Result<Value, Error> {
    let exception = operation.exception(failure);
    let exception = exception.as_ref().and_then(|exception| exception.structure());
    Ok(json!({
        "error": {
            "code": failure.code(),
            "message": failure.message(),
            "shape": exception.map(|exception| exception.schema().name),
            "members": exception.map(json_of).transpose()?,
        }
    }))
}

fn json_of(structure: &dyn Structure) -> Result<Value, Error> {
    Ok(dynamic::to_json(View::Structure(structure))?)
}

fn client(operation: &DynamicOperation, endpoint_url: &str, service: Canned) -> Result<Client, Error> {
    let config = Config::builder()
        .environment(Environment::empty())
        .region("us-east-1")
        .credentials(Credentials::new("AKIDEXAMPLE", "secret"))
        .bearer_token(BearerToken::new("EXAMPLETOKEN"))
        .secrets_over_http(true)
        .endpoint_url(endpoint_url)
        .max_attempts(1)
        .http_client(service)
        .build()?;
    Ok(Client::new(operation.schema.service, config))
}

/// A request as it goes out, its body in base64.
fn written(request: &http::Request<Bytes>) -> Value {
    let headers = request.headers().iter();
    let headers = headers.map(|(name, value)| (name.as_str(), String::from_utf8_lossy(value.as_bytes())));
    json!({
        "method": request.method().as_str(),
        "url": request.uri().to_string(),
        "headers": headers.collect::<Vec<_>>(),
        "body": BASE64.encode(request.body()),
    })
}

/// A service that gives the replies of the question, and keeps what it was asked.
#[derive(Clone, Default)]
struct Canned(Arc<Mutex<Exchange>>);

#[derive(Default)]
struct Exchange {
    replies: VecDeque<Reply>,
    requests: Vec<Value>,
}

impl Canned {
    fn lock(&self) -> std::sync::MutexGuard<'_, Exchange> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn next(&self, request: &http::Request<Bytes>) -> Result<http::Response<Body>, Error> {
        let mut exchange = self.lock();
        exchange.requests.push(written(request));
        let reply = exchange.replies.pop_front().ok_or("asked once too often")?;
        let mut response = http::Response::builder().status(reply.status);
        for (name, value) in &reply.headers {
            response = response.header(name, value.as_bytes());
        }
        Ok(response.body(Body::from(Bytes::from(BASE64.decode(&reply.body)?)))?)
    }
}

impl HttpClient for Canned {
    fn send(&self, request: http::Request<Body>) -> BoxFuture<'_, Result<http::Response<Body>, HttpError>> {
        Box::pin(async move {
            let (parts, body) = request.into_parts();
            let whole = collect(http::Response::new(body), Limits::new(64 << 20)).await?.into_body();
            self.next(&http::Request::from_parts(parts, whole)).map_err(|error| HttpError::new(HttpErrorKind::Other, error))
        })
    }
}
