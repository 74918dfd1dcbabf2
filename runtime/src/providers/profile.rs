//! Credentials of a profile: its own, or those of a role that it has assumed with the credentials of another.
//!
//! Sources: [assume role](https://docs.aws.amazon.com/sdkref/latest/guide/feature-assume-role-credentials.html), and
//! `AssumeRoleProvider` and `ProfileProviderBuilder` of botocore 1.44.5 for what wins where a profile has several.

use super::metadata::Metadata;
use super::role::{self, Role};
use super::{Outcome, World, absent, container, environment, found, of_account, process, sso};
use crate::auth::Credentials;
use crate::error::CredentialsError;
use crate::settings::profile::{Files, Section};

/// What a chain of roles begins with.
enum Base<'a> {
    Profile { name: &'a str, section: &'a Section },
    WebIdentity { role: Role, token_file: &'a str },
    Environment,
    Container,
    InstanceMetadata,
}

/// Follows `source_profile` to the profile that has credentials of its own, then assumes the roles
/// on the way back.
pub(super) async fn provide(
    world: &World,
    metadata: &Metadata,
    name: &str,
) -> Result<Outcome, CredentialsError> {
    let files = world.lookup.files();
    let Some(section) = files.profile(name) else {
        return absent(format!("not in {}", files.looked()));
    };
    let (base, roles) = follow(files, name, section)?;
    let base = match base {
        Base::Profile { name, section } => own(world, name, section).await?,
        Base::WebIdentity { role, token_file } => {
            found(role::assume_with_web_identity(world, role, token_file).await?)?
        }
        Base::Environment => environment::keys(world)?,
        Base::Container => container::provide(world).await?,
        Base::InstanceMetadata => metadata.provide(world).await?,
    };
    let mut credentials = match (base, roles.is_empty()) {
        (Outcome::Found(credentials), _) => credentials,
        (Outcome::Absent(reason), true) => return absent(reason),
        (Outcome::Absent(reason), false) => {
            return Err(CredentialsError::new(format!("no credentials to assume the role with: {reason}")));
        }
    };
    for role in roles.into_iter().rev() {
        credentials = role::assume(world, role, credentials).await?;
    }
    found(credentials)
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
        // Whoever names a profile as the source means its keys, whatever role it has for others.
        if !roles.is_empty() && section.get("aws_access_key_id").is_some() {
            return Ok((Base::Profile { name, section }, roles));
        }
        let Some(role) = role(name, section)? else { return Ok((Base::Profile { name, section }, roles)) };
        if let Some(token_file) = section.get("web_identity_token_file") {
            return Ok((Base::WebIdentity { role, token_file }, roles));
        }
        roles.push(role);
        visited.push(name);
        match (section.get("source_profile"), section.get("credential_source")) {
            // A profile may name itself: its role is assumed with its own keys.
            (Some(source), _) if source == name => return Ok((Base::Profile { name, section }, roles)),
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

/// The role of a profile, if it has one.
fn role(name: &str, section: &Section) -> Result<Option<Role>, CredentialsError> {
    let Some(arn) = section.get("role_arn") else { return Ok(None) };
    if section.get("mfa_serial").is_some() {
        return Err(CredentialsError::new(format!(
            "mfa_serial of \"{name}\" asks for a code that a program cannot type; get a session by other means and \
             pass its keys"
        )));
    }
    let text = |setting: &str| section.get(setting).map(str::to_owned);
    let duration_seconds = match section.get("duration_seconds") {
        None => None,
        Some(value) => Some(value.parse().map_err(|_| {
            CredentialsError::new(format!(
                "duration_seconds of \"{name}\" is \"{value}\", which is not a number of seconds"
            ))
        })?),
    };
    Ok(Some(Role {
        arn: arn.to_owned(),
        origin: format!("role_arn of \"{name}\""),
        session_name: text("role_session_name"),
        external_id: text("external_id"),
        duration_seconds,
    }))
}

/// Whether a section that gives credentials was understood. What was not may be what says which ones are meant.
///
/// # Errors
///
/// What was not understood, with its place.
fn check_understood(section: &Section) -> Result<(), CredentialsError> {
    const GIVE: [&str; 7] = [
        "aws_access_key_id",
        "aws_secret_access_key",
        "credential_process",
        "login_session",
        "role_arn",
        "sso_account_id",
        "sso_session",
    ];
    if section.faults().is_empty() || GIVE.iter().all(|name| section.get(name).is_none()) {
        return Ok(());
    }
    Err(CredentialsError::new(section.faults().join("; ")))
}

/// A profile's own credentials: single sign-on, keys or a process.
async fn own(world: &World, name: &str, section: &Section) -> Result<Outcome, CredentialsError> {
    // A session alone gives bearer tokens; credentials are of an account and a role.
    if section.get("sso_account_id").is_some() || section.get("sso_role_name").is_some() {
        return found(sso::provide(world, name, section).await?);
    }
    match (section.get("aws_access_key_id"), section.get("aws_secret_access_key")) {
        (Some(id), Some(secret)) => {
            let credentials = of_account(Credentials::new(id, secret), section.get("aws_account_id"));
            let token = section.get("aws_session_token").or_else(|| section.get("aws_security_token"));
            return found(match token {
                Some(token) => credentials.with_session_token(token),
                None => credentials,
            });
        }
        (Some(_), None) => {
            return Err(CredentialsError::new("aws_access_key_id without aws_secret_access_key"));
        }
        (None, Some(_)) => {
            return Err(CredentialsError::new("aws_secret_access_key without aws_access_key_id"));
        }
        (None, None) => {}
    }
    if section.get("login_session").is_some() {
        return Err(CredentialsError::new(format!(
            "login_session of \"{name}\" is not supported; let another profile have \"credential_process = aws \
             configure export-credentials --profile {name} --format process\", and use that one"
        )));
    }
    if let Some(line) = section.get("credential_process") {
        let given = process::provide(line).await?;
        return found(match given.account_id() {
            Some(_) => given,
            None => of_account(given, section.get("aws_account_id")),
        });
    }
    let session = match section.get("sso_session") {
        Some(_) => "sso_session without sso_account_id and sso_role_name gives none; ",
        None => "",
    };
    absent(format!(
        "{session}no role_arn, sso_session, aws_access_key_id or credential_process; {}{}",
        world.lookup.files().looked(),
        section.faults().iter().map(|fault| format!("; {fault}")).collect::<String>(),
    ))
}
