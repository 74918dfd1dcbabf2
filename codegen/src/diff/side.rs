//! One of the two versions that are compared: the service, its Rust names, and the API made of them.

use std::collections::{BTreeMap, BTreeSet};

use super::item::{ItemKey, ItemKind};
use super::model::{At, ShapeKey, shapes};
use super::surface::Surface;
use crate::ir::{Service, ShapeId, ShapeKind};
use crate::names::{Home, Names, accessor, error_variant, ident, request_setter, structure_setter};
use crate::{Error, Options, Selection, pass};

/// A version of a service.
pub(super) struct Side<'a> {
    pub(super) service: &'a Service,
    pub(super) surface: Surface,
    names: Names,
    shapes: BTreeMap<ShapeKey, ShapeId>,
    /// The path of each shape's type from the crate's root, where it has a type.
    paths: BTreeMap<ShapeId, String>,
    /// For each shape, the members that lead to it with no type between.
    users: BTreeMap<ShapeId, Vec<(ShapeId, usize)>>,
}

/// Items that a difference may have touched.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Claim {
    /// This one.
    Item(ItemKey),
    /// All of a type, given by its path.
    Owner(String),
    /// All of a module, given by its path.
    Module(String),
}

impl Claim {
    /// Whether an item is among them.
    pub(super) fn covers(&self, item: &ItemKey) -> bool {
        match self {
            Self::Item(claimed) => claimed == item,
            Self::Owner(path) => owner(item) == path,
            Self::Module(path) => owner(item)
                .strip_prefix(path.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with("::")),
        }
    }
}

/// The type that an item belongs to; for the methods of a request, the input.
pub(super) fn owner(item: &ItemKey) -> &str {
    let input = item.owner.strip_prefix("Request<").and_then(|rest| rest.strip_suffix('>'));
    input.unwrap_or(&item.owner)
}

/// The operations that a selection means on both sides.
///
/// # Errors
///
/// An entry that matches on neither side.
pub(super) fn select(
    old: &Service,
    new: &Service,
    selection: &Selection,
) -> Result<(Service, Service), Error> {
    let matching = |service: &Service| -> Vec<String> {
        let matches =
            |glob: &&String| service.operations.iter().any(|operation| pass::matches(glob, &operation.name));
        selection.operations.iter().filter(matches).cloned().collect()
    };
    let (in_old, in_new) = (matching(old), matching(new));
    if let Some(glob) =
        selection.operations.iter().find(|glob| !in_old.contains(glob) && !in_new.contains(glob))
    {
        // Selecting it fails, and says why.
        pass::select(new, &Selection { operations: vec![glob.clone()] })?;
    }
    let kept = |service: &Service, operations: Vec<String>| match operations.is_empty() {
        true => pass::extract(service, &[]),
        false => pass::select(service, &Selection { operations }).map(|selected| selected.service),
    };
    Ok((kept(old, in_old)?, kept(new, in_new)?))
}

/// A service with all its operations, those that clients cannot use among them, and what they reach.
pub(super) fn everything(service: &Service) -> Result<Service, Error> {
    pass::extract(service, &service.operations.iter().collect::<Vec<_>>())
}

impl<'a> Side<'a> {
    /// Generates the crate of a version and reads its API.
    pub(super) fn of(service: &'a Service) -> Result<Self, Error> {
        // What the crate is called, and what surrounds it, is the same on both sides.
        let options = Options {
            package: "compared".to_owned(),
            version: "0.0.0".to_owned(),
            package_fields: String::new(),
            runtime: "\"*\"".to_owned(),
            library: String::new(),
            further_tables: String::new(),
            source: String::new(),
        };
        let surface = Surface::of(&crate::generate(service, &options)?)?;
        let names = crate::names::allocate(service)?;
        let paths = paths(service, &names);
        Ok(Self { surface, shapes: shapes(service), users: users(service), paths, names, service })
    }

