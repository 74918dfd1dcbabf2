//! `cargo shapesmith models update`: takes over models from a new release of botocore, or of Smithy's form.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use shapesmith_codegen::{Source, Sources};

use crate::error::Error;
use crate::manifest::{self, Manifest, Model, Reading, edit};
use crate::models::origin_file::{self, ORIGIN};
use crate::models::{self, AST, Models, OVERLAY, PUBLISHED};
use crate::normalise::{Prose, normalise};
use crate::partitions;
use crate::program::call;
use crate::report::{Tone, count, paint, print};
use crate::text::same;
use crate::workspace::{Workspace, absolute, lock};
use crate::write;

mod release;

pub(crate) use release::Release;
use release::Updates;

/// Take over models from a new release of botocore
///
/// Models, paginators, waiters, endpoint rules and partitions are written in one fixed form, without
/// their documentation. The workspace's own words and corrections (service-2.sdk-extras.json and
/// patches.json) stay. No model is written that cannot be read and generated: a service of the manifest
/// that the release lacks, or that does not fit, stays as it is and is told; one that is named with
/// --service is an error.
#[derive(Args, Debug)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Arguments {
    /// A botocore checkout, an installed botocore folder, a wheel, a checkout of api-models-aws, or any folder of
    /// models, or a single one
    #[arg(long, value_name = "PATH")]
    from: PathBuf,
    /// What to call the version of these models, where they do not say it themselves
    #[arg(long, value_name = "TEXT")]
    version: Option<String>,
    /// Only these services; one that is not there yet is added [default: those of the manifest]
    #[arg(long, value_name = "SERVICE", num_args = 1..)]
    service: Vec<String>,
    /// Keep the documentation of the models; it becomes that of the generated crates, and the manifest remembers it
    /// (`docs = true`)
    #[arg(long)]
    docs: bool,
    /// Show what would change, and change nothing
    #[arg(long)]
    dry_run: bool,
    /// Change nothing, and fail if what is generated would change: an operation of the manifest, or what it reaches
    #[arg(long)]
    check: bool,
    /// Change nothing at all unless what is generated would change
    #[arg(long, value_enum, value_name = "WHAT")]
    only_if: Option<OnlyIf>,
}

/// What has to change for an update to be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum OnlyIf {
    /// An operation that the manifest selects, or what it reaches.
    Reachable,
}

/// What the help of this command ends with.
const AFTER_HELP: &str = "\
Examples:
  pip download --no-deps botocore
  cargo shapesmith models update --from botocore-1.44.5-py3-none-any.whl --dry-run
  cargo shapesmith models update --from botocore-1.44.5-py3-none-any.whl
  cargo shapesmith models update --from botocore-1.44.5-py3-none-any.whl --only-if reachable
  cargo shapesmith models update --from ~/src/botocore --service sqs
  cargo shapesmith models update --from ~/src/api-models-aws --service sqs
  cargo shapesmith models update --from lambda.json --service lambda --version 2026-01-31

Then run `cargo shapesmith codegen`, and read both diffs.

Exit codes: 0 done, 1 failed and nothing has been changed, or with --check: what is generated would change,
2 wrong arguments.";

/// The files of a model that are taken over.
const FILES: [&str; 6] = [
    AST,
    "service-2.json",
    "paginators-1.json",
    "paginators-1.sdk-extras.json",
    "waiters-2.json",
    "endpoint-rule-set-1.json",
];

/// What becomes of a model.
pub(crate) struct Update {
    /// The service's name in the manifest, or that of its folder.
    pub(crate) service: String,
    /// The model's folder.
    pub(crate) model: Model,
    /// The new text of each file, by name; none for a file that goes.
    pub(crate) files: BTreeMap<String, Option<String>>,
    /// What a person should know.
    notes: Vec<String>,
}

