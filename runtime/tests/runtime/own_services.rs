//! Services that are not of AWS: where they are, and what they take in place of a signature.

use std::collections::HashMap;

use shapesmith_runtime::credentials::{ApiKey, BearerToken, Login, provider_fn};
use shapesmith_runtime::error::{ErrorKind, Unhandled};
use shapesmith_runtime::operation::{Operation, OperationSchema, Scheme, ServiceSchema};
use shapesmith_runtime::protocol::RestJson;
use shapesmith_runtime::request::RequestConfig;
use shapesmith_runtime::shape::Value;
use shapesmith_runtime::test_util::{self, CannedHttp, CannedReply, Recorder};
use shapesmith_runtime::{Client, Config, ConfigBuilder, Credentials, CredentialsError, Environment};

static PROTOCOL: RestJson = RestJson::new();
static SERVICE: ServiceSchema = ServiceSchema::new("Garden", &PROTOCOL).api_version("2026-01-31");

/// What a call takes: whatever headers and parameters there are.
#[derive(Clone, Default, PartialEq)]
struct WaterInput {
    headers: Option<HashMap<String, String>>,
    parameters: Option<HashMap<String, String>>,
}

shapesmith_runtime::structure! {
    WaterInput as "WaterInput" {
        headers: "Headers" => Map(&pair(each(String), each(String))), wire(""), PREFIX_HEADERS;
        parameters: "Parameters" => Map(&pair(each(String), each(String))), QUERY_MAP;
    }
}

#[derive(Clone, Default, PartialEq)]
struct WaterOutput {
    litres: Option<i32>,
}

shapesmith_runtime::structure! {
    WaterOutput as "WaterOutput" {
        litres: "Litres" => Integer;
    }
}

#[derive(Clone)]
#[non_exhaustive]
pub(crate) enum WaterError {
    Unhandled(Unhandled),
}

shapesmith_runtime::operation_error! {
    WaterError {}
}

impl Operation for WaterInput {
    type Output = WaterOutput;
    type Error = WaterError;

    const SCHEMA: &'static OperationSchema = &WATER;
}

/// An operation of the service that takes these schemes.
const fn water(schemes: &'static [Scheme]) -> OperationSchema {
    OperationSchema::of::<WaterInput>(&SERVICE)
        .name("Water")
        .http("POST", "/water")
        .schemes(schemes)
        .unsigned()
}

static WATER: OperationSchema = water(&[]);
static SIGNED: OperationSchema =
    OperationSchema::of::<WaterInput>(&SERVICE).name("Water").http("POST", "/water");
static KEY: OperationSchema = water(&[Scheme::key_header("X-Garden-Key", "")]);
static WORD: OperationSchema = water(&[Scheme::key_header("Authorization", "Garden")]);
static PARAMETER: OperationSchema = water(&[Scheme::key_parameter("key")]);
static ANY: OperationSchema = water(&[Scheme::BASIC, Scheme::key_header("X-Garden-Key", ""), Scheme::BEARER]);
static MAYBE: OperationSchema = water(&[Scheme::BASIC, Scheme::BEARER]).anonymous();

/// A configuration with an endpoint and nothing else: no region, no credentials.
fn plain(http: CannedHttp) -> ConfigBuilder {
    Config::builder()
        .environment(Environment::empty())
        .endpoint_url("https://garden.example.com")
        .http_client(http)
}

