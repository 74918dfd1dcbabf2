//! Errors of serde, and whatever else tells of values in words.

use std::fmt::Debug;

use serde_core::de::DeserializeOwned;
use shapesmith_runtime::test_util::CannedReply;

use crate::support::things::Status;
use crate::support::vault::{Door, Rank, Secrets, Way, assert_nothing_secret};

fn refused<T: DeserializeOwned + Debug>(json: &str) -> String {
    let error = serde_json::from_str::<T>(json).unwrap_err().to_string();
    assert_nothing_secret(&error);
    let value: Result<serde_json::Value, _> = serde_json::from_str(json);
    if let Ok(value) = value {
        assert_nothing_secret(&serde_json::from_value::<T>(value).unwrap_err().to_string());
    }
    error
}

#[test]
fn serde_tells_where_a_value_does_not_fit_and_not_which() {
    for (json, told) in [
        (r#""CANARY""#, "cannot be read as an object at line 1 column 8"),
        (r#"["CANARY"]"#, "cannot be read as an object"),
        ("770077", "cannot be read as an object"),
        (r#"{"Text": 770077}"#, "Text: cannot be read as a string at line 1 column 15"),
        (r#"{"Text": ["CANARY"]}"#, "Text: cannot be read as a string"),
        (r#"{"Long": "CANARY at line 1 column 770077"}"#, "Long: cannot be read as an integer of 64 bits"),
        (r#"{"Moment": "CANARY"}"#, "Moment: cannot be read as a timestamp"),
        (r#"{"Blob": "CANARY!"}"#, "Blob: cannot be read as a string of base64"),
        (r#"{"Open": "CANARY"}"#, "Open: cannot be read as a boolean"),
        (r#"{"Rank": 770077}"#, "Rank: cannot be read as a string"),
        (r#"{"Texts": [770077]}"#, "Texts[0]: cannot be read as a string"),
        (r#"{"Tags": {"CANARY": "CANARY"}}"#, "Tags{…}: cannot be read as an integer of 32 bits"),
        (r#"{"Inner": {"Card": "CANARY"}}"#, "Inner.Card: cannot be read as an object"),
        (r#"{"Owner": 770077}"#, "Owner: cannot be read as a string"),
        (r#"{"Text": "CANARY"#, "Text: cannot be read as what the model says at line 1 column 16"),
    ] {
        let error = refused::<Secrets>(json);
        assert!(error.starts_with(told), "{json}: {error}");
    }
    refused::<Rank>("770077");
    refused::<Door>(r#""CANARY""#);
    refused::<Way>(r#"{"Way.Password": 770077}"#);
}

#[test]
fn where_nothing_is_sensitive_serde_tells_all() {
    let error = serde_json::from_str::<Plain>(r#"{"Size": "big"}"#).unwrap_err().to_string();
    assert!(
        error.starts_with("Size: invalid type: string \"big\", expected an integer of 32 bits"),
        "{error}"
    );
}

#[derive(Clone, PartialEq)]
struct Plain {
    size: Option<i32>,
    status: Option<Status>,
}

shapesmith_runtime::structure! {
    Plain as "Plain" {
        size: "Size" => Integer;
        status: "Status" => shape::<Status>();
    }
}

#[test]
fn members_that_the_model_does_not_know_are_not_named_where_all_of_a_union_is_sensitive() {
    let door: Door = serde_json::from_str(r#"{"CANARY": 1}"#).unwrap();
    assert_eq!(format!("{door:?}"), "Unknown { name: \"<redacted>\" }");
    let way: Way = serde_json::from_str(r#"{"Email": 1}"#).unwrap();
    assert_eq!(format!("{way:?}"), "Unknown { name: \"Email\" }");
}

#[test]
fn canned_replies_show_their_status_and_not_their_body() {
    let reply = CannedReply::new(200, "CANARY").header("x", "CANARY");
    assert_eq!(format!("{reply:?}"), "CannedReply { status: 200, bytes: 6, .. }");
    let reply = reply.header("x y", "CANARY");
    assert_nothing_secret(&format!("{reply:?}"));
}
