//! `cargo xtask models`: the models that are checked in.

use clap::{Args, Subcommand};

use crate::error::Error;
use crate::workspace::Workspace;

mod update;

/// Work on the checked-in models
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

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
