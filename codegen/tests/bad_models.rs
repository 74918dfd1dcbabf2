//! Mistakes in `service-2.json`: each ends in an error that names the place and the reason.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use serde_json::{Value, json};
use shapesmith_codegen::{Source, Sources, load};
use support::changed;

/// Asserts that a changed model is refused, and how.
#[track_caller]
fn assert_refused(change: impl FnOnce(&mut Value), expected: &str) {
    assert_eq!(load(&changed(change)).expect_err("the model is wrong").to_string(), expected);
}

/// Asserts that a text is refused, and how.
#[track_caller]
fn assert_text_refused(text: &str, expected: &str) {
    let source = Source { name: "service-2.json".to_owned(), text: text.to_owned() };
    assert_eq!(load(&Sources::new(source)).expect_err("the text is wrong").to_string(), expected);
}

fn remove(value: &mut Value, key: &str) {
    value.as_object_mut().expect("an object").remove(key).expect("the key is there");
}

#[test]
fn the_model_that_these_tests_change_is_valid() {
    load(&changed(|_| {})).expect("the model is right");
}

#[test]
fn truncated_files_name_line_and_column() {
    assert_text_refused(
        "{\n  \"metadata\": {",
        "service-2.json: line 2 column 15: EOF while parsing an object",
    );
    assert_text_refused("", "service-2.json: line 1 column 0: EOF while parsing a value");
}

#[test]
fn text_after_the_model_is_refused() {
    assert_text_refused("{}\n{}", "service-2.json: line 2 column 1: trailing characters");
}

#[test]
fn duplicate_keys_are_refused_by_name() {
    assert_text_refused(
        "{\"shapes\": {\n\"Alarm\": {},\n\"Alarm\": {}}}",
        "service-2.json: line 3 column 7: the key \"Alarm\" stands twice in one object",
    );
}

#[test]
fn deep_nesting_is_refused() {
    assert_text_refused(&"[".repeat(100_000), "service-2.json: line 1 column 128: recursion limit exceeded");
}

#[test]
fn a_model_must_be_an_object() {
    assert_text_refused("[]", "service-2.json: expected an object, found an array");
}

#[test]
fn the_main_parts_must_be_there() {
    assert_refused(|model| remove(model, "metadata"), "service-2.json: the key \"metadata\" is missing");
    assert_refused(|model| remove(model, "operations"), "service-2.json: the key \"operations\" is missing");
    assert_refused(|model| remove(model, "shapes"), "service-2.json: the key \"shapes\" is missing");
    assert_refused(
        |model| remove(&mut model["metadata"], "apiVersion"),
        "service-2.json: metadata: the key \"apiVersion\" is missing",
    );
}

#[test]
fn other_protocols_are_refused_by_name() {
    assert_refused(
        |model| {
            remove(&mut model["metadata"], "protocols");
            model["metadata"]["protocol"] = json!("soap");
        },
        "service-2.json: metadata.protocol: \"soap\" is not supported yet; \
         supported: json, rest-json, rest-xml, smithy-rpc-v2-cbor, query, ec2",
    );
    assert_refused(
        |model| model["metadata"]["protocols"] = json!(["soap", "smtp"]),
        "service-2.json: metadata.protocols: \"soap\", \"smtp\" are not supported yet; \
         supported: json, rest-json, rest-xml, smithy-rpc-v2-cbor, query, ec2",
    );
}

#[test]
fn json_needs_a_known_version_and_a_target_prefix() {
    assert_refused(
        |model| model["metadata"]["jsonVersion"] = json!("1.2"),
        "service-2.json: metadata.jsonVersion: \"1.2\" is not a version of AWS JSON; known: 1.0, 1.1",
    );
    assert_refused(
        |model| remove(&mut model["metadata"], "jsonVersion"),
        "service-2.json: metadata: the protocol json needs the key \"jsonVersion\"",
    );
    assert_refused(
        |model| remove(&mut model["metadata"], "targetPrefix"),
        "service-2.json: metadata: the protocol json needs the key \"targetPrefix\"",
    );
}

