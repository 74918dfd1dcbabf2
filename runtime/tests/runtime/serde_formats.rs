//! Shapes through serde: what `Serialize` writes, `Deserialize` reads, in formats for people and in compact
//! ones, by itself and inside of other types.

use std::fmt::Debug;

use proptest::prelude::*;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use shapesmith_runtime::Timestamp;

use crate::codec_properties::{Choice, Colour, Wide, wide};

/// A value that went through a format, or the format's error.
type Back<T> = Result<T, String>;

/// A format's name and the way of a value through it.
type Format<T> = (&'static str, fn(&T) -> Back<T>);

fn told<T, E: ToString>(result: Result<T, E>) -> Back<T> {
    result.map_err(|error| error.to_string())
}

fn cbor<T: Serialize + DeserializeOwned>(value: &T) -> Back<T> {
    let mut bytes = Vec::new();
    told(ciborium::into_writer(value, &mut bytes))?;
    told(ciborium::from_reader(bytes.as_slice()))
}

/// Formats that can hold any value.
fn self_describing<T: Serialize + DeserializeOwned>() -> Vec<Format<T>> {
    vec![
        ("JSON", |value| told(serde_json::from_str(&told(serde_json::to_string(value))?))),
        ("JSON value", |value| told(serde_json::from_value(told(serde_json::to_value(value))?))),
        ("YAML", |value| told(serde_yaml_ng::from_str(&told(serde_yaml_ng::to_string(value))?))),
        ("RON", |value| told(ron::from_str(&told(ron::to_string(value))?))),
        ("MessagePack", |value| told(rmp_serde::from_slice(&told(rmp_serde::to_vec(value))?))),
        ("CBOR", cbor),
    ]
}

/// One that has no nulls, and one that does not say what its bytes are.
fn toml_and_postcard<T: Serialize + DeserializeOwned>() -> Vec<Format<T>> {
    vec![
        ("TOML", |value| told(toml::from_str(&told(toml::to_string(value))?))),
        ("postcard", |value| told(postcard::from_bytes(&told(postcard::to_stdvec(value))?))),
    ]
}

fn check<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T, formats: Vec<Format<T>>) {
    for (name, format) in formats {
        let back = format(value);
        assert!(back.as_ref().is_ok_and(|back| back == value), "{name}: {value:?} became {back:?}");
    }
}

fn everywhere<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T) {
    check(value, self_describing());
    check(value, toml_and_postcard());
}

/// A value with something of everything that every format holds.
fn full() -> Wide {
    let json = r#"{
        "Required": "é\u0000\n", "Boolean": true, "Integer": -7, "Long": 9007199254740993, "Float": 0.1,
        "Double": 1e300, "Colour": "BLUE", "Blob": "AAEC", "Seconds": 1769860800.25,
        "DateTime": "2026-01-31T12:00:00.000000001Z", "HttpDate": "2026-01-31T12:00:00.5Z",
        "Choice": {"Inner": {"Required": "deep"}}, "List": [1, 2.5], "SparseList": ["a"], "Map": {"k": ["AA=="]},
        "SparseMap": {"a": 1}, "ByColour": {"RED": 1.5}, "Inner": {}, "Several": [{"Required": "x"}]
    }"#;
    serde_json::from_str(json).unwrap()
}

#[test]
fn values_survive_every_format() {
    everywhere(&full());
    everywhere(&serde_json::from_str::<Wide>("{}").unwrap());
}

#[test]
fn times_survive_to_the_nanosecond_over_their_whole_range() {
    let nearly = |seconds| Timestamp::from_secs_and_nanos(seconds, 999_999_999).unwrap();
    for time in [Timestamp::MIN, Timestamp::MAX, nearly(-1), nearly(1_769_860_800), nearly(253_402_300_800)] {
        let wide = Wide { seconds: Some(time), date_time: Some(time), http_date: Some(time), ..full() };
        everywhere(&wide);
    }
}

