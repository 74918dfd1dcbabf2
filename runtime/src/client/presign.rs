//! Requests that somebody else sends: signed in their URL, for some time.
//!
//! Source: [sharing objects with presigned URLs](https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-presigned-url.html).

mod post;
mod token;

use std::fmt;
use std::pin::pin;
use std::time::Duration;

use http::header::{CONTENT_LENGTH, CONTENT_TYPE, HOST, USER_AGENT};
use http::{HeaderMap, Method, Request};
use tracing::Span;

use super::clock::Clock;
use super::overrides::{RequestConfig, Sender};
use super::repeat::Repeater;
use super::{Client, check_runtime, failure};
use crate::auth::Credentials;
use crate::auth::sigv4::{PathPolicy, Payload, Scope, presigned};
use crate::codec::url;
use crate::error::{ErrorKind, Failure, RequestError};
use crate::http::{Body, BoxFuture};
use crate::protocol::{self, OperationSchema};
use crate::schema::Place;
use crate::shape::Structure;
use crate::time::Timestamp;

pub use post::{PostPolicy, PresignedPost};
pub use token::{AuthToken, AuthTokenRequest};

/// The longest time that a signature in a URL can be good for.
const LONGEST: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// A request that is signed in its URL, for anybody to send until a moment in time: with this method, this URL and
/// exactly these headers. What body is sent with it is not signed, unless a header among them tells its checksum.
///
/// Whoever knows the URL can do what the request does, so it is a secret: `Debug` does not show it. With the feature `serde`
/// it can be handed to whoever is to send it: `{"method": …, "url": …, "headers": {…}, "valid_until": …}`.
#[derive(Clone, PartialEq, Eq)]
pub struct Presigned {
    method: Method,
    url: String,
    headers: HeaderMap,
    valid_until: Timestamp,
}

impl Presigned {
    /// The method.
    pub fn method(&self) -> &str {
        self.method.as_str()
    }

    /// The URL, with the signature in it.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The headers that have to be sent, by name in lower case; `host` is not among them, since every HTTP client sends
    /// that of the URL.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        // What cannot be shown as text was refused when it was signed.
        self.headers.iter().map(|(name, value)| (name.as_str(), value.to_str().unwrap_or_default()))
    }

    /// Until when the request can be sent: the time that was asked for, or the end of the credentials if that is sooner.
    pub fn valid_until(&self) -> Timestamp {
        self.valid_until
    }
}

#[cfg(feature = "serde")]
impl serde_core::Serialize for Presigned {
    fn serialize<S: serde_core::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde_core::ser::SerializeMap;
        let mut map = serializer.serialize_map(Some(4))?;
        map.serialize_entry("method", self.method())?;
        map.serialize_entry("url", self.url())?;
        map.serialize_entry("headers", &self.headers().collect::<std::collections::BTreeMap<_, _>>())?;
        map.serialize_entry("valid_until", &self.valid_until.to_string())?;
        map.end()
    }
}

impl fmt::Debug for Presigned {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.headers.keys().map(http::HeaderName::as_str).collect();
        formatter
            .debug_struct("Presigned")
            .field("method", &self.method)
            .field("headers", &names)
            .field("valid_until", &self.valid_until)
            .finish_non_exhaustive()
    }
}

/// What a signed request is to be.
pub(super) struct Wish<'a> {
    pub(super) expires: Duration,
    /// The method, where that is not the operation's.
    pub(super) method: Option<Method>,
    /// A parameter that the input has no member for.
    pub(super) parameter: Option<(&'a str, &'a str)>,
}

