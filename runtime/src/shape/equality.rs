//! Equality and hash of shapes, over their views.
//!
//! They say what the derives of `PartialEq` and `Hash` would say. These derives are most of what a crate with many
//! types takes to compile after its methods, whether anybody compares anything or not; this is compiled once.

use std::hash::{Hash, Hasher};

use super::{Current, Structure, View};

/// Whether two values of one type are equal. As everywhere in Rust, a float that is no number equals nothing.
pub(crate) fn equal(one: View<'_>, other: View<'_>) -> bool {
    match (one, other) {
        (View::Null, View::Null) => true,
        (View::Boolean(one), View::Boolean(other)) => one == other,
        (View::Integer(one), View::Integer(other)) => one == other,
        (View::Long(one), View::Long(other)) => one == other,
        (View::Float(one), View::Float(other)) => one == other,
        (View::Double(one), View::Double(other)) => one == other,
        (View::String(one), View::String(other)) | (View::Enum(one), View::Enum(other)) => one == other,
        (View::Blob(one), View::Blob(other)) => one == other,
        (View::Timestamp(one), View::Timestamp(other)) => one == other,
        #[cfg(feature = "stream")]
        (View::Stream(one), View::Stream(other)) => one == other,
        (View::Document(one), View::Document(other)) => one == other,
        (View::Structure(one), View::Structure(other)) => equal_structures(one, other),
        (View::Union(one), View::Union(other)) => match (one.current(), other.current()) {
            (Current::Member(one, value), Current::Member(other, same)) => one == other && equal(value, same),
            (Current::Unknown(one), Current::Unknown(other)) => one == other,
            _ => false,
        },
        (View::List(one), View::List(other)) => {
            one.len() == other.len() && (0..one.len()).all(|index| equal(one.get(index), other.get(index)))
        }
        (View::Map(one), View::Map(other)) => {
            one.len() == other.len()
                && one
                    .entries()
                    .into_iter()
                    .all(|(key, value)| other.get(key).is_some_and(|same| equal(value, same)))
        }
        _ => false,
    }
}

fn equal_structures(one: &dyn Structure, other: &dyn Structure) -> bool {
    let mut all = false;
    one.members(&mut |members: &[View<'_>]| {
        other.members(&mut |others: &[View<'_>]| {
            all = members.iter().zip(others).all(|(one, other)| equal(*one, *other));
        });
    });
    all
}

/// Adds a value to a hash, so that what is equal has the same. Types with floats, documents, streams or maps inside have
/// no hash, so these do not come here; they would add nothing, which is never wrong.
pub(crate) fn hash(view: View<'_>, mut state: &mut dyn Hasher) {
    // What is absent differs from what is there and zero.
    state.write_u8(u8::from(!view.is_null()));
    match view {
        View::Boolean(value) => value.hash(&mut state),
        View::Integer(value) => value.hash(&mut state),
        View::Long(value) => value.hash(&mut state),
        View::String(value) | View::Enum(value) => value.hash(&mut state),
        View::Blob(value) => value.hash(&mut state),
        View::Timestamp(value) => value.hash(&mut state),
        View::Structure(value) => hash_structure(value, state),
        View::Union(value) => match value.current() {
            Current::Member(index, value) => {
                state.write_usize(index);
                hash(value, state);
            }
            Current::Unknown(name) => name.hash(&mut state),
        },
        View::List(value) => {
            state.write_usize(value.len());
            (0..value.len()).for_each(|index| hash(value.get(index), state));
        }
        _ => {}
    }
}

fn hash_structure(structure: &dyn Structure, state: &mut dyn Hasher) {
    structure.members(&mut |members: &[View<'_>]| {
        for member in members {
            hash(*member, state);
        }
    });
}
