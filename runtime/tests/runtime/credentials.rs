//! Where credentials come from, through everything but AWS itself: an HTTP client that answers like
//! the services that give credentials.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use shapesmith_runtime::http::{Body, BoxFuture, HttpClient, HttpError, HttpErrorKind, Limits, collect};
use shapesmith_runtime::request::send;
use shapesmith_runtime::{Client, Config, Credentials, Environment, RequestConfig, Timestamp, credentials};

use crate::support::things::{SERVICE, list};

/// Answers by the beginning of the URL; anything else cannot be reached. Remembers the key that the
/// service was called with, and every URL.
#[derive(Clone, Default)]
pub(crate) struct World {
    answers: Vec<(&'static str, u16, String)>,
    pub(crate) urls: Arc<Mutex<Vec<String>>>,
    /// What was sent to all but the service itself.
    bodies: Arc<Mutex<Vec<String>>>,
    key: Arc<Mutex<Option<String>>>,
}

impl World {
    pub(crate) fn with(mut self, url: &'static str, status: u16, body: impl Into<String>) -> Self {
        self.answers.push((url, status, body.into()));
        self
    }
}

impl HttpClient for World {
    fn send(&self, request: http::Request<Body>) -> BoxFuture<'_, Result<http::Response<Body>, HttpError>> {
        let url = request.uri().to_string();
        self.urls.lock().unwrap().push(url.clone());
        if url.starts_with("https://things.") {
            let authorization = request.headers()["authorization"].to_str().unwrap();
            let key = authorization.split(['=', '/']).nth(1).unwrap().to_owned();
            let token = request.headers().get("x-amz-security-token").map(|token| token.to_str().unwrap());
            *self.key.lock().unwrap() = Some(format!("{key} {}", token.unwrap_or("-")));
            return Box::pin(async { Ok(http::Response::new(Body::from("{}"))) });
        }
        let answer = self.answers.iter().find(|(start, ..)| url.starts_with(start));
        let answer = answer.map(|(_, status, body)| {
            let mut response = http::Response::new(Body::from(body.clone()));
            *response.status_mut() = http::StatusCode::from_u16(*status).unwrap();
            response
        });
        let bodies = self.bodies.clone();
        Box::pin(async move {
            let sent = collect(http::Response::new(request.into_body()), Limits::new(10_000)).await?;
            bodies.lock().unwrap().push(String::from_utf8(sent.into_body().to_vec()).unwrap());
            answer.ok_or_else(|| HttpError::new(HttpErrorKind::Connect, "no route to host"))
        })
    }
}

/// The key and token that a call is signed with, or the error's line.
async fn found(environment: Environment, world: &World, profile: Option<&str>) -> Result<String, String> {
    let mut builder =
        Config::builder().environment(environment).region("eu-central-1").http_client(world.clone());
    if let Some(profile) = profile {
        builder = builder.profile(profile);
    }
    let client = Client::new(&SERVICE, builder.build().unwrap());
    match send(&client, list("blue"), &RequestConfig::new()).await {
        Ok(_) => Ok(world.key.lock().unwrap().clone().unwrap()),
        Err(error) => Err(error.one_line()),
    }
}

pub(crate) fn home(config: &str, credentials: &str) -> (tempfile::TempDir, Environment) {
    let home = tempfile::tempdir().unwrap();
    std::fs::create_dir(home.path().join(".aws")).unwrap();
    std::fs::write(home.path().join(".aws/config"), config).unwrap();
    std::fs::write(home.path().join(".aws/credentials"), credentials).unwrap();
    let environment = Environment::empty().with_home(home.path()).with("AWS_EC2_METADATA_DISABLED", "true");
    (home, environment)
}

#[tokio::test]
async fn the_environment_comes_first_unless_the_program_names_a_profile() {
    let (_home, environment) = home(
        "",
        "[default]\naws_access_key_id = FILE\naws_secret_access_key = s\n[other]\naws_access_key_id = OTHER\naws_secret_access_key = s\naws_session_token = t\n",
    );
    let world = World::default();
    assert_eq!(found(environment.clone(), &world, None).await.unwrap(), "FILE -");
    let other = environment.clone().with("AWS_PROFILE", "other");
    assert_eq!(found(other, &world, None).await.unwrap(), "OTHER t");
    let variables = environment.with("AWS_ACCESS_KEY_ID", "VARIABLE").with("AWS_SECRET_ACCESS_KEY", "s");
    assert_eq!(found(variables.clone(), &world, None).await.unwrap(), "VARIABLE -");
    assert_eq!(found(variables.clone(), &world, Some("other")).await.unwrap(), "OTHER t");
    let session = variables.with("AWS_SESSION_TOKEN", "st");
    assert_eq!(found(session, &world, None).await.unwrap(), "VARIABLE st");
}

