//! One attempt: signature, exchange, and what the answer says.

use std::pin::pin;
use std::time::Duration;

use crate::time::Timestamp;
use ::http::request::Parts;
use ::http::{HeaderName, HeaderValue, Request, Response};
use bytes::Bytes;
use tokio::time::Instant;
use tracing::Instrument;
use tracing::field::Empty;

#[cfg(feature = "checksum")]
use super::checksum;
use super::clock::Clock;
use super::sending::Taken;
use super::stages::Prepared;
use super::{Client, failure};
use crate::auth::Credentials;
use crate::auth::sigv4::{self, Scope};
use crate::client::retry::{self, RetryAfter};
use crate::codec::{text, url};
use crate::error::Class;
use crate::error::{
    ErrorKind, Facts, Failure, RequestError, TimeoutError, Unhandled, classify, has_sensitive_message,
};
use crate::http::{Body, BoxFuture, HttpError, HttpErrorKind, Limits};
use crate::protocol;
use crate::protocol::OperationSchema;

/// What an attempt needs to know of its place in the call.
pub(super) struct Attempt<'a> {
    /// Counted from one.
    pub(super) number: u32,
    pub(super) max_attempts: u32,
    pub(super) invocation_id: &'a str,
    pub(super) limit: Option<Duration>,
    pub(super) total: Option<Total>,
    /// The time for each event of a reply, where there is a limit.
    #[cfg(feature = "events")]
    pub(super) event_limit: Option<Duration>,
}

/// The time limit of the whole call.
#[derive(Clone, Copy)]
pub(super) struct Total {
    pub(super) limit: Duration,
    pub(super) end: Instant,
}

/// A successful answer, its body still to be read.
pub(super) struct Reply {
    pub(super) response: Response<Bytes>,
    /// The body, where it is the operation's output as a stream; that of the response is empty then.
    #[cfg(feature = "stream")]
    pub(super) stream: Option<Body>,
    /// The events, where the body is such.
    #[cfg(feature = "events")]
    pub(super) events: Option<super::events::Incoming>,
}

/// A failed attempt, with what decides about another one.
pub(super) struct Failed {
    pub(super) failure: Failure,
    pub(super) retry_after: Option<RetryAfter>,
    /// The time of the service, as its answer says.
    pub(super) service_time: Option<Timestamp>,
    /// What the request was signed with.
    pub(super) signed: Option<Signed>,
}

/// What a signature was made with.
pub(super) struct Signed {
    pub(super) credentials: Credentials,
    /// Seconds that the clock was corrected by.
    pub(super) clock_ahead: i64,
}

impl From<Failure> for Failed {
    fn from(failure: Failure) -> Self {
        Self { failure, retry_after: None, service_time: None, signed: None }
    }
}

const INVOCATION_ID: HeaderName = HeaderName::from_static("amz-sdk-invocation-id");
const ATTEMPT: HeaderName = HeaderName::from_static("amz-sdk-request");

impl Client {
    /// Signs and sends a request once.
    pub(super) async fn attempt(
        &self,
        operation: &'static OperationSchema,
        prepared: &mut Prepared,
        attempt: Attempt<'_>,
    ) -> Result<Reply, Failed> {
        let span =
            tracing::debug_span!("attempt", attempt = attempt.number, status = Empty, request_id = Empty);
        async {
            let taken = Taken::default();
            let (request, signed) = {
                let mut head = prepared.head.clone();
                let signed = self.sign(operation, prepared, &attempt, &mut head).await?;
                let body = prepared.next_body().ok_or_else(|| {
                    let error = RequestError::new("its body is a stream that was sent already");
                    failure(operation, ErrorKind::Request(error))
                })?;
                (Request::from_parts(head, taken.watch(body)), signed)
            };
            let reply =
                self.exchange(operation, request, &attempt, &taken).await.map_err(|mut failure| {
                    let is_about_the_way = match failure.kind() {
                        ErrorKind::Connection(error) => error.is_transient(),
                        kind => matches!(kind, ErrorKind::Timeout(_)),
                    };
                    if is_about_the_way && !operation.has_sensitive_url() {
                        let is_unfound = match failure.kind() {
                            ErrorKind::Connection(error) => error.kind() == HttpErrorKind::Connect,
                            _ => false,
                        };
                        let facts = failure.facts_mut();
                        facts.endpoint = Some(url::origin(&prepared.head.uri));
                        facts.path_style = prepared.target.path_style.filter(|_| is_unfound);
                    }
                    failure
                })?;
            let response = &reply.response;
            span.record("status", response.status().as_u16());
            if !span.is_disabled() {
                span.record("request_id", protocol::request_id(response.headers()));
            }
            if !operation.service.protocol.is_refusal(operation, response) {
                return Ok(reply);
            }
            Err(Failed {
                retry_after: retry::retry_after(response.headers(), self.clock().now()),
                service_time: service_time(response),
                failure: refused(operation, reply.response, &prepared.target.signing_region),
                signed,
            })
        }
        .instrument(span.clone())
        .await
    }

