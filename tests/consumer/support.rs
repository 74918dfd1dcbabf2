//! A transport without a network, and a way to wait for a call.

use std::collections::VecDeque;
use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::{Request, Response};
use serde_json::Value;
use shapesmith_runtime::http::{Body, BoxFuture, HttpClient, HttpError, HttpErrorKind};
use shapesmith_runtime::{Config, ConfigBuilder, Credentials, Environment};

/// A transport that gives the replies it was made with, and keeps what it was sent.
#[derive(Clone, Default)]
pub struct Canned {
    replies: Arc<Mutex<VecDeque<(u16, String)>>>,
    requests: Arc<Mutex<Vec<Request<Bytes>>>>,
}

impl Canned {
    /// Successful replies with these bodies, one per request.
    pub fn ok<const N: usize>(bodies: [&str; N]) -> Self {
        Self::new(bodies.map(|body| (200, body)))
    }

    /// Replies with these statuses and bodies, one per request.
    pub fn new<const N: usize>(replies: [(u16, &str); N]) -> Self {
        let replies = replies.map(|(status, body)| (status, body.to_owned()));
        Self { replies: Arc::new(Mutex::new(replies.into())), ..Self::default() }
    }

    /// A configuration that sends through this transport and depends on nothing else.
    pub fn config(&self) -> Config {
        self.builder().build().unwrap()
    }

    /// The same, to add something to.
    pub fn builder(&self) -> ConfigBuilder {
        Config::builder()
            .environment(Environment::empty())
            .region("eu-central-1")
            .credentials(Credentials::new("AKIDEXAMPLE", "EXAMPLESECRET"))
            .max_attempts(1)
            .http_client(self.clone())
    }

    /// What was sent so far.
    pub fn requests(&self) -> Vec<Request<Bytes>> {
        self.requests.lock().unwrap().clone()
    }

    /// The bodies of what was sent so far.
    pub fn bodies(&self) -> Vec<Value> {
        self.requests().iter().map(|request| serde_json::from_slice(request.body()).unwrap()).collect()
    }
}

impl HttpClient for Canned {
    fn send(&self, request: Request<Body>) -> BoxFuture<'_, Result<Response<Body>, HttpError>> {
        self.requests.lock().unwrap().push(request.map(|body| body.bytes().unwrap().clone()));
        let reply = self.replies.lock().unwrap().pop_front();
        Box::pin(std::future::ready(match reply {
            Some((status, body)) => Ok(Response::builder().status(status).body(Body::from(body)).unwrap()),
            None => Err(HttpError::new(HttpErrorKind::Other, "there are no more replies")),
        }))
    }
}

/// Waits for a call.
pub fn wait<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(future)
}

/// Reads a shape from JSON.
pub fn read<T: serde_core::de::DeserializeOwned>(json: &Value) -> T {
    serde_json::from_value(json.clone()).unwrap()
}

/// Reads a shape from JSON and writes it again: the JSON must be the same.
#[track_caller]
pub fn assert_round_trip<T>(json: Value) -> T
where
    T: serde_core::de::DeserializeOwned + serde_core::Serialize + Debug + PartialEq + Clone,
{
    let shape: T = read(&json);
    assert_eq!(serde_json::to_value(&shape).unwrap(), json, "{shape:?}");
    assert_eq!(shape.clone(), shape);
    shape
}
