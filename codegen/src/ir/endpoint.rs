//! The rules that turn a region and a few parameters into an endpoint, checked and typed.
//!
//! Source: [the rules engine of Smithy](https://smithy.io/2.0/additional-specs/rules-engine/specification.html).

use std::fmt;

use super::Origin;

/// A rule set.
#[derive(Clone, Debug, PartialEq)]
pub struct Rules {
    /// What the rules take, in model order.
    pub parameters: Vec<Parameter>,
    /// The rules, in model order; the first that gives an answer wins.
    pub rules: Vec<Rule>,
    /// Where the rule set stands.
    pub origin: Origin,
}

/// A parameter of a rule set.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// The name that expressions refer to.
    pub name: String,
    /// The type, with the value for when nobody gives one.
    pub kind: ParameterKind,
    /// What of the client fills the parameter in.
    pub built_in: Option<BuiltIn>,
    /// Whether it must have a value.
    pub required: bool,
    /// Where the parameter stands.
    pub origin: Origin,
}

/// The type of a parameter, and its default.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParameterKind {
    /// True or false.
    Boolean(Option<bool>),
    /// Text.
    String(Option<String>),
    /// A list of texts.
    StringArray(Option<Vec<String>>),
}

/// What a client knows by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BuiltIn {
    /// The account of the credentials.
    AccountId,
    /// Whether endpoints may hold the account.
    AccountIdEndpointMode,
    /// The region.
    Region,
    /// Whether endpoints shall be reachable by IPv6 too.
    UseDualStack,
    /// Whether endpoints shall keep to FIPS 140.
    UseFips,
    /// An endpoint of the caller's own.
    Endpoint,
    /// Whether what is asked for stands in the path, and not in the host name.
    PathStyle,
    /// Whether the accelerated endpoints shall be used.
    Accelerate,
    /// Whether the region of an ARN decides, where it is another one.
    UseArnRegion,
    /// Whether access points of several regions are refused.
    DisableMultiRegionAccessPoints,
}

/// A rule: when it applies, and what it says.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// The rule applies when all of them hold.
    pub conditions: Vec<Condition>,
    /// What it says.
    pub outcome: Outcome,
    /// Where the rule stands; of a rule that stood alone in another, the inner place.
    pub origin: Origin,
}

/// A function call that must give a value other than `false`.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    /// The call.
    pub expression: Expression,
    /// The name that the value has in what follows.
    pub assign: Option<String>,
}

/// What a rule says.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// More rules decide.
    Rules(Vec<Rule>),
    /// There is no endpoint, in these words.
    Error(Template),
    /// The endpoint.
    Endpoint(Endpoint),
}

/// An endpoint before references are filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// The URL.
    pub url: Template,
    /// Headers, in model order; a name stands once per value.
    pub headers: Vec<(String, Template)>,
    /// The ways to sign, best first.
    pub auth_schemes: Vec<AuthScheme>,
}

/// A way to sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthScheme {
    /// The scheme, such as `sigv4`.
    pub name: String,
    /// The service to sign for, where it is not the model's.
    pub signing_name: Option<Template>,
    /// The region to sign for, where it is not the client's; several are joined by commas.
    pub signing_region: Option<Template>,
    /// Whether the path is signed as it stands in the URL.
    pub path_as_is: bool,
}

/// Text with references in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Template {
    /// What it consists of, in order.
    pub parts: Vec<Part>,
}

/// A part of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Text that stands for itself.
    Text(String),
    /// The value of a name.
    Reference(String),
    /// A part of the value of a name.
    Attribute(Attribute),
}

/// A part of the value of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// The name.
    pub of: String,
    /// The part of a partition, an ARN or a URL.
    pub field: Option<String>,
    /// The position in a list.
    pub index: Option<usize>,
}

/// Something that has a value, or none. References are to parameters, and to what conditions before
/// it assign; arguments have the types that functions take.
#[derive(Clone, Debug, PartialEq)]
pub enum Expression {
    /// A text.
    Text(Template),
    /// The value of a name.
    Reference(String),
    /// `getAttr`.
    Attribute(Attribute),
    /// `isSet`.
    IsSet(Box<Expression>),
    /// `not`.
    Not(Box<Expression>),
    /// `booleanEquals` with a literal.
    BooleanEquals(Box<Expression>, bool),
    /// `stringEquals`.
    StringEquals(Box<Expression>, Box<Expression>),
    /// `substring`.
    Substring {
        /// The text.
        value: Box<Expression>,
        /// The first character.
        start: usize,
        /// The character after the last.
        stop: usize,
        /// Whether both are counted from the end.
        reverse: bool,
    },
    /// `uriEncode`.
    UriEncode(Box<Expression>),
    /// `parseURL`.
    ParseUrl(Box<Expression>),
    /// `isValidHostLabel`; the flag allows dots.
    IsValidHostLabel(Box<Expression>, bool),
    /// `aws.partition`.
    FindPartition(Box<Expression>),
    /// `aws.parseArn`.
    ParseArn(Box<Expression>),
    /// `aws.isVirtualHostableS3Bucket`; the flag allows dots.
    IsVirtualHostableBucket(Box<Expression>, bool),
}

/// A partition: regions that share domains.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Partition {
    /// The name, such as `aws-cn`.
    pub name: String,
    /// The domain of its endpoints.
    pub dns_suffix: String,
    /// The domain of those that are reachable by IPv6 too.
    pub dual_stack_dns_suffix: String,
    /// The region that global services sign for; empty in files that do not know it yet.
    pub implicit_global_region: String,
    /// Whether it has endpoints that keep to FIPS 140.
    pub supports_fips: bool,
    /// Whether it has endpoints that are reachable by IPv6 too.
    pub supports_dual_stack: bool,
    /// What the names of its regions begin with.
    pub region_prefixes: Vec<String>,
    /// Its regions, sorted.
    pub regions: Vec<String>,
}

impl BuiltIn {
    /// All of them with their names in the model.
    pub const ALL: [(&'static str, Self); 11] = [
        ("AWS::Auth::AccountId", Self::AccountId),
        ("AWS::Auth::AccountIdEndpointMode", Self::AccountIdEndpointMode),
        ("AWS::Region", Self::Region),
        ("AWS::S3::Accelerate", Self::Accelerate),
        ("AWS::S3::DisableMultiRegionAccessPoints", Self::DisableMultiRegionAccessPoints),
        ("AWS::S3::ForcePathStyle", Self::PathStyle),
        ("AWS::S3::UseArnRegion", Self::UseArnRegion),
        ("AWS::S3Control::UseArnRegion", Self::UseArnRegion),
        ("AWS::UseDualStack", Self::UseDualStack),
        ("AWS::UseFIPS", Self::UseFips),
        ("SDK::Endpoint", Self::Endpoint),
    ];
}

/// The template as the model writes it.
impl fmt::Display for Template {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.parts.iter().try_for_each(|part| match part {
            Part::Text(text) => formatter.write_str(&text.replace('{', "{{").replace('}', "}}")),
            Part::Reference(name) => write!(formatter, "{{{name}}}"),
            Part::Attribute(attribute) => write!(formatter, "{{{}#{}}}", attribute.of, attribute.path()),
        })
    }
}

impl Attribute {
    /// The path as the model writes it: `name`, `name[0]` or `[0]`.
    pub fn path(&self) -> String {
        let field = self.field.as_deref().unwrap_or_default();
        self.index.map_or_else(|| field.to_owned(), |index| format!("{field}[{index}]"))
    }
}
