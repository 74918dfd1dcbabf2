//! From crates in memory to crates on disk.

use std::time::Instant;

use crate::error::Error;
use crate::generate::{self, Crate, Origin, Target};
use crate::report::{Tone, count, paint, print, seconds};
use crate::workspace::Workspace;
use crate::write::{self, Change, Plan, swap};
use crate::{consequences, difference, parallel, partitions};

/// How many files a summary names.
const NAMED: usize = 20;

/// A generated crate and what it would change.
#[derive(Debug)]
pub(crate) struct Planned {
    /// The crate.
    pub(crate) generated: Crate,
    /// What it would change.
    pub(crate) plan: Plan,
    /// The crate's folder as people read it.
    pub(crate) shown: String,
}

/// Generates targets and compares them with what is on disk. Changes nothing.
pub(crate) fn plan(
    workspace: &Workspace,
    origin: &Origin,
    targets: &[Target],
) -> Result<Vec<Planned>, Error> {
    let planned = parallel::map(targets, |target| {
        let sources = generate::sources(origin, &target.model, &target.reading, &target.places.model)?;
        plan_one(workspace, generate::generate(origin, target, &sources)?)
    })?;
    planned.into_iter().collect()
}

/// Compares one generated crate with what is on disk.
pub(crate) fn plan_one(workspace: &Workspace, mut generated: Crate) -> Result<Planned, Error> {
    let folder = generated.target.folder.clone();
    let shown = workspace.display(&folder);
    let files = std::mem::take(&mut generated.files);
    let place = &generated.target.places.folder;
    let plan = write::plan(folder, &shown, files).map_err(|error| match error.help.clone() {
        // What lies in the way may be there by right.
        Some(help) if !place.is_empty() => error.help(format!("{help} ({place} asks for the folder)")),
        _ => error,
    })?;
    Ok(Planned { generated, plan, shown })
}

/// Clears up what a killed run left behind, before anything is compared.
pub(crate) fn recover(workspace: &Workspace, targets: &[Target]) -> Result<(), Error> {
    write::forget_temporaries(&workspace.manifest);
    targets.iter().try_for_each(|target| swap::recover(&target.folder))
}

/// Writes what was planned: first everything beside the crates, then `between`, then every crate
/// into its place. Until the last step a failure changes nothing; what has changed when that fails is told.
pub(crate) fn write(planned: &[Planned], between: impl FnOnce() -> Result<(), Error>) -> Result<(), Error> {
    let mut staged = Vec::new();
    for one in planned {
        match swap::stage(&one.plan) {
            Ok(new) => staged.extend(new),
            Err(error) => {
                swap::abandon(&staged);
                return Err(error);
            }
        }
    }
    if let Err(error) = between() {
        swap::abandon(&staged);
        return Err(error);
    }
    swap::commit_all(&staged)
}

/// What a run does, for people: what each crate holds, which files are touched, and what that means for
/// those who use it. To be asked before anything is written, because what is removed cannot be read any
/// more when it is gone.
pub(crate) fn summary(planned: &[Planned]) -> String {
    let mut text = String::new();
    for one in planned {
        text.push_str(&generate::describe(&one.generated, &one.shown));
        text.push_str(&files(&one.plan));
        text.push_str(&consequences::describe(&one.plan));
    }
    text
}

/// What crates hold and how many files they have, for people.
pub(crate) fn summary_in_short(planned: &[Planned]) -> String {
    let told = planned.iter().map(|one| {
        let files = count(one.plan.files.len(), "file");
        format!("{}  {files}\n", generate::describe(&one.generated, &one.shown))
    });
    told.collect()
}

/// How long a run took, for people.
pub(crate) fn done(started: Instant) -> String {
    format!("done in {}\n", seconds(started.elapsed()))
}

/// How many files were written, left alone and removed, and the names of the first that were
/// touched.
fn files(plan: &Plan) -> String {
    let number = |wanted: fn(&Change) -> bool| plan.changes.values().filter(|change| wanted(change)).count();
    let mut text = format!(
        "  files: {} written, {} unchanged, {} removed\n",
        number(|change| matches!(change, Change::Added | Change::Changed(_))),
        number(|change| matches!(change, Change::Unchanged)),
        number(|change| matches!(change, Change::Removed)),
    );
    let touched: Vec<(&str, &Change)> = plan.touched().collect();
    for (path, change) in touched.iter().take(NAMED) {
        let line = match change {
            Change::Added => paint(&format!("+ {path}"), Tone::Green),
            Change::Removed => paint(&format!("- {path}"), Tone::Red),
            Change::Changed(_) | Change::Unchanged => format!("~ {path}"),
        };
        text.push_str(&format!("    {line}\n"));
    }
    if touched.len() > NAMED {
        text.push_str(&format!("    and {} more\n", touched.len() - NAMED));
    }
    text
}

/// Prints how crates, and the runtime's partitions where they are at hand, differ from what is generated;
/// an error if they do. `mend` is the command that would write them.
///
/// Crates that nothing asks for are stale too, and only a person can tell what is to become of them.
pub(crate) fn check(
    planned: &[Planned],
    partitions: Option<&Plan>,
    orphans: &[String],
    mend: &str,
) -> Result<(), Error> {
    let mut stale = Vec::new();
    let mut text = String::new();
    for one in planned {
        if one.plan.is_fresh() {
            let files = count(one.plan.files.len(), "file");
            text.push_str(&format!("{} is up to date ({files})\n", one.shown));
        } else {
            text.push_str(&difference::describe(&one.plan, &one.shown));
            stale.push(one.shown.as_str());
        }
    }
    if let Some(partitions) = partitions.filter(|partitions| !partitions.is_fresh()) {
        text.push_str(&difference::describe(partitions, partitions::FOLDER));
        stale.push(partitions::FOLDER);
    }
    for orphan in orphans {
        text.push_str(&format!(
            "{}\n",
            paint(&format!("{orphan}: generated, but no longer listed"), Tone::Bold)
        ));
    }
    print(&text);
    if stale.is_empty() && orphans.is_empty() {
        return Ok(());
    }
    if stale.is_empty() {
        return Err(Error::new(orphans.join(", "), "no service of the manifest is generated here")
            .help("list one again, or delete the folder"));
    }
    Err(Error::new(stale.join(", "), "not what the generator gives now").help(format!("run `{mend}`")))
}
