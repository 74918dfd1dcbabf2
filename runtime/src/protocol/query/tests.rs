//! Replies and errors of query and ec2, in every envelope that they have.

#![allow(clippy::unwrap_used)]

use super::*;
use crate::protocol::ServiceSchema;
use crate::schema::Target;
use crate::shape::Shape;

static QUERY: Query = Query::new();
static EC2: Query = Query::ec2();
static QUERY_SERVICE: ServiceSchema = ServiceSchema::new("Shelf", &QUERY).api_version("2026-01-31");
static EC2_SERVICE: ServiceSchema = ServiceSchema::new("Shelf", &EC2).api_version("2026-01-31");

#[derive(Clone, Default, PartialEq)]
struct Book {
    title: Option<String>,
    pages: Option<Vec<i32>>,
}

crate::structure! {
    Book as "Book" {
        title: "Title" => String, wire("title");
        pages: "Pages" => List(&each(Integer)), wire("pages");
    }
}

#[derive(Clone, Default, PartialEq)]
struct Nothing {}

crate::structure! {
    Nothing as "Nothing" {}
}

fn book() -> Target {
    Book::target()
}

const fn operation(service: &'static ServiceSchema) -> OperationSchema {
    OperationSchema::new(service, Target::Reference(book), Target::Reference(book), &[]).name("GetBook")
}

static IN_QUERY: OperationSchema = operation(&QUERY_SERVICE).result_wrapper("GetBookResult");
static UNWRAPPED: OperationSchema = operation(&QUERY_SERVICE);
static WITHOUT_OUTPUT: OperationSchema = operation(&QUERY_SERVICE).no_output();
static IN_EC2: OperationSchema = operation(&EC2_SERVICE);
static IN_EC2_WITHOUT_OUTPUT: OperationSchema = operation(&EC2_SERVICE).no_output();

fn reply(body: &str) -> Response<Bytes> {
    Response::new(Bytes::copy_from_slice(body.as_bytes()))
}

/// The book in a reply, and how many members of it are unknown.
fn read(operation: &'static OperationSchema, body: &str) -> Result<(Book, usize), String> {
    let mut book = Book::default();
    let outcome = operation.service.protocol.output(operation, &reply(body), &mut book);
    outcome.map(|unknowns| (book, unknowns.len())).map_err(|error| error.reason)
}

#[test]
fn requests_are_forms_over_post() {
    let book = Book { title: Some("a b".to_owned()), pages: Some(vec![1]) };
    for (operation, form) in [
        (&IN_QUERY, "Action=GetBook&Version=2026-01-31&title=a%20b&pages.member.1=1"),
        (&IN_EC2, "Action=GetBook&Version=2026-01-31&Title=a%20b&Pages.1=1"),
    ] {
        let request = operation.service.protocol.request(operation, &book).unwrap();
        assert_eq!((request.method(), request.uri().to_string().as_str()), (&Method::POST, "/"));
        assert_eq!(request.headers().len(), 1);
        assert_eq!(request.headers().get(CONTENT_TYPE).unwrap(), "application/x-www-form-urlencoded");
        assert_eq!(request.body().bytes().unwrap().as_ref(), form.as_bytes());
    }
}

#[test]
fn outputs_are_where_their_protocol_has_them() {
    let members = "<title>a</title><pages><member>1</member><item>2</item></pages>";
    let metadata = "<ResponseMetadata><RequestId>1</RequestId></ResponseMetadata>";
    let whole = Ok((Book { title: Some("a".to_owned()), pages: Some(vec![1, 2]) }, 0));
    let wrapped = format!("<r xmlns='urn:x'><GetBookResult>{members}</GetBookResult>{metadata}</r>");
    assert_eq!(read(&IN_QUERY, &wrapped), whole);
    assert_eq!(read(&UNWRAPPED, &format!("<r>{members}{metadata}</r>")), whole);
    assert_eq!(read(&IN_EC2, &format!("<r>{members}<requestId>1</requestId></r>")), whole);
}

#[test]
fn what_is_missing_is_absent_and_what_is_new_is_told() {
    assert_eq!(read(&IN_QUERY, "<r><ResponseMetadata/></r>"), Ok((Book::default(), 0)));
    assert_eq!(read(&IN_QUERY, "<r><GetBookResult/></r>"), Ok((Book::default(), 0)));
    assert_eq!(read(&IN_EC2, "<r><requestId/></r>"), Ok((Book::default(), 0)));
    assert_eq!(read(&IN_QUERY, "<r><GetBookResult><new/></GetBookResult></r>"), Ok((Book::default(), 1)));
    assert_eq!(read(&IN_EC2, "<r><new/></r>"), Ok((Book::default(), 1)));
}

#[test]
fn without_an_output_nothing_has_to_be_there() {
    for (operation, bodies) in [
        (&WITHOUT_OUTPUT, ["", "<r/>", "<r><ResponseMetadata/></r>"]),
        (&IN_EC2_WITHOUT_OUTPUT, ["", " ", "<r><requestId/><return>true</return></r>"]),
    ] {
        for body in bodies {
            let unknowns =
                operation.service.protocol.output(operation, &reply(body), &mut Nothing {}).unwrap();
            assert!(unknowns.is_empty(), "{body}");
        }
        // A page of somebody else's is no success.
        let page = reply("<html><p>log in<br></html>");
        assert!(operation.service.protocol.output(operation, &page, &mut Nothing {}).is_err());
    }
    assert!(read(&IN_QUERY, "").is_err() && read(&IN_EC2, "").is_err());
}

#[test]
fn request_ids_are_found_in_bodies() {
    let id = |protocol: &Query, body: &str| protocol.request_id(&reply(body));
    let query = "<r><x/><ResponseMetadata><x/><RequestId> 1 </RequestId></ResponseMetadata></r>";
    assert_eq!(id(&QUERY, query).as_deref(), Some("1"));
    assert_eq!(id(&EC2, "<r><requestId>1</requestId><x/></r>").as_deref(), Some("1"));
    for body in
        ["", "<r/>", "no", "<r><ResponseMetadata><RequestId/></ResponseMetadata></r>", "<r><requestId"]
    {
        assert_eq!((id(&QUERY, body), id(&EC2, body)), (None, None), "{body}");
    }
    let mut both = reply(query);
    both.headers_mut().insert("x-amzn-requestid", HeaderValue::from_static("2"));
    assert_eq!(crate::protocol::reply_id(&IN_QUERY, &both).as_deref(), Some("2"));
    assert_eq!(crate::protocol::reply_id(&IN_QUERY, &reply(query)).as_deref(), Some("1"));
}

#[test]
fn errors_are_understood_in_every_envelope_by_both() {
    let error = "<Type>Sender</Type><Code>AWS.Gone.Fishing</Code><Message>so &amp; so</Message>";
    for body in [
        format!(
            "<ErrorResponse xmlns='urn:x'><Error>{error}</Error><RequestId>1</RequestId></ErrorResponse>"
        ),
        format!("<Response><Errors><Error>{error}</Error></Errors><RequestID>1</RequestID></Response>"),
    ] {
        for operation in [&IN_QUERY, &IN_EC2] {
            let refusal = operation.service.protocol.refusal(operation, &reply(&body));
            assert_eq!(refusal.code.as_deref(), Some("AWS.Gone.Fishing"));
            assert_eq!(refusal.message.as_deref(), Some("so & so"));
            assert_eq!(refusal.request_id.as_deref(), Some("1"));
        }
    }
}
