//! Whether crates are what the manifest gives, and have the line ends that they were written with.

use super::finding::Finding;
use crate::apply::{self, Planned};
use crate::error::Error;
use crate::generate::{self, Origin, Target};
use crate::manifest::{Manifest, Service};
use crate::parallel;
use crate::program::call;
use crate::report::count;
use crate::surroundings::has_member;
use crate::workspace::Workspace;
use crate::{difference, partitions};

/// What is to be said of the crates of a manifest. One that cannot be generated does not keep the others from being
/// looked at.
pub(super) fn findings(workspace: &Workspace, manifest: &Manifest, origin: &Origin) -> Vec<Finding> {
    let services: Vec<(&String, &Service)> = manifest.services.iter().collect();
    let planned = parallel::map(&services, |(name, service)| planned(workspace, origin, name, service));
    let planned = match planned {
        Ok(planned) => planned,
        Err(error) => return vec![Finding::of("crate", error)],
    };
    let mut findings = Vec::new();
    let mut other_ends = Vec::new();
    for one in planned {
        match one {
            Ok(one) => {
                findings.extend(stale(&one));
                other_ends.extend(with_other_ends(&one));
            }
            Err(error) => findings.push(Finding::of("crate", error)),
        }
    }
    match partitions::plan(workspace, &origin.models) {
        Ok(Some(plan)) if !plan.is_fresh() => findings.push(
            Finding::wrong("partitions", partitions::FOLDER, "not what models/partitions.json gives")
                .details(difference::describe(&plan, partitions::FOLDER))
                .help(format!("run `{}`", call("codegen"))),
        ),
        Ok(_) => {}
        Err(error) => findings.push(Finding::of("partitions", error)),
    }
    if let Some(first) = other_ends.first() {
        let said = format!("{} here and in other files of generated crates", "line ends of Windows,");
        let said = if other_ends.len() == 1 { "line ends of Windows".to_owned() } else { said };
        findings.push(
            Finding::note("line-ends", first, &format!("{said} ({})", count(other_ends.len(), "file"))).help(
                "they do no harm here, but others see changes: write `generated/** text eol=lf` into .gitattributes, \
                 then `git add --renormalize .`",
            ),
        );
    }
    for service in manifest.services.values() {
        let is_crate = workspace.root.join(&service.folder).join("Cargo.toml").is_file();
        if is_crate && !has_member(&workspace.root, &service.folder) {
            let said = format!(
                "\"{}\" is not among the members of the workspace, so cargo does not take it in",
                service.folder
            );
            findings.push(Finding::wrong("member", "Cargo.toml", &said).help(format!(
                "list it, or a pattern for it, among `members` in [workspace]: \"{}\"",
                service.folder
            )));
        }
    }
    findings
}

/// The crate of a service as it should be, beside the one that is there.
fn planned(workspace: &Workspace, origin: &Origin, name: &str, service: &Service) -> Result<Planned, Error> {
    let target = Target::of_manifest(workspace, name, service)?;
    let sources = generate::sources(origin, &target.model, &target.reading, &target.places.model)?;
    apply::plan_one(workspace, generate::generate(origin, &target, &sources)?)
}

/// What to say of a crate that is not what the generator gives.
fn stale(one: &Planned) -> Option<Finding> {
    let files: Vec<&str> = one.plan.touched().map(|(path, _)| path).collect();
    let first = files.first()?;
    let more = match files.len() {
        1 => String::new(),
        number => format!(", and {}", count(number - 1, "more file")),
    };
    let said = format!("not what the generator gives now: {first}{more}");
    Some(
        Finding::wrong("stale", &format!("{}/{first}", one.shown), &said)
            .details(difference::describe(&one.plan, &one.shown))
            .help(format!("run `{}`", call("codegen"))),
    )
}

/// The files of a crate whose line ends are those of Windows.
fn with_other_ends(one: &Planned) -> Vec<String> {
    let has = |path: &&String| {
        std::fs::read(one.plan.folder.join(path))
            .is_ok_and(|bytes| bytes.windows(2).any(|pair| pair == b"\r\n"))
    };
    one.plan.files.keys().filter(has).map(|path| format!("{}/{path}", one.shown)).collect()
}
