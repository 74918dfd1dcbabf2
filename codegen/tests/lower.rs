//! Good models: what the traits of a model become.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use serde_json::{Value, json};
use shapesmith_codegen::ir::path::Literal;
use shapesmith_codegen::ir::{
    Authentication, ContextValue, EndpointDiscovery, Exception, Fault, HostLabel, HostPart, Idempotency,
    Matcher, Presence, Protocol, Retry, Sensitivity, Service, Shape, ShapeKind, Sparsity, TimestampFormat,
};
use shapesmith_codegen::load;
use support::{changed, source};

fn loaded(change: impl FnOnce(&mut Value)) -> Service {
    load(&changed(change)).expect("the model is right")
}

fn shape<'a>(service: &'a Service, name: &str) -> &'a Shape {
    service.shapes.iter().find(|shape| shape.name == name).expect("the shape is there")
}

#[test]
fn json_is_chosen_where_a_service_prefers_another_protocol() {
    let service = loaded(|model| {
        model["metadata"]["protocol"] = json!("smithy-rpc-v2-cbor");
        model["metadata"]["protocols"] = json!(["smithy-rpc-v2-cbor", "json", "query"]);
        model["metadata"]["awsQueryCompatible"] = json!({});
        model["metadata"]["jsonVersion"] = json!("1.0");
        model["metadata"]["signingName"] = json!("sirens");
    });
    let target_prefix = "AlarmService".to_owned();
    assert_eq!(
        service.protocol,
        Protocol::AwsJson { version: "1.0".to_owned(), target_prefix, query_compatible: true }
    );
    assert_eq!((service.signing_name.as_str(), service.endpoint_prefix.as_str()), ("sirens", "alarms"));
}

#[test]
fn the_endpoint_prefix_is_the_signing_name_where_there_is_no_other() {
    assert_eq!(loaded(|_| {}).signing_name, "alarms");
}

#[test]
fn types_become_kinds() {
    let kind = |entry: Value| {
        let service = loaded(|model| model["shapes"]["Odd"] = entry);
        format!("{:?}", shape(&service, "Odd").kind)
    };
    for (name, expected) in [
        ("boolean", "Boolean"),
        ("byte", "Integer"),
        ("short", "Integer"),
        ("integer", "Integer"),
        ("long", "Long"),
        ("float", "Float"),
        ("double", "Double"),
        ("character", "String"),
        ("string", "String"),
        ("blob", "Blob"),
        ("timestamp", "Timestamp"),
        ("structure", "Structure([])"),
    ] {
        assert_eq!(kind(json!({"type": name})), expected);
    }
    assert_eq!(kind(json!({"type": "string", "enum": ["b", "a"]})), "Enum([\"b\", \"a\"])");
    assert_eq!(kind(json!({"type": "structure", "members": {}, "document": true})), "Document");
    assert_eq!(kind(json!({"type": "structure", "members": {}, "union": true})), "Union([])");
}

#[test]
fn members_keep_the_order_of_the_file() {
    let text = support::model().to_string().replace(
        r#""Text":{"#,
        r#""Ordered":{"type":"structure","members":{"Z":{"shape":"Text"},"A":{"shape":"Text"},"M":{"shape":"Text"}}},"Text":{"#,
    );
    let mut sources = changed(|_| {});
    sources.service.text = text;
    let service = load(&sources).expect("the model is right");
    let names: Vec<_> =
        shape(&service, "Ordered").members().iter().map(|member| member.name.as_str()).collect();
    assert_eq!(names, ["Z", "A", "M"]);
}

#[test]
fn traits_of_members_are_kept() {
    let service = loaded(|model| {
        let members = &mut model["shapes"]["Alarm"]["members"];
        members["Name"] = json!({
            "shape": "AlarmName", "locationName": "alarmName", "idempotencyToken": true, "hostLabel": true,
            "contextParam": {"name": "AlarmParameter"}, "documentation": "Words.", "jsonvalue": true,
            "deprecated": true, "deprecatedMessage": "Use another.",
        });
        model["shapes"]["AlarmState"]["sensitive"] = json!(true);
    });
    let members = shape(&service, "Alarm").members();
    let name = &members[0];
    assert_eq!((name.name.as_str(), name.element.wire_name.as_deref()), ("Name", Some("alarmName")));
    assert_eq!((name.presence, name.idempotency), (Presence::Required, Idempotency::Token));
    assert_eq!(
        (name.host_label, name.context_parameter.as_deref()),
        (HostLabel::Label, Some("AlarmParameter"))
    );
    assert_eq!(name.documentation.as_deref(), Some("Words."));
    assert_eq!(name.deprecated.as_ref().unwrap().message, "Use another.");
    assert!(matches!(service.shape(name.element.target).kind, ShapeKind::String));
    let state = &members[2];
    assert_eq!((state.presence, state.element.sensitivity), (Presence::Optional, Sensitivity::Sensitive));
}

