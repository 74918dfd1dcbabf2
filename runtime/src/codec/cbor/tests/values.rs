//! What members take, what is said of the rest, and what becomes of nulls, tags, duplicates and unknown members.

use super::*;

#[test]
fn numbers_are_read_in_every_form_and_out_of_range_they_are_told() {
    assert_eq!(member('i', "3a7fffffff").integer, Some(i32::MIN));
    assert_eq!(member('i', "fb41dfffffffc00000").integer, Some(i32::MAX));
    assert_eq!(member('l', "3b7fffffffffffffff").long, Some(i64::MIN));
    assert_eq!(member('l', "fb433fffffffffffff").long, Some(9_007_199_254_740_991));
    assert_eq!(member('f', "f947a0").float, Some(7.625));
    assert_eq!(member('f', "190100").float, Some(256.0));
    assert_eq!(member('d', "f90050").double, Some(4.768_371_582_031_25e-6));
    assert_eq!(member('d', "20").double, Some(-1.0));
    assert!(member('d', "f97c01").double.unwrap().is_nan());
    assert_eq!(member('f', "f9fc00").float, Some(f32::NEG_INFINITY));

    assert_eq!(misfit('i', "1a80000000"), "Integer: expected an integer of 32 bits at byte 3");
    assert_eq!(misfit('i', "f93e00"), "Integer: expected an integer of 32 bits at byte 3");
    assert_eq!(misfit('l', "1b8000000000000000"), "Long: expected an integer of 64 bits at byte 3");
    assert_eq!(misfit('l', "fb4340000000000000"), "Long: expected an integer of 64 bits at byte 3");
    assert_eq!(misfit('l', "f97e00"), "Long: expected an integer of 64 bits at byte 3");
    assert_eq!(misfit('d', "63313233"), "Double: expected a number at byte 3");

    let (wide, unknowns) = read(&one('f', &bytes("fb7e37e43c8800759c"))).unwrap();
    assert_eq!(wide.float, Some(f32::INFINITY));
    assert_eq!(unknowns, [Unknown::Infinite { path: "Float".to_owned() }]);
}

#[test]
fn times_are_read_with_and_without_their_tag() {
    let seconds = |value| member('t', value).time.map(|time| (time.secs(), time.subsec_nanos()));
    assert_eq!(seconds("c11a514b67b0"), Some((1_363_896_240, 0)));
    assert_eq!(seconds("1a514b67b0"), Some((1_363_896_240, 0)));
    assert_eq!(seconds("c120"), Some((-1, 0)));
    assert_eq!(seconds("c1fb41cc37db380fbe77"), Some((946_845_296, 123_000_000)));
    assert_eq!(seconds("c1f93c00"), Some((1, 0)));
    assert_eq!(seconds("c074323031332d30332d32315432303a30343a30305a"), Some((1_363_896_240, 0)));
    assert_eq!(seconds("c13bffffffffffffffff"), Some((i64::MIN, 0)));
    assert_eq!(seconds("c1f97c00").map(|time| time.0), Some(i64::MAX));
    assert_eq!(seconds("c1f6"), None);
    for value in ["c1f97e00", "c0656e65766572", "d86401", "c24101", "c1f5", "c140"] {
        assert_eq!(misfit('t', value), "Time: expected a timestamp at byte 3", "{value}");
    }
}

#[test]
fn tags_are_passed_over_where_the_value_stays_what_it_is() {
    assert_eq!(member('s', "d8206161").string.as_deref(), Some("a"));
    assert_eq!(member('x', "d7d8184101").blob.as_deref(), Some(&[1][..]));
    assert_eq!(member('L', "d90102820102").list, Some(vec![1, 2]));
    assert_eq!(member('b', "d9d9f7f5").boolean, Some(true));
    assert_eq!(member('i', "d9d9f705").integer, Some(5));
    // Days, hundredths, and numbers that are made of something else.
    for (name, value) in
        [('i', "d86405"), ('d', "c11864"), ('l', "c24105"), ('L', "c4820103"), ('x', "c24105")]
    {
        assert!(misfit(name, value).contains(": expected "), "{value}");
    }
    assert_eq!(read(&[&[0xd9, 0xd9, 0xf7][..], &one('i', &[5])].concat()).unwrap().0.integer, Some(5));
}

