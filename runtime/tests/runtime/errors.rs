//! What callers are told when a service answers with an error.

use std::error::Error as _;

use shapesmith_runtime::error::Unhandled;
use shapesmith_runtime::operation::Operation;
use shapesmith_runtime::request::send;
use shapesmith_runtime::{Error, ErrorKind, RequestConfig};

use crate::support::server::{Answer, Server, ok, status};
use crate::support::things::{
    ListThingsError, ListThingsInput, NoSuchThing, Overloaded, WrongPassword, list,
};
use crate::support::{client, config};

/// The error of a call that is answered like this, once.
async fn error(answer: Answer) -> Error<ListThingsError> {
    let server = Server::start([answer]).await;
    send(&client(config(&server.url).max_attempts(1)), list("blue"), &RequestConfig::new()).await.unwrap_err()
}

#[tokio::test]
async fn a_modelled_error_is_one_line_and_a_variant_with_its_members() {
    let body = r#"{"__type":"com.example#NoSuchThing","Message":"thing 7\ndoes not\u0007 exist","Thing":{"Name":"7"}}"#;
    let error = error(status("400 Bad Request", &[("x-amzn-RequestId", "req-9")], body)).await;
    assert_eq!(
        error.to_string(),
        "ListThings: NoSuchThing: thing 7 does not exist (HTTP 400, request id req-9)"
    );
    assert_eq!(error.operation(), "ListThings");
    assert_eq!(error.code(), Some("NoSuchThing"));
    assert_eq!(error.message(), Some("thing 7\ndoes not\u{7} exist"));
    assert_eq!((error.status(), error.request_id(), error.attempts()), (Some(400), Some("req-9"), 1));
    assert!(
        !error.is_retryable() && !error.is_throttling() && !error.is_access_denied() && !error.is_timeout()
    );
    let Some(ListThingsError::NoSuchThing(exception)) = error.as_service_error() else { panic!("{error:?}") };
    assert_eq!(exception.thing.as_ref().unwrap().name, "7");
    assert_eq!(exception.to_string(), "NoSuchThing: thing 7 does not exist");
    assert!(error.source().is_none(), "the service's error is this level itself");
    assert_eq!(error.exception::<NoSuchThing>(), Some(exception));
    assert_eq!(error.exception::<Overloaded>(), None);
    assert_eq!(error.service(), "Thing Store");
    let ListThingsError::NoSuchThing(_) = error.into_service_error() else { panic!() };
}