#[test]
fn other_signatures_are_refused_by_name() {
    assert_refused(
        |model| model["metadata"]["auth"] = json!(["aws.auth#sigv4a"]),
        "service-2.json: metadata.auth: expected aws.auth#sigv4, smithy.api#httpBearerAuth, smithy.api#httpBasicAuth or \
         smithy.api#httpApiKeyAuth, found \"aws.auth#sigv4a\", \
         which is not supported yet",
    );
    assert_refused(
        |model| {
            remove(&mut model["metadata"], "auth");
            model["metadata"]["signatureVersion"] = json!("v2");
        },
        "service-2.json: metadata.signatureVersion: \"v2\" is not supported yet; supported: v4, bearer",
    );
}

#[test]
fn values_of_the_wrong_type_are_refused() {
    assert_refused(
        |model| model["shapes"]["Alarm"]["members"]["Name"]["shape"] = json!(7),
        "service-2.json: shapes.Alarm.members.Name.shape: expected a string, found a number",
    );
    assert_refused(
        |model| model["shapes"]["Alarm"]["members"] = json!([]),
        "service-2.json: shapes.Alarm.members: expected an object, found an array",
    );
    assert_refused(
        |model| model["shapes"]["Alarm"]["required"] = json!("Name"),
        "service-2.json: shapes.Alarm.required: expected an array, found a string",
    );
    assert_refused(
        |model| model["shapes"]["AlarmState"]["enum"][1] = json!(null),
        "service-2.json: shapes.AlarmState.enum[1]: expected a string, found null",
    );
    assert_refused(
        |model| model["shapes"]["AlarmName"]["max"] = json!("64"),
        "service-2.json: shapes.AlarmName.max: expected a number, found a string",
    );
    assert_refused(
        |model| model["shapes"]["Text"]["sensitive"] = json!("yes"),
        "service-2.json: shapes.Text.sensitive: expected a boolean, found a string",
    );
    assert_refused(
        |model| model["operations"]["StopAlarms"] = json!(true),
        "service-2.json: operations.StopAlarms: expected an object, found a boolean",
    );
    assert_refused(
        |model| model["shapes"]["NotFound"]["error"] = json!({"httpStatusCode": -1}),
        "service-2.json: shapes.NotFound.error.httpStatusCode: \
         expected a whole number that is not negative nor too large, found -1",
    );
}

#[test]
fn dangling_references_are_refused_with_a_suggestion() {
    assert_refused(
        |model| model["shapes"]["Alarm"]["members"]["Name"]["shape"] = json!("AlarmNam"),
        "service-2.json: shapes.Alarm.members.Name.shape: no shape is called \"AlarmNam\"; did you mean \"AlarmName\"?",
    );
    assert_refused(
        |model| model["shapes"]["AlarmList"]["member"]["shape"] = json!("alarm"),
        "service-2.json: shapes.AlarmList.member.shape: no shape is called \"alarm\"; did you mean \"Alarm\"?",
    );
    assert_refused(
        |model| model["operations"]["DescribeAlarms"]["input"]["shape"] = json!("DescribeAlarmRequest"),
        "service-2.json: operations.DescribeAlarms.input.shape: no shape is called \"DescribeAlarmRequest\"; \
         did you mean \"DescribeAlarmsRequest\"?",
    );
    assert_refused(
        |model| model["operations"]["DescribeAlarms"]["errors"][0]["shape"] = json!("Xyz"),
        "service-2.json: operations.DescribeAlarms.errors[0].shape: no shape is called \"Xyz\"",
    );
    assert_refused(
        |model| model["shapes"]["Alarm"]["required"] = json!(["Name", "Nam"]),
        "service-2.json: shapes.Alarm.required[1]: no member is called \"Nam\"; did you mean \"Name\"?",
    );
}

#[test]
fn unknown_types_are_refused_by_name() {
    assert_refused(
        |model| model["shapes"]["Text"]["type"] = json!("strng"),
        "service-2.json: shapes.Text.type: \"strng\" is not a supported type of shape; did you mean \"string\"?",
    );
    assert_refused(
        |model| model["shapes"]["Count"]["type"] = json!("bigInteger"),
        "service-2.json: shapes.Count.type: \"bigInteger\" is not a supported type of shape; known types: blob, \
         boolean, byte, character, double, float, integer, list, long, map, short, string, structure, timestamp",
    );
    assert_refused(
        |model| remove(&mut model["shapes"]["Count"], "type"),
        "service-2.json: shapes.Count: the key \"type\" is missing",
    );
}

