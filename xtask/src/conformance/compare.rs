//! What a case expects, beside what came.

mod request;

use serde_json::{Map, Value};

use super::shapes::{self, Shapes};
use super::suite::{Case, Events};

pub(super) use request::request;

/// The differences between the output or error that a case expects and the one that was read.
pub(super) fn reply(shapes: &Shapes<'_>, case: &Case, answer: &Value) -> Vec<String> {
    let mut differences = Vec::new();
    let empty = Value::Object(Map::new());
    let expects_error = case.error.is_some() || case.error_code.is_some();
    match (answer.get("output"), answer.get("error")) {
        (Some(actual), _) if !expects_error => {
            let expected = case.result.as_ref().unwrap_or(&empty);
            values(shapes, case.shape("output"), expected, actual, "result", &mut differences);
        }
        (_, Some(actual)) if expects_error => {
            let code = actual.get("code").and_then(Value::as_str).unwrap_or_default();
            let message = actual.get("message").and_then(Value::as_str).unwrap_or_default();
            for (what, expected, actual) in
                [("error code", &case.error_code, code), ("error message", &case.error_message, message)]
            {
                if let Some(expected) = expected
                    && expected != actual
                {
                    differences.push(difference(what, expected, actual));
                }
            }
            let shape = actual.get("shape").and_then(Value::as_str);
            if let Some(expected) = &case.error_shape
                && shape != Some(expected)
            {
                differences.push(difference("exception", expected, shape.unwrap_or(code)));
            }
            if let Some(expected) = &case.error {
                let listed =
                    case.errors().find(|error| shape == Some(error) || shapes.error_code(error) == code);
                let members = actual.get("members").unwrap_or(&empty);
                values(shapes, listed, expected, members, "error", &mut differences);
            }
        }
        _ => {
            let expected = if expects_error { "an error" } else { "an output" };
            differences.push(format!("expected {expected}, got: {}", failure(answer)));
        }
    }
    differences
}

/// The differences between the events that a case expects and those that were read.
pub(super) fn events(shapes: &Shapes<'_>, case: &Case, expected: &Events, answer: &Value) -> Vec<String> {
    let mut differences = Vec::new();
    let event = shapes.events(case.shape("output")).and_then(|member| member.shape);
    let read = answer.get("events").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    for (position, expected) in expected.read.iter().enumerate() {
        // Events are given back as dynamic calls show them, which is how these take what callers write.
        let expected = shapes.given(expected, event);
        let Some(actual) = read.get(position) else {
            differences.push(difference(&format!("events[{position}]"), &expected.to_string(), "nothing"));
            continue;
        };
        values(shapes, event, &expected, actual, &format!("events[{position}]"), &mut differences);
    }
    for (position, actual) in read.iter().enumerate().skip(expected.read.len()) {
        differences.push(difference(&format!("events[{position}]"), "nothing", &actual.to_string()));
    }
    if let (Some(expected), Some(actual)) = (&case.result, answer.get("output")) {
        values(shapes, case.shape("output"), expected, actual, "result", &mut differences);
    }
    let has_failed = answer.get("failed").is_some() || answer.get("error").is_some();
    let code = answer.get("error").and_then(|error| error.get("code")?.as_str());
    match &expected.failure {
        None if has_failed => {
            differences.push(format!("expected the end of the events, got: {}", failure(answer)));
        }
        Some(None) if !has_failed => {
            differences.push("expected an error, got the end of the events".to_owned());
        }
        Some(Some(name)) if code != Some(shapes.error_code(name)) => {
            differences.push(difference("exception", name, &failure(answer)));
        }
        _ => {}
    }
    differences
}

