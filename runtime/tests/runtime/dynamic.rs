//! Operations by name: strict inputs, outputs, errors and pages without types.

use std::collections::HashMap;

use serde_json::{Value, json};
use shapesmith_runtime::dynamic::{self, DynamicOperation, DynamicPages, read_input};
use shapesmith_runtime::error::Unhandled;
use shapesmith_runtime::operation::{Operation, OperationSchema};
use shapesmith_runtime::pagination::StopReason;
use shapesmith_runtime::shape::{Structure, View};
use shapesmith_runtime::{Bytes, RequestConfig, Timestamp};

use crate::support::server::{Server, ok, status};
use crate::support::things::{ListThingsInput, SERVICE, Status, Thing};
use crate::support::{client, config};

/// An input with a member of every kind.
#[derive(Clone, Default, PartialEq)]
struct PutThingInput {
    name: String,
    thing: Option<Thing>,
    data: Option<Bytes>,
    at: Option<Timestamp>,
    status: Option<Status>,
    parts: Option<Vec<Thing>>,
    holes: Option<Vec<Option<String>>>,
    sizes: Option<HashMap<String, i32>>,
    choice: Option<Choice>,
    token: String,
}

shapesmith_runtime::structure! {
    PutThingInput as "PutThingRequest" {
        name: "Name" => String, REQUIRED;
        thing: "Thing" => shape::<Thing>();
        data: "Data" => Blob;
        at: "At" => Timestamp;
        status: "Status" => shape::<Status>();
        parts: "Parts" => List(&each(shape::<Thing>()));
        holes: "Holes" => SparseList(&each(String));
        sizes: "Sizes" => Map(&pair(each(String), each(Integer)));
        choice: "Choice" => shape::<Choice>();
        token: "Token" => String, REQUIRED, IDEMPOTENCY_TOKEN;
    }
}

#[derive(Clone, PartialEq)]
enum Choice {
    Text(String),
    Number(i64),
    Unknown { name: String },
}

shapesmith_runtime::union! {
    Choice as "Choice" {
        Text: "Text" => String;
        Number: "Number" => Long;
    }
}

#[derive(Clone, Default, PartialEq)]
struct PutThingOutput {
    name: String,
}

shapesmith_runtime::structure! {
    PutThingOutput as "PutThingResult" {
        name: "Name" => String, REQUIRED;
    }
}

#[derive(Clone, Default, PartialEq, Eq)]
struct ThingExists {
    message: Option<String>,
    name: Option<String>,
}

shapesmith_runtime::structure! {
    ThingExists as "ThingExists" {
        message: "message" => String;
        name: "Name" => String;
    }
}

shapesmith_runtime::exception! {
    ThingExists as "ThingExists"
}

#[derive(Clone)]
enum PutThingError {
    ThingExists(ThingExists),
    Unhandled(Unhandled),
}

shapesmith_runtime::operation_error! {
    PutThingError {
        ThingExists(ThingExists);
    }
}

impl Operation for PutThingInput {
    type Output = PutThingOutput;
    type Error = PutThingError;
    const SCHEMA: &'static OperationSchema = &OperationSchema::of::<Self>(&SERVICE).name("PutThing");
}

static OPERATIONS: &[DynamicOperation] =
    &[DynamicOperation::paginated::<ListThingsInput>(), DynamicOperation::of::<PutThingInput>()];

/// What `PutThing` makes of an input: JSON as it would be sent, or what is wrong.
fn put(input: &str) -> Result<Value, String> {
    let mut empty = dynamic::find(OPERATIONS, "PutThing").unwrap().empty_input();
    read_input(&mut *empty, input).map_err(|error| error.to_string())?;
    Ok(dynamic::to_json(View::Structure(&*empty)).unwrap())
}

#[test]
fn operations_are_found_by_name_or_the_nearest_is_told() {
    let list = dynamic::find(OPERATIONS, "ListThings").unwrap();
    assert_eq!((list.name(), list.paginator.unwrap().limit_key), ("ListThings", Some("MaxResults")));
    assert!(dynamic::find(OPERATIONS, "PutThing").unwrap().paginator.is_none());
    let message = |name| dynamic::find(OPERATIONS, name).unwrap_err().to_string();
    assert_eq!(message("listthing"), "no operation is called \"listthing\"; did you mean \"ListThings\"?");
    assert_eq!(message("Delete"), "no operation is called \"Delete\" in a crate generated with 2 of them");
}

