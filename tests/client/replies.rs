//! Replies are read in full, whatever they hold, and what the model does not know is kept or told.

use serde_json::{Value, json};
use shapesmith_runtime::{ErrorKind, Response, Unknown};
use shapesmith_tests::server::{Server, ok};
use ssm::Timestamp;
use ssm::operation::describe_maintenance_window_execution_tasks::DescribeMaintenanceWindowExecutionTasksOutput as Output;
use ssm::types::{
    Alarm, AlarmConfiguration, AlarmStateInformation, ExternalAlarmState,
    MaintenanceWindowExecutionStatus as Status, MaintenanceWindowExecutionTaskIdentity as Task,
    MaintenanceWindowTaskType,
};

use crate::{EXECUTION, client};

/// What the client makes of a reply.
async fn reply(body: impl Into<String>) -> Response<Output> {
    let server = Server::start([ok(body)]).await;
    client(&server).describe_maintenance_window_execution_tasks(EXECUTION).await.unwrap()
}

/// A page with every member there is.
fn full() -> Value {
    json!({
        "WindowExecutionTaskIdentities": [{
            "WindowExecutionId": EXECUTION,
            "TaskExecutionId": "0f9b7c1e-5f0e-4d0b-8a53-0c9e4ad7b6d2",
            "Status": "FAILED",
            "StatusDetails": "one target did not answer",
            "StartTime": 1_769_860_800.25,
            "EndTime": 1_769_860_860,
            "TaskArn": "AWS-RunPatchBaseline",
            "TaskType": "RUN_COMMAND",
            "AlarmConfiguration": {"IgnorePollAlarmFailure": true, "Alarms": [{"Name": "disk-full"}]},
            "TriggeredAlarms": [{"Name": "disk-full", "State": "UNKNOWN"}]
        }],
        "NextToken": "page two"
    })
}

fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[tokio::test]
async fn every_member_of_a_reply_is_read() {
    let response = reply(full().to_string()).await;
    let task = Task::new()
        .window_execution_id(EXECUTION)
        .task_execution_id("0f9b7c1e-5f0e-4d0b-8a53-0c9e4ad7b6d2")
        .status(Status::Failed)
        .status_details("one target did not answer")
        .start_time(time("2026-01-31T12:00:00.25Z"))
        .end_time(time("2026-01-31T12:01:00Z"))
        .task_arn("AWS-RunPatchBaseline")
        .task_type(MaintenanceWindowTaskType::RunCommand)
        .alarm_configuration(
            AlarmConfiguration::new([Alarm::new("disk-full")]).ignore_poll_alarm_failure(true),
        )
        .triggered_alarms([AlarmStateInformation::new("disk-full", ExternalAlarmState::UnknownValue)]);
    assert_eq!(
        *response.output(),
        Output::new().window_execution_task_identities([task]).next_token("page two")
    );
    assert_eq!(response.unknowns(), []);
    assert_eq!((response.status(), response.attempts()), (200, 1));
    assert_eq!(response.request_id(), Some("4f1c2b9e-0000-4000-8000-00000000cafe"));
    assert_eq!(
        serde_json::to_value(response.output()).unwrap(),
        full(),
        "what was read is written as it came"
    );
}

