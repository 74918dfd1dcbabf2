//! Paths of patches in the words of botocore's files, which hold for the same service in Smithy's form as far as the
//! thing that they lead to is there under another name.

use super::id;
use crate::front::json::Json;

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
        [first, rest @ ..] if first == "metadata" => {
            let service = shapes.iter().find(|(_, shape)| is(shape, "service"));
            (service.map(|(id, _)| id.clone()), rest)
        }
        [first, name, rest @ ..] if (first == "shapes" || first == "operations") && !name.contains('#') => {
            let is_operation = first == "operations";
            let named = shapes
                .iter()
                .find(|(shape, value)| id::name(shape) == name && is(value, "operation") == is_operation);
            (Some(named.map_or_else(|| name.clone(), |(id, _)| id.clone())), rest)
        }
        _ => return path,
    };
    let Some(start) = start else { return path };
    let mut found = vec!["shapes".to_owned(), start];
    for step in rest {
        match TRAITS.iter().find(|(key, _)| key == step) {
            Some((_, name)) => found.extend(["traits".to_owned(), (*name).to_owned()]),
            None => found.push(step.clone()),
        }
    }
    found
}
