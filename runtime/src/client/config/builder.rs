//! Puts a [`Config`] together.

mod found;

use std::any::Any;
use std::sync::Arc;
use std::time::Duration;

#[cfg(feature = "discovery")]
use super::EndpointDiscoveryMode;
use super::{AccountIdEndpointMode, Config, Inner, Retry, Timeouts};
use crate::auth::secret::Secrets;
use crate::auth::{
    ApiKey, BearerToken, CredentialsCache, Login, ProvideCredentials, ProvideSecret, SharedCredentials,
};
use crate::client::clock::Clock;
use crate::client::retry::{Backoff, RetryBudget, RetryMode};
use crate::endpoint::ParameterValue;
use crate::error::ConfigError;
use crate::http::HttpClient;
use crate::settings::{Environment, Lookup, check_url};
#[cfg(feature = "discovery")]
use found::find_endpoint_discovery;
use found::{
    check_app_name, default_chain, default_http_client, find_account_id_mode, find_max_attempts, find_region,
    find_retry_mode, no_region,
};

const CONNECT_TIMEOUT: Duration = Duration::from_millis(3100);
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(60);
const READ_TIMEOUT: Duration = Duration::from_secs(60);
const MAX_RESPONSE_BYTES: usize = 64 << 20;

/// Collects explicit values for a [`Config`]; the rest comes from the environment and the profile.
#[derive(Clone, Default)]
#[must_use]
pub struct ConfigBuilder {
    region: Option<String>,
    credentials: Option<Arc<dyn ProvideCredentials>>,
    secrets: Secrets,
    endpoint_url: Option<String>,
    profile: Option<String>,
    environment: Environment,
    retry_mode: Option<RetryMode>,
    max_attempts: Option<u32>,
    backoff: Backoff,
    connect_timeout: Option<Duration>,
    attempt_timeout: Option<Duration>,
    read_timeout: Option<Duration>,
    #[cfg(feature = "stream")]
    least_throughput: Option<(u64, Duration)>,
    timeout: Option<Duration>,
    http_client: Option<Arc<dyn HttpClient>>,
    use_fips: Option<bool>,
    use_dual_stack: Option<bool>,
    host_prefix: Option<bool>,
    account_id_endpoint_mode: Option<AccountIdEndpointMode>,
    #[cfg(feature = "discovery")]
    endpoint_discovery: Option<EndpointDiscoveryMode>,
    endpoint_parameters: Vec<(String, ParameterValue)>,
    max_response_bytes: Option<usize>,
    #[cfg(feature = "checksum")]
    pub(super) checksums: super::ChecksumSettings,
    app_name: Option<String>,
    headers: Vec<(String, String)>,
    retry_budget: Option<RetryBudget>,
    made: Made,
}

/// What another configuration had looked up and set up, as far as it still fits.
#[derive(Clone, Default)]
struct Made {
    lookup: Option<Lookup>,
    http_client: Option<Arc<dyn HttpClient>>,
    credentials: Option<CredentialsCache>,
    clock: Option<Arc<Clock>>,
    error: Option<ConfigError>,
}

impl ConfigBuilder {
    /// A builder that says what a configuration was told, and has what that one had made.
    pub(super) fn derived_from(inner: &Inner) -> Self {
        let made = Made {
            lookup: Some(inner.lookup.clone()),
            http_client: Some(inner.http_client.clone()),
            credentials: Some(inner.credentials.clone()),
            clock: Some(inner.clock.clone()),
            error: inner.error.clone(),
        };
        Self { made, ..(*inner.said).clone() }
    }

    /// Gives up the HTTP client that another configuration had made, and with it the credentials that are asked for
    /// through it.
    fn forget_http_client(&mut self) {
        self.made.http_client = None;
        if self.credentials.is_none() {
            self.made.credentials = None;
        }
    }

    /// Gives up what another configuration had found in the environment and the profile, and what it had made of it.
    fn forget_lookup(&mut self) {
        self.made.lookup = None;
        self.forget_http_client();
    }