    /// Signs the head of the request, or adds what it carries in place of a signature.
    async fn sign(
        &self,
        operation: &'static OperationSchema,
        prepared: &Prepared,
        attempt: &Attempt<'_>,
        head: &mut Parts,
    ) -> Result<Option<Signed>, Failure> {
        let wrong = |error| failure(operation, ErrorKind::Request(error));
        let count = format!("attempt={}; max={}", attempt.number, attempt.max_attempts);
        let headers = [(INVOCATION_ID, attempt.invocation_id), (ATTEMPT, &count)];
        for (name, value) in headers {
            let value = HeaderValue::try_from(value).map_err(RequestError::new).map_err(wrong)?;
            head.headers.insert(name, value);
        }
        if let Some(identity) = self.identity(operation, attempt).await? {
            let over_http = self.inner.config.secrets().over_http;
            identity.add(head, over_http).map_err(|reason| wrong(RequestError::new(reason)))?;
            return Ok(None);
        }
        let Some(payload) = &prepared.payload else { return Ok(None) };
        let credentials = self.credentials(operation, attempt).await?;
        let target = &prepared.target;
        let scope = Scope {
            region: &target.signing_region,
            service: &target.signing_service,
            path: target.path_policy,
        };
        let clock_ahead = self.clock().ahead();
        let now = Clock::at(clock_ahead);
        sigv4::sign(head, payload, &credentials, scope, now, &self.inner.keys)
            .map_err(|reason| wrong(RequestError::new(reason)))?;
        Ok(Some(Signed { credentials, clock_ahead }))
    }

    /// Sends a request, and waits for as much of the reply as the operation needs before it can be read.
    fn exchange(
        &self,
        operation: &'static OperationSchema,
        request: Request<Body>,
        attempt: &Attempt<'_>,
        taken: &Taken,
    ) -> impl Future<Output = Result<Reply, Failure>> {
        #[cfg(feature = "checksum")]
        let is_checked = checksum::is_asked(operation, request.headers());
        #[cfg(not(feature = "checksum"))]
        let is_checked = false;
        // The request is handed over here, so that the future does not hold it beside what has become of it.
        self.answered(operation, self.inner.config.sender().send(request), is_checked, attempt, taken)
    }

    async fn answered(
        &self,
        operation: &'static OperationSchema,
        reply: BoxFuture<'_, Result<Response<Body>, HttpError>>,
        is_checked: bool,
        attempt: &Attempt<'_>,
        taken: &Taken,
    ) -> Result<Reply, Failure> {
        #[cfg(not(feature = "checksum"))]
        let _ = is_checked;
        let config = &self.inner.config;
        let limits = Limits::new(config.max_response_bytes());
        let (limit, _) = attempt.bound(attempt.limit);
        // Where the attempt is over before it, a limit for each read would only be one more timer.
        let idle = config.timeouts().read;
        let idle = Some(idle).filter(|idle| limit.is_none_or(|limit| *idle < limit));
        let sent = pin!(async {
            let (head, mut body) = reply.await?.into_parts();
            #[cfg(feature = "events")]
            if operation.has_events() && head.status.is_success() {
                // Between events there may be silence for as long as the service likes.
                let body = match attempt.event_limit {
                    Some(limit) => body.with_idle_limit(limit),
                    None => body,
                };
                let response = Response::from_parts(head, Bytes::new());
                let mut events = super::events::Incoming::new(operation, &response, body, limits);
                let initial = events.initial().await?;
                return Ok(Reply { response: response.map(|_| initial), stream: None, events: Some(events) });
            }
            #[cfg(feature = "stream")]
            if operation.has_streaming_output() && head.status.is_success() {
                let body = body.with_idle_limit(config.timeouts().read);
                let body = super::streamed::paced(body, config.timeouts().least);
                let response = Response::from_parts(head, Bytes::new());
                return Ok(Reply {
                    response,
                    stream: Some(body),
                    #[cfg(feature = "events")]
                    events: None,
                });
            }
            if let Some(idle) = idle {
                body = body.with_idle_limit(idle);
            }
            if operation.may_begin_early() {
                // White space tells that the service is still at it.
                body = taken.watch(body);
            }
            let response = Response::from_parts(head, body.collect(limits).await?);
            #[cfg(feature = "checksum")]
            if is_checked {
                checksum::check(operation, &response)?;
            }
            Ok::<_, HttpError>(Reply {
                response: protocol::receive(response, limits)?,
                #[cfg(feature = "stream")]
                stream: None,
                #[cfg(feature = "events")]
                events: None,
            })
        });
        let (kind, class) = match attempt.in_time(taken, sent).await {
            Ok(Ok(reply)) => return Ok(reply),
            Ok(Err(error)) => {
                let error = if operation.has_sensitive_url() { error.without_reason() } else { error };
                let class = if error.is_transient() { Class::Transient } else { Class::Permanent };
                (ErrorKind::Connection(error), class)
            }
            Err(late) => (ErrorKind::Timeout(late), Class::Transient),
        };
        Err(Failure::new(kind, Facts { class, ..operation.facts() }))
    }
}

