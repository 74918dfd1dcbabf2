//! Configurations that fail the first call, for conversions that have no other way to tell.

use std::sync::Arc;
use std::time::Duration;

use super::{AccountIdEndpointMode, Config, Inner, Retry, Timeouts};
use crate::auth::secret::Secrets;
use crate::auth::{Credentials, CredentialsCache};
use crate::client::retry::{Backoff, RetryMode};
use crate::error::ConfigError;
use crate::http::{Body, BoxFuture, HttpClient, HttpError, HttpErrorKind};
use crate::settings::Lookup;

impl Config {
    /// A configuration that could not be put together: every call fails and says why.
    pub(crate) fn unusable(error: ConfigError) -> Self {
        Self {
            inner: Arc::new(Inner {
                region: String::new(),
                no_region: None,
                endpoint_url: None,
                use_fips: false,
                use_dual_stack: false,
                host_prefix: true,
                account_id_endpoint_mode: AccountIdEndpointMode::Preferred,
                #[cfg(feature = "discovery")]
                endpoint_discovery: Default::default(),
                endpoint_parameters: Vec::new(),
                retry: Retry { mode: RetryMode::Off, max_attempts: 1, backoff: Backoff::default() },
                timeouts: Timeouts {
                    attempt: None,
                    total: None,
                    read: Duration::ZERO,
                    #[cfg(feature = "stream")]
                    least: None,
                },
                max_response_bytes: 0,
                #[cfg(feature = "checksum")]
                checksums: super::ChecksumSettings::default(),
                app_name: None,
                headers: Vec::new(),
                credentials: CredentialsCache::new(Arc::new(Credentials::new("", ""))),
                secrets: Secrets::default(),
                http_client: Arc::new(Nowhere),
                retry_budget: None,
                clock: Arc::default(),
                said: Arc::default(),
                lookup: Lookup::nothing(),
                error: Some(error),
            }),
        }
    }
}

/// No call gets as far as this: the client looks at the error first.
struct Nowhere;

impl HttpClient for Nowhere {
    fn send(&self, _: http::Request<Body>) -> BoxFuture<'_, Result<http::Response<Body>, HttpError>> {
        let error = HttpError::because(HttpErrorKind::Other, "the configuration cannot be used");
        Box::pin(std::future::ready(Err(error)))
    }
}
