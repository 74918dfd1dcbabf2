//! Enters every name that emitters make into the scope that it will stand in, so that no two of them
//! meet there: names of the model, and names made of those.

use super::namespace::{Claimant, Kind, Namespace};
use super::reserved::{
    self, accessor, error_predicate, error_variant, request_setter, structure_setter, union_predicate,
    union_reader,
};
use super::{Home, Names, ShapeNames, auth_token_argument, auth_token_method};
use crate::Error;
use crate::ir::{AuthToken, Member, Operation, Presence, Service, Shape, ShapeKind, Waiter};

/// The longest name of a module. File systems take file names of 255 bytes, and Windows paths of 260.
const LONGEST_MODULE: usize = 150;

/// Checks all scopes of a crate.
///
/// # Errors
///
/// A name that Rust or a file system does not take, or two names that collide in a scope.
pub(super) fn check(service: &Service, names: &Names) -> Result<(), Error> {
    let mut client = Namespace::with(reserved::CLIENT_METHODS, "the client's own method");
    let mut folder = Namespace::default();
    for (operation, names) in names.operations(service) {
        let origin = of_operation(operation);
        usable(&operation.name, &format!("{}Input", names.type_prefix), origin)?;
        module(&mut folder, &operation.name, &names.module, origin)?;
        client.claim(&names.method, origin)?;
    }
    let (mut folder, mut statics) = (Namespace::default(), Namespace::default());
    for (waiter, names) in names.waiters(service) {
        let origin = of_waiter(waiter);
        client.claim(&names.method, origin)?;
        statics.claim(&names.constant, origin)?;
        module(&mut folder, &waiter.name, &names.module, origin)?;
    }
    for token in &service.auth_tokens {
        let origin = of_token(token);
        let method = auth_token_method(&token.name);
        usable(&token.name, &method, origin)?;
        client.claim(method, origin)?;
        let mut arguments = Namespace::with(["host", "port"], "the address of the host");
        for parameter in &token.parameters {
            let argument = auth_token_argument(parameter);
            usable(parameter, &argument, origin)?;
            arguments.claim(argument, origin)?;
        }
    }
    for home in [Home::Types, Home::Error] {
        let mut scope = Namespace::default();
        for (id, names) in names.in_home(home) {
            let shape = service.shape(id);
            let origin = of_shape(shape);
            usable(&shape.name, &names.type_name, origin)?;
            scope.claim(&names.type_name, origin)?;
            module(&mut scope, &shape.name, &names.module, origin.derived("the module of"))?;
        }
    }
    for (id, shape) in service.shapes() {
        if let Some(names) = names.shape(id) {
            insides(service, shape, names, !service.is_input(id))?;
        }
    }
    for (operation, _) in names.operations(service) {
        errors(service, names, operation)?;
        request(service, names, operation)?;
    }
    Ok(())
}

/// What stands in a type: its fields and methods, or its variants.
fn insides(service: &Service, shape: &Shape, names: &ShapeNames, has_setters: bool) -> Result<(), Error> {
    if let ShapeKind::Enum(values) = &shape.kind {
        let mut variants =
            Namespace::with(["Unknown"], "the variant for values that the model does not know");
        for (value, name) in values.iter().zip(&names.variants) {
            variants.claim(name, of_value(shape, value))?;
        }
        return Ok(());
    }
    if let ShapeKind::Union(members) = &shape.kind {
        let mut variants =
            Namespace::with(["Unknown"], "the variant for members that the model does not know");
        let mut methods = Namespace::default();
        for (member, name) in members.iter().zip(&names.members) {
            let origin = of_member(shape, member);
            variants.claim(name, origin)?;
            methods.claim(union_predicate(name), origin.derived("the question about"))?;
            methods.claim(union_reader(name), origin.derived("the reader of"))?;
        }
        return Ok(());
    }
    let mut fields = Namespace::default();
    let mut methods = Namespace::with(["new"], "the constructor");
    for (member, name) in shape.members().iter().zip(&names.members) {
        let origin = of_member(shape, member);
        usable(&member.name, name, origin)?;
        fields.claim(name, origin)?;
        if has_setters && member.presence != Presence::Required {
            methods.claim(structure_setter(name), origin.derived("the setter of"))?;
        }
        if service.has_accessor(member) {
            methods.claim(accessor(name), origin.derived("the accessor of"))?;
        }
    }
    Ok(())
}

