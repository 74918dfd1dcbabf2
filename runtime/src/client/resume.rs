//! Replies that break off in the middle, asked for again from there.
//!
//! A reply that is a stream has begun to be somebody's when it breaks off, so nothing is repeated by itself. Where it is
//! wanted ([`RequestConfig::resume`]), and the operation takes a range and a condition as HTTP has them, the rest is asked
//! for under the condition that it is still the same: each byte comes once, and what belongs together stays together.
//!
//! Source: [range requests](https://www.rfc-editor.org/rfc/rfc9110#name-range-requests) and
//! [`If-Match`](https://www.rfc-editor.org/rfc/rfc9110#name-if-match).

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use http::header::{CONTENT_RANGE, ETAG, IF_MATCH, RANGE};
use http::{HeaderMap, HeaderValue, Method, Response, StatusCode};

use super::attempt::{Attempt, Failed};
use super::overrides::RequestConfig;
use super::retry;
use super::stages::Prepared;
use super::{Client, failure};
use crate::error::{Class, ErrorKind, Failure, RequestError, is_expired_credentials};
use crate::http::{Body, BoxFuture, HttpError, HttpErrorKind};
use crate::protocol::{self, OperationSchema};
use crate::schema::Place;
use crate::told::one_line;

/// Whether the input of an operation has members for a range and for a condition.
fn takes_range(operation: &OperationSchema) -> bool {
    let members = operation.input.structure().members;
    let has = |name: &str| {
        members
            .iter()
            .any(|member| member.place == Place::Header && member.wire_name.eq_ignore_ascii_case(name))
    };
    operation.method == Method::GET && has(RANGE.as_str()) && has(IF_MATCH.as_str())
}

/// Refuses to resume what cannot be resumed, before anything is sent.
///
/// # Errors
///
/// The operation has no ranges.
pub(super) fn check(operation: &'static OperationSchema, overrides: &RequestConfig) -> Result<(), Failure> {
    match overrides.resumptions() == 0 || takes_range(operation) && operation.has_streaming_output() {
        true => Ok(()),
        false => Err(failure(
            operation,
            ErrorKind::Request(RequestError::new(
                "its reply cannot be resumed, since the operation takes no range of it; leave out resume(…)",
            )),
        )),
    }
}

/// The body of a reply, continued where it breaks off. One that does not tell what it is of stays as it is.
pub(super) fn resumed(
    client: &Client,
    operation: &'static OperationSchema,
    prepared: &Prepared,
    overrides: &RequestConfig,
    reply: &Response<Bytes>,
    body: Body,
) -> Body {
    let Some(etag) = reply.headers().get(ETAG).filter(|_| overrides.resumptions() > 0) else { return body };
    // A weak one says that the content is as good as the same, which is not enough to put two halves together.
    if etag.as_bytes().starts_with(b"W/") {
        return body;
    }
    let length = body.len();
    let (start, end) = match reply.status() {
        StatusCode::PARTIAL_CONTENT => match range_of(reply.headers()) {
            Some((start, end)) => (start, Some(end)),
            None => return body,
        },
        _ => (0, length.and_then(|length| length.checked_sub(1))),
    };
    let mut head = prepared.head.clone();
    head.headers.insert(IF_MATCH, etag.clone());
    let rest = Rest {
        client: client.clone(),
        operation,
        prepared: prepared.without_body(head),
        limit: overrides.one_attempt_timeout().or(client.inner.config.timeouts().attempt),
        invocation_id: protocol::invocation_id(),
        end,
    };
    let left = overrides.resumptions();
    Body::stream(
        Resumed { state: State::Reading(body), rest: Some(Box::new(rest)), position: start, left },
        length,
    )
}

/// What the rest is asked for with.
struct Rest {
    client: Client,
    operation: &'static OperationSchema,
    prepared: Prepared,
    limit: Option<Duration>,
    invocation_id: String,
    /// The last byte, where it is known.
    end: Option<u64>,
}

/// A body that is continued.
struct Resumed {
    state: State,
    /// None, while it is being asked.
    rest: Option<Box<Rest>>,
    /// The byte of the whole that comes next.
    position: u64,
    /// How often the rest may still be asked for.
    left: u32,
}

