//! The examples of [RFC 8949, appendix A](https://www.rfc-editor.org/rfc/rfc8949#appendix-A), as documents.

use super::*;

#[test]
fn the_examples_of_the_rfc_are_read() {
    let numbers: Json = (1..=25).collect();
    let cases = [
        ("00", json!(0)),
        ("01", json!(1)),
        ("0a", json!(10)),
        ("17", json!(23)),
        ("1818", json!(24)),
        ("1819", json!(25)),
        ("1864", json!(100)),
        ("1903e8", json!(1000)),
        ("1a000f4240", json!(1_000_000)),
        ("1b000000e8d4a51000", json!(1_000_000_000_000_u64)),
        ("1bffffffffffffffff", json!(u64::MAX)),
        ("3bffffffffffffffff", json!(-18_446_744_073_709_551_616.0)),
        ("20", json!(-1)),
        ("29", json!(-10)),
        ("3863", json!(-100)),
        ("3903e7", json!(-1000)),
        ("f90000", json!(0.0)),
        ("f98000", json!(-0.0)),
        ("f93c00", json!(1.0)),
        ("fb3ff199999999999a", json!(1.1)),
        ("f93e00", json!(1.5)),
        ("f97bff", json!(65504.0)),
        ("fa47c35000", json!(100_000.0)),
        ("fa7f7fffff", json!(3.402_823_466_385_288_6e38)),
        ("fb7e37e43c8800759c", json!(1.0e300)),
        ("f90001", json!(5.960_464_477_539_063e-8)),
        ("f90400", json!(0.000_061_035_156_25)),
        ("f9c400", json!(-4.0)),
        ("fbc010666666666666", json!(-4.1)),
        ("f97c00", json!("Infinity")),
        ("f97e00", json!("NaN")),
        ("f9fc00", json!("-Infinity")),
        ("fa7f800000", json!("Infinity")),
        ("fa7fc00000", json!("NaN")),
        ("faff800000", json!("-Infinity")),
        ("fb7ff0000000000000", json!("Infinity")),
        ("fb7ff8000000000000", json!("NaN")),
        ("fbfff0000000000000", json!("-Infinity")),
        ("f4", json!(false)),
        ("f5", json!(true)),
        ("c074323031332d30332d32315432303a30343a30305a", json!("2013-03-21T20:04:00Z")),
        ("c11a514b67b0", json!(1_363_896_240)),
        ("c1fb41d452d9ec200000", json!(1_363_896_240.5)),
        ("d74401020304", json!("AQIDBA==")),
        ("d818456449455446", json!("ZElFVEY=")),
        ("d82076687474703a2f2f7777772e6578616d706c652e636f6d", json!("http://www.example.com")),
        ("40", json!("")),
        ("4401020304", json!("AQIDBA==")),
        ("60", json!("")),
        ("6161", json!("a")),
        ("6449455446", json!("IETF")),
        ("62225c", json!("\"\\")),
        ("62c3bc", json!("ü")),
        ("63e6b0b4", json!("水")),
        ("64f0908591", json!("\u{10151}")),
        ("80", json!([])),
        ("83010203", json!([1, 2, 3])),
        ("8301820203820405", json!([1, [2, 3], [4, 5]])),
        ("98190102030405060708090a0b0c0d0e0f101112131415161718181819", numbers.clone()),
        ("a0", json!({})),
        ("a26161016162820203", json!({"a": 1, "b": [2, 3]})),
        ("826161a161626163", json!(["a", {"b": "c"}])),
        (
            "a56161614161626142616361436164614461656145",
            json!({"a": "A", "b": "B", "c": "C", "d": "D", "e": "E"}),
        ),
        ("5f42010243030405ff", json!("AQIDBAU=")),
        ("7f657374726561646d696e67ff", json!("streaming")),
        ("9fff", json!([])),
        ("9f018202039f0405ffff", json!([1, [2, 3], [4, 5]])),
        ("9f01820203820405ff", json!([1, [2, 3], [4, 5]])),
        ("83018202039f0405ff", json!([1, [2, 3], [4, 5]])),
        ("83019f0203ff820405", json!([1, [2, 3], [4, 5]])),
        ("9f0102030405060708090a0b0c0d0e0f101112131415161718181819ff", numbers),
        ("bf61610161629f0203ffff", json!({"a": 1, "b": [2, 3]})),
        ("826161bf61626163ff", json!(["a", {"b": "c"}])),
        ("bf6346756ef563416d7421ff", json!({"Fun": true, "Amt": -2})),
        // Not among the examples.
        ("82f6f7", json!([null, null])),
        ("d9d9f701", json!(1)),
    ];
    for (value, document) in cases {
        assert_eq!(member('j', value).document, Some(document), "{value}");
        assert_eq!(read(&one('?', &bytes(value))).unwrap().1.len(), 1, "{value} is skipped");
    }
    assert_eq!(member('j', "f6").document, None);
    assert_eq!(member('j', "f7").document, None);
    // Numbers of any size, values without a meaning, and keys that JSON has not.
    for value in ["c249010000000000000000", "81c349010000000000000000", "f0", "f818", "f8ff", "a201020304"] {
        assert!(misfit('j', value).starts_with("Document: expected "), "{value}");
        assert_eq!(read(&one('?', &bytes(value))).unwrap().1.len(), 1, "{value} is skipped");
    }
}
