//! What things are called in Rust, as programs beside the generator can ask.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use serde_json::json;
use shapesmith_codegen::ir::ShapeId;
use shapesmith_codegen::{generate, load, names};
use support::{changed, options};

#[test]
fn names_are_those_of_the_generated_crate() {
    let service = load(&changed(|model| {
        let shapes = &mut model["shapes"];
        shapes["Alarm"]["members"]["type"] = json!({"shape": "Text", "locationName": "t"});
        shapes["Alarm"]["members"]["Choice"] = json!({"shape": "Choice"});
        shapes["Choice"] =
            json!({"type": "structure", "union": true, "members": {"ByARN": {"shape": "Text"}}});
    }))
    .expect("the model is right");
    let id = |name: &str| -> ShapeId {
        service.shapes().find(|(_, shape)| shape.name == name).expect("the shape is there").0
    };
    let names = names::allocate(&service).expect("the names are distinct");
    assert_eq!(names.type_name(id("AlarmState")), Some("AlarmState"));
    assert_eq!(names.module(id("AlarmState")), Some("alarm_state"));
    assert_eq!(names.type_name(id("AlarmList")), None);
    assert_eq!(names.field(&service, id("Alarm"), "type"), Some("type"));
    assert_eq!(names.field(&service, id("Alarm"), "t"), None, "wire names name nothing in Rust");
    assert_eq!(names.field(&service, id("DescribeAlarmsInput"), "MaxResults"), Some("max_results"));
    assert_eq!(names.field(&service, id("Choice"), "ByARN"), None);
    assert_eq!(names.variant(&service, id("Choice"), "ByARN"), Some("ByArn"));
    assert_eq!(names.variant(&service, id("AlarmState"), "ALARM"), Some("Alarm"));
    assert_eq!(names.method(&service, "DescribeAlarms"), Some("describe_alarms"));
    assert_eq!(names.method(&service, "describe_alarms"), None);

    let files = generate(&service, &options("alarms")).expect("the service can be generated");
    assert!(files["src/types/alarm_state.rs"].contains("    Alarm,\n"));
    assert!(files["src/types/choice.rs"].contains("    ByArn(String),\n"));
    assert!(files["src/operation/describe_alarms.rs"].contains("pub fn describe_alarms("));
}
