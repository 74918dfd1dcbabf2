//! What generated code tells about a service.

use super::RuleSet;

/// The facts about a service that a client needs to call it.
#[derive(Debug)]
pub struct ServiceSchema {
    /// The service's id, such as `SSM` or `Cognito Identity`.
    pub id: &'static str,
    /// The protocol that requests and replies are written in.
    pub protocol: Protocol,
    /// The name that requests are signed for.
    pub signing_name: &'static str,
    /// The first label of the service's regional host names.
    pub endpoint_prefix: &'static str,
    /// The version of the API, as a date.
    pub api_version: &'static str,
    /// The generated crate, as `name/version`, for the user agent.
    pub crate_version: &'static str,
    /// The rules that give the service's endpoints, where the model has them.
    pub endpoint_rules: Option<&'static RuleSet>,
}

/// How requests and replies are written.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Protocol {
    /// JSON over POST with the operation in a header.
    ///
    /// Source: [AWS JSON 1.0](https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html) and
    /// [AWS JSON 1.1](https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html).
    AwsJson {
        /// `1.0` or `1.1`: the end of the content type.
        version: &'static str,
        /// What stands before the dot in `X-Amz-Target`.
        target_prefix: &'static str,
        /// Whether error codes may come in `x-amzn-query-error`, as the service's former query
        /// protocol spelled them.
        query_compatible: bool,
    },
}
