//! Rust names that somebody gives beside those of the model, and patches that would change the wire.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use serde_json::{Value, json};
use shapesmith_codegen::{Error, Files, Selection, Sources, generate, load, select};
use support::{changed, options, source};

fn generated(sources: &Sources) -> Result<Files, Error> {
    let service = load(sources)?;
    // Names survive selection.
    let service = select(&service, &Selection { operations: vec!["*".to_owned()] })?.service;
    generate(&service, &options("things"))
}

/// A model with values, members, shapes and operations that differ little, and these names.
fn named(names: &Value) -> Sources {
    let mut sources = changed(|model| {
        model["shapes"]["AlarmState"]["enum"] = json!(["OK", "ALARM", "read-only", "read_only"]);
        model["shapes"]["Alarm"]["members"]["name"] = json!({"shape": "Count"});
        model["shapes"]["DescribeAlarmsRequest"]["members"]["Target"] = json!({"shape": "Target"});
        model["shapes"]["Target"] =
            json!({"type": "structure", "union": true, "members": {"Phone": {"shape": "Count"}}});
        model["operations"]["stopAlarms"] = model["operations"]["StopAlarms"].clone();
    });
    let waiter = json!({"operation": "DescribeAlarms", "delay": 5, "maxAttempts": 20,
        "acceptors": [{"state": "success", "matcher": "status", "expected": 200}]});
    sources.waiters = Some(source("waiters-2.json", &json!({"version": 2, "waiters": {"Quiet": waiter}})));
    sources.patches = Some(source("patches.json", &json!({"names": names})));
    sources
}

const REASON: &str = "They differ by a letter.";

fn enough() -> Vec<Value> {
    vec![
        json!({"operation": "stopAlarms", "name": "StopSomeAlarms", "reason": REASON}),
        json!({"shape": "Alarm", "member": "name", "name": "number", "reason": REASON}),
    ]
}

#[test]
fn a_given_name_changes_rust_and_nothing_on_the_wire() {
    let mut names = enough();
    names.extend([
        json!({"shape": "AlarmState", "value": "read_only", "name": "ReadOnlySnake", "reason": REASON}),
        json!({"shape": "Alarm", "name": "Siren", "reason": REASON}),
        json!({"shape": "Target", "member": "Phone", "name": "Telephone", "reason": REASON}),
        json!({"waiter": "Quiet", "name": "SilenceFell", "reason": REASON}),
    ]);
    let files = generated(&named(&json!(names))).expect("the names are right");
    let state = &files["src/types/alarm_state.rs"];
    assert!(state.contains("ReadOnlySnake: \"read_only\";") && state.contains("ReadOnly: \"read-only\";"));
    let siren = &files["src/types/siren.rs"];
    assert!(
        siren.contains("Siren as \"Alarm\"") && siren.contains("number: \"name\" => Integer;"),
        "{siren}"
    );
    assert!(files["src/types/target.rs"].contains("Telephone: \"Phone\" => Integer;"));
    let stop = &files["src/operation/stop_some_alarms.rs"];
    assert!(
        stop.contains("pub fn stop_some_alarms(&self") && stop.contains(".name(\"StopAlarms\")"),
        "{stop}"
    );
    assert!(stop.contains("StopSomeAlarmsInput as \"stopAlarmsInput\""), "{stop}");
    let waiter = &files["src/waiter/silence_fell.rs"];
    assert!(
        waiter.contains("fn wait_until_silence_fell(") && waiter.contains("WaiterSchema::new(\"Quiet\")"),
        "{waiter}"
    );
}

#[test]
fn without_a_name_values_are_spelled_out_and_others_are_refused() {
    let files = generated(&named(&json!(enough()))).expect("values need no names");
    let state = &files["src/types/alarm_state.rs"];
    assert!(state.contains("ReadHyphenOnly: \"read-only\";"), "{state}");
    assert!(state.contains("ReadUnderscoreOnly: \"read_only\";"), "{state}");
    assert!(generated(&named(&json!([]))).is_err());
}

#[track_caller]
fn assert_refused(entry: &Value, expected: &str) {
    let mut names = enough();
    names.push(entry.clone());
    let error = generated(&named(&json!(names))).expect_err("the entry is wrong").to_string();
    assert_eq!(error, format!("patches.json: names[2]{expected}"));
}

