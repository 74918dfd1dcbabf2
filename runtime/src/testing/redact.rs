//! What may be kept of JSON, by what the model says of it.
//!
//! It is an allow list: a value is kept where the model has a member for it, that member is not sensitive, and
//! the value is of the member's kind. In place of everything else stands a value of the same kind that tells
//! nothing, so that what was recorded is still read as before: members of a newer model, documents, which may hold
//! anything, and structures where the model has none.

use serde_json::{Map, Value};

use super::sensitive::Sensitive;
use crate::codec::text;
use crate::protocol::{self, OperationSchema};
use crate::schema::{ErrorSchema, Member, REDACTED, Target, Traits};

/// What may be kept of a request's body; `None` where that is nothing.
pub(super) fn input(operation: &OperationSchema, body: Value) -> Option<Value> {
    let sensitive = Sensitive::of(operation);
    whole(operation.input, body, &sensitive)
}

/// What may be kept of a reply's body; `None` where that is nothing.
pub(super) fn reply(
    operation: &'static OperationSchema,
    reply: &http::Response<bytes::Bytes>,
    body: Value,
    sensitive: &Sensitive,
) -> Option<Value> {
    if reply.status().is_success() {
        return whole(operation.output, body, sensitive);
    }
    refusal(operation, reply, body, sensitive)
}

/// Takes out the members that a client fills with fresh tokens, which are never the same twice.
pub(super) fn without_tokens(operation: &OperationSchema, body: &mut Value) {
    let Value::Object(entries) = body else { return };
    for member in operation.input.structure().members {
        if member.traits.has(Traits::IDEMPOTENCY_TOKEN) {
            entries.remove(member.name);
        }
    }
}

/// A body that is a structure of the model, or a null, which is an empty one.
fn whole(target: Target, body: Value, sensitive: &Sensitive) -> Option<Value> {
    match body {
        Value::Null => Some(Value::Null),
        Value::Object(entries) => {
            Some(Value::Object(members(target.structure().members, entries, sensitive)))
        }
        _ => None,
    }
}

/// The members that error answers have whatever the model says.
const CODES: [&str; 3] = ["__type", "code", "Code"];
const MESSAGES: [&str; 3] = ["message", "Message", "errorMessage"];

/// What the members of a reply are: those of the output, or of the modelled exception that it stands for. Of an
/// error that the model does not know they are those of the output too, which services in trouble answer with.
pub(super) fn reply_shape(
    operation: &'static OperationSchema,
    reply: &http::Response<bytes::Bytes>,
) -> Target {
    if reply.status().is_success() {
        return operation.output;
    }
    let exception = protocol::exception(operation, &protocol::refusal(operation, reply));
    exception.map_or(operation.output, |schema| schema.shape)
}

/// An error answer: its code and message, and the members that it has by its shape.
fn refusal(
    operation: &'static OperationSchema,
    reply: &http::Response<bytes::Bytes>,
    body: Value,
    sensitive: &Sensitive,
) -> Option<Value> {
    let Value::Object(entries) = body else { return None };
    let error = protocol::refusal(operation, reply);
    let exception = protocol::exception(operation, &error);
    let shape = reply_shape(operation, reply);
    let texts = |names: &[&'static str]| -> Vec<(&'static str, String)> {
        let text = |name: &&'static str| Some((*name, entries.get(*name)?.as_str()?.to_owned()));
        names.iter().filter_map(text).collect()
    };
    let (codes, messages) = (texts(&CODES), texts(&MESSAGES));
    let mut kept = members(shape.structure().members, entries, sensitive);
    for (name, code) in codes {
        if is_code(&code) && !is_modelled(shape, name) {
            kept.insert(name.to_owned(), sensitive.hidden_in(&code).into());
        }
    }
    if !message_is_sensitive(operation, exception) {
        for (name, message) in messages {
            if !is_modelled(shape, name) {
                kept.insert(name.to_owned(), sensitive.hidden_in(&message).into());
            }
        }
    }
    // A code that stands elsewhere in the body is kept where every client finds it.
    if let Some(code) = error.exception.or(error.code).filter(|code| is_code(code)) {
        kept.entry("__type").or_insert_with(|| sensitive.hidden_in(&code).into());
    }
    Some(Value::Object(kept))
}

fn is_modelled(shape: Target, name: &str) -> bool {
    shape.structure().members.iter().any(|member| member.name == name)
}

/// Whether a message must not be kept. That of an error which the model does not know may be any of those that
/// it does.
fn message_is_sensitive(operation: &OperationSchema, exception: Option<&ErrorSchema>) -> bool {
    let is_sensitive =
        |schema: &ErrorSchema| {
            schema.shape.structure().members.iter().any(|member| {
                member.name.eq_ignore_ascii_case("message") && member.traits.has(Traits::SENSITIVE)
            })
        };
    match exception {
        Some(schema) => is_sensitive(schema),
        None => operation.errors.iter().any(is_sensitive),
    }
}

/// Whether a text looks like an error code, with whatever may stand around it: `namespace#Code:http://…`.
pub(super) fn is_code(text: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-' | b'#');
    let (name, url) = text.split_once(':').unwrap_or((text, ""));
    let is_short = !name.is_empty() && text.len() <= 200;
    is_short
        && name.bytes().all(is_part)
        && url.bytes().all(|byte| is_part(byte) || matches!(byte, b'/' | b':'))
}

