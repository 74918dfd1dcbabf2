//! What things are called in Rust, for programs that work with generated crates.

use super::Names;
use crate::ir::{Service, ShapeId, ShapeKind};

/// A name as it stands in a program: with `r#` before it where it is a keyword.
pub fn written(name: &str) -> String {
    super::ident(name).to_string()
}

/// Names are given as they are written, but for keywords: those need `r#` before them, see [`written`].
impl Names {
    /// The type of a structure, union, enum or exception; other shapes have none of their own.
    pub fn type_name(&self, shape: ShapeId) -> Option<&str> {
        self.shape(shape).map(|names| names.type_name.as_str())
    }

    /// The module, and file, of a shape that has a type of its own.
    pub fn module(&self, shape: ShapeId) -> Option<&str> {
        self.shape(shape).map(|names| names.module.as_str())
    }

    /// The field of a member, by its name in the model, of a structure or exception.
    pub fn field<'a>(&'a self, service: &Service, shape: ShapeId, member: &str) -> Option<&'a str> {
        match service.shape(shape).kind {
            ShapeKind::Union(_) => None,
            _ => self.member(service, shape, member),
        }
    }

    /// The variant of a value of an enum, or of a member of a union, by its name in the model.
    pub fn variant<'a>(&'a self, service: &Service, shape: ShapeId, name: &str) -> Option<&'a str> {
        match &service.shape(shape).kind {
            ShapeKind::Union(_) => self.member(service, shape, name),
            ShapeKind::Enum(values) => {
                let position = values.iter().position(|value| value == name)?;
                self.shape(shape)?.variants.get(position).map(String::as_str)
            }
            _ => None,
        }
    }

    /// The method of the client that calls an operation.
    pub fn method<'a>(&'a self, service: &Service, operation: &str) -> Option<&'a str> {
        let position = service.operations.iter().position(|one| one.name == operation)?;
        self.operations.get(position).map(|names| names.method.as_str())
    }

    fn member<'a>(&'a self, service: &Service, shape: ShapeId, member: &str) -> Option<&'a str> {
        let position = service.shape(shape).members().iter().position(|one| one.name == member)?;
        self.shape(shape)?.members.get(position).map(String::as_str)
    }
}
