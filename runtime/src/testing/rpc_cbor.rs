//! Smithy RPC v2 in CBOR, put through everything that a protocol gets: calls, exceptions, listings, recordings.

#![allow(unreachable_pub, clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use bytes::Bytes;
use http::Request;

use super::anything::Anything;
use super::{CannedHttp, CannedReply, Fake, HttpClient, Recorder, Replay, Unhandled};
use crate::call::operation::{Operation, Paginated, PaginatedItems};
use crate::call::{pagination, request};
use crate::client::Client;
use crate::client::overrides::RequestConfig;
use crate::error::{Error, ErrorKind};
use crate::protocol::{OperationSchema, RpcV2Cbor, ServiceSchema};
use crate::schema::{PaginatorSchema, TokenSchema};
use crate::time::Timestamp;

static PROTOCOL: RpcV2Cbor = RpcV2Cbor::new("Shelf");
static SERVICE: ServiceSchema = ServiceSchema::new("Shelf", &PROTOCOL).signing_name("shelf");

#[derive(Clone, Default, PartialEq)]
struct Book {
    title: String,
    weight: Option<f64>,
    printed: Option<Timestamp>,
    cover: Option<Bytes>,
    owner: Option<String>,
}

crate::structure! {
    Book as "Book" {
        title: "Title" => String, REQUIRED;
        weight: "Weight" => Double;
        printed: "Printed" => Timestamp, DATE_TIME;
        cover: "Cover" => Blob;
        owner: "Owner" => String, SENSITIVE;
    }
}

#[derive(Clone, Default, PartialEq)]
struct ListBooksInput {
    page: Option<String>,
    sample: Option<Book>,
    token: Option<String>,
}

crate::structure! {
    ListBooksInput as "ListBooksInput" {
        page: "Page" => String, wire("p");
        sample: "Sample" => shape::<Book>();
        token: "Token" => String, IDEMPOTENCY_TOKEN;
    }
}

#[derive(Clone, Default, PartialEq)]
struct ListBooksOutput {
    books: Option<Vec<Book>>,
    page: Option<String>,
}

crate::structure! {
    ListBooksOutput as "ListBooksOutput" {
        books: "Books" => List(&each(shape::<Book>()));
        page: "NextPage" => String, wire("n");
    }
}

#[derive(Clone, PartialEq)]
struct NoSuchShelf {
    message: Option<String>,
    nearest: Option<i32>,
}

crate::structure! {
    NoSuchShelf as "NoSuchShelf" {
        message: "Message" => String;
        nearest: "Nearest" => Integer;
    }
}

crate::exception! { NoSuchShelf as "Former.NoSuchShelf" }

#[derive(Clone)]
enum ListBooksError {
    NoSuchShelf(NoSuchShelf),
    Unhandled(Unhandled),
}

crate::operation_error! {
    ListBooksError {
        NoSuchShelf(NoSuchShelf);
    }
}

impl Operation for ListBooksInput {
    type Output = ListBooksOutput;
    type Error = ListBooksError;

    const SCHEMA: &'static OperationSchema = &OperationSchema::of::<Self>(&SERVICE).name("ListBooks");
}

impl Paginated for ListBooksInput {
    const PAGINATOR: &'static PaginatorSchema =
        &PaginatorSchema::new().tokens(&[TokenSchema::new("Page", &["NextPage"])]).result_keys(&["Books"]);
}

impl PaginatedItems for ListBooksInput {
    type Item = Book;

    fn items(output: Self::Output) -> Vec<Book> {
        output.books.unwrap_or_default()
    }
}

fn book() -> Book {
    Book {
        title: "one αβ".to_owned(),
        weight: Some(f64::NEG_INFINITY),
        printed: "2026-01-31T12:00:00.123456Z".parse().ok(),
        cover: Some(Bytes::from_static(b"\0\xff")),
        owner: Some("hunter2".to_owned()),
    }
}

fn client(http: impl HttpClient) -> Client {
    Client::new(&SERVICE, super::config(http).max_attempts(1).build().unwrap())
}

async fn list(client: &Client, input: ListBooksInput) -> Result<ListBooksOutput, Error<ListBooksError>> {
    request::send(client, input, &RequestConfig::new()).await.map(request::Response::into_output)
}

