//! The protocol and the signature of a service.

use crate::Error;
use crate::front::botocore::{Metadata, Model};
use crate::ir::Protocol;

/// The protocols that clients can speak, in the order in which botocore prefers them.
const SPOKEN: [&str; 3] = ["json", "rest-json", "smithy-rpc-v2-cbor"];

/// The protocol that clients use: the first that they can speak and the service lists, whatever it prefers itself.
///
/// Source: `utils.py` in botocore 1.44.5.
pub(super) fn protocol(model: &Model) -> Result<Protocol, Error> {
    let metadata = &model.metadata;
    let (key, listed) = match &metadata.protocols {
        Some(protocols) => ("metadata.protocols", protocols.as_slice()),
        None => ("metadata.protocol", std::slice::from_ref(&metadata.protocol)),
    };
    match SPOKEN.into_iter().find(|spoken| listed.iter().any(|protocol| protocol == spoken)) {
        Some("json") => Ok(Protocol::AwsJson {
            version: json_version(model, metadata)?,
            target_prefix: target_prefix(model, "json")?,
            query_compatible: metadata.query_compatible,
        }),
        Some("rest-json") => Ok(Protocol::RestJson),
        Some(cbor) => Ok(Protocol::RpcV2Cbor {
            service: target_prefix(model, cbor)?,
            query_compatible: metadata.query_compatible,
        }),
        None => {
            let (quoted, verb) = (quoted(listed), if listed.len() == 1 { "is" } else { "are" });
            let reason = format!("{quoted} {verb} not supported yet; supported: {}", SPOKEN.join(", "));
            Err(model.places.error(key, reason))
        }
    }
}

fn target_prefix(model: &Model, protocol: &str) -> Result<String, Error> {
    model.metadata.target_prefix.clone().ok_or_else(|| {
        model.places.error("metadata", format!("the protocol {protocol} needs the key \"targetPrefix\""))
    })
}

fn json_version(model: &Model, metadata: &Metadata) -> Result<String, Error> {
    match metadata.json_version.as_deref() {
        Some(version @ ("1.0" | "1.1")) => Ok(version.to_owned()),
        Some(version) => {
            let reason = format!("\"{version}\" is not a version of AWS JSON; known: 1.0, 1.1");
            Err(model.places.error("metadata.jsonVersion", reason))
        }
        None => Err(model.places.error("metadata", "the protocol json needs the key \"jsonVersion\"")),
    }
}

/// The name to sign for, once it is certain that requests are signed with Signature Version 4.
pub(super) fn signing_name(model: &Model) -> Result<String, Error> {
    let metadata = &model.metadata;
    if let Some(schemes) = &metadata.auth {
        if !schemes.iter().any(|scheme| scheme == "aws.auth#sigv4") {
            let reason =
                format!("expected aws.auth#sigv4, found {}, which is not supported yet", quoted(schemes));
            return Err(model.places.error("metadata.auth", reason));
        }
    } else {
        match metadata.signature_version.as_deref() {
            Some("v4") => {}
            Some(version) => {
                let reason = format!("\"{version}\" is not supported yet; supported: v4");
                return Err(model.places.error("metadata.signatureVersion", reason));
            }
            None => {
                return Err(model.places.error("metadata", "the key \"signatureVersion\" is missing"));
            }
        }
    }
    Ok(metadata.signing_name.clone().unwrap_or_else(|| metadata.endpoint_prefix.clone()))
}

/// The headers that every request of the service has.
pub(super) fn headers(model: &Model) -> Result<Vec<(String, String)>, Error> {
    let headers = &model.metadata.headers;
    for (name, value) in headers {
        let reason = if !is_token(name) {
            format!("\"{name}\" is not the name of a header")
        } else if !value.bytes().all(|byte| matches!(byte, b' '..=b'~')) || value.trim() != value {
            format!("\"{}\" holds what the value of a header cannot", value.escape_debug())
        } else {
            continue;
        };
        return Err(model.places.error(&format!("metadata.headers.{name}"), reason));
    }
    Ok(headers.clone())
}

/// Whether a text is what names of headers are made of.
///
/// Source: [RFC 9110](https://www.rfc-editor.org/rfc/rfc9110#name-tokens).
fn is_token(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

/// Names in quotation marks, separated by commas.
fn quoted(names: &[String]) -> String {
    let names: Vec<_> = names.iter().map(|name| format!("\"{name}\"")).collect();
    names.join(", ")
}
