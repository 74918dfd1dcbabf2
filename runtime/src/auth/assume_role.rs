//! Roles: credentials that are traded for other credentials at the Security Token Service.

use std::time::Duration;

use crate::time::Timestamp;
use http::header::HOST;
use http::{HeaderValue, Request};
use reqsign_aws_core::{
    AssumeRoleCredentialProvider, AssumeRoleWithWebIdentityCredentialProvider, Credential,
};
use reqsign_core::{Context, Error, ProvideCredential, Result, SignRequest, Signer};

use super::context::World;
use super::{Credentials, CredentialsError};
use crate::auth::sigv4::{CONTENT_SHA256, KeyCache, PathPolicy, Payload, Scope, sign};

/// How long the Security Token Service may take to answer.
pub(super) const LIMIT: Duration = Duration::from_secs(10);

const SESSION_NAME: &str = "shapesmith";

/// A role to assume, as a profile describes it.
pub(super) struct Role {
    pub(super) arn: String,
    pub(super) session_name: Option<String>,
    pub(super) external_id: Option<String>,
    pub(super) duration_seconds: Option<u32>,
}

/// Trades credentials for those of a role.
///
/// # Errors
///
/// The service's refusal or the transport's failure.
pub(super) async fn assume(
    world: &World,
    role: Role,
    region: &str,
    base: &Credentials,
) -> std::result::Result<Credentials, CredentialsError> {
    let signer = Signer::new(Context::new(), Fixed(base.into()), StsSigner { region: region.to_owned() });
    let session_name = role.session_name.unwrap_or_else(|| SESSION_NAME.to_owned());
    let mut provider = AssumeRoleCredentialProvider::new(role.arn.clone(), signer)
        .with_role_session_name(session_name)
        .with_region(region.to_owned())
        .with_regional_sts_endpoint();
    if let Some(id) = role.external_id {
        provider = provider.with_external_id(id);
    }
    if let Some(seconds) = role.duration_seconds {
        provider = provider.with_duration_seconds(seconds);
    }
    let nothing = || CredentialsError::new(format!("no credentials came for the role {}", role.arn));
    world.ask(&provider, LIMIT).await?.ok_or_else(nothing)
}

/// Trades a token file for the credentials of a role.
///
/// # Errors
///
/// A token file that cannot be read, the service's refusal, or the transport's failure.
pub(super) async fn assume_with_web_identity(
    world: &World,
    role: Role,
    token_file: &str,
    region: &str,
) -> std::result::Result<Credentials, CredentialsError> {
    let mut provider = AssumeRoleWithWebIdentityCredentialProvider::new()
        .with_role_arn(role.arn.clone())
        .with_web_identity_token_file(token_file)
        .with_role_session_name(role.session_name.unwrap_or_else(|| SESSION_NAME.to_owned()))
        .with_region(region.to_owned())
        .with_regional_sts_endpoint();
    if let Some(seconds) = role.duration_seconds {
        provider = provider.with_duration_seconds(seconds);
    }
    let nothing = || CredentialsError::new(format!("no credentials came for the role {}", role.arn));
    world.ask(&provider, LIMIT).await?.ok_or_else(nothing)
}

#[derive(Debug)]
struct Fixed(Credential);

impl ProvideCredential for Fixed {
    type Credential = Credential;

    async fn provide_credential(&self, _: &Context) -> Result<Option<Credential>> {
        Ok(Some(self.0.clone()))
    }
}

/// Signs requests to the Security Token Service.
#[derive(Debug)]
struct StsSigner {
    region: String,
}

impl SignRequest for StsSigner {
    type Credential = Credential;

    async fn sign_request<'a>(
        &'a self,
        _: &'a Context,
        parts: &'a mut http::request::Parts,
        credential: Option<&'a Credential>,
        _: Option<Duration>,
    ) -> Result<()> {
        let Some(credential) = credential else { return Ok(()) };
        let credentials = Credentials::from(credential.clone());
        let scope = Scope { region: &self.region, service: "sts", path: PathPolicy::Tidied };
        let hash = parts.headers.get(CONTENT_SHA256).and_then(|hash| hash.to_str().ok());
        let hash = hash.ok_or_else(|| Error::unexpected("the hash of the request's body is missing"))?;
        let payload = Payload::Given(hash.to_owned());
        let host =
            parts.uri.authority().map(|authority| HeaderValue::try_from(authority.as_str())).transpose()?;
        let mut request = Request::from_parts(parts.clone(), ());
        request.headers_mut().extend(host.map(|host| (HOST, host)));
        sign(&mut request, &payload, &credentials, scope, Timestamp::now(), &KeyCache::default())
            .map_err(Error::request_invalid)?;
        *parts = request.into_parts().0;
        Ok(())
    }
}
