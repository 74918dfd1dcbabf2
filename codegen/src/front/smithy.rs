//! Reads models in Smithy's JSON form into the mirror that botocore's files are read into.
//!
//! Resources, mixins, `apply` and ids are gone afterwards. What stays is what a service, an operation, a shape or a
//! member says, in the words of the mirror; what each trait becomes stands in `traits.rs`. Only what the
//! service reaches is read.
//!
//! Source: [JSON AST](https://smithy.io/2.0/spec/json-ast.html).

mod ast;
mod closure;
mod facts;
mod id;
mod merge;
mod operation;
mod paginators;
pub(super) mod paths;
pub(super) mod places;
mod prelude;
mod service;
mod shape;
mod traits;
mod waiters;
pub(super) mod words;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::botocore::{Message, Model, Paginators, ShapeEntry, Waiters};
use super::json::Json;
use super::node::Node;
use super::{Document, Sources, spoken};
use crate::Error;
use ast::{Ast, with_trait};
use places::Ids;
use shape::Context;

/// Whether a file is a model of this form.
pub(super) fn is_model(root: &Json) -> bool {
    root.get("smithy").is_some()
}

/// Everything that a file says.
pub(super) struct Read {
    pub(super) service: Model,
    pub(super) paginators: Paginators,
    pub(super) waiters: Waiters,
    pub(super) endpoint_rules: Option<Document>,
    pub(super) remarks: Vec<String>,
}

/// Makes each shape of a file complete: what is applied to it and what it mixes in stand in it afterwards.
pub(super) fn complete(document: &mut Document) -> Result<(), Error> {
    document.places.tell_smithy();
    prelude::add_framework(document)?;
    merge::resolve(document)
}

/// The service's id and the version of its API, as far as the file has them: what corrections go by.
pub(super) fn identity(document: &Document) -> Option<(String, String)> {
    let text = |value: &Json| match value {
        Json::String(text) => Some(text.clone()),
        _ => None,
    };
    let is_service = |shape: &Json| shape.get("type").and_then(text).is_some_and(|kind| kind == "service");
    let (_, service) = document.root.get("shapes")?.fields().iter().find(|(_, shape)| is_service(shape))?;
    let id = service.get("traits")?.get("aws.api#service")?.get("sdkId").and_then(text)?;
    Some((id, service.get("version").and_then(text)?))
}

/// Reads the service of a file.
pub(super) fn read(document: &Document, sources: &Sources) -> Result<Read, Error> {
    let root = Node::root(document);
    let mut remarks = Vec::new();
    remarks.extend(version(&root)?);
    let ast = Ast::new(document)?;
    let id = service::find(&ast, &root, sources.service_shape.as_deref())?;
    let Some(node) = ast.shape(id) else { return Err(root.error(format!("no shape is called \"{id}\""))) };

    let metadata = service::metadata(&ast, id, &node, sources.api_version.as_deref())?;
    let listed = metadata.protocols.clone().unwrap_or_default();
    let protocol = spoken::choose(&listed, sources.protocol.as_deref()).unwrap_or_default();
    let xml_namespace = with_trait(&node, "smithy.api#xmlNamespace", super::botocore::read_xml_namespace)?;
    let context = Context { ast: &ast, protocol, xml_namespace };
    let mut parts =
        Parts { context, ids: Ids { service: id.to_owned(), ..Ids::default() }, foreign: BTreeSet::new() };

    let operations = parts.operations(&node)?;
    let (shapes, names) = parts.shapes(&node, &operations)?;
    let mut model = Model {
        places: document.places.clone(),
        metadata,
        documentation: service::words(&node)?,
        operations,
        shapes,
        client_context: service::client_context(&node)?,
    };
    parts.unwrap(&mut model)?;
    parts.rename(&mut model, &names);
    let paginators = parts.paginators(&node, &model)?;
    let waiters = parts.waiters(&model, &mut remarks)?;
    remarks.extend(parts.foreign.iter().map(|name| {
        format!(
            "{}: the trait {name} is not one of Smithy's, so nothing is done about it",
            document.places.file()
        )
    }));

    model.places = document.places.mirrored(Arc::new(parts.ids));
    let endpoint_rules = endpoint_rules(document, id);
    Ok(Read {
        paginators: Paginators { places: model.places.clone(), entries: paginators },
        waiters: Waiters { places: model.places.clone(), entries: waiters },
        service: model,
        endpoint_rules,
        remarks,
    })
}

