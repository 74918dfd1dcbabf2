//! `codegen`: the generator as a program, and its phases inside of one process.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;

use crate::child::{self, Cost};
use crate::error::Error;
use crate::figure::Quantity;
use crate::folders;
use crate::growth;
use crate::plot::Panel;
use crate::session::Session;
use crate::show;

/// The section of runs of the program.
pub(crate) const PROGRAM: &str = "codegen";
/// The section of phases.
const PHASES: &str = "phases";
/// The section of the first run in a fresh clone.
pub(crate) const CLONE: &str = "fresh clone";
/// The case of the first run in a fresh clone.
pub(crate) const FIRST_RUN: &str = "cargo xtask codegen, its own build included";
/// The column of our own figures.
pub(crate) const OURS: &str = "shapesmith";

/// One operation of SSM.
pub(crate) const ONE: &str = "SSM, 1 operation";
/// All operations of SSM.
pub(crate) const ALL: &str = "SSM, all operations";
/// Every service of a release that can be generated.
const SERVICES: &str = "every service";

/// The operation that is generated alone.
const OPERATION: &str = "DescribeMaintenanceWindowExecutionTasks";
/// How often the phases are run in one process; the first time is not counted.
const RUNS: &str = "10";

/// Runs the command.
pub(crate) fn run(mut session: Session, models: Option<&Path>) -> Result<(), Error> {
    let models = models.map(find_models).transpose()?;
    let (xtask, generator) = build(&session)?;
    let subjects = subjects(&session, &xtask, models.as_deref())?;
    let mut counts = Vec::new();
    for round in 1..=session.report.rounds {
        for (case, arguments) in &subjects {
            if session.wants(PROGRAM, case) {
                let made = program(&mut session, round, &xtask, case, arguments)?;
                counts.push((*case, made));
            }
        }
        for (case, operations) in [(ONE, OPERATION), (ALL, "*")] {
            if session.wants(PHASES, case) {
                phases(&mut session, round, &generator, case, operations)?;
            }
        }
        if session.wants(CLONE, FIRST_RUN) {
            first_run(&mut session, round)?;
        }
    }
    add_growth(&mut session, &counts);
    add_notes(&mut session, models.is_some());
    session.finish(&[
        Panel::new(PROGRAM, Quantity::Wall),
        Panel::new(PROGRAM, Quantity::Memory),
        Panel::new(PHASES, Quantity::Wall),
    ])
}

/// The models that were named, absolute, since programs start elsewhere.
fn find_models(models: &Path) -> Result<PathBuf, Error> {
    models.canonicalize().map_err(|error| Error::io(models, "find it", &error))
}

/// Builds the two programs as a user would, in release mode.
fn build(session: &Session) -> Result<(PathBuf, PathBuf), Error> {
    let build = |folder: &Path, package: &str| {
        show::progress(&format!("codegen: building {package}"));
        child::output(child::cargo(folder).args(["fetch", "--locked"]))?;
        let target = folder.join("target");
        let mut cargo = child::cargo(folder);
        cargo.args(["build", "--release", "--offline", "--locked", "--package", package, "--target-dir"]);
        child::output(cargo.arg(&target))?;
        Ok(target.join("release").join(package).with_extension(std::env::consts::EXE_EXTENSION))
    };
    Ok((build(&session.folders.root, "xtask")?, build(&session.folders.benches, "generator")?))
}

/// What the program is run on: the case and the arguments.
fn subjects(
    session: &Session,
    xtask: &Path,
    models: Option<&Path>,
) -> Result<Vec<(&'static str, Vec<String>)>, Error> {
    let ssm = |operations: &str| ["--service", "ssm", "--operations", operations].map(str::to_owned).to_vec();
    let mut subjects = vec![(ONE, ssm(OPERATION)), (ALL, ssm("*"))];
    if let Some(models) = models {
        let path = models.to_string_lossy().into_owned();
        let list =
            child::output(child::program(xtask, &session.folders.root).args(["list", "--from", &path]))?;
        let services = generated(&list).flat_map(|service| ["--service".to_owned(), service.to_owned()]);
        let arguments = ["--models".to_owned(), path, "--all".to_owned()].into_iter().chain(services);
        subjects.push((SERVICES, arguments.collect()));
    }
    Ok(subjects)
}

/// The services of a list that can be generated: those whose row ends with the number of their operations.
fn generated(list: &str) -> impl Iterator<Item = &str> {
    list.lines().filter_map(|line| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let (first, last) = (words.first()?, words.last()?);
        (words.len() == 3 && last.parse::<u32>().is_ok()).then_some(*first)
    })
}

/// How much a run generated.
#[derive(Clone, Copy, Debug)]
struct Made {
    /// Crates, so services.
    crates: f64,
    /// Files of operations.
    operations: f64,
}

/// Runs the program once, into a folder that is not there yet.
fn program(
    session: &mut Session,
    round: u32,
    xtask: &Path,
    case: &str,
    arguments: &[String],
) -> Result<Made, Error> {
    let out = scratch(session, "generated")?;
    let mut command = Command::new(xtask);
    command.current_dir(&session.folders.root).arg("codegen").args(arguments).arg("--out").arg(&out);
    let Cost { wall, cpu, memory } = child::cost(&mut command)?;
    let (made, lines) = look(&out)?;
    let samples = [
        (Quantity::Wall, wall.as_secs_f64()),
        (Quantity::Cpu, cpu.as_secs_f64()),
        (Quantity::Memory, memory as f64),
        (Quantity::Lines, lines),
        (Quantity::LineRate, lines / wall.as_secs_f64()),
    ];
    session.add(round, PROGRAM, case, OURS, &samples);
    folders::remove(&out)?;
    Ok(made)
}

