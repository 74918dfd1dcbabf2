//! The metadata service of instances.

use super::{Bench, document, passing, redirect};
use crate::support::server::{Answer, Server, ok, reply, status};

const ROLES: &str = "GET /latest/meta-data/iam/security-credentials/ HTTP/1.1";
const ROLE: &str = "GET /latest/meta-data/iam/security-credentials/my-role HTTP/1.1";
const TOKEN: &str = "PUT /latest/api/token HTTP/1.1";

async fn bench(service: &Server) -> Bench {
    Bench::new("")
        .await
        .with("AWS_EC2_METADATA_DISABLED", "false")
        .with("AWS_EC2_METADATA_SERVICE_ENDPOINT", &service.url)
}

fn token(value: &str) -> Answer {
    Answer::Bytes(reply("200 OK", &[("x-aws-ec2-metadata-token-ttl-seconds", "21600")], value))
}

fn asked(service: &Server) -> Vec<String> {
    service.received().into_iter().map(|request| request.line).collect()
}

#[tokio::test]
async fn a_token_opens_the_way_to_the_role() {
    let service = Server::start([token("s3cr3t"), ok("my-role\n"), ok(document("ASIAEC2"))]).await;
    assert_eq!(bench(&service).await.call().await.as_deref(), Ok("ASIAEC2"));
    assert_eq!(asked(&service), [TOKEN, ROLES, ROLE]);
    let received = service.received();
    assert_eq!(received[0].header("x-aws-ec2-metadata-token-ttl-seconds"), Some("21600"));
    for request in &received[1..] {
        assert_eq!(request.header("x-aws-ec2-metadata-token"), Some("s3cr3t"));
    }
}

#[tokio::test]
async fn what_passes_is_asked_again_about_at_each_step() {
    for step in 0..3 {
        for (what, bad) in passing() {
            let mut answers = vec![token("s3cr3t"), ok("my-role"), ok(document("ASIAEC2"))];
            answers.insert(step, bad);
            let service = Server::start(answers).await;
            assert_eq!(bench(&service).await.call().await.as_deref(), Ok("ASIAEC2"), "{step}: {what}");
            assert_eq!(service.received().len(), 4, "{step}: {what}");
        }
    }
}

#[tokio::test]
async fn a_token_that_is_refused_is_replaced_once() {
    let refused = || status("401 Unauthorized", &[], "Unauthorized");
    let over = document("ASIAOLD").replace("2099", "2001");
    let answers = [token("a"), ok("my-role"), ok(&over)];
    let service = Server::start(answers.into_iter().chain([
        refused(),
        token("b"),
        ok("my-role"),
        ok(document("ASIANEW")),
    ]))
    .await;
    let bench = bench(&service).await;
    let client = bench.client();
    assert_eq!(
        bench.call_with(&client).await.as_deref(),
        Ok("ASIAOLD"),
        "past its end, and used all the same"
    );
    // The service is left in peace for minutes, unless the key is refused.
    assert_eq!(bench.call_with(&client).await.as_deref(), Ok("ASIAOLD"));
    assert_eq!(service.received().len(), 3);

    let service = Server::start([token("a"), refused(), token("b"), refused(), token("c")]).await;
    let error = self::bench(&service).await.call().await.unwrap_err();
    assert!(error.contains("takes none of the tokens"), "{error}");
    assert_eq!(service.received().len(), 4);

    let service =
        Server::start([token("a"), refused(), token("b"), ok("my-role"), ok(document("ASIANEW"))]).await;
    assert_eq!(self::bench(&service).await.call().await.as_deref(), Ok("ASIANEW"));
    assert_eq!(service.received()[3].header("x-aws-ec2-metadata-token"), Some("b"));
}

#[tokio::test]
async fn what_lasts_is_told_with_what_was_asked_for() {
    let role = || vec![token("s3cr3t"), ok("my-role")];
    let with = |answer: Answer| role().into_iter().chain([answer]).collect::<Vec<_>>();
    let failed = r#"{"Code":"AssumeRoleUnauthorizedAccess","Message":"EC2 cannot assume the role"}"#;
    let endless = document("A").replace("Expiration", "Other");
    let cases: [(Vec<Answer>, &str); 7] = [
        (vec![status("403 Forbidden", &[], "")], "no token from http://127.0.0.1"),
        (vec![token("s3cr3t"), status("404 Not Found", &[], "")], "no role is attached to this instance"),
        (vec![token("s3cr3t"), redirect("http://127.0.0.1:1/")], "redirects are not followed"),
        (with(status("404 Not Found", &[], "")), "the credentials of the role my-role: there are none (404)"),
        (with(ok(failed)), "AssumeRoleUnauthorizedAccess: EC2 cannot assume the role"),
        (with(ok(endless)), "Expiration is missing"),
        (
            role().into_iter().chain((0..4).map(|_| ok("<html>"))).collect(),
            "it is not the JSON that is expected",
        ),
    ];
    for (answers, expected) in cases {
        let service = Server::start(answers).await;
        let error = bench(&service).await.call().await.unwrap_err();
        assert!(error.contains(expected) && error.contains("instance metadata ("), "{expected}: {error}");
    }
}

#[tokio::test]
async fn attempts_and_endpoint_may_stand_in_the_profile() {
    let busy = || status("503 Service Unavailable", &[], "");
    let service = Server::start([busy(), busy(), busy()]).await;
    let config = format!(
        "[default]\nec2_metadata_service_endpoint = {}\nmetadata_service_num_attempts = 2\n",
        service.url
    );
    let bench = Bench::new(&config).await.with("AWS_EC2_METADATA_DISABLED", "false");
    let error = bench.call().await.unwrap_err();
    assert!(error.contains("503") && error.contains("(2 attempts)"), "{error}");
    assert_eq!(service.received().len(), 2);
}

#[tokio::test]
async fn nobody_there_is_asked_once_unless_somebody_says_how_often() {
    // A port that was free a moment ago, and where nobody listens.
    let free = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let bench = Bench::new("")
        .await
        .with("AWS_EC2_METADATA_DISABLED", "false")
        .with("AWS_EC2_METADATA_SERVICE_ENDPOINT", format!("http://{free}"));
    let error = bench.call().await.unwrap_err();
    assert!(error.contains("no connection") && !error.contains("attempts"), "{error}");
    let error = bench.with("AWS_METADATA_SERVICE_NUM_ATTEMPTS", "2").call().await.unwrap_err();
    assert!(error.contains("(2 attempts)"), "{error}");
}