#[tokio::test]
async fn when_there_is_nothing_every_place_is_listed_with_its_reason() {
    let (_home, environment) = home("", "");
    let text = found(environment.clone(), &World::default(), None).await.unwrap_err();
    assert_eq!(
        text,
        "ListThings: no credentials found; looked in environment (AWS_ACCESS_KEY_ID is not set), \
         profile \"default\" (not in ~/.aws/config and ~/.aws/credentials), \
         web identity (AWS_WEB_IDENTITY_TOKEN_FILE is not set), \
         container (AWS_CONTAINER_CREDENTIALS_RELATIVE_URI or AWS_CONTAINER_CREDENTIALS_FULL_URI is not set), \
         instance metadata (AWS_EC2_METADATA_DISABLED is true)"
    );
    let enabled = environment.with("AWS_EC2_METADATA_DISABLED", "false");
    let text = found(enabled, &World::default(), None).await.unwrap_err();
    assert!(
        text.ends_with(
            "instance metadata (no token from http://169.254.169.254: no connection to the service: no route to host)"
        ),
        "{text}"
    );
}

#[tokio::test]
async fn half_a_key_is_an_error_and_not_passed_over() {
    let (_home, environment) = home("[default]\naws_access_key_id = A\n", "");
    let half = environment.clone().with("AWS_ACCESS_KEY_ID", "A");
    let text = found(half, &World::default(), None).await.unwrap_err();
    assert_eq!(text, "ListThings: AWS_ACCESS_KEY_ID is set, but AWS_SECRET_ACCESS_KEY is not");
    let text = found(environment, &World::default(), None).await.unwrap_err();
    assert_eq!(
        text,
        "ListThings: no credentials from profile \"default\": aws_access_key_id without aws_secret_access_key"
    );
}

pub(crate) fn temporary(key: &str) -> String {
    format!(
        r#"{{"Code":"Success","AccessKeyId":"{key}","SecretAccessKey":"s","Token":"t","Expiration":"2099-01-01T00:00:00Z"}}"#
    )
}

#[tokio::test]
async fn containers_and_instances_give_credentials() {
    let (_home, environment) = home("", "");
    let container = World::default().with("http://169.254.170.2/role", 200, temporary("CONTAINER"));
    let variables = environment.clone().with("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/role");
    assert_eq!(found(variables.clone(), &container, None).await.unwrap(), "CONTAINER t");
    let text = found(variables, &World::default(), None).await.unwrap_err();
    assert!(text.contains("no credentials from container: ") && text.contains("no route to host"), "{text}");

    let instance = World::default()
        .with("http://169.254.169.254/latest/api/token", 200, "imds-token")
        .with(
            "http://169.254.169.254/latest/meta-data/iam/security-credentials/my-role",
            200,
            temporary("INSTANCE"),
        )
        .with("http://169.254.169.254/latest/meta-data/iam/security-credentials/", 200, "my-role");
    let enabled = environment.with("AWS_EC2_METADATA_DISABLED", "false");
    assert_eq!(found(enabled, &instance, None).await.unwrap(), "INSTANCE t");
}

pub(crate) fn role(operation: &str, key: &str) -> String {
    format!(
        "<{operation}Response><{operation}Result><Credentials><AccessKeyId>{key}</AccessKeyId>\
         <SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>\
         <Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></{operation}Result></{operation}Response>"
    )
}

#[tokio::test]
async fn roles_are_assumed_along_source_profiles() {
    let (_home, environment) = home(
        "[profile outer]\nrole_arn = arn:aws:iam::111122223333:role/outer\nsource_profile = inner\nexternal_id = ext\n\
         [profile inner]\nrole_arn = arn:aws:iam::111122223333:role/inner\nsource_profile = base\n\
         [profile base]\naws_access_key_id = BASE\naws_secret_access_key = s\n\
         [profile loop]\nrole_arn = arn:aws:iam::111122223333:role/a\nsource_profile = pool\n\
         [profile pool]\nrole_arn = arn:aws:iam::111122223333:role/b\nsource_profile = loop\n\
         [profile lost]\nrole_arn = arn:aws:iam::111122223333:role/a\nsource_profile = nowhere\n\
         [profile bare]\nrole_arn = arn:aws:iam::111122223333:role/a\n",
        "",
    );
    let world = World::default().with(
        "https://sts.eu-central-1.amazonaws.com/",
        200,
        role("AssumeRole", "ASIAROLEEXAMPLE0"),
    );
    assert_eq!(found(environment.clone(), &world, Some("outer")).await.unwrap(), "ASIAROLEEXAMPLE0 t");
    let bodies = world.bodies.lock().unwrap().clone();
    assert!(
        bodies[0].contains("role%2Finner")
            && bodies[1].contains("role%2Fouter")
            && bodies[1].contains("ExternalId=ext"),
        "{bodies:?}"
    );
    for (profile, reason) in [
        ("loop", "source_profile leads from \"pool\" back to \"loop\""),
        ("lost", "source_profile of \"lost\" is \"nowhere\", which does not exist"),
        (
            "bare",
            "\"bare\" has role_arn, but neither source_profile, credential_source nor web_identity_token_file",
        ),
    ] {
        let text = found(environment.clone(), &World::default(), Some(profile)).await.unwrap_err();
        assert_eq!(text, format!("ListThings: no credentials from profile \"{profile}\": {reason}"));
    }
    let refused =
        "<ErrorResponse><Error><Code>AccessDenied</Code><Message>not you</Message></Error></ErrorResponse>";
    let world = World::default().with("https://sts.eu-central-1.amazonaws.com/", 403, refused);
    let text = found(environment, &world, Some("inner")).await.unwrap_err();
    assert!(text.contains("AccessDenied: not you"), "{text}");
}