/// The request that a call of an operation makes, or why it makes none.
async fn sent(
    operation: &'static OperationSchema,
    config: impl FnOnce(ConfigBuilder) -> ConfigBuilder,
) -> Result<http::Request<shapesmith_runtime::Bytes>, String> {
    let http = CannedHttp::new([CannedReply::new(200, r#"{"Litres": 3}"#)]);
    let client =
        Client::new(&SERVICE, config(plain(http.clone())).build().map_err(|error| error.to_string())?);
    let (mut input, mut output) = (WaterInput::default(), WaterOutput::empty());
    match client.call(operation, &mut input, &mut output, &RequestConfig::new()).await {
        Ok(_) => {
            assert_eq!(output.litres, Some(3));
            Ok(http.requests().remove(0))
        }
        Err(failure) => {
            assert!(http.requests().is_empty(), "nothing was sent");
            Err(failure.to_string())
        }
    }
}

fn header<'r>(request: &'r http::Request<shapesmith_runtime::Bytes>, name: &str) -> Option<&'r str> {
    request.headers().get(name).map(|value| value.to_str().unwrap())
}

#[tokio::test]
async fn a_service_that_wants_nothing_needs_an_endpoint_and_no_region() {
    let request = sent(&WATER, |config| config).await.unwrap();
    assert_eq!(request.uri(), "https://garden.example.com/water");
    assert_eq!((header(&request, "authorization"), header(&request, "x-amz-date")), (None, None));
    let config = plain(CannedHttp::new([])).build().unwrap();
    assert_eq!(config.region(), "");
}

#[tokio::test]
async fn what_is_signed_needs_a_region_also_after_a_call_that_is_not() {
    let http = CannedHttp::new([CannedReply::new(200, "{}")]);
    let config = plain(http.clone()).credentials(Credentials::new("AKIDEXAMPLE", "secret"));
    let client = Client::new(&SERVICE, config.build().unwrap());
    let (mut input, mut output) = (WaterInput::default(), WaterOutput::empty());
    client.call(&WATER, &mut input, &mut output, &RequestConfig::new()).await.unwrap();
    let failure = client.call(&SIGNED, &mut input, &mut output, &RequestConfig::new()).await.unwrap_err();
    assert!(failure.to_string().contains("no region; set it with"), "{failure}");
    assert_eq!(http.requests().len(), 1);
}

#[tokio::test]
async fn where_such_a_service_is_only_the_program_says() {
    let http = CannedHttp::new([]);
    let environment = Environment::empty()
        .with("AWS_REGION", "eu-central-1")
        .with("AWS_ENDPOINT_URL", "http://localhost:4566")
        .with("AWS_ENDPOINT_URL_GARDEN", "http://localhost:4566");
    let config = Config::builder().environment(environment).http_client(http.clone()).build().unwrap();
    let client = Client::new(&SERVICE, config);
    let (mut input, mut output) = (WaterInput::default(), WaterOutput::empty());
    let failure = client.call(&WATER, &mut input, &mut output, &RequestConfig::new()).await.unwrap_err();
    assert!(matches!(failure.kind(), ErrorKind::Configuration(_)));
    assert_eq!(
        failure.to_string(),
        "Water: nothing says where Garden is, which is no service of AWS; set it with \
         Config::builder().endpoint_url(…)"
    );
    assert!(http.requests().is_empty());
}

#[tokio::test]
async fn keys_tokens_and_logins_stand_where_the_model_says() {
    let key = |config: ConfigBuilder| config.api_key(ApiKey::new("hunter2"));
    let request = sent(&KEY, key).await.unwrap();
    assert_eq!(
        (header(&request, "x-garden-key"), header(&request, "authorization")),
        (Some("hunter2"), None)
    );
    let request = sent(&WORD, key).await.unwrap();
    assert_eq!(header(&request, "authorization"), Some("Garden hunter2"));
    let request = sent(&PARAMETER, |config| config.api_key(ApiKey::new("a&b"))).await.unwrap();
    assert_eq!(request.uri(), "https://garden.example.com/water?key=a%26b");
    let request = sent(&ANY, |config| config.basic_auth_login(Login::new("me", "hunter2"))).await.unwrap();
    assert_eq!(header(&request, "authorization"), Some("Basic bWU6aHVudGVyMg=="));
}

#[tokio::test]
async fn the_first_scheme_counts_that_the_program_has_something_for() {
    let token = |config: ConfigBuilder| config.bearer_token(BearerToken::new("token"));
    let request = sent(&ANY, |config| token(config).api_key(ApiKey::new("key"))).await.unwrap();
    assert_eq!((header(&request, "x-garden-key"), header(&request, "authorization")), (Some("key"), None));
    assert_eq!(header(&sent(&ANY, token).await.unwrap(), "authorization"), Some("Bearer token"));
    assert_eq!(header(&sent(&MAYBE, token).await.unwrap(), "authorization"), Some("Bearer token"));
    assert_eq!(header(&sent(&MAYBE, |config| config).await.unwrap(), "authorization"), None);
    let error = sent(&ANY, |config| config).await.unwrap_err();
    assert!(
        error.ends_with(
            "no login and no API key and no bearer token; set it with Config::builder().basic_auth_login(…) or with \
             Config::builder().api_key(…) or with Config::builder().bearer_token(…)"
        ),
        "{error}"
    );
}

#[tokio::test]
async fn secrets_go_in_the_clear_to_this_machine_or_where_that_is_allowed() {
    let to = |url: &'static str| {
        move |config: ConfigBuilder| config.api_key(ApiKey::new("hunter2")).endpoint_url(url)
    };
    assert!(sent(&KEY, to("http://127.0.0.1:8000")).await.is_ok());
    let error = sent(&KEY, to("http://garden.example.com")).await.unwrap_err();
    assert!(
        error.contains("https://") && error.contains("secrets_over_http") && !error.contains("hunter2"),
        "{error}"
    );
    assert!(sent(&WATER, to("http://garden.example.com")).await.is_ok(), "there is no secret in this one");
    let open = |config| to("http://garden.example.com")(config).secrets_over_http(true);
    assert_eq!(header(&sent(&KEY, open).await.unwrap(), "x-garden-key"), Some("hunter2"));
}

