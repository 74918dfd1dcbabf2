//! Signature Version 4.
//!
//! The time is given, since a client whose clock is wrong has to sign with the service's. What a signature is
//! over stands in [`canonical`].
//!
//! Source: [Signature Version 4](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html).

mod canonical;
#[cfg(feature = "presign")]
pub(crate) mod presigned;

use std::sync::{Mutex, PoisonError};

use crate::time::{Civil, Timestamp};
use http::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use http::request::Parts;
use http::{HeaderName, HeaderValue};
use ring::digest::{self, SHA256};
use ring::hmac::{self, HMAC_SHA256};
use zeroize::Zeroizing;

use crate::auth::Credentials;
use crate::codec::text::hex;

pub(crate) use canonical::PathPolicy;

/// What a signature is good for beside the day, and how the service it is for reads paths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Scope<'a> {
    /// The region.
    pub(crate) region: &'a str,
    /// The service's signing name.
    pub(crate) service: &'a str,
    /// What becomes of the path before it is signed.
    pub(crate) path: PathPolicy,
}

impl Scope<'_> {
    /// What a signature of a day is good for, as it is told.
    fn text(self, date: &str) -> String {
        [date, self.region, self.service, "aws4_request"].join("/")
    }
}

/// What a signature says about the body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Payload {
    /// The hash of the body: SHA-256 in hexadecimal digits.
    Hash(String),
    /// Nothing. What the body is, TLS has to guard.
    Unsigned,
    /// Nothing, though a checksum follows behind it, in the framing `aws-chunked`.
    #[cfg(all(feature = "checksum", feature = "stream"))]
    Trailing,
    /// What the request says already in `x-amz-content-sha256`, since a member of the input did.
    Given(String),
}

impl Payload {
    /// A body that is whole in memory.
    pub(crate) fn of_bytes(body: &[u8]) -> Self {
        Self::Hash(sha256(body))
    }

    /// A body whose chunks were hashed one by one.
    pub(crate) fn of_hash(hash: digest::Context) -> Self {
        Self::Hash(hex(hash.finish().as_ref()))
    }

    /// The text that stands for the body in what is signed and in `x-amz-content-sha256`.
    fn as_str(&self) -> &str {
        match self {
            Self::Hash(hash) | Self::Given(hash) => hash,
            Self::Unsigned => "UNSIGNED-PAYLOAD",
            #[cfg(all(feature = "checksum", feature = "stream"))]
            Self::Trailing => "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
        }
    }
}

/// The last signing key, which costs four hashes to derive and is good for a day.
#[derive(Default)]
pub(crate) struct KeyCache {
    last: Mutex<Option<(KeyOrigin, hmac::Key)>>,
}

#[derive(PartialEq, Eq)]
struct KeyOrigin {
    date: String,
    region: String,
    service: String,
    secret_access_key: Zeroizing<String>,
}

impl KeyCache {
    fn key(&self, date: &str, scope: Scope<'_>, credentials: &Credentials) -> hmac::Key {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((origin, key)) = &*last
            && origin.date == date
            && origin.region == scope.region
            && origin.service == scope.service
            && origin.secret_access_key.as_str() == credentials.secret_access_key()
        {
            return key.clone();
        }
        let first = Zeroizing::new(format!("AWS4{}", credentials.secret_access_key()));
        let mut key = hmac::Key::new(HMAC_SHA256, first.as_bytes());
        for part in [date, scope.region, scope.service, "aws4_request"] {
            key = hmac::Key::new(HMAC_SHA256, code(&key, part).as_ref());
        }
        let origin = KeyOrigin {
            date: date.to_owned(),
            region: scope.region.to_owned(),
            service: scope.service.to_owned(),
            secret_access_key: Zeroizing::new(credentials.secret_access_key().to_owned()),
        };
        *last = Some((origin, key.clone()));
        key
    }
}

/// The authentication code of a text.
fn code(key: &hmac::Key, text: &str) -> hmac::Tag {
    hmac::sign(key, text.as_bytes())
}

fn sha256(bytes: &[u8]) -> String {
    hex(digest::digest(&SHA256, bytes).as_ref())
}

