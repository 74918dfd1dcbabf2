//! The places where the default chain looks, one function each.

use std::time::Duration;

use reqsign_aws_core::{
    ECSCredentialProvider, IMDSv2CredentialProvider, ProcessCredentialProvider, SSOCredentialProvider,
};

use super::account::of_account;
use super::assume_role::{self, Role};
use super::container;
use super::context::World;
use super::{Credentials, CredentialsError};
use crate::settings::profile::{Files, Section};

/// The instance metadata service is a few microseconds away or not there at all.
const METADATA_LIMIT: Duration = Duration::from_secs(1);
const CONTAINER_LIMIT: Duration = Duration::from_secs(2);

/// What a place had.
pub(super) enum Outcome {
    Found(Credentials),
    /// It is not configured, and this is how one sees it.
    Absent(String),
}

fn absent(reason: impl Into<String>) -> Result<Outcome, CredentialsError> {
    Ok(Outcome::Absent(reason.into()))
}

fn found_or(credentials: Option<Credentials>, reason: &str) -> Result<Outcome, CredentialsError> {
    Ok(credentials.map_or_else(|| Outcome::Absent(reason.to_owned()), Outcome::Found))
}

pub(super) fn environment(world: &World) -> Result<Outcome, CredentialsError> {
    let variable = |name| world.environment.get(name);
    match (variable("AWS_ACCESS_KEY_ID"), variable("AWS_SECRET_ACCESS_KEY")) {
        (Some(id), Some(secret)) => {
            for name in
                ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN"]
            {
                let garbled = |value: &String| {
                    value.contains(|c: char| c.is_control() || c == char::REPLACEMENT_CHARACTER)
                };
                if variable(name).as_ref().is_some_and(garbled) {
                    return Err(CredentialsError::new(format!(
                        "{name} holds a line break or what is no text"
                    )));
                }
            }
            let credentials = of_account(Credentials::new(id, secret), variable("AWS_ACCOUNT_ID").as_deref());
            let token = variable("AWS_SESSION_TOKEN").or_else(|| variable("AWS_SECURITY_TOKEN"));
            Ok(Outcome::Found(match token {
                Some(token) => credentials.with_session_token(token),
                None => credentials,
            }))
        }
        (None, None) => absent("AWS_ACCESS_KEY_ID is not set"),
        (Some(_), None) => {
            Err(CredentialsError::new("AWS_ACCESS_KEY_ID is set, but AWS_SECRET_ACCESS_KEY is not"))
        }
        (None, Some(_)) => {
            Err(CredentialsError::new("AWS_SECRET_ACCESS_KEY is set, but AWS_ACCESS_KEY_ID is not"))
        }
    }
}

/// The account in the ARN of a role, to which credentials of the role belong.
fn account_of(arn: &str) -> Option<&str> {
    arn.split(':').nth(4).filter(|account| !account.is_empty())
}

