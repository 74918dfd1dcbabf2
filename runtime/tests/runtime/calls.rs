//! What calls make of clocks, endpoints and listings that are not as they should be.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use shapesmith_runtime::config::AccountIdEndpointMode;
use shapesmith_runtime::endpoint::table::*;
use shapesmith_runtime::error::{ErrorKind, PaginationError};
use shapesmith_runtime::http::{Body, BoxFuture, HttpClient, HttpError, HttpErrorKind};
use shapesmith_runtime::operation::{
    EndpointParameter, Operation, OperationSchema, Paginated, PaginatorSchema, ServiceSchema, TokenSchema,
};
use shapesmith_runtime::pagination::{Pages, StopReason};
use shapesmith_runtime::protocol::AwsJson;
use shapesmith_runtime::request::{dry_run, send};
use shapesmith_runtime::test_util::{CannedHttp, CannedReply};
use shapesmith_runtime::{
    Client, Config, ConfigBuilder, Credentials, Environment, Error, RequestConfig, Timestamp,
};
use tokio::sync::Barrier;

use crate::support::server::{Answer, Received, Server, ok, reply, status};
use crate::support::things::{ListThingsError, ListThingsInput, ListThingsOutput, SERVICE, list};
use crate::support::{client, config};

/// A service whose clock is an hour ahead: it refuses the first two requests, after both have come.
struct AnHourAhead {
    both: Barrier,
    requests: AtomicUsize,
}

impl HttpClient for AnHourAhead {
    fn send(&self, _: http::Request<Body>) -> BoxFuture<'_, Result<http::Response<Body>, HttpError>> {
        Box::pin(async move {
            let number = self.requests.fetch_add(1, Ordering::SeqCst);
            let mut reply = http::Response::new(Body::from("{}"));
            if number < 2 {
                self.both.wait().await;
                let time = Timestamp::now().saturating_add(Duration::from_secs(3600));
                let time = jiff::Timestamp::try_from(time).unwrap();
                let date = time.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
                *reply.status_mut() = http::StatusCode::FORBIDDEN;
                *reply.body_mut() = Body::from(r#"{"__type":"SignatureDoesNotMatch"}"#);
                reply.headers_mut().insert("date", date.try_into().unwrap());
            }
            Ok(reply)
        })
    }
}

#[tokio::test]
async fn calls_in_flight_with_a_wrong_clock_all_recover() {
    let service = Arc::new(AnHourAhead { both: Barrier::new(2), requests: AtomicUsize::new(0) });
    let client = client(config("http://localhost").max_attempts(1).http_client(service.clone()));
    let unchanged = RequestConfig::new();
    let call = || send(&client, list("blue"), &unchanged);
    let (one, two) = tokio::join!(call(), call());
    assert_eq!((one.unwrap().attempts(), two.unwrap().attempts()), (2, 2));
    assert_eq!(service.requests.load(Ordering::SeqCst), 4);
}

