//! The credential service of containers.

use super::{Bench, document, passing, redirect};
use crate::support::server::{Answer, Server, ok, status};

const FULL: &str = "AWS_CONTAINER_CREDENTIALS_FULL_URI";
const TOKEN: &str = "AWS_CONTAINER_AUTHORIZATION_TOKEN";

async fn bench(service: &Server) -> Bench {
    Bench::new("").await.with(FULL, format!("{}/c?id=1", service.url)).with(TOKEN, "s3cr3t")
}

#[tokio::test]
async fn what_passes_is_asked_again_about() {
    let garbage = [("no JSON", ok("<html>")), ("half", ok(r#"{"AccessKeyId":"A"}"#))];
    for (what, bad) in passing().into_iter().chain(garbage) {
        let service = Server::start([bad, ok(document("ASIAECS"))]).await;
        assert_eq!(bench(&service).await.call().await.as_deref(), Ok("ASIAECS"), "{what}");
        let received = service.received();
        assert_eq!(received.len(), 2, "{what}");
        for request in received {
            assert_eq!(request.line, "GET /c?id=1 HTTP/1.1");
            assert_eq!(request.header("authorization"), Some("s3cr3t"));
        }
    }
}

#[tokio::test]
async fn what_lasts_is_told_with_the_variable_and_without_the_token() {
    let down = || status("503 Service Unavailable", &[], "the pod s3cr3t is unknown");
    let cases: [(Vec<Answer>, &[&str], usize); 4] = [
        ((0..9).map(|_| down()).collect(), &["503", "(3 attempts)"], 3),
        (vec![status("404 Not Found", &[], "no such\n task")], &["404 Not Found: no such task"], 1),
        (vec![redirect("http://127.0.0.1:1/")], &["302 Found", "redirects are not followed"], 1),
        ((0..9).map(|_| ok("[]")).collect(), &["not the JSON"], 3),
    ];
    for (answers, expected, requests) in cases {
        let service = Server::start(answers).await;
        let error = bench(&service).await.call().await.unwrap_err();
        for expected in expected.iter().chain(&["no credentials from container: ", FULL]) {
            assert!(error.contains(expected), "{expected}: {error}");
        }
        assert_eq!(service.received().len(), requests, "{error}");
    }
}

#[tokio::test]
async fn a_reply_needs_neither_token_nor_end() {
    let service = Server::start([ok(r#"{"AccessKeyId":"AKID","SecretAccessKey":"hunter2"}"#)]).await;
    assert_eq!(bench(&service).await.call().await.as_deref(), Ok("AKID"));
}

#[tokio::test]
async fn the_token_file_is_read_each_time() {
    let over = document("ASIAOVER").replace("2099", "2001");
    let service = Server::start([ok(&over), ok(document("ASIANEW"))]).await;
    let bench = Bench::new("").await;
    let file = bench.path("token").display().to_string();
    let bench = bench
        .with(FULL, format!("{}/c", service.url))
        .with("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", file)
        .with(TOKEN, "not this one");
    let client = bench.client();
    for (token, id) in [("first", "ASIAOVER"), ("second", "ASIANEW")] {
        bench.write("token", &format!("{token}\n"));
        assert_eq!(bench.call_with(&client).await.as_deref(), Ok(id));
        let request = service.received().pop().unwrap();
        assert_eq!(request.header("authorization"), Some(token));
    }
}
