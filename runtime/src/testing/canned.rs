//! Replies made by hand: as HTTP, or as what an operation gives.

use std::collections::VecDeque;
use std::fmt;
use std::ptr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Request, Response, StatusCode};

use super::collected;
#[cfg(feature = "events")]
use super::events::with_events;
use crate::error::{OperationError, Unhandled};
use crate::http::{Body, BoxFuture, HttpClient, HttpError, HttpErrorKind};
use crate::protocol::server::Complaint;
use crate::shape::Structure;
#[cfg(feature = "stream")]
use crate::shape::take_stream;

/// An HTTP client that gives these replies, one per request, in order. Nothing is sent. When there
/// are no more, that is an error. Clones share replies and requests.
///
/// ```
/// use shapesmith_runtime::test_util::{self, CannedHttp, CannedReply};
///
/// let http = CannedHttp::new([
///     CannedReply::new(503, "<h1>Busy</h1>").header("retry-after", "0"),
///     CannedReply::error("ThrottlingException", "slow down"),
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

/// A reply, or what comes in its place: for [`CannedHttp`] and for [`Fake::reply`](super::Fake::reply).
///
/// Outputs and errors are written as the service of the request would write them, in whichever protocol it speaks.
#[must_use]
pub struct CannedReply {
    content: Content,
    /// In place of that of the content.
    body: Option<Body>,
    status: Option<u16>,
    headers: Vec<(String, String)>,
    delay: Duration,
}

enum Content {
    Bytes(Bytes),
    Output(Box<dyn Structure>),
    Error(Box<dyn OperationError>),
    Failure(HttpError),
    Silence,
}

/// Bodies may be secret, so of them only the length is shown.
impl fmt::Debug for CannedReply {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut reply = formatter.debug_struct("CannedReply");
        if let Some(status) = self.status {
            reply.field("status", &status);
        }
        match &self.content {
            Content::Bytes(bytes) => reply.field("bytes", &bytes.len()),
            Content::Output(output) => reply.field("output", &output.schema().name),
            Content::Error(error) => reply.field("error", &error.code()),
            Content::Failure(error) => reply.field("failure", &error.kind()),
            Content::Silence => reply.field("hangs", &true),
        };
        reply.finish_non_exhaustive()
    }
}

impl CannedReply {
    fn of(content: Content) -> Self {
        Self { content, body: None, status: None, headers: Vec::new(), delay: Duration::ZERO }
    }

    /// A reply with a status and a body. A status that HTTP does not have is an error of the request.
    pub fn new(status: u16, body: impl Into<Bytes>) -> Self {
        Self::of(Content::Bytes(body.into())).status(status)
    }

    /// The reply to a call that succeeded with this output. To a call of another operation it is an error that says so.
    pub fn ok<O: Structure + Clone>(output: &O) -> Self {
        Self::of(Content::Output(Box::new(output.clone())))
    }

    /// The reply to a call that failed with this error code and this message, whether or not the model lists the code.
    /// An exception with members of its own is `CannedReply::from(Err(…))` of an operation's result.
    pub fn error(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self::of(Content::Error(Box::new(Unhandled::new(code, message))))
    }

    /// The same reply with a body that may be a stream: with its pauses, errors and early end.
    pub fn body(mut self, body: impl Into<Body>) -> Self {
        self.body = Some(body.into());
        self
    }

    /// No reply: the connection fails so.
    pub fn failure(kind: HttpErrorKind) -> Self {
        Self::of(Content::Failure(HttpError::because(kind, "a canned failure")))
    }

    /// No reply, ever: only a time limit ends the attempt.
    pub fn hang() -> Self {
        Self::of(Content::Silence)
    }

