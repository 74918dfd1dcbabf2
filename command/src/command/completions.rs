//! `cargo xtask completions`: lets a shell complete verbs, options and their values.

use clap::Args;
use clap_complete::Shell;

use crate::error::Error;
use crate::report::print;

/// What the completed command is called. A shell cannot complete behind `cargo`, which has a
/// completion of its own.
const NAME: &str = "xtask";

/// Print a script that completes these commands in a shell
///
/// The script completes a command that is called `xtask`: make that an alias of `cargo xtask`.
#[derive(Args, Debug)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Arguments {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

/// What the help of this command ends with.
const AFTER_HELP: &str = "\
Examples:
  alias xtask='cargo xtask'; source <(cargo xtask completions bash)     in ~/.bashrc
  alias xtask='cargo xtask'; source <(cargo xtask completions zsh)      in ~/.zshrc
  alias xtask 'cargo xtask'; cargo xtask completions fish | source      in config.fish";

/// Runs the command; `program` describes all commands.
pub(crate) fn run(mut program: clap::Command, arguments: &Arguments) -> Result<(), Error> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut program, NAME, &mut script);
    print(&String::from_utf8_lossy(&script));
    Ok(())
}
