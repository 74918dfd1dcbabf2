//! `build`: how long crates and programs take to build, and how large they become.
//!
//! Crates of other services than SSM are built where their models are given.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use crate::child::{self, Cost};
use crate::command::codegen::is_operation;
use crate::error::Error;
use crate::figure::Quantity;
use crate::folders;
use crate::growth;
use crate::plot::Panel;
use crate::session::Session;
use crate::show;

/// The section of crates whose dependencies are built already.
pub(crate) const ALONE: &str = "crate alone";
/// The section of the crates of other services, with all operations.
const OTHERS: &str = "crate alone, debug, other services";
/// The section of whole programs.
pub(crate) const CONSUMER: &str = "consumer";

/// The section of whole programs that call five services.
const FIVE: &str = "consumer of five services";

/// The case of a debug build.
pub(crate) const DEBUG: &str = "cargo build";
/// The case of a release build.
pub(crate) const RELEASE: &str = "cargo build --release";
/// The case of a check.
const CHECK: &str = "cargo check";
/// The case of a debug build that finds everything built but the program's own file.
const TOUCH: &str = "cargo build after a touch";
/// The case of the program's size.
pub(crate) const BINARY: &str = "release binary, stripped";
/// The case of the program's tree of dependencies.
const TREE: &str = "normal and build dependencies";

/// Our crate with everything in it.
pub(crate) const ALL: &str = "shapesmith, all operations";
/// Our crate with one operation.
pub(crate) const ONE: &str = "shapesmith, 1 operation";
/// The program on our crate.
pub(crate) const OURS: &str = "shapesmith";
/// The official SDK.
pub(crate) const SDK: &str = "aws-sdk-ssm";
/// The same program by hand, on nothing but an HTTP client: what no client can be cheaper than.
const FLOOR: &str = "by hand";
/// Rusoto.
const RUSOTO: &str = "rusoto_ssm";
/// The official SDK, where more than its crate of SSM is built.
const SDKS: &str = "aws-sdk-rust";

/// Ways to build, and their arguments.
const MODES: [(&str, &[&str]); 3] =
    [(DEBUG, &["build"]), (RELEASE, &["build", "--release"]), (CHECK, &["check"])];

/// Something to build: a package of a workspace.
#[derive(Debug)]
struct Subject<'a> {
    /// What it is called in the tables.
    name: &'static str,
    /// The folder of the workspace.
    folder: PathBuf,
    /// The package.
    package: &'a str,
    /// Where it is built.
    target: PathBuf,
}

/// The other services whose crates are built alone.
const SERVICES: [&str; 4] = ["dynamodb", "lambda", "s3", "ec2"];

/// Runs the command. `models` is a botocore wheel or checkout with the other services.
pub(crate) fn run(mut session: Session, models: Option<&Path>) -> Result<(), Error> {
    child::output(child::cargo(&session.folders.benches).args(["fetch", "--locked"]))?;
    alone(&mut session)?;
    if let Some(models) = models {
        others(&mut session, models)?;
    }
    consumers(&mut session)?;
    of_five_services(&mut session)?;
    session.report.notes.push(
        "Times are those of the whole cargo command with CARGO_INCREMENTAL=0, offline, with cargo's own profiles. \
         Only the build after a touch is incremental, as it is for a developer. Peak memory is that of the largest \
         process."
            .to_owned(),
    );
    session.finish(&[
        Panel::new(ALONE, Quantity::Wall),
        Panel::new(OTHERS, Quantity::Wall),
        Panel::new(CONSUMER, Quantity::Wall),
        Panel::new(FIVE, Quantity::Wall),
        Panel::new(CONSUMER, Quantity::Size),
        Panel::new(CONSUMER, Quantity::Crates),
    ])
}

