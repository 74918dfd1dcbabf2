//! `cargo xtask add`: selects more operations and generates.

use std::collections::BTreeSet;
use std::time::Instant;

use clap::Args;
use shapesmith_codegen::ir::Service;

use super::codegen::origin;
use super::list::{names, select};
use crate::error::Error;
use crate::generate::{self, Origin, Target};
use crate::manifest::{self, Manifest, edit};
use crate::program::call;
use crate::report::print;
use crate::surroundings::has_member;
use crate::workspace::{Workspace, lock};
use crate::{apply, write};

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
  cargo xtask add ssm GetParameter
  cargo xtask add ssm GetParameter 'PutParameter*'";

/// Runs the command.
pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<(), Error> {
    let started = Instant::now();
    let _lock = lock(workspace)?;
    let manifest = manifest::read(workspace)?;
    let origin = origin(workspace, &manifest, None)?;
    let name = &arguments.service;
    let listed = manifest.services.get(name);
    let model = match listed {
        Some(listed) => listed.model.clone(),
        None if origin.models.services().any(|service| service == name) => origin.models.newest(name)?,
        None => return Err(without_model(&origin, name)),
    };
    let reading = listed.map(|listed| listed.reading.clone()).unwrap_or_default();
    let service = shapesmith_codegen::load(&generate::sources(&origin, &model, &reading)?)?;
    let present = listed.map_or(&[][..], |listed| &listed.operations);
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
        None => edit::add_service(&manifest, name, &model, &new)?,
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
    present: &[String],
    wanted: &[String],
) -> Result<(Vec<String>, Vec<String>), Error> {
    let mut selected = BTreeSet::new();
    let mut sources = Vec::new();
    for entry in present {
        let operations = names(&select(service, std::slice::from_ref(entry))?);
        selected.extend(operations.iter().cloned());
        sources.push((entry, operations));
    }
    let mut new = Vec::new();
    let mut remarks = Vec::new();
    for entry in wanted {
        let operations = names(&select(service, std::slice::from_ref(entry))?);
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

/// An edit of the manifest.
pub(super) struct Edit<'a> {
    /// The service that it is about.
    pub(super) service: &'a str,
    /// The manifest's new text.
    pub(super) text: String,
    /// Whether it is only to be told what it would do.
    pub(super) dry_run: bool,
}

/// Generates a service as an edited manifest wants it, and writes both.
///
/// The manifest is written when the new crate is complete and before it takes its place: whenever
/// the run is killed, the next `codegen` goes where the manifest points.
pub(super) fn update(
    workspace: &Workspace,
    manifest: &Manifest,
    origin: &Origin,
    edit: Edit<'_>,
    started: Instant,
) -> Result<(), Error> {
    let name = edit.service;
    let edited = manifest::parse(edit.text, &manifest.place)?;
    let service = edited
        .services
        .get(name)
        .ok_or_else(|| Error::new(&manifest.place, format!("services.{name}: the edit was lost")))?;
    let targets = [Target::of_manifest(workspace, name, service)?];
    if !edit.dry_run {
        apply::recover(workspace, &targets)?;
    }
    let planned = apply::plan(workspace, origin, &targets)?;
    let summary = apply::summary(&planned);
    let listed = service.operations.join(", ");
    if edit.dry_run {
        print(&format!(
            "{}: {name} would have {listed}; nothing has been changed\n{summary}",
            manifest.place
        ));
        return Ok(());
    }
    let written = apply::write(&planned, || write::write_file(&workspace.manifest, &edited.text));
    if let Err(error) = written {
        write::write_file(&workspace.manifest, &manifest.text)?;
        return Err(error);
    }
    print(&format!("{}: {name} has {listed}\n{summary}{}", manifest.place, apply::done(started)));
    Ok(())
}