impl Client {
    /// Signs the request of a call in its URL, for somebody else to send within some time: at least a second, at most
    /// seven days. Nothing is sent, unless credentials have to be asked for.
    ///
    /// # Errors
    ///
    /// A time that is too short or too long, an operation that cannot be called by a URL, or whatever keeps a call from
    /// being signed.
    pub fn presign<'a>(
        &'a self,
        operation: &'static OperationSchema,
        input: &'a mut dyn Structure,
        overrides: &'a RequestConfig,
        expires: Duration,
    ) -> BoxFuture<'a, Result<Presigned, Failure>> {
        let method = overrides.presigning().by_get.then_some(Method::GET);
        let wish = Wish { expires, method, parameter: None };
        Box::pin(async move {
            if let Some(facts) = operation.cross_region {
                self.sign_copy(operation, facts, input, overrides).await?;
            }
            self.run_presign(operation, input, overrides, wish).await
        })
    }

    pub(super) async fn run_presign(
        &self,
        operation: &'static OperationSchema,
        input: &mut dyn Structure,
        overrides: &RequestConfig,
        wish: Wish<'_>,
    ) -> Result<Presigned, Failure> {
        let wrong = |error| failure(operation, ErrorKind::Request(error));
        let expires = check_time(wish.expires).map_err(wrong)?;
        if !operation.signed {
            return Err(wrong(RequestError::new(
                "the operation is not signed, so there is nothing to sign in a URL",
            )));
        }
        check_runtime(operation)?;
        let account = self.account(operation, overrides).await;
        let (mut request, target) =
            self.serialise(operation, input, overrides, account.as_deref(), Sender::Others)?;
        #[cfg(feature = "checksum")]
        super::checksum::add_chosen(operation, input, &mut request).map_err(wrong)?;
        forget_own_headers(&mut request, input, overrides);
        check_length(request.headers()).map_err(wrong)?;
        let is_form = move_body(&mut request, target.path_policy).map_err(wrong)?;
        if let Some(method) = wish.method {
            if !is_form && *request.method() != method {
                return Err(wrong(RequestError::new(
                    "its method is part of what it says, so it cannot be sent by another one",
                )));
            }
            *request.method_mut() = method;
        }
        if let Some((name, value)) = wish.parameter {
            let mut query = request.uri().query().unwrap_or_default().to_owned();
            url::push_parameter(&mut query, name, value);
            *request.uri_mut() =
                url::with_query(request.uri(), &query).map_err(RequestError::new).map_err(wrong)?;
        }
        let credentials = self.credentials_for(operation, overrides, expires).await?;
        let scope = Scope {
            region: &target.signing_region,
            service: &target.signing_service,
            path: target.path_policy,
        };
        let payload = match target.path_policy {
            PathPolicy::AsIs => Payload::Unsigned,
            PathPolicy::Tidied if operation.unsigned_body => Payload::Unsigned,
            PathPolicy::Tidied => Payload::of_bytes(b""),
        };
        let now = Clock::at(self.clock().ahead());
        let (mut head, _) = request.into_parts();
        presigned::presign(&mut head, &payload, &credentials, scope, now, expires, &self.inner.keys)
            .map_err(|reason| wrong(RequestError::new(reason)))?;
        let mut headers = head.headers;
        headers.remove(HOST);
        if overrides.presigning().bare && !headers.is_empty() {
            let names: Vec<&str> = headers.keys().map(http::HeaderName::as_str).collect();
            return Err(wrong(RequestError::new(format_args!(
                "its URL alone will not do, since these headers have to be sent with it: {}",
                names.join(", ")
            ))));
        }
        Ok(Presigned {
            method: head.method,
            url: head.uri.to_string(),
            headers,
            valid_until: valid_until(now, expires, &credentials),
        })
    }

    /// The credentials that something is signed with which is to last so long.
    ///
    /// # Errors
    ///
    /// There are none.
    async fn credentials_for(
        &self,
        operation: &'static OperationSchema,
        overrides: &RequestConfig,
        expires: Duration,
    ) -> Result<Credentials, Failure> {
        let mut repeater = Repeater::new(self, overrides, Span::none());
        let attempt = repeater.begin();
        let now = self.clock().now();
        let credentials = self.credentials(operation, &attempt).await?;
        let wanted = now.saturating_add(expires);
        if !overrides.presigning().renew || credentials.expires_at().is_none_or(|end| end >= wanted) {
            return Ok(credentials);
        }
        let renewed = pin!(self.inner.config.credentials_cache().renew(now));
        // Those at hand are better than none.
        Ok(self.provided(operation, &attempt, renewed).await.unwrap_or(credentials))
    }
}

/// Holds the length that a body is said to have to what lengths are made of.
///
/// # Errors
///
/// It is none.
fn check_length(headers: &HeaderMap) -> Result<(), RequestError> {
    match headers.get(CONTENT_LENGTH).is_none_or(|length| protocol::said_length(length).is_some()) {
        true => Ok(()),
        false => Err(RequestError::new("the length that its body is to have is none")),
    }
}

