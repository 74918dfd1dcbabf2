//! Selection: what is kept of a service, what is left out, and what is said about it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::{Value, json};
use shapesmith_codegen::ir::{MemberPath, Service, ShapeKind};
use shapesmith_codegen::{Selected, Selection, Source, Sources, closure, load, select};
use support::{changed, source};

/// SSM as it is checked in, with its overlay.
fn ssm() -> Service {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../models/ssm/2014-11-06");
    let read = |name: &str| Source {
        name: name.to_owned(),
        text: std::fs::read_to_string(folder.join(name)).expect("the model is checked in"),
    };
    let mut sources = Sources::new(read("service-2.json"));
    sources.service_overlay = Some(read("service-2.sdk-extras.json"));
    sources.paginators = Some(read("paginators-1.json"));
    sources.waiters = Some(read("waiters-2.json"));
    load(&sources).expect("SSM loads")
}

fn selection(globs: &[&str]) -> Selection {
    Selection { operations: globs.iter().map(|glob| (*glob).to_owned()).collect() }
}

fn selected(service: &Service, globs: &[&str]) -> Selected {
    select(service, &selection(globs)).expect("the selection is right")
}

#[track_caller]
fn assert_refused(service: &Service, globs: &[&str], expected: &str) {
    assert_eq!(select(service, &selection(globs)).expect_err("the selection is wrong").to_string(), expected);
}

/// The names in the model of the shapes of a service.
fn model_names(service: &Service) -> BTreeSet<&str> {
    service.shapes.iter().filter_map(|shape| shape.model_name.as_deref()).collect()
}

fn operation_names(service: &Service) -> Vec<&str> {
    service.operations.iter().map(|operation| operation.name.as_str()).collect()
}

#[test]
fn one_operation_keeps_the_29_shapes_it_reaches() {
    let selected = selected(&ssm(), &["DescribeMaintenanceWindowExecutionTasks"]);
    assert_eq!(operation_names(&selected.service), ["DescribeMaintenanceWindowExecutionTasks"]);
    let names: Vec<_> = selected.service.shapes.iter().map(|shape| shape.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "Alarm",
            "AlarmConfiguration",
            "AlarmList",
            "AlarmName",
            "AlarmStateInformation",
            "AlarmStateInformationList",
            "Boolean",
            "DateTime",
            "DescribeMaintenanceWindowExecutionTasksInput",
            "DescribeMaintenanceWindowExecutionTasksOutput",
            "DoesNotExistException",
            "ExternalAlarmState",
            "InternalServerError",
            "MaintenanceWindowExecutionId",
            "MaintenanceWindowExecutionStatus",
            "MaintenanceWindowExecutionStatusDetails",
            "MaintenanceWindowExecutionTaskId",
            "MaintenanceWindowExecutionTaskIdentity",
            "MaintenanceWindowExecutionTaskIdentityList",
            "MaintenanceWindowFilter",
            "MaintenanceWindowFilterKey",
            "MaintenanceWindowFilterList",
            "MaintenanceWindowFilterValue",
            "MaintenanceWindowFilterValues",
            "MaintenanceWindowMaxResults",
            "MaintenanceWindowTaskArn",
            "MaintenanceWindowTaskType",
            "NextToken",
            "String",
        ]
    );
    assert_eq!(model_names(&selected.service).len(), 29);
    assert!(model_names(&selected.service).contains("DescribeMaintenanceWindowExecutionTasksRequest"));
    assert_eq!((selected.skipped.len(), selected.notes.len(), selected.service.waiters.len()), (0, 0, 0));
}

#[test]
fn the_operation_s_documentation_comes_from_the_overlay() {
    let service = selected(&ssm(), &["DescribeMaintenanceWindowExecutionTasks"]).service;
    let documented = |name: &str| {
        let shape = service.shapes.iter().find(|shape| shape.name == name).expect("the shape is kept");
        shape.documentation.is_some() && shape.members().iter().all(|member| member.documentation.is_some())
    };
    assert!(service.operations[0].documentation.is_some());
    assert!(documented("Alarm") && documented("DescribeMaintenanceWindowExecutionTasksInput"));
}

#[test]
fn all_of_ssm_is_kept_by_a_star() {
    let service = ssm();
    let selected = selected(&service, &["*"]);
    assert_eq!(selected.service.operations.len(), 154);
    assert_eq!(selected.service.waiters.len(), 1);
    assert_eq!(selected.skipped, []);
    let paginated = selected.service.operations.iter().filter(|operation| operation.paginator.is_some());
    assert_eq!(paginated.count(), 52);
    for operation in &selected.service.operations {
        for (id, suffix) in [(operation.input, "Input"), (operation.output, "Output")] {
            assert_eq!(selected.service.shape(id).name, format!("{}{suffix}", operation.name));
        }
    }
}