/// Runs the command.
pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<(), Error> {
    let _lock = lock(workspace)?;
    let manifest = manifest::read(workspace)?;
    let dry_run = arguments.dry_run || arguments.check;
    if !dry_run {
        manifest.is_ours()?;
    }
    // A workspace may begin without any model.
    let own = models::open(&workspace.models, &workspace.display(&workspace.models)).ok();
    let mut from = models::open_any(&absolute(&arguments.from)?, &arguments.from.display().to_string())?;
    if arguments.version.is_some() {
        from.version.clone_from(&arguments.version);
    }
    let prose = if arguments.docs { Prose::Kept } else { Prose::Stripped };

    // Partitions are the runtime's; a workspace without its sources has no use for them.
    let partitions = partitions::table(workspace).and(from.partitions()?);
    let partitions = partitions.map(|source| normalise(&source, prose)).transpose()?;
    let release = Release { manifest: &manifest, own: own.as_ref(), from: &from, prose };
    let services = services(&manifest, &from, &arguments.service)?;
    let Updates { updates, mut texts, left, reaches } =
        release.updates(&services, arguments.service.is_empty())?;
    if !reaches && arguments.only_if.is_some() {
        print(&format!("{texts}nothing that is generated changes, so everything stays as it is\n"));
        return Ok(());
    }
    let mut writes: Vec<(PathBuf, Option<String>)> = Vec::new();
    let mut updated = Vec::new();
    for update in updates {
        let folder = workspace.models.join(&update.model.service).join(&update.model.version);
        writes.extend(update.files.into_iter().map(|(name, text)| (folder.join(name), text)));
        updated.push(update.service);
    }
    writes.extend(partitions.map(|text| (workspace.models.join("partitions.json"), Some(text))));
    let (mut edited, note) = record(&manifest, &from, &updated, &left)?;
    if arguments.docs {
        let listed = updated.iter().filter(|service| manifest.services.contains_key(*service)).cloned();
        edited = edit::keep_docs(&manifest, edited, &listed.collect::<Vec<_>>())?;
    }
    writes.push((workspace.manifest.clone(), Some(edited)));
    writes.retain(|(path, text)| changes(path, text.as_deref()));

    texts.push_str(&summary(workspace, &writes, dry_run));
    if let Some(note) = note {
        texts.push_str(&format!("{}\n", paint(&format!("note: {note}"), Tone::Yellow)));
    }
    if !dry_run {
        write::write_files(&writes)?;
        let listed = updated.iter().any(|service| manifest.services.contains_key(service));
        match updated.first() {
            _ if writes.is_empty() => {}
            Some(service) if !listed => {
                texts.push_str(&format!("next: {}\n", call(&format!("add {service} OPERATION…"))));
            }
            _ => texts.push_str(&format!("next: {}\n", call("codegen"))),
        }
    }
    print(&texts);
    match reaches && arguments.check {
        true => Err(Error::new(label(&from), "what is generated would change").help(format!(
            "take the models over with `{}`",
            call(&format!("models update --from {}", arguments.from.display()))
        ))),
        false => Ok(()),
    }
}

/// The services to update, sorted.
fn services(manifest: &Manifest, from: &Models, named: &[String]) -> Result<Vec<String>, Error> {
    let mut services = match named {
        [] => manifest.services.keys().cloned().collect(),
        named => named.to_vec(),
    };
    services.sort_unstable();
    services.dedup();
    let is_single = from.services().any(str::is_empty);
    if services.is_empty() {
        return Err(Error::new(&manifest.place, "no service is listed")
            .help("name the services to take over with --service SERVICE"));
    }
    if is_single && services.len() > 1 {
        return Err(Error::usage("--from names a single model, and the manifest lists several services")
            .help("say which it is with --service SERVICE"));
    }
    Ok(services)
}

