//! Real calls, written to a file.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use ::http::{HeaderMap, Request, Response};
use bytes::Bytes;
use serde_json::Value;

use super::exchange::{self, Body, Exchange, RecordedReply, RecordedRequest};
use super::sensitive::Sensitive;
use super::{LIMITS, collected, redact};
use crate::codec::{mend, url};
use crate::http::{self, BoxFuture, HttpClient, HttpError, HttpErrorKind};
use crate::protocol::{self, OperationSchema};

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
/// status, body and the few headers that clients look at. Signatures, session tokens, cookies and headers of
/// one's own are never kept.
///
/// Of bodies it keeps what the model knows, in requests, replies and errors: members that the model calls
/// sensitive are redacted, and so are members that it does not know, documents, and whatever is not of the kind that
/// the model says. Sensitive texts that a reply quotes elsewhere are taken out there. Of a body that is not JSON, or
/// not an object, only the length is kept. What else must not be kept, [`redact`](Self::redact) can take out. The
/// client's own requests for credentials are not recorded at all.
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

    fn keep(&self, call: Call, reply: &Response<Bytes>) -> Result<(), HttpError> {
        let Call { operation, request, sent } = call;
        let body = json(reply.body());
        let shape = redact::reply_shape(operation, reply);
        let bodies =
            sent.iter().map(|sent| (operation.input, sent)).chain(body.iter().map(|body| (shape, body)));
        let sensitive = Sensitive::of(operation).with_texts(bodies);
        let kept = body.and_then(|body| redact::reply(operation, reply, body, &sensitive));
        let mut exchange = Exchange {
            operation: operation.name.to_owned(),
            request,
            reply: RecordedReply {
                status: reply.status().as_u16(),
                headers: kept_headers(reply.headers(), &sensitive),
                body: kept.map_or_else(|| Body::withheld(reply.body()), Body::Json),
            },
        };
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

/// A request that was sent.
struct Call {
    operation: &'static OperationSchema,
    request: RecordedRequest,
    /// Its body as it was, to know what is sensitive in the reply. It is not kept.
    sent: Option<Value>,
}

impl Call {
    /// `None` for a request that is no call of an operation.
    fn of(request: &Request<Bytes>) -> Option<Self> {
        let operation = request.extensions().get::<&'static OperationSchema>().copied()?;
        let sent = json(&plain_body(request));
        Some(Self { operation, request: recorded(operation, request), sent })
    }
}

/// What a recording keeps of a request, and what a replay looks for.
pub(super) fn recorded(operation: &OperationSchema, request: &Request<Bytes>) -> RecordedRequest {
    let plain = plain_body(request);
    let kept = json(&plain).and_then(|body| redact::input(operation, body));
    RecordedRequest {
        method: request.method().as_str().to_owned(),
        path: request.uri().path().to_owned(),
        target: target(request).map(str::to_owned),
        body: kept.map_or_else(|| Body::withheld(&plain), Body::Json),
    }
}

/// A body as JSON, as clients read it: after it was mended, where it is not JSON as it stands and nothing is
/// missing.
fn json(body: &Bytes) -> Option<Value> {
    serde_json::from_slice(body).ok().or_else(|| {
        let mended = mend::mend(body);
        if mended.whole { serde_json::from_str(&mended.text).ok() } else { None }
    })
}

/// The body before the client compressed it.
fn plain_body(request: &Request<Bytes>) -> Bytes {
    #[cfg(feature = "compression")]
    if request.headers().contains_key(::http::header::CONTENT_ENCODING) {
        let mut plain = Vec::new();
        let mut decoder = flate2::read::GzDecoder::new(&request.body()[..]);
        if std::io::Read::read_to_end(&mut decoder, &mut plain).is_ok() {
            return plain.into();
        }
    }
    request.body().clone()
}

fn kept_headers(headers: &HeaderMap, sensitive: &Sensitive) -> BTreeMap<String, String> {
    let kept = REPLY_HEADERS.iter().filter_map(|name| {
        let value = headers.get(*name)?.to_str().ok()?;
        let value = match *name {
            "location" => url::shown(value),
            "x-amzn-errortype" | "x-amzn-query-error" => {
                value.split(';').all(redact::is_code).then(|| value.to_owned())?
            }
            _ => value.to_owned(),
        };
        Some(((*name).to_owned(), sensitive.hidden_in(&value)))
    });
    kept.collect()
}

impl HttpClient for Recorder {
    fn send(&self, request: Request<http::Body>) -> BoxFuture<'_, Result<Response<http::Body>, HttpError>> {
        Box::pin(async move {
            let request = collected(request).await?;
            let call = Call::of(&request);
            let sent = self.client.send(request.map(http::Body::from));
            let reply = http::collect(sent.await?, LIMITS).await?;
            if let Some(call) = call {
                // What cannot be unpacked is not kept, so it may as well be looked at as it came.
                let plain = protocol::receive(reply.clone(), LIMITS);
                self.keep(call, plain.as_ref().unwrap_or(&reply))?;
            }
            Ok(reply.map(http::Body::from))
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
