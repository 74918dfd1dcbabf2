//! What a model of Smithy's form can say and one of botocore's cannot, or says in another way.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

#[path = "support/smithy.rs"]
mod smithy;
#[allow(dead_code, reason = "the service of the other form is not looked at here")]
mod support;

use serde_json::{Value, json};
use shapesmith_codegen::ir::{
    Authentication, Fault, Operation, Presence, Protocol, Scheme, Service, Shape, ShapeKind, TimestampFormat,
};
use shapesmith_codegen::load;
use smithy::{changed, shape};
use support::source;

/// The service with a change made to it.
fn service(change: impl FnOnce(&mut Value)) -> Service {
    load(&changed(change)).unwrap_or_else(|error| panic!("{error}"))
}

fn operation<'s>(service: &'s Service, name: &str) -> &'s Operation {
    service.operations.iter().find(|operation| operation.name == name).unwrap()
}

fn find<'s>(service: &'s Service, name: &str) -> &'s Shape {
    service.shapes.iter().find(|shape| shape.name == name).unwrap_or_else(|| panic!("no shape {name}"))
}

fn members(shape: &Shape) -> Vec<&str> {
    shape.members().iter().map(|member| member.name.as_str()).collect()
}

#[test]
fn a_service_is_what_its_traits_say() {
    let service = service(|_| {});
    assert_eq!((service.id.as_str(), service.full_name.as_str()), ("Alarms", "Alarm Service"));
    assert_eq!((service.api_version.as_str(), service.signing_name.as_str()), ("2026-01-31", "alarms"));
    assert_eq!(service.uid.as_deref(), Some("alarms-2026-01-31"));
    let Protocol::AwsJson { version, target_prefix, .. } = &service.protocol else { panic!("not JSON") };
    assert_eq!((version.as_str(), target_prefix.as_str()), ("1.1", "AlarmService"));
    let stop = operation(&service, "StopAlarms");
    assert!(!stop.has_input && service.shape(stop.input).members().is_empty());
    assert_eq!(find(&service, "AlarmState").kind, ShapeKind::Enum(vec!["ALARM".to_owned(), "OK".to_owned()]));
    assert_eq!(operation(&service, "DescribeAlarms").origin.place(), "a.b#DescribeAlarms");
    assert_eq!(find(&service, "Alarm").members()[0].origin.place(), "a.b#Alarm$Name");
}

#[test]
fn operations_of_resources_and_errors_of_the_service_belong_to_it() {
    let service = service(|model| {
        shape(model, "AlarmService")["operations"] = json!([{"target": "a.b#StopAlarms"}]);
        shape(model, "AlarmService")["resources"] = json!([{"target": "a.b#Outer"}]);
        shape(model, "AlarmService")["errors"] = json!([{"target": "a.b#Busy"}]);
        model["shapes"]["a.b#Outer"] = json!({"type": "resource", "resources": [{"target": "a.b#Inner"}]});
        model["shapes"]["a.b#Inner"] = json!({"type": "resource", "list": {"target": "a.b#DescribeAlarms"},
            "resources": [{"target": "a.b#Outer"}]});
        model["shapes"]["a.b#Busy"] = json!({"type": "structure", "members": {},
            "traits": {"smithy.api#error": "server", "smithy.api#httpError": 503, "smithy.api#retryable": {"throttling": true}}});
    });
    let names: Vec<&str> = service.operations.iter().map(|operation| operation.name.as_str()).collect();
    assert_eq!(names, ["DescribeAlarms", "StopAlarms"]);
    let errors = |name: &str| -> Vec<String> {
        operation(&service, name).errors.iter().map(|id| service.shape(*id).name.clone()).collect()
    };
    assert_eq!(errors("StopAlarms"), ["Busy"]);
    assert_eq!(errors("DescribeAlarms"), ["Busy", "NotFound"]);
    let ShapeKind::Exception(busy) = &find(&service, "Busy").kind else { panic!("no exception") };
    assert_eq!((busy.fault, busy.status), (Fault::Server, Some(503)));
}