/// The new files of a service.
fn plan(
    manifest: &Manifest,
    own: Option<&Models>,
    from: &Models,
    service: &str,
    prose: Prose,
) -> Result<Update, Error> {
    let listed = manifest.services.get(service);
    let folder = listed.map_or(service, |listed| listed.model.service.as_str());
    let is_single = from.services().any(str::is_empty);
    let theirs = match listed {
        Some(listed) if !is_single => match renamed(own, from, &listed.model)? {
            Some(model) => model,
            None => source_model(from, folder, Some(&listed.model))?,
        },
        listed => {
            source_model(from, if is_single { "" } else { folder }, listed.map(|listed| &listed.model))?
        }
    };
    let is_ast = from.main_file(&theirs) == AST;
    let version = match (listed, is_single) {
        (Some(listed), true) => listed.model.version.clone(),
        _ => theirs.version.clone(),
    };
    if version.is_empty() {
        return Err(Error::new(service, "the file does not say which version of the service it is")
            .help("put it into a folder <service>/<version>/ and name the folder around those"));
    }
    let model = Model { service: folder.to_owned(), version };
    let mut notes = Vec::new();
    let newest = from.newest(&theirs.service)?;
    if newest.version > theirs.version {
        notes.push(format!(
            "there is a newer version of {service}: {}; the manifest says {}",
            newest.version, theirs.version
        ));
    }
    let mut files = BTreeMap::new();
    for name in FILES {
        match from.file(&theirs, name)? {
            Some(source) => files.insert(name.to_owned(), Some(normalise(&source, prose)?)),
            // A single file of botocore's says nothing of its neighbours; one of Smithy's has all of it.
            None if is_single && !is_ast && name != AST => None,
            None => files.insert(name.to_owned(), None),
        };
    }
    let overlay = overlay(own, from, &theirs, &model, &mut notes)?;
    let taken = match &overlay {
        Overlay::Theirs(text) => Some(text.as_str()),
        Overlay::Own | Overlay::Gone => None,
    };
    // A file that comes alone leaves its neighbours as they are, so nothing is known of the whole.
    let is_whole = !is_single || is_ast;
    let record = is_whole.then(|| origin_file::text(&label(from), &files, taken));
    files.insert(ORIGIN.to_owned(), record);
    match overlay {
        Overlay::Theirs(text) => drop(files.insert(OVERLAY.to_owned(), Some(text))),
        Overlay::Gone if is_whole => drop(files.insert(OVERLAY.to_owned(), None)),
        Overlay::Own | Overlay::Gone => {}
    }
    Ok(Update { service: service.to_owned(), model, files, notes })
}

/// What becomes of the overlay, which both botocore and the workspace may have.
enum Overlay {
    /// The workspace's own stays, or there is none.
    Own,
    /// That of the release, which nobody here changed.
    Theirs(String),
    /// One that was taken over and never changed, and is not in the release any more: with a model of Smithy's form there is
    /// none, and what botocore's says holds for its own form alone.
    Gone,
}

/// Decides about the overlay of a model.
fn overlay(
    own: Option<&Models>,
    from: &Models,
    theirs: &Model,
    model: &Model,
    notes: &mut Vec<String>,
) -> Result<Overlay, Error> {
    let own = own.filter(|own| own.has(model));
    let present = own.map(|own| own.file(model, OVERLAY)).transpose()?.flatten();
    let is_theirs = own.map(|own| origin_file::is_overlay_theirs(own, model)).transpose()? == Some(true);
    let Some(source) = from.file(theirs, OVERLAY)? else {
        return Ok(if is_theirs { Overlay::Gone } else { Overlay::Own });
    };
    let text = normalise(&source, Prose::Kept)?;
    match present {
        // One that was taken over and never changed is nothing to speak of.
        Some(present) if !is_theirs && normalise(&present, Prose::Kept)? != text => {
            notes.push(format!("{} stays as it is; {} is not taken over", present.name, source.name));
            Ok(Overlay::Own)
        }
        _ => Ok(Overlay::Theirs(text)),
    }
}

/// The model to take over, where the release has the service in a folder of another name: it goes by the service's id.
fn renamed(own: Option<&Models>, from: &Models, listed: &Model) -> Result<Option<Model>, Error> {
    if from.services().any(|service| service == listed.service) {
        return Ok(None);
    }
    let Some(own) = own.filter(|own| own.has(listed)) else { return Ok(None) };
    let service = models::service_name(&own.sources(listed)?.service)?;
    let model = Model { service, version: listed.version.clone() };
    Ok(Some(model).filter(|model| from.has(model)))
}

/// The model to take over: the version that the manifest names, or the newest for a new service.
fn source_model(from: &Models, folder: &str, listed: Option<&Model>) -> Result<Model, Error> {
    let Some(listed) = listed else { return from.newest(folder) };
    if folder.is_empty() {
        return from.newest(folder);
    }
    if !from.has(listed)
        && let Ok(newest) = from.newest(folder)
    {
        let versions = from.versions(folder).join(", ");
        let error = Error::new(&from.place, format!("no model {listed} in here, but {folder}/{versions}"));
        return Err(error.help(format!(
            "to move to another version of the service, write `model = \"{newest}\"` into the manifest and run again"
        )));
    }
    from.sources(listed)?;
    Ok(listed.clone())
}

