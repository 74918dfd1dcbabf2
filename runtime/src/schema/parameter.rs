//! The parameters of endpoint rules.

/// The description of a parameter.
#[derive(Debug)]
pub struct ParameterSchema {
    /// The name that the rules use.
    pub name: &'static str,
    /// What the value is.
    pub kind: ParameterKind,
    /// What the client fills in by itself.
    pub built_in: Option<BuiltIn>,
    /// Whether the rules need a value.
    pub required: bool,
    /// The value when nobody gives one.
    pub(crate) default: Option<DefaultValue>,
}

/// What the value of a parameter is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterKind {
    /// Text.
    String,
    /// True or false.
    Boolean,
    /// A list of texts.
    StringArray,
}

/// The value of a parameter when nobody gives one.
#[derive(Clone, Copy, Debug)]
pub(crate) enum DefaultValue {
    /// Text.
    String(&'static str),
    /// True or false.
    Boolean(bool),
    /// A list of texts.
    StringArray(&'static [&'static str]),
}

/// A parameter that every client can fill in.
///
/// Source: the [built-ins](https://smithy.io/2.0/aws/rules-engine/built-ins.html) of the AWS rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BuiltIn {
    /// `AWS::Region`.
    Region,
    /// `AWS::UseFIPS`.
    UseFips,
    /// `AWS::UseDualStack`.
    UseDualStack,
    /// `SDK::Endpoint`: a custom endpoint.
    Endpoint,
    /// `AWS::Auth::AccountId`.
    AccountId,
    /// `AWS::Auth::AccountIdEndpointMode`: `preferred`, `disabled` or `required`.
    AccountIdEndpointMode,
    /// `AWS::S3::ForcePathStyle`: whether what is asked for stands in the path, and not in the host name.
    PathStyle,
    /// `AWS::S3::Accelerate`: whether the accelerated endpoints shall be used.
    Accelerate,
    /// `AWS::S3::UseArnRegion`, `AWS::S3Control::UseArnRegion`: whether the region of an ARN decides, where it is
    /// another one.
    UseArnRegion,
    /// `AWS::S3::DisableMultiRegionAccessPoints`: whether access points of several regions are refused.
    DisableMultiRegionAccessPoints,
}
