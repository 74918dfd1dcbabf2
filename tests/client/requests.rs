//! Requests arrive exactly as AWS expects them, and signed.

use shapesmith_runtime::{Credentials, ErrorKind};
use shapesmith_tests::server::{Server, ok};
use shapesmith_tests::signature::verify;
use ssm::operation::describe_maintenance_window_execution_tasks::DescribeMaintenanceWindowExecutionTasksInput;
use ssm::types::MaintenanceWindowFilter;

use crate::{ACCESS_KEY, EXECUTION, SECRET, client, config};

#[tokio::test]
async fn a_request_has_the_method_path_headers_and_body_of_the_protocol() {
    let server = Server::start([ok("{}")]).await;
    client(&server)
        .describe_maintenance_window_execution_tasks(EXECUTION)
        .filters([MaintenanceWindowFilter::new().key("STATUS").values(["FAILED", "TIMED_OUT"])])
        .max_results(50)
        .next_token("a \"token\" for page ☃")
        .send()
        .await
        .unwrap();

    let received = server.received();
    assert_eq!(received.len(), 1);
    assert_eq!(received[0].line, "POST / HTTP/1.1");
    assert_eq!(
        received[0].text(),
        format!(
            r#"{{"WindowExecutionId":"{EXECUTION}","Filters":[{{"Key":"STATUS","Values":["FAILED","TIMED_OUT"]}}],"MaxResults":50,"NextToken":"a \"token\" for page ☃"}}"#
        )
    );
    let header = |name| received[0].header(name);
    assert_eq!(header("host"), server.url.strip_prefix("http://"));
    assert_eq!(header("content-type"), Some("application/x-amz-json-1.1"));
    assert_eq!(header("x-amz-target"), Some("AmazonSSM.DescribeMaintenanceWindowExecutionTasks"));
    assert_eq!(header("content-length"), Some(received[0].body.len().to_string().as_str()));
    assert_eq!(header("transfer-encoding"), None);
    assert_eq!(header("amz-sdk-request"), Some("attempt=1; max=3"));
    assert_eq!(header("x-amz-security-token"), None);
    let user_agent = header("user-agent").unwrap();
    assert!(
        user_agent.contains(" ssm/0.1.0 ") && user_agent.contains(" api/ssm#2014-11-06 "),
        "{user_agent}"
    );
}

#[tokio::test]
async fn absent_members_are_left_out_and_empty_lists_are_sent() {
    let server = Server::start([ok("{}"), ok("{}")]).await;
    let client = client(&server);
    client.describe_maintenance_window_execution_tasks(EXECUTION).await.unwrap();
    client.describe_maintenance_window_execution_tasks("").filters([]).await.unwrap();
    let received = server.received();
    assert_eq!(received[0].text(), format!(r#"{{"WindowExecutionId":"{EXECUTION}"}}"#));
    assert_eq!(received[1].text(), r#"{"WindowExecutionId":"","Filters":[]}"#);
}

#[tokio::test]
async fn the_signature_is_valid_for_what_arrived() {
    let server = Server::start([ok("{}")]).await;
    client(&server).describe_maintenance_window_execution_tasks(EXECUTION).next_token("ü").await.unwrap();
    let received = &server.received()[0];
    let signed = verify(received, SECRET).unwrap();
    assert_eq!(signed.access_key_id, ACCESS_KEY);
    assert_eq!((signed.region.as_str(), signed.service.as_str()), ("eu-central-1", "ssm"));
    assert_eq!(
        signed.headers,
        ["content-type", "host", "x-amz-content-sha256", "x-amz-date", "x-amz-target"]
    );
    assert_ne!(received.header("x-amz-content-sha256"), Some("UNSIGNED-PAYLOAD"));

    let mut changed = received.clone();
    changed.body.push(b' ');
    assert!(verify(&changed, SECRET).is_err(), "the signature covers the body");
}

#[tokio::test]
async fn the_token_of_a_session_is_sent_and_signed() {
    let server = Server::start([ok("{}")]).await;
    let credentials = Credentials::new(ACCESS_KEY, SECRET).with_session_token("EXAMPLE/SESSION+TOKEN==");
    let client =
        ssm::Client::new(config(&server).credentials(credentials).region("us-gov-west-1").build().unwrap());
    client.describe_maintenance_window_execution_tasks(EXECUTION).await.unwrap();
    let received = &server.received()[0];
    assert_eq!(received.header("x-amz-security-token"), Some("EXAMPLE/SESSION+TOKEN=="));
    let signed = verify(received, SECRET).unwrap();
    assert_eq!(signed.region, "us-gov-west-1");
    assert!(signed.headers.iter().any(|name| name == "x-amz-security-token"));
}

#[tokio::test]
async fn every_request_over_a_connection_is_signed_anew() {
    let server = Server::start(vec![ok("{}"); 3]).await;
    let client = client(&server);
    for token in ["1", "2", "3"] {
        client.describe_maintenance_window_execution_tasks(EXECUTION).next_token(token).await.unwrap();
    }
    let received = server.received();
    assert_eq!(received.len(), 3);
    for request in &received {
        verify(request, SECRET).unwrap();
    }
}

#[tokio::test]
async fn a_path_of_the_endpoint_is_kept() {
    let server = Server::start([ok("{}")]).await;
    let url = format!("{}/behind/a/proxy", server.url);
    let client = ssm::Client::new(config(&server).endpoint_url(url).build().unwrap());
    client.describe_maintenance_window_execution_tasks(EXECUTION).await.unwrap();
    assert_eq!(server.received()[0].line, "POST /behind/a/proxy/ HTTP/1.1");
    verify(&server.received()[0], SECRET).unwrap();
}

#[tokio::test]
async fn one_call_can_differ_from_the_configuration() {
    let (server, other) = (Server::start([]).await, Server::start([ok("{}")]).await);
    let request = client(&server).describe_maintenance_window_execution_tasks(EXECUTION);
    let url = other.url.clone();
    request
        .configure(|call| call.endpoint_url(url).header("x-amzn-trace-id", "Root=1").max_attempts(1))
        .await
        .unwrap();
    let received = other.received();
    assert_eq!(received[0].header("x-amzn-trace-id"), Some("Root=1"));
    assert_eq!(received[0].header("amz-sdk-request"), Some("attempt=1; max=1"));
    verify(&received[0], SECRET).unwrap();
    assert!(server.received().is_empty());
}

#[tokio::test]
async fn a_stored_input_can_be_sent_again() {
    let server = Server::start([ok("{}")]).await;
    let mut input = DescribeMaintenanceWindowExecutionTasksInput::new(EXECUTION);
    input.max_results = Some(10);
    let stored = serde_json::to_string(&input).unwrap();
    let read: DescribeMaintenanceWindowExecutionTasksInput = serde_json::from_str(&stored).unwrap();
    assert_eq!(read, input);
    client(&server).request(read).send().await.unwrap();
    assert_eq!(server.received()[0].text(), stored);
}

#[tokio::test]
async fn nothing_is_sent_without_credentials() {
    let server = Server::start([ok("{}")]).await;
    let missing = shapesmith_runtime::credentials::provider_fn(|| async {
        Err(shapesmith_runtime::CredentialsError::new("the vault is sealed"))
    });
    let client = ssm::Client::new(config(&server).credentials(missing).build().unwrap());
    let error = client.describe_maintenance_window_execution_tasks(EXECUTION).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Credentials(_)), "{error:?}");
    assert_eq!(error.to_string(), "DescribeMaintenanceWindowExecutionTasks: the vault is sealed");
    assert!(server.received().is_empty());
}
