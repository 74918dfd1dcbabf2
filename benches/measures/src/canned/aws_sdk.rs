//! The client of the official SDK.

use aws_sdk_ssm::config::http::{HttpRequest, HttpResponse};
use aws_sdk_ssm::config::{BehaviorVersion, Credentials, HttpClient, Region, RuntimeComponents};
use aws_sdk_ssm::operation::describe_maintenance_window_execution_tasks::DescribeMaintenanceWindowExecutionTasksOutput;
use aws_sdk_ssm::primitives::DateTime;
use aws_sdk_ssm::{Client, Config, types};
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_types::body::SdkBody;
use bytes::Bytes;
use jiff::{Timestamp, TimestampRound, Unit};

use super::{EXECUTION, KEY, Pace, REGION};
use crate::{BoxError, derived};

#[derive(Clone, Debug)]
struct Canned {
    response: http::Response<Bytes>,
    pace: Pace,
}

impl HttpConnector for Canned {
    fn call(&self, _request: HttpRequest) -> HttpConnectorFuture {
        let response = self.response.clone().map(SdkBody::from);
        let pace = self.pace;
        HttpConnectorFuture::new(async move {
            pace.wait().await;
            HttpResponse::try_from(response).map_err(|error| ConnectorError::other(error.into(), None))
        })
    }
}

/// As the real clients do, this one keeps its connector and shares it.
#[derive(Debug)]
struct CannedClient {
    connector: SharedHttpConnector,
}

impl HttpClient for CannedClient {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        self.connector.clone()
    }
}

/// A client whose calls are all answered with a body.
pub fn client(body: &str, pace: Pace) -> Client {
    let connector = SharedHttpConnector::new(Canned { response: super::response(body), pace });
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(REGION))
        .credentials_provider(Credentials::new(KEY.0, KEY.1, None, None, "measures"))
        .http_client(CannedClient { connector })
        .build();
    Client::from_conf(config)
}

/// Calls the operation.
///
/// # Errors
///
/// Why the call failed.
pub async fn call(client: &Client) -> Result<DescribeMaintenanceWindowExecutionTasksOutput, BoxError> {
    Ok(client.describe_maintenance_window_execution_tasks().window_execution_id(EXECUTION).send().await?)
}

/// An output as a derived struct, since the SDK's shapes have no serde: to check what was understood.
pub(crate) fn understood(output: &DescribeMaintenanceWindowExecutionTasksOutput) -> derived::TaskPage {
    derived::TaskPage {
        window_execution_task_identities: output
            .window_execution_task_identities
            .as_ref()
            .map(|tasks| tasks.iter().map(task).collect()),
        next_token: output.next_token.clone(),
    }
}

fn task(task: &types::MaintenanceWindowExecutionTaskIdentity) -> derived::Task {
    derived::Task {
        window_execution_id: task.window_execution_id.clone(),
        task_execution_id: task.task_execution_id.clone(),
        status: task.status.as_ref().map(|status| status.as_str().into()),
        status_details: task.status_details.clone(),
        start_time: task.start_time.as_ref().and_then(timestamp),
        end_time: task.end_time.as_ref().and_then(timestamp),
        task_arn: task.task_arn.clone(),
        task_type: task.task_type.as_ref().map(|kind| kind.as_str().into()),
        alarm_configuration: task.alarm_configuration.as_ref().map(|configuration| {
            derived::AlarmConfiguration {
                ignore_poll_alarm_failure: Some(configuration.ignore_poll_alarm_failure),
                alarms: configuration
                    .alarms
                    .iter()
                    .map(|alarm| derived::Alarm { name: alarm.name.clone() })
                    .collect(),
            }
        }),
        triggered_alarms: task.triggered_alarms.as_ref().map(|alarms| {
            let alarm = |alarm: &types::AlarmStateInformation| derived::AlarmStateInformation {
                name: alarm.name.clone(),
                state: alarm.state.as_str().into(),
            };
            alarms.iter().map(alarm).collect()
        }),
    }
}

/// The SDK cuts the float where others round it.
fn timestamp(time: &DateTime) -> Option<Timestamp> {
    let exact = Timestamp::new(time.secs(), i32::try_from(time.subsec_nanos()).ok()?).ok()?;
    exact.round(TimestampRound::new().smallest(Unit::Microsecond)).ok()
}
