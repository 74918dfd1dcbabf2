//! Writing: one `Serialize` over [`View`].

use crate::time::Timestamp;
use serde_core::ser::{Error, Serialize, SerializeMap, SerializeSeq, Serializer};

use super::document::Document;
use crate::codec::{DEPTH_LIMIT, Purpose, text, unsendable};
use crate::schema::{Member, Place, StructureSchema, TimestampFormat};
use crate::shape::{Current, List, Map, Structure, Union, View};

/// A view on its way out, with the member that describes it.
#[derive(Clone, Copy)]
pub(crate) struct Writer<'a> {
    /// By reference, since copying it costs more than everything else that is done with most values.
    view: &'a View<'a>,
    member: Option<&'static Member>,
    depth: usize,
    purpose: Purpose,
    /// Whether the value is inside another one in a compact format, where it has to be told that it is there.
    wrapped: bool,
}

impl<'a> Writer<'a> {
    pub(crate) fn new(view: &'a View<'a>, purpose: Purpose) -> Self {
        Self { view, member: None, depth: 0, purpose, wrapped: false }
    }

    fn child<'b>(&self, view: &'b View<'b>, member: Option<&'static Member>, wrapped: bool) -> Writer<'b> {
        Writer { view, member, depth: self.depth + 1, purpose: self.purpose, wrapped }
    }
}

impl Serialize for Writer<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.wrapped && !serializer.is_human_readable() {
            return match self.view {
                View::Null => serializer.serialize_none(),
                _ => serializer.serialize_some(&Writer { wrapped: false, ..*self }),
            };
        }
        match *self.view {
            View::String(value) | View::Enum(value) => serializer.serialize_str(value),
            View::Null => serializer.serialize_unit(),
            View::Boolean(value) => serializer.serialize_bool(value),
            View::Integer(value) => serializer.serialize_i32(value),
            View::Long(value) => serializer.serialize_i64(value),
            View::Timestamp(value) => self.write_timestamp(value, serializer),
            View::Float(value) => match text::special_float(value.into()) {
                Some(text) if serializer.is_human_readable() => serializer.serialize_str(text),
                _ => serializer.serialize_f32(value),
            },
            View::Double(value) => match text::special_float(value) {
                Some(text) if serializer.is_human_readable() => serializer.serialize_str(text),
                _ => serializer.serialize_f64(value),
            },
            View::Blob(value) if serializer.is_human_readable() => {
                serializer.serialize_str(&text::base64(value))
            }
            View::Blob(value) => serializer.serialize_bytes(value),
            #[cfg(feature = "stream")]
            View::Stream(value) => match value.bytes() {
                Some(bytes) if serializer.is_human_readable() => {
                    serializer.serialize_str(&text::base64(bytes))
                }
                Some(bytes) => serializer.serialize_bytes(bytes),
                None => Err(S::Error::custom("a stream that is not in memory cannot be stored")),
            },
            View::Document(value) => Document(value).serialize(serializer),
            _ if self.depth > DEPTH_LIMIT => {
                Err(S::Error::custom(format_args!("nested deeper than {DEPTH_LIMIT} levels")))
            }
            View::Structure(value) => self.write_structure(value, serializer),
            View::Union(value) => self.write_union(value, serializer),
            View::List(value) => self.write_list(value, serializer),
            View::Map(value) => self.write_map(value, serializer),
        }
    }
}

