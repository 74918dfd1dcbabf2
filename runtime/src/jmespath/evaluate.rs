//! What expressions are worth.

use std::cmp::Ordering;

use super::{Comparator, Expression, Literal};
use crate::shape::{Current, Structure, View};

/// What an expression gives.
#[derive(Clone)]
#[non_exhaustive]
pub enum Value<'a> {
    /// Absent, null, or not to be had.
    Null,
    /// A boolean.
    Boolean(bool),
    /// A number. JMESPath knows one kind of them.
    Number(f64),
    /// Text.
    Text(&'a str),
    /// What an expression made of a list.
    List(Vec<Value<'a>>),
    /// A list, map or structure as it stands in the shape, or something that JMESPath has no type
    /// for: bytes or a point in time.
    View(View<'a>),
}

impl<'a> From<View<'a>> for Value<'a> {
    fn from(view: View<'a>) -> Self {
        match view {
            View::Null => Self::Null,
            View::Boolean(value) => Self::Boolean(value),
            View::Integer(value) => Self::Number(value.into()),
            #[allow(clippy::cast_precision_loss)]
            View::Long(value) => Self::Number(value as f64),
            View::Float(value) => Self::Number(value.into()),
            View::Double(value) => Self::Number(value),
            View::String(text) | View::Enum(text) => Self::Text(text),
            View::Document(value) => Self::from(value),
            view => Self::View(view),
        }
    }
}

impl<'a> From<&'a serde_json::Value> for Value<'a> {
    fn from(value: &'a serde_json::Value) -> Self {
        match value {
            serde_json::Value::Null => Self::Null,
            serde_json::Value::Bool(value) => Self::Boolean(*value),
            serde_json::Value::Number(number) => number.as_f64().map_or(Self::Null, Self::Number),
            serde_json::Value::String(text) => Self::Text(text),
            serde_json::Value::Array(_) | serde_json::Value::Object(_) => Self::View(View::Document(value)),
        }
    }
}

impl From<Literal> for Value<'_> {
    fn from(literal: Literal) -> Self {
        match literal {
            Literal::Null => Self::Null,
            Literal::Boolean(value) => Self::Boolean(value),
            Literal::Number(value) => Self::Number(value),
            Literal::Text(text) => Self::Text(text),
        }
    }
}

impl<'a> Value<'a> {
    /// Whether two values are the same. Lists, maps and structures are never compared: no
    /// expression that the generator accepts asks for it.
    pub fn equals(&self, other: &Value<'_>) -> bool {
        match (self, other) {
            (Self::Null, Value::Null) => true,
            (Self::Boolean(one), Value::Boolean(other)) => one == other,
            (Self::Number(one), Value::Number(other)) => one == other,
            (Self::Text(one), Value::Text(other)) => one == other,
            _ => false,
        }
    }

    /// The elements, if this is a list.
    pub fn elements(&self) -> Option<Vec<Value<'a>>> {
        match self {
            Self::List(elements) => Some(elements.clone()),
            Self::View(View::List(list)) => {
                let list = *list;
                Some((0..list.len()).map(|index| list.get(index).into()).collect())
            }
            Self::View(View::Document(serde_json::Value::Array(elements))) => {
                Some(elements.iter().map(Value::from).collect())
            }
            _ => None,
        }
    }

    /// Whether the value counts as true: it is neither null, nor false, nor empty.
    fn is_true(&self) -> bool {
        match self {
            Self::Null => false,
            Self::Boolean(value) => *value,
            Self::View(View::Structure(structure)) => members(*structure).any(|view| !view.is_null()),
            Self::View(View::Union(_)) => true,
            value => value.length() != Some(0),
        }
    }

    /// How many elements, entries or characters there are.
    fn length(&self) -> Option<usize> {
        match self {
            Self::Text(text) => Some(text.chars().count()),
            Self::List(elements) => Some(elements.len()),
            Self::View(View::List(list)) => Some(list.len()),
            Self::View(View::Map(map)) => Some(map.len()),
            Self::View(View::Document(serde_json::Value::Array(elements))) => Some(elements.len()),
            Self::View(View::Document(serde_json::Value::Object(entries))) => Some(entries.len()),
            _ => None,
        }
    }

    fn member(&self, name: &str) -> Self {
        let view = match self {
            Self::View(View::Structure(structure)) => {
                let structure = *structure;
                let position = structure.schema().position(name);
                position.map(|position| structure.view(position))
            }
            Self::View(View::Union(union)) => match union.current() {
                Current::Member(position, view) => {
                    let member = union.schema().members.get(position);
                    member.filter(|member| member.name == name).map(|_| view)
                }
                Current::Unknown(_) => None,
            },
            Self::View(View::Map(map)) => map.get(name),
            Self::View(View::Document(document)) => document.get(name).map(View::Document),
            _ => None,
        };
        view.map_or(Self::Null, Self::from)
    }

    fn entry_values(&self) -> Option<Vec<Value<'a>>> {
        let values: Vec<Value<'a>> = match self {
            Self::View(View::Structure(structure)) => members(*structure).map(Value::from).collect(),
            Self::View(View::Union(union)) => match union.current() {
                Current::Member(_, view) => vec![view.into()],
                Current::Unknown(_) => Vec::new(),
            },
            Self::View(View::Map(map)) => map.entries().into_iter().map(|(_, view)| view.into()).collect(),
            Self::View(View::Document(serde_json::Value::Object(entries))) => {
                entries.values().map(Value::from).collect()
            }
            _ => return None,
        };
        Some(values)
    }

    fn keys(&self) -> Option<Vec<Value<'a>>> {
        match self {
            Self::View(View::Map(map)) => {
                Some(map.entries().into_iter().map(|(key, _)| Value::Text(key)).collect())
            }
            Self::View(View::Document(serde_json::Value::Object(entries))) => {
                Some(entries.keys().map(|key| Value::Text(key)).collect())
            }
            _ => None,
        }
    }
}

