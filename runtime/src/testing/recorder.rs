//! Real calls, written to a file.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use http::{HeaderMap, Request, Response};

use super::exchange::{self, Body, Exchange, RecordedReply, RecordedRequest};
use super::redact;
use crate::http::{BoxFuture, HttpClient, HttpError, HttpErrorKind, Limits};
use crate::protocol::OperationSchema;

/// The headers of replies that clients look at. No others are kept, so no cookie ever is.
const REPLY_HEADERS: [&str; 10] = [
    "content-type",
    "date",
    "retry-after",
    "x-amz-id-2",
    "x-amz-request-id",
    "x-amz-retry-after",
    "x-amzn-errortype",
    "x-amzn-query-error",
    "x-amzn-requestid",
    "location",
];

type Redaction = dyn Fn(&mut Exchange) + Send + Sync;

/// An HTTP client that sends through another one and writes what was said to a file, for
/// [`Replay`](super::Replay).
///
/// Of a request it keeps method, path, the header that names the operation, and the body; of a reply
/// status, body and the few headers that clients look at. Signatures, session tokens and cookies are
/// never kept. Members that the model calls sensitive are redacted, in requests, replies and modelled
/// errors. What else must not be kept, [`redact`](Self::redact) can take out. The client's own requests
/// for credentials are not recorded at all.
///
/// The file is written anew after each exchange, so it is complete whenever the test ends.
pub struct Recorder {
    client: Box<dyn HttpClient>,
    path: PathBuf,
    exchanges: Mutex<Vec<Exchange>>,
    redaction: Option<Box<Redaction>>,
}

impl Recorder {
    /// A client that sends through another one and writes to a file, whose folder must exist.
    pub fn new(client: impl HttpClient, path: impl Into<PathBuf>) -> Self {
        Self { client: Box::new(client), path: path.into(), exchanges: Mutex::default(), redaction: None }
    }

    /// Changes what is kept of each exchange, after the redaction of sensitive members. A request that
    /// is changed must be sent as it was changed to find its reply again.
    #[must_use]
    pub fn redact(mut self, change: impl Fn(&mut Exchange) + Send + Sync + 'static) -> Self {
        self.redaction = Some(Box::new(change));
        self
    }

    fn keep(
        &self,
        operation: &'static OperationSchema,
        request: RecordedRequest,
        reply: &Response<Bytes>,
    ) -> Result<(), HttpError> {
        let mut exchange = Exchange {
            operation: operation.name.to_owned(),
            request,
            reply: RecordedReply {
                status: reply.status().as_u16(),
                headers: kept_headers(reply.headers()),
                body: Body::of(reply.body()),
            },
        };
        if let Body::Json(body) = &mut exchange.reply.body {
            redact::reply(operation, reply, body);
        }
        if let Some(redaction) = &self.redaction {
            redaction(&mut exchange);
        }
        let mut exchanges = self.exchanges.lock().unwrap_or_else(PoisonError::into_inner);
        exchanges.push(exchange);
        std::fs::write(&self.path, exchange::write(&exchanges)).map_err(|error| {
            let reason = format!("the recording {} cannot be written: {error}", self.path.display());
            HttpError::new(HttpErrorKind::Other, reason)
        })
    }
}

/// What a recording keeps of a request, and what a replay looks for.
pub(super) fn recorded(operation: &OperationSchema, request: &Request<Bytes>) -> RecordedRequest {
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
    let mut body = Body::of(&plain_body(request));
    if let Body::Json(json) = &mut body {
        redact::input(operation, json);
    }
    RecordedRequest {
        method: request.method().as_str().to_owned(),
        path: path.to_owned(),
        target: target(request).map(str::to_owned),
        body,
    }
}

/// The body before the client compressed it.
fn plain_body(request: &Request<Bytes>) -> Bytes {
    #[cfg(feature = "compression")]
    if request.headers().contains_key(http::header::CONTENT_ENCODING) {
        let mut plain = Vec::new();
        let mut decoder = flate2::read::GzDecoder::new(&request.body()[..]);
        if std::io::Read::read_to_end(&mut decoder, &mut plain).is_ok() {
            return plain.into();
        }
    }
    request.body().clone()
}

fn kept_headers(headers: &HeaderMap) -> BTreeMap<String, String> {
    let kept = REPLY_HEADERS.iter().filter_map(|name| {
        let value = headers.get(*name)?.to_str().ok()?;
        Some(((*name).to_owned(), value.to_owned()))
    });
    kept.collect()
}

impl HttpClient for Recorder {
    fn send(
        &self,
        request: Request<Bytes>,
        limits: Limits,
    ) -> BoxFuture<'_, Result<Response<Bytes>, HttpError>> {
        let operation = request.extensions().get::<&'static OperationSchema>().copied();
        let call = operation.map(|operation| (operation, recorded(operation, &request)));
        let sent = self.client.send(request, limits);
        Box::pin(async move {
            let reply = sent.await?;
            if let Some((operation, request)) = call {
                self.keep(operation, request, &reply)?;
            }
            Ok(reply)
        })
    }
}

impl fmt::Debug for Recorder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Recorder").field("path", &self.path).finish_non_exhaustive()
    }
}

/// The header that names the operation, where the protocol has one.
pub(super) fn target(request: &Request<Bytes>) -> Option<&str> {
    request.headers().get("x-amz-target")?.to_str().ok()
}
