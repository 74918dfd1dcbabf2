//! Roles: credentials that are traded for other credentials, or for a token, at the token service.
//!
//! Sources: [assume role](https://docs.aws.amazon.com/sdkref/latest/guide/feature-assume-role-credentials.html) and
//! [regional endpoints](https://docs.aws.amazon.com/sdkref/latest/guide/feature-sts-regionalized-endpoints.html).

use zeroize::Zeroizing;

use super::tables::sts;
use super::{Errand, Outcome, World, absent, found, of_account};
use crate::auth::Credentials;
use crate::error::{ConfigError, CredentialsError};
use crate::protocol::OperationSchema;
use crate::shape::{Structure, Value};

const SESSION_NAME: &str = "shapesmith";

/// A role to assume.
pub(super) struct Role {
    pub(super) arn: String,
    /// The setting that names it.
    pub(super) origin: String,
    pub(super) session_name: Option<String>,
    pub(super) external_id: Option<String>,
    pub(super) duration_seconds: Option<i32>,
}

/// Trades credentials for those of a role.
///
/// # Errors
///
/// The service's refusal or the transport's failure, with the setting that names the role.
pub(super) async fn assume(
    world: &World,
    role: Role,
    base: Credentials,
) -> Result<Credentials, CredentialsError> {
    let mut input = sts::AssumeRoleInput {
        role_arn: role.arn.clone(),
        role_session_name: session_name(&role),
        duration_seconds: role.duration_seconds,
        external_id: role.external_id.clone(),
    };
    let mut output = sts::AssumeRoleOutput::empty();
    call(world, &role, &sts::ASSUME_ROLE, Some(base), &mut input, &mut output).await?;
    credentials(&role, output.credentials)
}

/// Trades the token in a file, which is read each time since it changes, for the credentials of a role.
///
/// # Errors
///
/// A token file that cannot be read, the service's refusal, or the transport's failure.
pub(super) async fn assume_with_web_identity(
    world: &World,
    role: Role,
    token_file: &str,
) -> Result<Credentials, CredentialsError> {
    let path = world.lookup.environment().expand(token_file).unwrap_or_else(|| token_file.into());
    let token = std::fs::read_to_string(&path).map(Zeroizing::new).map_err(|error| {
        let text = format!("the token file {}, for {}, cannot be read", path.display(), role.origin);
        CredentialsError::new(text).with_source(error)
    })?;
    let mut input = sts::AssumeRoleWithWebIdentityInput {
        role_arn: role.arn.clone(),
        role_session_name: session_name(&role),
        web_identity_token: token.trim().to_owned(),
        duration_seconds: role.duration_seconds,
    };
    let mut output = sts::AssumeRoleWithWebIdentityOutput::empty();
    let operation = &sts::ASSUME_ROLE_WITH_WEB_IDENTITY;
    let called = call(world, &role, operation, None, &mut input, &mut output).await;
    drop(Zeroizing::new(input.web_identity_token));
    called?;
    credentials(&role, output.credentials)
}

/// The role that variables name, for the token in a file that they name, too.
pub(super) async fn web_identity(world: &World) -> Result<Outcome, CredentialsError> {
    let Some(token_file) = world.variable("AWS_WEB_IDENTITY_TOKEN_FILE") else {
        return absent("AWS_WEB_IDENTITY_TOKEN_FILE is not set");
    };
    let arn = world.variable("AWS_ROLE_ARN").ok_or_else(|| {
        CredentialsError::new("AWS_WEB_IDENTITY_TOKEN_FILE is set, but AWS_ROLE_ARN is not")
    })?;
    let session_name = world.variable("AWS_ROLE_SESSION_NAME");
    let origin = "AWS_ROLE_ARN".to_owned();
    let role = Role { arn, origin, session_name, external_id: None, duration_seconds: None };
    found(assume_with_web_identity(world, role, &token_file).await?)
}

fn session_name(role: &Role) -> String {
    role.session_name.clone().unwrap_or_else(|| SESSION_NAME.to_owned())
}

async fn call(
    world: &World,
    role: &Role,
    operation: &'static OperationSchema,
    base: Option<Credentials>,
    input: &mut dyn Structure,
    output: &mut dyn Structure,
) -> Result<(), CredentialsError> {
    let is_legacy = is_legacy(world).map_err(|error| {
        CredentialsError::new("the settings of the token service cannot be used").with_source(error)
    })?;
    let errand = Errand {
        operation,
        region: &world.region,
        credentials: base,
        endpoint_parameter: is_legacy.then_some((sts::USE_GLOBAL_ENDPOINT, true)),
        input,
        output,
    };
    world.caller.call(errand).await.map_err(|failure| {
        let text = format!("the role of {} ({}) is not given", role.origin, role.arn);
        CredentialsError::new(text).with_source(failure)
    })
}

/// Whether the global endpoint is asked where older tools did.
fn is_legacy(world: &World) -> Result<bool, ConfigError> {
    let found = world.lookup.find(&["AWS_STS_REGIONAL_ENDPOINTS"], "sts_regional_endpoints");
    match found {
        None => Ok(false),
        Some(found) if found.value.eq_ignore_ascii_case("regional") => Ok(false),
        Some(found) if found.value.eq_ignore_ascii_case("legacy") => Ok(true),
        Some(found) => Err(ConfigError::value(found.origin, &found.value, "regional or legacy")),
    }
}

fn credentials(role: &Role, given: Option<sts::Credentials>) -> Result<Credentials, CredentialsError> {
    let given = given.filter(|given| !given.access_key_id.is_empty() && !given.secret_access_key.is_empty());
    let given = given.ok_or_else(|| {
        CredentialsError::new(format!("no credentials came for the role of {} ({})", role.origin, role.arn))
    })?;
    let credentials = Credentials::new(given.access_key_id, given.secret_access_key)
        .with_session_token(given.session_token)
        .with_expiry(given.expiration);
    Ok(of_account(credentials, account_of(&role.arn)))
}

/// The account in the ARN of a role, to which credentials of the role belong.
fn account_of(arn: &str) -> Option<&str> {
    arn.split(':').nth(4)
}