/// Compares values in the light of their shape. A required member that was left out may stand there
/// with an empty value, as the types of the generated crates have it.
fn values(
    shapes: &Shapes<'_>,
    shape: Option<&str>,
    expected: &Value,
    actual: &Value,
    path: &str,
    differences: &mut Vec<String>,
) {
    match (shapes.kind(shape), expected, actual) {
        ("structure", Value::Object(expected), Value::Object(actual)) => {
            let members = shapes.members(shape);
            for member in &members {
                let path = format!("{path}.{}", member.name);
                let present = |value: Option<&Value>| value.filter(|value| !value.is_null()).cloned();
                match (present(expected.get(member.name)), present(actual.get(member.name))) {
                    (Some(expected), Some(actual)) => {
                        values(shapes, member.shape, &expected, &actual, &path, differences);
                    }
                    (Some(expected), None) => {
                        differences.push(difference(&path, &expected.to_string(), "nothing"))
                    }
                    (None, Some(actual)) if !(member.required && is_empty(&actual)) => {
                        differences.push(difference(&path, "nothing", &actual.to_string()));
                    }
                    (None, _) => {}
                }
            }
            let known = |name: &str| members.iter().any(|member| member.name == name);
            for (name, expected) in expected.iter().filter(|(name, _)| !known(name)) {
                if actual.get(name) != Some(expected) {
                    differences.push(difference(&format!("{path}.{name}"), &expected.to_string(), "nothing"));
                }
            }
        }
        ("list", Value::Array(expected), Value::Array(actual)) if expected.len() == actual.len() => {
            let inner = shapes.inner(shape, "member");
            for (index, (expected, actual)) in expected.iter().zip(actual).enumerate() {
                values(shapes, inner, expected, actual, &format!("{path}[{index}]"), differences);
            }
        }
        // The names of headers have no case, and clients see them in small letters.
        ("map", Value::Object(expected), Value::Object(actual))
            if expected.keys().any(|key| key.bytes().any(|byte| byte.is_ascii_uppercase()))
                && in_small_letters(expected) == *actual => {}
        ("map", Value::Object(expected), Value::Object(actual)) if expected.keys().eq(actual.keys()) => {
            let inner = shapes.inner(shape, "value");
            for ((key, expected), actual) in expected.iter().zip(actual.values()) {
                values(shapes, inner, expected, actual, &format!("{path}.{key}"), differences);
            }
        }
        ("float", Value::Number(_), Value::Number(_)) => {
            // A float of 32 bits is as near as it can be.
            let single = |value: &Value| value.as_f64().map(|number| (number as f32).to_bits());
            if single(expected) != single(actual) {
                differences.push(difference(path, &expected.to_string(), &actual.to_string()));
            }
        }
        ("timestamp", Value::String(date), Value::Number(actual))
            if actual.as_i64().is_some_and(|actual| shapes::epoch_seconds(date) == Some(actual)) => {}
        // JSON in a text may be expected as what it stands for.
        ("string", Value::Object(_) | Value::Array(_), Value::String(text))
            if serde_json::from_str::<Value>(text).is_ok_and(|actual| same_json(expected, &actual)) => {}
        _ if same_json(expected, actual) => {}
        _ => differences.push(difference(path, &expected.to_string(), &actual.to_string())),
    }
}

fn in_small_letters(entries: &Map<String, Value>) -> Map<String, Value> {
    entries.iter().map(|(key, value)| (key.to_ascii_lowercase(), value.clone())).collect()
}

/// Whether a value may stand in for one that was left out.
fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(yes) => !yes,
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::String(text) => text.is_empty(),
        Value::Array(elements) => elements.is_empty(),
        Value::Object(entries) => entries.values().all(is_empty),
    }
}

/// Whether two JSON values are the same; `1` and `1.0` are.
fn same_json(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => one == other || one.as_f64() == other.as_f64(),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same_json(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.keys().eq(other.keys())
                && one.values().zip(other.values()).all(|(one, other)| same_json(one, other))
        }
        _ => one == other,
    }
}

fn difference(what: &str, expected: &str, actual: &str) -> String {
    format!("{what}\n  expected: {expected}\n  actual:   {actual}")
}

/// What came instead of something else.
fn failure(answer: &Value) -> String {
    match answer.get("failed").and_then(Value::as_str) {
        Some(reason) => reason.to_owned(),
        None => answer.to_string(),
    }
}
