//! Finds the shapes of a model by name.

use std::collections::{HashMap, HashSet};

use crate::Error;
use crate::front::botocore::{Deprecated, Model, ShapeEntry, XmlNamespace};
use crate::ir::{Authentication, Deprecation, Namespace, Origin, Protocol, ShapeId};
use crate::suggest::did_you_mean;

/// A model, with its shapes by name. A shape's id is its position in the model, so ids are known
/// before any shape is lowered and cycles need no special case.
pub(super) struct Index<'m> {
    pub(super) model: &'m Model,
    pub(super) protocol: &'m Protocol,
    /// How requests are authorised where an operation does not say it.
    pub(super) authentication: Authentication,
    ids: HashMap<&'m str, usize>,
    /// The shapes that operations list as errors, whether or not they say that they are exceptions.
    pub(super) errors: HashSet<&'m str>,
}

impl<'m> Index<'m> {
    pub(super) fn new(model: &'m Model, protocol: &'m Protocol, authentication: Authentication) -> Self {
        let ids = model.shapes.iter().enumerate().map(|(id, (name, _))| (name.as_str(), id)).collect();
        let errors = model.operations.iter().flat_map(|(_, operation)| &operation.errors);
        Self { model, protocol, authentication, ids, errors: errors.map(String::as_str).collect() }
    }

    /// The shape of a name; `place` is where the name stands.
    pub(super) fn resolve(
        &self,
        name: &str,
        place: impl FnOnce() -> String,
    ) -> Result<(ShapeId, &'m ShapeEntry), Error> {
        let found = self.ids.get(name).and_then(|id| Some((*id, self.model.shapes.get(*id)?)));
        match found {
            Some((id, (_, entry))) => Ok((ShapeId(id), entry)),
            None => {
                let names = self.model.shapes.iter().map(|(name, _)| name.as_str());
                Err(self
                    .error(place(), format!("no shape is called \"{name}\""))
                    .with_help(did_you_mean(name, names)))
            }
        }
    }

    /// An error about what stands at a place of the model.
    pub(super) fn error(&self, place: impl AsRef<str>, reason: impl Into<String>) -> Error {
        self.model.places.error(place.as_ref(), reason)
    }

    /// Where somebody wrote what stands at a place of the model.
    pub(super) fn origin(&self, place: &str) -> Origin {
        let (file, place) = self.model.places.find(place);
        Origin::new(file, place)
    }
}

/// What `deprecated` and its message say.
pub(super) fn deprecation(deprecated: &Deprecated) -> Option<Deprecation> {
    deprecated.deprecated.then(|| Deprecation { message: deprecated.message.clone().unwrap_or_default() })
}

/// The namespace that an element declares, where one of these gives it.
pub(super) fn namespace(given: Option<&XmlNamespace>) -> Option<Namespace> {
    let XmlNamespace { prefix, uri } = given?;
    Some(Namespace { prefix: prefix.clone().unwrap_or_default(), uri: uri.clone() })
}