#[test]
fn elements_are_sensitive_on_their_own() {
    let service = loaded(|model| {
        model["shapes"]["Text"]["sensitive"] = json!(true);
        model["shapes"]["Tags"]["sparse"] = json!(true);
        model["shapes"]["Alarm"]["members"]["Tags"] = json!({"shape": "Tags"});
    });
    let ShapeKind::Map { key, value, sparsity } = &shape(&service, "Tags").kind else {
        panic!("Tags is a map")
    };
    assert_eq!((key.sensitivity, value.sensitivity), (Sensitivity::Sensitive, Sensitivity::Sensitive));
    assert_eq!(*sparsity, Sparsity::Sparse);
    assert_eq!(shape(&service, "Alarm").members()[3].element.sensitivity, Sensitivity::Public);
}

#[test]
fn the_timestamp_format_of_a_use_comes_before_that_of_the_shape() {
    let format = |use_format: Option<&str>, shape_format: Option<&str>| {
        let service = loaded(|model| {
            if let Some(format) = use_format {
                model["shapes"]["Alarm"]["members"]["Since"]["timestampFormat"] = json!(format);
            }
            if let Some(format) = shape_format {
                model["shapes"]["Time"]["timestampFormat"] = json!(format);
            }
        });
        shape(&service, "Alarm").members()[1].element.timestamp_format
    };
    assert_eq!(format(None, None), None);
    assert_eq!(format(None, Some("iso8601")), Some(TimestampFormat::DateTime));
    assert_eq!(format(Some("rfc822"), None), Some(TimestampFormat::HttpDate));
    assert_eq!(format(Some("unixTimestamp"), Some("iso8601")), Some(TimestampFormat::EpochSeconds));
}

#[test]
fn exceptions_know_code_status_blame_and_retry() {
    let exception = |entry: Value| -> Exception {
        let service = loaded(|model| model["shapes"]["NotFound"] = entry);
        match &shape(&service, "NotFound").kind {
            ShapeKind::Exception(exception) => exception.clone(),
            other => panic!("expected an exception, found {other:?}"),
        }
    };
    let plain = exception(json!({"type": "structure", "exception": true}));
    assert_eq!((plain.code.as_str(), plain.status), ("NotFound", None));
    assert_eq!((plain.fault, plain.retry), (Fault::Client, Retry::Unspecified));

    // Listed as an error is enough to be one.
    let coded = exception(json!({
        "type": "structure", "error": {"code": "Missing", "httpStatusCode": 503, "senderFault": true},
        "fault": true, "retryable": {"throttling": true},
    }));
    assert_eq!((coded.code.as_str(), coded.status), ("Missing", Some(503)));
    assert_eq!((coded.fault, coded.retry), (Fault::Client, Retry::Throttling));

    let server = exception(json!({
        "type": "structure", "exception": true, "error": {"httpStatusCode": 500}, "retryable": {"throttling": false},
    }));
    assert_eq!((server.fault, server.retry), (Fault::Server, Retry::Retryable));
    let fault = exception(json!({"type": "structure", "exception": true, "fault": true}));
    assert_eq!(fault.fault, Fault::Server);
}

#[test]
fn operations_know_how_they_are_sent() {
    let service = loaded(|model| {
        model["operations"]["DescribeAlarms"]["endpoint"] = json!({"hostPrefix": "data-{Prefix}."});
        model["operations"]["DescribeAlarms"]["staticContextParams"] =
            json!({"Plane": {"value": "data"}, "Fast": {"value": true}, "Kinds": {"value": ["a", "b"]}});
        model["operations"]["DescribeAlarms"]["operationContextParams"] =
            json!({"Names": {"path": "[Prefix]"}, "Name": {"path": "Prefix"}});
        model["shapes"]["DescribeAlarmsRequest"]["members"]["Prefix"]["hostLabel"] = json!(true);
        model["shapes"]["DescribeAlarmsRequest"]["members"]["Prefix"]["locationName"] = json!("prefix");
        model["operations"]["StopAlarms"]["authtype"] = json!("none");
        model["operations"]["StopAlarms"]["endpointdiscovery"] = json!({});
        model["operations"]["StopAlarms"]["deprecated"] = json!(true);
    });
    let [describe, stop] = service.operations.as_slice() else { panic!("two operations") };
    let prefix = describe.host_prefix.as_ref().expect("the operation has a host prefix");
    assert_eq!(prefix.to_string(), "data-{Prefix}.");
    assert!(matches!(&prefix.parts[1], HostPart::Label(member) if member == "Prefix"), "{prefix:?}");
    assert_eq!(describe.authentication, Authentication::sigv4());
    assert_eq!(
        describe.static_context,
        [
            ("Fast".to_owned(), ContextValue::Boolean(true)),
            ("Kinds".to_owned(), ContextValue::Strings(vec!["a".to_owned(), "b".to_owned()])),
            ("Plane".to_owned(), ContextValue::String("data".to_owned())),
        ]
    );
    let [(_, name), (parameter, names)] = describe.context_paths.as_slice() else { panic!("two paths") };
    assert_eq!((parameter.as_str(), names.text.as_str(), names.members()), ("Names", "[Prefix]", None));
    assert_eq!(name.members().expect("it names a member")[0], "Prefix");
    assert_eq!((describe.http.method.as_str(), describe.http.uri.to_string().as_str()), ("POST", "/"));
    assert_eq!(
        (stop.authentication.clone(), stop.endpoint_discovery),
        (Authentication::anonymous(), EndpointDiscovery::Optional)
    );
    assert_eq!(stop.deprecated.as_ref().unwrap().message, "");
    assert!(service.shape(stop.input).members().is_empty());
}

