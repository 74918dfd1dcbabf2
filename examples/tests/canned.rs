//! Tests without AWS: replies written out as HTTP, for what no closure can do.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use ssm::Client;
use ssm::test_util::{self, CannedHttp, CannedReply, HttpErrorKind};

const EXECUTION: &str = "14bea65d-5ccc-462d-a2f3-e99c8b7d6e5f";

fn client(http: &CannedHttp) -> Client {
    Client::new(test_util::config(http.clone()).build().unwrap())
}

#[tokio::test]
async fn a_busy_service_is_asked_again() {
    let http = CannedHttp::new([
        CannedReply::new(503, "<html><h1>Busy</h1></html>").header("content-type", "text/html"),
        CannedReply::failure(HttpErrorKind::Io),
        CannedReply::new(200, r#"{"WindowExecutionTaskIdentities": [{"Status": "SUCCESS"}]}"#),
    ]);

    let page = client(&http).describe_maintenance_window_execution_tasks(EXECUTION).await.unwrap();

    assert_eq!((page.attempts(), page.window_execution_task_identities_or_empty().len()), (3, 1));
}

#[tokio::test]
async fn the_requests_can_be_looked_at() {
    let http = CannedHttp::new([CannedReply::new(200, "{}")]);

    client(&http).describe_maintenance_window_execution_tasks(EXECUTION).max_results(10).await.unwrap();

    let requests = http.requests();
    assert_eq!(requests[0].headers()["x-amz-target"], "AmazonSSM.DescribeMaintenanceWindowExecutionTasks");
    let body: serde_json::Value = serde_json::from_slice(requests[0].body()).unwrap();
    assert_eq!(body, serde_json::json!({"WindowExecutionId": EXECUTION, "MaxResults": 10}));
}

#[tokio::test]
async fn new_members_of_a_reply_are_told_with_their_path() {
    let reply =
        r#"{"WindowExecutionTaskIdentities": [{"Status": "SUCCESS", "Colour": "green"}], "Total": 1}"#;
    let http = CannedHttp::new([CannedReply::new(200, reply)]);

    let page = client(&http).describe_maintenance_window_execution_tasks(EXECUTION).await.unwrap();

    let unknowns: Vec<String> = page.unknowns().iter().map(ToString::to_string).collect();
    assert_eq!(
        unknowns,
        [
            "WindowExecutionTaskIdentities[0].Colour: a member the model does not know",
            "Total: a member the model does not know",
        ]
    );
}

#[tokio::test]
async fn one_request_too_many_is_an_error() {
    let error = client(&CannedHttp::new([]))
        .describe_maintenance_window_execution_tasks(EXECUTION)
        .await
        .unwrap_err();

    let told = error.to_string();
    assert!(told.contains("all 0 canned replies are used up"), "{told}");
    assert_eq!(error.attempts(), 1);
}

#[tokio::test]
async fn a_reply_that_is_no_http_is_an_error() {
    for (reply, complaint) in [
        (CannedReply::new(1000, ""), "canned reply with status 1000"),
        (
            CannedReply::new(200, "{}").header("two words", "x"),
            "\"two words\" with the value that it was given is not a header",
        ),
    ] {
        let client = client(&CannedHttp::new([reply]));
        let error =
            client.describe_maintenance_window_execution_tasks(EXECUTION).await.unwrap_err().to_string();
        assert!(error.contains(complaint), "{error}");
    }
}
