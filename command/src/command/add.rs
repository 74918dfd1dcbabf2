//! `cargo shapesmith add`: selects more operations and generates.

use std::collections::BTreeSet;
use std::time::Instant;

use clap::Args;
use shapesmith_codegen::ir::Service;

use crate::edited::{Edit, update};
use crate::error::Error;
use crate::generate::{self, Origin};
use crate::manifest::{self, edit};
use crate::models;
use crate::origin::origin;
use crate::program::call;
use crate::report::print;
use crate::selection::{names, select};
use crate::surroundings::has_member;
use crate::workspace::{Workspace, lock};

/// Add operations to the manifest and generate
///
/// The manifest keeps its comments and its order. It is changed only if generation succeeds.
#[derive(Args, Debug)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Arguments {
    /// The service; one that is not listed yet is added, if there is a model of it
    service: String,
    /// Operations, by name or as globs: `*` matches any text, `?` any letter
    #[arg(value_name = "OPERATION", required = true)]
    operations: Vec<String>,
    /// Show what would change, and change nothing
    #[arg(long)]
    dry_run: bool,
}

/// What the help of this command ends with.
const AFTER_HELP: &str = "\
Examples:
  cargo shapesmith add ssm GetParameter
  cargo shapesmith add ssm GetParameter 'PutParameter*'";

/// Runs the command.
pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<(), Error> {
    let started = Instant::now();
    let _lock = lock(workspace)?;
    let manifest = manifest::read(workspace)?;
    manifest.is_ours()?;
    let origin = origin(workspace, &manifest, None)?;
    let name = &arguments.service;
    let listed = manifest.services.get(name);
    let model = match listed {
        Some(listed) => listed.model.clone(),
        None if origin.models.services().any(|service| service == name) => origin.models.newest(name)?,
        None => return Err(without_model(&origin, name)),
    };
    let reading = listed.map(|listed| listed.reading.clone()).unwrap_or_default();
    let places = listed.map(|listed| listed.places.clone()).unwrap_or_default();
    let sources = generate::sources(&origin, &model, &reading, &places.model)?;
    let service = generate::load(&sources, &places.protocol)?;
    let present = (listed.map_or(&[][..], |listed| &listed.operations), places.operations.as_str());
    let (new, remarks) = news(&service, present, &arguments.operations)?;
    for remark in &remarks {
        print(&format!("{remark}\n"));
    }
    if new.is_empty() {
        print("nothing to add; the manifest is unchanged\n");
        return Ok(());
    }
    let text = match listed {
        Some(_) => edit::add_operations(&manifest, name, &new)?,
        // A model with words was taken over with them, and is to keep them.
        None => edit::add_service(&manifest, name, &model, &new, models::is_documented(&sources.service))?,
    };
    let edit = Edit { service: name, text, dry_run: arguments.dry_run };
    update(workspace, &manifest, &origin, edit, started)?;
    let folder = manifest::default_folder(name);
    if listed.is_none() && !has_member(&workspace.root, &folder) {
        print(&format!("note: the workspace's Cargo.toml has to list \"{folder}\" among its members\n"));
    }
    Ok(())
}

/// The error for a service that there is no model of.
fn without_model(origin: &Origin, name: &str) -> Error {
    let error = Error::new(&origin.models.place, format!("no model of a service \"{name}\" in here"));
    error.help(shapesmith_codegen::did_you_mean(name, origin.models.services()).unwrap_or_else(|| {
        format!("`{}` takes one over", call(&format!("models update --from botocore.whl --service {name}")))
    }))
}

/// Which of the wanted entries select something new, and what to say of the others.
fn news(
    service: &Service,
    (present, place): (&[String], &str),
    wanted: &[String],
) -> Result<(Vec<String>, Vec<String>), Error> {
    let mut selected = BTreeSet::new();
    let mut sources = Vec::new();
    for entry in present {
        let operations = names(&select(service, std::slice::from_ref(entry), place)?);
        selected.extend(operations.iter().cloned());
        sources.push((entry, operations));
    }
    let mut new = Vec::new();
    let mut remarks = Vec::new();
    for entry in wanted {
        let operations = names(&select(service, std::slice::from_ref(entry), "")?);
        if !operations.is_subset(&selected) {
            selected.extend(operations);
            new.push(entry.clone());
            continue;
        }
        let by = sources.iter().find(|(_, covered)| operations.is_subset(covered)).map(|(by, _)| *by);
        remarks.push(match by {
            Some(by) if by != entry => format!("{entry} is already selected, by \"{by}\""),
            _ => format!("{entry} is already selected"),
        });
    }
    Ok((new, remarks))
}
