//! Signatures in the query of a URL, for requests that somebody else sends.
//!
//! Source: [signing in query parameters](https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html).

use std::time::Duration;

use http::HeaderName;
use http::header::USER_AGENT;
use http::request::Parts;

use super::{KeyCache, Payload, Scope, canonical, code, signature, stamp};
use crate::auth::Credentials;
use crate::codec::text::hex;
use crate::codec::url;
use crate::time::Timestamp;

/// Signs the head of a request in its URL: all its headers, which have to be sent as they are.
///
/// # Errors
///
/// A header that cannot be signed, or a URL that would be too long.
pub(crate) fn presign(
    head: &mut Parts,
    payload: &Payload,
    credentials: &Credentials,
    scope: Scope<'_>,
    now: Timestamp,
    expires: Duration,
    keys: &KeyCache,
) -> Result<(), String> {
    let time = stamp(now);
    let date = time.get(..8).unwrap_or_default();
    let scope_text = scope.text(date);
    let mut names: Vec<&str> =
        head.headers.keys().filter(|name| is_sent(name)).map(HeaderName::as_str).collect();
    names.sort_unstable();
    let (credential, seconds) =
        (format!("{}/{scope_text}", credentials.access_key_id()), expires.as_secs().to_string());
    let names = names.join(";");
    let token = credentials.session_token().map(|token| ("X-Amz-Security-Token", token));
    let parameters = [
        ("X-Amz-Algorithm", "AWS4-HMAC-SHA256"),
        ("X-Amz-Credential", &credential),
        ("X-Amz-Date", &time),
        ("X-Amz-Expires", &seconds),
        ("X-Amz-SignedHeaders", &names),
    ];
    let mut query = head.uri.query().unwrap_or_default().to_owned();
    for (name, value) in parameters.into_iter().chain(token) {
        url::push_parameter(&mut query, name, value);
    }
    head.uri = url::with_query(&head.uri, &query)?;
    let canonical = canonical::request(head, is_sent, payload.as_str(), scope.path)?;
    let signature = signature(&canonical.text, &time, &scope_text, &keys.key(date, scope, credentials));
    url::push_parameter(&mut query, "X-Amz-Signature", &signature);
    head.uri = url::with_query(&head.uri, &query)?;
    Ok(())
}

/// The fields of a form that say what its signature is made with.
pub(crate) fn form_parameters(
    credentials: &Credentials,
    scope: Scope<'_>,
    now: Timestamp,
) -> Vec<(&'static str, String)> {
    let time = stamp(now);
    let date = time.get(..8).unwrap_or_default();
    let key = credentials.access_key_id();
    let credential = [key, &scope.text(date)].join("/");
    let token = credentials.session_token().map(|token| ("x-amz-security-token", token.to_owned()));
    let fields = [
        ("x-amz-algorithm", "AWS4-HMAC-SHA256".to_owned()),
        ("x-amz-credential", credential),
        ("x-amz-date", time),
    ];
    fields.into_iter().chain(token).collect()
}

/// The signature over a text, as forms have it: over the text itself.
pub(crate) fn sign_text(
    text: &str,
    credentials: &Credentials,
    scope: Scope<'_>,
    now: Timestamp,
    keys: &KeyCache,
) -> String {
    let time = stamp(now);
    let key = keys.key(time.get(..8).unwrap_or_default(), scope, credentials);
    hex(code(&key, text).as_ref())
}

/// Whoever sends the request is another program, with another name.
fn is_sent(name: &HeaderName) -> bool {
    name != USER_AGENT
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use http::header::HOST;
    use http::{HeaderValue, Request};
    use serde_json::Value;

    use super::*;
    use crate::auth::sigv4::PathPolicy;

    /// URLs that botocore 1.44.5 signed at noon of the last day of January 2026.
    const KNOWN: &str = include_str!("../../../tests/data/presigned.json");

    #[test]
    fn urls_are_the_ones_that_another_implementation_signed() {
        let cases: Vec<Value> = serde_json::from_str(KNOWN).unwrap();
        assert_eq!(cases.len(), 3);
        for case in &cases {
            let text = |name: &str| case[name].as_str().unwrap();
            let request = Request::builder().method(text("method")).uri(text("url")).body(()).unwrap();
            let (mut head, ()) = request.into_parts();
            let authority = head.uri.authority().unwrap().to_string();
            head.headers.insert(HOST, HeaderValue::try_from(authority).unwrap());
            head.headers.insert(USER_AGENT, HeaderValue::from_static("not signed"));
            for (name, value) in case["headers"].as_object().unwrap() {
                let value = HeaderValue::from_str(value.as_str().unwrap()).unwrap();
                head.headers.insert(HeaderName::try_from(name).unwrap(), value);
            }
            let mut credentials = Credentials::new("AKIDEXAMPLE", "EXAMPLESECRET");
            if let Some(token) = case["session_token"].as_str() {
                credentials = credentials.with_session_token(token);
            }
            let is_objects = text("service") == "s3";
            let (path, payload) = match is_objects {
                true => (PathPolicy::AsIs, Payload::Unsigned),
                false => (PathPolicy::Tidied, Payload::of_bytes(b"")),
            };
            let scope = Scope { region: "eu-central-1", service: text("service"), path };
            let now = "2026-01-31T12:00:00Z".parse().unwrap();
            let expires = Duration::from_secs(case["expires"].as_u64().unwrap());
            presign(&mut head, &payload, &credentials, scope, now, expires, &KeyCache::default()).unwrap();
            assert_eq!(head.uri.to_string(), text("presigned"), "{}", text("name"));
        }
    }
}