/// Builds crates, each with its dependencies built before.
fn alone(session: &mut Session) -> Result<(), Error> {
    let cases: Vec<_> = MODES.into_iter().filter(|(case, _)| session.wants(ALONE, case)).collect();
    if cases.is_empty() {
        return Ok(());
    }
    let subjects = alone_subjects(session)?;
    for (case, arguments) in &cases {
        for subject in &subjects {
            show::progress(&format!("{ALONE}: {case}: {}: building the dependencies", subject.name));
            build(subject, arguments)?;
        }
    }
    for round in 1..=session.report.rounds {
        for (case, arguments) in &cases {
            for subject in &subjects {
                clean(subject, arguments)?;
                add_cost(session, round, ALONE, case, subject.name, build(subject, arguments)?);
            }
        }
    }
    add_growth(session)
}

/// The crates that are built alone.
fn alone_subjects(session: &Session) -> Result<Vec<Subject<'static>>, Error> {
    let folder = scratch(session);
    let mut subjects = Vec::new();
    for (name, operations) in [(ALL, "*"), (ONE, "DescribeMaintenanceWindowExecutionTasks")] {
        if session.wants_peer(name) {
            let folder = generated(session, name);
            generate(session, &folder, operations)?;
            let target = folder.join("target");
            subjects.push(Subject { name, folder, package: "ssm", target });
        }
    }
    for name in [SDK, RUSOTO] {
        if session.wants_peer(name) {
            let target = folder.join(format!("alone-{name}"));
            subjects.push(Subject { name, folder: session.folders.benches.clone(), package: name, target });
        }
    }
    Ok(subjects)
}

/// Builds the crates of other services, each with its dependencies built before.
fn others(session: &mut Session, models: &Path) -> Result<(), Error> {
    let folder = scratch(session).join("other-services");
    let services: Vec<_> = SERVICES.into_iter().filter(|service| session.wants(OTHERS, service)).collect();
    if services.is_empty() {
        return Ok(());
    }
    let mut xtask = child::cargo(&session.folders.root);
    xtask.args(["xtask", "codegen", "--all", "--models"]).arg(models);
    services.iter().for_each(|service| {
        xtask.args(["--service", service]);
    });
    child::output(xtask.arg("--out").arg(&folder))?;
    lock(session, &folder)?;
    let packages: Vec<(&str, String)> =
        services.iter().map(|service| (*service, format!("aws-sdk-{service}"))).collect();
    let mut subjects = Vec::new();
    for (service, package) in &packages {
        let ours =
            Subject { name: OURS, folder: folder.clone(), package: service, target: folder.join("target") };
        let benches = session.folders.benches.clone();
        let target = scratch(session).join("other-sdks");
        subjects.push((*service, ours));
        subjects.push((*service, Subject { name: SDKS, folder: benches, package, target }));
    }
    subjects.retain(|(_, subject)| session.wants_peer(subject.name));
    for (service, subject) in &subjects {
        show::progress(&format!("{OTHERS}: {service}: {}: building the dependencies", subject.name));
        build(subject, &["build"])?;
    }
    for round in 1..=session.report.rounds {
        for (service, subject) in &subjects {
            clean(subject, &["build"])?;
            add_cost(session, round, OTHERS, service, subject.name, build(subject, &["build"])?);
        }
    }
    Ok(())
}

/// Where everything that is built goes.
fn scratch(session: &Session) -> PathBuf {
    session.folders.results.join("build")
}

/// The workspace in which a crate of ours is generated.
fn generated(session: &Session, name: &str) -> PathBuf {
    scratch(session).join(if name == ALL { "all-operations" } else { "one-operation" })
}

/// Generates a crate of ours, ready to be built offline with the versions of this repository.
fn generate(session: &Session, folder: &Path, operations: &str) -> Result<(), Error> {
    let root = &session.folders.root;
    let mut xtask = child::cargo(root);
    xtask.args(["xtask", "codegen", "--service", "ssm", "--operations", operations, "--out"]).arg(folder);
    child::output(&mut xtask)?;
    lock(session, folder)
}

