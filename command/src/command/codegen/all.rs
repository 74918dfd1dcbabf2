//! `cargo shapesmith codegen --all`: every service of a collection of models, side by side.

use std::path::Path;
use std::time::Instant;

use shapesmith_codegen::SPOKEN;

use super::Arguments;
use crate::apply;
use crate::error::{Error, did_you_mean};
use crate::generate::{self, Counts, Origin};
use crate::models::speaks;
use crate::origin::unlisted;
use crate::parallel;
use crate::progress::Progress;
use crate::report::{count, print, seconds, table};
use crate::surroundings;
use crate::workspace::Workspace;

/// What came of one service.
#[derive(Debug)]
enum Outcome {
    /// It speaks another protocol than the one that was asked for.
    OtherProtocol,
    /// Its crate is written.
    Written { counts: Counts, files: usize, lines: usize, told: Vec<String> },
}

/// Generates every service. Those that fail are told at the end, with their reasons; the others are
/// written all the same.
pub(super) fn run(
    workspace: &Workspace,
    origin: &Origin,
    out: &Path,
    arguments: &Arguments,
    started: Instant,
) -> Result<(), Error> {
    let services: Vec<&str> = chosen(origin, &arguments.service)?;
    let progress = Progress::new(services.len());
    let outcomes = parallel::map(&services, |service| {
        let outcome = one(workspace, origin, out, service, arguments.protocol.as_deref());
        let line = match &outcome {
            Ok(Outcome::OtherProtocol) => None,
            Ok(Outcome::Written { counts, files, .. }) => Some(format!(
                "{service}: {}, {}",
                count(counts.operations, "operation"),
                count(*files, "file")
            )),
            Err(error) => Some(format!("{service}: failed: {}", error.reason)),
        };
        progress.step(line.as_deref());
        outcome
    })?;
    progress.finish();

    if let Some(protocol) = &arguments.protocol
        && outcomes.iter().all(|outcome| matches!(outcome, Ok(Outcome::OtherProtocol)))
    {
        let error = Error::new("", format!("no service speaks the protocol \"{protocol}\""));
        return Err(did_you_mean(protocol, SPOKEN).into_iter().fold(error, Error::help));
    }
    let results: Vec<(&str, Result<Outcome, Error>)> = services.into_iter().zip(outcomes).collect();
    let (text, failed) = describe(&results, started);
    let advice = if out.is_dir() { surroundings::surround(out, &workspace.root)? } else { None };
    print(&text);
    if let Some(advice) = advice {
        print(&format!("note: {advice}\n"));
    }
    match failed {
        0 => Ok(()),
        failed => Err(Error::new("", format!("{} could not be generated", count(failed, "service")))),
    }
}

/// The services that were asked for, all of them unless some were named.
fn chosen<'a>(origin: &'a Origin, named: &[String]) -> Result<Vec<&'a str>, Error> {
    let known: Vec<&str> = origin.models.services().collect();
    for name in named {
        if !known.contains(&name.as_str()) {
            let error = Error::new("", format!("there is no model of a service \"{name}\""));
            return Err(did_you_mean(name, known).into_iter().fold(error, Error::help));
        }
    }
    let is_chosen = |service: &&str| named.is_empty() || named.iter().any(|name| name == service);
    Ok(known.into_iter().filter(is_chosen).collect())
}

/// Generates and writes one service.
fn one(
    workspace: &Workspace,
    origin: &Origin,
    out: &Path,
    service: &str,
    protocol: Option<&str>,
) -> Result<Outcome, Error> {
    let mut target = unlisted(origin, service)?;
    target.folder = out.join(service);
    target.reading.protocol = protocol.map(str::to_owned);
    let sources = generate::sources(origin, &target.model, &target.reading, &target.places.model)?;
    if let Some(protocol) = protocol
        && !speaks(&sources.service, protocol)?
    {
        return Ok(Outcome::OtherProtocol);
    }
    apply::recover(workspace, std::slice::from_ref(&target))?;
    let generated = generate::generate(origin, &target, &sources)?;
    let planned = apply::plan_one(workspace, generated)?;
    apply::write(std::slice::from_ref(&planned), || Ok(()))?;
    Ok(Outcome::Written {
        counts: planned.generated.counts,
        files: planned.plan.files.len(),
        lines: planned.plan.files.values().map(|text| text.lines().count()).sum(),
        told: told(planned.generated.corrections, planned.generated.remarks),
    })
}

/// What is told of a service among all: what was corrected in its model, and operations that were left out.
fn told(corrections: Vec<String>, remarks: Vec<String>) -> Vec<String> {
    let left_out = remarks.into_iter().filter(|remark| remark.starts_with(generate::LEFT_OUT));
    corrections.into_iter().chain(left_out).collect()
}

/// The table at the end, remarks and failures first; and how many services failed.
fn describe(results: &[(&str, Result<Outcome, Error>)], started: Instant) -> (String, usize) {
    let mut text = String::new();
    let mut totals = [0; 5];
    let mut failed = 0;
    for (service, result) in results {
        match result {
            Ok(Outcome::OtherProtocol) => {}
            Ok(Outcome::Written { counts, files, lines, told }) => {
                let numbers = [1, counts.operations, counts.shapes, *files, *lines];
                totals = std::array::from_fn(|index| {
                    totals.get(index).copied().unwrap_or(0) + numbers.get(index).copied().unwrap_or(0)
                });
                text.extend(told.iter().map(|told| format!("{service}: {told}\n")));
            }
            Err(error) => {
                failed += 1;
                text.push_str(&format!("{service}: failed: {error}\n"));
            }
        }
    }
    let names = ["services", "operations", "shapes", "files", "lines"];
    let mut rows: Vec<Vec<String>> =
        names.iter().zip(totals).map(|(name, total)| vec![(*name).to_owned(), total.to_string()]).collect();
    rows.push(vec!["failures".to_owned(), failed.to_string()]);
    rows.push(vec!["time".to_owned(), seconds(started.elapsed())]);
    text.push_str(&table(&rows));
    (text, failed)
}
