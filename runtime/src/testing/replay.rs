//! Answers out of a file.

use std::fmt;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use ::http::header::CONTENT_TYPE;
use ::http::{HeaderName, HeaderValue, Request, Response, StatusCode};
use bytes::Bytes;
use serde_json::Value as Json;

use super::anything::Anything;
use super::exchange::{self, Exchange, RecordedBody, RecordedError, RecordedReply, RecordedRequest};
use super::{collected, stored, understood};
use crate::http::{self, BoxFuture, HttpClient, HttpError, HttpErrorKind};
use crate::protocol::OperationSchema;
use crate::protocol::server::Complaint;
use crate::schema::Traits;

/// An HTTP client that answers from a file that a [`Recorder`](super::Recorder) wrote. Nothing is sent.
///
/// A request finds its reply by operation and input. Of inputs the members are compared, sensitive ones as redacted,
/// and tokens that the client makes up are left out of it. Equal requests get their replies in the order of the
/// recording, each once; with [`repeating_last`](Self::repeating_last) the last of them as often as it is asked for, so
/// that what polls need not poll as often as it did while it was recorded.
///
/// The reply is written as the service would write it, in whichever protocol the client speaks. An error answer that
/// was not kept is given again without a body. A successful reply that was not kept is an error, since an empty one
/// would be another reply.
pub struct Replay {
    path: String,
    /// The exchanges, and whether each was used.
    exchanges: Mutex<Vec<(Exchange, bool)>>,
    repeats_last: bool,
}

/// A recording that cannot be used.
#[derive(Clone, PartialEq, Eq)]
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
        Ok(Self { path: path.display().to_string(), exchanges, repeats_last: false })
    }

    /// Gives the last reply to a request again when all replies to it have been given.
    #[must_use]
    pub fn repeating_last(mut self) -> Self {
        self.repeats_last = true;
        self
    }

    /// How many exchanges of the recording were not asked for, so far.
    pub fn unused(&self) -> usize {
        let exchanges = self.exchanges.lock().unwrap_or_else(PoisonError::into_inner);
        exchanges.iter().filter(|(_, used)| !used).count()
    }

    fn answer(&self, request: &Request<Bytes>) -> Result<Response<Bytes>, String> {
        let operation = super::operation(request);
        let operation = operation.ok_or("requests for credentials are not recorded; configure fixed ones")?;
        let input = understood::input(operation, request);
        let wanted = understood::request(operation, request, input.as_ref());
        let key = comparable(operation, &wanted);
        let mut exchanges = self.exchanges.lock().unwrap_or_else(PoisonError::into_inner);
        let of_this = exchanges.iter_mut().filter(|(exchange, _)| exchange.operation == operation.name);
        let (mut same, mut others) = (0_usize, 0_usize);
        let mut last = None;
        for (exchange, used) in of_this {
            if comparable(operation, &exchange.request) != key {
                others = others.saturating_add(1);
                continue;
            }
            same = same.saturating_add(1);
            last = Some(&exchange.reply);
            if !*used {
                *used = true;
                return reply(operation, &exchange.reply);
            }
        }
        let name = operation.name;
        if let Some(last) = last.filter(|_| self.repeats_last) {
            return reply(operation, last);
        }
        if same > 0 {
            return Err(format!(
                "the recording holds this request of {name} {same} times, and this is one more; Replay::repeating_last() gives \
                 the last reply again"
            ));
        }
        let wanted = match wanted {
            RecordedRequest::Members(members) => members.to_string(),
            RecordedRequest::Withheld(length) => format!("{length} bytes that are no input of it"),
        };
        Err(format!(
            "the recording has no such request of {name} ({others} others of it); record it anew; the request was {wanted}"
        ))
    }
}

/// A request without the tokens that the client makes up, and its members in the one form that recorders write,
/// since people may have written others.
fn comparable(operation: &OperationSchema, request: &RecordedRequest) -> RecordedRequest {
    let RecordedRequest::Members(members) = request else { return request.clone() };
    let read = stored::read(operation.input, members).ok();
    let mut members = read.and_then(|input| stored::write(&input)).unwrap_or_else(|| members.clone());
    if let Json::Object(entries) = &mut members {
        for member in operation.input.structure().members {
            if member.traits.has(Traits::IDEMPOTENCY_TOKEN) {
                entries.remove(member.name);
            }
        }
    }
    RecordedRequest::Members(members)
}

