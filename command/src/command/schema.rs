//! `cargo shapesmith schema`: what editors have to know to complete and check a manifest.

use clap::Args;

use crate::error::Error;
use crate::manifest::schema::{reference, schema};
use crate::report::print;

/// Print the JSON schema of the manifest, for editors
///
/// Editors that know TOML, such as those with taplo in them, complete and check a manifest by it. `init` puts it beside
/// the manifest, whose first line names it, and `upgrade` keeps it fresh.
#[derive(Args, Debug)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Arguments {
    /// Print the keys as tables of Markdown instead
    #[arg(long)]
    markdown: bool,
}

/// What the help of this command ends with.
const AFTER_HELP: &str = "\
Example:
  cargo shapesmith schema > models/manifest.schema.json

and in the first line of models/manifest.toml:
  #:schema manifest.schema.json";

/// Runs the command.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Error> {
    print(&if arguments.markdown { reference() } else { schema() });
    Ok(())
}
