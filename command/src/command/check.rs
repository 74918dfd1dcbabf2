//! `cargo shapesmith check`: is everything as it should be?

mod crates;
mod finding;
mod forms;
mod graph;

use clap::{Args, ValueEnum};

use crate::error::Error;
use crate::manifest::{self, Manifest, schema};
use crate::models::origin_file;
use crate::origin::origin;
use crate::orphans;
use crate::program::{VERSION, call};
use crate::report::{count, print};
use crate::workspace::{Workspace, lock};

use finding::{Finding, Grade};

/// Check everything that is generated, and what it is generated from and used with
///
/// Beside what `codegen --check` looks at: whether models are as they were taken over, crates that the manifest does not
/// list, crates that cargo does not build, line ends, a second runtime among the dependencies, a runtime that does not go
/// with the crates, and the version of these commands. Nothing is written, built or downloaded.
#[derive(Args, Debug)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Arguments {
    /// The form of what is printed: `github` makes annotations of a workflow, `gitlab` a code quality report
    #[arg(long, value_enum, default_value_t = Form::Text)]
    format: Form,
}

/// What is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Form {
    /// For people.
    Text,
    /// For programs.
    Json,
    /// Commands of GitHub's workflows.
    Github,
    /// GitLab's code quality report.
    Gitlab,
}

/// What the help of this command ends with.
const AFTER_HELP: &str = "\
Examples:
  cargo shapesmith check
  cargo shapesmith check --format github
  cargo shapesmith check --format gitlab > gl-code-quality-report.json

Exit codes: 0 nothing is wrong, 1 something is, 2 wrong arguments. Notes alone are no failure.";

/// Runs the command.
pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<(), Error> {
    let findings = findings(workspace)?;
    let text = match arguments.format {
        Form::Text => forms::text(&findings),
        Form::Json => forms::json(&findings),
        Form::Github => forms::github(&findings),
        Form::Gitlab => forms::gitlab(&findings),
    };
    print(&text);
    match findings.iter().filter(|finding| finding.grade == Grade::Wrong).count() {
        0 => Ok(()),
        wrong => Err(Error::new(
            workspace.display(&workspace.manifest),
            format!("{} to mend", count(wrong, "thing")),
        )),
    }
}

/// Everything that is not as it should be, what explains the rest first.
fn findings(workspace: &Workspace) -> Result<Vec<Finding>, Error> {
    let _lock = lock(workspace)?;
    let manifest = match manifest::read(workspace) {
        Ok(manifest) => manifest,
        // Nothing else can be told without it.
        Err(error) => return Ok(vec![Finding::of("manifest", error)]),
    };
    let mut findings: Vec<Finding> = Vec::new();
    findings.extend(other_version(&manifest));
    findings.extend(manifest.remarks.iter().map(|remark| Finding::remark("manifest", remark)));
    findings.extend(old_schema(workspace, &manifest));
    if manifest.services.is_empty() {
        findings.push(
            Finding::note("manifest", &manifest.place, "no service is listed")
                .help(format!("list one with `{}`", call("add SERVICE OPERATION…"))),
        );
        return Ok(findings);
    }
    match origin(workspace, &manifest, None) {
        Ok(origin) => {
            findings.extend(edited(&manifest, &origin.models));
            findings.extend(crates::findings(workspace, &manifest, &origin));
        }
        Err(error) => findings.push(Finding::of("models", error)),
    }
    for orphan in orphans::find(workspace, &manifest)? {
        findings.push(
            Finding::wrong(
                "orphan",
                &format!("{orphan}/Cargo.toml"),
                "generated, and the manifest lists no service for it",
            )
            .help(format!("list one again, or delete the folder {orphan}")),
        );
    }
    findings.extend(graph::findings(workspace, &manifest));
    Ok(findings)
}

/// What to say of other commands than those that the manifest names: they may be why crates differ.
fn other_version(manifest: &Manifest) -> Option<Finding> {
    let tool = manifest.tool.as_deref().filter(|tool| *tool != VERSION)?;
    let said = format!("the workspace is written by version {tool} of these commands, and this is {VERSION}");
    Some(Finding::remark("tool", &format!("{}: {said}", manifest.tool_place)).help(format!(
        "install that one, `cargo install --locked cargo-shapesmith@{tool}`, or take the workspace over with `{}`",
        call("upgrade")
    )))
}

/// What to say of a schema for editors that knows other keys than these commands.
fn old_schema(workspace: &Workspace, manifest: &Manifest) -> Option<Finding> {
    let path = workspace.models.join(schema::FILE);
    let present = std::fs::read(&path).ok();
    let is_named = manifest.text.starts_with(schema::DIRECTIVE);
    let said = match &present {
        Some(present) if crate::text::same(present, &schema::schema()) => return None,
        Some(_) => "not the schema of this version, so editors know other keys",
        None if is_named => "missing, and the manifest names it for editors",
        None => return None,
    };
    let shown = workspace.display(&path);
    let help = format!("`{}` writes it, and so does `{} > {shown}`", call("upgrade"), call("schema"));
    Some(Finding::wrong("schema", &shown, said).help(help))
}

/// Models that are not as they were taken over.
fn edited(manifest: &Manifest, models: &crate::models::Models) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (name, service) in &manifest.services {
        let folder = format!("{}/{}", models.place, service.model);
        match origin_file::edited(models, &service.model) {
            Ok(edited) => findings.extend(edited.files.iter().map(|file| {
                let said = format!("not as it was taken over from {}", edited.source);
                Finding::wrong("model", &format!("{folder}/{file}"), &said).help(format!(
                    "what has to be corrected stands in patches.json; `{}` takes the file over again",
                    call(&format!("models update --from PATH --service {name}"))
                ))
            })),
            Err(error) => findings.push(Finding::of("model", error)),
        }
    }
    findings
}
