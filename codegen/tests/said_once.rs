//! What the endpoint rules put into the URL is not put there by the operation as well.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use serde_json::{Value, json};
use shapesmith_codegen::ir::HostPrefix;
use shapesmith_codegen::load;
use support::{changed, source};

/// The template and the host prefix of an operation, whose bucket feeds rules with this URL, after these conditions.
fn written(uri: &str, prefix: Option<&str>, conditions: &Value, url: &str) -> (String, Option<String>) {
    let mut sources = changed(|model| {
        model["metadata"]["protocols"] = json!(["rest-xml"]);
        let operation = &mut model["operations"]["DescribeAlarms"];
        operation["http"] = json!({"method": "GET", "requestUri": uri});
        if let Some(prefix) = prefix {
            operation["endpoint"] = json!({"hostPrefix": prefix});
        }
        let location = if prefix.is_some() { "header" } else { "uri" };
        let mut members = json!({
            "Bucket": {
                "shape": "Text", "location": location, "locationName": "Bucket", "hostLabel": prefix.is_some(),
                "contextParam": {"name": "Bucket"},
            },
        });
        if uri.contains("{Key+}") {
            members["Key"] = json!({"shape": "Text", "location": "uri", "locationName": "Key"});
        }
        let required: Vec<_> = members.as_object().unwrap().keys().cloned().collect();
        model["shapes"]["DescribeAlarmsRequest"] =
            json!({"type": "structure", "required": required, "members": members});
    });
    sources.paginators = None;
    sources.waiters = None;
    let rules = json!({
        "version": "1.0",
        "parameters": {"Bucket": {"type": "string"}, "Region": {"type": "string"}},
        "rules": [
            {"type": "endpoint", "conditions": conditions, "endpoint": {"url": url}},
            {"type": "error", "conditions": [], "error": "none"},
        ],
    });
    sources.endpoint_rules = Some(source("endpoint-rule-set-1.json", &rules));
    let service = load(&sources).unwrap();
    let operation = service.operations.iter().find(|operation| operation.name == "DescribeAlarms").unwrap();
    (operation.http.uri.to_string(), operation.host_prefix.as_ref().map(HostPrefix::to_string))
}

fn is_set() -> Value {
    json!([{"fn": "isSet", "argv": [{"ref": "Bucket"}]}])
}

#[test]
fn a_leading_label_is_left_out_where_the_rules_put_it_into_the_url() {
    let in_host = "https://{Bucket}.s3.example.com";
    for (uri, left) in
        [("/{Bucket}", ""), ("/{Bucket}?acl", "?acl"), ("/{Bucket}/{Key+}", "/{Key+}"), ("/{Bucket}/a", "/a")]
    {
        assert_eq!(written(uri, None, &is_set(), in_host), (left.to_owned(), None), "{uri}");
    }
    let encoded = json!([
        {"fn": "isSet", "argv": [{"ref": "Bucket"}]},
        {"fn": "uriEncode", "argv": [{"ref": "Bucket"}], "assign": "uri_encoded_bucket"},
    ]);
    let in_path = "https://s3.example.com/{uri_encoded_bucket}";
    assert_eq!(written("/{Bucket}?acl", None, &encoded, in_path).0, "?acl");
}

#[test]
fn a_label_that_stands_elsewhere_or_that_the_rules_do_not_say_stays() {
    let in_host = "https://{Bucket}.s3.example.com";
    assert_eq!(written("/a/{Bucket}", None, &is_set(), in_host).0, "/a/{Bucket}");
    assert_eq!(written("/{Bucket}", None, &is_set(), "https://s3.example.com").0, "/{Bucket}");
}

#[test]
fn a_prefix_of_the_host_is_left_out_likewise() {
    let in_host = "https://{Bucket}.control.example.com";
    assert_eq!(written("/", Some("{Bucket}."), &is_set(), in_host), ("/".to_owned(), None));
    let kept = written("/", Some("{Bucket}."), &is_set(), "https://control.example.com");
    assert_eq!(kept.1.as_deref(), Some("{Bucket}."));
}
