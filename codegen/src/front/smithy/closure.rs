//! What a service reaches: its operations, also those of its resources, and what its shapes are called.
//!
//! Source: [service closure](https://smithy.io/2.0/spec/service-types.html#service-closure).

use std::collections::{HashMap, HashSet};

use super::ast::Ast;
use super::id::{self, UNIT};
use crate::Error;
use crate::front::node::Node;

/// The keys of a resource that name an operation.
const LIFECYCLE: [&str; 6] = ["create", "put", "read", "update", "delete", "list"];

/// Types whose shapes have a name in Rust.
const NAMED: [&str; 4] = ["enum", "string", "structure", "union"];

/// The ids of the operations of a service and of its resources, each once.
pub(super) fn operations(ast: &Ast<'_>, service: &Node<'_>) -> Result<Vec<String>, Error> {
    let mut found = Found { ast, operations: Vec::new(), resources: Vec::new(), seen: HashSet::new() };
    found.look_into(service)?;
    while let Some(resource) = found.resources.pop() {
        let Some(resource) = ast.shape(&resource) else { continue };
        found.look_into(&resource)?;
        for key in LIFECYCLE {
            if let Some(reference) = resource.optional(key)? {
                found.operation(&reference)?;
            }
        }
    }
    Ok(found.operations)
}

/// What was found so far.
struct Found<'a> {
    ast: &'a Ast<'a>,
    operations: Vec<String>,
    /// Resources that were not looked into yet.
    resources: Vec<String>,
    seen: HashSet<String>,
}

impl Found<'_> {
    /// Looks into a service or a resource.
    fn look_into(&mut self, owner: &Node<'_>) -> Result<(), Error> {
        for key in ["operations", "collectionOperations"] {
            if let Some(list) = owner.optional(key)? {
                list.items()?.iter().try_for_each(|reference| self.operation(reference))?;
            }
        }
        if let Some(list) = owner.optional("resources")? {
            for reference in list.items()? {
                let target = self.ast.target(&reference, "a list of resources", &["resource"])?;
                if self.seen.insert(target.clone()) {
                    self.resources.push(target);
                }
            }
        }
        Ok(())
    }

    fn operation(&mut self, reference: &Node<'_>) -> Result<(), Error> {
        let target = self.ast.target(reference, "a list of operations", &["operation"])?;
        if self.seen.insert(target.clone()) {
            self.operations.push(target);
        }
        Ok(())
    }
}

/// What shapes are called in a service: by their own name unless `rename` gives another.
///
/// Two that would be called alike are an error if they have names in Rust; others are called by their whole id.
pub(super) fn names(
    ast: &Ast<'_>,
    service: &Node<'_>,
    shapes: &[String],
) -> Result<HashMap<String, String>, Error> {
    let renamed =
        service.optional_as("rename", |rename| rename.entries_as(|name| name.text()))?.unwrap_or_default();
    let renamed: HashMap<String, String> = renamed.into_iter().collect();
    let called = |shape: &str| renamed.get(shape).cloned().unwrap_or_else(|| id::name(shape).to_owned());
    let is_named = |shape: &str| {
        ast.kind(shape).is_some_and(|kind| NAMED.contains(&kind))
            && (ast.shape(shape).is_some() || shape == UNIT)
    };
    let mut names = HashMap::new();
    let mut taken: HashMap<String, &str> = HashMap::new();
    for shape in shapes.iter().filter(|shape| is_named(shape)) {
        let name = called(shape);
        if let Some(other) = taken.insert(name.clone(), shape) {
            let reason = format!("two shapes would be called {name}: {other} and {shape}");
            let help = "give one of them another name by `rename` of the service".to_owned();
            return Err(service.error(reason).with_help(Some(help)));
        }
        names.insert(shape.clone(), name);
    }
    for shape in shapes.iter().filter(|shape| !is_named(shape)) {
        let name = called(shape);
        let is_free = ast.shape(shape).is_some() && !taken.contains_key(&name);
        let name = if is_free { name } else { shape.clone() };
        taken.insert(name.clone(), shape);
        names.insert(shape.clone(), name);
    }
    Ok(names)
}