#[test]
fn mixins_come_before_what_a_shape_has_itself() {
    let service = service(|model| {
        model["shapes"]["a.b#Named"] = json!({"type": "structure",
            "members": {"Id": {"target": "smithy.api#String", "traits": {"smithy.api#required": {}}}},
            "traits": {"smithy.api#mixin": {"localTraits": ["smithy.api#deprecated"]},
                       "smithy.api#deprecated": {}, "smithy.api#sensitive": {}}});
        model["shapes"]["a.b#Aged"] = json!({"type": "structure", "mixins": [{"target": "a.b#Named"}],
            "members": {"Age": {"target": "smithy.api#Integer"}}, "traits": {"smithy.api#mixin": {}}});
        shape(model, "Alarm")["mixins"] = json!([{"target": "a.b#Aged"}]);
        model["shapes"]["a.b#Alarm$Age"] = json!({"type": "apply", "traits": {"smithy.api#required": {}}});
        model["shapes"]["a.b#Tags"]["traits"] = json!({"smithy.api#tags": ["one"]});
    });
    let alarm = find(&service, "Alarm");
    assert_eq!(members(alarm), ["Id", "Age", "Name", "Since", "State", "Tags"]);
    let required: Vec<bool> =
        alarm.members().iter().map(|member| member.presence == Presence::Required).collect();
    assert_eq!(required, [true, true, true, false, false, false]);
    assert!(alarm.deprecated.is_none(), "the mixin keeps that for itself");
    assert_eq!(alarm.sensitivity, shapesmith_codegen::ir::Sensitivity::Sensitive);
}

#[test]
fn renamed_shapes_are_called_so() {
    let service = service(|model| {
        model["shapes"]["c.d#Alarm"] = json!({"type": "structure", "members": {}});
        shape(model, "DescribeAlarmsResponse")["members"]["Other"] = json!({"target": "c.d#Alarm"});
        shape(model, "AlarmService")["rename"] = json!({"c.d#Alarm": "OtherAlarm"});
    });
    assert_eq!(members(find(&service, "OtherAlarm")), Vec::<&str>::new());
    assert_eq!(find(&service, "Alarm").members().len(), 4);
}

#[test]
fn what_a_use_says_goes_before_what_its_target_says() {
    let service = service(|model| {
        model["shapes"]["a.b#Day"] =
            json!({"type": "timestamp", "traits": {"smithy.api#timestampFormat": "date-time"}});
        shape(model, "Alarm")["members"]["Since"] =
            json!({"target": "a.b#Day", "traits": {"smithy.api#timestampFormat": "http-date"}});
        shape(model, "Alarm")["members"]["Until"] = json!({"target": "a.b#Day"});
        shape(model, "AlarmName")["traits"]["smithy.api#pattern"] = json!("^[a-z]");
        shape(model, "Alarm")["members"]["Name"]["traits"]["smithy.api#length"] = json!({"min": 0, "max": 9});
    });
    let alarm = find(&service, "Alarm");
    let format = |name: &str| {
        alarm.members().iter().find(|member| member.name == name).unwrap().element.timestamp_format
    };
    assert_eq!(format("Since"), Some(TimestampFormat::HttpDate));
    assert_eq!(format("Until"), Some(TimestampFormat::DateTime));
    let name = &alarm.members()[0].element;
    let limits = name.limits(service.shape(name.target));
    assert_eq!((limits.min.clone(), limits.max.clone()), (None, Some(9.into())));
    assert_eq!(limits.pattern.as_deref(), Some("[a-z].*"));
}

#[test]
fn enums_of_both_kinds_and_of_numbers() {
    let service = service(|model| {
        *shape(model, "AlarmState") = json!({"type": "string",
            "traits": {"smithy.api#enum": [{"value": "on"}, {"value": "off", "name": "OFF"}]}});
        model["shapes"]["a.b#Level"] = json!({"type": "intEnum", "members": {
            "LOW": {"target": "smithy.api#Unit", "traits": {"smithy.api#enumValue": 1}}}});
        shape(model, "Alarm")["members"]["Level"] = json!({"target": "a.b#Level"});
    });
    assert_eq!(find(&service, "AlarmState").kind, ShapeKind::Enum(vec!["on".to_owned(), "off".to_owned()]));
    assert_eq!(find(&service, "Level").kind, ShapeKind::Integer);
}

#[test]
fn an_empty_list_of_schemes_means_that_nothing_is_signed() {
    let service = service(|model| {
        shape(model, "StopAlarms")["traits"]["smithy.api#auth"] = json!([]);
        shape(model, "DescribeAlarms")["traits"]["smithy.api#optionalAuth"] = json!({});
    });
    assert_eq!(operation(&service, "StopAlarms").authentication, Authentication::anonymous());
    assert_eq!(operation(&service, "DescribeAlarms").authentication, Authentication::sigv4());
}

