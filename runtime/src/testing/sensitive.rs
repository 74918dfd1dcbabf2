//! What is sensitive about one exchange, to be found where the model does not expect it: quoted in a message, or
//! as JSON inside a text.

use serde_json::Value;

use super::redact;
use crate::protocol::OperationSchema;
use crate::schema::{REDACTED, Target, seem_told};

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

    /// With the texts of some bodies, each with its shape.
    pub(super) fn with_texts<'b>(mut self, bodies: impl IntoIterator<Item = (Target, &'b Value)>) -> Self {
        for (shape, body) in bodies {
            redact::sensitive_texts(shape, body, &mut self.texts);
        }
        self.texts.retain(|text| text.chars().count() >= SHORTEST);
        self.texts.sort_by(|one, other| other.len().cmp(&one.len()).then_with(|| one.cmp(other)));
        self.texts.dedup();
        self
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
