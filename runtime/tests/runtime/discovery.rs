//! Endpoints that one operation of a service tells for others.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::join_all;
use shapesmith_runtime::config::EndpointDiscoveryMode;
use shapesmith_runtime::endpoint::table::*;
use shapesmith_runtime::error::Unhandled;
use shapesmith_runtime::http::{Body, BoxFuture, HttpClient, HttpError, HttpErrorKind};
use shapesmith_runtime::operation::{
    EndpointDiscovery, EndpointOperation, Operation, OperationSchema, ServiceSchema,
};
use shapesmith_runtime::protocol::AwsJson;
use shapesmith_runtime::retry::Backoff;
use shapesmith_runtime::{
    Client, Config, ConfigBuilder, Credentials, Environment, Error, ErrorKind, RequestConfig, credentials,
};

use crate::credentials::home;
use crate::support::server::{Answer, Server, ok, status};
use crate::support::things::{ListThingsInput, ListThingsOutput, list};

static RULES: RuleSet = RuleSet::new()
    .parameters(&[
        string("Endpoint").built_in(BuiltIn::Endpoint),
        string("Host").or_text("https://cells.example.com/region"),
    ])
    .rules(&[endpoint(&[IsSet(&Reference("Endpoint"))], "{Endpoint}"), endpoint(&[], "{Host}")]);
static PROTOCOL: AwsJson = AwsJson::v1_0("Cells");
static SERVICE: ServiceSchema = ServiceSchema::new("Cells", &PROTOCOL)
    .signing_name("cells")
    .api_version("2026-01-31")
    .endpoint_rules(&RULES)
    .endpoint_operation(EndpointOperation::of::<TellInput>());

const fn operation(name: &'static str, discovery: EndpointDiscovery) -> OperationSchema {
    OperationSchema::of::<ListThingsInput>(&SERVICE).name(name).endpoint_discovery(discovery)
}

static REQUIRED: OperationSchema = operation("Must", EndpointDiscovery::required());
static OPTIONAL: OperationSchema = operation("May", EndpointDiscovery::optional());
static OF_GROUP: OperationSchema =
    operation("Group", EndpointDiscovery::required().identifiers(&["Group", "Password", "NextToken"]));

#[derive(Clone, PartialEq)]
struct TellInput {
    operation: Option<String>,
    identifiers: Option<std::collections::HashMap<String, String>>,
}

shapesmith_runtime::structure! {
    TellInput as "TellInput" {
        operation: "Operation" => String;
        identifiers: "Identifiers" => Map(&pair(each(String), each(String)));
    }
}

#[derive(Clone, PartialEq)]
struct Told {
    endpoints: Vec<Cell>,
}

shapesmith_runtime::structure! {
    Told as "Told" {
        endpoints: "Endpoints" => List(&each(shape::<Cell>())), REQUIRED;
    }
}

#[derive(Clone, PartialEq)]
struct Cell {
    address: String,
    minutes: i64,
}

shapesmith_runtime::structure! {
    Cell as "Cell" {
        address: "Address" => String, REQUIRED;
        minutes: "CachePeriodInMinutes" => Long, REQUIRED;
    }
}

#[derive(Clone)]
enum TellError {
    Unhandled(Unhandled),
}

shapesmith_runtime::operation_error! { TellError {} }

impl Operation for TellInput {
    type Output = Told;
    type Error = TellError;

    const SCHEMA: &'static OperationSchema = &OperationSchema::of::<Self>(&SERVICE).name("Tell");
}

/// A service that answers at whatever host it is called, and keeps what it was asked.
#[derive(Clone, Default)]
struct World {
    told: Arc<Mutex<VecDeque<(u16, String)>>>,
    refused: Arc<Mutex<VecDeque<(u16, String)>>>,
    sent: Arc<Mutex<Vec<String>>>,
    bodies: Arc<Mutex<Vec<String>>>,
}

impl World {
    /// A world that tells these answers, then none.
    fn telling<const N: usize>(answers: [(u16, &str); N]) -> Self {
        let world = Self::default();
        world.told.lock().unwrap().extend(answers.map(|(status, body)| (status, body.to_owned())));
        world
    }

    fn refusing<const N: usize>(self, answers: [(u16, &str); N]) -> Self {
        self.refused.lock().unwrap().extend(answers.map(|(status, body)| (status, body.to_owned())));
        self
    }

    /// What was sent since the last look: operation and URL.
    fn sent(&self) -> Vec<String> {
        std::mem::take(&mut *self.sent.lock().unwrap())
    }

