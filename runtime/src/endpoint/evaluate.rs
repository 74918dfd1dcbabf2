//! Walking the rules.

use std::borrow::Cow;

use super::functions::{self, Operand};
use super::parameters::{Parameters, Value};
use super::partitions::PARTITIONS;
use super::scope::Scope;
use super::template::expand;
use super::{AuthScheme, Endpoint, EndpointError};
use crate::schema::rules::Expression;
use crate::schema::{
    AuthSchemeTemplate, DefaultValue, EndpointTemplate, Outcome, ParameterKind, ParameterSchema, Partition,
    Rule, RuleSet,
};

/// How deep rules and expressions may nest. The deepest rules of AWS have 16 levels; static data
/// can refer to itself, and must not become a stack overflow then.
const DEPTH_LIMIT: usize = 64;

/// The endpoint for the given parameters.
///
/// # Errors
///
/// The rules' own words where they say that a configuration has no endpoint; else what is wrong
/// with the parameters, or with the rules themselves.
pub fn resolve(rules: &RuleSet, parameters: &Parameters<'_>) -> Result<Endpoint, EndpointError> {
    resolve_among(PARTITIONS, rules, parameters)
}

/// The endpoint for the given parameters, with regions that belong to the given partitions.
///
/// # Errors
///
/// As [`resolve`].
pub(super) fn resolve_among(
    partitions: &[Partition],
    rules: &RuleSet,
    parameters: &Parameters<'_>,
) -> Result<Endpoint, EndpointError> {
    let mut scope = Scope { values: Vec::with_capacity(rules.parameters.len() + 4), partitions };
    for schema in rules.parameters {
        if let Some(operand) = argument(schema, parameters)? {
            scope.values.push((schema.name, operand));
        }
    }
    decide(rules.rules, &mut scope, 0)?.ok_or(EndpointError::NoRule)
}

/// The value of a parameter, or its default.
fn argument<'a>(
    schema: &ParameterSchema,
    parameters: &'a Parameters<'_>,
) -> Result<Option<Operand<'a>>, EndpointError> {
    let name = schema.name;
    let Some(value) = parameters.get(name) else {
        return match schema.default {
            Some(DefaultValue::String(text)) => Ok(Some(Operand::text(text))),
            Some(DefaultValue::Boolean(value)) => Ok(Some(Operand::Boolean(value))),
            Some(DefaultValue::StringArray(texts)) => {
                Ok(Some(Operand::Array(texts.iter().copied().map(Cow::Borrowed).collect())))
            }
            None if schema.required => {
                Err(EndpointError::MissingParameter { name, built_in: schema.built_in })
            }
            None => Ok(None),
        };
    };
    match (schema.kind, value) {
        (ParameterKind::String, Value::String(text)) => Ok(Some(Operand::text(text))),
        (ParameterKind::Boolean, Value::Boolean(value)) => Ok(Some(Operand::Boolean(*value))),
        (ParameterKind::StringArray, Value::StringArray(texts)) => {
            Ok(Some(Operand::Array(texts.iter().map(|text| Cow::Borrowed(text.as_ref())).collect())))
        }
        (expected, _) => Err(EndpointError::WrongType { name, expected }),
    }
}

/// What the first rule that has an answer says; `None` where none has.
fn decide<'a>(
    rules: &'a [Rule],
    scope: &mut Scope<'a>,
    depth: usize,
) -> Result<Option<Endpoint>, EndpointError> {
    check(depth)?;
    let names = scope.values.len();
    for rule in rules {
        let answer = if holds(rule.conditions, scope, depth)? {
            match &rule.outcome {
                Outcome::Rules(rules) => decide(rules, scope, depth + 1)?,
                Outcome::Error(words) => return Err(EndpointError::Rule(expand(words, scope)?)),
                Outcome::Endpoint(template) => Some(endpoint(template, scope)?),
            }
        } else {
            None
        };
        if answer.is_some() {
            return Ok(answer);
        }
        // What a rule assigned is out of sight of the rules beside it.
        scope.values.truncate(names);
    }
    Ok(None)
}

