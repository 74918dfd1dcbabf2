//! What is asked of models in Smithy's form without reading their shapes.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use serde_json::value::RawValue;
use shapesmith_codegen::{PROTOCOL_TRAITS, Source};

use super::{AST, Models};
use crate::error::Error;

/// A service as its shape tells of it.
pub(super) struct Service {
    /// The service's id; the name of its shape where there is none.
    pub(super) id: String,
    /// The version of the API, where it is told.
    pub(super) version: Option<String>,
    traits: Vec<String>,
}

impl Service {
    /// What botocore would call the service.
    pub(super) fn name(&self) -> String {
        self.id.to_ascii_lowercase().replace([' ', '_'], "-")
    }

    /// The protocols that the service lists, as botocore's models call them.
    pub(super) fn protocols(&self) -> impl Iterator<Item = &'static str> {
        let is_listed = |name: &str| self.traits.iter().any(|listed| listed == name);
        PROTOCOL_TRAITS.into_iter().filter(move |(name, _)| is_listed(name)).map(|(_, protocol)| protocol)
    }
}

/// Whether a model is of Smithy's form.
pub(crate) fn is_ast(source: &Source) -> bool {
    let keys: Result<BTreeMap<String, &RawValue>, _> = serde_json::from_str(&source.text);
    keys.is_ok_and(|keys| keys.contains_key("smithy"))
}

/// Whether a model of either form carries documentation. A member may be called like it, but is no text.
pub(crate) fn is_documented(source: &Source) -> bool {
    let key = if is_ast(source) { "smithy.api#documentation\"" } else { "\"documentation\"" };
    let mut rests = source.text.split(key).skip(1);
    rests.any(|rest| {
        rest.trim_start().strip_prefix(':').is_some_and(|value| value.trim_start().starts_with('"'))
    })
}

/// The first service of a model of Smithy's form; none where it is of another.
pub(super) fn service(source: &Source) -> Result<Option<Service>, Error> {
    let wrong = |error: serde_json::Error| Error::new(&source.name, format!("not a model: {error}"));
    let file: BTreeMap<String, &RawValue> = serde_json::from_str(&source.text).map_err(wrong)?;
    let (Some(_), Some(shapes)) = (file.get("smithy"), file.get("shapes")) else { return Ok(None) };
    let shapes: BTreeMap<String, &RawValue> = serde_json::from_str(shapes.get()).map_err(wrong)?;
    for (shape, text) in shapes {
        // Most shapes are no services, and reading them all would take long.
        if !text.get().contains("\"service\"") {
            continue;
        }
        let value: Value = serde_json::from_str(text.get()).map_err(wrong)?;
        if value.get("type").and_then(Value::as_str) != Some("service") {
            continue;
        }
        let traits = value.get("traits").and_then(Value::as_object);
        let id = traits.and_then(|traits| traits.get("aws.api#service")?.get("sdkId")?.as_str());
        let name = shape.rsplit_once('#').map_or(shape.as_str(), |(_, name)| name);
        return Ok(Some(Service {
            id: id.unwrap_or(name).to_owned(),
            version: value.get("version").and_then(Value::as_str).map(str::to_owned),
            traits: traits.map(|traits| traits.keys().cloned().collect()).unwrap_or_default(),
        }));
    }
    Err(Error::new(&source.name, "no shape is a service"))
}

/// Whether a name is that of a JSON file right in the folder of a collection.
pub(super) fn is_file_at_the_top(name: &str) -> bool {
    !name.contains('/')
        && name != "partitions.json"
        && (name.ends_with(".json") || name.ends_with(".json.gz"))
}

/// Whether a folder has services as a checkout of api-models-aws has them.
pub(super) fn is_checkout(models: &Path) -> bool {
    let services = std::fs::read_dir(models).into_iter().flatten().flatten();
    services.into_iter().any(|entry| entry.path().join("service").is_dir())
}

/// The day of the commit that is checked out, where a folder is a checkout of api-models-aws.
pub(super) fn version_of_checkout(models: &Path) -> Option<String> {
    if !is_checkout(models) {
        return None;
    }
    let output =
        Command::new("git").arg("-C").arg(models).args(["log", "-1", "--format=%cs"]).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    Some(text.trim().to_owned()).filter(|day| output.status.success() && !day.is_empty())
}

impl Models {
    /// Notes the files of a folder that are models of Smithy's form, each by what it says of itself.
    pub(super) fn enter_by_content(&mut self, names: Vec<String>) -> Result<(), Error> {
        for name in names {
            let source = self.source(&name)?;
            if !is_ast(&source) {
                continue;
            }
            let Some(service) = service(&source)? else { continue };
            let versions = self.index.entry(service.name()).or_default();
            let version = service.version.unwrap_or_default();
            let files = BTreeMap::from([(AST.to_owned(), name.clone())]);
            if versions.insert(version.clone(), files).is_some() {
                let reason = format!("another file of the folder is of {} {version}, too", service.id);
                return Err(Error::new(&source.name, reason));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::{Source, is_ast, service};

    fn source(text: &str) -> Source {
        Source { name: "model.json".to_owned(), text: text.to_owned() }
    }

    #[test]
    fn a_service_tells_its_id_version_and_protocols() {
        let text = r#"{"smithy": "2.0", "shapes": {"a#Text": {"type": "string"}, "a#Bells": {"type": "service",
            "version": "2026-01-31", "traits": {"aws.api#service": {"sdkId": "Door Bells"},
            "aws.protocols#restJson1": {}, "smithy.protocols#rpcv2Cbor": {}}}}}"#;
        let service = service(&source(text)).unwrap().unwrap();
        assert_eq!((service.id.as_str(), service.name().as_str()), ("Door Bells", "door-bells"));
        assert_eq!(service.version.as_deref(), Some("2026-01-31"));
        assert_eq!(service.protocols().collect::<Vec<_>>(), ["rest-json", "smithy-rpc-v2-cbor"]);
    }

    #[test]
    fn a_model_of_botocore_is_none() {
        assert!(!is_ast(&source(r#"{"metadata": {}, "operations": {}, "shapes": {}}"#)));
        assert!(!is_ast(&source("no JSON")));
        assert!(service(&source(r#"{"shapes": {}}"#)).unwrap().is_none());
        assert!(service(&source(r#"{"smithy": "2.0", "shapes": {}}"#)).is_err());
    }
}
