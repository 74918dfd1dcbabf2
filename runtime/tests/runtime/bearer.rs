//! Bearer tokens in place of signatures.

use shapesmith_runtime::credentials::BearerToken;
use shapesmith_runtime::error::ErrorKind;
use shapesmith_runtime::operation::OperationSchema;
use shapesmith_runtime::request::RequestConfig;
use shapesmith_runtime::shape::Value;
use shapesmith_runtime::test_util::{self, CannedHttp, CannedReply};
use shapesmith_runtime::{Client, ConfigBuilder, Environment};

use crate::support::things::{ListThingsInput, ListThingsOutput, SERVICE, list};

static BEARER: OperationSchema = OperationSchema::of::<ListThingsInput>(&SERVICE).name("ListThings").bearer();
static EITHER: OperationSchema =
    OperationSchema::of::<ListThingsInput>(&SERVICE).name("ListThings").or_bearer();

/// What a call of an operation says in its `authorization`.
async fn authorization(
    operation: &'static OperationSchema,
    config: impl FnOnce(ConfigBuilder) -> ConfigBuilder,
) -> Result<String, String> {
    let http = CannedHttp::new([CannedReply::new(200, "{}")]);
    let config = config(test_util::config(http.clone()).endpoint_url("https://things.example.com"));
    let client = Client::new(&SERVICE, config.build().unwrap());
    let (mut input, mut output) = (list("g"), ListThingsOutput::empty());
    let sent = client.call(operation, &mut input, &mut output, &RequestConfig::new()).await;
    if let Err(failure) = sent {
        assert!(http.requests().is_empty(), "nothing was sent");
        assert!(matches!(failure.kind(), ErrorKind::Credentials(_) | ErrorKind::Request(_)));
        return Err(failure.to_string());
    }
    let request = &http.requests()[0];
    assert_eq!(
        request.headers().contains_key("x-amz-date"),
        !request.headers()["authorization"].as_bytes().starts_with(b"Bearer")
    );
    Ok(request.headers()["authorization"].to_str().unwrap().to_owned())
}

fn variable(config: ConfigBuilder) -> ConfigBuilder {
    config.environment(Environment::empty().with("AWS_BEARER_TOKEN_THINGS", "of the variable"))
}

#[tokio::test]
async fn the_programs_token_counts_before_the_variable_and_that_before_a_signature() {
    let given = |config: ConfigBuilder| variable(config).bearer_token(BearerToken::new("given"));
    assert_eq!(authorization(&BEARER, given).await.as_deref(), Ok("Bearer given"));
    assert_eq!(authorization(&BEARER, variable).await.as_deref(), Ok("Bearer of the variable"));
    assert_eq!(authorization(&EITHER, variable).await.as_deref(), Ok("Bearer of the variable"));
    let signed = authorization(&EITHER, |config| config).await.unwrap();
    assert!(signed.starts_with("AWS4-HMAC-SHA256 "), "{signed}");
}

#[tokio::test]
async fn a_token_that_is_missing_or_would_be_read_by_others_is_an_error() {
    let error = authorization(&BEARER, |config| config).await.unwrap_err();
    assert!(error.contains("AWS_BEARER_TOKEN_THINGS") && error.contains("bearer_token"), "{error}");
    let open = |config: ConfigBuilder| variable(config).endpoint_url("http://things.example.com");
    let error = authorization(&EITHER, open).await.unwrap_err();
    assert!(error.contains("https://") && !error.contains("of the variable"), "{error}");
}
