//! The core of every call, compiled once: write, sign, send, judge, repeat. See [`stages`] for their order.

mod attempt;
#[cfg(feature = "checksum")]
mod checksum;
mod clock;
#[cfg(feature = "compression")]
mod compression;
pub(crate) mod config;
#[cfg(feature = "presign")]
mod copies;
#[cfg(feature = "discovery")]
mod discovery;
mod endpoint;
#[cfg(feature = "events")]
mod events;
mod identity;
mod macros;
pub(crate) mod overrides;
#[cfg(feature = "presign")]
pub(crate) mod presign;
mod regions;
mod repeat;
#[cfg(feature = "stream")]
mod resume;
pub mod retry;
mod sending;
mod stages;
#[cfg(feature = "stream")]
mod streamed;
#[cfg(test)]
mod tests;
mod trace;
#[cfg(all(feature = "checksum", feature = "stream"))]
mod trailing;
#[cfg(feature = "checksum")]
mod tree_hash;
mod user_agent;

use std::fmt;
use std::pin::pin;
use std::sync::{Arc, OnceLock};

use tracing::field::Empty;
use tracing::{Instrument, Span};

use crate::auth::sigv4::KeyCache;
use crate::auth::{self, Credentials};
use crate::client::config::Config;
use crate::client::overrides::RequestConfig;
use crate::client::retry::RetryBudget;
use crate::codec::read::Unknown;
use crate::error::ConfigError;
use crate::error::{ErrorKind, Facts, Failure};
use crate::http::{BoxFuture, drivers};
use crate::protocol;
use crate::protocol::{OperationSchema, ServiceSchema};
use crate::shape::Structure;
#[cfg(feature = "events")]
use crate::shape::put_events;
use attempt::Reply;
use clock::Clock;
use endpoint::Target;
use regions::{Regions, Subject};
use repeat::Repeater;
use stages::Prepared;

/// A client of a service. Cheap to clone; clones share connections, credentials and the retry budget. What is learnt
/// about the clock is shared by all clients of one configuration.
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
}

struct Inner {
    service: &'static ServiceSchema,
    config: Config,
    /// The endpoint of operations that add nothing to it, resolved at the first call.
    endpoint: OnceLock<Result<Arc<Target>, ConfigError>>,
    keys: KeyCache,
    budget: RetryBudget,
    /// The regions of what lies in another one than the client's.
    regions: Regions,
    #[cfg(feature = "discovery")]
    discovered: discovery::Discovered,
}

/// What is known about a successful call beside its output.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Metadata {
    /// The id that AWS support asks for.
    pub request_id: Option<String>,
    /// The HTTP status.
    pub status: u16,
    /// How many times the request was sent.
    pub attempts: u32,
    /// What the reply held that the model does not know, up to 100 places.
    pub unknowns: Vec<Unknown>,
    /// What became of the checksum of the reply's body.
    #[cfg(feature = "checksum")]
    pub checksum: crate::checksum::ReplyChecksum,
}

impl Client {
    /// A client of a service. Nothing is sent before the first call.
    pub fn new(service: &'static ServiceSchema, config: Config) -> Self {
        let budget = config.retry_budget().cloned().unwrap_or_default();
        let inner = Inner {
            service,
            config,
            endpoint: OnceLock::new(),
            keys: KeyCache::default(),
            budget,
            regions: Regions::default(),
            #[cfg(feature = "discovery")]
            discovered: discovery::Discovered::default(),
        };
        Self { inner: Arc::new(inner) }
    }

    /// A client configured by the environment; see [`Config::from_env`].
    ///
    /// # Errors
    ///
    /// A value that does not parse, a profile that does not exist, no region anywhere, or a service that is not of AWS:
    /// no variable says where it is.
    pub fn from_env(service: &'static ServiceSchema) -> Result<Self, ConfigError> {
        if !service.has_endpoints() {
            return Err(endpoint::no_endpoint(service));
        }
        let config = Config::from_env()?;
        config.service_endpoint_url(service)?;
        Ok(Self::new(service, config))
    }

    /// The configuration.
    pub fn config(&self) -> &Config {
        &self.inner.config
    }

