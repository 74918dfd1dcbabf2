//! Forms, as the protocols query and ec2 send their inputs: one field for each single value, under a name that tells the
//! way to it, such as `Tags.member.1.Key`.
//!
//! Sources: [AWS query](https://smithy.io/2.0/aws/protocols/aws-query-protocol.html),
//! [AWS ec2Query](https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html), and of empty lists, of which these
//! say nothing, `serialize.py` in botocore 1.44.5.

#[cfg(any(test, feature = "test-util"))]
pub(crate) mod read;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::codec::read::Path;
use crate::codec::text::scalar;
use crate::codec::xml::{ELEMENT, KEY, VALUE, named};
use crate::codec::{DEPTH_LIMIT, unsendable, url};
use crate::schema::{Member, TimestampFormat, Traits};
use crate::shape::{Current, List, Map, Structure, View};

/// What stands between a map's name and the number of an entry, unless the map is flattened.
const ENTRY: &str = "entry";

/// What two protocols make of the same shapes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// Names as on the wire, lists as the model has them, empty lists as empty fields.
    Query,
    /// Names with a capital, every list flattened, nothing for empty lists.
    Ec2,
}

impl Dialect {
    /// The name of a member in a request.
    fn name(self, member: &Member) -> Cow<'static, str> {
        if self == Self::Query {
            return member.wire_name.into();
        }
        if let Some(name) = member.rare.and_then(|rare| rare.query_name) {
            return name.into();
        }
        let mut letters = member.wire_name.chars();
        match letters.next() {
            Some(first) if first.is_ascii_lowercase() => {
                format!("{}{}", first.to_ascii_uppercase(), letters.as_str()).into()
            }
            _ => member.wire_name.into(),
        }
    }

    /// What stands between a list's name and the number of an element, if anything does.
    fn within_list(self, list: &Member) -> Option<&'static str> {
        let is_flat = self == Self::Ec2 || list.traits.has(Traits::FLATTENED);
        let element = list.target.element().map_or("", |element| element.wire_name);
        (!is_flat).then(|| named(element, ELEMENT))
    }

    /// What stands between a map's name and the number of an entry, if anything does.
    fn within_map(map: &Member) -> Option<&'static str> {
        (!map.traits.has(Traits::FLATTENED)).then_some(ENTRY)
    }
}

/// The form of an input: these fields, and then one for each value.
///
/// # Errors
///
/// What cannot be written, and where it stands.
pub(crate) fn write(
    fields: &[(&str, &str)],
    input: &dyn Structure,
    dialect: Dialect,
) -> Result<String, String> {
    let mut writer = Writer { form: String::with_capacity(128), key: String::new(), depth: 0, dialect };
    for (name, text) in fields {
        writer.at(name, |writer| {
            writer.field(text);
            Ok(())
        })?;
    }
    writer.structure(input, &Path::ROOT)?;
    Ok(writer.form)
}

struct Writer {
    form: String,
    /// The encoded name of the field that comes next.
    key: String,
    depth: usize,
    dialect: Dialect,
}

impl Writer {
    /// Goes on with one more step of the name.
    fn at(&mut self, step: &str, go_on: impl FnOnce(&mut Self) -> Result<(), String>) -> Result<(), String> {
        let length = self.key.len();
        if length > 0 {
            self.key.push('.');
        }
        url::push_encoded(&mut self.key, step.as_bytes());
        let outcome = go_on(self);
        self.key.truncate(length);
        outcome
    }

    /// Goes on with the number of an element or entry, the first of which is 1.
    fn numbered(
        &mut self,
        index: usize,
        go_on: impl FnOnce(&mut Self) -> Result<(), String>,
    ) -> Result<(), String> {
        let length = self.key.len();
        // Writing to a text cannot fail.
        let _ = write!(self.key, ".{}", index.saturating_add(1));
        let outcome = go_on(self);
        self.key.truncate(length);
        outcome
    }

    /// Writes a field under the name that has been come to.
    fn field(&mut self, text: &str) {
        if !self.form.is_empty() {
            self.form.push('&');
        }
        self.form.push_str(&self.key);
        self.form.push('=');
        url::push_encoded(&mut self.form, text.as_bytes());
    }

    fn value(&mut self, view: View<'_>, member: &'static Member, path: &Path<'_>) -> Result<(), String> {
        if self.depth > DEPTH_LIMIT {
            return Err(format!("{path}: nested deeper than {DEPTH_LIMIT} levels"));
        }
        self.depth += 1;
        match view {
            View::Structure(value) => self.structure(value, path)?,
            View::Union(value) => match value.current() {
                Current::Unknown(name) => return Err(format!("{path}: {}", unsendable(value, name))),
                Current::Member(index, view) => {
                    if let Some(member) = value.schema().members.get(index) {
                        self.member(view, member, path)?;
                    }
                }
            },
            View::List(value) => self.list(value, member, path)?,
            View::Map(value) => self.map(value, member, path)?,
            view => {
                let text = scalar::of_member(member, view, TimestampFormat::DateTime);
                // Nothing else is left: a null in a list or map, or a document.
                let text =
                    text.ok_or_else(|| format!("{path}: a form has nothing for a null or a document"))?;
                self.field(&text);
            }
        }
        self.depth -= 1;
        Ok(())
    }

    fn structure(&mut self, structure: &dyn Structure, path: &Path<'_>) -> Result<(), String> {
        let members = structure.schema().members;
        let mut outcome = Ok(());
        structure.members(&mut |views: &[View<'_>]| {
            let mut present = members.iter().zip(views).filter(|(_, view)| !view.is_null());
            outcome = present.try_for_each(|(member, view)| self.member(*view, member, path));
        });
        outcome
    }

    fn member(&mut self, view: View<'_>, member: &'static Member, path: &Path<'_>) -> Result<(), String> {
        let name = self.dialect.name(member);
        self.at(&name, |writer| writer.value(view, member, &path.member(member)))
    }

    fn list(&mut self, list: &dyn List, member: &'static Member, path: &Path<'_>) -> Result<(), String> {
        if list.is_empty() {
            if self.dialect == Dialect::Query {
                self.field("");
            }
            return Ok(());
        }
        let elements = |writer: &mut Self| {
            let element = member.target.element().unwrap_or(member);
            (0..list.len()).try_for_each(|index| {
                writer.numbered(index, |writer| writer.value(list.get(index), element, &path.index(index)))
            })
        };
        match self.dialect.within_list(member) {
            Some(step) => self.at(step, elements),
            None => elements(self),
        }
    }

    fn map(&mut self, map: &dyn Map, member: &'static Member, path: &Path<'_>) -> Result<(), String> {
        let Some(schema) = member.target.entries() else { return Ok(()) };
        let here = path.entry();
        let entries = |writer: &mut Self| {
            map.entries().into_iter().enumerate().try_for_each(|(index, (key, view))| {
                writer.numbered(index, |writer| {
                    writer.at(named(schema.key.wire_name, KEY), |writer| {
                        writer.field(key);
                        Ok(())
                    })?;
                    let name = named(schema.value.wire_name, VALUE);
                    writer.at(name, |writer| writer.value(view, &schema.value, &here))
                })
            })
        };
        match Dialect::within_map(member) {
            Some(step) => self.at(step, entries),
            None => entries(self),
        }
    }
}
