//! The portal of single sign-on: credentials of a role for whoever is logged in.

use super::{CRATE, regional};
use crate::endpoint::table::*;
use crate::protocol::{OperationSchema, RestJson, ServiceSchema};
use crate::schema::Target;
use crate::shape::Shape;

static PROTOCOL: RestJson = RestJson::new();

static RULES: RuleSet = regional!("portal.sso");

static SERVICE: ServiceSchema = ServiceSchema::new("SSO", &PROTOCOL)
    .signing_name("awsssoportal")
    .endpoint_prefix("portal.sso")
    .api_version("2019-06-10")
    .crate_version(CRATE)
    .endpoint_rules(&RULES);

pub(in crate::providers) static GET_ROLE_CREDENTIALS: OperationSchema = OperationSchema::new(
    &SERVICE,
    Target::Reference(GetRoleCredentialsInput::target),
    Target::Reference(GetRoleCredentialsOutput::target),
    &[],
)
.name("GetRoleCredentials")
.http("GET", "/federation/credentials")
.unsigned();

/// The login is refused.
pub(in crate::providers) const UNAUTHORIZED: &str = "UnauthorizedException";

pub(in crate::providers) struct GetRoleCredentialsInput {
    pub(in crate::providers) role_name: String,
    pub(in crate::providers) account_id: String,
    pub(in crate::providers) access_token: String,
}

crate::structure! {
    GetRoleCredentialsInput as "GetRoleCredentialsRequest" {
        role_name: "roleName" => String, REQUIRED, QUERY, wire("role_name");
        account_id: "accountId" => String, REQUIRED, QUERY, wire("account_id");
        access_token: "accessToken" => String, REQUIRED, SENSITIVE, HEADER, wire("x-amz-sso_bearer_token");
    }
}

pub(in crate::providers) struct GetRoleCredentialsOutput {
    pub(in crate::providers) role_credentials: Option<RoleCredentials>,
}

crate::structure! {
    GetRoleCredentialsOutput as "GetRoleCredentialsResponse" {
        role_credentials: "roleCredentials" => shape::<RoleCredentials>();
    }
}

pub(in crate::providers) struct RoleCredentials {
    pub(in crate::providers) access_key_id: Option<String>,
    pub(in crate::providers) secret_access_key: Option<String>,
    pub(in crate::providers) session_token: Option<String>,
    /// In milliseconds since 1970.
    pub(in crate::providers) expiration: Option<i64>,
}

crate::structure! {
    RoleCredentials as "RoleCredentials" {
        access_key_id: "accessKeyId" => String;
        secret_access_key: "secretAccessKey" => String, SENSITIVE;
        session_token: "sessionToken" => String, SENSITIVE;
        expiration: "expiration" => Long;
    }
}
