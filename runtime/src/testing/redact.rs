//! What may be kept of a value, by what the model says of it.
//!
//! It is an allow list: a value is kept where the model has a member for it that is not sensitive. In place of
//! everything else stands a value of the same kind that tells nothing, so that what was recorded is still read as
//! before: of sensitive members, and of documents, which may hold anything.

use bytes::Bytes;
use serde_json::{Map, Value as Document};

use super::anything::Anything;
use super::sensitive::Sensitive;
use crate::schema::{Member, REDACTED, Traits, are_sensitive};
use crate::shape::{Current, Slot, Structure, Union, Value, View};

/// What may be kept of a structure.
pub(super) fn kept(value: &dyn Structure, sensitive: &Sensitive) -> Anything {
    let mut kept = Anything::of(value.schema());
    keep_members(value, &mut kept, sensitive);
    kept
}

fn keep_members(value: &dyn Structure, kept: &mut dyn Structure, sensitive: &Sensitive) {
    let schema = value.schema();
    value.members(&mut |views: &[View<'_>]| {
        kept.members_mut(&mut |places: &mut [&mut dyn Value]| {
            for ((member, view), place) in schema.members.iter().zip(views).zip(places) {
                if !view.is_null() {
                    keep(*view, member, place.slot(), sensitive);
                }
            }
        });
    });
}

/// Puts what may be kept of a value into an empty one of the same schema. The depth is bounded, since a codec has
/// read the value.
fn keep(view: View<'_>, member: &Member, slot: Slot<'_>, sensitive: &Sensitive) {
    if member.traits.has(Traits::SENSITIVE) {
        return replace(view, slot);
    }
    match (view, slot) {
        (View::Boolean(value), Slot::Boolean(kept)) => *kept = value,
        (View::Integer(value), Slot::Integer(kept)) => *kept = value,
        (View::Long(value), Slot::Long(kept)) => *kept = value,
        (View::Float(value), Slot::Float(kept)) => *kept = value,
        (View::Double(value), Slot::Double(kept)) => *kept = value,
        (View::Timestamp(value), Slot::Timestamp(kept)) => *kept = value,
        (View::String(text), Slot::String(kept)) => *kept = sensitive.hidden_in(text),
        (View::Enum(text), Slot::Enum(kept)) => {
            if !kept.set(text) {
                kept.set(&sensitive.hidden_in(text));
            }
        }
        (View::Blob(bytes), Slot::Blob(kept)) => {
            let plain = String::from_utf8_lossy(bytes);
            if sensitive.hidden_in(&plain) == plain {
                *kept = Bytes::copy_from_slice(bytes);
            }
        }
        (View::Structure(value), Slot::Structure(kept)) => keep_members(value, kept, sensitive),
        (View::Union(value), Slot::Union(kept)) => keep_choice(value, kept, sensitive),
        (View::List(list), Slot::List(kept)) => {
            let Some(element) = member.target.resolve().element() else { return };
            for index in 0..list.len() {
                match list.get(index) {
                    View::Null => kept.push_null(),
                    view => keep(view, element, kept.push(), sensitive),
                }
            }
        }
        (View::Map(map), Slot::Map(kept)) => {
            let Some(schema) = member.target.resolve().entries() else { return };
            if schema.key.traits.has(Traits::SENSITIVE) {
                return;
            }
            for (key, view) in map.entries() {
                let key = sensitive.hidden_in(key);
                match view {
                    View::Null => kept.insert_null(&key),
                    view => keep(view, &schema.value, kept.insert(&key), sensitive),
                }
            }
        }
        (view, slot) => replace(view, slot),
    }
}

fn keep_choice(value: &dyn Union, kept: &mut dyn Union, sensitive: &Sensitive) {
    let members = value.schema().members;
    match value.current() {
        Current::Member(index, view) => {
            if let Some(member) = members.get(index) {
                keep(view, member, kept.slot(index), sensitive);
            }
        }
        Current::Unknown(_) if are_sensitive(members) => kept.set_unknown(REDACTED),
        Current::Unknown(name) => kept.set_unknown(&sensitive.hidden_in(name)),
    }
}

/// Makes an empty value stand for one that must not be kept. Most tell nothing as they are.
fn replace(view: View<'_>, slot: Slot<'_>) {
    match (view, slot) {
        (_, Slot::String(kept)) => REDACTED.clone_into(kept),
        (_, Slot::Enum(kept)) => {
            kept.set(REDACTED);
        }
        (View::Document(value), Slot::Document(kept)) => *kept = of_same_kind(value),
        _ => {}
    }
}

/// A document that tells nothing but the kind of another one.
fn of_same_kind(value: &Document) -> Document {
    match value {
        Document::Null => Document::Null,
        Document::Bool(_) => false.into(),
        Document::Number(_) => 0.into(),
        Document::String(_) => REDACTED.into(),
        Document::Array(_) => Document::Array(Vec::new()),
        Document::Object(_) => Document::Object(Map::new()),
    }
}
