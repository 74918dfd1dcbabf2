//! Verifies Signature Version 4 as a service does, from what arrived and the secret key.
//!
//! It shares no code with the client: this is written from the
//! [documentation](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html)
//! over plain hashes.

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use crate::server::Received;

/// What a valid signature says.
#[derive(Debug, PartialEq, Eq)]
pub struct Signed {
    /// The id of the key.
    pub access_key_id: String,
    /// The region.
    pub region: String,
    /// The service's signing name.
    pub service: String,
    /// The headers that cannot have been changed on the way.
    pub headers: Vec<String>,
}

/// Verifies the signature of a request.
///
/// # Errors
///
/// What is wrong with it.
pub fn verify(received: &Received, secret_access_key: &str) -> Result<Signed, String> {
    let header = |name: &str| received.header(name).ok_or(format!("there is no header {name}"));
    let authorization = header("authorization")?;
    let fields = authorization.strip_prefix("AWS4-HMAC-SHA256 ").ok_or("another algorithm")?;
    let field = |name: &str| {
        let mut fields = fields.split(", ").filter_map(|field| field.split_once('='));
        fields.find(|(own, _)| *own == name).map(|(_, value)| value).ok_or(format!("there is no {name}"))
    };
    let (access_key_id, scope) = field("Credential")?.split_once('/').ok_or("a credential without scope")?;
    let [date, region, service, "aws4_request"] = scope.split('/').collect::<Vec<_>>()[..] else {
        return Err(format!("the scope is {scope}"));
    };
    let time = header("x-amz-date")?;
    if !time.starts_with(date) {
        return Err(format!("signed on {date} for {time}"));
    }
    let headers: Vec<_> = field("SignedHeaders")?.split(';').map(str::to_owned).collect();
    if !headers.is_sorted() {
        return Err(format!("the headers are not sorted: {headers:?}"));
    }
    let to_sign =
        format!("AWS4-HMAC-SHA256\n{time}\n{scope}\n{}", hex(&hash(canonical(received, &headers)?)));
    let secret = format!("AWS4{secret_access_key}").into_bytes();
    let key = scope.split('/').fold(secret, |key, part| keyed_hash(&key, part));
    let (expected, found) = (hex(&keyed_hash(&key, &to_sign)), field("Signature")?);
    if expected != found {
        return Err(format!("the signature is {found}, but should be {expected}"));
    }
    let [access_key_id, region, service] = [access_key_id, region, service].map(str::to_owned);
    Ok(Signed { access_key_id, region, service, headers })
}

/// The canonical form of a request without a query.
fn canonical(received: &Received, names: &[String]) -> Result<String, String> {
    let body_hash = hex(&hash(&received.body));
    if let Some(told) = received.header("x-amz-content-sha256")
        && told != body_hash
    {
        return Err(format!("the hash of the body is {body_hash}, but {told} was told"));
    }
    let [method, path, "HTTP/1.1"] = received.line.split(' ').collect::<Vec<_>>()[..] else {
        return Err(format!("the first line is {}", received.line));
    };
    let mut headers = String::new();
    for name in names {
        let value = received.header(name).ok_or(format!("{name} is signed, but did not arrive"))?;
        // Runs of spaces are one here, and as they are on the wire.
        let value: Vec<&str> = value.split(' ').filter(|word| !word.is_empty()).collect();
        headers.push_str(&format!("{name}:{}\n", value.join(" ")));
    }
    Ok(format!("{method}\n{path}\n\n{headers}\n{}\n{body_hash}", names.join(";")))
}

fn hash(bytes: impl AsRef<[u8]>) -> Vec<u8> {
    Sha256::digest(bytes.as_ref()).to_vec()
}

fn keyed_hash(key: &[u8], text: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("keys of any length will do");
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Requests that botocore signed.
    fn signed_by_botocore() -> (String, Vec<Received>) {
        let data: serde_json::Value =
            serde_json::from_str(&crate::repository::text("tests/data/signed_requests.json")).unwrap();
        let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
        let request = |case: &serde_json::Value| Received {
            line: "POST / HTTP/1.1".to_owned(),
            headers: case["headers"]
                .as_object()
                .unwrap()
                .iter()
                .map(|(name, value)| (name.clone(), text(value)))
                .collect(),
            body: text(&case["body"]).into_bytes(),
        };
        (text(&data["secret_access_key"]), data["cases"].as_array().unwrap().iter().map(request).collect())
    }

    #[test]
    fn signatures_of_botocore_are_valid() {
        let (secret, requests) = signed_by_botocore();
        assert_eq!(requests.len(), 2);
        for request in requests {
            let signed = verify(&request, &secret).unwrap();
            assert_eq!(
                (signed.access_key_id.as_str(), signed.region.as_str(), signed.service.as_str()),
                ("AKIDEXAMPLE", "eu-central-1", "ssm")
            );
        }
    }

    #[test]
    fn a_changed_request_or_another_key_is_not_valid() {
        let (secret, requests) = signed_by_botocore();
        let request = &requests[1];
        let mut changed = request.clone();
        changed.body.push(b' ');
        assert!(verify(&changed, &secret).is_err());
        let mut changed = request.clone();
        changed.headers.iter_mut().find(|(name, _)| name == "x-amz-target").unwrap().1.push('2');
        assert!(verify(&changed, &secret).is_err());
        assert!(verify(request, "another").is_err());
        assert!(verify(request, &secret).is_ok());
    }
}
