//! `cargo shapesmith completions`: lets a shell complete verbs, options and their values.

use clap::Args;
use clap_complete::Shell;

use crate::error::Error;
use crate::program::stem;
use crate::report::print;

/// Print a script that completes these commands in a shell
///
/// A shell cannot complete behind `cargo`, which has a completion of its own, so the script completes the program by
/// its own name, such as `cargo-shapesmith`. Where cargo builds and runs it, make that name an alias of the shell's.
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
  source <(cargo shapesmith completions bash)     in ~/.bashrc
  source <(cargo shapesmith completions zsh)      in ~/.zshrc
  cargo shapesmith completions fish | source      in config.fish";

/// Runs the command; `program` describes all commands.
pub(crate) fn run(mut program: clap::Command, arguments: &Arguments) -> Result<(), Error> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut program, stem(), &mut script);
    print(&String::from_utf8_lossy(&script));
    Ok(())
}