/// Gives a workspace the versions of this repository.
fn lock(session: &Session, folder: &Path) -> Result<(), Error> {
    let lock = folders::read(&session.folders.root.join("Cargo.lock"))?;
    folders::write(&folder.join("Cargo.lock"), &lock)?;
    // What the generated crate does not need leaves the copied file here, before anything is timed.
    child::output(child::cargo(folder).args(["metadata", "--quiet", "--offline", "--format-version", "1"]))?;
    Ok(())
}

/// Cargo on a subject, with what it has built before.
fn cargo(subject: &Subject<'_>, arguments: &[&str]) -> Command {
    let mut command = child::cargo(&subject.folder);
    command.args(arguments).args(["--offline", "--locked", "--package", subject.package]);
    command.arg("--target-dir").arg(&subject.target).env("CARGO_INCREMENTAL", "0");
    command
}

/// Builds a subject.
fn build(subject: &Subject<'_>, arguments: &[&str]) -> Result<Cost, Error> {
    child::cost(&mut cargo(subject, arguments))
}

/// Forgets what was built of a subject, but not of its dependencies.
fn clean(subject: &Subject<'_>, arguments: &[&str]) -> Result<(), Error> {
    let profile: &[&str] = if arguments.contains(&"--release") { &["--release"] } else { &[] };
    child::output(cargo(subject, &["clean"]).args(profile)).map(|_| ())
}

/// Builds programs with all their dependencies, and what follows from there.
fn consumers(session: &mut Session) -> Result<(), Error> {
    let subjects = programs(
        session,
        &[
            (OURS, "consumer-shapesmith"),
            (FLOOR, "consumer-floor"),
            (SDK, "consumer-aws-sdk"),
            (RUSOTO, "consumer-rusoto"),
        ],
    );
    for round in 1..=session.report.rounds {
        for (case, arguments) in MODES {
            for subject in &subjects {
                consumer(session, round, subject, case, arguments)?;
            }
        }
    }
    for subject in &subjects {
        if session.wants(CONSUMER, TREE) {
            let crates = crates(subject)?;
            session.add(1, CONSUMER, TREE, subject.name, &[(Quantity::Crates, crates)]);
        }
    }
    Ok(())
}

/// Builds programs that call five services, with all their dependencies.
fn of_five_services(session: &mut Session) -> Result<(), Error> {
    let subjects = programs(session, &[(OURS, "consumer-five-shapesmith"), (SDKS, "consumer-five-aws-sdk")]);
    for round in 1..=session.report.rounds {
        for (case, arguments) in [(DEBUG, &["build"][..]), (CHECK, &["check"])] {
            if !session.wants(FIVE, case) {
                continue;
            }
            for subject in &subjects {
                folders::remove(&subject.target)?;
                add_cost(session, round, FIVE, case, subject.name, build(subject, arguments)?);
            }
        }
    }
    Ok(())
}

/// The programs that are wanted, by what they are called in the tables and their packages.
fn programs<'a>(session: &Session, packages: &[(&'static str, &'a str)]) -> Vec<Subject<'a>> {
    let wanted = packages.iter().filter(|(name, _)| session.wants_peer(name));
    let subject = |(name, package): &(&'static str, &'a str)| Subject {
        name,
        folder: session.folders.benches.clone(),
        package,
        target: scratch(session).join(package),
    };
    wanted.map(subject).collect()
}