    fn builder(&self) -> ConfigBuilder {
        builder().max_attempts(1).http_client(self.clone())
    }

    fn client(&self) -> Client {
        client(self.builder())
    }
}

impl HttpClient for World {
    fn send(&self, request: http::Request<Body>) -> BoxFuture<'_, Result<http::Response<Body>, HttpError>> {
        let operation = request.headers()["x-amz-target"].to_str().unwrap().trim_start_matches("Cells.");
        let (line, is_tell) = (format!("{operation} {}", request.uri()), operation == "Tell");
        assert_eq!(request.headers().contains_key("x-amz-api-version"), is_tell);
        assert_eq!(request.headers()["host"], *request.uri().authority().unwrap().as_str());
        self.sent.lock().unwrap().push(line);
        let body = request.body().bytes().unwrap();
        self.bodies.lock().unwrap().push(String::from_utf8(body.to_vec()).unwrap());
        let script = if is_tell { &self.told } else { &self.refused };
        let answer = script.lock().unwrap().pop_front();
        Box::pin(async move {
            // So that calls made at once are on their way at once.
            tokio::task::yield_now().await;
            let answer = answer.or((!is_tell).then(|| (200, "{}".to_owned())));
            let (status, body) =
                answer.ok_or_else(|| HttpError::new(HttpErrorKind::Connect, "no route to host"))?;
            Ok(http::Response::builder().status(status).body(Body::from(body)).unwrap())
        })
    }
}

fn builder() -> ConfigBuilder {
    let moment = Duration::from_millis(1);
    Config::builder()
        .environment(Environment::empty())
        .region("eu-central-1")
        .credentials(Credentials::new("AKIDEXAMPLE", "EXAMPLESECRET"))
        .backoff(Backoff { first: moment, first_throttled: moment, longest: moment })
}

fn client(config: ConfigBuilder) -> Client {
    Client::new(&SERVICE, config.build().unwrap())
}

async fn call_with(
    client: &Client,
    operation: &'static OperationSchema,
    mut input: ListThingsInput,
    overrides: RequestConfig,
) -> Result<u32, Error> {
    let mut output = ListThingsOutput { things: None, next_token: None };
    let metadata = client.call(operation, &mut input, &mut output, &overrides).await?;
    Ok(metadata.attempts)
}

async fn call(client: &Client, operation: &'static OperationSchema) -> Result<u32, Error> {
    call_with(client, operation, list("blue"), RequestConfig::new()).await
}

