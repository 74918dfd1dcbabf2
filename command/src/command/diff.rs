//! `cargo shapesmith diff`: what a change of a model means for those who use the generated crate.

use clap::{Args, ValueEnum};
use shapesmith_codegen::diff::Verdict;

use crate::compared::version::{self, Version};
use crate::compared::{Compared, compare, json, markdown, text, verdict};
use crate::error::{Error, Kind};
use crate::manifest::{self, Manifest};
use crate::models;
use crate::report::print;
use crate::workspace::Workspace;

/// Show what a change of a model does to the generated API
///
/// OLD and NEW are model files, folders of a service or of a version, folders of models, botocore
/// checkouts or installations, wheels, or git:REV for the models of this workspace at a revision.
/// Where the manifest lists the service, its operations are compared, and the rest of the service is
/// told in one line.
#[derive(Args, Debug)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Arguments {
    /// The model as it was
    old: String,
    /// The model as it is
    new: String,
    /// Only this service; can be given more than once [default: those of the manifest]
    #[arg(long, value_name = "SERVICE")]
    service: Vec<String>,
    /// These operations instead of those in the manifest; `*` matches any text, `?` any letter
    #[arg(long, value_name = "GLOB", num_args = 1..)]
    operations: Vec<String>,
    /// How the changes are written
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Exit with 3 if the verdict is this or worse
    #[arg(long, value_enum, value_name = "VERDICT")]
    fail_on: Option<Threshold>,
}

/// How changes are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For a terminal
    Text,
    /// For a pull request
    Markdown,
    /// For programs
    Json,
}

/// The verdict from which on a run fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Threshold {
    /// Something was lost or is another thing
    Breaking,
    /// Something is new
    Additive,
}

/// What the help of this command ends with.
const AFTER_HELP: &str = "\
Verdicts:
  breaking   the public API of the generated crate lost or changed an item, or something is written
             differently on the wire and in stored shapes: a major version
  additive   there are new items, or items are newly deprecated: a minor version
  invisible  callers cannot tell, as with documentation and constraints: a patch

Examples:
  cargo shapesmith diff git:HEAD models
  cargo shapesmith diff git:HEAD~1 botocore-1.44.5-py3-none-any.whl --service ssm
  cargo shapesmith diff old/service-2.json new/service-2.json --operations 'Get*'
  cargo shapesmith diff git:main models --format markdown --fail-on breaking

Exit codes: 0 compared, 1 failed, 2 wrong arguments, 3 the verdict of --fail-on was reached.
The last line of text and Markdown is the verdict.";

/// Runs the command.
pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<(), Error> {
    let manifest = manifest::read_if_there(workspace)?;
    // A workspace without models of its own has no words and corrections of its own either.
    let own = models::open(&workspace.models, &workspace.display(&workspace.models)).ok();
    let old = Version::open(workspace, &arguments.old)?;
    let new = Version::open(workspace, &arguments.new)?;
    let mut compared = Vec::new();
    for service in services(&manifest, [&old, &new], &arguments.service)? {
        let listed = manifest.services.get(&service);
        let mut notes = Vec::new();
        let mut sides =
            [old.sources(&service, listed, own.as_ref())?, new.sources(&service, listed, own.as_ref())?];
        version::align(&mut sides, &mut notes);
        let operations = match (arguments.operations.is_empty(), listed) {
            (false, _) => arguments.operations.clone(),
            (true, Some(listed)) => listed.operations.clone(),
            (true, None) => vec!["*".to_owned()],
        };
        let [old_sources, new_sources] = &sides;
        let diff = compare([old_sources, new_sources], operations, &mut notes)?;
        let versions = [old.title(&service), new.title(&service)];
        compared.push(Compared { service, versions, diff, notes });
    }
    print(&match arguments.format {
        Format::Text => text::all(&compared),
        Format::Markdown => markdown::all(&compared),
        Format::Json => json::all(&compared),
    });
    judge(verdict(&compared), arguments.fail_on)
}

/// The services to compare, sorted.
fn services(manifest: &Manifest, versions: [&Version; 2], named: &[String]) -> Result<Vec<String>, Error> {
    if !named.is_empty() {
        let mut names = named.to_vec();
        names.sort_unstable();
        names.dedup();
        return Ok(names);
    }
    let [old, new] = versions;
    if let (Some(old_id), Some(new_id)) = (old.id()?, new.id()?)
        && old_id != new_id
    {
        let reason = format!("{} is a model of {old_id}, and {} one of {new_id}", old.label, new.label);
        return Err(Error::new("", reason).help(
            "name two versions of one service; where it changed its name, say so with --service SERVICE",
        ));
    }
    if let Some(single) = versions.iter().find_map(|version| version.single()) {
        return Ok(vec![single?]);
    }
    let known = |name: &str| versions.iter().any(|version| version.has(name, manifest.services.get(name)));
    let listed: Vec<String> = manifest.services.keys().filter(|name| known(name)).cloned().collect();
    if listed.is_empty() {
        let (old, new) = (&old.label, &new.label);
        let error = Error::usage(format!("neither {old} nor {new} has a model of a service in the manifest"));
        return Err(error.help("name a service with --service SERVICE"));
    }
    Ok(listed)
}

/// The outcome of a run that was to fail from a verdict on.
fn judge(verdict: Verdict, threshold: Option<Threshold>) -> Result<(), Error> {
    let reached = match threshold {
        Some(Threshold::Breaking) => verdict >= Verdict::Breaking,
        Some(Threshold::Additive) => verdict >= Verdict::Additive,
        None => false,
    };
    if !reached {
        return Ok(());
    }
    let reason = format!("the verdict is {verdict}, and --fail-on asks to fail from there on");
    Err(Error { kind: Kind::Verdict, ..Error::new("", reason) })
}
