//! The operation that tells endpoints: what is refused, what comes with a selection, what a change of it means.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use serde_json::{Value, json};
use shapesmith_codegen::diff::{self, Documentation};
use shapesmith_codegen::{Selection, generate, load, select};
use support::{changed, options};

/// Adds an operation that tells endpoints, which all others must ask.
fn with_endpoints(model: &mut Value) {
    model["operations"]["TellEndpoints"] = json!({
        "input": {"shape": "TellRequest"}, "output": {"shape": "TellResponse"}, "endpointoperation": true
    });
    model["shapes"]["TellRequest"] = json!({"type": "structure", "members": {
        "Operation": {"shape": "Text"}, "Identifiers": {"shape": "Tags"}
    }});
    model["shapes"]["TellResponse"] =
        json!({"type": "structure", "members": {"Endpoints": {"shape": "Endpoints"}}});
    model["shapes"]["Endpoints"] = json!({"type": "list", "member": {"shape": "Endpoint"}});
    model["shapes"]["Endpoint"] = json!({"type": "structure", "members": {
        "Address": {"shape": "Text"}, "CachePeriodInMinutes": {"shape": "Count"}
    }});
    for operation in ["DescribeAlarms", "StopAlarms"] {
        model["operations"][operation]["endpointdiscovery"] = json!({"required": true});
    }
}

#[track_caller]
fn assert_refused(change: impl FnOnce(&mut Value), expected: &str) {
    let sources = changed(|model| {
        with_endpoints(model);
        change(model);
    });
    assert_eq!(load(&sources).expect_err("the model is wrong").to_string(), expected);
}

fn selection(globs: &[&str]) -> Selection {
    Selection { operations: globs.iter().map(|glob| (*glob).to_owned()).collect() }
}

#[test]
fn an_operation_that_cannot_tell_endpoints_is_refused() {
    load(&changed(with_endpoints)).expect("the model is right");
    assert_refused(
        |model| model["shapes"]["TellResponse"]["members"] = json!({"Endpoints": {"shape": "Text"}}),
        "service-2.json: operations.TellEndpoints.output: it must have a list of Endpoints to tell them",
    );
    let each = "service-2.json: operations.TellEndpoints.output.Endpoints: each must have an Address, which is text, \
                and CachePeriodInMinutes, a whole number";
    assert_refused(|model| model["shapes"]["Endpoint"]["members"]["Address"]["shape"] = json!("Time"), each);
    assert_refused(
        |model| {
            model["shapes"]["Endpoint"]["members"]
                .as_object_mut()
                .unwrap()
                .remove("CachePeriodInMinutes")
                .unwrap();
        },
        each,
    );
    assert_refused(
        |model| model["shapes"]["TellRequest"]["members"]["Operation"]["shape"] = json!("Count"),
        "service-2.json: operations.TellEndpoints.input.Operation: endpoints are asked for with text here",
    );
    assert_refused(
        |model| {
            model["shapes"]["TellRequest"]["members"]["Reason"] = json!({"shape": "Text"});
            model["shapes"]["TellRequest"]["required"] = json!(["Reason"]);
        },
        "service-2.json: operations.TellEndpoints.input.Reason: nothing is known to ask for endpoints with here",
    );
    assert_refused(
        |model| model["operations"]["StopAlarms"]["endpointoperation"] = json!(true),
        "service-2.json: operations.TellEndpoints.endpointoperation: StopAlarms is the operation that tells \
         endpoints already; a service has one",
    );
    assert_refused(
        |model| {
            let members = &mut model["shapes"]["DescribeAlarmsRequest"]["members"];
            members["MaxResults"]["endpointdiscoveryid"] = json!(true);
        },
        "service-2.json: shapes.DescribeAlarmsRequest.members.MaxResults.endpointdiscoveryid: only text can decide \
         about the endpoint that is discovered",
    );
}

#[test]
fn what_decides_about_an_endpoint_is_found_in_structures_too() {
    let service = load(&changed(|model| {
        with_endpoints(model);
        let members = &mut model["shapes"]["DescribeAlarmsRequest"]["members"];
        members["First"] = json!({"shape": "Alarm"});
        members["Second"] = json!({"shape": "Alarm"});
        members["Prefix"]["endpointdiscoveryid"] = json!(true);
        let members = &mut model["shapes"]["Alarm"]["members"];
        members["Again"] = json!({"shape": "Alarm"});
        members["Name"]["endpointdiscoveryid"] = json!(true);
    }))
    .unwrap();
    let of = |name: &str| {
        let operation = service.operations.iter().find(|operation| operation.name == name).unwrap();
        operation.endpoint_identifiers.iter().map(|path| path.join(".")).collect::<Vec<_>>()
    };
    assert_eq!(of("DescribeAlarms"), ["Prefix", "First.Name"]);
    assert!(of("StopAlarms").is_empty());
}