/// All members, asked for together: one at a time would go through all of them for each.
fn members<'a>(structure: &'a dyn Structure) -> impl Iterator<Item = View<'a>> {
    let mut views = Vec::with_capacity(structure.schema().members.len());
    structure.members(&mut |members: &[View<'a>]| {
        views.extend_from_slice(members);
    });
    views.into_iter()
}

/// The value of an expression. How deep this recurses is bounded by the expression, which is static.
pub(super) fn evaluate<'a>(expression: &Expression, current: &Value<'a>) -> Value<'a> {
    match expression {
        Expression::Current => current.clone(),
        Expression::Members(names) => names.iter().fold(current.clone(), |value, name| value.member(name)),
        Expression::Then(first, second) => match evaluate(first, current) {
            Value::Null => Value::Null,
            value => evaluate(second, &value),
        },
        Expression::Index(list, position) => {
            evaluate(list, current).elements().map_or(Value::Null, |elements| at(elements, *position))
        }
        Expression::Flatten(list) => {
            evaluate(list, current).elements().map_or(Value::Null, |elements| present(flatten(elements)))
        }
        Expression::Each(list, each) => evaluate(list, current)
            .elements()
            .map_or(Value::Null, |elements| present(elements.iter().map(|element| evaluate(each, element)))),
        Expression::Filter(list, condition) => {
            evaluate(list, current).elements().map_or(Value::Null, |elements| {
                present(elements.into_iter().filter(|element| evaluate(condition, element).is_true()))
            })
        }
        Expression::Values(map) => evaluate(map, current).entry_values().map_or(Value::Null, present),
        Expression::List(expressions) => match current {
            Value::Null => Value::Null,
            current => {
                Value::List(expressions.iter().map(|expression| evaluate(expression, current)).collect())
            }
        },
        Expression::Literal(literal) => Value::from(*literal),
        Expression::Compare(comparator, left, right) => {
            compare(*comparator, &evaluate(left, current), &evaluate(right, current))
        }
        Expression::Not(value) => Value::Boolean(!evaluate(value, current).is_true()),
        Expression::And(left, right) => match evaluate(left, current) {
            value if value.is_true() => evaluate(right, current),
            value => value,
        },
        Expression::Or(left, right) => match evaluate(left, current) {
            value if value.is_true() => value,
            _ => evaluate(right, current),
        },
        #[allow(clippy::cast_precision_loss)]
        Expression::Length(value) => {
            evaluate(value, current).length().map_or(Value::Null, |length| Value::Number(length as f64))
        }
        Expression::Keys(map) => evaluate(map, current).keys().map_or(Value::Null, Value::List),
        Expression::Sensitive(expression) => evaluate(expression, current),
    }
}

/// A list without what is null, as projections make it.
fn present<'a>(values: impl IntoIterator<Item = Value<'a>>) -> Value<'a> {
    Value::List(values.into_iter().filter(|value| !matches!(value, Value::Null)).collect())
}

fn at(mut elements: Vec<Value<'_>>, position: i32) -> Value<'_> {
    let distance = usize::try_from(position.unsigned_abs()).unwrap_or(usize::MAX);
    let index = if position < 0 { elements.len().checked_sub(distance) } else { Some(distance) };
    match index {
        Some(index) if index < elements.len() => elements.swap_remove(index),
        _ => Value::Null,
    }
}

fn flatten(elements: Vec<Value<'_>>) -> Vec<Value<'_>> {
    let mut flat = Vec::new();
    for element in elements {
        match element.elements() {
            Some(inner) => flat.extend(inner),
            None => flat.push(element),
        }
    }
    flat
}

fn compare<'a>(comparator: Comparator, left: &Value<'_>, right: &Value<'_>) -> Value<'a> {
    match comparator {
        Comparator::Equal => return Value::Boolean(left.equals(right)),
        Comparator::NotEqual => return Value::Boolean(!left.equals(right)),
        _ => {}
    }
    let (Value::Number(left), Value::Number(right)) = (left, right) else { return Value::Null };
    let Some(order) = left.partial_cmp(right) else { return Value::Boolean(false) };
    Value::Boolean(match comparator {
        Comparator::Equal => order == Ordering::Equal,
        Comparator::NotEqual => order != Ordering::Equal,
        Comparator::Less => order == Ordering::Less,
        Comparator::LessOrEqual => order != Ordering::Greater,
        Comparator::Greater => order == Ordering::Greater,
        Comparator::GreaterOrEqual => order != Ordering::Less,
    })
}
