//! Credentials: what requests are signed with, and who provides it.

mod account;
mod assume_role;
mod cache;
mod chain;
mod container;
mod context;
mod process;
pub(crate) mod sigv4;
mod sources;
pub(crate) mod token;

use std::fmt;
use std::sync::Arc;

use crate::time::Timestamp;
use reqsign_aws_core::Credential;

use crate::error::CredentialsError;
use crate::http::BoxFuture;

pub(crate) use cache::CredentialsCache;
pub use chain::DefaultChain;
pub use token::{BearerToken, ProvideBearerToken};

/// An access key, with a session token and an expiry where it is temporary. Cheap to clone; `Debug`
/// shows the id of the key and no secret.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    inner: Arc<Inner>,
}

#[derive(Clone, PartialEq, Eq)]
struct Inner {
    access_key_id: String,
    secret_access_key: String,
    session_token: Option<String>,
    expires_at: Option<Timestamp>,
    account_id: Option<String>,
}

impl Credentials {
    /// A key that is good until it is revoked.
    pub fn new(access_key_id: impl Into<String>, secret_access_key: impl Into<String>) -> Self {
        let inner = Inner {
            access_key_id: access_key_id.into(),
            secret_access_key: secret_access_key.into(),
            session_token: None,
            expires_at: None,
            account_id: None,
        };
        Self { inner: Arc::new(inner) }
    }

    /// The same key with the token of the session that it belongs to.
    #[must_use]
    pub fn with_session_token(mut self, token: impl Into<String>) -> Self {
        Arc::make_mut(&mut self.inner).session_token = Some(token.into());
        self
    }

    /// The same key with the time when it ends.
    #[must_use]
    pub fn with_expiry(mut self, expires_at: Timestamp) -> Self {
        Arc::make_mut(&mut self.inner).expires_at = Some(expires_at);
        self
    }

    /// The same key with the account that it belongs to, for services whose endpoints begin with it.
    #[must_use]
    pub fn with_account_id(mut self, account_id: impl Into<String>) -> Self {
        Arc::make_mut(&mut self.inner).account_id = Some(account_id.into());
        self
    }

    /// The account, where it is known.
    pub fn account_id(&self) -> Option<&str> {
        self.inner.account_id.as_deref()
    }

    /// The id of the key, which is not secret.
    pub fn access_key_id(&self) -> &str {
        &self.inner.access_key_id
    }

    /// The secret.
    pub fn secret_access_key(&self) -> &str {
        &self.inner.secret_access_key
    }

    /// The token of the session, as secret as the key.
    pub fn session_token(&self) -> Option<&str> {
        self.inner.session_token.as_deref()
    }

    /// When the credentials end; `None` when they do not.
    pub fn expires_at(&self) -> Option<Timestamp> {
        self.inner.expires_at
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Credentials")
            .field("access_key_id", &self.inner.access_key_id)
            .field("expires_at", &self.inner.expires_at)
            .finish_non_exhaustive()
    }
}

impl From<&Credentials> for Credential {
    fn from(credentials: &Credentials) -> Self {
        Self {
            access_key_id: credentials.inner.access_key_id.clone(),
            secret_access_key: credentials.inner.secret_access_key.clone(),
            session_token: credentials.inner.session_token.clone(),
            expires_in: credentials
                .expires_at()
                .and_then(|at| reqsign_core::time::Timestamp::from_second(at.secs()).ok()),
        }
    }
}

impl From<Credential> for Credentials {
    fn from(credential: Credential) -> Self {
        let inner = Inner {
            access_key_id: credential.access_key_id,
            secret_access_key: credential.secret_access_key,
            session_token: credential.session_token,
            expires_at: credential.expires_in.map(|at| Timestamp::from_secs(at.as_second())),
            account_id: None,
        };
        Self { inner: Arc::new(inner) }
    }
}

/// Something that provides credentials. A client keeps what it got until shortly before it expires.
pub trait ProvideCredentials: Send + Sync + 'static {
    /// Provides credentials.
    fn provide(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>>;
}

impl<T: ProvideCredentials + ?Sized> ProvideCredentials for Arc<T> {
    fn provide(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        (**self).provide()
    }
}

/// Credentials provide themselves.
impl ProvideCredentials for Credentials {
    fn provide(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(std::future::ready(Ok(self.clone())))
    }
}

/// Makes an async closure or function a provider.
///
/// ```
/// use shapesmith_runtime::{Config, Credentials, credentials};
///
/// let vault = credentials::provider_fn(|| async { Ok(Credentials::new("AKIDEXAMPLE", "secret")) });
/// let config = Config::builder().region("eu-central-1").credentials(vault).build()?;
/// # Ok::<(), shapesmith_runtime::ConfigError>(())
/// ```
pub fn provider_fn<F, R>(function: F) -> ProviderFn<F>
where
    F: Fn() -> R + Send + Sync + 'static,
    R: Future<Output = Result<Credentials, CredentialsError>> + Send + 'static,
{
    ProviderFn { function }
}

/// A provider made by [`provider_fn`].
pub struct ProviderFn<F> {
    function: F,
}

impl<F, R> ProvideCredentials for ProviderFn<F>
where
    F: Fn() -> R + Send + Sync + 'static,
    R: Future<Output = Result<Credentials, CredentialsError>> + Send + 'static,
{
    fn provide(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin((self.function)())
    }
}
