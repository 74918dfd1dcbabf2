//! Where things stand in a model of Smithy's form, as people write it: `com.example#Alarm$Name: smithy.api#range.min`.
//!
//! What is made of the mirror's parts speaks of places in the mirror, such as `shapes.Alarm.members.Name.shape`. Each
//! of them stands for a place in the file, which is found here, so that errors name what somebody wrote.

use std::collections::HashMap;

use super::id;

/// The ids of what the mirror knows by name.
#[derive(Debug, Default)]
pub(crate) struct Ids {
    pub(super) service: String,
    pub(super) shapes: HashMap<String, String>,
    pub(super) operations: HashMap<String, String>,
    /// The operation of each waiter.
    pub(super) waiters: HashMap<String, String>,
}

/// The keys of the mirror that stand for something else in the file, each on what it stands.
const KEYS: &[(&str, &str, &str)] = &[
    ("metadata", "protocols", "traits"),
    ("metadata", "auth", "traits.smithy.api#auth"),
    ("metadata", "targetPrefix", ""),
    ("operations", "endpoint.hostPrefix", "traits.smithy.api#endpoint.hostPrefix"),
    ("operations", "http.method", "traits.smithy.api#http.method"),
    ("operations", "http.requestUri", "traits.smithy.api#http.uri"),
    ("operations", "operationContextParams", "traits.smithy.rules#operationContextParams"),
    ("operations", "staticContextParams", "traits.smithy.rules#staticContextParams"),
    ("pagination", "input_token", "inputToken"),
    ("pagination", "limit_key", "pageSize"),
    ("pagination", "output_token", "outputToken"),
    ("pagination", "result_key", "items"),
    ("shapes", "contextParam", "traits.smithy.rules#contextParam"),
    ("shapes", "enum", "members"),
    ("shapes", "flattened", "traits.smithy.api#xmlFlattened"),
    ("shapes", "timestampFormat", "traits.smithy.api#timestampFormat"),
    ("shapes", "xmlAttribute", "traits.smithy.api#xmlAttribute"),
    ("waiters", "argument", "matcher.output.path"),
    ("waiters", "expected", "matcher.output.expected"),
    ("waiters", "matcher", "matcher"),
];

impl Ids {
    /// The place in the file of a place in the mirror.
    pub(crate) fn in_file(&self, place: &str) -> String {
        let (room, rest) = place.split_once('.').unwrap_or((place, ""));
        let (name, rest) = rest.split_once('.').unwrap_or((rest, ""));
        let operation = |name: &str| self.operations.get(name).map_or(name, String::as_str).to_owned();
        let (start, rest) = match room {
            "metadata" => (format!("shapes.{}", self.service), [name, rest].join(".")),
            "operations" => (format!("shapes.{}", operation(name)), rest.to_owned()),
            "pagination" => {
                (format!("shapes.{}.traits.smithy.api#paginated", operation(name)), rest.to_owned())
            }
            "waiters" => {
                let operation = self.waiters.get(name).map_or(name, String::as_str);
                (format!("shapes.{operation}.traits.smithy.waiters#waitable.{name}"), rest.to_owned())
            }
            "shapes" => {
                let shape = self.shapes.get(name).map_or(name, String::as_str);
                match rest.strip_prefix("members.") {
                    Some(member) => {
                        let (member, rest) = member.split_once('.').unwrap_or((member, ""));
                        (format!("shapes.{shape}.members.{member}"), rest.to_owned())
                    }
                    None => (format!("shapes.{shape}"), rest.to_owned()),
                }
            }
            _ => return place.to_owned(),
        };
        let rest = key(room, rest.trim_matches('.'));
        if rest.is_empty() { start } else { format!("{start}.{rest}") }
    }
}

