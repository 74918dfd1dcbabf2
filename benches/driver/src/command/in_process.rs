//! `call` and `codec`: figures that criterion takes inside of one process, and allocations.

use std::process::Command;

use crate::child;
use crate::criterion::{self, Allocations, Benchmark};
use crate::error::Error;
use crate::figure::Quantity;
use crate::growth;
use crate::plot::Panel;
use crate::session::Session;
use crate::show;

/// The peers in the order of the columns; others follow.
const PEERS: [&str; 4] = ["shapesmith", "aws-sdk-ssm", "serde-derive", "sonic-rs"];

/// The groups of all commands.
const GROUPS: [&str; 3] = ["call", "read", "write"];

/// The cases between which growth is told, with their numbers of items.
const GROWTH: [(&str, f64); 2] = [("50", 50.0), ("1000", 1000.0)];

/// Runs the command, which has the name of the benchmark.
pub(crate) fn run(mut session: Session) -> Result<(), Error> {
    let name = session.report.name.clone();
    child::output(child::cargo(&session.folders.benches).args(["fetch", "--locked"]))?;
    show::progress(&format!("{name}: building the measurements"));
    child::output(measures(&session, "bench").args(["--no-run", "--bench", &name]))?;
    for round in 1..=session.report.rounds {
        show::progress(&format!("round {round} of {}: {name}: criterion is running", session.report.rounds));
        for benchmark in benchmarks(&session, &name, round)? {
            keep(&mut session, round, &benchmark);
        }
    }
    for line in allocations(&session, &name)? {
        let samples = [(Quantity::Allocations, line.allocations), (Quantity::Allocated, line.bytes)];
        let case = title(&line.case);
        if session.wants_peer(&line.peer) && session.wants(&line.group, &case) {
            session.add(1, &line.group, &case, &line.peer, &samples);
        }
    }
    add_growth(&mut session);
    session.report.notes.push(
        "CPU time is that of the thread for one iteration: a call, a read or a write of a whole reply. Allocations \
         are counted once, as they are the same in every round."
            .to_owned(),
    );
    let panels: &[Panel] = match name.as_str() {
        "call" => &[Panel::new("call", Quantity::Cpu), Panel::new("call", Quantity::Allocations)],
        _ => &[Panel::new("read", Quantity::Throughput), Panel::new("write", Quantity::Throughput)],
    };
    session.finish(panels)
}

/// Cargo on the package that measures.
fn measures(session: &Session, verb: &str) -> Command {
    let mut command = child::cargo(&session.folders.benches);
    command.args([verb, "--quiet", "--offline", "--locked", "--package", "measures"]);
    command
}

/// Runs criterion once and reads what it found, in the order in which it is shown.
fn benchmarks(session: &Session, name: &str, round: u32) -> Result<Vec<Benchmark>, Error> {
    let home = session.folders.results.join("criterion").join(name).join(round.to_string());
    crate::folders::remove(&home)?;
    child::output(measures(session, "bench").args(["--bench", name]).env("CRITERION_HOME", &home))?;
    let mut benchmarks = criterion::read(&home)?;
    benchmarks.sort_by_key(|benchmark| order(&benchmark.group, &benchmark.parameter, &benchmark.function));
    Ok(benchmarks)
}

/// Counts allocations, in the order in which they are shown.
fn allocations(session: &Session, name: &str) -> Result<Vec<Allocations>, Error> {
    let mut run = measures(session, "run");
    let output = child::output(run.args(["--release", "--bin", "allocations", "--", name]))?;
    let mut lines = criterion::allocations(&output)?;
    lines.sort_by_key(|line| order(&line.group, &line.case, &line.peer));
    Ok(lines)
}

/// Keeps what was found of one benchmark.
fn keep(session: &mut Session, round: u32, benchmark: &Benchmark) {
    let case = title(&benchmark.parameter);
    if session.wants_peer(&benchmark.function) && session.wants(&benchmark.group, &case) {
        let seconds = benchmark.nanoseconds * 1e-9;
        let mut samples = vec![(Quantity::Cpu, seconds)];
        samples.extend(benchmark.bytes.map(|bytes| (Quantity::Throughput, bytes / seconds)));
        session.add(round, &benchmark.group, &case, &benchmark.function, &samples);
    }
}

/// Where a benchmark stands: by group, then from few items to many, then by peer.
fn order(group: &str, case: &str, peer: &str) -> (String, u64, String, usize) {
    let rank = PEERS.iter().position(|known| *known == peer).unwrap_or(PEERS.len());
    (group.to_owned(), case.parse().unwrap_or(u64::MAX), case.to_owned(), rank)
}

/// A case as people read it.
fn title(case: &str) -> String {
    match case.parse::<u32>() {
        Ok(1) => "1 item".to_owned(),
        Ok(items) => format!("{} items", Quantity::Lines.format(f64::from(items))),
        Err(_) => case.replace('-', " "),
    }
}

/// How costs grow with the number of items, for every peer.
fn add_growth(session: &mut Session) {
    for group in GROUPS {
        for peer in PEERS {
            let titles = GROWTH.map(|(case, items)| (title(case), items));
            let points = titles.each_ref().map(|(case, items)| (group, case.as_str(), peer, *items));
            let names = [group, peer, "items"];
            let growth = growth::between(&session.report, names, Quantity::Cpu, points);
            session.report.growth.extend(growth);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{order, title};

    #[test]
    fn rows_go_from_few_items_to_many() {
        let mut cases = ["wide", "1000", "64-at-once", "1", "50"];
        cases.sort_by_key(|case| order("call", case, "shapesmith"));
        assert_eq!(cases.map(title), ["1 item", "50 items", "1,000 items", "64 at once", "wide"]);
    }
}