#[tokio::test]
async fn providers_are_asked_at_each_attempt_and_their_errors_told() {
    let vault = provider_fn(|| async { Ok(ApiKey::new("of the vault")) });
    let request = sent(&KEY, |config| config.api_key(vault)).await.unwrap();
    assert_eq!(header(&request, "x-garden-key"), Some("of the vault"));
    let sealed = provider_fn(|| async { Err::<Login, _>(CredentialsError::new("the vault is sealed")) });
    let error = sent(&ANY, |config| config.basic_auth_login(sealed)).await.unwrap_err();
    assert!(error.contains("the vault is sealed"), "{error}");
    let odd = sent(&ANY, |config| config.basic_auth_login(Login::new("a:b", "hunter2"))).await.unwrap_err();
    assert!(odd.contains("colon") && !odd.contains("hunter2"), "{odd}");
}

#[tokio::test]
async fn recordings_hold_no_secrets_though_members_take_whatever_there_is() {
    let folder = tempfile::tempdir().unwrap();
    for (operation, name) in [(&KEY, "key"), (&PARAMETER, "parameter"), (&ANY, "login")] {
        let path = folder.path().join(name);
        let http = CannedHttp::new([CannedReply::new(200, r#"{"Litres": 3}"#)]);
        let config = test_util::config(Recorder::new(http, &path))
            .api_key(ApiKey::new("hunter2"))
            .basic_auth_login(Login::new("hunter2", "hunter2"));
        let client = Client::new(&SERVICE, config.build().unwrap());
        let mut input = WaterInput {
            headers: Some([("X-Hose".to_owned(), "7".to_owned())].into()),
            ..WaterInput::default()
        };
        let mut output = WaterOutput::empty();
        client.call(operation, &mut input, &mut output, &RequestConfig::new()).await.unwrap();
        let recording = std::fs::read_to_string(&path).unwrap();
        assert!(recording.contains("x-hose"), "{recording}");
        for secret in ["hunter2", "aHVudGVyMg", "EXAMPLE"] {
            assert!(!recording.contains(secret), "{name}: {recording}");
        }
    }
}