/// The way from what a place stands on to the place, in the words of the file.
fn key(room: &str, rest: &str) -> String {
    if rest.is_empty() {
        return String::new();
    }
    for (_, key, written) in KEYS.iter().filter(|(of, ..)| *of == room) {
        if let Some((before, after)) = find(rest, key) {
            let parts = [before, *written, after.trim_start_matches('.')];
            let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
            return parts.join(".").replace(".[", "[");
        }
    }
    match rest.strip_suffix("shape") {
        Some(before) if before.is_empty() || before.ends_with('.') => match room {
            "operations" => before.trim_end_matches('.').to_owned(),
            _ => format!("{before}target"),
        },
        _ => rest.to_owned(),
    }
}

/// What stands before and after a key in a way.
fn find<'a>(rest: &'a str, key: &str) -> Option<(&'a str, &'a str)> {
    let start = if rest.starts_with(key) { 0 } else { rest.find(&format!(".{key}"))? + 1 };
    let after = rest.get(start + key.len()..)?;
    (after.is_empty() || after.starts_with(['.', '[']))
        .then(|| (rest.get(..start).unwrap_or_default().trim_end_matches('.'), after))
}

/// A place in the file as people write it.
pub(crate) fn readable(place: &str) -> String {
    let Some(rest) = place.strip_prefix("shapes.") else { return place.to_owned() };
    let Some(length) = id::length(rest) else { return place.to_owned() };
    let (shape, rest) = rest.split_at(length);
    let rest = rest.strip_prefix('.').unwrap_or(rest);
    let (member, rest) = match rest.split_once('.') {
        Some(("members", member)) => {
            let (member, rest) = member.split_once('.').unwrap_or((member, ""));
            (Some(member), rest)
        }
        Some((part @ ("member" | "key" | "value"), rest)) => (Some(part), rest),
        None if matches!(rest, "member" | "key" | "value") => (Some(rest), ""),
        _ => (None, rest),
    };
    let subject = match member {
        Some(member) => format!("{shape}${member}"),
        None => shape.to_owned(),
    };
    let rest = rest.strip_prefix("traits.").unwrap_or(rest);
    if rest.is_empty() { subject } else { format!("{subject}: {rest}") }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::{Ids, readable};

    fn ids() -> Ids {
        let map = |pairs: &[(&str, &str)]| -> HashMap<String, String> {
            pairs.iter().map(|(name, id)| ((*name).to_owned(), (*id).to_owned())).collect()
        };
        Ids {
            service: "a.b#Bell".to_owned(),
            shapes: map(&[("Alarm", "a.b#Alarm")]),
            operations: map(&[("Ring", "a.b#Ring")]),
            waiters: map(&[("Rung", "a.b#Ring")]),
        }
    }

    #[test]
    fn places_of_the_mirror_are_places_of_the_file() {
        for (mirror, expected) in [
            ("shapes.Alarm", "a.b#Alarm"),
            ("shapes.Alarm.members.Name.shape", "a.b#Alarm$Name: target"),
            ("shapes.Alarm.members.Name.timestampFormat", "a.b#Alarm$Name: smithy.api#timestampFormat"),
            ("shapes.Alarm.key.shape", "a.b#Alarm$key: target"),
            ("shapes.Alarm.enum[2]", "a.b#Alarm: members[2]"),
            ("operations.Ring.http.requestUri", "a.b#Ring: smithy.api#http.uri"),
            ("operations.Ring.input.shape", "a.b#Ring: input"),
            (
                "operations.Ring.operationContextParams.Key.path",
                "a.b#Ring: smithy.rules#operationContextParams.Key.path",
            ),
            ("pagination.Ring.result_key", "a.b#Ring: smithy.api#paginated.items"),
            (
                "waiters.Rung.acceptors[1].argument",
                "a.b#Ring: smithy.waiters#waitable.Rung.acceptors[1].matcher.output.path",
            ),
            ("metadata.protocols", "a.b#Bell: traits"),
            ("metadata.auth", "a.b#Bell: smithy.api#auth"),
        ] {
            assert_eq!(readable(&ids().in_file(mirror)), expected, "{mirror}");
        }
    }
}
