//! `cargo xtask …`: everything in this repository that reads or writes files.
//!
//! What the generator does is in `shapesmith-codegen`, which does no I/O. Here is the rest: finding
//! models, reading the manifest, comparing and writing crates, and telling people about it.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

mod apply;
mod command;
mod compared;
mod conformance;
mod consequences;
mod difference;
mod edited;
mod error;
mod generate;
mod git;
mod manifest;
mod models;
mod normalise;
mod origin;
mod orphans;
mod parallel;
mod partitions;
mod program;
mod progress;
mod report;
mod selection;
mod surroundings;
mod text;
mod workspace;
mod write;

use error::{Error, Kind};
use workspace::Workspace;

/// Generates Rust clients from AWS service models.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", after_help = AFTER_HELP)]
struct Arguments {
    /// The manifest [default: models/manifest.toml here or in a folder around]
    #[arg(long, global = true, value_name = "PATH")]
    manifest: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Codegen(command::codegen::Arguments),
    List(command::list::Arguments),
    Add(command::add::Arguments),
    Remove(command::remove::Arguments),
    Diff(command::diff::Arguments),
    Models(command::models::Arguments),
    Conformance(command::conformance::Arguments),
    Bench(command::bench::Arguments),
    Completions(command::completions::Arguments),
}

/// What `--help` ends with.
const AFTER_HELP: &str = "\
Examples:
  cargo xtask codegen                        generate what the manifest says
  cargo xtask codegen --check                fail if the checked-in crates are stale
  cargo xtask list ssm 'Describe*'           show operations and what they bring along
  cargo xtask add ssm GetParameter 'Put*'    select more operations and generate
  cargo xtask models update --from FILE.whl  take over models from a release of botocore
  cargo xtask diff git:HEAD models           show what that does to the generated API

Exit codes:
  0  done, and with --check: everything is up to date
  1  failed, or with --check: something is stale
  2  the arguments are wrong
  3  diff --fail-on: the verdict was reached

Colours are for terminals only, and never used when NO_COLOR is set.";

fn main() -> ExitCode {
    let matches = program::named(Arguments::command()).get_matches_from(program::arguments());
    let arguments = match Arguments::from_arg_matches(&matches) {
        Ok(arguments) => arguments,
        Err(error) => error.exit(),
    };
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            report::error(&error);
            match error.kind {
                Kind::Failure => ExitCode::from(1),
                Kind::Usage => ExitCode::from(2),
                Kind::Verdict => ExitCode::from(3),
            }
        }
    }
}

/// Runs the command that was asked for.
fn run(arguments: &Arguments) -> Result<(), Error> {
    let workspace = || Workspace::find(arguments.manifest.as_deref());
    match &arguments.command {
        Command::Codegen(codegen) if codegen.stands_alone() => {
            command::codegen::run(&Workspace::find_or_here(arguments.manifest.as_deref())?, codegen)
        }
        Command::Codegen(arguments) => command::codegen::run(&workspace()?, arguments),
        Command::List(arguments) => command::list::run(&workspace()?, arguments),
        Command::Add(arguments) => command::add::run(&workspace()?, arguments),
        Command::Remove(arguments) => command::remove::run(&workspace()?, arguments),
        Command::Diff(diff) => {
            command::diff::run(&Workspace::find_or_here(arguments.manifest.as_deref())?, diff)
        }
        Command::Models(arguments) => command::models::run(&workspace()?, arguments),
        Command::Conformance(arguments) => command::conformance::run(&workspace()?, arguments),
        Command::Bench(arguments) => command::bench::run(&workspace()?, arguments),
        Command::Completions(arguments) => {
            command::completions::run(program::named(Arguments::command()), arguments)
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_arguments_do_not_contradict_each_other() {
        super::Arguments::command().debug_assert();
    }
}
