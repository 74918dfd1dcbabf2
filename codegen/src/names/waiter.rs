//! The names of waiters.

use std::collections::BTreeMap;

use super::{Names, OperationNames, snake};
use crate::Error;
use crate::ir::{Operation, Service, Waiter};

/// The names of a waiter: its module, and the constant and the methods that are called after it.
#[derive(Debug)]
pub(crate) struct WaiterNames {
    pub(crate) module: String,
    pub(crate) constant: String,
    pub(crate) method: String,
}

/// A waiter and its operation, with the names of both.
#[derive(Clone, Copy)]
pub(crate) struct NamedWaiter<'a> {
    pub(crate) waiter: &'a Waiter,
    pub(crate) names: &'a WaiterNames,
    pub(crate) operation: &'a Operation,
    pub(crate) operation_names: &'a OperationNames,
}

impl WaiterNames {
    /// The names that a waiter has, from its own alone.
    pub(crate) fn of(waiter: &str) -> Self {
        let module = snake(waiter);
        Self { constant: module.to_uppercase(), method: format!("wait_until_{module}"), module }
    }

    /// Whether Rust takes the names; a keyword can be a module, but for those that cannot be raw.
    fn are_usable(&self) -> bool {
        self.module.starts_with(|letter: char| letter.is_ascii_lowercase())
            && self.module.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
            && !matches!(self.module.as_str(), "self" | "super" | "crate")
    }
}

impl Names {
    /// The waiters of the service with their operations, which are there as long as a waiter is.
    pub(crate) fn waiters<'a>(&'a self, service: &'a Service) -> impl Iterator<Item = NamedWaiter<'a>> {
        service.waiters.iter().zip(&self.waiters).filter_map(|(waiter, names)| {
            let mut operations = self.operations(service);
            let (operation, operation_names) =
                operations.find(|(operation, _)| operation.name == waiter.operation)?;
            Some(NamedWaiter { waiter, names, operation, operation_names })
        })
    }
}

/// Decides the names of all waiters.
///
/// # Errors
///
/// Names that Rust does not take, or that an operation or another waiter has.
pub(super) fn names(service: &Service, operations: &[OperationNames]) -> Result<Vec<WaiterNames>, Error> {
    let methods = service.operations.iter().zip(operations);
    let mut taken: BTreeMap<String, &str> =
        methods.map(|(operation, names)| (names.module.clone(), operation.name.as_str())).collect();
    let mut all = Vec::with_capacity(service.waiters.len());
    for waiter in &service.waiters {
        let names = WaiterNames::of(&waiter.name);
        if !names.are_usable() {
            let reason = format!("\"{}\" cannot be the name of a waiter", waiter.name);
            let help = "it must begin with an ASCII letter and hold letters and digits";
            return Err(waiter.origin.error(reason).with_help(Some(help.to_owned())));
        }
        if let Some(other) = taken.insert(names.method.clone(), &waiter.name) {
            return Err(super::collision(&waiter.origin, other, &waiter.name, &names.method));
        }
        all.push(names);
    }
    Ok(all)
}
