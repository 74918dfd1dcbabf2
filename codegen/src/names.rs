//! The one place that allocates Rust identifiers.
//!
//! Names are decided once per service, before anything is emitted. A name depends on what it names
//! alone, never on its neighbours, so a change in a model renames nothing else; two names that
//! collide are therefore an error that names both, never a silent alias or a numbered suffix.

mod casing;
mod query;
mod waiter;

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Ident, Span};

use crate::Error;
use crate::ir::{Operation, Origin, Service, Shape, ShapeId, ShapeKind};

pub(crate) use casing::{camel, snake};
pub(crate) use waiter::{NamedWaiter, WaiterNames};

/// Methods of the generated `Client` itself, which no operation may be called like.
const CLIENT_METHODS: &[&str] = &["clone", "config", "fake", "from_env", "new", "request"];

/// Methods of the generated `Request` itself. A setter that would be called like one is called
/// `set_…` instead.
const REQUEST_METHODS: &[&str] =
    &["clone", "configure", "into_future", "items", "new", "pages", "send", "wait_until"];

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
    /// Its module and file, without `r#`, and its method on the client.
    pub(crate) module: String,
}

/// Decides all names of a service.
///
/// # Errors
///
/// Two names that collide, or a name that no Rust name can be made of.
pub fn allocate(service: &Service) -> Result<Names, Error> {
    let operations = operation_names(service)?;
    let homes = homes(service);
    let mut shapes = BTreeMap::new();
    let mut taken: BTreeMap<(Home, String), &str> = BTreeMap::new();
    for (id, shape) in service.shapes() {
        let Some(&home) = homes.get(&id) else { continue };
        let type_name = keyword_safe(camel(&shape.name));
        let module = keyword_safe(snake(&shape.name));
        for name in [&type_name, &module] {
            check(&shape.origin, &shape.name, name)?;
        }
        if home != Home::Operation {
            for name in [&type_name, &module] {
                if let Some(other) = taken.insert((home, name.clone()), &shape.name)
                    && other != shape.name
                {
                    return Err(collision(&shape.origin, other, &shape.name, name));
                }
            }
        }
        let members = member_names(shape)?;
        let variants = variant_names(shape)?;
        shapes.insert(id, ShapeNames { home, type_name, module, members, variants });
    }
    let waiters = waiter::names(service, &operations)?;
    Ok(Names { shapes, operations, waiters })
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

/// The setter of a field on `Request`, where the request's own methods come first.
pub(crate) fn request_setter(field: &str) -> String {
    if REQUEST_METHODS.contains(&field) { format!("set_{field}") } else { field.to_owned() }
}

/// The setter of a field on its structure, where `new` is taken.
pub(crate) fn structure_setter(field: &str) -> String {
    if matches!(field, "new" | "clone") { format!("set_{field}") } else { field.to_owned() }
}

/// An identifier, raw if it is a keyword.
pub(crate) fn ident(name: &str) -> Ident {
    match syn::parse_str::<Ident>(name) {
        Ok(_) => Ident::new(name, Span::call_site()),
        Err(_) => Ident::new_raw(name, Span::call_site()),
    }
}

/// A name that can be an identifier: the few keywords that cannot be raw get a trailing underscore,
/// and a leading digit gets a leading one.
fn keyword_safe(name: String) -> String {
    match name.as_str() {
        "self" | "super" | "crate" | "Self" | "" => format!("{name}_"),
        _ if name.starts_with(|c: char| c.is_ascii_digit()) => format!("_{name}"),
        _ => name,
    }
}

fn operation_names(service: &Service) -> Result<Vec<OperationNames>, Error> {
    let mut taken: BTreeMap<String, &str> = BTreeMap::new();
    let mut names = Vec::new();
    for operation in &service.operations {
        let module = keyword_safe(snake(&operation.name));
        let place = &operation.origin;
        let type_prefix = camel(&operation.name);
        check(place, &operation.name, &module)?;
        check(place, &operation.name, &format!("{type_prefix}Input"))?;
        if CLIENT_METHODS.contains(&module.as_str()) {
            return Err(collision(place, "the client's own method", &operation.name, &module));
        }
        if let Some(other) = taken.insert(module.clone(), &operation.name) {
            return Err(collision(place, other, &operation.name, &module));
        }
        names.push(OperationNames { type_prefix, module });
    }
    Ok(names)
}

/// Where each shape with a Rust type of its own lives.
fn homes(service: &Service) -> BTreeMap<ShapeId, Home> {
    let operation_shapes: BTreeSet<ShapeId> =
        service.operations.iter().flat_map(|operation| [operation.input, operation.output]).collect();
    let home = |(id, shape): (ShapeId, &Shape)| match &shape.kind {
        ShapeKind::Exception(_) => Some((id, Home::Error)),
        _ if operation_shapes.contains(&id) => Some((id, Home::Operation)),
        ShapeKind::Structure(_) | ShapeKind::Union(_) | ShapeKind::Enum(_) => Some((id, Home::Types)),
        _ => None,
    };
    service.shapes().filter_map(home).collect()
}

fn member_names(shape: &Shape) -> Result<Vec<String>, Error> {
    let is_union = matches!(shape.kind, ShapeKind::Union(_));
    let mut taken: BTreeMap<String, &str> = BTreeMap::new();
    let mut names = Vec::new();
    for member in shape.members() {
        let name = if is_union { casing::variant(&member.name) } else { keyword_safe(snake(&member.name)) };
        check(&member.origin, &member.name, &name)?;
        if let Some(other) = taken.insert(name.clone(), &member.name) {
            return Err(collision(&member.origin, other, &member.name, &name));
        }
        names.push(name);
    }
    Ok(names)
}

fn variant_names(shape: &Shape) -> Result<Vec<String>, Error> {
    let ShapeKind::Enum(values) = &shape.kind else { return Ok(Vec::new()) };
    let mut taken: BTreeMap<String, &str> = BTreeMap::new();
    let mut names = Vec::new();
    for value in values {
        let name = casing::variant(value);
        check(&shape.origin.at("enum"), value, &name)?;
        if let Some(other) = taken.insert(name.clone(), value) {
            return Err(collision(&shape.origin.at("enum"), other, value, &name));
        }
        names.push(name);
    }
    Ok(names)
}

/// Checks that what casing made of a name is an identifier, raw or not.
///
/// # Errors
///
/// It is none: the model's name has no letters, or some that Rust does not take.
fn check(origin: &Origin, original: &str, name: &str) -> Result<(), Error> {
    // Nearly all names are plain letters and digits, and there are many of them.
    let is_plain = name.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && name.bytes().all(|letter| letter.is_ascii_alphanumeric() || letter == b'_');
    let is_identifier = |name: &str| syn::parse_str::<Ident>(name).is_ok();
    if is_plain || is_identifier(name) || is_identifier(&format!("r#{name}")) {
        return Ok(());
    }
    let reason = format!("nothing that can be a Rust name is left of \"{}\"", original.escape_debug());
    Err(origin.error(reason).with_help(Some("rename it with a patch".to_owned())))
}

fn collision(origin: &Origin, first: &str, second: &str, name: &str) -> Error {
    origin
        .error(format!("\"{first}\" and \"{second}\" would both be called `{name}` in Rust"))
        .with_help(Some("rename one of them with a patch".to_owned()))
}
