//! The codec, for any value and any bytes: what was written is read back the same, and what was not
//! written by us is a value or an error, never a panic.

use std::collections::HashMap;

use bytes::Bytes;
use proptest::collection::{hash_map, vec};
use proptest::option;
use proptest::prelude::*;
use serde_json::Value;
use shapesmith_runtime::Timestamp;

/// A structure with every target, and lists, maps and recursion of each kind.
#[derive(Clone, PartialEq)]
pub(crate) struct Wide {
    pub(crate) required: String,
    pub(crate) boolean: Option<bool>,
    pub(crate) integer: Option<i32>,
    pub(crate) long: Option<i64>,
    pub(crate) float: Option<f32>,
    pub(crate) double: Option<f64>,
    pub(crate) colour: Option<Colour>,
    pub(crate) blob: Option<Bytes>,
    pub(crate) seconds: Option<Timestamp>,
    pub(crate) date_time: Option<Timestamp>,
    pub(crate) http_date: Option<Timestamp>,
    pub(crate) document: Option<Value>,
    pub(crate) choice: Option<Choice>,
    pub(crate) list: Option<Vec<Timestamp>>,
    pub(crate) sparse_list: Option<Vec<Option<String>>>,
    pub(crate) map: Option<HashMap<String, Vec<Bytes>>>,
    pub(crate) sparse_map: Option<HashMap<String, Option<i32>>>,
    pub(crate) by_colour: Option<HashMap<Colour, f64>>,
    pub(crate) documents: Option<Vec<Value>>,
    pub(crate) inner: Option<Box<Wide>>,
    pub(crate) several: Option<Vec<Wide>>,
}

shapesmith_runtime::structure! {
    Wide as "Wide" {
        required: "Required" => String, REQUIRED;
        boolean: "Boolean" => Boolean;
        integer: "Integer" => Integer;
        long: "Long" => Long;
        float: "Float" => Float;
        double: "Double" => Double;
        colour: "Colour" => shape::<Colour>();
        blob: "Blob" => Blob, SENSITIVE;
        seconds: "Seconds" => Timestamp, EPOCH_SECONDS;
        date_time: "DateTime" => Timestamp, DATE_TIME;
        http_date: "HttpDate" => Timestamp, HTTP_DATE;
        document: "Document" => Document;
        choice: "Choice" => shape::<Choice>();
        list: "List" => List(&each(Timestamp));
        sparse_list: "SparseList" => SparseList(&each(String));
        map: "Map" => Map(&pair(each(String), each(List(&each(Blob)))));
        sparse_map: "SparseMap" => SparseMap(&pair(each(String), each(Integer)));
        by_colour: "ByColour" => Map(&pair(each(shape::<Colour>()), each(Double)));
        documents: "Documents" => List(&each(Document));
        inner: "Inner" => shape::<Wide>();
        several: "Several" => List(&each(shape::<Wide>()));
    }
}

#[derive(Clone, Debug)]
pub(crate) enum Colour {
    Red,
    UnknownValue,
    Unknown(shapesmith_runtime::UnknownValue),
}

shapesmith_runtime::string_enum! {
    Colour {
        Red: "RED";
        UnknownValue: "UNKNOWN";
    }
}

#[derive(Clone, PartialEq)]
pub(crate) enum Choice {
    Text(String),
    Number(i64),
    Inner(Box<Wide>),
    Unknown { name: String },
}

shapesmith_runtime::union! {
    Choice as "Choice" {
        Text: "Text" => String;
        Number: "Number" => Long;
        Inner: "Inner" => shape::<Wide>();
    }
}

/// Microseconds around the present, which is what epoch seconds in JSON can hold.
fn microseconds() -> impl Strategy<Value = Timestamp> {
    (-2_000_000_000_000_000..8_000_000_000_000_000_i64).prop_map(|micros| {
        let nanos = micros.rem_euclid(1_000_000) * 1000;
        Timestamp::from_secs_and_nanos(micros.div_euclid(1_000_000), nanos.try_into().unwrap()).unwrap()
    })
}

fn whole_seconds() -> impl Strategy<Value = Timestamp> {
    any::<i64>().prop_map(Timestamp::from_secs)
}

fn nanoseconds() -> impl Strategy<Value = Timestamp> {
    (any::<i64>(), 0..1_000_000_000_u32)
        .prop_map(|(seconds, nanos)| Timestamp::from_secs_and_nanos(seconds, nanos).unwrap())
}

fn colour() -> impl Strategy<Value = Colour> {
    prop_oneof!["RED|UNKNOWN", any::<String>()].prop_map(|text: String| Colour::from(text.as_str()))
}

/// Every float but NaN, which equals nothing; it has a test of its own.
fn float() -> impl Strategy<Value = f32> {
    any::<f32>().prop_filter("a number or infinite", |float| !float.is_nan())
}

