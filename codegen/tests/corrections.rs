//! Corrections: whose models they are for, where they are applied, and when they are stale.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use std::collections::BTreeSet;

use serde_json::{Value, json};
use shapesmith_codegen::diff::{Documentation, Verdict, compare};
use shapesmith_codegen::ir::{Authentication, Service, ShapeKind};
use shapesmith_codegen::{Selection, Source, Sources, corrections, generate, load, select};
use support::{changed, options, source};

/// A correction of the service with these patches.
fn correction(patches: Value) -> Source {
    let content = json!({"serviceId": "Alarms", "apiVersion": "2026-01-31", "patches": patches});
    source("corrections/alarms.json", &content)
}

/// The service, which a correction with these patches is for.
fn corrected(patches: Value) -> Sources {
    Sources { corrections: vec![correction(patches)], ..changed(|_| {}) }
}

fn refused(sources: &Sources) -> String {
    load(sources).expect_err("a file is wrong").to_string()
}

fn everything() -> Selection {
    Selection { operations: vec!["*".to_owned()] }
}

fn kind<'a>(service: &'a Service, name: &str) -> &'a ShapeKind {
    &service.shapes.iter().find(|shape| shape.name == name).unwrap().kind
}

#[test]
fn a_correction_is_applied_and_told_with_its_reason() {
    let union = json!([{"path": "shapes.Alarm.union", "reason": "It is one.", "replace": true}]);
    let mut sources = corrected(union);
    let service = load(&sources).unwrap();
    assert!(matches!(kind(&service, "Alarm"), ShapeKind::Union(_)));
    assert_eq!(service.corrections, ["shapes.Alarm.union: It is one."]);
    assert!(service.remarks.is_empty());

    sources.corrections.clear();
    let plain = load(&sources).unwrap();
    assert!(matches!(kind(&plain, "Alarm"), ShapeKind::Structure(_)));
    assert!(plain.corrections.is_empty());
    // What it means for callers is no secret.
    let diff = compare(&plain, &service, &everything(), Documentation::Compared).unwrap();
    assert_eq!(diff.verdict(), Verdict::Breaking);
    assert_eq!(
        (diff.changes[0].place.as_str(), diff.changes[0].description.as_str()),
        ("Alarm", "type structure → union")
    );
}

#[test]
fn a_correction_is_for_one_service_and_one_version_of_its_api() {
    for (id, version, fits) in
        [("Alarms", "2026-01-31", true), ("Alarms", "2020-01-31", false), ("Alarm", "2026-01-31", false)]
    {
        let mut sources = changed(|_| {});
        let patches = json!([{"path": "shapes.Alarm.union", "reason": "It is one.", "replace": true}]);
        let content = json!({"serviceId": id, "apiVersion": version, "patches": patches});
        sources.corrections = vec![source("corrections/alarms.json", &content)];
        assert_eq!(load(&sources).unwrap().corrections.len(), usize::from(fits), "{id} {version}");
    }
    let mut sources = changed(|_| {});
    sources.corrections =
        vec![source("corrections/alarms.json", &json!({"serviceId": "Alarms", "patches": []}))];
    assert_eq!(
        refused(&sources),
        "corrections/alarms.json: apiVersion: a correction needs a text here, to say what it is for"
    );
}

#[test]
fn a_correction_of_what_says_something_else_by_now_is_stale() {
    let mut sources = corrected(json!([
        {"path": "shapes.Count.type", "reason": "It overflows.", "expect": "short", "replace": "long"},
    ]));
    let help = "Shapesmith has to renew it; until then, do without the corrections of this service by `corrections = \
                false` in its table of the manifest, or by leaving them out of the sources";
    assert_eq!(
        refused(&sources),
        format!(
            "corrections/alarms.json: patches[0]: shapes.Count.type: found \"integer\", not \"short\", so the \
             correction is stale (its reason: It overflows.); {help}"
        )
    );
    // A model that says it of itself by now has overtaken the correction.
    sources.corrections = vec![correction(
        json!([{"path": "shapes.Count.type", "reason": "It counts.", "replace": "integer"}]),
    )];
    assert_eq!(
        refused(&sources),
        format!(
            "corrections/alarms.json: patches[0]: shapes.Count.type: something stands there already, so the \
             correction is stale (its reason: It counts.); {help}"
        )
    );
}