/// Checks the version of the form; a remark on one that is newer than what is known.
fn version(root: &Node<'_>) -> Result<Option<String>, Error> {
    let node = root.required("smithy")?;
    let text = node.text()?;
    match text.split('.').next() {
        _ if text == "2" || text == "2.0" => Ok(None),
        Some("2") => {
            let (file, place) = node.written();
            Ok(Some(format!(
                "{file}: {place}: version {text} is newer than what is known (2.0); it is read as that"
            )))
        }
        Some("1") => Err(node.error(format!("version {text} is not read")).with_help(Some(
            "print the model anew with a Smithy of today, which writes version 2.0 (`smithy ast`)".to_owned(),
        ))),
        _ => Err(node
            .error(format!("\"{text}\" is not a version of Smithy"))
            .with_help(Some("version 2.0 is read".to_owned()))),
    }
}

/// The rules that say where requests go, as a file of their own.
fn endpoint_rules(document: &Document, service: &str) -> Option<Document> {
    let name = "smithy.rules#endpointRuleSet";
    let rules = document.root.get("shapes")?.get(service)?.get("traits")?.get(name)?;
    Some(Document {
        places: document.places.part(&format!("shapes.{service}.traits.{name}")),
        root: rules.clone(),
    })
}

/// The parts of a model while they are read.
struct Parts<'a> {
    context: Context<'a>,
    ids: Ids,
    /// Traits of which nothing is known, and which are not Smithy's.
    foreign: BTreeSet<String>,
}

type Operations = Vec<(String, super::botocore::OperationEntry)>;
type Shapes = Vec<(String, ShapeEntry)>;