fn date(ahead: Duration) -> String {
    let time = jiff::Timestamp::try_from(Timestamp::now().saturating_add(ahead)).unwrap();
    time.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

/// An answer to a request whose signature is not of the service's time.
fn skewed(date: Option<&str>) -> Answer {
    let headers: Vec<_> = date.map(|date| ("Date", date)).into_iter().collect();
    status("403 Forbidden", &headers, r#"{"__type":"InvalidSignatureException"}"#)
}

/// An answer that takes a while: all requests have come before the first, and the first before the second.
fn after(milliseconds: u64, answer: Answer) -> Answer {
    match answer {
        Answer::Bytes(bytes) => Answer::Late(bytes, Duration::from_millis(milliseconds)),
        answer => answer,
    }
}

#[tokio::test]
async fn over_sockets_too_whichever_call_fails_first() {
    let hour = date(Duration::from_hours(1));
    for answers in [
        [after(60, skewed(Some(&hour))), after(160, skewed(Some(&hour)))],
        [after(160, skewed(Some(&hour))), after(60, skewed(Some(&hour)))],
        // One answer tells the time for both.
        [after(60, skewed(Some(&hour))), after(160, skewed(None))],
        [after(60, skewed(Some(&hour))), after(160, skewed(Some("soon")))],
    ] {
        let server = Server::start(answers.into_iter().chain([ok("{}"), ok("{}")])).await;
        let client = client(config(&server.url).max_attempts(1));
        let unchanged = RequestConfig::new();
        let call = || send(&client, list("blue"), &unchanged);
        let (one, two) = tokio::join!(call(), call());
        assert_eq!((one.unwrap().attempts(), two.unwrap().attempts()), (2, 2));
        assert_eq!(server.received().len(), 4);
    }
}

#[tokio::test]
async fn a_clock_is_corrected_only_by_a_date_of_an_answer_about_it() {
    let hour = date(Duration::from_hours(1));
    // Nothing tells the time.
    for date in [None, Some("soon"), Some(""), Some("0"), Some("99, 99 Foo 20226 99:99:99 GMT")] {
        let server = Server::start([skewed(date), ok("{}")]).await;
        let error =
            send(&client(config(&server.url)), list("blue"), &RequestConfig::new()).await.unwrap_err();
        assert_eq!((error.code(), error.attempts()), (Some("InvalidSignatureException"), 1), "{date:?}");
    }
    // A proxy's wrong date, with a success and with an error about something else.
    let other = status("400 Bad Request", &[("Date", &hour)], r#"{"__type":"NoSuchThing"}"#);
    let fine = Answer::Bytes(reply("200 OK", &[("Date", &hour)], "{}"));
    let server = Server::start([fine, other, ok("{}")]).await;
    let client = client(config(&server.url));
    for expected in [true, false, true] {
        assert_eq!(send(&client, list("blue"), &RequestConfig::new()).await.is_ok(), expected);
    }
    let hour_of = |request: &Received| request.header("x-amz-date").unwrap()[..11].to_owned();
    let received = server.received();
    let now = jiff::Timestamp::now().strftime("%Y%m%dT%H").to_string();
    assert!(received.iter().all(|request| hour_of(request) <= now), "{received:?}");
}

/// The URL that a request of the first operation would go to, or the error's line.
fn url(
    service: &'static ServiceSchema,
    config: ConfigBuilder,
    overrides: &RequestConfig,
) -> Result<String, String> {
    let client = Client::new(service, config.build().unwrap());
    let request = dry_run(&client, ListThingsInput::SCHEMA, &mut list("blue"), overrides);
    request.map(|request| request.uri().to_string()).map_err(|error| error.to_string())
}

fn somewhere() -> ConfigBuilder {
    Config::builder().environment(Environment::empty()).region("eu-central-1")
}

#[test]
fn without_rules_fips_and_dual_stack_are_refused_by_name() {
    let unchanged = RequestConfig::new();
    assert_eq!(url(&SERVICE, somewhere(), &unchanged).unwrap(), "https://things.eu-central-1.amazonaws.com/");
    for (config, words) in [
        (somewhere().use_fips(true), "its FIPS endpoints are not known"),
        (somewhere().use_dual_stack(true), "its dual-stack endpoints are not known"),
        (somewhere().use_fips(true).endpoint_url("http://localhost:4566"), "FIPS"),
    ] {
        let error = url(&SERVICE, config, &unchanged).unwrap_err();
        assert!(error.contains("Thing Store has no endpoint rules") && error.contains(words), "{error}");
    }
}

#[test]
fn without_rules_the_endpoint_that_an_input_names_is_asked() {
    static NAMED: OperationSchema = OperationSchema::of::<ListThingsInput>(&SERVICE)
        .endpoint_parameters(&[("Endpoint", EndpointParameter::Member("Group"))]);
    for config in [somewhere(), somewhere().endpoint_url("https://things.example.com")] {
        let client = Client::new(&SERVICE, config.build().unwrap());
        let url = |named: &str| {
            let request = dry_run(&client, &NAMED, &mut list(named), &RequestConfig::new());
            request.map(|request| request.uri().to_string()).map_err(|error| error.to_string())
        };
        assert_eq!(url("https://blue.example.com/x").unwrap(), "https://blue.example.com/x/");
        assert!(url("blue").unwrap_err().contains("blue"));
    }
}

#[test]
fn without_rules_the_partition_of_the_region_ends_the_host() {
    for (region, suffix) in [
        ("us-gov-west-1", "amazonaws.com"),
        ("cn-north-1", "amazonaws.com.cn"),
        ("us-iso-east-1", "c2s.ic.gov"),
        ("us-isob-east-1", "sc2s.sgov.gov"),
        ("eu-isoe-west-1", "cloud.adc-e.uk"),
        ("us-isof-south-1", "csp.hci.ic.gov"),
        ("eusc-de-east-1", "amazonaws.eu"),
        ("eusc-de-east-9", "amazonaws.eu"),
        ("mars-north-1", "amazonaws.com"),
    ] {
        let at = url(&SERVICE, somewhere().region(region), &RequestConfig::new()).unwrap();
        assert_eq!(at, format!("https://things.{region}.{suffix}/"));
    }
}

#[test]
fn regions_that_ask_for_fips_are_the_region_with_fips() {
    for name in ["fips-us-gov-west-1", "us-gov-west-1-fips"] {
        let config = somewhere().region(name).build().unwrap();
        assert_eq!((config.region(), config.use_fips()), ("us-gov-west-1", true));
    }
    let error = somewhere().region("-fips").build().unwrap_err().to_string();
    assert!(error.contains("\"-fips\""), "{error}");
}

static RULES: RuleSet = RuleSet::new()
    .parameters(&[
        string("Region").built_in(BuiltIn::Region),
        string("AccountId").built_in(BuiltIn::AccountId),
        string("Mode").built_in(BuiltIn::AccountIdEndpointMode),
        boolean("Loud"),
    ])
    .rules(&[
        tree(
            &[IsSet(&Reference("Loud")), BooleanEquals(&Reference("Loud"), true)],
            &[endpoint(&[], "https://loud.example.com")],
        ),
        tree(&[IsSet(&Reference("AccountId"))], &[endpoint(&[], "https://{AccountId}.example.com")]),
        tree(
            &[StringEquals(&Reference("Mode"), &Text("required"))],
            &[error(&[], "an account is required, and none is known")],
        ),
        endpoint(&[], "https://example.com"),
    ]);

static PROTOCOL: AwsJson = AwsJson::v1_0("Accounts");
static ACCOUNTS: ServiceSchema =
    ServiceSchema::new("Accounts", &PROTOCOL).signing_name("accounts").endpoint_rules(&RULES);

/// The host that a call goes to, or the error's line.
async fn host(config: ConfigBuilder) -> Result<String, String> {
    let http = CannedHttp::new([CannedReply::new(200, "{}")]);
    let client = Client::new(&ACCOUNTS, config.http_client(http.clone()).build().unwrap());
    match send(&client, list("blue"), &RequestConfig::new()).await {
        Ok(_) => Ok(http.requests()[0].uri().host().unwrap().to_owned()),
        Err(error) => Err(error.to_string()),
    }
}

#[tokio::test]
async fn the_account_of_the_credentials_may_become_part_of_the_endpoint() {
    let keys = || Credentials::new("AKID", "secret");
    let known = || somewhere().credentials(keys().with_account_id("123456789012"));
    assert_eq!(host(known()).await.unwrap(), "123456789012.example.com");
    assert_eq!(host(somewhere().credentials(keys())).await.unwrap(), "example.com");
    let disabled = known().account_id_endpoint_mode(AccountIdEndpointMode::Disabled);
    assert_eq!(host(disabled).await.unwrap(), "example.com");
    let required = somewhere().credentials(keys()).account_id_endpoint_mode(AccountIdEndpointMode::Required);
    let error = host(required).await.unwrap_err();
    assert!(error.contains("an account is required, and none is known"), "{error}");

    let environment = Environment::empty()
        .with("AWS_REGION", "eu-central-1")
        .with("AWS_ACCESS_KEY_ID", "AKID")
        .with("AWS_SECRET_ACCESS_KEY", "secret")
        .with("AWS_ACCOUNT_ID", "210987654321");
    let from = |environment: Environment| Config::builder().environment(environment);
    assert_eq!(host(from(environment.clone())).await.unwrap(), "210987654321.example.com");
    let off = environment.clone().with("AWS_ACCOUNT_ID_ENDPOINT_MODE", "DISABLED");
    assert_eq!(host(from(off)).await.unwrap(), "example.com");
    let error =
        from(environment.with("AWS_ACCOUNT_ID_ENDPOINT_MODE", "maybe")).build().unwrap_err().to_string();
    assert_eq!(
        error,
        "AWS_ACCOUNT_ID_ENDPOINT_MODE is \"maybe\", which is not preferred, required or disabled"
    );
}

#[test]
fn what_is_fixed_for_an_operation_counts_before_what_its_input_and_its_client_say() {
    static RULES: RuleSet = RuleSet::new().parameters(&[string("Name"), string_array("Names")]).rules(&[
        tree(
            &[IsSet(&Reference("Names")), Assign("First", &Attribute("Names", "[0]"))],
            &[endpoint(&[], "https://{First}.example.com")],
        ),
        endpoint(&[IsSet(&Reference("Name"))], "https://{Name}.example.com"),
        endpoint(&[], "https://example.com"),
    ]);
    static SERVICE: ServiceSchema =
        ServiceSchema::new("Named", &PROTOCOL).signing_name("named").endpoint_rules(&RULES);
    const MEMBER: (&str, EndpointParameter) = ("Name", EndpointParameter::Member("Group"));
    static OF_INPUT: OperationSchema =
        OperationSchema::of::<ListThingsInput>(&SERVICE).endpoint_parameters(&[MEMBER]);
    static FIXED: OperationSchema = OperationSchema::of::<ListThingsInput>(&SERVICE)
        .endpoint_parameters(&[("Name", EndpointParameter::Text("fixed")), MEMBER]);
    static COMPUTED: OperationSchema =
        OperationSchema::of::<ListThingsInput>(&SERVICE).endpoint_parameters(&[(
            "Names",
            EndpointParameter::Expression(&{
                use shapesmith_runtime::jmespath::table::{List, Members};
                List(&[Members(&["NextToken"]), Members(&["Group"])])
            }),
        )]);
    let host = |operation: &'static OperationSchema, name: &str| {
        let config = somewhere().endpoint_parameter("Name", name.to_owned());
        let client = Client::new(&SERVICE, config.build().unwrap());
        let request = dry_run(&client, operation, &mut list("blue"), &RequestConfig::new()).unwrap();
        request.uri().host().unwrap().to_owned()
    };
    assert_eq!(host(&OF_INPUT, "client"), "blue.example.com");
    assert_eq!(host(&FIXED, "client"), "fixed.example.com");
    assert_eq!(host(&COMPUTED, "client"), "blue.example.com", "what is absent is left out");
}

#[test]
fn parameters_of_rules_can_be_set_for_clients_and_for_requests() {
    let unchanged = RequestConfig::new();
    let loud = || somewhere().endpoint_parameter("Loud", true);
    assert_eq!(url(&ACCOUNTS, loud(), &unchanged).unwrap(), "https://loud.example.com/");
    let quiet = RequestConfig::new().endpoint_parameter("Loud", false);
    assert_eq!(url(&ACCOUNTS, loud(), &quiet).unwrap(), "https://example.com/");
    // One configuration serves several services, so what one does not know is another's.
    assert!(url(&ACCOUNTS, somewhere().endpoint_parameter("Unknown", true), &unchanged).is_ok());
    let unknown = RequestConfig::new().endpoint_parameter("Unknown", true);
    for service in [&ACCOUNTS, &SERVICE] {
        let error = url(service, somewhere(), &unknown).unwrap_err();
        assert!(error.contains("have no parameter \"Unknown\""), "{error}");
    }
}

#[test]
fn the_prefix_of_a_host_is_put_before_names_and_can_be_left_out() {
    static PREFIXED: OperationSchema =
        OperationSchema::of::<ListThingsInput>(&SERVICE).name("ListThings").host_prefix("data-");
    let host = |config: ConfigBuilder, overrides: RequestConfig| {
        let client = client(config);
        let request = dry_run(&client, &PREFIXED, &mut list("blue"), &overrides).unwrap();
        request.uri().host().unwrap().to_owned()
    };
    let new = RequestConfig::new;
    assert_eq!(host(config("http://example.com"), new()), "data-example.com");
    for address in ["127.0.0.1", "[::1]", "localhost"] {
        assert_eq!(host(config(&format!("http://{address}:4566")), new()), address);
    }
    let variable = |value: &str| {
        let environment = Environment::empty().with("AWS_DISABLE_HOST_PREFIX_INJECTION", value);
        config("http://example.com").environment(environment)
    };
    assert_eq!(host(variable("true"), new()), "example.com");
    assert_eq!(host(variable("true").host_prefix(true), new()), "data-example.com");
    assert_eq!(host(variable("false"), new()), "data-example.com");
    assert!(variable("maybe").build().is_err());
    let off = || config("http://example.com").host_prefix(false);
    assert_eq!(host(off(), new()), "example.com");
    assert_eq!(host(off(), new().host_prefix(true)), "data-example.com");
    assert_eq!(host(config("http://example.com"), new().host_prefix(false)), "example.com");
}

/// The same operation with a member that says whether there is more.
#[derive(Clone, Default, PartialEq)]
struct More {
    next_token: Option<String>,
}

shapesmith_runtime::structure! {
    More as "More" {
        next_token: "NextToken" => String;
    }
}

impl Operation for More {
    type Output = ListThingsOutput;
    type Error = ListThingsError;

    const SCHEMA: &'static OperationSchema = &OperationSchema::of::<Self>(&SERVICE).name("More");
}

impl Paginated for More {
    const PAGINATOR: &'static PaginatorSchema = &PaginatorSchema::new()
        .tokens(&[TokenSchema::new("NextToken", &["NextToken"])])
        .more_results("Things")
        .result_keys(&["Things"]);
}

#[tokio::test]
async fn a_listing_that_says_more_without_a_token_is_an_error() {
    let http = CannedHttp::new([
        CannedReply::new(200, r#"{"Things": [{"Name": "a"}], "NextToken": "t"}"#),
        CannedReply::new(200, r#"{"Things": [{"Name": "b"}]}"#),
    ]);
    let client = client(config("http://localhost").http_client(http));
    let mut pages = Pages::new(client, More::default(), RequestConfig::new());
    assert!(pages.next().await.unwrap().is_ok());
    assert!(pages.next().await.unwrap().is_ok(), "the page itself is given");
    let error = pages.next().await.unwrap().unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::Pagination(PaginationError::MissingToken { pages: 2 })),
        "{error}"
    );
    assert!(error.to_string().contains("the listing is not complete"), "{error}");
    assert!(pages.next().await.is_none());
    assert_eq!((pages.stop_reason(), pages.resume_token()), (Some(StopReason::MissingToken), None));
}

#[tokio::test]
async fn a_listing_that_cannot_begin_where_it_should_does_not_begin_elsewhere() {
    let http = CannedHttp::new([CannedReply::new(200, "{}")]);
    let client = client(config("http://localhost").http_client(http.clone()));
    let mut pages = Pages::new(client, list("blue"), RequestConfig::new()).starting_token("resume1.nonsense");
    assert!(pages.next().await.unwrap().is_err());
    pages.retry();
    assert!(pages.next().await.is_none());
    assert_eq!(http.requests().len(), 0);
}

#[tokio::test]
async fn time_that_ran_out_in_the_transport_is_a_timeout() {
    async fn failure(config: ConfigBuilder) -> Error<ListThingsError> {
        send(&client(config.max_attempts(1)), list("blue"), &RequestConfig::new()).await.unwrap_err()
    }
    let http = CannedHttp::new([CannedReply::failure(HttpErrorKind::Timeout)]);
    assert!(failure(config("http://localhost").http_client(http)).await.is_timeout());
    let http = CannedHttp::new([CannedReply::failure(HttpErrorKind::Io)]);
    assert!(!failure(config("http://localhost").http_client(http)).await.is_timeout());

    // A listener that never accepts TLS: the limit for connecting passes.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    let error = failure(config(&url).connect_timeout(Duration::from_millis(50))).await;
    assert!(error.is_timeout() && error.one_line().contains("not connected after 50ms"), "{error}");
}
