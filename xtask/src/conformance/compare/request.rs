//! Compares a request with the one that a case expects.

use serde_json::Value;

use super::{difference, failure, same_json};
use crate::conformance::cbor;
use crate::conformance::shapes::{self, Shapes};
use crate::conformance::suite::Case;
use crate::conformance::xml;

/// The differences between the request that a case expects and the one that was written.
pub(in crate::conformance) fn request(
    shapes: &Shapes<'_>,
    case: &Case,
    is_binary: bool,
    answer: &Value,
) -> Vec<String> {
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

#[cfg(test)]
mod tests {
    use super::{TOKEN, body, same_json, split};

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
