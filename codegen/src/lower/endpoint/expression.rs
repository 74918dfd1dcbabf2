//! Expressions: references, templates and function calls, written in the words of the runtime's
//! `endpoint::table`.

use super::scope::{Kind, Scope};
use crate::Error;
use crate::front::json::Json;
use crate::front::node::Node;
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

/// An expression as Rust, and the type of its value.
struct Typed {
    rust: String,
    kind: Kind,
}

/// A condition: a function call, whose value may get a name.
pub(super) fn condition(node: &Node<'_>, scope: &mut Scope) -> Result<String, Error> {
    let call = call(node, scope, 0)?;
    let Some(assign) = node.optional("assign")? else { return Ok(call.rust) };
    let name = assign.text()?;
    scope.add(&assign, &name, call.kind)?;
    Ok(format!("Assign({name:?}, &{})", call.rust))
}

/// A text that may hold references: a template, or a reference alone, which is a template too.
pub(super) fn template(node: &Node<'_>, scope: &Scope) -> Result<String, Error> {
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
            Ok(format!("{{{name}}}"))
        }
        _ => scope.template(node),
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
    let typed = |rust, kind| Ok(Typed { rust, kind });
    match name.as_str() {
        "isSet" => {
            let [value] = arguments(&list, &name)?;
            typed(format!("IsSet(&{})", expression(&value, scope, depth)?.rust), Kind::Boolean)
        }
        "not" => {
            let [value] = arguments(&list, &name)?;
            typed(format!("Not(&{})", argument(&value, Kind::Boolean)?), Kind::Boolean)
        }
        "booleanEquals" => {
            let [left, right] = arguments(&list, &name)?;
            let (value, literal) = match left.value {
                Json::Boolean(_) => (right, left),
                _ => (left, right),
            };
            let value = argument(&value, Kind::Boolean)?;
            typed(format!("BooleanEquals(&{value}, {})", literal.boolean()?), Kind::Boolean)
        }
        "stringEquals" => {
            let [left, right] = arguments(&list, &name)?;
            let (value, other) = match left.value {
                Json::String(_) => (right, left),
                _ => (left, right),
            };
            let (value, other) = (argument(&value, Kind::String)?, argument(&other, Kind::String)?);
            typed(format!("StringEquals(&{value}, &{other})"), Kind::Boolean)
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
            let kind = scope.part(&path, &reference_name, &path_text)?;
            typed(format!("Attribute({reference_name:?}, {path_text:?})"), kind)
        }
        "substring" => {
            let [value, start, stop, reverse] = arguments(&list, &name)?;
            let value = argument(&value, Kind::String)?;
            let (start, stop) = (start.integer::<usize>()?, stop.integer::<usize>()?);
            typed(format!("Substring(&{value}, {start}, {stop}, {})", reverse.boolean()?), Kind::String)
        }
        "isValidHostLabel" | "aws.isVirtualHostableS3Bucket" => {
            let [value, dots] = arguments(&list, &name)?;
            let word =
                if name == "isValidHostLabel" { "IsValidHostLabel" } else { "IsVirtualHostableBucket" };
            let value = argument(&value, Kind::String)?;
            typed(format!("{word}(&{value}, {})", dots.boolean()?), Kind::Boolean)
        }
        "uriEncode" | "parseURL" | "aws.partition" | "aws.parseArn" => {
            let [value] = arguments(&list, &name)?;
            let (word, kind) = match name.as_str() {
                "uriEncode" => ("UriEncode", Kind::String),
                "parseURL" => ("ParseUrl", Kind::Url),
                "aws.partition" => ("FindPartition", Kind::Partition),
                _ => ("ParseArn", Kind::Arn),
            };
            typed(format!("{word}(&{})", argument(&value, Kind::String)?), kind)
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

fn argument(node: &Node<'_>, scope: &Scope, kind: Kind, depth: usize) -> Result<String, Error> {
    let typed = expression(node, scope, depth)?;
    expect(node, typed.kind, kind)?;
    Ok(typed.rust)
}

fn expect(node: &Node<'_>, actual: Kind, expected: Kind) -> Result<(), Error> {
    if actual == expected {
        return Ok(());
    }
    Err(node.error(format!("the value is {}, not {}", actual.description(), expected.description())))
}

fn expression(node: &Node<'_>, scope: &Scope, depth: usize) -> Result<Typed, Error> {
    match node.value {
        Json::String(_) => {
            Ok(Typed { rust: format!("Text({:?})", scope.template(node)?), kind: Kind::String })
        }
        Json::Object(_) => {
            let Some(reference) = node.optional("ref")? else { return call(node, scope, depth + 1) };
            let name = reference.text()?;
            let kind = scope.kind(&reference, &name)?;
            Ok(Typed { rust: format!("Reference({name:?})"), kind })
        }
        _ => Err(node.error(format!(
            "expected a text, a reference or a function, found {}",
            node.value.description()
        ))),
    }
}
