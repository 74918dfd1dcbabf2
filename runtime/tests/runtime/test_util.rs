//! Fakes, record and replay with what only some services have: sensitive members, tokens that the
//! client makes up, faults, codes of a former protocol.

use std::time::Duration;

use shapesmith_runtime::error::Unhandled;
use shapesmith_runtime::http::HttpClient;
use shapesmith_runtime::request::{RequestConfig, Response, send};
use shapesmith_runtime::retry::RetryMode;
use shapesmith_runtime::test_util::{self, CannedHttp, CannedReply, Fake, HttpErrorKind, Recorder, Replay};
use shapesmith_runtime::{Client, Error, ErrorKind};

use crate::support::things::{
    ListThingsError, ListThingsInput, ListThingsOutput, NoSuchThing, Overloaded, SERVICE, Thing,
    WrongPassword, list,
};

type Outcome = Result<Response<ListThingsOutput>, Error<ListThingsError>>;

fn fake() -> Fake<Client> {
    Fake::new(&SERVICE, |config| Client::new(&SERVICE, config))
}

async fn call(client: &Client, input: ListThingsInput) -> Outcome {
    send(client, input, &RequestConfig::new()).await
}

fn thing(name: &str, secret: &str) -> Thing {
    Thing { name: name.into(), status: None, secret: Some(secret.into()) }
}

#[tokio::test]
async fn every_kind_of_error_comes_back_as_what_it_was() {
    let message = Some("no".to_owned());
    let errors = [
        (
            ListThingsError::NoSuchThing(NoSuchThing {
                message: message.clone(),
                thing: Some(thing("a", "b")),
            }),
            400,
        ),
        (ListThingsError::Overloaded(Overloaded {}), 400),
        (ListThingsError::WrongPassword(WrongPassword { message }), 400),
        (ListThingsError::Unhandled(Unhandled::new("SomethingElse", "no")), 400),
        (ListThingsError::Unhandled(Unhandled::default()), 400),
    ];
    for (error, status) in errors {
        let answer = error.clone();
        let fake = fake().on(move |_: &ListThingsInput| Err(answer.clone()));
        let failed = call(&fake, list("blue")).await.unwrap_err();
        assert_eq!((failed.status(), failed.attempts()), (Some(status), 1), "{failed}");
        assert_eq!(failed.into_service_error(), error);
    }
}

#[tokio::test]
async fn the_last_answer_for_an_operation_counts_and_calls_are_kept_by_each() {
    let answer = |name: &'static str| {
        move |_: &ListThingsInput| {
            Ok(ListThingsOutput { things: Some(vec![thing(name, "")]), next_token: None })
        }
    };
    let fake = fake().on(answer("first"));
    let client = fake.client();
    assert_eq!(call(&client, list("a")).await.unwrap().things.as_ref().unwrap()[0].name, "first");
    let fake = fake.on(answer("second"));
    assert_eq!(call(&client, list("b")).await.unwrap().things.as_ref().unwrap()[0].name, "second");

    let groups: Vec<String> = fake.calls::<ListThingsInput>().into_iter().map(|input| input.group).collect();
    assert_eq!(groups, ["b"]);
}

fn client(http: impl HttpClient) -> Client {
    Client::new(&SERVICE, test_util::config(http).build().unwrap())
}

fn with_password(password: &str) -> ListThingsInput {
    ListThingsInput { password: Some(password.into()), client_token: None, ..list("blue") }
}

#[tokio::test]
async fn sensitive_members_are_not_recorded_and_do_not_keep_a_replay_from_matching() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("things.json");
    let service = CannedHttp::new([
        CannedReply::new(200, r#"{"Things": [{"Name": "lamp", "Secret": "TOPSECRET"}]}"#),
        CannedReply::new(
            400,
            r#"{"__type": "NoSuchThing", "Message": "gone", "Thing": {"Name": "x", "Secret": "TOPSECRET"}}"#,
        ),
    ]);
    let recording = client(Recorder::new(service, &path));
    let page = call(&recording, with_password("HUSH")).await.unwrap();
    assert_eq!(page.things.as_ref().unwrap()[0].secret.as_deref(), Some("TOPSECRET"));
    call(&recording, with_password("HUSH")).await.unwrap_err();

    let text = std::fs::read_to_string(&path).unwrap();
    for secret in ["TOPSECRET", "HUSH", "AKIDEXAMPLE", "Signature"] {
        assert!(!text.contains(secret), "{secret} is in {text}");
    }

    // Another password, and another token that the client makes up, are the same request here.
    let replay = client(Replay::open(&path).unwrap());
    let page = call(&replay, with_password("OTHER")).await.unwrap();
    assert_eq!(page.things.as_ref().unwrap()[0], thing("lamp", "<redacted>"));
    let error = call(&replay, with_password("OTHER")).await.unwrap_err();
    assert_eq!(
        error.into_service_error(),
        ListThingsError::NoSuchThing(NoSuchThing {
            message: Some("gone".into()),
            thing: Some(thing("x", "<redacted>"))
        })
    );
}

