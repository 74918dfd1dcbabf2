//! Real calls, written to a file.

use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use ::http::{Request, Response};
use bytes::Bytes;

use super::anything::Anything;
use super::exchange::{self, Exchange, RecordedRequest};
#[cfg(feature = "events")]
use super::followed::followed;
use super::{LIMITS, collected, understood};
use crate::http::{self, BoxFuture, HttpClient, HttpError, HttpErrorKind};
use crate::protocol::{self, OperationSchema};

type Redaction = dyn Fn(&mut Exchange) + Send + Sync;

/// An HTTP client that sends through another one and writes what was said to a file, for
/// [`Replay`](super::Replay).
///
/// It keeps what the model knows, whatever the protocol is: of a request the members of the input, of a reply the
/// members of the output, or code, message and members of an error, and its status and the few headers that clients
/// look at. Signatures, session tokens, cookies and headers of one's own are never kept.
///
/// Members that the model calls sensitive are redacted, and so are documents, which may hold anything. Sensitive texts
/// that a reply quotes elsewhere are taken out there. Members that the model does not know are left out. Of a body that
/// is not what the model says only the length is kept. What else must not be kept, [`redact`](Self::redact) can take
/// out. The client's own requests for credentials are not recorded at all.
///
/// Events reach the program as they come. They are kept once they are over, or the program has enough of them and drops
/// what receives them. Other bodies that are streams reach the program as a whole.
///
/// The file is written anew after each exchange, so it is complete whenever the test ends.
pub struct Recorder {
    client: Box<dyn HttpClient>,
    recording: Arc<Recording>,
    redaction: Option<Arc<Redaction>>,
}

/// What was said so far, and where it is kept.
struct Recording {
    path: PathBuf,
    exchanges: Mutex<Vec<Exchange>>,
}

impl Recorder {
    /// A client that sends through another one and writes to a file, whose folder must exist.
    pub fn new(client: impl HttpClient, path: impl Into<PathBuf>) -> Self {
        let recording = Recording { path: path.into(), exchanges: Mutex::default() };
        Self { client: Box::new(client), recording: Arc::new(recording), redaction: None }
    }

    /// Changes what is kept of each exchange, after the redaction of sensitive members. A request that
    /// is changed must be sent as it was changed to find its reply again.
    #[must_use]
    pub fn redact(mut self, change: impl Fn(&mut Exchange) + Send + Sync + 'static) -> Self {
        self.redaction = Some(Arc::new(change));
        self
    }

    /// What is done with the reply to a call.
    fn keeper(&self, call: Call) -> impl FnOnce(&Response<Bytes>) -> Result<(), HttpError> + Send + 'static {
        let (recording, redaction) = (Arc::clone(&self.recording), self.redaction.clone());
        move |reply| {
            // What cannot be unpacked is not kept, so it may as well be looked at as it came.
            let plain = protocol::receive(reply.clone(), LIMITS);
            let mut exchange = call.answered(plain.as_ref().unwrap_or(reply));
            if let Some(redaction) = redaction {
                redaction(&mut exchange);
            }
            recording.add(exchange)
        }
    }
}

impl Recording {
    fn add(&self, exchange: Exchange) -> Result<(), HttpError> {
        let mut exchanges = self.exchanges.lock().unwrap_or_else(PoisonError::into_inner);
        exchanges.push(exchange);
        std::fs::write(&self.path, exchange::write(&exchanges)).map_err(|error| {
            let reason = format!("the recording {} cannot be written: {error}", self.path.display());
            HttpError::because(HttpErrorKind::Other, reason)
        })
    }
}

/// A request that was sent.
struct Call {
    operation: &'static OperationSchema,
    request: RecordedRequest,
    /// The input as it was, to know what is sensitive in the reply. It is not kept.
    input: Option<Anything>,
}

impl Call {
    /// `None` for a request that is no call of an operation.
    fn of(request: &Request<Bytes>) -> Option<Self> {
        let operation = super::operation(request)?;
        let input = understood::input(operation, request);
        Some(Self { operation, request: understood::request(operation, request, input.as_ref()), input })
    }

    fn answered(self, reply: &Response<Bytes>) -> Exchange {
        let Self { operation, request, input } = self;
        let reply = understood::reply(operation, input.as_ref(), reply);
        Exchange { operation: operation.name.to_owned(), request, reply }
    }
}

impl HttpClient for Recorder {
    fn send(&self, request: Request<http::Body>) -> BoxFuture<'_, Result<Response<http::Body>, HttpError>> {
        Box::pin(async move {
            let request = collected(request).await?;
            let call = Call::of(&request);
            let reply = self.client.send(request.map(http::Body::from)).await?;
            let Some(call) = call else { return Ok(reply) };
            #[cfg(feature = "events")]
            if call.operation.has_events() && reply.status().is_success() {
                let keep = self.keeper(call);
                let (head, body) = reply.into_parts();
                let kept = head.clone();
                let body = followed(body, |events| keep(&Response::from_parts(kept, events)));
                return Ok(Response::from_parts(head, body));
            }
            let reply = http::collect(reply, LIMITS).await?;
            self.keeper(call)(&reply)?;
            Ok(reply.map(http::Body::from))
        })
    }
}

impl fmt::Debug for Recorder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Recorder").field("path", &self.recording.path).finish_non_exhaustive()
    }
}