impl Attempt<'_> {
    /// An exchange within the limits. That of the attempt begins anew whenever something of the request's body is taken, or
    /// the service tells that it is still at it: what is on its way is not late.
    async fn in_time<T>(
        &self,
        taken: &Taken,
        mut sent: impl Future<Output = T> + Unpin,
    ) -> Result<T, TimeoutError> {
        let mut begin = Instant::now();
        loop {
            let end = self.limit.and_then(|limit| begin.checked_add(limit));
            let total = self.total.filter(|total| end.is_none_or(|end| total.end < end));
            let Some(end) = total.map(|total| total.end).or(end) else { return Ok(sent.await) };
            match (tokio::time::timeout_at(end, &mut sent).await, total, taken.last()) {
                (Ok(answer), ..) => return Ok(answer),
                (Err(_), Some(Total { limit, .. }), _) => return Err(TimeoutError::Total { limit }),
                (Err(_), None, Some(last)) if last > begin => begin = last,
                (Err(_), None, _) => {
                    return Err(TimeoutError::Attempt { limit: self.limit.unwrap_or_default() });
                }
            }
        }
    }

    /// The time that something may take, which the rest of the total time may cut short; then also
    /// the error to give when it has passed.
    pub(super) fn bound(&self, limit: Option<Duration>) -> (Option<Duration>, Option<TimeoutError>) {
        let Some(total) = self.total else { return (limit, None) };
        let left = total.end.saturating_duration_since(Instant::now());
        match limit {
            Some(limit) if limit <= left => (Some(limit), None),
            _ => (Some(left), Some(TimeoutError::Total { limit: total.limit })),
        }
    }
}

/// What is no HTTP date tells no time: a bare number would be one long past.
/// An answer that was kept on the way tells when it was made.
fn service_time(response: &Response<Bytes>) -> Option<Timestamp> {
    if response.headers().contains_key(::http::header::AGE) {
        return None;
    }
    text::parse_http_date(response.headers().get(::http::header::DATE)?.to_str().ok()?)
}

/// The failure that an error answer stands for.
fn refused(operation: &'static OperationSchema, response: Response<Bytes>, asked: &str) -> Failure {
    let reply = protocol::refusal(operation, &response, asked);
    let schema = protocol::exception(operation, &reply);
    let status = response.status().as_u16();
    let message_is_sensitive = schema.is_some_and(has_sensitive_message);
    let facts = Facts {
        // An error that a success turned out to be is the service's own.
        class: classify(reply.code.as_deref(), Some(if status < 300 { 500 } else { status }), schema),
        code: reply.code.clone(),
        message: reply.message.clone(),
        message_is_sensitive,
        request_id: protocol::request_id(response.headers()).or(reply.request_id),
        status: Some(status),
        region: reply.region,
        packing: response.extensions().get::<protocol::Unpacked>().map(|unpacked| unpacked.0.clone()),
        answer: schema.map(|schema| protocol::answer(operation, schema, response)),
        ..operation.facts()
    };
    // This shows its message to whoever prints it, and does not know what kind of message it is.
    let message = reply.message.filter(|_| !message_is_sensitive);
    Failure::new(ErrorKind::Service(Unhandled { code: reply.code, message }), facts)
}
