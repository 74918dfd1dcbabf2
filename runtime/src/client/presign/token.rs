//! Tokens that a server takes in place of a password: a request that is signed in its URL, and never sent.
//!
//! Sources: [databases of RDS](https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.html),
//! [Aurora DSQL](https://docs.aws.amazon.com/aurora-dsql/latest/userguide/SECTION_authentication-token.html), and
//! `signers.py` in botocore 1.44.5.

use std::fmt;
use std::marker::PhantomData;
use std::time::Duration;

use http::{HeaderValue, Request, Uri};

use super::{check_time, valid_until};
use crate::auth;
use crate::auth::sigv4::{PathPolicy, Payload, Scope, presigned};
use crate::client::Client;
use crate::client::clock::Clock;
use crate::codec::url;
use crate::error::{CredentialsError, Error, ErrorKind, Facts, RequestError};
use crate::http::drivers;
use crate::time::Timestamp;

/// How long tokens are good for, unless somebody says otherwise.
const USUAL: Duration = Duration::from_secs(15 * 60);

/// A token on its way: what it is for, and the client that signs it.
#[must_use = "a token is made when it is sent for"]
pub struct AuthTokenRequest<M> {
    client: Client,
    service: &'static str,
    action: &'static str,
    host: String,
    parameters: Vec<(&'static str, String)>,
    region: Option<String>,
    expires: Duration,
    mode: PhantomData<fn() -> M>,
}

impl<M> AuthTokenRequest<M> {
    /// A token for an action on a host, which may have a port, with the service that it is signed for.
    pub fn new(client: &Client, service: &'static str, action: &'static str, host: String) -> Self {
        let client = client.clone();
        let (parameters, region, expires, mode) = (Vec::new(), None, USUAL, PhantomData);
        Self { client, service, action, host, parameters, region, expires, mode }
    }

    /// The same token with one more parameter.
    pub fn parameter(mut self, name: &'static str, value: String) -> Self {
        self.parameters.push((name, value));
        self
    }

    /// The region of the server, where that is not the client's.
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.region = Some(region.into());
        self
    }

    /// How long the token can be used to log in with: a quarter of an hour unless this says otherwise. Who is logged in
    /// by then stays so.
    pub fn expires(mut self, expires: Duration) -> Self {
        self.expires = expires;
        self
    }

    /// What the token is for.
    #[cfg(feature = "blocking")]
    pub(crate) fn action(&self) -> &'static str {
        self.action
    }

    /// Makes the token. Nothing is sent, unless credentials have to be asked for.
    ///
    /// # Errors
    ///
    /// A host that is none, a time that is too short or too long, or credentials that are not to be had.
    pub(crate) async fn make(self) -> Result<AuthToken, Error> {
        let fail = |kind| Error::new(kind, Facts { operation: self.action, ..Facts::default() });
        let wrong = |reason: String| fail(ErrorKind::Request(RequestError::new(reason)));
        let expires = check_time(self.expires).map_err(|error| fail(ErrorKind::Request(error)))?;
        let config = &self.client.inner.config;
        if let Some(error) = config.error() {
            return Err(fail(ErrorKind::Configuration(error.clone())));
        }
        if let Some(fault) = drivers::fault() {
            return Err(wrong(fault.to_owned()));
        }
        let (mut head, ()) = self.request().map_err(wrong)?.into_parts();
        let asked = config.credentials_cache().get(self.client.clock().now());
        let late = || CredentialsError::new(format!("no credentials within {:?}", auth::LIMIT));
        let credentials = tokio::time::timeout(auth::LIMIT, asked).await.unwrap_or_else(|_| Err(late()));
        let credentials = credentials.map_err(|error| fail(ErrorKind::Credentials(error)))?;
        let region = self.region.as_deref().unwrap_or(config.region());
        let scope = Scope { region, service: self.service, path: PathPolicy::Tidied };
        let (payload, now) = (Payload::of_bytes(b""), Clock::at(self.client.clock().ahead()));
        let keys = &self.client.inner.keys;
        presigned::presign(&mut head, &payload, &credentials, scope, now, expires, keys).map_err(wrong)?;
        let url = head.uri.to_string();
        let text = url.split_once("://").map_or(url.as_str(), |(_, text)| text).to_owned();
        Ok(AuthToken { text, valid_until: valid_until(now, expires, &credentials) })
    }

    /// What is signed.
    ///
    /// # Errors
    ///
    /// A host that is none.
    fn request(&self) -> Result<Request<()>, String> {
        let mut query = String::new();
        url::push_parameter(&mut query, "Action", self.action);
        for (name, value) in &self.parameters {
            url::push_parameter(&mut query, name, value);
        }
        let host = &self.host;
        let is_host = !host.is_empty() && !host.contains(['/', '?', '#', '@']);
        let uri: Option<Uri> = format!("https://{host}/?{query}").parse().ok().filter(|_| is_host);
        let told = || format!("\"{}\" is not the name of a host", host.escape_debug());
        let uri = uri.ok_or_else(told)?;
        let value = HeaderValue::try_from(host).map_err(|_| told())?;
        Request::builder()
            .uri(uri)
            .header(http::header::HOST, value)
            .body(())
            .map_err(|error| error.to_string())
    }
}

impl<M> fmt::Debug for AuthTokenRequest<M> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("AuthTokenRequest")
            .field("action", &self.action)
            .field("host", &self.host)
            .finish()
    }
}

/// A token that a server takes in place of a password, until a moment in time.
///
/// It is a secret: `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct AuthToken {
    text: String,
    valid_until: Timestamp,
}

impl AuthToken {
    /// The token, to be given as the password.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Until when one can log in with it: the time that was asked for, or the end of the credentials if that is sooner.
    pub fn valid_until(&self) -> Timestamp {
        self.valid_until
    }
}

impl fmt::Debug for AuthToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("AuthToken").field("valid_until", &self.valid_until).finish_non_exhaustive()
    }
}