    /// The region, such as `eu-central-1`. Else `AWS_REGION`, `AWS_DEFAULT_REGION`, `region` in the profile.
    /// A region such as `fips-us-east-1` or `us-east-1-fips` is `us-east-1` with [`use_fips`](Self::use_fips).
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.region = Some(region.into());
        self
    }

    /// Credentials, or something that provides them. Else the default chain; see
    /// [`DefaultChain`](crate::credentials::DefaultChain).
    pub fn credentials(mut self, provider: impl ProvideCredentials) -> Self {
        // Those of another configuration are at hand already.
        let shared = (&provider as &dyn Any).downcast_ref::<SharedCredentials>();
        self.made.credentials = shared.map(SharedCredentials::cache);
        self.credentials = Some(Arc::new(provider));
        self
    }

    /// A bearer token, or something that provides them, for services that take such in place of a signature. Else
    /// `AWS_BEARER_TOKEN_<NAME>`, by the name that the requests of a service of AWS are signed for. It wins over
    /// credentials, and is sent over `https://` or to this machine only; see
    /// [`secrets_over_http`](Self::secrets_over_http).
    pub fn bearer_token(mut self, provider: impl ProvideSecret<BearerToken>) -> Self {
        self.secrets.bearer_token = Some(Arc::new(provider));
        self
    }

    /// An API key, or something that provides them, for services that take such, in a header or in the query as their
    /// model says. It is sent as a [`bearer_token`](Self::bearer_token) is.
    ///
    /// ```
    /// use shapesmith_runtime::Config;
    /// use shapesmith_runtime::credentials::ApiKey;
    ///
    /// let config =
    ///     Config::builder().endpoint_url("https://things.example.com").api_key(ApiKey::new("of an account")).build()?;
    /// # Ok::<(), shapesmith_runtime::ConfigError>(())
    /// ```
    pub fn api_key(mut self, provider: impl ProvideSecret<ApiKey>) -> Self {
        self.secrets.api_key = Some(Arc::new(provider));
        self
    }

    /// A name and a password, or something that provides them, for services that take such (HTTP's basic
    /// authentication). They are sent as a [`bearer_token`](Self::bearer_token) is.
    pub fn basic_auth_login(mut self, provider: impl ProvideSecret<Login>) -> Self {
        self.secrets.login = Some(Arc::new(provider));
        self
    }

    /// Whether bearer tokens, keys and logins are sent over `http://` to other machines, too, where everybody on the way
    /// can read them; not unless set. It is for networks that encrypt what is sent by themselves.
    pub fn secrets_over_http(mut self, yes: bool) -> Self {
        self.secrets.over_http = yes;
        self
    }

    /// Where to send requests. Else `AWS_ENDPOINT_URL_<SERVICE>`, `AWS_ENDPOINT_URL`, `endpoint_url`
    /// in the profile, else the service's own endpoint in the region. A service that is not of AWS has none of these,
    /// so it has to be set, and needs no region then.
    pub fn endpoint_url(mut self, url: impl Into<String>) -> Self {
        self.endpoint_url = Some(url.into());
        self
    }

    /// The profile in the shared files. Else `AWS_PROFILE`, else `default`.
    pub fn profile(mut self, name: impl Into<String>) -> Self {
        self.profile = Some(name.into());
        self.forget_lookup();
        self
    }

    /// Where variables and files are looked for; the process's environment unless set.
    pub fn environment(mut self, environment: Environment) -> Self {
        self.environment = environment;
        self.forget_lookup();
        self
    }

    /// Whether failed attempts are repeated. Else `AWS_RETRY_MODE`, `retry_mode` in the profile.
    pub fn retry_mode(mut self, mode: RetryMode) -> Self {
        self.retry_mode = Some(mode);
        self
    }

    /// How often a call is attempted, at least once. Else `AWS_MAX_ATTEMPTS`, `max_attempts` in the
    /// profile, else three times.
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = Some(attempts);
        self
    }

    /// The delays before failed attempts are repeated.
    pub fn backoff(mut self, backoff: Backoff) -> Self {
        self.backoff = backoff;
        self
    }

    /// The budget that attempts are repeated from, for all clients made from the configuration together. Each has its own
    /// unless this is set.
    pub fn retry_budget(mut self, budget: RetryBudget) -> Self {
        self.retry_budget = Some(budget);
        self
    }

    /// How long connecting may take; 3.1 s unless set. Not for an HTTP client of your own.
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.connect_timeout = Some(limit);
        if self.http_client.is_none() {
            self.forget_http_client();
        }
        self
    }

    /// How long one attempt may take, to the last byte of the reply; 60 s unless set. The time begins anew whenever something
    /// of the request's body is taken, so that an upload is late only where it stands still.
    pub fn attempt_timeout(mut self, limit: Duration) -> Self {
        self.attempt_timeout = Some(limit);
        self
    }

    /// How long the next bytes of a reply's body may take to come, each time anew; 60 s unless set. A connection that
    /// has gone silent is given up then, and the attempt counts as one that may be repeated. For the head of a reply,
    /// and for replies that are read as a whole, [`attempt_timeout`](Self::attempt_timeout) is a limit, too.
    pub fn read_timeout(mut self, limit: Duration) -> Self {
        self.read_timeout = Some(limit);
        self
    }

    /// How many bytes at least of a reply that is a stream have to come in how much time; any unless set. Only the time
    /// counts in which somebody waits for them. A stream that is slower is given up; where it is to be
    /// [resumed](crate::RequestConfig::resume), it is resumed.
    #[cfg(feature = "stream")]
    pub fn least_throughput(mut self, bytes: u64, within: Duration) -> Self {
        self.least_throughput = Some((bytes, within));
        self
    }

    /// How long a call may take in total, with all attempts and the waits between them; unlimited
    /// unless set.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.timeout = Some(limit);
        self
    }

    /// What sends requests; a client of `hyper` unless set, which trusts the platform's certificates, or those
    /// of the file that `AWS_CA_BUNDLE` or `ca_bundle` in the profile names.
    pub fn http_client(mut self, client: impl HttpClient) -> Self {
        self.http_client = Some(Arc::new(client));
        self.forget_http_client();
        self
    }

    /// Whether only FIPS 140 endpoints will do. Else `AWS_USE_FIPS_ENDPOINT`, `use_fips_endpoint`.
    pub fn use_fips(mut self, yes: bool) -> Self {
        self.use_fips = Some(yes);
        self
    }

    /// Whether endpoints must answer on IPv6 as well as on IPv4. Else `AWS_USE_DUALSTACK_ENDPOINT`,
    /// `use_dualstack_endpoint`.
    pub fn use_dual_stack(mut self, yes: bool) -> Self {
        self.use_dual_stack = Some(yes);
        self
    }

    /// Whether operations that have a prefix for the host name put it there, before custom endpoints, too, as
    /// other AWS tools do. Else they do, unless `AWS_DISABLE_HOST_PREFIX_INJECTION` or
    /// `disable_host_prefix_injection` is `true`. Addresses and `localhost` never get one.
    pub fn host_prefix(mut self, yes: bool) -> Self {
        self.host_prefix = Some(yes);
        self
    }

    /// Whether the account of the credentials may become part of endpoints. Else
    /// `AWS_ACCOUNT_ID_ENDPOINT_MODE`, `account_id_endpoint_mode` in the profile, else where it is known.
    pub fn account_id_endpoint_mode(mut self, mode: AccountIdEndpointMode) -> Self {
        self.account_id_endpoint_mode = Some(mode);
        self
    }

    /// Whether services are asked for the endpoints of their operations, where they tell them. Else
    /// `AWS_ENABLE_ENDPOINT_DISCOVERY`, or `AWS_ENDPOINT_DISCOVERY_ENABLED` as older tools call it, then
    /// `endpoint_discovery_enabled` in the profile (`auto`, `true` or `false`), else for those operations that require
    /// it.
    #[cfg(feature = "discovery")]
    pub fn endpoint_discovery(mut self, mode: EndpointDiscoveryMode) -> Self {
        self.endpoint_discovery = Some(mode);
        self
    }

    /// A parameter of endpoint rules, by its name in the model: what models call client context parameters.
    /// Services whose rules do not know the name take no notice of it, so that one configuration serves several.
    ///
    /// ```
    /// # use shapesmith_runtime::Config;
    /// let config = Config::builder().region("eu-central-1").endpoint_parameter("ForcePathStyle", true).build()?;
    /// # Ok::<(), shapesmith_runtime::ConfigError>(())
    /// ```
    pub fn endpoint_parameter(mut self, name: impl Into<String>, value: impl Into<ParameterValue>) -> Self {
        self.endpoint_parameters.push((name.into(), value.into()));
        self
    }

    /// The size of the largest reply that is read, in bytes; 64 MiB unless set.
    pub fn max_response_bytes(mut self, bytes: usize) -> Self {
        self.max_response_bytes = Some(bytes);
        self
    }

    /// The program's name, for the `user-agent` header. Else `AWS_SDK_UA_APP_ID`, `sdk_ua_app_id` in the
    /// profile, where what cannot stand in the header becomes a hyphen.
    pub fn app_name(mut self, name: impl Into<String>) -> Self {
        self.app_name = Some(name.into());
        self
    }

    /// One more header for every call, unless a call sets it itself
    /// ([`RequestConfig::header`](crate::RequestConfig::header)). Those that begin with `x-amz-` are signed. Headers that
    /// belong to the protocol or the signature are refused when a request is sent.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Looks up what was not set.
    ///
    /// # Errors
    ///
    /// A value that does not parse (the message names its origin, the value, and what is allowed), a
    /// profile that does not exist, or no region anywhere. With an endpoint that was set, a missing region is an error
    /// of the first call that needs one, since services that are not of AWS have none.
    pub fn build(self) -> Result<Config, ConfigError> {
        if let Some(error) = self.made.error {
            return Err(error);
        }
        let said = Arc::new(Self { made: Made::default(), ..self.clone() });
        let lookup = match self.made.lookup {
            Some(lookup) => lookup,
            None => Lookup::new(self.environment, self.profile)?,
        };
        let (region, is_fips_region, no_region) = match find_region(self.region, &lookup)? {
            Some((region, is_fips)) => (region, is_fips, None),
            None if self.endpoint_url.is_some() => (String::new(), false, Some(no_region(&lookup))),
            None => return Err(no_region(&lookup)),
        };
        if let Some(url) = &self.endpoint_url {
            check_url(url, "the endpoint URL")?;
        }
        if let Some(name) = &self.app_name {
            check_app_name(name)?;
        }
        let connect_timeout = self.connect_timeout.unwrap_or(CONNECT_TIMEOUT);
        let http_client = match self.made.http_client.or(self.http_client) {
            Some(client) => client,
            None => default_http_client(&lookup, connect_timeout)?,
        };
        let switch = |explicit: Option<bool>, variable, setting| match explicit {
            Some(yes) => Ok(yes),
            None => lookup.switch(variable, setting),
        };
        let mut inner = Inner {
            use_fips: switch(self.use_fips, "AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint")? || is_fips_region,
            use_dual_stack: switch(
                self.use_dual_stack,
                "AWS_USE_DUALSTACK_ENDPOINT",
                "use_dualstack_endpoint",
            )?,
            host_prefix: match self.host_prefix {
                Some(yes) => yes,
                None => {
                    !lookup.switch("AWS_DISABLE_HOST_PREFIX_INJECTION", "disable_host_prefix_injection")?
                }
            },
            account_id_endpoint_mode: find_account_id_mode(self.account_id_endpoint_mode, &lookup)?,
            #[cfg(feature = "discovery")]
            endpoint_discovery: find_endpoint_discovery(self.endpoint_discovery, &lookup)?,
            endpoint_parameters: self.endpoint_parameters,
            retry: Retry {
                mode: find_retry_mode(self.retry_mode, &lookup)?,
                max_attempts: find_max_attempts(self.max_attempts, &lookup)?,
                backoff: self.backoff,
            },
            timeouts: Timeouts {
                attempt: Some(self.attempt_timeout.unwrap_or(ATTEMPT_TIMEOUT)),
                total: self.timeout,
                read: self.read_timeout.unwrap_or(READ_TIMEOUT),
                #[cfg(feature = "stream")]
                least: self.least_throughput,
            },
            #[cfg(feature = "checksum")]
            checksums: self.checksums.completed(&lookup)?,
            max_response_bytes: self.max_response_bytes.unwrap_or(MAX_RESPONSE_BYTES),
            app_name: self.app_name.or_else(|| lookup.app_id()),
            headers: self.headers,
            credentials: CredentialsCache::none(),
            secrets: self.secrets,
            endpoint_url: self.endpoint_url,
            region,
            no_region,
            http_client,
            retry_budget: self.retry_budget,
            clock: self.made.clock.unwrap_or_default(),
            said,
            lookup,
            error: None,
        };
        inner.credentials = match (self.made.credentials, self.credentials) {
            (Some(cache), _) => cache,
            (None, Some(provider)) => CredentialsCache::new(provider),
            (None, None) => CredentialsCache::new(Arc::new(default_chain(&inner))),
        };
        Ok(Config { inner: Arc::new(inner) })
    }
}
