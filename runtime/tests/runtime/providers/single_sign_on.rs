//! Single sign-on: the portal, and the service that renews logins.

use serde_json::{Value, json};
use shapesmith_runtime::Timestamp;

use super::{Bench, lines, passing, redirect};
use crate::support::server::{Server, ok, status};

const PORTAL: &str = "AWS_ENDPOINT_URL_SSO";
const OIDC: &str = "AWS_ENDPOINT_URL_SSO_OIDC";

const CONFIG: &str = "[default]\nsso_session = company\nsso_account_id = 111122223333\nsso_role_name = Dev\n\
                      [sso-session company]\nsso_region = eu-west-1\n\
                      sso_start_url = https://example.awsapps.com/start\n\
                      [profile old]\nsso_start_url = https://example.awsapps.com/start\nsso_region = eu-west-1\n\
                      sso_account_id = 111122223333\nsso_role_name = Dev\n";

/// SHA-1 of `company`, and of the URL.
const SESSION: &str = ".aws/sso/cache/71b21161ffa1e6516bcc072aaf5ef38cbe85b511.json";
const URL: &str = ".aws/sso/cache/e8be5486177c5b5392bd9aa76563515b29358e6e.json";

const GIVEN: &str = r#"{"roleCredentials":{"accessKeyId":"ASIASSO","secretAccessKey":"hunter2","sessionToken":"canary",
                       "expiration":4070908800000}}"#;

/// A time so many seconds from now.
fn after(seconds: i64) -> String {
    Timestamp::from_secs(Timestamp::now().secs() + seconds).to_string()
}

fn login(expires_at: &str) -> Value {
    json!({
        "accessToken": "canary-old", "expiresAt": expires_at, "refreshToken": "s3cr3t-old",
        "clientId": "client", "clientSecret": "hunter2", "registrationExpiresAt": "2099-01-01T00:00:00Z",
        "startUrl": "https://example.awsapps.com/start", "somethingNew": {"a": 1},
    })
}

async fn bench(portal: &Server, oidc: Option<&Server>, login: &Value) -> Bench {
    let bench = Bench::new(CONFIG).await.with(PORTAL, &portal.url);
    bench.write(SESSION, &login.to_string());
    match oidc {
        Some(oidc) => bench.with(OIDC, &oidc.url),
        // Nobody is to be asked there.
        None => bench.with(OIDC, "http://127.0.0.1:1"),
    }
}

fn kept(bench: &Bench) -> Value {
    serde_json::from_str(&lines(&bench.path(SESSION))).unwrap()
}

#[tokio::test]
async fn a_login_is_traded_for_the_credentials_of_the_role() {
    // The last is how AWS's command line wrote it in 2020.
    for end in [after(7200), after(7200).replace('Z', "+00:00"), after(7200).replace('Z', "UTC")] {
        let portal = Server::start([ok(GIVEN)]).await;
        let bench = bench(&portal, None, &login(&end)).await;
        assert_eq!(bench.call().await.as_deref(), Ok("ASIASSO"), "{end}");
        let request = portal.received().pop().unwrap();
        assert_eq!(
            request.line,
            "GET /federation/credentials?role_name=Dev&account_id=111122223333 HTTP/1.1"
        );
        assert_eq!(request.header("x-amz-sso_bearer_token"), Some("canary-old"));
        assert_eq!(request.header("authorization"), None);
    }
}

