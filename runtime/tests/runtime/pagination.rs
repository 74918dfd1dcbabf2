//! Listings: every item once, whatever happens.

use futures_util::TryStreamExt;
use shapesmith_runtime::pagination::{Items, Pages, StopReason};
use shapesmith_runtime::{ErrorKind, RequestConfig};

use crate::support::server::{Answer, Server, ok, status};
use crate::support::things::{ListThingsInput, list};
use crate::support::{client, config};

/// A page with things and the token of the next one.
fn page(names: &[&str], next: Option<&str>) -> Answer {
    let things: Vec<_> = names.iter().map(|name| serde_json::json!({"Name": name})).collect();
    ok(serde_json::json!({"Things": things, "NextToken": next}).to_string())
}

fn items(server: &Server) -> Items<ListThingsInput> {
    Items::new(client(config(&server.url).max_attempts(1)), list("blue"), RequestConfig::new())
}

fn pages(server: &Server) -> Pages<ListThingsInput> {
    Pages::new(client(config(&server.url).max_attempts(1)), list("blue"), RequestConfig::new())
}

async fn names(items: &mut Items<ListThingsInput>) -> Vec<String> {
    let mut names = Vec::new();
    while let Some(thing) = items.next().await {
        names.push(thing.unwrap().name);
    }
    names
}

fn tokens(server: &Server) -> Vec<Option<String>> {
    let token =
        |request: &crate::support::server::Received| request.json()["NextToken"].as_str().map(str::to_owned);
    server.received().iter().map(token).collect()
}

fn some(token: &str) -> Option<String> {
    Some(token.to_owned())
}