/// The members of a structure or union.
fn members(
    members: &'static [Member],
    entries: Map<String, Value>,
    sensitive: &Sensitive,
) -> Map<String, Value> {
    let kept = entries.into_iter().map(|(name, value)| {
        let value = match members.iter().find(|member| member.name == name) {
            Some(member) => redacted(member, value, sensitive),
            None => of_same_kind(&value),
        };
        (sensitive.hidden_in(&name), value)
    });
    kept.collect()
}

/// What may be kept of a value. Its depth is bounded, since `serde_json` has read it.
fn redacted(member: &'static Member, value: Value, sensitive: &Sensitive) -> Value {
    let target = member.target.resolve();
    if member.traits.has(Traits::SENSITIVE) {
        return replacement(target, &value);
    }
    match (target, value) {
        (_, Value::Null) => Value::Null,
        (Target::Structure(schema), Value::Object(entries)) => {
            Value::Object(self::members(schema.members, entries, sensitive))
        }
        (Target::Union(schema), Value::Object(entries)) => {
            Value::Object(self::members(schema.members, entries, sensitive))
        }
        (Target::List(element) | Target::SparseList(element), Value::Array(elements)) => {
            elements.into_iter().map(|value| redacted(element, value, sensitive)).collect()
        }
        (Target::Map(schema) | Target::SparseMap(schema), Value::Object(entries)) => {
            if schema.key.traits.has(Traits::SENSITIVE) {
                return Value::Object(Map::new());
            }
            let entry = |(key, value): (String, Value)| {
                (sensitive.hidden_in(&key), redacted(&schema.value, value, sensitive))
            };
            Value::Object(entries.into_iter().map(entry).collect())
        }
        (Target::Enum(known), Value::String(text)) if known.contains(&text.as_str()) => Value::String(text),
        (Target::String | Target::Enum(_), Value::String(text)) => sensitive.hidden_in(&text).into(),
        (target, value) if is_plain(target, &value, sensitive) => value,
        (_, value) => of_same_kind(&value),
    }
}

/// Whether this is a scalar of the kind that the model says, and no text.
fn is_plain(target: Target, value: &Value, sensitive: &Sensitive) -> bool {
    match (target, value) {
        (Target::Boolean, Value::Bool(_))
        | (
            Target::Integer | Target::Long | Target::Float | Target::Double | Target::Timestamp,
            Value::Number(_),
        ) => true,
        (Target::Float | Target::Double, Value::String(text)) => text::parse_special_float(text).is_some(),
        (Target::Timestamp, Value::String(text)) => text::parse_timestamp(text).is_some(),
        (Target::Blob, Value::String(text)) => text::from_base64(text).is_ok_and(|bytes| {
            let plain = String::from_utf8_lossy(&bytes);
            sensitive.hidden_in(&plain) == plain
        }),
        _ => false,
    }
}

/// A value that the member can hold and that tells nothing.
fn replacement(target: Target, value: &Value) -> Value {
    match (target, value) {
        (Target::Blob, Value::String(_)) => "".into(),
        (Target::Timestamp, Value::String(_)) => "1970-01-01T00:00:00Z".into(),
        (Target::Float | Target::Double, Value::String(_)) => 0.into(),
        _ => of_same_kind(value),
    }
}

/// A value that tells nothing but the kind of another one.
fn of_same_kind(value: &Value) -> Value {
    match value {
        Value::Null => Value::Null,
        Value::Bool(_) => false.into(),
        Value::Number(_) => 0.into(),
        Value::String(_) => REDACTED.into(),
        Value::Array(_) => Value::Array(Vec::new()),
        Value::Object(_) => Value::Object(Map::new()),
    }
}

/// The sensitive texts of a body, to be found again elsewhere.
pub(super) fn sensitive_texts(target: Target, body: &Value, texts: &mut Vec<String>) {
    collect(target.structure().members, body, texts);
}

fn collect(members: &'static [Member], value: &Value, texts: &mut Vec<String>) {
    for (name, value) in value.as_object().into_iter().flatten() {
        if let Some(member) = members.iter().find(|member| member.name == name) {
            collect_value(member, value, texts);
        }
    }
}

fn collect_value(member: &'static Member, value: &Value, texts: &mut Vec<String>) {
    if member.traits.has(Traits::SENSITIVE) {
        return all_texts(value, texts);
    }
    match (member.target.resolve(), value) {
        (Target::Structure(schema), value) => collect(schema.members, value, texts),
        (Target::Union(schema), value) => collect(schema.members, value, texts),
        (Target::List(element) | Target::SparseList(element), Value::Array(elements)) => {
            elements.iter().for_each(|value| collect_value(element, value, texts));
        }
        (Target::Map(schema) | Target::SparseMap(schema), Value::Object(entries)) => {
            if schema.key.traits.has(Traits::SENSITIVE) {
                texts.extend(entries.keys().cloned());
            }
            entries.values().for_each(|value| collect_value(&schema.value, value, texts));
        }
        _ => {}
    }
}

fn all_texts(value: &Value, texts: &mut Vec<String>) {
    match value {
        Value::Null | Value::Bool(_) => {}
        Value::Number(number) => texts.push(number.to_string()),
        Value::String(text) => texts.push(text.clone()),
        Value::Array(elements) => elements.iter().for_each(|value| all_texts(value, texts)),
        Value::Object(entries) => {
            for (key, value) in entries {
                texts.push(key.clone());
                all_texts(value, texts);
            }
        }
    }
}
