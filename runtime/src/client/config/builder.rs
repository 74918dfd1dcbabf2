//! Puts a [`Config`] together.

use std::sync::Arc;
use std::time::Duration;

#[cfg(feature = "discovery")]
use super::EndpointDiscoveryMode;
use super::errands::Errands;
use super::{AccountIdEndpointMode, Config, Inner, Retry, Timeouts};
use crate::auth::{CredentialsCache, ProvideBearerToken, ProvideCredentials};
use crate::client::retry::{Backoff, DEFAULT_MAX_ATTEMPTS, RetryMode};
use crate::endpoint::ParameterValue;
use crate::error::ConfigError;
use crate::http::HttpClient;
use crate::providers::DefaultChain;
use crate::settings::region;
use crate::settings::{Environment, Lookup, check_url};

const CONNECT_TIMEOUT: Duration = Duration::from_millis(3100);
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(60);
const READ_TIMEOUT: Duration = Duration::from_secs(60);
const MAX_RESPONSE_BYTES: usize = 64 << 20;

/// Collects explicit values for a [`Config`]; the rest comes from the environment and the profile.
#[derive(Default)]
#[must_use]
pub struct ConfigBuilder {
    region: Option<String>,
    credentials: Option<Arc<dyn ProvideCredentials>>,
    bearer_token: Option<Arc<dyn ProvideBearerToken>>,
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
}

impl ConfigBuilder {
    /// The region, such as `eu-central-1`. Else `AWS_REGION`, `AWS_DEFAULT_REGION`, `region` in the profile.
    /// A region such as `fips-us-east-1` or `us-east-1-fips` is `us-east-1` with [`use_fips`](Self::use_fips).
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.region = Some(region.into());
        self
    }

    /// Credentials, or something that provides them. Else the default chain; see
    /// [`DefaultChain`].
    pub fn credentials(mut self, provider: impl ProvideCredentials) -> Self {
        self.credentials = Some(Arc::new(provider));
        self
    }

    /// A bearer token, or something that provides them, for services that take such in place of a signature. Else
    /// `AWS_BEARER_TOKEN_<NAME>`, by the name that the service's requests are signed for. It wins over credentials, and
    /// is sent over `https://` only.
    pub fn bearer_token(mut self, provider: impl ProvideBearerToken) -> Self {
        self.bearer_token = Some(Arc::new(provider));
        self
    }

    /// Where to send requests. Else `AWS_ENDPOINT_URL_<SERVICE>`, `AWS_ENDPOINT_URL`, `endpoint_url`
    /// in the profile, else the service's own endpoint in the region.
    pub fn endpoint_url(mut self, url: impl Into<String>) -> Self {
        self.endpoint_url = Some(url.into());
        self
    }

    /// The profile in the shared files. Else `AWS_PROFILE`, else `default`.
    pub fn profile(mut self, name: impl Into<String>) -> Self {
        self.profile = Some(name.into());
        self
    }

    /// Where variables and files are looked for; the process's environment unless set.
    pub fn environment(mut self, environment: Environment) -> Self {
        self.environment = environment;
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

    /// How long connecting may take; 3.1 s unless set. Not for an HTTP client of your own.
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.connect_timeout = Some(limit);
        self
    }

    /// How long one attempt may take, to the last byte of the reply; 60 s unless set.
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

    /// Looks up what was not set.
    ///
    /// # Errors
    ///
    /// A value that does not parse (the message names its origin, the value, and what is allowed), a
    /// profile that does not exist, or no region anywhere.
    pub fn build(self) -> Result<Config, ConfigError> {
        let lookup = Lookup::new(self.environment, self.profile)?;
        let (region, is_fips_region) = find_region(self.region, &lookup)?;
        if let Some(url) = &self.endpoint_url {
            check_url(url, "the endpoint URL")?;
        }
        if let Some(name) = &self.app_name {
            check_app_name(name)?;
        }
        let connect_timeout = self.connect_timeout.unwrap_or(CONNECT_TIMEOUT);
        let http_client = match self.http_client {
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
            credentials: CredentialsCache::none(),
            bearer_token: self.bearer_token,
            endpoint_url: self.endpoint_url,
            region,
            http_client,
            clock: Arc::default(),
            lookup,
            error: None,
        };
        inner.credentials = CredentialsCache::new(match self.credentials {
            Some(provider) => provider,
            None => Arc::new(default_chain(&inner)),
        });
        Ok(Config { inner: Arc::new(inner) })
    }
}

/// The default chain, whose calls are made as those of the client.
fn default_chain(inner: &Inner) -> DefaultChain {
    let errands = Arc::new(Errands::new(inner));
    DefaultChain::new(inner.lookup.clone(), inner.region.clone(), inner.http_client.clone(), errands)
}

/// The region, and whether its name asks for FIPS endpoints, as `fips-us-east-1` and `us-east-1-fips` do.
fn find_region(explicit: Option<String>, lookup: &Lookup) -> Result<(String, bool), ConfigError> {
    const VARIABLES: [&str; 2] = ["AWS_REGION", "AWS_DEFAULT_REGION"];
    let (region, origin) = match (explicit, lookup.find(&VARIABLES, "region")) {
        (Some(region), _) => (region, "the region".to_owned()),
        (None, Some(found)) => (found.value, found.origin),
        (None, None) => {
            return Err(ConfigError::new(format_args!(
                "no region; set it with Config::builder().region(…), with AWS_REGION or AWS_DEFAULT_REGION \
                 (neither is set), or as region in {}",
                lookup.looked()
            )));
        }
    };
    region::check(&region, &origin)?;
    let plain = region::without_fips(&region);
    if plain == region {
        return Ok((region, false));
    }
    region::check(&plain, &origin)?;
    tracing::warn!("{origin} is \"{region}\": the region is {plain}, and FIPS endpoints are used");
    Ok((plain, true))
}

