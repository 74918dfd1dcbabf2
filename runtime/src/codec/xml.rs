//! XML in and out of shapes, as query, ec2 and REST with XML have it.
//!
//! [`read`] goes over [`elements`] and fills [`Slot`](crate::shape::Slot)s, with the tokens of quick-xml; [`write`] goes
//! over [`View`](crate::shape::View)s. Reading knows members by their names on the wire, without prefixes: services answer with namespaces that no model has.
//!
//! Sources: [XML bindings](https://smithy.io/2.0/spec/protocol-traits.html#xml-bindings), and `parsers.py` and
//! `serialize.py` in botocore 1.44.5.

pub(crate) mod elements;
pub(crate) mod read;
#[cfg(test)]
mod tests;
#[cfg(any(test, feature = "rest-xml", feature = "test-util"))]
pub(crate) mod write;

/// The name of a list's elements where the model has none.
pub(crate) const ELEMENT: &str = "member";

/// The name of a map's keys where the model has none.
pub(crate) const KEY: &str = "key";

/// The name of a map's values where the model has none.
pub(crate) const VALUE: &str = "value";

/// The name of the model, or the one that XML has where the model has none.
pub(crate) const fn named(name: &'static str, otherwise: &'static str) -> &'static str {
    if name.is_empty() { otherwise } else { name }
}

/// A name without its prefix.
pub(crate) fn local(name: &str) -> &str {
    name.split_once(':').map_or(name, |(_, local)| local)
}
