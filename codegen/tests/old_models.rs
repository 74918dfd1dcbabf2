//! Models of past years, which lack facts that today's have, and words about what is not there yet.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use std::path::Path;

use serde_json::{Value, json};
use shapesmith_codegen::{Source, Sources, load};
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
    let outputs = json!({
        "name": "aws", "dnsSuffix": "example.com", "dualStackDnsSuffix": "dual.example.com",
        "supportsFIPS": true, "supportsDualStack": true,
    });
    let partitions = source(
        "partitions.json",
        &json!({"version": "1.1", "partitions": [
            {"id": "aws", "regionRegex": "^(us|eu)-\\w+-\\d+$", "regions": {"eu-west-1": {}}, "outputs": outputs},
        ]}),
    );
    let table = shapesmith_codegen::partitions(&partitions).unwrap();
    assert!(table.contains("region_prefixes: &[\"us\", \"eu\"]"), "{table}");
    assert!(table.contains("implicit_global_region: \"\""), "{table}");
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
