//! One program with two services: one configuration, one error, and functions for any operation, all of it written with
//! the paths of a generated crate.

use s3::error::NoSuchKey;
use s3::{AnyError, AnyErrorKind, Config, Operation, RequestConfig, WaiterError};
use ssm::operation::describe_maintenance_window_execution_tasks::DescribeMaintenanceWindowExecutionTasksInput as TasksInput;
use ssm::test_util::{CannedHttp, CannedReply};

use crate::aws;

const EXECUTION: &str = "14bea65d-5ccc-462d-a2f3-e99c8b7d6e5f";

/// Both services with one configuration.
fn clients(config: &Config) -> (ssm::Client, s3::Client) {
    (ssm::Client::new(config.clone()), s3::Client::new(config.clone()))
}

async fn both(config: &Config) -> Result<usize, AnyError> {
    let (ssm, s3) = clients(config);
    let tasks = ssm.describe_maintenance_window_execution_tasks(EXECUTION).await?;
    s3.wait_until_bucket_exists("photos").max_attempts(1).await?;
    let mut body = s3.get_object("photos", "k").await?.into_output().body.unwrap_or_default();
    let mut length = tasks.window_execution_task_identities_or_empty().len();
    while let Some(chunk) = body.next().await {
        length += chunk?.len();
    }
    Ok(length)
}

fn config(replies: impl IntoIterator<Item = CannedReply>) -> Config {
    aws(&CannedHttp::new(replies)).max_attempts(1).build().unwrap()
}

#[tokio::test]
async fn errors_of_all_operations_of_both_are_one() {
    let page = || CannedReply::new(200, r#"{"WindowExecutionTaskIdentities": [{}]}"#);
    let head = || CannedReply::new(200, "").header("x-amz-bucket-region", "eu-central-1");
    let found = || CannedReply::new(200, "four");
    assert_eq!(both(&config([page(), head(), found()])).await.unwrap(), 5);

    let error = both(&config([CannedReply::error("DoesNotExistException", "gone")])).await.unwrap_err();
    assert_eq!((error.service(), error.code()), (Some("SSM"), Some("DoesNotExistException")));
    assert!(error.exception::<ssm::error::DoesNotExistException>().is_some());
    assert!(error.exception::<NoSuchKey>().is_none());

    let missing = CannedReply::error("NoSuchKey", "no such key").request_id("one");
    let error = both(&config([page(), head(), missing])).await.unwrap_err();
    assert_eq!((error.service(), error.operation()), (Some("S3"), Some("GetObject")));
    assert!(error.exception::<NoSuchKey>().is_some(), "{error:?}");

    let error = both(&config([page(), CannedReply::new(404, "")])).await.unwrap_err();
    assert_eq!(error.kind(), AnyErrorKind::Waiter);
    let waiting = error.downcast_ref::<WaiterError<s3::operation::head_bucket::HeadBucketInput>>();
    assert_eq!(waiting.unwrap().attempts(), 1);

    let damaged = CannedReply::new(200, "four").header("x-amz-checksum-crc32", "AAAAAA==");
    let error = both(&config([page(), head(), damaged])).await.unwrap_err();
    assert_eq!(error.kind(), AnyErrorKind::Stream, "{error:?}");
}

/// Calls any operation of SSM, with a limit of its own.
async fn patient<I: Operation>(client: &ssm::Client, input: I) -> Result<I::Output, AnyError> {
    let limits: fn(RequestConfig) -> RequestConfig = |call| call.max_attempts(2);
    Ok(client.request(input).configure(limits).send().await?.into_output())
}

#[tokio::test]
async fn a_function_can_be_for_any_operation() {
    let replies = [CannedReply::error("ThrottlingException", "slow down"), CannedReply::new(200, "{}")];
    let (ssm, _) = clients(&config(replies));
    assert!(patient(&ssm, TasksInput::new(EXECUTION)).await.unwrap().next_token.is_none());
}
