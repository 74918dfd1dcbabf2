//! What is sensitive is never shown, wherever it stands.

use sensitive::types::{Card, Choice, Clearance, Door, Secrets};

fn secrets() -> Secrets {
    Secrets::new()
        .owner("somebody")
        .password("swordfish")
        .hint("a fish")
        .card(Card::new().number("4111"))
        .clearance(Clearance::High)
        .passwords(["swordfish", "trout"])
        .by_account([("mail", "swordfish")])
        .choice(Choice::Password("swordfish".to_owned()))
        .clearances([Clearance::High, Clearance::from("trout")])
        .by_password([("swordfish", "somewhere")])
        .door(Door::Key("swordfish".to_owned()))
}

#[test]
fn debug_shows_no_sensitive_member() {
    for text in [format!("{:?}", secrets()), format!("{:#?}", secrets())] {
        for secret in ["swordfish", "fish", "4111", "HIGH", "High", "trout"] {
            assert!(!text.contains(secret), "{secret}: {text}");
        }
        assert!(text.contains("somebody") && text.contains("mail"), "what is not sensitive is shown: {text}");
        assert!(text.contains("password: <redacted>"), "that something is there is shown: {text}");
    }
}

#[test]
fn sensitive_shapes_are_not_shown_on_their_own_either() {
    for text in [format!("{:?}", Card::new().number("4111")), format!("{:?}", Clearance::High)] {
        assert!(!text.contains("4111") && !text.contains("High") && !text.contains("HIGH"), "{text}");
    }
    let choice = format!("{:?}", Choice::Password("swordfish".to_owned()));
    assert_eq!(choice, "Password(<redacted>)");
    let choice = format!("{:?}", Choice::Name("somebody".to_owned()));
    assert_eq!(choice, "Name(\"somebody\")");
    let door = serde_json::from_str::<Door>(r#"{"Swordfish": 1}"#).unwrap();
    assert_eq!(format!("{door:?}"), "Unknown { name: \"<redacted>\" }");
}

#[test]
fn a_request_shows_no_sensitive_member() {
    let client = sensitive::Client::new(crate::support::Canned::default().config());
    let text = format!("{:?}", client.put_secrets().secrets(secrets()));
    assert!(!text.contains("swordfish") && !text.contains("EXAMPLESECRET"), "{text}");
    assert!(!format!("{client:?}").contains("EXAMPLESECRET"));
}

#[test]
fn serde_keeps_what_is_sensitive() {
    let json = serde_json::to_value(secrets()).unwrap();
    assert_eq!(json["Password"], "swordfish");
    assert_eq!(serde_json::from_value::<Secrets>(json).unwrap(), secrets());
}

#[test]
fn serde_does_not_repeat_what_does_not_fit() {
    for json in [r#""swordfish""#, r#"{"Password": ["swordfish"]}"#, r#"{"Card": "swordfish"}"#] {
        let error = serde_json::from_str::<Secrets>(json).unwrap_err().to_string();
        assert!(!error.contains("swordfish") && error.contains("cannot be read as"), "{error}");
    }
}