#[tokio::test]
async fn what_passes_is_asked_again_about() {
    for (what, bad) in passing() {
        let portal = Server::start([bad, ok(GIVEN)]).await;
        assert_eq!(
            bench(&portal, None, &login(&after(7200))).await.call().await.as_deref(),
            Ok("ASIASSO"),
            "{what}"
        );
    }
    for (what, bad) in passing() {
        let (portal, oidc) = (
            Server::start([ok(GIVEN)]).await,
            Server::start([bad, ok(r#"{"accessToken":"canary-new","expiresIn":3600}"#)]).await,
        );
        assert_eq!(
            bench(&portal, Some(&oidc), &login(&after(-60))).await.call().await.as_deref(),
            Ok("ASIASSO"),
            "{what}"
        );
    }
}

#[tokio::test]
async fn a_login_that_is_over_is_renewed_and_kept() {
    let fresh =
        r#"{"accessToken":"canary-new","expiresIn":3600,"refreshToken":"s3cr3t-new","tokenType":"Bearer"}"#;
    let (portal, oidc) = (Server::start([ok(GIVEN)]).await, Server::start([ok(fresh)]).await);
    let bench = bench(&portal, Some(&oidc), &login(&after(-60))).await;
    assert_eq!(bench.call().await.as_deref(), Ok("ASIASSO"));
    let request = oidc.received().pop().unwrap();
    assert_eq!(request.line, "POST /token HTTP/1.1");
    assert_eq!(
        request.json(),
        json!({"clientId": "client", "clientSecret": "hunter2", "grantType": "refresh_token", "refreshToken": "s3cr3t-old"})
    );
    assert_eq!(portal.received()[0].header("x-amz-sso_bearer_token"), Some("canary-new"));

    let kept = kept(&bench);
    assert_eq!((&kept["accessToken"], &kept["refreshToken"]), (&json!("canary-new"), &json!("s3cr3t-new")));
    assert_eq!(kept["somethingNew"], json!({"a": 1}), "what is not known stays");
    let end: Timestamp = kept["expiresAt"].as_str().unwrap().parse().unwrap();
    assert!((3590..=3601).contains(&(end.secs() - Timestamp::now().secs())));
    let files = std::fs::read_dir(bench.path(".aws/sso/cache")).unwrap().count();
    assert_eq!(files, 1, "nothing is left beside it");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(bench.path(SESSION)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[tokio::test]
async fn a_login_that_cannot_be_renewed_is_used_to_its_end_and_then_logging_in_is_asked_for() {
    let refused = || {
        status(
            "400 Bad Request",
            &[("x-amzn-errortype", "InvalidGrantException")],
            r#"{"error":"invalid_grant","error_description":"used up"}"#,
        )
    };
    let (portal, oidc) = (Server::start([ok(GIVEN)]).await, Server::start([refused()]).await);
    let bench = self::bench(&portal, Some(&oidc), &login(&after(600))).await;
    assert_eq!(bench.call().await.as_deref(), Ok("ASIASSO"), "its last ten minutes");
    assert_eq!(oidc.received().len(), 1);

    let oidc = Server::start([refused()]).await;
    let bench = self::bench(&portal, Some(&oidc), &login(&after(-60))).await;
    let error = bench.call().await.unwrap_err();
    for expected in ["InvalidGrantException", "run \"aws sso login --sso-session company\""] {
        assert!(error.contains(expected), "{error}");
    }

    for missing in ["refreshToken", "clientSecret", "registrationExpiresAt"] {
        let mut login = login(&after(-60));
        login.as_object_mut().unwrap().remove(missing);
        let error = self::bench(&portal, None, &login).await.call().await.unwrap_err();
        assert!(error.contains("is over since") && error.contains("aws sso login"), "{missing}: {error}");
    }
}

#[tokio::test]
async fn a_login_that_the_portal_refuses_is_renewed_once_and_then_told() {
    let refused = || {
        status(
            "401 Unauthorized",
            &[("x-amzn-errortype", "UnauthorizedException")],
            r#"{"message":"Session token not found or invalid"}"#,
        )
    };
    let fresh = r#"{"accessToken":"canary-new","expiresIn":3600,"refreshToken":"s3cr3t-new"}"#;
    let (portal, oidc) = (Server::start([refused(), ok(GIVEN)]).await, Server::start([ok(fresh)]).await);
    let bench = self::bench(&portal, Some(&oidc), &login(&after(7200))).await;
    assert_eq!(bench.call().await.as_deref(), Ok("ASIASSO"));

    let (portal, oidc) = (Server::start([refused(), refused()]).await, Server::start([ok(fresh)]).await);
    let bench = self::bench(&portal, Some(&oidc), &login(&after(7200))).await;
    let error = bench.call().await.unwrap_err();
    for expected in ["Session token not found or invalid", "run \"aws sso login --sso-session company\""] {
        assert!(error.contains(expected), "{error}");
    }
}

#[tokio::test]
async fn what_lasts_is_told_with_role_and_account() {
    let forbidden =
        status("403 Forbidden", &[("x-amzn-errortype", "ForbiddenException")], r#"{"message":"No access"}"#);
    for (answer, expected) in [
        (forbidden, "No access"),
        (ok(r#"{"roleCredentials":{"accessKeyId":"A"}}"#), "lacks a part of its credentials"),
        (ok("<html>log in to the network"), "GetRoleCredentials: "),
        (redirect("https://example.com/"), "not followed"),
    ] {
        let portal = Server::start([answer]).await;
        let error = bench(&portal, None, &login(&after(7200))).await.call().await.unwrap_err();
        assert!(error.contains(expected), "{expected}: {error}");
        assert!(error.contains("role Dev of the account 111122223333"), "{error}");
    }
}

#[tokio::test]
async fn files_that_are_no_login_are_told_by_name() {
    let portal = Server::start([]).await;
    for (text, expected) in [
        ("canary", "is no JSON object"),
        ("[\"canary\"]", "is no JSON object"),
        (r#"{"expiresAt":"2099-01-01T00:00:00Z"}"#, "lacks accessToken"),
        (r#"{"accessToken":"canary","expiresAt":"soon"}"#, "expiresAt is \"soon\", which is no time"),
    ] {
        let bench = bench(&portal, None, &json!({})).await;
        bench.write(SESSION, text);
        let error = bench.call().await.unwrap_err();
        let path = bench.path(SESSION).display().to_string();
        assert!(error.contains(expected) && error.contains(&path), "{text}: {error}");
        assert!(error.contains("aws sso login"), "{error}");
    }
}

#[tokio::test]
async fn older_logins_are_kept_under_their_url_and_are_not_renewed() {
    let portal = Server::start([ok(GIVEN)]).await;
    let bench = bench(&portal, None, &json!({})).await.with("AWS_PROFILE", "old");
    let error = bench.call().await.unwrap_err();
    assert!(error.contains(URL) && error.contains("run \"aws sso login --profile old\""), "{error}");
    bench.write(URL, &login(&after(600)).to_string());
    assert_eq!(bench.call().await.as_deref(), Ok("ASIASSO"));
}

#[tokio::test]
async fn a_session_without_an_account_gives_no_credentials_and_leaves_the_keys() {
    let config = "[default]\nsso_session = company\naws_access_key_id = AKIDKEYS\naws_secret_access_key = hunter2\n\
                  [sso-session company]\nsso_region = eu-west-1\nsso_start_url = https://example.awsapps.com/start\n";
    assert_eq!(Bench::new(config).await.call().await.as_deref(), Ok("AKIDKEYS"));
    let config = config.replace("aws_", "# ");
    let error = Bench::new(&config).await.call().await.unwrap_err();
    assert!(error.contains("sso_session without sso_account_id"), "{error}");
}

#[tokio::test]
async fn settings_that_are_missing_or_no_region_are_told_by_name() {
    for (from, to, expected) in [
        ("sso_role_name = Dev\n", "", "sso_role_name is missing"),
        ("sso_region = eu-west-1\n", "", "sso_region is missing"),
        ("eu-west-1", "example.com/x", "sso_region is \"example.com/x\""),
        ("[sso-session company]", "[sso-session other]", "there is no [sso-session company]"),
    ] {
        let error = Bench::new(&CONFIG.replacen(from, to, 1)).await.call().await.unwrap_err();
        assert!(error.contains(expected), "{expected}: {error}");
    }
}

#[tokio::test]
async fn a_session_of_the_console_is_refused_by_name() {
    let config = "[default]\nlogin_session = arn:aws:iam::111122223333:user/me\n";
    let error = Bench::new(config).await.call().await.unwrap_err();
    assert!(error.contains("login_session of \"default\" is not supported"), "{error}");
    assert!(error.contains("aws configure export-credentials --profile default"), "{error}");
}