#[tokio::test]
async fn a_web_identity_is_traded_for_a_role() {
    let (home, environment) = home("", "");
    let token = home.path().join("token");
    std::fs::write(&token, "web-token\n").unwrap();
    let world = World::default().with(
        "https://sts.eu-central-1.amazonaws.com/",
        200,
        role("AssumeRoleWithWebIdentity", "WEB"),
    );
    let half = environment.with("AWS_WEB_IDENTITY_TOKEN_FILE", token.to_str().unwrap());
    let text = found(half.clone(), &world, None).await.unwrap_err();
    assert!(text.ends_with("AWS_WEB_IDENTITY_TOKEN_FILE is set, but AWS_ROLE_ARN is not"), "{text}");
    let whole = half.with("AWS_ROLE_ARN", "arn:aws:iam::111122223333:role/web");
    assert_eq!(found(whole, &world, None).await.unwrap(), "WEB t");
}

/// Where a single sign-on login is kept: below the SHA-1 of the session's name.
const SESSION_LOGIN: &str = ".aws/sso/cache/71b21161ffa1e6516bcc072aaf5ef38cbe85b511.json";

#[tokio::test]
async fn single_sign_on_uses_the_login_of_its_session() {
    let (home, environment) = home(
        "[profile dev]\nsso_session = company\nsso_account_id = 111122223333\nsso_role_name = Developer\n\
         [sso-session company]\nsso_region = eu-west-1\nsso_start_url = https://example.awsapps.com/start\n\
         [profile broken]\nsso_session = nowhere\nsso_account_id = 1\nsso_role_name = R\n",
        "",
    );
    let answer = r#"{"roleCredentials":{"accessKeyId":"SSO","secretAccessKey":"s","sessionToken":"t","expiration":4070908800000}}"#;
    let world = World::default().with(
        "https://portal.sso.eu-west-1.amazonaws.com/federation/credentials",
        200,
        answer,
    );
    let text = found(environment.clone(), &world, Some("dev")).await.unwrap_err();
    assert!(text.contains("aws sso login"), "{text}");
    let cache = home.path().join(".aws/sso/cache");
    std::fs::create_dir_all(&cache).unwrap();
    write_login(&home.path().join(SESSION_LOGIN));
    assert_eq!(found(environment.clone(), &world, Some("dev")).await.unwrap(), "SSO t");
    let text = found(environment, &world, Some("broken")).await.unwrap_err();
    assert!(text.ends_with("sso_session is \"nowhere\", but there is no [sso-session nowhere]"), "{text}");
}

