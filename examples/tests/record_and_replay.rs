//! Tests without AWS: real calls, recorded once and answered from the file ever after.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use std::path::Path;

use ssm::Client;
use ssm::test_util::{self, CannedHttp, CannedReply, HttpClient, RecordedBody, Recorder, Replay};

const EXECUTION: &str = "14bea65d-5ccc-462d-a2f3-e99c8b7d6e5f";
const OTHER: &str = "00000000-5ccc-462d-a2f3-e99c8b7d6e5f";

fn client(http: impl HttpClient) -> Client {
    Client::new(test_util::config(http).build().unwrap())
}

/// What stands for the service here. A real test would record through `HyperClient`.
fn service() -> CannedHttp {
    let page = |id: &str, more: &str| {
        let body = format!(r#"{{"WindowExecutionTaskIdentities": [{{"TaskExecutionId": "{id}"}}]{more}}}"#);
        CannedReply::new(200, body).header("set-cookie", "session=COOKIE").header("x-amzn-requestid", "r-1")
    };
    CannedHttp::new([page("a", r#", "NextToken": "t""#), page("b", ""), page("c", "")])
}

async fn task_ids(client: &Client) -> Result<Vec<String>, Box<dyn std::error::Error>> {
    let mut tasks = client.describe_maintenance_window_execution_tasks(EXECUTION).items();
    let mut ids = Vec::new();
    while let Some(task) = tasks.next().await.transpose()? {
        ids.extend(task.task_execution_id);
    }
    Ok(ids)
}

async fn record(path: &Path) {
    assert_eq!(task_ids(&client(Recorder::new(service(), path))).await.unwrap(), ["a", "b"]);
}

#[tokio::test]
async fn what_was_recorded_is_answered_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tasks.json");
    record(&path).await;

    let replay = client(Replay::open(&path).unwrap());

    assert_eq!(task_ids(&replay).await.unwrap(), ["a", "b"]);
}

#[tokio::test]
async fn secrets_are_never_in_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tasks.json");
    record(&path).await;

    let text = std::fs::read_to_string(&path).unwrap().to_lowercase();
    for secret in ["authorization", "signature", "akidexample", "x-amz-date", "cookie", "localhost"] {
        assert!(!text.contains(secret), "{secret} is in {text}");
    }
    assert!(text.contains("r-1"), "what helps to understand a recording is kept: {text}");
}

#[tokio::test]
async fn more_can_be_taken_out() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tasks.json");
    let recorder = Recorder::new(service(), &path).redact(|exchange| {
        if let RecordedBody::Members(members) = &mut exchange.reply.body {
            members["WindowExecutionTaskIdentities"][0]["TaskExecutionId"] = "someone".into();
        }
    });
    assert_eq!(task_ids(&client(recorder)).await.unwrap(), ["a", "b"], "the call itself is not changed");

    assert_eq!(task_ids(&client(Replay::open(&path).unwrap())).await.unwrap(), ["someone", "someone"]);
}

#[tokio::test]
async fn another_request_than_the_recorded_one_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tasks.json");
    record(&path).await;
    let replay = client(Replay::open(&path).unwrap());

    let error = replay.describe_maintenance_window_execution_tasks(OTHER).await.unwrap_err().to_string();

    assert!(error.contains("tasks.json: the recording has no such request of Describe"), "{error}");
    assert!(error.contains(OTHER), "{error}");
}

#[tokio::test]
async fn the_same_request_once_more_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tasks.json");
    record(&path).await;
    let replay = client(Replay::open(&path).unwrap());
    task_ids(&replay).await.unwrap();

    let error = task_ids(&replay).await.unwrap_err().to_string();

    assert!(error.contains("holds this request of"), "{error}");
}

#[tokio::test]
async fn a_file_that_is_no_recording_is_told_with_the_place() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("broken.json");
    let exchange = |request: &str, body: &str| {
        format!(
            r#"{{"version": 2, "exchanges": [{{"operation": "X", "request": {request},
                "reply": {{"status": 200, "headers": {{}}, {body}}}}}]}}"#
        )
    };
    let sent = r#"{"members": {}}"#;
    for (text, complaint) in [
        ("{".to_owned(), "EOF while parsing"),
        ("{}".to_owned(), "version: not a number; is this a recording?"),
        (r#"{"version": 1, "exchanges": []}"#.to_owned(), "version: 1, the form of an older library"),
        (r#"{"version": 3}"#.to_owned(), "version: 3, but this library reads version 2"),
        (r#"{"version": 2}"#.to_owned(), "exchanges: not a list"),
        (r#"{"version": 2, "exchanges": [7]}"#.to_owned(), "exchanges[0].reply.headers: not an object"),
        (
            exchange("7", r#""members": {}"#),
            "exchanges[0].request: exactly one of \"members\", \"withheld_bytes\"",
        ),
        (
            exchange(sent, r#""members": {}, "text": """#),
            "exchanges[0].reply: exactly one of \"members\", \"error\"",
        ),
        (exchange(sent, r#""members": 7"#), "exchanges[0].reply: members: not an object"),
        (exchange(sent, r#""error": "X""#), "exchanges[0].reply: error: not an object"),
        (exchange(sent, r#""error": {"code": 7}"#), "exchanges[0].reply: error.code: not a string"),
        (exchange(sent, r#""base64": "?""#), "exchanges[0].reply: base64: Invalid"),
    ] {
        std::fs::write(&path, &text).unwrap();
        let error = Replay::open(&path).unwrap_err().to_string();
        assert!(error.contains("broken.json") && error.contains(complaint), "{text}: {error}");
    }
    let error = Replay::open(folder.path().join("absent.json")).unwrap_err().to_string();
    assert!(error.contains("absent.json cannot be used"), "{error}");
}

#[tokio::test]
async fn a_recording_can_be_written_by_hand() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tasks.json");
    let text = r#"{"version": 2, "exchanges": [
        {
            "operation": "DescribeMaintenanceWindowExecutionTasks",
            "request": {"members": {"WindowExecutionId": "14bea65d-5ccc-462d-a2f3-e99c8b7d6e5f"}},
            "reply": {"status": 400, "headers": {}, "error": {"code": "ThrottlingException", "message": "slowly"}}
        },
        {
            "operation": "DescribeMaintenanceWindowExecutionTasks",
            "request": {"members": {"WindowExecutionId": "14bea65d-5ccc-462d-a2f3-e99c8b7d6e5f"}},
            "reply": {"status": 200, "headers": {}, "members": {
                "WindowExecutionTaskIdentities": [{"TaskExecutionId": "a", "StartTime": "2026-01-31T12:00:00Z"}]
            }}
        }
    ]}"#;
    std::fs::write(&path, text).unwrap();

    let replay = client(Replay::open(&path).unwrap());

    assert_eq!(task_ids(&replay).await.unwrap(), ["a"], "the answer to the second attempt");
}

#[tokio::test]
async fn a_recording_that_cannot_be_written_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let recorder = Recorder::new(service(), folder.path().join("no/such/folder.json"));

    let error = task_ids(&client(recorder)).await.unwrap_err().to_string();

    assert!(error.contains("folder.json cannot be written"), "{error}");
}
