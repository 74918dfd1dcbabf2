//! Answers out of a file.

use std::fmt;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use ::http::{HeaderName, HeaderValue, Request, Response, StatusCode};
use bytes::Bytes;

use super::exchange::{self, Body, Exchange, RecordedRequest};
use super::{collected, recorder, redact};
use crate::http::{self, BoxFuture, HttpClient, HttpError, HttpErrorKind};
use crate::protocol::OperationSchema;

/// An HTTP client that answers from a file that a [`Recorder`](super::Recorder) wrote. Nothing is sent.
///
/// A request finds its reply by method, path, operation and body, not by host. Bodies are compared as
/// JSON, sensitive members as redacted, and tokens that the client makes up are left out of it. Equal
/// requests get their replies in the order of the recording, each once.
///
/// An error answer whose body was not kept is given again without one. A successful reply whose body was not
/// kept is an error, since an empty body would be another reply.
pub struct Replay {
    path: String,
    /// The exchanges, and whether each was used.
    exchanges: Mutex<Vec<(Exchange, bool)>>,
}

/// A recording that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplayError {
    path: String,
    reason: String,
}

impl Replay {
    /// Reads a recording.
    ///
    /// # Errors
    ///
    /// A file that cannot be read or is no recording; the error says where.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, ReplayError> {
        let path = path.as_ref();
        let fail = |reason| ReplayError { path: path.display().to_string(), reason };
        let text = std::fs::read_to_string(path).map_err(|error| fail(error.to_string()))?;
        let exchanges = exchange::read(&text).map_err(fail)?;
        let exchanges = Mutex::new(exchanges.into_iter().map(|exchange| (exchange, false)).collect());
        Ok(Self { path: path.display().to_string(), exchanges })
    }

    /// How many exchanges of the recording were not asked for, so far.
    pub fn unused(&self) -> usize {
        let exchanges = self.exchanges.lock().unwrap_or_else(PoisonError::into_inner);
        exchanges.iter().filter(|(_, used)| !used).count()
    }

    fn answer(&self, request: &Request<Bytes>) -> Result<Response<Bytes>, String> {
        let operation = request.extensions().get::<&'static OperationSchema>().copied();
        let operation = operation.ok_or("requests for credentials are not recorded; configure fixed ones")?;
        let wanted = recorder::recorded(operation, request);
        let mut exchanges = self.exchanges.lock().unwrap_or_else(PoisonError::into_inner);
        let mut same = 0_usize;
        for (exchange, used) in exchanges.iter_mut() {
            if !matches(operation, &exchange.request, &wanted) {
                continue;
            }
            same = same.saturating_add(1);
            if !*used {
                *used = true;
                return reply(exchange);
            }
        }
        let name = operation.name;
        if same > 0 {
            return Err(format!(
                "the recording holds this request of {name} {same} times, and this is one more"
            ));
        }
        let others = exchanges.iter().filter(|(exchange, _)| exchange.operation == name).count();
        let body = String::from_utf8_lossy(&wanted.body.to_bytes()).into_owned();
        Err(format!(
            "the recording has no such request of {name} ({others} others of it); record it anew; the request was {} {} {body}",
            wanted.method, wanted.path
        ))
    }
}

fn matches(operation: &OperationSchema, recorded: &RecordedRequest, wanted: &RecordedRequest) -> bool {
    let comparable = |body: &Body| {
        let mut body = body.clone();
        if let Body::Json(json) = &mut body {
            redact::without_tokens(operation, json);
        }
        body
    };
    recorded.method == wanted.method
        && recorded.path == wanted.path
        && recorded.target == wanted.target
        && comparable(&recorded.body) == comparable(&wanted.body)
}

fn reply(exchange: &Exchange) -> Result<Response<Bytes>, String> {
    let recorded = &exchange.reply;
    if let Body::Withheld(length @ 1..) = recorded.body
        && (200..300).contains(&recorded.status)
    {
        return Err(format!(
            "the reply to this request of {} was not kept, since it was not the JSON that the model knows and might \
             have held secrets (HTTP {}, {length} bytes); answer this call with CannedHttp",
            exchange.operation, recorded.status
        ));
    }
    let mut reply = Response::new(recorded.body.to_bytes());
    *reply.status_mut() = StatusCode::from_u16(recorded.status).map_err(|error| error.to_string())?;
    for (name, value) in &recorded.headers {
        let name = HeaderName::try_from(name).map_err(|error| format!("header {name}: {error}"))?;
        let value = HeaderValue::try_from(value).map_err(|error| format!("header {name}: {error}"))?;
        reply.headers_mut().insert(name, value);
    }
    Ok(reply)
}

impl HttpClient for Replay {
    fn send(&self, request: Request<http::Body>) -> BoxFuture<'_, Result<Response<http::Body>, HttpError>> {
        Box::pin(async move {
            let request = collected(request).await?;
            self.answer(&request)
                .map(|reply| reply.map(http::Body::from))
                .map_err(|reason| HttpError::new(HttpErrorKind::Other, format!("{}: {reason}", self.path)))
        })
    }
}

impl fmt::Debug for Replay {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Replay").field("path", &self.path).field("unused", &self.unused()).finish()
    }
}

impl fmt::Display for ReplayError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "the recording {} cannot be used: {}", self.path, self.reason)
    }
}

impl std::error::Error for ReplayError {}