#[tokio::test]
async fn a_reply_may_hold_nothing() {
    for body in ["{}", "", " \n", r#"{"WindowExecutionTaskIdentities": null, "NextToken": null}"#] {
        let response = reply(body).await;
        assert_eq!(*response.output(), Output::new(), "{body:?}");
        assert!(response.window_execution_task_identities_or_empty().is_empty());
    }
    let response = reply(r#"{"WindowExecutionTaskIdentities": [{}, null, {}]}"#).await;
    assert_eq!(response.window_execution_task_identities_or_empty(), [Task::new(), Task::new()]);
}

#[tokio::test]
async fn values_of_enums_that_the_model_does_not_know_survive_and_are_told() {
    let mut body = full();
    body["WindowExecutionTaskIdentities"][0]["Status"] = json!("PAUSED");
    body["WindowExecutionTaskIdentities"][0]["TriggeredAlarms"][0]["State"] = json!("SNOOZED");
    let response = reply(body.to_string()).await;
    let task = &response.window_execution_task_identities_or_empty()[0];
    assert_eq!(task.status, Some(Status::from("PAUSED")));
    assert_eq!(task.triggered_alarms_or_empty()[0].state, ExternalAlarmState::from("SNOOZED"));
    assert_eq!(serde_json::to_value(response.output()).unwrap(), body);
    let told =
        |path: &str, value: &str| Unknown::EnumValue { path: path.to_owned(), value: value.to_owned() };
    assert_eq!(
        response.unknowns(),
        [
            told("WindowExecutionTaskIdentities[0].Status", "PAUSED"),
            told("WindowExecutionTaskIdentities[0].TriggeredAlarms[0].State", "SNOOZED"),
        ]
    );
}

#[tokio::test]
async fn members_that_the_model_does_not_know_are_passed_over_and_told() {
    let mut body = full();
    body["Total"] = json!(7);
    body["WindowExecutionTaskIdentities"][0]["Owner"] = json!({"Name": ["deep", {"er": null}]});
    let response = reply(body.to_string()).await;
    assert_eq!(serde_json::to_value(response.output()).unwrap(), full());
    let mut paths: Vec<_> = response.unknowns().iter().map(|unknown| format!("{unknown:?}")).collect();
    paths.sort_unstable();
    assert_eq!(
        paths,
        [r#"Member { path: "Total" }"#, r#"Member { path: "WindowExecutionTaskIdentities[0].Owner" }"#]
    );
}

#[tokio::test]
async fn required_members_that_are_missing_are_empty_and_no_failure() {
    let response =
        reply(r#"{"WindowExecutionTaskIdentities": [{"AlarmConfiguration": {}, "TriggeredAlarms": [{}]}]}"#)
            .await;
    let task = &response.window_execution_task_identities_or_empty()[0];
    assert_eq!(task.alarm_configuration.as_ref().map(|alarms| alarms.alarms.len()), Some(0));
    assert_eq!(task.triggered_alarms_or_empty(), [AlarmStateInformation::new("", "")]);
}

#[tokio::test]
async fn timestamps_are_read_as_numbers_and_as_text() {
    for (text, expected) in [
        ("1769860800", "2026-01-31T12:00:00Z"),
        ("1.7698608E9", "2026-01-31T12:00:00Z"),
        ("1769860800.123456", "2026-01-31T12:00:00.123456Z"),
        ("-0.5", "1969-12-31T23:59:59.5Z"),
        ("\"2026-01-31T12:00:00Z\"", "2026-01-31T12:00:00Z"),
        ("\"2026-01-31T13:00:00.5+01:00\"", "2026-01-31T12:00:00.5Z"),
        ("\"Sat, 31 Jan 2026 12:00:00 GMT\"", "2026-01-31T12:00:00Z"),
    ] {
        let response =
            reply(format!(r#"{{"WindowExecutionTaskIdentities": [{{"StartTime": {text}}}]}}"#)).await;
        let task = &response.window_execution_task_identities_or_empty()[0];
        assert_eq!(task.start_time, Some(time(expected)), "{text}");
    }
}

#[tokio::test]
async fn a_reply_that_does_not_fit_is_an_error_that_says_where_and_repeats_no_value() {
    for (body, place) in [
        (
            r#"{"WindowExecutionTaskIdentities": [{}, {"Status": {"very": "secret"}}]}"#,
            "WindowExecutionTaskIdentities[1].Status",
        ),
        (
            r#"{"WindowExecutionTaskIdentities": [{"StartTime": "secret"}]}"#,
            "WindowExecutionTaskIdentities[0].StartTime",
        ),
        (r#"{"NextToken": 7}"#, "NextToken"),
        (r#"{"WindowExecutionTaskIdentities": "secret"}"#, "WindowExecutionTaskIdentities"),
        (r#"{"NextToken": "a""#, "line 1"),
        ("<html>log in</html>", "line 1 column 1; it begins with: <html>log in</html>"),
        ("[]", ""),
        (r#"{} {"secret": 1}"#, "line 1"),
    ] {
        let server = Server::start([ok(body)]).await;
        let error = client(&server).describe_maintenance_window_execution_tasks(EXECUTION).await.unwrap_err();
        let text = error.to_string();
        assert!(matches!(error.kind(), ErrorKind::Response(_)), "{body}: {error:?}");
        assert!(
            text.starts_with("DescribeMaintenanceWindowExecutionTasks: the reply cannot be read: "),
            "{text}"
        );
        assert!(text.contains(place), "{body}: {text}");
        assert!(text.contains("HTTP 200, request id 4f1c2b9e-0000-4000-8000-00000000cafe"), "{text}");
        assert!(!text.contains("secret"), "{text}");
        assert_eq!(server.received().len(), 1, "what cannot be read is not asked for again");
    }
}

#[tokio::test]
async fn a_reply_can_be_stored_and_read_back() {
    let response = reply(full().to_string()).await;
    let stored = serde_json::to_vec(response.output()).unwrap();
    assert_eq!(serde_json::from_slice::<Output>(&stored).unwrap(), response.into_output());
}
