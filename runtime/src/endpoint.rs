//! Endpoints: where requests go, as the rule set in a service's model says.
//!
//! A generated crate holds the rule set of its model as static data; [`resolve`] walks the rules.
//! This module knows no service. The partitions and their regions are one table for all services,
//! which the generator writes from the `partitions.json` beside the models.
//!
//! Source: the [Smithy rules engine](https://smithy.io/2.0/additional-specs/rules-engine/index.html)
//! and its [AWS extensions](https://smithy.io/2.0/aws/rules-engine/index.html).

mod error;
mod evaluate;
mod functions;
mod parameters;
mod partition;
// The generator lays it out.
#[rustfmt::skip]
mod partitions;
pub(crate) mod regional;
mod scope;
#[doc(hidden)]
pub mod table;
mod template;
#[cfg(test)]
mod tests;

pub use error::EndpointError;
pub use evaluate::resolve;
pub use parameters::{BuiltIns, ParameterValue, Parameters, Value};
pub use partitions::PARTITIONS;
pub(crate) use regional::default_endpoint;

pub use crate::schema::rules::Expression;
pub use crate::schema::{
    AuthSchemeTemplate, BuiltIn, EndpointTemplate, Outcome, ParameterKind, ParameterSchema, Partition, Rule,
    RuleSet,
};

/// Where to send a request, and how to sign it where the rules say so.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Endpoint {
    /// The URL: scheme and host as a rule, sometimes with a port or the beginning of a path.
    pub url: String,
    /// Headers to add to the request, by name.
    pub headers: Vec<(String, String)>,
    /// How to sign the request; `None` means as the service always does.
    pub auth: Option<AuthScheme>,
}

/// How the rules want a request to be signed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AuthScheme {
    /// `sigv4` or, for endpoints that span regions, `sigv4a`.
    pub name: String,
    /// The service name to sign for, where it differs from the client's.
    pub signing_name: Option<String>,
    /// The region to sign for, where it differs from the client's. A `sigv4a` scheme has its set of
    /// regions here, joined by commas.
    pub signing_region: Option<String>,
    /// Whether the path is signed as it stands in the URL, as S3 has it: neither encoded once more nor without
    /// `.`, `..` and empty steps.
    pub path_as_is: bool,
}
