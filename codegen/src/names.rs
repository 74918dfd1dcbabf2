//! The one place that allocates Rust identifiers.
//!
//! Names are decided once per service, before anything is emitted. A name depends on what it names
//! alone, never on its neighbours, so a change in a model renames nothing else. What the language, a
//! file system or the runtime's macros have taken is stepped aside for, by the name alone again
//! (`reserved`); values of an enum that would be one variant are spelled out (`variant`). Every name,
//! and every name made of one, is then entered into its scope (`scopes`): two that collide are an error
//! that names both, never a silent alias or a numbered suffix. A name that somebody gave in
//! `patches.json` stands in place of the model's.

mod casing;
mod given;
mod namespace;
mod query;
mod reserved;
mod scopes;
mod variant;

use std::collections::BTreeMap;

use crate::Error;
use crate::ir::{Named, Operation, Service, Shape, ShapeId, ShapeKind, Waiter};

use casing::{camel, snake};
pub use query::written;
pub(crate) use reserved::{
    accessor, error_predicate, error_variant, ident, request_setter, structure_setter, union_predicate,
    union_reader,
};
use reserved::{client_method, digit_safe, file_safe, keyword_safe};

/// All Rust names of a service.
#[derive(Debug)]
pub struct Names {
    /// By index of the shape.
    shapes: BTreeMap<ShapeId, ShapeNames>,
    /// By position of the operation.
    operations: Vec<OperationNames>,
    /// By position of the waiter.
    waiters: Vec<WaiterNames>,
}

/// The names of a shape.
#[derive(Debug)]
pub(crate) struct ShapeNames {
    /// Where the type lives.
    pub(crate) home: Home,
    /// The type.
    pub(crate) type_name: String,
    /// The module and file, without `r#`.
    pub(crate) module: String,
    /// Fields of a structure or variants of a union, in member order.
    pub(crate) members: Vec<String>,
    /// Variants of an enum, in value order.
    pub(crate) variants: Vec<String>,
}

/// The module that a type lives in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Home {
    /// `types`: structures, unions and enums.
    Types,
    /// `error`: exceptions.
    Error,
    /// `operation::…`: inputs and outputs.
    Operation,
}

/// The names of an operation.
#[derive(Debug)]
pub(crate) struct OperationNames {
    /// What its types begin with.
    pub(crate) type_prefix: String,
    /// Its module and file, without `r#`.
    pub(crate) module: String,
    /// Its method on the client, without `r#`.
    pub(crate) method: String,
}

/// The names of a waiter.
#[derive(Debug)]
pub(crate) struct WaiterNames {
    /// Its module and file, without `r#`.
    pub(crate) module: String,
    /// The static of its acceptors.
    pub(crate) constant: String,
    /// Its methods on the client and on a request.
    pub(crate) method: String,
}

/// Decides all names of a service.
///
/// # Errors
///
/// Two names that collide, or a name that no Rust name can be made of.
pub fn allocate(service: &Service) -> Result<Names, Error> {
    given::check(service)?;
    let operations: Vec<_> = service.operations.iter().map(|one| operation_names(service, one)).collect();
    let mut own_types = BTreeMap::new();
    for (operation, names) in service.operations.iter().zip(&operations) {
        own_types.insert(operation.input, format!("{}Input", names.type_prefix));
        own_types.insert(operation.output, format!("{}Output", names.type_prefix));
    }
    let shapes = service.shapes().filter_map(|(id, shape)| {
        let own_type = own_types.get(&id);
        let home = home(shape, own_type.is_some())?;
        Some((id, shape_names(service, shape, home, own_type)))
    });
    let names = Names {
        shapes: shapes.collect(),
        operations,
        waiters: service.waiters.iter().map(|waiter| waiter_names(service, waiter)).collect(),
    };
    scopes::check(service, &names)?;
    Ok(names)
}

/// Checks that a package can be called so.
///
/// # Errors
///
/// It cannot, and why.
pub fn check_package(package: &str) -> Result<(), Error> {
    match reserved::unusable_package(package) {
        None => Ok(()),
        Some(reason) => {
            Err(Error::new(package, "", format!("a package cannot be called \"{package}\": {reason}"))
                .with_help(Some("give the service another name".to_owned())))
        }
    }
}

impl Names {
    /// The names of a shape that has a Rust type of its own; `None` for scalars, lists and maps.
    pub(crate) fn shape(&self, id: ShapeId) -> Option<&ShapeNames> {
        self.shapes.get(&id)
    }