#[test]
fn unknown_timestamp_formats_are_refused_by_name() {
    assert_refused(
        |model| model["shapes"]["Time"]["timestampFormat"] = json!("iso8602"),
        "service-2.json: shapes.Time.timestampFormat: \"iso8602\" is not a format of timestamps; \
         did you mean \"iso8601\"?",
    );
    assert_refused(
        |model| model["shapes"]["Alarm"]["members"]["Since"]["timestampFormat"] = json!("julian"),
        "service-2.json: shapes.Alarm.members.Since.timestampFormat: \"julian\" is not a format of timestamps; \
         known formats: unixTimestamp, iso8601, rfc822",
    );
}

#[test]
fn incomplete_lists_and_maps_are_refused() {
    assert_refused(
        |model| remove(&mut model["shapes"]["AlarmList"], "member"),
        "service-2.json: shapes.AlarmList: the key \"member\" is missing",
    );
    assert_refused(
        |model| remove(&mut model["shapes"]["Tags"], "value"),
        "service-2.json: shapes.Tags: the key \"value\" is missing",
    );
    assert_refused(
        |model| model["shapes"]["Tags"]["key"]["shape"] = json!("Count"),
        "service-2.json: shapes.Tags.key.shape: the keys of a map must be strings, these are of the type integer",
    );
}

#[test]
fn enums_need_distinct_values() {
    assert_refused(
        |model| model["shapes"]["AlarmState"]["enum"] = json!([]),
        "service-2.json: shapes.AlarmState.enum: an enum needs at least one value",
    );
    assert_refused(
        |model| model["shapes"]["AlarmState"]["enum"] = json!(["OK", "ALARM", "OK"]),
        "service-2.json: shapes.AlarmState.enum[2]: the value \"OK\" stands twice",
    );
}

#[test]
fn wire_names_must_be_distinct_within_a_structure() {
    assert_refused(
        |model| model["shapes"]["Alarm"]["members"]["State"]["locationName"] = json!("Name"),
        "service-2.json: shapes.Alarm.members.State: \
         the members \"Name\" and \"State\" both have the wire name \"Name\"",
    );
}

#[test]
fn lists_and_maps_of_nothing_but_themselves_are_refused() {
    assert_refused(
        |model| model["shapes"]["AlarmList"]["member"]["shape"] = json!("AlarmList"),
        "service-2.json: shapes.AlarmList: AlarmList → AlarmList contains nothing but itself, \
         so it has no finite type",
    );
    assert_refused(
        |model| {
            model["shapes"]["Entry"] = json!({"type": "list", "member": {"shape": "Inner"}});
            model["shapes"]["Inner"] =
                json!({"type": "map", "key": {"shape": "Text"}, "value": {"shape": "Outer"}});
            model["shapes"]["Outer"] = json!({"type": "list", "member": {"shape": "Inner"}});
        },
        "service-2.json: shapes.Inner: Inner → Outer → Inner contains nothing but itself, so it has no finite type",
    );
}

#[test]
fn documents_have_no_members() {
    assert_refused(
        |model| model["shapes"]["Alarm"]["document"] = json!(true),
        "service-2.json: shapes.Alarm: a document has no members of its own, but this one has \"Name\"",
    );
}

#[test]
fn inputs_outputs_and_errors_must_be_structures() {
    assert_refused(
        |model| model["operations"]["StopAlarms"]["input"] = json!({"shape": "Text"}),
        "service-2.json: operations.StopAlarms.input.shape: \
         the input of an operation must be a structure, \"Text\" is not",
    );
    assert_refused(
        |model| model["operations"]["StopAlarms"]["output"] = json!({"shape": "AlarmList"}),
        "service-2.json: operations.StopAlarms.output.shape: \
         the output of an operation must be a structure, \"AlarmList\" is not",
    );
    assert_refused(
        |model| {
            model["operations"]["StopAlarms"]["errors"] = json!([{"shape": "NotFound"}, {"shape": "Count"}])
        },
        "service-2.json: operations.StopAlarms.errors[1].shape: an error must be a structure, \"Count\" is not",
    );
}

