//! Mistakes in the files beside `service-2.json`: paginators, waiters, overlays, patches, endpoint rules.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use serde_json::{Value, json};
use shapesmith_codegen::{Source, Sources, load};
use support::{changed, source};

#[track_caller]
fn assert_refused(sources: &Sources, expected: &str) {
    assert_eq!(load(sources).expect_err("a file is wrong").to_string(), expected);
}

/// Asserts that a change to a valid paginator is refused, and how.
#[track_caller]
fn assert_paginator_refused(change: impl FnOnce(&mut Value), expected: &str) {
    let mut file = json!({"pagination": {"DescribeAlarms": {
        "input_token": "NextToken", "output_token": "NextToken", "limit_key": "MaxResults", "result_key": "Alarms",
    }}});
    let mut sources = changed(|_| {});
    sources.paginators = Some(source("paginators-1.json", &file));
    load(&sources).expect("the paginator is right without the change");
    change(&mut file["pagination"]);
    sources.paginators = Some(source("paginators-1.json", &file));
    assert_refused(&sources, expected);
}

#[test]
fn entries_for_operations_that_are_not_there_are_left_out_with_a_remark() {
    let mut sources = changed(|_| {});
    let paginator = json!({"input_token": "NextToken", "output_token": "NextToken", "result_key": "Alarms"});
    sources.paginators = Some(source(
        "paginators-1.json",
        &json!({"pagination": {"DescribeAlarm": paginator, "Zap": paginator}}),
    ));
    let waiter = json!({"operation": "Zap", "delay": 1, "maxAttempts": 2, "acceptors": [
        {"state": "success", "matcher": "status", "expected": 200},
    ]});
    sources.waiters = Some(source("waiters-2.json", &json!({"version": 2, "waiters": {"Zapped": waiter}})));
    let service = load(&sources).unwrap();
    assert_eq!(
        service.remarks,
        [
            "paginators-1.json: pagination.DescribeAlarm: no operation is called \"DescribeAlarm\", \
             so the entry is left out; did you mean \"DescribeAlarms\"?",
            "paginators-1.json: pagination.Zap: no operation is called \"Zap\", so the entry is left out",
            "waiters-2.json: waiters.Zapped.operation: no operation is called \"Zap\", so the entry is left out",
        ]
    );
    assert!(service.waiters.is_empty() && service.operations.iter().all(|one| one.paginator.is_none()));
}

#[test]
fn paginators_name_members_of_the_operation() {
    let place = "paginators-1.json: pagination.DescribeAlarms";
    for (key, value, expected) in [
        (
            "input_token",
            json!("NextTokn"),
            "DescribeAlarmsInput has no member \"NextTokn\"; did you mean \"NextToken\"?",
        ),
        ("output_token", json!("Next"), "DescribeAlarmsOutput has no member \"Next\""),
        (
            "limit_key",
            json!("MaxResult"),
            "DescribeAlarmsInput has no member \"MaxResult\"; did you mean \"MaxResults\"?",
        ),
        (
            "result_key",
            json!(["Alarms", "Alrms"]),
            "DescribeAlarmsOutput has no member \"Alrms\"; did you mean \"Alarms\"?",
        ),
        ("result_key", json!("Alarms.Name"), "AlarmList has no member \"Name\""),
        ("more_results", json!("Truncated"), "DescribeAlarmsOutput has no member \"Truncated\""),
    ] {
        assert_paginator_refused(
            |pagination| pagination["DescribeAlarms"][key] = value,
            &format!("{place}.{key}: {expected}"),
        );
    }
}

#[test]
fn a_page_size_is_a_number_or_its_text() {
    let of = |shape: &str| {
        let mut sources = changed(|model| {
            model["shapes"]["DescribeAlarmsRequest"]["members"]["MaxResults"]["shape"] = json!(shape);
        });
        let paginator = json!({
            "input_token": "NextToken", "output_token": "NextToken", "limit_key": "MaxResults", "result_key": "Alarms",
        });
        sources.paginators =
            Some(source("paginators-1.json", &json!({"pagination": {"DescribeAlarms": paginator}})));
        sources
    };
    load(&of("Text")).expect("a service may take the number as text");
    assert_refused(
        &of("Time"),
        "paginators-1.json: pagination.DescribeAlarms.limit_key: a page size must be a number or text, \
         \"MaxResults\" is a timestamp",
    );
}

