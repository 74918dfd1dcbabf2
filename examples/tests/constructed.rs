//! Tests of code that takes outputs, responses and errors: all can be made by hand.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use ssm::error::DoesNotExistException;
use ssm::operation::describe_maintenance_window_execution_tasks::{
    DescribeMaintenanceWindowExecutionTasksError as TasksError,
    DescribeMaintenanceWindowExecutionTasksInput as TasksInput,
    DescribeMaintenanceWindowExecutionTasksOutput as TasksOutput,
};
use ssm::test_util::{self, Unhandled};
use ssm::types::{
    MaintenanceWindowExecutionStatus as Status, MaintenanceWindowExecutionTaskIdentity as Task,
};
use ssm::{Error, Response};

/// Code under test that looks at an output.
fn all_succeeded(page: &TasksOutput) -> bool {
    page.window_execution_task_identities_or_empty().iter().all(|task| task.status == Some(Status::Success))
}

/// Code under test that looks at a whole response.
fn summary(response: &Response<TasksOutput>) -> String {
    let tasks = response.window_execution_task_identities_or_empty().len();
    format!("{tasks} tasks after {} attempts", response.attempts())
}

/// Code under test that decides by an error.
fn may_try_again(error: &Error<TasksError>) -> bool {
    match error.as_service_error() {
        Some(TasksError::DoesNotExistException(_)) => false,
        _ => error.is_retryable(),
    }
}

#[test]
fn outputs_are_made_with_setters() {
    let tasks = [Status::Success, Status::Failed].map(|status| Task::new().status(status));

    assert!(!all_succeeded(&TasksOutput::new().window_execution_task_identities(tasks)));
    assert!(all_succeeded(&TasksOutput::new()));
}

#[test]
fn responses_are_made_of_outputs() {
    let response = test_util::response(TasksOutput::new().window_execution_task_identities([Task::new()]));

    assert_eq!(summary(&response), "1 tasks after 1 attempts");
}

#[test]
fn errors_are_made_of_exceptions() {
    let gone = TasksError::DoesNotExistException(DoesNotExistException::new().message("gone"));
    let busy = TasksError::Unhandled(Unhandled::new("ThrottlingException", "Rate exceeded"));

    let gone = test_util::error::<TasksInput>(gone);
    assert!(!may_try_again(&gone));
    assert_eq!(gone.to_string(), "DescribeMaintenanceWindowExecutionTasks: DoesNotExistException: gone");
    assert!(may_try_again(&test_util::error::<TasksInput>(busy)));
}