/// What the generator will read once the new files are in their places.
fn new_sources(
    own: Option<&Models>,
    from: &Models,
    model: &Model,
    files: &BTreeMap<String, Option<String>>,
    reading: &Reading,
) -> Result<Sources, Error> {
    let source = |name: &str| -> Result<Option<Source>, Error> {
        let place = format!("models/{model}/{name}");
        match (files.get(name), own) {
            (Some(text), _) => Ok(text.clone().map(|text| Source { name: place, text })),
            (None, Some(own)) => own.file(model, name),
            (None, None) => Ok(None),
        }
    };
    let ast = source(AST)?;
    let is_ast = ast.is_some();
    let service = ast
        .map_or_else(|| source("service-2.json"), |ast| Ok(Some(ast)))?
        .ok_or_else(|| Error::new(label(from), format!("no model of {} in here", model.service)))?;
    let mut sources = Sources {
        service,
        service_overlay: source(OVERLAY)?,
        paginators: source("paginators-1.json")?,
        paginators_overlay: source("paginators-1.sdk-extras.json")?,
        waiters: source("waiters-2.json")?,
        endpoint_rules: source("endpoint-rule-set-1.json")?,
        patches: source("patches.json")?,
        corrections: shapesmith_codegen::corrections(),
        protocol: None,
        api_version: Some(model.version.clone()).filter(|_| is_ast),
        service_shape: None,
    };
    reading.of(&mut sources);
    Ok(sources)
}

/// What the new models are called.
fn label(from: &Models) -> String {
    from.version
        .as_ref()
        .map_or_else(|| from.place.clone(), |version| format!("{} {version}", from.package()))
}

/// The manifest with the new version on record, and what is left to say about it. `left` are services
/// that were to be updated and stay as they are.
fn record(
    manifest: &Manifest,
    from: &Models,
    services: &[String],
    left: &[String],
) -> Result<(String, Option<String>), Error> {
    let Some(version) = &from.version else {
        // What the manifest says of these models would be wrong from now on.
        let of_other_form = services.iter().find_map(|service| {
            let said = manifest.services.get(service)?.collection.as_ref().unwrap_or(&manifest.source);
            let (package, _) = said.split_once(' ')?;
            PUBLISHED.iter().any(|known| *known == package && *known != from.package()).then_some(said)
        });
        if let Some(said) = of_other_form {
            let reason = format!("it does not say its version, and {} says {said}", manifest.place);
            return Err(Error::new(&from.place, reason)
                .help(format!("say which version of {} it is with --version", from.package())));
        }
        let note = format!("{} does not say its version: {} keeps what it says", from.place, manifest.place);
        return Ok((manifest.text.clone(), Some(note)));
    };
    let listed: Vec<&str> = manifest.services.keys().map(String::as_str).collect();
    let is_other = from.package() != manifest.package;
    let is_whole =
        !is_other && listed.iter().all(|name| services.iter().chain(left).any(|service| service == name));
    if is_whole {
        return Ok((edit::set_version(manifest, version, left)?, None));
    }
    let (some, new): (Vec<&String>, Vec<&String>) =
        services.iter().partition(|service| listed.contains(&service.as_str()));
    let note = new.first().filter(|_| label(from) != manifest.source).map(|new| {
        format!(
            "{} names {}: once {new} is listed there, add `{}version = \"{version}\"` to it",
            manifest.place,
            manifest.source,
            if is_other { format!("package = \"{}\"` and `", from.package()) } else { String::new() }
        )
    });
    Ok((edit::set_service_versions(manifest, some, from.package(), version)?, note))
}

/// Whether a file does not hold a text yet, or holds one although it is to go.
fn changes(path: &Path, text: Option<&str>) -> bool {
    match text {
        Some(text) => std::fs::read(path).map_or(true, |bytes| !same(&bytes, text)),
        None => path.exists(),
    }
}

/// The files that change.
fn summary(workspace: &Workspace, writes: &[(PathBuf, Option<String>)], dry_run: bool) -> String {
    let files = count(writes.len(), "file");
    let mut text = match (writes.is_empty(), dry_run) {
        (true, _) => return "every file is as it would be written\n".to_owned(),
        (false, true) => format!("{files} would change, nothing has been changed:\n"),
        (false, false) => format!("{files} changed:\n"),
    };
    for (path, new) in writes {
        let shown = workspace.display(path);
        text.push_str(&match (path.exists(), new) {
            (_, None) => format!("  {}\n", paint(&format!("- {shown}"), Tone::Red)),
            (false, _) => format!("  {}\n", paint(&format!("+ {shown}"), Tone::Green)),
            (true, _) => format!("  ~ {shown}\n"),
        });
    }
    text
}
