//! The protocol and the signature of a service.

use crate::Error;
use crate::front::botocore::{Metadata, Model};
use crate::ir::Protocol;

/// The protocol that clients use: JSON, where the service speaks it, even if it prefers another.
pub(super) fn protocol(model: &Model) -> Result<Protocol, Error> {
    let metadata = &model.metadata;
    let (key, spoken) = match &metadata.protocols {
        Some(protocols) => ("metadata.protocols", protocols.as_slice()),
        None => ("metadata.protocol", std::slice::from_ref(&metadata.protocol)),
    };
    if !spoken.iter().any(|protocol| protocol == "json") {
        let (quoted, verb) = (quoted(spoken), if spoken.len() == 1 { "is" } else { "are" });
        let reason = format!("{quoted} {verb} not supported yet; supported: json (aws-json 1.0 and 1.1)");
        return Err(model.places.error(key, reason));
    }
    let version = json_version(model, metadata)?;
    let Some(target_prefix) = metadata.target_prefix.clone() else {
        return Err(model.places.error("metadata", "the protocol json needs the key \"targetPrefix\""));
    };
    Ok(Protocol::AwsJson { version, target_prefix, query_compatible: metadata.query_compatible })
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

/// Names in quotation marks, separated by commas.
fn quoted(names: &[String]) -> String {
    let names: Vec<_> = names.iter().map(|name| format!("\"{name}\"")).collect();
    names.join(", ")
}