#[test]
fn who_tells_endpoints_comes_with_those_who_ask() {
    let service = load(&changed(with_endpoints)).unwrap();
    let selected = select(&service, &selection(&["StopAlarms"])).unwrap();
    let names: Vec<_> = selected.service.operations.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["StopAlarms", "TellEndpoints"]);
    let notes: Vec<_> =
        selected.notes.iter().map(|note| (note.operation.as_str(), note.text.as_str())).collect();
    let words = "it comes with the selection, since others of it ask it for their endpoint";
    assert_eq!(notes, [("TellEndpoints", words)]);
    let files = generate(&selected.service, &options("alarms")).unwrap();
    assert!(files["Cargo.toml"].contains("features = [\"discovery\"]"), "{}", files["Cargo.toml"]);
    assert!(files["src/client.rs"].contains("EndpointOperation::of::<crate::operation::tell_endpoints::"));

    // One that nobody asks does not.
    let service = load(&changed(|model| {
        with_endpoints(model);
        model["operations"]["StopAlarms"].as_object_mut().unwrap().remove("endpointdiscovery").unwrap();
    }))
    .unwrap();
    let selected = select(&service, &selection(&["StopAlarms"])).unwrap().service;
    assert_eq!((selected.operations.len(), selected.endpoint_operation.as_ref()), (1, None));
    let files = generate(&selected, &options("alarms")).unwrap();
    assert!(!files["Cargo.toml"].contains("discovery") && !files["src/client.rs"].contains("Endpoint"));
}

#[test]
fn who_must_ask_an_operation_that_cannot_be_generated_is_left_out_with_it() {
    let model = |required: bool| {
        load(&changed(|model| {
            with_endpoints(model);
            model["operations"]["StopAlarms"]["endpointdiscovery"] = json!({"required": required});
            model["operations"]["TellEndpoints"]["authtype"] = json!("v2");
        }))
        .unwrap()
    };
    let error = select(&model(true), &selection(&["StopAlarms"])).unwrap_err().to_string();
    assert!(
        error.starts_with("Alarms: operations.TellEndpoints: the operation is signed with v2"),
        "{error}"
    );
    // Where the region's endpoint will do, it does.
    let selected = select(&model(false), &selection(&["StopAlarms"])).unwrap();
    assert_eq!((selected.service.operations.len(), selected.notes.len()), (1, 0));
    let files = generate(&selected.service, &options("alarms")).unwrap();
    assert!(!files["src/operation/stop_alarms.rs"].contains("endpoint"));
}

#[test]
fn a_change_of_discovery_is_told() {
    let lines = |old: &shapesmith_codegen::ir::Service,
                 new: &shapesmith_codegen::ir::Service|
     -> Vec<String> {
        let diff =
            diff::compare(old, new, &selection(&["StopAlarms", "DescribeAlarms"]), Documentation::Compared);
        let changes = diff.unwrap().changes;
        changes.iter().map(|change| format!("{}: {}", change.place, change.description)).collect()
    };
    let plain = load(&changed(|_| {})).unwrap();
    let discovered = load(&changed(with_endpoints)).unwrap();
    let lines_of_all = lines(&plain, &discovered);
    for expected in [
        "Alarms: operation that tells endpoints TellEndpoints, none before",
        "DescribeAlarms: endpoint discovery none → required",
        "StopAlarms: endpoint discovery none → required",
    ] {
        assert!(lines_of_all.iter().any(|line| line == expected), "{expected}: {lines_of_all:#?}");
    }
    let identified = load(&changed(|model| {
        with_endpoints(model);
        model["shapes"]["DescribeAlarmsRequest"]["members"]["Prefix"]["endpointdiscoveryid"] = json!(true);
    }))
    .unwrap();
    assert_eq!(lines(&discovered, &identified), ["DescribeAlarms: endpoint identifiers Prefix, none before"]);
}
