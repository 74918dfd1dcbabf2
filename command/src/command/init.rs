//! `cargo shapesmith init`: from nothing to a program that calls a service.

mod answers;
mod cargo_toml;
mod choice;
mod ci;
mod example;
mod files;
mod pinned;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Args;
use toml_edit::DocumentMut;

use super::models::update::Release;
use crate::apply::{self, Planned};
use crate::error::Error;
use crate::generate::{self, Origin, Target};
use crate::manifest::{self, Manifest};
use crate::models::{self, Models};
use crate::normalise::Prose;
use crate::program::{self, call};
use crate::report::print;
use crate::runtime::Runtime;
use crate::workspace::{MANIFEST, Workspace, absolute, current_folder};
use crate::{project, surroundings, write};

use answers::Answers;
use choice::Choice;
use ci::Ci;
use files::Files;

/// Set up a package or a workspace with clients, and a program that calls one
///
/// In an empty folder a package begins. In a package or a workspace, in any folder of it, models, crates and what
/// `Cargo.toml` has to say of them are added; what is there already stays as it is. Everything is generated in memory
/// first, so a run that fails changes nothing.
///
/// What is missing among the arguments is asked for on a terminal.
#[derive(Args, Debug)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Arguments {
    /// Where the models are: a wheel or a checkout of botocore, a checkout of api-models-aws, or any folder of models
    #[arg(long, value_name = "PATH")]
    from: Option<PathBuf>,
    /// What to call the version of these models, where they do not say it themselves
    #[arg(long, value_name = "TEXT")]
    version: Option<String>,
    /// A service and those of its operations that are to be generated, by name or as globs; without any, all of them.
    /// Can be given more than once
    #[arg(long, value_name = "SERVICE:OPERATION,…")]
    service: Vec<String>,
    /// The package that the program is for [default: the one around the current folder, or the only one]
    #[arg(long = "for", value_name = "PACKAGE", conflicts_with = "no_program")]
    package: Option<String>,
    /// Set up models and crates only: no dependency on them, and no program
    #[arg(long)]
    no_program: bool,
    /// The name of the package that begins in an empty folder [default: the folder's]
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Where the runtime is: VERSION, path:FOLDER or git:URL#REVISION [default: where these commands are from]
    #[arg(long, value_name = "SOURCE")]
    runtime: Option<String>,
    /// Keep the documentation of the models; it becomes that of the generated crates
    #[arg(long)]
    docs: bool,
    /// Make the commands a package of the workspace, with the alias `cargo smith`: Cargo.lock says which version runs
    #[arg(long)]
    pinned: bool,
    /// What CI is to run
    #[arg(long, value_name = "WHERE", value_enum, default_value_t = Ci::None)]
    ci: Ci,
    /// A bot for the models, beside what CI runs
    #[arg(long)]
    bot: bool,
    /// Show what would be written, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Ask nothing; what is missing among the arguments is an error
    #[arg(long, short)]
    yes: bool,
}

/// What the help of this command ends with.
const AFTER_HELP: &str = "\
Examples:
  pip download --no-deps botocore
  cargo shapesmith init --from botocore-1.44.5-py3-none-any.whl --service ssm:DescribeParameters
  cargo shapesmith init --from ~/src/botocore --service sqs:SendMessage,Receive* --service sts
  cargo shapesmith list --from botocore-1.44.5-py3-none-any.whl     which services there are

Exit codes: 0 done, 1 failed and nothing has been changed, 2 wrong or missing arguments.";

