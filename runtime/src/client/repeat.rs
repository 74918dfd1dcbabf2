//! Whether and when a failed attempt is repeated.

use std::time::Duration;

use tokio::time::Instant;
use tracing::Span;

use super::attempt::{Attempt, Failed, Signed, Total};
use super::regions::Subject;
use super::stages::Prepared;
use super::{Client, Metadata};
use crate::auth;
use crate::auth::Credentials;
use crate::client::overrides::RequestConfig;
use crate::client::retry;
use crate::error::Class;
#[cfg(feature = "discovery")]
use crate::error::is_wrong_endpoint;
use crate::error::{ErrorKind, Failure, TimeoutError, Unrepeated, is_clock_skew, is_expired_credentials};
use crate::protocol::{self, OperationSchema};

/// The memory of one call.
pub(super) struct Repeater<'a> {
    client: &'a Client,
    invocation_id: String,
    attempts: u32,
    max_attempts: u32,
    limit: Option<Duration>,
    total: Option<Total>,
    #[cfg(feature = "events")]
    event_limit: Option<Duration>,
    /// What the last repeated attempt took from the budget.
    taken: Option<u32>,
    /// A wrong clock and expired credentials are mended once each, beside the attempts allowed.
    mended_clock: bool,
    mended_credentials: bool,
    /// So is an endpoint that was discovered and is not the right one.
    mended_endpoint: bool,
    /// And a region in which what was asked for is not.
    mended_region: bool,
    /// And a connection that the server had closed before it was used.
    mended_connection: bool,
    /// Why there was no other attempt, though one might have succeeded.
    unrepeated: Option<Unrepeated>,
    /// The span of the call.
    span: Span,
}

impl<'a> Repeater<'a> {
    pub(super) fn new(client: &'a Client, overrides: &RequestConfig, span: Span) -> Self {
        let config = &client.inner.config;
        let timeouts = config.timeouts();
        let limit = overrides.total_timeout().or(timeouts.total);
        // A limit too far in the future to be a point in time is no limit.
        let total = limit.and_then(|limit| Some(Total { limit, end: Instant::now().checked_add(limit)? }));
        Self {
            client,
            invocation_id: protocol::invocation_id(),
            attempts: 0,
            max_attempts: overrides.attempts().unwrap_or(config.max_attempts()).max(1),
            limit: overrides.one_attempt_timeout().or(timeouts.attempt),
            total,
            #[cfg(feature = "events")]
            event_limit: overrides.event_limit(),
            taken: None,
            mended_clock: false,
            mended_credentials: false,
            mended_endpoint: false,
            mended_region: false,
            mended_connection: false,
            unrepeated: None,
            span,
        }
    }

    /// What is done before the first attempt, in the time that the whole call has.
    ///
    /// # Errors
    ///
    /// Those of the work, or that time ran out.
    pub(super) async fn in_time<T>(
        &self,
        operation: &'static OperationSchema,
        work: impl Future<Output = Result<T, Failure>> + Unpin,
    ) -> Result<T, Failure> {
        let Some(Total { limit, end }) = self.total else { return work.await };
        tokio::time::timeout_at(end, work).await.unwrap_or_else(|_| {
            Err(super::failure(operation, ErrorKind::Timeout(TimeoutError::Total { limit })))
        })
    }

