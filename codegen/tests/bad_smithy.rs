//! Models of Smithy's form that cannot be read, and what is said about each.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

#[path = "support/smithy.rs"]
mod smithy;
#[allow(dead_code, reason = "the service of the other form is not looked at here")]
mod support;

use serde_json::{Value, json};
use shapesmith_codegen::{Selection, load, select};
use smithy::{changed, shape};
use support::source;

/// What makes a good model a bad one.
type Change = fn(&mut Value);
/// The same, where it holds on to something.
type DynChange<'a> = dyn Fn(&mut Value) + 'a;

/// What is said about the service with a change made to it.
fn message(change: impl FnOnce(&mut Value)) -> String {
    match load(&changed(change)) {
        Ok(_) => panic!("the model was read"),
        Err(error) => error.to_string(),
    }
}

/// Puts a trait onto a shape.
fn put(model: &mut Value, name: &str, trait_name: &str, value: Value) {
    shape(model, name)["traits"][trait_name] = value;
}

/// Puts a trait onto a member.
fn put_on(model: &mut Value, name: &str, member: &str, trait_name: &str, value: Value) {
    shape(model, name)["members"][member]["traits"][trait_name] = value;
}

#[test]
fn files_that_are_no_models() {
    let cases: [(Change, &str); 9] = [
        (
            |model| model["smithy"] = json!("1.0"),
            "model.json: smithy: version 1.0 is not read; print the model anew with a Smithy of today, which writes version \
             2.0 (`smithy ast`)",
        ),
        (
            |model| model["smithy"] = json!("three"),
            "model.json: smithy: \"three\" is not a version of Smithy; version 2.0 is read",
        ),
        (|model| model["smithy"] = json!(2), "model.json: smithy: expected a string, found a number"),
        (|model| model["shapes"] = json!([]), "model.json: shapes: expected an object, found an array"),
        (
            |model| drop(model.as_object_mut().unwrap().remove("shapes")),
            "model.json: the key \"shapes\" is missing",
        ),
        (
            |model| model["shapes"] = json!({"a.b#Text": {"type": "string"}}),
            "model.json: no shape is a service, so there is nothing to call",
        ),
        (
            |model| model["shapes"]["a.b#Other"] = json!({"type": "service"}),
            "model.json: 2 shapes are services: a.b#AlarmService, a.b#Other; leave one service in the file",
        ),
        (
            |model| model["shapes"]["Nameless"] = json!({"type": "string"}),
            "model.json: shapes.Nameless: \"Nameless\" is not the id of a shape; an id has a namespace and a name, as in \
             `com.example#Thing`",
        ),
        (
            |model| shape(model, "Tags")["type"] = json!("mapp"),
            "model.json: a.b#Tags: \"mapp\" is not a type of shapes; did you mean \"map\"?",
        ),
    ];
    for (change, expected) in cases {
        assert_eq!(message(change), expected);
    }
}

#[test]
fn keys_of_which_nobody_could_say_where_they_stand() {
    let cases = [
        (json!({"in": "header"}), "the key \"name\" is missing"),
        (json!({"name": "key"}), "the key \"in\" is missing"),
        (json!({"name": "key", "in": "cookie"}), "in: expected \"header\" or \"query\", found \"cookie\""),
        (json!({"name": "two words", "in": "header"}), "name: \"two words\" is not the name of a header"),
        (json!({"name": "", "in": "query"}), "name: a parameter of the query needs a name"),
        (
            json!({"name": "key", "in": "query", "scheme": "Key"}),
            "scheme: only a key in a header has a scheme before it",
        ),
        (
            json!({"name": "key", "in": "header", "scheme": "a b"}),
            "scheme: a scheme is one word of what headers may hold",
        ),
    ];
    for (key, expected) in cases {
        let message = message(|model| put(model, "AlarmService", "smithy.api#httpApiKeyAuth", key.clone()));
        assert!(
            message.starts_with("model.json: a.b#AlarmService: smithy.api#httpApiKeyAuth")
                && message.ends_with(expected),
            "{message}"
        );
    }
}