#[test]
fn floats_that_are_no_numbers_survive() {
    for float in [f32::INFINITY, f32::NEG_INFINITY, f32::MIN_POSITIVE] {
        everywhere(&Wide { float: Some(float), double: Some(float.into()), ..full() });
    }
}

#[test]
fn nulls_and_documents_survive_where_the_format_has_them() {
    let json = r#"{"SparseList": ["a", null], "SparseMap": {"a": null}}"#;
    let wide: Wide = serde_json::from_str(json).unwrap();
    check(&wide, self_describing());
    check(&wide, vec![toml_and_postcard().remove(1)]);

    let documents: Wide = serde_json::from_str(r#"{"Document": {"a": [1, 2.5, "x", true]}}"#).unwrap();
    check(&documents, self_describing());
    // TOML has no null, and postcard does not say what a document holds: that is an error, and no other value.
    let [(_, toml), (_, postcard)] = toml_and_postcard().try_into().unwrap();
    assert!(toml(&wide).is_err(), "a null");
    assert!(postcard(&documents).is_err(), "a document");
}

#[test]
fn enums_and_unions_survive_by_themselves() {
    for colour in [Colour::Red, Colour::from("odd")] {
        check(&colour, self_describing());
        check(&colour, vec![toml_and_postcard().remove(1)]);
    }
    everywhere(&Choice::Number(7));
    let unknown = Choice::Unknown { name: "NewKind".into() };
    check(&unknown, self_describing());
    check(&unknown, vec![toml_and_postcard().remove(1)]);
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Row {
    id: u32,
    #[serde(flatten)]
    wide: Wide,
    note: Option<String>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
enum Untagged {
    Wide(Wide),
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind")]
enum Tagged {
    Wide(Wide),
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Holder {
    absent: Option<Wide>,
    present: Option<Wide>,
    list: Vec<Choice>,
}

#[test]
fn shapes_can_be_flattened_and_stand_in_enums() {
    // Serde itself passes what is flattened or untagged on as if it came from a format for people.
    let flattened = Row { id: 7, wide: full(), note: Some("x".into()) };
    check(&flattened, self_describing());
    check(&flattened, vec![toml_and_postcard().remove(0)]);
    check(&Tagged::Wide(full()), self_describing());
    check(&Untagged::Wide(full()), self_describing());
    let holder = Holder { absent: None, present: Some(full()), list: vec![Choice::Text("x".into())] };
    everywhere(&holder);
    let json = r#"{"id": 1, "Integer": 3, "note": null, "other": 5}"#;
    let row: Row = serde_json::from_str(json).unwrap();
    assert_eq!((row.id, row.wide.integer, row.note), (1, Some(3), None));
}

#[test]
fn a_null_is_no_shape() {
    assert!(serde_json::from_str::<Wide>("null").is_err());
    assert!(serde_json::from_str::<Colour>("null").is_err());
    assert!(serde_yaml_ng::from_str::<Choice>("~").is_err());
    assert_eq!(serde_json::from_str::<Option<Wide>>("null").unwrap(), None);
}

#[test]
fn what_does_not_fit_is_told_with_its_place() {
    let error =
        serde_json::from_str::<Wide>(r#"{"Several": [{"Integer": {"a": 1}}]}"#).unwrap_err().to_string();
    assert!(error.contains("Several[0].Integer") && error.contains("integer"), "{error}");
    let error = serde_yaml_ng::from_str::<Wide>("List: {a: 1}").unwrap_err().to_string();
    assert!(error.contains("List") && error.contains("a list"), "{error}");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn any_value_survives_formats_that_describe_themselves(wide in wide()) {
        for (name, format) in self_describing::<Wide>() {
            // A format may refuse; what it must not do is to give another value.
            if let Ok(back) = format(&wide) {
                prop_assert_eq!(&back, &wide, "{}", name);
            }
        }
    }
}