#[test]
fn a_correction_of_what_is_not_in_the_model_changes_nothing_and_is_told() {
    let service = load(&corrected(json!([
        {"path": "shapes.Siren.union", "reason": "It is one.", "replace": true},
        {"path": "shapes.*.members.Volume.default", "reason": "Loud.", "replace": "11"},
        {"file": "waiters", "path": "waiters.Rings.delay", "reason": "Slow.", "expect": 1, "replace": 2},
        {"path": "shapes.Alarm.union", "reason": "It is one.", "replace": true},
    ])))
    .unwrap();
    let absent = "corrections/alarms.json: not in this model, so nothing is corrected there";
    assert_eq!(
        service.remarks,
        [
            format!("{absent}: shapes.Siren.union: It is one."),
            format!("{absent}: shapes.*.members.Volume.default: Loud."),
            format!("{absent}: waiters.Rings.delay: Slow."),
        ]
    );
    assert_eq!(service.corrections, ["shapes.Alarm.union: It is one."]);
}

#[test]
fn what_changes_the_wire_has_to_say_so() {
    let mut patch =
        json!({"path": "shapes.Alarm.members.Name.locationName", "reason": "So it is.", "replace": "name"});
    let message = refused(&corrected(json!([patch])));
    assert!(
        message.starts_with(
            "corrections/alarms.json: patches[0]: shapes.Alarm.members: the patch would put \"name\""
        ),
        "{message}"
    );
    patch["wire"] = json!(true);
    load(&corrected(json!([patch]))).unwrap();
}

#[test]
fn the_patches_of_a_user_come_after_and_see_what_was_corrected() {
    let mut sources =
        corrected(json!([{"path": "metadata.headers", "reason": "It asks.", "replace": {"Accept": "a/b"}}]));
    let patch = |expect: &str| {
        let patch =
            json!({"path": "metadata.headers.Accept", "reason": "Ours.", "expect": expect, "replace": "c/d"});
        Some(source("patches.json", &json!({"patches": [patch]})))
    };
    sources.patches = patch("a/b");
    assert_eq!(load(&sources).unwrap().headers, [("Accept".to_owned(), "c/d".to_owned())]);
    sources.patches = patch("e/f");
    assert!(
        refused(&sources).starts_with("patches.json: patches[0]: metadata.headers.Accept: found \"a/b\"")
    );
}

#[test]
fn a_step_of_a_path_may_stand_for_many() {
    let mut sources = changed(|_| {});
    sources.corrections.clear();
    let patched = |path: &str, expect: Option<Value>, replace: Value| {
        let mut patch = json!({"path": path, "reason": "All of them.", "replace": replace});
        if let Some(expect) = expect {
            patch["expect"] = expect;
        }
        let patches = Some(source("patches.json", &json!({"patches": [patch]})));
        load(&Sources { patches, ..sources.clone() })
    };
    let service = patched("shapes.*.members.NextToken.shape", Some(json!("Token")), json!("Text")).unwrap();
    let targets: Vec<&str> = service
        .shapes
        .iter()
        .flat_map(|shape| shape.members())
        .filter(|member| member.name == "NextToken")
        .map(|member| service.shape(member.element.target).name.as_str())
        .collect();
    // The model's input and output, and those of the operation.
    assert_eq!(targets, ["Text"; 4]);

    // One place that does not fit is enough to refuse all of them, as is none.
    let refused =
        |path, expect, replace| patched(path, expect, replace).expect_err("it does not fit").to_string();
    assert!(refused("shapes.*.required.0", Some(json!("Name")), json!("State")).starts_with(
        "patches.json: patches[0]: shapes.DescribeAlarmsRequest.required.0: found \"Prefix\", not \"Name\""
    ));
    assert!(
        refused("shapes.*.members.Volume.shape", Some(json!("Token")), json!("Text"))
            .starts_with("patches.json: patches[0]: shapes.*.members.Volume.shape: the path leads nowhere")
    );
    for path in ["shapes.*", "*", "shapes..type", ""] {
        assert!(refused(path, None, json!(1)).contains("is no path to a value"), "{path}");
    }
}