/// Builds a program in one way from an empty folder, and what follows from there.
fn consumer(
    session: &mut Session,
    round: u32,
    subject: &Subject<'_>,
    case: &str,
    arguments: &[&str],
) -> Result<(), Error> {
    let (has_binary, has_rebuild) = (case == RELEASE, case == DEBUG);
    let wants_binary = has_binary && session.wants(CONSUMER, BINARY);
    if session.wants(CONSUMER, case) || wants_binary {
        folders::remove(&subject.target)?;
        let cost = child::cost(cargo(subject, arguments).env("CARGO_PROFILE_RELEASE_STRIP", "symbols"))?;
        add_cost(session, round, CONSUMER, case, subject.name, cost);
    }
    if wants_binary {
        let size = binary_size(subject)?;
        session.add(round, CONSUMER, BINARY, subject.name, &[(Quantity::Size, size)]);
    }
    if has_rebuild && session.wants(CONSUMER, TOUCH) {
        let cost = rebuild(session, subject)?;
        add_cost(session, round, CONSUMER, TOUCH, subject.name, cost);
    }
    Ok(())
}

/// The size of a program that was built in release mode, in bytes.
fn binary_size(subject: &Subject<'_>) -> Result<f64, Error> {
    let path =
        subject.target.join("release").join(subject.package).with_extension(std::env::consts::EXE_EXTENSION);
    let metadata = std::fs::metadata(&path).map_err(|error| Error::io(&path, "look at it", &error))?;
    Ok(metadata.len() as f64)
}

/// Builds a program again after its file was touched, incrementally.
fn rebuild(session: &Session, subject: &Subject) -> Result<Cost, Error> {
    let folder = subject.package.trim_start_matches("consumer-");
    let file = session.folders.benches.join("consumers").join(folder).join("src").join("main.rs");
    let build = || {
        let touched = std::fs::File::options().append(true).open(&file);
        touched
            .and_then(|file| file.set_modified(SystemTime::now()))
            .map_err(|error| Error::io(&file, "touch it", &error))?;
        child::cost(cargo(subject, &["build"]).env_remove("CARGO_INCREMENTAL"))
    };
    // The first time makes what the second can build on.
    build()?;
    build()
}

/// How many packages a program depends on, on this platform.
fn crates(subject: &Subject<'_>) -> Result<f64, Error> {
    let mut command = child::cargo(&subject.folder);
    command.args(["tree", "--offline", "--locked", "--package", subject.package]);
    let output = child::output(command.args(["--edges", "normal,build", "--prefix", "none", "--no-dedupe"]))?;
    Ok(packages(&output).saturating_sub(1) as f64)
}

/// How many different packages `cargo tree` lists.
fn packages(tree: &str) -> usize {
    let packages = tree.lines().map(|line| line.split_whitespace().take(2).collect::<Vec<&str>>());
    packages.filter(|words| words.len() == 2).collect::<BTreeSet<Vec<&str>>>().len()
}

/// Keeps what a build took.
fn add_cost(session: &mut Session, round: u32, section: &str, case: &str, series: &str, cost: Cost) {
    let samples = [
        (Quantity::Wall, cost.wall.as_secs_f64()),
        (Quantity::Cpu, cost.cpu.as_secs_f64()),
        (Quantity::Memory, cost.memory as f64),
    ];
    session.add(round, section, case, series, &samples);
}

/// How build time grows with the number of operations.
fn add_growth(session: &mut Session) -> Result<(), Error> {
    let operations = folders::files(&generated(session, ALL).join("ssm"))?;
    let operations = operations.iter().filter(|path| is_operation(path)).count() as f64;
    for (case, _) in MODES {
        let points = [(ALONE, case, ONE, 1.0), (ALONE, case, ALL, operations)];
        let cost = format!("{ALONE}, {case}");
        let names = [cost.as_str(), OURS, "operations"];
        let growth = growth::between(&session.report, names, Quantity::Wall, points);
        session.report.growth.extend(growth);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::packages;

    #[test]
    fn each_package_of_a_tree_counts_once() {
        let tree = "app v0.1.0 (/app)\nserde v1.0.0\nserde v1.0.0 (*)\nserde_derive v1.0.0 (proc-macro)\n\nserde v2.0.0\n";
        assert_eq!(packages(tree), 4);
    }
}
