//! Errors name the file that a person has to open, whichever stage finds the fault.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use serde_json::{Value, json};
use shapesmith_codegen::{Selection, Sources, load, select};
use support::{changed, source};

/// The error of reading a service, or of selecting all of it.
fn refused(sources: &Sources) -> String {
    let all = Selection { operations: vec!["*".to_owned()] };
    load(sources).and_then(|service| select(&service, &all)).expect_err("a file is wrong").to_string()
}

fn overlaid(merge: &Value) -> Sources {
    let mut sources = changed(|_| {});
    let overlay = json!({"version": 1.0, "merge": merge});
    sources.service_overlay = Some(source("service-2.sdk-extras.json", &overlay));
    sources
}

fn patched(mut sources: Sources, patches: &[Value]) -> Sources {
    sources.patches = Some(source("patches.json", &json!({"patches": patches})));
    sources
}

#[test]
fn what_an_overlay_adds_is_the_fault_of_the_overlay() {
    let shape = |shape: Value| overlaid(&json!({"shapes": {"Added": shape}}));
    let here = "service-2.sdk-extras.json: merge.shapes.Added";
    // Found while the file is read.
    assert_eq!(
        refused(&shape(json!({"type": 7}))),
        format!("{here}.type: expected a string, found a number")
    );
    // Found while it gets its meaning.
    assert_eq!(
        refused(&shape(json!({"type": "structure", "members": {"A": {"shape": "Txt"}}}))),
        format!("{here}.members.A.shape: no shape is called \"Txt\"; did you mean \"Text\"?")
    );
    // Found when Rust names are made.
    let members = json!({"Since": {"shape": "Time"}, "since": {"shape": "Time"}});
    assert_eq!(
        refused(&overlaid(&json!({"shapes": {"Alarm": {"members": members}}}))),
        "service-2.sdk-extras.json: merge.shapes.Alarm.members.since: \"Since\" and \"since\" would both be called \
         `since` in Rust; give it a Rust name, which changes nothing on the wire: \"names\": [{\"shape\": \"Alarm\", \
         \"member\": \"since\", \"name\": \"…\", \"reason\": \"…\"}] in patches.json"
    );
}

#[test]
fn what_an_overlay_leaves_alone_is_the_fault_of_the_model() {
    let mut sources =
        overlaid(&json!({"shapes": {"Alarm": {"members": {"Name": {"documentation": "Words."}}}}}));
    sources.service.text = sources.service.text.replace("\"shape\":\"AlarmName\"", "\"shape\":\"AlarmNam\"");
    assert_eq!(
        refused(&sources),
        "service-2.json: shapes.Alarm.members.Name.shape: no shape is called \"AlarmNam\"; did you mean \"AlarmName\"?"
    );
}

#[test]
fn what_a_patch_puts_in_is_the_fault_of_the_patch() {
    let patch = |path: &str, expect: Value, replace: Value| json!({"path": path, "reason": "A test.", "expect": expect, "replace": replace});
    let fine = patch("shapes.Count.type", json!("integer"), json!("long"));
    let required = patch("shapes.Alarm.required.0", json!("Name"), json!("Nam"));
    assert_eq!(
        refused(&patched(changed(|_| {}), &[fine.clone(), required])),
        "patches.json: patches[1].replace: no member is called \"Nam\"; did you mean \"Name\"?"
    );
    let whole = patch(
        "shapes.Tags",
        json!({"type": "map", "key": {"shape": "Text"}, "value": {"shape": "Text"}}),
        json!({"type": "list", "member": {"shape": "Txt"}}),
    );
    assert_eq!(
        refused(&patched(changed(|_| {}), &[fine.clone(), whole])),
        "patches.json: patches[1].replace.member.shape: no shape is called \"Txt\"; did you mean \"Text\"?"
    );
    // A patch on what an overlay wrote is the last word.
    let sources = overlaid(&json!({"shapes": {"Added": {"type": "list", "member": {"shape": "Text"}}}}));
    let last = patch("shapes.Added.member", json!({"shape": "Text"}), json!({"shape": "Txt"}));
    assert_eq!(
        refused(&patched(sources, &[fine, last])),
        "patches.json: patches[1].replace.shape: no shape is called \"Txt\"; did you mean \"Text\"?"
    );
}

#[test]
fn faults_of_the_other_files_are_found_before_anything_is_generated() {
    let mut sources = changed(|_| {});
    let waiter = |name: &str, argument: &str| {
        let acceptors =
            json!([{"state": "success", "matcher": "path", "argument": argument, "expected": true}]);
        let waiter = json!({"operation": "StopAlarms", "delay": 1, "maxAttempts": 2, "acceptors": acceptors});
        source("quiet.json", &json!({"version": 2, "waiters": {name: waiter}}))
    };
    sources.waiters = Some(waiter("Quiet", "max_by(Alarms, &Name)"));
    assert_eq!(
        refused(&sources),
        "quiet.json: waiters.Quiet.acceptors[0].argument: the function max_by is not supported; known: keys, length"
    );
    sources.waiters = Some(waiter("First", "length(keys(@)) == `0`"));
    assert!(
        refused(&sources).starts_with("quiet.json: waiters.First.acceptors[0].argument: the function keys")
    );
    sources.waiters = Some(waiter("", "`true`"));
    assert!(
        refused(&sources).starts_with("quiet.json: waiters.: nothing that can be a Rust name is left of")
    );

    let sources = changed(|model| {
        model["operations"]["DescribeAlarms"]["operationContextParams"] =
            json!({"Names": {"path": "Prefx[*].Name"}});
    });
    assert_eq!(
        refused(&sources),
        "service-2.json: operations.DescribeAlarms.operationContextParams.Names.path: \
         the structure DescribeAlarmsInput has no member \"Prefx\"; did you mean \"Prefix\"?"
    );
}

#[test]
fn members_of_an_input_are_named_where_the_model_has_them() {
    let sources = changed(|model| {
        model["shapes"]["DescribeAlarmsRequest"]["members"]["prefix"] = json!({"shape": "Text"});
    });
    assert_eq!(
        refused(&sources),
        "service-2.json: shapes.DescribeAlarmsRequest.members.prefix: \"Prefix\" and \"prefix\" would both be called \
         `prefix` in Rust; give it a Rust name, which changes nothing on the wire: \"names\": [{\"shape\": \
         \"DescribeAlarmsRequest\", \"member\": \"prefix\", \"name\": \"…\", \"reason\": \"…\"}] in patches.json"
    );
}

#[test]
fn places_of_members_that_nobody_knows_are_refused() {
    let sources = changed(|model| {
        model["shapes"]["Alarm"]["members"]["Name"]["location"] = json!("heder");
    });
    assert_eq!(
        refused(&sources),
        "service-2.json: shapes.Alarm.members.Name.location: \"heder\" is not a place that a member can travel in; \
         did you mean \"header\"?"
    );
}

#[test]
fn a_body_has_each_wire_name_once_wherever_the_model_wants_members() {
    // AWS JSON sends everything in the body, whatever `location` says.
    let sources = changed(|model| {
        model["shapes"]["Alarm"]["members"]["State"]["locationName"] = json!("Name");
        model["shapes"]["Alarm"]["members"]["State"]["location"] = json!("header");
    });
    assert_eq!(
        refused(&sources),
        "service-2.json: shapes.Alarm.members.State: the members \"Name\" and \"State\" both have the wire name \"Name\""
    );
}