/// A folder for what a run makes, that is not there.
fn scratch(session: &Session, name: &str) -> Result<PathBuf, Error> {
    let folder = session.folders.results.join("codegen").join(name);
    folders::remove(&folder)?;
    Ok(folder)
}

/// Counts what was generated, and its lines of Rust.
fn look(out: &Path) -> Result<(Made, f64), Error> {
    let mut made = Made { crates: 0.0, operations: 0.0 };
    let mut lines = 0;
    for path in folders::files(out)? {
        if path.ends_with("src/lib.rs") {
            made.crates += 1.0;
        }
        if path.extension().is_some_and(|ending| ending == "rs") {
            made.operations += f64::from(u8::from(is_operation(&path)));
            lines += folders::read(&path)?.lines().count();
        }
    }
    Ok((made, lines as f64))
}

/// Whether a file is that of an operation: each has one of its own.
pub(crate) fn is_operation(path: &Path) -> bool {
    path.parent().is_some_and(|folder| folder.ends_with("src/operation"))
}

/// What the program `generator` prints.
#[derive(Deserialize)]
struct Phases {
    phases: Vec<Phase>,
}

/// One phase.
#[derive(Deserialize)]
struct Phase {
    name: String,
    seconds: Vec<f64>,
}

/// Times the phases of one crate.
fn phases(
    session: &mut Session,
    round: u32,
    generator: &Path,
    case: &str,
    operations: &str,
) -> Result<(), Error> {
    let out = scratch(session, "phases")?;
    let mut command = Command::new(generator);
    command.current_dir(&session.folders.root).args(["--model", "models/ssm/2014-11-06", "--runs", RUNS]);
    command.args(["--operations", operations]).arg("--out").arg(&out);
    let output = child::output(&mut command)?;
    let Phases { phases } = serde_json::from_str(&output)
        .map_err(|error| Error::new("the output of generator", format!("{error}: {output}")))?;
    for phase in &phases {
        let median = crate::figure::median(&phase.seconds);
        session.add(round, PHASES, &phase.name, case, &[(Quantity::Wall, median)]);
    }
    folders::remove(&out)
}

/// Runs `cargo xtask codegen` in a clone in which nothing was built yet.
fn first_run(session: &mut Session, round: u32) -> Result<(), Error> {
    let clone = scratch(session, "clone")?;
    let mut git = child::program("git", &session.folders.root);
    child::output(git.args(["clone", "--quiet", "."]).arg(&clone))?;
    let mut cargo = child::cargo(&clone);
    cargo.args(["xtask", "codegen"]).env("CARGO_NET_OFFLINE", "true").env_remove("CARGO_TARGET_DIR");
    let cost = child::cost(&mut cargo)?;
    let samples = [(Quantity::Wall, cost.wall.as_secs_f64()), (Quantity::Cpu, cost.cpu.as_secs_f64())];
    session.add(round, CLONE, FIRST_RUN, OURS, &samples);
    folders::remove(&clone)
}

/// How costs grow with operations and with services.
fn add_growth(session: &mut Session, counts: &[(&str, Made)]) {
    let made = |case: &str| counts.iter().find(|(name, _)| *name == case).map(|(_, made)| *made);
    let report = &session.report;
    let mut found = Vec::new();
    for quantity in [Quantity::Wall, Quantity::Cpu] {
        let mut add = |unit: &str, few: (&str, Option<f64>), many: (&str, Option<f64>)| {
            let (few, many) = (few.1.map(|count| (few.0, count)), many.1.map(|count| (many.0, count)));
            if let (Some((first, few)), Some((second, many))) = (few, many) {
                let points = [(PROGRAM, first, OURS, few), (PROGRAM, second, OURS, many)];
                let cost = format!("codegen, {}", quantity.title());
                found.extend(growth::between(report, [&cost, OURS, unit], quantity, points));
            }
        };
        let operations = |case| made(case).map(|made| made.operations);
        let crates = |case| made(case).map(|made| made.crates);
        let lines = |case| report.median(PROGRAM, case, OURS, Quantity::Lines);
        add("operations", (ONE, operations(ONE)), (ALL, operations(ALL)));
        add("services", (ALL, crates(ALL)), (SERVICES, crates(SERVICES)));
        add("lines", (ALL, lines(ALL)), (SERVICES, lines(SERVICES)));
    }
    session.report.growth.extend(found);
}

/// What a reader should know.
fn add_notes(session: &mut Session, has_models: bool) {
    let notes = &mut session.report.notes;
    notes.push(format!(
        "rusoto's generator takes {} for all of SSM, without formatting; that figure is cited from an earlier \
         measurement on a machine of the same kind, not taken in this run.",
        Quantity::Wall.format(RUSOTO)
    ));
    notes.push(
        "Phases run in one process on one crate, medians of several passes; the program above also compares with \
         what is on the disk and writes atomically."
            .to_owned(),
    );
    if !has_models {
        notes.push(
            "Every service is left out: the repository holds the model of SSM alone. Get the others with \
             `pip download --no-deps botocore` and name the wheel with `--models`."
                .to_owned(),
        );
    }
}

/// What rusoto's generator takes for all of SSM, unformatted, in seconds: cited, not measured here.
pub(crate) const RUSOTO: f64 = 0.16;

#[cfg(test)]
mod tests {
    use super::generated;

    #[test]
    fn services_that_cannot_be_generated_are_left_out() {
        let list = "service  version     operations\naccount  2021-02-01          18\nsdb                  cannot be \
                    generated: no\n1 of 2 services can be generated\n";
        assert_eq!(generated(list).collect::<Vec<_>>(), ["account"]);
    }
}
