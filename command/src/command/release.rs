//! `cargo shapesmith release`: the versions of generated crates, counted up by what changed in them.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

use clap::Args;
use shapesmith_codegen::Files;
use shapesmith_codegen::diff::{self, Change, Surface, Verdict};

use crate::apply::{self, Planned};
use crate::error::{Error, did_you_mean};
use crate::generate::{Origin, Target};
use crate::git::Git;
use crate::manifest::release::Release;
use crate::manifest::{self, Manifest, edit};
use crate::origin::origin;
use crate::program::call;
use crate::report::{Tone, count, paint, print};
use crate::workspace::{Workspace, lock};
use crate::write;

/// Count up the versions of generated crates by what changed in them
///
/// The crate as it was at its newest tag, `<package>-v<version>`, is compared with what the manifest gives now, whatever
/// changed it: a model, the selection, a correction, or the generator. A change that breaks callers raises the first
/// number, more API the second, anything else the third; before 1.0 the second and the third. Several changes before one
/// release count once. A crate without a tag is released as it is, and one that is as it was is left alone.
///
/// The versions are written into the manifest and the crates. Tags and publishing are left to you, or to the program that
/// does them for the rest of your workspace; the commands are printed.
#[derive(Args, Debug)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Arguments {
    /// Only these services [default: all of the manifest]
    #[arg(value_name = "SERVICE")]
    services: Vec<String>,
    /// Show the versions, and write nothing
    #[arg(long)]
    dry_run: bool,
}

/// What the help of this command ends with.
const AFTER_HELP: &str = "\
Examples:
  cargo shapesmith release --dry-run
  cargo shapesmith release ssm sqs";

/// The part of a package's tags that stands between its name and its version.
const BETWEEN: &str = "-v";

/// How many changes of a crate are named.
const NAMED: usize = 30;

/// What becomes of the version of a crate.
struct Step {
    package: String,
    /// The version at the newest tag; nothing for a crate that has none.
    old: Option<Release>,
    new: Release,
    /// What changed since then; nothing where nothing did.
    changes: Option<Vec<Change>>,
}

/// Runs the command.
pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<(), Error> {
    let started = Instant::now();
    let _lock = lock(workspace)?;
    let manifest = manifest::read(workspace)?;
    manifest.is_ours()?;
    let origin = origin(workspace, &manifest, None)?;
    let names = chosen(&manifest, &arguments.services)?;
    let planned = planned(workspace, &manifest, &origin, &names)?;
    if let Some(stale) = planned.iter().find(|one| !one.plan.is_fresh()) {
        return Err(Error::new(&stale.shown, "not what the generator gives now")
            .help(format!("run `{}`, and read what it changes", call("codegen"))));
    }
    let git = Git::around(&workspace.root)
        .map_err(|reason| Error::new(workspace.root.display().to_string(), reason))?;
    let steps: Vec<Step> =
        planned.iter().map(|one| step(&git, workspace, &origin, one)).collect::<Result<_, _>>()?;

    let mut text = manifest.text.clone();
    for (one, step) in planned.iter().zip(&steps) {
        let before = manifest::parse(text, &manifest.place)?;
        text = match &step.changes {
            Some(_) => edit::set_release(&before, &one.generated.target.service, &step.new.to_string())?,
            None => before.text,
        };
    }
    print(&described(&steps));
    if arguments.dry_run || text == manifest.text {
        print("nothing has been written\n");
        return Ok(());
    }
    let edited = manifest::parse(text, &manifest.place)?;
    let planned = self::planned(workspace, &edited, &origin, &names)?;
    let written = apply::write(&planned, || write::write_file(&workspace.manifest, &edited.text));
    if let Err(error) = written {
        write::write_file(&workspace.manifest, &manifest.text)?;
        return Err(error);
    }
    print(&format!("{}{}", next(&steps), apply::done(started)));
    Ok(())
}

/// The services that were asked for.
fn chosen(manifest: &Manifest, named: &[String]) -> Result<Vec<String>, Error> {
    for name in named {
        if !manifest.services.contains_key(name) {
            let error = Error::new(&manifest.place, format!("no service \"{name}\" is listed"));
            let known = manifest.services.keys().map(String::as_str);
            return Err(did_you_mean(name, known).into_iter().fold(error, Error::help));
        }
    }
    let is_chosen = |name: &&String| named.is_empty() || named.contains(name);
    Ok(manifest.services.keys().filter(is_chosen).cloned().collect())
}

/// The crates that a manifest gives.
fn planned(
    workspace: &Workspace,
    manifest: &Manifest,
    origin: &Origin,
    names: &[String],
) -> Result<Vec<Planned>, Error> {
    let services = names.iter().filter_map(|name| Some((name, manifest.services.get(name)?)));
    let targets: Vec<Target> = services
        .map(|(name, service)| Target::of_manifest(workspace, name, service))
        .collect::<Result<_, _>>()?;
    apply::plan(workspace, origin, &targets)
}

