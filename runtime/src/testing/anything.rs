//! A value of which nothing is known but its schema: what codecs read into and write from where the generated
//! type is not at hand.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use bytes::Bytes;
use serde_json::Value as Document;

use crate::schema::{Member, StructureSchema, Target, UnionSchema};
use crate::shape::{
    Current, EnumSlot, Fill, List, ListSlot, Look, Map, MapSlot, Sealed, Slot, Structure, Union, Value, View,
};
#[cfg(feature = "stream")]
use crate::stream::ByteStream;
use crate::time::Timestamp;

/// A structure of any schema. Its members are absent at first, those that the model requires, too: what was not
/// there is not made up.
pub(super) struct Anything {
    schema: &'static StructureSchema,
    members: Vec<Held>,
}

impl Anything {
    /// The structure of a schema, without any member.
    pub(super) fn of(schema: &'static StructureSchema) -> Self {
        Self { schema, members: schema.members.iter().map(|member| Held::of(member.target)).collect() }
    }
}

impl Sealed for Anything {}

impl Structure for Anything {
    fn schema(&self) -> &'static StructureSchema {
        self.schema
    }

    fn members<'a>(&'a self, look: &mut dyn Look<'a>) {
        let views: Vec<View<'a>> = self.members.iter().map(Held::view).collect();
        look.look(&views);
    }

    fn members_mut(&mut self, fill: &mut dyn Fill) {
        let mut values: Vec<&mut dyn Value> = Vec::with_capacity(self.members.len());
        for member in &mut self.members {
            values.push(member);
        }
        fill.fill(&mut values);
    }
}

/// A value inside of another one, which may be absent.
struct Held {
    target: Target,
    content: Content,
}

enum Content {
    Absent,
    Boolean(bool),
    Integer(i32),
    Long(i64),
    Float(f32),
    Double(f64),
    String(String),
    Enum(Word),
    Blob(Bytes),
    #[cfg(feature = "stream")]
    Stream(ByteStream),
    Timestamp(Timestamp),
    Document(Document),
    Structure(Anything),
    Union(Choice),
    List(Elements),
    Map(Entries),
}

impl Held {
    fn of(target: Target) -> Self {
        Self { target, content: Content::Absent }
    }

    /// What stands for a null inside of a list or map: nothing, where that cannot hold one.
    fn null(target: Target, is_sparse: bool) -> Option<Self> {
        match target.resolve() {
            Target::Document => Some(Self { target, content: Content::Document(Document::Null) }),
            _ => is_sparse.then(|| Self::of(target)),
        }
    }
}

impl Content {
    /// The empty value of a target.
    fn empty(target: Target) -> Self {
        match target.resolve() {
            Target::Boolean => Self::Boolean(false),
            Target::Integer => Self::Integer(0),
            Target::Long => Self::Long(0),
            Target::Float => Self::Float(0.0),
            Target::Double => Self::Double(0.0),
            Target::String => Self::String(String::new()),
            Target::Enum(known) => Self::Enum(Word { known, text: String::new() }),
            Target::Blob => Self::Blob(Bytes::new()),
            #[cfg(feature = "stream")]
            Target::Stream => Self::Stream(ByteStream::default()),
            #[cfg(not(feature = "stream"))]
            Target::Stream => Self::Absent,
            Target::Timestamp => Self::Timestamp(Timestamp::UNIX_EPOCH),
            Target::Document => Self::Document(Document::Null),
            Target::Structure(schema) => Self::Structure(Anything::of(schema)),
            Target::Union(schema) => Self::Union(Choice { schema, chosen: Chosen::Unknown(String::new()) }),
            Target::List(element) => Self::List(Elements { element, is_sparse: false, held: Vec::new() }),
            // As values they are a list.
            Target::Events(element) => Self::List(Elements { element, is_sparse: false, held: Vec::new() }),
            Target::SparseList(element) => {
                Self::List(Elements { element, is_sparse: true, held: Vec::new() })
            }
            Target::Map(schema) => Self::Map(Entries::of(&schema.value, false)),
            Target::SparseMap(schema) => Self::Map(Entries::of(&schema.value, true)),
            // What a reference stands for is no reference again.
            Target::Reference(_) => Self::Absent,
        }
    }
}

impl Sealed for Held {}

impl Value for Held {
    /// A value without a schema is a document.
    fn empty() -> Self {
        Self::of(Target::Document)
    }

