//! A manifest that was edited, and the crate that it then asks for: both are written, or neither.

use std::time::Instant;

use crate::error::Error;
use crate::generate::{Origin, Target};
use crate::manifest::{self, Manifest};
use crate::report::print;
use crate::workspace::Workspace;
use crate::{apply, write};

/// An edit of the manifest.
pub(crate) struct Edit<'a> {
    /// The service that it is about.
    pub(crate) service: &'a str,
    /// The manifest's new text.
    pub(crate) text: String,
    /// Whether it is only to be told what it would do.
    pub(crate) dry_run: bool,
}

/// Generates a service as an edited manifest wants it, and writes both.
///
/// The manifest is written when the new crate is complete and before it takes its place: whenever
/// the run is killed, the next `codegen` goes where the manifest points.
pub(crate) fn update(
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
