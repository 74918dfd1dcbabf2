//! Checks the Rust names that somebody gave: what they name is there, and they are such names.

use crate::Error;
use crate::ir::{Named, Service, Shape, ShapeKind};
use crate::model::GivenName;
use crate::names;
use crate::suggest::did_you_mean;

/// Gives the service its given names.
pub(super) fn lower(entries: &[GivenName], service: &mut Service) -> Result<(), Error> {
    for entry in entries {
        let error = |reason: String, help| Err(Error { reason, help, ..entry.error.clone() });
        if let Err((reason, help)) = find(service, &entry.named) {
            let help = help.unwrap_or_else(|| "remove the name, or renew it".to_owned());
            return error(format!("{reason}, so the name is stale"), Some(help));
        }
        let is_variant = match &entry.named {
            Named::Member { shape, .. } => {
                shape_of(service, shape).is_some_and(|shape| matches!(shape.kind, ShapeKind::Union(_)))
            }
            _ => false,
        };
        let made = names::as_given(&entry.named, is_variant, &entry.name);
        if made != entry.name {
            let reason = format!("\"{}\" is not written as names of its kind are in Rust", entry.name);
            let help =
                if made.is_empty() { "it needs letters".to_owned() } else { format!("write \"{made}\"") };
            return error(reason, Some(help));
        }
        if service.given_names.insert(entry.named.clone(), entry.name.clone()).is_some() {
            return error("another entry has named this already".to_owned(), None);
        }
    }
    Ok(())
}

/// Finds what an entry names; the reason and a suggestion, if it is not there.
fn find(service: &Service, named: &Named) -> Result<(), (String, Option<String>)> {
    let found = |kind: &str, name: &str, all: Vec<&str>| match all.contains(&name) {
        true => Ok(()),
        false => Err((format!("no {kind} is called \"{name}\""), did_you_mean(name, all))),
    };
    let shape = |name: &str| {
        let all = service.shapes.iter().filter_map(|shape| shape.model_name.as_deref()).collect();
        found("shape", name, all)
    };
    match named {
        Named::Operation(name) => {
            let all = service.operations.iter().map(|operation| operation.name.as_str());
            found("operation", name, all.collect())
        }
        Named::Waiter(name) => {
            found("waiter", name, service.waiters.iter().map(|waiter| waiter.name.as_str()).collect())
        }
        Named::Shape(name) => {
            shape(name)?;
            match shape_of(service, name).map(|shape| &shape.kind) {
                Some(
                    ShapeKind::Structure(_)
                    | ShapeKind::Union(_)
                    | ShapeKind::Exception(_)
                    | ShapeKind::Enum(_),
                ) => Ok(()),
                _ => Err((format!("the shape \"{name}\" has no name in Rust"), None)),
            }
        }
        Named::Member { shape: owner, member } => {
            shape(owner)?;
            let members = shape_of(service, owner).map(Shape::members).unwrap_or_default();
            found("member", member, members.iter().map(|member| member.name.as_str()).collect())
        }
        Named::Value { shape: owner, value } => {
            shape(owner)?;
            let values = match shape_of(service, owner).map(|shape| &shape.kind) {
                Some(ShapeKind::Enum(values)) => values.as_slice(),
                _ => &[],
            };
            found("value", value, values.iter().map(String::as_str).collect())
        }
    }
}

/// The shape that the model calls so.
fn shape_of<'a>(service: &'a Service, name: &str) -> Option<&'a Shape> {
    service.shapes.iter().find(|shape| shape.model_name.as_deref() == Some(name))
}
