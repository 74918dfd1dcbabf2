//! Signature Version 4, composed of the parts that `reqsign` has for it.
//!
//! The parts are put together here rather than through `reqsign`'s own signer, because that one
//! reads the wall clock itself: a client whose clock is wrong has to sign with the service's time.
//!
//! Source: [Signature Version 4](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html).

use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use http::uri::Scheme;
use http::{HeaderMap, HeaderName, HeaderValue, Request};
use jiff::Timestamp;
use reqsign_aws_core::signing::{canonical_request_string, canonicalize_query};
use reqsign_core::SigningRequest;
use reqsign_core::hash::{hex_hmac_sha256, hex_sha256, hmac_sha256};

use crate::credentials::Credentials;

/// What a signature is good for beside the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Scope<'a> {
    /// The region.
    pub(crate) region: &'a str,
    /// The service's signing name.
    pub(crate) service: &'a str,
}

/// The last signing key, which costs four hashes to derive and is good for a day.
#[derive(Default)]
pub(crate) struct KeyCache {
    last: Mutex<Option<(KeyOrigin, Arc<[u8]>)>>,
}

#[derive(PartialEq, Eq)]
struct KeyOrigin {
    date: String,
    region: String,
    service: String,
    secret_access_key: String,
}

impl KeyCache {
    fn key(&self, date: &str, scope: Scope<'_>, credentials: &Credentials) -> Arc<[u8]> {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((origin, key)) = &*last
            && origin.date == date
            && origin.region == scope.region
            && origin.service == scope.service
            && origin.secret_access_key == credentials.secret_access_key()
        {
            return key.clone();
        }
        let secret = format!("AWS4{}", credentials.secret_access_key());
        let parts = [date, scope.region, scope.service, "aws4_request"];
        let derived = parts.iter().fold(secret.into_bytes(), |key, part| hmac_sha256(&key, part.as_bytes()));
        let key: Arc<[u8]> = derived.into();
        let origin = KeyOrigin {
            date: date.to_owned(),
            region: scope.region.to_owned(),
            service: scope.service.to_owned(),
            secret_access_key: credentials.secret_access_key().to_owned(),
        };
        *last = Some((origin, key.clone()));
        key
    }
}

const CONTENT_SHA256: HeaderName = HeaderName::from_static("x-amz-content-sha256");
const DATE: HeaderName = HeaderName::from_static("x-amz-date");
const SECURITY_TOKEN: HeaderName = HeaderName::from_static("x-amz-security-token");

/// Signs a request in its headers, for a moment in time.
///
/// Signed are the headers that nothing on the way changes: `host`, `content-type` and `x-amz-*`. In
/// their values every run of spaces becomes a single one, since that is what a signature is over.
///
/// # Errors
///
/// A header that cannot be signed, such as a session token that is not visible ASCII.
pub(crate) fn sign(
    request: &mut Request<Bytes>,
    credentials: &Credentials,
    scope: Scope<'_>,
    now: Timestamp,
    keys: &KeyCache,
) -> Result<(), String> {
    let body_hash = header(&hex_sha256(request.body()))?;
    let headers = request.headers_mut();
    headers.insert(CONTENT_SHA256, body_hash);
    let mut stable = HeaderMap::with_capacity(8);
    for (name, value) in headers.iter_mut().filter(|(name, _)| is_stable(name)) {
        single_spaced(value);
        stable.append(name.clone(), value.clone());
    }
    let canonical = SigningRequest {
        method: request.method().clone(),
        scheme: request.uri().scheme().cloned().unwrap_or(Scheme::HTTPS),
        authority: request.uri().authority().cloned().ok_or("the URL has no host")?,
        path: request.uri().path().to_owned(),
        // The protocols put nothing there, and endpoints with a query are refused.
        query: Vec::new(),
        headers: stable,
    };
    let added = signature(canonical, credentials, scope, now, keys)?;
    for (name, value) in added {
        request.headers_mut().insert(name, value);
    }
    Ok(())
}

fn is_stable(name: &HeaderName) -> bool {
    name == HOST || name == CONTENT_TYPE || name.as_str().starts_with("x-amz-")
}

fn single_spaced(value: &mut HeaderValue) {
    let Ok(text) = value.to_str() else { return };
    if text.contains("  ") {
        let words: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
        if let Ok(spaced) = HeaderValue::try_from(words.join(" ")) {
            *value = spaced;
        }
    }
}

