//! A service gives the same crate, byte for byte, whichever of the two forms its model has.

use std::collections::BTreeSet;

use shapesmith_codegen::{Files, Selection, Source, Sources, generate, load, select};
use shapesmith_tests::repository::{options, root, ssm_sources, text};
use shapesmith_tests::{ast, fixture};

/// Fixtures that say what Smithy's form cannot, and what that is.
const BEYOND_SMITHY: [(&str, &str); 9] = [
    ("anonymous", "an operation with another name on the wire"),
    ("cbor", "other names on the wire without places"),
    ("endpoint_discovery", "other names on the wire without places"),
    ("exception_facts", "error codes in JSON"),
    ("forms", "a member that tells of more results"),
    ("location_name", "other names on the wire without places"),
    ("paginator_path", "other names on the wire without places"),
    ("paginator_several", "several tokens and results"),
    ("xml_bindings", "lists that are flattened wherever they are used"),
];

/// The fixtures that say nothing but what Smithy's form can say, too.
fn fixtures() -> impl Iterator<Item = String> {
    let is_beyond = |name: &String| BEYOND_SMITHY.iter().any(|(beyond, _)| beyond == name);
    fixture::names().into_iter().filter(move |name| !is_beyond(name))
}

/// The crate of a service with all operations.
pub(crate) fn files(name: &str, sources: &Sources) -> Files {
    let wrong = |error| -> Files { panic!("{name}: {error}") };
    let selection = Selection { operations: vec!["*".to_owned()] };
    load(sources)
        .and_then(|service| select(&service, &selection))
        .and_then(|selected| generate(&selected.service, &options("twin")))
        .unwrap_or_else(wrong)
}

/// The first lines in which two crates differ.
pub(crate) fn difference(one: &Files, other: &Files) -> Option<String> {
    let names: Vec<&String> = one.keys().chain(other.keys()).collect();
    names.into_iter().find_map(|name| {
        let (one, other) = (one.get(name), other.get(name));
        if one == other {
            return None;
        }
        let [one, other] = [one, other].map(|text| text.map_or("(no file)", String::as_str));
        let lines = one.lines().zip(other.lines()).find(|(one, other)| one != other);
        Some(format!("{name}: {lines:?}"))
    })
}

/// Twins that are checked in hold the reader to what is written there, whatever becomes of the writer.
#[test]
fn every_fixture_and_the_twin_beside_it_give_the_same_crate() {
    let twins = std::fs::read_dir(root().join("tests/twins")).unwrap();
    let twins = twins.map(|twin| twin.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned());
    assert_eq!(
        BTreeSet::from_iter(twins),
        BTreeSet::from_iter(fixtures()),
        "a fixture has a twin in tests/twins"
    );
    for name in fixtures() {
        let file = format!("tests/twins/{name}.json");
        let twin = Sources::new(Source { text: text(&file), name: file });
        assert_eq!(difference(&files(&name, &fixture::sources(&name)), &files(&name, &twin)), None, "{name}");
    }
}

#[test]
fn every_fixture_and_what_the_writer_makes_of_it_give_the_same_crate() {
    let mut wrong = Vec::new();
    for name in fixtures() {
        let sources = fixture::sources(&name);
        let twin = std::panic::catch_unwind(|| files(&name, &ast::twin(&sources)));
        match twin {
            Ok(twin) => wrong
                .extend(difference(&files(&name, &sources), &twin).map(|found| format!("{name}: {found}"))),
            Err(_) => wrong.push(format!("{name}: panicked")),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn ssm_and_its_twin_give_the_same_crate() {
    let sources = ssm_sources();
    let difference = difference(&files("ssm", &sources), &files("ssm", &ast::twin(&sources)));
    assert_eq!(difference, None);
}

#[test]
fn the_members_that_botocore_adds_to_models_by_overlays_are_there_in_both_forms() {
    let service = r#"{
            "metadata": {
                "apiVersion": "2014-10-31", "endpointPrefix": "rds", "protocol": "query", "serviceId": "Neptune",
                "serviceFullName": "Amazon Neptune", "signatureVersion": "v4", "uid": "neptune-2014-10-31",
                "xmlNamespace": "http://rds.amazonaws.com/doc/2014-10-31/"
            },
            "operations": {"CopyDBClusterSnapshot": {
                "name": "CopyDBClusterSnapshot", "http": {"method": "POST", "requestUri": "/"},
                "input": {"shape": "CopyDBClusterSnapshotMessage"}
            }},
            "shapes": {
                "CopyDBClusterSnapshotMessage": {"type": "structure", "required": ["Name"], "members": {
                    "Name": {"shape": "String"}, "PreSignedUrl": {"shape": "String"}
                }},
                "String": {"type": "string"}
            }
        }"#;
    let overlay = r#"{"merge": {"shapes": {"CopyDBClusterSnapshotMessage": {"members": {"SourceRegion": {"shape": "String"}}}}}}"#;
    let source = |name: &str, text: &str| Source { name: name.to_owned(), text: text.to_owned() };
    let plain = Sources::new(source("service-2.json", service));
    let botocore = Sources {
        service_overlay: Some(source("service-2.sdk-extras.json", overlay)),
        ..Sources::new(source("service-2.json", service))
    };
    let (botocore, twin) = (files("neptune", &botocore), files("neptune", &ast::twin(&plain)));
    assert_eq!(difference(&botocore, &twin), None);
    let operation = &twin["src/operation/copy_db_cluster_snapshot.rs"];
    assert!(operation.contains(".cross_region("), "{operation}");
}