fn cell(address: &str, minutes: i64) -> String {
    format!(r#"{{"Endpoints":[{{"Address":"{address}","CachePeriodInMinutes":{minutes}}}]}}"#)
}

const ASKED: &str = "Tell https://cells.example.com/region/";
const REGIONAL: &str = "May https://cells.example.com/region/";

#[tokio::test]
async fn calls_go_where_the_service_says_over_real_sockets() {
    let other = Server::start([ok("{}"), ok("{}")]).await;
    let region = Server::start([ok(cell(&other.url, 5)), ok("{}")]).await;
    let client = client(builder().endpoint_parameter("Host", region.url.clone()));
    call(&client, &REQUIRED).await.unwrap();
    call(&client, &REQUIRED).await.unwrap();
    // What may be discovered is not, unless that is enabled.
    call(&client, &OPTIONAL).await.unwrap();
    let received = region.received();
    assert_eq!(received.len(), 2);
    assert_eq!(received[0].header("x-amz-target"), Some("Cells.Tell"));
    assert_eq!(received[0].header("x-amz-api-version"), Some("2026-01-31"));
    assert!(received[0].header("authorization").is_some());
    assert_eq!(received[1].header("x-amz-target"), Some("Cells.May"));
    for request in other.received() {
        assert_eq!(request.header("x-amz-target"), Some("Cells.Must"));
        assert_eq!(request.header("host"), other.url.strip_prefix("http://"));
        assert!(request.header("authorization").unwrap().contains("/eu-central-1/cells/aws4_request"));
    }
    assert_eq!(other.received().len(), 2);
}

#[tokio::test]
async fn asking_is_a_call_like_any_other() {
    let other = Server::start([ok("{}"), ok("{}")]).await;
    let region = Server::start([
        status("503 Service Unavailable", &[], ""),
        Answer::Cut(Vec::new()),
        ok(cell(&other.url, 5)),
    ])
    .await;
    let client = client(builder().endpoint_parameter("Host", region.url.clone()));
    // Whoever names an endpoint for a request means that one.
    let custom = RequestConfig::new().endpoint_url(&other.url);
    call_with(&client, &REQUIRED, list("blue"), custom).await.unwrap();
    assert_eq!((other.received().len(), region.received().len()), (1, 0));
    call(&client, &REQUIRED).await.unwrap();
    assert_eq!((other.received().len(), region.received().len()), (2, 3));
}

#[tokio::test]
async fn addresses_come_with_a_scheme_or_without() {
    for (address, expected) in [
        ("cell1.example.com", "Must https://cell1.example.com/"),
        ("httpcell.example.com", "Must https://httpcell.example.com/"),
        (" cell1.example.com:8443 ", "Must https://cell1.example.com:8443/"),
        ("https://cell1.example.com/", "Must https://cell1.example.com/"),
        ("HTTP://127.0.0.1:81/base/", "Must http://127.0.0.1:81/base/"),
        ("[::1]:99", "Must https://[::1]:99/"),
    ] {
        let world = World::telling([(200, &cell(address, 5))]);
        call(&world.client(), &REQUIRED).await.unwrap();
        assert_eq!(world.sent(), [ASKED, expected], "{address}");
    }
}

#[tokio::test]
async fn calls_that_wait_for_the_same_answer_ask_once() {
    let world = World::telling([(200, &cell("a.example.com", 0)), (200, &cell("b.example.com", 0))]);
    let client = world.client();
    let outcomes = join_all((0..20).map(|_| call(&client, &REQUIRED))).await;
    assert!(outcomes.iter().all(Result::is_ok));
    let sent = world.sent();
    assert_eq!(sent.iter().filter(|line| line.starts_with("Tell")).count(), 1);
    assert_eq!(sent.iter().filter(|line| *line == "Must https://a.example.com/").count(), 20);
    // Nothing was to be kept, so the next one asks.
    call(&client, &REQUIRED).await.unwrap();
    assert_eq!(world.sent(), [ASKED, "Must https://b.example.com/"]);

    let failures = join_all((0..20).map(|_| call(&client, &OF_GROUP))).await;
    for failure in failures {
        assert_eq!(
            failure.unwrap_err().one_line(),
            "Group: its endpoint could not be discovered: Tell: no connection to the service (https://cells.example.com): \
             no route to host"
        );
    }
    assert_eq!(world.sent(), [ASKED]);
}

#[tokio::test]
async fn a_call_that_is_dropped_leaves_the_question_to_others() {
    let world = World::telling([(200, &cell("a.example.com", 5)), (200, &cell("b.example.com", 5))]);
    let client = world.client();
    let mut dropped = Box::pin(call(&client, &REQUIRED));
    loop {
        assert!((&mut dropped).now_or_never().is_none());
        if !world.sent().is_empty() {
            break;
        }
        tokio::task::yield_now().await;
    }
    drop(dropped);
    call(&client, &REQUIRED).await.unwrap();
    assert_eq!(world.sent().last().unwrap(), "Must https://b.example.com/");
}

#[tokio::test(start_paused = true)]
async fn an_endpoint_is_kept_as_long_as_the_service_says() {
    const AGAIN: [&str; 2] = [ASKED, "Must https://b.example.com/"];
    for (minutes, kept, over) in
        [(1, 59, 61), (i64::MAX, 300 * 86_400, 400 * 86_400), (0, 0, 0), (-5, 0, 0), (i64::MIN, 0, 0)]
    {
        let answers = [cell("a.example.com", minutes), cell("b.example.com", 5)];
        let world = World::telling([(200, &answers[0]), (200, &answers[1])]);
        let client = world.client();
        call(&client, &REQUIRED).await.unwrap();
        assert_eq!(world.sent(), [ASKED, "Must https://a.example.com/"], "{minutes}");
        if kept > 0 {
            tokio::time::advance(Duration::from_secs(kept)).await;
            call(&client, &REQUIRED).await.unwrap();
            assert_eq!(world.sent(), ["Must https://a.example.com/"], "{minutes}");
        }
        tokio::time::advance(Duration::from_secs(over - kept)).await;
        call(&client, &REQUIRED).await.unwrap();
        assert_eq!(world.sent(), AGAIN, "{minutes}");
    }
}

#[tokio::test(start_paused = true)]
async fn of_several_endpoints_the_first_that_is_good_is_used() {
    let body = r#"{"Endpoints":[
        {"Address":"not a host","CachePeriodInMinutes":9},
        {"Address":"a.example.com","CachePeriodInMinutes":1},
        {"Address":"b.example.com","CachePeriodInMinutes":2}]}"#;
    let world = World::telling([(200, body)]);
    let client = world.client();
    for (seconds, host) in [(0, "a"), (59, "a"), (30, "b")] {
        tokio::time::advance(Duration::from_secs(seconds)).await;
        call(&client, &REQUIRED).await.unwrap();
        assert_eq!(*world.sent().last().unwrap(), format!("Must https://{host}.example.com/"));
    }
}

