//! Errors say in one line what happened, whatever the exception holds.

use exception_facts::operation::fail::FailError as Facts;
use exception_message::operation::fail::FailError;
use shapesmith_runtime::Error;
use shapesmith_runtime::error::OperationError as _;

use crate::support::{Canned, wait};

/// The error that a reply becomes.
fn error(body: &str) -> Error<FailError> {
    let canned = Canned::new([(400, body)]);
    wait(exception_message::Client::new(canned.config()).fail().send()).unwrap_err()
}

fn facts(status: u16, code: &str) -> Error<Facts> {
    let canned = Canned::new([(status, &format!(r#"{{"__type": "com.example#{code}"}}"#))]);
    wait(exception_facts::Client::new(canned.config()).fail().send()).unwrap_err()
}

#[test]
fn the_message_is_found_however_the_model_spells_it() {
    for (code, spelled) in
        [("Upper", "Message"), ("Lower", "message"), ("Wordless", "message"), ("Wordless", "Message")]
    {
        let error = error(&format!(r#"{{"__type": "{code}", "{spelled}": "no such thing"}}"#));
        assert_eq!(error.to_string(), format!("Fail: {code}: no such thing (HTTP 400)"), "{spelled}");
        assert_eq!(error.message(), Some("no such thing"));
        assert_eq!(error.code(), Some(code));
    }
}

#[test]
fn an_exception_without_a_message_is_told_by_its_code() {
    assert_eq!(error(r#"{"__type": "Wordless"}"#).to_string(), "Fail: Wordless (HTTP 400)");
    assert_eq!(error(r#"{"__type": "Upper"}"#).to_string(), "Fail: Upper (HTTP 400)");
}

#[test]
fn the_modelled_members_are_at_hand_and_empty_where_the_reply_lacks_them() {
    let failed = error(r#"{"__type": "x#Detailed", "Message": "too many", "Limit": 5}"#);
    assert!(failed.as_service_error().is_some_and(FailError::is_detailed));
    assert!(!failed.as_service_error().is_some_and(FailError::is_silent));
    match failed.as_service_error() {
        Some(FailError::Detailed(detailed)) => {
            assert_eq!((detailed.message.as_str(), detailed.limit), ("too many", 5))
        }
        other => panic!("{other:?}"),
    }
    match error(r#"{"__type": "Detailed"}"#).into_service_error() {
        FailError::Detailed(detailed) => assert_eq!((detailed.message.as_str(), detailed.limit), ("", 0)),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_sensitive_message_is_given_and_not_shown() {
    let failed = error(r#"{"__type": "Silent", "message": "swordfish"}"#);
    assert_eq!(failed.message(), Some("swordfish"));
    for text in [
        failed.to_string(),
        format!("{failed:?}"),
        format!("{:?}", failed.as_service_error()),
        failed.as_service_error().unwrap().to_string(),
    ] {
        assert!(!text.contains("swordfish"), "{text}");
    }
}

#[test]
fn what_the_model_does_not_list_is_unhandled() {
    let failed = error(r#"{"__type": "Other", "message": "surprise"}"#);
    assert!(matches!(failed.as_service_error(), Some(FailError::Unhandled(_))), "{failed:?}");
    assert_eq!(failed.to_string(), "Fail: Other: surprise (HTTP 400)");
    assert_eq!(failed.as_service_error().unwrap().code(), Some("Other"));
}

#[test]
fn exceptions_are_errors_of_their_own() {
    let upper = exception_message::error::Upper::new().message("no such thing");
    let error: &dyn std::error::Error = &upper;
    assert_eq!(error.to_string(), "Upper: no such thing");
    assert_eq!(FailError::Upper(upper).to_string(), "Upper: no such thing");
    assert_eq!(exception_message::error::Wordless::new().to_string(), "Wordless");
}

#[test]
fn the_model_decides_what_can_be_tried_again() {
    let retryable = |status, code| facts(status, code).is_retryable();
    assert!(retryable(400, "TryAgain") && retryable(400, "SlowDown") && retryable(500, "ServerFault"));
    assert!(!retryable(400, "Unmarked"));
    assert!(facts(400, "SlowDown").is_throttling() && !facts(400, "TryAgain").is_throttling());
}

#[test]
fn an_exception_is_known_by_the_code_that_the_model_gives_it() {
    for code in ["Old.Name", "Renamed"] {
        let failed = facts(404, code);
        assert!(matches!(failed.as_service_error(), Some(Facts::Renamed(_))), "{code}: {failed:?}");
    }
}
