//! Parameters, conditions and ways to sign in the words of the runtime's `endpoint::table`.

use std::fmt::Write;

use crate::ir::endpoint::{AuthScheme, BuiltIn, Condition, Expression, Parameter, ParameterKind, Template};

/// A parameter.
pub(super) fn parameter(parameter: &Parameter) -> String {
    let (word, default) = match &parameter.kind {
        ParameterKind::Boolean(default) => ("boolean", default.map(|value| format!(".or({value})"))),
        ParameterKind::String(default) => {
            ("string", default.as_ref().map(|text| format!(".or_text({text:?})")))
        }
        ParameterKind::StringArray(default) => {
            ("string_array", default.as_ref().map(|texts| format!(".or_texts(&{texts:?})")))
        }
    };
    let built_in = parameter.built_in.map(|built_in| format!(".built_in(BuiltIn::{})", word_for(built_in)));
    let required = if parameter.required { ".required()" } else { "" };
    let name = &parameter.name;
    format!("{word}({name:?}){}{required}{}", built_in.unwrap_or_default(), default.unwrap_or_default())
}

fn word_for(built_in: BuiltIn) -> &'static str {
    match built_in {
        BuiltIn::AccountId => "AccountId",
        BuiltIn::AccountIdEndpointMode => "AccountIdEndpointMode",
        BuiltIn::Region => "Region",
        BuiltIn::UseDualStack => "UseDualStack",
        BuiltIn::UseFips => "UseFips",
        BuiltIn::Endpoint => "Endpoint",
        BuiltIn::PathStyle => "PathStyle",
        BuiltIn::Accelerate => "Accelerate",
        BuiltIn::UseArnRegion => "UseArnRegion",
        BuiltIn::DisableMultiRegionAccessPoints => "DisableMultiRegionAccessPoints",
    }
}

/// A condition.
pub(super) fn condition(condition: &Condition) -> String {
    let expression = expression(&condition.expression);
    match &condition.assign {
        None => expression,
        Some(name) => format!("Assign({name:?}, &{expression})"),
    }
}

fn expression(part: &Expression) -> String {
    let one = |word: &str, of: &Expression| format!("{word}(&{})", expression(of));
    let flagged = |word: &str, of: &Expression, flag: &bool| format!("{word}(&{}, {flag})", expression(of));
    match part {
        Expression::Text(template) => format!("Text({})", text(template)),
        Expression::Reference(name) => format!("Reference({name:?})"),
        Expression::Attribute(attribute) => format!("Attribute({:?}, {:?})", attribute.of, attribute.path()),
        Expression::IsSet(value) => one("IsSet", value),
        Expression::Not(value) => one("Not", value),
        Expression::BooleanEquals(value, literal) => flagged("BooleanEquals", value, literal),
        Expression::StringEquals(one, other) => {
            format!("StringEquals(&{}, &{})", expression(one), expression(other))
        }
        Expression::Substring { value, start, stop, reverse } => {
            format!("Substring(&{}, {start}, {stop}, {reverse})", expression(value))
        }
        Expression::UriEncode(value) => one("UriEncode", value),
        Expression::ParseUrl(value) => one("ParseUrl", value),
        Expression::IsValidHostLabel(value, dots) => flagged("IsValidHostLabel", value, dots),
        Expression::FindPartition(region) => one("FindPartition", region),
        Expression::ParseArn(value) => one("ParseArn", value),
        Expression::IsVirtualHostableBucket(value, dots) => flagged("IsVirtualHostableBucket", value, dots),
    }
}

/// A template as a literal of Rust.
pub(super) fn text(template: &Template) -> String {
    format!("{:?}", template.to_string())
}

/// A way to sign.
pub(super) fn auth_scheme(scheme: &AuthScheme) -> String {
    let mut out = format!("scheme({:?})", scheme.name);
    for (method, template) in [("name", &scheme.signing_name), ("region", &scheme.signing_region)] {
        if let Some(template) = template {
            // Writing to a string cannot fail.
            let _ = write!(out, ".{method}({})", text(template));
        }
    }
    if scheme.path_as_is {
        out.push_str(".path_as_is()");
    }
    out
}
