//! Compiles the expressions that look up parameters of the endpoint rules in an input.

use super::index::Index;
use super::jmespath;
use crate::Error;
use crate::ir::{Operation, Service};

/// Gives operations their context paths, in model order. It comes after everything else, because
/// expressions are checked against the whole service.
pub(super) fn lower(index: &Index<'_>, service: &mut Service) -> Result<(), Error> {
    for (name, entry) in &index.model.operations {
        if entry.context_paths.is_empty() {
            continue;
        }
        let place = format!("operations.{name}.operationContextParams");
        let is_wanted = |operation: &Operation| operation.name == *name;
        let Some(input) = service.operations.iter().find(|one| is_wanted(one)).map(|one| one.input) else {
            continue;
        };
        let mut paths = Vec::with_capacity(entry.context_paths.len());
        for (parameter, text) in &entry.context_paths {
            let compiled = jmespath::compile(service, input, text).map_err(|(reason, help)| {
                index.error(format!("{place}.{parameter}.path"), reason).with_help(help)
            })?;
            paths.push((parameter.clone(), compiled.path));
        }
        if let Some(operation) = service.operations.iter_mut().find(|one| is_wanted(one)) {
            operation.context_paths = paths;
        }
    }
    Ok(())
}
