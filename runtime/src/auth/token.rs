//! Bearer tokens: what some services take in place of a signature.
//!
//! Source: the [httpBearerAuth trait](https://smithy.io/2.0/spec/authentication-traits.html#httpbearerauth-trait).

use std::fmt;
use std::sync::Arc;

use http::HeaderValue;
use http::header::AUTHORIZATION;
use http::request::Parts;
use zeroize::Zeroizing;

use crate::error::CredentialsError;
use crate::http::BoxFuture;

/// A token that stands for whoever has it. It is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct BearerToken {
    value: Arc<Zeroizing<String>>,
}

impl BearerToken {
    /// A token by its text.
    pub fn new(value: impl Into<String>) -> Self {
        Self { value: Arc::new(Zeroizing::new(value.into())) }
    }

    /// Puts the token into the head of a request.
    ///
    /// # Errors
    ///
    /// A request that does not go over TLS, where anybody could read the token, or a token that no header can hold.
    pub(crate) fn add(&self, head: &mut Parts) -> Result<(), &'static str> {
        if head.uri.scheme_str() != Some("https") {
            return Err("a bearer token is sent over https:// only, and this endpoint is not");
        }
        let value = HeaderValue::try_from(format!("Bearer {}", self.value.as_str()));
        let mut value = value.map_err(|_| "the bearer token holds characters that no header can hold")?;
        value.set_sensitive(true);
        head.headers.insert(AUTHORIZATION, value);
        Ok(())
    }
}

impl fmt::Debug for BearerToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("BearerToken").finish_non_exhaustive()
    }
}

impl From<&str> for BearerToken {
    fn from(value: &str) -> Self {
        Self::new(value)
    }
}

/// Something that provides bearer tokens. It is asked at each attempt, so it keeps what it has for as long as that is
/// good.
///
/// ```
/// use shapesmith_runtime::credentials::{BearerToken, ProvideBearerToken};
/// use shapesmith_runtime::http::BoxFuture;
/// use shapesmith_runtime::{Config, CredentialsError};
///
/// struct Vault;
///
/// impl ProvideBearerToken for Vault {
///     fn provide(&self) -> BoxFuture<'_, Result<BearerToken, CredentialsError>> {
///         Box::pin(async { Ok(BearerToken::new("from the vault")) })
///     }
/// }
///
/// let config = Config::builder().region("us-west-2").bearer_token(Vault).build()?;
/// # Ok::<(), shapesmith_runtime::ConfigError>(())
/// ```
pub trait ProvideBearerToken: Send + Sync + 'static {
    /// Provides a token.
    fn provide(&self) -> BoxFuture<'_, Result<BearerToken, CredentialsError>>;
}

/// Tokens provide themselves.
impl ProvideBearerToken for BearerToken {
    fn provide(&self) -> BoxFuture<'_, Result<BearerToken, CredentialsError>> {
        Box::pin(std::future::ready(Ok(self.clone())))
    }
}

/// The variable that holds the token of a service, by the name that its requests are signed for:
/// `AWS_BEARER_TOKEN_BEDROCK`.
pub(crate) fn variable(signing_name: &str) -> String {
    let name = signing_name.replace(['-', ' '], "_").to_ascii_uppercase();
    format!("AWS_BEARER_TOKEN_{name}")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn added(url: &str, token: &str) -> Result<HeaderValue, &'static str> {
        let (mut head, ()) = http::Request::get(url).body(()).unwrap().into_parts();
        BearerToken::new(token).add(&mut head)?;
        Ok(head.headers.remove(AUTHORIZATION).unwrap())
    }

    #[test]
    fn tokens_go_over_tls_alone_and_are_not_shown() {
        let header = added("https://example.com/", "hunter2").unwrap();
        assert_eq!(header, "Bearer hunter2");
        assert!(header.is_sensitive());
        assert!(added("http://localhost/", "hunter2").unwrap_err().contains("https://"));
        assert!(!added("https://example.com/", "hun\nter2").unwrap_err().contains("ter2"));
        assert!(!format!("{:?}", BearerToken::new("hunter2")).contains("hunter2"));
        assert_eq!(variable("account-access"), "AWS_BEARER_TOKEN_ACCOUNT_ACCESS");
    }
}