fn double() -> impl Strategy<Value = f64> {
    any::<f64>().prop_filter("a number or infinite", |double| !double.is_nan())
}

fn document() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>()
            .prop_filter("JSON has finite numbers only", |double| double.is_finite())
            .prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        let inner = prop_oneof![4 => inner, 1 => Just(Value::Null)];
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            hash_map(any::<String>(), inner, 0..4).prop_map(|map| map.into_iter().collect()),
        ]
    })
}

fn bytes() -> impl Strategy<Value = Bytes> {
    vec(any::<u8>(), 0..40).prop_map(Bytes::from)
}

fn choice(inner: impl Strategy<Value = Wide> + 'static) -> impl Strategy<Value = Choice> {
    let known = ["Text", "Number", "Inner", "__type"];
    prop_oneof![
        any::<String>().prop_map(Choice::Text),
        any::<i64>().prop_map(Choice::Number),
        inner.prop_map(|wide| Choice::Inner(Box::new(wide))),
        any::<String>()
            .prop_filter("no modelled name", move |name| !known.contains(&name.as_str()))
            .prop_map(|name| Choice::Unknown { name }),
    ]
}

/// A structure without another one of its kind inside.
fn flat() -> impl Strategy<Value = Wide> {
    let scalars = (
        any::<String>(),
        any::<Option<bool>>(),
        any::<Option<i32>>(),
        any::<Option<i64>>(),
        option::of(float()),
        option::of(double()),
        option::of(colour()),
        option::of(bytes()),
    );
    let times = (
        option::of(microseconds()),
        option::of(nanoseconds()),
        option::of(whole_seconds()),
        option::of(vec(microseconds(), 0..3)),
    );
    let others = (
        option::of(document()),
        option::of(vec(any::<Option<String>>(), 0..3)),
        option::of(hash_map(any::<String>(), vec(bytes(), 0..3), 0..3)),
        option::of(hash_map(any::<String>(), any::<Option<i32>>(), 0..3)),
        option::of(hash_map(colour(), double(), 0..3)),
        option::of(vec(prop_oneof![4 => document(), 1 => Just(Value::Null)], 0..3)),
    );
    (scalars, times, others).prop_map(|(scalars, times, others)| Wide {
        required: scalars.0,
        boolean: scalars.1,
        integer: scalars.2,
        long: scalars.3,
        float: scalars.4,
        double: scalars.5,
        colour: scalars.6,
        blob: scalars.7,
        seconds: times.0,
        date_time: times.1,
        http_date: times.2,
        list: times.3,
        document: others.0,
        sparse_list: others.1,
        map: others.2,
        sparse_map: others.3,
        by_colour: others.4,
        documents: others.5,
        choice: None,
        inner: None,
        several: None,
    })
}

pub(crate) fn wide() -> impl Strategy<Value = Wide> {
    flat().prop_recursive(3, 12, 3, |inner| {
        let nested =
            (option::of(choice(inner.clone())), option::of(inner.clone()), option::of(vec(inner, 0..3)));
        (flat(), nested).prop_map(|(flat, (choice, inner, several))| Wide {
            choice,
            inner: inner.map(Box::new),
            several,
            ..flat
        })
    })
}