#[test]
fn token_pairs_without_a_paginator_are_noted() {
    let selected = selected(&ssm(), &["*"]);
    let noted: Vec<_> = selected.notes.iter().map(|note| note.operation.as_str()).collect();
    assert_eq!(
        noted,
        [
            "DescribeDocumentPermission",
            "GetOpsMetadata",
            "ListDocumentMetadataHistory",
            "ListInventoryEntries"
        ]
    );
    assert_eq!(
        selected.notes[0].text,
        "its input and output both have NextToken, but the paginators file has no entry for it: no paginator"
    );
}

#[test]
fn selections_keep_operations_sorted_and_once() {
    let service = ssm();
    let selected = selected(&service, &["PutParameter", "GetParameter*", "GetParameter", "PutParamete?"]);
    assert_eq!(
        operation_names(&selected.service),
        ["GetParameter", "GetParameterHistory", "GetParameters", "GetParametersByPath", "PutParameter"]
    );
}

#[test]
fn what_is_kept_is_what_is_reached() {
    let service = ssm();
    for operation in &service.operations {
        let kept = selected(&service, &[&operation.name]).service;
        assert_eq!(kept.shapes.len(), closure(&service, operation).len(), "{}", operation.name);
        assert_eq!(kept.shapes.len(), closure(&kept, &kept.operations[0]).len(), "{}", operation.name);
    }
}

#[test]
fn a_waiter_stays_with_its_operation() {
    let service = ssm();
    assert_eq!(selected(&service, &["GetCommandInvocation"]).service.waiters[0].name, "CommandExecuted");
    assert!(selected(&service, &["GetParameter"]).service.waiters.is_empty());
}

#[test]
fn globs_that_match_nothing_are_refused_with_near_misses() {
    let service = ssm();
    assert_refused(
        &service,
        &["GetParameter", "PutParamter"],
        "SSM: operations: \"PutParamter\" matches no operation; close to it: PutParameter, GetParameter",
    );
    assert_refused(
        &service,
        &["GetParamter*"],
        "SSM: operations: \"GetParamter*\" matches no operation; \
         close to it: GetParameter, GetParameterHistory, GetParameters, GetParametersByPath",
    );
    assert_refused(
        &service,
        &["*ForPatchGruop"],
        "SSM: operations: \"*ForPatchGruop\" matches no operation; close to it: \
         DeregisterPatchBaselineForPatchGroup, DescribeInstancePatchStatesForPatchGroup, \
         GetPatchBaselineForPatchGroup, RegisterPatchBaselineForPatchGroup",
    );
    assert_refused(
        &service,
        &["Frobnicate*"],
        "SSM: operations: \"Frobnicate*\" matches no operation; \
         the service has 154 operations, none with a name like that",
    );
    assert_refused(
        &service,
        &[],
        "SSM: operations: no operation is selected; name some, or select all of them with *",
    );
}

/// Turns `Alarm` into an event stream two steps inside the output of `DescribeAlarms`.
fn with_event_stream(model: &mut Value) {
    model["shapes"]["Alarm"]["eventstream"] = json!(true);
}

#[test]
fn an_event_stream_that_only_a_wildcard_reaches_is_left_out_and_reported() {
    let service = load(&changed(with_event_stream)).expect("event streams are no mistake");
    let selected = selected(&service, &["*"]);
    assert_eq!(operation_names(&selected.service), ["StopAlarms"]);
    assert_eq!(selected.skipped.len(), 1);
    assert_eq!(selected.skipped[0].operation, "DescribeAlarms");
    assert_eq!(
        selected.skipped[0].reason,
        "operations.DescribeAlarms.output.Alarms[]: it is an event stream (trait eventstream), \
         which is not supported yet"
    );
}

#[test]
fn an_event_stream_that_is_named_is_refused() {
    let service = load(&changed(with_event_stream)).expect("event streams are no mistake");
    let expected = "Alarms: operations.DescribeAlarms.output.Alarms[]: it is an event stream (trait eventstream), \
                    which is not supported yet; take DescribeAlarms out of the selection";
    assert_refused(&service, &["DescribeAlarms"], expected);
    assert_refused(&service, &["*", "DescribeAlarms"], expected);
    assert_refused(
        &service,
        &["Describe*"],
        "Alarms: operations: every operation that is selected had to be left out: \
         operations.DescribeAlarms.output.Alarms[]: it is an event stream (trait eventstream), \
         which is not supported yet",
    );
}