pub(crate) const CONTENT_SHA256: HeaderName = HeaderName::from_static("x-amz-content-sha256");
const DATE: HeaderName = HeaderName::from_static("x-amz-date");
const SECURITY_TOKEN: HeaderName = HeaderName::from_static("x-amz-security-token");

/// Signs the head of a request in its headers, for a moment in time. What the signature is over says `payload`.
///
/// Signed are the headers that nothing on the way changes: `host`, `content-type` and `x-amz-*`.
///
/// # Errors
///
/// A header that cannot be signed, such as a session token that is not visible ASCII.
pub(crate) fn sign(
    head: &mut Parts,
    payload: &Payload,
    credentials: &Credentials,
    scope: Scope<'_>,
    now: Timestamp,
    keys: &KeyCache,
) -> Result<(), String> {
    let time = stamp(now);
    let date = time.get(..8).unwrap_or_default();
    let headers = &mut head.headers;
    if !matches!(payload, Payload::Given(_)) {
        headers.insert(CONTENT_SHA256, header(payload.as_str())?);
    }
    headers.insert(DATE, header(&time)?);
    if let Some(token) = credentials.session_token() {
        headers.insert(SECURITY_TOKEN, secret_header(token)?);
    }

    let canonical = canonical::request(head, is_stable, payload.as_str(), scope.path)?;
    let scope_text = scope.text(date);
    let signature = signature(&canonical.text, &time, &scope_text, &keys.key(date, scope, credentials));
    let authorization = [
        "AWS4-HMAC-SHA256 Credential=",
        credentials.access_key_id(),
        "/",
        &scope_text,
        ", SignedHeaders=",
        &canonical.signed_headers,
        ", Signature=",
        &signature,
    ];
    let authorization = authorization.concat();
    head.headers.insert(AUTHORIZATION, secret_header(&authorization)?);
    Ok(())
}

/// The signature over a request in its canonical form.
fn signature(canonical: &str, time: &str, scope: &str, key: &hmac::Key) -> String {
    let to_sign = ["AWS4-HMAC-SHA256", time, scope, &sha256(canonical.as_bytes())].join("\n");
    hex(code(key, &to_sign).as_ref())
}

fn is_stable(name: &HeaderName) -> bool {
    name == HOST || name == CONTENT_TYPE || name.as_str().starts_with("x-amz-")
}

fn secret_header(value: &str) -> Result<HeaderValue, String> {
    let mut value = header(value)?;
    value.set_sensitive(true);
    Ok(value)
}

fn header(value: &str) -> Result<HeaderValue, String> {
    HeaderValue::try_from(value)
        .map_err(|_| "a header would hold characters that headers cannot hold".to_owned())
}

