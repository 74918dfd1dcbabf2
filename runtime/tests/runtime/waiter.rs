//! Waiting: what ends it, what it says then, and how often it asks.

use std::error::Error as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use shapesmith_runtime::http::{Body, BoxFuture, HttpClient, HttpError};
use shapesmith_runtime::jmespath::Expression;
use shapesmith_runtime::waiter::table::*;
use shapesmith_runtime::waiter::{Ending, Reason, Wait};
use shapesmith_runtime::{Client, RequestConfig};

use crate::support::server::{Answer, Server, ok, status};
use crate::support::things::{ListThingsInput, ListThingsOutput, list};
use crate::support::{client, config};

const STATUSES: Expression = Each(&Flatten(&Members(&["Things"])), &Members(&["Status"]));

static THINGS_GOOD: WaiterSchema = WaiterSchema::new("ThingsGood").delay(5).max_attempts(4).acceptors(&[
    success(PathAll(STATUSES, Text("GOOD"))),
    failure(PathAny(STATUSES, Text("BROKEN"))),
    failure(Path(Members(&["NextToken"]), Text("lost"))),
    retry(Path(Members(&["NextToken"]), Text("later"))),
    retry(Error("NoSuchThing")),
]);

static THINGS_GONE: WaiterSchema = WaiterSchema::new("ThingsGone")
    .delay(1)
    .max_attempts(2)
    .acceptors(&[success(Error("NoSuchThing")), failure(Error("Former.WrongPassword"))]);

