//! Fixtures: services that are only as large as what they show.
//!
//! A fixture is the part of `service-2.json` that matters, with `pagination` beside it where it
//! shows a paginator; the metadata that every service needs is added here.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::value::RawValue;
use serde_json::{Value, json};
use shapesmith_codegen::ir::Service;
use shapesmith_codegen::{Source, Sources};

use crate::repository;

/// The folder of the fixtures.
pub fn folder() -> PathBuf {
    repository::root().join("tests/fixtures")
}

/// The names of all fixtures, sorted.
///
/// # Panics
///
/// When the folder cannot be read.
pub fn names() -> Vec<String> {
    let entries = std::fs::read_dir(folder()).expect("the folder of fixtures is checked in");
    let paths = entries.map(|entry| entry.expect("the folder can be read").path());
    let mut names: Vec<_> = paths
        .map(|path| path.file_stem().expect("files have names").to_string_lossy().into_owned())
        .collect();
    names.sort_unstable();
    names
}

/// The files that describe the service of a fixture.
///
/// # Panics
///
/// When there is no such fixture, or it is not an object.
pub fn sources(name: &str) -> Sources {
    let text = repository::text(&format!("tests/fixtures/{name}.json"));
    // What a fixture says is passed on as it is, since the order of members matters.
    let mut sections: BTreeMap<String, Box<RawValue>> =
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
    let pagination = sections.remove("pagination");
    let metadata = metadata(sections.remove("metadata").as_deref());
    let sections = sections.iter().map(|(key, section)| format!(",\n{key:?}: {section}")).collect::<String>();
    let service = format!("{{\"metadata\": {metadata}{sections}}}");
    Sources {
        paginators: pagination
            .map(|entries| source("paginators-1.json", format!("{{\"pagination\": {entries}}}"))),
        ..Sources::new(source("service-2.json", service))
    }
}

/// The service of a fixture, with all its operations.
pub fn service(name: &str) -> Service {
    repository::selected(&sources(name), &["*"])
}

fn source(name: &str, text: String) -> Source {
    Source { name: name.to_owned(), text }
}

/// What every service needs, and what a fixture has to say of it.
fn metadata(own: Option<&RawValue>) -> Value {
    let mut metadata = json!({
        "apiVersion": "2026-01-31",
        "endpointPrefix": "fixture",
        "jsonVersion": "1.1",
        "protocol": "json",
        "serviceFullName": "Fixture Service",
        "serviceId": "Fixture",
        "signatureVersion": "v4",
        "targetPrefix": "FixtureService",
        "uid": "fixture-2026-01-31"
    });
    let own: BTreeMap<String, Value> =
        own.map(|own| serde_json::from_str(own.get()).expect("metadata is an object")).unwrap_or_default();
    for (key, value) in own {
        metadata[key] = value;
    }
    metadata
}
