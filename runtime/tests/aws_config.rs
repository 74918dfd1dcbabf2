//! Configurations made from the official SDK's.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider, error, future};

use aws_types::app_name::AppName;
use aws_types::endpoint_config::AccountIdEndpointMode as SdkMode;
use aws_types::region::Region;
use aws_types::sdk_config::{Builder, RetryConfig, SdkConfig, TimeoutConfig};
use shapesmith_runtime::config::AccountIdEndpointMode;
use shapesmith_runtime::request::{RequestConfig, send};
use shapesmith_runtime::{Client, Config};
use support::server::{Server, ok, status};
use support::things::{SERVICE, list};

fn sdk_config(endpoint_url: &str) -> Builder {
    let expiry = SystemTime::now() + Duration::from_secs(3600);
    let credentials =
        Credentials::new("AKIDOFFICIAL", "secret", Some("TOKEN".to_owned()), Some(expiry), "a test");
    SdkConfig::builder()
        .region(Region::new("eu-west-3"))
        .endpoint_url(endpoint_url)
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .retry_config(RetryConfig::standard().with_max_attempts(2))
}

#[tokio::test]
async fn region_credentials_endpoint_attempts_and_name_are_taken_over() {
    let server = Server::start([status("500 Internal Server Error", &[], ""), ok("{}")]).await;
    let config = sdk_config(&server.url).app_name(AppName::new("my-app").unwrap()).build();
    let config = Config::from(&config);
    assert_eq!((config.region(), config.max_attempts()), ("eu-west-3", 2));

    let page = send(&Client::new(&SERVICE, config), list("blue"), &RequestConfig::new()).await.unwrap();

    assert_eq!(page.attempts(), 2);
    let request = server.received().remove(1);
    let authorization = request.header("authorization").unwrap();
    assert!(authorization.contains("Credential=AKIDOFFICIAL/"), "{authorization}");
    assert!(authorization.contains("/eu-west-3/things/aws4_request"), "{authorization}");
    assert_eq!(request.header("x-amz-security-token"), Some("TOKEN"));
    assert!(request.header("user-agent").unwrap().ends_with(" app/my-app"));
}

#[tokio::test]
async fn time_limits_and_switches_are_taken_over() {
    let server = Server::start([]).await;
    let limits = TimeoutConfig::builder().operation_timeout(Duration::from_millis(50)).build();
    let switches = sdk_config(&server.url)
        .use_fips(true)
        .use_dual_stack(true)
        .account_id_endpoint_mode(SdkMode::Required)
        .build();
    let switches = Config::from(&switches);
    assert!(switches.use_fips() && switches.use_dual_stack());
    assert_eq!(switches.account_id_endpoint_mode(), AccountIdEndpointMode::Required);

    let config = Config::from(&sdk_config(&server.url).timeout_config(limits).build());
    let error = send(&Client::new(&SERVICE, config), list("blue"), &RequestConfig::new()).await.unwrap_err();

    let expected = format!("ListThings: timed out: not finished within 50ms in total ({})", server.url);
    assert_eq!(error.one_line().to_string(), expected);
}

#[tokio::test]
async fn without_a_provider_signed_calls_fail_and_say_why() {
    let mut config = sdk_config("http://localhost");
    config.set_credentials_provider(None);

    let client = Client::new(&SERVICE, Config::from(&config.build()));
    let error = send(&client, list("blue"), &RequestConfig::new()).await.unwrap_err().to_string();

    assert!(error.contains("the SdkConfig has no credentials provider"), "{error}");
}

#[derive(Debug)]
struct Broken;

impl ProvideCredentials for Broken {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::ready(Err(error::CredentialsError::not_loaded("the vault is shut")))
    }
}

#[tokio::test]
async fn what_the_provider_says_is_told() {
    let config =
        sdk_config("http://localhost").credentials_provider(SharedCredentialsProvider::new(Broken)).build();

    let client = Client::new(&SERVICE, Config::from(&config));
    let error = send(&client, list("blue"), &RequestConfig::new()).await.unwrap_err().one_line().to_string();

    assert!(error.contains("the vault is shut"), "{error}");
}

#[tokio::test]
async fn a_configuration_that_cannot_be_used_is_an_error_of_the_call() {
    let config = sdk_config("ftp://example.com").build();

    let client = Client::new(&SERVICE, Config::from(&config));
    let error = send(&client, list("blue"), &RequestConfig::new()).await.unwrap_err();

    assert!(
        error
            .to_string()
            .starts_with("ListThings: the endpoint URL is \"ftp://example.com\", which is not a URL"),
        "{error}"
    );
    assert_eq!(error.attempts(), 0);
}
