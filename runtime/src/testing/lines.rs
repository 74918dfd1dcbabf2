//! The protocol of the tests' own, put through everything that a protocol gets without doing anything for it.

#![allow(unreachable_pub, clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::HashMap;

use bytes::Bytes;

use super::{CannedHttp, CannedReply, Fake, HttpClient, Recorder, Replay, Unhandled};
use crate::call::operation::{Operation, Paginated, PaginatedItems};
use crate::call::{pagination, request};
use crate::client::Client;
use crate::client::overrides::RequestConfig;
use crate::error::ErrorKind;
use crate::protocol::lines::Lines;
use crate::protocol::{OperationSchema, ServiceSchema};
use crate::schema::{PaginatorSchema, TokenSchema};
use crate::time::Timestamp;

static SERVICE: ServiceSchema = ServiceSchema::new("Shelf", &Lines).signing_name("shelf");

#[derive(Clone, Debug)]
enum Colour {
    Red,
    Unknown(crate::shape::UnknownValue),
}

crate::string_enum! {
    Colour {
        Red: "RED";
    }
}

#[derive(Clone, PartialEq)]
enum Content {
    Text(String),
    Parts(Vec<i64>),
    Unknown { name: String },
}

crate::union! {
    Content as "Content" {
        Text: "Text" => String;
        Parts: "Parts" => List(&each(Long)), wire("Pieces");
    }
}

#[derive(Clone, Default, PartialEq)]
struct Book {
    title: String,
    colour: Option<Colour>,
    weight: Option<f64>,
    printed: Option<Timestamp>,
    cover: Option<Bytes>,
    content: Option<Content>,
    notes: Option<HashMap<String, Option<String>>>,
    marks: Option<Vec<Option<bool>>>,
    owner: Option<String>,
    inner: Option<Box<Book>>,
}

crate::structure! {
    Book as "Book" {
        title: "Title" => String, REQUIRED;
        colour: "Colour" => shape::<Colour>();
        weight: "Weight" => Double;
        printed: "Printed" => Timestamp;
        cover: "Cover" => Blob;
        content: "Content" => shape::<Content>();
        notes: "Notes" => SparseMap(&pair(each(String), each(String)));
        marks: "Marks" => SparseList(&each(Boolean));
        owner: "Owner" => String, SENSITIVE;
        inner: "Inner" => shape::<Book>(), wire("in.side");
    }
}

#[derive(Clone, Default, PartialEq)]
struct ListBooksInput {
    shelf: Option<String>,
    page: Option<String>,
    sample: Option<Book>,
    token: Option<String>,
}

crate::structure! {
    ListBooksInput as "ListBooksInput" {
        shelf: "Shelf" => String, wire("x-lines-shelf"), HEADER;
        page: "Page" => String, wire("p");
        sample: "Sample" => shape::<Book>();
        token: "Token" => String, IDEMPOTENCY_TOKEN;
    }
}

#[derive(Clone, Default, PartialEq)]
struct ListBooksOutput {
    books: Option<Vec<Book>>,
    page: Option<String>,
    count: Option<i32>,
}

crate::structure! {
    ListBooksOutput as "ListBooksOutput" {
        books: "Books" => List(&each(shape::<Book>()));
        page: "NextPage" => String, wire("n");
        count: "Count" => Integer, wire("x-lines-count"), HEADER;
    }
}

#[derive(Clone, PartialEq)]
struct NoSuchShelf {
    message: Option<String>,
    nearest: Option<String>,
}

crate::structure! {
    NoSuchShelf as "NoSuchShelf" {
        message: "Message" => String;
        nearest: "Nearest" => String, wire("x-lines-nearest"), HEADER;
    }
}

crate::exception! { NoSuchShelf as "NoSuchShelf" }

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

/// A book with a value of every kind, and something in it that lines have a hard time with.
fn book() -> Book {
    Book {
        title: "one\ntwo = 100 %! αβ".to_owned(),
        colour: Some(Colour::from("BLUE")),
        weight: Some(f64::INFINITY),
        printed: "2026-01-31T12:00:00.123456789Z".parse().ok(),
        cover: Some(Bytes::from_static(b"\0\xff")),
        content: Some(Content::Parts(vec![i64::MIN, 0])),
        notes: Some(HashMap::from([("a.b=c".to_owned(), None), (String::new(), Some("!".to_owned()))])),
        marks: Some(vec![Some(true), None, Some(false)]),
        owner: Some("hunter2".to_owned()),
        inner: Some(Box::new(Book {
            content: Some(Content::Text(String::new())),
            marks: Some(Vec::new()),
            ..Book::default()
        })),
    }
}

fn client(http: impl HttpClient) -> Client {
    Client::new(&SERVICE, super::config(http).max_attempts(1).build().unwrap())
}

async fn list(client: &Client, input: ListBooksInput) -> Result<ListBooksOutput, ErrorKind<ListBooksError>> {
    let sent = request::send(client, input, &RequestConfig::new()).await;
    sent.map(request::Response::into_output).map_err(crate::error::Error::into_kind)
}