#[test]
fn names_that_do_not_fit_are_refused() {
    let entry = |mut entry: Value, name: &str| {
        entry["name"] = json!(name);
        entry["reason"] = json!(REASON);
        entry
    };
    assert_refused(
        &entry(json!({"shape": "AlarmState", "value": "readonly"}), "ReadOnly2"),
        ": no value is called \"readonly\", so the name is stale; did you mean \"read-only\" or \"read_only\"?",
    );
    assert_refused(
        &entry(json!({"shape": "Sirens"}), "Siren"),
        ": no shape is called \"Sirens\", so the name is stale; remove the name, or renew it",
    );
    assert_refused(
        &entry(json!({"operation": "StopAlarm"}), "Halt"),
        ": no operation is called \"StopAlarm\", so the name is stale; did you mean \"StopAlarms\"?",
    );
    assert_refused(
        &entry(json!({"shape": "Count"}), "Number"),
        ": the shape \"Count\" has no name in Rust, so the name is stale; remove the name, or renew it",
    );
    for (named, name, help) in [
        (json!({"shape": "AlarmState", "value": "OK"}), "all_right", "write \"AllRight\""),
        (json!({"shape": "AlarmState", "value": "OK"}), "Unknown", "write \"UnknownValue\""),
        (json!({"shape": "Alarm", "member": "Since"}), "Since", "write \"since\""),
        (json!({"shape": "Alarm", "member": "Since"}), "self", "write \"self_\""),
        (json!({"shape": "Target", "member": "Phone"}), "phone", "write \"Phone\""),
        (json!({"operation": "StopAlarms"}), "halt", "write \"Halt\""),
        (json!({"operation": "StopAlarms"}), "  ", "it needs letters"),
    ] {
        let expected = format!(": \"{name}\" is not written as names of its kind are in Rust; {help}");
        assert_refused(&entry(named, name), &expected);
    }
    assert_refused(
        &entry(json!({"shape": "Alarm", "member": "name"}), "digits"),
        ": another entry has named this already",
    );
    assert_refused(&json!({"shape": "Alarm", "name": "Siren"}), ": the key \"reason\" is missing");
    assert_refused(
        &json!({"shape": "Alarm", "name": "Siren", "reason": ""}),
        ".reason: a name needs a reason",
    );
    assert_refused(
        &json!({"member": "Since", "name": "since", "reason": REASON}),
        ": it is not clear what is named; an entry has \"operation\", \"waiter\", or \"shape\"; beside \
         \"shape\" it may have \"member\" or \"value\"",
    );
}

fn patched(patch: &Value) -> Result<(), Error> {
    let mut sources = changed(|model| {
        model["shapes"]["Alarm"]["members"]["State"]["locationName"] = json!("state");
        model["shapes"]["NotFound"]["error"] = json!({"code": "NoAlarm", "httpStatusCode": 404});
    });
    sources.patches = Some(source("patches.json", &json!({"patches": [patch]})));
    load(&sources).map(|_| ())
}

#[test]
fn a_patch_that_puts_another_word_on_the_wire_has_to_mean_it() {
    for (path, expect, replace, place, new, old) in [
        (
            "shapes.AlarmState.enum",
            json!(["OK", "ALARM"]),
            json!(["OK", "ALARM_2"]),
            "shapes.AlarmState.enum",
            "ALARM_2",
            "ALARM",
        ),
        ("shapes.AlarmState.enum.0", json!("OK"), json!("Ok"), "shapes.AlarmState.enum", "Ok", "OK"),
        (
            "shapes.Alarm.members.State.locationName",
            json!("state"),
            json!("State2"),
            "shapes.Alarm.members",
            "State2",
            "state",
        ),
        (
            "operations.StopAlarms.name",
            json!("StopAlarms"),
            json!("Stop"),
            "operations.StopAlarms.name",
            "Stop",
            "StopAlarms",
        ),
        (
            "shapes.NotFound.error.code",
            json!("NoAlarm"),
            json!(null),
            "shapes.NotFound.error.code",
            "NotFound",
            "NoAlarm",
        ),
    ] {
        let mut patch = json!({"path": path, "reason": "It collides.", "expect": expect, "replace": replace});
        let error = patched(&patch).expect_err("the wire would change").to_string();
        assert_eq!(
            error,
            format!(
                "patches.json: patches[0]: {place}: the patch would put \"{new}\" on the wire in place of \
                 \"{old}\", which is what the model has; to call it something else in Rust alone, give it a name \
                 under \"names\" in this file; if the service really says so, add \"wire\": true"
            )
        );
        patch["wire"] = json!(true);
        patched(&patch).expect("it is meant");
    }
}

#[test]
fn patches_that_take_no_words_away_need_not_say_so() {
    let reason = "The service says so.";
    for patch in [
        json!({"path": "shapes.AlarmState.enum.2", "reason": reason, "replace": "QUIET"}),
        json!({"path": "shapes.AlarmState.enum.0", "reason": reason, "expect": "OK", "replace": null}),
        json!({"path": "shapes.Alarm.members.Level", "reason": reason, "replace": {"shape": "Count"}}),
        json!({"path": "shapes.Count.type", "reason": reason, "expect": "integer", "replace": "long"}),
    ] {
        patched(&patch).expect("nothing that the model has is called differently");
    }
}