#[tokio::test(start_paused = true)]
async fn what_was_known_is_used_while_asking_fails() {
    let world =
        World::telling([(200, &cell("a.example.com", 1)), (500, ""), (200, &cell("b.example.com", 1))]);
    let client = world.client();
    call(&client, &REQUIRED).await.unwrap();
    world.sent();
    let old = "Must https://a.example.com/";
    tokio::time::advance(Duration::from_secs(61)).await;
    call(&client, &REQUIRED).await.unwrap();
    assert_eq!(world.sent(), [ASKED, old]);
    // For a minute nobody is asked again.
    tokio::time::advance(Duration::from_secs(55)).await;
    call(&client, &REQUIRED).await.unwrap();
    assert_eq!(world.sent(), [old]);
    tokio::time::advance(Duration::from_secs(10)).await;
    call(&client, &REQUIRED).await.unwrap();
    assert_eq!(world.sent(), [ASKED, "Must https://b.example.com/"]);
}

#[tokio::test(start_paused = true)]
async fn what_may_be_discovered_goes_to_the_region_while_asking_fails() {
    let world = World::telling([(500, ""), (200, &cell("a.example.com", 1))]);
    let client = client(world.builder().endpoint_discovery(EndpointDiscoveryMode::Enabled));
    call(&client, &OPTIONAL).await.unwrap();
    assert_eq!(world.sent(), [ASKED, REGIONAL]);
    call(&client, &OPTIONAL).await.unwrap();
    assert_eq!(world.sent(), [REGIONAL]);
    tokio::time::advance(Duration::from_secs(61)).await;
    call(&client, &OPTIONAL).await.unwrap();
    assert_eq!(world.sent(), [ASKED, "May https://a.example.com/"]);
}

#[tokio::test]
async fn what_must_be_discovered_is_asked_for_again_after_a_failure() {
    let world = World::telling([(500, ""), (200, &cell("a.example.com", 1))]);
    let client = world.client();
    let error = call(&client, &REQUIRED).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "Must: its endpoint could not be discovered: Tell: Internal Server Error (HTTP 500)"
    );
    assert!(error.is_retryable());
    call(&client, &REQUIRED).await.unwrap();
    assert_eq!(world.sent(), [ASKED, ASKED, "Must https://a.example.com/"]);
}

