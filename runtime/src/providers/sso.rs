//! Single sign-on: the credentials of a role for whoever is logged in with AWS's command line.
//!
//! Sources: [IAM Identity Center](https://docs.aws.amazon.com/sdkref/latest/guide/feature-sso-credentials.html), and
//! `SSOProvider` and `SSOTokenProvider` of botocore 1.44.5 for files and renewal.

mod login;

use std::time::Duration;

use super::tables::{oidc, sso};
use super::{Errand, World, of_account};
use crate::auth::Credentials;
use crate::error::CredentialsError;
use crate::settings::profile::Section;
use crate::settings::region;
use crate::shape::Value;
use crate::time::Timestamp;
use login::Login;

/// How long before its end a login is renewed, where it can be.
const RENEWED_BEFORE_END: Duration = Duration::from_secs(15 * 60);

/// What a profile says about single sign-on.
struct Wanted<'a> {
    account_id: &'a str,
    role_name: &'a str,
    region: &'a str,
    /// What the login is kept under: the session, or the URL where there is none.
    login: &'a str,
    /// Whether a login can be renewed; older ones, which are for a URL, cannot.
    is_session: bool,
    /// The command that logs in.
    command: String,
}

/// Trades the login that a profile names for the credentials of its role.
///
/// # Errors
///
/// A setting that is missing, a login that is not there or over, or what the services said.
pub(super) async fn provide(
    world: &World,
    name: &str,
    section: &Section,
) -> Result<Credentials, CredentialsError> {
    let wanted = wanted(world, name, section)?;
    let mut login =
        Login::read(world.lookup.environment(), wanted.login).map_err(|reason| again(&wanted, reason))?;
    let is_fresh = renew(world, &wanted, &mut login).await?;
    let (given, is_refused) = match role_credentials(world, &wanted, &login).await {
        Err(failure)
            if failure.is_refusal
                && !is_fresh
                && wanted.is_session
                && login.can_be_renewed(world.caller.now()) =>
        {
            // What looked good here was not for the service, whose clock and memory are its own.
            match renew_now(world, &wanted, &mut login).await {
                Ok(()) => match role_credentials(world, &wanted, &login).await {
                    Ok(given) => (Ok(given), false),
                    Err(failure) => (Err(failure.error), failure.is_refusal),
                },
                Err(error) => (Err(error), true),
            }
        }
        Ok(given) => (Ok(given), false),
        Err(failure) => (Err(failure.error), failure.is_refusal),
    };
    given.map_err(|error| {
        if is_refused { again(&wanted, "the login is not good any more").with_source(error) } else { error }
    })
}

fn wanted<'a>(world: &'a World, name: &str, section: &'a Section) -> Result<Wanted<'a>, CredentialsError> {
    let session = match section.get("sso_session") {
        None => None,
        Some(session) => {
            let missing = || {
                CredentialsError::new(format!(
                    "sso_session is \"{session}\", but there is no [sso-session {session}]"
                ))
            };
            let section = world.lookup.files().sso_session(session).ok_or_else(missing)?;
            if let Some(fault) = section.faults().first() {
                return Err(CredentialsError::new(fault.as_str()));
            }
            Some((session, section))
        }
    };
    let required = |setting: &str| {
        let of_session = session.and_then(|(_, section)| section.get(setting));
        let missing = || CredentialsError::new(format!("{setting} is missing; run \"aws configure sso\""));
        section.get(setting).or(of_session).ok_or_else(missing)
    };
    let start_url = required("sso_start_url")?;
    // It becomes part of the host that the login is sent to.
    let sso_region = required("sso_region")?;
    region::check(sso_region, "sso_region")
        .map_err(|error| CredentialsError::new("single sign-on cannot be used").with_source(error))?;
    Ok(Wanted {
        account_id: required("sso_account_id")?,
        role_name: required("sso_role_name")?,
        region: sso_region,
        login: session.map_or(start_url, |(session, _)| session),
        is_session: session.is_some(),
        command: match session {
            Some((session, _)) => format!("aws sso login --sso-session {session}"),
            None => format!("aws sso login --profile {name}"),
        },
    })
}

/// An error that logging in mends.
fn again(wanted: &Wanted<'_>, reason: impl std::fmt::Display) -> CredentialsError {
    CredentialsError::new(format!("{reason}; run \"{}\"", wanted.command))
}

