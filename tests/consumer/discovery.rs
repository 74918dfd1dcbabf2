//! Endpoints that an operation tells for others, with a generated crate.

use endpoint_discovery::Client;
use endpoint_discovery::config::EndpointDiscoveryMode;
use endpoint_discovery::types::Place;
use http::Request;
use serde_json::{Value, json};

use crate::support::{Canned, wait};

const CELL: &str = r#"{"Endpoints":[{"Address":"cell1.example.com","CachePeriodInMinutes":5}]}"#;

/// Hosts and operations of requests.
fn sent(http: &Canned) -> Vec<(String, String)> {
    let operation = |request: &Request<_>| {
        request.headers()["x-amz-target"].to_str().unwrap().trim_start_matches("FixtureService.").to_owned()
    };
    http.requests().iter().map(|request| (request.uri().to_string(), operation(request))).collect()
}

fn pairs<const N: usize>(expected: [(&str, &str); N]) -> Vec<(String, String)> {
    expected.iter().map(|(uri, operation)| ((*uri).to_owned(), (*operation).to_owned())).collect()
}

const REGION: &str = "https://fixture.eu-central-1.amazonaws.com/";
const FOUND: &str = "https://cell1.example.com/";

#[test]
fn an_endpoint_is_asked_for_with_what_decides_about_it_and_kept() {
    let http = Canned::ok([CELL, r#"{"Row":"1"}"#, r#"{"Row":"2"}"#, CELL, "{}"]);
    let client = Client::new(http.config());
    let place = || {
        let mut place = Place::default();
        place.shard = Some("s".to_owned());
        place
    };
    assert_eq!(wait(client.get_row("a").key("x").place(place()).send()).unwrap().row.as_deref(), Some("1"));
    assert_eq!(wait(client.get_row("a").key("y").place(place()).send()).unwrap().row.as_deref(), Some("2"));
    wait(client.get_row("b").send()).unwrap();
    let (tell, get) = ((REGION, "TellEndpoints"), (FOUND, "GetRow"));
    assert_eq!(sent(&http), pairs([tell, get, get, tell, get]));
    assert_eq!(
        http.bodies()[0],
        json!({"Operation": "GetRow", "Identifiers": {"Table": "a", "Shard": "s"}})
    );
    assert_eq!(http.bodies()[3], json!({"Operation": "GetRow", "Identifiers": {"Table": "b"}}));
    let requests = http.requests();
    assert_eq!(requests[0].headers()["x-amz-api-version"], "2026-01-31");
    assert_eq!(requests[0].headers()["host"], "fixture.eu-central-1.amazonaws.com");
    assert_eq!(requests[1].headers()["host"], "cell1.example.com");
    assert!(!requests[1].headers().contains_key("x-amz-api-version"));
    let signature = requests[1].headers()["authorization"].to_str().unwrap();
    assert!(signature.contains("SignedHeaders=") && signature.contains("host"), "{signature}");
}

#[test]
fn pages_go_to_the_endpoint_that_was_found() {
    let pages = [r#"{"Rows":["1"],"NextToken":"t"}"#, r#"{"Rows":["2"]}"#];
    let http = Canned::ok([CELL, pages[0], pages[1]]);
    let client = Client::new(http.config());
    let rows = wait(async {
        let mut rows = Vec::new();
        let mut items = client.list_rows().items();
        while let Some(row) = items.next().await {
            rows.push(row.unwrap());
        }
        rows
    });
    assert_eq!(rows, ["1", "2"]);
    assert_eq!(sent(&http), pairs([(REGION, "TellEndpoints"), (FOUND, "ListRows"), (FOUND, "ListRows")]));
    assert_eq!(http.bodies()[0], json!({}), "an input that decides nothing is not told");
}

#[test]
fn an_endpoint_that_may_be_discovered_is_where_that_is_enabled() {
    let http = Canned::ok(["{}"]);
    wait(Client::new(http.config()).put_row().send()).unwrap();
    assert_eq!(sent(&http), pairs([(REGION, "PutRow")]));

    let http = Canned::new([(200, CELL), (200, "{}"), (200, "{}"), (500, ""), (200, "{}"), (200, "{}")]);
    let enabled = || Client::new(http.builder().endpoint_discovery(EndpointDiscoveryMode::Enabled).build().unwrap());
    let client = enabled();
    wait(client.put_row().send()).unwrap();
    wait(client.rename().send()).unwrap();
    // Where asking fails, the region's endpoint does.
    let client = enabled();
    wait(client.put_row().send()).unwrap();
    wait(client.put_row().send()).unwrap();
    let tell = (REGION, "TellEndpoints");
    let put = (REGION, "PutRow");
    assert_eq!(sent(&http), pairs([tell, (FOUND, "PutRow"), (REGION, "Rename"), tell, put, put]));
}

#[test]
fn the_error_of_an_endpoint_that_must_be_discovered_names_both_operations() {
    let http = Canned::new([(400, r#"{"__type":"ThrottlingException","message":"slow down"}"#)]);
    let error = wait(Client::new(http.config()).get_row("a").send()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "GetRow: its endpoint could not be discovered: TellEndpoints: ThrottlingException: slow down (HTTP 400)"
    );
    assert!(error.is_throttling());
    assert!(matches!(
        error.as_service_error(),
        Some(endpoint_discovery::operation::get_row::GetRowError::ThrottlingException(_))
    ));
}

#[test]
fn programs_may_ask_themselves() {
    let http = Canned::ok([CELL]);
    let told = wait(Client::new(http.config()).tell_endpoints().send()).unwrap();
    assert_eq!(told.endpoints[0].address, "cell1.example.com");
    assert_eq!(http.requests()[0].headers()["x-amz-api-version"], "2026-01-31");
    assert_eq!(http.bodies(), [Value::Object(Default::default())]);
}

#[test]
fn a_fake_is_asked_for_no_endpoint() {
    use endpoint_discovery::operation::get_row::{GetRowInput, GetRowOutput};

    let fake = Client::fake().on(|input: &GetRowInput| {
        let mut output = GetRowOutput::default();
        output.row = input.key.clone();
        Ok(output)
    });
    assert_eq!(wait(fake.get_row("a").key("k").send()).unwrap().row.as_deref(), Some("k"));
}