    /// Counts an attempt.
    pub(super) fn begin(&mut self) -> Attempt<'_> {
        self.attempts = self.attempts.saturating_add(1);
        Attempt {
            number: self.attempts,
            max_attempts: self.max_attempts,
            invocation_id: &self.invocation_id,
            limit: self.limit,
            total: self.total,
            #[cfg(feature = "events")]
            event_limit: self.event_limit,
        }
    }

    pub(super) fn attempts(&self) -> u32 {
        self.attempts
    }

    pub(super) fn succeeded(&self, metadata: &Metadata) {
        self.client.inner.budget.give_back(self.taken);
        self.record(Some(metadata.status), metadata.request_id.as_deref());
    }

    /// How long to wait for another attempt; `None` when there is none. There can be none where the body was a stream
    /// and is gone; then what is learnt here serves the client's next call.
    pub(super) async fn wait_for(
        &mut self,
        operation: &'static OperationSchema,
        subject: Subject<'_>,
        failed: &Failed,
        prepared: &mut Prepared,
    ) -> Option<Duration> {
        let is_elsewhere = self.forget_endpoint(failed, prepared);
        let has_region = self.client.learn_region(operation, &failed.failure, subject, prepared);
        let delay = if prepared.is_spent() {
            let is_learnt = self.mend_clock(operation, failed) | self.forget_expired(failed).is_some();
            if is_learnt || is_elsewhere || has_region || self.backoff(failed).is_some() {
                self.unrepeated = Some(Unrepeated::Body);
            }
            None
        } else if self.mend_connection(failed)
            || self.mend_clock(operation, failed)
            || self.mend_credentials(failed).await
            || (is_elsewhere && self.mend_endpoint(operation, prepared).await)
            || (has_region && self.mend_region(operation, subject, prepared).await)
        {
            Some(Duration::ZERO)
        } else {
            self.backoff(failed).filter(|_| self.pay(failed))
        };
        let failure = &failed.failure;
        tracing::debug!(
            attempt = self.attempts,
            status = failure.status(),
            request_id = failure.request_id(),
            code = failure.code(),
            cause = cause(failure),
            delay_ms = delay.map(|delay| u64::try_from(delay.as_millis()).unwrap_or(u64::MAX)),
            "the attempt failed",
        );
        delay
    }

    /// The failure as the caller sees it.
    pub(super) fn give_up(&self, failed: Failed) -> Failure {
        let mut failure = failed.failure;
        failure.facts_mut().attempts = self.attempts;
        failure.facts_mut().unrepeated = self.unrepeated;
        self.record(failure.status(), failure.request_id());
        failure
    }

    fn record(&self, status: Option<u16>, request_id: Option<&str>) {
        self.span.record("attempts", self.attempts);
        self.span.record("status", status);
        self.span.record("request_id", request_id);
    }

    /// Takes another connection where the one that was at hand had been closed: that says nothing about the service. Whoever
    /// wants a call to be sent once gets no second one.
    fn mend_connection(&mut self, failed: &Failed) -> bool {
        let is_stale = matches!(failed.failure.kind(), ErrorKind::Connection(error) if error.is_stale());
        is_stale && self.max_attempts > 1 && !std::mem::replace(&mut self.mended_connection, true)
    }

    /// Goes by the service's clock where a signature was refused for its time. To a HEAD there is no body that would say
    /// so, so that its refusals count as well; only a clock that is off is ever corrected.
    fn mend_clock(&mut self, operation: &OperationSchema, failed: &Failed) -> bool {
        let failure = &failed.failure;
        let is_untold = operation.method == "HEAD" && failure.status() == Some(403);
        let about_time = is_untold || failure.code().is_some_and(is_clock_skew);
        let Some(signed) = failed.signed.as_ref().filter(|_| about_time && !self.mended_clock) else {
            return false;
        };
        let clock = self.client.clock();
        let is_corrected = failed.service_time.is_some_and(|service_time| clock.set(service_time));
        // Another call may have corrected the clock after this one was signed.
        self.mended_clock = is_corrected || clock.ahead() != signed.clock_ahead;
        self.mended_clock
    }

    /// Asks for other credentials than the ones that were refused as expired.
    async fn mend_credentials(&mut self, failed: &Failed) -> bool {
        if self.mended_credentials {
            return false;
        }
        let Some(refused) = self.forget_expired(failed) else { return false };
        self.mended_credentials = true;
        let cache = self.client.inner.config.credentials_cache();
        let left = self.total.map(|total| total.end.saturating_duration_since(Instant::now()));
        let left = left.map_or(auth::LIMIT, |left| left.min(auth::LIMIT));
        match tokio::time::timeout(left, cache.get(self.client.clock().now())).await {
            Ok(Ok(fresh)) => fresh != *refused,
            _ => false,
        }
    }

    /// Makes the client ask for other credentials when it needs some again. Gives those that were refused as expired.
    fn forget_expired<'f>(&self, failed: &'f Failed) -> Option<&'f Credentials> {
        let expired = failed.failure.code().is_some_and(is_expired_credentials);
        let Signed { credentials: refused, .. } = failed.signed.as_ref().filter(|_| expired)?;
        self.client.inner.config.credentials_cache().forget(refused);
        Some(refused)
    }

    /// Makes the client ask anew where requests go, if this one went to a discovered endpoint and there it was told
    /// that it should not have.
    #[cfg(feature = "discovery")]
    fn forget_endpoint(&self, failed: &Failed, prepared: &Prepared) -> bool {
        let failure = &failed.failure;
        is_wrong_endpoint(failure.code(), failure.status())
            && prepared.search.as_ref().is_some_and(|search| self.client.inner.discovered.forget(search))
    }

    #[cfg(not(feature = "discovery"))]
    fn forget_endpoint(&self, _: &Failed, _: &Prepared) -> bool {
        false
    }

    /// Asks anew where requests go.
    #[cfg(feature = "discovery")]
    async fn mend_endpoint(&mut self, operation: &'static OperationSchema, prepared: &mut Prepared) -> bool {
        if self.mended_endpoint {
            return false;
        }
        self.mended_endpoint = true;
        let Some(search) = prepared.search.take() else { return false };
        let found = Box::pin(self.client.discover(operation, search, prepared));
        // Where nothing is found, what the service answered is better told than that.
        self.in_time(operation, found).await.is_ok()
    }

    #[cfg(not(feature = "discovery"))]
    async fn mend_endpoint(&mut self, _: &'static OperationSchema, _: &mut Prepared) -> bool {
        false
    }

    /// Sends what follows to the region that was learnt.
    async fn mend_region(
        &mut self,
        operation: &'static OperationSchema,
        subject: Subject<'_>,
        prepared: &mut Prepared,
    ) -> bool {
        if self.mended_region {
            return false;
        }
        self.mended_region = true;
        // Where the rules have no endpoint there, what the service answered is better told than that.
        let moved = Box::pin(self.client.resolve_anew(operation, subject, prepared));
        self.in_time(operation, moved).await.is_ok()
    }

    /// How long to wait before another attempt; `None` where it would be no use, or one too many.
    fn backoff(&self, failed: &Failed) -> Option<Duration> {
        let failure = &failed.failure;
        let mended = [
            self.mended_clock,
            self.mended_credentials,
            self.mended_endpoint,
            self.mended_region,
            self.mended_connection,
        ];
        let mended = mended.into_iter().map(u32::from).sum();
        let counted = self.attempts.saturating_sub(mended).max(1);
        if failure.class() == Class::Permanent || counted >= self.max_attempts {
            return None;
        }
        if matches!(failure.kind(), ErrorKind::Timeout(TimeoutError::Total { .. })) {
            return None;
        }
        let delay =
            retry::delay(self.client.inner.config.backoff(), failure.class(), counted, failed.retry_after);
        // A wait that outlasts the call is not worth beginning: better tell what went wrong now.
        if self.total.is_some_and(|total| total.end.saturating_duration_since(Instant::now()) <= delay) {
            return None;
        }
        Some(delay)
    }

    /// Pays for another attempt, if the budget has enough for it.
    fn pay(&mut self, failed: &Failed) -> bool {
        self.taken = self.client.inner.budget.take(failed.failure.class());
        if self.taken.is_none() {
            self.unrepeated = Some(Unrepeated::Budget);
        }
        self.taken.is_some()
    }
}

/// What failed, in words that hold nothing of what was sent or received.
pub(super) fn cause(failure: &Failure) -> &'static str {
    match failure.kind() {
        ErrorKind::Service(_) => "error answer",
        ErrorKind::Timeout(_) => "timeout",
        ErrorKind::Connection(_) => "connection",
        ErrorKind::Credentials(_) => "credentials",
        ErrorKind::Configuration(_) => "configuration",
        ErrorKind::Request(_) => "request",
        ErrorKind::Response(_) => "unreadable reply",
        ErrorKind::Pagination(_) => "pagination",
    }
}
