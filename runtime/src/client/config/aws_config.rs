//! Configurations made from the official SDK's, behind the feature `aws-config`.

use ::aws_credential_types::provider::{ProvideCredentials as _, SharedCredentialsProvider};
use ::aws_types::SdkConfig;
use ::aws_types::endpoint_config::AccountIdEndpointMode as SdkMode;
use ::aws_types::origin::Origin;

use crate::auth::{Credentials, ProvideCredentials};
use crate::client::config::{AccountIdEndpointMode, Config, ConfigBuilder};
use crate::error::CredentialsError;
use crate::http::BoxFuture;

/// Takes over region, credentials, endpoint, number of attempts, time limits, FIPS, dual stack and the
/// app's name. What the `SdkConfig` leaves open comes from the environment and the profile, but for
/// credentials: without a provider every signed call fails. Its HTTP client, its identity cache, and
/// settings of streams and checksums are not for this client.
///
/// A configuration that cannot be used, say one without a region, is an error of the first call.
///
/// ```no_run
/// # fn example(sdk_config: &aws_types::SdkConfig) {
/// let config = shapesmith_runtime::Config::from(sdk_config);
/// # }
/// ```
impl From<&SdkConfig> for Config {
    fn from(sdk_config: &SdkConfig) -> Self {
        builder(sdk_config).build().unwrap_or_else(Self::unusable)
    }
}

fn builder(sdk_config: &SdkConfig) -> ConfigBuilder {
    let provider = SdkProvider { provider: sdk_config.credentials_provider() };
    let mut config = Config::builder().credentials(provider);
    if let Some(region) = sdk_config.region() {
        config = config.region(region.as_ref());
    }
    // A URL out of the environment is found there again, after the one that is for the service alone.
    let from_environment = sdk_config.get_origin("endpoint_url") == Origin::shared_environment_variable();
    if let Some(url) = sdk_config.endpoint_url().filter(|_| !from_environment) {
        config = config.endpoint_url(url);
    }
    if let Some(retry) = sdk_config.retry_config() {
        config = config.max_attempts(retry.max_attempts().max(1));
    }
    if let Some(timeouts) = sdk_config.timeout_config() {
        if let Some(limit) = timeouts.connect_timeout() {
            config = config.connect_timeout(limit);
        }
        if let Some(limit) = timeouts.operation_attempt_timeout() {
            config = config.attempt_timeout(limit);
        }
        if let Some(limit) = timeouts.operation_timeout() {
            config = config.timeout(limit);
        }
    }
    if let Some(yes) = sdk_config.use_fips() {
        config = config.use_fips(yes);
    }
    if let Some(yes) = sdk_config.use_dual_stack() {
        config = config.use_dual_stack(yes);
    }
    if let Some(mode) = sdk_config.account_id_endpoint_mode() {
        config = config.account_id_endpoint_mode(match mode {
            SdkMode::Required => AccountIdEndpointMode::Required,
            SdkMode::Disabled => AccountIdEndpointMode::Disabled,
            _ => AccountIdEndpointMode::Preferred,
        });
    }
    // The official SDK only warns of names that are too long.
    if let Some(name) = sdk_config.app_name().filter(|name| name.as_ref().len() <= 50) {
        config = config.app_name(name.as_ref());
    }
    config
}

/// The provider of an `SdkConfig`.
struct SdkProvider {
    provider: Option<SharedCredentialsProvider>,
}

impl ProvideCredentials for SdkProvider {
    fn provide(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(async {
            let Some(provider) = &self.provider else {
                return Err(CredentialsError::new("the SdkConfig has no credentials provider"));
            };
            let given = provider.provide_credentials().await;
            given.map(|given| credentials(&given)).map_err(|error| {
                CredentialsError::new("the SdkConfig's credentials provider failed").with_source(error)
            })
        })
    }
}

fn credentials(given: &::aws_credential_types::Credentials) -> Credentials {
    let mut credentials = Credentials::new(given.access_key_id(), given.secret_access_key());
    if let Some(token) = given.session_token() {
        credentials = credentials.with_session_token(token);
    }
    if let Some(account) = given.account_id() {
        credentials = credentials.with_account_id(account.as_str());
    }
    if let Some(end) = given.expiry() {
        credentials = credentials.with_expiry(end.into());
    }
    credentials
}