/// What a chain of roles begins with.
enum Base<'a> {
    Profile(&'a Section),
    WebIdentity { role: Role, token_file: &'a str },
    Environment,
    Container,
    InstanceMetadata,
}

/// Follows `source_profile` to the profile that has credentials of its own, then assumes the roles
/// on the way back.
pub(super) async fn profile(
    world: &World,
    files: &Files,
    name: &str,
    region: &str,
) -> Result<Outcome, CredentialsError> {
    let Some(section) = files.profile(name) else {
        return absent(format!("not in {}", files.looked()));
    };
    let (base, roles) = follow(files, name, section)?;
    let base = match base {
        Base::Profile(section) => own(world, files, section).await?,
        Base::WebIdentity { role, token_file } => {
            let account = account_of(&role.arn).map(str::to_owned);
            let given = assume_role::assume_with_web_identity(world, role, token_file, region).await?;
            Outcome::Found(of_account(given, account.as_deref()))
        }
        Base::Environment => environment(world)?,
        Base::Container => container(world).await?,
        Base::InstanceMetadata => instance_metadata(world, &IMDSv2CredentialProvider::new()).await?,
    };
    let mut credentials = match (base, roles.is_empty()) {
        (Outcome::Found(credentials), _) => credentials,
        (Outcome::Absent(reason), true) => return absent(reason),
        (Outcome::Absent(reason), false) => {
            return Err(CredentialsError::new(format!("no credentials to assume the role with: {reason}")));
        }
    };
    for role in roles.into_iter().rev() {
        let account = account_of(&role.arn).map(str::to_owned);
        credentials = assume_role::assume(world, role, region, &credentials).await?;
        credentials = of_account(credentials, account.as_deref());
    }
    Ok(Outcome::Found(credentials))
}

fn follow<'a>(
    files: &'a Files,
    name: &'a str,
    section: &'a Section,
) -> Result<(Base<'a>, Vec<Role>), CredentialsError> {
    let mut roles = Vec::new();
    let mut visited = Vec::new();
    let (mut name, mut section) = (name, section);
    loop {
        check_understood(section)?;
        let Some(role) = role(section)? else { return Ok((Base::Profile(section), roles)) };
        if let Some(token_file) = section.get("web_identity_token_file") {
            return Ok((Base::WebIdentity { role, token_file }, roles));
        }
        roles.push(role);
        visited.push(name);
        match (section.get("source_profile"), section.get("credential_source")) {
            // A profile may name itself: its role is assumed with its own keys.
            (Some(source), _) if source == name => return Ok((Base::Profile(section), roles)),
            (Some(source), _) if visited.contains(&source) => {
                return Err(CredentialsError::new(format!(
                    "source_profile leads from \"{name}\" back to \"{source}\""
                )));
            }
            (Some(source), _) => {
                section = files.profile(source).ok_or_else(|| {
                    CredentialsError::new(format!(
                        "source_profile of \"{name}\" is \"{source}\", which does not exist"
                    ))
                })?;
                name = source;
            }
            (None, Some("Environment")) => return Ok((Base::Environment, roles)),
            (None, Some("EcsContainer")) => return Ok((Base::Container, roles)),
            (None, Some("Ec2InstanceMetadata")) => return Ok((Base::InstanceMetadata, roles)),
            (None, Some(other)) => {
                return Err(CredentialsError::new(format!(
                    "credential_source of \"{name}\" is \"{other}\", which is not Environment, EcsContainer or \
                     Ec2InstanceMetadata"
                )));
            }
            (None, None) => {
                return Err(CredentialsError::new(format!(
                    "\"{name}\" has role_arn, but neither source_profile, credential_source nor web_identity_token_file"
                )));
            }
        }
    }
}

fn role(section: &Section) -> Result<Option<Role>, CredentialsError> {
    let Some(arn) = section.get("role_arn") else { return Ok(None) };
    if section.get("mfa_serial").is_some() {
        return Err(CredentialsError::new(
            "mfa_serial asks for a code that a program cannot type; get a session by other means and pass its keys",
        ));
    }
    let text = |name: &str| section.get(name).map(str::to_owned);
    let duration_seconds = match section.get("duration_seconds") {
        None => None,
        Some(value) => Some(value.parse().map_err(|_| {
            CredentialsError::new(format!(
                "duration_seconds is \"{value}\", which is not a number of seconds"
            ))
        })?),
    };
    let session_name = text("role_session_name");
    Ok(Some(Role { arn: arn.to_owned(), session_name, external_id: text("external_id"), duration_seconds }))
}

/// Whether a section that gives credentials was understood. What was not may be what says which ones are meant.
///
/// # Errors
///
/// What was not understood, with its place.
fn check_understood(section: &Section) -> Result<(), CredentialsError> {
    const GIVE: [&str; 6] = [
        "aws_access_key_id",
        "aws_secret_access_key",
        "credential_process",
        "role_arn",
        "sso_account_id",
        "sso_session",
    ];
    if section.faults().is_empty() || GIVE.iter().all(|name| section.get(name).is_none()) {
        return Ok(());
    }
    Err(CredentialsError::new(section.faults().join("; ")))
}