fn read(json: &[u8]) -> serde_json::Result<Wide> {
    serde_json::from_slice(json)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_was_written_is_read_back_the_same(wide in wide()) {
        let json = serde_json::to_vec(&wide).unwrap();
        let back = read(&json);
        prop_assert!(back.as_ref().is_ok_and(|back| *back == wide), "{back:?} from {}", String::from_utf8_lossy(&json));
    }

    #[test]
    fn values_are_equal_where_a_derive_would_say_so(one in wide(), other in wide(), same in any::<[bool; 6]>()) {
        let mut mixed = one.clone();
        let [boolean, float, map, document, choice, several] = same;
        let take = |chosen: bool, take_over: &mut dyn FnMut()| if chosen { take_over() };
        take(boolean, &mut || mixed.boolean = other.boolean);
        take(float, &mut || mixed.float = other.float.or(Some(f32::NAN)));
        take(map, &mut || mixed.map.clone_from(&other.map));
        take(document, &mut || mixed.document.clone_from(&other.document));
        take(choice, &mut || mixed.choice.clone_from(&other.choice));
        take(several, &mut || mixed.several.clone_from(&other.several));
        for value in [&one, &other, &mixed] {
            prop_assert_eq!(shapesmith_runtime::__private::equal(&one, value), one == *value);
            prop_assert_eq!(shapesmith_runtime::__private::equal(value, &one), one == *value);
        }
    }

    #[test]
    fn times_are_written_and_read_as_another_library_does(
        seconds in -377_705_023_201..=253_402_207_200_i64,
        nanos in 0..1_000_000_000_u32,
    ) {
        let ours = Timestamp::from_secs_and_nanos(seconds, nanos).unwrap();
        let theirs = jiff::Timestamp::try_from(ours).unwrap();
        prop_assert_eq!(theirs.to_string().parse(), Ok(ours));
        prop_assert_eq!(ours.to_string().parse::<jiff::Timestamp>().map_err(|_| ours), Ok(theirs));
        let date = theirs.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
        if (0..=9999).contains(&theirs.to_zoned(jiff::tz::TimeZone::UTC).year()) {
            let wide: Wide = serde_json::from_value(serde_json::json!({"Required": "", "HttpDate": date})).unwrap();
            prop_assert_eq!(wide.http_date, Some(Timestamp::from_secs(seconds)));
            let written = serde_json::to_value(&wide).unwrap();
            prop_assert_eq!(written["HttpDate"].as_str(), Some(date.as_str()));
        }
    }

    #[test]
    fn any_bytes_are_a_value_or_an_error(bytes in vec(any::<u8>(), 0..200)) {
        let _ = read(&bytes);
    }

    #[test]
    fn damaged_json_is_a_value_or_an_error(
        wide in wide(),
        damages in vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut json = serde_json::to_vec(&wide).unwrap();
        for (place, byte) in damages {
            let place = place.index(json.len());
            json[place] = byte;
        }
        let _ = read(&json[..cut.index(json.len())]);
        if let Ok(value) = read(&json) {
            let once = serde_json::to_vec(&value).unwrap();
            let twice = serde_json::to_vec(&read(&once).unwrap()).unwrap();
            prop_assert_eq!(String::from_utf8_lossy(&once), String::from_utf8_lossy(&twice));
        }
    }

    #[test]
    fn json_of_any_kind_in_any_place_is_a_value_or_an_error(
        member in prop::sample::select(vec![
            "Required", "Boolean", "Integer", "Long", "Float", "Double", "Colour", "Blob", "Seconds", "DateTime",
            "HttpDate", "Document", "Choice", "List", "SparseList", "Map", "SparseMap", "ByColour", "Documents",
            "Inner", "Several", "NoSuchMember",
        ]),
        document in document(),
    ) {
        let json = serde_json::json!({ member: document });
        let _ = read(json.to_string().as_bytes());
        // Out of a value instead of text, as stored replies may come.
        let _ = serde_json::from_value::<Wide>(json);
    }
}

#[test]
fn not_a_number_is_written_and_read() {
    let wide: Wide = serde_json::from_str(r#"{"Float": "NaN", "Double": "NaN"}"#).unwrap();
    assert!(wide.float.unwrap().is_nan() && wide.double.unwrap().is_nan());
    assert_eq!(serde_json::to_string(&wide).unwrap(), r#"{"Required":"","Float":"NaN","Double":"NaN"}"#);
}

#[test]
fn the_far_future_is_written_as_it_was_read() {
    // Beyond the year 2255 a float of seconds holds no microseconds, but still quarters.
    for json in
        [r#"{"Required":"","Seconds":176722576601.25}"#, r#"{"Required":"","Seconds":-99999999999.5}"#]
    {
        assert_eq!(serde_json::to_string(&read(json.as_bytes()).unwrap()).unwrap(), json);
    }
}

#[test]
fn deep_nesting_is_an_error_and_no_overflow_of_the_stack() {
    const LEVELS: usize = 100_000;
    for (open, close) in [
        (r#"{"Inner":"#, "}"),
        (r#"{"Several":["#, "]}"),
        (r#"{"Choice":{"Inner":"#, "}}"),
        (r#"{"Documents":["#, "]}"),
    ] {
        let json = [open.repeat(LEVELS), "{}".to_owned(), close.repeat(LEVELS)].concat();
        read(json.as_bytes()).unwrap_err();
    }
    for member in ["Document", "Required", "List", "Map", "NoSuchMember"] {
        let json = format!(r#"{{"{member}": {}{}}}"#, "[".repeat(LEVELS), "]".repeat(LEVELS));
        // What nobody wants is skipped, however deep it is.
        assert_eq!(read(json.as_bytes()).is_ok(), member == "NoSuchMember", "{member}");
    }
}

#[test]
fn a_value_that_could_not_be_read_back_is_not_written() {
    let mut wide = read(b"{}").unwrap();
    for _ in 0..150 {
        wide = Wide { inner: Some(Box::new(wide)), ..read(b"{}").unwrap() };
    }
    let error = serde_json::to_vec(&wide).unwrap_err().to_string();
    assert_eq!(error, "nested deeper than 128 levels");
    assert!(format!("{wide:?}").contains('…'), "Debug cuts it instead");
}
