//! Listings go on to the end, no further, and say why they stopped.

use serde_json::{Value, json};
use shapesmith_runtime::ErrorKind;
use shapesmith_runtime::pagination::StopReason;
use shapesmith_tests::server::{Reply, Server, ok, status};

use crate::{EXECUTION, client};

/// A page with tasks of these names and a token.
fn page(tasks: &[&str], token: Option<&str>) -> Reply {
    let tasks: Vec<_> = tasks.iter().map(|task| json!({"TaskArn": task})).collect();
    ok(json!({"WindowExecutionTaskIdentities": tasks, "NextToken": token}).to_string())
}

/// The tokens that pages were asked for with.
fn tokens(server: &Server) -> Vec<Value> {
    let bodies =
        server.received().into_iter().map(|request| serde_json::from_str::<Value>(request.text()).unwrap());
    bodies.map(|body| body["NextToken"].clone()).collect()
}

/// Lists the tasks, and gives their names, what went wrong if anything did, and why the listing
/// stopped.
macro_rules! list {
    ($listing:expr) => {{
        let mut listing = $listing;
        let (mut names, mut error) = (Vec::new(), None);
        while let Some(task) = listing.next().await {
            match task {
                Ok(task) => names.push(task.task_arn.unwrap_or_default()),
                Err(found) => error = Some(found),
            }
            assert!(names.len() < 100, "the listing has no end");
        }
        (names, error, listing.stop_reason())
    }};
}

#[tokio::test]
async fn items_come_from_all_pages_also_after_an_empty_one() {
    let server = Server::start([
        page(&["a", "b"], Some("1")),
        page(&[], Some("2")),
        ok(r#"{"NextToken": "3"}"#),
        page(&["c"], Some("")),
        page(&["beyond the end"], None),
    ])
    .await;
    let request = client(&server).describe_maintenance_window_execution_tasks(EXECUTION).max_results(10);
    let (names, error, reason) = list!(request.items());
    assert_eq!(names, ["a", "b", "c"]);
    assert!(error.is_none());
    assert_eq!(reason, Some(StopReason::End), "an empty token is the end");
    assert_eq!(tokens(&server), [Value::Null, json!("1"), json!("2"), json!("3")]);
    for request in server.received() {
        let body: Value = serde_json::from_str(request.text()).unwrap();
        assert_eq!((&body["WindowExecutionId"], &body["MaxResults"]), (&json!(EXECUTION), &json!(10)));
        shapesmith_tests::signature::verify(&request, crate::SECRET).unwrap();
    }
}

#[tokio::test]
async fn a_page_without_a_token_is_the_last() {
    let server = Server::start([page(&["a"], None), page(&["beyond the end"], None)]).await;
    let (names, error, reason) =
        list!(client(&server).describe_maintenance_window_execution_tasks(EXECUTION).items());
    assert_eq!((names, error.is_none(), reason), (vec!["a".to_owned()], true, Some(StopReason::End)));
}

#[tokio::test]
async fn pages_are_given_as_they_came() {
    let server = Server::start([page(&["a", "b"], Some("1")), page(&[], None)]).await;
    let mut pages = client(&server).describe_maintenance_window_execution_tasks(EXECUTION).pages();
    let first = pages.next().await.unwrap().unwrap();
    assert_eq!(first.window_execution_task_identities_or_empty().len(), 2);
    assert_eq!((first.next_token.as_deref(), pages.stop_reason()), (Some("1"), None));
    let second = pages.next().await.unwrap().unwrap();
    assert!(second.window_execution_task_identities_or_empty().is_empty());
    assert!(pages.next().await.is_none());
    assert_eq!(pages.stop_reason(), Some(StopReason::End));
}

#[tokio::test]
async fn a_token_that_came_before_is_an_error_and_not_an_end() {
    for replies in [
        vec![page(&["a"], Some("1")), page(&["b"], Some("1")), page(&["b"], Some("1"))],
        vec![
            page(&["a"], Some("1")),
            page(&["b"], Some("2")),
            page(&["c"], Some("1")),
            page(&["b"], Some("2")),
        ],
    ] {
        let pages = replies.len() - 1;
        let server = Server::start(replies).await;
        let listing = client(&server).describe_maintenance_window_execution_tasks(EXECUTION).items();
        let (names, error, reason) = list!(listing);
        assert_eq!(names.len(), pages, "what came before the loop is given");
        let error = error.expect("the loop is told");
        assert!(matches!(error.kind(), ErrorKind::Pagination(_)), "{error:?}");
        let text = error.to_string();
        assert!(
            text.contains(&format!("after page {pages} the service gave a token that it had given before")),
            "{text}"
        );
        assert_eq!(reason, Some(StopReason::RepeatedToken));
        assert_eq!(server.received().len(), pages, "the loop is not entered");
    }
}

#[tokio::test]
async fn a_listing_can_be_limited_and_resumed_within_a_page() {
    let replies = [page(&["a", "b", "c"], Some("1")), page(&["a", "b", "c"], Some("1")), page(&["d"], None)];
    let server = Server::start(replies).await;
    let request = || client(&server).describe_maintenance_window_execution_tasks(EXECUTION);
    let mut items = request().items().limit(2);
    let mut names = Vec::new();
    while let Some(task) = items.next().await {
        names.push(task.unwrap().task_arn.unwrap());
    }
    assert_eq!((names, items.stop_reason()), (vec!["a".to_owned(), "b".to_owned()], Some(StopReason::Limit)));

    let token = items.resume_token().unwrap();
    let (names, error, _) = list!(request().items().starting_token(token));
    assert_eq!((names, error.is_none()), (vec!["c".to_owned(), "d".to_owned()], true));
    assert_eq!(tokens(&server), [Value::Null, Value::Null, json!("1")]);
}

#[tokio::test]
async fn a_listing_can_begin_at_a_token_of_the_service_and_choose_its_page_size() {
    let server = Server::start([page(&["x"], None)]).await;
    let request = client(&server).describe_maintenance_window_execution_tasks(EXECUTION);
    let (names, _, _) = list!(request.items().starting_token("7").page_size(25));
    assert_eq!(names, ["x"]);
    let body: Value = serde_json::from_str(server.received()[0].text()).unwrap();
    assert_eq!(body, json!({"WindowExecutionId": EXECUTION, "MaxResults": 25, "NextToken": "7"}));
}

#[tokio::test]
async fn an_error_in_the_middle_loses_nothing() {
    let server = Server::start([
        page(&["a"], Some("1")),
        status(400, r#"{"__type": "DoesNotExistException", "Message": "gone"}"#),
        page(&["b"], None),
    ])
    .await;
    let mut items = client(&server).describe_maintenance_window_execution_tasks(EXECUTION).items();
    assert_eq!(items.next().await.unwrap().unwrap().task_arn.as_deref(), Some("a"));
    let error = items.next().await.unwrap().unwrap_err();
    assert_eq!(error.code(), Some("DoesNotExistException"));
    assert!(items.next().await.is_none(), "after an error the listing is over");
    assert_eq!(items.stop_reason(), Some(StopReason::Error));

    items.retry();
    assert_eq!(items.next().await.unwrap().unwrap().task_arn.as_deref(), Some("b"));
    assert!(items.next().await.is_none());
    assert_eq!(tokens(&server), [Value::Null, json!("1"), json!("1")]);
}