/// Whether all conditions give a value that is not `false`.
fn holds<'a>(
    conditions: &'a [Expression],
    scope: &mut Scope<'a>,
    depth: usize,
) -> Result<bool, EndpointError> {
    for condition in conditions {
        let value = match condition {
            Expression::Assign(name, value) => {
                let value = evaluate(value, scope, depth)?;
                if let Some(value) = &value {
                    scope.values.push((name, value.clone()));
                }
                value
            }
            condition => evaluate(condition, scope, depth)?,
        };
        if matches!(value, None | Some(Operand::Boolean(false))) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The value of an expression; `None` where it has none.
fn evaluate<'a>(
    expression: &'a Expression,
    scope: &Scope<'a>,
    depth: usize,
) -> Result<Option<Operand<'a>>, EndpointError> {
    check(depth)?;
    let value = |of: &'a Expression| evaluate(of, scope, depth + 1);
    let text = |of: &'a Expression| match evaluate(of, scope, depth + 1)? {
        None => Ok(None),
        Some(Operand::String(text)) => Ok(Some(text)),
        Some(other) => Err(mismatch(of, "text", other.kind())),
    };
    let boolean = |value: bool| Some(Operand::Boolean(value));
    Ok(match expression {
        Expression::Text(template) if template.contains(['{', '}']) => {
            Some(Operand::String(Cow::Owned(expand(template, scope)?)))
        }
        Expression::Text(literal) => Some(Operand::text(literal)),
        Expression::Reference(name) => scope.get(name).cloned(),
        Expression::Attribute(name, path) => scope.get(name).and_then(|value| value.attribute(path)),
        // Names are given by conditions only; `holds` has dealt with those.
        Expression::Assign(_, expression) => value(expression)?,
        Expression::IsSet(of) => boolean(value(of)?.is_some()),
        Expression::Not(of) => match value(of)? {
            None => boolean(true),
            Some(Operand::Boolean(value)) => boolean(!value),
            Some(other) => return Err(mismatch(of, "a boolean", other.kind())),
        },
        Expression::BooleanEquals(of, expected) => match value(of)? {
            Some(Operand::Boolean(value)) => boolean(value == *expected),
            other => return Err(mismatch(of, "a boolean", other.map_or("absent", |other| other.kind()))),
        },
        Expression::StringEquals(left, right) => match (text(left)?, text(right)?) {
            (Some(left), Some(right)) => boolean(left == right),
            (None, _) => return Err(mismatch(left, "text", "absent")),
            (_, None) => return Err(mismatch(right, "text", "absent")),
        },
        Expression::Substring(of, start, stop, reverse) => text(of)?
            .and_then(|text| functions::substring(&text, *start, *stop, *reverse))
            .map(Operand::String),
        Expression::UriEncode(of) => {
            text(of)?.map(|text| Operand::String(Cow::Owned(functions::uri_encode(&text))))
        }
        Expression::ParseUrl(of) => text(of)?.and_then(|text| functions::parse_url(&text)),
        Expression::IsValidHostLabel(of, allow_dots) => {
            boolean(text(of)?.is_some_and(|text| functions::is_valid_host_label(&text, *allow_dots)))
        }
        Expression::FindPartition(region) => {
            let region = text(region)?.unwrap_or_default();
            Partition::find(scope.partitions, &region).map(Operand::Partition)
        }
        Expression::ParseArn(of) => text(of)?.and_then(|text| functions::parse_arn(&text)),
        Expression::IsVirtualHostableBucket(of, allow_dots) => {
            boolean(text(of)?.is_some_and(|text| functions::is_virtual_hostable_bucket(&text, *allow_dots)))
        }
    })
}

fn endpoint(template: &EndpointTemplate, scope: &Scope<'_>) -> Result<Endpoint, EndpointError> {
    let headers = template.headers.iter();
    // The client signs with Signature Version 4 where it may. Where it may not, it must learn what
    // is asked of it, and say that it cannot.
    let scheme = template.auth.iter().find(|scheme| scheme.name == "sigv4").or_else(|| template.auth.first());
    Ok(Endpoint {
        url: expand(template.url, scope)?,
        headers: headers
            .map(|(name, value)| Ok(((*name).to_owned(), expand(value, scope)?)))
            .collect::<Result<_, EndpointError>>()?,
        auth: scheme.map(|scheme| auth_scheme(scheme, scope)).transpose()?,
    })
}

fn auth_scheme(scheme: &AuthSchemeTemplate, scope: &Scope<'_>) -> Result<AuthScheme, EndpointError> {
    let filled = |template: Option<&str>| template.map(|template| expand(template, scope)).transpose();
    Ok(AuthScheme {
        name: scheme.name.to_owned(),
        signing_name: filled(scheme.signing_name)?,
        signing_region: filled(scheme.signing_region)?,
        path_as_is: scheme.path_as_is,
    })
}

fn check(depth: usize) -> Result<(), EndpointError> {
    if depth < DEPTH_LIMIT {
        return Ok(());
    }
    Err(EndpointError::BrokenRules(format!("they nest deeper than {DEPTH_LIMIT} levels")))
}

fn mismatch(expression: &Expression, expected: &str, actual: &str) -> EndpointError {
    let what = match expression {
        Expression::Reference(name) => format!("`{name}`"),
        Expression::Attribute(name, path) => format!("`{name}#{path}`"),
        Expression::Text(template) => format!("{template:?}"),
        _ => "the value of a function".to_owned(),
    };
    EndpointError::BrokenRules(format!("{what} is {actual}, not {expected}"))
}
