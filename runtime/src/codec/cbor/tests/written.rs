//! The bytes of what is written.

use super::*;

#[test]
fn every_number_is_written_in_its_one_form() {
    let long = |value| written(&Wide { long: Some(value), ..Wide::default() }).split_off(6);
    for (value, bytes) in [
        (0, "00"),
        (23, "17"),
        (24, "1818"),
        (255, "18ff"),
        (256, "190100"),
        (65_535, "19ffff"),
        (65_536, "1a00010000"),
        (4_294_967_295, "1affffffff"),
        (4_294_967_296, "1b0000000100000000"),
        (i64::MAX, "1b7fffffffffffffff"),
        (-1, "20"),
        (-24, "37"),
        (-25, "3818"),
        (-256, "38ff"),
        (-257, "390100"),
        (i64::MIN, "3b7fffffffffffffff"),
    ] {
        assert_eq!(long(value), bytes, "{value}");
    }
    let float = |value| written(&Wide { float: Some(value), ..Wide::default() }).split_off(6);
    let double = |value| written(&Wide { double: Some(value), ..Wide::default() }).split_off(6);
    assert_eq!((float(7.625), double(1.889)), ("fa40f40000".to_owned(), "fb3ffe395810624dd3".to_owned()));
    assert_eq!((float(0.0), double(-0.0)), ("fa00000000".to_owned(), "fb8000000000000000".to_owned()));
    assert_eq!((float(f32::NAN), double(f64::INFINITY)), ("f97e00".to_owned(), "f97c00".to_owned()));
    assert_eq!(float(f32::NEG_INFINITY), "f9fc00");
    let time = |secs, nanos| {
        let time = Timestamp::from_secs_and_nanos(secs, nanos);
        written(&Wide { time, ..Wide::default() }).split_off(6)
    };
    assert_eq!(time(1_363_896_240, 0), "c11a514b67b0");
    assert_eq!(time(1_363_896_240, 500_000_000), "c1fb41d452d9ec200000");
    assert_eq!(time(-1, 0), "c120");
}

#[test]
fn aggregates_are_written_with_lengths_sorted_and_without_what_is_absent() {
    assert_eq!(written(&Wide::default()), "a0");
    let wide = Wide {
        boolean: Some(false),
        blob: Some(Bytes::from_static(b"\0\xff")),
        colour: Some(Colour::Red),
        choice: Some(Choice::Text("x".to_owned())),
        sparse_list: Some(vec![None, Some(String::new())]),
        map: Some(HashMap::from([("b".to_owned(), 2), ("a".to_owned(), 1)])),
        document: Some(json!({"k": [null, true, 1, -1, 18_446_744_073_709_551_615_u64, 0.5, "t"]})),
        inner: Some(Box::default()),
        ..Wide::default()
    };
    let expected = [
        "a8",
        "6162f4",
        "616363524544",
        "61784200ff",
        "616aa1616b87f6f501201bffffffffffffffff",
        "fb3fe00000000000006174",
        "6175a1645465787461 78",
        "615382f660",
        "616da2616101616202",
        "6149a0",
    ];
    assert_eq!(written(&wide), expected.concat().replace(' ', ""));
    assert!(read(&bytes(&written(&wide))).unwrap() == (wide, vec![]));
}

#[test]
fn an_unknown_member_of_a_union_is_not_sent_but_its_name_is_answered() {
    let choice = |name: &str| Some(Choice::Unknown { name: name.to_owned() });
    let wide = Wide { choice: choice("New"), ..Wide::default() };
    let error = write::structure(&wide, Purpose::Request).unwrap_err();
    assert_eq!(
        error,
        "Choice: the model knows no member \"New\", so its value was not kept and cannot be sent"
    );
    assert_eq!(hex(&write::structure(&wide, Purpose::Reply).unwrap()), "a16175a1634e6577f6");
    let empty = Wide { choice: choice(""), ..Wide::default() };
    assert_eq!(hex(&write::structure(&empty, Purpose::Reply).unwrap()), "a16175a0");
}

#[test]
fn replies_keep_times_that_a_float_would_round() {
    let time = Timestamp::from_secs_and_nanos(1_769_860_800, 123_456_789);
    let wide = Wide { time, ..Wide::default() };
    let reply = write::structure(&wide, Purpose::Reply).unwrap();
    assert_eq!(reply[3], 0xc0);
    assert_eq!(read(&reply).unwrap().0.time, time);
    assert_eq!(write::structure(&wide, Purpose::Request).unwrap()[3..5], [0xc1, 0xfb]);
}