#[test]
fn paginators_that_cannot_be_honoured_are_refused() {
    let place = "paginators-1.json: pagination.DescribeAlarms";
    for (key, value, expected) in [
        ("output_token", json!(["NextToken", "NextToken"]), "there are 2 of them, but 1 of input_token"),
        (
            "output_token",
            json!("Total"),
            "\"Total\" is an integer, but goes into \"NextToken\", which is a string",
        ),
        (
            "output_token",
            json!("Alarms[0].Name"),
            "\"Alarms[0].Name\" is not understood; \
             supported are member names joined by dots, and [-1] for the last element of a list",
        ),
        ("output_token", json!("Total[-1]"), "\"Total[-1]\" takes an element of Total, which is not a list"),
        ("more_results", json!("Total"), "expected a boolean, but \"Total\" is an integer"),
        (
            "result_key",
            json!("Alarms[-1]"),
            "\"Alarms[-1]\" is not understood; supported are member names joined by dots",
        ),
        ("result_key", json!([]), "the list is empty"),
        ("limit_key", json!(50), "expected a string, found a number"),
    ] {
        assert_paginator_refused(
            |pagination| pagination["DescribeAlarms"][key] = value,
            &format!("{place}.{key}: {expected}"),
        );
    }
}

/// Asserts that a change to a valid waiter is refused, and how.
#[track_caller]
fn assert_waiter_refused(change: impl FnOnce(&mut Value), expected: &str) {
    let mut file = json!({"version": 2, "waiters": {"AlarmsExist": {
        "operation": "DescribeAlarms", "delay": 5, "maxAttempts": 20,
        "acceptors": [{"state": "success", "matcher": "path", "argument": "length(Alarms) > `0`", "expected": true}],
    }}});
    let mut sources = changed(|_| {});
    sources.waiters = Some(source("waiters-2.json", &file));
    load(&sources).expect("the waiter is right without the change");
    change(&mut file["waiters"]["AlarmsExist"]);
    sources.waiters = Some(source("waiters-2.json", &file));
    assert_refused(&sources, expected);
}

#[test]
fn waiters_that_make_no_sense_are_refused() {
    let place = "waiters-2.json: waiters.AlarmsExist";
    assert_waiter_refused(
        |waiter| waiter["delay"] = json!(-5),
        &format!("{place}.delay: expected a whole number that is not negative nor too large, found -5"),
    );
    assert_waiter_refused(
        |waiter| waiter["acceptors"] = json!([]),
        &format!("{place}.acceptors: a waiter needs at least one acceptor"),
    );
    for (key, value, expected) in [
        (
            "matcher",
            json!("pathSome"),
            ".matcher: \"pathSome\" is not a matcher; known: path, pathAll, pathAny, status, error",
        ),
        ("matcher", json!("pathAl"), ".matcher: \"pathAl\" is not a matcher; did you mean \"pathAll\"?"),
        ("matcher", json!("status"), ".expected: expected a number, found a boolean"),
        ("state", json!("sucess"), ".state: \"sucess\" is not a state; did you mean \"success\"?"),
    ] {
        assert_waiter_refused(
            |waiter| waiter["acceptors"][0][key] = value,
            &format!("{place}.acceptors[0]{expected}"),
        );
    }
    assert_waiter_refused(
        |waiter| drop(waiter["acceptors"][0].as_object_mut().unwrap().remove("argument")),
        &format!("{place}.acceptors[0]: the matcher path needs the key \"argument\""),
    );
}

/// Checks that an overlay is read, with this remark.
#[track_caller]
fn assert_overlay_remarked(merge: &Value, expected: &str) {
    let mut sources = changed(|_| {});
    sources.service_overlay =
        Some(source("service-2.sdk-extras.json", &json!({"version": 1.0, "merge": merge})));
    assert_eq!(shapesmith_codegen::load(&sources).unwrap().remarks, [expected]);
}

#[test]
fn words_about_what_is_not_there_are_left_out_with_a_remark() {
    let words = json!({"documentation": "Words."});
    assert_overlay_remarked(
        &json!({"operations": {"DescribeAlarm": words}}),
        "service-2.sdk-extras.json: merge.operations.DescribeAlarm: no operation is called \"DescribeAlarm\", \
         so its documentation is left out; did you mean \"DescribeAlarms\"?",
    );
    assert_overlay_remarked(
        &json!({"shapes": {"Siren": {"documentation": "Words.", "members": {"Volume": words}}}}),
        "service-2.sdk-extras.json: merge.shapes.Siren: no shape is called \"Siren\", \
         so its documentation is left out",
    );
    assert_overlay_remarked(
        &json!({"shapes": {"Alarm": {"members": {"Nme": words}}}}),
        "service-2.sdk-extras.json: merge.shapes.Alarm.members.Nme: no member is called \"Nme\", \
         so its documentation is left out; did you mean \"Name\"?",
    );
}

#[test]
fn overlays_need_something_to_merge_and_to_merge_into() {
    let mut sources = changed(|_| {});
    sources.service_overlay = Some(source("service-2.sdk-extras.json", &json!({"version": 1.0})));
    assert_refused(&sources, "service-2.sdk-extras.json: the key \"merge\" is missing");

    let mut sources = changed(|_| {});
    sources.paginators_overlay = Some(source("paginators-1.sdk-extras.json", &json!({"merge": {}})));
    assert_refused(
        &sources,
        "paginators-1.sdk-extras.json: there is no paginators file that this overlay could be merged into",
    );
}

