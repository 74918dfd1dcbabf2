//! The token service, which trades keys or a token for the credentials of a role.

use shapesmith_runtime::Timestamp;

use super::{Bench, passing, redirect};
use crate::support::server::{Answer, Received, Server, ok, reply, status};

const STS: &str = "AWS_ENDPOINT_URL_STS";

const ROLE: &str = "[default]\nrole_arn = arn:aws:iam::111122223333:role/r\nsource_profile = base\n\
                    role_session_name = me & you\nexternal_id = a+b\nduration_seconds = 900\n\
                    [profile base]\naws_access_key_id = AKIDBASE\naws_secret_access_key = hunter2\n";

fn given(operation: &str, id: &str) -> String {
    format!(
        "<{operation}Response xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><{operation}Result><Credentials>\
         <AccessKeyId>{id}</AccessKeyId><SecretAccessKey>hunter2</SecretAccessKey>\
         <SessionToken>canary</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>\
         <AssumedRoleUser><Arn>arn:aws:sts::111122223333:assumed-role/r/me</Arn></AssumedRoleUser>\
         </{operation}Result><ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata></{operation}Response>"
    )
}

fn refused(status_line: &str, code: &str, message: &str) -> Answer {
    let body = format!(
        "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error><Type>Sender</Type>\
         <Code>{code}</Code><Message>{message}</Message></Error><RequestId>r-2</RequestId></ErrorResponse>"
    );
    status(status_line, &[("content-type", "text/xml")], &body)
}

#[tokio::test]
async fn a_role_is_asked_for_in_a_signed_form() {
    let sts = Server::start([ok(given("AssumeRole", "ASIAROLE"))]).await;
    let bench = Bench::new(ROLE).await.with(STS, &sts.url);
    assert_eq!(bench.call().await.as_deref(), Ok("ASIAROLE"));
    let request = sts.received().pop().unwrap();
    assert_eq!(
        request.body,
        "Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A111122223333%3Arole%2Fr\
         &RoleSessionName=me%20%26%20you&DurationSeconds=900&ExternalId=a%2Bb"
    );
    let authorization = request.header("authorization").unwrap();
    assert!(authorization.contains("Credential=AKIDBASE/"), "{authorization}");
    assert!(authorization.contains("/eu-central-1/sts/aws4_request"), "{authorization}");
    assert!(request.header("user-agent").unwrap().contains(" credentials/"));
    let call = bench.api.received().pop().unwrap();
    assert_eq!(call.header("x-amz-security-token"), Some("canary"));
}

#[tokio::test]
async fn what_passes_is_asked_again_about() {
    let throttled = refused("400 Bad Request", "Throttling", "Rate exceeded");
    for (what, bad) in passing().into_iter().chain([("throttling", throttled)]) {
        let sts = Server::start([bad, ok(given("AssumeRole", "ASIAROLE"))]).await;
        let bench = Bench::new(ROLE).await.with(STS, &sts.url);
        assert_eq!(bench.call().await.as_deref(), Ok("ASIAROLE"), "{what}");
        assert_eq!(sts.received().len(), 2, "{what}");
    }
}

#[tokio::test]
async fn an_identity_provider_that_cannot_be_reached_is_asked_again() {
    for (what, bad) in [
        ("unreachable", refused("400 Bad Request", "IDPCommunicationError", "later")),
        ("503", status("503 Service Unavailable", &[], "")),
    ] {
        let sts = Server::start([bad, ok(given("AssumeRoleWithWebIdentity", "ASIAWEB"))]).await;
        let bench = Bench::new("").await;
        bench.write("token", "s3cr3t\n");
        let file = bench.path("token").display().to_string();
        let bench = bench
            .with(STS, &sts.url)
            .with("AWS_WEB_IDENTITY_TOKEN_FILE", file)
            .with("AWS_ROLE_ARN", "arn:aws:iam::111122223333:role/web")
            .with("AWS_ROLE_SESSION_NAME", "me");
        assert_eq!(bench.call().await.as_deref(), Ok("ASIAWEB"), "{what}");
        let received = sts.received();
        assert_eq!(received.len(), 2, "{what}");
        assert_eq!(
            received[1].body,
            "Action=AssumeRoleWithWebIdentity&Version=2011-06-15\
             &RoleArn=arn%3Aaws%3Aiam%3A%3A111122223333%3Arole%2Fweb&RoleSessionName=me&WebIdentityToken=s3cr3t"
        );
        assert_eq!(received[1].header("authorization"), None);
    }
}

