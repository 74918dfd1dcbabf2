//! How errors are told: a level in a line, the rest behind it, and one error for all operations.

use std::error::Error as StdError;
use std::time::Duration;

use shapesmith_runtime::error::{TimeoutError, Unhandled};
use shapesmith_runtime::http::{HttpError, HttpErrorKind};
use shapesmith_runtime::request::send;
use shapesmith_runtime::test_util::{self, CannedHttp, CannedReply};
use shapesmith_runtime::waiter::table::success;
use shapesmith_runtime::waiter::{Matcher, Wait, WaiterError, WaiterSchema};
use shapesmith_runtime::{
    AnyError, AnyErrorKind, Client, Config, ConfigError, CredentialsError, Environment, Error, ErrorKind,
    RequestConfig, one_line,
};

use crate::support::server::{Answer, Server};
use crate::support::things::{self, ListThingsError, ListThingsInput, NoSuchThing, list};
use crate::support::{client, config};

/// The texts of an error and of what is behind it.
fn chain(error: &(dyn StdError + 'static)) -> Vec<String> {
    let mut texts = vec![error.to_string()];
    let mut cause = error.source();
    while let Some(error) = cause {
        texts.push(error.to_string());
        cause = error.source();
    }
    texts
}

/// That every level is one line, that none says what the next one says, and that the line for logs and `{:?}` are made
/// of all of them.
fn check(error: &(dyn StdError + 'static)) {
    let texts = chain(error);
    for text in &texts {
        assert!(!text.is_empty() && !text.contains('\n'), "{texts:?}");
    }
    for (level, cause) in texts.iter().zip(texts.iter().skip(1)) {
        assert!(!level.contains(cause.as_str()), "said twice: {texts:?}");
    }
    assert_eq!(one_line(error), texts.join(": "));
    let mut report = texts[0].clone();
    if texts.len() > 1 {
        report.push_str("\n\nCaused by:");
        texts[1..].iter().for_each(|cause| report.push_str(&format!("\n    {cause}")));
    }
    assert_eq!(format!("{error:?}"), report);
}

async fn call(client: &Client) -> Result<(), AnyError> {
    send(client, list("blue"), &RequestConfig::new()).await?;
    Ok(())
}

async fn failed(client: &Client) -> Error<ListThingsError> {
    send(client, list("blue"), &RequestConfig::new()).await.unwrap_err()
}

fn canned(replies: impl IntoIterator<Item = CannedReply>) -> Client {
    client(test_util::config(CannedHttp::new(replies)).max_attempts(1))
}

#[tokio::test]
async fn nothing_is_said_twice_whatever_fails() {
    let silent = Server::start([Answer::Stall, Answer::Stall]).await;
    let garbled = Server::start([Answer::Cut(b"no HTTP at all\r\n\r\n".to_vec())]).await;
    let cut = Server::start([Answer::Cut(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{".to_vec())]).await;
    let limit = Duration::from_millis(50);
    let one = |url: &str| config(url).max_attempts(1);
    let no_credentials = Config::builder()
        .environment(Environment::empty().with("AWS_EC2_METADATA_DISABLED", "true"))
        .region("eu-central-1")
        .endpoint_url("http://127.0.0.1:1");
    let clients = [
        (client(one("http://127.0.0.1:1")), AnyErrorKind::Connection, 2),
        (client(one("http://name.invalid")), AnyErrorKind::Connection, 2),
        (client(one(&garbled.url)), AnyErrorKind::Connection, 2),
        (client(one(&cut.url)), AnyErrorKind::Connection, 2),
        (client(one(&silent.url).attempt_timeout(limit)), AnyErrorKind::Timeout, 1),
        (client(one(&silent.url).timeout(limit)), AnyErrorKind::Timeout, 1),
        (client(no_credentials), AnyErrorKind::Credentials, 1),
        (canned([CannedReply::new(200, r#"{"Things": 7}"#)]), AnyErrorKind::Response, 1),
        (
            canned([CannedReply::new(400, r#"{"__type":"Odd","message":"two\nlines"}"#)]),
            AnyErrorKind::Service,
            1,
        ),
        (canned([CannedReply::failure(HttpErrorKind::Io)]), AnyErrorKind::Connection, 1),
    ];
    for (client, kind, levels) in clients {
        let error = call(&client).await.unwrap_err();
        check(&error);
        assert_eq!(error.kind(), kind, "{error:?}");
        assert!(chain(&error).len() >= levels, "{error:?}");
        assert!(error.to_string().starts_with("ListThings: "), "{error}");
    }
}

#[tokio::test]
async fn what_keeps_credentials_from_coming_is_told_level_by_level() {
    let environment = Environment::empty()
        .with("AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/app")
        .with("AWS_WEB_IDENTITY_TOKEN_FILE", "/nowhere/token")
        .with("AWS_EC2_METADATA_DISABLED", "true");
    let config = Config::builder().environment(environment).region("eu-central-1");
    let error = call(&client(config.endpoint_url("http://127.0.0.1:1"))).await.unwrap_err();
    check(&error);
    assert_eq!(error.kind(), AnyErrorKind::Credentials);
    let texts = chain(&error);
    assert_eq!(texts[0], "ListThings: no credentials from web identity");
    assert_eq!(texts[1], "the token file /nowhere/token, for AWS_ROLE_ARN, cannot be read");
    assert!(texts[2].contains("No such file"), "{texts:?}");
    assert_eq!(texts.len(), 3);
}

#[tokio::test]
async fn the_endpoint_is_named_where_no_reply_came_and_nothing_secret_of_it() {
    let silent = Server::start([Answer::Stall]).await;
    let limit = Duration::from_millis(50);
    let error = failed(&client(config(&silent.url).max_attempts(1).attempt_timeout(limit))).await;
    let text = format!("ListThings: timed out: no complete reply within 50ms ({})", silent.url);
    assert_eq!(error.to_string(), text);
    assert!(
        matches!(error.kind(), ErrorKind::Timeout(TimeoutError::Attempt { limit: told }) if *told == limit)
    );
    let error = failed(&client(config("http://127.0.0.1:1/hidden").max_attempts(2))).await;
    assert_eq!(
        error.to_string(),
        "ListThings: no connection to the service (http://127.0.0.1:1, 2 attempts)"
    );
    assert!(!format!("{error:?} {error:#?} {}", error.one_line()).contains("hidden"));
    assert!(
        format!("{error:#?}").contains(
            r#"endpoint: Some(
        "http://127.0.0.1:1","#
        ),
        "{error:#?}"
    );
}

#[tokio::test]
async fn any_error_tells_what_the_error_in_it_tells() {
    let body = r#"{"__type":"NoSuchThing","Message":"gone","Thing":{"Name":"7"}}"#;
    let reply = || CannedReply::new(400, body).header("x-amzn-requestid", "req-9");
    let typed = failed(&canned([reply()])).await;
    let error = call(&canned([reply()])).await.unwrap_err();
    assert_eq!(error.to_string(), typed.to_string());
    assert_eq!(format!("{error:#?}"), format!("{typed:#?}"));
    assert_eq!((error.service(), error.operation()), (Some("Thing Store"), Some("ListThings")));
    assert_eq!((error.code(), error.message()), (Some("NoSuchThing"), Some("gone")));
    assert_eq!((error.status(), error.request_id(), error.attempts()), (Some(400), Some("req-9"), 1));
    assert_eq!(error.kind(), AnyErrorKind::Service);
    assert!(!error.is_throttling() && !error.is_retryable() && !error.is_timeout());
    let exception = error.exception::<NoSuchThing>().unwrap();
    assert_eq!(exception.thing.as_ref().unwrap().name, "7");
    assert!(error.exception::<things::Overloaded>().is_none());
    let whole = error.downcast_ref::<Error<ListThingsError>>().unwrap();
    assert!(matches!(whole.as_service_error(), Some(ListThingsError::NoSuchThing(_))));
    assert_eq!(error.as_service_error().unwrap().to_string(), "NoSuchThing: gone");
    assert_eq!(error.clone().to_string(), error.to_string());

    let throttled = CannedReply::new(400, r#"{"__type":"ThrottlingException"}"#);
    let error = call(&canned([throttled])).await.unwrap_err();
    assert!(error.is_throttling() && error.is_retryable());
    let denied = CannedReply::new(400, r#"{"__type":"AccessDeniedException"}"#);
    assert!(call(&canned([denied])).await.unwrap_err().is_access_denied());
}

#[test]
fn any_error_takes_what_fails_around_calls_too() {
    fn configuration() -> Result<Config, AnyError> {
        Ok(Config::builder().environment(Environment::empty()).build()?)
    }
    fn crosses<T: Send + Sync + Clone + 'static>() {}
    crosses::<AnyError>();
    assert_eq!(size_of::<Result<(), AnyError>>(), 2 * size_of::<usize>());
    let error = configuration().unwrap_err();
    check(&error);
    assert_eq!((error.kind(), error.operation(), error.attempts()), (AnyErrorKind::Configuration, None, 0));
    assert!(error.downcast_ref::<ConfigError>().is_some());
    let error = AnyError::from(
        CredentialsError::new("the vault is closed").with_source(std::io::Error::other("locked")),
    );
    check(&error);
    assert_eq!(error.one_line(), "the vault is closed: locked");
    assert_eq!(error.kind(), AnyErrorKind::Credentials);
    let error = AnyError::from(HttpError::new(HttpErrorKind::Timeout, "too slow"));
    check(&error);
    assert!(error.is_timeout());
    // It can be boxed and be in other errors like any error.
    let boxed: Box<dyn StdError + Send + Sync> = error.into();
    assert!(boxed.downcast_ref::<AnyError>().is_some());
}

/// Waits until there is an error of this code.
fn until_gone(client: Client) -> Wait<ListThingsInput, Option<things::ListThingsOutput>> {
    static GONE: WaiterSchema =
        WaiterSchema::new("Gone").max_attempts(2).acceptors(&[success(Matcher::Error("NoSuchThing"))]);
    Wait::new(client, list("blue"), RequestConfig::new(), &GONE)
}

#[tokio::test]
async fn what_ends_a_wait_is_told_once() {
    let there = || CannedReply::new(200, "{}");
    let denied = || CannedReply::new(400, r#"{"__type":"AccessDeniedException","message":"no"}"#);
    let error: WaiterError<ListThingsInput> = until_gone(canned([there(), denied()])).await.unwrap_err();
    check(&error);
    assert_eq!(error.to_string(), "Gone: failed after 2 attempts");
    assert_eq!(
        error.one_line(),
        "Gone: failed after 2 attempts: ListThings: AccessDeniedException: no (HTTP 400)"
    );
    assert_eq!(error.last_seen(), Some("ListThings: AccessDeniedException: no (HTTP 400)"));
    let any = AnyError::from(error);
    check(&any);
    assert_eq!((any.kind(), any.code()), (AnyErrorKind::Service, Some("AccessDeniedException")));
    assert!(any.is_access_denied());
    assert!(any.downcast_ref::<WaiterError<ListThingsInput>>().is_some());

    let any = AnyError::from(until_gone(canned([there(), there()])).await.unwrap_err());
    check(&any);
    assert_eq!((any.kind(), any.operation()), (AnyErrorKind::Waiter, Some("ListThings")));
    assert_eq!(any.to_string(), "Gone: not reached within 2 attempts");
}

#[test]
fn fields_are_in_the_other_form_of_debug() {
    let error = test_util::error::<ListThingsInput>(ListThingsError::from(Unhandled::new("Odd", "text")));
    let text = format!("{error:#?}");
    for field in
        ["service: \"Thing Store\"", "operation: \"ListThings\"", "kind: Service(", "\"Odd\"", "attempts: 1"]
    {
        assert!(text.contains(field), "{field}: {text}");
    }
    let error: ConfigError = Config::builder().environment(Environment::empty()).build().unwrap_err();
    assert!(format!("{error:#?}").starts_with("ConfigError {\n    message: \"no region;"), "{error:#?}");
}
