//! What nobody said explicitly: found in the environment and the profile, or made.

use std::sync::Arc;
use std::time::Duration;

#[cfg(feature = "discovery")]
use crate::client::config::EndpointDiscoveryMode;
use crate::client::config::errands::Errands;
use crate::client::config::{AccountIdEndpointMode, Inner};
use crate::client::retry::{DEFAULT_MAX_ATTEMPTS, RetryMode};
use crate::error::ConfigError;
use crate::http::HttpClient;
use crate::providers::DefaultChain;
use crate::settings::{Lookup, region};

/// The default chain, whose calls are made as those of the client.
pub(super) fn default_chain(inner: &Inner) -> DefaultChain {
    let errands = Arc::new(Errands::new(inner));
    DefaultChain::new(inner.lookup.clone(), inner.region.clone(), inner.http_client.clone(), errands)
}

/// The region, and whether its name asks for FIPS endpoints, as `fips-us-east-1` and `us-east-1-fips` do.
pub(super) fn find_region(
    explicit: Option<String>,
    lookup: &Lookup,
) -> Result<Option<(String, bool)>, ConfigError> {
    const VARIABLES: [&str; 2] = ["AWS_REGION", "AWS_DEFAULT_REGION"];
    let (region, origin) = match (explicit, lookup.find(&VARIABLES, "region")) {
        (Some(region), _) => (region, "the region".to_owned()),
        (None, Some(found)) => (found.value, found.origin),
        (None, None) => return Ok(None),
    };
    region::check(&region, &origin)?;
    let plain = region::without_fips(&region);
    if plain == region {
        return Ok(Some((region, false)));
    }
    region::check(&plain, &origin)?;
    tracing::warn!("{origin} is \"{region}\": the region is {plain}, and FIPS endpoints are used");
    Ok(Some((plain, true)))
}

/// The error of those who need a region, with the places where one was looked for.
pub(super) fn no_region(lookup: &Lookup) -> ConfigError {
    ConfigError::new(format_args!(
        "no region; set it with Config::builder().region(…), with AWS_REGION or AWS_DEFAULT_REGION (neither is set), \
         or as region in {}",
        lookup.looked()
    ))
}

pub(super) fn find_account_id_mode(
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
pub(super) fn find_endpoint_discovery(
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

pub(super) fn find_retry_mode(
    explicit: Option<RetryMode>,
    lookup: &Lookup,
) -> Result<RetryMode, ConfigError> {
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

pub(super) fn find_max_attempts(explicit: Option<u32>, lookup: &Lookup) -> Result<u32, ConfigError> {
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

pub(super) fn check_app_name(name: &str) -> Result<(), ConfigError> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    if !name.is_empty() && name.len() <= 50 && name.bytes().all(allowed) {
        return Ok(());
    }
    Err(ConfigError::value("the app name", name, "1 to 50 letters, digits and !#$%&'*+-.^_`|~"))
}

#[cfg(any(feature = "hyper", feature = "reqwest"))]
pub(super) fn default_http_client(
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
                    "{} names {}, which holds no certificates that can be used: {}",
                    found.origin,
                    found.value,
                    error.one_line()
                ))),
            };
        }
    };
    match client {
        Ok(client) => Ok(Arc::new(client)),
        Err(error) => {
            Err(ConfigError::new(format_args!("the HTTP client cannot be set up: {}", error.one_line())))
        }
    }
}

#[cfg(not(any(feature = "hyper", feature = "reqwest")))]
pub(super) fn default_http_client(_: &Lookup, _: Duration) -> Result<Arc<dyn HttpClient>, ConfigError> {
    Err(ConfigError::new(
        "no HTTP client; turn on the feature \"hyper\" or set one with Config::builder().http_client(…)",
    ))
}
