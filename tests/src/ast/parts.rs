//! The parts of a model that depend on nothing else of it, and the text of the whole.

use shapesmith_codegen::json::Json;

use super::{items, object, string, text};

/// The members of an enum with some values.
pub(super) fn values(values: &[Json]) -> Json {
    let member = |(position, value): (usize, &Json)| {
        let traits = object([("smithy.api#enumValue", value.clone())]);
        (format!("VALUE_{position}"), object([("target", text("smithy.api#Unit")), ("traits", traits)]))
    };
    Json::Object(values.iter().enumerate().map(member).collect())
}

/// The trait of a protocol.
pub(super) fn protocol_trait(protocol: &str, json_version: Option<&str>) -> &'static str {
    match (protocol, json_version) {
        ("json", Some("1.0")) => "aws.protocols#awsJson1_0",
        ("json", _) => "aws.protocols#awsJson1_1",
        ("rest-json", _) => "aws.protocols#restJson1",
        ("rest-xml", _) => "aws.protocols#restXml",
        ("query", _) => "aws.protocols#awsQuery",
        ("ec2", _) => "aws.protocols#ec2Query",
        _ => "smithy.protocols#rpcv2Cbor",
    }
}

pub(super) fn written_waiter(waiter: &Json) -> Json {
    let number = |key| match waiter.get(key) {
        Some(Json::Number(number)) => number.as_u64().unwrap_or_default(),
        _ => 0,
    };
    let delay = number("delay");
    let acceptors = items(waiter, "acceptors").iter().map(|acceptor| {
        let expected = acceptor.get("expected").cloned().unwrap_or(Json::Null);
        let comparator = match (string(acceptor, "matcher"), &expected) {
            (Some("path"), Json::Boolean(_)) => "booleanEquals",
            (Some("pathAll"), _) => "allStringEquals",
            (Some("pathAny"), _) => "anyStringEquals",
            _ => "stringEquals",
        };
        let matcher = match (string(acceptor, "matcher"), expected) {
            (Some("error"), Json::Boolean(any)) => object([("success", Json::Boolean(!any))]),
            (Some("error"), name) => object([("errorType", name)]),
            (Some("status"), _) => object([("success", Json::Boolean(true))]),
            (_, expected) => {
                let expected = match expected {
                    Json::Boolean(value) => text(value.to_string()),
                    other => other,
                };
                let path = text(string(acceptor, "argument").unwrap_or_default());
                let output = [("path", path), ("expected", expected), ("comparator", text(comparator))];
                object([("output", object(output))])
            }
        };
        object([("state", text(string(acceptor, "state").unwrap_or_default())), ("matcher", matcher)])
    });
    let words = string(waiter, "description").or(string(waiter, "documentation"));
    let words = words.map(|words| ("documentation", text(words)));
    object(words.into_iter().chain([
        ("acceptors", Json::Array(acceptors.collect())),
        ("minDelay", Json::Number(delay.into())),
        ("maxDelay", Json::Number((delay * number("maxAttempts")).into())),
    ]))
}

/// Writes a value in the order of its keys.
pub(super) fn write(value: &Json, out: &mut String) {
    let (open, close, count) = match value {
        Json::Object(fields) => ('{', '}', fields.len()),
        Json::Array(items) => ('[', ']', items.len()),
        scalar => return out.push_str(&scalar.to_value().to_string()),
    };
    out.push(open);
    for position in 0..count {
        if position > 0 {
            out.push(',');
        }
        match value {
            Json::Object(fields) => {
                let Some((key, value)) = fields.get(position) else { continue };
                out.push_str(&serde_json::Value::from(key.as_str()).to_string());
                out.push(':');
                write(value, out);
            }
            Json::Array(items) => items.get(position).into_iter().for_each(|item| write(item, out)),
            _ => {}
        }
    }
    out.push(close);
}
