//! `cargo xtask …`: the commands of `cargo shapesmith`, and what only this repository needs.

use std::path::PathBuf;
use std::process::ExitCode;

use cargo_shapesmith::shared::{self, Error, Tool, Workspace};
use clap::{Parser, Subcommand};

mod command;
mod conformance;

/// Generates Rust clients from AWS service models, and measures and tests how that is done.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", version, after_help = shared::AFTER_HELP)]
struct Arguments {
    /// The manifest [default: models/manifest.toml here or in a folder around]
    #[arg(long, global = true, value_name = "PATH")]
    manifest: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    #[command(flatten)]
    Everywhere(shared::Command),
    Conformance(command::conformance::Arguments),
    Coverage(command::coverage::Arguments),
    Bench(command::bench::Arguments),
}

impl Tool for Arguments {
    fn run(&self, program: clap::Command) -> Result<(), Error> {
        let manifest = self.manifest.as_deref();
        match &self.command {
            Command::Everywhere(command) => command.run(manifest, program),
            Command::Conformance(arguments) => {
                command::conformance::run(&Workspace::find(manifest)?, arguments)
            }
            Command::Coverage(arguments) => command::coverage::run(&Workspace::find(manifest)?, arguments),
            Command::Bench(arguments) => command::bench::run(&Workspace::find(manifest)?, arguments),
        }
    }
}

fn main() -> ExitCode {
    shared::start::<Arguments>()
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_arguments_do_not_contradict_each_other() {
        super::Arguments::command().debug_assert();
    }
}
