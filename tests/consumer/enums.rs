//! Enums keep every value, modelled or not.

use std::collections::{BTreeSet, HashSet};

use serde_json::json;

use crate::support::assert_round_trip;

#[test]
fn the_modelled_value_unknown_and_values_that_are_unknown_are_two_things() {
    use enum_unknown::types::State;

    assert_eq!(State::from("UNKNOWN"), State::UnknownValue);
    assert!(!State::UnknownValue.is_unknown());
    let newer = State::from("NEWER");
    assert!(matches!(&newer, State::Unknown(value) if value.to_string() == "NEWER"), "{newer:?}");
    assert_eq!(format!("{newer:?}"), r#"Unknown("NEWER")"#);
    assert!(newer.is_unknown());
    assert_eq!((newer.as_str(), newer.to_string()), ("NEWER", "NEWER".to_owned()));
    assert_eq!("self".parse::<State>().unwrap(), State::SelfValue);
    assert!(State::from("unknown").is_unknown(), "case matters");

    let output: enum_unknown::operation::get_state::GetStateOutput =
        assert_round_trip(json!({"State": "NEWER"}));
    assert_eq!(output.state, Some(newer));
    assert_round_trip::<State>(json!("UNKNOWN"));
}

#[test]
fn every_modelled_value_has_a_variant_of_its_own_and_keeps_its_text() {
    macro_rules! check {
        ($($type:ty),*) => {$(
            let variants: BTreeSet<$type> = <$type>::values().iter().map(|value| <$type>::from(*value)).collect();
            assert_eq!(variants.len(), <$type>::values().len());
            assert!(variants.iter().all(|variant| !variant.is_unknown()));
            let texts: Vec<_> = <$type>::values().iter().map(|value| <$type>::from(*value).to_string()).collect();
            assert_eq!(texts, <$type>::values());
        )*};
    }
    check!(
        enum_unknown::types::State,
        enum_digits::types::Size,
        enum_punctuation::types::Kind,
        map_enum_key::types::Colour,
        module_keywords::types::Type,
        std_names::types::Self_
    );
}

#[test]
fn values_that_are_no_names_have_variants_that_say_what_they_are() {
    use enum_digits::types::Size;
    use enum_punctuation::types::Kind;

    assert_eq!(
        [Size::V0_5, Size::V5m, Size::V10, Size::T3Micro].map(|size| size.to_string()),
        ["0.5", "5m", "10", "t3.micro"]
    );
    assert_eq!(Kind::AwsEc2Instance.as_str(), "AWS::EC2::Instance");
    assert_eq!(Kind::S3ObjectCreatedStar.as_str(), "s3:ObjectCreated:*");
    assert_eq!(Kind::Trailing.as_str(), "trailing ");
    assert!(Kind::from("trailing").is_unknown(), "the space belongs to the value");
    assert_eq!(Kind::Empty.as_str(), "");
}

#[test]
fn enums_are_keys_of_maps_and_unknown_keys_survive() {
    use map_enum_key::types::{Colour, Palette};

    let palette: Palette = assert_round_trip(json!({"Shares": {"RED": 1, "MAUVE": 2}}));
    let shares = palette.shares.unwrap();
    assert_eq!(shares.get(&Colour::Red), Some(&1));
    assert_eq!(shares.get(&Colour::from("MAUVE")), Some(&2));
    assert_eq!(Palette::new().shares([("RED", 1), ("MAUVE", 2)]).shares, Some(shares));
}

#[test]
fn enums_can_be_sorted_hashed_and_padded() {
    use map_enum_key::types::Colour;

    let mut colours = vec![Colour::from("MAUVE"), Colour::Green, Colour::Red];
    colours.sort();
    assert_eq!(colours, [Colour::Green, Colour::from("MAUVE"), Colour::Red], "by their text");
    let colours: HashSet<_> = colours.into_iter().collect();
    assert_eq!(colours.len(), 3);
    assert!(colours.contains("RED") && colours.contains("MAUVE") && !colours.contains("BLUE"));
    assert_eq!(format!("{:>5}|{:<5}|", Colour::Red, Colour::Red), "  RED|RED  |");
}
