//! Errors are told in one line and can be matched on, modelled or not.

use shapesmith_runtime::{Error, ErrorKind};
use shapesmith_tests::server::{Reply, Server, ok, status};
use ssm::operation::describe_maintenance_window_execution_tasks::DescribeMaintenanceWindowExecutionTasksError as TasksError;

use crate::{EXECUTION, client};

/// The error that replies lead to, and how many requests were sent.
async fn failed(replies: impl IntoIterator<Item = Reply>) -> (Error<TasksError>, usize) {
    let server = Server::start(replies).await;
    let error = client(&server).describe_maintenance_window_execution_tasks(EXECUTION).await.unwrap_err();
    (error, server.received().len())
}

#[tokio::test]
async fn the_line_of_a_service_error_is_exact() {
    let body = format!(
        r#"{{"__type": "DoesNotExistException", "Message": "Maintenance window execution {EXECUTION} does not exist"}}"#
    );
    let (error, sent) = failed([status(400, body)]).await;
    assert_eq!(
        error.to_string(),
        format!(
            "DescribeMaintenanceWindowExecutionTasks: DoesNotExistException: Maintenance window execution {EXECUTION} \
             does not exist (HTTP 400, request id 4f1c2b9e-0000-4000-8000-00000000cafe)"
        )
    );
    assert_eq!(sent, 1);
    assert_eq!(error.code(), Some("DoesNotExistException"));
    assert_eq!((error.status(), error.attempts()), (Some(400), 1));
    assert_eq!(error.request_id(), Some("4f1c2b9e-0000-4000-8000-00000000cafe"));
    assert!(!error.is_retryable() && !error.is_throttling() && !error.is_access_denied());
    match error.as_service_error() {
        Some(TasksError::DoesNotExistException(exception)) => {
            assert_eq!(exception.message.as_deref(), error.message());
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_error_of_the_server_is_tried_again_and_then_told() {
    let fault =
        || status(500, r#"{"__type": "com.amazonaws.ssm#InternalServerError", "Message": "try later"}"#);
    let (error, sent) = failed([fault(), fault(), fault()]).await;
    assert_eq!((sent, error.attempts()), (3, 3));
    assert!(matches!(error.into_kind(), ErrorKind::Service(TasksError::InternalServerError(_))));

    let server = Server::start([fault(), ok("{}")]).await;
    let response = client(&server).describe_maintenance_window_execution_tasks(EXECUTION).await.unwrap();
    assert_eq!(response.attempts(), 2);
    let received = server.received();
    assert_eq!(received[1].header("amz-sdk-request"), Some("attempt=2; max=3"));
    assert_eq!(received[0].header("amz-sdk-invocation-id"), received[1].header("amz-sdk-invocation-id"));
    assert_eq!(received[0].body, received[1].body);
}

#[tokio::test]
async fn the_code_is_found_wherever_it_stands() {
    for (header, body) in [
        (Some("DoesNotExistException"), "{}"),
        (Some("com.amazonaws.ssm#DoesNotExistException:http://internal.amazon.com/coral/"), ""),
        (None, r#"{"__type": "com.amazonaws.ssm#DoesNotExistException"}"#),
        (None, r#"{"code": "DoesNotExistException"}"#),
        (Some("DoesNotExistException"), r#"{"__type": "SomethingElse"}"#),
    ] {
        let reply = status(400, body);
        let reply = match header {
            Some(header) => reply.with("x-amzn-errortype", header),
            None => reply,
        };
        let (error, _) = failed([reply]).await;
        assert!(
            matches!(error.as_service_error(), Some(TasksError::DoesNotExistException(_))),
            "{header:?} {body}: {error:?}"
        );
    }
}

#[tokio::test]
async fn an_error_that_the_model_does_not_list_keeps_code_and_message() {
    let (error, sent) =
        failed([status(400, r#"{"__type": "AccessDeniedException", "Message": "not you"}"#)]).await;
    assert!(matches!(error.as_service_error(), Some(TasksError::Unhandled(_))), "{error:?}");
    assert_eq!((error.code(), error.message(), sent), (Some("AccessDeniedException"), Some("not you"), 1));
    assert!(error.is_access_denied());
    assert_eq!(
        error.to_string(),
        "DescribeMaintenanceWindowExecutionTasks: AccessDeniedException: not you \
         (HTTP 400, request id 4f1c2b9e-0000-4000-8000-00000000cafe)"
    );

    let throttled = || status(400, r#"{"__type": "ThrottlingException", "message": "slow down"}"#);
    let (error, sent) = failed([throttled(), throttled(), throttled()]).await;
    assert!(error.is_throttling() && error.is_retryable());
    assert_eq!(sent, 3);
}

#[tokio::test]
async fn an_error_page_of_a_proxy_is_an_error_with_status_and_words() {
    let page = "<html>\n<head><title>403 Forbidden</title></head>\n<body>Go away</body></html>";
    let (error, _) = failed([status(403, page).with("content-type", "text/html")]).await;
    assert!(matches!(error.as_service_error(), Some(TasksError::Unhandled(_))), "{error:?}");
    assert_eq!((error.status(), error.code()), (Some(403), None));
    let text = error.to_string();
    assert!(text.starts_with("DescribeMaintenanceWindowExecutionTasks: Forbidden: "), "{text}");
    assert!(
        text.contains("<body>Go away</body>") && text.contains("HTTP 403") && !text.contains('\n'),
        "{text}"
    );
}

#[tokio::test]
async fn an_error_without_a_body_or_with_a_strange_one_is_still_an_error() {
    for body in ["", "{", "null", "[1]", "\"text\"", r#"{"__type": 7, "Message": ["x"]}"#] {
        let (error, _) = failed([status(418, body)]).await;
        assert_eq!((error.status(), error.code()), (Some(418), None), "{body}");
        assert_eq!(error.request_id(), Some("4f1c2b9e-0000-4000-8000-00000000cafe"));
        assert!(error.to_string().contains("HTTP 418"), "{body}: {error}");
    }
}

#[tokio::test]
async fn a_message_of_many_lines_is_told_in_one() {
    let body = r#"{"__type": "DoesNotExistException", "Message": "first\n\tsecond\u001b[31m\r\nthird"}"#;
    let (error, _) = failed([status(400, body)]).await;
    let text = error.to_string();
    assert!(text.contains("first second") && text.contains("third (HTTP 400"), "{text}");
    assert!(!text.chars().any(char::is_control), "{text:?}");
    assert_eq!(
        error.message(),
        Some("first\n\tsecond\u{1b}[31m\r\nthird"),
        "the message itself is as it came"
    );
}

#[tokio::test]
async fn a_redirect_is_an_error_and_is_not_followed() {
    let other = Server::start([ok("{}")]).await;
    let (error, sent) = failed([status(301, "").with("location", &other.url)]).await;
    assert_eq!((error.status(), sent), (Some(301), 1));
    assert!(other.received().is_empty(), "a signed request is not sent elsewhere");
}

#[tokio::test]
async fn nobody_listening_is_a_connection_error_that_names_the_reason() {
    let server = Server::start([]).await;
    let (client, url) = (client(&server), server.url.clone());
    drop(server);
    tokio::task::yield_now().await;
    let error = client.describe_maintenance_window_execution_tasks(EXECUTION).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Connection(_)), "{error:?}");
    assert!(error.is_retryable());
    assert_eq!(error.attempts(), 3);
    let text = format!(
        "DescribeMaintenanceWindowExecutionTasks: no connection to the service ({}, 3 attempts)",
        url
    );
    assert_eq!(error.to_string(), text);
    assert!(error.one_line().contains("Connection refused"), "{}", error.one_line());
}