    fn view(&self) -> View<'_> {
        match &self.content {
            Content::Absent => View::Null,
            Content::Boolean(value) => View::Boolean(*value),
            Content::Integer(value) => View::Integer(*value),
            Content::Long(value) => View::Long(*value),
            Content::Float(value) => View::Float(*value),
            Content::Double(value) => View::Double(*value),
            Content::String(value) => View::String(value),
            Content::Enum(value) => View::Enum(&value.text),
            Content::Blob(value) => View::Blob(value),
            #[cfg(feature = "stream")]
            Content::Stream(value) => View::Stream(value),
            Content::Timestamp(value) => View::Timestamp(*value),
            Content::Document(value) => View::Document(value),
            Content::Structure(value) => View::Structure(value),
            Content::Union(value) => View::Union(value),
            Content::List(value) => View::List(value),
            Content::Map(value) => View::Map(value),
        }
    }

    fn slot(&mut self) -> Slot<'_> {
        self.content = Content::empty(self.target);
        match &mut self.content {
            Content::Absent => Slot::Ignored,
            Content::Boolean(value) => Slot::Boolean(value),
            Content::Integer(value) => Slot::Integer(value),
            Content::Long(value) => Slot::Long(value),
            Content::Float(value) => Slot::Float(value),
            Content::Double(value) => Slot::Double(value),
            Content::String(value) => Slot::String(value),
            Content::Enum(value) => Slot::Enum(value),
            Content::Blob(value) => Slot::Blob(value),
            #[cfg(feature = "stream")]
            Content::Stream(value) => Slot::Stream(value),
            Content::Timestamp(value) => Slot::Timestamp(value),
            Content::Document(value) => Slot::Document(value),
            Content::Structure(value) => Slot::Structure(value),
            Content::Union(value) => Slot::Union(value),
            Content::List(value) => Slot::List(value),
            Content::Map(value) => Slot::Map(value),
        }
    }

    fn clear(&mut self) {
        self.content = Content::Absent;
    }
}

/// The text of an enum.
struct Word {
    known: &'static [&'static str],
    text: String,
}

impl EnumSlot for Word {
    fn set(&mut self, text: &str) -> bool {
        text.clone_into(&mut self.text);
        self.known.contains(&text)
    }
}

struct Choice {
    schema: &'static UnionSchema,
    chosen: Chosen,
}

enum Chosen {
    /// A member by its index.
    Member(usize, Box<Held>),
    /// One that the model does not know, by its name.
    Unknown(String),
}

impl Sealed for Choice {}

impl Union for Choice {
    fn schema(&self) -> &'static UnionSchema {
        self.schema
    }

    fn current(&self) -> Current<'_> {
        match &self.chosen {
            Chosen::Member(index, held) => Current::Member(*index, held.view()),
            Chosen::Unknown(name) => Current::Unknown(name),
        }
    }

    fn slot(&mut self, member: usize) -> Slot<'_> {
        let Some(target) = self.schema.members.get(member).map(|member| member.target) else {
            return Slot::Ignored;
        };
        self.chosen = Chosen::Member(member, Box::new(Held::of(target)));
        match &mut self.chosen {
            Chosen::Member(_, held) => held.slot(),
            Chosen::Unknown(_) => Slot::Ignored,
        }
    }

    fn set_unknown(&mut self, name: &str) {
        self.chosen = Chosen::Unknown(name.to_owned());
    }
}

struct Elements {
    element: &'static Member,
    is_sparse: bool,
    held: Vec<Held>,
}

impl List for Elements {
    fn len(&self) -> usize {
        self.held.len()
    }

    fn get(&self, index: usize) -> View<'_> {
        self.held.as_slice().get(index).map_or(View::Null, Held::view)
    }
}

impl ListSlot for Elements {
    fn clear(&mut self) {
        self.held.clear();
    }

    fn push(&mut self) -> Slot<'_> {
        self.held.push(Held::of(self.element.target));
        self.held.last_mut().map_or(Slot::Ignored, Held::slot)
    }

    fn push_null(&mut self) {
        self.held.extend(Held::null(self.element.target, self.is_sparse));
    }
}

struct Entries {
    value: &'static Member,
    is_sparse: bool,
    held: BTreeMap<String, Held>,
}

impl Entries {
    fn of(value: &'static Member, is_sparse: bool) -> Self {
        Self { value, is_sparse, held: BTreeMap::new() }
    }
}

impl Map for Entries {
    fn len(&self) -> usize {
        self.held.len()
    }

    fn get(&self, key: &str) -> Option<View<'_>> {
        self.held.get(key).map(Held::view)
    }

    fn entries(&self) -> Vec<(&str, View<'_>)> {
        self.held.iter().map(|(key, held)| (key.as_str(), held.view())).collect()
    }
}

impl MapSlot for Entries {
    fn clear(&mut self) {
        self.held.clear();
    }

    fn insert(&mut self, key: &str) -> Slot<'_> {
        // A slot is empty, also where the key has a value already.
        self.held.entry(key.to_owned()).or_insert_with(|| Held::of(self.value.target)).slot()
    }

    fn insert_null(&mut self, key: &str) {
        let null = Held::null(self.value.target, self.is_sparse);
        self.held.extend(null.map(|null| (key.to_owned(), null)));
    }
}
