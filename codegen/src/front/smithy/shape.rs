//! Reads shapes that are values. Targets stay ids here; what they are called is known when all are read.

use super::ast::Ast;
use super::facts::{self, Facts};
use super::id;
use super::prelude;
use crate::Error;
use crate::front::botocore::{ErrorTrait, Limits, Reference, Refused, ShapeEntry, XmlNamespace};
use crate::front::node::Node;

/// A shape, and the traits on it and on its members of which nothing is known and that are not Smithy's.
pub(super) struct Read {
    pub(super) entry: ShapeEntry,
    pub(super) foreign: Vec<String>,
}

/// What the service says that shapes are read by.
pub(super) struct Context<'a> {
    pub(super) ast: &'a Ast<'a>,
    /// The protocol that clients speak, as botocore calls it; empty where they can speak none.
    pub(super) protocol: &'a str,
    /// The namespace of all elements that stand for a whole body.
    pub(super) xml_namespace: Option<XmlNamespace>,
}

impl Context<'_> {
    /// Whether names that are for XML count.
    pub(super) fn has_xml(&self) -> bool {
        matches!(self.protocol, "rest-xml" | "query" | "ec2")
    }
}

/// Reads a shape of the file or of the prelude.
pub(super) fn read(context: &Context<'_>, shape: &str) -> Result<Read, Error> {
    let ast = context.ast;
    let Some(node) = ast.shape(shape) else {
        let kind = prelude::kind(shape).unwrap_or_default();
        return Ok(Read { entry: of_kind(kind), foreign: Vec::new() });
    };
    let mut reader = Reader { context, ast, foreign: Vec::new() };
    let entry = reader.shape(&node)?;
    Ok(Read { entry, foreign: reader.foreign })
}

/// The references of a shape.
pub(super) fn references(entry: &mut ShapeEntry) -> impl Iterator<Item = &mut Reference> {
    let ShapeEntry { members, member, key, value, .. } = entry;
    members.iter_mut().map(|(_, member)| member).chain(member).chain(key).chain(value)
}

/// A shape of a type, of which nothing else is said yet.
fn of_kind(kind: &str) -> ShapeEntry {
    let refused = |description: &str| {
        Some(Refused { trait_name: kind.to_owned(), description: description.to_owned() })
    };
    let document = kind == "document";
    let (kind, refused) = match kind {
        "bigInteger" => ("long", refused("a whole number of any size")),
        "bigDecimal" => ("double", refused("a decimal number of any precision")),
        "intEnum" => ("integer", None),
        "enum" => ("string", None),
        "set" => ("list", None),
        "document" | "union" => ("structure", None),
        kind => (kind, None),
    };
    ShapeEntry { kind: kind.to_owned(), document, refused, ..ShapeEntry::default() }
}

struct Reader<'a> {
    context: &'a Context<'a>,
    ast: &'a Ast<'a>,
    foreign: Vec<String>,
}

