//! Which operations some globs select.

use std::collections::BTreeSet;

use shapesmith_codegen::ir::Service;
use shapesmith_codegen::{Selected, Selection};

use crate::error::Error;

/// Selects operations of a service.
pub(crate) fn select(service: &Service, globs: &[String]) -> Result<Selected, Error> {
    let operations = globs.to_vec();
    Ok(shapesmith_codegen::select(service, &Selection { operations })?)
}

/// The names of the operations that a selection matches, those that had to be left out among them.
pub(crate) fn names(selected: &Selected) -> BTreeSet<String> {
    let kept = selected.service.operations.iter().map(|operation| operation.name.clone());
    let skipped = selected.skipped.iter().map(|skipped| skipped.operation.clone());
    kept.chain(skipped).collect()
}
