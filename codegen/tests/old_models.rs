//! Models of past years, which lack facts that today's have, and words about what is not there yet.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use std::path::Path;

use serde_json::{Value, json};
use shapesmith_codegen::{Options, Source, Sources, generate, load};
use support::{changed, source};

#[test]
fn a_service_without_an_id_is_called_by_its_short_name() {
    let id = |change: fn(&mut Value)| {
        let sources = changed(|model| {
            model["metadata"].as_object_mut().unwrap().remove("serviceId");
            change(model);
        });
        load(&sources).unwrap().id
    };
    assert_eq!(id(|_| {}), "Alarm Service");
    assert_eq!(id(|model| model["metadata"]["serviceAbbreviation"] = json!("Amazon Alarms")), "Alarms");
    assert_eq!(id(|model| model["metadata"]["serviceFullName"] = json!("AWS Alarm Bells")), "Alarm Bells");
}

#[test]
fn partitions_of_past_years_are_read() {
    let mut sources = changed(|_| {});
    sources.endpoint_rules = Some(source(
        "endpoint-rule-set-1.json",
        &json!({
            "version": "1.0",
            "parameters": {"Region": {"type": "string", "builtIn": "AWS::Region"}},
            "rules": [{"type": "error", "conditions": [], "error": "none"}],
        }),
    ));
    let outputs = json!({
        "name": "aws", "dnsSuffix": "example.com", "dualStackDnsSuffix": "dual.example.com",
        "supportsFIPS": true, "supportsDualStack": true,
    });
    sources.partitions = Some(source(
        "partitions.json",
        &json!({"version": "1.1", "partitions": [
            {"id": "aws", "regionRegex": "^(us|eu)-\\w+-\\d+$", "regions": {"eu-west-1": {}}, "outputs": outputs},
        ]}),
    ));
    let options = Options {
        package: "alarms".to_owned(),
        version: "0.0.0".to_owned(),
        package_fields: String::new(),
        runtime: "\"*\"".to_owned(),
        further_tables: String::new(),
        source: "a test".to_owned(),
    };
    let files = generate(&load(&sources).unwrap(), &options).unwrap();
    let endpoint = &files["src/endpoint.rs"];
    assert!(endpoint.contains("region_prefixes: &[\"us\", \"eu\"]"), "{endpoint}");
    assert!(endpoint.contains("implicit_global_region: \"\""), "{endpoint}");
}

#[test]
fn the_words_about_ssm_fit_its_model() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../models/ssm/2014-11-06");
    let read = |name: &str| Source {
        name: name.to_owned(),
        text: std::fs::read_to_string(folder.join(name)).unwrap(),
    };
    let mut sources = Sources::new(read("service-2.json"));
    sources.service_overlay = Some(read("service-2.sdk-extras.json"));
    assert_eq!(load(&sources).unwrap().remarks, Vec::<String>::new());
}
