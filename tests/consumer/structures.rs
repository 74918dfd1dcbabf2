//! Structures are built, read and written as the model says.

use std::hash::Hash;

use serde_json::json;
use shapesmith_runtime::{Bytes, Timestamp};

use crate::support::{assert_round_trip, read};

#[test]
fn every_scalar_comes_back_as_it_went() {
    use structure::types::Disk;

    let disk: Disk = assert_round_trip(json!({
        "Name": "root", "Encrypted": true, "Partitions": -3, "Size": 9_007_199_254_740_993_i64, "Load": 0.5, "Temperature": 1e300
    }));
    assert_eq!(disk.size, Some(9_007_199_254_740_993));
    assert_round_trip::<Disk>(json!({}));
    assert_eq!(
        read::<Disk>(&json!({"Load": "NaN", "Temperature": "-Infinity"})).temperature,
        Some(f64::NEG_INFINITY)
    );
}

#[test]
fn a_value_of_the_wrong_type_is_an_error_that_says_where() {
    let error =
        serde_json::from_value::<nested_structure::types::House>(json!({"Kitchen": {"Door": {"Colour": 7}}}));
    let error = error.unwrap_err().to_string();
    assert!(error.contains("Kitchen.Door.Colour"), "{error}");
    assert!(
        serde_json::from_value::<structure::types::Disk>(json!({"Partitions": 2_147_483_648_i64})).is_err()
    );
}

#[test]
fn lists_and_maps_nest_and_absent_lists_are_empty_slices() {
    use list::types::{Book, Shelf};

    let shelf: Shelf = assert_round_trip(json!({
        "Labels": ["a", ""], "Books": [{"Title": "Emma"}, {}], "Rows": [[{"Title": "Emma"}], []]
    }));
    assert_eq!(shelf.books_or_empty().len(), 2);
    assert_eq!(shelf.rows_or_empty(), [vec![Book::new().title("Emma")], vec![]]);
    assert_eq!(Shelf::new().labels_or_empty(), [""; 0]);
    assert_eq!(Shelf::new().labels(["a"]).labels_or_empty(), ["a"]);
    assert_round_trip::<map::types::Register>(json!({
        "Tags": {"b": "2", "a": "1"}, "Entries": {"x": {"Author": "me"}}, "Columns": {"n": [1, 2]}
    }));
}

#[test]
fn nulls_are_absent_but_in_sparse_lists_and_maps() {
    use sparse::types::Readings;

    assert_round_trip::<Readings>(
        json!({"Hourly": [1, null, 3], "Sensors": {"a": null, "b": {"Name": "x"}}}),
    );
    let readings: Readings = read(&json!({"Dense": [1, null, 3], "Hourly": null}));
    assert_eq!(readings, Readings::new().dense([1, 3]));
    assert_eq!(Readings::new().hourly([Some(1), None]).hourly_or_empty(), [Some(1), None]);
}

