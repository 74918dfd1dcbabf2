//! Credentials: what requests are signed with, how it is kept at hand, and the signature; and what requests carry in
//! place of one.
//!
//! The places where credentials are looked for are in a room of their own, `providers/`.

mod cache;
pub(crate) mod secret;
pub(crate) mod sigv4;

use std::fmt;
use std::sync::Arc;

use zeroize::Zeroizing;

use crate::error::CredentialsError;
use crate::http::BoxFuture;
use crate::time::Timestamp;

pub use cache::SharedCredentials;
pub(crate) use cache::{CredentialsCache, LIMIT};
pub use secret::{ApiKey, BearerToken, Login, ProvideSecret};

/// An access key, with a session token and an expiry where it is temporary. Cheap to clone; `Debug`
/// shows the id of the key and no secret. What is secret is overwritten when the last clone is dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    inner: Arc<Inner>,
}

#[derive(Clone, PartialEq, Eq)]
struct Inner {
    access_key_id: String,
    secret_access_key: Zeroizing<String>,
    session_token: Option<Zeroizing<String>>,
    expires_at: Option<Timestamp>,
    account_id: Option<String>,
    is_usable_past_end: bool,
}

impl Credentials {
    /// A key that is good until it is revoked.
    pub fn new(access_key_id: impl Into<String>, secret_access_key: impl Into<String>) -> Self {
        let inner = Inner {
            access_key_id: access_key_id.into(),
            secret_access_key: Zeroizing::new(secret_access_key.into()),
            session_token: None,
            expires_at: None,
            account_id: None,
            is_usable_past_end: false,
        };
        Self { inner: Arc::new(inner) }
    }

    /// The same key with the token of the session that it belongs to.
    #[must_use]
    pub fn with_session_token(mut self, token: impl Into<String>) -> Self {
        Arc::make_mut(&mut self.inner).session_token = Some(Zeroizing::new(token.into()));
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

    /// The same key, which is to be used past its end for as long as its source has no other: services go on
    /// taking the keys of machines whose metadata service is down.
    pub(crate) fn usable_past_end(mut self) -> Self {
        Arc::make_mut(&mut self.inner).is_usable_past_end = true;
        self
    }

    pub(crate) fn is_usable_past_end(&self) -> bool {
        self.inner.is_usable_past_end
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
        self.inner.session_token.as_deref().map(String::as_str)
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

/// Makes an async closure or function a provider, of credentials as of any other secret.
///
/// ```
/// use shapesmith_runtime::{Config, Credentials, credentials};
///
/// let vault = credentials::provider_fn(|| async { Ok(Credentials::new("AKIDEXAMPLE", "secret")) });
/// let config = Config::builder().region("eu-central-1").credentials(vault).build()?;
/// # Ok::<(), shapesmith_runtime::ConfigError>(())
/// ```
pub fn provider_fn<F, R, S>(function: F) -> ProviderFn<F>
where
    F: Fn() -> R + Send + Sync + 'static,
    R: Future<Output = Result<S, CredentialsError>> + Send + 'static,
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

impl<F, R, S> ProvideSecret<S> for ProviderFn<F>
where
    F: Fn() -> R + Send + Sync + 'static,
    R: Future<Output = Result<S, CredentialsError>> + Send + 'static,
{
    fn provide(&self) -> BoxFuture<'_, Result<S, CredentialsError>> {
        Box::pin((self.function)())
    }
}