enum State {
    Reading(Body),
    Asking(BoxFuture<'static, (Box<Rest>, Asked)>),
    Over,
}

/// What asking came to, and how many times it took.
struct Asked {
    outcome: Result<Body, HttpError>,
    times: u32,
}

impl Stream for Resumed {
    type Item = Result<Bytes, HttpError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let resumed = self.get_mut();
        loop {
            match &mut resumed.state {
                State::Over => return Poll::Ready(None),
                State::Reading(body) => match ready!(Pin::new(body).poll_next(context)) {
                    Some(Ok(chunk)) => {
                        let length = u64::try_from(chunk.len()).unwrap_or(u64::MAX);
                        resumed.position = resumed.position.saturating_add(length);
                        return Poll::Ready(Some(Ok(chunk)));
                    }
                    Some(Err(error)) => match resumed.rest.take().filter(|_| error.is_transient()) {
                        Some(rest) if resumed.left > 0 => {
                            let asked = ask(rest, resumed.position, resumed.left, error);
                            resumed.state = State::Asking(Box::pin(asked));
                        }
                        _ => return resumed.end_with(Some(Err(error))),
                    },
                    None => return resumed.end_with(None),
                },
                State::Asking(asked) => {
                    let (rest, Asked { outcome, times }) = ready!(asked.as_mut().poll(context));
                    resumed.rest = Some(rest);
                    resumed.left = resumed.left.saturating_sub(times);
                    match outcome {
                        Ok(body) => resumed.state = State::Reading(body),
                        Err(error) => return resumed.end_with(Some(Err(error))),
                    }
                }
            }
        }
    }
}

impl Resumed {
    fn end_with<T>(&mut self, last: T) -> Poll<T> {
        self.state = State::Over;
        Poll::Ready(last)
    }
}

/// Asks for the rest until it comes, or there is no use in it.
async fn ask(mut rest: Box<Rest>, position: u64, left: u32, broken: HttpError) -> (Box<Rest>, Asked) {
    tracing::debug!(position, cause = broken.one_line(), "the reply broke off, and its rest is asked for");
    let mut times = 0;
    loop {
        times += 1;
        let failed = match rest.ask(position, times, left).await {
            Ok(body) => return (rest, Asked { outcome: Ok(body), times }),
            Err(failed) => failed,
        };
        let failure = &failed.failure;
        let is_expired = failure.code().is_some_and(is_expired_credentials);
        if is_expired && let Some(signed) = &failed.signed {
            rest.client.inner.config.credentials_cache().forget(&signed.credentials);
        }
        let may_succeed = failure.class() != Class::Permanent || is_expired;
        if !may_succeed || times >= left {
            let (failure, broken) = (one_line(failure), broken.one_line());
            let reason = format!("its rest could not be had: {failure}; before that: {broken}");
            return (rest, Asked { outcome: Err(HttpError::because(HttpErrorKind::Io, reason)), times });
        }
        let config = &rest.client.inner.config;
        tokio::time::sleep(retry::delay(config.backoff(), failure.class(), times, failed.retry_after)).await;
    }
}

impl Rest {
    /// Asks for the rest once.
    async fn ask(&mut self, position: u64, number: u32, max_attempts: u32) -> Result<Body, Failed> {
        let end = self.end.map_or_else(String::new, |end| end.to_string());
        let range = HeaderValue::try_from(format!("bytes={position}-{end}"));
        let wrong = |reason: String| {
            failure(self.operation, ErrorKind::Connection(HttpError::because(HttpErrorKind::Other, reason)))
        };
        let range = range.map_err(|error| wrong(error.to_string()))?;
        self.prepared.head.headers.insert(RANGE, range);
        // Each request has a body of its own: none.
        self.prepared.body = Some(Body::empty());
        let attempt = Attempt {
            number,
            max_attempts,
            invocation_id: &self.invocation_id,
            limit: self.limit,
            total: None,
            #[cfg(feature = "events")]
            event_limit: None,
        };
        let reply = self.client.attempt(self.operation, &mut self.prepared, attempt).await?;
        let told = range_of(reply.response.headers()).map(|(start, _)| start);
        match (reply.response.status(), told, reply.stream) {
            (StatusCode::PARTIAL_CONTENT, Some(start), Some(body)) if start == position => Ok(body),
            // Whoever does not know ranges begins anew.
            _ => Err(wrong(format!("the answer is not the rest from byte {position} on")).into()),
        }
    }
}

/// The first and the last byte that a reply says that it has.
fn range_of(headers: &HeaderMap) -> Option<(u64, u64)> {
    let range = headers.get(CONTENT_RANGE)?.to_str().ok()?.trim().strip_prefix("bytes ")?;
    let (start, end) = range.split_once('/')?.0.split_once('-')?;
    Some((start.trim().parse().ok()?, end.trim().parse().ok()?))
}
