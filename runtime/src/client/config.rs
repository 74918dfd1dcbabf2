//! What a client is configured with: explicit values before the environment before the profile.

#[cfg(feature = "aws-config")]
mod aws_config;
mod builder;
#[cfg(feature = "checksum")]
mod checksums;
mod errands;
#[cfg(any(feature = "aws-config", feature = "test-util"))]
mod unusable;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

pub use builder::ConfigBuilder;
#[cfg(feature = "checksum")]
pub(crate) use checksums::ChecksumSettings;
#[cfg(feature = "checksum")]
pub use checksums::Checksums;

use crate::auth::secret::Secrets;
use crate::auth::{CredentialsCache, SharedCredentials};
use crate::client::clock::Clock;
use crate::client::retry::{Backoff, RetryBudget, RetryMode};
use crate::endpoint::ParameterValue;
use crate::error::ConfigError;
use crate::http::HttpClient;
use crate::protocol::ServiceSchema;
use crate::settings::{Environment, Lookup};

/// The configuration of a client: region, credentials, endpoint, retries, time limits, transport.
///
/// Cheap to clone; clients made from one configuration share its connections and credentials.
///
/// ```
/// use shapesmith_runtime::{Config, Credentials};
///
/// let config = Config::builder()
///     .region("eu-central-1")
///     .credentials(Credentials::new("AKIDEXAMPLE", "secret"))
///     .endpoint_url("http://localhost:4566")
///     .build()?;
/// assert_eq!(config.region(), "eu-central-1");
/// # Ok::<(), shapesmith_runtime::ConfigError>(())
/// ```
#[derive(Clone)]
pub struct Config {
    inner: Arc<Inner>,
}

#[derive(Clone)]
struct Inner {
    /// Empty where nobody said one.
    region: String,
    /// Why there is no region, for services that need one.
    no_region: Option<ConfigError>,
    endpoint_url: Option<String>,
    use_fips: bool,
    use_dual_stack: bool,
    host_prefix: bool,
    account_id_endpoint_mode: AccountIdEndpointMode,
    /// With the place that says so, for errors.
    #[cfg(feature = "discovery")]
    endpoint_discovery: (EndpointDiscoveryMode, String),
    endpoint_parameters: Vec<(String, ParameterValue)>,
    retry: Retry,
    timeouts: Timeouts,
    max_response_bytes: usize,
    #[cfg(feature = "checksum")]
    checksums: ChecksumSettings,
    app_name: Option<String>,
    headers: Vec<(String, String)>,
    credentials: CredentialsCache,
    secrets: Secrets,
    http_client: Arc<dyn HttpClient>,
    retry_budget: Option<RetryBudget>,
    /// What is learnt about the clock by any call.
    clock: Arc<Clock>,
    /// What the program said, for configurations that are derived from this one.
    said: Arc<ConfigBuilder>,
    lookup: Lookup,
    /// Why the configuration cannot be used, where that could not be told earlier.
    error: Option<ConfigError>,
}

/// Whether the account of the credentials may become part of endpoints, for services that have such.
///
/// Source: [account-based endpoints](https://docs.aws.amazon.com/sdkref/latest/guide/feature-account-endpoints.html).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum AccountIdEndpointMode {
    /// Where the account is known.
    #[default]
    Preferred,
    /// Always; a call without a known account is an error.
    Required,
    /// Never.
    Disabled,
}

impl AccountIdEndpointMode {
    /// The mode as settings and endpoint rules write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Preferred => "preferred",
            Self::Required => "required",
            Self::Disabled => "disabled",
        }
    }
}

/// Whether clients ask services for the endpoints of their operations, where an operation of the service tells them.
///
/// An endpoint that somebody set is used as it is, whatever the mode.
///
/// Source: [endpoint discovery](https://docs.aws.amazon.com/sdkref/latest/guide/feature-endpoint-discovery.html).
#[cfg(feature = "discovery")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum EndpointDiscoveryMode {
    /// For operations that require it.
    #[default]
    Auto,
    /// For those that offer it, too. Where it fails for them, they go to the endpoint of the region.
    Enabled,
    /// Never; a call of an operation that requires it is an error.
    Disabled,
}