/// Renews a login that is over soon. Gives whether it did.
///
/// # Errors
///
/// A login that is over and could not be renewed.
async fn renew(world: &World, wanted: &Wanted<'_>, login: &mut Login) -> Result<bool, CredentialsError> {
    let now = world.caller.now();
    if login.expires_at > now.saturating_add(RENEWED_BEFORE_END) {
        return Ok(false);
    }
    let is_over = login.expires_at <= now;
    if !wanted.is_session || !login.can_be_renewed(now) {
        let reason = format!("the login of {} is over since {}", login.place(), login.expires_at);
        return if is_over { Err(again(wanted, reason)) } else { Ok(false) };
    }
    match renew_now(world, wanted, login).await {
        Ok(()) => Ok(true),
        Err(error) if is_over => {
            Err(again(wanted, format_args!("the login of {} is over", login.place())).with_source(error))
        }
        Err(error) => {
            let error = error.one_line();
            tracing::warn!(error, "the login of single sign-on could not be renewed; it is used on");
            Ok(false)
        }
    }
}

/// Trades the login for a fresh one, which takes its place on disk, too: the old one is used up.
async fn renew_now(world: &World, wanted: &Wanted<'_>, login: &mut Login) -> Result<(), CredentialsError> {
    let mut input = oidc::CreateTokenInput {
        client_id: login.text("clientId").to_owned(),
        client_secret: login.text("clientSecret").to_owned(),
        grant_type: "refresh_token".to_owned(),
        refresh_token: login.text("refreshToken").to_owned(),
    };
    let mut output = oidc::CreateTokenOutput::empty();
    let errand = Errand {
        operation: &oidc::CREATE_TOKEN,
        region: wanted.region,
        credentials: None,
        endpoint_parameter: None,
        input: &mut input,
        output: &mut output,
    };
    if let Err(failure) = world.caller.call(errand).await {
        // Another program may have used up the token for a fresh login in the meantime.
        if let Ok(other) = Login::read(world.lookup.environment(), wanted.login)
            && other.access_token() != login.access_token()
            && other.expires_at > world.caller.now()
        {
            *login = other;
            return Ok(());
        }
        let text = format!("the login of {} could not be renewed", login.place());
        return Err(CredentialsError::new(text).with_source(failure));
    }
    let token = output.access_token.filter(|token| !token.is_empty());
    let seconds = output.expires_in.and_then(|seconds| u64::try_from(seconds).ok());
    let (Some(token), Some(seconds)) = (token, seconds) else {
        let text = format!("the login of {} could not be renewed: no token came", login.place());
        return Err(CredentialsError::new(text));
    };
    let end = world.caller.now().saturating_add(Duration::from_secs(seconds));
    login.replace(token, Timestamp::from_secs(end.secs()), output.refresh_token);
    if let Err(error) = login.write() {
        // The next program has to log in anew, which is no reason for this one to fail.
        tracing::warn!(%error, path = %login.place(), "the renewed login of single sign-on could not be kept");
    }
    Ok(())
}

/// Why the portal gave nothing.
struct Refused {
    error: CredentialsError,
    /// Whether the login is what it refuses.
    is_refusal: bool,
}

async fn role_credentials(world: &World, wanted: &Wanted<'_>, login: &Login) -> Result<Credentials, Refused> {
    let mut input = sso::GetRoleCredentialsInput {
        role_name: wanted.role_name.to_owned(),
        account_id: wanted.account_id.to_owned(),
        access_token: login.access_token().to_owned(),
    };
    let mut output = sso::GetRoleCredentialsOutput::empty();
    let errand = Errand {
        operation: &sso::GET_ROLE_CREDENTIALS,
        region: wanted.region,
        credentials: None,
        endpoint_parameter: None,
        input: &mut input,
        output: &mut output,
    };
    if let Err(failure) = world.caller.call(errand).await {
        let is_refusal = failure.code() == Some(sso::UNAUTHORIZED) || failure.status() == Some(401);
        let text = format!("the role {} of the account {} is not given", wanted.role_name, wanted.account_id);
        return Err(Refused { error: CredentialsError::new(text).with_source(failure), is_refusal });
    }
    let given = output.role_credentials.and_then(|given| {
        let id = given.access_key_id.filter(|id| !id.is_empty())?;
        let secret = given.secret_access_key.filter(|secret| !secret.is_empty())?;
        let credentials = Credentials::new(id, secret).with_session_token(given.session_token?);
        Some(credentials.with_expiry(Timestamp::from_millis(given.expiration?)))
    });
    match given {
        Some(given) => Ok(of_account(given, Some(wanted.account_id))),
        None => {
            let text = format!(
                "the answer about the role {} of the account {} lacks a part of its credentials",
                wanted.role_name, wanted.account_id
            );
            Err(Refused { error: CredentialsError::new(text), is_refusal: false })
        }
    }
}
