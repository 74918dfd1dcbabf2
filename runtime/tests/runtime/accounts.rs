//! The account that credentials belong to, from every place that tells it, as it becomes part of an endpoint.

use shapesmith_runtime::config::AccountIdEndpointMode;
use shapesmith_runtime::endpoint::table::*;
use shapesmith_runtime::operation::{Operation, OperationSchema, ServiceSchema};
use shapesmith_runtime::protocol::AwsJson;
use shapesmith_runtime::request::{dry_run, send};
use shapesmith_runtime::{Client, Config, Credentials, Environment, RequestConfig};

use crate::credentials::{World, home, role, temporary};
use crate::support::things::{ListThingsInput, list};

static RULES: RuleSet = RuleSet::new()
    .parameters(&[
        string("AccountId").built_in(BuiltIn::AccountId),
        string("Mode").built_in(BuiltIn::AccountIdEndpointMode).required().or_text("preferred"),
    ])
    .rules(&[
        endpoint(&[IsSet(&Reference("AccountId"))], "https://things.{AccountId}.example.com"),
        error(
            &[StringEquals(&Reference("Mode"), &Text("required"))],
            "AccountIdEndpointMode is required but no AccountID was provided",
        ),
        endpoint(&[], "https://things.example.com"),
    ]);
static PROTOCOL: AwsJson = AwsJson::v1_0("Accounts");
static SERVICE: ServiceSchema =
    ServiceSchema::new("Accounts", &PROTOCOL).signing_name("accounts").endpoint_rules(&RULES);

/// The host that a call goes to, without what all of them have.
async fn account(environment: Environment, world: &World, profile: &str) -> String {
    let config = Config::builder().environment(environment).region("eu-central-1").profile(profile);
    let client = Client::new(&SERVICE, config.http_client(world.clone()).build().unwrap());
    send(&client, list("blue"), &RequestConfig::new()).await.unwrap();
    let url = world.urls.lock().unwrap().last().cloned().unwrap();
    let host = url.strip_prefix("https://things.").unwrap();
    host.strip_suffix("example.com/").unwrap().trim_end_matches('.').to_owned()
}

/// What credential services answer with, and the account that it belongs to.
fn of_account(answer: &str) -> String {
    answer.replacen('{', "{\"AccountId\":\"210987654321\",", 1)
}

#[tokio::test]
async fn services_for_credentials_tell_the_account() {
    let (_home, environment) = home("[default]\n", "");
    let instance = |answer: String| {
        World::default()
            .with("http://169.254.169.254/latest/api/token", 200, "imds-token")
            .with("http://169.254.169.254/latest/meta-data/iam/security-credentials/r", 200, answer)
            .with("http://169.254.169.254/latest/meta-data/iam/security-credentials/", 200, "r")
    };
    let container = |answer: String| World::default().with("http://169.254.170.2/role", 200, answer);
    let in_container = environment.clone().with("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/role");
    let on_instance = environment.with("AWS_EC2_METADATA_DISABLED", "false");
    let plain = temporary("KEY");
    for (environment, world) in
        [(&in_container, container as fn(String) -> World), (&on_instance, instance as fn(String) -> World)]
    {
        let told = account(environment.clone(), &world(of_account(&plain)), "default").await;
        assert_eq!(told, "210987654321");
        assert_eq!(account(environment.clone(), &world(plain.clone()), "default").await, "");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn processes_profiles_and_roles_tell_the_account() {
    let (home, environment) = home("", "");
    let key = r#"{"Version":1,"AccessKeyId":"KEY","SecretAccessKey":"s"}"#;
    for (name, answer) in [("plain", key.to_owned()), ("telling", of_account(key))] {
        std::fs::write(home.path().join(name), answer).unwrap();
    }
    let folder = home.path().display();
    let config = format!(
        "[profile process]\ncredential_process = cat \"{folder}/telling\"\naws_account_id = 111111111111\n\
         [profile silent]\ncredential_process = cat \"{folder}/plain\"\naws_account_id = 111111111111\n\
         [profile nothing]\ncredential_process = cat \"{folder}/plain\"\n\
         [profile keys]\naws_access_key_id = KEY\naws_secret_access_key = s\naws_account_id = 111111111111\n\
         [profile role]\nrole_arn = arn:aws:iam::222222222222:role/r\nsource_profile = keys\n"
    );
    std::fs::write(home.path().join(".aws/config"), config).unwrap();
    let world = World::default().with(
        "https://sts.eu-central-1.amazonaws.com/",
        200,
        role("AssumeRole", "ASIAROLEEXAMPLE0"),
    );
    for (profile, expected) in [
        ("process", "210987654321"),
        ("silent", "111111111111"),
        ("nothing", ""),
        ("keys", "111111111111"),
        ("role", "222222222222"),
    ] {
        assert_eq!(account(environment.clone(), &world, profile).await, expected, "{profile}");
    }
}

#[test]
fn where_nothing_is_signed_no_account_is_required() {
    static UNSIGNED: OperationSchema =
        OperationSchema::of::<ListThingsInput>(&SERVICE).name("Peek").unsigned();
    let config = Config::builder()
        .environment(Environment::empty())
        .region("eu-central-1")
        .credentials(Credentials::new("AKID", "secret"))
        .account_id_endpoint_mode(AccountIdEndpointMode::Required);
    let client = Client::new(&SERVICE, config.build().unwrap());
    let url = |operation: &'static OperationSchema| {
        let request = dry_run(&client, operation, &mut list("blue"), &RequestConfig::new());
        request.map(|request| request.uri().to_string()).map_err(|error| error.to_string())
    };
    assert_eq!(url(&UNSIGNED).unwrap(), "https://things.example.com/");
    let error = url(ListThingsInput::SCHEMA).unwrap_err();
    assert!(error.contains("AccountIdEndpointMode is required"), "{error}");
}
