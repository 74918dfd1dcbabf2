//! `cargo xtask bench`: measures Shapesmith beside its peers.
//!
//! Each command prints tables and writes what it measured to `target/bench/<name>.json` and a plot to
//! `target/bench/<name>.svg`. `report` makes `docs/benchmarks.md` of those files. Nothing here judges:
//! no command fails because something took long.

use std::process::ExitCode;

use clap::{Parser, ValueEnum};

mod bar;
mod child;
mod command;
mod criterion;
mod environment;
mod error;
mod figure;
mod folders;
mod growth;
mod plot;
mod session;
mod show;
mod table;

use error::Error;
use folders::Folders;
use session::Session;

/// Measures Shapesmith beside aws-sdk-ssm, rusoto and serde.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask bench", bin_name = "cargo xtask bench", after_help = AFTER_HELP)]
struct Arguments {
    /// What to measure; everything but the report unless something is named
    #[arg(value_enum)]
    commands: Vec<Command>,
    /// How often each thing is measured; the rounds of all peers are interleaved
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=99))]
    rounds: u32,
    /// Only peers whose name contains one of these texts
    #[arg(long, value_name = "TEXT", value_delimiter = ',')]
    peers: Vec<String>,
    /// Only rows whose section or name contains one of these texts
    #[arg(long, value_name = "TEXT", value_delimiter = ',')]
    only: Vec<String>,
    /// A botocore wheel or checkout, for `codegen` of every service and `build` of other services than SSM
    #[arg(long, value_name = "PATH")]
    models: Option<std::path::PathBuf>,
    /// The date that the report bears, instead of that of the measured commit
    #[arg(long, value_name = "YYYY-MM-DD")]
    date: Option<String>,
}

/// A thing to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Command {
    /// Build times, binary sizes and numbers of crates
    Build,
    /// Calls through the whole client
    Call,
    /// Reading and writing of JSON
    Codec,
    /// The generator
    Codegen,
    /// Objects of S3, large and small, up and down
    Objects,
    /// Make docs/benchmarks.md of what was measured last
    Report,
}

/// What `--help` ends with.
const AFTER_HELP: &str = "\
Examples:
  cargo xtask bench                                       everything; the machine should do nothing else
  cargo xtask bench build --rounds 1 --peers shapesmith   a short look at our own builds
  cargo xtask bench codegen --models botocore-1.44.5-py3-none-any.whl
  cargo xtask bench report --date 2026-01-31              write docs/benchmarks.md

Results are in target/bench/.";

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            show::progress(&format!("error: {error}"));
            ExitCode::FAILURE
        }
    }
}

/// Does what was asked for, one thing after the other.
fn run(arguments: &Arguments) -> Result<(), Error> {
    let folders = Folders::find()?;
    let all = [Command::Build, Command::Call, Command::Codec, Command::Codegen, Command::Objects];
    let commands = if arguments.commands.is_empty() { &all } else { arguments.commands.as_slice() };
    for command in commands {
        let session = |name| {
            Session::start(name, &folders, arguments.rounds, arguments.peers.clone(), arguments.only.clone())
        };
        match command {
            Command::Build => command::build::run(session("build")?, arguments.models.as_deref())?,
            Command::Call => command::in_process::run(session("call")?)?,
            Command::Codec => command::in_process::run(session("codec")?)?,
            Command::Codegen => command::codegen::run(session("codegen")?, arguments.models.as_deref())?,
            Command::Objects => command::objects::run(session("objects")?)?,
            Command::Report => command::report::run(&folders, arguments.date.as_deref())?,
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_arguments_do_not_contradict_each_other() {
        super::Arguments::command().debug_assert();
    }
}