    /// The items that belong to a place in the model.
    pub(super) fn claims(&self, at: &At) -> BTreeSet<Claim> {
        let claims = match at {
            At::Service => Vec::new(),
            At::Operation(name) => self.operation(name),
            At::Error(operation, name) => self.error(operation, name),
            At::Paginator(operation) => self.paginator(operation),
            At::Waiter(name) => self.waiter(name),
            At::Shape(key) => self.shape(key),
            At::Whole(key) => self.whole(key),
            At::Kind(key) => [self.whole(key), self.through(key)].concat(),
            At::Order(key) => {
                self.path(key).map(|(id, path)| self.constructors(id, path)).unwrap_or_default()
            }
            At::Member(key, name) => self.named_member(key, name),
        };
        claims.into_iter().collect()
    }

    /// The shape of a key.
    pub(super) fn id(&self, key: &ShapeKey) -> Option<ShapeId> {
        self.shapes.get(key).copied()
    }

    fn path(&self, key: &ShapeKey) -> Option<(ShapeId, &str)> {
        let id = self.id(key)?;
        Some((id, self.paths.get(&id)?))
    }

    fn shape(&self, key: &ShapeKey) -> Vec<Claim> {
        match self.path(key) {
            Some((_, path)) => vec![item(ItemKind::Type, path, "")],
            None => self.through(key),
        }
    }

    fn whole(&self, key: &ShapeKey) -> Vec<Claim> {
        self.path(key).map(|(_, path)| Claim::Owner(path.to_owned())).into_iter().collect()
    }

    /// The members that hold a shape, with no type between.
    fn through(&self, key: &ShapeKey) -> Vec<Claim> {
        let users = self.id(key).and_then(|id| self.users.get(&id)).into_iter().flatten();
        users.flat_map(|(owner, index)| self.member(*owner, *index)).collect()
    }

    fn named_member(&self, key: &ShapeKey, name: &str) -> Vec<Claim> {
        let Some((id, path)) = self.path(key) else { return Vec::new() };
        let shape = self.service.shape(id);
        if let ShapeKind::Enum(values) = &shape.kind {
            let names = self.names.shape(id).map(|names| names.variants.as_slice()).unwrap_or_default();
            let variant = values.iter().zip(names).find(|(value, _)| *value == name);
            return variant.map(|(_, variant)| item(ItemKind::Variant, path, variant)).into_iter().collect();
        }
        let index = shape.members().iter().position(|member| member.name == name);
        index.map(|index| self.member(id, index)).unwrap_or_default()
    }

    /// The items that a member is made into, and those that take every required member.
    fn member(&self, id: ShapeId, index: usize) -> Vec<Claim> {
        let (Some(path), Some(field)) =
            (self.paths.get(&id), self.names.shape(id).and_then(|names| names.members.get(index)))
        else {
            return Vec::new();
        };
        let request = format!("Request<{path}>");
        let mut claims = vec![
            item(ItemKind::Field, path, field),
            item(ItemKind::Variant, path, field),
            item(ItemKind::Function, path, &structure_setter(field)),
            item(ItemKind::Function, path, &accessor(field)),
            item(ItemKind::Function, &request, &request_setter(field)),
        ];
        claims.extend(self.constructors(id, path));
        claims
    }

    /// What takes the required members of a shape, and what is there only without any.
    fn constructors(&self, id: ShapeId, path: &str) -> Vec<Claim> {
        let mut claims =
            vec![item(ItemKind::Function, path, "new"), item(ItemKind::Implementation, path, "Default")];
        for (operation, names) in
            self.names.operations(self.service).filter(|(operation, _)| operation.input == id)
        {
            claims.push(item(ItemKind::Function, "Client", &names.method));
            let waiters =
                self.names.waiters(self.service).filter(|(waiter, _)| waiter.operation == operation.name);
            claims.extend(waiters.map(|(_, names)| item(ItemKind::Function, "Client", &names.method)));
        }
        claims
    }

