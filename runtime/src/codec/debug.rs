//! `Debug` for every shape, with sensitive members redacted.

use std::fmt;

use super::DEPTH_LIMIT;
use crate::schema::{Member, REDACTED, Traits, are_sensitive};
use crate::shape::{Current, Structure, View};

/// Writes a view as `#[derive(Debug)]` would, but for absent members, which are left out, and
/// sensitive ones, which are redacted.
///
/// # Errors
///
/// The formatter's own.
pub(crate) fn debug(view: View<'_>, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    fmt::Debug::fmt(&Shown { view, member: None, depth: 0 }, formatter)
}

/// As the generated types show themselves: sensitive members are redacted.
impl fmt::Debug for dyn Structure + '_ {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        debug(View::Structure(self), formatter)
    }
}

struct Shown<'a> {
    view: View<'a>,
    member: Option<&'static Member>,
    depth: usize,
}

impl Shown<'_> {
    fn child<'b>(&self, view: View<'b>, member: Option<&'static Member>) -> Shown<'b> {
        Shown { view, member, depth: self.depth + 1 }
    }
}

impl fmt::Debug for Shown<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.member.is_some_and(|member| member.traits.has(Traits::SENSITIVE)) {
            return formatter.write_str(REDACTED);
        }
        if self.depth > DEPTH_LIMIT {
            return formatter.write_str("…");
        }
        match self.view {
            View::Null => formatter.write_str("None"),
            View::Boolean(value) => value.fmt(formatter),
            View::Integer(value) => value.fmt(formatter),
            View::Long(value) => value.fmt(formatter),
            View::Float(value) => value.fmt(formatter),
            View::Double(value) => value.fmt(formatter),
            View::String(value) => value.fmt(formatter),
            View::Enum(value) => formatter.write_str(value),
            View::Blob(value) => write!(formatter, "<{} bytes>", value.len()),
            #[cfg(feature = "stream")]
            View::Stream(value) => fmt::Debug::fmt(value, formatter),
            View::Timestamp(value) => fmt::Display::fmt(&value, formatter),
            View::Document(value) => fmt::Display::fmt(value, formatter),
            View::Structure(value) => {
                let schema = value.schema();
                let mut structure = formatter.debug_struct(schema.name);
                value.members(&mut |members: &[View<'_>]| {
                    for (member, view) in schema.members.iter().zip(members) {
                        if !view.is_null() {
                            structure.field(member.field_name(), &self.child(*view, Some(member)));
                        }
                    }
                });
                structure.finish()
            }
            View::Union(value) => match value.current() {
                Current::Member(index, view) => {
                    let member = value.schema().members.get(index);
                    let name = member.map_or("", Member::field_name);
                    formatter.debug_tuple(name).field(&self.child(view, member)).finish()
                }
                Current::Unknown(name) => {
                    let name = if are_sensitive(value.schema().members) { REDACTED } else { name };
                    formatter.debug_struct("Unknown").field("name", &name).finish()
                }
            },
            View::List(value) => {
                let element = self.member.and_then(|member| member.target.element());
                let elements = (0..value.len()).map(|index| self.child(value.get(index), element));
                formatter.debug_list().entries(elements).finish()
            }
            View::Map(value) => {
                let schema = self.member.and_then(|member| member.target.entries());
                let keys = schema.map(|schema| &schema.key);
                let values = schema.map(|schema| &schema.value);
                let entries = value.entries();
                formatter
                    .debug_map()
                    .entries(
                        entries.iter().map(|(key, view)| {
                            (self.child(View::String(key), keys), self.child(*view, values))
                        }),
                    )
                    .finish()
            }
        }
    }
}
