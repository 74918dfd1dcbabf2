//! `cargo shapesmith remove`: selects fewer operations and generates.

use std::time::Instant;

use clap::Args;
use shapesmith_codegen::ir;

use crate::edited::{Edit, update};
use crate::error::{Error, did_you_mean};
use crate::generate;
use crate::manifest::{self, Service, edit};
use crate::origin::{origin, unknown};
use crate::program::call;
use crate::selection::{names, select};
use crate::workspace::{Workspace, lock};

/// Remove operations from the manifest and generate
///
/// The manifest keeps its comments and its order. It is changed only if generation succeeds.
#[derive(Args, Debug)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Arguments {
    /// The service
    service: String,
    /// Entries of the manifest's list, as written there, or globs over the operations that are
    /// listed by name
    #[arg(value_name = "OPERATION", required = true)]
    operations: Vec<String>,
    /// Show what would change, and change nothing
    #[arg(long)]
    dry_run: bool,
}

/// What the help of this command ends with.
const AFTER_HELP: &str = "\
Examples:
  cargo shapesmith remove ssm GetParameter
  cargo shapesmith remove ssm 'Put*'";

/// Runs the command.
pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<(), Error> {
    let started = Instant::now();
    let _lock = lock(workspace)?;
    let manifest = manifest::read(workspace)?;
    manifest.is_ours()?;
    let origin = origin(workspace, &manifest, None)?;
    let name = &arguments.service;
    let listed = manifest.services.get(name).ok_or_else(|| unknown(&manifest, &origin, name))?;

    let place = listed.places.operations.as_str();
    let mut model = None;
    let mut entries = Vec::new();
    for wanted in &arguments.operations {
        if listed.operations.contains(wanted) {
            entries.push(wanted.clone());
            continue;
        }
        // The model is needed only to find out what a glob means.
        let service = match &model {
            Some(service) => service,
            None => {
                let sources =
                    generate::sources(&origin, &listed.model, &listed.reading, &listed.places.model)?;
                model.insert(generate::load(&sources, &listed.places.protocol)?)
            }
        };
        entries.extend(matching(service, listed, wanted, place)?);
    }
    if listed.operations.iter().all(|entry| entries.contains(entry)) {
        let reason = format!("nothing would be left of {name}, and a client without operations is of no use");
        return Err(Error::new(place, reason).help(format!(
            "to generate the service no more, delete [services.{name}] and the folder {}",
            listed.folder
        )));
    }
    let text = edit::remove_operations(&manifest, name, &entries)?;
    let edit = Edit { service: name, text, dry_run: arguments.dry_run };
    update(workspace, &manifest, &origin, edit, started)
}

/// The entries of the manifest that name operations which a glob matches.
fn matching(
    service: &ir::Service,
    listed: &Service,
    wanted: &str,
    place: &str,
) -> Result<Vec<String>, Error> {
    let absent = Error::new(place, format!("\"{wanted}\" is not in the list"));
    let entries = listed.operations.iter().map(String::as_str);
    let advice = did_you_mean(wanted, entries);
    let Ok(selected) = select(service, &[wanted.to_owned()], "") else {
        return Err(advice.into_iter().fold(absent, Error::help));
    };
    let operations = names(&selected);
    let found: Vec<String> =
        listed.operations.iter().filter(|entry| operations.contains(*entry)).cloned().collect();
    if !found.is_empty() {
        return Ok(found);
    }
    for entry in &listed.operations {
        let covered = names(&select(service, std::slice::from_ref(entry), place)?);
        if !operations.is_disjoint(&covered) {
            return Err(Error::new(place, format!("\"{wanted}\" is selected by the glob \"{entry}\"")).help(
                format!(
                    "remove \"{entry}\" and add what is to stay: `{}`, then `{}`",
                    call("add SERVICE OPERATION…"),
                    call(&format!("remove SERVICE '{entry}'"))
                ),
            ));
        }
    }
    Err(advice.into_iter().fold(absent, Error::help))
}
