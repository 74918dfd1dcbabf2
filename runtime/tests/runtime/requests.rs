//! What goes over the wire.

use shapesmith_runtime::operation::{EndpointParameter, Operation, OperationSchema, ServiceSchema};
use shapesmith_runtime::protocol::AwsJson;
use shapesmith_runtime::request::{dry_run, send};
use shapesmith_runtime::shape::Value as _;
use shapesmith_runtime::{Client, Config, Credentials, Environment, ErrorKind, RequestConfig};

use crate::support::server::{Server, ok};
use crate::support::things::{ListThingsInput, ListThingsOutput, SERVICE, list};
use crate::support::{client, config};

#[tokio::test]
async fn a_request_has_the_bytes_that_the_protocol_asks_for() {
    let server = Server::start([ok("{}")]).await;
    let credentials = Credentials::new("AKIDEXAMPLE", "EXAMPLESECRET").with_session_token("EXAMPLETOKEN");
    let client = client(config(&server.url).credentials(credentials).app_name("tester"));
    let input = ListThingsInput { max_results: Some(7), ..list("blue") };
    send(&client, input, &RequestConfig::new().header("x-amzn-trace-id", "trace")).await.unwrap();

    let received = server.received();
    let request = &received[0];
    assert_eq!(request.line, "POST / HTTP/1.1");
    assert_eq!(request.body, r#"{"Group":"blue","MaxResults":7,"ClientToken":"fixed"}"#);
    assert_eq!(request.header("content-type"), Some("application/x-amz-json-1.1"));
    assert_eq!(request.header("x-amz-target"), Some("ThingStore.ListThings"));
    assert_eq!(request.header("host"), server.url.strip_prefix("http://"));
    assert_eq!(request.header("content-length"), Some("53"));
    assert_eq!(request.header("amz-sdk-request"), Some("attempt=1; max=3"));
    assert_eq!(request.header("amz-sdk-invocation-id").map(str::len), Some(36));
    assert_eq!(request.header("x-amz-security-token"), Some("EXAMPLETOKEN"));
    assert_eq!(request.header("x-amzn-trace-id"), Some("trace"));
    let user_agent = request.header("user-agent").unwrap();
    assert!(user_agent.contains("things/0.1.0 api/thing_store#2026-01-31 op/ListThings"), "{user_agent}");
    assert!(user_agent.ends_with("app/tester"), "{user_agent}");
    let authorization = request.header("authorization").unwrap();
    assert!(authorization.starts_with("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/"), "{authorization}");
    assert!(authorization.contains("/eu-central-1/things/aws4_request, "), "{authorization}");
    let signed =
        "SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date;x-amz-security-token;x-amz-target, ";
    assert!(authorization.contains(signed), "{authorization}");
}

#[tokio::test]
async fn an_empty_input_is_an_empty_object_and_unsigned_operations_are_not_signed() {
    #[derive(Clone)]
    struct Nothing {}
    shapesmith_runtime::structure! { Nothing as "Nothing" {} }
    static PING: OperationSchema = OperationSchema::of::<ListThingsInput>(&SERVICE).name("Ping").unsigned();

    let server = Server::start([ok("")]).await;
    let client = client(config(&server.url));
    let metadata = client.call(&PING, &mut Nothing {}, &mut Nothing {}, &RequestConfig::new()).await.unwrap();
    assert_eq!((metadata.status, metadata.attempts, metadata.request_id.as_deref()), (200, 1, Some("req-1")));
    let received = server.received();
    assert_eq!(received[0].body, "{}");
    assert_eq!(received[0].header("authorization"), None);
}

#[tokio::test]
async fn an_absent_idempotency_token_is_filled_once_for_all_attempts() {
    let broken = || crate::support::server::status("500 Internal Server Error", &[], "");
    let server = Server::start([broken(), ok("{}"), ok("{}")]).await;
    let client = client(config(&server.url));
    let input = ListThingsInput { client_token: None, ..list("blue") };
    send(&client, input.clone(), &RequestConfig::new()).await.unwrap();
    send(&client, input, &RequestConfig::new()).await.unwrap();
    let tokens: Vec<_> = server
        .received()
        .iter()
        .map(|request| request.json()["ClientToken"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(tokens[0].len(), 36);
    assert_eq!(tokens[0], tokens[1], "both attempts of one call");
    assert_ne!(tokens[0], tokens[2], "another call");
}

#[test]
fn headers_of_a_service_are_on_every_request_that_has_none_of_that_name() {
    static PROTOCOL: AwsJson = AwsJson::v1_1("ThingStore");
    static SERVICE: ServiceSchema = ServiceSchema::new("Thing Store", &PROTOCOL)
        .signing_name("things")
        .headers(&[("Accept", "application/json"), ("x-things-version", "2026-01-31")]);
    static LIST: OperationSchema = OperationSchema::of::<ListThingsInput>(&SERVICE).name("ListThings");

    let client = Client::new(&SERVICE, config("http://127.0.0.1:9").build().unwrap());
    let headers = |overrides: &RequestConfig, name: &str| {
        let request = dry_run(&client, &LIST, &mut list("blue"), overrides).unwrap();
        let values = request.headers().get_all(name).iter();
        values.map(|value| value.to_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let plain = RequestConfig::new();
    assert_eq!(headers(&plain, "accept"), ["application/json"]);
    assert_eq!(headers(&plain, "x-things-version"), ["2026-01-31"]);
    let given = RequestConfig::new().header("accept", "application/yaml");
    assert_eq!(headers(&given, "accept"), ["application/yaml"]);
    assert_eq!(headers(&given, "x-things-version"), ["2026-01-31"]);
}

#[tokio::test]
async fn connections_are_used_again() {
    let server = Server::start([ok("{}"), ok("{}"), ok("{}")]).await;
    let client = client(config(&server.url));
    for _ in 0..3 {
        send(&client, list("blue"), &RequestConfig::new()).await.unwrap();
    }
    assert_eq!((server.received().len(), server.connections()), (3, 1));
}

#[tokio::test]
async fn headers_of_the_client_cannot_be_set_and_odd_ones_are_refused() {
    let client = client(config("http://127.0.0.1:9"));
    for (name, value, reason) in [
        ("Authorization", "x", "the header Authorization is the client's own"),
        ("X-Amz-Target", "x", "the header X-Amz-Target is the client's own"),
        ("bad name", "x", "\"bad name\" is not the name of a header"),
        ("x-secret", "hunter2\n", "the value of the header x-secret holds what headers cannot"),
    ] {
        let error = send(&client, list("blue"), &RequestConfig::new().header(name, value)).await.unwrap_err();
        let text = error.to_string();
        assert!(text.contains(reason) && !text.contains("hunter2"), "{text}");
        assert!(matches!(error.kind(), ErrorKind::Request(_)));
        assert_eq!(error.attempts(), 0);
    }
}

fn url(
    operation: &'static OperationSchema,
    input: &mut ListThingsInput,
    endpoint: &str,
) -> Result<String, String> {
    let request = dry_run(&client(config(endpoint)), operation, input, &RequestConfig::new());
    request.map(|request| request.uri().to_string()).map_err(|error| error.to_string())
}

#[test]
fn a_dry_run_needs_no_runtime_and_has_no_signature() {
    let mut input = list("blue");
    let client = client(config("https://example.com:443/custom/"));
    let request = dry_run(&client, ListThingsInput::SCHEMA, &mut input, &RequestConfig::new()).unwrap();
    assert_eq!(request.method(), "POST");
    assert_eq!(request.uri(), "https://example.com:443/custom/");
    assert_eq!(
        request.headers()["host"],
        "example.com",
        "the scheme's own port is left out, as HTTP clients do"
    );
    assert!(!request.headers().contains_key("authorization"));
    assert_eq!(request.body(), r#"{"Group":"blue","ClientToken":"fixed"}"#);
}

#[test]
fn the_endpoint_keeps_its_path_and_gets_the_prefix() {
    static PREFIXED: OperationSchema =
        OperationSchema::of::<ListThingsInput>(&SERVICE).name("ListThings").host_prefix("data.{Group}.");
    let plain = ListThingsInput::SCHEMA;
    assert_eq!(
        url(plain, &mut list("blue"), "https://example.com/custom").unwrap(),
        "https://example.com/custom/"
    );
    assert_eq!(url(plain, &mut list("blue"), "https://example.com").unwrap(), "https://example.com/");
    assert_eq!(
        url(&PREFIXED, &mut list("blue"), "https://example.com").unwrap(),
        "https://data.blue.example.com/"
    );
    for label in ["", "a.b", "a/b", "-a", "ä", &"a".repeat(64)] {
        let error = url(&PREFIXED, &mut list(label), "https://example.com").unwrap_err();
        assert!(
            error.starts_with("ListThings: the request cannot be written: Group becomes part of the host"),
            "{error}"
        );
    }
}

#[test]
fn a_service_without_rules_has_its_regional_endpoint() {
    let at = |region: &str| {
        let config = Config::builder().environment(Environment::empty()).region(region).build().unwrap();
        let client = Client::new(&SERVICE, config);
        let request =
            dry_run(&client, ListThingsInput::SCHEMA, &mut list("blue"), &RequestConfig::new()).unwrap();
        request.uri().to_string()
    };
    assert_eq!(at("eu-central-1"), "https://things.eu-central-1.amazonaws.com/");
    assert_eq!(at("cn-north-1"), "https://things.cn-north-1.amazonaws.com.cn/");
}

#[tokio::test]
async fn a_value_that_was_not_kept_cannot_be_sent() {
    use shapesmith_runtime::shape::Structure;

    #[derive(Clone, PartialEq)]
    enum Choice {
        Text(String),
        Unknown { name: String },
    }
    shapesmith_runtime::union! { Choice as "Choice" { Text: "Text" => String; } }
    struct Holder {
        choice: Option<Choice>,
    }
    shapesmith_runtime::structure! { Holder as "Holder" { choice: "Choice" => shape::<Choice>(); } }

    let server = Server::start([ok("{}")]).await;
    let mut input = Holder { choice: Some(Choice::Unknown { name: "New".into() }) };
    let mut output = ListThingsOutput::empty();
    let output: &mut dyn Structure = &mut output;
    let client = client(config(&server.url));
    let error =
        client.call(ListThingsInput::SCHEMA, &mut input, output, &RequestConfig::new()).await.unwrap_err();
    assert!(error.to_string().contains("the model knows no member \"New\""), "{error}");
    assert!(server.received().is_empty());
}

#[test]
fn per_call_endpoints_are_checked() {
    static FIXED: OperationSchema = OperationSchema::of::<ListThingsInput>(&SERVICE)
        .name("ListThings")
        .endpoint_parameters(&[("Kind", EndpointParameter::Text("x"))]);
    let client = client(config("https://example.com"));
    let other = RequestConfig::new().endpoint_url("https://other.example.com");
    let request = dry_run(&client, &FIXED, &mut list("blue"), &other).unwrap();
    assert_eq!(request.uri(), "https://other.example.com/");
    for wrong in ["other.example.com", "ftp://example.com", "https://", ""] {
        let config = RequestConfig::new().endpoint_url(wrong);
        let error = dry_run(&client, &FIXED, &mut list("blue"), &config).unwrap_err().to_string();
        assert!(error.contains(&format!("is \"{wrong}\", which is not a URL such as")), "{error}");
    }
    let config = RequestConfig::new().endpoint_url("https://user:hunter2@example.com?key=hunter2");
    let error = dry_run(&client, &FIXED, &mut list("blue"), &config).unwrap_err().to_string();
    assert!(error.contains("is \"https://…@example.com?…\", which is not a URL such as"), "{error}");
}
