//! Inputs out of JSON that a person wrote: nothing is skipped, nothing is made up.

use std::fmt;

use serde_json::Value;

use super::nearest;
use crate::codec::json::read;
use crate::codec::read::{ENTRY, Notes};
use crate::protocol::token;
use crate::schema::{Member, REDACTED, StructureSchema, Target, Traits, UnionSchema, are_sensitive};
use crate::shape::{Slot, Structure};
use crate::told::{line, told};

/// Fills an input from JSON with the names of the model.
///
/// Blobs are base64; timestamps are epoch seconds, RFC 3339 or HTTP dates; a null means absent.
/// Stricter than the reading of replies: a member that the model does not know, a required one that
/// is missing, a null where there cannot be one, and a union of more than one member are errors.
/// Values of enums that the model does not know are fine, and idempotency tokens may be left out.
///
/// # Errors
///
/// What does not fit, with the path to it, and without the value where it may be sensitive. The input may then be
/// filled in part.
pub fn read_input(input: &mut dyn Structure, json: &str) -> Result<(), InputError> {
    let mut value: Value =
        serde_json::from_str(json).map_err(|error| InputError::new("", error.to_string()))?;
    let Value::Object(entries) = &mut value else {
        return Err(InputError::new("", format!("an input is an object, not {}", kind(&value))));
    };
    for member in input.schema().members {
        // An optional token is filled in when the request is made; a required one cannot wait.
        let is_needed = member.traits.has(Traits::IDEMPOTENCY_TOKEN.and(Traits::REQUIRED));
        if is_needed && !entries.contains_key(member.name) {
            let token = token().map_err(|error| InputError::new("", error.to_string()))?;
            entries.insert(member.name.to_owned(), Value::String(token));
        }
    }
    check_structure(input.schema(), &value, "")?;
    let notes = Notes::default();
    read::read(Slot::Structure(input), &notes, value).map_err(|_| {
        let reason = format!("expected {}", notes.wanted().unwrap_or("something else"));
        InputError { path: notes.into_parts().0.unwrap_or_default(), reason }
    })
}

/// Why JSON is no input of an operation.
#[derive(Clone, PartialEq, Eq)]
pub struct InputError {
    path: String,
    reason: String,
}

impl InputError {
    fn new(path: &str, reason: impl Into<String>) -> Self {
        Self { path: path.to_owned(), reason: reason.into() }
    }

    /// Where the trouble is, such as `Filters[0].Key`; empty for the input as a whole.
    pub fn path(&self) -> &str {
        &self.path
    }
}

impl fmt::Display for InputError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.path.as_str() {
            "" => line(formatter, format_args!("the input is not valid: {}", self.reason)),
            path => line(formatter, format_args!("the input is not valid: {path}: {}", self.reason)),
        }
    }
}

told!(InputError { path, reason });

impl std::error::Error for InputError {}

/// Checks the names, nulls and absences below a value. Types are left to the reading itself, whose
/// depth `serde_json` has bounded already.
fn check(target: Target, value: &Value, path: &str) -> Result<(), InputError> {
    match (target.resolve(), value) {
        (Target::Structure(schema), Value::Object(_)) => check_structure(schema, value, path),
        (Target::Union(schema), Value::Object(_)) => check_union(schema, value, path),
        (Target::List(element) | Target::SparseList(element), Value::Array(values)) => {
            let sparse = matches!(target, Target::SparseList(_));
            values.iter().enumerate().try_for_each(|(index, value)| {
                check_element(element, value, sparse, &format!("{path}[{index}]"))
            })
        }
        (Target::Map(schema) | Target::SparseMap(schema), Value::Object(entries)) => {
            let sparse = matches!(target, Target::SparseMap(_));
            let path = format!("{path}{ENTRY}");
            entries.values().try_for_each(|value| check_element(&schema.value, value, sparse, &path))
        }
        _ => Ok(()),
    }
}

fn check_element(element: &Member, value: &Value, sparse: bool, path: &str) -> Result<(), InputError> {
    if value.is_null() && !sparse && !matches!(element.target, Target::Document) {
        return Err(InputError::new(path, "null cannot stand here; leave the entry out"));
    }
    check(element.target, value, path)
}

fn check_structure(schema: &StructureSchema, value: &Value, path: &str) -> Result<(), InputError> {
    check_members(schema.name, schema.members, value, path)?;
    for member in schema.members {
        if member.traits.has(Traits::REQUIRED) && value.get(member.name).is_none_or(Value::is_null) {
            return Err(InputError::new(
                &below(path, member.name),
                "this member is required, and it is missing",
            ));
        }
    }
    Ok(())
}

fn check_union(schema: &UnionSchema, value: &Value, path: &str) -> Result<(), InputError> {
    check_members(schema.name, schema.members, value, path)?;
    let set =
        value.as_object().map_or(0, |entries| entries.values().filter(|value| !value.is_null()).count());
    if set == 1 {
        return Ok(());
    }
    let names: Vec<&str> = schema.members.iter().map(|member| member.name).collect();
    let reason = format!("{} takes exactly one of {}, and {set} are set", schema.name, names.join(", "));
    Err(InputError::new(path, reason))
}

fn check_members(
    shape: &str,
    members: &'static [Member],
    value: &Value,
    path: &str,
) -> Result<(), InputError> {
    for (name, value) in value.as_object().into_iter().flatten() {
        let Some(member) = members.iter().find(|member| member.name == name) else {
            let path = below(path, if are_sensitive(members) { REDACTED } else { name });
            let help = match nearest(name, members.iter().map(|member| member.name)) {
                Some(nearest) => format!("; did you mean \"{nearest}\"?"),
                None => String::new(),
            };
            return Err(InputError::new(&path, format!("{shape} has no such member{help}")));
        };
        check(member.target, value, &below(path, name))?;
    }
    Ok(())
}

fn below(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