#[test]
fn headers_of_a_service_stand_in_its_table() {
    let headers = |headers: Value| {
        corrected(json!([{"path": "metadata.headers", "reason": "It asks.", "replace": headers}]))
    };
    let service = load(&headers(json!({"Accept": "application/json", "x-version": "1"}))).unwrap();
    let selected = select(&service, &everything()).unwrap().service;
    let client = &generate(&selected, &options("alarms")).unwrap()["src/client.rs"];
    assert!(
        client.contains(r#".headers(&[("Accept", "application/json"), ("x-version", "1")])"#),
        "{client}"
    );

    let here = "corrections/alarms.json: patches[0].replace";
    assert_eq!(
        refused(&headers(json!({"a b": "c"}))),
        format!("{here}.a b: \"a b\" is not the name of a header")
    );
    assert_eq!(
        refused(&headers(json!({"a": "b\nc"}))),
        format!("{here}.a: \"b\\nc\" holds what the value of a header cannot")
    );
    assert_eq!(refused(&headers(json!({"a": 1}))), format!("{here}.a: expected a string, found a number"));
}

#[test]
fn a_default_makes_a_member_of_an_input_optional() {
    let default = |path: &str| corrected(json!([{"path": path, "reason": "All of them.", "replace": "*"}]));
    let service = load(&default("shapes.DescribeAlarmsRequest.members.Prefix.default")).unwrap();
    let selected = select(&service, &everything()).unwrap().service;
    let operation = &generate(&selected, &options("alarms")).unwrap()["src/operation/describe_alarms.rs"];
    assert!(operation.contains("pub prefix: Option<String>"), "{operation}");
    assert!(
        operation.contains(r#"prefix: "Prefix" => String, rare(&Rare::new().default_text("*"));"#),
        "{operation}"
    );
    assert!(operation.contains("`*` when it is absent"), "{operation}");

    let here = "corrections/alarms.json: patches[0].replace";
    assert_eq!(
        refused(&default("shapes.Alarm.members.Name.default")),
        format!("{here}: only a member of an operation's input can have a default")
    );
    assert_eq!(
        refused(&default("shapes.DescribeAlarmsRequest.members.MaxResults.default")),
        format!("{here}: only a member that is a plain string can have a default")
    );
}

#[test]
fn what_ships_is_every_file_of_the_folder_in_order() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/corrections");
    let files: BTreeSet<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| format!("corrections/{}", entry.unwrap().file_name().into_string().unwrap()))
        .collect();
    let shipped = corrections();
    assert_eq!(shipped.iter().map(|file| file.name.clone()).collect::<Vec<_>>(), Vec::from_iter(files));
    let mut apis = BTreeSet::new();
    for file in &shipped {
        let content: Value = serde_json::from_str(&file.text).unwrap();
        let keys: Vec<&str> = content.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(
            BTreeSet::from_iter(keys),
            BTreeSet::from(["serviceId", "apiVersion", "patches"]),
            "{}",
            file.name
        );
        for patch in content["patches"].as_array().unwrap() {
            let is_known = |key: &String| {
                ["file", "format", "path", "reason", "expect", "replace", "wire"].contains(&key.as_str())
            };
            assert!(patch.as_object().unwrap().keys().all(is_known), "{}: {patch}", file.name);
        }
        assert!(
            apis.insert((content["serviceId"].to_string(), content["apiVersion"].to_string())),
            "{}",
            file.name
        );
    }
}

/// A small model of a service that a shipped correction is for.
fn shipped(id: &str, version: &str, metadata: &Value, shapes: &Value) -> Service {
    let mut sources = changed(|model| {
        model["metadata"]["serviceId"] = json!(id);
        model["metadata"]["apiVersion"] = json!(version);
        for (key, value) in metadata.as_object().unwrap() {
            model["metadata"][key] = value.clone();
            if value.is_null() {
                model["metadata"].as_object_mut().unwrap().remove(key);
            }
        }
        for (name, shape) in shapes.as_object().unwrap() {
            model["shapes"][name] = shape.clone();
        }
        model["operations"]["StopAlarms"]["input"] = json!({"shape": "PredictInput"});
        if model["shapes"].get("PredictInput").is_none() {
            model["shapes"]["PredictInput"] = json!({"type": "structure", "members": {}});
        }
    });
    sources.corrections = corrections();
    load(&sources).unwrap()
}

