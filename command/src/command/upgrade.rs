//! `cargo shapesmith upgrade`: takes a workspace over from another version of the commands.

use std::path::PathBuf;
use std::time::Instant;

use clap::Args;
use toml_edit::{DocumentMut, Item, value};

use crate::apply;
use crate::error::Error;
use crate::generate::{Origin, Target};
use crate::manifest::schema;
use crate::manifest::{self, edit};
use crate::origin::origin;
use crate::program::VERSION;
use crate::report::{Tone, paint, print};
use crate::runtime::{RUNTIME, Runtime};
use crate::surroundings::{self, cargo_manifest};
use crate::workspace::{Workspace, lock};
use crate::write;

/// Take the workspace over from another version of these commands
///
/// The manifest's `tool`, its schema for editors, the version of the runtime in `Cargo.toml`, and the crates are brought to
/// the version that runs. Models stay as they are, so what changes in a crate comes from the generator alone;
/// `models update` is the other half, and touches nothing of this.
#[derive(Args, Debug)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Arguments {
    /// Where the runtime is from now on: VERSION, path:FOLDER or git:URL#REVISION [default: as it is, and a version
    /// is that of these commands]
    #[arg(long, value_name = "SOURCE")]
    runtime: Option<String>,
    /// Show what would change, and change nothing
    #[arg(long)]
    dry_run: bool,
}

/// What the help of this command ends with.
const AFTER_HELP: &str = "\
Examples:
  cargo shapesmith upgrade --dry-run
  cargo shapesmith upgrade
  cargo shapesmith upgrade --runtime git:https://example.com/shapesmith.git#0123abc";

/// Runs the command.
pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<(), Error> {
    let started = Instant::now();
    let _lock = lock(workspace)?;
    let manifest = manifest::read(workspace)?;
    let runtime = arguments.runtime.as_deref().map(Runtime::parse).transpose()?;
    let mut notes = Vec::new();
    let mut writes: Vec<(PathBuf, Option<String>)> = Vec::new();

    let path = workspace.root.join("Cargo.toml");
    let mut root = cargo_manifest(&path)?;
    if let Some(root) = &mut root {
        match raise(root, workspace, runtime.as_ref()) {
            Some(note) => notes.push(note),
            None => writes.push((path, Some(root.to_string()))),
        }
    }
    let text = edit::set_tool(&manifest, VERSION)?;
    let edited = manifest::parse(text, &manifest.place)?;
    let schema_file = workspace.models.join(schema::FILE);
    if schema_file.is_file() || edited.text.starts_with(schema::DIRECTIVE) {
        writes.push((schema_file, Some(schema::schema())));
    }
    writes.push((workspace.manifest.clone(), Some(edited.text.clone())));
    writes.retain(|(path, text)| {
        let text = text.as_deref().unwrap_or_default();
        !std::fs::read(path).is_ok_and(|bytes| crate::text::same(&bytes, text))
    });

    let origin = origin(workspace, &manifest, None)?;
    let origin = Origin { surroundings: surroundings::of(&workspace.root, root.as_ref()), ..origin };
    let services = edited.services.iter();
    let targets: Vec<Target> = services
        .map(|(name, service)| Target::of_manifest(workspace, name, service))
        .collect::<Result<_, _>>()?;
    if !arguments.dry_run {
        apply::recover(workspace, &targets)?;
    }
    let planned = apply::plan(workspace, &origin, &targets)?;
    let mut summary = match manifest.tool.as_deref() {
        Some(VERSION) => format!("the workspace is written by version {VERSION} already\n"),
        before => format!("from {} to {VERSION}\n", before.unwrap_or("an unnamed version")),
    };
    for (path, _) in &writes {
        summary.push_str(&format!("  ~ {}\n", workspace.display(path)));
    }
    summary.push_str(&apply::summary(&planned));
    for note in notes {
        summary.push_str(&format!("{}\n", paint(&format!("note: {note}"), Tone::Yellow)));
    }
    if arguments.dry_run {
        print(&format!("{summary}nothing has been changed\n"));
        return Ok(());
    }
    apply::write(&planned, || write::write_files(&writes))?;
    print(&format!("{summary}{}", apply::done(started)));
    Ok(())
}

/// Has a `Cargo.toml` name the runtime that goes with these commands. A note where only a person can.
fn raise(root: &mut DocumentMut, workspace: &Workspace, runtime: Option<&Runtime>) -> Option<String> {
    let in_workspace = root
        .get("workspace")
        .and_then(|workspace| workspace.get("dependencies"))
        .is_some_and(|dependencies| dependencies.get(RUNTIME).is_some());
    let dependencies = match in_workspace {
        true => root.get_mut("workspace").and_then(|workspace| workspace.get_mut("dependencies")),
        false => root.get_mut("dependencies"),
    };
    let said = dependencies.and_then(|dependencies| dependencies.get_mut(RUNTIME))?;
    if let Some(runtime) = runtime {
        let mut dependency = runtime.dependency(&workspace.root);
        if let Some(features) = said.get("features").and_then(Item::as_array) {
            dependency.insert("features", features.clone().into());
        }
        *said = value(dependency);
        return None;
    }
    if said.is_str() {
        *said = value(VERSION);
        return None;
    }
    // To ask for it mutably would put it there.
    if said.get("version").is_some() {
        if let Some(version) = said.get_mut("version") {
            *version = value(VERSION);
        }
        return None;
    }
    said.get("git").map(|_| {
        format!(
            "{RUNTIME} comes from git: --runtime git:URL#REVISION names the revision that goes with {VERSION}"
        )
    })
}
