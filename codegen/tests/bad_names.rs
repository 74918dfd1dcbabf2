//! Names that no Rust name can be made of, and names that would be one: each ends in an error that names
//! the place, and everything that collides.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use serde_json::{Value, json};
use shapesmith_codegen::{Error, Files, Sources, generate, load};
use support::{changed, options};

fn generated(sources: &Sources, package: &str) -> Result<Files, Error> {
    let service = load(sources).expect("the model itself is right");
    generate(&service, &options(package))
}

fn refused(sources: &Sources) -> String {
    generated(sources, "things").expect_err("the name is wrong").to_string()
}

/// The model with further members of the input of an operation: a list, or a number.
fn with_members(names: &[(&str, &str)]) -> Sources {
    changed(|model: &mut Value| {
        for (name, target) in names {
            model["shapes"]["DescribeAlarmsRequest"]["members"][name] = json!({"shape": target});
        }
    })
}

#[test]
fn a_name_without_letters_is_refused() {
    assert_eq!(
        refused(&with_members(&[("  \t", "Count")])),
        "service-2.json: shapes.DescribeAlarmsRequest.members.  \\t: nothing that can be a Rust name is left of \
         \"  \\t\"; give it a Rust name, which changes nothing on the wire: \"names\": [{\"shape\": \
         \"DescribeAlarmsRequest\", \"member\": \"  \\t\", \"name\": \"…\", \"reason\": \"…\"}] in patches.json"
    );
    assert!(refused(&with_members(&[("_", "Count")])).contains("nothing that can be a Rust name"));
    let foreign = generated(&with_members(&[("\u{b2}", "Count")]), "things").expect("it has a number");
    assert!(foreign["src/operation/describe_alarms.rs"].contains("pub ub2: Option<i32>"));
}

#[test]
fn names_that_would_be_one_are_both_named() {
    for (members, expected) in [
        (
            [("prefix", "Count"), ("Total", "Count")],
            "\"Prefix\" and \"prefix\" would both be called `prefix`",
        ),
        (
            [("set_Tags", "AlarmList"), ("Tags_or_empty", "Count")],
            "the setter of \"Tags_or_empty\" and the accessor of \"set_Tags\" would both be called \
             `set_tags_or_empty`",
        ),
    ] {
        let error = generated(&with_members(&members), "things").expect_err("two are one");
        assert!(error.reason.contains(expected), "{error}");
    }
}

#[test]
fn operations_and_shapes_that_would_be_one_are_both_named() {
    let operations = changed(|model| {
        model["operations"]["stopAlarms"] = model["operations"]["StopAlarms"].clone();
    });
    assert!(
        refused(&operations).starts_with(
            "service-2.json: operations.stopAlarms: \"StopAlarms\" and \"stopAlarms\" would both be called \
             `stop_alarms` in Rust; give it a Rust name"
        ),
        "{}",
        refused(&operations)
    );
    let shapes = changed(|model| {
        model["shapes"]["alarm"] = model["shapes"]["Alarm"].clone();
        model["shapes"]["DescribeAlarmsRequest"]["members"]["More"] = json!({"shape": "alarm"});
    });
    assert!(refused(&shapes).contains("would both be called `Alarm` in Rust"), "{}", refused(&shapes));
}

#[test]
fn a_name_that_no_file_can_have_is_refused() {
    let long = format!("Stop{}", "Alarms".repeat(40));
    let sources = changed(|model| {
        model["operations"][&long] = model["operations"]["StopAlarms"].clone();
    });
    let error = refused(&sources);
    assert!(error.contains("would have a name of 284 letters; 150 fit everywhere"), "{error}");
}

#[test]
fn a_package_that_cannot_be_called_so_is_refused() {
    for (package, reason) in [
        ("fn", "it is a keyword of Rust"),
        ("self", "it is a keyword of Rust"),
        ("std", "a crate that it needs is called so"),
        ("shapesmith-runtime", "a crate that it needs is called so"),
        ("4foo", "it must be ASCII letters, digits, `-` and `_`, and begin with a letter"),
        ("aux", "Windows has no folders of this name"),
    ] {
        let error = generated(&changed(|_| {}), package).expect_err("no package").to_string();
        let expected = format!("{package}: a package cannot be called \"{package}\": {reason}");
        assert!(error.starts_with(&expected), "{error}");
    }
    generated(&changed(|_| {}), "union").expect("a weak keyword is a name like others");
}