    fn operation(&self, name: &str) -> Vec<Claim> {
        let mut operations = self.names.operations(self.service);
        let Some((_, names)) = operations.find(|(operation, _)| operation.name == name) else {
            return Vec::new();
        };
        let module = ident(&names.module).to_string();
        vec![item(ItemKind::Function, "Client", &names.method), Claim::Module(format!("operation::{module}"))]
    }

    fn waiter(&self, name: &str) -> Vec<Claim> {
        let mut waiters = self.names.waiters(self.service);
        let Some((_, names)) = waiters.find(|(waiter, _)| waiter.name == name) else { return Vec::new() };
        vec![
            item(ItemKind::Constant, "waiter", &names.constant),
            item(ItemKind::Function, "Client", &names.method),
        ]
    }

    /// The path of a type of an operation, by its suffix.
    fn operation_type(&self, name: &str, suffix: &str) -> Option<String> {
        let (_, names) = self.names.operations(self.service).find(|(operation, _)| operation.name == name)?;
        let module = ident(&names.module);
        Some(format!("operation::{module}::{}{suffix}", names.type_prefix))
    }

    fn error(&self, operation: &str, name: &str) -> Vec<Claim> {
        let shape = self.id(&ShapeKey { of_operation: false, name: name.to_owned() });
        let variant = shape.and_then(|id| self.names.shape(id)).map(|names| error_variant(&names.type_name));
        match (self.operation_type(operation, "Error"), variant) {
            (Some(path), Some(variant)) => vec![item(ItemKind::Variant, &path, &variant)],
            _ => Vec::new(),
        }
    }

    fn paginator(&self, operation: &str) -> Vec<Claim> {
        let Some(path) = self.operation_type(operation, "Input") else { return Vec::new() };
        ["Paginated", "PaginatedItems"].map(|name| item(ItemKind::Implementation, &path, name)).to_vec()
    }
}

/// The claim on one item; keywords are written as they are in Rust.
fn item(kind: ItemKind, owner: &str, name: &str) -> Claim {
    let name = match kind {
        ItemKind::Type | ItemKind::Implementation => name.to_owned(),
        _ => ident(name).to_string(),
    };
    Claim::Item(ItemKey { kind, owner: owner.to_owned(), name })
}

/// The paths of all types.
fn paths(service: &Service, names: &Names) -> BTreeMap<ShapeId, String> {
    let mut paths = BTreeMap::new();
    for (home, module) in [(Home::Types, "types"), (Home::Error, "error")] {
        for (id, names) in names.in_home(home) {
            paths.insert(id, format!("{module}::{}", ident(&names.type_name)));
        }
    }
    for (operation, operation_names) in names.operations(service) {
        let module = ident(&operation_names.module);
        for id in [operation.input, operation.output] {
            if let Some(names) = names.shape(id) {
                paths.insert(id, format!("operation::{module}::{}", ident(&names.type_name)));
            }
        }
    }
    paths
}

/// The members that lead to each shape with no type between.
fn users(service: &Service) -> BTreeMap<ShapeId, Vec<(ShapeId, usize)>> {
    let mut users: BTreeMap<ShapeId, Vec<(ShapeId, usize)>> = BTreeMap::new();
    for (owner, shape) in service.shapes() {
        for (index, member) in shape.members().iter().enumerate() {
            // Lists and maps that contain nothing but themselves were refused, so this ends.
            let mut waiting = vec![member.element.target];
            while let Some(id) = waiting.pop() {
                users.entry(id).or_default().push((owner, index));
                match &service.shape(id).kind {
                    ShapeKind::List { element, .. } => waiting.push(element.target),
                    ShapeKind::Map { key, value, .. } => waiting.extend([key.target, value.target]),
                    _ => {}
                }
            }
        }
    }
    users
}