    /// The operations of the service with their names.
    pub(crate) fn operations<'a>(
        &'a self,
        service: &'a Service,
    ) -> impl Iterator<Item = (&'a Operation, &'a OperationNames)> {
        service.operations.iter().zip(&self.operations)
    }

    /// The waiters of the service with their names.
    pub(crate) fn waiters<'a>(
        &'a self,
        service: &'a Service,
    ) -> impl Iterator<Item = (&'a Waiter, &'a WaiterNames)> {
        service.waiters.iter().zip(&self.waiters)
    }

    /// The shapes that live in a module, by type name.
    pub(crate) fn in_home(&self, home: Home) -> Vec<(ShapeId, &ShapeNames)> {
        let mut found: Vec<_> = self
            .shapes
            .iter()
            .filter(|(_, names)| names.home == home)
            .map(|(id, names)| (*id, names))
            .collect();
        found.sort_by(|(_, left), (_, right)| left.module.cmp(&right.module));
        found
    }
}

/// What Rust names are made of: the name that somebody gave, or the model's.
fn given<'a>(service: &'a Service, named: impl FnOnce() -> Named, name: &'a str) -> &'a str {
    given_name(service, named).unwrap_or(name)
}

/// The name that somebody gave. Mostly nobody gave any, so what is named is only made up to look for it.
fn given_name(service: &Service, named: impl FnOnce() -> Named) -> Option<&str> {
    if service.given_names.is_empty() {
        return None;
    }
    service.given_names.get(&named()).map(|given| given.name.as_str())
}

fn operation_names(service: &Service, operation: &Operation) -> OperationNames {
    let name = given(service, || Named::Operation(operation.name.clone()), &operation.name);
    let snake = keyword_safe(snake(name));
    OperationNames {
        type_prefix: digit_safe(camel(name)),
        method: reserved::client_method(&snake),
        module: file_safe(snake),
    }
}

fn waiter_names(service: &Service, waiter: &Waiter) -> WaiterNames {
    let name = snake(given(service, || Named::Waiter(waiter.name.clone()), &waiter.name));
    // A static without letters would be called like a parameter of the method beside it.
    let begins_with_digit = name.starts_with(|first: char| first.is_ascii_digit());
    let constant = if begins_with_digit { format!("waiter_{name}") } else { name.clone() };
    WaiterNames {
        constant: constant.to_uppercase(),
        method: reserved::wait_until(&name),
        module: file_safe(keyword_safe(name)),
    }
}

/// Where a shape lives that has a Rust type of its own.
fn home(shape: &Shape, is_own_of_operation: bool) -> Option<Home> {
    match &shape.kind {
        ShapeKind::Exception(_) => Some(Home::Error),
        _ if is_own_of_operation => Some(Home::Operation),
        ShapeKind::Structure(_) | ShapeKind::Union(_) | ShapeKind::Enum(_) => Some(Home::Types),
        _ => None,
    }
}

fn shape_names(service: &Service, shape: &Shape, home: Home, own_type: Option<&String>) -> ShapeNames {
    let model_name = shape.model_name.as_ref().unwrap_or(&shape.name);
    let name = given(service, || Named::Shape(model_name.clone()), &shape.name);
    let type_name = own_type.cloned().unwrap_or_else(|| keyword_safe(camel(name)));
    let mut module = file_safe(keyword_safe(snake(name)));
    // A name without letters that could be large is the same for both.
    if module == type_name {
        module.push('_');
    }
    ShapeNames {
        home,
        type_name,
        module,
        members: member_names(service, shape, model_name),
        variants: variant_names(service, shape, model_name),
    }
}

fn member_names(service: &Service, shape: &Shape, model_name: &str) -> Vec<String> {
    let named = |member: &str| Named::Member { shape: model_name.to_owned(), member: member.to_owned() };
    let members = shape.members().iter().map(|member| member.name.as_str());
    match shape.kind {
        ShapeKind::Union(_) => {
            variant::names(members.map(|name| (name, given_name(service, || named(name)))))
        }
        _ => members.map(|name| keyword_safe(snake(given(service, || named(name), name)))).collect(),
    }
}

fn variant_names(service: &Service, shape: &Shape, model_name: &str) -> Vec<String> {
    let ShapeKind::Enum(values) = &shape.kind else { return Vec::new() };
    variant::names(values.iter().map(|value| {
        let named = || Named::Value { shape: model_name.to_owned(), value: value.clone() };
        (value.as_str(), given_name(service, named))
    }))
}

/// The method of the client that makes a token.
pub(crate) fn auth_token_method(name: &str) -> String {
    client_method(&digit_safe(snake(name)))
}

/// The parameter of that method for a parameter of the token.
pub(crate) fn auth_token_argument(name: &str) -> String {
    keyword_safe(snake(name))
}