/// The reply that was recorded, as the service would write it.
fn reply(operation: &'static OperationSchema, recorded: &RecordedReply) -> Result<Response<Bytes>, String> {
    let server = operation.service.protocol.server();
    let told = |reason| format!("the recorded reply of {}: {reason}", operation.name);
    let mut reply = match &recorded.body {
        RecordedBody::Members(members) => {
            #[cfg_attr(not(feature = "events"), allow(unused_mut))]
            let mut output = stored::read(operation.output, members).map_err(told)?;
            #[cfg(feature = "events")]
            let events = events(operation, &mut output, recorded.ended_by.as_ref()).map_err(told)?;
            let reply = server.write_output(operation, &output).map_err(told)?;
            #[cfg(feature = "events")]
            let reply = match events {
                Some(frames) => super::events::of_events(reply.map(|_| frames)),
                None => reply,
            };
            reply
        }
        RecordedBody::Error(error) => {
            let exception = exception(operation, error).map_err(told)?;
            let complaint = Complaint {
                code: error.code.as_deref(),
                message: error.message.as_deref(),
                exception: exception.as_ref().map(|exception| exception as _),
            };
            server.write_error(operation, &complaint).map_err(told)?
        }
        RecordedBody::Withheld(length @ 1..) if (200..300).contains(&recorded.status) => {
            return Err(format!(
                "the reply to this request of {} was not kept, since it was not what the model says and might have \
                 held secrets (HTTP {}, {length} bytes); answer this call with CannedHttp",
                operation.name, recorded.status
            ));
        }
        RecordedBody::Withheld(_) => Response::default(),
        RecordedBody::Json(json) => Response::new(json.to_string().into()),
        RecordedBody::Text(text) => Response::new(text.clone().into()),
        RecordedBody::Bytes(bytes) => Response::new(bytes.clone()),
    };
    *reply.status_mut() = StatusCode::from_u16(recorded.status).map_err(|error| error.to_string())?;
    for (name, value) in &recorded.headers {
        let name = HeaderName::try_from(name).map_err(|error| format!("header {name}: {error}"))?;
        let value = HeaderValue::try_from(value).map_err(|error| format!("header {name}: {error}"))?;
        // What was written anew is of the type that it was written in.
        if name != CONTENT_TYPE || !reply.headers().contains_key(CONTENT_TYPE) {
            reply.headers_mut().insert(name, value);
        }
    }
    Ok(reply)
}

/// The body of events that were recorded, where the output has some; they are taken out of it.
#[cfg(feature = "events")]
fn events(
    operation: &'static OperationSchema,
    output: &mut Anything,
    ended_by: Option<&RecordedError>,
) -> Result<Option<Bytes>, String> {
    let exception = ended_by.map(|error| exception(operation, error)).transpose()?.flatten();
    let complaint = ended_by.map(|error| Complaint {
        code: error.code.as_deref(),
        message: error.message.as_deref(),
        exception: exception.as_ref().map(|exception| exception as _),
    });
    super::recorded_events::write(operation, output, complaint.as_ref())
}

/// The exception of a recorded error, where the model lists one for its code.
fn exception(operation: &OperationSchema, error: &RecordedError) -> Result<Option<Anything>, String> {
    let code = error.code.as_deref();
    let schema = operation.errors.iter().find(|schema| Some(schema.code) == code);
    match (schema, &error.members) {
        (Some(schema), Some(members)) => stored::read(schema.shape, members).map(Some),
        (Some(schema), None) => Ok(Some(Anything::of(schema.shape.structure()))),
        (None, None) => Ok(None),
        (None, Some(_)) => {
            let code = code.unwrap_or("no code");
            Err(format!("it has members of an error that the model does not list ({code})"))
        }
    }
}

impl HttpClient for Replay {
    fn send(&self, request: Request<http::Body>) -> BoxFuture<'_, Result<Response<http::Body>, HttpError>> {
        Box::pin(async move {
            let request = collected(request).await?;
            self.answer(&request).map(|reply| reply.map(http::Body::from)).map_err(|reason| {
                HttpError::because(HttpErrorKind::Other, format!("{}: {reason}", self.path))
            })
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

crate::told::told!(ReplayError { path, reason });

impl std::error::Error for ReplayError {}
