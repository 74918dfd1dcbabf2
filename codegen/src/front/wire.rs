//! The names and values of a model that stand on the wire: what a patch must not change unawares.

use std::collections::{BTreeMap, BTreeSet};

use crate::front::json::Json;

/// The words of each place that has any: the values of an enum, the wire names of members, the code of an
/// error, the name of an operation.
pub(super) type Words = BTreeMap<String, BTreeSet<String>>;

/// A word that stands in the place of another.
pub(super) struct Replaced {
    pub(super) place: String,
    pub(super) old: String,
    pub(super) new: String,
}

/// All words of `service-2.json`. What is not of the type that the format has is passed over; reading the
/// model tells.
pub(super) fn words(root: &Json) -> Words {
    let mut words = Words::new();
    for (name, operation) in root.get("operations").map(Json::fields).unwrap_or_default() {
        words.insert(
            format!("operations.{name}.name"),
            [text(operation, "name").unwrap_or(name)].map(str::to_owned).into(),
        );
    }
    for (name, shape) in root.get("shapes").map(Json::fields).unwrap_or_default() {
        if let Some(Json::Array(values)) = shape.get("enum") {
            let values = values.iter().filter_map(as_text).map(str::to_owned);
            words.insert(format!("shapes.{name}.enum"), values.collect());
        }
        let members = shape.get("members").map(Json::fields).unwrap_or_default();
        let wire_names =
            members.iter().map(|(name, member)| text(member, "locationName").unwrap_or(name).to_owned());
        words.insert(format!("shapes.{name}.members"), wire_names.collect());
        let code = shape.get("error").and_then(|error| text(error, "code")).unwrap_or(name);
        words.insert(format!("shapes.{name}.error.code"), [code.to_owned()].into());
    }
    words
}

/// The first word that stands in the place of another one.
pub(super) fn replaced(before: &Words, after: &Words) -> Option<Replaced> {
    before.iter().find_map(|(place, old)| {
        let new = after.get(place)?;
        Some(Replaced {
            place: place.clone(),
            old: old.difference(new).next()?.clone(),
            new: new.difference(old).next()?.clone(),
        })
    })
}

fn text<'a>(value: &'a Json, key: &str) -> Option<&'a str> {
    value.get(key).and_then(as_text)
}

fn as_text(value: &Json) -> Option<&str> {
    match value {
        Json::String(text) => Some(text),
        _ => None,
    }
}