fn write_login(path: &Path) {
    std::fs::write(path, r#"{"accessToken":"login","expiresAt":"2099-01-01T00:00:00Z"}"#).unwrap();
}

#[tokio::test]
async fn a_profile_that_is_understood_in_part_gives_no_credentials() {
    let keys = "aws_access_key_id = KEY\naws_secret_access_key = s\n";
    let (home, environment) = home(&format!("[default]\nrole_arn arn:aws:iam::1:role/a\n{keys}"), "");
    let path = home.path().join(".aws/config").display().to_string();
    let text = found(environment.clone(), &World::default(), None).await.unwrap_err();
    assert!(
        text.ends_with(&format!("\"default\": {path}:2: neither a section nor \"name = value\"")),
        "{text}"
    );
    let variables = environment.clone().with("AWS_ACCESS_KEY_ID", "V").with("AWS_SECRET_ACCESS_KEY", "s");
    assert_eq!(found(variables.clone(), &World::default(), None).await.unwrap(), "V -");
    let broken = variables.with("AWS_SESSION_TOKEN", "t\r");
    let text = found(broken, &World::default(), None).await.unwrap_err();
    assert!(text.ends_with("AWS_SESSION_TOKEN holds a line break or what is no text"), "{text}");

    std::fs::write(home.path().join(".aws/config"), "[default]\nregion eu-west-1\n").unwrap();
    let text = found(environment, &World::default(), None).await.unwrap_err();
    assert!(text.contains("no credentials found") && text.contains(&format!("{path}:2: neither")), "{text}");
}

#[cfg(unix)]
#[tokio::test]
async fn a_process_gets_its_arguments_as_the_file_has_them() {
    let (home, environment) = home("", "");
    let script = home.path().join("keys.sh");
    std::fs::write(
        &script,
        "test $# = 4 && test \"$1\" = 'a  #b' && test \"$2\" = '$HOME;x' && test \"$3\" = '#' && test \"$4\" = --c=d || exit 4\n\
         echo '{\"Version\":1,\"AccessKeyId\":\"PROCESS\",\"SecretAccessKey\":\"s\"}'\n",
    )
    .unwrap();
    let config =
        format!("[default]\ncredential_process = sh {} \"a  #b\" $HOME;x #\n  --c=d\n", script.display());
    std::fs::write(home.path().join(".aws/config"), config).unwrap();
    assert_eq!(found(environment, &World::default(), None).await.unwrap(), "PROCESS -");
}

#[cfg(unix)]
#[tokio::test]
async fn a_process_gives_credentials_and_its_failure_is_told() {
    let (home, environment) = home("", "");
    let script = home.path().join("give keys.sh");
    std::fs::write(&script, "echo '{\"Version\":1,\"AccessKeyId\":\"PROCESS\",\"SecretAccessKey\":\"s\",\"SessionToken\":\"'\"${1:-t}${2:-}${#1}\"'\"}'\n").unwrap();
    let config = format!(
        "[profile good]\ncredential_process = sh \"{0}\"\n[profile bad]\ncredential_process = sh -c \"echo no >&2; exit 3\"\n\
         [profile exact]\ncredential_process = sh \"{0}\" \"a  b\" $HOME;x\n",
        script.display()
    );
    std::fs::write(home.path().join(".aws/config"), config).unwrap();
    assert_eq!(found(environment.clone(), &World::default(), Some("good")).await.unwrap(), "PROCESS t0");
    let exact = found(environment.clone(), &World::default(), Some("exact")).await.unwrap();
    assert_eq!(exact, "PROCESS a  b$HOME;x4", "arguments arrive as the file has them");
    let text = found(environment, &World::default(), Some("bad")).await.unwrap_err();
    assert!(text.ends_with("credential process failed with status 3: no"), "{text}");
}

#[tokio::test]
async fn a_provider_is_asked_once_until_shortly_before_the_end() {
    for (minutes, expected) in [(60, 1), (1, 1)] {
        let asked = Arc::new(AtomicUsize::new(0));
        let counter = asked.clone();
        let end = Timestamp::now().saturating_add(Duration::from_secs(60 * minutes));
        let provider = credentials::provider_fn(move || {
            counter.fetch_add(1, Ordering::SeqCst);
            async move {
                tokio::task::yield_now().await;
                Ok(Credentials::new("A", "s").with_expiry(end))
            }
        });
        let config =
            Config::builder().environment(Environment::empty()).region("eu-central-1").credentials(provider);
        let client = Client::new(&SERVICE, config.http_client(World::default()).build().unwrap());
        let unchanged = RequestConfig::new();
        let call = || send(&client, list("blue"), &unchanged);
        let (a, b, c, d) = tokio::join!(call(), call(), call(), call());
        assert!([a, b, c, d].iter().all(Result::is_ok));
        assert_eq!(asked.load(Ordering::SeqCst), expected, "{minutes} minutes");
    }
}

#[test]
fn a_runtime_that_nobody_drives_holds_up_no_other() {
    let asked = Arc::new(AtomicUsize::new(0));
    let counter = asked.clone();
    let provider = credentials::provider_fn(move || {
        let number = counter.fetch_add(1, Ordering::SeqCst);
        async move {
            if number == 0 {
                std::future::pending::<()>().await;
            }
            Ok(Credentials::new("A", "s"))
        }
    });
    let config =
        Config::builder().environment(Environment::empty()).region("eu-central-1").credentials(provider);
    let client = Client::new(&SERVICE, config.http_client(World::default()).build().unwrap());
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (idle, other) = (runtime(), runtime());
    idle.block_on(async {
        let client = client.clone();
        tokio::spawn(async move { drop(send(&client, list("blue"), &RequestConfig::new()).await) });
        while asked.load(Ordering::SeqCst) == 0 {
            tokio::task::yield_now().await;
        }
    });
    let unchanged = RequestConfig::new();
    let call = send(&client, list("blue"), &unchanged);
    let answer =
        other.block_on(async { tokio::time::timeout(std::time::Duration::from_secs(20), call).await });
    assert!(answer.expect("no wait for the other runtime").is_ok());
}