#[test]
fn what_ships_does_what_it_is_there_for() {
    let none = json!({});
    let rest = json!({"protocol": "rest-json", "protocols": ["rest-json"]});
    let value = json!({"AttributeValue": {"type": "structure", "members": {"S": {"shape": "Text"}}}});
    for id in ["DynamoDB", "DynamoDB Streams"] {
        let service = shipped(id, "2012-08-10", &none, &value);
        assert!(matches!(kind(&service, "AttributeValue"), ShapeKind::Union(_)), "{id}");
    }

    let service = shipped("API Gateway", "2015-07-09", &rest, &none);
    assert_eq!(service.headers, [("Accept".to_owned(), "application/json".to_owned())]);

    let service = shipped(
        "Machine Learning",
        "2014-12-12",
        &none,
        &json!({"PredictInput": {
            "type": "structure", "required": ["PredictEndpoint"], "members": {"PredictEndpoint": {"shape": "Text"}},
        }}),
    );
    let selected = select(&service, &everything()).unwrap().service;
    let operation = &generate(&selected, &options("predictor")).unwrap()["src/operation/stop_alarms.rs"];
    assert!(
        operation.contains(r#"[("Endpoint", EndpointParameter::Member("PredictEndpoint"))]"#),
        "{operation}"
    );

    let text = |kind: &str| json!({"type": kind});
    let ec2 = json!({
        "RunInstancesUserData": text("string"),
        "String": text("string"),
        "GetConsoleOutputResult": {"type": "structure", "members": {"Output": {"shape": "String"}}},
    });
    let service = shipped("EC2", "2016-11-15", &json!({"protocols": ["ec2"]}), &ec2);
    assert_eq!(kind(&service, "RunInstancesUserData"), &ShapeKind::Blob);
    let [output] =
        service.shapes.iter().find(|shape| shape.name == "GetConsoleOutputResult").unwrap().members()
    else {
        panic!("one member");
    };
    assert_eq!(service.shape(output.element.target).kind, ShapeKind::Blob);

    let xml = json!({"protocol": "rest-xml", "protocols": ["rest-xml"]});
    let members = |service: &Service, name: &str| {
        service.shapes.iter().find(|shape| shape.name == name).unwrap().members().to_vec()
    };
    let ids = json!({
        "ResourceId": text("string"),
        "ChangeId": text("string"),
        "Alias": {"type": "structure", "members": {"Id": {"shape": "ResourceId"}}},
        "PredictInput": {"type": "structure", "members": {
            "Id": {"shape": "ResourceId"}, "Change": {"shape": "ChangeId"}, "Alias": {"shape": "Alias"},
        }},
    });
    let service = shipped("Route 53", "2013-04-01", &xml, &ids);
    let cut = |name: &str| -> Vec<String> {
        let cut = members(&service, name).into_iter().filter(|member| member.is_last_segment);
        let mut names: Vec<_> = cut.map(|member| member.name).collect();
        names.sort_unstable();
        names
    };
    assert_eq!(cut("StopAlarmsInput"), ["Change", "Id"]);
    assert!(cut("Alias").is_empty());

    let bucket = json!({
        "CacheControl": text("string"),
        "Expires": text("timestamp"),
        "GetBucketLocationOutput": {"type": "structure", "members": {"LocationConstraint": {"shape": "Text"}}},
        "PredictInput": {"type": "structure", "members": {"Expires": {"shape": "Expires", "location": "header"}}},
    });
    let service = shipped("S3", "2006-03-01", &xml, &bucket);
    assert!(service.errors_in_success);
    assert!(members(&service, "GetBucketLocationOutput")[0].is_root_text);
    let expires = members(&service, "StopAlarmsInput")[0].element.target;
    assert_eq!(service.shape(expires).kind, ShapeKind::String);

    let user_data = json!({"XmlStringUserData": text("string")});
    let service = shipped("Auto Scaling", "2011-01-01", &json!({"protocols": ["query"]}), &user_data);
    assert_eq!(kind(&service, "XmlStringUserData"), &ShapeKind::Blob);

    let old = json!({"protocols": ["query"], "auth": null, "signatureVersion": "v2"});
    let service = shipped("ImportExport", "2010-06-01", &old, &none);
    assert!(service.operations.iter().all(|operation| operation.authentication == Authentication::sigv4()));
}
