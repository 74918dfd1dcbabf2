//! `cargo shapesmith models`: the models that are checked in.

use clap::{Args, Subcommand};

use crate::error::Error;
use crate::workspace::Workspace;

pub(crate) mod update;

/// Work on the checked-in models
#[derive(Args, Debug)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

/// What the help of this command ends with.
const AFTER_HELP: &str = "\
Examples:
  cargo shapesmith models update --from botocore-1.44.5-py3-none-any.whl --dry-run
  cargo shapesmith models update --from ~/src/botocore --service sqs";

#[derive(Debug, Subcommand)]
enum Command {
    Update(update::Arguments),
}

/// Runs the command.
pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<(), Error> {
    match &arguments.command {
        Command::Update(arguments) => update::run(workspace, arguments),
    }
}
