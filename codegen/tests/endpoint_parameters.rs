//! What operations, members and clients add to the parameters of endpoint rules.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use serde_json::{Value, json};
use shapesmith_codegen::{Files, Note, Selection, generate, load, select};
use support::{changed, options, source};

/// The crate of the small service with these changes and with rules that take a few parameters, and the notes
/// about such.
fn generated(change: impl FnOnce(&mut Value)) -> (Files, Vec<Note>) {
    let mut sources = changed(change);
    let rules = json!({
        "version": "1.0",
        "parameters": {
            "Tables": {"type": "stringArray"}, "Path": {"type": "boolean"}, "Kind": {"type": "string"}
        },
        "rules": [{"type": "error", "conditions": [], "error": "none"}],
    });
    sources.endpoint_rules = Some(source("endpoint-rule-set-1.json", &rules));
    let selected = select(&load(&sources).unwrap(), &Selection { operations: vec!["*".to_owned()] }).unwrap();
    let about_parameters = |note: &Note| note.text.contains("endpoint rules");
    let notes = selected.notes.into_iter().filter(about_parameters).collect();
    (generate(&selected.service, &options("alarms")).unwrap(), notes)
}

/// The small service whose first operation computes a parameter of its input.
fn with_path(path: &str) -> (String, Vec<Note>) {
    let (files, notes) = generated(|model| {
        let members = &mut model["shapes"]["DescribeAlarmsRequest"]["members"];
        members["Alarms"] = json!({"shape": "AlarmList"});
        members["ByName"] = json!({"shape": "Tags"});
        model["operations"]["DescribeAlarms"]["operationContextParams"] = json!({"Tables": {"path": path}});
    });
    let text: String = files["src/operation/describe_alarms.rs"].split_whitespace().collect();
    (text, notes)
}

#[test]
fn expressions_over_the_input_are_compiled() {
    for (path, code) in [
        ("Alarms[*].Name", "Each(&Members(&[\"Alarms\"]),&Members(&[\"Name\"]))"),
        ("keys(ByName)", "Keys(&Members(&[\"ByName\"]))"),
        ("Alarms[*].[Name, State][]", "Flatten(&Each(&Members(&[\"Alarms\"]),&List("),
    ] {
        let (text, notes) = with_path(path);
        let expected = format!(
            "(\"Tables\",EndpointParameter::Expression(&const{{useshapesmith_runtime::jmespath::table::*;{code}"
        );
        assert!(text.contains(&expected), "{path}: {text}");
        assert!(notes.is_empty(), "{notes:?}");
    }
    let (text, _) = with_path("Prefix");
    assert!(text.contains("(\"Tables\",EndpointParameter::Member(\"Prefix\"))"), "{text}");
}

#[test]
fn parameters_that_clients_set_are_documented() {
    let (files, _) = generated(|model| {
        model["clientContextParams"] = json!({
            "Path": {"type": "boolean", "documentation": "<p>Whether paths\n are used.</p>"},
            "Kind": {"type": "string"},
            "Untaken": {"type": "string"},
        });
    });
    let text = &files["src/lib.rs"];
    assert!(text.contains("//! - `Path`, true or false: Whether paths are used."), "{text}");
    assert!(text.contains("//! - `Kind`, text\n"), "{text}");
    assert!(!text.contains("Untaken"), "rules that do not take it take no notice of it");
    let (files, _) = generated(|_| {});
    assert!(!files["src/lib.rs"].contains("Endpoint parameters"));
}
