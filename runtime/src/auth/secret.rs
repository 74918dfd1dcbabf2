//! What requests carry in place of a signature: bearer tokens, keys, and names with passwords.
//!
//! All of them are secrets that whoever reads the request has from then on, so they have one mechanism: a provider, asked
//! at each attempt, and one place that puts what it gave into the request, if nobody else reads along.
//!
//! Source: [authentication traits](https://smithy.io/2.0/spec/authentication-traits.html).

use std::fmt;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::AUTHORIZATION;
use http::request::Parts;
use http::{HeaderName, HeaderValue};
use zeroize::Zeroizing;

use crate::codec::url;
use crate::error::CredentialsError;
use crate::http::BoxFuture;
use crate::http::local::is_loopback;
use crate::schema::Scheme;

/// A token that stands for whoever has it. It is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct BearerToken {
    value: Arc<Zeroizing<String>>,
}

/// A key that a service gave to a program. It is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiKey {
    value: Arc<Zeroizing<String>>,
}

/// A name and its password. Neither is ever shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Login {
    /// Both, with a colon between them.
    value: Arc<Zeroizing<String>>,
    is_plain: bool,
}

impl BearerToken {
    /// A token by its text.
    pub fn new(value: impl Into<String>) -> Self {
        Self { value: Arc::new(Zeroizing::new(value.into())) }
    }
}

impl ApiKey {
    /// A key by its text.
    pub fn new(value: impl Into<String>) -> Self {
        Self { value: Arc::new(Zeroizing::new(value.into())) }
    }
}

impl Login {
    /// A name and its password. A name with a colon in it cannot be sent, since nobody could tell where it ends.
    pub fn new(name: impl AsRef<str>, password: impl AsRef<str>) -> Self {
        let (name, password) = (name.as_ref(), password.as_ref());
        let mut value = Zeroizing::new(String::with_capacity(name.len() + 1 + password.len()));
        for part in [name, ":", password] {
            value.push_str(part);
        }
        Self { value: Arc::new(value), is_plain: !name.contains(':') }
    }
}

impl fmt::Debug for BearerToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("BearerToken").finish_non_exhaustive()
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("ApiKey").finish_non_exhaustive()
    }
}

impl fmt::Debug for Login {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Login").finish_non_exhaustive()
    }
}

impl From<&str> for BearerToken {
    fn from(value: &str) -> Self {
        Self::new(value)
    }
}

impl From<&str> for ApiKey {
    fn from(value: &str) -> Self {
        Self::new(value)
    }
}

/// Something that provides bearer tokens, keys or logins. It is asked at each attempt, so it keeps what it has for as long
/// as that is good. [`provider_fn`](super::provider_fn) makes one of an async closure.
///
/// ```
/// use shapesmith_runtime::credentials::{BearerToken, ProvideSecret};
/// use shapesmith_runtime::http::BoxFuture;
/// use shapesmith_runtime::{Config, CredentialsError};
///
/// struct Vault;
///
/// impl ProvideSecret<BearerToken> for Vault {
///     fn provide(&self) -> BoxFuture<'_, Result<BearerToken, CredentialsError>> {
///         Box::pin(async { Ok(BearerToken::new("from the vault")) })
///     }
/// }
///
/// let config = Config::builder().region("us-west-2").bearer_token(Vault).build()?;
/// # Ok::<(), shapesmith_runtime::ConfigError>(())
/// ```
pub trait ProvideSecret<S>: Send + Sync + 'static {
    /// Provides a secret.
    fn provide(&self) -> BoxFuture<'_, Result<S, CredentialsError>>;
}

/// Secrets provide themselves.
macro_rules! provides_itself {
    ($($secret:ident),*) => {$(
        impl ProvideSecret<Self> for $secret {
            fn provide(&self) -> BoxFuture<'_, Result<Self, CredentialsError>> {
                Box::pin(std::future::ready(Ok(self.clone())))
            }
        }
    )*};
}

provides_itself!(BearerToken, ApiKey, Login);

/// What a program has to tell of itself, and whether everybody may know.
#[derive(Clone, Default)]
pub(crate) struct Secrets {
    pub(crate) bearer_token: Option<Arc<dyn ProvideSecret<BearerToken>>>,
    pub(crate) api_key: Option<Arc<dyn ProvideSecret<ApiKey>>>,
    pub(crate) login: Option<Arc<dyn ProvideSecret<Login>>>,
    /// Whether secrets are sent without TLS to any host.
    pub(crate) over_http: bool,
}

/// A secret, and where requests carry it.
pub(crate) struct Identity {
    place: Place,
    value: Zeroizing<String>,
}

