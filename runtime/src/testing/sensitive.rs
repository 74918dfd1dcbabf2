//! What is sensitive about one exchange, to be found where the model does not expect it: quoted in a message, or
//! in another form inside a text.

use serde_json::Value as Document;

use crate::codec::text;
use crate::protocol::OperationSchema;
use crate::schema::{Member, REDACTED, Target, Traits, are_sensitive, seem_told};
use crate::shape::{Current, Structure, View};

/// Shorter texts stand in too many others by chance.
const SHORTEST: usize = 4;

/// The names of the sensitive members of an operation, and the sensitive texts of one exchange of it.
pub(super) struct Sensitive {
    names: Vec<&'static str>,
    /// The longest first, so that no part of one is left.
    texts: Vec<String>,
}

impl Sensitive {
    /// The names alone.
    pub(super) fn of(operation: &OperationSchema) -> Self {
        Self { names: operation.sensitive_members(), texts: Vec::new() }
    }

    /// Takes note of the sensitive texts of what was sent or what came.
    pub(super) fn learn(&mut self, value: &dyn Structure) {
        structure_texts(value, false, &mut self.texts);
        self.texts.retain(|text| text.chars().count() >= SHORTEST);
        self.texts.sort_by(|one, other| other.len().cmp(&one.len()).then_with(|| one.cmp(other)));
        self.texts.dedup();
    }

    /// Whether the operation has no sensitive members at all.
    pub(super) fn is_nothing(&self) -> bool {
        self.names.is_empty()
    }

    /// A text without what is sensitive in it. One that names a sensitive member with its value, as JSON inside a
    /// text does, is not kept at all, since the value may end anywhere.
    pub(super) fn hidden_in(&self, text: &str) -> String {
        if seem_told(&self.names, text) {
            return REDACTED.to_owned();
        }
        self.texts.iter().fold(text.to_owned(), |text, sensitive| {
            if text.contains(sensitive.as_str()) { text.replace(sensitive.as_str(), REDACTED) } else { text }
        })
    }
}

fn structure_texts(value: &dyn Structure, is_sensitive: bool, texts: &mut Vec<String>) {
    let schema = value.schema();
    value.members(&mut |views: &[View<'_>]| {
        for (member, view) in schema.members.iter().zip(views) {
            value_texts(*view, member, is_sensitive, texts);
        }
    });
}

/// The sensitive texts in a value, and the texts of sensitive values of other kinds. The depth is bounded, since a
/// codec has read the value.
fn value_texts(view: View<'_>, member: &Member, is_sensitive: bool, texts: &mut Vec<String>) {
    let is_sensitive = is_sensitive || member.traits.has(Traits::SENSITIVE);
    match (member.target.resolve(), view) {
        (_, View::Structure(value)) => structure_texts(value, is_sensitive, texts),
        (_, View::Union(value)) => match value.current() {
            Current::Member(index, view) => {
                if let Some(member) = value.schema().members.get(index) {
                    value_texts(view, member, is_sensitive, texts);
                }
            }
            Current::Unknown(name) if is_sensitive || are_sensitive(value.schema().members) => {
                texts.push(name.to_owned());
            }
            Current::Unknown(_) => {}
        },
        (Target::List(element) | Target::SparseList(element) | Target::Events(element), View::List(list)) => {
            (0..list.len()).for_each(|index| value_texts(list.get(index), element, is_sensitive, texts));
        }
        (Target::Map(schema) | Target::SparseMap(schema), View::Map(map)) => {
            for (key, view) in map.entries() {
                value_texts(View::String(key), &schema.key, is_sensitive, texts);
                value_texts(view, &schema.value, is_sensitive, texts);
            }
        }
        (_, view) if is_sensitive => scalar_texts(view, texts),
        _ => {}
    }
}

/// A single value in the forms in which texts may quote it.
fn scalar_texts(view: View<'_>, texts: &mut Vec<String>) {
    match view {
        View::Integer(value) => texts.push(value.to_string()),
        View::Long(value) => texts.push(value.to_string()),
        View::Float(value) => texts.push(value.to_string()),
        View::Double(value) => texts.push(value.to_string()),
        View::String(value) | View::Enum(value) => texts.push(value.to_owned()),
        View::Blob(value) => {
            texts.push(text::base64(value));
            texts.extend(std::str::from_utf8(value).map(str::to_owned));
        }
        View::Timestamp(value) => texts.extend([value.to_string(), value.secs().to_string()]),
        View::Document(value) => document_texts(value, texts),
        _ => {}
    }
}

fn document_texts(value: &Document, texts: &mut Vec<String>) {
    match value {
        Document::Null | Document::Bool(_) => {}
        Document::Number(number) => texts.push(number.to_string()),
        Document::String(text) => texts.push(text.clone()),
        Document::Array(elements) => elements.iter().for_each(|value| document_texts(value, texts)),
        Document::Object(entries) => {
            for (key, value) in entries {
                texts.push(key.clone());
                document_texts(value, texts);
            }
        }
    }
}
