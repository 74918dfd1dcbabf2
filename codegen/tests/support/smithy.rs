//! A small valid service in Smithy's form that tests change.

use serde_json::{Value, json};
use shapesmith_codegen::Sources;

/// What `support::model` is in botocore's form: two operations; `StopAlarms` has neither input nor output.
pub(crate) fn model() -> Value {
    json!({
        "smithy": "2.0",
        "shapes": {
            "a.b#AlarmService": {
                "type": "service",
                "version": "2026-01-31",
                "operations": [{"target": "a.b#DescribeAlarms"}, {"target": "a.b#StopAlarms"}],
                "traits": {
                    "aws.api#service": {"sdkId": "Alarms", "endpointPrefix": "alarms"},
                    "aws.auth#sigv4": {"name": "alarms"},
                    "aws.protocols#awsJson1_1": {},
                    "smithy.api#title": "Alarm Service"
                }
            },
            "a.b#DescribeAlarms": {
                "type": "operation",
                "input": {"target": "a.b#DescribeAlarmsRequest"},
                "output": {"target": "a.b#DescribeAlarmsResponse"},
                "errors": [{"target": "a.b#NotFound"}],
                "traits": {}
            },
            "a.b#StopAlarms": {
                "type": "operation",
                "input": {"target": "smithy.api#Unit"},
                "output": {"target": "smithy.api#Unit"},
                "traits": {}
            },
            "a.b#Alarm": {
                "type": "structure",
                "members": {
                    "Name": {"target": "a.b#AlarmName", "traits": {"smithy.api#required": {}}},
                    "Since": {"target": "smithy.api#Timestamp", "traits": {}},
                    "State": {"target": "a.b#AlarmState"},
                    "Tags": {"target": "a.b#Tags"}
                },
                "traits": {}
            },
            "a.b#AlarmList": {"type": "list", "member": {"target": "a.b#Alarm"}},
            "a.b#AlarmName": {"type": "string", "traits": {"smithy.api#length": {"min": 1, "max": 64}}},
            "a.b#AlarmState": {
                "type": "enum",
                "members": {
                    "FINE": {"target": "smithy.api#Unit", "traits": {"smithy.api#enumValue": "OK"}},
                    "ALARM": {"target": "smithy.api#Unit", "traits": {"smithy.api#enumValue": "ALARM"}}
                }
            },
            "a.b#DescribeAlarmsRequest": {
                "type": "structure",
                "members": {
                    "MaxResults": {"target": "smithy.api#Integer"},
                    "NextToken": {"target": "smithy.api#String"},
                    "Prefix": {"target": "a.b#AlarmName", "traits": {"smithy.api#required": {}}}
                }
            },
            "a.b#DescribeAlarmsResponse": {
                "type": "structure",
                "members": {
                    "Alarms": {"target": "a.b#AlarmList"},
                    "NextToken": {"target": "smithy.api#String"},
                    "Total": {"target": "smithy.api#Integer"}
                }
            },
            "a.b#NotFound": {
                "type": "structure",
                "members": {"Message": {"target": "smithy.api#String"}},
                "traits": {"smithy.api#error": "client"}
            },
            "a.b#Tags": {
                "type": "map",
                "key": {"target": "smithy.api#String"},
                "value": {"target": "smithy.api#String"}
            }
        }
    })
}

/// A shape of the model.
pub(crate) fn shape<'m>(model: &'m mut Value, name: &str) -> &'m mut Value {
    &mut model["shapes"][format!("a.b#{name}")]
}

/// The service with a change made to it.
pub(crate) fn changed(change: impl FnOnce(&mut Value)) -> Sources {
    let mut model = model();
    change(&mut model);
    Sources::new(crate::support::source("model.json", &model))
}