#[test]
fn nulls_are_absence_and_the_last_of_duplicates_counts() {
    assert_eq!(member('L', "8301f602").list, Some(vec![1, 2]));
    assert_eq!(member('S', "836161f7f6").sparse_list, Some(vec![Some("a".to_owned()), None, None]));
    assert_eq!(member('m', "a2616101616bf6").map, Some(HashMap::from([("a".to_owned(), 1)])));
    assert_eq!(member('M', "a1616bf7").sparse_map, Some(HashMap::from([("k".to_owned(), None)])));
    assert!(read(&bytes("f6")).unwrap().0 == Wide::default());

    assert_eq!(read(&bytes("a3616901616902616903")).unwrap().0.integer, Some(3));
    assert_eq!(read(&bytes("a26169016169f6")).unwrap().0.integer, None);
    assert_eq!(read(&bytes("a2614c820102614c8103")).unwrap().0.list, Some(vec![3]));
    let inner = read(&bytes("a26149a16169016149a1616c02")).unwrap().0.inner.unwrap();
    assert_eq!((inner.integer, inner.long), (None, Some(2)));
    assert_eq!(member('m', "a26161016161 02").map, Some(HashMap::from([("a".to_owned(), 2)])));
    assert_eq!(member('j', "a26161016161 02").document, Some(json!({"a": 2})));
}

#[test]
fn unions_hold_the_first_member_with_a_value() {
    let choice =
        |value: &str| read(&one('u', &bytes(value))).map(|(wide, unknowns)| (wide.choice.unwrap(), unknowns));
    assert!(choice("a1616e07").unwrap() == (Choice::Number(7), vec![]));
    assert!(choice("a264 54657874 f6 616e07").unwrap() == (Choice::Number(7), vec![]));
    let (held, unknowns) = choice("a2616e07 64 54657874 6161").unwrap();
    assert!(held == Choice::Number(7));
    assert_eq!(unknowns, [Unknown::SecondMember { path: "Choice.Text".to_owned() }]);
    let (held, unknowns) = choice("a2 665f5f74797065 6178 634e6577 820102").unwrap();
    assert!(held == Choice::Unknown { name: "New".to_owned() });
    assert_eq!(unknowns, [Unknown::Member { path: "Choice.New".to_owned() }]);
    let (held, _) = choice("a1634e6577f6").unwrap();
    assert!(held == Choice::Unknown { name: "New".to_owned() });
    assert_eq!(misfit('u', "a1616e6178"), "Choice.Number: expected an integer of 64 bits at byte 6");
}

#[test]
fn what_the_model_does_not_know_is_skipped_and_noted_without_secrets() {
    let (wide, unknowns) =
        read(&bytes("a461 7a 9f01a1f6f5ff 6163 654752454e21 6171 6468757368 616905")).unwrap();
    assert_eq!((wide.integer, wide.colour), (Some(5), Some(Colour::from("GREN!"))));
    let value =
        |path: &str, value: &str| Unknown::EnumValue { path: path.to_owned(), value: value.to_owned() };
    let told =
        [Unknown::Member { path: "z".to_owned() }, value("Colour", "GREN!"), value("Secret", "<redacted>")];
    assert_eq!(unknowns, told);
    let error = read(&bytes("a1 61 6d a1 6768756e74657232 6768756e74657232")).unwrap_err();
    assert_eq!(error.path.as_deref(), Some("Map{…}"));
    assert_eq!(error.reason, "expected an integer of 32 bits at byte 12");
    let error = read(&bytes("a16177 82a0a1616c6768756e74657232")).unwrap_err();
    assert_eq!(
        (error.path.as_deref(), &*error.reason),
        (Some("Several[1].Long"), "expected an integer of 64 bits at byte 8")
    );
}
