//! Keys in variables.
//!
//! Source: [access keys](https://docs.aws.amazon.com/sdkref/latest/guide/feature-static-credentials.html).

use super::{Outcome, World, absent, found, of_account};
use crate::auth::Credentials;
use crate::error::CredentialsError;

/// What older tools call the token comes after the name of today.
const NAMES: [&str; 4] =
    ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN"];

pub(super) fn keys(world: &World) -> Result<Outcome, CredentialsError> {
    let [id, secret, token, old_token] = NAMES.map(|name| world.variable(name));
    let (id, secret) = match (id, secret) {
        (Some(id), Some(secret)) => (id, secret),
        (None, None) => return absent("AWS_ACCESS_KEY_ID is not set"),
        (Some(_), None) => {
            return Err(CredentialsError::new("AWS_ACCESS_KEY_ID is set, but AWS_SECRET_ACCESS_KEY is not"));
        }
        (None, Some(_)) => {
            return Err(CredentialsError::new("AWS_SECRET_ACCESS_KEY is set, but AWS_ACCESS_KEY_ID is not"));
        }
    };
    let garbled =
        |value: &String| value.contains(|c: char| c.is_control() || c == char::REPLACEMENT_CHARACTER);
    if let Some(name) = NAMES.iter().find(|name| world.variable(name).as_ref().is_some_and(garbled)) {
        return Err(CredentialsError::new(format!("{name} holds a line break or what is no text")));
    }
    let credentials = of_account(Credentials::new(id, secret), world.variable("AWS_ACCOUNT_ID").as_deref());
    found(match token.or(old_token) {
        Some(token) => credentials.with_session_token(token),
        None => credentials,
    })
}
