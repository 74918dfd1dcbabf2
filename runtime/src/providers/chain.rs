//! The default chain: where credentials are looked for when nobody says.

use std::sync::Arc;

use super::metadata::Metadata;
use super::{Call, Outcome, World, container, environment, profile, role};
use crate::auth::{Credentials, ProvideCredentials};
use crate::error::CredentialsError;
use crate::http::{BoxFuture, HttpClient};
use crate::settings::{Lookup, ProfileChoice};

/// Looks for credentials in the usual places, in this order:
///
/// 1. `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN` (not when the program named a profile);
/// 2. the profile: a role to assume, IAM Identity Center (SSO), keys, or a credential process;
/// 3. `AWS_WEB_IDENTITY_TOKEN_FILE` and `AWS_ROLE_ARN`;
/// 4. the container's credential service;
/// 5. the instance metadata service, unless `AWS_EC2_METADATA_DISABLED` is `true`.
///
/// A place that is not configured is passed over. A place that is configured but fails ends the
/// search: other credentials than the intended ones would be worse than none. When nothing is found,
/// the error lists every place and why it gave nothing.
pub struct DefaultChain {
    world: World,
    metadata: Metadata,
}

impl DefaultChain {
    pub(crate) fn new(
        lookup: Lookup,
        region: String,
        http_client: Arc<dyn HttpClient>,
        caller: Arc<dyn Call>,
    ) -> Self {
        let world = World { lookup, region, http_client, caller };
        Self { world, metadata: Metadata::default() }
    }

    async fn search(&self) -> Result<Credentials, CredentialsError> {
        let world = &self.world;
        let choice = world.lookup.profile_choice();
        let mut looked = Vec::new();
        if !matches!(choice, ProfileChoice::Explicit(_)) {
            match environment::keys(world)? {
                Outcome::Found(credentials) => return Ok(credentials),
                Outcome::Absent(reason) => looked.push(format!("environment ({reason})")),
            }
        }
        let profile = format!("profile \"{}\"", choice.name());
        match profile::provide(world, &self.metadata, choice.name()).await {
            Ok(Outcome::Found(credentials)) => return Ok(credentials),
            Ok(Outcome::Absent(reason)) => looked.push(format!("{profile} ({reason})")),
            Err(error) => return Err(place(&profile, error)),
        }
        match role::web_identity(world).await {
            Ok(Outcome::Found(credentials)) => return Ok(credentials),
            Ok(Outcome::Absent(reason)) => looked.push(format!("web identity ({reason})")),
            Err(error) => return Err(place("web identity", error)),
        }
        match container::provide(world).await {
            Ok(Outcome::Found(credentials)) => return Ok(credentials),
            Ok(Outcome::Absent(reason)) => looked.push(format!("container ({reason})")),
            Err(error) => return Err(place("container", error)),
        }
        match self.metadata.provide(world).await {
            Ok(Outcome::Found(credentials)) => return Ok(credentials),
            Ok(Outcome::Absent(reason)) => looked.push(format!("instance metadata ({reason})")),
            // It cannot be known whether this is an instance, so silence there is no failure.
            Err(error) => looked.push(format!("instance metadata ({})", error.one_line())),
        }
        Err(CredentialsError::new(format!("no credentials found; looked in {}", looked.join(", "))))
    }
}

impl ProvideCredentials for DefaultChain {
    fn provide(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(self.search())
    }
}

fn place(name: &str, error: CredentialsError) -> CredentialsError {
    CredentialsError::new(format!("no credentials from {name}")).with_source(error)
}
