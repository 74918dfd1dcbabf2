//! Services made of suites, and the crates that the generator makes of them.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use shapesmith_codegen::{Files, Options, SPOKEN, Selection, Source, Sources};

use super::Outcome;
use super::suite::{Case, Suite, operation_name};

/// A service in which every operation is there once.
pub(super) struct Service<'a> {
    suite: &'a Suite,
    operations: BTreeMap<String, &'a Value>,
    /// The cases that call the operations.
    pub(super) cases: Vec<&'a Case>,
}

/// What became of a service.
pub(super) struct Generated {
    /// The crate; nothing where no operation is left.
    pub(super) files: Option<Files>,
    /// Operations that the generator refuses, with the reason.
    pub(super) refused: BTreeMap<String, Outcome>,
    /// What all other cases come to, where there is no crate.
    pub(super) failed: Option<Outcome>,
}

/// The services of a suite: one, unless its cases give one operation in more than one way.
pub(super) fn services(suite: &Suite) -> Vec<Service<'_>> {
    let mut services: Vec<Service<'_>> = Vec::new();
    for case in &suite.cases {
        let name = operation_name(case);
        let fits =
            |service: &Service<'_>| service.operations.get(&name).is_none_or(|given| **given == case.given);
        let position = services.iter().position(fits).unwrap_or_else(|| {
            services.push(Service { suite, operations: BTreeMap::new(), cases: Vec::new() });
            services.len() - 1
        });
        if let Some(service) = services.get_mut(position) {
            service.operations.insert(name, &case.given);
            service.cases.push(case);
        }
    }
    services
}

/// Generates the crate of a service.
pub(super) fn generate(service: &Service<'_>, package: &str, runtime: &str) -> Generated {
    let nothing = |outcome| Generated { files: None, refused: BTreeMap::new(), failed: Some(outcome) };
    if let Some(reason) = other_protocol(&service.suite.metadata) {
        return nothing(Outcome::NotApplicable(reason));
    }
    let failed = |error: shapesmith_codegen::Error| {
        Outcome::Failed(vec![format!("the crate cannot be generated: {error}")])
    };
    let sources = match &service.suite.model {
        Some(model) => Sources::clone(model),
        None => {
            let name = format!("{}/service-2.json", service.suite.name);
            // What is tested is the protocol, whatever service a suite took for it.
            let model = Source { name, text: model(service).to_string() };
            Sources { corrections: Vec::new(), ..Sources::new(model) }
        }
    };
    let loaded = match shapesmith_codegen::load(&sources) {
        Ok(loaded) => loaded,
        Err(error) => return nothing(failed(error)),
    };
    let select = |operations| shapesmith_codegen::select(&loaded, &Selection { operations });
    let mut refused = BTreeMap::new();
    let mut wanted = Vec::new();
    for operation in service.operations.keys() {
        match select(vec![operation.clone()]) {
            Ok(_) => wanted.push(operation.clone()),
            Err(error) => {
                refused.insert(operation.clone(), Outcome::NotApplicable(error.to_string()));
            }
        }
    }
    if wanted.is_empty() {
        return Generated { files: None, refused, failed: None };
    }
    let options = Options {
        package: package.to_owned(),
        version: "0.0.0".to_owned(),
        package_fields: "publish = false\n".to_owned(),
        runtime: runtime.to_owned(),
        library: String::new(),
        further_tables: String::new(),
        source: service.suite.name.clone(),
    };
    match select(wanted).and_then(|selected| shapesmith_codegen::generate(&selected.service, &options)) {
        Ok(files) => Generated { files: Some(files), refused, failed: None },
        Err(error) => Generated { files: None, refused, failed: Some(failed(error)) },
    }
}

/// The model of a service: what the suite says, and what every service needs beside that.
fn model(service: &Service<'_>) -> Value {
    let mut metadata = Map::new();
    for (key, value) in [
        ("apiVersion", "2018-01-01"),
        ("endpointPrefix", "conformance"),
        ("serviceFullName", "Conformance"),
        ("serviceId", "Conformance"),
        ("signatureVersion", "v4"),
    ] {
        metadata.insert(key.to_owned(), value.into());
    }
    if !service.cases.iter().any(|case| case.expects_request()) {
        // Nothing of a request matters here, and suites of replies leave it out.
        metadata.extend([
            ("jsonVersion".to_owned(), "1.1".into()),
            ("targetPrefix".to_owned(), "Conformance".into()),
        ]);
    }
    metadata.extend(service.suite.metadata.clone());
    let mut shapes = service.suite.shapes.clone();
    shapes.values_mut().for_each(require_host_labels);
    json!({"metadata": metadata, "operations": service.operations, "shapes": shapes})
}

/// Makes the labels of host names required, as they are in every real model.
fn require_host_labels(shape: &mut Value) {
    let is_label = |member: &Value| member.get("hostLabel").and_then(Value::as_bool) == Some(true);
    let Some(members) = shape.get("members").and_then(Value::as_object) else { return };
    let labels: Vec<Value> = members
        .iter()
        .filter(|(_, member)| is_label(member))
        .map(|(name, _)| Value::from(name.as_str()))
        .collect();
    if !labels.is_empty()
        && let Some(shape) = shape.as_object_mut()
        && let Value::Array(required) = shape.entry("required").or_insert_with(|| json!([]))
    {
        required.retain(|name| !labels.contains(name));
        required.extend(labels);
    }
}

/// Why a suite is about a protocol that no crate is generated for.
fn other_protocol(metadata: &Map<String, Value>) -> Option<String> {
    let spoken: Vec<&str> = match metadata.get("protocols").and_then(Value::as_array) {
        Some(protocols) => protocols.iter().filter_map(Value::as_str).collect(),
        None => metadata.get("protocol").and_then(Value::as_str).into_iter().collect(),
    };
    if spoken.is_empty() || spoken.iter().any(|protocol| SPOKEN.contains(protocol)) {
        return None;
    }
    Some(format!("the protocol {} is not supported; supported: {}", spoken.join(", "), SPOKEN.join(", ")))
}
