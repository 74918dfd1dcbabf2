//! A model in Smithy's JSON form as it stands in the file, with its shapes by id.

use std::collections::HashMap;

use super::id;
use super::prelude;
use crate::Error;
use crate::front::json::Json;
use crate::front::node::Node;
use crate::front::{Document, Places};
use crate::suggest::did_you_mean;

/// Types whose shapes are values, so that members can have them.
const VALUES: [&str; 20] = [
    "bigDecimal",
    "bigInteger",
    "blob",
    "boolean",
    "byte",
    "document",
    "double",
    "enum",
    "float",
    "intEnum",
    "integer",
    "list",
    "long",
    "map",
    "set",
    "short",
    "string",
    "structure",
    "timestamp",
    "union",
];

/// Types of shapes that are no values.
const OTHERS: [&str; 3] = ["operation", "resource", "service"];

/// A model.
pub(super) struct Ast<'a> {
    places: &'a Places,
    /// For each shape the place where it stands, and what stands there.
    shapes: HashMap<&'a str, (String, &'a Json)>,
    /// The ids of all shapes, in the order of the file.
    order: Vec<&'a str>,
}

impl<'a> Ast<'a> {
    /// Finds the shapes of a file.
    pub(super) fn new(document: &'a Document) -> Result<Self, Error> {
        let root = Node::root(document);
        let shapes = root.required("shapes")?;
        let mut order = Vec::new();
        for (name, node) in shapes.entries()? {
            if !id::is_shape(name) {
                let help = "an id has a namespace and a name, as in `com.example#Thing`".to_owned();
                return Err(node.error(format!("\"{name}\" is not the id of a shape")).with_help(Some(help)));
            }
            let kind = node.required("type")?.text()?;
            if !VALUES.contains(&kind.as_str()) && !OTHERS.contains(&kind.as_str()) {
                let help = did_you_mean(&kind, VALUES.into_iter().chain(OTHERS));
                return Err(node.error(format!("\"{kind}\" is not a type of shapes")).with_help(help));
            }
        }
        let mut found = HashMap::new();
        for (name, value) in document.root.get("shapes").map(Json::fields).unwrap_or_default() {
            order.push(name.as_str());
            found.insert(name.as_str(), (format!("shapes.{name}"), value));
        }
        Ok(Self { places: &document.places, shapes: found, order })
    }

    /// A shape of the file.
    pub(super) fn shape(&self, id: &str) -> Option<Node<'_>> {
        self.shapes.get(id).map(|(place, value)| Node::at(self.places, place, value))
    }

    /// The ids of the shapes of a type, in the order of the file.
    pub(super) fn of_type(&self, kind: &str) -> impl Iterator<Item = &'a str> {
        self.order.iter().copied().filter(move |id| self.kind(id) == Some(kind))
    }

    /// The position of a shape in the file; those of the prelude come last.
    pub(super) fn positions(&self) -> HashMap<&'a str, usize> {
        self.order.iter().enumerate().map(|(position, id)| (*id, position)).collect()
    }

    /// The type of a shape, of the file or of the prelude.
    pub(super) fn kind(&self, id: &str) -> Option<&str> {
        match self.shapes.get(id).and_then(|(_, shape)| shape.get("type")) {
            Some(Json::String(kind)) => Some(kind),
            _ => prelude::kind(id),
        }
    }

    /// Whether a shape has a trait.
    pub(super) fn has_trait(&self, shape: &str, name: &str) -> bool {
        self.shapes
            .get(shape)
            .and_then(|(_, shape)| shape.get("traits"))
            .is_some_and(|traits| traits.get(name).is_some())
    }

    /// The target of a reference, which has to be a value.
    pub(super) fn value(&self, reference: &Node<'_>) -> Result<String, Error> {
        self.target(reference, "a member", &VALUES)
    }

    /// The target of a reference, which has to be of one of some types.
    pub(super) fn target(&self, reference: &Node<'_>, what: &str, kinds: &[&str]) -> Result<String, Error> {
        let node = reference.required("target")?;
        let target = node.text()?;
        match self.kind(&target) {
            Some(kind) if kinds.contains(&kind) => Ok(target),
            Some(kind) => Err(node.error(format!(
                "{what} cannot have \"{target}\" as its target, which is of the type {kind}"
            ))),
            None => {
                let known = self
                    .order
                    .iter()
                    .copied()
                    .filter(|id| self.kind(id).is_some_and(|kind| kinds.contains(&kind)));
                Err(node
                    .error(format!("no shape is called \"{target}\""))
                    .with_help(did_you_mean(&target, known)))
            }
        }
    }
}

/// What `read` makes of a trait of a shape or member, if it is there.
pub(super) fn with_trait<T>(
    subject: &Node<'_>,
    name: &str,
    read: impl FnOnce(&Node<'_>) -> Result<T, Error>,
) -> Result<Option<T>, Error> {
    subject.optional_as("traits", |traits| traits.optional_as(name, read)).map(Option::flatten)
}

/// Whether a trait that says nothing but its name is there.
pub(super) fn marked(subject: &Node<'_>, name: &str) -> Result<bool, Error> {
    with_trait(subject, name, mark).map(|mark| mark.is_some())
}

/// Checks the value of a trait that says nothing but its name.
pub(super) fn mark(node: &Node<'_>) -> Result<(), Error> {
    node.entries().map(|_| ())
}
