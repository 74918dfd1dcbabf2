//! Expressions: references, templates and function calls.

use super::scope::{Kind, Scope};
use super::template;
use crate::Error;
use crate::front::json::Json;
use crate::front::node::Node;
use crate::ir::endpoint::{Condition, Expression, Part, Template};
use crate::suggest::did_you_mean;

/// How deep function calls may nest.
const DEPTH_LIMIT: usize = 16;

/// The functions, by their names in the model.
const FUNCTIONS: [&str; 12] = [
    "aws.isVirtualHostableS3Bucket",
    "aws.parseArn",
    "aws.partition",
    "booleanEquals",
    "getAttr",
    "isSet",
    "isValidHostLabel",
    "not",
    "parseURL",
    "stringEquals",
    "substring",
    "uriEncode",
];

/// An expression, and the type of its value.
type Typed = (Expression, Kind);

/// A condition: a function call, whose value may get a name.
pub(super) fn condition(node: &Node<'_>, scope: &mut Scope) -> Result<Condition, Error> {
    let (expression, kind) = call(node, scope, 0)?;
    let assign = match node.optional("assign")? {
        None => None,
        Some(assign) => {
            let name = assign.text()?;
            scope.add(&assign, &name, kind)?;
            Some(name)
        }
    };
    Ok(Condition { expression, assign })
}

/// A text that may hold references: a template, or a reference alone, which is a template too.
pub(super) fn text(node: &Node<'_>, scope: &Scope) -> Result<Template, Error> {
    match node.value {
        Json::Object(_) => {
            if node.optional("fn")?.is_some() {
                return Err(node
                    .error("a function call in place of a text is not supported")
                    .with_help(Some("give its value a name in a condition, and refer to that".to_owned())));
            }
            let reference = node.required("ref")?;
            let name = reference.text()?;
            expect(&reference, scope.kind(&reference, &name)?, Kind::String)?;
            Ok(Template { parts: vec![Part::Reference(name)] })
        }
        _ => template::read(node, scope),
    }
}

fn call(node: &Node<'_>, scope: &Scope, depth: usize) -> Result<Typed, Error> {
    if depth >= DEPTH_LIMIT {
        return Err(node.error(format!("function calls nest deeper than {DEPTH_LIMIT} levels")));
    }
    let function = node.required("fn")?;
    let name = function.text()?;
    let list = node.required("argv")?;
    let argument = |node: &Node<'_>, kind| argument(node, scope, kind, depth);
    match name.as_str() {
        "isSet" => {
            let [value] = arguments(&list, &name)?;
            let (value, _) = expression(&value, scope, depth)?;
            Ok((Expression::IsSet(Box::new(value)), Kind::Boolean))
        }
        "not" => {
            let [value] = arguments(&list, &name)?;
            Ok((Expression::Not(argument(&value, Kind::Boolean)?), Kind::Boolean))
        }
        "booleanEquals" => {
            let [left, right] = arguments(&list, &name)?;
            let (value, literal) = match left.value {
                Json::Boolean(_) => (right, left),
                _ => (left, right),
            };
            let value = argument(&value, Kind::Boolean)?;
            Ok((Expression::BooleanEquals(value, literal.boolean()?), Kind::Boolean))
        }
        "stringEquals" => {
            let [left, right] = arguments(&list, &name)?;
            let (value, other) = match left.value {
                Json::String(_) => (right, left),
                _ => (left, right),
            };
            let (value, other) = (argument(&value, Kind::String)?, argument(&other, Kind::String)?);
            Ok((Expression::StringEquals(value, other), Kind::Boolean))
        }
        "getAttr" => {
            let [value, path] = arguments(&list, &name)?;
            let reference = value.optional("ref")?.ok_or_else(|| {
                value
                    .error("`getAttr` of anything but a reference is not supported")
                    .with_help(Some("give the value a name in a condition, and refer to that".to_owned()))
            })?;
            let (reference_name, path_text) = (reference.text()?, path.text()?);
            scope.kind(&reference, &reference_name)?;
            let (attribute, kind) = scope.part(&path, &reference_name, &path_text)?;
            Ok((Expression::Attribute(attribute), kind))
        }
        "substring" => {
            let [value, start, stop, reverse] = arguments(&list, &name)?;
            let value = argument(&value, Kind::String)?;
            let (start, stop, reverse) = (start.integer()?, stop.integer()?, reverse.boolean()?);
            Ok((Expression::Substring { value, start, stop, reverse }, Kind::String))
        }
        "isValidHostLabel" | "aws.isVirtualHostableS3Bucket" => {
            let [value, dots] = arguments(&list, &name)?;
            let function = match name.as_str() {
                "isValidHostLabel" => Expression::IsValidHostLabel,
                _ => Expression::IsVirtualHostableBucket,
            };
            let value = argument(&value, Kind::String)?;
            Ok((function(value, dots.boolean()?), Kind::Boolean))
        }
        "uriEncode" | "parseURL" | "aws.partition" | "aws.parseArn" => {
            let [value] = arguments(&list, &name)?;
            let (function, kind): (fn(Box<Expression>) -> Expression, Kind) = match name.as_str() {
                "uriEncode" => (Expression::UriEncode, Kind::String),
                "parseURL" => (Expression::ParseUrl, Kind::Url),
                "aws.partition" => (Expression::FindPartition, Kind::Partition),
                _ => (Expression::ParseArn, Kind::Arn),
            };
            Ok((function(argument(&value, Kind::String)?), kind))
        }
        _ => Err(function.error(format!("the function \"{name}\" is not supported")).with_help(
            did_you_mean(&name, FUNCTIONS)
                .or_else(|| Some(format!("supported are {}", FUNCTIONS.join(", ")))),
        )),
    }
}

/// The arguments of a function that takes exactly so many.
fn arguments<'a, const COUNT: usize>(list: &'a Node<'_>, function: &str) -> Result<[Node<'a>; COUNT], Error> {
    let items = list.items()?;
    items.try_into().map_err(|items: Vec<_>| {
        list.error(format!("the function \"{function}\" takes {COUNT} arguments, found {}", items.len()))
    })
}

fn argument(node: &Node<'_>, scope: &Scope, kind: Kind, depth: usize) -> Result<Box<Expression>, Error> {
    let (value, found) = expression(node, scope, depth)?;
    expect(node, found, kind)?;
    Ok(Box::new(value))
}

fn expect(node: &Node<'_>, actual: Kind, expected: Kind) -> Result<(), Error> {
    if actual == expected {
        return Ok(());
    }
    Err(node.error(format!("the value is {}, not {}", actual.description(), expected.description())))
}

fn expression(node: &Node<'_>, scope: &Scope, depth: usize) -> Result<Typed, Error> {
    match node.value {
        Json::String(_) => Ok((Expression::Text(template::read(node, scope)?), Kind::String)),
        Json::Object(_) => {
            let Some(reference) = node.optional("ref")? else { return call(node, scope, depth + 1) };
            let name = reference.text()?;
            let kind = scope.kind(&reference, &name)?;
            Ok((Expression::Reference(name), kind))
        }
        _ => Err(node.error(format!(
            "expected a text, a reference or a function, found {}",
            node.value.description()
        ))),
    }
}
