//! The runtime's table of partitions, which `cargo shapesmith codegen` writes where the runtime's own
//! sources are in the workspace. Elsewhere crates go by the table of the runtime that they depend on.

use std::collections::BTreeMap;
use std::path::PathBuf;

use shapesmith_codegen::Files;

use crate::error::Error;
use crate::models::Models;
use crate::workspace::Workspace;
use crate::write::{Change, Plan, is_generated};

/// The folder of the table in the workspace of the runtime.
pub(crate) const FOLDER: &str = "runtime/src/endpoint";

/// The table's file.
const FILE: &str = "partitions.rs";

/// Where the table is, if the workspace has it.
pub(crate) fn table(workspace: &Workspace) -> Option<PathBuf> {
    Some(workspace.root.join(FOLDER).join(FILE)).filter(|path| path.is_file())
}

/// Compares the table with what the models' `partitions.json` gives. `None` where the workspace has no
/// table or the models have no partitions.
pub(crate) fn plan(workspace: &Workspace, models: &Models) -> Result<Option<Plan>, Error> {
    let (Some(path), Some(source)) = (table(workspace), models.partitions()?) else { return Ok(None) };
    let text = shapesmith_codegen::partitions(&source)?;
    let present = std::fs::read(&path).map_err(|error| Error::io(&path, "read it", &error))?;
    if !is_generated(&present) {
        return Err(Error::new(workspace.display(&path), "this file was not written by the generator")
            .help("move it elsewhere, and run again; nothing has been changed"));
    }
    let change = match present == text.as_bytes() {
        true => Change::Unchanged,
        false => Change::Changed(String::from_utf8_lossy(&present).into_owned()),
    };
    Ok(Some(Plan {
        folder: workspace.root.join(FOLDER),
        files: Files::from([(FILE.to_owned(), text)]),
        changes: BTreeMap::from([(FILE.to_owned(), change)]),
    }))
}

/// What a plan has to write.
pub(crate) fn writes(plan: &Plan) -> Vec<(PathBuf, Option<String>)> {
    let text = |path: &str| plan.files.get(path).cloned();
    plan.touched().map(|(path, _)| (plan.folder.join(path), text(path))).collect()
}