#[test]
fn targets_that_are_not_there_or_are_nothing_that_fits() {
    let cases: [(Change, &str); 11] = [
        (
            |model| shape(model, "AlarmList")["member"]["target"] = json!("a.b#Alarms"),
            "model.json: a.b#AlarmList$member: target: no shape is called \"a.b#Alarms\"; did you mean \"a.b#Alarm\"?",
        ),
        (
            |model| shape(model, "Alarm")["members"]["Tags"]["target"] = json!("a.b#AlarmService"),
            "model.json: a.b#Alarm$Tags: target: a member cannot have \"a.b#AlarmService\" as its target, which is of the type \
             service",
        ),
        (
            |model| shape(model, "Alarm")["members"]["Tags"] = json!({}),
            "model.json: a.b#Alarm$Tags: the key \"target\" is missing",
        ),
        (
            |model| shape(model, "AlarmService")["operations"][0]["target"] = json!("a.b#Alarm"),
            "model.json: a.b#AlarmService: operations[0].target: a list of operations cannot have \"a.b#Alarm\" as its target, \
             which is of the type structure",
        ),
        (
            |model| shape(model, "AlarmService")["operations"][0]["target"] = json!("a.b#Gone"),
            "model.json: a.b#AlarmService: operations[0].target: no shape is called \"a.b#Gone\"",
        ),
        (
            |model| shape(model, "AlarmService")["resources"] = json!([{"target": "a.b#Tags"}]),
            "model.json: a.b#AlarmService: resources[0].target: a list of resources cannot have \"a.b#Tags\" as its target, which \
             is of the type map",
        ),
        (
            |model| shape(model, "DescribeAlarms")["input"]["target"] = json!("a.b#Tags"),
            "model.json: a.b#DescribeAlarms: input.target: the input of an operation cannot have \"a.b#Tags\" as its target, \
             which is of the type map",
        ),
        (
            |model| shape(model, "DescribeAlarms")["errors"][0]["target"] = json!("a.b#Alarm"),
            "model.json: a.b#DescribeAlarms: errors[0]: \"a.b#Alarm\" is listed as an error, but lacks the trait smithy.api#error",
        ),
        (
            |model| shape(model, "Tags")["key"]["target"] = json!("smithy.api#Integer"),
            "model.json: a.b#Tags$key: target: the keys of a map must be strings, these are of the type integer",
        ),
        (
            |model| drop(shape(model, "Tags").as_object_mut().unwrap().remove("value")),
            "model.json: a.b#Tags: the key \"value\" is missing",
        ),
        (
            |model| shape(model, "AlarmList")["member"]["target"] = json!("a.b#AlarmList"),
            "model.json: a.b#AlarmList: AlarmList → AlarmList contains nothing but itself, so it has no finite type",
        ),
    ];
    for (change, expected) in cases {
        assert_eq!(message(change), expected);
    }
}

#[test]
fn traits_of_the_wrong_type_or_with_values_that_mean_nothing() {
    let cases: [(Change, &str); 15] = [
        (
            |model| put_on(model, "Alarm", "Name", "smithy.api#required", json!(1)),
            "model.json: a.b#Alarm$Name: smithy.api#required: expected an object, found a number",
        ),
        (
            |model| put(model, "AlarmName", "smithy.api#length", json!({"min": "one"})),
            "model.json: a.b#AlarmName: smithy.api#length.min: expected a number, found a string",
        ),
        (
            |model| put(model, "AlarmName", "smithy.api#pattern", json!({})),
            "model.json: a.b#AlarmName: smithy.api#pattern: expected a string, found an object",
        ),
        (
            |model| put(model, "NotFound", "smithy.api#error", json!("sender")),
            "model.json: a.b#NotFound: smithy.api#error: expected \"client\" or \"server\", found \"sender\"",
        ),
        (
            |model| put(model, "NotFound", "smithy.api#httpError", json!("many")),
            "model.json: a.b#NotFound: smithy.api#httpError: expected a number, found a string",
        ),
        (
            |model| put_on(model, "Alarm", "Since", "smithy.api#timestampFormat", json!("iso8601")),
            "model.json: a.b#Alarm$Since: smithy.api#timestampFormat: \"iso8601\" is not a format of timestamps; known formats: \
             date-time, epoch-seconds, http-date",
        ),
        (
            |model| put_on(model, "AlarmState", "FINE", "smithy.api#enumValue", json!(7)),
            "model.json: a.b#AlarmState$FINE: smithy.api#enumValue: expected a string, found a number",
        ),
        (
            |model| put_on(model, "AlarmState", "FINE", "smithy.api#enumValue", json!("ALARM")),
            "model.json: a.b#AlarmState: members[1]: the value \"ALARM\" stands twice",
        ),
        (
            |model| put(model, "DescribeAlarms", "smithy.api#paginated", json!({"inputToken": "NextToken"})),
            "model.json: a.b#DescribeAlarms: smithy.api#paginated: the key \"outputToken\" is missing, here and on the service",
        ),
        (
            |model| {
                let paginated =
                    json!({"inputToken": "NextToken", "outputToken": "NextToken", "items": "Alarm"});
                put(model, "DescribeAlarms", "smithy.api#paginated", paginated);
            },
            "model.json: a.b#DescribeAlarms: smithy.api#paginated.items: DescribeAlarmsOutput has no member \"Alarm\"; did you \
             mean \"Alarms\"?",
        ),
        (
            |model| {
                let acceptors = json!([{"state": "success", "matcher": {"status": 200}}]);
                put(
                    model,
                    "DescribeAlarms",
                    "smithy.waiters#waitable",
                    json!({"Quiet": {"acceptors": acceptors}}),
                );
            },
            "model.json: a.b#DescribeAlarms: smithy.waiters#waitable.Quiet.acceptors[0].matcher.status: \"status\" is not a \
             matcher; known: success, errorType, output, inputOutput",
        ),
        (
            |model| {
                let output = json!({"path": "Totals", "comparator": "stringEquals", "expected": "1"});
                let acceptors = json!([{"state": "success", "matcher": {"output": output}}]);
                put(
                    model,
                    "DescribeAlarms",
                    "smithy.waiters#waitable",
                    json!({"Quiet": {"acceptors": acceptors}}),
                );
            },
            "model.json: a.b#DescribeAlarms: smithy.waiters#waitable.Quiet.acceptors[0].matcher.output.path: the structure DescribeAlarmsOutput \
             has no member \"Totals\"; did you mean \"Total\"?",
        ),
        (
            |model| put(model, "DescribeAlarms", "smithy.api#endpoint", json!({"hostPrefix": "{Prefix}."})),
            "model.json: a.b#DescribeAlarms: smithy.api#endpoint.hostPrefix: the input's member \"Prefix\" is a label of the host \
             name, but it is not marked with hostLabel",
        ),
        (
            |model| put(model, "AlarmService", "aws.api#service", json!({"endpointPrefix": "alarms"})),
            "model.json: a.b#AlarmService: aws.api#service: the key \"sdkId\" is missing",
        ),
        (
            |model| put(model, "AlarmService", "smithy.rules#endpointRuleSet", json!({"version": "1.0"})),
            "model.json: a.b#AlarmService: smithy.rules#endpointRuleSet: the key \"parameters\" is missing",
        ),
    ];
    for (change, expected) in cases {
        assert_eq!(message(change), expected);
    }
}

