//! `cargo xtask bench`: starts the measurements, which are a workspace of their own.
//!
//! What is measured and how is in `benches/`; its dependencies, the peers among them, are none of
//! this program's.

use std::process::Command;

use clap::Args;

use cargo_shapesmith::shared::Error;
use cargo_shapesmith::shared::Workspace;

/// The workspace of the measurements, from the root of the repository.
const BENCHES: &str = "benches/Cargo.toml";

/// Measure builds, calls, codecs and the generator beside their peers
///
/// Prints tables, and writes them as JSON and as plots into `target/bench/`. A complete run takes most of
/// an hour, and other work on the machine spoils it.
#[derive(Args, Debug)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Arguments {
    /// What to measure: build, call, codec or codegen [default: all of them], and options of the
    /// measurements; `cargo xtask bench -- --help` lists these
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "WHAT")]
    arguments: Vec<String>,
}

/// What the help of this command ends with.
const AFTER_HELP: &str = "\
Examples:
  cargo xtask bench                    measure everything
  cargo xtask bench codec --rounds 1   only reading and writing, and only once";

/// Runs the command.
pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<(), Error> {
    let manifest = workspace.root.join(BENCHES);
    if !manifest.is_file() {
        return Err(Error::new(manifest.display().to_string(), "there are no measurements here")
            .help("they are part of Shapesmith's own repository"));
    }
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .args(["run", "--quiet", "--release", "--package", "driver", "--manifest-path"])
        .arg(&manifest)
        .arg("--")
        .args(&arguments.arguments)
        .current_dir(&workspace.root)
        .status()
        .map_err(|error| Error::io(&manifest, "start the measurements", &error))?;
    if status.success() {
        return Ok(());
    }
    Err(Error::new(manifest.display().to_string(), format!("the measurements ended early: {status}")))
}