#[test]
fn a_service_that_is_not_of_aws_is_called_by_its_shape() {
    let service = service(|model| {
        let traits = json!({"smithy.api#httpBearerAuth": {}, "aws.protocols#restJson1": {}});
        shape(model, "AlarmService")["traits"] = traits;
        for (name, method) in [("DescribeAlarms", "POST"), ("StopAlarms", "DELETE")] {
            shape(model, name)["traits"]["smithy.api#http"] =
                json!({"method": method, "uri": "/alarms", "code": 200});
        }
    });
    assert_eq!((service.id.as_str(), service.full_name.as_str()), ("AlarmService", "AlarmService"));
    assert_eq!((service.uid, service.endpoint_rules.is_none()), (None, true));
    assert!(service.operations.iter().all(|operation| operation.authentication == Authentication::bearer()));
}

#[test]
fn a_document_of_the_prelude_is_any_value() {
    let service = service(|model| {
        shape(model, "Alarm")["members"]["Rest"] = json!({"target": "smithy.api#Document"});
    });
    let alarm = find(&service, "Alarm");
    let rest = alarm.members().iter().find(|member| member.name == "Rest").unwrap();
    assert_eq!(service.shape(rest.element.target).kind, ShapeKind::Document);
}

#[test]
fn corrections_hold_for_both_forms() {
    let service = service(|model| {
        let traits = json!({
            "aws.api#service": {"sdkId": "EC2", "endpointPrefix": "ec2"},
            "aws.auth#sigv4": {"name": "ec2"},
            "aws.protocols#ec2Query": {},
        });
        shape(model, "AlarmService")["traits"] = traits;
        shape(model, "AlarmService")["version"] = json!("2016-11-15");
        shape(model, "StopAlarms")["output"] = json!({"target": "a.b#GetConsoleOutputResult"});
        model["shapes"]["a.b#String"] = json!({"type": "string"});
        model["shapes"]["a.b#GetConsoleOutputResult"] = json!({"type": "structure", "members": {
            "Output": {"target": "a.b#String"}, "InstanceId": {"target": "a.b#String"}}});
    });
    let kinds: Vec<_> = find(&service, "GetConsoleOutputResult")
        .members()
        .iter()
        .map(|member| service.shape(member.element.target).kind.clone())
        .collect();
    // Maps of tests are sorted by name: InstanceId comes first.
    assert_eq!(kinds, [ShapeKind::String, ShapeKind::Blob]);
}

/// The service without anything of AWS but its protocol, authorised by some traits.
fn own_service(model: &mut Value, schemes: Value) {
    let mut traits = json!({"aws.protocols#awsJson1_1": {}});
    traits.as_object_mut().unwrap().extend(schemes.as_object().unwrap().clone());
    shape(model, "AlarmService")["traits"] = traits;
}

#[test]
fn schemes_stand_in_the_order_of_auth_else_in_that_of_their_names() {
    let key = json!({"name": "X-Key", "in": "header", "scheme": "Alarm"});
    let schemes = json!({"smithy.api#httpBearerAuth": {}, "smithy.api#httpBasicAuth": {}, "smithy.api#httpApiKeyAuth": key});
    let service = service(|model| {
        own_service(model, schemes);
        shape(model, "StopAlarms")["traits"]["smithy.api#auth"] =
            json!(["smithy.api#httpBearerAuth", "smithy.api#httpApiKeyAuth"]);
        shape(model, "StopAlarms")["traits"]["smithy.api#optionalAuth"] = json!({});
    });
    let key = Scheme::KeyHeader { name: "X-Key".to_owned(), word: Some("Alarm".to_owned()) };
    let all = Authentication {
        schemes: vec![key.clone(), Scheme::Basic, Scheme::Bearer],
        ..Authentication::anonymous()
    };
    assert_eq!(operation(&service, "DescribeAlarms").authentication, all);
    let two =
        Authentication { schemes: vec![Scheme::Bearer, key], optional: true, ..Authentication::anonymous() };
    assert_eq!(operation(&service, "StopAlarms").authentication, two);
}

#[test]
fn a_service_without_schemes_wants_nothing_of_its_callers() {
    let service = service(|model| own_service(model, json!({})));
    let is_open = |operation: &Operation| operation.authentication == Authentication::anonymous();
    assert!(service.operations.iter().all(is_open));
    assert_eq!((service.endpoint_prefix.as_str(), service.signing_name.as_str()), ("", ""));
}