impl Reader<'_> {
    fn facts(&mut self, node: &Node<'_>) -> Result<Facts, Error> {
        let mut facts = facts::read(node)?;
        self.foreign.append(&mut facts.foreign);
        Ok(facts)
    }

    fn shape(&mut self, node: &Node<'_>) -> Result<ShapeEntry, Error> {
        let kind = node.required("type")?.text()?;
        let facts = self.facts(node)?;
        let mut entry = of_kind(&kind);
        match kind.as_str() {
            "structure" | "union" => {
                if let Some(members) = node.optional("members")? {
                    self.members(&members, &mut entry)?;
                }
                entry.event_stream = kind == "union" && facts.streaming;
                entry.union = kind == "union";
            }
            "list" | "set" => entry.member = Some(self.reference(&node.required("member")?)?.0),
            "map" => {
                entry.key = Some(self.reference(&node.required("key")?)?.0);
                entry.value = Some(self.reference(&node.required("value")?)?.0);
            }
            "enum" => entry.enumeration = Some(values(node)?),
            "blob" => entry.streaming = facts.streaming,
            _ => {}
        }
        if entry.enumeration.is_none() && kind == "string" {
            entry.enumeration = facts.enumeration;
        }
        if let Some(fault) = &facts.error {
            entry.exception = true;
            entry.fault = fault == "server";
            entry.error = Some(ErrorTrait {
                code: facts.query_code.filter(|_| matches!(self.context.protocol, "query" | "ec2")),
                status: facts.status,
                sender_fault: Some(fault == "client"),
            });
        }
        entry.sparse = facts.sparse;
        entry.limits = facts.limits;
        entry.sensitive = facts.sensitive;
        entry.timestamp_format = facts.timestamp_format;
        entry.documentation = facts.documentation;
        entry.deprecated = facts.deprecated;
        entry.retryable = facts.retryable;
        entry.requires_length = facts.requires_length;
        // No model has this of itself: corrections and patches put it there, as they do with two keys of members.
        entry.last_segment = node.flag("lastSegment")?;
        entry.refused = entry.refused.or(facts.refused);
        Ok(entry)
    }

    fn members(&mut self, members: &Node<'_>, entry: &mut ShapeEntry) -> Result<(), Error> {
        for (name, node) in members.entries()? {
            let (reference, facts) = self.reference(&node)?;
            if facts.required {
                entry.required.push(name.to_owned());
            }
            if facts.payload
                && let Some(other) = entry.payload.replace(name.to_owned())
            {
                return Err(node.error(format!("the member \"{other}\" is the whole body already")));
            }
            entry.members.push((name.to_owned(), reference));
        }
        Ok(())
    }

    /// Reads a member of anything; `shape` is the id of the target.
    fn reference(&mut self, node: &Node<'_>) -> Result<(Reference, Facts), Error> {
        let target = self.ast.value(node)?;
        let mut facts = self.facts(node)?;
        let is_header = facts.location == Some("header");
        let media_type = |facts: &Facts| facts.media_type.is_some();
        let is_media = is_header && (media_type(&facts) || self.target_has_media_type(&target));
        let name = self.name(&mut facts, &target)?;
        let xml_namespace = self.namespace(&facts, &target)?;
        let reference = Reference {
            location: facts.location.map(str::to_owned),
            location_name: name,
            query_name: facts.query_name.take(),
            flattened: facts.flattened,
            xml_attribute: facts.attribute,
            xml_namespace,
            sensitive: facts.sensitive,
            timestamp_format: facts.timestamp_format.take(),
            idempotency_token: facts.idempotency_token,
            host_label: facts.host_label,
            endpoint_identifier: facts.endpoint_identifier,
            json_value: is_media,
            event_header: facts.event_header,
            event_payload: facts.event_payload,
            context_parameter: facts.context_parameter.take(),
            limits: self.limits(&facts, &target)?,
            refused: facts.refused.take(),
            documentation: facts.documentation.take(),
            deprecated: std::mem::take(&mut facts.deprecated),
            default: node.optional_text("default")?,
            root_text: node.flag("rootText")?,
            shape: target,
            ..Reference::default()
        };
        Ok((reference, facts))
    }

    /// The name that a use has on the wire, where the protocol asks for it.
    fn name(&self, facts: &mut Facts, target: &str) -> Result<Option<String>, Error> {
        match self.context.protocol {
            "rest-json" | "rest-xml" if facts.location.is_some() => Ok(facts.location_name.take()),
            "rest-json" => Ok(facts.json_name.take()),
            _ if !self.context.has_xml() => Ok(None),
            // A whole body is in an element called like its type.
            _ if facts.payload && facts.xml_name.is_none() => {
                let is_element = matches!(self.ast.kind(target), Some("structure" | "union"));
                let given = self.target(target)?.and_then(|target| target.xml_name);
                Ok(given.or_else(|| is_element.then(|| id::name(target).to_owned())))
            }
            _ => Ok(facts.xml_name.take()),
        }
    }

    /// The namespace that the element of a use declares.
    fn namespace(&self, facts: &Facts, target: &str) -> Result<Option<XmlNamespace>, Error> {
        let own = facts.xml_namespace.clone();
        if own.is_some() || !facts.payload || !self.context.has_xml() {
            return Ok(own);
        }
        let target = self.target(target)?.and_then(|target| target.xml_namespace);
        Ok(target.or_else(|| self.context.xml_namespace.clone()))
    }

    /// What the traits of a target say; nothing of the prelude's.
    fn target(&self, target: &str) -> Result<Option<Facts>, Error> {
        self.ast.shape(target).map(|node| facts::read(&node)).transpose()
    }

    /// The limits of a use: its own, and those of the target of which it has none itself.
    fn limits(&self, facts: &Facts, target: &str) -> Result<Option<Limits>, Error> {
        if !facts.has_limits {
            return Ok(None);
        }
        let target = self.target(target)?.unwrap_or_default().limits;
        let own = &facts.limits;
        let has_range = own.min.is_some() || own.max.is_some();
        let range = if has_range { own } else { &target };
        Ok(Some(Limits {
            min: range.min.clone(),
            max: range.max.clone(),
            pattern: own.pattern.clone().or(target.pattern),
        }))
    }

    fn target_has_media_type(&self, target: &str) -> bool {
        self.ast.kind(target) == Some("string") && self.ast.has_trait(target, "smithy.api#mediaType")
    }
}

/// The values of an enum.
fn values(node: &Node<'_>) -> Result<Vec<String>, Error> {
    let Some(members) = node.optional("members")? else { return Ok(Vec::new()) };
    members.entries()?.iter().map(|(name, member)| facts::enum_value(name, member)).collect()
}