    /// The service.
    pub fn service(&self) -> &'static ServiceSchema {
        self.inner.service
    }

    /// Calls an operation: fills `output` from the reply to `input`. Absent idempotency tokens of
    /// the input are filled in.
    ///
    /// The future is on the heap, so that callers stay small however much happens here.
    ///
    /// # Errors
    ///
    /// Why the call failed. `output` may then be filled in part.
    pub fn call<'a>(
        &'a self,
        operation: &'static OperationSchema,
        input: &'a mut dyn Structure,
        output: &'a mut dyn Structure,
        overrides: &'a RequestConfig,
    ) -> BoxFuture<'a, Result<Metadata, Failure>> {
        let span = tracing::info_span!(
            "call",
            service = operation.service.id,
            operation = operation.name,
            region = self.inner.config.region(),
            attempts = Empty,
            status = Empty,
            request_id = Empty,
        );
        Box::pin(self.run(operation, input, output, overrides, span.clone()).instrument(span))
    }

    async fn run(
        &self,
        operation: &'static OperationSchema,
        input: &mut dyn Structure,
        output: &mut dyn Structure,
        overrides: &RequestConfig,
        span: Span,
    ) -> Result<Metadata, Failure> {
        check_runtime(operation)?;
        #[cfg(feature = "stream")]
        resume::check(operation, overrides)?;
        #[cfg(feature = "presign")]
        if let Some(facts) = operation.cross_region {
            self.sign_copy(operation, facts, input, overrides).await?;
        }
        let account = self.account(operation, overrides).await;
        // serialise → compress → checksum, once for all attempts; then sign → send in each of them.
        let mut prepared = self.prepare(operation, input, overrides, account.as_deref())?;
        let mut repeater = Repeater::new(self, overrides, span);
        prepared.payload = {
            let checksum = pin!(stages::checksum(operation, &mut prepared, &self.inner.config));
            repeater.in_time(operation, checksum).await?
        };
        #[cfg(feature = "discovery")]
        if let Some(discovery) = operation.endpoint_discovery
            && let Some(search) = self.search(operation, discovery, input, overrides, &prepared)?
        {
            let discovered = Box::pin(self.discover(operation, search, &mut prepared));
            repeater.in_time(operation, discovered).await?;
        }
        let subject = Subject { input, overrides, account: account.as_deref() };
        self.deliver(operation, subject, &mut prepared, output, &mut repeater).await
    }

    /// Sends a request until it succeeds or there is no use in it, and reads the reply.
    async fn deliver(
        &self,
        operation: &'static OperationSchema,
        subject: Subject<'_>,
        prepared: &mut Prepared,
        output: &mut dyn Structure,
        repeater: &mut Repeater<'_>,
    ) -> Result<Metadata, Failure> {
        loop {
            let outcome = self.attempt(operation, prepared, repeater.begin()).await;
            let outcome = outcome.and_then(|reply| {
                self.read(operation, subject, prepared, reply, output, repeater).map_err(Into::into)
            });
            match outcome {
                Ok(metadata) => {
                    repeater.succeeded(&metadata);
                    return Ok(metadata);
                }
                Err(failed) => match repeater.wait_for(operation, subject, &failed, prepared).await {
                    Some(delay) => tokio::time::sleep(delay).await,
                    None => return Err(repeater.give_up(failed)),
                },
            }
        }
    }

    /// The account of the credentials, where it decides about the endpoint.
    async fn account(&self, operation: &OperationSchema, overrides: &RequestConfig) -> Option<String> {
        if !self.needs_account(operation, overrides) {
            return None;
        }
        self.credentials_for_endpoint(overrides).await?.account_id().map(str::to_owned)
    }

    /// The credentials, where they decide about the endpoint. Those that do not come are told when the request is
    /// signed.
    async fn credentials_for_endpoint(&self, overrides: &RequestConfig) -> Option<Credentials> {
        let limit = overrides.total_timeout().or(self.inner.config.timeouts().total);
        let limit = limit.map_or(auth::LIMIT, |limit| limit.min(auth::LIMIT));
        let asked = self.inner.config.credentials_cache().get(self.clock().now());
        tokio::time::timeout(limit, asked).await.ok()?.ok()
    }

    /// The time as the service sees it.
    fn clock(&self) -> &Clock {
        self.inner.config.clock()
    }

    fn read(
        &self,
        operation: &'static OperationSchema,
        subject: Subject<'_>,
        prepared: &Prepared,
        reply: Reply,
        output: &mut dyn Structure,
        repeater: &Repeater<'_>,
    ) -> Result<Metadata, Failure> {
        #[cfg(not(feature = "stream"))]
        let _ = (subject, prepared);
        let status = reply.response.status().as_u16();
        let request_id = protocol::reply_id(operation, &reply.response);
        #[cfg(feature = "checksum")]
        let checksum = checksum::outcome(operation, &prepared.head.headers, &reply.response);
        match protocol::read_output(operation, &reply.response, output) {
            Ok(unknowns) => {
                #[cfg(feature = "stream")]
                if let Some(body) = reply.stream {
                    let overrides = subject.overrides;
                    let body = resume::resumed(self, operation, prepared, overrides, &reply.response, body);
                    // The checksum is of the whole, however many replies it came in.
                    #[cfg(feature = "checksum")]
                    let body = streamed::checked(operation, checksum, &reply.response, body);
                    streamed::hand_over(body, request_id.as_deref(), output);
                }
                #[cfg(feature = "events")]
                if let Some(mut events) = reply.events {
                    (events.request_id, events.attempts) = (request_id.clone(), repeater.attempts());
                    put_events(output, Box::new(events));
                }
                for unknown in &unknowns {
                    tracing::debug!(
                        path = unknown.path(),
                        "the reply holds something that the model does not know"
                    );
                }
                Ok(Metadata {
                    request_id,
                    status,
                    attempts: repeater.attempts(),
                    unknowns,
                    #[cfg(feature = "checksum")]
                    checksum,
                })
            }
            Err(error) => {
                let facts = Facts { request_id, status: Some(status), ..operation.facts() };
                Err(Failure::new(ErrorKind::Response(error), facts))
            }
        }
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Client")
            .field("service", &self.inner.service.id)
            .field("config", &self.inner.config)
            .finish_non_exhaustive()
    }
}

/// A failure of which nothing but its kind is known.
fn failure(operation: &'static OperationSchema, kind: ErrorKind<crate::error::Unhandled>) -> Failure {
    Failure::new(kind, operation.facts())
}

/// Timers need a runtime; without one they would panic.
fn check_runtime(operation: &'static OperationSchema) -> Result<(), Failure> {
    match drivers::fault() {
        None => Ok(()),
        Some(fault) => Err(failure(operation, ErrorKind::Configuration(ConfigError::new(fault)))),
    }
}
