//! Requests carry what the model asks for.

use http::Request;
use serde_json::json;

use crate::support::{Canned, wait};

fn header<'a>(request: &'a Request<bytes::Bytes>, name: &str) -> Option<&'a str> {
    request.headers().get(name).map(|value| value.to_str().unwrap())
}

#[test]
fn an_operation_without_input_sends_an_empty_object() {
    let canned = Canned::ok(["{}"]);
    wait(absent_shapes::Client::new(canned.config()).ping().send()).unwrap();
    let requests = canned.requests();
    assert_eq!(requests[0].method(), "POST");
    assert_eq!(requests[0].uri(), "https://fixture.eu-central-1.amazonaws.com/");
    assert_eq!(header(&requests[0], "content-type"), Some("application/x-amz-json-1.1"));
    assert_eq!(header(&requests[0], "x-amz-target"), Some("FixtureService.Ping"));
    assert_eq!(requests[0].body().as_ref(), b"{}");
    assert!(header(&requests[0], "authorization").is_some());
}

#[test]
fn absent_idempotency_tokens_are_filled_in_and_given_ones_are_kept() {
    let canned = Canned::ok(["{}"; 3]);
    let client = idempotency_token::Client::new(canned.config());
    wait(client.start_job("a").send()).unwrap();
    wait(client.start_job("a").send()).unwrap();
    wait(client.start_job("a").client_token("mine").second_token("also mine").send()).unwrap();
    let bodies = canned.bodies();
    let tokens: Vec<_> =
        bodies.iter().flat_map(|body| [&body["ClientToken"], &body["SecondToken"]]).collect();
    for (position, token) in tokens[..4].iter().enumerate() {
        assert_eq!(token.as_str().map(str::len), Some(36), "{token}");
        assert!(!tokens[..position].contains(token), "every token is another: {tokens:?}");
    }
    assert_eq!(bodies[2], json!({"Name": "a", "ClientToken": "mine", "SecondToken": "also mine"}));
}

#[test]
fn members_go_by_their_names_on_the_wire() {
    use location_name::types::Point;

    let canned = Canned::ok(["{}"]);
    let point = Point::new().latitude(1).longitude(2);
    wait(location_name::Client::new(canned.config()).put_point().point(point).send()).unwrap();
    assert_eq!(canned.bodies(), [json!({"Point": {"lat": 1, "type": 2}})]);
}

#[test]
fn a_host_prefix_stands_before_the_host_and_its_label_is_sent_too() {
    let canned = Canned::ok(["{}"]);
    let client = host_prefix::Client::new(canned.config());
    wait(client.put_object("acct-7").send()).unwrap();
    let requests = canned.requests();
    assert_eq!(requests[0].uri(), "https://acct-7.data.fixture.eu-central-1.amazonaws.com/");
    assert_eq!(requests[0].body().as_ref(), br#"{"Account":"acct-7"}"#);

    for wrong in ["", "a.b", "a/b", "-a", "a@evil.example"] {
        let error = wait(client.put_object(wrong).send()).unwrap_err();
        assert!(error.to_string().contains("Account"), "{error}");
    }
    assert_eq!(canned.requests().len(), 1, "nothing is sent to a host that the caller made up");
}

#[test]
fn an_anonymous_operation_is_not_signed_and_goes_by_its_name_on_the_wire() {
    let canned = Canned::ok(["{}"]);
    wait(anonymous::Client::new(canned.config()).sign_up().send()).unwrap();
    let requests = canned.requests();
    assert_eq!(header(&requests[0], "x-amz-target"), Some("FixtureService.SignUpOnTheWire"));
    assert_eq!(header(&requests[0], "authorization"), None);
}

#[test]
fn the_version_of_the_protocol_is_the_models() {
    let canned = Canned::ok(["{}"]);
    wait(query_compatible::Client::new(canned.config()).ping().send()).unwrap();
    assert_eq!(header(&canned.requests()[0], "content-type"), Some("application/x-amz-json-1.0"));
}

#[test]
fn setters_are_there_even_if_a_request_has_methods_of_the_same_name() {
    let canned = Canned::ok(["{}"]);
    let client = member_method_names::Client::new(canned.config());
    let request = client.put_plan().set_new("n").set_send("s").set_items(["i"]).set_pages("p").set_clone("c");
    wait(request.next("x").default("d").build("b").send()).unwrap();
    let expected = json!({"new": "n", "send": "s", "items": ["i"], "pages": "p", "clone": "c", "next": "x", "default": "d", "build": "b"});
    assert_eq!(canned.bodies()[0], expected);
}

#[test]
fn operations_that_share_shapes_in_the_model_have_types_of_their_own() {
    use shared_shapes::operation::{start_engine::StartEngineInput, stop_engine::StopEngineInput};

    let canned = Canned::ok([r#"{"Running": true}"#, r#"{"Running": false}"#]);
    let client = shared_shapes::Client::new(canned.config());
    assert_eq!(wait(client.request(StartEngineInput::new("a")).send()).unwrap().running, Some(true));
    assert_eq!(wait(client.request(StopEngineInput::new("a")).send()).unwrap().running, Some(false));
    let targets: Vec<_> =
        canned.requests().iter().map(|sent| header(sent, "x-amz-target").unwrap().to_owned()).collect();
    assert_eq!(targets, ["FixtureService.StartEngine", "FixtureService.StopEngine"]);
}

#[test]
fn a_request_can_be_awaited_and_its_input_looked_at() {
    let canned = Canned::ok([r#"{"Previous": {"Name": "old"}}"#]);
    let client = nested_input::Client::new(canned.config());
    let request = client.put_rule("new").otherwise(nested_input::types::Rule::new("other"));
    assert_eq!(request.input.name, "new");
    let response = wait(async { request.await }).unwrap();
    assert_eq!(response.previous, Some(nested_input::types::Rule::new("old")));
    assert_eq!(canned.bodies()[0], json!({"Name": "new", "Otherwise": {"Name": "other"}}));
}
