//! The token service of single sign-on: a fresh login for an old one.

use super::{CRATE, regional};
use crate::endpoint::table::*;
use crate::protocol::{OperationSchema, RestJson, ServiceSchema};
use crate::schema::Target;
use crate::shape::Shape;

static PROTOCOL: RestJson = RestJson::new();

static RULES: RuleSet = regional!("oidc");

static SERVICE: ServiceSchema = ServiceSchema::new("SSO OIDC", &PROTOCOL)
    .signing_name("sso-oauth")
    .endpoint_prefix("oidc")
    .api_version("2019-06-10")
    .crate_version(CRATE)
    .endpoint_rules(&RULES);

pub(in crate::providers) static CREATE_TOKEN: OperationSchema = OperationSchema::new(
    &SERVICE,
    Target::Reference(CreateTokenInput::target),
    Target::Reference(CreateTokenOutput::target),
    &[],
)
.name("CreateToken")
.http("POST", "/token")
.unsigned();

pub(in crate::providers) struct CreateTokenInput {
    pub(in crate::providers) client_id: String,
    pub(in crate::providers) client_secret: String,
    pub(in crate::providers) grant_type: String,
    pub(in crate::providers) refresh_token: String,
}

crate::structure! {
    CreateTokenInput as "CreateTokenRequest" {
        client_id: "clientId" => String, REQUIRED;
        client_secret: "clientSecret" => String, REQUIRED, SENSITIVE;
        grant_type: "grantType" => String, REQUIRED;
        refresh_token: "refreshToken" => String, SENSITIVE;
    }
}

pub(in crate::providers) struct CreateTokenOutput {
    pub(in crate::providers) access_token: Option<String>,
    /// In seconds from now.
    pub(in crate::providers) expires_in: Option<i32>,
    pub(in crate::providers) refresh_token: Option<String>,
}

crate::structure! {
    CreateTokenOutput as "CreateTokenResponse" {
        access_token: "accessToken" => String, SENSITIVE;
        expires_in: "expiresIn" => Integer;
        refresh_token: "refreshToken" => String, SENSITIVE;
    }
}
