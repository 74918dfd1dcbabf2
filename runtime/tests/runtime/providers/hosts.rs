//! Which hosts are asked for credentials: those that the same configuration has for any call.

use shapesmith_runtime::endpoint::table::*;
use shapesmith_runtime::operation::ServiceSchema;
use shapesmith_runtime::protocol::AwsJson;
use shapesmith_runtime::request::send;
use shapesmith_runtime::{Client, Environment, RequestConfig};

use super::{Bench, Variables};
use crate::credentials::World;
use crate::support::server::{Server, ok};
use crate::support::things::list;

// A service that is where it is, whatever is configured.
static RULES: RuleSet = RuleSet::new().rules(&[endpoint(&[], "https://things.example.com")]);
static PROTOCOL: AwsJson = AwsJson::v1_0("Somewhere");
static SERVICE: ServiceSchema =
    ServiceSchema::new("Somewhere", &PROTOCOL).signing_name("somewhere").endpoint_rules(&RULES);

const ROLE: &str = "[default]\nrole_arn = arn:aws-us-gov:iam::111122223333:role/r\nsource_profile = base\n\
                    [profile base]\naws_access_key_id = AKIDBASE\naws_secret_access_key = hunter2\n";

const SIGN_ON: &str = "[default]\nsso_session = company\nsso_account_id = 111122223333\nsso_role_name = Dev\n\
                       [sso-session company]\nsso_region = REGION\n\
                       sso_start_url = https://example.awsapps.com/start\n";

/// The first URL that is asked, where nobody can be reached.
async fn first(config: &str, region: &str, set: Variables<'_>) -> String {
    let bench = Bench::new(config).await;
    bench.write(
        ".aws/sso/cache/71b21161ffa1e6516bcc072aaf5ef38cbe85b511.json",
        r#"{"accessToken":"canary","expiresAt":"2099-01-01T00:00:00Z"}"#,
    );
    let variable = |environment: Environment, (name, value): &(&str, &str)| environment.with(*name, *value);
    let environment = set.iter().fold(bench.environment.clone(), variable);
    let world = World::default();
    let config = bench.config().environment(environment).region(region).http_client(world.clone());
    let client = Client::new(&SERVICE, config.build().unwrap());
    assert!(send(&client, list("blue"), &RequestConfig::new()).await.is_err());
    let urls = world.urls.lock().unwrap();
    urls.first().cloned().unwrap_or_default()
}

#[tokio::test]
async fn the_token_service_is_asked_where_the_configuration_says() {
    let local = "[services local]\nsts =\n  endpoint_url = http://127.0.0.1:4\n";
    let with = |setting: &str| ROLE.replace("[default]\n", &format!("[default]\n{setting}\n"));
    let services = format!("{}{local}", with("services = local"));
    let profile = with("endpoint_url = http://127.0.0.1:3");
    let legacy = with("sts_regional_endpoints = legacy");
    let fips = with("use_fips_endpoint = true");
    let cases: [(&str, &str, Variables<'_>, &str); 16] = [
        (ROLE, "eu-central-1", &[], "https://sts.eu-central-1.amazonaws.com/"),
        (ROLE, "cn-north-1", &[], "https://sts.cn-north-1.amazonaws.com.cn/"),
        (ROLE, "aws-global", &[], "https://sts.amazonaws.com/"),
        (ROLE, "us-east-1", &[("AWS_STS_REGIONAL_ENDPOINTS", "legacy")], "https://sts.amazonaws.com/"),
        (
            ROLE,
            "us-east-1",
            &[("AWS_STS_REGIONAL_ENDPOINTS", "regional")],
            "https://sts.us-east-1.amazonaws.com/",
        ),
        (&legacy, "eu-west-1", &[], "https://sts.amazonaws.com/"),
        (&legacy, "eu-south-1", &[], "https://sts.eu-south-1.amazonaws.com/"),
        (
            ROLE,
            "us-west-2",
            &[("AWS_USE_FIPS_ENDPOINT", "true")],
            "https://sts-fips.us-west-2.amazonaws.com/",
        ),
        (&fips, "us-west-2", &[], "https://sts-fips.us-west-2.amazonaws.com/"),
        (
            ROLE,
            "us-gov-west-1",
            &[("AWS_USE_FIPS_ENDPOINT", "true")],
            "https://sts.us-gov-west-1.amazonaws.com/",
        ),
        (ROLE, "us-west-2", &[("AWS_USE_DUALSTACK_ENDPOINT", "true")], "https://sts.us-west-2.api.aws/"),
        (ROLE, "us-west-2", &[("AWS_ENDPOINT_URL", "http://127.0.0.1:1")], "http://127.0.0.1:1/"),
        (
            ROLE,
            "us-west-2",
            &[("AWS_ENDPOINT_URL", "http://127.0.0.1:1"), ("AWS_ENDPOINT_URL_STS", "http://127.0.0.1:2")],
            "http://127.0.0.1:2/",
        ),
        (&profile, "us-west-2", &[], "http://127.0.0.1:3/"),
        (&services, "us-west-2", &[], "http://127.0.0.1:4/"),
        (
            &services,
            "us-west-2",
            &[("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true")],
            "https://sts.us-west-2.amazonaws.com/",
        ),
    ];
    for (config, region, variables, expected) in cases {
        assert_eq!(first(config, region, variables).await, expected, "{region} {variables:?}");
    }
}

#[tokio::test]
async fn the_portal_is_asked_where_the_login_is() {
    let query = "federation/credentials?role_name=Dev&account_id=111122223333";
    let cases: [(&str, Variables<'_>, &str); 6] = [
        ("eu-west-1", &[], "https://portal.sso.eu-west-1.amazonaws.com/"),
        ("cn-north-1", &[], "https://portal.sso.cn-north-1.amazonaws.com.cn/"),
        (
            "us-east-2",
            &[("AWS_USE_FIPS_ENDPOINT", "true")],
            "https://portal.sso-fips.us-east-2.amazonaws.com/",
        ),
        ("us-east-2", &[("AWS_USE_DUALSTACK_ENDPOINT", "true")], "https://portal.sso.us-east-2.api.aws/"),
        ("us-east-2", &[("AWS_ENDPOINT_URL", "http://127.0.0.1:1")], "http://127.0.0.1:1/"),
        ("us-east-2", &[("AWS_ENDPOINT_URL_SSO", "http://127.0.0.1:2")], "http://127.0.0.1:2/"),
    ];
    for (region, variables, expected) in cases {
        let config = SIGN_ON.replace("REGION", region);
        let url = first(&config, "eu-central-1", variables).await;
        assert_eq!(url, format!("{expected}{query}"), "{region} {variables:?}");
    }
}

#[tokio::test]
async fn an_endpoint_that_the_program_sets_is_for_its_service_alone() {
    let api = Server::start([ok("{}")]).await;
    let bench = Bench::new(ROLE).await;
    let world = World::default();
    let config = bench.config().endpoint_url(&api.url).http_client(world.clone());
    let client = Client::new(&SERVICE, config.build().unwrap());
    assert!(send(&client, list("blue"), &RequestConfig::new()).await.is_err());
    assert_eq!(world.urls.lock().unwrap()[0], "https://sts.eu-central-1.amazonaws.com/");
}

#[tokio::test]
async fn a_setting_that_is_none_is_told_by_its_origin() {
    let bench = Bench::new(ROLE).await.with("AWS_STS_REGIONAL_ENDPOINTS", "global");
    let error = bench.call().await.unwrap_err();
    assert!(error.contains("AWS_STS_REGIONAL_ENDPOINTS") && error.contains("regional or legacy"), "{error}");
}