/// Gives `DescribeAlarms` a host prefix, and `Prefix` the mark of a label.
fn with_host_prefix(model: &mut Value, prefix: &str) {
    model["operations"]["DescribeAlarms"]["endpoint"] = json!({"hostPrefix": prefix});
    model["shapes"]["DescribeAlarmsRequest"]["members"]["Prefix"]["hostLabel"] = json!(true);
}

#[test]
fn host_labels_must_be_members_that_can_fill_them() {
    let place = "service-2.json: operations.DescribeAlarms.endpoint.hostPrefix";
    assert_refused(
        |model| with_host_prefix(model, "{Prefx}."),
        &format!("{place}: the input has no member \"Prefx\"; did you mean \"Prefix\"?"),
    );
    assert_refused(
        |model| with_host_prefix(model, "data-{Prefix."),
        &format!("{place}: the brace that opens \"{{Prefix.\" is never closed"),
    );
    assert_refused(
        |model| with_host_prefix(model, "{Prefix}}."),
        &format!("{place}: \"}}.\" closes a brace that is not open"),
    );
    assert_refused(
        |model| with_host_prefix(model, "{NextToken}."),
        &format!(
            "{place}: the input's member \"NextToken\" is a label of the host name, but it is not marked with hostLabel"
        ),
    );
    assert_refused(
        |model| {
            with_host_prefix(model, "{Prefix}.");
            remove(&mut model["shapes"]["DescribeAlarmsRequest"], "required");
        },
        &format!(
            "{place}: the input's member \"Prefix\" is a label of the host name, but it is not required"
        ),
    );
    assert_refused(
        |model| {
            with_host_prefix(model, "{Prefix}.");
            model["shapes"]["DescribeAlarmsRequest"]["members"]["Prefix"]["shape"] = json!("Count");
        },
        &format!(
            "{place}: the input's member \"Prefix\" is a label of the host name, but it is not a string"
        ),
    );
}

/// The model as one of a protocol that has places.
fn bound(change: impl FnOnce(&mut Value)) -> impl FnOnce(&mut Value) {
    |model| {
        remove(&mut model["metadata"], "protocols");
        model["metadata"]["protocol"] = json!("rest-json");
        let input = &mut model["shapes"]["DescribeAlarmsRequest"];
        input["members"]["Prefix"]["location"] = json!("uri");
        model["operations"]["DescribeAlarms"]["http"] =
            json!({"method": "GET", "requestUri": "/alarms/{Prefix}?all"});
        change(model);
    }
}

#[test]
fn paths_have_a_place_for_every_label_and_a_label_for_every_place() {
    let uri = |uri: &'static str| {
        bound(move |model| model["operations"]["DescribeAlarms"]["http"]["requestUri"] = json!(uri))
    };
    let place = "service-2.json: operations.DescribeAlarms.http.requestUri: ";
    load(&changed(bound(|_| {}))).expect("the model is right");
    for (template, reason) in [
        (
            "/alarms/{Prefx}",
            "no member of the input travels in the path as \"Prefx\"; did you mean \"Prefix\"?",
        ),
        ("/alarms/{Prefix", "the brace that opens \"{Prefix\" is never closed"),
        ("/alarms/Prefix}", "\"/alarms/Prefix}\" closes a brace that is not open"),
        ("/alarms?p={Prefix}", "the label \"Prefix\" stands in the query, where there can be none"),
        ("alarms/{Prefix}", "\"alarms/{Prefix}\" does not begin with a slash"),
        ("/a b/{Prefix}", "\"/a b/\" holds what no URL can hold"),
        ("/alarms", "the member \"Prefix\" travels in the path, but \"/alarms\" has no place for it"),
    ] {
        assert_refused(uri(template), &format!("{place}{reason}"));
    }
    assert_refused(
        bound(|model| model["operations"]["DescribeAlarms"]["http"]["method"] = json!("GETT")),
        "service-2.json: operations.DescribeAlarms.http.method: \"GETT\" is not a method that requests are sent with; \
         did you mean \"GET\"?",
    );
    assert_refused(
        bound(|model| model["shapes"]["DescribeAlarmsRequest"]["payload"] = json!("Prefx")),
        "service-2.json: shapes.DescribeAlarmsRequest.payload: no member is called \"Prefx\"; did you mean \"Prefix\"?",
    );
}