impl Parts<'_> {
    /// Reads the operations; names of shapes are ids in them.
    fn operations(&mut self, service: &Node<'_>) -> Result<Operations, Error> {
        let ast = self.context.ast;
        let common = operation::errors(ast, service)?;
        let (of_service, foreign) = operation::unknown(service)?;
        self.foreign.extend(foreign.into_iter().filter(|name| {
            !ast.has_trait(name, "smithy.api#authDefinition")
                && !ast.has_trait(name, "smithy.api#protocolDefinition")
        }));
        let telling = operation::telling_endpoints(ast, service)?;
        let mut operations = Vec::new();
        for id in closure::operations(ast, service)? {
            let Some(node) = ast.shape(&id) else { continue };
            let name = id::name(&id);
            let read = operation::read(&self.context, name, &node, &common, &of_service)?;
            self.foreign.extend(read.foreign);
            if let Some(other) = self.ids.operations.insert(name.to_owned(), id.clone()) {
                return Err(node.error(format!("two operations would be called {name}: {other} and {id}")));
            }
            let mut entry = read.entry;
            entry.endpoint_operation = telling.as_ref() == Some(&id);
            operations.push((name.to_owned(), entry));
        }
        Ok(operations)
    }

    /// Reads all shapes that operations reach, and gives them names; targets are ids in them.
    fn shapes(
        &mut self,
        service: &Node<'_>,
        operations: &Operations,
    ) -> Result<(Shapes, HashMap<String, String>), Error> {
        let mut waiting: Vec<String> = Vec::new();
        for (_, entry) in operations {
            let messages = [&entry.input, &entry.output];
            waiting.extend(messages.into_iter().flatten().map(|message| message.shape.clone()));
            waiting.extend(entry.errors.iter().cloned());
        }
        let mut seen: HashSet<String> = waiting.iter().cloned().collect();
        let mut read = Vec::new();
        waiting = seen.iter().cloned().collect();
        while let Some(id) = waiting.pop() {
            let mut found = shape::read(&self.context, &id)?;
            for reference in shape::references(&mut found.entry) {
                if seen.insert(reference.shape.clone()) {
                    waiting.push(reference.shape.clone());
                }
            }
            self.foreign.extend(found.foreign);
            read.push((id, found.entry));
        }
        let positions = self.context.ast.positions();
        let position = |id: &str| positions.get(id).copied().unwrap_or(usize::MAX);
        read.sort_by(|(one, _), (other, _)| (position(one), one).cmp(&(position(other), other)));
        let ids: Vec<String> = read.iter().map(|(id, _)| id.clone()).collect();
        let names = closure::names(self.context.ast, service, &ids)?;
        Ok((read, names))
    }

    /// Marks the member of an output that is the text of the outermost element, where an operation says that there is
    /// one.
    ///
    /// Source: [S3's customizations](https://smithy.io/2.0/aws/customizations/s3-customizations.html).
    fn unwrap(&self, model: &mut Model) -> Result<(), Error> {
        for (name, operation) in &model.operations {
            let node = self.ids.operations.get(name).and_then(|id| self.context.ast.shape(id));
            let Some(node) = node else { continue };
            if !ast::marked(&node, "aws.customizations#s3UnwrappedXmlOutput")? {
                continue;
            }
            let output = operation.output.as_ref().map(|output| &output.shape);
            let shape = model.shapes.iter_mut().find(|(id, _)| Some(id as &String) == output);
            match shape.map(|(_, shape)| shape.members.as_mut_slice()) {
                Some([(_, only)]) => only.root_text = true,
                _ => {
                    return Err(
                        node.error("an unwrapped output has one member, which is the text of its element")
                    );
                }
            }
        }
        Ok(())
    }

    /// Puts names in the place of all ids.
    fn rename(&mut self, model: &mut Model, names: &HashMap<String, String>) {
        let rename = |id: &mut String| {
            if let Some(name) = names.get(id) {
                id.clone_from(name);
            }
        };
        for (_, entry) in &mut model.operations {
            let messages = [&mut entry.input, &mut entry.output];
            messages.into_iter().flatten().for_each(|Message { shape, .. }| rename(shape));
            entry.errors.iter_mut().for_each(rename);
        }
        for (id, entry) in &mut model.shapes {
            self.ids.shapes.insert(names.get(id).unwrap_or(id).clone(), id.clone());
            rename(id);
            shape::references(entry).for_each(|reference| rename(&mut reference.shape));
        }
    }

    fn paginators(
        &self,
        service: &Node<'_>,
        model: &Model,
    ) -> Result<Vec<(String, super::botocore::PaginatorEntry)>, Error> {
        let common = paginators::read(service)?.unwrap_or_default();
        let shapes = model.shapes.iter().map(|(name, shape)| (name.as_str(), shape)).collect();
        let mut entries = Vec::new();
        for (name, operation) in &model.operations {
            let node = self.ids.operations.get(name).and_then(|id| self.context.ast.shape(id));
            let output = operation.output.as_ref().map(|output| output.shape.as_str());
            if let Some(node) = node
                && let Some(entry) = paginators::entry(&node, &common, &shapes, output)?
            {
                entries.push((name.clone(), entry));
            }
        }
        Ok(entries)
    }

    fn waiters(
        &mut self,
        model: &Model,
        remarks: &mut Vec<String>,
    ) -> Result<Vec<(String, super::botocore::Waiter)>, Error> {
        let mut all = Vec::new();
        for (name, _) in &model.operations {
            let Some(id) = self.ids.operations.get(name).cloned() else { continue };
            let Some(node) = self.context.ast.shape(&id) else { continue };
            let read = waiters::read(&node, name)?;
            remarks.extend(read.remarks);
            for (waiter, entry) in read.waiters {
                if let Some(other) = self.ids.waiters.insert(waiter.clone(), id.clone()) {
                    return Err(
                        node.error(format!("two waiters are called {waiter}: of {other} and of {id}"))
                    );
                }
                all.push((waiter, entry));
            }
        }
        Ok(all)
    }
}