#[tokio::test]
async fn answers_that_tell_no_endpoint_are_errors_with_a_place() {
    let cells = |cells: &str| format!(r#"{{"Endpoints":{cells}}}"#);
    let address = |address: &str| cell(address, 5);
    let no_address = "Endpoints[0].Address: expected a host, or a URL such as https://host";
    for (body, reason) in [
        ("{}".to_owned(), "Endpoints: there is no endpoint"),
        (cells("[]"), "Endpoints: there is no endpoint"),
        (cells("null"), "Endpoints: there is no endpoint"),
        (cells(r#"[{"CachePeriodInMinutes":5}]"#), no_address),
        (address(""), no_address),
        (address("  "), no_address),
        (address("two hosts"), no_address),
        (address("https://"), no_address),
        (address("ftp://example.com"), no_address),
        (address("user:secret@example.com"), no_address),
        (address("example.com?query"), no_address),
        (cells(r#"[{"Address":7}]"#), "Endpoints[0].Address: expected a string"),
        (cells(r#"[{"Address":"a","CachePeriodInMinutes":"soon"}]"#), "Endpoints[0].CachePeriodInMinutes: "),
        ("<html>Log in".to_owned(), "expected value at line 1 column 1"),
    ] {
        let world = World::telling([(200, &body)]);
        let error = call(&world.client(), &REQUIRED).await.unwrap_err();
        let start = "Must: its endpoint could not be discovered: Tell: the reply cannot be read: ";
        let text = error.to_string();
        assert!(text.starts_with(start) && text.contains(reason), "{body}: {text}");
        assert!(matches!(error.kind(), ErrorKind::Response(_)) && !text.contains("secret"), "{text}");
        assert_eq!(world.sent(), [ASKED]);

        let world = World::telling([(200, &body)]);
        let client = client(world.builder().endpoint_discovery(EndpointDiscoveryMode::Enabled));
        call(&client, &OPTIONAL).await.unwrap();
        assert_eq!(world.sent(), [ASKED, REGIONAL]);
    }
}

#[tokio::test]
async fn an_endpoint_that_is_wrong_is_given_up_and_the_call_made_once_more() {
    let wrong = [(421, ""), (400, r#"{"__type":"InvalidEndpointException"}"#)];
    for (status, body) in wrong {
        let answers = [cell("a.example.com", 5), cell("b.example.com", 5), cell("c.example.com", 5)];
        let world = World::telling([(200, &answers[0]), (200, &answers[1]), (200, &answers[2])]);
        let world = world.refusing([(status, body)]);
        let client = world.client();
        assert_eq!(call(&client, &REQUIRED).await.unwrap(), 2);
        let (a, b) = ("Must https://a.example.com/", "Must https://b.example.com/");
        assert_eq!(world.sent(), [ASKED, a, ASKED, b]);
        call(&client, &REQUIRED).await.unwrap();
        assert_eq!(world.sent(), [b]);
        // Twice is once too often.
        let world = world.refusing([(status, body), (status, body)]);
        let error = call(&client, &REQUIRED).await.unwrap_err();
        assert_eq!((error.status(), error.attempts(), error.operation()), (Some(status), 2, "Must"));
        assert_eq!(world.sent(), [b, ASKED, "Must https://c.example.com/"]);
    }
}

#[tokio::test]
async fn a_wrong_endpoint_without_another_one_is_told_as_it_was_answered() {
    let world = World::telling([(200, &cell("a.example.com", 5)), (500, "")]).refusing([(421, "")]);
    let error = call(&world.client(), &REQUIRED).await.unwrap_err();
    assert_eq!(error.to_string(), "Must: Misdirected Request (HTTP 421)");
    assert_eq!(world.sent(), [ASKED, "Must https://a.example.com/", ASKED]);

    // What may be discovered goes to the region then.
    let world = World::telling([(200, &cell("a.example.com", 5)), (500, "")]).refusing([(421, "")]);
    let client = client(world.builder().endpoint_discovery(EndpointDiscoveryMode::Enabled));
    assert_eq!(call(&client, &OPTIONAL).await.unwrap(), 2);
    assert_eq!(world.sent(), [ASKED, "May https://a.example.com/", ASKED, REGIONAL]);
    // Where nothing was discovered, such an answer is one like any other.
    let world = World::default().refusing([(421, "")]);
    assert_eq!(call(&world.client(), &OPTIONAL).await.unwrap_err().attempts(), 1);
}

#[tokio::test]
async fn endpoints_belong_to_credentials_and_to_what_the_input_says() {
    let answers: Vec<String> = ('a'..='e').map(|cell_| cell(&format!("{cell_}.example.com"), 5)).collect();
    let world = World::default();
    world.told.lock().unwrap().extend(answers.into_iter().map(|answer| (200, answer)));
    let key = Arc::new(Mutex::new("AKIDONE".to_owned()));
    let shared = key.clone();
    let provider = credentials::provider_fn(move || {
        let key = shared.lock().unwrap().clone();
        // So that they are asked for each time.
        let over = shapesmith_runtime::Timestamp::now().saturating_sub(Duration::from_secs(1));
        async move { Ok(Credentials::new(key, "EXAMPLESECRET").with_expiry(over)) }
    });
    let client = client(world.builder().credentials(provider));
    call(&client, &REQUIRED).await.unwrap();
    *key.lock().unwrap() = "AKIDTWO".to_owned();
    call(&client, &REQUIRED).await.unwrap();
    assert_eq!(world.sent().concat().matches("Tell").count(), 2);

    world.bodies.lock().unwrap().clear();
    let secret = ListThingsInput { password: Some("hunter2".into()), ..list("blue") };
    for input in [list("blue"), list("blue"), list("red"), secret] {
        call_with(&client, &OF_GROUP, input, RequestConfig::new()).await.unwrap();
    }
    let asked: Vec<serde_json::Value> =
        world.bodies.lock().unwrap().iter().map(|body| serde_json::from_str(body).unwrap()).collect();
    let asked: Vec<_> = asked.iter().filter(|body| body.get("Group").is_none()).collect();
    let question = |identifiers| serde_json::json!({"Operation": "Group", "Identifiers": identifiers});
    assert_eq!(
        asked,
        [
            &question(serde_json::json!({"Group": "blue"})),
            &question(serde_json::json!({"Group": "red"})),
            &question(serde_json::json!({"Group": "blue", "Password": "hunter2"})),
        ]
    );
    let shown = format!("{client:?}");
    assert!(!shown.contains("hunter2") && !shown.contains("AKID"), "{shown}");
}

#[tokio::test]
async fn no_more_than_a_thousand_answers_are_kept() {
    let world = World::default();
    let answer = || (200, cell("a.example.com", 5));
    world.told.lock().unwrap().extend((0..1010).map(|_| answer()));
    let client = world.client();
    let group =
        |number: usize| call_with(&client, &OF_GROUP, list(&number.to_string()), RequestConfig::new());
    for number in 0..1000 {
        group(number).await.unwrap();
    }
    // The first is used, so the second is the one that is given up for another.
    group(0).await.unwrap();
    group(1000).await.unwrap();
    world.sent();
    for (number, asks) in [(0, false), (2, false), (999, false), (1000, false), (1, true)] {
        group(number).await.unwrap();
        assert_eq!(world.sent().len(), if asks { 2 } else { 1 }, "{number}");
    }
}

#[tokio::test]
async fn the_mode_is_set_by_program_variable_and_profile() {
    let (_home, nothing) = home("[default]\n", "");
    let (_files, of_profile) = home("[default]\nendpoint_discovery_enabled = TRUE\n", "");
    let variable = |name: &str, value: &str| nothing.clone().with(name, value);
    let (new, old) = ("AWS_ENABLE_ENDPOINT_DISCOVERY", "AWS_ENDPOINT_DISCOVERY_ENABLED");
    for (environment, may, must) in [
        (nothing.clone(), false, true),
        (of_profile.clone(), true, true),
        (of_profile.clone().with(new, "auto"), false, true),
        (variable(new, "true"), true, true),
        (variable(old, " True "), true, true),
        (variable(old, "true").with(new, "Auto"), false, true),
        (variable(new, "false"), false, false),
        // Whoever names an endpoint means that one.
        (variable(new, "true").with("AWS_ENDPOINT_URL_CELLS", "https://own.example.com"), false, false),
    ] {
        let world = World::default();
        let cells = || (200, cell("a.example.com", 5));
        world.told.lock().unwrap().extend([cells(), cells()]);
        let client = client(world.builder().environment(environment));
        call(&client, &OPTIONAL).await.unwrap();
        assert_eq!(world.sent().len() == 2, may);
        let outcome = call(&client, &REQUIRED).await;
        let asked = world.sent().last().is_some_and(|line| line == "Must https://a.example.com/");
        assert_eq!(asked, must);
        if let Err(error) = outcome {
            assert_eq!(
                error.to_string(),
                "Must: its endpoint must be discovered, and AWS_ENABLE_ENDPOINT_DISCOVERY disables that; \
                 enable it (auto or true), or set the endpoint"
            );
        }
    }
    let error = World::default().builder().environment(variable(new, "maybe")).build().unwrap_err();
    assert_eq!(
        error.to_string(),
        "AWS_ENABLE_ENDPOINT_DISCOVERY is \"maybe\", which is not auto, true or false"
    );
    let explicit = World::default().builder().environment(variable(new, "true"));
    let client = client(explicit.endpoint_discovery(EndpointDiscoveryMode::Disabled));
    let error = call(&client, &REQUIRED).await.unwrap_err().to_string();
    assert!(error.contains("Config::builder().endpoint_discovery(…) disables that"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn the_time_of_the_whole_call_holds_for_asking_too() {
    /// A service that never answers.
    struct Silent;

    impl HttpClient for Silent {
        fn send(&self, _: http::Request<Body>) -> BoxFuture<'_, Result<http::Response<Body>, HttpError>> {
            Box::pin(std::future::pending())
        }
    }

    let client = client(World::default().builder().http_client(Silent));
    let overrides = RequestConfig::new().timeout(Duration::from_secs(3));
    let error = call_with(&client, &REQUIRED, list("blue"), overrides).await.unwrap_err();
    assert_eq!(error.to_string(), "Must: timed out: not finished within 3s in total");
}