/// The time that a signature is to be good for, in whole seconds.
///
/// # Errors
///
/// One that is too short or too long.
fn check_time(expires: Duration) -> Result<Duration, RequestError> {
    let expires = Duration::from_secs(expires.as_secs());
    if expires.is_zero() || expires > LONGEST {
        return Err(RequestError::new(
            "a signature in a URL is good for a second at least, and seven days at most",
        ));
    }
    Ok(expires)
}

/// Some time from a moment on, in whole seconds.
fn seconds_from_now(now: Timestamp, time: Duration) -> Timestamp {
    Timestamp::from_secs(now.secs()).saturating_add(time)
}

/// When a signature ends that is good for some time from a moment on: with its credentials, if these end before.
fn valid_until(now: Timestamp, expires: Duration, credentials: &Credentials) -> Timestamp {
    let asked = seconds_from_now(now, expires);
    credentials.expires_at().map_or(asked, |end| end.min(asked))
}

/// Takes away what this client says of itself, and the type of a body that nobody named: who knows what will be sent.
fn forget_own_headers(request: &mut Request<Body>, input: &dyn Structure, overrides: &RequestConfig) {
    let members = input.schema().members.iter().enumerate();
    let names_type = members.into_iter().any(|(index, member)| {
        member.place == Place::Header
            && member.wire_name.eq_ignore_ascii_case("content-type")
            && !input.view(index).is_null()
    });
    let headers = request.headers_mut();
    headers.remove(USER_AGENT);
    headers.remove("x-amzn-trace-id");
    let is_form = |value: &http::HeaderValue| value.as_bytes().starts_with(FORM);
    let names_type = names_type || overrides.has_header(CONTENT_TYPE.as_str());
    if !names_type && !headers.get(CONTENT_TYPE).is_some_and(is_form) {
        headers.remove(CONTENT_TYPE);
    }
}

const FORM: &[u8] = b"application/x-www-form-urlencoded";

/// Moves what a form holds into the query, and gives whether there was one. Other bodies are sent by whoever has the URL,
/// where the service takes such that are not signed.
///
/// # Errors
///
/// A body that a URL cannot hold.
fn move_body(request: &mut Request<Body>, path_policy: PathPolicy) -> Result<bool, RequestError> {
    // Whatever is called by a name in a header is in a body, which has to be signed.
    if request.headers().contains_key("x-amz-target") || request.headers().contains_key("smithy-protocol") {
        return Err(RequestError::new("its service is called by a body, which cannot be part of a URL"));
    }
    let is_form = request.headers().get(CONTENT_TYPE).is_some_and(|value| value.as_bytes().starts_with(FORM));
    let mut query = request.uri().query().unwrap_or_default().to_owned();
    let body = std::mem::take(request.body_mut());
    let bytes = body.bytes().cloned().unwrap_or_default();
    if is_form {
        request.headers_mut().remove(CONTENT_TYPE);
        let form = String::from_utf8_lossy(&bytes);
        for field in form.split('&').filter(|field| !field.is_empty()) {
            let (name, value) = field.split_once('=').unwrap_or((field, ""));
            let plain =
                |text: &str| String::from_utf8_lossy(&url::decoded(&text.replace('+', " "))).into_owned();
            url::push_parameter(&mut query, &plain(name), &plain(value));
        }
    } else if let Ok(serde_json::Value::Object(members)) = serde_json::from_slice(&bytes) {
        for (name, value) in &members {
            push_json(&mut query, name, value)?;
        }
    } else if !bytes.is_empty() && path_policy == PathPolicy::Tidied {
        return Err(RequestError::new("its body cannot be part of a URL"));
    }
    *request.uri_mut() = url::with_query(request.uri(), &query).map_err(RequestError::new)?;
    Ok(is_form)
}

/// A member of a body of JSON as a parameter; each element of a list as one.
///
/// # Errors
///
/// A member with others inside.
fn push_json(query: &mut String, name: &str, value: &serde_json::Value) -> Result<(), RequestError> {
    match value {
        serde_json::Value::Null => {}
        serde_json::Value::String(text) => url::push_parameter(query, name, text),
        serde_json::Value::Bool(_) | serde_json::Value::Number(_) => {
            url::push_parameter(query, name, &value.to_string());
        }
        serde_json::Value::Array(elements) => {
            for element in elements {
                push_json(query, name, element)?;
            }
        }
        serde_json::Value::Object(_) => {
            return Err(RequestError::new(format_args!(
                "{name}: what has members of its own cannot be part of a URL"
            )));
        }
    }
    Ok(())
}