#[test]
fn protocols_and_schemes_that_no_client_can_use() {
    let without_protocol = message(|model| {
        shape(model, "AlarmService")["traits"].as_object_mut().unwrap().remove("aws.protocols#awsJson1_1");
    });
    assert!(
        without_protocol.starts_with(
            "model.json: a.b#AlarmService: no trait of the service is a protocol that is known; known are"
        ),
        "{without_protocol}"
    );
    let other = message(|model| {
        let traits = shape(model, "AlarmService")["traits"].as_object_mut().unwrap();
        traits.remove("aws.protocols#awsJson1_1");
        traits.insert("smithy.protocols#rpcv2Json".to_owned(), json!({}));
    });
    assert!(
        other
            .starts_with("model.json: a.b#AlarmService: traits: \"smithy-rpc-v2-json\" is not supported yet"),
        "{other}"
    );
    let scheme =
        message(|model| put(model, "AlarmService", "smithy.api#auth", json!(["smithy.api#httpDigestAuth"])));
    assert!(scheme.starts_with("model.json: a.b#AlarmService: smithy.api#auth: "), "{scheme}");
}

#[test]
fn mixins_and_what_is_applied_have_to_fit() {
    let mixin =
        |members: Value| json!({"type": "structure", "members": members, "traits": {"smithy.api#mixin": {}}});
    let cases: [(&DynChange<'_>, &str); 9] = [
        (
            &|model| {
                model["shapes"]["a.b#One"] = mixin(json!({}));
                model["shapes"]["a.b#Two"] = mixin(json!({}));
                shape(model, "One")["mixins"] = json!([{"target": "a.b#Two"}]);
                shape(model, "Two")["mixins"] = json!([{"target": "a.b#One"}]);
            },
            "model.json: a.b#One: mixins: a.b#One → a.b#Two → a.b#One: mixins that mix in themselves",
        ),
        (
            &|model| shape(model, "Alarm")["mixins"] = json!([{"target": "a.b#Gone"}]),
            "model.json: a.b#Alarm: mixins[0]: no shape is called \"a.b#Gone\"",
        ),
        (
            &|model| shape(model, "Alarm")["mixins"] = json!([{"target": "a.b#NotFound"}]),
            "model.json: a.b#Alarm: mixins[0]: \"a.b#NotFound\" is mixed in, but it lacks the trait smithy.api#mixin",
        ),
        (
            &|model| {
                model["shapes"]["a.b#Mixin"] = mixin(json!({}));
                shape(model, "Mixin")["type"] = json!("union");
                shape(model, "Alarm")["mixins"] = json!([{"target": "a.b#Mixin"}]);
            },
            "model.json: a.b#Alarm: mixins[0]: a shape and what it mixes in must be of one type",
        ),
        (
            &|model| shape(model, "Alarm")["mixins"] = json!({}),
            "model.json: a.b#Alarm: mixins: expected an array, found an object",
        ),
        (
            &|model| {
                for level in 0..200 {
                    model["shapes"][format!("a.b#Level{level}")] = mixin(json!({}));
                    let mixins = json!([{"target": format!("a.b#Level{}", level + 1)}]);
                    model["shapes"][format!("a.b#Level{level}")]["mixins"] = mixins;
                }
                model["shapes"]["a.b#Level200"] = mixin(json!({}));
            },
            "model.json: a.b#Level64: mixins: mixins are nested deeper than 64 levels",
        ),
        (
            &|model| {
                model["shapes"]["a.b#Gone"] =
                    json!({"type": "apply", "traits": {"smithy.api#sensitive": {}}});
            },
            "model.json: a.b#Gone: no shape is called \"a.b#Gone\"",
        ),
        (
            &|model| {
                model["shapes"]["a.b#Alarm$Age"] =
                    json!({"type": "apply", "traits": {"smithy.api#required": {}}});
            },
            "model.json: a.b#Alarm: $Age: the shape has no member \"Age\"",
        ),
        (
            &|model| {
                model["shapes"]["a.b#Alarm$Name"] =
                    json!({"type": "apply", "traits": {"smithy.api#required": {"x": 1}}});
            },
            "model.json: a.b#Alarm: $Name.traits.smithy.api#required: the trait is there already, with another value",
        ),
    ];
    for (change, expected) in cases {
        assert_eq!(message(|model| change(model)), expected);
    }
}

#[test]
fn names_are_unique_in_a_service() {
    let alike = message(|model| {
        model["shapes"]["c.d#Alarm"] = json!({"type": "structure", "members": {}});
        shape(model, "DescribeAlarmsResponse")["members"]["Other"] = json!({"target": "c.d#Alarm"});
    });
    assert_eq!(
        alike,
        "model.json: a.b#AlarmService: two shapes would be called Alarm: a.b#Alarm and c.d#Alarm; give one of them another \
         name by `rename` of the service"
    );
}

#[test]
fn nesting_without_end_is_refused_not_followed() {
    let text =
        format!("{{\"smithy\": \"2.0\", \"metadata\": {}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    let sources =
        shapesmith_codegen::Sources::new(shapesmith_codegen::Source { name: "model.json".to_owned(), text });
    assert!(load(&sources).unwrap_err().reason.contains("recursion limit"));
}

#[test]
fn files_of_the_other_form_have_no_place_beside_it() {
    let mut sources = changed(|_| {});
    sources.paginators = Some(source("paginators-1.json", &json!({"pagination": {}})));
    let error = load(&sources).unwrap_err().to_string();
    assert_eq!(
        error,
        "paginators-1.json: it belongs to a model of botocore's, but model.json is one of Smithy's and holds all of this \
         itself; remove one of the two"
    );
}

#[test]
fn what_cannot_be_honoured_keeps_from_the_operations_that_reach_it() {
    let refused = |change: &dyn Fn(&mut Value)| {
        let service = load(&changed(|model| change(model))).unwrap();
        let selection = Selection { operations: vec!["DescribeAlarms".to_owned()] };
        select(&service, &selection).unwrap_err().to_string()
    };
    for (change, expected) in [
        (
            &(|model: &mut Value| put_on(model, "Alarm", "Name", "smithy.api#brandNew", json!({})))
                as &dyn Fn(&mut Value),
            "marked with a trait of unknown effect (trait smithy.api#brandNew)",
        ),
        (&|model| put(model, "AlarmService", "aws.new#thing", json!({})), "(trait aws.new#thing)"),
        (
            &|model| put(model, "DescribeAlarms", "smithy.mqtt#publish", json!("topic")),
            "sent over MQTT (trait smithy.mqtt#publish)",
        ),
        (
            &|model| shape(model, "Alarm")["members"]["Since"]["target"] = json!("smithy.api#BigDecimal"),
            "a decimal number of any precision (trait bigDecimal)",
        ),
    ] {
        let message = refused(change);
        assert!(message.contains(expected), "{message}");
    }
    let remarks = load(&changed(|model| put(model, "Alarm", "com.example#own", json!({})))).unwrap().remarks;
    assert_eq!(
        remarks,
        ["model.json: the trait com.example#own is not one of Smithy's, so nothing is done about it"]
    );
}
