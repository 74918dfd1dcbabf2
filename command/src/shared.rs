//! What the commands of Shapesmith's own repository (`cargo shapesmith`) are made of, too. It is public for them
//! alone, and changes whenever they need it.

use std::path::Path;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use shapesmith_codegen::Sources;

pub use crate::error::Error;
pub use crate::report::{Tone, count, paint, print, progress};
pub use crate::surroundings::{Surroundings, read as surroundings};
pub use crate::workspace::{Workspace, absolute, relative};
pub use crate::write::write_file;

use crate::{command, generate, manifest, origin};

/// A command line: the arguments of a program, and what it does with them.
pub trait Tool: Parser {
    /// Does what the arguments ask for. `program` describes all commands.
    ///
    /// # Errors
    ///
    /// What went wrong, for the person who asked.
    fn run(&self, program: clap::Command) -> Result<(), Error>;
}

/// Runs a command line with the arguments of the process, and tells what came of it.
pub fn start<T: Tool>() -> ExitCode {
    crate::start::<T>()
}

/// The models of all services of a collection, the newest of each.
#[derive(Debug)]
pub struct Collected {
    /// What the collection calls itself.
    pub name: String,
    /// Services by name, with their files.
    pub services: Vec<(String, Sources)>,
}

/// Reads the models of all services of a collection.
///
/// # Errors
///
/// What is no collection, or a file that cannot be read.
pub fn collected(workspace: &Workspace, path: &Path) -> Result<Collected, Error> {
    let manifest = manifest::read(workspace)?;
    let origin = origin::origin(workspace, &manifest, Some(path))?;
    let read = |service: &str| {
        let target = origin::unlisted(&origin, service)?;
        Ok((
            service.to_owned(),
            generate::sources(&origin, &target.model, &target.reading, &target.places.model)?,
        ))
    };
    let services = origin.models.services().map(read).collect::<Result<_, Error>>()?;
    let name = origin.collection.clone().unwrap_or_else(|| path.display().to_string());
    Ok(Collected { name, services })
}

/// The commands that work in any workspace.
#[derive(Debug, Subcommand)]
#[allow(private_interfaces, missing_docs)]
pub enum Command {
    Init(command::init::Arguments),
    Codegen(command::codegen::Arguments),
    Check(command::check::Arguments),
    List(command::list::Arguments),
    Add(command::add::Arguments),
    Remove(command::remove::Arguments),
    Diff(command::diff::Arguments),
    Models(command::models::Arguments),
    Upgrade(command::upgrade::Arguments),
    Release(command::release::Arguments),
    Schema(command::schema::Arguments),
    Completions(command::completions::Arguments),
}

/// What `--help` ends with.
pub const AFTER_HELP: &str = "\
Examples:
  cargo shapesmith init                           set up models, crates and a program that calls one
  cargo shapesmith codegen                        generate what the manifest says
  cargo shapesmith check                          fail if anything is not as it should be
  cargo shapesmith list ssm 'Describe*'           show operations and what they bring along
  cargo shapesmith add ssm GetParameter 'Put*'    select more operations and generate
  cargo shapesmith models update --from FILE.whl  take over models from a release of botocore
  cargo shapesmith diff git:HEAD models           show what that does to the generated API

Exit codes:
  0  done, and with --check: everything is up to date
  1  failed, or with --check: something is stale
  2  the arguments are wrong
  3  diff --fail-on: the verdict was reached

Colours are for terminals only, and never used when NO_COLOR is set.";

impl Command {
    /// Does what the arguments ask for, in the workspace around a manifest or around the current folder.
    ///
    /// # Errors
    ///
    /// What went wrong, for the person who asked.
    pub fn run(&self, manifest: Option<&Path>, program: clap::Command) -> Result<(), Error> {
        let workspace = || Workspace::find(manifest);
        match self {
            Self::Init(arguments) => command::init::run(arguments, manifest),
            Self::Codegen(codegen) if codegen.stands_alone() => {
                command::codegen::run(&Workspace::find_or_here(manifest)?, codegen)
            }
            Self::Codegen(arguments) => command::codegen::run(&workspace()?, arguments),
            Self::Check(arguments) => command::check::run(&workspace()?, arguments),
            Self::List(list) if list.stands_alone() => {
                command::list::run(&Workspace::find_or_here(manifest)?, list)
            }
            Self::List(arguments) => command::list::run(&workspace()?, arguments),
            Self::Add(arguments) => command::add::run(&workspace()?, arguments),
            Self::Remove(arguments) => command::remove::run(&workspace()?, arguments),
            Self::Diff(diff) => command::diff::run(&Workspace::find_or_here(manifest)?, diff),
            Self::Models(arguments) => command::models::run(&workspace()?, arguments),
            Self::Release(arguments) => command::release::run(&workspace()?, arguments),
            Self::Upgrade(arguments) => command::upgrade::run(&workspace()?, arguments),
            Self::Schema(arguments) => command::schema::run(arguments),
            Self::Completions(arguments) => command::completions::run(program, arguments),
        }
    }
}