#[tokio::test]
async fn replies_that_are_not_json_are_recorded_as_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("things.json");
    let service = CannedHttp::new([
        CannedReply::new(502, "<h1>Bad gateway</h1>"),
        CannedReply::new(502, [0xff, 0xfe].to_vec()),
        CannedReply::new(200, "{}"),
    ]);
    let page = call(&client(Recorder::new(service, &path)), list("blue")).await.unwrap();
    assert_eq!(page.attempts(), 3);

    let replay = Replay::open(&path).unwrap();
    assert_eq!(replay.unused(), 3);
    let page = call(&client(replay), list("blue")).await.unwrap();
    assert_eq!(page.attempts(), 3, "the same attempts fail again");
}

#[tokio::test]
async fn a_reply_that_is_too_large_is_one_in_tests_too() {
    let http = CannedHttp::new([CannedReply::new(200, vec![b' '; 100])]);
    let config = test_util::config(http).max_response_bytes(99).build().unwrap();
    let error = call(&Client::new(&SERVICE, config), list("blue")).await.unwrap_err();
    assert!(error.to_string().contains("larger than allowed"), "{error}");
}

/// Answers of a fake in order.
fn script(replies: impl IntoIterator<Item = CannedReply>) -> impl FnMut(&ListThingsInput) -> CannedReply {
    let mut replies: std::collections::VecDeque<_> = replies.into_iter().collect();
    move |_| replies.pop_front().unwrap()
}

fn page(names: &[&str]) -> ListThingsOutput {
    let things = names.iter().map(|name| thing(name, "")).collect();
    ListThingsOutput { things: Some(things), next_token: None }
}

#[tokio::test]
async fn a_fake_repeats_what_the_client_would_when_asked_to() {
    let busy = || Err(ListThingsError::Overloaded(Overloaded {}));
    let answers = move || {
        let mut count = 0;
        move |_: &ListThingsInput| {
            count += 1;
            if count < 3 { busy() } else { Ok(page(&["lamp"])) }
        }
    };
    let once = fake().on(answers());
    assert_eq!(call(&once, list("blue")).await.unwrap_err().attempts(), 1);

    let patient = fake().on(answers()).retrying();
    let found = call(&patient, list("blue")).await.unwrap();
    assert_eq!((found.attempts(), found.into_output().things.unwrap().len()), (3, 1));
    assert_eq!(patient.calls::<ListThingsInput>().len(), 3);

    let gone = || Err(ListThingsError::NoSuchThing(NoSuchThing { message: None, thing: None }));
    let patient = fake().retrying().on(move |_: &ListThingsInput| gone());
    assert_eq!(call(&patient, list("blue")).await.unwrap_err().attempts(), 1, "it would fail again");

    let few = fake().on(answers()).configure(|config| config.retry_mode(RetryMode::Standard).max_attempts(2));
    let error = call(&few, list("blue")).await.unwrap_err();
    assert!(error.is_throttling() && error.attempts() == 2, "{error:?}");
    let region = fake().configure(|config| config.region("eu-south-1"));
    assert_eq!(region.config().region(), "eu-south-1");
}

#[tokio::test(start_paused = true)]
async fn a_fake_may_be_late_or_silent_or_cut_off() {
    let replies = || {
        [
            CannedReply::hang(),
            CannedReply::ok(&page(&["late"])).after(Duration::from_secs(31)),
            CannedReply::failure(HttpErrorKind::Io),
            CannedReply::ok(&page(&["lamp"])).after(Duration::from_secs(29)).request_id("mine"),
        ]
    };
    let limits = |fake: Fake<Client>| {
        fake.configure(|config| config.attempt_timeout(Duration::from_secs(30)).max_attempts(4)).retrying()
    };
    let began = tokio::time::Instant::now();
    let fake = limits(fake().reply(script(replies())));
    let found = call(&fake, list("blue")).await.unwrap();
    assert_eq!((found.attempts(), found.request_id()), (4, Some("mine")));
    assert_eq!(*found, page(&["lamp"]));
    assert_eq!(began.elapsed().as_secs(), 30 + 30 + 29);

    // The same replies do as an HTTP client.
    let http = CannedHttp::new(replies());
    let config = test_util::config(http.clone()).attempt_timeout(Duration::from_secs(30)).max_attempts(4);
    let client = Client::new(&SERVICE, config.build().unwrap());
    assert_eq!(call(&client, list("blue")).await.unwrap().into_output(), page(&["lamp"]));
    assert_eq!(http.requests().len(), 4);

    let silent = limits(self::fake().reply(|_: &ListThingsInput| CannedReply::hang()));
    let error = call(&silent, list("blue")).await.unwrap_err();
    assert!(error.is_timeout() && matches!(error.kind(), ErrorKind::Timeout(_)), "{error:?}");
}