fn thing(status: &str) -> Answer {
    ok(format!(r#"{{"Things": [{{"Name": "one", "Status": "{status}"}}]}}"#))
}

fn missing() -> Answer {
    status("400 Bad Request", &[], r#"{"__type": "NoSuchThing", "Message": "nothing\nthere"}"#)
}

/// A wait that does not take long.
fn wait<R: Ending<ListThingsOutput>>(
    client: Client,
    waiter: &'static WaiterSchema,
) -> Wait<ListThingsInput, R> {
    Wait::new(client, list("blue"), RequestConfig::new(), waiter).delay(Duration::from_millis(1))
}

fn things_good(server: &Server) -> Wait<ListThingsInput> {
    wait(client(config(&server.url)), &THINGS_GOOD)
}

#[tokio::test]
async fn a_wait_ends_with_the_output_that_was_waited_for() {
    let server = Server::start([missing(), ok("{}"), thing("STARTING"), thing("GOOD")]).await;
    let output = things_good(&server).await.unwrap();
    assert_eq!(output.things.unwrap()[0].name, "one");
    let received = server.received();
    assert_eq!(received.len(), 4);
    assert!(received.iter().all(|request| request.body == received[0].body));
}

#[tokio::test]
async fn the_first_acceptor_that_matches_decides() {
    let both = r#"{"Things": [{"Name": "one", "Status": "GOOD"}, {"Name": "two", "Status": "BROKEN"}]}"#;
    let server = Server::start([ok(both)]).await;
    let error = things_good(&server).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        r#"ThingsGood: failed after 1 attempt: one of Things[].Status is "BROKEN""#
    );

    let server =
        Server::start([ok(r#"{"Things": [{"Name": "one", "Status": "GOOD"}], "NextToken": "lost"}"#)]).await;
    assert!(things_good(&server).await.is_ok());
}

#[tokio::test]
async fn a_failed_wait_says_which_acceptor_failed_it_and_keeps_the_output() {
    let server = Server::start([ok(r#"{"NextToken": "later"}"#), ok(r#"{"NextToken": "lost"}"#)]).await;
    let error = things_good(&server).await.unwrap_err();
    assert_eq!(error.to_string(), r#"ThingsGood: failed after 2 attempts: NextToken is "lost""#);
    assert_eq!((error.waiter(), error.operation(), error.attempts()), ("ThingsGood", "ListThings", 2));
    assert_eq!(error.acceptor().unwrap().to_string(), r#"NextToken is "lost""#);
    assert_eq!(error.output().unwrap().next_token.as_deref(), Some("lost"));
    assert!(error.error().is_none() && error.source().is_none());
    assert_eq!(error.into_last().unwrap().unwrap().next_token.as_deref(), Some("lost"));
}

#[tokio::test]
async fn attempts_run_out_with_the_last_answer_in_words() {
    for (answers, expected) in [
        (
            [ok("{}"), ok("{}"), ok("{}"), ok(r#"{"NextToken": "later"}"#)],
            r#"ThingsGood: not reached within 4 attempts (last seen: NextToken is "later")"#,
        ),
        (
            [ok("{}"), ok("{}"), ok("{}"), thing("NEW")],
            r#"ThingsGood: not reached within 4 attempts (last seen: Things[].Status is ["NEW"], NextToken is absent)"#,
        ),
        (
            [ok("{}"), ok("{}"), ok("{}"), missing()],
            "ThingsGood: not reached within 4 attempts: ListThings: NoSuchThing: nothing there (HTTP 400)",
        ),
    ] {
        let server = Server::start(answers).await;
        let error = things_good(&server).await.unwrap_err();
        assert_eq!(error.one_line(), expected);
        assert!(matches!(error.reason(), Reason::Attempts) && error.acceptor().is_none());
        assert_eq!(server.received().len(), 4);
    }
}

#[tokio::test]
async fn the_number_of_attempts_can_be_set_and_zero_is_one() {
    let server = Server::start([ok("{}"), ok("{}")]).await;
    let error = things_good(&server).max_attempts(0).await.unwrap_err();
    assert_eq!(error.attempts(), 1);
    assert_eq!(server.received().len(), 1);
}

#[tokio::test]
async fn an_error_that_no_acceptor_expects_ends_the_wait() {
    let denied = || status("400 Bad Request", &[], r#"{"__type": "AccessDeniedException", "message": "no"}"#);
    let server = Server::start([ok("{}"), denied(), ok("{}")]).await;
    let error = things_good(&server).await.unwrap_err();
    let expected = "ThingsGood: failed after 2 attempts: ListThings: AccessDeniedException: no (HTTP 400)";
    assert_eq!(error.one_line(), expected);
    assert!(matches!(error.reason(), Reason::Error));
    assert!(error.error().unwrap().is_access_denied());
    assert!(error.source().unwrap().to_string().starts_with("ListThings: AccessDeniedException"));
    assert_eq!(server.received().len(), 2);
}

#[tokio::test]
async fn an_error_can_be_what_is_waited_for() {
    let server = Server::start([thing("GOOD"), missing()]).await;
    let gone: Option<ListThingsOutput> = wait(client(config(&server.url)), &THINGS_GONE).await.unwrap();
    assert!(gone.is_none());

    let server = Server::start([missing()]).await;
    let error = wait::<ListThingsOutput>(client(config(&server.url)), &THINGS_GONE).await.unwrap_err();
    assert_eq!(error.error().unwrap().code(), Some("NoSuchThing"));
}

#[tokio::test]
async fn an_error_can_be_a_failure() {
    let wrong = status("400 Bad Request", &[("x-amzn-query-error", "Former.WrongPassword;Sender")], "{}");
    let server = Server::start([wrong]).await;
    let error =
        wait::<Option<ListThingsOutput>>(client(config(&server.url)), &THINGS_GONE).await.unwrap_err();
    assert_eq!(error.acceptor().unwrap().to_string(), "error Former.WrongPassword");
    assert!(error.one_line().starts_with("ThingsGone: failed after 1 attempt: ListThings: "), "{error}");
}

#[tokio::test]
async fn errors_status_and_success_can_be_matched_as_such() {
    static ANY: WaiterSchema = WaiterSchema::new("Any")
        .delay(1)
        .max_attempts(3)
        .acceptors(&[retry(Status(404)), success(AnyError(true))]);
    static FINE: WaiterSchema = WaiterSchema::new("Fine")
        .delay(1)
        .max_attempts(3)
        .acceptors(&[failure(Status(403)), success(AnyError(false))]);
    let answers = || [status("404 Not Found", &[], ""), status("403 Forbidden", &[], "")];

    let server = Server::start(answers()).await;
    assert!(wait::<Option<_>>(client(config(&server.url)), &ANY).await.unwrap().is_none());
    assert_eq!(server.received().len(), 2);

    let server = Server::start(answers()).await;
    let error = wait::<ListThingsOutput>(client(config(&server.url)), &FINE).await.unwrap_err();
    assert!(error.acceptor().is_none(), "a 404 matches no acceptor");

    let server = Server::start(answers().into_iter().skip(1)).await;
    let error = wait::<ListThingsOutput>(client(config(&server.url)), &FINE).await.unwrap_err();
    assert_eq!(error.acceptor().unwrap().to_string(), "HTTP status 403");

    let server = Server::start([ok("{}")]).await;
    assert!(wait::<ListThingsOutput>(client(config(&server.url)), &FINE).await.is_ok());
}

#[tokio::test]
async fn a_client_that_cannot_reach_the_service_is_not_an_error_of_the_service() {
    static ANY: WaiterSchema =
        WaiterSchema::new("Any").delay(1).max_attempts(3).acceptors(&[success(AnyError(true))]);
    let client = client(config("http://127.0.0.1:1").max_attempts(1));
    let error = wait::<Option<_>>(client, &ANY).await.unwrap_err();
    assert!(matches!(error.reason(), Reason::Error), "{error}");
    assert_eq!(error.attempts(), 1);
}

#[tokio::test]
async fn each_attempt_has_the_retries_of_the_client() {
    let busy = || status("503 Service Unavailable", &[], "");
    let server = Server::start([busy(), thing("NEW"), busy(), thing("GOOD")]).await;
    assert!(things_good(&server).max_attempts(2).await.is_ok());
    assert_eq!(server.received().len(), 4);
}

#[tokio::test]
async fn a_deadline_ends_a_call_that_is_under_way() {
    let server = Server::start([thing("NEW"), Answer::Stall]).await;
    let error = things_good(&server).deadline(Duration::from_millis(300)).await.unwrap_err();
    assert!(matches!(error.reason(), Reason::Deadline));
    assert_eq!(
        error.to_string(),
        r#"ThingsGood: not reached within 300ms, in 2 attempts (last seen: Things[].Status is ["NEW"], NextToken is absent)"#
    );
    assert_eq!(error.output().unwrap().things.as_ref().unwrap().len(), 1);

    let server = Server::start([Answer::Stall]).await;
    let error = things_good(&server).deadline(Duration::from_millis(50)).await.unwrap_err();
    assert_eq!(error.to_string(), "ThingsGood: not reached within 50ms, in 1 attempt");
    assert!(error.into_last().is_none());
}

#[tokio::test]
async fn a_wait_ends_at_once_when_no_attempt_fits_before_the_deadline() {
    let server = Server::start([thing("NEW")]).await;
    let hour = Duration::from_secs(3600);
    let error = things_good(&server).delay(2 * hour).deadline(hour).await.unwrap_err();
    assert!(error.to_string().starts_with("ThingsGood: not reached within 3600s, in 1 attempt"), "{error}");
}

/// Answers with an empty output, and counts.
#[derive(Clone, Default)]
struct Empty(Arc<AtomicUsize>);

impl HttpClient for Empty {
    fn send(&self, _: http::Request<Body>) -> BoxFuture<'_, Result<http::Response<Body>, HttpError>> {
        self.0.fetch_add(1, Ordering::Relaxed);
        Box::pin(async { Ok(http::Response::new(Body::from("{}"))) })
    }
}

#[tokio::test(start_paused = true)]
async fn attempts_follow_each_other_at_the_pace_that_was_asked_for() {
    let second = Duration::from_secs(1);
    for (most, shortest, longest) in [(Some(5 * second), 15, 15), (None, 15, 25), (Some(60 * second), 15, 35)]
    {
        let http = Empty::default();
        let client = client(config("http://localhost").http_client(http.clone()));
        let mut wait =
            Wait::<_, ListThingsOutput>::new(client, list("blue"), RequestConfig::new(), &THINGS_GOOD);
        if let Some(most) = most {
            wait = wait.max_delay(most);
        }
        // The clock of this test stands still but for sleeps.
        let start = tokio::time::Instant::now();
        assert_eq!(wait.wait().await.unwrap_err().attempts(), 4);
        let took = start.elapsed();
        assert!(took >= shortest * second && took <= longest * second + second, "{most:?}: {took:?}");
        assert_eq!(http.0.load(Ordering::Relaxed), 4);
    }
}

#[tokio::test(start_paused = true)]
async fn dropping_a_wait_ends_it() {
    let http = Empty::default();
    let client = client(config("http://localhost").http_client(http.clone()));
    let wait = Wait::<_, ListThingsOutput>::new(client, list("blue"), RequestConfig::new(), &THINGS_GOOD);
    assert!(tokio::time::timeout(Duration::from_secs(7), wait.into_future()).await.is_err());
    tokio::time::sleep(Duration::from_secs(100)).await;
    assert_eq!(http.0.load(Ordering::Relaxed), 2);
}

#[tokio::test]
async fn values_that_must_not_be_logged_are_not_shown() {
    static SECRET: WaiterSchema = WaiterSchema::new("Secret").delay(1).max_attempts(1).acceptors(&[success(
        PathAny(Sensitive(&Each(&Flatten(&Members(&["Things"])), &Members(&["Secret"]))), Text("sesame")),
    )]);
    let answer = |secret: &str| ok(format!(r#"{{"Things": [{{"Name": "one", "Secret": "{secret}"}}]}}"#));
    let server = Server::start([answer("hush"), answer("sesame")]).await;
    let client = client(config(&server.url));
    let error = wait::<ListThingsOutput>(client.clone(), &SECRET).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "Secret: not reached within 1 attempt (last seen: Things[].Secret is not shown)"
    );
    assert!(!format!("{error:?}").contains("hush"), "{error:?}");
    assert!(wait::<ListThingsOutput>(client, &SECRET).await.is_ok());
}

#[test]
fn a_deadline_on_a_runtime_without_timers_is_an_error() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build().unwrap();
    let client = client(config("http://127.0.0.1:1"));
    let wait = wait::<ListThingsOutput>(client, &THINGS_GOOD).deadline(Duration::from_secs(5));
    let error = runtime.block_on(async { wait.await.unwrap_err() });
    assert!(error.one_line().contains("enable_all()"), "{error}");
}
