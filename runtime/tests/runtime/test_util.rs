//! Fakes, record and replay with what only some services have: sensitive members, tokens that the
//! client makes up, faults, codes of a former protocol.

use shapesmith_runtime::error::Unhandled;
use shapesmith_runtime::http::HttpClient;
use shapesmith_runtime::request::{RequestConfig, Response, send};
use shapesmith_runtime::test_util::{self, CannedHttp, CannedReply, Fake, Recorder, Replay};
use shapesmith_runtime::{Client, Error};

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