/// What is more than a line; each in a function of its own, since the one above runs for every value.
impl Writer<'_> {
    #[inline(never)]
    fn write_structure<S: Serializer>(
        &self,
        value: &dyn Structure,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let schema = value.schema();
        let wrapped = !serializer.is_human_readable();
        // Compact formats begin with the number of members.
        let mut count = None;
        if wrapped {
            value.members(&mut |members: &[View<'_>]| {
                count = Some(members.iter().filter(|member| !member.is_null()).count());
            });
        }
        let mut map = serializer.serialize_map(count)?;
        let mut outcome = Ok(());
        value.members(&mut |members: &[View<'_>]| {
            outcome = self.write_members(schema, members, wrapped, &mut map);
        });
        outcome?;
        map.end()
    }

    fn write_members<M: SerializeMap>(
        &self,
        schema: &'static StructureSchema,
        views: &[View<'_>],
        wrapped: bool,
        map: &mut M,
    ) -> Result<(), M::Error> {
        // What travels elsewhere is not told here as well.
        let is_stored = self.purpose == Purpose::Storage;
        for (member, view) in schema.members.iter().zip(views) {
            let name = match (view, is_stored, member.place) {
                (View::Null, ..) => continue,
                (_, true, _) => member.name,
                (_, false, Place::Body) => member.wire_name,
                _ => continue,
            };
            map.serialize_key(name)?;
            match view {
                View::String(text) | View::Enum(text) if !wrapped => map.serialize_value(*text)?,
                view => map.serialize_value(&self.child(view, Some(member), wrapped))?,
            }
        }
        Ok(())
    }

    fn name(&self, member: &Member) -> &'static str {
        match self.purpose {
            Purpose::Request | Purpose::Reply => member.wire_name,
            Purpose::Storage => member.name,
        }
    }

    #[inline(never)]
    fn write_timestamp<S: Serializer>(&self, value: Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
        let format = self.member.and_then(|member| member.timestamp_format);
        let is_exact = || serializer.is_human_readable() && text::is_exact(value, format);
        if self.purpose != Purpose::Request && !is_exact() {
            return serializer.serialize_str(&text::timestamp(value, TimestampFormat::DateTime));
        }
        match format {
            None | Some(TimestampFormat::EpochSeconds) => match text::epoch_seconds(value) {
                text::EpochSeconds::Whole(seconds) => serializer.serialize_i64(seconds),
                text::EpochSeconds::Fraction(seconds) => serializer.serialize_f64(seconds),
            },
            Some(format) => serializer.serialize_str(&text::timestamp(value, format)),
        }
    }

    #[inline(never)]
    fn write_union<S: Serializer>(&self, value: &dyn Union, serializer: S) -> Result<S::Ok, S::Error> {
        let wrapped = !serializer.is_human_readable();
        let mut map = serializer.serialize_map(Some(1))?;
        match value.current() {
            Current::Member(index, view) => {
                if let Some(member) = value.schema().members.get(index) {
                    map.serialize_entry(self.name(member), &self.child(&view, Some(member), wrapped))?;
                }
            }
            Current::Unknown(name) if self.purpose == Purpose::Request => {
                return Err(S::Error::custom(unsendable(value, name)));
            }
            // Compact formats cannot pass over a value that they know nothing of.
            Current::Unknown(name) if wrapped => {
                map.serialize_entry("", &self.child(&View::String(name), None, true))?;
            }
            Current::Unknown("") => {}
            Current::Unknown(name) => map.serialize_entry(name, &self.child(&View::Null, None, false))?,
        }
        map.end()
    }

    #[inline(never)]
    fn write_list<S: Serializer>(&self, value: &dyn List, serializer: S) -> Result<S::Ok, S::Error> {
        let element = self.member.and_then(|member| member.target.element());
        let wrapped = !serializer.is_human_readable();
        let length = value.len();
        let mut list = serializer.serialize_seq(Some(length))?;
        for index in 0..length {
            list.serialize_element(&self.child(&value.get(index), element, wrapped))?;
        }
        list.end()
    }

    #[inline(never)]
    fn write_map<S: Serializer>(&self, value: &dyn Map, serializer: S) -> Result<S::Ok, S::Error> {
        let value_member = self.member.and_then(|member| member.target.entries()).map(|schema| &schema.value);
        let wrapped = !serializer.is_human_readable();
        let mut map = serializer.serialize_map(Some(value.len()))?;
        for (key, view) in value.entries() {
            map.serialize_entry(key, &self.child(&view, value_member, wrapped))?;
        }
        map.end()
    }
}
