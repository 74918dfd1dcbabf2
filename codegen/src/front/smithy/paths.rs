//! Paths of patches in the words of botocore's files, which hold for the same service in Smithy's form as far as the
//! thing that they lead to is there under another name.

use super::{id, is_model};
use crate::front::json::Json;

/// What a member refers to its shape by, in botocore's files and in Smithy's.
const REFERENCE: [&str; 2] = ["shape", "target"];

/// Keys that stand for a trait.
const TRAITS: [(&str, &str); 2] = [
    ("contextParam", "smithy.rules#contextParam"),
    ("staticContextParams", "smithy.rules#staticContextParams"),
];

/// The path in a file of Smithy's form: `metadata` is the service, operations and shapes go by their name.
pub(in crate::front) fn in_file(root: &Json, path: Vec<String>) -> Vec<String> {
    let shapes = root.get("shapes").map(Json::fields).unwrap_or_default();
    let is = |shape: &Json, kind: &str| matches!(shape.get("type"), Some(Json::String(own)) if own == kind);
    let (start, rest) = match path.as_slice() {
        // Every shape has an id.
        [first, name, rest @ ..] if first == "shapes" && name == "*" => (Some(name.clone()), rest),
        [first, rest @ ..] if first == "metadata" => {
            let service = shapes.iter().find(|(_, shape)| is(shape, "service"));
            (service.map(|(id, _)| id.clone()), rest)
        }
        [first, name, rest @ ..] if (first == "shapes" || first == "operations") && !name.contains('#') => {
            let is_operation = first == "operations";
            let named = shapes
                .iter()
                .find(|(shape, value)| id::name(shape) == name && is(value, "operation") == is_operation);
            // A shape that is not there yet belongs to the service.
            (Some(named.map_or_else(|| of_service(root, name), |(id, _)| id.clone())), rest)
        }
        _ => return path,
    };
    let Some(start) = start else { return path };
    let mut found = vec!["shapes".to_owned(), start];
    for (position, step) in rest.iter().enumerate() {
        match TRAITS.iter().find(|(key, _)| key == step) {
            Some((_, name)) => found.extend(["traits".to_owned(), (*name).to_owned()]),
            // A member may be called like that, too.
            None if step == REFERENCE[0] && position + 1 == rest.len() => found.push(REFERENCE[1].to_owned()),
            None => found.push(step.clone()),
        }
    }
    found
}

/// What a patch says of a place, in the words of the file: references name a shape there by its id. `found` is what
/// stands there; the same shape by its name alone is the same.
pub(in crate::front) fn value_in_file(root: &Json, last: &str, found: Option<&Json>, value: &Json) -> Json {
    let Json::String(name) = value else { return value.clone() };
    if last != REFERENCE[1] || name.contains('#') || !is_model(root) {
        return value.clone();
    }
    if let Some(Json::String(found)) = found
        && id::name(found) == name
    {
        return Json::String(found.clone());
    }
    let shapes = root.get("shapes").map(Json::fields).unwrap_or_default();
    let known = shapes.iter().find(|(shape, _)| id::name(shape) == name);
    Json::String(known.map_or_else(|| of_service(root, name), |(id, _)| id.clone()))
}

/// The id that a shape of the service has.
fn of_service(root: &Json, name: &str) -> String {
    let shapes = root.get("shapes").map(Json::fields).unwrap_or_default();
    let is_service =
        |shape: &Json| matches!(shape.get("type"), Some(Json::String(kind)) if kind == "service");
    match shapes.iter().find(|(_, shape)| is_service(shape)) {
        Some((service, _)) => format!("{}#{name}", id::namespace(service)),
        None => name.to_owned(),
    }
}
