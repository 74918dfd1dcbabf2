//! What a case expects, beside what came.

use serde_json::{Map, Value};

use super::cbor;
use super::shapes::{self, Shapes};
use super::suite::{Case, Events};
use super::xml;

/// The differences between the request that a case expects and the one that was written.
pub(super) fn request(shapes: &Shapes<'_>, case: &Case, is_binary: bool, answer: &Value) -> Vec<String> {
    let (Some(expected), Some(actual)) = (&case.serialized, answer.get("request")) else {
        return vec![format!("expected a request, got: {}", failure(answer))];
    };
    let mut differences = Vec::new();
    let text = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
    let mut same = |what: &str, expected: Option<String>, actual: Option<String>| {
        if let Some(expected) = expected
            && Some(&expected) != actual.as_ref()
        {
            differences.push(difference(what, &expected, actual.as_deref().unwrap_or("nothing")));
        }
    };
    let url = text(actual, "url").unwrap_or_default();
    let (authority, path) = split(&url);
    same("method", text(expected, "method"), text(actual, "method"));
    let tokens: Vec<&str> = shapes
        .members(case.shape("input"))
        .into_iter()
        .filter(|member| member.token && case.params.get(member.name).is_none())
        .map(|member| member.wire_name)
        .collect();
    // A parameter that only has to be there may have any value.
    let required: Vec<&str> = names(expected, "requireQueryParams").collect();
    let plain = |uri: &str, tokens: &[&str]| without(&target(uri, tokens), &required);
    same("uri", text(expected, "uri").map(|uri| plain(&uri, &[])), Some(plain(path, &tokens)));
    if let Some(host) = text(expected, "host") {
        // Some suites have the path of the endpoint in the host.
        let shown = format!("{authority}{path}");
        let actual =
            if host.contains('/') && shown.starts_with(&host) { host.clone() } else { authority.to_owned() };
        same("host", Some(host), Some(actual));
    }
    for (name, value) in expected.get("headers").and_then(Value::as_object).into_iter().flatten() {
        // White space behind the commas of a list means nothing.
        // Nor does it mean anything for a form to say its character set: there is but one.
        let plain = |value: &str| {
            let charset = "application/x-www-form-urlencoded; charset=utf-8";
            if value == charset {
                "application/x-www-form-urlencoded".to_owned()
            } else {
                value.replace(", ", ",")
            }
        };
        same(
            &format!("header {name}"),
            value.as_str().map(plain),
            header(actual, name).as_deref().map(plain),
        );
    }
    for name in names(expected, "requireHeaders") {
        if header(actual, name).is_none() {
            differences.push(difference(&format!("header {name}"), "some value", "nothing"));
        }
    }
    for name in required.iter().filter(|name| !parameters(path).any(|known| known == **name)) {
        differences.push(difference(&format!("parameter {name}"), "some value", "nothing"));
    }
    for name in
        names(expected, "forbidQueryParams").filter(|name| parameters(path).any(|known| known == *name))
    {
        differences.push(difference(&format!("parameter {name}"), "nothing", "some value"));
    }
    let is_read = matches!(text(actual, "method").as_deref(), Some("GET" | "HEAD"));
    // What else has a length has it told by the HTTP client, which is no part of what is written here.
    let forbidden = |name: &&str| is_read || !name.eq_ignore_ascii_case("content-length");
    for name in names(expected, "forbidHeaders").filter(forbidden) {
        if let Some(value) = header(actual, name) {
            differences.push(difference(&format!("header {name}"), "nothing", &value));
        }
    }
    if let Some(expected) = text(expected, "body") {
        differences.extend(match is_binary {
            true => binary_body(&expected, &text(actual, "body_base64").unwrap_or_default()),
            false if is_form(actual) => form_body(&expected, text(actual, "body"), &tokens),
            false => body(&expected, text(actual, "body"), &tokens),
        });
    }
    differences
}

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

/// The idempotency token that suites expect.
const TOKEN: &str = "00000000-0000-4000-8000-000000000000";

/// Bodies are the same when they are the same JSON or XML, or the same text where they are neither. Tokens that
/// the client made need only be tokens.
fn body(expected: &str, actual: Option<String>, tokens: &[&str]) -> Option<String> {
    let Some(actual) = actual else {
        return Some(difference("body", expected, "something that is not text"));
    };
    let same = match (serde_json::from_str::<Value>(expected), serde_json::from_str::<Value>(&actual)) {
        (Ok(mut expected), Ok(actual)) => {
            for name in tokens {
                if let (Some(expected), Some(token)) = (expected.get_mut(name), actual.get(name))
                    && is_uuid(token)
                {
                    *expected = token.clone();
                }
            }
            same_json(&expected, &actual)
        }
        _ => {
            let read = |text: &str| {
                let is_token = |name: &str, text: &str| tokens.contains(&name) && is_uuid(&text.into());
                xml::read(text)
                    .map(|root| root.with_texts(&|name, text| is_token(name, text).then_some(TOKEN)))
            };
            let is_same = read(expected).is_some_and(|expected| read(&actual) == Some(expected));
            is_same || expected.trim() == actual.trim()
        }
    };
    (!same).then(|| difference("body", expected, &actual))
}

/// Whether a request says that its body is a form.
fn is_form(request: &Value) -> bool {
    header(request, "content-type").is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"))
}

