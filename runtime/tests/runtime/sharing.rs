//! Configurations made from others, and what clients of several services share.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use shapesmith_runtime::credentials::provider_fn;
use shapesmith_runtime::request::send;
use shapesmith_runtime::retry::RetryBudget;
use shapesmith_runtime::test_util::{self, CannedHttp, CannedReply};
use shapesmith_runtime::{Client, Config, Credentials, Environment, RequestConfig};

use crate::support::objects::{self, GetInput};
use crate::support::things::{self, list};

/// A configuration that counts how often its credentials are asked for.
fn counting(http: CannedHttp) -> (Config, Arc<AtomicUsize>) {
    let asked = Arc::new(AtomicUsize::new(0));
    let count = asked.clone();
    let provider = provider_fn(move || {
        count.fetch_add(1, Ordering::SeqCst);
        async { Ok(Credentials::new("AKIDSHARED", "secret")) }
    });
    (test_util::config(http).credentials(provider).build().unwrap(), asked)
}

async fn call(config: &Config) {
    let client = Client::new(&things::SERVICE, config.clone());
    send(&client, list("blue"), &RequestConfig::new()).await.unwrap();
}

fn replies(count: usize, status: u16) -> CannedHttp {
    CannedHttp::new((0..count).map(move |_| CannedReply::new(status, "{}")))
}

#[tokio::test]
async fn a_derived_configuration_differs_in_what_it_is_told_and_shares_the_rest() {
    let http = replies(3, 200);
    let (config, asked) = counting(http.clone());
    let derived = config
        .to_builder()
        .region("eu-west-1")
        .endpoint_url("http://localhost:4566")
        .attempt_timeout(Duration::from_secs(1))
        .build()
        .unwrap();
    assert_eq!((config.region(), derived.region()), ("us-east-1", "eu-west-1"));
    assert_eq!(config.endpoint_url(), Some("https://localhost"));
    assert!(Arc::ptr_eq(&config.http_client(), &derived.http_client()));
    for config in [&config, &derived, &derived.to_builder().build().unwrap()] {
        call(config).await;
    }
    assert_eq!(asked.load(Ordering::SeqCst), 1, "the credentials are asked for once");
    let hosts: Vec<String> = http.requests().iter().map(|request| request.uri().to_string()).collect();
    assert_eq!(hosts, ["https://localhost/", "http://localhost:4566/", "http://localhost:4566/"]);
    let regions = http
        .requests()
        .iter()
        .map(|r| r.headers()["authorization"].to_str().unwrap().contains("/eu-west-1/"))
        .collect::<Vec<_>>();
    assert_eq!(regions, [false, true, true]);
}

#[test]
fn what_belongs_to_another_profile_or_client_is_not_shared() {
    let environment = Environment::empty().with("AWS_REGION", "eu-central-1");
    let config = Config::builder().environment(environment).build().unwrap();
    let same = config.to_builder().max_attempts(7).build().unwrap();
    assert!(Arc::ptr_eq(&config.http_client(), &same.http_client()));
    assert_eq!(same.max_attempts(), 7);
    let slow = config.to_builder().connect_timeout(Duration::from_secs(9)).build().unwrap();
    assert!(!Arc::ptr_eq(&config.http_client(), &slow.http_client()), "its limit differs");
    let elsewhere = Environment::empty().with("AWS_REGION", "us-west-2").with("AWS_MAX_ATTEMPTS", "9");
    let other = config.to_builder().environment(elsewhere).build().unwrap();
    assert_eq!(
        (other.region(), other.max_attempts()),
        ("us-west-2", 9),
        "what nobody said is looked up anew"
    );
    assert!(!Arc::ptr_eq(&config.http_client(), &other.http_client()), "it may trust others");
    let missing = config.to_builder().profile("nowhere").build().unwrap_err().to_string();
    assert!(missing.contains("nowhere"), "{missing}");
}

#[tokio::test]
async fn client_and_credentials_of_one_configuration_serve_another() {
    let http = replies(2, 200);
    let (config, asked) = counting(http.clone());
    let other = Config::builder()
        .environment(Environment::empty())
        .region("eu-north-1")
        .http_client(config.http_client())
        .credentials(config.credentials())
        .build()
        .unwrap();
    call(&other).await;
    call(&config).await;
    assert_eq!(asked.load(Ordering::SeqCst), 1);
    assert_eq!(http.requests().len(), 2);
    assert!(http.requests()[0].headers()["authorization"].to_str().unwrap().contains("AKIDSHARED/"));
    assert_eq!(format!("{:?}", config.credentials()), "SharedCredentials { .. }");
}

/// How often a call of a client is attempted while everything fails.
async fn attempts(config: &Config, is_of_things: bool) -> u32 {
    let config = config.clone();
    let overrides = RequestConfig::new().max_attempts(100);
    if is_of_things {
        let client = Client::new(&things::SERVICE, config);
        send(&client, list("blue"), &overrides).await.unwrap_err().attempts()
    } else {
        let client = Client::new(&objects::SERVICE, config);
        send(&client, GetInput { key: "k".to_owned(), ..GetInput::default() }, &overrides)
            .await
            .unwrap_err()
            .attempts()
    }
}

#[tokio::test]
async fn a_budget_that_is_named_is_one_for_clients_of_all_services() {
    let own = test_util::config(replies(100, 503)).build().unwrap();
    assert!(own.retry_budget().is_none());
    assert_eq!(
        (attempts(&own, true).await, attempts(&own, false).await),
        (36, 36),
        "each client has its own"
    );
    let shared = test_util::config(replies(100, 503)).retry_budget(RetryBudget::new()).build().unwrap();
    assert_eq!((attempts(&shared, true).await, attempts(&shared, false).await), (36, 1));
    let another = test_util::config(replies(100, 503)).retry_budget(shared.retry_budget().unwrap().clone());
    assert_eq!(attempts(&another.build().unwrap(), true).await, 1);
}
