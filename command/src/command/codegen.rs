//! `cargo shapesmith codegen`: generates crates, or checks that they are up to date.

mod all;

use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Args;

use crate::apply;
use crate::error::Error;
use crate::generate::{Origin, Setting, Target};
use crate::manifest::{self, Manifest};
use crate::origin::{origin, unknown, unlisted};
use crate::orphans;
use crate::partitions;
use crate::program::call;
use crate::report::{Tone, paint, print};
use crate::surroundings;
use crate::workspace::{Workspace, absolute, lock};
use crate::write;

/// Generate the crates that the manifest describes
///
/// Everything is generated in memory first, so a run that fails changes nothing. Only files whose
/// text differs are written, files that are no longer generated are removed, and a file that was
/// not generated is never touched.
#[derive(Args, Debug)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Arguments {
    /// Write nothing; fail and show what differs if a crate is stale
    #[arg(long)]
    check: bool,
    /// Only this service; can be given more than once
    #[arg(long, value_name = "SERVICE")]
    pub(super) service: Vec<String>,
    /// These operations instead of those in the manifest, for this run; `*` and `?` match any text
    /// and any letter
    #[arg(long, value_name = "GLOB", num_args = 1.., conflicts_with = "all")]
    operations: Vec<String>,
    /// Write the crates to DIR, a folder for each service, ready to build wherever DIR is
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Take the models from a botocore checkout, a folder of models, or a wheel
    #[arg(long, value_name = "PATH")]
    models: Option<PathBuf>,
    /// Every service there is a model of, with all of its operations
    #[arg(long, requires = "out", conflicts_with = "check")]
    all: bool,
    /// Of all services, only those that speak this protocol, such as `json`, and in this protocol
    #[arg(long, value_name = "PROTOCOL", requires = "all")]
    pub(super) protocol: Option<String>,
}

/// What the help of this command ends with.
const AFTER_HELP: &str = "\
Examples:
  cargo shapesmith codegen
  cargo shapesmith codegen --check
  cargo shapesmith codegen --service ssm --operations 'Get*' PutParameter --out /tmp/clients
  cargo shapesmith codegen --models botocore.whl --all --protocol json --out /tmp/clients

Exit codes: 0 done or up to date, 1 failed or stale, 2 wrong arguments.";

/// Runs the command.
pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<(), Error> {
    let started = Instant::now();
    let _lock = lock(workspace)?;
    let manifest = manifest::read_if_there(workspace)?;
    remark(&manifest.remarks);
    if !arguments.check && arguments.out.is_none() {
        manifest.is_ours()?;
    }
    let origin = origin(workspace, &manifest, arguments.models.as_deref())?;
    let out = arguments.out.as_deref().map(absolute).transpose()?;
    if let Some(out) = out.as_deref().filter(|out| out.is_file()) {
        return Err(Error::new(workspace.display(out), "this is a file, and --out takes a folder")
            .help("name another one; a folder that is not there yet is made"));
    }
    if let (true, Some(out)) = (arguments.all, &out) {
        return all::run(workspace, &origin, out, arguments, started);
    }

    let targets = targets(workspace, &manifest, &origin, out.as_deref(), arguments)?;
    // What is made of other models, or elsewhere, is no business of the runtime's.
    let partitions = match (&arguments.models, &out) {
        (None, None) => partitions::plan(workspace, &origin.models)?,
        _ => None,
    };
    let orphans = if arguments.is_whole() { orphans::find(workspace, &manifest)? } else { Vec::new() };
    if arguments.check {
        let planned = apply::plan(workspace, &origin, &targets)?;
        return apply::check(&planned, partitions.as_ref(), &orphans, &mend(arguments));
    }
    apply::recover(workspace, &targets)?;
    let planned = apply::plan(workspace, &origin, &targets)?;
    let mut summary = apply::summary(&planned);
    let writes = partitions.as_ref().map(partitions::writes).unwrap_or_default();
    for (path, _) in &writes {
        summary.push_str(&format!("{} written\n", workspace.display(path)));
    }
    apply::write(&planned, || write::write_files(&writes))?;
    let advice = out.map(|out| surroundings::surround(&out, &workspace.root)).transpose()?;
    print(&format!("{summary}{}", apply::done(started)));
    remark(&orphans.iter().map(|orphan| orphans::told(orphan, &manifest.place)).collect::<Vec<String>>());
    if let Some(advice) = advice.flatten() {
        print(&format!("note: {advice}\n"));
    }
    Ok(())
}

impl Arguments {
    /// Whether models and output are both elsewhere, so that no workspace is needed.
    pub(crate) fn stands_alone(&self) -> bool {
        self.models.is_some() && self.out.is_some()
    }

    /// Whether everything that the manifest lists is generated, where it says.
    fn is_whole(&self) -> bool {
        self.service.is_empty() && self.operations.is_empty() && self.out.is_none()
    }
}

/// Prints what a person should know and did not ask for.
fn remark(remarks: &[String]) {
    for remark in remarks {
        print(&format!("{}\n", paint(&format!("note: {remark}"), Tone::Yellow)));
    }
}

/// The crates that were asked for.
fn targets(
    workspace: &Workspace,
    manifest: &Manifest,
    origin: &Origin,
    out: Option<&Path>,
    arguments: &Arguments,
) -> Result<Vec<Target>, Error> {
    let names = if arguments.service.is_empty() {
        manifest.services.keys().cloned().collect()
    } else {
        let mut names = arguments.service.clone();
        names.sort_unstable();
        names.dedup();
        names
    };
    if names.is_empty() {
        return Err(Error::new(&manifest.place, "no service is listed").help(
            if arguments.models.is_some() && out.is_some() {
                "name one with --service SERVICE, or take --all".to_owned()
            } else {
                format!("list one with `{}`", call("add SERVICE OPERATION…"))
            },
        ));
    }
    if !arguments.operations.is_empty() && names.len() != 1 {
        return Err(Error::usage("--operations needs to know the service that they are of")
            .help("choose exactly one with --service SERVICE"));
    }
    let mut targets = Vec::new();
    for name in names {
        let mut target = match manifest.services.get(&name) {
            Some(service) => Target::of_manifest(workspace, &name, service)?,
            None if arguments.models.is_some() && out.is_some() => unlisted(origin, &name)?,
            None => return Err(unknown(manifest, origin, &name)),
        };
        if arguments.models.is_some() {
            target.model = origin.models.newest(&target.model.service)?;
            target.collection = None;
        }
        if !arguments.operations.is_empty() {
            target.operations = arguments.operations.clone();
            target.places.operations = "--operations".to_owned();
        }
        if let Some(out) = out {
            let folder = out.join(&name);
            if folder == target.folder {
                return Err(Error::usage(format!(
                    "--out {} is where the crates of the manifest are",
                    out.display()
                ))
                .help("leave --out away to generate those, or name another folder"));
            }
            target.folder = folder;
            target.setting = Setting::Outside;
        }
        targets.push(target);
    }
    Ok(targets)
}

/// The command that writes what this one only checks.
fn mend(arguments: &Arguments) -> String {
    let mut command = call("codegen");
    for service in &arguments.service {
        command.push_str(&format!(" --service {service}"));
    }
    if !arguments.operations.is_empty() {
        let quoted = arguments.operations.iter().map(|glob| format!(" '{glob}'"));
        command.push_str(&format!(" --operations{}", quoted.collect::<String>()));
    }
    for (flag, path) in [("--out", &arguments.out), ("--models", &arguments.models)] {
        if let Some(path) = path {
            command.push_str(&format!(" {flag} {}", path.display()));
        }
    }
    command
}
