//! What the rules take: the parameters' descriptions and their values.

use std::borrow::Cow;

use crate::schema::{BuiltIn, RuleSet};

/// What a client knows about itself, for [`RuleSet::parameters`].
#[derive(Clone, Copy, Debug, Default)]
pub struct BuiltIns<'a> {
    /// The region, such as `eu-central-1`.
    pub region: Option<&'a str>,
    /// Whether only FIPS 140 endpoints will do.
    pub use_fips: bool,
    /// Whether the endpoint must answer on IPv6 as well as on IPv4.
    pub use_dual_stack: bool,
    /// A custom endpoint, as a URL.
    pub endpoint: Option<&'a str>,
    /// The account of the credentials, where they tell.
    pub account_id: Option<&'a str>,
    /// Whether the account may become part of the endpoint: `preferred`, `disabled` or `required`.
    pub account_id_endpoint_mode: Option<&'a str>,
    /// Whether what is asked for stands in the path, and not in the host name.
    pub path_style: Option<bool>,
    /// Whether the accelerated endpoints shall be used.
    pub accelerate: Option<bool>,
    /// Whether the region of an ARN decides, where it is another one.
    pub use_arn_region: Option<bool>,
    /// Whether access points of several regions are refused.
    pub disable_multi_region_access_points: Option<bool>,
}

/// The value of a parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value<'a> {
    /// Text.
    String(Cow<'a, str>),
    /// True or false.
    Boolean(bool),
    /// A list of texts.
    StringArray(Vec<Cow<'a, str>>),
}

/// The value of a parameter that a program sets: text, a switch, or a list of texts.
pub type ParameterValue = Value<'static>;

impl From<bool> for Value<'_> {
    fn from(value: bool) -> Self {
        Self::Boolean(value)
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(value: &'a str) -> Self {
        Self::String(value.into())
    }
}

impl From<String> for Value<'_> {
    fn from(value: String) -> Self {
        Self::String(value.into())
    }
}

impl From<Vec<String>> for Value<'_> {
    fn from(values: Vec<String>) -> Self {
        Self::StringArray(values.into_iter().map(Cow::Owned).collect())
    }
}

/// Values for the parameters of a rule set, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parameters<'a> {
    values: Vec<(&'static str, Value<'a>)>,
}

impl<'a> Parameters<'a> {
    /// No values.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets a parameter, in place of the value it had. Rules take no notice of names that are not
    /// among their parameters.
    pub fn set(&mut self, name: &'static str, value: Value<'a>) {
        match self.values.iter_mut().find(|(known, _)| *known == name) {
            Some((_, known)) => *known = value,
            None => self.values.push((name, value)),
        }
    }

    /// The value of a parameter.
    pub fn get(&self, name: &str) -> Option<&Value<'a>> {
        self.values.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
    }
}

impl RuleSet {
    /// The values of the parameters that a client fills in by itself.
    pub fn values<'a>(&self, known: &BuiltIns<'a>) -> Parameters<'a> {
        let text = |value: Option<&'a str>| value.map(|value| Value::String(value.into()));
        let mut parameters = Parameters::new();
        for schema in self.parameters {
            let value = schema.built_in.and_then(|built_in| match built_in {
                BuiltIn::Region => text(known.region),
                BuiltIn::UseFips => Some(Value::Boolean(known.use_fips)),
                BuiltIn::UseDualStack => Some(Value::Boolean(known.use_dual_stack)),
                BuiltIn::Endpoint => text(known.endpoint),
                BuiltIn::AccountId => text(known.account_id),
                BuiltIn::AccountIdEndpointMode => text(known.account_id_endpoint_mode),
                BuiltIn::PathStyle => known.path_style.map(Value::Boolean),
                BuiltIn::Accelerate => known.accelerate.map(Value::Boolean),
                BuiltIn::UseArnRegion => known.use_arn_region.map(Value::Boolean),
                BuiltIn::DisableMultiRegionAccessPoints => {
                    known.disable_multi_region_access_points.map(Value::Boolean)
                }
            });
            if let Some(value) = value {
                parameters.set(schema.name, value);
            }
        }
        parameters
    }
}