#[tokio::test]
async fn canned_errors_and_outputs_are_written_as_the_service_would() {
    let http = CannedHttp::new([
        CannedReply::error("ThrottlingException", "slow down"),
        CannedReply::error("NoSuchThing", "gone").header("x-amzn-requestid", "req-7"),
        CannedReply::error("Odd", "teapot").status(418),
        CannedReply::from(Err::<ListThingsOutput, _>(ListThingsError::NoSuchThing(NoSuchThing {
            message: Some("gone".into()),
            thing: Some(thing("lamp", "")),
        }))),
        CannedReply::ok(&page(&["lamp"])),
    ]);
    let client = client(http);
    let error = call(&client, list("blue")).await.unwrap_err();
    assert_eq!((error.attempts(), error.code(), error.request_id()), (2, Some("NoSuchThing"), Some("req-7")));
    assert_eq!(error.to_string(), "ListThings: NoSuchThing: gone (HTTP 400, request id req-7, 2 attempts)");
    let error = call(&client, list("blue")).await.unwrap_err();
    assert_eq!((error.status(), error.code()), (Some(418), Some("Odd")));
    let error = call(&client, list("blue")).await.unwrap_err();
    assert_eq!(error.exception::<NoSuchThing>().unwrap().thing, Some(thing("lamp", "")));
    assert_eq!(call(&client, list("blue")).await.unwrap().into_output(), page(&["lamp"]));

    let wrong = self::client(CannedHttp::new([CannedReply::ok(&list("blue"))]));
    let error = call(&wrong, list("blue")).await.unwrap_err().to_string();
    let expected = "canned reply: it is ListThingsInput, and the request is a call of ListThings";
    assert!(error.contains(expected), "{error}");
}

#[tokio::test]
async fn the_order_of_calls_and_their_headers_can_be_looked_at() {
    let fake = fake()
        .on(|_: &ListThingsInput| Ok(page(&[])))
        .configure(|config| config.header("x-amz-team", "lamps").header("x-trace", "all"));
    let overrides = RequestConfig::new().header("X-Trace", "one");
    send(&fake, list("blue"), &overrides).await.unwrap();
    call(&fake, list("red")).await.unwrap();
    assert_eq!(fake.operations(), ["ListThings", "ListThings"]);
    let headers: Vec<_> = fake.requests().into_iter().map(|request| request.headers().clone()).collect();
    let all = |index: usize, name: &str| headers[index].get_all(name).iter().cloned().collect::<Vec<_>>();
    assert_eq!(
        (all(0, "x-amz-team"), all(0, "x-trace")),
        (vec!["lamps".parse().unwrap()], vec!["one".parse().unwrap()])
    );
    assert_eq!(all(1, "x-trace"), ["all"]);
    let signature = headers[0]["authorization"].to_str().unwrap();
    assert!(signature.contains(";x-amz-target;x-amz-team,"), "{signature}");
    let refused = self::fake().configure(|config| config.header("Authorization", "mine"));
    let error = call(&refused, list("blue")).await.unwrap_err().to_string();
    assert!(error.contains("the header Authorization is the client's own"), "{error}");
}

#[tokio::test]
async fn a_replay_may_give_its_last_reply_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("things.json");
    let service = CannedHttp::new([CannedReply::ok(&page(&[])), CannedReply::ok(&page(&["lamp"]))]);
    let recording = client(Recorder::new(service, &path));
    for _ in 0..2 {
        call(&recording, list("blue")).await.unwrap();
    }
    let exact = client(Replay::open(&path).unwrap());
    let lengths = |client: Client| async move {
        let mut lengths = Vec::new();
        for _ in 0..4 {
            match call(&client, list("blue")).await {
                Ok(page) => lengths.push(page.into_output().things.unwrap().len()),
                Err(error) => return Err((lengths, error.to_string())),
            }
        }
        Ok(lengths)
    };
    let (given, error) = lengths(exact).await.unwrap_err();
    assert_eq!(given, [0, 1]);
    assert!(error.contains("2 times, and this is one more; Replay::repeating_last()"), "{error}");
    let polled = client(Replay::open(&path).unwrap().repeating_last());
    assert_eq!(lengths(polled).await.unwrap(), [0, 1, 1, 1]);
}
