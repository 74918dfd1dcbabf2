//! From a target to a crate in memory: reads the model, selects, generates, and counts.

use std::path::PathBuf;

use shapesmith_codegen::ir::{self, ShapeKind};
use shapesmith_codegen::{Files, Options, Sources, visible};

use crate::error::Error;
use crate::manifest::cargo::Package;
use crate::manifest::{Model, Places, Reading, Service};
use crate::models::Models;
use crate::report::{Tone, count, paint};
use crate::selection::select;
use crate::surroundings::Surroundings;
use crate::workspace::Workspace;

/// Where models come from, and what surrounds the crates made of them: the same for all targets of a
/// run.
#[derive(Debug)]
pub(crate) struct Origin {
    /// The models.
    pub(crate) models: Models,
    /// The workspace's own models, where those above are somebody else's: they hold the project's
    /// corrections.
    pub(crate) own: Option<Models>,
    /// What the models are called, such as `botocore 1.44.5`, where that is known.
    pub(crate) collection: Option<String>,
    /// The workspace of the crates.
    pub(crate) surroundings: Surroundings,
}

/// A crate that is to be generated.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    /// The service's name, which is also the package's.
    pub(crate) service: String,
    /// The model.
    pub(crate) model: Model,
    /// The operations, as globs.
    pub(crate) operations: Vec<String>,
    /// Where model and operations are written, for messages.
    pub(crate) places: Places,
    /// The crate's folder, absolute.
    pub(crate) folder: PathBuf,
    /// How the crate's manifest is written.
    pub(crate) setting: Setting,
    /// Where the model was taken from, if not from where the run's other models are.
    pub(crate) collection: Option<String>,
    /// How the model is read.
    pub(crate) reading: Reading,
    /// What the crate's `Cargo.toml` says.
    pub(crate) cargo: Package,
}

/// What is around a generated crate, which decides what its manifest says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Setting {
    /// The manifest's workspace, whose fields it shares.
    Inside,
    /// Something else: the crate's manifest stands for itself.
    Outside,
}

impl Target {
    /// The target that the manifest describes for a service.
    pub(crate) fn of_manifest(workspace: &Workspace, name: &str, service: &Service) -> Result<Self, Error> {
        let mut folder = workspace.root.clone();
        for part in service.folder.split('/') {
            folder.push(part);
            if folder.is_symlink() {
                return Err(Error::new(
                    workspace.display(&folder),
                    "this is a symbolic link, and a crate is to be generated there",
                )
                .help("generated crates live in folders of their own: remove the link"));
            }
        }
        Ok(Self {
            service: name.to_owned(),
            model: service.model.clone(),
            operations: service.operations.clone(),
            places: service.places.clone(),
            folder,
            setting: Setting::Inside,
            collection: service.collection.clone(),
            reading: service.reading.clone(),
            cargo: service.cargo.clone(),
        })
    }
}

/// A generated crate, in memory.
#[derive(Debug)]
pub(crate) struct Crate {
    /// What was generated.
    pub(crate) target: Target,
    /// The service, with the operations that the crate has.
    pub(crate) service: ir::Service,
    /// Where the model comes from, such as `botocore 1.44.5, ssm/2014-11-06`.
    pub(crate) source: String,
    /// The files.
    pub(crate) files: Files,
    /// How much of everything there is.
    pub(crate) counts: Counts,
    /// What a person should know: notes, and operations that were left out with the reason.
    pub(crate) remarks: Vec<String>,
    /// What the generator's own corrections changed in the model.
    pub(crate) corrections: Vec<String>,
}

/// How many remarks on a model's files are told.
const REMARKS: usize = 5;

/// How the remark on an operation that was left out begins.
pub(crate) const LEFT_OUT: &str = "left out:";

/// How the line on a correction begins.
const CORRECTED: &str = "corrected:";

/// How much of everything a crate holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// Operations.
    pub(crate) operations: usize,
    /// Shapes of all kinds.
    pub(crate) shapes: usize,
    /// Structures, inputs and outputs among them.
    pub(crate) structures: usize,
    /// Unions.
    pub(crate) unions: usize,
    /// Enums.
    pub(crate) enums: usize,
    /// Exceptions.
    pub(crate) exceptions: usize,
    /// Operations that answer in pages.
    pub(crate) paginators: usize,
    /// Waiters.
    pub(crate) waiters: usize,
}

/// The model's files, with the project's own patches where the model is not its own. `place` is where the model is asked
/// for; it may be empty.
pub(crate) fn sources(
    origin: &Origin,
    model: &Model,
    reading: &Reading,
    place: &str,
) -> Result<Sources, Error> {
    let asked = |error| if origin.models.has(model) { error } else { asked_in(place, error) };
    let mut sources = origin.models.sources(model).map_err(asked)?;
    reading.of(&mut sources);
    if let (None, Some(own)) = (&sources.patches, &origin.own) {
        sources.patches = own.patches(model)?;
    }
    Ok(sources)
}

