//! What a model says of its service, without reading its shapes.

use std::collections::BTreeMap;

use serde_json::value::RawValue;
use shapesmith_codegen::Source;

use super::ast;
use crate::error::Error;

/// Whether a model says that its service speaks a protocol, by the name that models give it.
///
/// The list `metadata.protocols` decides; models without it have one `metadata.protocol`.
pub(crate) fn speaks(source: &Source, protocol: &str) -> Result<bool, Error> {
    if let Some(service) = ast::service(source)? {
        return Ok(service.protocols().any(|listed| listed == protocol));
    }
    let metadata = metadata(source)?;
    Ok(match metadata.get("protocols").and_then(serde_json::Value::as_array) {
        Some(protocols) => protocols.iter().any(|listed| listed == protocol),
        None => metadata.get("protocol").is_some_and(|single| single == protocol),
    })
}

/// What botocore would call a service: its id in small letters, with `-` for what separates words.
pub(crate) fn service_name(source: &Source) -> Result<String, Error> {
    if let Some(service) = ast::service(source)? {
        return Ok(service.name());
    }
    let metadata = metadata(source)?;
    let id = metadata.get("serviceId").or(metadata.get("endpointPrefix")).and_then(serde_json::Value::as_str);
    let id = id.ok_or_else(|| Error::new(&source.name, "metadata.serviceId: the key is missing"))?;
    Ok(id.to_ascii_lowercase().replace([' ', '_'], "-"))
}

/// The name that a model gives its service, which stays the same from version to version; none in
/// models from before there were such names.
pub(crate) fn service_id(source: &Source) -> Result<Option<String>, Error> {
    if let Some(service) = ast::service(source)? {
        return Ok(Some(service.id));
    }
    Ok(metadata(source)?.get("serviceId").and_then(serde_json::Value::as_str).map(str::to_owned))
}

/// The version of its API that a model says it is of.
pub(crate) fn api_version(source: &Source) -> Result<Option<String>, Error> {
    if let Some(service) = ast::service(source)? {
        return Ok(service.version);
    }
    Ok(metadata(source)?.get("apiVersion").and_then(serde_json::Value::as_str).map(str::to_owned))
}

/// What a model says of itself, without reading its shapes.
fn metadata(source: &Source) -> Result<serde_json::Value, Error> {
    let wrong = |error: serde_json::Error| Error::new(&source.name, format!("not a model: {error}"));
    let file: BTreeMap<String, &RawValue> = serde_json::from_str(&source.text).map_err(wrong)?;
    let metadata =
        file.get("metadata").ok_or_else(|| Error::new(&source.name, "metadata: the key is missing"))?;
    serde_json::from_str(metadata.get()).map_err(wrong)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::{Source, speaks};

    /// Whether a service with this metadata speaks JSON.
    fn speaks_json(metadata: &str) -> bool {
        let text = format!("{{\"shapes\": {{}}, \"metadata\": {metadata}}}");
        let name = "service-2.json".to_owned();
        speaks(&Source { name, text }, "json").unwrap()
    }

    #[test]
    fn the_list_of_protocols_decides_before_the_single_one() {
        assert!(speaks_json(
            r#"{"protocol": "smithy-rpc-v2-cbor", "protocols": ["smithy-rpc-v2-cbor", "json"]}"#
        ));
        assert!(!speaks_json(r#"{"protocol": "json", "protocols": ["query"]}"#));
        assert!(speaks_json(r#"{"protocol": "json"}"#));
        assert!(!speaks_json("{}"));
    }
}
