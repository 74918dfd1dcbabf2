//! Two models of one service, one of each form: what they say differently is told in words.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

#[path = "support/smithy.rs"]
mod smithy;
#[allow(dead_code, reason = "other tests use more of it")]
mod support;

use serde_json::{Value, json};
use shapesmith_codegen::diff::{self, Documentation, Verdict};
use shapesmith_codegen::ir::Service;
use shapesmith_codegen::{Selection, Sources, load};
use smithy::shape;
use support::source;

fn all() -> Selection {
    Selection { operations: vec!["*".to_owned()] }
}

/// The service in botocore's form and in Smithy's, with a change made to each.
fn both(botocore: impl FnOnce(&mut Value), in_smithy: impl FnOnce(&mut Value)) -> [Service; 2] {
    let mut model = support::model();
    botocore(&mut model);
    let old = load(&Sources::new(source("service-2.json", &model))).unwrap();
    [old, load(&smithy::changed(in_smithy)).unwrap()]
}

fn told(botocore: impl FnOnce(&mut Value), in_smithy: impl FnOnce(&mut Value)) -> Vec<String> {
    let [old, new] = both(botocore, in_smithy);
    diff::across_forms(&old, &new, &all()).unwrap()
}

#[test]
fn models_that_say_the_same_have_nothing_to_tell() {
    let [old, new] = both(|_| (), |_| ());
    assert_eq!(diff::across_forms(&old, &new, &all()).unwrap(), Vec::<String>::new());
    let diff = diff::compare(&old, &new, &all(), Documentation::Ignored).unwrap();
    // Texts and numbers without a name of their own come and go, and nobody can tell.
    assert_eq!(diff.verdict(), Verdict::Invisible, "{:#?}", diff.changes);
}

#[test]
fn each_kind_of_difference_is_told_in_words() {
    let lines = told(
        |_| (),
        |model| {
            let traits = json!({"smithy.api#error": "server", "smithy.api#httpError": 404});
            shape(model, "NotFound")["traits"] = traits;
            shape(model, "NotFound")["members"]["Code"] = json!({"target": "smithy.api#String"});
            shape(model, "AlarmList")["traits"] = json!({"smithy.api#sparse": {}});
            let members = shape(model, "DescribeAlarmsResponse")["members"].as_object_mut().unwrap();
            let alarms = members.remove("Alarms").unwrap();
            members.insert("Alarms".to_owned(), alarms);
            shape(model, "StopAlarms")["errors"] = json!([{"target": "a.b#NotFound"}]);
            shape(model, "DescribeAlarms")["traits"]["smithy.api#paginated"] =
                json!({"inputToken": "NextToken", "outputToken": "NextToken"});
        },
    );
    let has = |words: &str| assert!(lines.iter().any(|line| line.contains(words)), "{words}: {lines:#?}");
    has("NotFound: only one of the models says the HTTP status");
    has("NotFound: the models do not blame the same side");
    has("NotFound: botocore's model leaves members of exceptions out");
    has("AlarmList: only Smithy's model says that elements may be missing");
    has("StopAlarms: the models do not list the same errors");
    has("DescribeAlarms: the operation answers in pages in one of the models alone");
}

#[test]
fn another_way_and_numbers_in_place_of_text_are_told() {
    let rest = |model: &mut Value| {
        model["metadata"]["protocol"] = json!("rest-json");
        model["metadata"]["protocols"] = json!(["rest-json"]);
        model["operations"]["DescribeAlarms"]["http"] = json!({"method": "POST", "requestUri": "/alarms/"});
        model["operations"]["StopAlarms"]["http"] = json!({"method": "POST", "requestUri": "/stop"});
        model["shapes"]["Size"] = json!({"type": "string"});
        model["shapes"]["DescribeAlarmsRequest"]["members"]["Size"] = json!({"shape": "Size"});
    };
    let lines = told(rest, |model| {
        let service = shape(model, "AlarmService")["traits"].as_object_mut().unwrap();
        service.remove("aws.protocols#awsJson1_1");
        service.insert("aws.protocols#restJson1".to_owned(), json!({}));
        let http = |uri: &str| json!({"method": "POST", "uri": uri});
        shape(model, "DescribeAlarms")["traits"]["smithy.api#http"] = http("/alarms");
        shape(model, "StopAlarms")["traits"]["smithy.api#http"] = http("/stop");
        shape(model, "DescribeAlarmsRequest")["members"]["Size"] = json!({"target": "smithy.api#Integer"});
    });
    let has = |words: &str| assert!(lines.iter().any(|line| line.starts_with(words)), "{words}: {lines:#?}");
    has("DescribeAlarmsInput: a member is a number in one of the models and text in the other");
    has("DescribeAlarms: the models do not send the operation with the same method, path and parameters");
}

#[test]
fn a_union_and_another_prefix_are_told() {
    let lines = told(
        |model| model["metadata"]["targetPrefix"] = json!("com.example.AlarmService"),
        |model| shape(model, "Alarm")["type"] = json!("union"),
    );
    assert_eq!(
        lines,
        [
            "the header X-Amz-Target begins with \"AlarmService\" rather than \"com.example.AlarmService\"",
            "Alarm: a union in Smithy's model and a structure in botocore's, which is another type",
        ]
    );
}

#[test]
fn timestamps_without_a_format_have_that_of_their_place() {
    let model = |protocol: &str, format: Option<&str>| {
        let mut model = support::model();
        model["metadata"]["protocol"] = json!(protocol);
        model["metadata"]["protocols"] = json!([protocol]);
        if let Some(format) = format {
            model["shapes"]["Alarm"]["members"]["Since"]["timestampFormat"] = json!(format);
        }
        load(&Sources::new(source("service-2.json", &model))).unwrap()
    };
    let changes = |protocol: &str, format: &str| {
        let (old, new) = (model(protocol, None), model(protocol, Some(format)));
        let diff = diff::compare(&old, &new, &all(), Documentation::Ignored).unwrap();
        diff.changes.iter().map(|change| change.description.clone()).collect::<Vec<_>>()
    };
    for (protocol, same, other, words) in [
        ("json", "unixTimestamp", "iso8601", "timestamps as RFC 3339, not as epoch seconds"),
        ("query", "iso8601", "unixTimestamp", "timestamps as epoch seconds, not as RFC 3339"),
        ("ec2", "iso8601", "rfc822", "timestamps as HTTP date, not as RFC 3339"),
        ("rest-xml", "iso8601", "unixTimestamp", "timestamps as epoch seconds, not as RFC 3339"),
    ] {
        assert!(!changes(protocol, same).iter().any(|change| change.contains("timestamps")), "{protocol}");
        assert!(changes(protocol, other).iter().any(|change| change == words), "{protocol}");
    }
}
