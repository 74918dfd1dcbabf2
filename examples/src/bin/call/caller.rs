//! One call: from an operation's name and JSON to JSON.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::{Map, Value, json};
use shapesmith_runtime::dynamic::{self, DynamicEvents, DynamicOperation, DynamicPages};
use shapesmith_runtime::http::hyper::HyperClient;
use shapesmith_runtime::http::{Body, BoxFuture, HttpClient, HttpError, Limits, collect};
use shapesmith_runtime::request::dry_run;
use shapesmith_runtime::shape::{Structure, View};
use shapesmith_runtime::{Bytes, Client, Config, ConfigError, RequestConfig};

use crate::{Error, pages, received, streams};

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
    /// The file that is the body of the request.
    pub(crate) body: Option<PathBuf>,
    /// The file that the body of the reply goes to.
    pub(crate) output: Option<PathBuf>,
}

/// The crates whose operations are known by name.
const REGISTRIES: [&[DynamicOperation]; 2] = [ssm::registry::OPERATIONS, s3::registry::OPERATIONS];

/// Calls operations by name.
pub(crate) struct Caller {
    config: Config,
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
        Ok(Self { config, last_reply })
    }

    /// What the reply to a question says beside its events, and these; `None` where it has none, or nothing is sent.
    pub(crate) async fn events(&self, question: &Question) -> Result<Option<(Value, DynamicEvents)>, Error> {
        let operation = find(&question.operation)?;
        if question.dry_run || !operation.gives_events() {
            return Ok(None);
        }
        if question.output.is_some() {
            return Err(streams::mismatch(operation).into());
        }
        let client = Client::new(operation.schema.service, self.config.clone());
        let mut input = operation.empty_input();
        dynamic::read_input(&mut *input, &question.input)?;
        let mut output = operation.empty_output();
        self.last_reply.pass_streams(true);
        client.call(operation.schema, &mut *input, &mut *output, &RequestConfig::new()).await?;
        let events = dynamic::take_output_events(&mut *output);
        let beside = dynamic::to_json(View::Structure(&*output))?;
        Ok(events.map(|events| (beside, events)))
    }

    /// Answers a question.
    pub(crate) async fn answer(&self, question: &Question) -> Result<Value, Error> {
        let operation = find(&question.operation)?;
        let client = Client::new(operation.schema.service, self.config.clone());
        let mut input = operation.empty_input();
        dynamic::read_input(&mut *input, &question.input)?;
        if let Some(file) = &question.body {
            streams::send(file, operation, &mut *input)?;
        }
        if operation.gives_events() && !question.dry_run {
            let name = operation.name();
            return Err(format!("{name}: its reply is a stream of events; call it outside of a batch").into());
        }
        if operation.gives_stream() != question.output.is_some() && !question.dry_run {
            return Err(streams::mismatch(operation).into());
        }
        let config = RequestConfig::new();
        if question.dry_run {
            return request(&dry_run(&client, operation.schema, &mut *input, &config)?);
        }
        if question.all_pages || question.max_items.is_some() || question.starting_token.is_some() {
            let mut pages = pages_of(client, operation, input)?;
            if let Some(token) = &question.starting_token {
                pages = pages.starting_token(token);
            }
            return pages::join(|output| self.received(output), pages, question.max_items).await;
        }
        let mut output = operation.empty_output();
        self.last_reply.pass_streams(operation.gives_stream());
        client.call(operation.schema, &mut *input, &mut *output, &config).await?;
        if let Some(file) = &question.output {
            streams::receive(file, &mut *output).await?;
        }
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
}

/// The operation of a name, of whichever crate.
fn find(name: &str) -> Result<&'static DynamicOperation, Error> {
    let [first, others @ ..] = REGISTRIES;
    let found = others.into_iter().find_map(|operations| dynamic::find(operations, name).ok());
    match found {
        Some(operation) => Ok(operation),
        None => Ok(dynamic::find(first, name)?),
    }
}

fn pages_of(
    client: Client,
    operation: &'static DynamicOperation,
    input: Box<dyn Structure>,
) -> Result<DynamicPages, Error> {
    DynamicPages::new(client, operation, input, RequestConfig::new()).ok_or_else(|| {
        format!(
            "{}: the model has no paginator for this operation, so it cannot be asked for pages",
            operation.name()
        )
        .into()
    })
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
struct LastReply {
    body: Arc<Mutex<Bytes>>,
    passes_streams: Arc<AtomicBool>,
}

impl LastReply {
    fn set(&self, body: Bytes) {
        *self.body.lock().unwrap_or_else(PoisonError::into_inner) = body;
    }

    /// Whether replies are passed on as they come, since they are streams.
    fn pass_streams(&self, yes: bool) {
        self.passes_streams.store(yes, Ordering::Relaxed);
    }

    /// The body as JSON, an empty object where it is empty; `None` where it is something else.
    fn json(&self) -> Option<Value> {
        let body = self.body.lock().unwrap_or_else(PoisonError::into_inner).clone();
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
            let reply = self.client.send(request).await?;
            if self.last_reply.passes_streams.load(Ordering::Relaxed) {
                self.last_reply.set(Bytes::new());
                return Ok(reply);
            }
            let reply = collect(reply, LIMITS).await?;
            self.last_reply.set(reply.body().clone());
            Ok(reply.map(Body::from))
        })
    }
}
