//! `cargo xtask conformance`: runs protocol tests through generated crates.

use std::path::PathBuf;

use clap::Args;

use crate::conformance::{self, Outcome};
use cargo_shapesmith::shared::Error;
use cargo_shapesmith::shared::{Tone, count, paint, print, progress};
use cargo_shapesmith::shared::{Workspace, absolute};

/// Run protocol tests, in botocore's form or in models of Smithy's
///
/// Each suite brings its own shapes. Crates are generated from them, compiled, and every case goes
/// through the runtime as a user's call does: requests until they are sent, replies from the
/// point of receiving.
#[derive(Args, Debug)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Arguments {
    /// Files with suites: an object with the keys input and output, a list of suites, or a model of Smithy's form
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Where the crates are generated and compiled [default: target/conformance]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Where cargo puts what it compiles [default: the folder target in that one]
    #[arg(long, value_name = "DIR")]
    target_dir: Option<PathBuf>,
}

/// What the help of this command ends with.
const AFTER_HELP: &str = "\
Example:
  cargo xtask conformance tests/vectors/aws-json-1.1.json

Prints a paragraph for each case that fails, with what was expected and what came; a line for each
that does not apply, with the reason; and a total.

Exit codes: 0 no case failed, 1 some failed or nothing could be run, 2 wrong arguments.";

/// Runs the command.
pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<(), Error> {
    let out = match &arguments.out {
        Some(out) => absolute(out)?,
        None => workspace.root.join("target/conformance"),
    };
    let target = match &arguments.target_dir {
        Some(target) => absolute(target)?,
        None => out.join("target"),
    };
    let mut suites = Vec::new();
    for file in &arguments.files {
        suites.extend(conformance::read(file)?);
    }
    progress(&format!("{} with {}", count(suites.len(), "suite"), count(cases(&suites), "case")));
    let results = conformance::run(workspace, &out, &target, &suites)?;

    let mut numbers = [0; 3];
    for (case, outcome) in &results {
        match outcome {
            Outcome::Passed => numbers[0] += 1,
            Outcome::Failed(differences) => {
                numbers[1] += 1;
                print(&format!("{} {case}\n", paint("failed:", Tone::Red)));
                for difference in differences {
                    print(&format!("    {}\n", difference.replace('\n', "\n    ")));
                }
            }
            Outcome::NotApplicable(reason) => {
                numbers[2] += 1;
                print(&format!("{} {case}: {reason}\n", paint("not applicable:", Tone::Yellow)));
            }
        }
    }
    let [passed, failed, not_applicable] = numbers;
    print(&format!("{passed} passed, {failed} failed, {not_applicable} not applicable\n"));
    match failed {
        0 => Ok(()),
        failed => Err(Error::new("", format!("{} failed", count(failed, "case")))),
    }
}

/// How many cases there are in all suites.
fn cases(suites: &[conformance::Suite]) -> usize {
    suites.iter().map(|suite| suite.cases.len()).sum()
}