    /// The same reply after a while, which is that of Tokio's clock: in a test that is paused nobody waits for it.
    pub fn after(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// The same reply with a status of its own.
    pub fn status(mut self, status: u16) -> Self {
        self.status = Some(status);
        self
    }

    /// The same reply with a header. What cannot be a header is an error of the request.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The same reply with a request id.
    pub fn request_id(self, id: &str) -> Self {
        self.header(REQUEST_ID, id)
    }

    /// Gives the reply to a request when its time has come.
    ///
    /// # Errors
    ///
    /// The failure that it stands for, or why it is no reply to this request.
    pub(super) async fn give(self, request: &Request<Bytes>) -> Result<Response<Body>, HttpError> {
        // Written at once, so that what is wrong with it does not take as long as what it was meant for.
        let is_silent = matches!(self.content, Content::Silence);
        let delay = self.delay;
        let reply = self.write(request)?;
        if is_silent {
            return std::future::pending().await;
        }
        if !delay.is_zero() {
            tokio::time::sleep(delay).await;
        }
        reply
    }

    /// The reply as HTTP, or the failure in its place.
    fn write(self, request: &Request<Bytes>) -> Result<Result<Response<Body>, HttpError>, HttpError> {
        let wrong =
            |reason: String| HttpError::because(HttpErrorKind::Other, format!("canned reply: {reason}"));
        let operation = || {
            super::operation(request).ok_or_else(|| {
                wrong("the client makes this request for itself; it has no operation to reply as".to_owned())
            })
        };
        let mut reply = match self.content {
            Content::Bytes(bytes) => Response::new(Body::from(bytes)),
            Content::Output(mut output) => {
                let operation = operation()?;
                let (given, wanted) = (output.schema(), operation.output.structure());
                if !ptr::eq(given, wanted) {
                    let name = operation.name;
                    return Err(wrong(format!("it is {}, and the request is a call of {name}", given.name)));
                }
                let stream = stream_of(&mut *output);
                let written = operation.service.protocol.server().write_output(operation, &*output);
                let written = with_events(operation, &mut *output, written.map_err(wrong)?).map_err(wrong)?;
                written.map(|body| stream.unwrap_or(body))
            }
            Content::Error(error) => {
                let operation = operation()?;
                let complaint = Complaint::of(&*error);
                operation
                    .service
                    .protocol
                    .server()
                    .write_error(operation, &complaint)
                    .map_err(wrong)?
                    .map(Body::from)
            }
            Content::Failure(error) => return Ok(Err(error)),
            Content::Silence => Response::default(),
        };
        if let Some(status) = self.status {
            *reply.status_mut() = StatusCode::from_u16(status).map_err(|error| {
                let reason = format!("canned reply with status {status}: {error}");
                HttpError::because(HttpErrorKind::Other, reason)
            })?;
        }
        for (name, value) in &self.headers {
            let (Ok(header), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) else {
                return Err(wrong(format!("\"{name}\" with the value that it was given is not a header")));
            };
            reply.headers_mut().append(header, value);
        }
        if let Some(body) = self.body {
            *reply.body_mut() = body;
        }
        Ok(Ok(reply))
    }

    /// The same reply with a request id, unless it has one.
    pub(super) fn or_request_id(self, id: &str) -> Self {
        let has_one = self.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case(REQUEST_ID));
        if has_one { self } else { self.request_id(id) }
    }
}

/// The stream of an output that is not in memory, which is passed on as it is: with its pauses, errors and early end.
#[cfg(feature = "stream")]
fn stream_of(output: &mut dyn Structure) -> Option<Body> {
    take_stream(output, |stream| stream.bytes().is_none()).map(Body::from)
}

/// Without the feature `stream` there is none.
#[cfg(not(feature = "stream"))]
fn stream_of(_: &mut dyn Structure) -> Option<Body> {
    None
}

/// Without the feature `events` there are none.
#[cfg(not(feature = "events"))]
fn with_events(
    _: &'static crate::protocol::OperationSchema,
    _: &mut dyn Structure,
    answer: Response<Bytes>,
) -> Result<Response<Body>, String> {
    Ok(answer.map(Body::from))
}

const REQUEST_ID: &str = "x-amzn-requestid";

impl From<Response<Bytes>> for CannedReply {
    fn from(reply: Response<Bytes>) -> Self {
        let (head, body) = reply.into_parts();
        let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        let headers = head.headers.iter().map(|(name, value)| (name.to_string(), text(value))).collect();
        Self { headers, ..Self::new(head.status.as_u16(), body) }
    }
}

/// What an operation came to, as its service would say it.
impl<O: Structure, E: OperationError> From<Result<O, E>> for CannedReply {
    fn from(result: Result<O, E>) -> Self {
        Self::of(match result {
            Ok(output) => Content::Output(Box::new(output)),
            Err(error) => Content::Error(Box::new(error)),
        })
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

    fn next(&self, request: &Request<Bytes>) -> Result<CannedReply, HttpError> {
        self.with_state(|state| {
            state.requests.push(request.clone());
            let Some(reply) = state.replies.pop_front() else {
                let given = state.given;
                let wanted =
                    super::operation(request).map_or(request.uri().path(), |operation| operation.name);
                let reason = format!(
                    "all {given} canned replies are used up, and there was one more request: {wanted}"
                );
                return Err(HttpError::because(HttpErrorKind::Other, reason));
            };
            state.given = state.given.saturating_add(1);
            Ok(reply)
        })
    }
}

impl HttpClient for CannedHttp {
    fn send(&self, request: Request<Body>) -> BoxFuture<'_, Result<Response<Body>, HttpError>> {
        // Nothing is used up before the future is polled, as with a real client.
        Box::pin(async move {
            let request = collected(request).await?;
            self.next(&request)?.give(&request).await
        })
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
