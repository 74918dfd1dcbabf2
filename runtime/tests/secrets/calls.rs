//! Calls of every kind, with something sensitive in every position: neither log nor `Debug` nor errors show it.

use std::error::Error as _;
use std::fmt::Debug;
use std::time::Duration;

use shapesmith_runtime::dynamic::{self, DynamicOperation, DynamicPages};
use shapesmith_runtime::http::{Body, BoxFuture, HttpClient, HttpError, HttpErrorKind};
use shapesmith_runtime::jmespath::Expression;
use shapesmith_runtime::operation::{EndpointParameter, Operation, OperationSchema};
use shapesmith_runtime::pagination::{Items, Pages};
use shapesmith_runtime::request::{Response, dry_run, send};
use shapesmith_runtime::shape::View;
use shapesmith_runtime::test_util::Fake;
use shapesmith_runtime::waiter::Wait;
use shapesmith_runtime::waiter::table::*;
use shapesmith_runtime::{Client, Credentials, RequestConfig};

use crate::support::config;
use crate::support::log::Log;
use crate::support::server::{Answer, Server, ok, status};
use crate::support::vault::{
    ListSecretsInput, ListSecretsOutput, SECRETS, SERVICE, assert_nothing_secret, list, secrets,
};

/// All that a value says of itself.
fn all_of(value: &(impl Debug + ?Sized)) -> String {
    format!("{value:?}\n{value:#?}\n")
}

/// All that an error says of itself and of its causes.
fn all_of_error<E: std::error::Error + 'static>(error: &E) -> String {
    let mut text = all_of(error);
    let mut next: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = next {
        text.push_str(&format!("{error}\n{error:?}\n{error:#?}\n"));
        next = error.source();
    }
    text
}

fn client(server: &Server) -> Client {
    let credentials = Credentials::new("AKIDEXAMPLE", "CANARY-key").with_session_token("CANARY  token");
    Client::new(&SERVICE, config(&server.url).credentials(credentials).build().unwrap())
}