#[test]
fn other_traits_that_change_the_wire_are_refused_by_name() {
    let refused = |change: fn(&mut Value), expected: &str| {
        let service = load(&changed(change)).expect("the trait is no mistake");
        assert_refused(
            &service,
            &["DescribeAlarms"],
            &format!(
                "Alarms: operations.DescribeAlarms{expected}, which is not supported yet; take DescribeAlarms out of the selection"
            ),
        );
    };
    refused(
        |model| model["shapes"]["DescribeAlarmsRequest"]["members"]["Prefix"]["streaming"] = json!(true),
        ".input.Prefix: it is a streaming body (trait streaming)",
    );
    refused(
        |model| model["shapes"]["Text"] = json!({"type": "string", "requiresLength": true}),
        ".errors.NotFound.Message: it is a streaming body of known length (trait requiresLength)",
    );
    refused(
        |model| model["operations"]["DescribeAlarms"]["httpChecksumRequired"] = json!(true),
        ": the operation is sent with a checksum in a header (trait httpChecksumRequired)",
    );
    refused(
        |model| {
            model["operations"]["DescribeAlarms"]["http"] = json!({"method": "GET", "requestUri": "/alarms"})
        },
        ": the operation is sent with GET /alarms (trait http)",
    );
    refused(
        |model| model["operations"]["DescribeAlarms"]["authtype"] = json!("v4-unsigned-body"),
        ": the operation is signed with v4-unsigned-body (trait authtype)",
    );
    refused(
        |model| model["operations"]["DescribeAlarms"]["auth"] = json!(["aws.auth#sigv4a"]),
        ": the operation is signed with aws.auth#sigv4a (trait auth)",
    );
}

#[test]
fn what_a_client_may_leave_out_is_noted() {
    let service = load(&changed(|model| {
        model["operations"]["StopAlarms"]["requestcompression"] = json!({"encodings": ["zstd"]});
        model["operations"]["DescribeAlarms"]["endpointdiscovery"] = json!({"required": true});
    }))
    .expect("the model is right");
    let notes: Vec<_> =
        selected(&service, &["*"]).notes.into_iter().map(|note| (note.operation, note.text)).collect();
    assert_eq!(
        notes.iter().map(|(operation, text)| (operation.as_str(), text.as_str())).collect::<Vec<_>>(),
        [
            (
                "DescribeAlarms",
                "its input and output both have NextToken, but the paginators file has no entry for it: no paginator"
            ),
            (
                "DescribeAlarms",
                "the service wants its endpoint discovered first, and no operation of the model tells it: pass the endpoint"
            ),
            (
                "StopAlarms",
                "the service takes the request compressed (zstd), which clients do not do: it goes as it is"
            ),
        ]
    );
}

#[test]
fn a_plain_shape_may_be_called_like_an_operation_s_own() {
    let service = load(&changed(|model| {
        model["shapes"]["StopAlarmsInput"] =
            json!({"type": "structure", "members": {"Name": {"shape": "Text"}}});
        model["shapes"]["Alarm"]["members"]["Stop"] = json!({"shape": "StopAlarmsInput"});
    }))
    .expect("the names are in different places");
    let kept = selected(&service, &["*"]).service;
    let twins: Vec<_> = kept
        .shapes
        .iter()
        .filter(|shape| shape.name == "StopAlarmsInput")
        .map(|shape| shape.members().len())
        .collect();
    assert_eq!(twins, [1, 0]);
    assert_eq!(kept.shape(kept.operations[1].input).model_name, None);
}

#[test]
fn an_input_that_is_also_nested_is_kept_twice() {
    let service = load(&changed(|model| {
        model["shapes"]["Alarm"]["members"]["Query"] = json!({"shape": "DescribeAlarmsRequest"});
    }))
    .expect("the model is right");
    let kept = selected(&service, &["DescribeAlarms"]).service;
    let names: Vec<_> = kept
        .shapes
        .iter()
        .filter(|shape| shape.model_name.as_deref() == Some("DescribeAlarmsRequest"))
        .map(|shape| shape.name.as_str())
        .collect();
    assert_eq!(names, ["DescribeAlarmsInput", "DescribeAlarmsRequest"]);
}

#[test]
fn the_items_of_a_paginator_survive_the_renumbering() {
    let mut sources = changed(|model| {
        model["shapes"]["Page"] = json!({"type": "structure", "members": {
            "Total": {"shape": "Count"}, "List": {"shape": "AlarmList", "locationName": "list"},
        }});
        model["shapes"]["DescribeAlarmsResponse"]["members"]["Page"] =
            json!({"shape": "Page", "locationName": "page"});
    });
    sources.paginators = Some(source(
        "paginators-1.json",
        &json!({"pagination": {"DescribeAlarms": {
            "input_token": "NextToken", "output_token": "NextToken || Page.List[-1].Name", "limit_key": "MaxResults",
            "result_key": ["Page.List", "Total"],
        }}}),
    ));
    let kept = selected(&load(&sources).expect("the paginator is right"), &["Describe*"]).service;
    let paginator = kept.operations[0].paginator.as_ref().expect("the operation has a paginator");
    let shown = |paths: &[MemberPath]| paths.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(shown(&paginator.tokens[0].output), ["NextToken", "Page.List[-1].Name"]);
    assert_eq!(shown(&paginator.result_keys), ["Page.List", "Total"]);
    let items = paginator.items.as_ref().expect("the main result is a list");
    let path: Vec<_> = items
        .path
        .iter()
        .map(|(id, member)| (kept.shape(*id).name.as_str(), kept.shape(*id).members()[*member].name.as_str()))
        .collect();
    assert_eq!(path, [("DescribeAlarmsOutput", "Page"), ("Page", "List")]);
    assert!(matches!(kept.shape(items.container).kind, ShapeKind::List { .. }));
}
