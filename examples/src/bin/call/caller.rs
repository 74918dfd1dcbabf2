//! One call: from an operation's name and JSON to JSON.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::{Map, Value, json};
use shapesmith_runtime::dynamic::{self, DynamicOperation, DynamicPages};
use shapesmith_runtime::http::hyper::HyperClient;
use shapesmith_runtime::http::{Body, BoxFuture, HttpClient, HttpError, Limits, collect};
use shapesmith_runtime::request::dry_run;
use shapesmith_runtime::shape::{Structure, View};
use shapesmith_runtime::{Bytes, Client, Config, ConfigError, RequestConfig};
use ssm::registry::OPERATIONS;

use crate::{Error, pages, received};

/// What is asked of a caller.
pub(crate) struct Question {
    /// The operation's name.
    pub(crate) operation: String,
    /// The input, as JSON.
    pub(crate) input: String,
    /// Whether to fetch all pages.
    pub(crate) all_pages: bool,
    /// How many results to stop at.
    pub(crate) max_items: Option<usize>,
    /// Where to begin.
    pub(crate) starting_token: Option<String>,
    /// Whether to show the request rather than to send it.
    pub(crate) dry_run: bool,
}

/// Calls operations by name.
pub(crate) struct Caller {
    client: Client,
    last_reply: LastReply,
}

impl Caller {
    /// A caller that is configured by the environment and the profile, but for what is given.
    pub(crate) fn new(region: Option<&str>, endpoint_url: Option<&str>) -> Result<Self, Error> {
        let last_reply = LastReply::default();
        let http = HyperClient::new(Duration::from_secs(5))?;
        let recorder = Recorder { client: http, last_reply: last_reply.clone() };
        let config = match config(region, endpoint_url, recorder.clone())? {
            // A server of one's own has no regions, but a signature is always for one.
            unsaid if unsaid.region().is_empty() => config(Some("us-east-1"), endpoint_url, recorder)?,
            config => config,
        };
        let first = OPERATIONS.first().ok_or("the crate was generated without operations")?;
        Ok(Self { client: Client::new(first.schema.service, config), last_reply })
    }

    /// Answers a question.
    pub(crate) async fn answer(&self, question: &Question) -> Result<Value, Error> {
        let operation = dynamic::find(OPERATIONS, &question.operation)?;
        let mut input = operation.empty_input();
        dynamic::read_input(&mut *input, &question.input)?;
        let config = RequestConfig::new();
        if question.dry_run {
            return request(&dry_run(&self.client, operation.schema, &mut *input, &config)?);
        }
        if question.all_pages || question.max_items.is_some() || question.starting_token.is_some() {
            let mut pages = self.pages(operation, input)?;
            if let Some(token) = &question.starting_token {
                pages = pages.starting_token(token);
            }
            return pages::join(|output| self.received(output), pages, question.max_items).await;
        }
        let mut output = operation.empty_output();
        self.client.call(operation.schema, &mut *input, &mut *output, &config).await?;
        self.received(&*output)
    }

    /// The output of the last call, with nothing that the reply did not hold; where its body is not JSON, that cannot be
    /// told, and the whole output is given.
    fn received(&self, output: &dyn Structure) -> Result<Value, Error> {
        let json = dynamic::to_json(View::Structure(output))?;
        Ok(match self.last_reply.json() {
            Some(body) => received::only(json, output.schema(), &body),
            None => json,
        })
    }

    fn pages(
        &self,
        operation: &'static DynamicOperation,
        input: Box<dyn Structure>,
    ) -> Result<DynamicPages, Error> {
        DynamicPages::new(self.client.clone(), operation, input, RequestConfig::new()).ok_or_else(|| {
            format!(
                "{}: the model has no paginator for this operation, so it cannot be asked for pages",
                operation.name()
            )
            .into()
        })
    }
}

fn config(region: Option<&str>, endpoint_url: Option<&str>, http: Recorder) -> Result<Config, ConfigError> {
    let mut config = Config::builder().http_client(http);
    if let Some(region) = region {
        config = config.region(region);
    }
    if let Some(url) = endpoint_url {
        config = config.endpoint_url(url);
    }
    config.build()
}

/// A request, for people and programs to look at.
fn request(request: &http::Request<Bytes>) -> Result<Value, Error> {
    let mut headers = Map::new();
    for (name, value) in request.headers() {
        headers.insert(name.to_string(), String::from_utf8_lossy(value.as_bytes()).into());
    }
    let (key, body) = match std::str::from_utf8(request.body()) {
        Ok(body) => ("body", body.into()),
        Err(_) => ("body_base64", dynamic::to_json(View::Blob(request.body()))?),
    };
    Ok(json!({
        "method": request.method().as_str(),
        "url": request.uri().to_string(),
        "headers": headers,
        key: body,
    }))
}

/// The body of the last reply. An output holds an empty value for a required member that the reply
/// left out; what the reply did hold is seen here alone.
#[derive(Clone, Default)]
struct LastReply(Arc<Mutex<Bytes>>);

impl LastReply {
    fn set(&self, body: Bytes) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = body;
    }

    /// The body as JSON, an empty object where it is empty; `None` where it is something else.
    fn json(&self) -> Option<Value> {
        let body = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if body.is_empty() {
            return Some(Value::Object(Map::new()));
        }
        serde_json::from_slice(&body).ok()
    }
}

/// The largest reply that is kept, in bytes; it is what calls read at most.
const LIMITS: Limits = Limits::new(64 << 20);

/// An HTTP client that keeps what was received last.
#[derive(Clone)]
struct Recorder {
    client: HyperClient,
    last_reply: LastReply,
}

impl HttpClient for Recorder {
    fn send(&self, request: http::Request<Body>) -> BoxFuture<'_, Result<http::Response<Body>, HttpError>> {
        Box::pin(async move {
            let reply = collect(self.client.send(request).await?, LIMITS).await?;
            self.last_reply.set(reply.body().clone());
            Ok(reply.map(Body::from))
        })
    }
}