/// What a call gives that is answered so.
async fn answered(reply: CannedReply) -> Result<ListBooksOutput, Error<ListBooksError>> {
    list(&client(CannedHttp::new([reply])), ListBooksInput::default()).await
}

/// A reply of the service's own.
fn reply(status: u16, body: impl Into<Bytes>) -> CannedReply {
    CannedReply::new(status, body)
        .header("smithy-protocol", "rpc-v2-cbor")
        .header("content-type", "application/cbor")
}

fn header<'r, B>(request: &'r Request<B>, name: &str) -> Option<&'r str> {
    request.headers().get(name).map(|value| value.to_str().unwrap())
}

#[test]
fn requests_are_those_of_the_specification() {
    static FORMER: RpcV2Cbor = RpcV2Cbor::new("Shelf").query_compatible();
    static NOTHING: OperationSchema =
        OperationSchema::of::<ListBooksInput>(&SERVICE).name("Nothing").no_input();
    let operation = <ListBooksInput as Operation>::SCHEMA;
    let protocol = operation.service.protocol;
    assert_eq!(protocol.id(), "smithy.protocols#rpcv2Cbor");

    let request = protocol.request(operation, &ListBooksInput::default()).unwrap();
    assert_eq!(
        (request.method().as_str(), request.uri().path()),
        ("POST", "/service/Shelf/operation/ListBooks")
    );
    assert_eq!(
        request.body().bytes().map(|body| &body[..]),
        Some(&[0xa0][..]),
        "an input without members is an empty map"
    );
    assert_eq!(header(&request, "smithy-protocol"), Some("rpc-v2-cbor"));
    assert_eq!(header(&request, "accept"), Some("application/cbor"));
    assert_eq!(header(&request, "content-type"), Some("application/cbor"));
    assert_eq!(request.headers().len(), 3);

    let request = crate::protocol::Protocol::request(&FORMER, operation, &ListBooksInput::default()).unwrap();
    assert_eq!(header(&request, "x-amzn-query-mode"), Some("true"));

    let request = protocol.request(&NOTHING, &ListBooksInput::default()).unwrap();
    assert!(request.body().is_empty() && header(&request, "content-type").is_none());
    assert_eq!(header(&request, "accept"), Some("application/cbor"));
    let mut input = Anything::of(NOTHING.input.structure());
    let request = request.map(|body| body.bytes().cloned().unwrap_or_default());
    protocol.server().read_input(&NOTHING, &request, &mut input).unwrap();
}

#[tokio::test]
async fn calls_carry_values_both_ways() {
    let fake = Fake::new(&SERVICE, |config| Client::new(&SERVICE, config)).on(|input: &ListBooksInput| {
        let books = input.sample.clone().map(|book| vec![book.clone(), book]);
        Ok(ListBooksOutput { books, ..ListBooksOutput::default() })
    });
    let input = ListBooksInput { sample: Some(book()), ..ListBooksInput::default() };
    let output = list(&fake, input).await.unwrap();
    assert!(output.books == Some(vec![book(), book()]), "{output:?}");
    assert!(fake.calls::<ListBooksInput>().iter().all(|call| call.token.is_some()));
}

#[tokio::test]
async fn the_path_of_a_request_stands_behind_that_of_the_endpoint() {
    let read = |request: &Request<Bytes>| {
        let operation = <ListBooksInput as Operation>::SCHEMA;
        SERVICE.protocol.server().read_input(operation, request, &mut ListBooksInput::default())
    };
    for (endpoint, path) in [
        ("http://localhost", "/service/Shelf/operation/ListBooks"),
        ("http://localhost/some/path/", "/some/path/service/Shelf/operation/ListBooks"),
    ] {
        let http = CannedHttp::new([reply(200, "")]);
        let config = super::config(http.clone()).endpoint_url(endpoint).build().unwrap();
        list(&Client::new(&SERVICE, config), ListBooksInput::default()).await.unwrap();
        let request = &http.requests()[0];
        assert_eq!(request.uri().path(), path);
        read(request).unwrap();
    }
    let other = Request::post("/service/Other/operation/ListBooks").header("smithy-protocol", "rpc-v2-cbor");
    let other = other.body(Bytes::new()).unwrap();
    read(&other).unwrap_err();
    read(&Request::default()).unwrap_err();
}

