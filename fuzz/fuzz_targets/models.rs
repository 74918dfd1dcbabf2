//! Any text as the files of a model: a crate or an error, never a panic. The files are separated by
//! NUL; a service without metadata gets some, so that the fixtures of the tests can be seeds.
#![no_main]

use libfuzzer_sys::fuzz_target;
use shapesmith_codegen::{Options, Selection, Source, Sources};

const METADATA: &str = r#"{"metadata": {"apiVersion": "2026-01-31", "endpointPrefix": "things", "jsonVersion": "1.1",
    "protocol": "json", "serviceFullName": "Things", "serviceId": "Things", "signatureVersion": "v4",
    "signingName": "things", "targetPrefix": "Things", "uid": "things-2026-01-31"}, "#;

fuzz_target!(|text: &str| {
    let mut files = text.split('\0');
    let service = files.next().unwrap_or_default();
    let mut file =
        |name: &str| files.next().map(|text| Source { name: name.to_owned(), text: text.to_owned() });
    let service = match service.strip_prefix('{') {
        Some(rest) if !service.contains("\"metadata\"") => format!("{METADATA}{rest}"),
        _ => service.to_owned(),
    };
    if let Some(partitions) = file("partitions.json") {
        let _ = shapesmith_codegen::partitions(&partitions);
    }
    let sources = Sources {
        paginators: file("paginators-1.json"),
        waiters: file("waiters-2.json"),
        service_overlay: file("service-2.sdk-extras.json"),
        endpoint_rules: file("endpoint-rule-set-1.json"),
        ..Sources::new(Source { name: "service-2.json".to_owned(), text: service })
    };
    let Ok(service) = shapesmith_codegen::load(&sources) else { return };
    let Ok(selected) = shapesmith_codegen::select(&service, &Selection { operations: vec!["*".to_owned()] })
    else {
        return;
    };
    let options = Options {
        package: "things".to_owned(),
        version: "0.1.0".to_owned(),
        package_fields: String::new(),
        runtime: "\"0.1\"".to_owned(),
        further_tables: String::new(),
        source: "fuzzing".to_owned(),
    };
    let _ = shapesmith_codegen::generate(&selected.service, &options);
});