/// What becomes of the version of one crate.
fn step(git: &Git, workspace: &Workspace, origin: &Origin, one: &Planned) -> Result<Step, Error> {
    let cargo = &one.generated.target.cargo;
    let package = cargo.name.clone();
    let present = cargo.version.as_ref().unwrap_or(&origin.surroundings.version);
    let present = Release::parse(present).ok_or_else(|| {
        Error::new(&one.shown, format!("the version \"{present}\" is not one that could be counted up"))
            .help("write three numbers, as in \"0.1.0\"")
    })?;
    let Some((tag, old)) = newest(git, &package)? else {
        return Ok(Step { package, old: None, new: present, changes: Some(Vec::new()) });
    };
    let before = crate_at(git, &tag, &workspace.root, &one.plan.folder)?;
    let is_same = |name: &str, text: &str| {
        let as_it_was = |text: &str| match name {
            "Cargo.toml" => {
                text.lines().filter(|line| !line.starts_with("version = ")).collect::<Vec<_>>().join("\n")
            }
            _ => text.to_owned(),
        };
        before.get(name).is_some_and(|before| as_it_was(before) == as_it_was(text))
    };
    let after = &one.plan.files;
    if before.len() == after.len() && after.iter().all(|(name, text)| is_same(name, text)) {
        return Ok(Step { package, new: old.clone(), old: Some(old), changes: None });
    }
    let changes = diff::surface_changes(&Surface::of(&before)?, &Surface::of(after)?);
    let verdict = changes.iter().map(Change::verdict).max().unwrap_or_default();
    let due = old.after(verdict);
    Ok(Step {
        package,
        new: if present > due { present } else { due },
        old: Some(old),
        changes: Some(changes),
    })
}

/// The newest tag of a package, and the version that it names.
fn newest(git: &Git, package: &str) -> Result<Option<(String, Release)>, Error> {
    let start = format!("{package}{BETWEEN}");
    let listing = git
        .ask(&["tag", "--list", &format!("{start}*")])
        .map_err(|reason| Error::new(format!("tags of {package}"), reason))?;
    let listing = String::from_utf8_lossy(&listing).into_owned();
    let tags =
        listing.lines().filter_map(|tag| Some((tag.to_owned(), Release::parse(tag.strip_prefix(&start)?)?)));
    Ok(tags.max_by(|(_, one), (_, other)| one.cmp(other)))
}

/// The files of a crate as they were at a tag.
fn crate_at(git: &Git, tag: &str, root: &Path, folder: &Path) -> Result<Files, Error> {
    let shown = crate::workspace::relative(root, folder);
    let wrong = |reason: String| Error::new(format!("{tag}:{shown}"), reason);
    // A tag is a name that people choose, and `refs/tags/` keeps it from being taken for an option.
    let revision = format!("refs/tags/{tag}");
    let listing = git.ask(&["ls-tree", "-r", "-z", "--name-only", &revision, "--", &shown]).map_err(wrong)?;
    let listing = String::from_utf8_lossy(&listing).into_owned();
    let mut files = BTreeMap::new();
    for path in listing.split('\0').filter(|path| !path.is_empty()) {
        let bytes = git.ask(&["cat-file", "blob", &format!("{revision}:./{path}")]).map_err(wrong)?;
        let inside = path.strip_prefix(&format!("{shown}/")).unwrap_or(path);
        files.insert(inside.to_owned(), crate::text::unix(&String::from_utf8_lossy(&bytes)).into_owned());
    }
    if !files.contains_key("src/lib.rs") {
        return Err(wrong("the crate was not there then".to_owned()).help(
            "it is released under another name or from another folder: tag what it was released from",
        ));
    }
    Ok(files)
}

/// What becomes of all versions, for people; the changes as lines for a change log.
fn described(steps: &[Step]) -> String {
    let mut text = String::new();
    for step in steps {
        let name = paint(&step.package, Tone::Bold);
        let Some(changes) = &step.changes else {
            let old = step.old.as_ref().map(ToString::to_string).unwrap_or_default();
            text.push_str(&format!("{name} {old}: as it was released\n"));
            continue;
        };
        let Some(old) = &step.old else {
            text.push_str(&format!("{name} {}: the first release\n", step.new));
            continue;
        };
        let verdict = changes.iter().map(Change::verdict).max().unwrap_or_default();
        text.push_str(&format!("{name} {old} → {}: {verdict}\n", step.new));
        for change in changes.iter().take(NAMED) {
            let breaking = if change.verdict() == Verdict::Breaking { "**Breaking:** " } else { "" };
            let line = format!("{} `{}` {}", change.subject, change.place, change.action);
            text.push_str(&format!("  - {breaking}{}\n", shapesmith_codegen::visible(&line)));
        }
        if changes.len() > NAMED {
            text.push_str(&format!("  and {}\n", count(changes.len() - NAMED, "more change")));
        }
    }
    text
}

/// What is left to do, for people.
fn next(steps: &[Step]) -> String {
    let mut text = String::from("next, once this is committed:\n");
    for step in steps.iter().filter(|step| step.changes.is_some()) {
        text.push_str(&format!(
            "  git tag {package}{BETWEEN}{} && cargo publish -p {package}\n",
            step.new,
            package = step.package
        ));
    }
    text
}
