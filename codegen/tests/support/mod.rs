//! A small valid service that tests change, and ways to load it.

use serde_json::{Value, json};
use shapesmith_codegen::{Options, Source, Sources};

/// A service with two operations; `StopAlarms` has neither input nor output.
pub(crate) fn model() -> Value {
    json!({
        "version": "2.0",
        "metadata": {
            "apiVersion": "2026-01-31",
            "endpointPrefix": "alarms",
            "jsonVersion": "1.1",
            "protocol": "json",
            "protocols": ["json"],
            "serviceFullName": "Alarm Service",
            "serviceId": "Alarms",
            "signatureVersion": "v4",
            "targetPrefix": "AlarmService",
            "auth": ["aws.auth#sigv4"]
        },
        "operations": {
            "DescribeAlarms": {
                "name": "DescribeAlarms",
                "http": {"method": "POST", "requestUri": "/"},
                "input": {"shape": "DescribeAlarmsRequest"},
                "output": {"shape": "DescribeAlarmsResponse"},
                "errors": [{"shape": "NotFound"}]
            },
            "StopAlarms": {"name": "StopAlarms", "http": {"method": "POST", "requestUri": "/"}}
        },
        "shapes": {
            "Alarm": {
                "type": "structure",
                "required": ["Name"],
                "members": {
                    "Name": {"shape": "AlarmName"},
                    "Since": {"shape": "Time"},
                    "State": {"shape": "AlarmState"},
                    "Tags": {"shape": "Tags"}
                }
            },
            "AlarmList": {"type": "list", "member": {"shape": "Alarm"}},
            "AlarmName": {"type": "string", "min": 1, "max": 64},
            "AlarmState": {"type": "string", "enum": ["OK", "ALARM"]},
            "Count": {"type": "integer"},
            "DescribeAlarmsRequest": {
                "type": "structure",
                "required": ["Prefix"],
                "members": {
                    "MaxResults": {"shape": "Count"},
                    "NextToken": {"shape": "Token"},
                    "Prefix": {"shape": "AlarmName"}
                }
            },
            "DescribeAlarmsResponse": {
                "type": "structure",
                "members": {
                    "Alarms": {"shape": "AlarmList"},
                    "NextToken": {"shape": "Token"},
                    "Total": {"shape": "Count"}
                }
            },
            "NotFound": {"type": "structure", "exception": true, "members": {"Message": {"shape": "Text"}}},
            "Tags": {"type": "map", "key": {"shape": "Text"}, "value": {"shape": "Text"}},
            "Text": {"type": "string"},
            "Time": {"type": "timestamp"},
            "Token": {"type": "string"}
        }
    })
}

/// A file with JSON in it.
pub(crate) fn source(name: &str, content: &Value) -> Source {
    Source { name: name.to_owned(), text: content.to_string() }
}

/// The service with a change made to its `service-2.json`.
pub(crate) fn changed(change: impl FnOnce(&mut Value)) -> Sources {
    let mut model = model();
    change(&mut model);
    Sources::new(source("service-2.json", &model))
}

/// Options for a crate that is looked at, not compiled.
#[allow(dead_code, reason = "not every test program that loads the service generates a crate")]
pub(crate) fn options(package: &str) -> Options {
    Options {
        package: package.to_owned(),
        version: "0.1.0".to_owned(),
        package_fields: String::new(),
        runtime: "\"0.1\"".to_owned(),
        library: String::new(),
        further_tables: String::new(),
        source: "a test".to_owned(),
    }
}