fn reply(rest: &str) -> String {
    format!(r#"{{"Secrets": {SECRETS}, "Items": [{SECRETS}]{rest}}}"#)
}

fn success() -> Answer {
    ok(reply(""))
}

fn overrides() -> RequestConfig {
    RequestConfig::new().header("x-amz-own", "CANARY  header").header("x-own", "CANARY").max_attempts(1)
}

const REFUSED: &str = r#"{"__type": "Refused", "Message": "CANARY is wrong", "message": "CANARY"}"#;

/// Replies that are errors, or cannot be read.
fn failures() -> Vec<Answer> {
    let bad = |body: &str| status("400 Bad Request", &[], body);
    vec![
        bad(REFUSED),
        bad(&format!(r#"{{"__type": "Absent", "Message": "gone", "Secrets": {SECRETS}, "CANARY": 1}}"#)),
        bad(&format!(r#"{{"__type": "Absent", "Secrets": ["CANARY", {SECRETS}]}}"#)),
        status("500 Internal Server Error", &[], &reply("")),
        status("500 Internal Server Error", &[], &reply("")[..90]),
        status("500 Internal Server Error", &[], &format!("[{}]", reply(""))),
        bad("<Refusal><Secrets><Text>CANARY</Text></Secrets></Refusal>"),
        bad("NextToken=CANARY"),
        bad("upstream got Text: CANARY"),
        ok("<Secrets><Text>CANARY</Text></Secrets>"),
        status("307 Temporary Redirect", &[("Location", "https://me:CANARY@host/?key=CANARY")], ""),
        ok(reply("").get(..90).unwrap()),
        ok("\"CANARY\""),
        ok(r#"["CANARY"]"#),
        ok(r#"{"Secrets": "CANARY"}"#),
        ok(r#"{"Secrets": {"Text": ["CANARY"]}}"#),
        ok(r#"{"Secrets": {"Text": {"CANARY": "CANARY"}}}"#),
        ok(r#"{"Secrets": {"Long": "CANARY"}}"#),
        ok(r#"{"Secrets": {"Long": 770077.5}}"#),
        ok(r#"{"Secrets": {"Open": "CANARY, expected CANARY"}}"#),
        ok(r#"{"Secrets": {"Moment": "CANARY"}}"#),
        ok(r#"{"Secrets": {"Blob": "CANARY!"}}"#),
        ok(r#"{"Secrets": {"Rank": 770077}}"#),
        ok(r#"{"Secrets": {"Texts": {"CANARY": 1}}}"#),
        ok(r#"{"Secrets": {"Ranks": ["CANARY", 770077]}}"#),
        ok(r#"{"Secrets": {"ByKey": {"CANARY": 770077}}}"#),
        ok(r#"{"Secrets": {"Tags": {"CANARY": "CANARY"}}}"#),
        ok(r#"{"Secrets": {"Nested": {"CANARY": {"CANARY": 1}}}}"#),
        ok(r#"{"Secrets": {"Way": "CANARY"}}"#),
        ok(r#"{"Secrets": {"Card": "CANARY"}}"#),
        ok(r#"{"Secrets": {"Inner": {"Text": 770077}}}"#),
    ]
}

#[tokio::test]
async fn typed_calls_show_nothing_secret() {
    let log = Log::default();
    let _guard = tracing::subscriber::set_default(log.clone());
    let failures = failures();
    let count = failures.len();
    let server = Server::start([success()].into_iter().chain(failures)).await;
    let client = client(&server);

    let response = send(&client, list(), &overrides()).await.unwrap();
    assert_eq!(response.secrets.as_ref().unwrap(), &secrets(), "the program itself gets everything");
    assert_eq!(response.unknowns().len(), 6, "{response:?}");
    assert_nothing_secret(&all_of(&response));
    for unknown in response.unknowns() {
        assert_nothing_secret(&format!("{unknown} {unknown:?}"));
    }
    assert!(all_of(&response).contains("somebody"), "what is not sensitive is shown");

    for number in 0..count {
        let error = send(&client, list(), &overrides()).await.expect_err(&number.to_string());
        assert_nothing_secret(&all_of_error(&error));
        if let Some(error) = error.as_service_error() {
            assert_nothing_secret(&all_of_error(error));
        }
    }
    let text = log.text();
    assert_nothing_secret(&text);
    for wanted in
        ["Secrets.Rank", "Items[0].Ranks[1]", "Secrets.Door.<redacted>", "cause=\"unreadable reply\""]
    {
        assert!(text.contains(wanted), "{wanted} is missing in\n{text}");
    }
}

#[tokio::test]
async fn calls_by_schema_and_by_name_show_nothing_secret() {
    static OPERATION: DynamicOperation = DynamicOperation::paginated::<ListSecretsInput>();
    let log = Log::default();
    let _guard = tracing::subscriber::set_default(log.clone());
    let count = failures().len();
    let answers = [success()].into_iter().chain(failures()).chain(failures()).chain([success()]);
    let server = Server::start(answers).await;
    let client = client(&server);

    let mut input = OPERATION.empty_input();
    dynamic::read_input(&mut *input, &format!(r#"{{"Vault": "blue", "Secrets": {SECRETS}}}"#)).unwrap_err();
    let known = dynamic::to_json(View::Structure(&list())).unwrap().to_string();
    dynamic::read_input(&mut *input, &known).unwrap();
    let mut output = OPERATION.empty_output();
    let metadata = client.call(OPERATION.schema, &mut *input, &mut *output, &overrides()).await.unwrap();
    assert_nothing_secret(&format!("{input:?} {input:#?} {output:?} {output:#?} {metadata:?}"));

    for _ in 0..count {
        let mut output = OPERATION.empty_output();
        let failure =
            client.call(OPERATION.schema, &mut *input, &mut *output, &overrides()).await.unwrap_err();
        assert_nothing_secret(&all_of_error(&failure));
        if let Some(exception) = OPERATION.exception(&failure) {
            assert_nothing_secret(&format!("{exception} {exception:?}"));
        }
    }
    for _ in 0..count {
        let mut pages =
            DynamicPages::new(client.clone(), &OPERATION, OPERATION.empty_input(), overrides()).unwrap();
        let failure = pages.next().await.unwrap().unwrap_err();
        assert_nothing_secret(&all_of_error(&failure));
    }
    let mut pages =
        DynamicPages::new(client.clone(), &OPERATION, OPERATION.empty_input(), overrides()).unwrap();
    assert_nothing_secret(&all_of(&pages.next().await.unwrap().unwrap()));
    assert_nothing_secret(&log.text());
    assert!(log.text().contains("operation=\"ListSecrets\""));
}

#[tokio::test]
async fn inputs_by_name_that_do_not_fit_are_told_without_what_they_hold() {
    static OPERATION: DynamicOperation = DynamicOperation::of::<ListSecretsInput>();
    for (input, told) in [
        (r#"{"Secrets": "CANARY"}"#, "Secrets: expected an object"),
        (r#"{"Secrets": {"Text": 770077}}"#, "Secrets.Text: expected a string"),
        (r#"{"Secrets": {"Long": "CANARY"}}"#, "Secrets.Long: expected an integer of 64 bits"),
        (r#"{"Secrets": {"ByName": {"CANARY": 770077}}}"#, "Secrets.ByName{…}: expected a string"),
        (r#"{"Secrets": {"Tags": {"CANARY": null}}}"#, "Secrets.Tags{…}: null cannot stand here"),
        (r#"{"Secrets": {"Nested": {"CANARY": [770077]}}}"#, "Secrets.Nested{…}[0]: expected a string"),
        (r#"{"Secrets": {"Door": {"CANARY": 770077}}}"#, "Secrets.Door.<redacted>: Door has no such member"),
        (r#"{"Secrets": {"Card": {"CANARY": 770077}}}"#, "Secrets.Card.<redacted>: Card has no such member"),
        (r#""CANARY""#, "an input is an object, not a string"),
    ] {
        let error = dynamic::read_input(&mut *OPERATION.empty_input(), input).unwrap_err();
        assert_nothing_secret(&all_of_error(&error));
        assert!(error.to_string().contains(told), "{error}");
    }
}

#[tokio::test]
async fn requests_and_configurations_show_nothing_secret() {
    let server = Server::start([success()]).await;
    let client = client(&server);
    let elsewhere = overrides().endpoint_url("https://me:CANARY@example.com/?key=CANARY");
    assert_nothing_secret(&all_of(&client));
    assert_nothing_secret(&all_of(&elsewhere));
    let error = send(&client, list(), &elsewhere).await.unwrap_err();
    assert_nothing_secret(&all_of_error(&error));
    let unknown = ListSecretsInput { secrets: Some(secrets()), ..list() };
    let error = send(&client, unknown, &overrides()).await.unwrap_err();
    assert!(error.to_string().contains("Door: the model knows no member \"<redacted>\""), "{error}");
    assert_nothing_secret(&all_of_error(&error));
    let request = dry_run(&client, ListSecretsInput::SCHEMA, &mut list(), &overrides()).unwrap();
    assert_nothing_secret(&all_of(request.headers()));
    for url in ["https://me:CANARY@example.com", "CANARY:CANARY@host"] {
        let error = config("http://localhost").endpoint_url(url).build().unwrap_err();
        assert_nothing_secret(&all_of_error(&error));
    }
}

/// Says which headers it was given, as a log of requests would.
struct Shown(std::sync::Arc<std::sync::Mutex<String>>);

impl HttpClient for Shown {
    fn send(&self, request: http::Request<Body>) -> BoxFuture<'_, Result<http::Response<Body>, HttpError>> {
        *self.0.lock().unwrap() = format!("{:?}", request.headers());
        let host = request.uri().host().unwrap_or_default().to_owned();
        let error = HttpError::new(HttpErrorKind::Connect, format!("no certificate for {host}"));
        Box::pin(std::future::ready(Err(error)))
    }
}

#[tokio::test]
async fn headers_that_are_secret_are_marked_and_hosts_with_a_secret_label_are_not_named() {
    static LABELLED: OperationSchema =
        OperationSchema::of::<LabelledInput>(&SERVICE).name("Labelled").host_prefix("{Tenant}.");
    static RULED: OperationSchema = OperationSchema::of::<LabelledInput>(&SERVICE)
        .name("Labelled")
        .endpoint_parameters(&[("Tenant", EndpointParameter::Member("Tenant"))]);
    let shown = std::sync::Arc::default();
    let config = config("http://example.com").http_client(Shown(std::sync::Arc::clone(&shown)));
    let credentials = Credentials::new("AKIDEXAMPLE", "CANARY-key").with_session_token("CANARY  token");
    let client = Client::new(&SERVICE, config.credentials(credentials).build().unwrap());

    for (operation, tenant) in [(&LABELLED, "canary"), (&RULED, "canary"), (&LABELLED, "CANARY!")] {
        let mut input = LabelledInput { tenant: tenant.into() };
        let mut output = ListSecretsOutput { secrets: None, items: None, next_token: None };
        let error = client.call(operation, &mut input, &mut output, &overrides()).await.unwrap_err();
        let told = all_of_error(&error);
        assert_nothing_secret(&told.replace("canary.", ""));
        assert!(!told.contains("canary."), "{told}");
    }
    let headers = shown.lock().unwrap().clone();
    assert_nothing_secret(&headers.replace("canary.example.com", ""));
    assert!(headers.contains("x-amz-security-token") && headers.contains("authorization"), "{headers}");
    assert!(!headers.contains("Signature="), "{headers}");
}

#[derive(Clone, PartialEq)]
struct LabelledInput {
    tenant: String,
}

shapesmith_runtime::structure! {
    LabelledInput as "LabelledInput" {
        tenant: "Tenant" => String, REQUIRED, HOST_LABEL, SENSITIVE;
    }
}

impl Operation for LabelledInput {
    type Output = ListSecretsOutput;
    type Error = crate::support::vault::ListSecretsError;

    const SCHEMA: &'static OperationSchema = &OperationSchema::of::<Self>(&SERVICE);
}

#[tokio::test]
async fn listings_show_nothing_secret() {
    let log = Log::default();
    let _guard = tracing::subscriber::set_default(log.clone());
    let token = r#", "NextToken": "CANARY-next""#;
    let server = Server::start([ok(reply(token)), ok(reply(token)), success(), ok(reply(token))]).await;
    let client = client(&server);
    let mut pages: Pages<ListSecretsInput> = Pages::new(client.clone(), list(), overrides());
    assert_nothing_secret(&all_of(&pages.next().await.unwrap().unwrap()));
    assert_nothing_secret(&all_of(&pages.next().await.unwrap().unwrap()));
    let error = pages.next().await.unwrap().unwrap_err();
    assert!(error.to_string().contains("token that it had given before"), "{error}");
    assert_nothing_secret(&all_of_error(&error));

    let mut items: Items<ListSecretsInput> = Items::new(client.clone(), list(), overrides());
    assert_nothing_secret(&all_of(&items.next().await.unwrap().unwrap()));

    // A token of another kind than the input takes.
    let mut first: Pages<ListSecretsInput> = Pages::new(client.clone(), list(), overrides());
    let _ = first.next().await.unwrap().unwrap();
    let resume = first.resume_token().unwrap();
    let mut pages: Pages<ListSecretsInput> =
        Pages::new(client, list(), overrides()).starting_token(with_list_for_token(&resume));
    let error = pages.next().await.unwrap().unwrap_err();
    assert!(error.to_string().contains("NextToken does not take such a token"), "{error}");
    assert_nothing_secret(&all_of_error(&error));
    assert_nothing_secret(&log.text());
}

/// A resume token whose token for the service is not a text.
fn with_list_for_token(resume: &str) -> String {
    use base64::Engine;
    let base64 = base64::engine::general_purpose::STANDARD;
    let (prefix, encoded) = resume.split_once('.').unwrap();
    let text = String::from_utf8(base64.decode(encoded).unwrap()).unwrap();
    let changed = text.replace(r#""CANARY-next""#, r#"["CANARY-next", 770077]"#);
    assert_ne!(text, changed);
    format!("{prefix}.{}", base64.encode(changed))
}

/// As the generator writes expressions that read something sensitive.
const TEXT: Expression = Expression::Sensitive(&Expression::Members(&["Secrets", "Text"]));

static TEXT_IS: WaiterSchema = WaiterSchema::new("TextIs")
    .delay(0)
    .max_attempts(1)
    .acceptors(&[failure(Path(TEXT, Text("CANARY-text"))), failure(Error("Absent"))]);

static TEXT_IS_NOT: WaiterSchema = WaiterSchema::new("TextIsNot")
    .delay(0)
    .max_attempts(1)
    .acceptors(&[shapesmith_runtime::waiter::table::success(Path(TEXT, Text("other")))]);

#[tokio::test]
async fn waiters_show_nothing_secret() {
    let refused = || status("400 Bad Request", &[], REFUSED);
    let log = Log::default();
    let _guard = tracing::subscriber::set_default(log.clone());
    let server = Server::start([success(), success(), refused()]).await;
    let client = client(&server);
    for (waiter, told) in [
        (&TEXT_IS, "TextIs: failed after 1 attempt: Secrets.Text is not shown"),
        (&TEXT_IS_NOT, "TextIsNot: not reached within 1 attempt (last seen: Secrets.Text is not shown)"),
        (&TEXT_IS_NOT, "TextIsNot: failed after 1 attempt: ListSecrets: Refused (HTTP 400)"),
    ] {
        let wait: Wait<ListSecretsInput> = Wait::new(client.clone(), list(), overrides(), waiter);
        assert_nothing_secret(&all_of(&wait));
        let error = wait.delay(Duration::ZERO).await.unwrap_err();
        assert_eq!(error.one_line(), told);
        assert_nothing_secret(&all_of_error(&error));
    }
    assert_nothing_secret(&log.text());
}

#[tokio::test]
async fn fakes_do_not_quote_what_they_were_asked() {
    let fake: Fake<Client> = Fake::new(&SERVICE, |config| Client::new(&SERVICE, config));
    let input = || ListSecretsInput { secrets: None, ..list() };
    let error = send(&fake, input(), &RequestConfig::new()).await.unwrap_err();
    assert!(error.to_string().contains("no answer for ListSecrets"), "{error}");
    assert_nothing_secret(&all_of_error(&error));

    let fake = fake.on(|_: &ListSecretsInput| {
        Ok(ListSecretsOutput { secrets: Some(secrets()), items: None, next_token: None })
    });
    let response: Response<ListSecretsOutput> = send(&fake, input(), &RequestConfig::new()).await.unwrap();
    assert_nothing_secret(&format!("{} {}", all_of(&response), all_of(&fake)));
    assert_nothing_secret(&all_of(&fake.calls::<ListSecretsInput>()));
    assert!(error.source().is_none(), "{error}");
}
