//! Which operations some globs select.

use std::collections::BTreeSet;

use shapesmith_codegen::ir::Service;
use shapesmith_codegen::{Selected, Selection};

use crate::error::Error;

/// Selects operations of a service. A mistake in the selection is told at the place where the selection stands, unless
/// that is empty.
pub(crate) fn select(service: &Service, globs: &[String], place: &str) -> Result<Selected, Error> {
    let operations = globs.to_vec();
    shapesmith_codegen::select(service, &Selection { operations }).map_err(|error| {
        let is_about_selection = error.file == service.id && error.place == "operations";
        let error = Error::from(error);
        if is_about_selection && !place.is_empty() {
            Error { place: place.to_owned(), ..error }
        } else {
            error
        }
    })
}

/// The names of the operations that a selection matches, those that had to be left out among them.
pub(crate) fn names(selected: &Selected) -> BTreeSet<String> {
    let kept = selected.service.operations.iter().map(|operation| operation.name.clone());
    let skipped = selected.skipped.iter().map(|skipped| skipped.operation.clone());
    kept.chain(skipped).collect()
}
