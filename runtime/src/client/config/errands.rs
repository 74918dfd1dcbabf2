//! The calls that get credentials, made as the client makes its own.

use std::sync::Arc;
use std::time::Duration;

use super::{AccountIdEndpointMode, Config, Inner};
use crate::auth::CredentialsCache;
use crate::auth::secret::Secrets;
use crate::client::Client;
use crate::client::overrides::RequestConfig;
use crate::error::Failure;
use crate::http::BoxFuture;
use crate::providers::{Call, Errand};
use crate::time::Timestamp;

/// How long an attempt may take at most: calls wait for these, and several attempts are to fit in.
const LONGEST_ATTEMPT: Duration = Duration::from_secs(20);

/// Makes the calls of providers with the configuration of the client that needs the credentials, but for what is meant
/// for that client's service alone.
pub(super) struct Errands {
    inner: Inner,
}

impl Errands {
    pub(super) fn new(inner: &Inner) -> Self {
        let mut inner = inner.clone();
        // An endpoint out of the environment or the profile is found again, by the service's name.
        inner.endpoint_url = None;
        inner.endpoint_parameters = Vec::new();
        inner.account_id_endpoint_mode = AccountIdEndpointMode::Disabled;
        inner.secrets = Secrets::default();
        inner.headers = Vec::new();
        // Nothing is derived from it, and the cache must not hold itself.
        inner.said = Arc::default();
        inner.credentials = CredentialsCache::none();
        let attempt = inner.timeouts.attempt.unwrap_or(LONGEST_ATTEMPT);
        inner.timeouts.attempt = Some(attempt.min(LONGEST_ATTEMPT));
        Self { inner }
    }
}

impl Call for Errands {
    fn call<'a>(&'a self, errand: Errand<'a>) -> BoxFuture<'a, Result<(), Failure>> {
        let mut inner = self.inner.clone();
        errand.region.clone_into(&mut inner.region);
        if let Some((name, value)) = errand.endpoint_parameter {
            inner.endpoint_parameters.push((name.to_owned(), value.into()));
        }
        if let Some(credentials) = errand.credentials {
            inner.credentials = CredentialsCache::new(Arc::new(credentials));
        }
        Box::pin(async move {
            let client = Client::new(errand.operation.service, Config { inner: Arc::new(inner) });
            let unchanged = RequestConfig::new();
            client.call(errand.operation, errand.input, errand.output, &unchanged).await.map(drop)
        })
    }

    fn now(&self) -> Timestamp {
        self.inner.clock.now()
    }
}
