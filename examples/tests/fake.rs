//! Tests without AWS: a client whose operations are closures.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use std::time::Duration;

use ssm::Client;
use ssm::error::DoesNotExistException;
use ssm::operation::describe_maintenance_window_execution_tasks::{
    DescribeMaintenanceWindowExecutionTasksError as TasksError,
    DescribeMaintenanceWindowExecutionTasksInput as TasksInput,
    DescribeMaintenanceWindowExecutionTasksOutput as TasksOutput,
};
use ssm::test_util::{CannedReply, Unhandled};
use ssm::types::{
    MaintenanceWindowExecutionStatus as Status, MaintenanceWindowExecutionTaskIdentity as Task,
    MaintenanceWindowFilter as Filter,
};

const EXECUTION: &str = "14bea65d-5ccc-462d-a2f3-e99c8b7d6e5f";

/// The code under test: what a program would do with the client.
async fn failed_tasks(client: &Client) -> Result<Vec<String>, ssm::Error<TasksError>> {
    let request = client.describe_maintenance_window_execution_tasks(EXECUTION);
    let mut tasks = request.filters([Filter::new().key("STATUS").values(["FAILED"])]).items();
    let mut ids = Vec::new();
    while let Some(task) = tasks.next().await.transpose()? {
        ids.extend(task.task_execution_id);
    }
    Ok(ids)
}

#[tokio::test]
async fn a_listing_of_two_pages() {
    let fake = Client::fake().on(|input: &TasksInput| {
        let page = TasksOutput::new();
        Ok(match input.next_token.as_deref() {
            None => page
                .window_execution_task_identities([Task::new().task_execution_id("a").status(Status::Failed)])
                .next_token("second"),
            Some(_) => page.window_execution_task_identities([Task::new().task_execution_id("b")]),
        })
    });

    assert_eq!(failed_tasks(&fake).await.unwrap(), ["a", "b"]);

    let calls = fake.calls::<TasksInput>();
    assert_eq!(calls.len(), 2);
    assert_eq!(calls[0].window_execution_id, EXECUTION);
    assert_eq!(calls[0].filters_or_empty()[0].values_or_empty(), ["FAILED"]);
    assert_eq!(calls[1].next_token.as_deref(), Some("second"));
}

#[tokio::test]
async fn a_modelled_error_comes_as_its_variant() {
    let fake = Client::fake().on(|_: &TasksInput| {
        let gone = DoesNotExistException::new().message("there is no such execution");
        Err(TasksError::DoesNotExistException(gone))
    });

    let error = failed_tasks(&fake).await.unwrap_err();

    assert!(error.as_service_error().is_some_and(TasksError::is_does_not_exist_exception));
    assert_eq!(
        error.to_string(),
        "DescribeMaintenanceWindowExecutionTasks: DoesNotExistException: there is no such execution \
         (HTTP 400, request id fake-1)"
    );
}

#[tokio::test]
async fn an_error_that_the_model_does_not_list() {
    let fake = Client::fake().on(|_: &TasksInput| {
        Err(TasksError::Unhandled(Unhandled::new("ThrottlingException", "Rate exceeded")))
    });

    let error = failed_tasks(&fake).await.unwrap_err();

    assert!(error.is_throttling());
    assert_eq!(error.message(), Some("Rate exceeded"));
    assert_eq!(fake.calls::<TasksInput>().len(), 1, "a fake is asked once per call");
}

#[tokio::test]
async fn answers_may_differ_from_call_to_call() {
    let mut statuses = [Status::Pending, Status::InProgress, Status::Success].into_iter();
    let fake = Client::fake().on(move |_: &TasksInput| {
        let status = statuses.next().expect("asked three times");
        Ok(TasksOutput::new().window_execution_task_identities([Task::new().status(status)]))
    });

    let client = fake.client();
    for expected in [Status::Pending, Status::InProgress, Status::Success] {
        let page = client.describe_maintenance_window_execution_tasks(EXECUTION).await.unwrap();
        assert_eq!(page.window_execution_task_identities_or_empty()[0].status, Some(expected));
    }
}

#[tokio::test]
async fn what_the_model_does_not_know_is_told_with_its_path() {
    let fake = Client::fake().on(|_: &TasksInput| {
        let tasks = ["SUCCESS", "DELAYED"].map(|status| Task::new().status(status));
        Ok(TasksOutput::new().window_execution_task_identities(tasks))
    });

    let page = fake.describe_maintenance_window_execution_tasks(EXECUTION).await.unwrap();

    let unknowns: Vec<String> = page.unknowns().iter().map(ToString::to_string).collect();
    assert_eq!(
        unknowns,
        ["WindowExecutionTaskIdentities[1].Status: the value \"DELAYED\", which the model does not know"]
    );
}

#[tokio::test]
async fn an_operation_without_an_answer_is_an_error_that_names_it() {
    let error = failed_tasks(&Client::fake()).await.unwrap_err();

    assert_eq!(
        error.to_string(),
        "DescribeMaintenanceWindowExecutionTasks: the request could not be sent: the fake has no answer for \
         DescribeMaintenanceWindowExecutionTasks; add one with .on(…) and a closure that takes its input \
         (answers so far: none)"
    );
}

#[tokio::test(start_paused = true)]
async fn throttled_then_late_then_there() {
    let mut calls = 0;
    let fake = Client::fake()
        .reply(move |_: &TasksInput| {
            calls += 1;
            match calls {
                1 => CannedReply::error("ThrottlingException", "Rate exceeded"),
                2 => CannedReply::hang(),
                _ => CannedReply::ok(&TasksOutput::new()).after(Duration::from_secs(1)),
            }
        })
        .configure(|config| config.attempt_timeout(Duration::from_secs(30)))
        .retrying();

    assert!(failed_tasks(&fake).await.unwrap().is_empty());

    assert_eq!(fake.operations(), ["DescribeMaintenanceWindowExecutionTasks"; 3]);
}
