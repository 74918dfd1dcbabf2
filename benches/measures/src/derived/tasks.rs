//! A page of tasks of a maintenance window.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::epoch_seconds;
use super::text_enum::text_enum;

/// A page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
#[allow(missing_docs)]
pub struct TaskPage {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub window_execution_task_identities: Option<Vec<Task>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

/// A task.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
#[allow(missing_docs)]
pub struct Task {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub window_execution_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task_execution_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status_details: Option<String>,
    #[serde(with = "epoch_seconds", default, skip_serializing_if = "Option::is_none")]
    pub start_time: Option<Timestamp>,
    #[serde(with = "epoch_seconds", default, skip_serializing_if = "Option::is_none")]
    pub end_time: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task_type: Option<TaskType>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alarm_configuration: Option<AlarmConfiguration>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub triggered_alarms: Option<Vec<AlarmStateInformation>>,
}

/// The alarms watched while a task runs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
#[allow(missing_docs)]
pub struct AlarmConfiguration {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ignore_poll_alarm_failure: Option<bool>,
    pub alarms: Vec<Alarm>,
}

/// An alarm.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
#[allow(missing_docs)]
pub struct Alarm {
    pub name: String,
}

/// An alarm with its state.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
#[allow(missing_docs)]
pub struct AlarmStateInformation {
    pub name: String,
    pub state: AlarmState,
}

text_enum! {
    /// How far a task has got.
    Status {
        Pending: "PENDING",
        InProgress: "IN_PROGRESS",
        Success: "SUCCESS",
        Failed: "FAILED",
        TimedOut: "TIMED_OUT",
        Cancelling: "CANCELLING",
        Cancelled: "CANCELLED",
        SkippedOverlapping: "SKIPPED_OVERLAPPING",
    }
}

text_enum! {
    /// What a task does.
    TaskType {
        RunCommand: "RUN_COMMAND",
        Automation: "AUTOMATION",
        StepFunctions: "STEP_FUNCTIONS",
        Lambda: "LAMBDA",
    }
}

text_enum! {
    /// What was found on looking at an alarm.
    AlarmState {
        UnknownValue: "UNKNOWN",
        Alarm: "ALARM",
    }
}