/// A profile's own credentials: keys, single sign-on or a process.
async fn own(world: &World, files: &Files, section: &Section) -> Result<Outcome, CredentialsError> {
    if section.get("sso_session").is_some() || section.get("sso_account_id").is_some() {
        return single_sign_on(world, files, section).await;
    }
    match (section.get("aws_access_key_id"), section.get("aws_secret_access_key")) {
        (Some(id), Some(secret)) => {
            let credentials = of_account(Credentials::new(id, secret), section.get("aws_account_id"));
            let token = section.get("aws_session_token").or_else(|| section.get("aws_security_token"));
            return Ok(Outcome::Found(match token {
                Some(token) => credentials.with_session_token(token),
                None => credentials,
            }));
        }
        (Some(_), None) => {
            return Err(CredentialsError::new("aws_access_key_id without aws_secret_access_key"));
        }
        (None, Some(_)) => {
            return Err(CredentialsError::new("aws_secret_access_key without aws_access_key_id"));
        }
        (None, None) => {}
    }
    match section.get("credential_process") {
        Some(command) => {
            let provider = ProcessCredentialProvider::new().with_command(command);
            let world = world.with_command(command);
            let given = world.ask(&provider, assume_role::LIMIT).await?;
            let given = given.map(|given| match given.account_id() {
                Some(_) => given,
                None => of_account(given, section.get("aws_account_id")),
            });
            found_or(given, "credential_process gave nothing")
        }
        None => absent(format!(
            "no role_arn, sso_session, aws_access_key_id or credential_process; {}{}",
            files.looked(),
            section.faults().iter().map(|fault| format!("; {fault}")).collect::<String>(),
        )),
    }
}

async fn single_sign_on(
    world: &World,
    files: &Files,
    section: &Section,
) -> Result<Outcome, CredentialsError> {
    let session = match section.get("sso_session") {
        None => None,
        Some(name) => {
            let missing = || {
                CredentialsError::new(format!(
                    "sso_session is \"{name}\", but there is no [sso-session {name}]"
                ))
            };
            let session = files.sso_session(name).ok_or_else(missing)?;
            if let Some(fault) = session.faults().first() {
                return Err(CredentialsError::new(fault.as_str()));
            }
            Some((name, session))
        }
    };
    let required = |name: &str| {
        let of_session = session.and_then(|(_, session)| session.get(name));
        let missing = || CredentialsError::new(format!("{name} is missing; run \"aws configure sso\""));
        section.get(name).or(of_session).ok_or_else(missing)
    };
    // The login is kept under a hash of the session's name or, without a session, of the URL. The
    // provider takes one text for both uses of it, and only ever hashes it.
    let login = match session {
        Some((name, _)) => name,
        None => required("sso_start_url")?,
    };
    let account = required("sso_account_id")?;
    let provider = SSOCredentialProvider::new()
        .with_account_id(account)
        .with_role_name(required("sso_role_name")?)
        .with_region(required("sso_region")?)
        .with_start_url(login);
    let given = world.ask(&provider, assume_role::LIMIT).await?;
    let given = given.map(|given| of_account(given, Some(account)));
    found_or(given, "the single sign-on service gave nothing")
}

pub(super) async fn web_identity(world: &World, region: &str) -> Result<Outcome, CredentialsError> {
    let variable = |name| world.environment.get(name);
    let Some(token_file) = variable("AWS_WEB_IDENTITY_TOKEN_FILE") else {
        return absent("AWS_WEB_IDENTITY_TOKEN_FILE is not set");
    };
    let arn = variable("AWS_ROLE_ARN").ok_or_else(|| {
        CredentialsError::new("AWS_WEB_IDENTITY_TOKEN_FILE is set, but AWS_ROLE_ARN is not")
    })?;
    let session_name = variable("AWS_ROLE_SESSION_NAME");
    let role = Role { arn, session_name, external_id: None, duration_seconds: None };
    let account = account_of(&role.arn).map(str::to_owned);
    let given = assume_role::assume_with_web_identity(world, role, &token_file, region).await?;
    Ok(Outcome::Found(of_account(given, account.as_deref())))
}

pub(super) async fn container(world: &World) -> Result<Outcome, CredentialsError> {
    let Some(environment) = container::environment(&world.environment)? else {
        return absent(format!("{} or {} is not set", container::RELATIVE, container::FULL));
    };
    let world = world.with_environment(environment).direct();
    found_or(world.ask(&ECSCredentialProvider::new(), CONTAINER_LIMIT).await?, "it gave nothing")
}

pub(super) async fn instance_metadata(
    world: &World,
    provider: &IMDSv2CredentialProvider,
) -> Result<Outcome, CredentialsError> {
    let disabled = world.environment.get("AWS_EC2_METADATA_DISABLED");
    if disabled.is_some_and(|value| value.eq_ignore_ascii_case("true")) {
        return absent("AWS_EC2_METADATA_DISABLED is true");
    }
    found_or(world.clone().direct().ask(provider, METADATA_LIMIT).await?, "it gave nothing")
}
