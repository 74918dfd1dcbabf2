//! A service gives the same crate, byte for byte, whichever of the two forms its model has.

use shapesmith_codegen::{Files, Selection, Sources, generate, load, select};
use shapesmith_tests::repository::{options, ssm_sources};
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

/// The crate of a service with all operations.
fn files(name: &str, sources: &Sources) -> Files {
    let wrong = |error| -> Files { panic!("{name}: {error}") };
    let selection = Selection { operations: vec!["*".to_owned()] };
    load(sources)
        .and_then(|service| select(&service, &selection))
        .and_then(|selected| generate(&selected.service, &options("twin")))
        .unwrap_or_else(wrong)
}

/// The first lines in which two crates differ.
fn difference(one: &Files, other: &Files) -> Option<String> {
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

#[test]
fn every_fixture_and_its_twin_give_the_same_crate() {
    let mut wrong = Vec::new();
    for name in fixture::names() {
        if BEYOND_SMITHY.iter().any(|(beyond, _)| *beyond == name) {
            continue;
        }
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