#[tokio::test]
async fn replies_are_read_or_told_with_the_path() {
    assert!(answered(reply(200, "")).await.unwrap() == ListBooksOutput::default());
    assert!(answered(CannedReply::new(200, "")).await.unwrap() == ListBooksOutput::default());
    let body = b"\xbf\x61n\x61x\xff";
    assert_eq!(answered(reply(200, &body[..])).await.unwrap().page.as_deref(), Some("x"));
    assert_eq!(answered(CannedReply::new(200, &body[..])).await.unwrap().page.as_deref(), Some("x"));

    let error = answered(reply(200, &b"\xa1\x65Books\x81\xa1\x66Weight\x67hunter2"[..])).await.unwrap_err();
    let ErrorKind::Response(response) = error.kind() else { panic!("{error:?}") };
    assert_eq!(response.path(), Some("Books[0].Weight"));
    assert!(error.to_string().contains("expected a number at byte 16 "), "{error}");
}

#[tokio::test]
async fn pages_of_others_are_told_and_nothing_of_what_may_be_secret() {
    let page = answered(CannedReply::new(200, "<html>log in</html>")).await.unwrap_err().to_string();
    assert!(
        page.contains("neither a body in CBOR nor the header smithy-protocol; it begins with: <html>"),
        "{page}"
    );
    for body in [
        &b"\x81\x67hunter2"[..],
        b"\xa1\x67hunter2",
        b"\x67hunter2",
        b"\xd9\xd9\xf7\x67hunter2",
        b"\xa0hunter2",
    ] {
        for status in [200, 400] {
            let error = answered(reply(status, body)).await.unwrap_err();
            assert!(!format!("{error} {error:?}").contains("hunter2"), "{error}");
        }
    }
    assert_eq!(answered(reply(503, &b"\xbf\xff"[..])).await.unwrap_err().message(), None);
}

#[tokio::test]
async fn exceptions_are_read_from_the_answer() {
    let refuse = |_: &ListBooksInput| {
        Err(ListBooksError::NoSuchShelf(NoSuchShelf { message: Some("gone".to_owned()), nearest: Some(7) }))
    };
    let fake = Fake::new(&SERVICE, |config| Client::new(&SERVICE, config)).on(refuse);
    let error = list(&fake, ListBooksInput::default()).await.unwrap_err();
    assert_eq!(
        (error.code(), error.message(), error.status()),
        (Some("NoSuchShelf"), Some("gone"), Some(400))
    );
    let ErrorKind::Service(ListBooksError::NoSuchShelf(exception)) = error.kind() else {
        panic!("{error:?}")
    };
    assert_eq!(exception.nearest, Some(7));

    let odd = |_: &ListBooksInput| Err(ListBooksError::Unhandled(Unhandled::new("Odd", "what?\n")));
    let fake = Fake::new(&SERVICE, |config| Client::new(&SERVICE, config)).on(odd);
    let error = list(&fake, ListBooksInput::default()).await.unwrap_err();
    assert_eq!((error.code(), error.message()), (Some("Odd"), Some("what?")));

    // A member that does not fit takes nothing away from those before it.
    let body = b"\xa3\x66__type\x6fcom#NoSuchShelf\x67Message\x64gone\x67Nearest\x61x";
    let error = answered(reply(400, &body[..]).header("x-amzn-errortype", "Other")).await.unwrap_err();
    let Some(ListBooksError::NoSuchShelf(exception)) = error.as_service_error() else { panic!("{error:?}") };
    assert_eq!(exception.message.as_deref(), Some("gone"));
}

