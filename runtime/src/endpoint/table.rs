//! The words that generated rule sets are written with.

pub use crate::schema::rules::Expression;
pub use crate::schema::rules::Expression::*;
pub use crate::schema::{
    AuthSchemeTemplate, BuiltIn, EndpointTemplate, Outcome, ParameterKind, ParameterSchema, Rule, RuleSet,
};

use crate::schema::DefaultValue;

/// A parameter that is text.
pub const fn string(name: &'static str) -> ParameterSchema {
    parameter(name, ParameterKind::String)
}

/// A parameter that is true or false.
pub const fn boolean(name: &'static str) -> ParameterSchema {
    parameter(name, ParameterKind::Boolean)
}

/// A parameter that is a list of texts.
pub const fn string_array(name: &'static str) -> ParameterSchema {
    parameter(name, ParameterKind::StringArray)
}

const fn parameter(name: &'static str, kind: ParameterKind) -> ParameterSchema {
    ParameterSchema { name, kind, built_in: None, required: false, default: None }
}

impl ParameterSchema {
    /// The same parameter, filled in by the client.
    #[must_use]
    pub const fn built_in(mut self, built_in: BuiltIn) -> Self {
        self.built_in = Some(built_in);
        self
    }

    /// The same parameter, which must have a value.
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// The same parameter with a value for when nobody gives one.
    #[must_use]
    pub const fn or_text(mut self, default: &'static str) -> Self {
        self.default = Some(DefaultValue::String(default));
        self
    }

    /// The same parameter with a value for when nobody gives one.
    #[must_use]
    pub const fn or(mut self, default: bool) -> Self {
        self.default = Some(DefaultValue::Boolean(default));
        self
    }

    /// The same parameter with a value for when nobody gives one.
    #[must_use]
    pub const fn or_texts(mut self, default: &'static [&'static str]) -> Self {
        self.default = Some(DefaultValue::StringArray(default));
        self
    }
}

/// More rules for when the conditions hold.
pub const fn tree(conditions: &'static [Expression], rules: &'static [Rule]) -> Rule {
    Rule { conditions, outcome: Outcome::Rules(rules) }
}

/// An error for when the conditions hold.
pub const fn error(conditions: &'static [Expression], words: &'static str) -> Rule {
    Rule { conditions, outcome: Outcome::Error(words) }
}

/// An endpoint for when the conditions hold.
pub const fn endpoint(conditions: &'static [Expression], url: &'static str) -> Rule {
    signed_endpoint(conditions, url, &[])
}

/// An endpoint for when the conditions hold, with ways to sign, best first.
pub const fn signed_endpoint(
    conditions: &'static [Expression],
    url: &'static str,
    auth: &'static [AuthSchemeTemplate],
) -> Rule {
    Rule { conditions, outcome: Outcome::Endpoint(EndpointTemplate { url, headers: &[], auth }) }
}

impl Rule {
    /// The same rule with headers, where it gives an endpoint.
    #[must_use]
    pub const fn headers(mut self, headers: &'static [(&'static str, &'static str)]) -> Self {
        if let Outcome::Endpoint(endpoint) = &mut self.outcome {
            endpoint.headers = headers;
        }
        self
    }
}

/// A way to sign.
pub const fn scheme(name: &'static str) -> AuthSchemeTemplate {
    AuthSchemeTemplate { name, signing_name: None, signing_region: None, path_as_is: false }
}

impl AuthSchemeTemplate {
    /// The same way to sign, for a service name.
    #[must_use]
    pub const fn name(mut self, name: &'static str) -> Self {
        self.signing_name = Some(name);
        self
    }

    /// The same way to sign, for a region.
    #[must_use]
    pub const fn region(mut self, region: &'static str) -> Self {
        self.signing_region = Some(region);
        self
    }

    /// The same way to sign, with the path as it stands in the URL.
    #[must_use]
    pub const fn path_as_is(mut self) -> Self {
        self.path_as_is = true;
        self
    }
}
