//! Checks that what somebody gave Rust names to is there.

use crate::Error;
use crate::front::GivenNameEntry;
use crate::ir::{GivenName, Named, Origin, Service, Shape, ShapeKind};
use crate::suggest::did_you_mean;

/// Gives the service its given names.
pub(super) fn lower(entries: &[GivenNameEntry], service: &mut Service) -> Result<(), Error> {
    for entry in entries {
        let (file, place) = entry.places.find(&entry.place);
        let origin = Origin::new(file, place);
        let Some(named) = named(entry) else {
            return Err(origin.error("it is not clear what is named").with_help(Some(
                "an entry has \"operation\", \"waiter\", or \"shape\"; beside \"shape\" it may have \"member\" or \
                 \"value\""
                    .to_owned(),
            )));
        };
        if let Err((reason, help)) = find(service, &named) {
            let help = help.unwrap_or_else(|| "remove the name, or renew it".to_owned());
            return Err(origin.error(format!("{reason}, so the name is stale")).with_help(Some(help)));
        }
        let given = GivenName { name: entry.name.clone(), origin };
        if service.given_names.insert(named, given.clone()).is_some() {
            return Err(given.origin.error("another entry has named this already"));
        }
    }
    Ok(())
}

/// What an entry names, where that is clear.
fn named(entry: &GivenNameEntry) -> Option<Named> {
    let GivenNameEntry { operation, waiter, shape, member, value, .. } = entry;
    Some(match (operation.clone(), waiter.clone(), shape.clone(), member.clone(), value.clone()) {
        (Some(operation), None, None, None, None) => Named::Operation(operation),
        (None, Some(waiter), None, None, None) => Named::Waiter(waiter),
        (None, None, Some(shape), None, None) => Named::Shape(shape),
        (None, None, Some(shape), Some(member), None) => Named::Member { shape, member },
        (None, None, Some(shape), None, Some(value)) => Named::Value { shape, value },
        _ => return None,
    })
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