fn find_account_id_mode(
    explicit: Option<AccountIdEndpointMode>,
    lookup: &Lookup,
) -> Result<AccountIdEndpointMode, ConfigError> {
    use AccountIdEndpointMode::{Disabled, Preferred, Required};

    if let Some(mode) = explicit {
        return Ok(mode);
    }
    let Some(found) = lookup.find(&["AWS_ACCOUNT_ID_ENDPOINT_MODE"], "account_id_endpoint_mode") else {
        return Ok(Preferred);
    };
    let known = [Preferred, Required, Disabled].into_iter();
    let mode = known.into_iter().find(|mode| mode.as_str().eq_ignore_ascii_case(&found.value));
    mode.ok_or_else(|| ConfigError::value(found.origin, &found.value, "preferred, required or disabled"))
}

/// Whether services are asked for endpoints, and the place that says so.
#[cfg(feature = "discovery")]
fn find_endpoint_discovery(
    explicit: Option<EndpointDiscoveryMode>,
    lookup: &Lookup,
) -> Result<(EndpointDiscoveryMode, String), ConfigError> {
    use EndpointDiscoveryMode::{Auto, Disabled, Enabled};

    const VARIABLES: [&str; 2] = ["AWS_ENABLE_ENDPOINT_DISCOVERY", "AWS_ENDPOINT_DISCOVERY_ENABLED"];
    if let Some(mode) = explicit {
        return Ok((mode, "Config::builder().endpoint_discovery(…)".to_owned()));
    }
    let Some(found) = lookup.find(&VARIABLES, "endpoint_discovery_enabled") else {
        return Ok((Auto, String::new()));
    };
    let known = [("auto", Auto), ("true", Enabled), ("false", Disabled)];
    match known.into_iter().find(|(text, _)| text.eq_ignore_ascii_case(found.value.trim())) {
        Some((_, mode)) => Ok((mode, found.origin)),
        None => Err(ConfigError::value(found.origin, &found.value, "auto, true or false")),
    }
}

fn find_retry_mode(explicit: Option<RetryMode>, lookup: &Lookup) -> Result<RetryMode, ConfigError> {
    if let Some(mode) = explicit {
        return Ok(mode);
    }
    let Some(found) = lookup.find(&["AWS_RETRY_MODE"], "retry_mode") else { return Ok(RetryMode::Standard) };
    match found.value.to_ascii_lowercase().as_str() {
        "standard" | "legacy" => Ok(RetryMode::Standard),
        "adaptive" => {
            tracing::warn!("{} is \"adaptive\"; this client retries in standard mode instead", found.origin);
            Ok(RetryMode::Standard)
        }
        "off" => Ok(RetryMode::Off),
        _ => Err(ConfigError::value(found.origin, &found.value, "standard, adaptive, legacy or off")),
    }
}

fn find_max_attempts(explicit: Option<u32>, lookup: &Lookup) -> Result<u32, ConfigError> {
    const ALLOWED: &str = "a number of attempts, at least 1";
    match (explicit, lookup.find(&["AWS_MAX_ATTEMPTS"], "max_attempts")) {
        (Some(0), _) => Err(ConfigError::value("the number of attempts", "0", ALLOWED)),
        (Some(attempts), _) => Ok(attempts),
        (None, None) => Ok(DEFAULT_MAX_ATTEMPTS),
        (None, Some(found)) => match found.value.parse() {
            Ok(attempts) if attempts > 0 => Ok(attempts),
            _ => Err(ConfigError::value(found.origin, &found.value, ALLOWED)),
        },
    }
}

fn check_app_name(name: &str) -> Result<(), ConfigError> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    if !name.is_empty() && name.len() <= 50 && name.bytes().all(allowed) {
        return Ok(());
    }
    Err(ConfigError::value("the app name", name, "1 to 50 letters, digits and !#$%&'*+-.^_`|~"))
}

#[cfg(any(feature = "hyper", feature = "reqwest"))]
fn default_http_client(
    lookup: &Lookup,
    connect_timeout: Duration,
) -> Result<Arc<dyn HttpClient>, ConfigError> {
    use crate::http::DefaultClient;

    let client = match lookup.ca_bundle()? {
        None => DefaultClient::new(connect_timeout),
        Some((pem, found)) => {
            let client = DefaultClient::trusting(&pem, connect_timeout);
            return match client {
                Ok(client) => Ok(Arc::new(client)),
                Err(error) => Err(ConfigError::new(format_args!(
                    "{} names {}, which holds no certificates that can be used: {error}",
                    found.origin, found.value
                ))),
            };
        }
    };
    match client {
        Ok(client) => Ok(Arc::new(client)),
        Err(error) => Err(ConfigError::new(format_args!("the HTTP client cannot be set up: {error}"))),
    }
}

#[cfg(not(any(feature = "hyper", feature = "reqwest")))]
fn default_http_client(_: &Lookup, _: Duration) -> Result<Arc<dyn HttpClient>, ConfigError> {
    Err(ConfigError::new(
        "no HTTP client; turn on the feature \"hyper\" or set one with Config::builder().http_client(…)",
    ))
}