/// The variants of an operation's error.
fn errors(service: &Service, names: &Names, operation: &Operation) -> Result<(), Error> {
    let mut variants = Namespace::with(["Unhandled"], "the variant for errors that the model does not list");
    let mut methods = Namespace::default();
    for id in &operation.errors {
        if let Some(names) = names.shape(*id) {
            let origin = of_shape(service.shape(*id));
            variants.claim(error_variant(&names.type_name), origin)?;
            methods.claim(error_predicate(&names.module), origin.derived("the question about"))?;
        }
    }
    Ok(())
}

/// The methods of the request of an operation.
fn request(service: &Service, names: &Names, operation: &Operation) -> Result<(), Error> {
    let mut methods = Namespace::with(reserved::REQUEST_METHODS, "the request's own method");
    for (waiter, names) in names.waiters(service).filter(|(waiter, _)| waiter.operation == operation.name) {
        methods.claim(&names.method, of_waiter(waiter))?;
    }
    let Some(fields) = names.shape(operation.input) else { return Ok(()) };
    let shape = service.shape(operation.input);
    for (member, field) in shape.members().iter().zip(&fields.members) {
        if member.presence != Presence::Required {
            let origin = of_member(shape, member).derived("the setter of");
            methods.claim(request_setter(field), origin)?;
        }
    }
    Ok(())
}

/// Enters a module, which is a file too.
fn module<'a>(
    scope: &mut Namespace<'a>,
    original: &str,
    name: &'a str,
    origin: Claimant<'a>,
) -> Result<(), Error> {
    usable(original, name, origin)?;
    if name.len() > LONGEST_MODULE {
        let reason = format!(
            "the file of {} would have a name of {} letters; {LONGEST_MODULE} fit everywhere",
            origin.words(),
            name.len()
        );
        return Err(origin.error(reason));
    }
    scope.claim(name, origin)
}

/// Checks that what casing made of a name is an identifier, raw or not.
fn usable(original: &str, name: &str, origin: Claimant<'_>) -> Result<(), Error> {
    if reserved::is_identifier(name) {
        return Ok(());
    }
    let reason = format!("nothing that can be a Rust name is left of \"{}\"", original.escape_debug());
    Err(origin.error(reason))
}

fn of_operation(operation: &Operation) -> Claimant<'_> {
    Claimant { origin: &operation.origin, name: &operation.name, kind: Kind::Operation, derived: None }
}

fn of_waiter(waiter: &Waiter) -> Claimant<'_> {
    Claimant { origin: &waiter.origin, name: &waiter.name, kind: Kind::Waiter, derived: None }
}

fn of_token(token: &AuthToken) -> Claimant<'_> {
    Claimant { origin: &token.origin, name: &token.name, kind: Kind::Token, derived: None }
}

fn of_shape(shape: &Shape) -> Claimant<'_> {
    Claimant { origin: &shape.origin, name: model_name(shape), kind: Kind::Shape, derived: None }
}

fn of_member<'a>(shape: &'a Shape, member: &'a Member) -> Claimant<'a> {
    let kind = Kind::Member(model_name(shape));
    Claimant { origin: &member.origin, name: &member.name, kind, derived: None }
}

fn of_value<'a>(shape: &'a Shape, value: &'a str) -> Claimant<'a> {
    let kind = Kind::Value(model_name(shape));
    Claimant { origin: &shape.origin, name: value, kind, derived: None }
}

fn model_name(shape: &Shape) -> &str {
    shape.model_name.as_ref().unwrap_or(&shape.name)
}