#[tokio::test]
async fn codes_of_a_former_protocol_are_written_and_read() {
    static PROTOCOL: RpcV2Cbor = RpcV2Cbor::new("Shelf").query_compatible();
    static SERVICE: ServiceSchema = ServiceSchema::new("Shelf", &PROTOCOL).signing_name("shelf");
    static OPERATION: OperationSchema = OperationSchema::of::<ListBooksInput>(&SERVICE).name("ListBooks");
    let exception = NoSuchShelf { message: None, nearest: Some(1) };
    let complaint = crate::protocol::server::Complaint {
        code: Some("Former.NoSuchShelf"),
        message: Some("gone"),
        exception: Some(&exception),
    };
    let answer = crate::protocol::Protocol::server(&PROTOCOL).write_error(&OPERATION, &complaint).unwrap();
    assert_eq!(answer.headers()["x-amzn-query-error"], "Former.NoSuchShelf;Sender");
    let refusal = OPERATION.service.protocol.refusal(&OPERATION, &answer);
    assert_eq!(refusal.code.as_deref(), Some("Former.NoSuchShelf"));
    assert_eq!(
        (refusal.exception.as_deref(), refusal.message.as_deref()),
        (Some("NoSuchShelf"), Some("gone"))
    );
}

#[tokio::test]
async fn whoever_answers_in_place_of_the_service_is_understood() {
    let json = CannedReply::new(400, r#"{"__type":"com#ExpiredTokenException","message":"m"}"#);
    let error = answered(json).await.unwrap_err();
    assert_eq!((error.code(), error.message()), (Some("ExpiredTokenException"), Some("m")));
    let xml = CannedReply::new(503, "<Error><Code>SlowDown</Code></Error>");
    assert!(answered(xml).await.unwrap_err().is_throttling());
    let error =
        answered(CannedReply::new(403, "").header("x-amzn-errortype", "AccessDenied")).await.unwrap_err();
    assert!(error.is_access_denied());
    let error = answered(CannedReply::new(502, "<html>bad gateway</html>")).await.unwrap_err();
    assert_eq!((error.code(), error.message()), (None, Some("<html>bad gateway</html>")));
    assert!(error.is_retryable());
}

#[tokio::test]
async fn listings_go_from_page_to_page() {
    let fake = Fake::new(&SERVICE, |config| Client::new(&SERVICE, config)).on(|input: &ListBooksInput| {
        let page = input.page.as_deref().map_or(0, |page| page.parse().unwrap());
        let book = Book { title: format!("volume {page}"), ..Book::default() };
        Ok(ListBooksOutput { books: Some(vec![book]), page: (page < 2).then(|| (page + 1).to_string()) })
    });
    let mut items =
        pagination::Items::of_mode(fake.client(), ListBooksInput::default(), RequestConfig::new());
    let mut titles = Vec::new();
    while let Some(book) = items.next().await {
        titles.push(book.unwrap().title);
    }
    assert_eq!(titles, ["volume 0", "volume 1", "volume 2"]);
}

#[tokio::test]
async fn recordings_hold_what_the_model_knows_and_are_replayed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("recording.json");
    let found =
        b"\xa2\x65Books\x81\xa3\x65Title\x6aof hunter2\x65Owner\x69hush-hush\x66Secret\x66hidden\x61n\x62p2";
    let gone = b"\xa3\x66__type\x6fcom#NoSuchShelf\x67Message\x6bnot hunter2\x67Nearest\x07";
    let service =
        CannedHttp::new([reply(200, &found[..]), reply(400, &gone[..]), reply(200, &b"\xa1\x67hunter2"[..])]);
    let input = |owner: &str| ListBooksInput {
        sample: Some(Book { owner: Some(owner.to_owned()), ..Book::default() }),
        ..ListBooksInput::default()
    };
    let recording = client(Recorder::new(service, &path));
    for _ in 0..3 {
        let _ = list(&recording, input("hunter2")).await;
    }
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(!["hunter2", "hush", "hidden"].iter().any(|secret| text.contains(secret)), "{text}");

    let replay = client(Replay::open(&path).unwrap());
    let output = list(&replay, input("another")).await.unwrap();
    let book = &output.books.unwrap()[0];
    assert_eq!((book.title.as_str(), book.owner.as_deref()), ("of <redacted>", Some("<redacted>")));
    assert_eq!(output.page.as_deref(), Some("p2"));

    let error = list(&replay, input("another")).await.unwrap_err();
    assert_eq!(error.message(), Some("not <redacted>"));
    let Some(ListBooksError::NoSuchShelf(exception)) = error.as_service_error() else { panic!("{error:?}") };
    assert_eq!(exception.nearest, Some(7));

    let error = format!("{:?}", list(&replay, input("another")).await.unwrap_err());
    assert!(error.contains("was not kept") && error.contains("9 bytes"), "{error}");
}