#[tokio::test]
async fn what_lasts_is_told_with_the_setting_that_names_the_role() {
    let nobody = "<AssumeRoleResponse><AssumeRoleResult></AssumeRoleResult></AssumeRoleResponse>";
    for (answer, expected) in [
        (refused("403 Forbidden", "AccessDenied", "not you"), "AccessDenied: not you"),
        (refused("400 Bad Request", "ExpiredToken", "The token is over"), "ExpiredToken: The token is over"),
        (ok("{\"not\": \"XML\"}"), "AssumeRole: "),
        (ok(nobody), "no credentials came for the role of role_arn of \"default\""),
        (redirect("http://127.0.0.1:1/"), "not followed"),
    ] {
        let sts = Server::start([answer]).await;
        let error = Bench::new(ROLE).await.with(STS, &sts.url).call().await.unwrap_err();
        assert!(error.contains(expected), "{expected}: {error}");
        assert!(error.contains("role_arn of \"default\" (arn:aws:iam::111122223333:role/r)"), "{error}");
        assert!(error.contains("no credentials from profile \"default\""), "{error}");
        assert_eq!(sts.received().len(), 1, "{error}");
    }
}

#[tokio::test]
async fn a_token_file_that_cannot_be_read_is_told_with_what_it_is_for() {
    let config = "[default]\nrole_arn = arn:aws:iam::1:role/r\nweb_identity_token_file = ~/nowhere\n";
    let bench = Bench::new(config).await;
    let error = bench.call().await.unwrap_err();
    let path = bench.path("nowhere").display().to_string();
    assert!(error.contains(&path) && error.contains("role_arn of \"default\""), "{error}");
}

/// The time that a request was signed at, as its date has it: `20260131T12`.
fn hour(request: &Received) -> String {
    request.header("x-amz-date").unwrap()[..11].to_owned()
}

#[tokio::test]
async fn a_wrong_clock_is_corrected_once_for_all() {
    // Half a day on, in the middle of an hour, so that the test runs in one hour of the service.
    let service = Timestamp::now().secs() + 12 * 3600;
    let service = Timestamp::from_secs(service - service % 3600 + 1800);
    let text = service.to_string();
    let expected = format!("{}{}{}T{}", &text[..4], &text[5..7], &text[8..10], &text[11..13]);
    let time: std::time::SystemTime = service.try_into().unwrap();
    let time = jiff::Timestamp::try_from(time).unwrap().strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
    let body = "<ErrorResponse><Error><Code>SignatureDoesNotMatch</Code>\
                <Message>Signature not yet current</Message></Error></ErrorResponse>";
    let skewed = Answer::Bytes(reply("403 Forbidden", &[("Date", &time)], body));
    let sts = Server::start([skewed, ok(given("AssumeRole", "ASIAROLE"))]).await;
    let bench = Bench::new(ROLE).await.with(STS, &sts.url);
    assert_eq!(bench.call().await.as_deref(), Ok("ASIAROLE"));
    let hours: Vec<String> = sts.received().iter().chain(&bench.api.received()).map(hour).collect();
    assert_ne!(hours[0], expected);
    assert_eq!(hours[1..], [expected.clone(), expected], "the token service, then the call itself");
}

#[tokio::test]
async fn a_source_with_keys_ends_the_chain_and_a_code_is_asked_for_by_nobody() {
    let sts = Server::start((0..2).map(|_| ok(given("AssumeRole", "ASIAROLE")))).await;
    let config = "[default]\nrole_arn = arn:aws:iam::1:role/a\nsource_profile = keys\n\
                  [profile keys]\naws_access_key_id = AKIDKEYS\naws_secret_access_key = hunter2\n\
                  role_arn = arn:aws:iam::1:role/other\nsource_profile = nowhere\n";
    let bench = Bench::new(config).await.with(STS, &sts.url);
    assert_eq!(bench.call().await.as_deref(), Ok("ASIAROLE"));
    assert_eq!(sts.received().len(), 1);
    assert!(sts.received()[0].header("authorization").unwrap().contains("Credential=AKIDKEYS/"));

    let guarded = format!("{ROLE}mfa_serial = x\n").replace("external_id", "mfa_serial");
    let error = Bench::new(&guarded).await.call().await.unwrap_err();
    assert!(error.contains("mfa_serial of \"default\" asks for a code"), "{error}");
}
