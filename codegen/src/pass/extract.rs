//! Cuts some operations and their closure out of a service.

use std::collections::{BTreeMap, BTreeSet};

use super::graph::closure_of;
use crate::Error;
use crate::ir::{Element, Operation, Service, Shape, ShapeId, ShapeKind, Waiter};

/// A service that holds the given operations, the shapes they reach and no others, and their waiters.
/// Shapes are in order of their names; where an operation's own input or output is called like a
/// shape of the model, it comes second.
pub(crate) fn extract(service: &Service, operations: &[&Operation]) -> Result<Service, Error> {
    let own: BTreeSet<ShapeId> =
        service.operations.iter().flat_map(|operation| [operation.input, operation.output]).collect();
    let mut reached: Vec<ShapeId> = closure_of(service, operations.iter().copied()).into_iter().collect();
    reached.sort_by_key(|id| (&service.shape(*id).name, own.contains(id)));
    let renumbering = Renumbering {
        service,
        ids: reached.iter().enumerate().map(|(position, id)| (*id, ShapeId(position))).collect(),
    };
    let is_kept = |name: &&String| operations.iter().any(|operation| operation.name == **name);
    let waiter_is_kept =
        |waiter: &&Waiter| operations.iter().any(|operation| operation.name == waiter.operation);
    Ok(Service {
        id: service.id.clone(),
        full_name: service.full_name.clone(),
        api_version: service.api_version.clone(),
        protocol: service.protocol.clone(),
        signing_name: service.signing_name.clone(),
        endpoint_prefix: service.endpoint_prefix.clone(),
        uid: service.uid.clone(),
        documentation: service.documentation.clone(),
        operations: operations
            .iter()
            .map(|operation| renumbering.operation(operation))
            .collect::<Result<_, _>>()?,
        shapes: reached.iter().map(|id| renumbering.shape(service.shape(*id))).collect::<Result<_, _>>()?,
        waiters: service.waiters.iter().filter(waiter_is_kept).cloned().collect(),
        endpoint_rules: service.endpoint_rules.clone(),
        endpoint_operation: service.endpoint_operation.as_ref().filter(is_kept).cloned(),
        client_context: service.client_context.clone(),
        given_names: service.given_names.clone(),
        headers: service.headers.clone(),
        errors_in_success: service.errors_in_success,
        regional_parameter: service.regional_parameter.clone(),
        auth_tokens: service.auth_tokens.clone(),
        remarks: service.remarks.clone(),
        corrections: service.corrections.clone(),
    })
}

/// The new ids of the shapes that are kept.
struct Renumbering<'a> {
    service: &'a Service,
    ids: BTreeMap<ShapeId, ShapeId>,
}

impl Renumbering<'_> {
    fn id(&self, id: ShapeId) -> Result<ShapeId, Error> {
        self.ids.get(&id).copied().ok_or_else(|| {
            let name = &self.service.shape(id).name;
            Error::internal("select", format!("the shape {name} is referred to, but was not found reachable"))
        })
    }

    fn operation(&self, operation: &Operation) -> Result<Operation, Error> {
        let mut operation = operation.clone();
        operation.input = self.id(operation.input)?;
        operation.output = self.id(operation.output)?;
        for error in &mut operation.errors {
            *error = self.id(*error)?;
        }
        for (_, exception) in &mut operation.event_exceptions {
            *exception = self.id(*exception)?;
        }
        if let Some(items) = operation.paginator.as_mut().and_then(|paginator| paginator.items.as_mut()) {
            items.container = self.id(items.container)?;
            for (structure, _) in &mut items.path {
                *structure = self.id(*structure)?;
            }
        }
        Ok(operation)
    }

    fn shape(&self, shape: &Shape) -> Result<Shape, Error> {
        let mut shape = shape.clone();
        for element in elements_mut(&mut shape.kind) {
            element.target = self.id(element.target)?;
        }
        Ok(shape)
    }
}

fn elements_mut(kind: &mut ShapeKind) -> Vec<&mut Element> {
    match kind {
        ShapeKind::List { element, .. } => vec![element],
        ShapeKind::Events { event, .. } => vec![event],
        ShapeKind::Map { key, value, .. } => vec![key, value],
        ShapeKind::Structure(members) | ShapeKind::Union(members) => {
            members.iter_mut().map(|member| &mut member.element).collect()
        }
        ShapeKind::Exception(exception) => {
            exception.members.iter_mut().map(|member| &mut member.element).collect()
        }
        _ => Vec::new(),
    }
}

/// Whether a service holds what its operations reach, and nothing else.
pub(super) fn check_complete(service: &Service) -> Result<(), Error> {
    let reached = closure_of(service, &service.operations);
    match service.shapes().find(|(id, _)| !reached.contains(id)) {
        Some((_, shape)) => Err(Error::internal(
            "select",
            format!("the shape {} was kept, but nothing reaches it", shape.name),
        )),
        None => Ok(()),
    }
}