#[tokio::test]
async fn calls_carry_every_kind_of_value_both_ways() {
    let fake = Fake::new(&SERVICE, |config| Client::new(&SERVICE, config)).on(|input: &ListBooksInput| {
        let books = input.sample.clone().map(|book| vec![book.clone(), book]);
        Ok(ListBooksOutput { books, count: Some(2), ..ListBooksOutput::default() })
    });
    let input =
        ListBooksInput { shelf: Some("left".to_owned()), sample: Some(book()), ..ListBooksInput::default() };
    let output = list(&fake, input).await.unwrap();
    assert!(output.books == Some(vec![book(), book()]), "{output:?}");
    assert_eq!(output.count, Some(2));
    let calls = fake.calls::<ListBooksInput>();
    assert!(calls.iter().all(|call| call.shelf.as_deref() == Some("left") && call.token.is_some()));
}

#[tokio::test]
async fn names_on_the_wire_are_in_the_request_and_those_of_the_model_in_errors_and_storage() {
    let reply = CannedReply::new(200, "Books.0.Title=x\nBooks.0.in%2Eside.Weight=heavy\nOther.0=1\n");
    let http = CannedHttp::new([reply.header("x-lines-count", "1")]);
    let input = ListBooksInput { page: Some("2".to_owned()), ..ListBooksInput::default() };
    assert_eq!(serde_json::to_string(&input).unwrap(), r#"{"Page":"2"}"#);
    let error = list(&client(http.clone()), input).await.unwrap_err();
    let ErrorKind::Response(error) = error else { panic!("{error:?}") };
    assert_eq!(error.path(), Some("Books[0].Inner.Weight"));
    let request = &http.requests()[0];
    assert!(String::from_utf8_lossy(request.body()).starts_with("p=2\nToken="));
    assert_eq!(request.headers()["x-lines-operation"], "ListBooks");
}

#[tokio::test]
async fn exceptions_are_read_from_the_whole_answer() {
    let refuse = |_: &ListBooksInput| {
        let nearest = Some("right".to_owned());
        Err(ListBooksError::NoSuchShelf(NoSuchShelf { message: Some("gone".to_owned()), nearest }))
    };
    let fake = Fake::new(&SERVICE, |config| Client::new(&SERVICE, config)).on(refuse);
    let error = list(&fake, ListBooksInput::default()).await.unwrap_err();
    let ErrorKind::Service(ListBooksError::NoSuchShelf(exception)) = error else { panic!("{error:?}") };
    assert_eq!(exception.message.as_deref(), Some("gone"));
    assert_eq!(exception.nearest.as_deref(), Some("right"));

    let odd = |_: &ListBooksInput| Err(ListBooksError::Unhandled(Unhandled::new("Odd", "what?\n")));
    let fake = Fake::new(&SERVICE, |config| Client::new(&SERVICE, config)).on(odd);
    let error = list(&fake, ListBooksInput::default()).await.unwrap_err();
    let ErrorKind::Service(ListBooksError::Unhandled(unhandled)) = error else { panic!("{error:?}") };
    assert_eq!((unhandled.code.as_deref(), unhandled.message.as_deref()), (Some("Odd"), Some("what?\n")));
}

#[tokio::test]
async fn listings_go_from_page_to_page_by_names_of_the_model() {
    let fake = Fake::new(&SERVICE, |config| Client::new(&SERVICE, config)).on(|input: &ListBooksInput| {
        let page = input.page.as_deref().map_or(0, |page| page.parse().unwrap());
        let book = Book { title: format!("volume {page}"), ..Book::default() };
        let next = (page < 2).then(|| (page + 1).to_string());
        Ok(ListBooksOutput { books: Some(vec![book]), page: next, count: None })
    });
    let mut items =
        pagination::Items::of_mode(fake.client(), ListBooksInput::default(), RequestConfig::new());
    let mut titles = Vec::new();
    while let Some(book) = items.next().await {
        titles.push(book.unwrap().title);
    }
    assert_eq!(titles, ["volume 0", "volume 1", "volume 2"]);
    let tokens: std::collections::BTreeSet<_> =
        fake.calls::<ListBooksInput>().into_iter().map(|call| call.token).collect();
    assert_eq!(tokens.len(), 3);
}

#[tokio::test]
async fn recordings_hold_what_the_model_knows_and_are_replayed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("recording.json");
    let found =
        "Books.0.Title=of%20hunter2\nBooks.0.Owner=hush-hush\nBooks.0.Secret=hidden\nn=hush-hush%21\n";
    let gone = CannedReply::new(400, "Message=not%20hunter2\n").header("x-lines-error", "NoSuchShelf");
    let service = CannedHttp::new([
        CannedReply::new(200, found).header("x-lines-count", "1"),
        gone.header("x-lines-nearest", "right"),
        CannedReply::new(200, "hunter2"),
    ]);
    let input = |owner: &str| ListBooksInput {
        shelf: Some("left".to_owned()),
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
    assert_eq!((output.page.as_deref(), output.count), (Some("<redacted>!"), Some(1)));

    let error = list(&replay, input("another")).await.unwrap_err();
    let ErrorKind::Service(ListBooksError::NoSuchShelf(exception)) = error else { panic!("{error:?}") };
    assert_eq!(exception.nearest.as_deref(), Some("right"));

    let error = format!("{:?}", list(&replay, input("another")).await.unwrap_err());
    assert!(error.contains("was not kept") && error.contains("7 bytes"), "{error}");
}