#[test]
fn pages_and_waiters_stand_on_operations() {
    let service = service(|model| {
        shape(model, "AlarmService")["traits"]["smithy.api#paginated"] =
            json!({"inputToken": "NextToken", "outputToken": "NextToken"});
        shape(model, "DescribeAlarms")["traits"]["smithy.api#paginated"] = json!({"pageSize": "MaxResults"});
        let quiet = json!({"minDelay": 5, "maxDelay": 100, "acceptors": [
            {"state": "success", "matcher": {"success": true}},
            {"state": "retry", "matcher": {"errorType": "a.b#NotFound"}}]});
        let both = json!({"acceptors": [{"state": "success", "matcher": {"inputOutput": {
            "path": "output.Total == input.MaxResults", "comparator": "booleanEquals", "expected": "true"}}}]});
        shape(model, "DescribeAlarms")["traits"]["smithy.waiters#waitable"] =
            json!({"Quiet": quiet, "Both": both});
    });
    let paginator = operation(&service, "DescribeAlarms").paginator.as_ref().unwrap();
    assert_eq!(paginator.result_keys[0].to_string(), "Alarms", "the only list is what is meant");
    let names: Vec<(&str, u32, u32)> = service
        .waiters
        .iter()
        .map(|waiter| (waiter.name.as_str(), waiter.delay, waiter.max_attempts))
        .collect();
    assert_eq!(names, [("Quiet", 5, 20)]);
    let told = service.remarks.join("\n");
    assert!(told.contains("the waiter Both looks at the input too (inputOutput)"), "{told}");
    assert!(told.contains("do not say how often the waiter Quiet tries: 20 times"), "{told}");
}

#[test]
fn words_and_patches_hold_for_this_form_too() {
    let mut sources = changed(|_| {});
    sources.service_overlay = Some(source(
        "service-2.sdk-extras.json",
        &json!({"merge": {
            "operations": {"StopAlarms": {"documentation": "Silence."}, "Gone": {"documentation": "?"}},
            "shapes": {"Alarm": {"members": {"Name": {"documentation": "What it is called."}}}}
        }}),
    ));
    sources.patches = Some(source(
        "patches.json",
        &json!({"patches": [
            {"path": "shapes.Alarm.members.Since.target", "reason": "a test",
             "expect": "smithy.api#Timestamp", "replace": "smithy.api#String"},
            {"path": ["shapes", "a.b#Alarm", "members", "Tags", "traits"], "reason": "a test",
             "replace": {"smithy.api#required": {}}},
            {"path": "shapes.Alarm.sparse", "format": "botocore", "reason": "a test", "replace": true}
        ]}),
    ));
    let service = load(&sources).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(operation(&service, "StopAlarms").documentation.as_deref(), Some("Silence."));
    let alarm = find(&service, "Alarm").members();
    assert_eq!(alarm[0].documentation.as_deref(), Some("What it is called."));
    assert_eq!(service.shape(alarm[1].element.target).kind, ShapeKind::String);
    assert_eq!(alarm[3].presence, Presence::Required);
    assert_eq!(service.remarks.len(), 1, "{:?}", service.remarks);
    assert!(service.remarks[0].contains("no operation is called \"Gone\""), "{:?}", service.remarks);

    // An error about what a patch put there names the patch.
    sources.patches = Some(source(
        "patches.json",
        &json!({"patches": [{"path": "shapes.Alarm.members.Since.target", "reason": "a test",
            "expect": "smithy.api#Timestamp", "replace": "a.b#Gone"}]}),
    ));
    let error = load(&sources).unwrap_err().to_string();
    assert!(
        error.starts_with("patches.json: patches[0].replace: no shape is called \"a.b#Gone\""),
        "{error}"
    );
}

#[test]
fn a_version_that_the_model_lacks_can_be_given() {
    let mut sources =
        changed(|model| drop(shape(model, "AlarmService").as_object_mut().unwrap().remove("version")));
    sources.api_version = Some("2027-02-28".to_owned());
    assert_eq!(load(&sources).unwrap().api_version, "2027-02-28");
}

#[test]
fn one_of_several_services_can_be_named() {
    let mut sources = changed(|model| {
        let other = model["shapes"]["a.b#AlarmService"].clone();
        model["shapes"]["a.b#Other"] = other;
    });
    sources.service_shape = Some("AlarmService".to_owned());
    assert_eq!(load(&sources).unwrap().operations.len(), 2);
    sources.service_shape = Some("Bell".to_owned());
    assert_eq!(
        load(&sources).unwrap_err().to_string(),
        "model.json: no service is called \"Bell\"; there are a.b#AlarmService, a.b#Other"
    );
}