#[test]
fn required_members_are_arguments_and_empty_where_a_reply_leaves_them_out() {
    use required::types::{Choice, Form, Section, Value};

    let form = Form::new(
        "YES",
        Section::new("one"),
        Value::Number(7),
        Timestamp::UNIX_EPOCH,
        "scan",
        ["a"],
        [("k", "v")],
        true,
        2,
        false,
    );
    assert_eq!(form.choice, Choice::Yes);
    assert_eq!((form.scan.as_ref(), form.remark.as_ref()), (b"scan".as_slice(), None));

    let empty: Form = read(&json!({}));
    assert_eq!(empty.choice, Choice::from(""));
    assert_eq!(empty.section, Section::new(""));
    assert_eq!(empty.value, Value::Unknown { name: String::new() });
    assert_eq!(empty.signed, Timestamp::UNIX_EPOCH);
    assert_eq!(
        (empty.scan, empty.pages, empty.copies, empty.r#final),
        (Bytes::new(), Vec::<String>::new(), 0, false)
    );
    assert!(empty.fields.is_empty() && empty.extra.is_null());
    // A null is as good as nothing.
    let nulls: Form = read(&json!({"Choice": null, "Section": null, "Pages": null, "Copies": null}));
    assert_eq!((nulls.choice, nulls.pages), (Choice::from(""), Vec::<String>::new()));
}

#[test]
fn structures_may_contain_themselves() {
    use recursion_direct::types::{Expression, Pair};
    use recursion_list::types::Node;
    use recursion_required::types::Link;

    let json = json!({"Pair": {"Left": {"Not": {"Name": "a"}}, "Right": {"Name": "b"}}});
    let expression: Expression = assert_round_trip(json);
    let built =
        Pair::new(Expression::new().not(Expression::new().name("a"))).right(Expression::new().name("b"));
    assert_eq!(expression, Expression::new().pair(built));
    assert_round_trip::<Node>(json!({"Children": [{}, {"Children": []}], "ByName": {"x": {"ByName": {}}}}));

    assert_round_trip::<Link>(json!({"Name": "a", "Next": {"Name": "b"}}));
    let link: Link = read(&json!({}));
    assert_eq!(link, Link::new(""), "a cycle of required members ends somewhere");
}

#[test]
fn members_called_like_keywords_and_methods_are_usable() {
    use member_keywords::types::Words;
    use member_method_names::types::Plan;

    let words = Words::new("t", "b").r#return("r").r#match("m").crate_("c").super_("s").r#enum(["x"]);
    assert_eq!(
        (words.r#type.as_str(), words.self_.as_str(), words.enum_or_empty()),
        ("t", "b", ["x".to_owned()].as_slice())
    );
    let json = json!({"type": "t", "Return": "r", "match": "m", "self": "b", "crate": "c", "super": "s", "enum": ["x"]});
    assert_eq!(serde_json::to_value(&words).unwrap(), json);
    assert_eq!(assert_round_trip::<Words>(json), words);
    assert!(format!("{words:?}").contains("type: \"t\""), "{words:?}");

    let plan = Plan::new().set_new("n").set_clone("c").fmt("f");
    assert_eq!(serde_json::to_value(plan.clone()).unwrap(), json!({"new": "n", "clone": "c", "fmt": "f"}));
}

#[test]
fn shapes_may_be_called_like_what_rust_has() {
    use std_names::types;

    assert_round_trip::<types::Option>(json!({"Name": "a", "Inner": {"Inner": {}}}));
    assert_round_trip::<types::HashMap>(json!({"Tags": {"a": "b"}}));
    assert_eq!(types::String::new("a").lines(["b"]).lines_or_empty(), ["b"]);
    assert_eq!(types::None::new("a").remark, None);
    assert_eq!(types::Box::new().inner(types::Box::new()).inner, Some(Box::new(types::Box::new())));
    assert_eq!(types::Self_::from("ME"), types::Self_::Me);
    assert_round_trip::<types::Timestamp>(json!({"At": 1.5}));
    assert_round_trip::<types::Bytes>(json!({"Data": "AAEC"}));
    assert_round_trip::<types::Document>(json!({"Any": [null, {"x": 1.5}]}));
    assert_round_trip::<types::Ok>(json!({"Name": "a"}));
    assert_eq!(format!("{:?}", types::Debug::On), "<redacted>");
    assert_eq!(
        module_keywords::types::Match::new().r#type("ENUM").r#type,
        Some(module_keywords::types::Type::Enum)
    );
    assert_eq!(operation_like_names::types::LoadError::new().name("a").name.as_deref(), Some("a"));
}

#[test]
fn stored_values_go_by_the_names_of_the_model() {
    use location_name::types::Point;

    assert_eq!(
        assert_round_trip::<Point>(json!({"Latitude": 1, "Longitude": 2})),
        Point::new().latitude(1).longitude(2)
    );
    let names =
        json!({"TargetGroupARNs": "a", "VPCIds": "b", "OAuthToken": "c", "MemoryGiB": "d", "sha256Sum": "e"});
    assert_eq!(assert_round_trip::<casing::types::Names>(names).target_group_arns.as_deref(), Some("a"));
    use first_letters::operation::get_thing::GetThingInput;
    assert_round_trip::<GetThingInput>(json!({"lower": {"name": "a"}, "_leading": "a", "2fast": "b"}));
}

#[test]
fn blobs_are_base64_and_documents_are_anything() {
    let file: blob::types::File = assert_round_trip(json!({"Content": "AP8=", "Parts": ["", "aGk="]}));
    assert_eq!(file, blob::types::File::new(vec![0, 255]).parts([Bytes::new(), Bytes::from("hi")]));
    assert!(serde_json::from_value::<blob::types::File>(json!({"Content": "not base64!"})).is_err());
    assert_round_trip::<document::types::Settings>(
        json!({"Current": {"a": [1, 2.5, null]}, "History": ["x", {}]}),
    );
}

#[test]
fn timestamps_are_written_as_the_model_says_and_read_in_any_form() {
    use timestamp::types::Times;

    let at: Timestamp = "2026-01-31T12:00:00.250Z".parse().unwrap();
    let whole: Timestamp = "2026-01-31T12:00:00Z".parse().unwrap();
    let times = Times::new()
        .plain(at)
        .epoch(at)
        .text(at)
        .header(whole)
        .own(at)
        .holidays([whole])
        .by_name([("a", whole)]);
    let json = json!({
        "Plain": 1_769_860_800.25,
        "Epoch": 1_769_860_800.25,
        "Text": "2026-01-31T12:00:00.250Z",
        "Header": "Sat, 31 Jan 2026 12:00:00 GMT",
        "Own": "2026-01-31T12:00:00.250Z",
        "Holidays": ["2026-01-31T12:00:00Z"],
        "ByName": {"a": "Sat, 31 Jan 2026 12:00:00 GMT"}
    });
    assert_eq!(read::<Times>(&json), times);
    assert_eq!(read::<Times>(&serde_json::to_value(&times).unwrap()), times);
    for text in ["1769860800.25", "2026-01-31T13:00:00.25+01:00"] {
        assert_eq!(
            read::<Times>(&json!({"Plain": text, "Header": text})),
            Times::new().plain(at).header(at),
            "{text}"
        );
    }
    assert!(serde_json::from_value::<Times>(json!({"Plain": "tomorrow"})).is_err());
}

/// Compiles where the traits hold.
#[test]
fn shapes_without_floats_can_be_compared_and_those_without_maps_hashed() {
    fn hashed<T: Eq + Hash>() {}
    fn compared<T: Eq>() {}
    fn defaulted<T: Default>() {}

    hashed::<list::types::Shelf>();
    hashed::<union_recursive::types::Filter>();
    hashed::<recursion_direct::types::Expression>();
    hashed::<exception_message::error::Detailed>();
    compared::<map::types::Register>();
    compared::<recursion_list::types::Node>();
    defaulted::<structure::types::Disk>();
    defaulted::<absent_shapes::operation::ping::PingInput>();
}
