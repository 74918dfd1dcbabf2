//! The rule set as static data.

use super::ParameterSchema;

/// Everything that decides about a service's endpoints.
#[derive(Debug)]
#[non_exhaustive]
pub struct RuleSet {
    /// What the rules take, in the order of the model.
    pub parameters: &'static [ParameterSchema],
    /// The rules; the first that gives an answer wins.
    pub rules: &'static [Rule],
}

impl RuleSet {
    /// Rules without parameters that say nothing.
    pub const fn new() -> Self {
        Self { parameters: &[], rules: &[] }
    }

    /// The same rules with what they take, in the order of the model.
    #[must_use]
    pub const fn parameters(mut self, parameters: &'static [ParameterSchema]) -> Self {
        self.parameters = parameters;
        self
    }

    /// The same parameters with rules; the first that gives an answer wins.
    #[must_use]
    pub const fn rules(mut self, rules: &'static [Rule]) -> Self {
        self.rules = rules;
        self
    }
}

impl Default for RuleSet {
    fn default() -> Self {
        Self::new()
    }
}

/// A rule: when it applies, and what it says.
#[derive(Debug)]
pub struct Rule {
    /// The rule applies when all of these hold: each gives a value, and the value is not `false`.
    pub conditions: &'static [Expression],
    /// What the rule says.
    pub outcome: Outcome,
}

/// What a rule says when it applies.
#[derive(Debug)]
pub enum Outcome {
    /// More rules decide. When none of them does, the rule after this one is next.
    Rules(&'static [Rule]),
    /// There is no endpoint. The template holds the words of the error.
    Error(&'static str),
    /// The endpoint.
    Endpoint(EndpointTemplate),
}

/// An endpoint before references are filled in. All texts are templates.
#[derive(Debug)]
pub struct EndpointTemplate {
    /// The URL.
    pub url: &'static str,
    /// Headers by name; only values are templates.
    pub headers: &'static [(&'static str, &'static str)],
    /// The ways to sign, best first.
    pub auth: &'static [AuthSchemeTemplate],
}

/// A way to sign, before references are filled in.
#[derive(Debug)]
pub struct AuthSchemeTemplate {
    /// `sigv4` or `sigv4a`; not a template.
    pub name: &'static str,
    /// A template of the service name to sign for.
    pub signing_name: Option<&'static str>,
    /// A template of the region to sign for.
    pub signing_region: Option<&'static str>,
    /// Whether the path is signed as it stands in the URL.
    pub path_as_is: bool,
}

/// Something that has a value, or none.
///
/// The variants from [`IsSet`](Self::IsSet) on are the functions of the
/// [standard library](https://smithy.io/2.0/additional-specs/rules-engine/standard-library.html) and of the
/// [AWS library](https://smithy.io/2.0/aws/rules-engine/library-functions.html).
#[derive(Debug)]
pub enum Expression {
    /// A template: text in which `{Name}` and `{Name#attribute}` stand for values. Doubled braces
    /// stand for themselves.
    Text(&'static str),
    /// The value of a parameter or of an assignment, by name.
    Reference(&'static str),
    /// `getAttr`: a part of a named value. The path is `name`, `name[0]` or `[0]`.
    Attribute(&'static str, &'static str),
    /// Gives the value a name for the conditions and rules that follow.
    Assign(&'static str, &'static Expression),
    /// `isSet`: whether there is a value.
    IsSet(&'static Expression),
    /// `not`.
    Not(&'static Expression),
    /// `booleanEquals` with a literal.
    BooleanEquals(&'static Expression, bool),
    /// `stringEquals`.
    StringEquals(&'static Expression, &'static Expression),
    /// `substring`: from, to (exclusive), and whether both are counted from the end. No value where
    /// the text is too short or not ASCII.
    Substring(&'static Expression, usize, usize, bool),
    /// `uriEncode`: everything but unreserved characters becomes `%XX`.
    UriEncode(&'static Expression),
    /// `parseURL`: `scheme`, `authority`, `path`, `normalizedPath` and `isIp` of a URL.
    ParseUrl(&'static Expression),
    /// `isValidHostLabel`; the flag allows several labels joined by dots.
    IsValidHostLabel(&'static Expression, bool),
    /// `aws.partition`: the partition that a region belongs to.
    FindPartition(&'static Expression),
    /// `aws.parseArn`: `partition`, `service`, `region`, `accountId` and `resourceId` of an ARN.
    ParseArn(&'static Expression),
    /// `aws.isVirtualHostableS3Bucket`; the flag allows several labels joined by dots.
    IsVirtualHostableBucket(&'static Expression, bool),
}