#[tokio::test]
async fn items_of_all_pages_come_in_order_past_empty_pages_to_the_empty_token() {
    let server = Server::start([
        page(&["a", "b"], Some("1")),
        page(&[], Some("2")),
        ok(r#"{"NextToken":"3"}"#),
        page(&["c"], Some("")),
    ])
    .await;
    let mut items = items(&server);
    assert_eq!(items.stop_reason(), None);
    assert_eq!(names(&mut items).await, ["a", "b", "c"]);
    assert_eq!(tokens(&server), [None, some("1"), some("2"), some("3")]);
    assert_eq!((items.stop_reason(), items.resume_token()), (Some(StopReason::End), None));
    assert!(items.next().await.is_none());
    assert_eq!(server.received().len(), 4);
}

#[tokio::test]
async fn pages_come_as_they_are_and_both_are_streams() {
    let script = || [page(&["a"], Some("1")), page(&[], Some("2")), page(&["b"], None)];
    let server = Server::start(script()).await;
    let pages: Vec<_> = pages(&server).try_collect().await.unwrap();
    let counts: Vec<_> = pages.iter().map(|page| page.things.as_ref().unwrap().len()).collect();
    assert_eq!(counts, [1, 0, 1]);
    assert_eq!(pages[0].request_id(), Some("req-1"));
    let server = Server::start(script()).await;
    let items: Vec<_> = items(&server).prefetch(true).try_collect().await.unwrap();
    assert_eq!(items.len(), 2);
}

#[tokio::test]
async fn listings_are_shared_between_threads_and_go_on_with_a_question_mark() {
    fn shared<T: Send + Sync>(value: T) -> T {
        value
    }
    let server = Server::start([page(&["a"], Some("1")), page(&["b"], Some("1")), page(&["a"], None)]).await;
    let mut items = shared(items(&server));
    let mut names = Vec::new();
    let failed = async {
        while let Some(item) = items.try_next().await? {
            names.push(item.name);
        }
        Ok::<(), shapesmith_runtime::AnyError>(())
    };
    assert!(failed.await.unwrap_err().to_string().contains("had given before"));
    assert_eq!(names, ["a", "b"]);
    let mut pages = shared(pages(&server));
    let page = pages.try_next().await.unwrap().unwrap();
    assert_eq!(
        page.into_output().things.unwrap()[0].name,
        "a",
        "what is in a response can be taken out of it"
    );
    assert!(pages.try_next().await.unwrap().is_none());
}

#[tokio::test]
async fn a_token_that_came_before_is_an_error_after_the_items_of_its_page() {
    for (script, expected) in [
        (vec![page(&["a"], Some("1")), page(&["b"], Some("1"))], vec!["a", "b"]),
        (
            vec![page(&["a"], Some("A")), page(&["b"], Some("B")), page(&["c"], Some("A"))],
            vec!["a", "b", "c"],
        ),
    ] {
        let server = Server::start(script).await;
        let mut items = items(&server);
        for name in &expected {
            assert_eq!(items.next().await.unwrap().unwrap().name, *name);
        }
        let error = items.next().await.unwrap().unwrap_err();
        assert_eq!(
            error.to_string(),
            format!(
                "ListThings: after page {} the service gave a token that it had given before; the listing would never end",
                expected.len()
            )
        );
        assert!(matches!(error.kind(), ErrorKind::Pagination(_)));
        assert!(items.next().await.is_none());
        assert_eq!(items.stop_reason(), Some(StopReason::RepeatedToken));
    }
}

#[tokio::test]
async fn an_error_in_the_middle_loses_and_doubles_nothing() {
    let broken = || status("400 Bad Request", &[], r#"{"__type":"NoSuchThing"}"#);
    let server = Server::start([page(&["a", "b"], Some("1")), broken(), broken(), page(&["c"], None)]).await;
    let mut first = items(&server);
    assert_eq!(first.next().await.unwrap().unwrap().name, "a");
    assert_eq!(first.next().await.unwrap().unwrap().name, "b");
    assert!(first.next().await.unwrap().is_err());
    assert_eq!(first.stop_reason(), Some(StopReason::Error));
    assert!(first.next().await.is_none(), "it does not go on by itself");
    let token = first.resume_token().unwrap();

    first.retry();
    assert_eq!(first.stop_reason(), None);
    assert!(first.next().await.unwrap().is_err(), "the same page fails again");

    let mut second = items(&server).starting_token(&token);
    assert_eq!(names(&mut second).await, ["c"]);
    assert_eq!(tokens(&server), [None, some("1"), some("1"), some("1")]);
}

#[tokio::test]
async fn a_limit_stops_in_the_middle_of_a_page_and_the_token_goes_on_there() {
    let script = || [page(&["a", "b", "c"], Some("1")), page(&["d", "e", "f"], None)];
    let all = ["a", "b", "c", "d", "e", "f"];
    for limit in 0..=7_usize {
        let server = Server::start(script()).await;
        let mut first = items(&server).limit(limit as u64);
        let taken = names(&mut first).await;
        assert_eq!(taken, all[..limit.min(6)]);
        let token = first.resume_token();
        let expected = if limit < 6 { StopReason::Limit } else { StopReason::End };
        assert_eq!(token.is_none(), limit >= 6, "{limit}");
        assert_eq!(first.stop_reason(), Some(expected), "{limit}");
        let Some(token) = token else { continue };
        // The service answers the same requests with the same pages.
        let rest =
            if limit < 3 { script().into_iter().collect() } else { vec![page(&["d", "e", "f"], None)] };
        let server = Server::start(rest).await;
        let mut second = items(&server).starting_token(&token);
        assert_eq!(names(&mut second).await, all[limit..], "{limit}");
        let begin = if limit < 3 { None } else { some("1") };
        assert_eq!(tokens(&server)[0], begin, "{limit}");
    }
}

#[tokio::test]
async fn a_listing_resumed_twice_in_one_page_goes_on_there() {
    let script = || [page(&["a", "b", "c", "d"], None)];
    let server = Server::start(script()).await;
    let mut first = items(&server).limit(1);
    assert_eq!(names(&mut first).await, ["a"]);
    let server = Server::start(script()).await;
    let mut second = items(&server).starting_token(first.resume_token().unwrap()).limit(2);
    let unread = second.resume_token();
    assert_eq!(names(&mut second).await, ["b", "c"]);
    for (token, expected) in [(second.resume_token(), vec!["d"]), (unread, vec!["b", "c", "d"])] {
        let server = Server::start(script()).await;
        let mut third = items(&server).starting_token(token.unwrap());
        assert_eq!(names(&mut third).await, expected);
    }
}

#[tokio::test]
async fn page_size_and_tokens_of_the_service_are_sent() {
    let server = Server::start([page(&["a"], None)]).await;
    let mut items = items(&server).page_size(25).starting_token("raw");
    assert_eq!(names(&mut items).await, ["a"]);
    let request = server.received().remove(0).json();
    assert_eq!((&request["MaxResults"], &request["NextToken"]), (&25.into(), &"raw".into()));
}

#[tokio::test]
async fn an_input_with_a_token_begins_there() {
    let server = Server::start([page(&["a"], Some("8")), page(&["b"], None)]).await;
    let input = ListThingsInput { next_token: some("7"), ..list("blue") };
    let mut items = Items::new(client(config(&server.url)), input, RequestConfig::new());
    assert_eq!(names(&mut items).await, ["a", "b"]);
    assert_eq!(tokens(&server), [some("7"), some("8")]);
}

#[tokio::test]
async fn tokens_and_sizes_that_do_not_fit_are_errors_and_nothing_is_sent() {
    let server = Server::start([page(&["a"], None)]).await;
    let mut damaged = items(&server).starting_token("resume1.xxx");
    let error = damaged.next().await.unwrap().unwrap_err().to_string();
    assert_eq!(
        error,
        "ListThings: the starting token is not usable: it is damaged; pass what resume_token() gave for the same operation"
    );
    let mut large = items(&server).page_size(u32::MAX);
    let error = large.next().await.unwrap().unwrap_err().to_string();
    assert!(error.starts_with("ListThings: the page size cannot be set: MaxResults: "), "{error}");
    assert!(server.received().is_empty());
}

#[tokio::test]
async fn a_prefetched_page_is_on_its_way_while_the_last_one_is_worked_on() {
    let server = Server::start([page(&["a"], Some("1")), page(&["b"], Some("2")), page(&["c"], None)]).await;
    let mut items = items(&server).prefetch(true);
    assert_eq!(items.next().await.unwrap().unwrap().name, "a");
    while server.received().len() < 2 {
        tokio::task::yield_now().await;
    }
    assert_eq!(names(&mut items).await, ["b", "c"]);
    assert_eq!(server.received().len(), 3);
}

mod odd_tokens {
    //! A paginator with two tokens: a number below a structure, and the last element of a list.

    use std::collections::HashMap;

    use shapesmith_runtime::error::Unhandled;
    use shapesmith_runtime::operation::{
        Operation, OperationSchema, Paginated, PaginatorSchema, TokenSchema,
    };

    use crate::support::things::SERVICE;

    #[derive(Clone, Default)]
    pub(crate) struct Input {
        pub(crate) range: Option<Range>,
        pub(crate) after: Option<HashMap<String, String>>,
    }
    shapesmith_runtime::structure! {
        Input as "Input" {
            range: "Range" => shape::<Range>();
            after: "After" => Map(&pair(each(String), each(String)));
        }
    }

    #[derive(Clone, Default)]
    pub(crate) struct Range {
        pub(crate) from: Option<i64>,
        pub(crate) to: Option<i64>,
    }
    shapesmith_runtime::structure! {
        Range as "Range" {
            from: "From" => Long;
            to: "To" => Long;
        }
    }

    pub(crate) struct Output {
        pub(crate) position: Option<i64>,
        pub(crate) rows: Vec<Row>,
        pub(crate) more: Option<bool>,
    }
    shapesmith_runtime::structure! {
        Output as "Output" {
            position: "Position" => Long;
            rows: "Rows" => List(&each(shape::<Row>()));
            more: "More" => Boolean;
        }
    }

    pub(crate) struct Row {
        pub(crate) key: HashMap<String, String>,
    }
    shapesmith_runtime::structure! { Row as "Row" { key: "Key" => Map(&pair(each(String), each(String))); } }

    #[derive(Clone)]
    pub(crate) enum Failure {
        Unhandled(Unhandled),
    }
    shapesmith_runtime::operation_error! { Failure {} }

    impl Operation for Input {
        type Output = Output;
        type Error = Failure;

        const SCHEMA: &'static OperationSchema = &OperationSchema::of::<Self>(&SERVICE).name("ScanRows");
    }

    impl Paginated for Input {
        const PAGINATOR: &'static PaginatorSchema = &PaginatorSchema::new()
            .tokens(&[
                TokenSchema::new("Range.From", &["Absent", "Position"]),
                TokenSchema::new("After", &["Rows[-1].Key"]),
            ])
            .more_results("More")
            .result_keys(&["Rows"]);
    }
}

#[tokio::test]
async fn tokens_may_be_numbers_and_maps_anywhere_and_more_results_ends_a_listing() {
    use odd_tokens::{Input, Range};

    let server = Server::start([
        ok(r#"{"Position":5,"Rows":[{"Key":{"a":"1"}},{"Key":{"a":"2"}}],"More":true}"#),
        ok(r#"{"Position":5,"Rows":[{"Key":{"a":"3"}}],"More":true}"#),
        ok(r#"{"Rows":[{"Key":{"a":"4"}}],"More":true}"#),
        ok(r#"{"Position":9,"Rows":[{"Key":{"a":"5"}}],"More":false}"#),
    ])
    .await;
    let input = Input { range: Some(Range { from: None, to: Some(100) }), after: None };
    let mut pages = Pages::new(client(config(&server.url)), input.clone(), RequestConfig::new());
    let mut rows = 0;
    while let Some(page) = pages.next().await {
        rows += page.unwrap().rows.len();
    }
    assert_eq!((rows, pages.stop_reason()), (5, Some(StopReason::End)));
    let bodies: Vec<_> = server.received().into_iter().map(|request| request.body).collect();
    assert_eq!(
        bodies,
        [
            r#"{"Range":{"To":100}}"#,
            r#"{"Range":{"From":5,"To":100},"After":{"a":"2"}}"#,
            r#"{"Range":{"From":5,"To":100},"After":{"a":"3"}}"#,
            r#"{"Range":{"To":100},"After":{"a":"4"}}"#,
        ]
    );

    let mut sized = Pages::new(client(config(&server.url)), input, RequestConfig::new()).page_size(5);
    let error = sized.next().await.unwrap().err().unwrap().to_string();
    assert_eq!(error, "ScanRows: the page size cannot be set: ScanRows does not let one choose it");
}

#[test]
fn a_page_is_not_waited_for_in_a_runtime_that_nobody_drives() {
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let answering = runtime();
    let server = answering.block_on(Server::start([page(&["a"], Some("1")), page(&["b"], None)]));
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let mut pages = pages(&server).prefetch(true);
    let driver = std::thread::spawn(move || answering.block_on(stopped));
    let (one, two) = (runtime(), runtime());
    assert_eq!(one.block_on(pages.next()).unwrap().unwrap().things.as_ref().unwrap()[0].name, "a");
    let patience = std::time::Duration::from_secs(20);
    let second = two.block_on(async { tokio::time::timeout(patience, pages.next()).await });
    assert_eq!(
        second.expect("no wait for the other runtime").unwrap().unwrap().things.as_ref().unwrap()[0].name,
        "b"
    );
    stop.send(()).unwrap();
    let _ = driver.join();
}