/// Runs the command.
pub(crate) fn run(arguments: &Arguments, manifest: Option<&Path>) -> Result<(), Error> {
    let started = Instant::now();
    if let Some(manifest) = manifest {
        return Err(Error::usage(format!("--manifest {}: init writes {MANIFEST}", manifest.display()))
            .help("leave --manifest away, and run in the folder that it is to be written to"));
    }
    let here = current_folder()?;
    let project = project::around(&here)?;
    let workspace = Workspace::of(project.as_ref().map_or(&here, |project| &project.root));
    if workspace.manifest.is_file() {
        return Err(Error::new(workspace.manifest.display().to_string(), "the workspace is set up already")
            .help(format!("to generate more, run `{}`", call("add SERVICE OPERATION…"))));
    }
    let answers = Answers::new(arguments.yes);
    let from = answers.models(arguments.from.as_deref())?;
    let mut from = models::open_any(&absolute(&from)?, &from.display().to_string())?;
    if arguments.version.is_some() {
        from.version.clone_from(&arguments.version);
    }
    let choices = Choice::all(&from, &answers.services(&arguments.service, &from)?)?;
    let runtime = arguments.runtime.as_deref().map(Runtime::parse).transpose()?;
    let runtime = runtime.unwrap_or_else(Runtime::of_this_program);
    let user = match arguments.no_program {
        true => None,
        false => cargo_toml::User::choose(project.as_ref(), &here, arguments.package.as_deref())?,
    };

    let place = workspace.display(&workspace.manifest);
    let manifest = manifest::parse(manifest_text(&from, &choices), &place)?;
    let mut files = Files::new(&workspace.root);
    let new_name = match (&project, arguments.no_program) {
        (None, false) => Some(cargo_toml::package_name(arguments.name.as_deref(), &here, &manifest)?),
        _ => None,
    };
    let mut root = cargo_toml::root(&workspace.root, new_name.as_deref(), &manifest, &runtime)?;
    if arguments.pinned {
        pinned::add(&mut files, &workspace.root, &mut root, project.as_ref(), &runtime)?;
    }
    let package = from.package().to_owned();
    let way = (workspace.root.as_path(), &runtime, arguments.pinned);
    let told = ci::add(&mut files, (arguments.ci, arguments.bot), &package, way)?;
    let prose = if arguments.docs { Prose::Kept } else { Prose::Stripped };
    let (planned, texts) = crates(&workspace, &manifest, from, prose, &root, &mut files)?;

    files.edit("Cargo.toml", root.to_string());
    if let Some(user) = &user {
        files.program(user, &planned, &workspace)?;
    }
    files.new_file(&format!("models/{}", manifest::schema::FILE), manifest::schema::schema())?;
    files.new_file(MANIFEST, manifest.text.clone())?;
    files.settings(new_name.is_some())?;

    let summary = format!("{texts}{}{}", files.summary(), apply::summary_in_short(&planned));
    if arguments.dry_run {
        print(&format!("{summary}nothing has been written\n"));
        return Ok(());
    }
    if !answers.may_write(&summary)? {
        print("nothing has been written\n");
        return Ok(());
    }
    apply::write(&planned, || write::write_files(&files.writes()))?;
    let check = if arguments.pinned { format!("cargo {} check", pinned::SMITH) } else { call("check") };
    print(&format!("{}{told}{}", files.next(user.as_ref(), &check), apply::done(started)));
    Ok(())
}

/// The manifest's text.
fn manifest_text(from: &Models, choices: &[Choice]) -> String {
    let quoted = |text: &str| toml_edit::value(text).to_string().trim().to_owned();
    let mut text = format!(
        "{}\n# What is generated from which model; docs/guide/manifest.md of Shapesmith has every key.\n\
         tool = {}\n\n\
         # Where the models in this folder were taken from.\n\
         [source]\npackage = {}\nversion = {}\n",
        manifest::schema::DIRECTIVE,
        quoted(program::VERSION),
        quoted(from.package()),
        quoted(from.version.as_deref().unwrap_or("0")),
    );
    for choice in choices {
        let operations: Vec<String> = choice.operations.iter().map(|operation| quoted(operation)).collect();
        text.push_str(&format!(
            "\n[services.{}]\nmodel = {}\noperations = [{}]\n",
            choice.service,
            quoted(&choice.model.to_string()),
            operations.join(", ")
        ));
    }
    text
}

/// Generates the crates in memory, from models as they will be written. Gives what there is to tell of the models.
fn crates(
    workspace: &Workspace,
    manifest: &Manifest,
    from: Models,
    prose: Prose,
    root: &DocumentMut,
    files: &mut Files,
) -> Result<(Vec<Planned>, String), Error> {
    let origin = Origin {
        models: from,
        own: None,
        collection: Some(manifest.source.clone()),
        surroundings: surroundings::of(&workspace.root, Some(root)),
    };
    let release = Release { manifest, own: None, from: &origin.models, prose };
    let services: Vec<String> = manifest.services.keys().cloned().collect();
    let updates = release.updates(&services, false)?;
    let mut planned = Vec::new();
    for update in updates.updates {
        let Some(listed) = manifest.services.get(&update.service) else { continue };
        let sources = release.sources(&update, &listed.reading)?;
        let target = Target::of_manifest(workspace, &update.service, listed)?;
        planned.push(apply::plan_one(workspace, generate::generate(&origin, &target, &sources)?)?);
        let folder = format!("models/{}", update.model);
        let texts: BTreeMap<String, Option<String>> = update.files;
        for (name, text) in texts.into_iter().filter_map(|(name, text)| Some((name, text?))) {
            files.new_file(&format!("{folder}/{name}"), text)?;
        }
    }
    Ok((planned, updates.texts))
}
