//! Replies written out as HTTP.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Request, Response, StatusCode};

use super::collected;
use crate::http::{Body, BoxFuture, HttpClient, HttpError, HttpErrorKind};

/// An HTTP client that gives these replies, one per request, in order. Nothing is sent. When there
/// are no more, that is an error. Clones share replies and requests.
///
/// ```
/// use shapesmith_runtime::test_util::{self, CannedHttp, CannedReply};
///
/// let http = CannedHttp::new([
///     CannedReply::new(503, "<h1>Busy</h1>").header("retry-after", "0"),
///     CannedReply::new(200, r#"{"Things": []}"#),
/// ]);
/// let config = test_util::config(http.clone()).build()?;
/// // … a client with this configuration makes a call …
/// assert!(http.requests().is_empty(), "none was made here");
/// # Ok::<(), shapesmith_runtime::ConfigError>(())
/// ```
#[derive(Clone)]
pub struct CannedHttp {
    state: Arc<Mutex<State>>,
}

struct State {
    replies: VecDeque<CannedReply>,
    given: usize,
    requests: Vec<Request<Bytes>>,
}

/// A reply, or a failure in its place.
pub struct CannedReply {
    outcome: Result<Response<Body>, HttpError>,
}

/// Bodies may be secret, so only their length is shown.
impl fmt::Debug for CannedReply {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut reply = formatter.debug_struct("CannedReply");
        match &self.outcome {
            Ok(answer) => {
                reply.field("status", &answer.status());
                match answer.body().len() {
                    Some(length) => reply.field("bytes", &length),
                    None => reply.field("body", &"stream"),
                }
            }
            Err(error) => reply.field("failure", &error.kind()),
        };
        reply.finish_non_exhaustive()
    }
}

impl CannedReply {
    /// A reply with a status and a body. A status that HTTP does not have is an error of the request.
    pub fn new(status: u16, body: impl Into<Bytes>) -> Self {
        let outcome = StatusCode::from_u16(status).map_err(|error| {
            HttpError::new(HttpErrorKind::Other, format!("canned reply with status {status}: {error}"))
        });
        let outcome = outcome.map(|status| {
            let mut reply = Response::new(Body::from(body.into()));
            *reply.status_mut() = status;
            reply
        });
        Self { outcome }
    }

    /// The same reply with a header. What cannot be a header is an error of the request.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        let Ok(reply) = &mut self.outcome else { return self };
        match (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            (Ok(name), Ok(value)) => {
                reply.headers_mut().append(name, value);
                self
            }
            _ => {
                let reason =
                    format!("canned reply: \"{name}\" with the value that it was given is not a header");
                Self { outcome: Err(HttpError::new(HttpErrorKind::Other, reason)) }
            }
        }
    }

    /// The same reply with a body that may be a stream: with its pauses, errors and early end.
    #[must_use]
    pub fn body(self, body: impl Into<Body>) -> Self {
        Self { outcome: self.outcome.map(|reply| reply.map(|_| body.into())) }
    }

    /// No reply: the connection fails so.
    pub fn failure(kind: HttpErrorKind) -> Self {
        Self { outcome: Err(HttpError::new(kind, "a canned failure")) }
    }
}

impl From<Response<Bytes>> for CannedReply {
    fn from(reply: Response<Bytes>) -> Self {
        Self { outcome: Ok(reply.map(Body::from)) }
    }
}

impl CannedHttp {
    /// A client with these replies.
    pub fn new(replies: impl IntoIterator<Item = CannedReply>) -> Self {
        let state = State { replies: replies.into_iter().collect(), given: 0, requests: Vec::new() };
        Self { state: Arc::new(Mutex::new(state)) }
    }

    /// The requests that were made, signed as they were sent.
    pub fn requests(&self) -> Vec<Request<Bytes>> {
        self.with_state(|state| state.requests.clone())
    }

    fn with_state<T>(&self, work: impl FnOnce(&mut State) -> T) -> T {
        work(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn answer(&self, request: Request<Bytes>) -> Result<Response<Body>, HttpError> {
        self.with_state(|state| {
            let wanted = super::operation(&request).map_or(request.uri().path(), |operation| operation.name);
            let wanted = wanted.to_owned();
            state.requests.push(request);
            let Some(reply) = state.replies.pop_front() else {
                let given = state.given;
                let reason = format!(
                    "all {given} canned replies are used up, and there was one more request: {wanted}"
                );
                return Err(HttpError::new(HttpErrorKind::Other, reason));
            };
            state.given = state.given.saturating_add(1);
            reply.outcome
        })
    }
}

impl HttpClient for CannedHttp {
    fn send(&self, request: Request<Body>) -> BoxFuture<'_, Result<Response<Body>, HttpError>> {
        // Nothing is used up before the future is polled, as with a real client.
        Box::pin(async move { self.answer(collected(request).await?) })
    }
}

impl fmt::Debug for CannedHttp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (left, requests) = self.with_state(|state| (state.replies.len(), state.requests.len()));
        formatter
            .debug_struct("CannedHttp")
            .field("replies_left", &left)
            .field("requests", &requests)
            .finish_non_exhaustive()
    }
}