#[test]
fn waiters_are_sorted_and_keep_the_order_of_their_acceptors() {
    let acceptors = json!([
        {"state": "success", "matcher": "error", "expected": "NotFound"},
        {"state": "retry", "matcher": "error", "expected": false},
        {"state": "failure", "matcher": "status", "expected": 404},
        {"state": "failure", "matcher": "pathAny", "argument": "Alarms[].State", "expected": "ALARM"},
    ]);
    let waiter =
        json!({"operation": "DescribeAlarms", "delay": 5, "maxAttempts": 20, "acceptors": acceptors});
    let mut sources = changed(|_| {});
    sources.waiters = Some(source("waiters-2.json", &json!({"waiters": {"B": waiter, "A": waiter}})));
    let service = load(&sources).expect("the waiters are right");
    let names: Vec<_> = service.waiters.iter().map(|waiter| waiter.name.as_str()).collect();
    assert_eq!(names, ["A", "B"]);
    let matchers: Vec<_> = service.waiters[0].acceptors.iter().map(|acceptor| &acceptor.matcher).collect();
    assert!(matches!(
        matchers.as_slice(),
        [Matcher::Error(error), Matcher::AnyError(false), Matcher::Status(404), Matcher::PathAny(path, Literal::Text(text))]
            if error.code == "NotFound" && path.text == "Alarms[].State" && text == "ALARM"
    ));
}

#[test]
fn overlays_add_and_replace() {
    let mut sources = changed(|model| model["shapes"]["Alarm"]["documentation"] = json!("Old words."));
    sources.service_overlay = Some(source(
        "service-2.sdk-extras.json",
        &json!({"version": 1.0, "merge": {
            "metadata": {"serviceId": "Sirens"},
            "shapes": {
                "Alarm": {"documentation": "New words.", "members": {"Volume": {"shape": "Count"}}},
                "Extra": {"type": "string"},
            },
        }}),
    ));
    let service = load(&sources).expect("the overlay is right");
    assert_eq!(service.id, "Sirens");
    let alarm = shape(&service, "Alarm");
    assert_eq!(alarm.documentation.as_deref(), Some("New words."));
    assert_eq!(alarm.members().len(), 5);
    assert_eq!(alarm.members()[4].name, "Volume");
    assert!(matches!(shape(&service, "Extra").kind, ShapeKind::String));
}

#[test]
fn patches_replace_add_and_remove() {
    let mut sources = changed(|_| {});
    sources.patches = Some(source(
        "patches.json",
        &json!({"patches": [
            {"path": "shapes.Count", "reason": "It overflows.", "expect": {"type": "integer"}, "replace": {"type": "long"}},
            {"path": "shapes.Count.sensitive", "reason": "It leaks.", "replace": true},
            {"path": "shapes.AlarmState.enum.2", "reason": "It is missing.", "replace": "UNKNOWN"},
            {"path": "shapes.AlarmState.enum.0", "reason": "It is never sent.", "expect": "OK", "replace": null},
            {"path": "shapes.Alarm.members.Tags", "reason": "It is gone.", "expect": {"shape": "Tags"}, "replace": null},
        ]}),
    ));
    let service = load(&sources).expect("the patches fit");
    let count = shape(&service, "Count");
    assert!(matches!(count.kind, ShapeKind::Long));
    assert_eq!(count.sensitivity, Sensitivity::Sensitive);
    assert!(
        matches!(&shape(&service, "AlarmState").kind, ShapeKind::Enum(values) if values == &["ALARM", "UNKNOWN"])
    );
    assert_eq!(shape(&service, "Alarm").members().len(), 3);
}