#[tokio::test]
async fn a_message_is_at_hand_although_the_model_has_no_member_for_it() {
    let error =
        error(status("400 Bad Request", &[], r#"{"__type":"Overloaded","message":"come back later"}"#)).await;
    assert_eq!(error.as_service_error(), Some(&ListThingsError::Overloaded(Overloaded {})));
    assert_eq!(error.message(), Some("come back later"));
    assert_eq!(error.to_string(), "ListThings: Overloaded: come back later (HTTP 400)");
    assert_eq!(error.as_service_error().unwrap().to_string(), "Overloaded");
    assert!(error.is_throttling() && error.is_retryable(), "the model says so");
}

#[tokio::test]
async fn a_sensitive_message_is_given_but_not_shown() {
    let error =
        error(status("400 Bad Request", &[], r#"{"__type":"WrongPassword","message":"hunter2 is wrong"}"#))
            .await;
    assert_eq!(error.message(), Some("hunter2 is wrong"));
    for text in [error.to_string(), format!("{error:?}"), error.as_service_error().unwrap().to_string()] {
        assert!(!text.contains("hunter2"), "{text}");
    }
}

#[tokio::test]
async fn codes_that_the_model_does_not_know_are_told_and_sorted() {
    for (code, http, throttling, denied, expired, retryable) in [
        ("ThrottlingException", "400 Bad Request", true, false, false, true),
        ("AccessDeniedException", "400 Bad Request", false, true, false, false),
        ("UnauthorizedOperation", "403 Forbidden", false, true, false, false),
        ("ExpiredTokenException", "400 Bad Request", false, false, true, false),
        ("InternalError", "500 Internal Server Error", false, false, false, true),
        ("Whatever", "429 Too Many Requests", true, false, false, true),
        ("Whatever", "418 I'm a teapot", false, false, false, false),
    ] {
        let error = error(status(http, &[], &format!(r#"{{"__type":"{code}","Message":"m"}}"#))).await;
        assert_eq!(error.as_service_error(), Some(&ListThingsError::Unhandled(Unhandled::new(code, "m"))));
        assert_eq!(error.code(), Some(code));
        assert_eq!(error.is_throttling(), throttling, "{code}");
        assert_eq!(error.is_access_denied(), denied, "{code}");
        assert_eq!(error.is_expired_credentials(), expired, "{code}");
        assert_eq!(error.is_retryable(), retryable, "{code}");
    }
    for code in
        ["ResourceNotFoundException", "NoSuchEntity", "TemplateDoesNotExist", "AWS.SQS.NonExistentQueue"]
    {
        let error = error(status("400 Bad Request", &[], &format!(r#"{{"__type":"{code}"}}"#))).await;
        assert!(error.is_not_found() && !error.is_retryable(), "{code}");
    }
    // Where there is a code it decides, not the status.
    let busy = error(status("404 Not Found", &[], r#"{"__type":"NotReady"}"#)).await;
    assert!(!busy.is_not_found());
    let error = error(status("408 Request Timeout", &[], r#"{"__type":"RequestTimeout"}"#)).await;
    assert!(error.is_timeout() && error.is_retryable());
}

#[tokio::test]
async fn a_query_compatible_service_has_its_former_code_and_its_exception() {
    let headers = [("x-amzn-query-error", "Former.WrongPassword;Sender")];
    let with_header = error(status("400 Bad Request", &headers, r#"{"__type":"x#WrongPassword"}"#)).await;
    assert_eq!(with_header.code(), Some("Former.WrongPassword"));
    assert!(matches!(with_header.as_service_error(), Some(ListThingsError::WrongPassword(_))));
    let without = error(status("400 Bad Request", &[], r#"{"__type":"x#WrongPassword"}"#)).await;
    assert_eq!(without.code(), Some("WrongPassword"));
    assert!(
        matches!(without.as_service_error(), Some(ListThingsError::WrongPassword(_))),
        "found by the shape's name"
    );
    let headers = [("x-amzn-query-error", "Some.Other;Sender")];
    let other = error(status("400 Bad Request", &headers, r#"{"__type":"NoSuchThing"}"#)).await;
    assert_eq!(other.code(), Some("Some.Other"));
    assert!(
        matches!(other.as_service_error(), Some(ListThingsError::NoSuchThing(_))),
        "found by the type in the body"
    );
}

#[tokio::test]
async fn answers_that_are_no_service_error_are_told_all_the_same() {
    let page = "<html><head><title>502 Bad Gateway</title></head>\n<body>nginx</body></html>";
    let html = error(status("502 Bad Gateway", &[("Content-Type", "text/html")], page)).await;
    assert_eq!(html.to_string(), format!("ListThings: Bad Gateway: {} (HTTP 502)", page.replace('\n', " ")));
    assert_eq!(html.code(), None);
    let empty = error(status("503 Service Unavailable", &[("x-amz-request-id", "r")], "")).await;
    assert_eq!(empty.to_string(), "ListThings: Service Unavailable (HTTP 503, request id r)");
    let cut = error(status("400 Bad Request", &[], r#"{"__type":"NoSuchThing","Message":"#)).await;
    assert_eq!((cut.code(), cut.status()), (Some("NoSuchThing"), Some(400)));
    let odd = error(status("400 Bad Request", &[], r#"{"__type":7,"code":null,"message":["x"]}"#)).await;
    assert_eq!(odd.to_string(), "ListThings: Bad Request (HTTP 400)");
    let unknown = error(status("599 Strange", &[], "")).await;
    assert_eq!(unknown.to_string(), "ListThings: unknown error (HTTP 599)");
    let deep = error(status("400 Bad Request", &[], &"{\"a\":".repeat(100_000))).await;
    assert_eq!(deep.code(), None);
}

#[tokio::test]
async fn a_modelled_error_whose_members_do_not_fit_keeps_its_code() {
    let body = r#"{"__type":"NoSuchThing","Message":"m","Thing":"not a structure"}"#;
    let error = error(status("400 Bad Request", &[], body)).await;
    let Some(ListThingsError::NoSuchThing(exception)) = error.as_service_error() else { panic!("{error:?}") };
    assert_eq!(exception.message.as_deref(), Some("m"));
}

#[tokio::test]
async fn redirects_are_answers_and_are_not_followed() {
    let elsewhere = Server::start([ok("{}")]).await;
    let error = error(status("301 Moved Permanently", &[("Location", &elsewhere.url)], "")).await;
    let text = error.to_string();
    assert!(
        text.starts_with(&format!("ListThings: Moved Permanently: the answer points to {}", elsewhere.url)),
        "{text}"
    );
    assert!(elsewhere.received().is_empty());
}

#[tokio::test]
async fn a_service_that_is_not_there_is_told_in_one_line() {
    let client = client(config("http://127.0.0.1:1").max_attempts(2));
    let error = send(&client, list("blue"), &RequestConfig::new()).await.unwrap_err();
    let text = error.to_string();
    assert_eq!(text, "ListThings: no connection to the service (http://127.0.0.1:1, 2 attempts)");
    let line = error.one_line();
    assert!(line.starts_with(&format!("{text}: ")), "{line}");
    assert!(line.contains("refused"), "{line}");
    assert!(matches!(error.kind(), ErrorKind::Connection(_)));
    assert!(error.is_retryable() && error.status().is_none() && error.code().is_none());
    assert!(error.source().unwrap().source().is_some(), "the chain is kept");
    let ListThingsError::Unhandled(unhandled) = error.into_service_error() else { panic!() };
    assert_eq!((unhandled.code, unhandled.message), (None, Some(line)));
}

#[test]
fn an_error_is_one_pointer_and_may_cross_threads() {
    fn crosses<T: Send + Sync + 'static>() {}
    crosses::<Error<ListThingsError>>();
    assert_eq!(size_of::<Error<ListThingsError>>(), size_of::<usize>());
    assert_eq!(size_of::<Result<(), Error<ListThingsError>>>(), size_of::<usize>());
}

#[test]
fn tests_can_make_errors() {
    let exception = NoSuchThing { message: Some("gone".into()), thing: None };
    let error = Error::from_service(ListThingsInput::SCHEMA, ListThingsError::NoSuchThing(exception));
    assert_eq!(error.to_string(), "ListThings: NoSuchThing: gone");
    let wrong = WrongPassword { message: Some("hunter2".into()) };
    let error = Error::from_service(ListThingsInput::SCHEMA, ListThingsError::WrongPassword(wrong));
    assert_eq!(error.to_string(), "ListThings: Former.WrongPassword");
    let throttled = Unhandled::new("ThrottlingException", "slow down");
    let error = Error::from_service(ListThingsInput::SCHEMA, ListThingsError::from(throttled));
    assert!(error.is_throttling());
    assert_eq!(error.to_string(), "ListThings: ThrottlingException: slow down");
}
