//! The protocol of a service, and what else it says of itself.

use super::index::Index;
use crate::Error;
use crate::front::botocore::{Metadata, Model};
use crate::front::headers::is_token;
use crate::front::spoken::{self, SPOKEN};
use crate::ir::endpoint::Rules;
use crate::ir::{AuthToken, Protocol};
use crate::suggest::did_you_mean;

/// The protocol that clients use.
pub(super) fn protocol(model: &Model, wanted: Option<&str>) -> Result<Protocol, Error> {
    let metadata = &model.metadata;
    let (key, listed) = match &metadata.protocols {
        Some(protocols) => ("metadata.protocols", protocols.as_slice()),
        None => ("metadata.protocol", std::slice::from_ref(&metadata.protocol)),
    };
    match (spoken::choose(listed, wanted), wanted) {
        (Some("json"), _) => Ok(Protocol::AwsJson {
            version: json_version(model, metadata)?,
            target_prefix: target_prefix(model, "json")?,
            query_compatible: metadata.query_compatible,
        }),
        (Some("rest-json"), _) => Ok(Protocol::RestJson),
        (Some("rest-xml"), _) => Ok(Protocol::RestXml),
        (Some("query"), _) => Ok(Protocol::Query),
        (Some("ec2"), _) => Ok(Protocol::Ec2),
        (Some(cbor), _) => Ok(Protocol::RpcV2Cbor {
            service: target_prefix(model, cbor)?,
            query_compatible: metadata.query_compatible,
        }),
        (None, Some(wanted)) => {
            let reason = format!(
                "the protocol \"{wanted}\" was asked for; the service lists {}, and clients can speak {}",
                quoted(listed),
                SPOKEN.join(", ")
            );
            let possible = SPOKEN.into_iter().filter(|spoken| listed.iter().any(|listed| listed == spoken));
            Err(model.places.error(key, reason).with_help(did_you_mean(wanted, possible)))
        }
        (None, None) => {
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

/// The name to sign for.
pub(super) fn signing_name(model: &Model) -> String {
    let metadata = &model.metadata;
    metadata.signing_name.clone().unwrap_or_else(|| metadata.endpoint_prefix.clone())
}

/// The headers that every request of the service has.
pub(super) fn headers(model: &Model) -> Result<Vec<(String, String)>, Error> {
    let headers = &model.metadata.added.headers;
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

/// Whether a reply may tell an error although its status tells a success.
pub(super) fn errors_in_success(model: &Model, protocol: &Protocol) -> Result<bool, Error> {
    let is_told = model.metadata.added.errors_in_success;
    if is_told && protocol != &Protocol::RestXml {
        let reason = "with this protocol the status tells errors";
        return Err(model.places.error("metadata.errorsInSuccess", reason));
    }
    Ok(is_told)
}

/// The parameter of the endpoint rules that names what lies in one region. Without rules it decides about nothing.
pub(super) fn regional_parameter(model: &Model, rules: Option<&Rules>) -> Result<Option<String>, Error> {
    let (Some(name), Some(rules)) = (&model.metadata.added.regional_parameter, rules) else {
        return Ok(None);
    };
    let known: Vec<&str> = rules.parameters.iter().map(|known| &*known.name).collect();
    if known.contains(&name.as_str()) {
        return Ok(Some(name.clone()));
    }
    let reason = format!("the endpoint rules have no parameter \"{name}\"");
    let help = did_you_mean(name, known);
    Err(model.places.error("metadata.regionalParameter", reason).with_help(help))
}

/// Tokens that servers take in place of a password.
pub(super) fn auth_tokens(model: &Model, index: &Index<'_>) -> Vec<AuthToken> {
    let tokens = model.metadata.added.auth_tokens.iter().map(|(name, entry)| AuthToken {
        name: name.clone(),
        signing_name: entry.signing_name.clone(),
        action: entry.action.clone(),
        has_port: entry.has_port,
        parameters: entry.parameters.clone(),
        origin: index.origin(&format!("metadata.authTokens.{name}")),
    });
    tokens.collect()
}

/// Names in quotation marks, separated by commas.
pub(super) fn quoted(names: &[String]) -> String {
    let names: Vec<_> = names.iter().map(|name| format!("\"{name}\"")).collect();
    names.join(", ")
}