/// A time as signatures have it, `20260131T120000Z`.
fn stamp(time: Timestamp) -> String {
    let Civil { year, month, day, hour, minute, second, .. } = Civil::of(time);
    let [month, day, hour, minute, second] = [month, day, hour, minute, second].map(i64::from);
    let (date, clock) = ((year * 100 + month) * 100 + day, (hour * 100 + minute) * 100 + second);
    format!("{date:08}T{clock:06}Z")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use http::Request;
    use serde_json::Value;

    use super::*;

    /// Signatures that botocore computed for the same requests at the same times: 1.44.5, and 1.43.11 those for S3.
    const KNOWN: &str = include_str!("../../tests/data/sigv4.json");

    fn head(method: &str, url: &str) -> Parts {
        Request::builder().method(method).uri(url).body(()).unwrap().into_parts().0
    }

    /// What there is to sign in most of these tests.
    fn call() -> Parts {
        head("POST", "https://ssm.eu-central-1.amazonaws.com/")
    }

    fn sign_in_1970(head: &mut Parts, payload: &Payload, credentials: &Credentials) -> Result<(), String> {
        let scope = Scope { region: "eu-central-1", service: "ssm", path: PathPolicy::Tidied };
        sign(head, payload, credentials, scope, Timestamp::UNIX_EPOCH, &KeyCache::default())
    }

    #[test]
    fn signatures_are_the_ones_that_another_implementation_computed() {
        let cases: Vec<Value> = serde_json::from_str(KNOWN).unwrap();
        assert_eq!(cases.len(), 7);
        let keys = KeyCache::default();
        for case in &cases {
            let text = |name: &str| case[name].as_str().unwrap();
            let mut head = head(text("method"), text("url"));
            let authority = head.uri.authority().unwrap().to_string();
            head.headers.insert(HOST, HeaderValue::try_from(authority).unwrap());
            head.headers.insert("user-agent", HeaderValue::from_static("not signed"));
            for (name, value) in case["headers"].as_object().unwrap() {
                let value = HeaderValue::from_str(value.as_str().unwrap()).unwrap();
                head.headers.insert(http::HeaderName::try_from(name).unwrap(), value);
            }
            let mut credentials = Credentials::new(text("access_key_id"), text("secret_access_key"));
            if let Some(token) = case["session_token"].as_str() {
                credentials = credentials.with_session_token(token);
            }
            let path = if text("service") == "s3" { PathPolicy::AsIs } else { PathPolicy::Tidied };
            let scope = Scope { region: text("region"), service: text("service"), path };
            let is_unsigned = case["payload"].as_str().is_some();
            let payload =
                if is_unsigned { Payload::Unsigned } else { Payload::of_bytes(text("body").as_bytes()) };
            // Twice, since the second time the key comes out of the cache.
            for _ in 0..2 {
                let mut signed = head.clone();
                sign(&mut signed, &payload, &credentials, scope, text("time").parse().unwrap(), &keys)
                    .unwrap();
                assert_eq!(signed.headers["x-amz-date"], text("date"), "{}", text("name"));
                assert_eq!(signed.headers[AUTHORIZATION], text("authorization"), "{}", text("name"));
                assert_eq!(signed.headers["user-agent"], "not signed");
                for (name, value) in case["headers"].as_object().unwrap() {
                    assert_eq!(signed.headers[name], value.as_str().unwrap(), "what is sent stays as it is");
                }
            }
        }
    }

    #[test]
    fn a_token_that_no_header_can_hold_is_an_error_and_not_in_its_text() {
        let mut head = call();
        let credentials = Credentials::new("AKIDEXAMPLE", "secret").with_session_token("hun\nter2");
        let error = sign_in_1970(&mut head, &Payload::Unsigned, &credentials).unwrap_err();
        assert!(!error.contains("ter2"), "{error}");
    }

    #[test]
    fn secrets_in_headers_are_marked() {
        let mut head = call();
        let credentials = Credentials::new("AKIDEXAMPLE", "secret").with_session_token("token");
        sign_in_1970(&mut head, &Payload::Unsigned, &credentials).unwrap();
        assert!(head.headers[AUTHORIZATION].is_sensitive());
        assert!(head.headers["x-amz-security-token"].is_sensitive());
    }

    #[test]
    fn the_header_about_the_body_is_the_one_that_is_signed_and_one_that_is_given_stays() {
        let credentials = Credentials::new("AKIDEXAMPLE", "secret");
        let signed = |payload: Payload, given: Option<&'static str>| {
            let mut head = call();
            let given = given.map(|given| (CONTENT_SHA256, HeaderValue::from_static(given)));
            head.headers.extend(given);
            sign_in_1970(&mut head, &payload, &credentials).unwrap();
            let header = |name: &str| head.headers[name].to_str().unwrap().to_owned();
            (header("x-amz-content-sha256"), header("authorization"))
        };
        let (empty, by_hash) = signed(Payload::of_bytes(b""), None);
        assert_eq!(empty, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        let (told, unsigned) = signed(Payload::Unsigned, None);
        assert_eq!(told, "UNSIGNED-PAYLOAD");
        assert_ne!(by_hash, unsigned);
        assert_eq!(signed(Payload::Given("UNSIGNED-PAYLOAD".into()), Some("UNSIGNED-PAYLOAD")).1, unsigned);
        assert_eq!(signed(Payload::Given("STREAMING-X".into()), Some("STREAMING-X")).0, "STREAMING-X");
    }
}
