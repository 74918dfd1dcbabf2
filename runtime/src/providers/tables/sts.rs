//! The token service: credentials of a role.

use super::{CRATE, regional};
use crate::endpoint::table::*;
use crate::protocol::{OperationSchema, Query, ServiceSchema};
use crate::schema::{ErrorSchema, Target};
use crate::shape::Shape;
use crate::time::Timestamp;

/// The parameter of the rules that asks for the global endpoint where older tools asked there.
pub(in crate::providers) const USE_GLOBAL_ENDPOINT: &str = "UseGlobalEndpoint";

/// The global endpoint, for one region.
macro_rules! global {
    ($region:literal) => {
        signed_endpoint(
            &[StringEquals(&Reference("Region"), &Text($region))],
            "https://sts.amazonaws.com",
            &[scheme("sigv4").name("sts").region("us-east-1")],
        )
    };
}

static RULES: RuleSet = regional!(
    [boolean("UseGlobalEndpoint").required().or(false)],
    [tree(
        &[
            BooleanEquals(&Reference("UseGlobalEndpoint"), true),
            Not(&IsSet(&Reference("Endpoint"))),
            IsSet(&Reference("Region")),
            Assign("PartitionResult", &FindPartition(&Reference("Region"))),
            BooleanEquals(&Reference("UseFIPS"), false),
            BooleanEquals(&Reference("UseDualStack"), false),
        ],
        &[
            global!("ap-northeast-1"),
            global!("ap-south-1"),
            global!("ap-southeast-1"),
            global!("ap-southeast-2"),
            global!("aws-global"),
            global!("ca-central-1"),
            global!("eu-central-1"),
            global!("eu-north-1"),
            global!("eu-west-1"),
            global!("eu-west-2"),
            global!("eu-west-3"),
            global!("sa-east-1"),
            global!("us-east-1"),
            global!("us-east-2"),
            global!("us-west-1"),
            global!("us-west-2"),
            signed_endpoint(
                &[],
                "https://sts.{Region}.{PartitionResult#dnsSuffix}",
                &[scheme("sigv4").name("sts").region("{Region}")],
            ),
        ]
    )],
    "sts",
    [global!("aws-global")]
);

static PROTOCOL: Query = Query::new();

static SERVICE: ServiceSchema = ServiceSchema::new("STS", &PROTOCOL)
    .signing_name("sts")
    .endpoint_prefix("sts")
    .api_version("2011-06-15")
    .crate_version(CRATE)
    .endpoint_rules(&RULES);

pub(in crate::providers) static ASSUME_ROLE: OperationSchema = OperationSchema::new(
    &SERVICE,
    Target::Reference(AssumeRoleInput::target),
    Target::Reference(AssumeRoleOutput::target),
    &[],
)
.name("AssumeRole")
.result_wrapper("AssumeRoleResult");

pub(in crate::providers) static ASSUME_ROLE_WITH_WEB_IDENTITY: OperationSchema = OperationSchema::new(
    &SERVICE,
    Target::Reference(AssumeRoleWithWebIdentityInput::target),
    Target::Reference(AssumeRoleWithWebIdentityOutput::target),
    &[IDENTITY_PROVIDER_UNREACHABLE],
)
.name("AssumeRoleWithWebIdentity")
.result_wrapper("AssumeRoleWithWebIdentityResult")
.unsigned();

/// The service could not reach the identity provider, which may be over in a moment, as botocore's `special.py` has it.
const IDENTITY_PROVIDER_UNREACHABLE: ErrorSchema = ErrorSchema {
    code: "IDPCommunicationError",
    shape: Target::Reference(IdentityProviderUnreachable::target),
    retryable: true,
    throttling: false,
    fault: false,
};

struct IdentityProviderUnreachable {
    message: Option<String>,
}

crate::structure! {
    IdentityProviderUnreachable as "IDPCommunicationErrorException" {
        message: "message" => String;
    }
}

pub(in crate::providers) struct AssumeRoleInput {
    pub(in crate::providers) role_arn: String,
    pub(in crate::providers) role_session_name: String,
    pub(in crate::providers) duration_seconds: Option<i32>,
    pub(in crate::providers) external_id: Option<String>,
}

crate::structure! {
    AssumeRoleInput as "AssumeRoleRequest" {
        role_arn: "RoleArn" => String, REQUIRED;
        role_session_name: "RoleSessionName" => String, REQUIRED;
        duration_seconds: "DurationSeconds" => Integer;
        external_id: "ExternalId" => String;
    }
}

pub(in crate::providers) struct AssumeRoleOutput {
    pub(in crate::providers) credentials: Option<Credentials>,
}

crate::structure! {
    AssumeRoleOutput as "AssumeRoleResponse" {
        credentials: "Credentials" => shape::<Credentials>();
    }
}

pub(in crate::providers) struct AssumeRoleWithWebIdentityInput {
    pub(in crate::providers) role_arn: String,
    pub(in crate::providers) role_session_name: String,
    pub(in crate::providers) web_identity_token: String,
    pub(in crate::providers) duration_seconds: Option<i32>,
}

crate::structure! {
    AssumeRoleWithWebIdentityInput as "AssumeRoleWithWebIdentityRequest" {
        role_arn: "RoleArn" => String, REQUIRED;
        role_session_name: "RoleSessionName" => String, REQUIRED;
        web_identity_token: "WebIdentityToken" => String, REQUIRED, SENSITIVE;
        duration_seconds: "DurationSeconds" => Integer;
    }
}

pub(in crate::providers) struct AssumeRoleWithWebIdentityOutput {
    pub(in crate::providers) credentials: Option<Credentials>,
}

crate::structure! {
    AssumeRoleWithWebIdentityOutput as "AssumeRoleWithWebIdentityResponse" {
        credentials: "Credentials" => shape::<Credentials>();
    }
}

/// The token is as secret as the key, which the model does not say.
pub(in crate::providers) struct Credentials {
    pub(in crate::providers) access_key_id: String,
    pub(in crate::providers) secret_access_key: String,
    pub(in crate::providers) session_token: String,
    pub(in crate::providers) expiration: Timestamp,
}

crate::structure! {
    Credentials as "Credentials" {
        access_key_id: "AccessKeyId" => String, REQUIRED;
        secret_access_key: "SecretAccessKey" => String, REQUIRED, SENSITIVE;
        session_token: "SessionToken" => String, REQUIRED, SENSITIVE;
        expiration: "Expiration" => Timestamp, REQUIRED;
    }
}
