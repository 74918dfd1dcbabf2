//! What is logged, down to the last level: enough to find out what happened, and nothing secret.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use shapesmith_runtime::request::send;
use shapesmith_runtime::{Credentials, RequestConfig};
use support::log::Log;
use support::server::{Server, ok, status};
use support::things::{ListThingsInput, list};
use support::{client, config};

#[tokio::test]
async fn everything_useful_is_logged_and_nothing_secret() {
    let log = Log::default();
    let _guard = tracing::subscriber::set_default(log.clone());
    let server = Server::start([
        status("503 Service Unavailable", &[("x-amzn-RequestId", "req-a"), ("Set-Cookie", "hunter2")], ""),
        ok(r#"{"Things":[{"Name":"n","Secret":"hunter2","Status":"hunter2","New":"hunter2"}],"NextToken":"hunter2"}"#),
        status("400 Bad Request", &[("x-amzn-RequestId", "req-b")], r#"{"__type":"WrongPassword","message":"hunter2"}"#),
        ok(r#"{"Things":[{"Name":{"hunter2":"hunter2"}}]}"#),
    ])
    .await;
    let credentials = Credentials::new("AKIDEXAMPLE", "hunter2").with_session_token("hunter2");
    let client = client(config(&server.url).credentials(credentials));
    let input = ListThingsInput {
        password: Some("hunter2".into()),
        next_token: Some("hunter2".into()),
        client_token: Some("hunter2".into()),
        ..list("hunter2")
    };
    let secret = RequestConfig::new().header("x-secret", "hunter2");
    assert_eq!(send(&client, input.clone(), &secret).await.unwrap().unknowns().len(), 2);
    assert!(send(&client, input.clone(), &secret).await.is_err());
    assert!(send(&client, input, &secret).await.is_err());

    let log = log.text();
    assert!(!log.contains("hunter2"), "{log}");
    assert!(!log.contains("AWS4-HMAC"), "{log}");
    for wanted in [
        "span call service=\"Thing Store\" operation=\"ListThings\" region=\"eu-central-1\"",
        "span attempt attempt=1",
        "span attempt attempt=2",
        "record status=503",
        "status=503 request_id=\"req-a\" cause=\"error answer\" delay_ms=",
        "code=\"WrongPassword\"",
        "record attempts=2",
        "path=\"Things[0].New\"",
        "path=\"Things[0].Status\"",
        "cause=\"unreadable reply\"",
    ] {
        assert!(log.contains(wanted), "{wanted} is missing in\n{log}");
    }
}
