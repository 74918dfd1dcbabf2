//! Why there is no endpoint.

use std::fmt;

use crate::schema::{BuiltIn, ParameterKind};
use crate::told;

/// Why there is no endpoint.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum EndpointError {
    /// The rules say that this configuration has no endpoint, in these words.
    Rule(String),
    /// The rules need a value that nobody gave.
    MissingParameter {
        /// The parameter's name in the rules.
        name: &'static str,
        /// What the client would fill in, where it would.
        built_in: Option<BuiltIn>,
    },
    /// A value has the wrong type.
    WrongType {
        /// The parameter's name in the rules.
        name: &'static str,
        /// What the rules expect.
        expected: ParameterKind,
    },
    /// No rule applies to these values.
    NoRule,
    /// The rules contradict themselves, which is a mistake in the model or in the generator.
    BrokenRules(String),
}

impl fmt::Display for EndpointError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rule(words) => told::line(formatter, format_args!("{words}")),
            Self::MissingParameter { name, built_in } => {
                write!(formatter, "the endpoint rules need a value for `{name}`; {}", remedy(*built_in))
            }
            Self::WrongType { name, expected } => {
                let expected = match expected {
                    ParameterKind::String => "text",
                    ParameterKind::Boolean => "true or false",
                    ParameterKind::StringArray => "a list of texts",
                };
                write!(formatter, "the endpoint rules want {expected} for `{name}`")
            }
            Self::NoRule => formatter.write_str(
                "the endpoint rules have no answer for this configuration; check the region, or set an endpoint URL",
            ),
            Self::BrokenRules(reason) => {
                write!(formatter, "the endpoint rules are broken: {reason}; set an endpoint URL to do without them")
            }
        }
    }
}

fn remedy(built_in: Option<BuiltIn>) -> &'static str {
    match built_in {
        Some(BuiltIn::Region) => "set a region",
        Some(BuiltIn::Endpoint) => "set an endpoint URL",
        Some(BuiltIn::AccountId) => "use credentials that tell their account",
        Some(BuiltIn::AccountIdEndpointMode) => "set how accounts become part of endpoints",
        Some(
            BuiltIn::UseFips
            | BuiltIn::UseDualStack
            | BuiltIn::PathStyle
            | BuiltIn::Accelerate
            | BuiltIn::UseArnRegion
            | BuiltIn::DisableMultiRegionAccessPoints,
        ) => "say whether to use it",
        None => "it comes from the operation's input or from the model",
    }
}

impl fmt::Debug for EndpointError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        told::debug(self, formatter, |formatter| match self {
            Self::Rule(words) => formatter.debug_tuple("Rule").field(words).finish(),
            Self::MissingParameter { name, built_in } => formatter
                .debug_struct("MissingParameter")
                .field("name", name)
                .field("built_in", built_in)
                .finish(),
            Self::WrongType { name, expected } => {
                formatter.debug_struct("WrongType").field("name", name).field("expected", expected).finish()
            }
            Self::NoRule => formatter.write_str("NoRule"),
            Self::BrokenRules(reason) => formatter.debug_tuple("BrokenRules").field(reason).finish(),
        })
    }
}

impl std::error::Error for EndpointError {}
