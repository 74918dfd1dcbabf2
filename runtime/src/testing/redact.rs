//! Takes sensitive members out of JSON, by what the model says of them.

use serde_json::Value;

use crate::protocol;
use crate::protocol::OperationSchema;
use crate::schema::{Member, StructureSchema, Target, Traits};

/// What stands in the place of a sensitive text.
const REDACTED: &str = "<redacted>";

/// Redacts a request's body.
pub(super) fn input(operation: &OperationSchema, body: &mut Value) {
    structure(operation.input.structure(), body);
}

/// Redacts a reply's body. An error answer that the model does not know is left as it is.
pub(super) fn reply(
    operation: &'static OperationSchema,
    reply: &http::Response<bytes::Bytes>,
    body: &mut Value,
) {
    if reply.status().is_success() {
        return structure(operation.output.structure(), body);
    }
    if let Some(schema) = protocol::exception(operation, &protocol::refusal(operation, reply)) {
        structure(schema.shape.structure(), body);
    }
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

fn structure(schema: &StructureSchema, value: &mut Value) {
    members(schema.members, value);
}

fn members(members: &'static [Member], value: &mut Value) {
    let Value::Object(entries) = value else { return };
    for (name, value) in entries {
        if let Some(member) = members.iter().find(|member| member.name == name) {
            redact(member, value);
        }
    }
}

/// Redacts what is sensitive in a value. Its depth is bounded, since `serde_json` has read it.
fn redact(member: &'static Member, value: &mut Value) {
    if member.traits.has(Traits::SENSITIVE) {
        *value = replacement(member.target.resolve(), value);
        return;
    }
    match (member.target.resolve(), value) {
        (Target::Structure(schema), value) => structure(schema, value),
        (Target::Union(schema), value) => members(schema.members, value),
        (Target::List(element) | Target::SparseList(element), Value::Array(elements)) => {
            elements.iter_mut().for_each(|value| redact(element, value));
        }
        (Target::Map(schema) | Target::SparseMap(schema), Value::Object(entries)) => {
            if schema.key.traits.has(Traits::SENSITIVE) {
                entries.clear();
            }
            entries.values_mut().for_each(|value| redact(&schema.value, value));
        }
        _ => {}
    }
}

/// A value of the same kind that tells nothing, so that what was recorded can still be read.
fn replacement(target: Target, value: &Value) -> Value {
    match (target, value) {
        (Target::String | Target::Enum(_) | Target::Document, Value::String(_)) => REDACTED.into(),
        (Target::List(_) | Target::SparseList(_), Value::Array(_)) => Value::Array(Vec::new()),
        (Target::Map(_) | Target::SparseMap(_) | Target::Structure(_), Value::Object(_)) => {
            Value::Object(serde_json::Map::new())
        }
        (Target::Blob, Value::String(_)) => "".into(),
        _ => Value::Null,
    }
}