/// Forms are the same when they hold the same fields, in whatever order and however they are encoded.
fn form_body(expected: &str, actual: Option<String>, tokens: &[&str]) -> Option<String> {
    let fields = |body: &str| {
        let fields = form_urlencoded::parse(body.trim().as_bytes());
        let token = |name: &str, text: &str| {
            tokens.iter().any(|token| token.eq_ignore_ascii_case(name)) && is_uuid(&text.into())
        };
        let mut fields: Vec<(String, String)> = fields
            .map(|(name, text)| (name.trim().to_owned(), text.into_owned()))
            .map(|(name, text)| if token(&name, &text) { (name, "a token".to_owned()) } else { (name, text) })
            .collect();
        fields.sort();
        fields
    };
    let actual = actual.unwrap_or_default();
    (fields(expected) != fields(&actual)).then(|| difference("body", expected, &actual))
}

/// Binary bodies are the same when they say the same, whatever lengths they are written with.
fn binary_body(expected: &str, actual: &str) -> Option<String> {
    let read = |body: &str| cbor::to_json(&shapes::from_base64(body)?);
    let is_same = expected == actual
        || matches!((read(expected), read(actual)), (Some(expected), Some(actual)) if same_json(&expected, &actual));
    (!is_same).then(|| difference("body", expected, actual))
}

/// A path and query with its parameters in order, since none is said to come first; tokens that the client made are
/// the one that suites expect.
fn target(uri: &str, tokens: &[&str]) -> String {
    let Some((path, query)) = uri.split_once('?') else { return uri.to_owned() };
    let mut parameters: Vec<String> = query
        .split('&')
        .map(|parameter| match parameter.split_once('=') {
            Some((name, value)) if tokens.contains(&name) && is_uuid(&value.into()) => {
                format!("{name}={TOKEN}")
            }
            _ => parameter.to_owned(),
        })
        .collect();
    parameters.sort();
    format!("{path}?{}", parameters.join("&"))
}

/// The names of the parameters of a target.
fn parameters(uri: &str) -> impl Iterator<Item = &str> {
    let query = uri.split_once('?').map_or("", |(_, query)| query);
    query.split('&').map(|parameter| parameter.split_once('=').map_or(parameter, |(name, _)| name))
}

/// A target without some of its parameters.
fn without(uri: &str, names: &[&str]) -> String {
    let Some((path, query)) = uri.split_once('?').filter(|_| !names.is_empty()) else {
        return uri.to_owned();
    };
    let is_kept = |parameter: &&str| {
        let name = parameter.split_once('=').map_or(*parameter, |(name, _)| name);
        !names.contains(&name)
    };
    let kept: Vec<&str> = query.split('&').filter(is_kept).collect();
    if kept.is_empty() { path.to_owned() } else { format!("{path}?{}", kept.join("&")) }
}

/// Whether a value is the text of a UUID.
fn is_uuid(value: &Value) -> bool {
    let groups = value.as_str().unwrap_or_default().split('-').map(str::len);
    groups.eq([8, 4, 4, 4, 12])
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

/// A header's value; the names of headers have no case.
fn header(request: &Value, name: &str) -> Option<String> {
    let mut headers = request.get("headers")?.as_object()?.iter();
    let (_, value) = headers.find(|(known, _)| known.eq_ignore_ascii_case(name))?;
    value.as_str().map(str::to_owned)
}

fn names<'a>(expected: &'a Value, key: &str) -> impl Iterator<Item = &'a str> {
    expected.get(key).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
}

/// The authority of a URL, and what follows it.
fn split(url: &str) -> (&str, &str) {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.find('/').map_or((rest, ""), |position| rest.split_at(position))
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

#[cfg(test)]
mod tests {
    use super::{body, same_json, split};

    #[test]
    fn bodies_are_compared_as_json_where_they_are_json() {
        assert_eq!(body("{\"a\": 1}", Some("{\"a\":1.0}".to_owned()), &[]), None);
        assert!(
            body("{\"a\": 1}", Some("{\"a\":2}".to_owned()), &[])
                .is_some_and(|text| text.contains("actual:   {\"a\":2}"))
        );
        assert!(body("{}", None, &[]).is_some());
        assert_eq!(body("", Some(String::new()), &[]), None);
        assert!(!same_json(&serde_json::json!({"a": null}), &serde_json::json!({})));
    }

    #[test]
    fn a_token_that_the_client_makes_need_only_be_one() {
        let json = |token: &str| format!("{{\"Token\": \"{token}\"}}");
        let xml = |token: &str| format!("<Input><Token>{token}</Token></Input>");
        for form in [&json as &dyn Fn(&str) -> String, &xml] {
            let compared = |token: &str, tokens: &[&str]| body(&form(TOKEN), Some(form(token)), tokens);
            assert_eq!(compared("7fb7b26e-a1d3-4b2a-83cd-1679062f9e55", &["Token"]), None);
            assert!(compared("7fb7b26e", &["Token"]).is_some());
            assert!(compared("7fb7b26e-a1d3-4b2a-83cd-1679062f9e55", &[]).is_some());
        }
    }

    #[test]
    fn a_url_is_split_behind_the_authority() {
        assert_eq!(split("https://foo.example.com/custom/"), ("foo.example.com", "/custom/"));
        assert_eq!(split("https://example.com"), ("example.com", ""));
    }
}
