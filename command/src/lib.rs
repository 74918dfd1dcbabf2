//! `cargo shapesmith`: generates Rust clients from AWS service models, and keeps them fresh.
//!
//! What the generator does is in `shapesmith-codegen`, which does no I/O. Here is the rest: finding
//! models, reading the manifest, comparing and writing crates, and telling people about it.
//!
//! The binary of this package calls [`main`] and does nothing else. A workspace that wants its lock file to say which
//! version of the commands it uses has a package of its own with such a binary, and an alias for it in
//! `.cargo/config.toml`:
//!
//! ```no_run
//! fn main() -> std::process::ExitCode {
//!     cargo_shapesmith::main()
//! }
//! ```

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;

mod apply;
mod command;
mod compared;
mod consequences;
mod difference;
mod edited;
mod error;
mod generate;
mod git;
mod hash;
mod manifest;
mod models;
mod normalise;
mod origin;
mod orphans;
mod parallel;
mod partitions;
mod program;
mod progress;
mod project;
mod report;
mod runtime;
mod selection;
mod surroundings;
mod text;
mod workspace;
mod write;

#[doc(hidden)]
pub mod shared;

use error::{Error, Kind};
use shared::{Command, Tool};

/// Generates Rust clients from AWS service models.
#[derive(Debug, Parser)]
#[command(name = "cargo shapesmith", version, after_help = shared::AFTER_HELP)]
struct Arguments {
    /// The manifest [default: models/manifest.toml here or in a folder around]
    #[arg(long, global = true, value_name = "PATH")]
    manifest: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

impl Tool for Arguments {
    fn run(&self, program: clap::Command) -> Result<(), Error> {
        self.command.run(self.manifest.as_deref(), program)
    }
}

/// Runs the commands with the arguments of the process: what a binary does that is to be `cargo shapesmith`.
///
/// What comes of it is printed; the exit code says how it went: 0 done, 1 failed or stale, 2 wrong arguments,
/// 3 the verdict that was to be failed for.
pub fn main() -> ExitCode {
    start::<Arguments>()
}

/// Runs a command line with the arguments of the process.
fn start<T: Tool>() -> ExitCode {
    let matches = program::named(T::command()).get_matches_from(program::arguments());
    let run = T::from_arg_matches(&matches).map(|tool| tool.run(program::named(T::command())));
    match run {
        Err(error) => error.exit(),
        Ok(Ok(())) => ExitCode::SUCCESS,
        Ok(Err(error)) => {
            report::error(&error);
            match error.kind {
                Kind::Failure => ExitCode::from(1),
                Kind::Usage => ExitCode::from(2),
                Kind::Verdict => ExitCode::from(3),
            }
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