/// Reads a model. `place` is where the protocol is asked for; it may be empty.
pub(crate) fn load(sources: &Sources, place: &str) -> Result<ir::Service, Error> {
    shapesmith_codegen::load(sources).map_err(|error| {
        let is_about_protocol = sources.protocol.is_some()
            && error.file == sources.service.name
            && ["metadata.protocol", "metadata.protocols"].contains(&error.place.as_str());
        let error = Error::from(error);
        if is_about_protocol { asked_in(place, error) } else { error }
    })
}

/// An error about what some place asks for and another one does not have.
fn asked_in(place: &str, error: Error) -> Error {
    if place.is_empty() {
        return error;
    }
    Error { reason: format!("{}: {}", error.place, error.reason), place: place.to_owned(), ..error }
}

/// Generates the crate of a target from its model's files.
pub(crate) fn generate(origin: &Origin, target: &Target, sources: &Sources) -> Result<Crate, Error> {
    let service = load(sources, &target.places.protocol)?;
    let selected = select(&service, &target.operations, &target.places.operations)?;
    let source = match target.collection.as_ref().or(origin.collection.as_ref()) {
        Some(collection) => format!("{collection}, {}", target.model),
        None => target.model.to_string(),
    };
    let options = options(&origin.surroundings, target, &source)?;
    let surplus = service.remarks.len().saturating_sub(REMARKS);
    let surplus = (surplus > 0).then(|| format!("note: and {}", count(surplus, "more remark")));
    let files = service.remarks.iter().take(REMARKS).map(|remark| format!("note: {remark}"));
    let files: Vec<String> = files.chain(surplus).collect();
    let corrections =
        service.corrections.iter().map(|corrected| format!("{CORRECTED} {corrected}")).collect();
    // What was not selected is a good part of all that is held while the crate is written.
    drop(service);
    let generated = shapesmith_codegen::generate(&selected.service, &options)?;
    let skipped = selected.skipped.iter();
    let skipped = skipped.map(|skipped| format!("{LEFT_OUT} {}: {}", skipped.operation, skipped.reason));
    let notes = selected.notes.iter().map(|note| format!("note: {}: {}", note.operation, note.text));
    Ok(Crate {
        counts: counts(&selected.service),
        remarks: files.into_iter().chain(skipped).chain(notes).collect(),
        corrections,
        target: target.clone(),
        source,
        files: generated,
        service: selected.service,
    })
}

/// What the generator has to know besides the model.
fn options(surroundings: &Surroundings, target: &Target, source: &str) -> Result<Options, Error> {
    let (runtime, package_fields) = match target.setting {
        Setting::Inside => {
            (surroundings.runtime_inside(&target.folder)?, surroundings.package_fields(&target.cargo.fields))
        }
        Setting::Outside => (surroundings.runtime_outside(&target.folder)?, "publish = false\n".to_owned()),
    };
    let Package { name, version, .. } = &target.cargo;
    // Programs call the crate by the service's name, whatever the registry has to call it.
    let library = if *name == target.service { String::new() } else { target.service.clone() };
    Ok(Options {
        package: name.clone(),
        version: version.as_ref().unwrap_or(&surroundings.version).clone(),
        runtime,
        source: source.to_owned(),
        package_fields,
        // A workspace's lints are for what people write, so they are not inherited.
        library,
        further_tables: String::new(),
    })
}

/// Counts what a service holds.
pub(crate) fn counts(service: &ir::Service) -> Counts {
    let mut counts = Counts {
        operations: service.operations.len(),
        shapes: service.shapes.len(),
        paginators: service.operations.iter().filter(|operation| operation.paginator.is_some()).count(),
        waiters: service.waiters.len(),
        ..Counts::default()
    };
    for shape in &service.shapes {
        match shape.kind {
            ShapeKind::Structure(_) => counts.structures += 1,
            ShapeKind::Union(_) => counts.unions += 1,
            ShapeKind::Enum(_) => counts.enums += 1,
            ShapeKind::Exception(_) => counts.exceptions += 1,
            _ => {}
        }
    }
    counts
}

/// What a crate holds, for people.
pub(crate) fn describe(generated: &Crate, shown: &str) -> String {
    let Counts { operations, structures, unions, enums, exceptions, paginators, waiters, .. } =
        generated.counts;
    let parts = [
        count(operations, "operation"),
        count(structures, "structure"),
        count(unions, "union"),
        count(enums, "enum"),
        count(exceptions, "exception"),
        count(paginators, "paginator"),
        count(waiters, "waiter"),
    ];
    let name = paint(&generated.target.service, Tone::Bold);
    let mut text = format!("{name} ({}) in {shown}\n  {}\n", generated.source, parts.join(", "));
    for correction in &generated.corrections {
        text.push_str(&format!("  {}\n", visible(correction)));
    }
    for remark in &generated.remarks {
        text.push_str(&format!("  {}\n", paint(&visible(remark), Tone::Yellow)));
    }
    text
}
