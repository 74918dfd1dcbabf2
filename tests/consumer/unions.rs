//! Unions hold one member, and remember the name of one that the model does not know.

use serde_json::json;
use union::types::{Only, Target};
use union_recursive::types::{Both, Filter};

use crate::support::{Canned, assert_round_trip, read, wait};

#[test]
fn variants_of_one_type_are_kept_apart() {
    let target: Target = assert_round_trip(json!({"Telephone": "112"}));
    assert_eq!(target, Target::Telephone("112".to_owned()));
    assert_ne!(target, Target::Email("112".to_owned()));
}

#[test]
fn every_kind_of_member_comes_back_as_it_went() {
    assert_round_trip::<Only>(json!({"Name": "one"}));
    assert_round_trip::<Target>(json!({"Everyone": {}}));
    assert_round_trip::<Target>(json!({"Groups": ["a", "b"]}));
    let target: Target = assert_round_trip(json!({"Unknown": "it is a member"}));
    assert_eq!(target, Target::UnknownValue("it is a member".to_owned()));
}

#[test]
fn a_union_is_asked_what_it_holds() {
    let target = Target::Email("me@example.com".to_owned());
    assert_eq!((target.is_email(), target.is_telephone()), (true, false));
    assert_eq!(target.as_email().map(String::as_str), Ok("me@example.com"));
    assert_eq!(target.as_telephone(), Err(&target));
    assert!(Target::UnknownValue(String::new()).is_unknown_value());
    // What is boxed is given without the box.
    let filter = Filter::Not(Box::new(Filter::Equals("a".to_owned())));
    assert_eq!(filter.as_not().and_then(Filter::as_equals).map(String::as_str), Ok("a"));
}

#[test]
fn a_member_that_the_model_does_not_know_is_remembered_by_name() {
    let target: Target = read(&json!({"Pigeon": {"ring": 7}}));
    assert_eq!(target, Target::Unknown { name: "Pigeon".to_owned() });
}

#[test]
fn nulls_and_the_type_that_services_add_are_not_members() {
    let target: Target = read(&json!({"__type": "Target", "Email": null, "Telephone": "112"}));
    assert_eq!(target, Target::Telephone("112".to_owned()));
}

#[test]
fn a_union_without_a_known_member_cannot_be_sent() {
    let canned = Canned::ok(["{}"]);
    let client = union::Client::new(canned.config());
    let error =
        wait(client.put_target().target(Target::Unknown { name: "Pigeon".to_owned() }).send()).unwrap_err();
    assert!(error.to_string().contains("Pigeon"), "{error}");
    assert!(canned.requests().is_empty());
}

#[test]
fn a_union_may_contain_itself() {
    let filter = Filter::Both(Box::new(Both::new(
        Filter::Not(Box::new(Filter::Equals("a".to_owned()))),
        Filter::All(vec![Filter::Equals("b".to_owned())]),
    )));
    let json = json!({"Both": {"First": {"Not": {"Equals": "a"}}, "Second": {"All": [{"Equals": "b"}]}}});
    assert_eq!(serde_json::to_value(&filter).unwrap(), json);
    assert_eq!(assert_round_trip::<Filter>(json), filter);
}

#[test]
fn nesting_without_end_is_an_error_and_not_a_crash() {
    let text = format!("{}{}{}", r#"{"Not":"#.repeat(100_000), r#"{"Equals":"a"}"#, "}".repeat(100_000));
    assert!(serde_json::from_str::<Filter>(&text).is_err());

    let filter = (0..1_000).fold(Filter::Equals("a".to_owned()), |inner, _| Filter::Not(Box::new(inner)));
    assert!(serde_json::to_string(&filter).is_err());
    assert!(format!("{filter:?}").contains('…'));
}
