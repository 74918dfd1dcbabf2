//! The generated client.

use shapesmith_runtime::Environment;
use ssm::http::{Body, BoxFuture, HttpClient, HttpError};
use ssm::operation::describe_maintenance_window_execution_tasks::DescribeMaintenanceWindowExecutionTasksOutput;
use ssm::{Bytes, Client, Config, ConfigError, Credentials, Response};

use super::{EXECUTION, KEY, Pace, REGION};
use crate::BoxError;

struct Canned {
    response: http::Response<Bytes>,
    pace: Pace,
}

impl HttpClient for Canned {
    fn send(&self, _: http::Request<Body>) -> BoxFuture<'_, Result<http::Response<Body>, HttpError>> {
        Box::pin(async {
            self.pace.wait().await;
            Ok(self.response.clone().map(Body::from))
        })
    }
}

/// A client whose calls are all answered with a body.
///
/// # Errors
///
/// A configuration that is none.
pub fn client(body: &str, pace: Pace) -> Result<Client, ConfigError> {
    let config = Config::builder()
        .environment(Environment::empty())
        .region(REGION)
        .credentials(Credentials::new(KEY.0, KEY.1))
        .http_client(Canned { response: super::response(body), pace })
        .build()?;
    Ok(Client::new(config))
}

/// Calls the operation.
///
/// # Errors
///
/// Why the call failed.
pub async fn call(
    client: &Client,
) -> Result<Response<DescribeMaintenanceWindowExecutionTasksOutput>, BoxError> {
    Ok(client.describe_maintenance_window_execution_tasks(EXECUTION).await?)
}
