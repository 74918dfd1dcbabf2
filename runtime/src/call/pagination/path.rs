//! Members by path: names of the model joined by dots, and `name[-1]` for the last element of a list.

use serde_json::{Map, Value};

use crate::codec::Purpose;
use crate::codec::json::read;
use crate::codec::json::write::Writer;
use crate::codec::read::Notes;
use crate::shape::{self, Structure, View};

/// The value at a path, where it is something: null, false, zero and what is empty end a listing
/// (as in botocore, whose rule is the one that services are tested with).
pub(super) fn get(structure: &dyn Structure, path: &str) -> Option<Value> {
    let mut view = View::Structure(structure);
    for step in path.split('.') {
        let (name, last) = match step.strip_suffix("[-1]") {
            Some(name) => (name, true),
            None => (step, false),
        };
        view = member(view, name)?;
        if last {
            let View::List(list) = view else { return None };
            view = list.get(list.len().checked_sub(1)?);
        }
    }
    let value = serde_json::to_value(Writer::new(&view, Purpose::Storage)).ok()?;
    is_something(&value).then_some(value)
}

fn member<'a>(view: View<'a>, name: &str) -> Option<View<'a>> {
    match view {
        View::Structure(structure) => {
            let index = structure.schema().position(name)?;
            Some(structure.view(index))
        }
        View::Map(map) => map.get(name),
        _ => None,
    }
}

fn is_something(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(yes) => *yes,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(elements) => !elements.is_empty(),
        Value::Object(entries) => !entries.is_empty(),
    }
}

/// Sets or clears the member at a path.
///
/// # Errors
///
/// There is no such member, or it does not take the value; in words.
pub(super) fn set(structure: &mut dyn Structure, path: &str, value: Option<Value>) -> Result<(), String> {
    let (name, inner) = match path.split_once('.') {
        Some((name, inner)) => (name, Some(inner)),
        None => (path, None),
    };
    let index = structure.schema().position(name);
    let index = index.ok_or_else(|| format!("the input has no member {name}"))?;
    let value = match inner {
        None => value.unwrap_or_default(),
        // What is beside the path stays as it is.
        Some(inner) => {
            let old = serde_json::to_value(Writer::new(&structure.view(index), Purpose::Storage));
            let mut object = match old.map_err(|error| error.to_string())? {
                Value::Object(object) => object,
                _ => Map::new(),
            };
            insert(&mut object, inner, value);
            Value::Object(object)
        }
    };
    match read_into(structure, index, value.clone()) {
        Ok(()) => Ok(()),
        // A limit may be text, and a token that somebody typed may stand for a number.
        Err(error) => match converted(&value) {
            Some(value) => read_into(structure, index, value).map_err(|_| error),
            None => Err(error),
        },
    }
}

fn read_into(structure: &mut dyn Structure, index: usize, value: Value) -> Result<(), String> {
    let mut outcome = Ok(());
    shape::with_member(structure, index, &mut |member| {
        if value.is_null() {
            member.clear();
        } else {
            outcome = read::read(member.slot(), &Notes::default(), &value);
        }
    });
    outcome.map_err(|error| error.to_string())
}

fn converted(value: &Value) -> Option<Value> {
    match value {
        Value::Number(number) => Some(Value::String(number.to_string())),
        Value::String(text) => text.parse::<i64>().ok().map(Value::from),
        _ => None,
    }
}

fn insert(object: &mut Map<String, Value>, path: &str, value: Option<Value>) {
    let mut object = object;
    let mut steps = path.split('.').peekable();
    while let Some(step) = steps.next() {
        if steps.peek().is_none() {
            match value {
                Some(value) => object.insert(step.to_owned(), value),
                None => object.remove(step),
            };
            return;
        }
        let entry = object.entry(step).or_insert_with(|| Value::Object(Map::new()));
        if !entry.is_object() {
            *entry = Value::Object(Map::new());
        }
        let Value::Object(inner) = entry else { return };
        object = inner;
    }
}