#[test]
fn an_input_is_read_with_everything_in_it() {
    let input = json!({
        "Name": "a", "Thing": {"Name": "b"}, "Data": "aGk=", "At": 1.5, "Status": "NEW", "Parts": [],
        "Holes": ["x", null], "Sizes": {"one": 1}, "Choice": {"Number": 7, "Text": null}, "Token": "t",
    });
    let read = put(&input.to_string()).unwrap();
    assert_eq!(read["Choice"], json!({"Number": 7}));
    assert_eq!((&read["Status"], &read["Holes"]), (&json!("NEW"), &json!(["x", null])));
    assert_eq!(read.as_object().unwrap().len(), 10);
}

#[test]
fn a_token_may_be_left_out_even_where_it_is_required() {
    let token = put(r#"{"Name": "a"}"#).unwrap()["Token"].as_str().unwrap().to_owned();
    assert_eq!(token.len(), 36);
    assert_ne!(put(r#"{"Name": "a"}"#).unwrap()["Token"], token);
}

#[test]
fn what_does_not_fit_is_told_with_its_path() {
    for (input, expected) in [
        ("{", "the input is not valid: EOF while parsing an object at line 1 column 1"),
        ("[]", "the input is not valid: an input is an object, not a list"),
        ("{}", "the input is not valid: Name: this member is required, and it is missing"),
        (r#"{"Name": null}"#, "the input is not valid: Name: this member is required, and it is missing"),
        (
            r#"{"name": "a"}"#,
            "the input is not valid: name: PutThingRequest has no such member; did you mean \"Name\"?",
        ),
        (
            r#"{"Name": "a", "Zzzzzz": 1}"#,
            "the input is not valid: Zzzzzz: PutThingRequest has no such member",
        ),
        (
            r#"{"Name": "a", "Parts": [{"Name": "b"}, {"Name": "c", "Stats": 1}]}"#,
            "the input is not valid: Parts[1].Stats: Thing has no such member; did you mean \"Status\"?",
        ),
        (
            r#"{"Name": "a", "Parts": [{}]}"#,
            "the input is not valid: Parts[0].Name: this member is required, and it is missing",
        ),
        (
            r#"{"Name": "a", "Parts": [null]}"#,
            "the input is not valid: Parts[0]: null cannot stand here; leave the entry out",
        ),
        (
            r#"{"Name": "a", "Sizes": {"x": null}}"#,
            "the input is not valid: Sizes{…}: null cannot stand here; leave the entry out",
        ),
        (
            r#"{"Name": "a", "Choice": {}}"#,
            "the input is not valid: Choice: Choice takes exactly one of Text, Number, and 0 are set",
        ),
        (
            r#"{"Name": "a", "Choice": {"Text": "x", "Number": 1}}"#,
            "the input is not valid: Choice: Choice takes exactly one of Text, Number, and 2 are set",
        ),
        (r#"{"Name": 7}"#, "the input is not valid: Name: expected a string"),
        (
            r#"{"Name": "a", "Sizes": {"x": 3000000000}}"#,
            "the input is not valid: Sizes{…}: expected an integer of 32 bits",
        ),
        (r#"{"Name": "a", "Thing": []}"#, "the input is not valid: Thing: expected an object"),
    ] {
        assert_eq!(put(input).unwrap_err(), expected, "{input}");
    }
    assert!(put(r#"{"Name": "a", "Data": "%"}"#).unwrap_err().contains("Data: expected a string of base64"));
    assert!(put(r#"{"Name": "a", "At": "noon"}"#).unwrap_err().contains("At: expected a timestamp"));
    let deep = format!(r#"{{"Name": {}1{}}}"#, "[".repeat(5000), "]".repeat(5000));
    assert!(put(&deep).unwrap_err().contains("recursion limit exceeded"));
}

#[test]
fn the_path_of_an_error_can_be_asked_for() {
    let mut input = dynamic::find(OPERATIONS, "PutThing").unwrap().empty_input();
    let error = read_input(&mut *input, r#"{"Name": "a", "Parts": [{"Name": 1}]}"#).unwrap_err();
    assert_eq!(error.path(), "Parts[0].Name");
    assert_eq!(read_input(&mut *input, "7").unwrap_err().path(), "");
}

#[tokio::test]
async fn an_operation_is_called_without_its_types() {
    let server = Server::start([
        ok(r#"{"Name": "made", "More": 1}"#),
        status(
            "400 Bad Request",
            &[],
            r#"{"__type": "x#ThingExists", "message": "it is there", "Name": "a"}"#,
        ),
        status("403 Forbidden", &[], r#"{"__type": "AccessDenied"}"#),
    ])
    .await;
    let client = client(config(&server.url).max_attempts(1));
    let operation = dynamic::find(OPERATIONS, "PutThing").unwrap();
    let (mut input, mut output) = (operation.empty_input(), operation.empty_output());
    read_input(&mut *input, r#"{"Name": "a", "Token": "t"}"#).unwrap();
    let config = RequestConfig::new();

    client.call(operation.schema, &mut *input, &mut *output, &config).await.unwrap();
    assert_eq!(dynamic::to_json(View::Structure(&*output)).unwrap(), json!({"Name": "made"}));
    assert_eq!(server.received()[0].json(), json!({"Name": "a", "Token": "t"}));

    let failure = client.call(operation.schema, &mut *input, &mut *output, &config).await.unwrap_err();
    let exception = operation.exception(&failure).unwrap();
    assert_eq!(exception.code(), Some("ThingExists"));
    let members = dynamic::to_json(View::Structure(exception.structure().unwrap())).unwrap();
    assert_eq!(members, json!({"message": "it is there", "Name": "a"}));

    let failure = client.call(operation.schema, &mut *input, &mut *output, &config).await.unwrap_err();
    assert!(operation.exception(&failure).is_none());
    assert!(operation.empty_error("AccessDenied").is_none());
}

/// The names on the pages that are left, and why there are no more.
async fn names(pages: &mut DynamicPages) -> (Vec<String>, Option<StopReason>) {
    let mut names = Vec::new();
    while let Some(page) = pages.next().await {
        let page: &dyn Structure = &**page.as_ref().unwrap().output();
        let page = dynamic::to_json(View::Structure(page)).unwrap();
        let things = page["Things"].as_array().cloned().unwrap_or_default();
        names.extend(things.iter().map(|thing| thing["Name"].as_str().unwrap().to_owned()));
    }
    (names, pages.stop_reason())
}

#[tokio::test]
async fn pages_are_fetched_and_resumed_without_types() {
    let page =
        |name: &str, next: &str| ok(json!({"Things": [{"Name": name}], "NextToken": next}).to_string());
    let server =
        Server::start([page("a", "1"), page("b", "2"), page("c", ""), page("b", "2"), page("c", "")]).await;
    let pages = || {
        let operation = dynamic::find(OPERATIONS, "ListThings").unwrap();
        let mut input = operation.empty_input();
        read_input(&mut *input, r#"{"Group": "blue"}"#).unwrap();
        DynamicPages::new(client(config(&server.url)), operation, input, RequestConfig::new()).unwrap()
    };
    let mut first = pages().page_size(5);
    first.next().await.unwrap().unwrap();
    let (token, within) = (first.resume_token().unwrap(), first.resume_token_within(1).unwrap());
    assert_ne!(token, within);
    assert_eq!(names(&mut first).await, (vec!["b".to_owned(), "c".to_owned()], Some(StopReason::End)));
    assert_eq!((server.received()[1].json()["NextToken"].as_str(), first.resume_token()), (Some("1"), None));
    assert_eq!(server.received()[0].json()["MaxResults"], 5);

    let mut resumed = pages().starting_token(&token);
    assert_eq!(names(&mut resumed).await.0, ["b", "c"]);
    assert_eq!(server.received()[3].json()["NextToken"], "1");

    let mut hidden = dynamic::find(OPERATIONS, "ListThings").unwrap().empty_input();
    read_input(&mut *hidden, r#"{"Group": "blue", "Password": "hunter2"}"#).unwrap();
    assert!(format!("{hidden:?}").contains("blue") && !format!("{hidden:?}").contains("hunter2"));

    let mut wrong = pages().starting_token("resume1.x");
    assert!(wrong.next().await.unwrap().unwrap_err().to_string().contains("starting token"));
    assert!(wrong.next().await.is_none());
}

#[test]
fn an_operation_without_a_paginator_has_no_pages() {
    let operation = dynamic::find(OPERATIONS, "PutThing").unwrap();
    let client = client(config("http://localhost:1"));
    assert!(DynamicPages::new(client, operation, operation.empty_input(), RequestConfig::new()).is_none());
}