/// How failed attempts are repeated.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Retry {
    pub(crate) mode: RetryMode,
    pub(crate) max_attempts: u32,
    pub(crate) backoff: Backoff,
}

/// How long things may take.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Timeouts {
    pub(crate) attempt: Option<Duration>,
    pub(crate) total: Option<Duration>,
    /// Each read of a reply's body.
    pub(crate) read: Duration,
    /// How much of a reply that is a stream has to come in how much time.
    #[cfg(feature = "stream")]
    pub(crate) least: Option<(u64, Duration)>,
}

impl Config {
    /// The configuration of the environment: variables, then the profile.
    ///
    /// # Errors
    ///
    /// A value that does not parse, a profile that does not exist, or no region anywhere. Missing
    /// credentials are an error of the first call, since finding some may take requests.
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::builder().build()
    }

    /// A builder; what it is not told comes from the environment and the profile.
    pub fn builder() -> ConfigBuilder {
        ConfigBuilder::default()
    }

    /// A builder that begins with this configuration: what it is told differs, all else stays. Connections, credentials
    /// and what is known of the clock are shared with this one, unless it is told of others.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use shapesmith_runtime::Config;
    /// let config = Config::builder().region("eu-central-1").build()?;
    /// let elsewhere = config.to_builder().region("us-east-1").build()?;
    /// let patient = config.to_builder().attempt_timeout(Duration::from_secs(300)).build()?;
    /// # Ok::<(), shapesmith_runtime::ConfigError>(())
    /// ```
    pub fn to_builder(&self) -> ConfigBuilder {
        ConfigBuilder::derived_from(&self.inner)
    }

    /// What sends requests, for another configuration: `builder.http_client(config.http_client())`.
    pub fn http_client(&self) -> Arc<dyn HttpClient> {
        self.inner.http_client.clone()
    }

    /// The credentials, kept at hand and renewed in time, for another configuration:
    /// `builder.credentials(config.credentials())`. The two then ask once for both.
    pub fn credentials(&self) -> SharedCredentials {
        SharedCredentials::new(self.inner.credentials.clone())
    }

    /// The budget that attempts are repeated from, if the program named one.
    pub fn retry_budget(&self) -> Option<&RetryBudget> {
        self.inner.retry_budget.as_ref()
    }

    /// The region; empty where there is none, since the program named an endpoint and nobody a region.
    pub fn region(&self) -> &str {
        &self.inner.region
    }

    /// Refuses a configuration without a region, for a service that needs one.
    ///
    /// # Errors
    ///
    /// There is none; with the places where it was looked for.
    pub(crate) fn check_region(&self) -> Result<(), ConfigError> {
        match &self.inner.no_region {
            Some(error) if self.inner.region.is_empty() => Err(error.clone()),
            _ => Ok(()),
        }
    }

    /// The same configuration for another region.
    #[cfg(feature = "presign")]
    pub(crate) fn in_region(&self, region: &str) -> Self {
        let inner = Inner { region: region.to_owned(), ..(*self.inner).clone() };
        Self { inner: Arc::new(inner) }
    }

    /// The endpoint that the program set, if it did.
    pub fn endpoint_url(&self) -> Option<&str> {
        self.inner.endpoint_url.as_deref()
    }

    /// Whether only FIPS 140 endpoints will do.
    pub fn use_fips(&self) -> bool {
        self.inner.use_fips
    }

    /// Whether endpoints must answer on IPv6 as well as on IPv4.
    pub fn use_dual_stack(&self) -> bool {
        self.inner.use_dual_stack
    }

    /// Whether operations that have a prefix for the host name put it there.
    pub fn has_host_prefix(&self) -> bool {
        self.inner.host_prefix
    }

    /// Whether the account of the credentials may become part of endpoints.
    pub fn account_id_endpoint_mode(&self) -> AccountIdEndpointMode {
        self.inner.account_id_endpoint_mode
    }

    /// Whether services are asked for endpoints, and the place that says so.
    #[cfg(feature = "discovery")]
    pub(crate) fn endpoint_discovery(&self) -> (EndpointDiscoveryMode, &str) {
        (self.inner.endpoint_discovery.0, &self.inner.endpoint_discovery.1)
    }

    pub(crate) fn endpoint_parameters(&self) -> &[(String, ParameterValue)] {
        &self.inner.endpoint_parameters
    }

    /// How often a call is attempted at most.
    pub fn max_attempts(&self) -> u32 {
        match self.inner.retry.mode {
            RetryMode::Off => 1,
            RetryMode::Standard => self.inner.retry.max_attempts,
        }
    }

    pub(crate) fn backoff(&self) -> &Backoff {
        &self.inner.retry.backoff
    }

    pub(crate) fn timeouts(&self) -> Timeouts {
        self.inner.timeouts
    }

    pub(crate) fn max_response_bytes(&self) -> usize {
        self.inner.max_response_bytes
    }

    #[cfg(feature = "checksum")]
    pub(crate) fn checksums(&self) -> &ChecksumSettings {
        &self.inner.checksums
    }

    /// The size of a body, in bytes, from which on it is compressed; `None` means never.
    ///
    /// # Errors
    ///
    /// A setting that does not parse.
    #[cfg(feature = "compression")]
    pub(crate) fn compression_threshold(&self) -> Result<Option<usize>, ConfigError> {
        self.inner.lookup.compression_threshold()
    }

    pub(crate) fn lookup(&self) -> &Lookup {
        &self.inner.lookup
    }

    pub(crate) fn environment(&self) -> &Environment {
        self.inner.lookup.environment()
    }

    pub(crate) fn headers(&self) -> &[(String, String)] {
        &self.inner.headers
    }

    pub(crate) fn app_name(&self) -> Option<&str> {
        self.inner.app_name.as_deref()
    }

    pub(crate) fn credentials_cache(&self) -> &CredentialsCache {
        &self.inner.credentials
    }

    pub(super) fn clock(&self) -> &Clock {
        &self.inner.clock
    }

    /// What requests carry in place of a signature, where the program has set it.
    pub(crate) fn secrets(&self) -> &Secrets {
        &self.inner.secrets
    }

    pub(crate) fn sender(&self) -> &dyn HttpClient {
        &*self.inner.http_client
    }

    /// Why the configuration cannot be used, if it cannot.
    pub(crate) fn error(&self) -> Option<&ConfigError> {
        self.inner.error.as_ref()
    }

    /// The custom endpoint of a service: the program's, else the environment's, else the profile's. These two speak of
    /// services of AWS, and of no other.
    ///
    /// # Errors
    ///
    /// A URL that is none, named by where it came from.
    pub(crate) fn service_endpoint_url(
        &self,
        service: &ServiceSchema,
    ) -> Result<Option<String>, ConfigError> {
        match &self.inner.endpoint_url {
            Some(url) => Ok(Some(url.clone())),
            None if !service.has_endpoints() => Ok(None),
            None => self.inner.lookup.endpoint_url(service.id),
        }
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &*self.inner;
        formatter
            .debug_struct("Config")
            .field("region", &inner.region)
            .field("endpoint_url", &inner.endpoint_url.as_deref().map(crate::codec::url::shown))
            .field("use_fips", &inner.use_fips)
            .field("use_dual_stack", &inner.use_dual_stack)
            .field("retry", &inner.retry)
            .field("timeouts", &inner.timeouts)
            .finish_non_exhaustive()
    }
}