/// The headers that sign a request, all of whose headers are to be signed: the date, the session
/// token where there is one, and the signature.
///
/// # Errors
///
/// A header that cannot be signed, such as a session token that is not visible ASCII.
pub(crate) fn signature(
    mut canonical: SigningRequest,
    credentials: &Credentials,
    scope: Scope<'_>,
    now: Timestamp,
    keys: &KeyCache,
) -> Result<Vec<(HeaderName, HeaderValue)>, String> {
    let time = now.strftime("%Y%m%dT%H%M%SZ").to_string();
    let date = time.get(..8).unwrap_or_default();
    let mut added = vec![(DATE, header(&time)?)];
    if let Some(token) = credentials.session_token() {
        added.push((SECURITY_TOKEN, secret_header(token)?));
    }
    canonical.headers.extend(added.iter().map(|(name, value)| (name.clone(), value.clone())));
    let query = canonicalize_query(&canonical, &[]);
    let text = canonical_request_string(&canonical, &query).map_err(|error| error.to_string())?;
    let names = canonical.header_name_to_vec_sorted().join(";");

    let scope_text = format!("{date}/{}/{}/aws4_request", scope.region, scope.service);
    let to_sign = format!("AWS4-HMAC-SHA256\n{time}\n{scope_text}\n{}", hex_sha256(text.as_bytes()));
    let signature = hex_hmac_sha256(&keys.key(date, scope, credentials), to_sign.as_bytes());
    let authorization = format!(
        "AWS4-HMAC-SHA256 Credential={}/{scope_text}, SignedHeaders={names}, Signature={signature}",
        credentials.access_key_id()
    );
    added.push((AUTHORIZATION, secret_header(&authorization)?));
    Ok(added)
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use serde_json::Value;

    use super::*;

    /// Signatures that botocore 1.44.5 computed for the same requests at the same times.
    const KNOWN: &str = include_str!("../tests/data/sigv4.json");

    #[test]
    fn signatures_are_the_ones_that_another_implementation_computed() {
        let cases: Vec<Value> = serde_json::from_str(KNOWN).unwrap();
        assert_eq!(cases.len(), 3);
        let keys = KeyCache::default();
        for case in &cases {
            let text = |name: &str| case[name].as_str().unwrap();
            let body = Bytes::from(text("body").to_owned());
            let mut request = Request::post(text("url")).body(body).unwrap();
            let authority = request.uri().authority().unwrap().to_string();
            request.headers_mut().insert(HOST, HeaderValue::try_from(authority).unwrap());
            request.headers_mut().insert("user-agent", HeaderValue::from_static("not signed"));
            for (name, value) in case["headers"].as_object().unwrap() {
                let value = HeaderValue::from_str(value.as_str().unwrap()).unwrap();
                request.headers_mut().insert(http::HeaderName::try_from(name).unwrap(), value);
            }
            let mut credentials = Credentials::new(text("access_key_id"), text("secret_access_key"));
            if let Some(token) = case["session_token"].as_str() {
                credentials = credentials.with_session_token(token);
            }
            let scope = Scope { region: text("region"), service: text("service") };
            // Twice, since the second time the key comes out of the cache.
            for _ in 0..2 {
                let mut signed = request.clone();
                sign(&mut signed, &credentials, scope, text("time").parse().unwrap(), &keys).unwrap();
                assert_eq!(signed.headers()["x-amz-date"], text("date"), "{}", text("name"));
                assert_eq!(signed.headers()[AUTHORIZATION], text("authorization"), "{}", text("name"));
                assert_eq!(signed.headers()["user-agent"], "not signed");
            }
        }
    }

    #[test]
    fn a_token_that_no_header_can_hold_is_an_error_and_not_in_its_text() {
        let mut request =
            Request::post("https://ssm.eu-central-1.amazonaws.com/").body(Bytes::new()).unwrap();
        let credentials = Credentials::new("AKIDEXAMPLE", "secret").with_session_token("hun\nter2");
        let scope = Scope { region: "eu-central-1", service: "ssm" };
        let error =
            sign(&mut request, &credentials, scope, Timestamp::UNIX_EPOCH, &KeyCache::default()).unwrap_err();
        assert!(!error.contains("ter2"), "{error}");
    }

    #[test]
    fn secrets_in_headers_are_marked() {
        let mut request =
            Request::post("https://ssm.eu-central-1.amazonaws.com/").body(Bytes::new()).unwrap();
        let credentials = Credentials::new("AKIDEXAMPLE", "secret").with_session_token("token");
        let scope = Scope { region: "eu-central-1", service: "ssm" };
        sign(&mut request, &credentials, scope, Timestamp::UNIX_EPOCH, &KeyCache::default()).unwrap();
        assert!(request.headers()[AUTHORIZATION].is_sensitive());
        assert!(request.headers()["x-amz-security-token"].is_sensitive());
    }
}