enum Place {
    Header(&'static str),
    Parameter(&'static str),
}

impl Identity {
    pub(crate) fn token(token: &BearerToken) -> Self {
        Self::after("Bearer", token.value.as_str())
    }

    /// # Errors
    ///
    /// A login that no header can tell.
    pub(crate) fn login(login: &Login) -> Result<Self, &'static str> {
        if !login.is_plain {
            return Err("the name of the login has a colon in it, which would end it");
        }
        Ok(Self::after("Basic", &Zeroizing::new(STANDARD.encode(login.value.as_bytes()))))
    }

    /// A key, where a service takes it; `None` if it takes none.
    pub(crate) fn key(key: &ApiKey, scheme: Scheme) -> Option<Self> {
        let value = key.value.as_str();
        match scheme {
            Scheme::KeyHeader { name, word: "" } => {
                Some(Self { place: Place::Header(name), value: Zeroizing::new(value.to_owned()) })
            }
            Scheme::KeyHeader { name, word } => {
                Some(Self { place: Place::Header(name), ..Self::after(word, value) })
            }
            Scheme::KeyParameter { name } => {
                Some(Self { place: Place::Parameter(name), value: Zeroizing::new(value.to_owned()) })
            }
            Scheme::Bearer | Scheme::Basic => None,
        }
    }

    /// A secret behind a word in the header that is meant for such.
    fn after(word: &str, secret: &str) -> Self {
        Self {
            place: Place::Header(AUTHORIZATION.as_str()),
            value: Zeroizing::new(format!("{word} {secret}")),
        }
    }

    /// Puts the secret into the head of a request.
    ///
    /// # Errors
    ///
    /// A request that others can read, which goes neither over TLS nor to this machine, unless that is allowed; or a
    /// secret that cannot be written where it belongs. No error shows it.
    pub(crate) fn add(&self, head: &mut Parts, over_http: bool) -> Result<(), &'static str> {
        let is_guarded = head.uri.scheme_str() == Some("https") || head.uri.host().is_some_and(is_loopback);
        if !is_guarded && !over_http {
            return Err(
                "what authorises it is sent over https:// or to this machine only, and this endpoint is \
                        neither; Config::builder().secrets_over_http(true) sends it all the same",
            );
        }
        match self.place {
            Place::Header(name) => {
                let name = HeaderName::try_from(name)
                    .map_err(|_| "the service wants its key in a header whose name is none")?;
                let value = HeaderValue::try_from(self.value.as_str());
                let mut value =
                    value.map_err(|_| "what authorises it holds characters that no header can hold")?;
                value.set_sensitive(true);
                head.headers.insert(name, value);
            }
            Place::Parameter(name) => {
                let mut query = head.uri.query().unwrap_or_default().to_owned();
                url::push_parameter(&mut query, name, &self.value);
                let uri = url::with_query(&head.uri, &query);
                head.uri = uri.map_err(|_| "with its key the URL would be too long")?;
            }
        }
        Ok(())
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
    #![allow(clippy::indexing_slicing, clippy::unwrap_used)]

    use super::*;

    fn added(url: &str, identity: Identity, over_http: bool) -> Result<Parts, &'static str> {
        let (mut head, ()) = http::Request::get(url).body(()).unwrap().into_parts();
        identity.add(&mut head, over_http)?;
        Ok(head)
    }

    fn token(url: &str, token: &str) -> Result<HeaderValue, &'static str> {
        let identity = Identity::token(&BearerToken::new(token));
        Ok(added(url, identity, false)?.headers.remove(AUTHORIZATION).unwrap())
    }

    #[test]
    fn secrets_go_where_nobody_reads_along_and_are_not_shown() {
        let header = token("https://example.com/", "hunter2").unwrap();
        assert_eq!(header, "Bearer hunter2");
        assert!(header.is_sensitive());
        for url in ["http://localhost:8000/", "http://127.0.0.1/", "http://[::1]:80/"] {
            assert_eq!(token(url, "hunter2").unwrap(), "Bearer hunter2", "{url}");
        }
        for url in ["http://example.com/", "http://10.0.0.1/", "http://localhost.example.com/"] {
            assert!(token(url, "hunter2").unwrap_err().contains("https://"), "{url}");
        }
        let open = added("http://example.com/", Identity::token(&"hunter2".into()), true).unwrap();
        assert_eq!(open.headers["authorization"], "Bearer hunter2");
        assert!(!token("https://example.com/", "hun\nter2").unwrap_err().contains("ter2"));
        for shown in [
            format!("{:?}", BearerToken::new("hunter2")),
            format!("{:?}", ApiKey::new("hunter2")),
            format!("{:?}", Login::new("hunter2", "hunter2")),
        ] {
            assert!(!shown.contains("hunter2"), "{shown}");
        }
        assert_eq!(variable("account-access"), "AWS_BEARER_TOKEN_ACCOUNT_ACCESS");
    }

    #[test]
    fn keys_and_logins_stand_where_the_service_wants_them() {
        let key = |scheme| Identity::key(&ApiKey::new("a b&c"), scheme).unwrap();
        let url = "https://example.com/things?page=2";
        let head = added(url, key(Scheme::key_header("X-Api-Key", "")), false).unwrap();
        assert_eq!(head.headers["x-api-key"], "a b&c");
        assert!(head.headers["x-api-key"].is_sensitive());
        let head = added(url, key(Scheme::key_header("Authorization", "ApiKey")), false).unwrap();
        assert_eq!(head.headers["authorization"], "ApiKey a b&c");
        let head = added(url, key(Scheme::key_parameter("api key")), false).unwrap();
        assert_eq!(head.uri, "https://example.com/things?page=2&api%20key=a%20b%26c");
        let head = added("https://example.com", key(Scheme::key_parameter("k")), false).unwrap();
        assert_eq!(head.uri, "https://example.com/?k=a%20b%26c");

        // The example of RFC 7617.
        let login = Identity::login(&Login::new("Aladdin", "open sesame")).unwrap();
        let head = added(url, login, false).unwrap();
        assert_eq!(head.headers["authorization"], "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
        assert!(Identity::login(&Login::new("a:b", "c")).is_err());
        assert!(Identity::login(&Login::new("", "a:b")).is_ok());
    }
}