#[track_caller]
fn assert_patch_refused(patch: &Value, expected: &str) {
    let mut sources = changed(|_| {});
    sources.patches = Some(source("patches.json", &json!({"patches": [patch]})));
    assert_refused(&sources, expected);
}

#[test]
fn stale_patches_are_refused() {
    assert_patch_refused(
        &json!({"path": "shapes.Count.type", "reason": "It overflows.", "expect": "short", "replace": "long"}),
        "patches.json: patches[0]: shapes.Count.type: found \"integer\", not \"short\", so the patch is stale \
         (its reason: It overflows.); remove the patch, or renew it",
    );
    assert_patch_refused(
        &json!({"path": "shapes.Number.type", "reason": "It overflows.", "expect": "short", "replace": "long"}),
        "patches.json: patches[0]: shapes.Number.type: the path leads nowhere, so the patch is stale \
         (its reason: It overflows.); remove the patch, or renew it",
    );
    assert_patch_refused(
        &json!({"path": "shapes.Count.sensitive", "reason": "Leaks.", "expect": true, "replace": null}),
        "patches.json: patches[0]: shapes.Count.sensitive: nothing stands there, so the patch is stale \
         (its reason: Leaks.); remove the patch, or renew it",
    );
    assert_patch_refused(
        &json!({"path": "shapes.Alarm.required", "reason": "It is.", "replace": ["State"]}),
        "patches.json: patches[0]: shapes.Alarm.required: something stands there already, so the patch is stale \
         (its reason: It is.); remove the patch, or renew it",
    );
}

#[test]
fn patches_need_a_reason_a_replacement_and_a_file() {
    assert_patch_refused(
        &json!({"path": "shapes.Count.type", "expect": "integer", "replace": "long"}),
        "patches.json: patches[0]: the key \"reason\" is missing",
    );
    assert_patch_refused(
        &json!({"path": "shapes.Count.type", "reason": " ", "expect": "integer", "replace": "long"}),
        "patches.json: patches[0].reason: a patch needs a reason",
    );
    assert_patch_refused(
        &json!({"path": "shapes.Count.type", "reason": "It overflows.", "expect": "integer"}),
        "patches.json: patches[0]: the key \"replace\" is missing",
    );
    assert_patch_refused(
        &json!({"file": "waiters", "path": "waiters.A.delay", "reason": "Slow.", "expect": 1, "replace": 2}),
        "patches.json: patches[0]: the service has no waiters file to patch",
    );
    assert_patch_refused(
        &json!({"file": "rules", "path": "x", "reason": "Slow.", "replace": 2}),
        "patches.json: patches[0]: no file is called \"rules\"; patches know service, paginators and waiters",
    );
    assert_patch_refused(
        &json!({"path": "a.".repeat(32), "reason": "Deep.", "replace": 2}),
        "patches.json: patches[0]: the path has more than 32 steps",
    );
}

#[test]
fn endpoint_rules_and_partitions_must_be_json() {
    let mut sources = changed(|_| {});
    let broken = |name: &str| Source { name: name.to_owned(), text: "{]".to_owned() };
    sources.endpoint_rules = Some(broken("endpoint-rule-set-1.json"));
    assert_refused(&sources, "endpoint-rule-set-1.json: line 1 column 2: key must be a string");
    let error = shapesmith_codegen::partitions(&broken("partitions.json")).unwrap_err();
    assert_eq!(error.to_string(), "partitions.json: line 1 column 2: key must be a string");
}

#[test]
fn what_lies_in_one_region_is_a_parameter_of_the_endpoint_rules() {
    let rules = json!({"version": "1.0", "parameters": {"Bucket": {"type": "string"}}, "rules": [
        {"conditions": [], "type": "endpoint", "endpoint": {"url": "https://things.example.com"}},
    ]});
    let load_with = |parameter: &str, rules: Option<&Value>| {
        let mut sources = changed(|model| model["metadata"]["regionalParameter"] = json!(parameter));
        sources.endpoint_rules = rules.map(|rules| source("endpoint-rule-set-1.json", rules));
        load(&sources).map(|service| service.regional_parameter).map_err(|error| error.to_string())
    };
    assert_eq!(load_with("Bucket", Some(&rules)), Ok(Some("Bucket".to_owned())));
    assert_eq!(load_with("Bucket", None), Ok(None), "without rules it decides about nothing");
    let error = load_with("Buckets", Some(&rules)).unwrap_err();
    assert!(
        error.ends_with("metadata.regionalParameter: the endpoint rules have no parameter \"Buckets\"; did you mean \"Bucket\"?"),
        "{error}"
    );
}
