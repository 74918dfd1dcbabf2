//! The same model gives the same bytes, and a change of a model changes what it has to.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use serde_json::value::RawValue;
use shapesmith_codegen::ir::ShapeKind;
use shapesmith_codegen::{Files, Sources, closure, generate};
use shapesmith_tests::{fixture, repository};

/// The files of the crate for some operations.
fn files(sources: &Sources, operations: &[&str]) -> Files {
    let service = repository::selected(sources, operations);
    generate(&service, &repository::options("ssm")).unwrap()
}

/// The sources with a change made to `service-2.json`, whose keys come to stand in another order; what
/// is compared with them has gone the same way.
fn changed(mut sources: Sources, change: impl FnOnce(&mut Value)) -> Sources {
    let mut model: Value = serde_json::from_str(&sources.service.text).unwrap();
    change(&mut model);
    sources.service.text = model.to_string();
    sources
}

fn unchanged(sources: Sources) -> Sources {
    changed(sources, |_| {})
}

/// The paths of files that are not the same in two crates.
fn differences<'a>(one: &'a Files, other: &'a Files) -> Vec<&'a str> {
    let paths: BTreeSet<_> = one.keys().chain(other.keys()).collect();
    paths.into_iter().filter(|path| one.get(*path) != other.get(*path)).map(String::as_str).collect()
}

/// The sources with the operations and shapes of `service-2.json` in the opposite order.
fn reordered(mut sources: Sources) -> Sources {
    let model: BTreeMap<String, Box<RawValue>> = serde_json::from_str(&sources.service.text).unwrap();
    let section = |name: &str, text: &str| match name {
        "operations" | "shapes" => {
            let entries: BTreeMap<String, Box<RawValue>> = serde_json::from_str(text).unwrap();
            backwards(entries.iter().map(|(name, entry)| (name.as_str(), entry.get().to_owned())))
        }
        _ => text.to_owned(),
    };
    let sections = model.iter().map(|(name, text)| (name.as_str(), section(name, text.get())));
    sources.service.text = backwards(sections);
    sources
}

/// The text of an object, the last entry first.
fn backwards<'a>(entries: impl DoubleEndedIterator<Item = (&'a str, String)>) -> String {
    let entries: Vec<_> = entries.rev().map(|(name, text)| format!("{name:?}:{text}")).collect();
    format!("{{{}}}", entries.join(","))
}

#[test]
fn two_runs_give_the_same_bytes() {
    let sources = repository::ssm_sources();
    assert_eq!(differences(&files(&sources, &["*"]), &files(&sources, &["*"])), [""; 0]);
}

#[test]
fn the_order_of_operations_and_shapes_in_the_model_does_not_matter() {
    let sources = repository::ssm_sources();
    let other = reordered(sources.clone());
    assert_ne!(sources.service.text, other.service.text);
    assert_eq!(differences(&files(&sources, &["*"]), &files(&other, &["*"])), [""; 0]);

    for name in fixture::names() {
        let sources = fixture::sources(&name);
        let other = reordered(sources.clone());
        assert_eq!(differences(&files(&sources, &["*"]), &files(&other, &["*"])), [""; 0], "{name}");
    }
}

#[test]
fn the_order_of_globs_does_not_matter() {
    let sources = repository::ssm_sources();
    let one = files(&sources, &["GetParameter", "Put*", "GetParameter*"]);
    assert_eq!(differences(&one, &files(&sources, &["GetParameter*", "Put*"])), [""; 0]);
}

#[test]
fn a_new_value_of_an_enum_changes_the_file_of_the_enum_alone() {
    let sources = unchanged(repository::ssm_sources());
    let more = changed(sources.clone(), |model| {
        let values = model["shapes"]["MaintenanceWindowTaskType"]["enum"].as_array_mut().unwrap();
        values.insert(0, Value::from("A_NEW_VALUE"));
    });
    let operations = [repository::CHECKED_IN_OPERATION];
    let (before, after) = (files(&sources, &operations), files(&more, &operations));
    let path = "src/types/maintenance_window_task_type.rs";
    assert_eq!(differences(&before, &after), [path]);
    let added: Vec<_> =
        after[path].lines().filter(|line| !before[path].lines().any(|old| old == *line)).collect();
    assert_eq!(
        added,
        ["    /// The value `A_NEW_VALUE`.", "    ANewValue,", "        ANewValue: \"A_NEW_VALUE\";"],
        "no other value is called something else"
    );
}

#[test]
fn a_new_member_changes_the_file_of_its_structure_alone() {
    let sources = unchanged(repository::ssm_sources());
    let more = changed(sources.clone(), |model| {
        model["shapes"]["Alarm"]["members"]["Since"] = serde_json::json!({"shape": "DateTime"});
    });
    let operations = [repository::CHECKED_IN_OPERATION];
    assert_eq!(
        differences(&files(&sources, &operations), &files(&more, &operations)),
        ["src/types/alarm.rs"]
    );
}

#[test]
fn a_change_that_no_selected_operation_reaches_changes_nothing() {
    let sources = unchanged(repository::ssm_sources());
    let other = changed(sources.clone(), |model| {
        model["shapes"]["ParameterType"]["enum"] = serde_json::json!(["SOMETHING_ELSE"]);
    });
    let operations = [repository::CHECKED_IN_OPERATION];
    assert_eq!(differences(&files(&sources, &operations), &files(&other, &operations)), [""; 0]);
}

/// What is emitted is what is reachable: a file for each operation, structure, union, enum and
/// exception, and no others.
#[test]
fn every_operation_of_ssm_has_its_file_and_so_has_every_shape_it_reaches() {
    let service = repository::selected(&repository::ssm_sources(), &["*"]);
    assert_eq!(service.operations.len(), 154);

    let mut reached: Vec<_> =
        service.operations.iter().flat_map(|operation| closure(&service, operation)).collect();
    reached.sort_unstable();
    reached.dedup();
    let of_operations: Vec<_> =
        service.operations.iter().flat_map(|operation| [operation.input, operation.output]).collect();
    let mut expected = [0_usize; 3];
    for id in reached.iter().filter(|id| !of_operations.contains(id)) {
        match service.shape(*id).kind {
            ShapeKind::Exception(_) => expected[0] += 1,
            ShapeKind::Structure(_) | ShapeKind::Union(_) | ShapeKind::Enum(_) => expected[1] += 1,
            _ => {}
        }
    }
    expected[2] = service.operations.len();

    let files = generate(&service, &repository::options("ssm")).unwrap();
    let count = |folder: &str| files.keys().filter(|path| path.starts_with(folder)).count();
    assert_eq!([count("src/error/"), count("src/types/"), count("src/operation/")], expected);
}

/// Emitters know no service by name: what one service is called appears in the crate of no other.
#[test]
fn a_crate_names_no_service_but_its_own() {
    for name in fixture::names() {
        for (path, text) in generate(&fixture::service(&name), &repository::options(&name)).unwrap() {
            let text = text.to_ascii_lowercase();
            assert!(!text.contains("ssm") && !text.contains("systems manager"), "{name}: {path}");
        }
    }
}
